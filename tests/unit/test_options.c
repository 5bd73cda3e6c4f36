// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What users may write on the command line, and what they are told when they may not.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "session/lists.h"
#include "session/options.h"
#include "session/outputs.h"
#include "symbol/dwarf.h"
#include "unit.h"

static struct options options;
static char said[1024];

/* Words of a line, ended by NULL; the memory is static. */
static char **split(const char *line, int *count)
{
	static char text[1024], *word[64];

	*count = 0;
	strcpy(text, line);
	for (char *w = strtok(text, " "); w; w = strtok(NULL, " "))
		word[(*count)++] = w;
	word[*count] = NULL;
	return word;
}

/* Parses, with what is said on standard error in @said. */
static enum parsed parse(const char *line)
{
	int argc, err = dup(STDERR_FILENO), pipes[2];
	char **argv = split(line, &argc);
	enum parsed parsed;
	ssize_t n;

	CHECK_EQ(pipe(pipes), 0);
	dup2(pipes[1], STDERR_FILENO);
	close(pipes[1]);
	options_free(&options);
	parsed = options_parse(&options, argc, argv, "flamerec", "# flamerec\n");
	fflush(stderr);
	dup2(err, STDERR_FILENO);
	close(err);
	n = read(pipes[0], said, sizeof(said) - 1);
	said[n > 0 ? n : 0] = '\0';
	close(pipes[0]);
	return parsed;
}

/* Refused, in one line that says what and what to do. */
static void check_refused(const char *line, const char *what)
{
	char *newline;

	CHECK_EQ(parse(line), PARSED_WRONG);
	CHECK(strstr(said, what) != NULL);
	CHECK(strstr(said, "; ") != NULL);
	newline = strchr(said, '\n');
	CHECK(newline && !newline[1]);
	CHECK(!strncmp(said, "flamerec: ", 10));
}

static void defaults(void)
{
	CHECK_EQ(parse("flamerec /dev/flamesamp"), PARSED_RUN);
	CHECK_STR(options.device, "/dev/flamesamp");
	CHECK_EQ(options.hz, 99);
	CHECK(options.seconds == 0);
	CHECK_EQ(options.npids + options.cpus_bytes + options.noutputs, 0);
	CHECK(!options.command && !options.cgroup);
	CHECK(!options.picture.svg.title && !options.drawn);
	CHECK_EQ(options.unwind, FLAMESAMP_UNWIND_TABLES);
	CHECK_EQ(options.stack_bytes, 0);
}

static void everything(void)
{
	CHECK_EQ(parse("flamerec -F 20000 /dev/flamesamp -d 0.25 -p 1,2 -p 3 -C 0-2,9 --cgroup /cg "
		       "--kernel -o a.svg -o b.fsc --ring-size 4M --stacks 8192 --title T"),
		 PARSED_RUN);
	CHECK(!options.drawn);
	CHECK_STR(options.device, "/dev/flamesamp");
	CHECK_EQ(options.hz, 20000);
	CHECK(options.seconds == 0.25);
	CHECK_EQ(options.npids, 3);
	CHECK_EQ(options.pids[2], 3);
	CHECK_EQ(options.cpus_bytes, 2);
	CHECK_EQ(options.cpus[0], 7);
	CHECK_EQ(options.cpus[1], 2);
	CHECK_STR(options.cgroup, "/cg");
	CHECK(options.kernel_only && !options.user_only);
	CHECK_EQ(options.noutputs, 2);
	CHECK_STR(options.outputs[1], "b.fsc");
	CHECK_EQ(options.ring_bytes, 4 << 20);
	CHECK_EQ(options.stacks, 8192);
	CHECK_STR(options.picture.svg.title, "T");
}

static void ways_to_unwind(void)
{
	CHECK_EQ(parse("flamerec /dev/flamesamp --unwind=fp"), PARSED_RUN);
	CHECK_EQ(options.unwind, FLAMESAMP_UNWIND_FRAME_POINTERS);
	CHECK_EQ(parse("flamerec /dev/flamesamp --unwind none"), PARSED_RUN);
	CHECK_EQ(options.unwind, FLAMESAMP_UNWIND_LEAF);
	CHECK_EQ(parse("flamerec /dev/flamesamp --unwind=fp --unwind=cfi --stack-bytes 4001"),
		 PARSED_RUN);
	CHECK_EQ(options.unwind, FLAMESAMP_UNWIND_TABLES);
	/* The module takes whole words. */
	CHECK_EQ(options.stack_bytes, 4008);
	CHECK_EQ(parse("flamerec /dev/flamesamp --stack-bytes 32768"), PARSED_RUN);
	CHECK_EQ(options.stack_bytes, FLAMESAMP_STACK_BYTES_MAX);
	CHECK_EQ(parse("flamerec /dev/flamesamp --unwind=fp --stack-bytes 0"), PARSED_RUN);
}

