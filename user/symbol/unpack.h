/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are stored packed, as modules of the kernel are on many machines.
 */
#ifndef FLAMEREC_SYMBOL_UNPACK_H
#define FLAMEREC_SYMBOL_UNPACK_H

/**
 * unpack() - the unpacked contents of a file
 * @fd: an open file; taken over
 * @path: its path, whose end tells how it is packed: .gz, .xz where flamerec was built with
 *	liblzma; else (.zst) it can't be unpacked
 *
 * Return: a file descriptor for the caller to close: @fd itself where the file is not packed; -1
 * where it can't be unpacked.
 */
int unpack(int fd, const char *path);

#endif
