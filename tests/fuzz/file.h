/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fuzzer's bytes as a file, and how bytes of files are mutated.
 */
#ifndef FLAMEREC_TESTS_FUZZ_FILE_H
#define FLAMEREC_TESTS_FUZZ_FILE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

#define WINDOW 64

/*
 * Most numbers in a file with headers are places in it: bytes are mutated where they are, in a
 * window, and only now and then put in or taken out.
 */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	uint8_t window[WINDOW];
	size_t at, n;

	srandom(seed);
	if (size < WINDOW || random() % 16 == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	n = 1 + random() % WINDOW;
	at = random() % (size - n + 1);
	memcpy(window, data + at, n);
	LLVMFuzzerMutate(window, n, n);
	memcpy(data + at, window, n);
	return size;
}

/* The contents of a file that stays the same one, as opening thousands would take its time. */
static inline int file_of(const uint8_t *data, size_t size)
{
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, 0) || pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
	return fd;
}

/* The same as a path. */
static inline const char *path_of(const uint8_t *data, size_t size)
{
	static char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", file_of(data, size));
	return path;
}

#endif
