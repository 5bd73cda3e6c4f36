// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <gelf.h>
#include <stddef.h>
#include <sys/mman.h>

#include "fixture_elf.h"
#include "fixture_program.h"
#include "symbol/elf_file.h"
#include "symbol/vdso.h"
#include "random.h"
#include "unit.h"

#define FUNCTION ELF32_ST_INFO(STB_GLOBAL, STT_FUNC)
#define LOCAL ELF32_ST_INFO(STB_LOCAL, STT_FUNC)
#define WEAK ELF32_ST_INFO(STB_WEAK, STT_FUNC)
#define LABEL ELF32_ST_INFO(STB_LOCAL, STT_NOTYPE)
#define GLOBAL_LABEL ELF32_ST_INFO(STB_GLOBAL, STT_NOTYPE)
#define OBJECT ELF32_ST_INFO(STB_GLOBAL, STT_OBJECT)

static struct strbuf found_name;

/* The name at an offset, "-" where there is none. */
static const char *find(struct elf_file *file, uint64_t offset)
{
	uint64_t start, end;

	if (elf_file_find(file, offset, &found_name, &start, &end))
		return "-";
	return offset >= start && offset < end ? found_name.text : "out of its own bounds";
}

static void check_function(const char *function, const char *path, uint64_t offset)
{
	struct elf_file file;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	CHECK(fd >= 0);
	CHECK_EQ(elf_file_open(&file, fd), NAMED);
	CHECK(file.id.len == 20);
	CHECK_STR(find(&file, offset), function);
	elf_file_close(&file);
}

/* Without .symtab only what is exported has a name; nothing else may get a wrong one. */
static void check_stripped(const char *function, const char *path, uint64_t offset)
{
	bool is_exported = strcmp(function, "local_function") &&
			   strcmp(function, "hidden_function") &&
			   strcmp(function, "sizeless_function");

	check_function(is_exported ? function : "-", path, offset);
}

static void check_all_stripped(const char *function, const char *path, uint64_t offset)
{
	(void)function;
	check_function("-", path, offset);
}

static void pie(void)
{
	CHECK(program_build("pie", "-fPIE -pie -Wl,--build-id", false));
	CHECK_EQ(program_report("pie", check_function), 8);
}

static void fixed_address(void)
{
	CHECK(program_build("fixed", "-fno-pie -no-pie -Wl,--build-id", false));
	CHECK_EQ(program_report("fixed", check_function), 8);
}

static void static_program(void)
{
	CHECK(program_build("static", "-static -Wl,--build-id", false));
	CHECK_EQ(program_report("static", check_function), 8);
}

static void shared_object(void)
{
	CHECK(program_build("libshared.so", "-Wl,--build-id", true));
	CHECK_EQ(program_report("use-libshared.so", check_function), 8);
}

static void stripped(void)
{
	CHECK(program_build("libstripped.so", "-Wl,--build-id -s", true));
	CHECK_EQ(program_report("use-libstripped.so", check_stripped), 8);
	CHECK(program_build("stripped", "-Wl,--build-id -s", false));
	CHECK_EQ(program_report("stripped", check_all_stripped), 8);
}

/* Where the compiler can do it, and the kernel can run it. */
static void program_of_32_bit(void)
{
	int n;

	if (!program_build("m32", "-m32 -static -Wl,--build-id", false))
		return;
	n = program_report("m32", check_function);
	CHECK(n == 0 || n == 8);
}

static void own_vdso(void)
{
	struct elf_file file;
	int fd = vdso_open();
	uint64_t offset, size;
	bool has_gettime = false;

	if (fd < 0)
		return;
	size = lseek(fd, 0, SEEK_END);
	CHECK_EQ(elf_file_open(&file, fd), NAMED);
	for (offset = 0; offset < size; offset++)
		if (strstr(find(&file, offset), "clock_gettime"))
			has_gettime = true;
	CHECK(has_gettime);
	elf_file_close(&file);
}

static int memory_file(const void *bytes, size_t size)
{
	int fd = memfd_create("elf", MFD_CLOEXEC);

	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
		exit(1);
	return fd;
}

