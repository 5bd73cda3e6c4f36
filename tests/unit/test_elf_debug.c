// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stripped files, and where their names are then: in a debug file, in MiniDebugInfo, in .dynsym.
 */
#include "fixture_names.h"
#include "symbol/places.h"
#include "random.h"
#include "unit.h"

static struct names_line lines[NAMES_MAX];

static const char source[] =
	"#include <map>\n"
	"#include <string>\n"
	"#include <vector>\n"
	"#include <cstdio>\n"
	"namespace shapes {\n"
	"struct shape { virtual ~shape() {} virtual double area() const = 0; };\n"
	"struct square : shape { double a; square(double x) : a(x) {}\n"
	"	double area() const override { return a * a; } };\n"
	"struct circle : shape { double r; circle(double x) : r(x) {}\n"
	"	double area() const override { return 3 * r * r; } };\n"
	"template <typename T> __attribute__((noinline)) T twice(T x) { return x + x; }\n"
	"static __attribute__((noinline)) double sum(const std::vector<shape *> &all)\n"
	"{ double s = 0; for (auto x : all) s += x->area(); return s; }\n"
	"}\n"
	"extern \"C\" int exported(int x) { return shapes::twice(x) + 1; }\n"
	"static __attribute__((noinline)) int hidden(int x) { return exported(x) * 7; }\n"
	"int main(int argc, char **argv)\n"
	"{\n"
	"	std::map<std::string, int> m; std::vector<shapes::shape *> v;\n"
	"	v.push_back(new shapes::square(argc)); v.push_back(new shapes::circle(2));\n"
	"	m[argv[0]] = hidden(argc); m[shapes::twice(std::string(\"a\"))] = 1;\n"
	"	std::printf(\"%zu %f\\n\", m.size(), shapes::sum(v));\n"
	"	return 0;\n"
	"}\n";

/* Where there is no C++ library for it. */
static const char c_source[] =
	"#include <stdio.h>\n"
	"#define NOINLINE __attribute__((noinline))\n"
	"static NOINLINE int expensive(int x) { return printf(\"%d\", x) / x; }\n"
	"static NOINLINE int expand(int x) { return x > 3 ? expand(x - 1) * x : expensive(x); }\n"
	"int exported(int x) { return expand(x) + 1; }\n"
	"static NOINLINE int expect(int x) { return exported(x) + exported(x + 1); }\n"
	"int main(int argc, char **argv) { return puts(argv[0]) + expect(argc); }\n";

static const char *debug_dirs[1];
static const struct places places = { .debug_dirs = debug_dirs, .debug_dir_count = 1 };

/* Some weak symbols that nm(1) lists are of data; readelf(1) tells which. */
#define FUNCTIONS "readelf -W %s full | sed 's/@.*//' |" \
	"awk '$4 ~ /^I?FUNC$/ && $7 != \"UND\" { print $2, $8 }'"

/* Compiles "full", and leaves "bare" without symbols, and "full.debug". */
static bool build_from(const char *compiler, const char *file, const char *flags)
{
	if (fixture_run("%s -g -O1 %s %s -o full 2>/dev/null", compiler, flags, file))
		return fixture_run("objcopy --only-keep-debug full full.debug && "
				   "cp full bare && strip bare");
	printf("# skipped: no %s with %s\n", compiler, flags);
	return false;
}

static bool build(const char *flags)
{
	fixture_text("program.cc", source);
	return build_from("c++", "program.cc", flags);
}

static bool build_c(const char *flags)
{
	fixture_text("program.c", c_source);
	return build_from(fixture_cc(), "program.c", flags);
}

/* Puts the debug file where it is found by the build-id. */
static bool install_by_id(void)
{
	return fixture_run("rm -rf dbg && set -- $(readelf -n full | "
			   "sed -n 's/.*Build ID: \\(..\\)/\\1 /p') && "
			   "mkdir -p dbg/.build-id/$1 && mv full.debug dbg/.build-id/$1/$2.debug");
}

static void open_with_origin(struct elf_file *file, const char *name)
{
	debug_dirs[0] = fixture_path("dbg");
	names_open(file, name);
	elf_file_set_origin(file, &places, fixture_path(name), NULL);
}

