// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The names of Go programs that were stripped: those of programs that are compiled here, compared
 * with what `go tool nm` says of them before, and tables of all versions, written by hand.
 */
#include "fixture_names.h"
#include "unit.h"

static struct names_line lines[NAMES_MAX];

static const char go_program[] =
	"package main\n"
	"import (\n\"fmt\"\n\"sort\"\n\"strings\"\n)\n"
	"type tree struct { left, right *tree; name string }\n"
	"//go:noinline\n"
	"func (t *tree) insert(name string) *tree {\n"
	"	if t == nil { return &tree{name: name} }\n"
	"	if name < t.name { t.left = t.left.insert(name) } else {\n"
	"		t.right = t.right.insert(name) }\n"
	"	return t\n"
	"}\n"
	"func main() {\n"
	"	var t *tree\n"
	"	words := strings.Fields(\"some words that are sorted\")\n"
	"	sort.Slice(words, func(i, j int) bool { return words[i] < words[j] })\n"
	"	for _, w := range words { t = t.insert(w) }\n"
	"	fmt.Println(t.name)\n"
	"}\n";

static bool build_go(const char *name, const char *flags)
{
	return fixture_run("GO111MODULE=off go build %s -o %s program.go 2>/dev/null", flags, name);
}

/* The tables have all but the marks that the linker puts at the borders of the code. */
static void check_go(const char *stripped, const char *full)
{
	struct names_score first, last;
	struct elf_file file;
	size_t n;

	/* A table leaves out what a generic function's types are. */
	n = names_read(lines, "go tool nm %s | sed -nE 's/\\.abi0$//; s/\\[.*\\]/[...]/;"
		       " / runtime\\.e?text$/d; s/^ *([0-9a-f]+) [tT] /\\1 /p'", full);
	names_open(&file, stripped);
	first = names_compare(&file, lines, n, 0);
	last = names_compare(&file, lines, n, 1);
	printf("# %s: %zu of %zu functions are named as by go tool nm, %zu otherwise\n", stripped,
	       first.same, n, first.wrong);
	CHECK(n > 1000);
	CHECK_EQ(first.same, n);
	CHECK_EQ(last.same + last.unnamed, n);
	elf_file_close(&file);
}

static void compiled(void)
{
	fixture_text("program.go", go_program);
	if (!names_have("go") || !build_go("full", "")) {
		printf("# skipped: no Go compiler\n");
		return;
	}
	CHECK(build_go("bare", "-ldflags '-s -w'"));
	CHECK(fixture_run("cp full stripped && strip stripped"));
	check_go("bare", "full");
	check_go("stripped", "full");
}

static void loaded_anywhere(void)
{
	fixture_text("program.go", go_program);
	if (!names_have("go") || !build_go("pie", "-buildmode=pie")) {
		printf("# skipped: no Go compiler that makes such programs\n");
		return;
	}
	CHECK(fixture_run("cp pie stripped-pie && strip stripped-pie"));
	check_go("stripped-pie", "pie");
}

/* --- by hand */

/* Three functions; what follows them is not Go's. */
#define CODE \
	".text\n.globl _start, __start\n_start:\n__start:\ntext:\n" \
	"f1:\n.skip 32\nf2:\n.skip 16\nf3:\n.skip 64\nend:\n.skip 64\n"

#define NAMES "names:\n.byte 0\nn1:\n.asciz \"main.one\"\nn2:\n.asciz \"main.two@x\"\n" \
	"n3:\n.asciz \"main.(*T).three\"\n"

#define SECTION(magic) ".section .gopclntab, \"a\"\n.p2align 5\ntable:\n.long " magic \
	"\n.byte 0, 0, 1, WORD_SIZE\n"

static const char go_1_2[] = CODE SECTION("0xfffffffb")
	"WORD 3, f1, d1 - table, f2, d2 - table, f3, d3 - table, end\n.long 0\n.p2align 3\n"
	"d1:\nWORD f1\n.long n1 - table, 0\n.p2align 3\n"
	"d2:\nWORD f2\n.long n2 - table, 0\n.p2align 3\n"
	"d3:\nWORD f3\n.long n3 - table, 0\n"
	NAMES;

static const char go_1_16[] = CODE SECTION("0xfffffffa")
	"WORD 3, 0, names - table, 0, 0, 0, list - table\n"
	NAMES ".p2align 3\n"
	"list:\nWORD f1, d1 - list, f2, d2 - list, f3, d3 - list, end\n"
	"d1:\nWORD f1\n.long n1 - names, 0\n.p2align 3\n"
	"d2:\nWORD f2\n.long n2 - names, 0\n.p2align 3\n"
	"d3:\nWORD f3\n.long n3 - names, 0\n";

#define GO_1_18(magic, start) CODE SECTION(magic) \
	"WORD 3, 0, " start ", names - table, 0, 0, 0, list - table\n" \
	NAMES ".p2align 3\n" \
	"list:\n.long f1 - text, d1 - list, f2 - text, d2 - list, f3 - text, d3 - list," \
	" end - text\n" \
	"d1:\n.long f1 - text, n1 - names\n" \
	"d2:\n.long f2 - text, n2 - names\n" \
	"d3:\n.long f3 - text, n3 - names\n"

