// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Debug information of many kinds: who is inlined at each address of programs that are compiled
 * here, compared with what other tools say, and files that lie.
 */
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "fixture_dwarf.h"
#include "symbol/places.h"
#include "random.h"
#include "unit.h"

/* Of big programs, addresses at a distance. */
#define ADDRESSES_MAX 4000

static int open_fixture(const char *name)
{
	return open(fixture_path(name), O_RDONLY | O_CLOEXEC);
}

static bool has_tool(const char *name)
{
	return fixture_run("command -v %s >/dev/null", name);
}

/*
 * Writes addresses of the program's code to "addresses". Return: how many; @first and @step of
 * them.
 */
static size_t write_addresses(const char *program, uint64_t *first, uint64_t *step)
{
	FILE *file = fopen(fixture_path("addresses"), "w");
	int fd = open_fixture(program);
	GElf_Shdr text;
	size_t n = 0;

	*first = *step = 0;
	if (file && dwarf_section(fd, ".text", &text)) {
		*first = text.sh_addr;
		*step = 1 + text.sh_size / ADDRESSES_MAX;
		for (uint64_t at = 0; at < text.sh_size; at += *step, n++)
			fprintf(file, "0x%llx\n", (unsigned long long)(text.sh_addr + at));
	}
	fclose(file);
	close(fd);
	return n;
}

static void tell_frames(const struct source_frame *frames, size_t n, struct told *told)
{
	told->text[0] = '\0';
	told->has_line = false;
	for (size_t i = 0; i < n; i++) {
		char place[512];

		snprintf(place, sizeof(place), "%s:%u", frames[i].file ? frames[i].file : "??",
			 frames[i].line);
		add_told(told, frames[i].name ? frames[i].name : "??", place);
	}
}

/*
 * The same frames at the same lines. Where the function itself has no name for the linker in the
 * debug information, tools show that of the symbol table, which has the plain one in it.
 */
static bool agrees(const struct told *ours, const struct told *theirs)
{
	const char *a = ours->text, *b = theirs->text;

	while (*a && *b) {
		size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");
		char x[4096], y[4096], *place;

		snprintf(x, sizeof(x), "%.*s", (int)n, a);
		snprintf(y, sizeof(y), "%.*s", (int)m, b);
		place = strrchr(x, ' ');
		if (!place || !strrchr(y, ' ') || strcmp(place, strrchr(y, ' ')))
			return false;
		*place = '\0';
		if (!strstr(y, x) || (a[n + 1] && y[strlen(x)] != ' '))
			return false;
		a += n + 1;
		b += m + 1;
	}
	return *a == *b;
}

/*
 * Whoever reads DWARF by another library comes first; the last reads it by ours, and proves
 * nothing.
 */
static const char *const tools[] = { "addr2line", "llvm-addr2line", "eu-addr2line" };

#define TOOLS (sizeof(tools) / sizeof(*tools))
#define OTHER_TOOLS (TOOLS - 1)

/**
 * struct reader - a tool that tells of one address after the other
 * @lines: what it prints; NULL: it is not here
 * @next: see next_told()
 * @both: addresses that are known to it and to us
 * @equal: of them, those of which it says the same
 */
struct reader {
	FILE *lines;
	char next[4096];
	struct told told;
	size_t both, equal;
};

struct comparison {
	struct reader reader[TOOLS];
	size_t asked, known, both, equal, frames;
};

static void start_readers(struct comparison *sum, const char *program)
{
	char command[1024];

	for (size_t i = 0; i < TOOLS; i++) {
		if (!has_tool(tools[i]))
			continue;
		snprintf(command, sizeof(command), "cd %s && %s -a -f -i -e %s <addresses 2>&1",
			 fixture_dir, tools[i], program);
		sum->reader[i].lines = popen(command, "r");
	}
}

static void stop_readers(struct comparison *sum)
{
	for (size_t i = 0; i < TOOLS; i++)
		if (sum->reader[i].lines)
			pclose(sum->reader[i].lines);
}

