/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of /tmp/perf-PID.map, the text that perf made a custom of JIT compilers: "START SIZE NAME",
 * the numbers in hexadecimal, the name up to the end of the line.
 */
#ifndef FLAMEREC_SYMBOL_PERF_MAP_H
#define FLAMEREC_SYMBOL_PERF_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longer names are cut: nobody reads them. */
#define JIT_NAME_MAX 1024

/* @name points into the line; not ended by NUL. */
struct perf_map_line {
	uint64_t start, end;
	const char *name;
	size_t name_len;
};

/**
 * perf_map_parse() - read a line
 * @text: the line, without its end
 * @len: bytes
 * @line: filled in
 *
 * Return: false where the line is broken, or its range empty or beyond the address space.
 */
bool perf_map_parse(const char *text, size_t len, struct perf_map_line *line);

#endif
