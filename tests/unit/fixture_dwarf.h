/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs with inlined functions, and what other tools say of their addresses.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_DWARF_H
#define FLAMEREC_TESTS_FIXTURE_DWARF_H

#include <ctype.h>
#include <gelf.h>
#include <stdint.h>

#include "fixture.h"
#include "symbol/dwarf.h"

/* Chains of inlined functions, from two files, in blocks, in loops, and within each other. */
static const char inner_h[] =
	"#define INLINE static inline __attribute__((always_inline))\n"
	"extern volatile int input;\n"
	"INLINE int innermost(int x)\n"
	"{\n"
	"	return x * x + input;\n"
	"}\n"
	"INLINE int in_block(int x)\n"
	"{\n"
	"	for (int i = 0; i < x; i++) {\n"
	"		int y = innermost(i);\n"
	"		if (y > 4) {\n"
	"			int z = innermost(y + 1);\n"
	"			x += z / 3;\n"
	"		}\n"
	"	}\n"
	"	return x;\n"
	"}\n";

static const char outer_c[] =
	"#include \"inner.h\"\n"
	"volatile int input;\n"
	"INLINE int twice(int x) { return in_block(x) +\n"
	"				 in_block(x + 1); }\n"
	"__attribute__((noinline)) static int local(int x) { return twice(x) / 7; }\n"
	"__attribute__((noinline, cold)) int unlikely(int x) { return innermost(x) - 1; }\n"
	"int outer(int x)\n"
	"{\n"
	"	if (x == 12345)\n"
	"		return unlikely(x);\n"
	"	return twice(x) + local(x);\n"
	"}\n";

static const char start_c[] =
	"#include \"inner.h\"\n"
	"int outer(int x);\n"
	"int start(int x) { return outer(x) + in_block(x); }\n";

static const char main_c[] =
	"int start(int x);\n"
	"int main(int argc, char **argv) { (void)argv; return start(argc); }\n";

static const char chain_cc[] =
	"#include <algorithm>\n"
	"#include <string>\n"
	"#include <vector>\n"
	"namespace geometry {\n"
	"template <typename T> struct shape {\n"
	"	std::vector<T> sides;\n"
	"	T longest() { std::sort(sides.begin(), sides.end()); return sides.back(); }\n"
	"	bool operator<(const shape &other) const { return sides.size() < other.sides.size(); }\n"
	"};\n"
	"}\n"
	"namespace { struct hidden { int get(int x) { return [x](int y) { return x * y; }(x + 1); } }; }\n"
	"int main(int argc, char **argv)\n"
	"{\n"
	"	geometry::shape<int> a{ { 1, 2, argc } }, b{ { argc } };\n"
	"	std::string name(argv[0]);\n"
	"	return a < b ? a.longest() : hidden().get(argc) + (int)name.size();\n"
	"}\n";

static const char chain_rs[] =
	"#[inline(always)] fn square(x: u64) -> u64 { x.wrapping_mul(x) }\n"
	"struct Pile { items: Vec<u64> }\n"
	"impl Pile { fn sum(&self) -> u64 { self.items.iter().map(|x| square(*x)).sum() } }\n"
	"fn main() {\n"
	"	let mut pile = Pile { items: std::env::args().map(|a| a.len() as u64).collect() };\n"
	"	pile.items.sort();\n"
	"	println!(\"{}\", pile.sum());\n"
	"}\n";

/* Write the sources above. */
static void dwarf_sources(void)
{
	fixture_text("inner.h", inner_h);
	fixture_text("outer.c", outer_c);
	fixture_text("start.c", start_c);
	fixture_text("main.c", main_c);
	fixture_text("chain.cc", chain_cc);
	fixture_text("chain.rs", chain_rs);
}

/* Where a section is, in the file and in memory. Return: whether there is one. */
static bool dwarf_section(int fd, const char *name, GElf_Shdr *shdr)
{
	Elf_Scn *section = NULL;
	bool found = false;
	size_t names;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf_getshdrstrndx(elf, &names)) {
		elf_end(elf);
		return false;
	}
	while (!found && (section = elf_nextscn(elf, section))) {
		const char *text;

		gelf_getshdr(section, shdr);
		text = elf_strptr(elf, names, shdr->sh_name);
		found = text && !strcmp(text, name);
	}
	elf_end(elf);
	return found;
}

/* What a tool says of an address: frames, innermost first, as "NAME FILE:LINE", one a line. */
struct told {
	char text[8192];
	bool has_line;		/* some frame has one */
};

/*
 * "/tmp/inner.h:12:3 (discriminator 2)" to "inner.h:12"; "??:0" where there is no line: some tools
 * tell the file all the same.
 */
static inline void shorten_place(const char *place, char *to, size_t size)
{
	const char *base = strrchr(place, '/');
	const char *colon;
	long line;

	base = base ? base + 1 : place;
	colon = strchr(base, ':');
	line = colon ? strtol(colon + 1, NULL, 10) : 0;
	if (line)
		snprintf(to, size, "%.*s:%ld", (int)(colon - base), base, line);
	else
		snprintf(to, size, "??:0");
}

static inline void add_told(struct told *told, const char *name, const char *place)
{
	size_t len = strlen(told->text);

	snprintf(told->text + len, sizeof(told->text) - len, "%s %s\n", name, place);
	told->has_line |= strcmp(place + strlen(place) - 2, ":0") != 0;
}

/*
 * Reads what eu-addr2line or addr2line -a -f -i say of the next address: the address, then a line
 * of a name and a line of a place a frame. @next holds the line that was read too far. Return:
 * whether there was one.
 */
static inline bool next_told(FILE *file, char *next, size_t size, struct told *told)
{
	char name[4096], place[512];
	char *note;

	told->text[0] = '\0';
	told->has_line = false;
	if (!*next && !fgets(next, size, file))
		return false;
	while (fgets(name, sizeof(name), file)) {
		if (!strncmp(name, "0x", 2)) {
			strcpy(next, name);
			return true;
		}
		if (!fgets(next, size, file))
			break;
		name[strcspn(name, "\n")] = '\0';
		/* eu-addr2line says more of the innermost: "f inlined at file.c:12 in main". */
		note = strstr(name, " inlined at ");
		if (note)
			*note = '\0';
		next[strcspn(next, "\n")] = '\0';
		shorten_place(next, place, sizeof(place));
		add_told(told, name, place);
	}
	*next = '\0';
	return told->text[0] != '\0';
}

#endif