static const char go_1_18[] = GO_1_18("0xfffffff0", "text");
static const char go_1_20[] = GO_1_18("0xfffffff1", "text");

/* The dynamic loader would tell the address. */
static const char go_unset[] = GO_1_18("0xfffffff1", "0");

struct target {
	const char *compiler, *word;
	unsigned int size;
};

static const struct target targets[] = {
	{ "", ".quad", 8 },			/* the system's compiler */
	{ "i686-linux-gnu", ".long", 4 },
	{ "aarch64-linux-gnu", ".quad", 8 },
	{ "mips-linux-gnu", ".long", 4 },	/* of the other byte order */
};

/* Return: whether there is a linked, stripped "by-hand". */
static bool build_table(const struct target *target, const char *table)
{
	char source[4096];

	snprintf(source, sizeof(source), ".macro WORD values:vararg\n%s \\values\n.endm\n"
		 ".set WORD_SIZE, %u\n%s", target->word, target->size, table);
	fixture_text("table.s", source);
	if (!*target->compiler)
		return fixture_run("%s -nostdlib -static table.s -o by-hand && "
				   "strip by-hand", fixture_cc());
	return fixture_run("clang --target=%s -nostdlib -static -fuse-ld=lld -Wl,-s table.s "
			   "-o by-hand 2>/dev/null", target->compiler);
}

/* The address where the program starts, which is its first function's. */
static uint64_t entry(void)
{
	size_t n = names_read(lines, "readelf -h by-hand | sed -n 's/.*Entry point.*0x/0x/p' |"
			      "sed 's/$/ entry/'");

	CHECK_EQ(n, 1);
	return lines[0].address;
}

static void check_table(const struct target *target, const char *table)
{
	struct elf_file file;
	uint64_t text;

	if (!build_table(target, table)) {
		printf("# skipped: nothing is compiled for %s here\n", target->compiler);
		return;
	}
	text = entry();
	names_open(&file, "by-hand");
	CHECK_STR(names_at(&file, text), "main.one");
	CHECK_STR(names_at(&file, text + 31), "main.one");
	CHECK_EQ(names_start, text);
	CHECK_EQ(names_end, text + 32);
	CHECK_STR(names_at(&file, text + 32), "main.two@x");
	CHECK_STR(names_at(&file, text + 111), "main.(*T).three");
	CHECK_STR(names_at(&file, text + 112), "-");
	CHECK_STR(names_at(&file, text - 1), "-");
	elf_file_close(&file);
}

static void versions(void)
{
	size_t i;

	for (i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		check_table(&targets[i], go_1_2);
		check_table(&targets[i], go_1_16);
		check_table(&targets[i], go_1_18);
		check_table(&targets[i], go_1_20);
		check_table(&targets[i], go_unset);
	}
}

/* An entry that is no function's shows that the code doesn't begin where it seems to. */
static void unproved(void)
{
	struct elf_file file;
	uint64_t text;

	if (!build_table(&targets[0], go_unset))
		return;
	text = entry();
	CHECK(fixture_run("printf '\\001' | dd of=by-hand bs=1 seek=24 conv=notrunc status=none"));
	names_open(&file, "by-hand");
	CHECK_STR(names_at(&file, text), "-");
	elf_file_close(&file);
}

/* Any byte of the table is changed: nothing is expected of the answers but that they come. */
static void corrupt(void)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	static uint8_t bytes[64 * 1024];
	unsigned long long offset;
	size_t size, at, i;
	FILE *good;

	if (!build_table(&targets[0], go_1_20))
		return;
	CHECK_EQ(names_read(lines, "readelf -SW by-hand | sed 's/^ *\\[ *[0-9]*\\]//' |"
			    "awk '$1 == \".gopclntab\" { print $4, $5 }'"), 1);
	offset = lines[0].address;
	good = fopen(fixture_path("by-hand"), "re");
	size = good ? fread(bytes, 1, sizeof(bytes), good) : 0;
	CHECK(size > offset + 0x80);
	if (good)
		fclose(good);
	for (at = offset; at < offset + 0xa0 && at < size; at++) {
		for (i = 0; i < sizeof(values); i++) {
			uint8_t old = bytes[at];
			struct elf_file file;

			bytes[at] = values[i];
			fixture_write("corrupt", bytes, size);
			bytes[at] = old;
			names_open(&file, "corrupt");
			names_at(&file, 0x401000);
			names_at(&file, 0x401020);
			elf_file_close(&file);
		}
	}
}

int main(void)
{
	fixture_begin();
	RUN(compiled);
	RUN(loaded_anywhere);
	RUN(versions);
	RUN(unproved);
	RUN(corrupt);
	free(names_buf.text);
	fixture_end();
	return unit_done();
}
