/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel tells those who analyse its crashes, in the note VMCOREINFO of /proc/kcore:
 *
 *	OSRELEASE=6.1.0-18-amd64
 *	SYMBOL(_stext)=ffffffff9f200000
 *	KERNELOFFSET=1e200000
 *
 * (Documentation/admin-guide/kdump/vmcoreinfo.rst in the kernel's source). Numbers of symbols and
 * the offset are hexadecimal, without 0x. It is not subject to kernel.kptr_restrict; reading
 * /proc/kcore takes CAP_SYS_RAWIO.
 */
#ifndef FLAMEREC_SYMBOL_VMCOREINFO_H
#define FLAMEREC_SYMBOL_VMCOREINFO_H

#include <stdbool.h>
#include <stdint.h>

/* The lines, for free(); NULL where the file can't be read or has no such note. */
char *vmcoreinfo_read(const char *path);

/* Where a symbol lies in memory. Return: whether the lines tell. */
bool vmcoreinfo_symbol(const char *lines, const char *name, uint64_t *address);

/*
 * How much higher than linked the kernel was loaded (x86, arm64 and newer others). Return: whether
 * the lines tell.
 */
bool vmcoreinfo_offset(const char *lines, uint64_t *offset);

#endif
