/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers for people: 1,234,567 and 12.34%.
 */
#ifndef FLAMEREC_OUTPUT_NUMBER_H
#define FLAMEREC_OUTPUT_NUMBER_H

#define NUMBER_MAX 27	/* bytes of the longest, -1,000,000,000,000,000,000, and of some more */

/* Writes @n, rounded, with commas, whatever the locale. Returns @text. */
const char *number_grouped(double n, char text[NUMBER_MAX]);

/* Writes @n without commas, a fraction with as many digits as it needs up to six. Returns @text. */
const char *number_plain(double n, char text[NUMBER_MAX]);

/* @part of @whole in percent; 0 of 0 is 0. */
double number_percent(double part, double whole);

#endif
