/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The capture file (.fsc): append-only, made of chunks that each carry their length and a
 * checksum, so that whatever was written before a crash, a full disk or a cut transfer can be read.
 * It holds the records as they were drained, and what is needed to name their addresses on
 * another machine: identity, names of the addresses that occur, objects with their build-ids.
 *
 * Byte order is the writer's; the header tells it, and a reader of the other order refuses.
 */
#ifndef FLAMEREC_CAPTURE_FSC_H
#define FLAMEREC_CAPTURE_FSC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/flamesamp.h>

#include "capture/device.h"

/* The CPU numbers in a capture are below this, whatever the file says. */
#define FSC_CPUS_MAX 65536

/*
 * Key and value strings about the machine and the recording ("kernel", "machine", "hostname", "hz",
 * "seed", "started" (ISO 8601), "command", "cpus", "features", "notice" (may repeat), ...).
 */
typedef void (*identity_fn)(void *arg, const char *key, const char *value);

/* A name of an address that occurs. */
struct kept_name {
	const char *object;	/* path as in the program's map; NULL: the kernel */
	uint8_t build_id_len;	/* of the object, at most 32; 0: unknown */
	const uint8_t *build_id;
	/* Kernel addresses, or offsets into the file; start == end: no name, the build-id only. */
	uint64_t start, end;
	const char *name;	/* NULL: a function without a name, or no function at all */
	const char *module;	/* kernel module, or NULL */
};

/* The unwind table that a file had while it was sampled, or why it had none. */
struct kept_table {
	const char *path;	/* as in memory maps */
	uint8_t build_id_len;	/* of the file, at most 32; 0: unknown */
	const uint8_t *build_id;
	uint64_t bytes;		/* of the table */
	uint32_t rows, rules;
	uint32_t inexpressible;	/* rows whose rule the tables have no words for */
	uint32_t sources;	/* UNWIND_*, see unwind/table.h */
	uint32_t why;		/* enum untabled; a newer recorder may know more reasons */
};

/* Executable parts of a file; no linker makes more. */
#define FSC_PARTS_MAX 16

/* Bytes of a file that are loaded as code. */
struct kept_part {
	uint64_t offset, address, size;
};

/* A file that programs ran: what tells it from others, and where its code is in it. */
struct kept_object {
	const char *path;	/* as in memory maps */
	uint64_t device, inode;	/* as stat(2) tells them; 0: unknown */
	uint8_t build_id_len;	/* at most 32; 0: unknown */
	const uint8_t *build_id;
	const struct kept_part *part;
	size_t parts;		/* at most FSC_PARTS_MAX */
};

struct fsc_writer;

/**
 * fsc_create() - begin a capture file
 * @path: replaced if it exists, for its owner's eyes only; "-": standard output
 *
 * Return: the writer, or NULL after saying what is wrong.
 */
struct fsc_writer *fsc_create(const char *path);

/*
 * Append. Each chunk is in the file (write(2) done) when the call returns. Records must have been
 * checked. Texts of 64 KiB and more are cut. Return: 0, or -1 after saying what is wrong (once:
 * after the first failure, all further calls return -1 in silence and the file stays as it is,
 * readable).
 */
int fsc_write_identity(struct fsc_writer *writer, const char *key, const char *value);
int fsc_write_records(struct fsc_writer *writer, unsigned int cpu, const void *data, size_t bytes);
int fsc_write_names(struct fsc_writer *writer, const struct kept_name *names, size_t n);
int fsc_write_tables(struct fsc_writer *writer, const struct kept_table *tables, size_t n);
int fsc_write_objects(struct fsc_writer *writer, const struct kept_object *objects, size_t n);
int fsc_write_stats(struct fsc_writer *writer, const struct flamesamp_stats *stats);

/* Ends the file with a chunk that says that it is whole; syncs, closes, frees. Return: as above. */
int fsc_close(struct fsc_writer *writer);

/*
 * What a reader is told, in file order; texts and data are valid during the call only. Any may be
 * NULL. A return value other than 0 ends reading. Records have been checked.
 */
struct fsc_sink {
	void *arg;
	identity_fn identity;
	records_fn records;
	void (*name)(void *arg, const struct kept_name *name);
	void (*table)(void *arg, const struct kept_table *table);
	void (*object)(void *arg, const struct kept_object *object);
	void (*stats)(void *arg, const struct flamesamp_stats *stats);
};

/**
 * fsc_read() - read a capture
 * @path: a file; "-": standard input (need not be seekable)
 * @sink: called for each part
 * @whole: out: false if the file ends without its end chunk, or a part was corrupt and skipped;
 *	a notice said so
 *
 * Return: 0 (also for a cut-off file with something in it), what @sink returned if that was not 0,
 * or -1 after saying what is wrong (no such file, not a capture, a newer version, nothing readable
 * in it).
 */
int fsc_read(const char *path, const struct fsc_sink *sink, bool *whole);

/* Whether the first bytes of a file are those of a capture. */
bool fsc_recognize(const void *first, size_t bytes);
#define FSC_RECOGNIZE_BYTES 16

#endif