/* Each has its own errors: who says the same as one of them says it rightly. */
static void count(struct comparison *sum, const struct told *ours, size_t frames, uint64_t address)
{
	bool both = false, equal = false;

	for (size_t i = 0; i < TOOLS; i++) {
		struct reader *reader = &sum->reader[i];

		/* Behind a function's end, to where the next one is aligned, tools guess. */
		if (!reader->lines ||
		    !next_told(reader->lines, reader->next, sizeof(reader->next), &reader->told) ||
		    !frames || !reader->told.has_line)
			continue;
		reader->both++;
		reader->equal += agrees(ours, &reader->told);
		both |= i < OTHER_TOOLS;
		equal |= i < OTHER_TOOLS && agrees(ours, &reader->told);
	}
	sum->both += both;
	sum->equal += equal;
	if (both && !equal && sum->both - sum->equal <= 3)
		printf("# at 0x%llx we say\n#  %s# and they say\n#  %s#  %s#  %s",
		       (unsigned long long)address, ours->text, sum->reader[0].told.text,
		       sum->reader[1].told.text, sum->reader[2].told.text);
}

static void compare(const char *program, struct comparison *sum)
{
	struct source_frame frames[SOURCE_FRAMES_MAX];
	uint64_t address, step;
	size_t left = write_addresses(program, &address, &step);
	int fd = open_fixture(program);
	struct dwarf *dwarf = dwarf_open(fd, NULL);
	struct told ours;

	CHECK(dwarf);
	memset(sum, 0, sizeof(*sum));
	start_readers(sum, program);
	for (; dwarf && left; left--, address += step) {
		size_t n = dwarf_frames(dwarf, address, true, frames);

		if (n && !frames[n - 1].name)
			n = 0;
		tell_frames(frames, n, &ours);
		sum->asked++;
		sum->known += n > 0;
		sum->frames += n;
		count(sum, &ours, n, address);
	}
	stop_readers(sum);
	dwarf_close(dwarf);
	close(fd);
}

static double percent(size_t part, size_t whole)
{
	return whole ? 100.0 * part / whole : 0;
}

/* @least: so many addresses must be known to us and to another one. */
static void check_agreement(const char *what, const char *program, size_t least)
{
	static struct comparison sum;
	bool has_reader = false;

	compare(program, &sum);
	printf("# %s: of %zu addresses, %zu known, %.2f frames each; %.2f%% as tools say:", what,
	       sum.asked, sum.known, sum.known ? (double)sum.frames / sum.known : 0,
	       percent(sum.equal, sum.both));
	for (size_t i = 0; i < TOOLS; i++) {
		if (!sum.reader[i].lines)
			continue;
		has_reader |= i < OTHER_TOOLS;
		printf(" %s %zu of %zu;", tools[i], sum.reader[i].equal, sum.reader[i].both);
	}
	printf("\n");
	CHECK(sum.known >= least);
	CHECK(!has_reader || sum.both >= least);
	CHECK_EQ(sum.equal, sum.both);
}

/* The chains in C, as @compiler makes them with @flags. */
static bool build_chains(const char *compiler, const char *flags, const char *program)
{
	return fixture_run("%s -O2 %s -c outer.c -o outer.o 2>/dev/null", compiler, flags) &&
	       fixture_run("%s -O2 %s -c start.c -o start.o 2>/dev/null", compiler, flags) &&
	       fixture_run("%s -O2 %s outer.o start.o main.c -o %s 2>/dev/null", compiler, flags,
			   program);
}

static void check_chains(const char *compiler, const char *flags)
{
	char what[256];

	snprintf(what, sizeof(what), "%s %s", compiler, flags);
	if (!has_tool(compiler) || !build_chains(compiler, flags, "chains"))
		printf("# %s: can't be compiled here\n", what);
	else
		check_agreement(what, "chains", 300);
}

