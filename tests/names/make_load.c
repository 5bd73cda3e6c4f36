// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes a capture and a perf.data of the same samples: stacks of real programs' functions below
 * ones of a kernel, without a name for any of them.
 *
 * make_load CAPTURE PERF-DATA VMLINUX LIBRARY PROGRAM...
 *
 * All is made from fixed numbers: the same files give the same samples.
 */
#include <gelf.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/fsc.h"
#include "fixture_records.h"
#include "perf_data.h"
#include "symbol/elf_file.h"

#define SAMPLES		140000
#define STACKS		8000
#define PLACES		4000	/* of a file, at most */
#define PROGRAMS	8
#define SLIDE		UINT64_C(0x1a000000)	/* of the kernel */
#define USER_DEEP	24
#define KERNEL_DEEP	12
#define FANOUT		3	/* callees of a function */
#define MEMORY		UINT64_C(0x100000000000)	/* from file to file */

/* A file's functions, and where it is in memory: linked addresses plus @bias. */
struct code {
	const char *path;
	struct elf_file file;
	uint64_t bias;
	uint64_t text;		/* the symbol _text, as linked */
	uint64_t place[PLACES];
	size_t places;
};

struct load {
	struct code kernel, library, program[PROGRAMS];
	size_t programs;
	struct fsc_writer *capture;
	struct perf_data perf;
	struct records records;
	uint32_t seed;
};

static uint32_t dice(struct load *load, uint32_t sides)
{
	load->seed = load->seed * 1664525 + 1013904223;
	return (load->seed >> 8) % sides;
}

static void die(const char *path)
{
	fprintf(stderr, "make_load: %s: no functions in it\n", path);
	exit(1);
}

/* A place inside of a function, of as many functions as are wanted, from all over the table. */
static void take_table(struct load *load, struct code *code, Elf *elf, Elf_Scn *section,
		       const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t count = header->sh_size / header->sh_entsize;
	GElf_Sym symbol;

	for (size_t i = 0; i < count && gelf_getsym(data, i, &symbol); i++) {
		const char *name = elf_strptr(elf, header->sh_link, symbol.st_name);

		if (name && !strcmp(name, "_text"))
			code->text = symbol.st_value;
		if (GELF_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_size < 8 ||
		    symbol.st_shndx == SHN_UNDEF)
			continue;
		/* Of more than there is room for, each is as likely. */
		if (code->places < PLACES)
			code->place[code->places++] = symbol.st_value +
						      dice(load, symbol.st_size - 1);
		else if (dice(load, i + 1) < PLACES)
			code->place[dice(load, PLACES)] = symbol.st_value +
							  dice(load, symbol.st_size - 1);
	}
}

static void read_code(struct load *load, struct code *code, const char *path, uint64_t bias)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	GElf_Word wanted;
	GElf_Ehdr ehdr;
	Elf *elf;

	code->path = path;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!gelf_getehdr(elf, &ehdr))
		die(path);
	code->bias = ehdr.e_type == ET_DYN || bias == SLIDE ? bias : 0;
	for (wanted = SHT_SYMTAB; !code->places; wanted = SHT_DYNSYM) {
		while ((section = elf_nextscn(elf, section)))
			if (gelf_getshdr(section, &header) && header.sh_type == wanted)
				take_table(load, code, elf, section, &header);
		if (wanted == SHT_DYNSYM)
			break;
	}
	elf_end(elf);
	if (!code->places || elf_file_open(&code->file, fd))
		die(path);
}

static void flush(struct load *load)
{
	if (load->records.bytes)
		fsc_write_records(load->capture, 0, load->records.data, load->records.bytes);
	load->records.bytes = 0;
}

static void tell_map(struct load *load, uint32_t pid, const struct code *code)
{
	struct loaded_part part[FSC_PARTS_MAX];
	size_t parts = elf_file_parts(&code->file, part, FSC_PARTS_MAX);

	for (size_t i = 0; i < parts; i++) {
		uint64_t below = part[i].offset % 4096;
		struct flamesamp_map *map = add_map(&load->records, code->path);

		map->tgid = pid;
		map->program = pid;
		map->start = part[i].address - below + code->bias;
		map->end = part[i].address + part[i].size + code->bias;
		map->offset = part[i].offset - below;
		perf_data_map(&load->perf, pid, map->start, map->end - map->start, map->offset,
			      code->path);
	}
}

