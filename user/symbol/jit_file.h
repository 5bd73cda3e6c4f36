/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that somebody else is writing, of which we read what was added since the last time. Some
 * of them are held open: they can be read when their process, and its mounts, are gone.
 */
#ifndef FLAMEREC_SYMBOL_JIT_FILE_H
#define FLAMEREC_SYMBOL_JIT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Files that are open at once; the first that was opened is let go of for another one. */
#define JIT_FILES_MAX 64

/* Bytes before the place up to which a file was read, by which we see that it is still the same. */
#define JIT_TAIL_BYTES 128

/**
 * struct jit_file - a file
 * @is_open: it has a place in jit_files.held
 * @fd: where @is_open
 * @device: of the file that was opened last
 * @inode: likewise; 0: none was
 * @offset: up to here it was read
 * @read_ns: CLOCK_MONOTONIC of when it was read last; 0: never. What is new in it was written later
 * @tail: the bytes before @offset
 * @tail_len: how many
 */
struct jit_file {
	bool is_open;
	int fd;
	uint64_t device, inode;
	uint64_t offset;
	uint64_t read_ns;
	unsigned char tail[JIT_TAIL_BYTES];
	size_t tail_len;
};

/* Those that are held; all zero is none. A jit_file that is open must not move in memory. */
struct jit_files {
	struct jit_file *held[JIT_FILES_MAX];
	size_t next;
};

/**
 * jit_file_take() - the file was opened, perhaps again
 * @files: those that are held
 * @file: the file
 * @fd: owned by it from here on; -1: it could not be opened, what is held stays
 *
 * Return: whether it is another file than the one that was read before.
 */
bool jit_file_take(struct jit_files *files, struct jit_file *file, int fd);

void jit_file_close(struct jit_files *files, struct jit_file *file);

/* Bytes of it now; 0 where it is not open. */
uint64_t jit_file_size(const struct jit_file *file);

/* Whether what was read of it is not there any more as it was: it was written anew. */
bool jit_file_rewritten(const struct jit_file *file);

/* Begin at its start again. */
void jit_file_rewind(struct jit_file *file);

/* As pread(), never less than asked for but at the end of the file. Return: bytes; 0 on errors. */
size_t jit_file_read(const struct jit_file *file, uint64_t offset, void *to, size_t bytes);

/* @bytes behind the offset were read, and are in @data. */
void jit_file_advance(struct jit_file *file, const void *data, size_t bytes);

#endif