/* Of aliases, eu-addr2line may choose another one than we do. */
static void check_addr2line(const char *what, struct elf_file *file, size_t n)
{
	static struct names_line told[NAMES_MAX];
	size_t count, i, same = 0, alias = 0;

	if (!names_have("eu-addr2line"))
		return;
	count = names_read(told, FUNCTIONS " | sed 's/ .*//; s/^/0x/' > addresses;"
			   "eu-addr2line -S -e full < addresses | sed -n 'p;n' |"
			   "sed 's/+0x.*//; s/@.*//' | paste -d' ' addresses -", "-s");
	for (i = 0; i < count; i++) {
		const char *name = names_at(file, told[i].address);

		same += !strcmp(name, told[i].name);
		alias += strcmp(name, told[i].name) &&
			 names_has(lines, n, told[i].address, name);
	}
	printf("# %s: %zu of %zu functions are named as by eu-addr2line, %zu by an alias\n", what,
	       same, count, alias);
	CHECK_EQ(same + alias, n);
}

/* Each function that readelf knows of "full" has that name in "bare". */
static void check_all(const char *what)
{
	struct names_score score;
	struct elf_file file;
	size_t n = names_read(lines, FUNCTIONS, "-s");

	open_with_origin(&file, "bare");
	score = names_compare(&file, lines, n, 0);
	printf("# %s: %zu of %zu functions are named as by readelf, %zu otherwise\n", what,
	       score.same, score.lines, score.wrong);
	CHECK(n > 10);
	CHECK_EQ(score.same, n);
	check_addr2line(what, &file, n);
	elf_file_close(&file);
}

/* Without its debug file, a stripped file has the names of what it exports, and no wrong ones. */
static void check_none(void)
{
	struct names_score score;
	struct elf_file file;
	size_t n = names_read(lines, FUNCTIONS, "-s");

	open_with_origin(&file, "bare");
	score = names_compare(&file, lines, n, 0);
	CHECK_EQ(score.wrong, 0);
	CHECK(score.unnamed > 3);
	elf_file_close(&file);
}

static void by_build_id(void)
{
	if (!build("-Wl,--build-id"))
		return;
	CHECK(fixture_run("mkdir -p dbg"));
	check_none();
	CHECK(install_by_id());
	check_all("debug file by build-id");
}

static void by_link(void)
{
	if (!build("-Wl,--build-id=none -no-pie -fno-pie"))
		return;
	CHECK(fixture_run("objcopy --add-gnu-debuglink=full.debug bare && rm -rf dbg && "
			  "mkdir -p dbg/%s && mv full.debug dbg/%s/", fixture_dir, fixture_dir));
	check_all("debug file by .gnu_debuglink");
	/* Another file of that name has another checksum. */
	CHECK(fixture_run("printf x >> dbg/%s/full.debug", fixture_dir));
	check_none();
}

static void static_program(void)
{
	if (!build("-Wl,--build-id -static") || !install_by_id())
		return;
	check_all("static program, debug file by build-id");
}

static void of_32_bit(void)
{
	if (!build_c("-Wl,--build-id -m32") || !install_by_id())
		return;
	check_all("32-bit program, debug file by build-id");
}

/* The debug file is older than what was prelinked to another address. */
static void moved(void)
{
	struct elf_file file;
	struct dwarf *dwarf;
	uint64_t bias;

	if (!build("-Wl,--build-id=0x0123456789abcdef -Wl,-Ttext-segment=0x10000000") ||
	    !install_by_id() || !build("-Wl,--build-id=0x0123456789abcdef"))
		return;
	check_all("moved file");
	open_with_origin(&file, "bare");
	dwarf = elf_file_dwarf(&file, &bias);
#ifdef HAVE_LIBDW
	CHECK(dwarf);
	CHECK_EQ(bias, 0x10000000);
#else
	CHECK(!dwarf);
#endif
	elf_file_close(&file);
}

/* A debug file alone, where the file itself is on another machine. */
static void alone(void)
{
	struct elf_file bare, file;
	struct loaded_part parts[4];
	size_t count, n, i, same = 0;
	uint64_t start, end;

	if (!build("-Wl,--build-id"))
		return;
	names_open(&bare, "full");
	count = elf_file_parts(&bare, parts, 4);
	CHECK_EQ(count, 1);
	CHECK_EQ(elf_file_open_debug(&file, open(fixture_path("full.debug"), O_RDONLY | O_CLOEXEC),
				     parts, count), NAMED);
	CHECK_EQ(file.id.len, 20);
	CHECK(!memcmp(file.id.bytes, bare.id.bytes, 20));
	n = names_read(lines, FUNCTIONS, "-s");
	for (i = 0; i < n; i++) {
		uint64_t offset = lines[i].address - parts[0].address + parts[0].offset;

		same += !elf_file_find(&file, offset, &names_buf, &start, &end) &&
			names_has(lines, n, lines[i].address, names_buf.text) && start == offset;
	}
	CHECK(n > 10);
	CHECK_EQ(same, n);
	CHECK_EQ(elf_file_find(&file, 0x10000000, &names_buf, &start, &end), UNNAMED_STRIPPED);
	elf_file_close(&file);
	elf_file_close(&bare);
}

