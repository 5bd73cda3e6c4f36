/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unwind tables in a capture: between struct kept_table and the payload of a chunk. The tables
 * themselves are not in it, only what is to be said of them.
 */
#ifndef FLAMEREC_CAPTURE_FSC_TABLES_H
#define FLAMEREC_CAPTURE_FSC_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/fsc.h"
#include "util/strbuf.h"

/**
 * fsc_tables_encode() - as many tables as fit into one payload
 * @tables: the tables
 * @n: how many; at least one
 * @payload: an empty string; the caller frees its text
 *
 * Return: how many are in it; at least one.
 */
size_t fsc_tables_encode(const struct kept_table *tables, size_t n, struct strbuf *payload);

/**
 * fsc_tables_decode() - hand the tables of a payload to a sink
 * @payload: at a multiple of 8
 * @bytes: its size
 * @sink: whose @table is called, where it has one
 *
 * Return: whether all of it made sense; what did not was left out.
 */
bool fsc_tables_decode(const void *payload, size_t bytes, const struct fsc_sink *sink);

#endif
