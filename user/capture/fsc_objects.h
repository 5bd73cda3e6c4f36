/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that programs ran, in a capture: between struct kept_object and the payload of a chunk.
 */
#ifndef FLAMEREC_CAPTURE_FSC_OBJECTS_H
#define FLAMEREC_CAPTURE_FSC_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/fsc.h"
#include "util/strbuf.h"

/**
 * fsc_objects_encode() - as many files as fit into one payload
 * @objects: the files
 * @n: how many; at least one
 * @payload: an empty string; the caller frees its text
 *
 * Return: how many are in it; at least one.
 */
size_t fsc_objects_encode(const struct kept_object *objects, size_t n, struct strbuf *payload);

/**
 * fsc_objects_decode() - hand the files of a payload to a sink
 * @payload: at a multiple of 8
 * @bytes: its size
 * @sink: whose @object is called, where it has one
 *
 * Return: whether all of it made sense; what did not was left out.
 */
bool fsc_objects_decode(const void *payload, size_t bytes, const struct fsc_sink *sink);

#endif
