/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The capture file on disk. A header, then chunks to the end:
 *
 *	fsc_header | fsc_chunk payload | fsc_chunk payload | ... | fsc_chunk of FSC_END
 *
 * Payloads are multiples of 8 bytes, so that records lie as aligned as in their rings. Two
 * checksums a chunk: with the header's sound, the length can be believed, and a payload that is not
 * what it was costs this one chunk; with the header's broken, the reader looks for the next magic,
 * byte by byte. Either way each byte is looked at a fixed number of times, whatever the file holds.
 *
 * A new type of chunk needs no new version: readers skip what they don't know. FSC_VERSION goes up
 * when the meaning of something that exists changes.
 */
#ifndef FLAMEREC_CAPTURE_FSC_FORMAT_H
#define FLAMEREC_CAPTURE_FSC_FORMAT_H

#include <stdint.h>

/* Not text in its first byte, with the line ends that a transfer as text would change. */
#define FSC_MAGIC	"\x89" "FSC\r\n\x1a\n"
#define FSC_MAGIC_BYTES	8
#define FSC_BYTE_ORDER	0x01020304u
#define FSC_VERSION	3

/* Without functions that have bounds and no name; else as it is now. */
#define FSC_VERSION_OLDEST 2

/* Largest payload: bounds what a reader must hold, and what one broken chunk costs. */
#define FSC_PAYLOAD_MAX	(1024 * 1024)

/* Texts longer than this are cut by the writer. */
#define FSC_TEXT_MAX	(64 * 1024)

#define FSC_BUILD_ID_MAX 32

/**
 * struct fsc_header - first in the file
 * @magic: FSC_MAGIC without its NUL
 * @byte_order: FSC_BYTE_ORDER, as the writer's machine stores it
 * @version: FSC_VERSION; a reader takes those from FSC_VERSION_OLDEST on
 */
struct fsc_header {
	char magic[FSC_MAGIC_BYTES];
	uint32_t byte_order;
	uint32_t version;
};

enum fsc_type {
	FSC_IDENTITY = 1,	/* a key, NUL, a value, NUL */
	FSC_RECORDS,		/* struct fsc_records, records */
	FSC_NAMES,		/* struct fsc_names, objects, names, text */
	FSC_STATS,		/* struct flamesamp_stats */
	FSC_END,		/* nothing: the file is whole */
	FSC_TABLES,		/* struct fsc_tables, tables, text */
	FSC_OBJECTS,		/* struct fsc_objects, files, parts, text */
};

#define FSC_CHUNK_MAGIC	0xf5c4a3b7u

/**
 * struct fsc_chunk - before each payload
 * @magic: FSC_CHUNK_MAGIC
 * @type: enum fsc_type
 * @bytes: of the payload, a multiple of 8, at most FSC_PAYLOAD_MAX
 * @sequence: number of the chunk in the file, from 0: a chunk that is gone without a trace shows
 * @payload_crc: CRC-32C of the payload
 * @header_crc: CRC-32C of the members above
 */
struct fsc_chunk {
	uint32_t magic;
	uint32_t type;
	uint32_t bytes;
	uint32_t sequence;
	uint32_t payload_crc;
	uint32_t header_crc;
};

struct fsc_records {
	uint32_t cpu;
	uint32_t reserved;
};

/* An offset into the text that stands for NULL. */
#define FSC_NO_TEXT	UINT32_MAX

/* An object number that stands for the kernel. */
#define FSC_NO_OBJECT	UINT32_MAX

/**
 * struct fsc_names - some names, and the objects and texts that they need
 * @objects: number of struct fsc_object that follow
 * @names: number of struct fsc_name behind them
 * @text_bytes: bytes of text behind these; the last one is NUL
 */
struct fsc_names {
	uint32_t objects;
	uint32_t names;
	uint32_t text_bytes;
	uint32_t reserved;
};

/* @path is an offset into the text. */
struct fsc_object {
	uint32_t path;
	uint32_t build_id_len;
	uint8_t build_id[FSC_BUILD_ID_MAX];
};

/*
 * @object: a number in this chunk, or FSC_NO_OBJECT; @name, @module: offsets, or FSC_NO_TEXT. With
 * @start below @end, no @name stands for a function whose bounds are known and whose name is not.
 */
struct fsc_name {
	uint64_t start;
	uint64_t end;
	uint32_t object;
	uint32_t name;
	uint32_t module;
	uint32_t reserved;
};

/**
 * struct fsc_tables - what there is to say of some files' unwind tables
 * @tables: number of struct fsc_table that follow
 * @text_bytes: bytes of text behind these; the last one is NUL
 */
struct fsc_tables {
	uint32_t tables;
	uint32_t text_bytes;
};

/*
 * @why: enum untabled; @sources: UNWIND_* (see unwind/table.h); @path is an offset into the text.
 */
struct fsc_table {
	uint64_t bytes;
	uint32_t rows;
	uint32_t rules;
	uint32_t inexpressible;
	uint32_t sources;
	uint32_t why;
	uint32_t path;
	uint32_t build_id_len;
	uint32_t reserved;
	uint8_t build_id[FSC_BUILD_ID_MAX];
};

/**
 * struct fsc_objects - files that programs ran, so that they can be told from others elsewhere
 * @files: number of struct fsc_file that follow
 * @parts: number of struct fsc_part behind them
 * @text_bytes: bytes of text behind these; the last one is NUL
 */
struct fsc_objects {
	uint32_t files;
	uint32_t parts;
	uint32_t text_bytes;
	uint32_t reserved;
};

/**
 * struct fsc_file - a file that a program had mapped as code
 * @device: as stat(2) tells it; 0: not known
 * @inode: the same
 * @path: an offset into the text
 * @first_part: number of the first of its executable parts in this chunk
 * @parts: how many it has
 * @build_id_len: bytes of @build_id that say something; 0: not known
 * @build_id: the build-id
 */
struct fsc_file {
	uint64_t device;
	uint64_t inode;
	uint32_t path;
	uint32_t first_part;
	uint32_t parts;
	uint32_t build_id_len;
	uint8_t build_id[FSC_BUILD_ID_MAX];
};

/* @size bytes at @offset in the file are loaded as code, and were linked to @address. */
struct fsc_part {
	uint64_t offset;
	uint64_t address;
	uint64_t size;
};

_Static_assert(sizeof(struct fsc_header) == 16, "on disk");
_Static_assert(sizeof(struct fsc_chunk) == 24, "on disk");
_Static_assert(sizeof(struct fsc_records) == 8, "on disk");
_Static_assert(sizeof(struct fsc_names) == 16, "on disk");
_Static_assert(sizeof(struct fsc_object) == 40, "on disk");
_Static_assert(sizeof(struct fsc_name) == 32, "on disk");
_Static_assert(sizeof(struct fsc_tables) == 8, "on disk");
_Static_assert(sizeof(struct fsc_table) == 72, "on disk");
_Static_assert(sizeof(struct fsc_objects) == 16, "on disk");
_Static_assert(sizeof(struct fsc_file) == 64, "on disk");
_Static_assert(sizeof(struct fsc_part) == 24, "on disk");

#endif