static void forms(void)
{
	static const char *const flags[] = {
		"-gdwarf-4", "-gdwarf-5", "-gdwarf-5 -O0", "-gdwarf-4 -fdebug-types-section",
		"-g -flto", "-g -gz=zlib", "-g -gz=zlib-gnu", "-g -m32", "-g -ffunction-sections",
		"-g -no-pie", "-g1",
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		check_chains("gcc", flags[i]);
		check_chains("clang", flags[i]);
	}
}

static void other_machines(void)
{
	static const char *const machines[] = {
		"--target=aarch64-linux-gnu", "--target=arm-linux-gnueabihf",
		"--target=riscv64-linux-gnu", "--target=powerpc64-linux-gnu",
	};

	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++) {
		if (!has_tool("clang") || !has_tool("ld.lld") ||
		    !fixture_run("clang %s -O2 -g -fPIC -shared -nostdlib -fuse-ld=lld "
				 "-Wl,--discard-locals outer.c start.c -o cross.so 2>/dev/null",
				 machines[i]))
			printf("# %s: can't be compiled here\n", machines[i]);
		else
			check_agreement(machines[i], "cross.so", 40);
	}
}

static void other_languages(void)
{
	if (fixture_run("g++ -O2 -g chain.cc -o chain 2>/dev/null"))
		check_agreement("g++", "chain", 150);
	else
		printf("# C++: no g++ here\n");
	/* What is inlined is described in other units than where, far away in the file. */
	if (fixture_run("g++ -O2 -g -flto chain.cc -o chain 2>/dev/null"))
		check_agreement("g++ -flto", "chain", 1000);
	if (fixture_run("clang++ -O2 -g chain.cc -o chain 2>/dev/null"))
		check_agreement("clang++", "chain", 150);
	else
		printf("# C++: no clang++ here\n");
	if (fixture_run("rustc -O -g chain.rs -o chain 2>/dev/null"))
		check_agreement("rustc", "chain", 150);
	else
		printf("# Rust: no rustc here\n");
}

/*
 * What the file "chains" tells with its lines, for comparison with the same file in another form.
 */
static char *describe(const char *program)
{
	struct source_frame frames[SOURCE_FRAMES_MAX];
	uint64_t address, step;
	size_t left = write_addresses(program, &address, &step), size;
	int fd = open_fixture(program);
	struct dwarf *dwarf = dwarf_open(fd, NULL);
	struct told told;
	char *text;
	FILE *out = open_memstream(&text, &size);

	for (; dwarf && left; left--, address += step) {
		tell_frames(frames, dwarf_frames(dwarf, address, true, frames), &told);
		fprintf(out, "%llx\n%s", (unsigned long long)address, told.text);
	}
	fclose(out);
	dwarf_close(dwarf);
	close(fd);
	return text;
}

static void check_same(const char *what, const char *before, const char *program)
{
	char *after = describe(program);

	if (strcmp(before, after))
		printf("# %s: not as before\n", what);
	CHECK(strstr(after, "innermost inner.h:5\nin_block inner.h:1"));
	CHECK(!strcmp(before, after));
	free(after);
}

static void check_split(const char *compiler, const char *flags)
{
	char what[256];
	char *whole, *lost;

	snprintf(what, sizeof(what), "%s -gsplit-dwarf %s", compiler, flags);
	if (!has_tool(compiler) || !build_chains(compiler, flags, "chains"))
		return;
	whole = describe("chains");
	snprintf(what, sizeof(what), "-gsplit-dwarf %s", flags);
	if (build_chains(compiler, what, "chains"))
		check_same(what, whole, "chains");
	else
		printf("# %s %s: can't be compiled here\n", compiler, what);
	/* Moved away from where they were compiled, together. */
	CHECK(fixture_run("rm -rf moved && mkdir moved && mv chains *.dwo moved/"));
	check_same("moved", whole, "moved/chains");
	/*
	 * Without them, functions are not known: no frame says that something is, or is not,
	 * inlined.
	 */
	CHECK(fixture_run("mv moved/chains ."));
	lost = describe("chains");
	CHECK(!strstr(lost, "innermost"));
	free(lost);
	free(whole);
}

