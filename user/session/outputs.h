/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where results go: files that the suffix of their name gives a format.
 */
#ifndef FLAMEREC_SESSION_OUTPUTS_H
#define FLAMEREC_SESSION_OUTPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/fsc.h"
#include "output/folded.h"
#include "output/svg.h"
#include "output/writer.h"
#include "profile/tree.h"

/* The formats of struct writer stand between OUTPUT_FOLDED and OUTPUT_CAPTURE. */
enum output_format {
	OUTPUT_SVG,
	OUTPUT_PNG,		/* the SVG, by librsvg's program */
	OUTPUT_HTML,
	OUTPUT_FOLDED,
	OUTPUT_PPROF,
	OUTPUT_SPEEDSCOPE,
	OUTPUT_PERF_SCRIPT,
	OUTPUT_CAPTURE,
	OUTPUT_UNKNOWN,
};

/**
 * struct output - a file to write
 * @path: its name; "-", or "-.svg" and so on: standard output. Owned by whoever added it
 * @format: what to write
 * @fd: open for writing; -1: not open
 * @state: of its writer; NULL: it has none
 */
struct output {
	const char *path;
	enum output_format format;
	int fd;
	void *state;
};

/**
 * struct outputs - all files to write
 * @capture: the one of OUTPUT_CAPTURE; NULL: none
 * @pictures: how many others there are
 * @tree: the stacks that were taken
 * @reverse: in the tree, stacks begin with their leaf; set before outputs_start()
 * @chart: in the tree, stacks stay in the order of time; the same
 * @lanes: as of struct tree; the same
 * @reversed: the frames of a stack
 * @counts, @counts_arg: what stands behind folded stacks, if not the counts of the tree; NULL: they
 */
struct outputs {
	struct output *output;
	size_t count, capacity;
	struct fsc_writer *capture;
	size_t pictures;
	struct tree tree;
	bool reverse, chart, lanes;
	struct frame *reversed;
	size_t reversed_capacity;
	folded_counts *counts;
	void *counts_arg;
};

/* "-", and "-.svg" and so on; captures have names. */
bool output_is_standard(const struct output *output);

/* The path, or what to call standard output. */
const char *output_name(const struct output *output);

/*
 * ".svg", ".png", ".html", ".folded", ".pb.gz" (pprof), ".speedscope.json", ".perf" (perf script),
 * ".fsc"; "-" is @standard.
 */
enum output_format output_format(const char *path, enum output_format standard);

/**
 * outputs_add() - note a file
 * @outputs: all zero, or with others in it
 * @path: the file
 * @standard: what "-" is to be
 *
 * Return: 0, or -1 after saying what is wrong: a usage error.
 */
int outputs_add(struct outputs *outputs, const char *path, enum output_format standard);

/*
 * Open them all, so that one that can't be written to shows before the work is done. What they held
 * stays until outputs_write(). Return: 0, or -1 after saying what is wrong.
 */
int outputs_open(struct outputs *outputs);

/* STACKS_* that outputs_take() needs. */
unsigned int outputs_want(const struct outputs *outputs);

/* Before the first stack. @about: its texts stay until outputs_write() is done. */
void outputs_start(struct outputs *outputs, const struct writer_about *about);

/* A stack_fn. @outputs: a struct outputs. */
void outputs_take(void *outputs, const struct stack *stack);

/* After the last stack: @outputs->tree is finished. */
void outputs_finish(struct outputs *outputs);

/*
 * Write what was taken to all but the capture. Return: 0, or -1 after saying which failed; others
 * were written.
 */
int outputs_write(struct outputs *outputs, const struct svg_options *svg);

/* Closes what is still open, but for the capture: only who filled it knows whether it is whole. */
void outputs_free(struct outputs *outputs);

#endif
