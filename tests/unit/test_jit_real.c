// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Real JIT compilers: a program of each runs a hot function; where its threads are is asked for by
 * ptrace(), and the records of such samples are made up.
 */
#include <dirent.h>
#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>

#include "fixture_jit.h"
#include "fixture_records.h"
#include "fixture_tree.h"
#include "output/folded.h"
#include "profile/profile.h"
#include "session/jit_follow.h"
#include "unit.h"

#define SAMPLES 400

#if defined(__x86_64__)
#define PC(regs) ((regs).rip)
#elif defined(__aarch64__)
#define PC(regs) ((regs).pc)
#endif

static struct records records;

static const char hot_js[] =
	"function hotInner(x) { let s = 0; for (let i = 0; i < 3000; i++) s = (s * 31 + x + i) | 0;"
	" return s; }\n"
	"function hotOuter(n) { let s = 0; for (let i = 0; i < n; i++) s += hotInner(i);"
	" return s; }\n"
	"let sum = hotOuter(20000);\n"
	"require('fs').writeSync(1, 'r');\n"
	"while (!require('fs').existsSync('stop')) sum += hotOuter(1000);\n";

static const char hot_java[] =
	"public class Hot {\n"
	"	static int hotInner(int x) { int s = 0;\n"
	"		for (int i = 0; i < 3000; i++) s = s * 31 + (x ^ i) + (s >>> 3);\n"
	"		return s; }\n"
	"	public static void main(String[] args) throws Exception {\n"
	"		long sum = 0;\n"
	"		for (int i = 0; i < 50000; i++) sum += hotInner(i);\n"
	"		System.out.write('r'); System.out.flush();\n"
	"		for (int i = 0;; i++) sum += hotInner(i);\n"
	"	}\n"
	"}\n";

static const char hot_py[] =
	"import sys\n"
	"def hot_inner(x):\n"
	"	return sum(i * x for i in range(1000))\n"
	"for i in range(300): hot_inner(i)\n"
	"sys.stdout.write('r'); sys.stdout.flush()\n"
	"while True: hot_inner(3)\n";

/* The process that runs. */
static pid_t child;

static void end_child(void)
{
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	child = 0;
}

/* Runs a command in the directory, which says by a byte that it is hot. Return: whether it did. */
static bool start(const char *const *args)
{
	int pipes[2];
	char c;
	bool ready;

	if (pipe2(pipes, O_CLOEXEC))
		exit(1);
	child = fork();
	if (!child) {
		if (chdir(fixture_dir) || dup2(pipes[1], 1) != 1)
			_exit(1);
		execvp(args[0], (char *const *)args);
		_exit(127);
	}
	close(pipes[1]);
	ready = read(pipes[0], &c, 1) == 1;
	close(pipes[0]);
	if (!ready)
		end_child();
	return ready;
}

static bool is_there(const char *command)
{
	bool is = fixture_run("command -v %s >/dev/null 2>&1", command);

	if (!is)
		printf("# skipped: no %s here\n", command);
	return is;
}

/* What the process has mapped as code, as the module would tell. */
static void add_maps(void)
{
	unsigned long long start, end, offset, inode;
	unsigned int major, minor;
	char path[4200], line[4400], mode[8];
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", child);
	maps = fopen(path, "r");
	while (maps && fgets(line, sizeof(line), maps)) {
		int at = 0;
		struct flamesamp_map *map;

		if (sscanf(line, "%llx-%llx %7s %llx %x:%x %llu %n", &start, &end, mode, &offset,
			   &major, &minor, &inode, &at) < 7 || mode[2] != 'x')
			continue;
		line[strcspn(line, "\n")] = '\0';
		map = add_map(&records, line + at);
		map->tgid = child;
		map->program = 5;
		map->ns = jit_clock();
		map->start = start;
		map->end = end;
		map->offset = offset;
		map->inode = inode;
		map->major = major;
		map->minor = minor;
	}
	if (maps)
		fclose(maps);
}

/* Where a thread is; 0: it sleeps in the kernel, or is gone. */
static uint64_t where_is(pid_t thread)
{
	uint64_t pc = 0;
#ifdef PC
	struct user_regs_struct regs;
	struct iovec room = { &regs, sizeof(regs) };
	int status;

	if (ptrace(PTRACE_SEIZE, thread, 0, 0))
		return 0;
	if (!ptrace(PTRACE_INTERRUPT, thread, 0, 0) &&
	    waitpid(thread, &status, __WALL) == thread && WIFSTOPPED(status) &&
	    !ptrace(PTRACE_GETREGSET, thread, NT_PRSTATUS, &room))
		pc = PC(regs);
	ptrace(PTRACE_DETACH, thread, 0, 0);
#else
	(void)thread;
#endif
	return pc;
}

static bool is_running(const char *thread)
{
	char path[300], text[512], *at;
	FILE *stat;
	size_t n;

	snprintf(path, sizeof(path), "/proc/%d/task/%s/stat", child, thread);
	stat = fopen(path, "r");
	if (!stat)
		return false;
	n = fread(text, 1, sizeof(text) - 1, stat);
	text[n] = '\0';
	fclose(stat);
	at = strrchr(text, ')');
	return at && at[2] == 'R';
}

