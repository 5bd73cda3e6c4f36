/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel to name: a vmlinux and a module, compiled at test time, and a tree of files as a machine
 * that runs it would have.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_KERNEL_H
#define FLAMEREC_TESTS_FIXTURE_KERNEL_H

#include <elf.h>
#include <inttypes.h>
#include <stdint.h>

#include "fixture.h"

#define KERNEL_RELEASE	"9.8.7-test"
#define KERNEL_ID	"00112233445566778899aabbccddeeff00112233"
#define KERNEL_LINKED	0xffffffff81000000
#define KERNEL_SLIDE	0x1e200000

static const char kernel_source[] =
	"__asm__(\".text\\n.globl _stext\\n_stext:\\n\");\n"
	"__attribute__((noinline)) int kernel_first(int x) { return x * 3 + 1; }\n"
	"static __attribute__((noinline, used)) int kernel_local(int x) { return x ^ 0x55; }\n"
	"__attribute__((noinline)) int kernel_last(int x) { return kernel_first(x) + 1; }\n"
	"__attribute__((section(\".data\"))) char init_uts_ns[8192] = { 1 };\n";

/* Compiles a vmlinux, @more added to its source. Return: whether that works here. */
static inline bool kernel_build(const char *name, const char *id, const char *more)
{
	char text[sizeof(kernel_source) + 256];

	snprintf(text, sizeof(text), "%s%s", more, kernel_source);
	fixture_text("kernel.c", text);
	return fixture_run("%s -O1 -fno-pic -fno-stack-protector -ffreestanding -nostdlib -static "
			   "-no-pie -Wl,-e,_stext -Wl,-Ttext=%#llx -Wl,--build-id=0x%s kernel.c "
			   "-o %s 2>cc.log", fixture_cc(), (unsigned long long)KERNEL_LINKED, id,
			   name);
}

/* Calls @check with each function of the vmlinux, as nm(1) has it. Return: how many. */
static inline int kernel_functions_of(const char *name,
				      void (*check)(const char *function, uint64_t address))
{
	char command[512], function[128], type;
	uint64_t address;
	FILE *lines;
	int n = 0;

	snprintf(command, sizeof(command), "nm %s/%s", fixture_dir, name);
	lines = popen(command, "r");
	while (lines && fscanf(lines, "%" SCNx64 " %c %127s", &address, &type, function) == 3) {
		if (strncmp(function, "kernel_", 7))
			continue;
		check(function, address);
		n++;
	}
	if (lines)
		pclose(lines);
	return n;
}

static inline size_t add_note(char *to, const char *name, uint32_t type, const char *desc,
			      size_t size)
{
	Elf64_Nhdr note = { strlen(name) + 1, size, type };
	size_t at = sizeof(note);

	memcpy(to, &note, sizeof(note));
	memcpy(to + at, name, note.n_namesz);
	at += (note.n_namesz + 3) & ~3u;
	memcpy(to + at, desc, size);
	return at + ((size + 3) & ~3u);
}

/* A core file as /proc/kcore begins: some notes, VMCOREINFO among them. */
static inline const char *kernel_core(const char *name, const char *lines)
{
	static char core[16384];
	Elf64_Ehdr *ehdr = (void *)core;
	Elf64_Phdr *phdr = (void *)(core + sizeof(*ehdr));
	size_t at = sizeof(*ehdr) + 2 * sizeof(*phdr), start = at;

	memset(core, 0, sizeof(core));
	memcpy(ehdr->e_ident, ELFMAG, SELFMAG);
	ehdr->e_ident[EI_CLASS] = ELFCLASS64;
	ehdr->e_ident[EI_DATA] = *(const char *)&(uint16_t){ 1 } ? ELFDATA2LSB : ELFDATA2MSB;
	ehdr->e_ident[EI_VERSION] = EV_CURRENT;
	ehdr->e_type = ET_CORE;
	ehdr->e_machine = EM_X86_64;
	ehdr->e_version = EV_CURRENT;
	ehdr->e_phoff = sizeof(*ehdr);
	ehdr->e_ehsize = sizeof(*ehdr);
	ehdr->e_phentsize = sizeof(*phdr);
	ehdr->e_phnum = 2;
	at += add_note(core + at, "CORE", NT_PRSTATUS, core + 8192, 336);
	at += add_note(core + at, "VMCOREINFO", 0, lines, strlen(lines));
	phdr[0] = (Elf64_Phdr){ .p_type = PT_NOTE, .p_offset = start, .p_filesz = at - start };
	phdr[1] = (Elf64_Phdr){ .p_type = PT_LOAD, .p_offset = 0x7fffff000000,
				.p_vaddr = KERNEL_LINKED, .p_filesz = 1 << 20 };
	return fixture_write(name, core, sizeof(core));
}

#endif
