/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names in a capture: between struct kept_name and the payload of a chunk.
 */
#ifndef FLAMEREC_CAPTURE_FSC_NAMES_H
#define FLAMEREC_CAPTURE_FSC_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/fsc.h"
#include "util/strbuf.h"

/**
 * fsc_names_encode() - as many names as fit into one payload
 * @names: the names
 * @n: how many; at least one
 * @payload: an empty string; the caller frees its text
 *
 * Return: how many are in it; at least one.
 */
size_t fsc_names_encode(const struct kept_name *names, size_t n, struct strbuf *payload);

/**
 * fsc_names_decode() - hand the names of a payload to a sink
 * @payload: at a multiple of 8
 * @bytes: its size
 * @sink: whose @name is called, where it has one
 *
 * Return: whether all of it made sense; what did not was left out.
 */
bool fsc_names_decode(const void *payload, size_t bytes, const struct fsc_sink *sink);

#endif