static void pictures(void)
{
	CHECK_EQ(parse("flamerec /dev/x --subtitle S --width 1000 --colors hot --reverse "
		       "--inverted"),
		 PARSED_RUN);
	CHECK_STR(options.picture.svg.subtitle, "S");
	CHECK_EQ(options.picture.svg.width, 1000);
	CHECK(options.picture.reverse && options.picture.svg.inverted && options.drawn);
	check_refused("flamerec /dev/x --width 1", "--width");
	check_refused("flamerec /dev/x --colors hot --color-by self", "--colors");
	check_refused("flamerec /dev/x --reverse --flamechart", "--reverse");
}

/* What is behind "--" is the command's own, options included. */
static void commands(void)
{
	CHECK_EQ(parse("flamerec /dev/flamesamp -a -- ls -F --help -- x"), PARSED_RUN);
	CHECK_EQ(options.hz, 99);
	CHECK(options.system_wide);
	CHECK_STR(options.command[0], "ls");
	CHECK_STR(options.command[1], "-F");
	CHECK_STR(options.command[3], "--");
	CHECK(!options.command[5]);
}

static void help(void)
{
	CHECK_EQ(parse("flamerec --help"), PARSED_HELP);
	CHECK_EQ(parse("flamerec /dev/flamesamp -h"), PARSED_HELP);
}

static void refusals(void)
{
	check_refused("flamerec", "no device");
	check_refused("flamerec /dev/flamesamp --nonsense", "--nonsense");
	check_refused("flamerec /dev/flamesamp -Z", "-Z");
	check_refused("flamerec /dev/flamesamp --kernel -aZa", "option -Z");
	check_refused("flamerec /dev/flamesamp --all=1 --kernel", "--all=1: ");
	check_refused("flamerec /dev/flamesamp -F", "-F");
	check_refused("flamerec /dev/flamesamp -F 0", "'0'");
	check_refused("flamerec /dev/flamesamp -F 20001", "'20001'");
	check_refused("flamerec /dev/flamesamp -F 99999999999999999999", "from 1 to 20000");
	check_refused("flamerec /dev/flamesamp -F 9x", "'9x'");
	check_refused("flamerec /dev/flamesamp -d 0", "'0'");
	check_refused("flamerec /dev/flamesamp -d nan", "'nan'");
	check_refused("flamerec /dev/flamesamp -d -1", "'-1'");
	check_refused("flamerec /dev/flamesamp -p 0", "'0'");
	check_refused("flamerec /dev/flamesamp -p 1,", "'1,'");
	check_refused("flamerec /dev/flamesamp -C 3-1", "'3-1'");
	check_refused("flamerec /dev/flamesamp -C 1--2", "'1--2'");
	check_refused("flamerec /dev/flamesamp -C 99999999", "'99999999'");
	check_refused("flamerec /dev/flamesamp --ring-size 1K", "1K");
	check_refused("flamerec /dev/flamesamp --ring-size 1X", "1X");
	check_refused("flamerec /dev/flamesamp --ring-size 4G", "4G");
	check_refused("flamerec /dev/flamesamp --unwind=dwarf", "'dwarf'");
	check_refused("flamerec /dev/flamesamp --unwind", "--unwind");
	check_refused("flamerec /dev/flamesamp --stack-bytes 32769", "'32769'");
	check_refused("flamerec /dev/flamesamp --stack-bytes 8k", "'8k'");
	check_refused("flamerec /dev/flamesamp --unwind=fp --stack-bytes 8", "--stack-bytes");
	check_refused("flamerec /dev/flamesamp --stack-bytes 8 --unwind=none", "--stack-bytes");
	check_refused("flamerec /dev/flamesamp --kernel --user", "--kernel and --user");
	check_refused("flamerec /dev/flamesamp ls", "'ls'");
	check_refused("flamerec /dev/flamesamp --", "'--'");
	check_refused("flamerec /dev/flamesamp -p 1 -- ls", "-p");
	check_refused("flamerec /dev/flamesamp -a", "-a");
}

