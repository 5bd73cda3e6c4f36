// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes a capture of all that an export has to tell: a program with debug information, whose
 * samples are all over its functions, the kernel, a module, several processes, threads and CPUs,
 * sleep.
 *
 * make_capture CAPTURE PROGRAM
 *
 * All is made from fixed numbers: the same program gives the same samples.
 */
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/fsc.h"
#include "fixture_records.h"
#include "symbol/elf_file.h"

#define CPUS		2
#define PROCESSES	2
#define KERNEL		UINT64_C(0xffffffff81000000)
#define MODULE		UINT64_C(0xffffffffc0000000)
#define CODE_BYTES	0x1000	/* of each kernel function */
#define BIAS		UINT64_C(0x550000000000)	/* times the number of the process */

struct function {
	const char *name;
	uint64_t address, size;
};

static struct function functions[] = { { .name = "main" }, { .name = "work" },
				       { .name = "_ZN3Key4lessEv" } };

#define FUNCTIONS (sizeof(functions) / sizeof(*functions))

static struct elf_file file;
static struct records records;

static void die(const char *what)
{
	fprintf(stderr, "make_capture: %s\n", what);
	exit(1);
}

static void take_symbol(const char *name, const GElf_Sym *symbol)
{
	for (size_t i = 0; i < FUNCTIONS; i++) {
		if (strcmp(functions[i].name, name))
			continue;
		functions[i].address = symbol->st_value;
		functions[i].size = symbol->st_size;
	}
}

static void find_functions(Elf *elf)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	GElf_Sym symbol;

	while ((section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB)
			continue;
		for (int i = 0; gelf_getsym(elf_getdata(section, NULL), i, &symbol); i++)
			take_symbol(elf_strptr(elf, header.sh_link, symbol.st_name), &symbol);
	}
	for (size_t i = 0; i < FUNCTIONS; i++) {
		if (!functions[i].size)
			die("the program lacks a function");
	}
}

static void read_program(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!elf)
		die("no program");
	find_functions(elf);
	elf_end(elf);
	if (elf_file_open(&file, fd))
		die("no program");
}

static void tell_program(const char *path, uint32_t process)
{
	struct loaded_part part[FSC_PARTS_MAX];
	size_t parts = elf_file_parts(&file, part, FSC_PARTS_MAX);

	add_program(&records, process, 100 + process, 100 + process,
		    process % 2 ? "odd one" : "sort");
	for (size_t i = 0; i < parts; i++) {
		uint64_t below = part[i].offset % 4096;
		struct flamesamp_map *map = add_map(&records, path);

		map->tgid = map->program = 100 + process;
		map->start = part[i].address - below + (process + 1) * BIAS;
		map->end = part[i].address + part[i].size + (process + 1) * BIAS;
		map->offset = part[i].offset - below;
	}
}

static void tell_file(struct fsc_writer *capture, const char *path)
{
	struct loaded_part part[FSC_PARTS_MAX];
	struct kept_part kept[FSC_PARTS_MAX];
	const struct kept_object object = {
		.path = path, .build_id_len = file.id.len, .build_id = file.id.bytes,
		.part = kept, .parts = elf_file_parts(&file, part, FSC_PARTS_MAX),
	};

	for (size_t i = 0; i < object.parts; i++)
		kept[i] = (struct kept_part){ part[i].offset, part[i].address, part[i].size };
	fsc_write_objects(capture, &object, 1);
}

static void tell_kernel(struct fsc_writer *capture)
{
	static const struct kept_name names[] = {
		{ .start = KERNEL, .end = KERNEL + CODE_BYTES, .name = "do_syscall_64" },
		{ .start = KERNEL + CODE_BYTES, .end = KERNEL + 2 * CODE_BYTES,
		  .name = "vfs_read" },
		{ .start = MODULE, .end = MODULE + CODE_BYTES, .name = "ext4_readdir",
		  .module = "ext4" },
	};

	fsc_write_names(capture, names, sizeof(names) / sizeof(*names));
	fsc_write_identity(capture, "kernel_build_id",
			   "00112233445566778899aabbccddeeff00112233");
	fsc_write_identity(capture, "hz", "100");
	fsc_write_identity(capture, "seconds", "2.5");
	fsc_write_identity(capture, "title", "all <that> \"an\" export tells");
	fsc_write_identity(capture, "clock_realtime_ns", "1700000000000000000");
}

/* Sample @id: places go through the functions byte by byte. */
static void tell_sample(uint32_t id)
{
	uint32_t process = id % PROCESSES;
	uint64_t bias = (process + 1) * BIAS, user[FUNCTIONS], kernel[3];
	unsigned int kernels = id % 4 == 0 ? 3 : id % 4 == 1 ? 2 : 0, users = 1 + id % FUNCTIONS;
	const uint64_t code[] = { KERNEL, KERNEL + CODE_BYTES, MODULE };
	struct flamesamp_sample *sample;

	/* Leaf first; of callers, the address behind the call. */
	for (unsigned int i = 0; i < users; i++) {
		const struct function *function = &functions[users - 1 - i];

		user[i] = function->address + id % function->size + (i || kernels) + bias;
	}
	for (unsigned int i = 0; i < kernels; i++)
		kernel[i] = code[kernels - 1 - i] + id % CODE_BYTES + (i > 0);
	add_stack_sharing(&records, id, process, kernel, kernels, user, users, 0, 0);
	sample = add_record(&records, FLAMESAMP_SAMPLE, sizeof(*sample));
	sample->stack = id;
	sample->tid = 100 + process + 10 * (id % 3);
	sample->time = 10000000 * (id + 1);
	sample->weight = 1 + id % 2;
	sample->header.flags = id % 5 ? FLAMESAMP_IN_TASK : FLAMESAMP_IN_SOFTIRQ;
}

static void tell_sleep(void)
{
	struct flamesamp_idle *idle = add_record(&records, FLAMESAMP_IDLE, sizeof(*idle));

	idle->count = 30;
	idle->ns = 2000000000;
}

int main(int argc, char **argv)
{
	struct fsc_writer *capture;

	if (argc != 3) {
		fprintf(stderr, "usage: make_capture CAPTURE PROGRAM\n");
		return 2;
	}
	read_program(argv[2]);
	capture = fsc_create(argv[1]);
	if (!capture)
		return 1;
	tell_kernel(capture);
	tell_file(capture, argv[2]);
	for (uint32_t cpu = 0; cpu < CPUS; cpu++) {
		records.bytes = 0;
		add_time(&records, 1000000000);
		for (uint32_t process = 0; process < PROCESSES; process++)
			tell_program(argv[2], process);
		for (uint32_t id = 0; id < 150; id++)
			tell_sample(id);
		tell_sleep();
		fsc_write_records(capture, cpu, records.data, records.bytes);
	}
	return fsc_close(capture) ? 1 : 0;
}