static void split(void)
{
	check_split("gcc", "-gdwarf-4");
	check_split("gcc", "-gdwarf-5");
	check_split("clang", "-gdwarf-4 -fno-split-dwarf-inlining");
	check_split("clang", "-gdwarf-5 -fno-split-dwarf-inlining");
}

/* Who opens a FIFO waits for somebody who writes to it. */
static void split_into_fifo(void)
{
	char *text;

	if (!build_chains(fixture_cc(), "-g -gsplit-dwarf", "chains"))
		return;
	CHECK(fixture_run("rm outer.dwo && mkfifo outer.dwo"));
	alarm(60);
	text = describe("chains");
	alarm(0);
	CHECK(strstr(text, "in_block inner.h:"));
	CHECK(!strstr(text, "twice"));
	free(text);
	fixture_run("rm outer.dwo");
}

static bool opens(const char *name)
{
	int fd = open_fixture(name);
	struct dwarf *dwarf = dwarf_open(fd, NULL);

	dwarf_close(dwarf);
	close(fd);
	return dwarf;
}

static void dwz(void)
{
	char *whole;

	if (!has_tool("dwz") || !build_chains(fixture_cc(), "-g -Wl,--build-id", "chains")) {
		printf("# no dwz here\n");
		return;
	}
	whole = describe("chains");
	CHECK(fixture_run("cp chains one && dwz one"));
	check_same("dwz", whole, "one");
	CHECK(fixture_run("cp chains first && cp chains second"));
	CHECK(fixture_run("dwz -m shared -r first second"));
	check_same("dwz -m", whole, "first");
	CHECK(fixture_run("mkdir -p elsewhere && mv first elsewhere/"));
	/*
	 * A link that leads nowhere, or to another file: no debug information rather than half of
	 * it.
	 */
	CHECK(!opens("elsewhere/first"));
	CHECK(fixture_run("cp one other && strip -g other && cp other elsewhere/shared"));
	CHECK(!opens("elsewhere/first"));
	CHECK(build_chains(fixture_cc(), "-g -O1", "third"));
	CHECK(fixture_run("cp third fourth && dwz -m other -r third fourth"));
	CHECK(fixture_run("cp other elsewhere/shared"));
	CHECK(!opens("elsewhere/first"));
	CHECK(fixture_run("cp shared elsewhere/shared"));
	check_same("moved", whole, "elsewhere/first");
	free(whole);
}

static void nothing_to_read(void)
{
	CHECK(build_chains(fixture_cc(), "-g", "chains"));
	CHECK(opens("chains"));
	CHECK(!opens("outer.c"));
	/* Not linked: its addresses are none yet, for all that some are there already. */
	CHECK(!opens("outer.o"));
	if (build_chains(fixture_cc(), "-g -m32", "chains32")) {
		CHECK(fixture_run("ld -m elf_i386 -r outer.o start.o -o both.o"));
		CHECK(opens("chains32"));
		CHECK(!opens("both.o"));
	}
	CHECK(fixture_run("strip -g chains -o stripped"));
	CHECK(!opens("stripped"));
	/* The last of the strings goes on behind its section. */
	CHECK(fixture_run("objcopy --dump-section .debug_str=strings chains && "
			  "head -c -1 strings > cut && printf x >> cut && "
			  "objcopy --update-section .debug_str=cut chains endless"));
	CHECK(!opens("endless"));
	CHECK(fixture_run("objcopy --compress-debug-sections endless endless.z"));
	CHECK(!opens("endless.z"));
	fixture_text("empty", "");
	CHECK(!opens("empty"));
}

