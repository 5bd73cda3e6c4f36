/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The vdso: the code that the kernel maps into every process, and that is in no file.
 */
#ifndef FLAMEREC_SYMBOL_VDSO_H
#define FLAMEREC_SYMBOL_VDSO_H

/**
 * vdso_open() - the vdso of this process as a file
 *
 * All processes of a class (64 or 32 bit) and machine have the same one.
 *
 * Return: a file descriptor to be closed by the caller, or -errno; -ENOENT without a vdso.
 */
int vdso_open(void);

#endif
