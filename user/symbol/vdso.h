/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The vdso: the code that the kernel maps into every process, and that is in no file.
 */
#ifndef FLAMEREC_SYMBOL_VDSO_H
#define FLAMEREC_SYMBOL_VDSO_H

#include <stdbool.h>
#include <stdint.h>

/* What memory maps call it. */
#define VDSO_PATH "[vdso]"

/* What the one of 32-bit processes is called here: a 64-bit kernel has two. */
#define VDSO32_PATH "[vdso32]"

/* 32-bit processes have their addresses below this. */
#define COMPAT_END (1ull << 32)

/* Whether a path is that of a vdso; of one as this process has it. */
bool vdso_is_path(const char *path);
bool vdso_is_own(const char *path);

/* What to call a mapping that maps call @path, and that ends at @end: VDSO32_PATH, or @path. */
const char *vdso_rename(const char *path, uint64_t inode, uint64_t end);

/**
 * vdso_open() - the vdso of this process as a file
 *
 * All processes of a class (64 or 32 bit) and machine have the same one.
 *
 * Return: a file descriptor to be closed by the caller, or -errno; -ENOENT without a vdso.
 */
int vdso_open(void);

/**
 * vdso_read() - the vdso of another process as a file
 * @tgid: the process
 * @start: where it has the vdso
 * @end: first address behind it
 *
 * Return: a file descriptor to be closed by the caller, or -errno; -ENOEXEC where it is none.
 */
int vdso_read(uint32_t tgid, uint64_t start, uint64_t end);

#endif
