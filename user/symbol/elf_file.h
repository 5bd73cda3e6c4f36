/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An ELF file of any class, byte order and machine: its build-id, where its bytes are loaded, and
 * the names of its functions. Nothing in the file is trusted: a corrupt one has fewer names.
 *
 * Files are read, never mapped: a program that is replaced in place while it is sampled must not
 * end flamerec by SIGBUS.
 */
#ifndef FLAMEREC_SYMBOL_ELF_FILE_H
#define FLAMEREC_SYMBOL_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbol/resolver.h"
#include "util/strbuf.h"

/* A part of the file that is loaded (PT_LOAD). */
struct elf_segment {
	uint64_t offset;	/* in the file */
	uint64_t address;	/* as the file was linked */
	uint64_t size;		/* bytes that come from the file */
	bool executable;
};

struct places;
struct dwarf;
struct elf_names;

/**
 * struct elf_file - an open ELF file
 * @fd: the file
 * @id: its build-id; len 0: it has none
 * @segments: its loaded parts, @segment_count of them
 * @is_debug: it is a debug file in the place of the file that it was split off
 * @bias: what to add to an address to have that of the debug file, then
 * @names: its functions; read when first asked for
 * @symbol_count: see elf_names_count(); 16 bytes each
 * @places: where its debug file is looked for
 * @path: see elf_file_set_origin()
 * @root: see elf_file_set_origin()
 */
struct elf_file {
	int fd;
	struct build_id id;
	struct elf_segment *segments;
	size_t segment_count;
	bool is_debug;
	uint64_t bias;
	struct elf_names *names;
	size_t symbol_count;
	const struct places *places;
	const char *path, *root;
};

/**
 * elf_file_open() - read what identifies an ELF file, and where it is loaded
 * @file: filled; on success to be closed by elf_file_close()
 * @fd: an open file; owned by @file on success, by the caller else
 *
 * Return: NAMED, or UNNAMED_NOT_ELF.
 */
enum unnamed elf_file_open(struct elf_file *file, int fd);
void elf_file_close(struct elf_file *file);

/**
 * elf_file_open_debug() - a debug file in the place of the file that it was split off
 * @file: filled; on success to be closed by elf_file_close()
 * @fd: an open debug file; owned by @file on success, by the caller else
 * @parts: the executable parts of the file that it was split off, which it does not tell itself
 * @count: how many
 *
 * Return: NAMED, or UNNAMED_NOT_ELF.
 */
enum unnamed elf_file_open_debug(struct elf_file *file, int fd, const struct loaded_part *parts,
				 size_t count);

/**
 * elf_file_set_origin() - say where the file is from, so that its debug file can be looked for
 * @file: a file of which nothing was asked yet
 * @places: outlives @file; NULL: this machine's own places
 * @path: as the programs saw it; outlives @file
 * @root: what to put before paths to see them as the programs did; NULL: nothing. Outlives @file
 *
 * Without it, only what is in the file itself is read.
 */
void elf_file_set_origin(struct elf_file *file, const struct places *places, const char *path,
			 const char *root);

/* The executable parts. Return: how many, at most @max. */
size_t elf_file_parts(const struct elf_file *file, struct loaded_part *parts, size_t max);

/* The address that a file offset was linked at. Return: whether that is loaded at all. */
bool elf_file_address(const struct elf_file *file, uint64_t offset, uint64_t *address);

/**
 * elf_file_find() - name a file offset
 * @file: the file
 * @offset: the offset
 * @name: set to the name
 * @start: file offset of the function
 * @end: file offset of the first byte behind it
 *
 * Return: NAMED, or UNNAMED_STRIPPED where no name is known at the offset. Then @start and @end are
 * the bounds of the nameless function where unwind information tells them, else both 0.
 */
enum unnamed elf_file_find(struct elf_file *file, uint64_t offset, struct strbuf *name,
			   uint64_t *start, uint64_t *end);

/* The same with addresses as the file was linked, for a kernel. */
enum unnamed elf_file_find_address(struct elf_file *file, uint64_t address, struct strbuf *name,
				   uint64_t *start, uint64_t *end);

/**
 * elf_file_dwarf() - the debug information of the file, in itself or in its debug file
 * @file: the file
 * @bias: what to add to an address as the file was linked to have it as the debug file was: a file
 *	may have been prelinked after that was split off
 *
 * Return: the debug information, owned by @file; NULL: none, or no libdw.
 */
struct dwarf *elf_file_dwarf(struct elf_file *file, uint64_t *bias);

#endif