static void formats(void)
{
	CHECK_EQ(output_format("a.svg", OUTPUT_FOLDED), OUTPUT_SVG);
	CHECK_EQ(output_format("a.b.folded", OUTPUT_FOLDED), OUTPUT_FOLDED);
	CHECK_EQ(output_format("a.fsc", OUTPUT_FOLDED), OUTPUT_CAPTURE);
	CHECK_EQ(output_format("a.png", OUTPUT_FOLDED), OUTPUT_PNG);
	CHECK_EQ(output_format("a.pb.gz", OUTPUT_FOLDED), OUTPUT_PPROF);
	CHECK_EQ(output_format("a.gz", OUTPUT_FOLDED), OUTPUT_UNKNOWN);
	CHECK_EQ(output_format("svg", OUTPUT_FOLDED), OUTPUT_UNKNOWN);
	CHECK_EQ(output_format("-", OUTPUT_FOLDED), OUTPUT_FOLDED);
}

/* What a file held stays until there is something new to write. */
static void outputs_wait(void)
{
	char path[] = "/tmp/flamerec-test-XXXXXX.folded", text[64];
	int fd = mkstemps(path, 7);
	static const struct frame frame = { .name = "new", .kind = FRAME_PROCESS };
	const struct writer_about about = { .event = "samples" };
	struct outputs outputs = { 0 };

	CHECK_EQ(write(fd, "old old old old old 12\n", 23), 23);
	CHECK_EQ(outputs_add(&outputs, path, OUTPUT_FOLDED), 0);
	CHECK_EQ(outputs_open(&outputs), 0);
	CHECK_EQ(lseek(fd, 0, SEEK_END), 23);
	outputs_start(&outputs, &about);
	outputs_take(&outputs, &(struct stack){ .frames = &frame, .n = 1, .count = 3 });
	outputs_finish(&outputs);
	CHECK_EQ(outputs_write(&outputs, NULL), 0);
	CHECK_EQ(pread(fd, text, sizeof(text), 0), 6);
	text[6] = '\0';
	CHECK_STR(text, "new 3\n");
	outputs_free(&outputs);
	unlink(path);
	close(fd);
}

static void naming(void)
{
	char dir[] = "/tmp/test_options.XXXXXX", line[256];

	CHECK(mkdtemp(dir) != NULL);
	snprintf(line, sizeof(line), "flamerec /dev/x %s --no-demangle --short-templates "
		 "--merge-clones --sysroot %s --debug-dir %s --debug-dir /tmp "
		 "--vmlinux /proc/self/exe --system-map /proc/self/exe",
		 dwarf_library() ? "--inline --lines" : "", dir, dir);
	CHECK_EQ(parse(line), PARSED_RUN);
	CHECK_EQ(options.naming.style.inlines, dwarf_library() != NULL);
	CHECK_EQ(options.naming.style.lines, dwarf_library() != NULL);
	CHECK(options.naming.style.mangled && options.naming.style.short_templates);
	CHECK(options.naming.style.merge_clones);
	CHECK_STR(options.naming.places.sysroot, dir);
	CHECK_EQ(options.naming.places.debug_dir_count, 2);
	CHECK_STR(options.naming.places.debug_dirs[1], "/tmp");
	CHECK_STR(options.naming.vmlinux, "/proc/self/exe");
	CHECK_STR(options.naming.system_map, "/proc/self/exe");
	CHECK(!options.naming.places.servers && !options.naming.places.bundle_count);
	CHECK_EQ(parse("flamerec /dev/x"), PARSED_RUN);
	CHECK(!options.naming.style.inlines && !options.naming.places.debug_dir_count);
	rmdir(dir);
}

static void naming_refusals(void)
{
	unsetenv("DEBUGINFOD_URLS");
	if (!dwarf_library())
		check_refused("flamerec /dev/x --inline", "libdw");
	check_refused("flamerec /dev/x --sysroot /nonexistent", "/nonexistent");
	check_refused("flamerec /dev/x --sysroot /dev/null", "Not a directory");
	check_refused("flamerec /dev/x --sysroot / --sysroot /", "second");
	check_refused("flamerec /dev/x --debug-dir /nonexistent", "/nonexistent");
	check_refused("flamerec /dev/x --debug-dir /dev/null", "Not a directory");
	check_refused("flamerec /dev/x --debug-dir /proc/self/exe", "no archive");
	check_refused("flamerec /dev/x --vmlinux /nonexistent", "--vmlinux");
	check_refused("flamerec /dev/x --system-map /", "--system-map");
	check_refused("flamerec /dev/x --debuginfod", "--debuginfod");
	check_refused("flamerec /dev/x --sysroot", "needs a value");
}

int main(void)
{
	RUN(defaults);
	RUN(everything);
	RUN(ways_to_unwind);
	RUN(pictures);
	RUN(commands);
	RUN(help);
	RUN(refusals);
	RUN(naming);
	RUN(naming_refusals);
	RUN(formats);
	RUN(outputs_wait);
	options_free(&options);
	return unit_done();
}
