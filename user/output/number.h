/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers for people: 1,234,567 and 12.34%.
 */
#ifndef FLAMEREC_OUTPUT_NUMBER_H
#define FLAMEREC_OUTPUT_NUMBER_H

#include <stdint.h>

#define NUMBER_MAX 27	/* bytes of the longest: 18,446,744,073,709,551,615 and NUL */

/* Writes @n with commas, whatever the locale. Returns @text. */
const char *number_grouped(uint64_t n, char text[NUMBER_MAX]);

/* @part of @whole in percent; 0 of 0 is 0. */
double number_percent(uint64_t part, uint64_t whole);

#endif
