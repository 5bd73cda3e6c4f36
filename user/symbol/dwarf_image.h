/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A copy of a file in memory, of which only those parts are there that were needed: a kernel's
 * debug information is 200 MB, and a profile asks for a hundredth of it. It is read, not mapped: to
 * truncate the file is not to end us.
 */
#ifndef FLAMEREC_SYMBOL_DWARF_IMAGE_H
#define FLAMEREC_SYMBOL_DWARF_IMAGE_H

#include <libelf.h>
#include <stddef.h>

struct dwarf_image;

/**
 * dwarf_image_open() - make a copy with all that is small
 * @fd: an ELF file; stays the caller's, and open until dwarf_image_close()
 * @elf: libelf's view of it, for the sizes of its sections, which are sane
 *
 * What libdw needs is there, but for what .debug_info has behind the first entry of each unit, and
 * for .debug_line: zeros are in its place until dwarf_image_load().
 *
 * Return: the copy; NULL where there is no such file, no memory, or where sections are compressed.
 */
struct dwarf_image *dwarf_image_open(int fd, Elf *elf);

/* @image may be NULL. */
void dwarf_image_close(struct dwarf_image *image);

/* Its bytes, and how many they are. */
char *dwarf_image_bytes(struct dwarf_image *image, size_t *size);

/**
 * dwarf_image_load() - read a part from the file
 * @image: the copy; NULL: everything is there already
 * @at: where the part begins in the copy; nothing is done for addresses outside of it
 * @size: its bytes
 */
void dwarf_image_load(struct dwarf_image *image, const void *at, size_t size);

/**
 * dwarf_image_load_counted() - read a part that begins with its own length
 * @image: as for dwarf_image_load()
 * @at: the length, as units and tables of lines have it
 */
void dwarf_image_load_counted(struct dwarf_image *image, const void *at);

#endif
