/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small pieces of files, read a window at a time: names and unwind information are looked up in no
 * order, but near each other.
 */
#ifndef FLAMEREC_SYMBOL_WINDOWS_H
#define FLAMEREC_SYMBOL_WINDOWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#define WINDOWS_FILES 2

struct window;

/**
 * struct windows - what was read last of a few files
 * @window: the pieces; NULL: none yet
 * @file: the files that are read from, as they were at first; @file_count of them
 *
 * All zero is fit for use.
 */
struct windows {
	struct window *window;
	struct {
		int fd;
		struct stat st;
	} file[WINDOWS_FILES];
	size_t file_count;
};

/* The files stay open. */
void windows_free(struct windows *windows);

/**
 * windows_add() - begin to read from a file
 * @windows: the windows
 * @fd: the file; the caller's, and open until windows_free()
 *
 * A file that is written to afterwards has nothing to say any more: what was known of its places
 * may be wrong now.
 */
void windows_add(struct windows *windows, int fd);

/**
 * windows_peek() - look at a place
 * @windows: the windows
 * @fd: one of the files
 * @offset: the place
 * @bytes: set to what is there; valid until the next call
 *
 * Return: how many bytes are seen, at least one; 0: nothing is there, or the file was changed.
 */
size_t windows_peek(struct windows *windows, int fd, uint64_t offset, const uint8_t **bytes);

/* Copies @size bytes. Return: whether all of them are there. */
bool windows_read(struct windows *windows, int fd, uint64_t offset, void *buffer, size_t size);

#endif