/* One sample of each thread that runs. Return: how many. */
static unsigned int sample(uint32_t id)
{
	char path[64];
	unsigned int n = 0;
	struct dirent *thread;
	DIR *threads;

	snprintf(path, sizeof(path), "/proc/%d/task", child);
	threads = opendir(path);
	while (threads && (thread = readdir(threads))) {
		uint64_t pc;

		if (*thread->d_name == '.' || !is_running(thread->d_name))
			continue;
		pc = where_is(atoi(thread->d_name));
		if (!pc)
			continue;
		add_time(&records, jit_clock());
		add_stack_sharing(&records, id + n, 1, NULL, 0, &pc, 1, 0, 0);
		add_sample(&records, id + n++);
	}
	if (threads)
		closedir(threads);
	return n;
}

/* Samples of frames whose name has @name in it, of all. */
static double share(const char *text, const char *name)
{
	double of = 0, all = 0;

	while (*text) {
		const char *end = strchr(text, '\n'), *found = strstr(text, name), *count = end;

		while (count[-1] != ' ')
			count--;
		all += atof(count);
		if (found && found < end)
			of += atof(count);
		text = end + 1;
	}
	return all ? of / all : 0;
}

/* Some write what they tell when they have much of it, or at their end. */
static void stop_child(void)
{
	fixture_text("stop", "");
	waitpid(child, NULL, 0);
	fixture_run("rm stop");
	child = 0;
}

/* Folded stacks of samples that are taken now, for free(); @then is done before maps are read. */
static char *profile_of_child(void (*then)(void))
{
	struct profile *profile = profile_new(99);
	struct resolver *resolver = resolver_new();
	struct jit_follow follow = { 0 };
	uint32_t samples = 0;
	struct tree tree;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	records.bytes = 0;
	add_program(&records, 1, child, 5, "prog");
	add_maps();
	for (unsigned int i = 0; i < 20 * SAMPLES && samples < SAMPLES; i++)
		samples += sample(samples);
	profile_records(profile, 0, records.data, records.bytes);
	jit_follow_take(&follow, records.data, records.bytes);
	if (then)
		then();
	jit_follow_all(&follow, resolver);
	tree_init(&tree);
	profile_tree(profile, resolver, &tree);
	folded_write(out, &tree);
	fclose(out);
	tree_free(&tree);
	jit_follow_free(&follow);
	profile_free(profile);
	resolver_free(resolver);
	return text;
}

static void check_hot(const char *what, const char *name, void (*then)(void))
{
	char *text = profile_of_child(then);

	if (*text) {
		printf("# %s: %.0f %% of samples in %s, %.0f %% in [anon]\n", what,
		       100 * share(text, name), name, 100 * share(text, "[anon]"));
		/* The compiler's own threads have the rest. */
		CHECK(share(text, name) > 0.5);
		CHECK(share(text, "[anon]") < 0.1);
	} else {
		printf("# skipped: ptrace() can't be had here\n");
	}
	free(text);
}

static void node(void)
{
	static const char *const map[] = { "node", "--perf-basic-prof", "hot.js", NULL };
	static const char *const dump[] = { "node", "--perf-prof", "hot.js", NULL };
	char path[64];

	if (!is_there("node"))
		return;
	fixture_text("hot.js", hot_js);
	CHECK(start(map));
	snprintf(path, sizeof(path), "%s", jit_map_path(child));
	check_hot("node --perf-basic-prof", "hotOuter", NULL);
	end_child();
	remove(path);
	CHECK(start(dump));
	check_hot("node --perf-prof", "hotOuter", stop_child);
	end_child();
}

/* It tells what there is at the moment; a function may be compiled anew at any time. */
static bool ask_java(void)
{
	return fixture_run("jcmd %d Compiler.perfmap >jcmd.txt 2>&1", child);
}

static void ask_java_again(void)
{
	CHECK(ask_java());
}

static void java(void)
{
	static const char *const args[] = { "java", "-Xmx64m", "-XX:+UseSerialGC", "Hot", NULL };
	char path[64];

	if (!is_there("javac") || !is_there("java") || !is_there("jcmd"))
		return;
	fixture_text("Hot.java", hot_java);
	CHECK(fixture_run("javac -J-Xmx128m Hot.java"));
	CHECK(start(args));
	snprintf(path, sizeof(path), "%s", jit_map_path(child));
	if (ask_java())
		check_hot("java, jcmd Compiler.perfmap", "Hot.", ask_java_again);
	else
		printf("# skipped: this Java has no Compiler.perfmap\n");
	end_child();
	remove(path);
}

static void python(void)
{
	static const char *const args[] = { "python3", "-X", "perf", "hot.py", NULL };
	char path[64], *text;

	if (!is_there("python3"))
		return;
	if (!fixture_run("python3 -X perf -c 'import sys; sys.exit(not getattr(sys, "
			 "\"is_stack_trampoline_active\", lambda: False)())' 2>/dev/null")) {
		printf("# skipped: python3 is older than 3.12, or has no -X perf here\n");
		return;
	}
	fixture_text("hot.py", hot_py);
	CHECK(start(args));
	snprintf(path, sizeof(path), "%s", jit_map_path(child));
	/* It runs in the interpreter; of the trampolines, one address in the map has to do. */
	CHECK(fixture_run("grep -q hot_inner %s", path));
	text = profile_of_child(NULL);
	CHECK(share(text, "[anon]") < 0.1);
	free(text);
	end_child();
	remove(path);
}

int main(void)
{
	fixture_begin();
	RUN(node);
	RUN(java);
	RUN(python);
	fixture_end();
	return unit_done();
}