/* As distributions make it: what .dynsym has is left out. */
static void mini_debug_info(void)
{
#ifdef HAVE_LZMA
	if (!names_have("xz") || !build("-Wl,--build-id -rdynamic"))
		return;
	CHECK(fixture_run("nm -D full --format=posix --defined-only | cut -d' ' -f1 |"
			  "sort > dynamic"));
	CHECK(fixture_run("nm full --format=posix --defined-only |"
			  "awk '$2 ~ /^[TtD]$/ { print $1 }' | sort > functions && "
			  "comm -13 dynamic functions > keep"));
	CHECK(fixture_run("objcopy -S --remove-section .comment --keep-symbols=keep full.debug "
			  "mini 2>/dev/null && xz -f mini && "
			  "objcopy --add-section .gnu_debugdata=mini.xz bare && rm -rf dbg"));
	check_all("MiniDebugInfo");
#else
	printf("# skipped: built without liblzma\n");
#endif
}

/* --- debug information */

static bool has_dwarf(const char *name)
{
	struct elf_file file;
	struct dwarf *dwarf;
	uint64_t bias;

	open_with_origin(&file, name);
	dwarf = elf_file_dwarf(&file, &bias);
	CHECK_EQ(bias, 0);
	CHECK(dwarf == elf_file_dwarf(&file, &bias));
	elf_file_close(&file);
	return dwarf;
}

static void debug_information(void)
{
#ifdef HAVE_LIBDW
	if (!build("-Wl,--build-id"))
		return;
	CHECK(fixture_run("rm -rf dbg"));
	CHECK(has_dwarf("full"));
	CHECK(!has_dwarf("bare"));
	CHECK(install_by_id());
	CHECK(has_dwarf("bare"));
#else
	printf("# skipped: built without libdw\n");
#endif
}

/* --- what is left of the symbols */

/* Removes the section headers of "bare", as sstrip does: e_shoff, and all from e_shentsize on. */
static bool cut_headers(void)
{
	return fixture_run("to='dd of=bare bs=1 conv=notrunc status=none';"
			   "head -c 8 /dev/zero | $to seek=40 && head -c 6 /dev/zero | $to seek=58");
}

static void check_exported(void)
{
	struct names_score score;
	struct elf_file file;
	size_t n;

	n = names_read(lines, FUNCTIONS, "--dyn-syms");
	CHECK(fixture_run("rm -rf dbg"));
	open_with_origin(&file, "bare");
	score = names_compare(&file, lines, n, 0);
	CHECK(n > 3);
	CHECK_EQ(score.same, n);
	elf_file_close(&file);
}

static void no_section_headers(void)
{
	if (sizeof(void *) != 8)
		return;
	if (build("-rdynamic -Wl,--hash-style=gnu") && cut_headers())
		check_exported();
	if (build("-rdynamic -Wl,--hash-style=sysv") && cut_headers())
		check_exported();
	/* A file that was cut off where its section headers would be, which are last. */
	if (build("-rdynamic") &&
	    fixture_run("truncate -s $(readelf -h bare | sed -n 's/.*start of section headers: *"
			"\\([0-9]*\\).*/\\1/Ip') bare"))
		check_exported();
}

/* What was not linked has a .symtab, but all its sections begin at 0. */
static void not_linked(void)
{
	struct elf_file file;

	fixture_text("program.c", c_source);
	CHECK(fixture_run("%s -c -ffunction-sections program.c -o program.o", fixture_cc()));
	names_open(&file, "program.o");
	CHECK_STR(names_at(&file, 0), "-");
	CHECK_EQ(names_end, 0);
	elf_file_close(&file);
}

/* --- nameless functions */

/*
 * Functions with a size, of which unwind information tells the same. Of main(), the start file
 * tells.
 */
static void check_bounds(void)
{
	size_t n, i, same = 0;
	struct elf_file file;

	n = names_read(lines, "nm -S full | awk '$3 ~ /^[tTwW]$/ && $4 ~ /^(_Z|exp)/"
		       "{ print $1, $2 }'");
	CHECK(fixture_run("rm -rf dbg"));
	names_open(&file, "bare");
	for (i = 0; i < n; i++) {
		uint64_t size = strtoull(lines[i].name, NULL, 16);

		CHECK_STR(names_at(&file, lines[i].address + size / 2), "-");
		same += names_start == lines[i].address &&
			names_end == lines[i].address + size;
	}
	CHECK(n >= 4);
	CHECK_EQ(same, n);
	elf_file_close(&file);
}