static void lines_are_optional(void)
{
	struct source_frame with[SOURCE_FRAMES_MAX], without[SOURCE_FRAMES_MAX];
	uint64_t address, step;
	size_t left = write_addresses("chains", &address, &step), n;
	int fd = open_fixture("chains");
	struct dwarf *dwarf = dwarf_open(fd, NULL);

	for (; left; left--, address += step) {
		n = dwarf_frames(dwarf, address, true, with);
		if (!n || !with[n - 1].name)
			continue;
		CHECK_EQ(dwarf_frames(dwarf, address, false, without), n);
		for (size_t i = 0; i < n; i++) {
			CHECK_STR(without[i].name, with[i].name);
			CHECK(!without[i].file && !without[i].line);
		}
	}
	CHECK_EQ(dwarf_frames(dwarf, 1, true, with), 0);
	CHECK_EQ(dwarf_frames(dwarf, UINT64_MAX, true, with), 0);
	dwarf_close(dwarf);
	close(fd);
}

/*
 * A unit with a function, and in it or beside it 20,000 others, each of which has the same list of
 * 20,000 ranges: 0.7 MB that take minutes, and gigabytes of memory, if all is believed.
 */
static const char bomb_s[] =
	".text\n.globl code\n.type code, %function\ncode: .skip 64\n.size code, 64\n"
	".section .debug_abbrev,\"\",%progbits\n"
	".uleb128 1, 0x11\n.byte 1\n"			/* a unit with children: */
	".uleb128 0x11, 0x1, 0x12, 0x6, 0, 0\n"	/* low_pc: addr, high_pc: data4 */
	".uleb128 2, 0x2e\n.byte 1\n"			/* a function with children: */
	".uleb128 0x3, 0x8, 0x11, 0x1, 0x12, 0x6, 0, 0\n"	/* name: string, as above */
	".uleb128 3, KIND\n.byte 0\n"			/* a function, or an inlined one: */
	".uleb128 0x55, 0x17, 0, 0\n"			/* ranges: sec_offset */
	".uleb128 0\n"
	".section .debug_ranges,\"\",%progbits\n"
	".rept 20000\n.quad 50, 51\n.endr\n.quad 0, 0\n"
	".section .debug_info,\"\",%progbits\n"
	".long end - version\nversion: .short 4\n.long 0\n.byte 8\n"
	".uleb128 1\n.quad code\n.long 64\n"
	".uleb128 2\n.string \"name\"\n.quad code\n.long 32\n"
	".if KIND == 0x2e\n.byte 0\n.endif\n"
	".rept 20000\n.uleb128 3\n.long 0\n.endr\n"
	".byte 0, 0\nend:\n";

static void check_bomb(unsigned int kind)
{
	struct source_frame frames[SOURCE_FRAMES_MAX];
	struct dwarf *dwarf;
	GElf_Shdr text;
	int fd;

	if (!fixture_run("gcc -shared -nostdlib -Wa,--defsym,KIND=%u bomb.s -o bomb.so 2>/dev/null",
			 kind)) {
		printf("# can't be assembled here\n");
		return;
	}
	fd = open_fixture("bomb.so");
	CHECK(dwarf_section(fd, ".text", &text));
	dwarf = dwarf_open(fd, NULL);
	CHECK(dwarf);
	alarm(60);
	for (uint64_t at = 0; dwarf && at < 64; at++)
		CHECK(dwarf_frames(dwarf, text.sh_addr + at, true, frames) <= 1);
	alarm(0);
	dwarf_close(dwarf);
	close(fd);
}

static void bombs(void)
{
	fixture_text("bomb.s", bomb_s);
	check_bomb(0x2e);	/* DW_TAG_subprogram */
	check_bomb(0x1d);	/* DW_TAG_inlined_subroutine */
}

static uint32_t seed = RANDOM_SEED;