static const struct made_symbol made_symbols[] = {
	{ "first", 0x11000, 0x20, FUNCTION },
	{ "table", 0x11020, 0x20, OBJECT },
	{ "outer", 0x11100, 0x100, FUNCTION },
	{ "label", 0x11110, 0, LABEL },
	{ "inner", 0x11140, 0x20, LOCAL },
	{ "__twice", 0x11300, 0x10, FUNCTION },
	{ "weak", 0x11300, 0x10, WEAK },
	{ "twice@@VERSION_1", 0x11300, 0x10, FUNCTION },
	{ "$d", 0x11308, 0, LABEL },
	{ ".L1", 0x1130c, 0, LABEL },
	{ "assembler", 0x11400, 0, GLOBAL_LABEL },
	{ "next", 0x11480, 8, FUNCTION },
	{ "tail", 0x11f00, 0, GLOBAL_LABEL },
	{ "past_the_end", 0x12000, 0, GLOBAL_LABEL },
	{ "far_away", 0x7fff0000, 0x100, FUNCTION },
	{ NULL, 0, 0, 0 },
};

static void check_made(struct made_elf *elf)
{
	struct elf_file file;
	uint64_t start, end;

	made_fill(elf, made_symbols);
	CHECK_EQ(elf_file_open(&file, memory_file(elf->bytes, sizeof(elf->bytes))), NAMED);
	CHECK_EQ(file.id.len, sizeof(made_build_id));
	CHECK(!memcmp(file.id.bytes, made_build_id, sizeof(made_build_id)));
	CHECK_STR(find(&file, 0x0fff), "-");
	CHECK_STR(find(&file, 0x101f), "first");
	CHECK_STR(find(&file, 0x1020), "-");
	CHECK_STR(find(&file, 0x1120), "outer");
	CHECK_STR(find(&file, 0x1140), "inner");
	CHECK_STR(find(&file, 0x1160), "outer");
	CHECK_STR(find(&file, 0x1200), "-");
	CHECK_STR(find(&file, 0x130f), "twice");
	CHECK_STR(find(&file, 0x1310), "-");
	CHECK_STR(find(&file, 0x147f), "assembler");
	CHECK_STR(find(&file, 0x1488), "-");
	CHECK_STR(find(&file, 0x1fff), "tail");
	CHECK_STR(find(&file, 0x2000), "-");
	CHECK_EQ(elf_file_find(&file, 0x1450, &found_name, &start, &end), NAMED);
	CHECK_EQ(start, 0x1400);
	CHECK_EQ(end, 0x1480);
	elf_file_close(&file);
}

static void other_machines(void)
{
	static struct made_elf elf;
	int i;

	for (i = 0; i < 4; i++) {
		elf.is_64 = i & 1;
		elf.is_big_endian = i & 2;
		elf.machine = elf.is_64 ? EM_AARCH64 : EM_PPC;
		check_made(&elf);
	}
}

/* Addresses of Thumb functions are odd, those of ARM functions are not. */
static void thumb(void)
{
	static const struct made_symbol symbols[] = {
		{ "$a", 0x11000, 0, LABEL },
		{ "arm", 0x11000, 0x40, FUNCTION },
		{ "$t", 0x11040, 0, LABEL },
		{ "thumb", 0x11041, 0x40, FUNCTION },
		{ "$t.2", 0x11080, 0, LABEL },
		{ "sizeless", 0x11081, 0, FUNCTION },
		{ "$d", 0x110f0, 0, LABEL },
		{ NULL, 0, 0, 0 },
	};
	static struct made_elf elf = { .machine = EM_ARM };
	struct elf_file file;

	made_fill(&elf, symbols);
	CHECK_EQ(elf_file_open(&file, memory_file(elf.bytes, sizeof(elf.bytes))), NAMED);
	CHECK_STR(find(&file, 0x103f), "arm");
	CHECK_STR(find(&file, 0x1040), "thumb");
	CHECK_STR(find(&file, 0x107f), "thumb");
	CHECK_STR(find(&file, 0x1080), "sizeless");
	CHECK_STR(find(&file, 0x10ff), "sizeless");
	elf_file_close(&file);
}