static void nameless(void)
{
	if (build("-Wl,--build-id"))
		check_bounds();
	if (build("-no-pie -fno-pie -Wl,--no-eh-frame-hdr"))
		check_bounds();
	if (build_c("-m32"))
		check_bounds();
}

/* A name without size, a nameless function, data, and a label in the middle of a function. */
static const char assembler[] =
	".text\n.globl first, second, third, fourth\n"
	"first:\n.skip 16, 0x90\n"
	".p2align 5\n.Lnameless:\n.cfi_startproc\n.skip 32, 0x90\n.cfi_endproc\n"
	"second:\n.skip 16, 0x90\n.type table, %object\ntable:\n.skip 16\n.size table, 16\n"
	".skip 16, 0x90\n"
	"third:\n.cfi_startproc\n.skip 8, 0x90\ninside:\n.skip 24, 0x90\n.cfi_endproc\n"
	".skip 16, 0x90\n"
	"fourth:\n.skip 16, 0x90\n";

static void without_size(void)
{
	struct elf_file file;
	uint64_t text;

	fixture_text("sizeless.s", assembler);
	CHECK(fixture_run("%s -shared -nostdlib sizeless.s -o sizeless.so", fixture_cc()));
	CHECK_EQ(names_read(lines, "nm sizeless.so | awk '/ first$/ { print $1, $3 }'"), 1);
	text = lines[0].address;
	names_open(&file, "sizeless.so");
	CHECK_STR(names_at(&file, text + 15), "first");
	CHECK_EQ(names_start, text);
	CHECK_EQ(names_end, text + 32);
	CHECK_STR(names_at(&file, text + 40), "-");
	CHECK_EQ(names_start, text + 32);
	CHECK_EQ(names_end, text + 64);
	CHECK_STR(names_at(&file, text + 79), "second");
	CHECK_EQ(names_end, text + 80);
	CHECK_STR(names_at(&file, text + 80), "-");
	CHECK_EQ(names_end, 0);
	CHECK_STR(names_at(&file, text + 100), "-");
	CHECK_STR(names_at(&file, text + 112), "third");
	CHECK_STR(names_at(&file, text + 130), "third");
	CHECK_EQ(names_start, text + 112);
	CHECK_EQ(names_end, text + 144);
	CHECK_STR(names_at(&file, text + 150), "-");
	CHECK_STR(names_at(&file, text + 160), "fourth");
	CHECK_EQ(names_end, text + 176);
	elf_file_close(&file);
}

/* --- corrupt files */

/* Nothing is expected of the answers but that they come. */
static void exercise(const uint8_t *bytes, size_t size)
{
	struct elf_file file;
	uint64_t offset, start, end;
	int fd;

	fd = open(fixture_write("bad", bytes, size), O_RDONLY | O_CLOEXEC);
	if (elf_file_open(&file, fd)) {
		close(fd);
		return;
	}
	for (offset = 0; offset < size; offset += 97)
		elf_file_find(&file, offset, &names_buf, &start, &end);
	elf_file_close(&file);
}

static void corrupt(void)
{
	static uint8_t good[256 * 1024], bad[sizeof(good)];
	uint32_t state = 1;
	size_t size, round, i;
	FILE *file;

	/* Of all kinds: stubs, MiniDebugInfo (of the test before), exported functions. */
	if (!build("-rdynamic"))
		return;
	fixture_run("test -e mini.xz && objcopy --add-section .gnu_debugdata=mini.xz bare");
	file = fopen(fixture_path("bare"), "re");
	size = file ? fread(good, 1, sizeof(good), file) : 0;
	CHECK(size > 4096);
	if (file)
		fclose(file);
	for (round = 0; round < 1500 && size; round++) {
		memcpy(bad, good, size);
		for (i = 0; i < 1 + round % 30; i++)
			bad[next_random(&state) % size] = next_random(&state);
		/* Half of them in the headers of segments, the others in those of sections. */
		i = round % 2 ? 64 : size - 2048;
		bad[i + next_random(&state) % 512] = next_random(&state);
		exercise(bad, round % 5 ? size : next_random(&state) % size);
	}
}

int main(void)
{
	fixture_begin();
	RUN(by_build_id);
	RUN(by_link);
	RUN(static_program);
	RUN(of_32_bit);
	RUN(moved);
	RUN(alone);
	RUN(mini_debug_info);
	RUN(debug_information);
	RUN(no_section_headers);
	RUN(not_linked);
	RUN(nameless);
	RUN(without_size);
	RUN(corrupt);
	free(names_buf.text);
	fixture_end();
	return unit_done();
}