static uint8_t *read_whole(const char *name, size_t *size)
{
	int fd = open_fixture(name);
	struct stat st;
	uint8_t *bytes;

	fstat(fd, &st);
	bytes = malloc(st.st_size);
	*size = read(fd, bytes, st.st_size);
	close(fd);
	return bytes;
}

/* Ask for every tenth byte of the code. */
static size_t ask(int fd, const GElf_Shdr *text)
{
	struct source_frame frames[SOURCE_FRAMES_MAX];
	struct dwarf *dwarf = dwarf_open(fd, NULL);
	size_t known = 0;

	for (uint64_t at = 0; dwarf && at < text->sh_size; at += 10) {
		size_t n = dwarf_frames(dwarf, text->sh_addr + at, true, frames);

		known += n > 0;
		for (size_t i = 0; i < n; i++)
			if ((frames[i].name && strlen(frames[i].name) > 100000) ||
			    (frames[i].file && strchr(frames[i].file, '/')))
				return SIZE_MAX;
	}
	dwarf_close(dwarf);
	return known;
}

static void change(uint8_t *bytes, uint64_t size)
{
	static const uint8_t extremes[] = { 0, 1, 0x7f, 0x80, 0xff, 0xfe };
	uint64_t at = next_random(&seed) % size;

	switch (next_random(&seed) % 3) {
	case 0:
		bytes[at] = next_random(&seed);
		break;
	case 1:
		bytes[at] = extremes[next_random(&seed) % sizeof(extremes)];
		break;
	default:
		for (unsigned int i = next_random(&seed) % 8; i > 0 && at < size; i--)
			bytes[at++] = extremes[next_random(&seed) % sizeof(extremes)];
	}
}

static void check_damaged(const char *what, unsigned int rounds)
{
	static const char *const sections[] = {
		".debug_info", ".debug_abbrev", ".debug_line", ".debug_rnglists", ".debug_ranges",
		".debug_str", ".debug_line_str", ".debug_addr", ".debug_str_offsets",
	};
	size_t size, known = 0, opened = 0;
	uint8_t *good = read_whole("chains", &size), *bad = malloc(size);
	int fd = open_fixture("chains");
	GElf_Shdr text, section;

	CHECK(dwarf_section(fd, ".text", &text));
	for (unsigned int i = 0; i < rounds; i++) {
		int file = memfd_create("damaged", MFD_CLOEXEC);
		size_t n;

		memcpy(bad, good, size);
		for (unsigned int changes = 1 + next_random(&seed) % 8; changes > 0;) {
			size_t which = next_random(&seed) % (sizeof(sections) / sizeof(*sections));
			const char *name = sections[which];

			if (!dwarf_section(fd, name, &section) || !section.sh_size)
				continue;
			change(bad + section.sh_offset, section.sh_size);
			changes--;
		}
		CHECK_EQ(write(file, bad, size), size);
		n = ask(file, &text);
		CHECK(n != SIZE_MAX);
		opened += n > 0;
		known += n;
		close(file);
	}
	printf("# %s: of %u damaged files, %zu tell something, %zu addresses\n", what, rounds,
	       opened, known);
	CHECK(opened > rounds / 10);
	close(fd);
	free(good);
	free(bad);
}

static void damaged_files(void)
{
	static const char *const flags[] = { "-gdwarf-4", "-gdwarf-5", "-gdwarf-5 -g1" };

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (build_chains(fixture_cc(), flags[i], "chains"))
			check_damaged(flags[i], 150);
}

int main(void)
{
	if (!dwarf_library()) {
		printf("1..0 # SKIP built without libdw\n");
		return 0;
	}
	printf("# %s\n", dwarf_library());
	fixture_begin();
	dwarf_sources();
	RUN(forms);
	RUN(other_machines);
	RUN(other_languages);
	RUN(split);
	RUN(split_into_fifo);
	RUN(dwz);
	RUN(nothing_to_read);
	RUN(lines_are_optional);
	RUN(bombs);
	RUN(damaged_files);
	fixture_end();
	return unit_done();
}