/* What identifies the file: names are found by that alone. */
static void tell_file(struct load *load, const struct code *code)
{
	struct loaded_part part[FSC_PARTS_MAX];
	struct kept_part kept[FSC_PARTS_MAX];
	size_t parts = elf_file_parts(&code->file, part, FSC_PARTS_MAX);
	const struct kept_object object = {
		.path = code->path, .build_id_len = code->file.id.len,
		.build_id = code->file.id.bytes, .part = kept, .parts = parts,
	};

	for (size_t i = 0; i < parts; i++)
		kept[i] = (struct kept_part){ part[i].offset, part[i].address, part[i].size };
	fsc_write_objects(load->capture, &object, 1);
}

static void tell_kernel(struct load *load)
{
	const struct build_id *id = &load->kernel.file.id;
	struct loaded_part part;
	char text[128];

	for (unsigned int i = 0; i < id->len; i++)
		snprintf(text + 2 * i, 3, "%02x", id->bytes[i]);
	fsc_write_identity(load->capture, "kernel_build_id", text);
	fsc_write_identity(load->capture, "kernel_names", "missing");
	snprintf(text, sizeof(text), "%" PRIx64 " _text", load->kernel.text + SLIDE);
	fsc_write_identity(load->capture, "kernel_symbol", text);
	fsc_write_identity(load->capture, "hz", "499");
	if (elf_file_parts(&load->kernel.file, &part, 1) != 1)
		die(load->kernel.path);
	perf_data_kernel(&load->perf, part.address + SLIDE, part.size, load->kernel.text + SLIDE);
}

static void tell_programs(struct load *load)
{
	add_time(&load->records, 1000);
	tell_file(load, &load->library);
	for (size_t i = 0; i < load->programs; i++) {
		const char *slash = strrchr(load->program[i].path, '/');
		uint32_t pid = 100 + i;

		add_program(&load->records, i, pid, pid, slash + 1);
		perf_data_comm(&load->perf, pid, slash + 1);
		tell_file(load, &load->program[i]);
		tell_map(load, pid, &load->program[i]);
		tell_map(load, pid, &load->library);
	}
}

/* The path from the root to a leaf: each function has few callees. Leaf first. */
static size_t make_chain(struct load *load, const struct code *outer, const struct code *inner,
			 size_t depth, uint64_t *chain)
{
	uint32_t at = dice(load, 4);

	for (size_t i = depth; i; i--) {
		const struct code *code = inner && i <= depth / 4 ? inner : outer;

		at = at * 2654435761u + dice(load, FANOUT) + 1;
		/* Of callers, the address behind the call. */
		chain[i - 1] = code->place[(at >> 4) % code->places] + code->bias + (i > 1);
	}
	return depth;
}

/* A stack, and the samples of it: some have many, most have few. */
static void tell_stack(struct load *load, uint32_t id)
{
	uint32_t program = dice(load, load->programs);
	uint64_t user[USER_DEEP], kernel[KERNEL_DEEP];
	size_t users, kernels = 0, weight;

	users = make_chain(load, &load->program[program], &load->library,
			   6 + dice(load, USER_DEEP - 6), user);
	if (id % 2)
		kernels = make_chain(load, &load->kernel, NULL, 3 + dice(load, KERNEL_DEEP - 3),
				     kernel);
	/* A whole user stack below a kernel's is a caller. */
	add_stack_sharing(&load->records, id, program, kernel, kernels, user, users, 0, 0);
	weight = 1 + 2 * dice(load, SAMPLES / STACKS) * (id < STACKS - 1);
	for (size_t i = 0; i < weight; i++) {
		add_sample(&load->records, id)->time = id;
		perf_data_sample(&load->perf, 100 + program, 1000 + id, kernel, kernels, user,
				 users);
	}
	if (load->records.bytes > RECORDS_BYTES / 2)
		flush(load);
}

int main(int argc, char **argv)
{
	static struct load load = { .seed = 1 };

	if (argc < 6 || argc > 5 + PROGRAMS) {
		fprintf(stderr, "usage: make_load CAPTURE PERF-DATA VMLINUX LIBRARY PROGRAM...\n");
		return 2;
	}
	load.capture = fsc_create(argv[1]);
	perf_data_create(&load.perf, argv[2]);
	read_code(&load, &load.kernel, argv[3], SLIDE);
	read_code(&load, &load.library, argv[4], MEMORY);
	for (int i = 5; i < argc; i++)
		read_code(&load, &load.program[load.programs++], argv[i], MEMORY * (i - 3));
	tell_kernel(&load);
	tell_programs(&load);
	for (uint32_t i = 0; i < STACKS; i++)
		tell_stack(&load, i);
	flush(&load);
	perf_data_close(&load.perf);
	return fsc_close(load.capture) ? 1 : 0;
}