static void not_elf(void)
{
	static const char *const texts[] = { "", "\177", "\177ELF", "#!/bin/sh\n", "!<arch>\n" };
	struct elf_file file;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		int fd = memory_file(texts[i], strlen(texts[i]));

		CHECK_EQ(elf_file_open(&file, fd), UNNAMED_NOT_ELF);
		close(fd);
	}
}

/* Asks for everything; nothing is expected of the answers but that they come. */
static void exercise(const uint8_t *bytes, size_t size)
{
	int fd = memory_file(bytes, size);
	struct elf_file file;
	uint64_t offset;

	if (elf_file_open(&file, fd)) {
		close(fd);
		return;
	}
	for (offset = 0; offset < size; offset += 61)
		find(&file, offset);
	elf_file_close(&file);
}

static void corrupt_bytes(uint8_t *bytes, size_t from, size_t to, size_t size)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	size_t at, i;

	for (at = from; at < to; at++) {
		uint8_t old = bytes[at];

		for (i = 0; i < sizeof(values); i++) {
			bytes[at] = values[i];
			exercise(bytes, size);
		}
		bytes[at] = old;
	}
}

static void corrupt_made(void)
{
	static struct made_elf elf;
	int i;

	for (i = 0; i < 4; i++) {
		elf.is_64 = i & 1;
		elf.is_big_endian = i & 2;
		elf.machine = EM_ARM;
		made_fill(&elf, made_symbols);
		corrupt_bytes(elf.bytes, 0, sizeof(Elf64_Ehdr), MADE_SIZE);
		corrupt_bytes(elf.bytes, MADE_SEGMENTS, MADE_SEGMENTS + 112, MADE_SIZE);
		corrupt_bytes(elf.bytes, MADE_NOTE, MADE_NOTE + 16, MADE_SIZE);
		corrupt_bytes(elf.bytes, MADE_SYMBOLS, MADE_SYMBOLS + 96, MADE_SIZE);
		corrupt_bytes(elf.bytes, MADE_SECTIONS, MADE_SECTIONS + 256, MADE_SIZE);
	}
}

/* More sections than 16 bits can count are counted in the first one. */
static void section_count(void)
{
	static const uint64_t counts[] = { 0, 4, 5, 0xff00, 0xffffffff, 0x400000000000001,
					   UINT64_MAX };
	static struct made_elf elf = { .is_64 = true, .machine = EM_X86_64 };
	size_t i, at;

	for (i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		made_fill(&elf, made_symbols);
		at = offsetof(Elf64_Ehdr, e_shnum);
		made_put(&elf, &at, 2, 0);
		at = MADE_SECTIONS + offsetof(Elf64_Shdr, sh_size);
		made_put(&elf, &at, 8, counts[i]);
		exercise(elf.bytes, MADE_SIZE);
	}
}

/* As a file of 64 GiB, most of which is a hole. */
static enum unnamed open_with_hole(struct made_elf *elf)
{
	int fd = memory_file(elf->bytes, MADE_SIZE);
	struct elf_file file;
	enum unnamed why;

	CHECK_EQ(ftruncate(fd, 1ll << 36), 0);
	why = elf_file_open(&file, fd);
	if (why)
		close(fd);
	else
		elf_file_close(&file);
	return why;
}

