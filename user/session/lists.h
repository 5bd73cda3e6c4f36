/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What users write for numbers: lists of CPUs and processes, sizes, durations, rates.
 */
#ifndef FLAMEREC_SESSION_LISTS_H
#define FLAMEREC_SESSION_LISTS_H

#include <stddef.h>
#include <stdint.h>

/**
 * parse_cpus() - read a list like "0-3,5"
 * @text: the list
 * @bitmap: out: bit n % 8 of byte n / 8 for CPU n; the caller frees it
 * @bytes: out: its size
 *
 * Return: 0, or -1 after saying what is wrong. So do the others here.
 */
int parse_cpus(const char *text, uint8_t **bitmap, size_t *bytes);

/* A list like "17,4711", appended to @pids (@count elements, to be freed by the caller). */
int parse_pids(const char *text, uint32_t **pids, size_t *count);

/* Bytes, or with K, M or G at the end 1024 times as much each; below 4 GiB. */
int parse_size(const char *option, const char *text, uint32_t *bytes);

/* A plain number from @min to @max, which is called @what in messages ("a rate in Hz"). */
int parse_number(const char *what, const char *text, uint32_t min, uint32_t max, uint32_t *number);

/* Seconds, fractions allowed, more than 0. */
int parse_seconds(const char *text, double *seconds);

#endif
