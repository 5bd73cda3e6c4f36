/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records as the module writes them, checked before anything believes them: they may come from a
 * file that somebody else wrote.
 */
#ifndef FLAMEREC_CAPTURE_RECORDS_H
#define FLAMEREC_CAPTURE_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/flamesamp.h>

/**
 * records_check() - how much of a run of bytes is whole, sound records
 * @data: the bytes, at a multiple of 8
 * @bytes: how many
 *
 * Sound: a size that is a multiple of 8, not less than the type's smallest and inside @bytes; a
 * stack's numbers and memory inside its size; strings ended by NUL. Unknown types need a sound size
 * only.
 *
 * Return: the bytes up to the first record that is not sound.
 */
size_t records_check(const void *data, size_t bytes);

/* Walk over checked records: for (h = first; h; h = record_next(h, end)). */
const struct flamesamp_header *record_first(const void *data, size_t bytes);
const struct flamesamp_header *record_next(const struct flamesamp_header *h, const void *end);

/* Periods that a sample stands for. */
unsigned int sample_weight(const struct flamesamp_sample *sample);

/* How late a sample was at least, ns; from the coarse scale of the header. */
unsigned long long sample_late_ns(const struct flamesamp_sample *sample);

#endif