/* What claims to have tables of gigabytes, and has a hole in their place, gets no memory. */
static void holes(void)
{
	static struct made_elf elf;
	size_t at;

	for (int i = 0; i < 4; i++) {
		elf.is_64 = i & 1;
		elf.is_big_endian = i & 2;
		elf.machine = EM_ARM;
		made_fill(&elf, made_symbols);
		CHECK_EQ(open_with_hole(&elf), NAMED);
		at = elf.is_64 ? offsetof(Elf64_Ehdr, e_shnum) : offsetof(Elf32_Ehdr, e_shnum);
		made_put(&elf, &at, 2, 0);
		at = MADE_SECTIONS + (elf.is_64 ? offsetof(Elf64_Shdr, sh_size) :
						  offsetof(Elf32_Shdr, sh_size));
		made_word(&elf, &at, 4);
		CHECK_EQ(open_with_hole(&elf), NAMED);
		at = MADE_SECTIONS + (elf.is_64 ? offsetof(Elf64_Shdr, sh_size) :
						  offsetof(Elf32_Shdr, sh_size));
		made_word(&elf, &at, 1 << 27);
		CHECK_EQ(open_with_hole(&elf), UNNAMED_NOT_ELF);
		made_fill(&elf, made_symbols);
		at = elf.is_64 ? offsetof(Elf64_Ehdr, e_phnum) : offsetof(Elf32_Ehdr, e_phnum);
		made_put(&elf, &at, 2, PN_XNUM);
		CHECK_EQ(open_with_hole(&elf), UNNAMED_NOT_ELF);
	}
}

static void truncated(void)
{
	static struct made_elf elf = { .is_64 = true, .machine = EM_X86_64 };
	size_t size;

	made_fill(&elf, made_symbols);
	for (size = 0; size < MADE_SIZE; size += 3)
		exercise(elf.bytes, size);
}

static void corrupt_compiled(void)
{
	static uint8_t good[256 * 1024], bad[sizeof(good)];
	FILE *file = fopen(fixture_path("libshared.so"), "re");
	uint32_t state = 1;
	size_t size;
	int round, i;

	CHECK(file);
	if (!file)
		return;
	size = fread(good, 1, sizeof(good), file);
	fclose(file);
	CHECK(size > 1000);
	for (round = 0; round < 2000 && size; round++) {
		memcpy(bad, good, size);
		for (i = 0; i < 1 + round % 20; i++)
			bad[next_random(&state) % size] = next_random(&state);
		exercise(bad, round % 3 ? size : next_random(&state) % size);
	}
}

/* A program that is replaced in place. */
static void shrinking(void)
{
	static struct made_elf elf = { .is_64 = true, .machine = EM_X86_64 };
	struct elf_file file;

	made_fill(&elf, made_symbols);
	CHECK_EQ(elf_file_open(&file, memory_file(elf.bytes, sizeof(elf.bytes))), NAMED);
	CHECK_EQ(ftruncate(file.fd, 100), 0);
	CHECK_STR(find(&file, 0x1000), "-");
	elf_file_close(&file);
}

/* Other names are where the old ones were, after the table has been read. */
static void rewritten(void)
{
	static const struct made_symbol symbols[] = {
		{ "first", 0x11000, 0x20, FUNCTION },
		{ NULL, 0, 0, 0 },
	};
	static struct made_elf elf = { .is_64 = true, .machine = EM_X86_64 };
	struct elf_file file;

	made_fill(&elf, symbols);
	CHECK_EQ(elf_file_open(&file, memory_file(elf.bytes, sizeof(elf.bytes))), NAMED);
	CHECK_STR(find(&file, 0x1020), "-");
	memcpy(elf.bytes + MADE_STRINGS + 1, "other", sizeof("other"));
	CHECK_EQ(pwrite(file.fd, elf.bytes, sizeof(elf.bytes) - 1, 0), sizeof(elf.bytes) - 1);
	CHECK_EQ(ftruncate(file.fd, sizeof(elf.bytes) - 1), 0);
	CHECK_STR(find(&file, 0x1000), "-");
	elf_file_close(&file);
}

int main(void)
{
	fixture_begin();
	RUN(pie);
	RUN(fixed_address);
	RUN(static_program);
	RUN(shared_object);
	RUN(stripped);
	RUN(program_of_32_bit);
	RUN(own_vdso);
	RUN(other_machines);
	RUN(thumb);
	RUN(not_elf);
	RUN(corrupt_made);
	RUN(section_count);
	RUN(holes);
	RUN(truncated);
	RUN(corrupt_compiled);
	RUN(shrinking);
	RUN(rewritten);
	free(found_name.text);
	fixture_end();
	return unit_done();
}
