// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/folded.h"
#include "output/html.h"
#include "output/perf_script.h"
#include "output/png.h"
#include "output/pprof.h"
#include "output/speedscope.h"
#include "session/outputs.h"
#include "util/alloc.h"
#include "util/error.h"

bool output_is_standard(const struct output *output)
{
	const char *path = output->path;

	return path[0] == '-' && (!path[1] || path[1] == '.') && output->format != OUTPUT_CAPTURE;
}

const char *output_name(const struct output *output)
{
	return output_is_standard(output) ? "standard output" : output->path;
}

static bool are_one(const struct output *a, const struct output *b)
{
	return !strcmp(a->path, b->path) || (output_is_standard(a) && output_is_standard(b));
}

static const struct {
	const char *suffix;
	enum output_format format;
} suffixes[] = {
	{ ".svg", OUTPUT_SVG },
	{ ".png", OUTPUT_PNG },
	{ ".html", OUTPUT_HTML },
	{ ".folded", OUTPUT_FOLDED },
	{ ".pb.gz", OUTPUT_PPROF },
	{ ".speedscope.json", OUTPUT_SPEEDSCOPE },
	{ ".perf", OUTPUT_PERF_SCRIPT },
	{ ".fsc", OUTPUT_CAPTURE },
};

static const struct writer *const writers[OUTPUT_UNKNOWN] = {
	[OUTPUT_PPROF] = &pprof_writer,
	[OUTPUT_SPEEDSCOPE] = &speedscope_writer,
	[OUTPUT_PERF_SCRIPT] = &perf_script_writer,
};

static bool ends_with(const char *s, const char *suffix)
{
	size_t len = strlen(s), n = strlen(suffix);

	return len > n && !strcmp(s + len - n, suffix);
}

enum output_format output_format(const char *path, enum output_format standard)
{
	if (!strcmp(path, "-"))
		return standard;
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
		if (ends_with(path, suffixes[i].suffix))
			return suffixes[i].format;
	}
	return OUTPUT_UNKNOWN;
}

int outputs_add(struct outputs *outputs, const char *path, enum output_format standard)
{
	enum output_format format = output_format(path, standard);
	struct output output = { path, format, -1, NULL };

	if (format == OUTPUT_UNKNOWN)
		return error("what format shall '%s' have? name it .svg, .html, .png, .folded, "
			     ".pb.gz, .speedscope.json, .perf or .fsc", path);
	for (size_t i = 0; i < outputs->count; i++) {
		if (are_one(&outputs->output[i], &output))
			return error("%s is to be written twice; name different files",
				     output_name(&output));
		if (format == OUTPUT_CAPTURE && outputs->output[i].format == OUTPUT_CAPTURE)
			return error("one capture a recording; copy %s afterwards",
				     output_name(&outputs->output[i]));
	}
	outputs->output = grow(outputs->output, &outputs->capacity, outputs->count + 1,
			       sizeof(*outputs->output));
	outputs->output[outputs->count++] = output;
	outputs->pictures += format != OUTPUT_CAPTURE;
	return 0;
}

static int say_not_written(const struct output *output, int err)
{
	return error("%s was not written: %s; name a file elsewhere", output_name(output),
		     strerror(err));
}

static int open_output(struct outputs *outputs, struct output *output)
{
	if (output->format == OUTPUT_CAPTURE) {
		outputs->capture = fsc_create(output->path);
		return outputs->capture ? 0 : -1;
	}
	if (output->format == OUTPUT_PNG && !png_available())
		return -1;
	if (output_is_standard(output))
		output->fd = dup(STDOUT_FILENO);
	else
		output->fd = open(output->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (output->fd < 0)
		return error("%s can't be written: %s; name a file elsewhere", output_name(output),
			     strerror(errno));
	return 0;
}

int outputs_open(struct outputs *outputs)
{
	for (size_t i = 0; i < outputs->count; i++) {
		if (open_output(outputs, &outputs->output[i]))
			return -1;
	}
	return 0;
}

/* A file, not a pipe or a terminal, may hold more than we write. */
static int empty(int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return -1;
	return S_ISREG(st.st_mode) ? ftruncate(fd, 0) : 0;
}

unsigned int outputs_want(const struct outputs *outputs)
{
	unsigned int want = outputs->chart ? STACKS_EACH : 0;

	for (size_t i = 0; i < outputs->count; i++) {
		const struct writer *writer = writers[outputs->output[i].format];

		want |= writer ? writer->want : 0;
	}
	return want;
}

void outputs_start(struct outputs *outputs, const struct writer_about *about)
{
	tree_init(&outputs->tree);
	outputs->tree.in_order = outputs->chart;
	outputs->tree.lanes = outputs->chart && outputs->lanes;
	for (size_t i = 0; i < outputs->count; i++) {
		const struct writer *writer = writers[outputs->output[i].format];

		if (writer)
			outputs->output[i].state = writer->start(about);
	}
}

/* Stacks that share their first frames need not share their last ones. */
static void take_reversed(struct outputs *outputs, const struct stack *stack)
{
	struct stack reversed = *stack;

	outputs->reversed = grow(outputs->reversed, &outputs->reversed_capacity, stack->n,
				 sizeof(*outputs->reversed));
	for (size_t i = 0; i < stack->n; i++)
		outputs->reversed[i] = stack->frames[stack->n - 1 - i];
	reversed.frames = outputs->reversed;
	reversed.shared = 0;
	tree_take(&outputs->tree, &reversed);
}

void outputs_take(void *arg, const struct stack *stack)
{
	struct outputs *outputs = arg;

	if (outputs->reverse)
		take_reversed(outputs, stack);
	else
		tree_take(&outputs->tree, stack);
	for (size_t i = 0; i < outputs->count; i++) {
		const struct output *output = &outputs->output[i];

		if (output->state)
			writers[output->format]->take(output->state, stack);
	}
}

void outputs_finish(struct outputs *outputs)
{
	tree_finish(&outputs->tree);
}

static int write_format(FILE *out, const struct outputs *outputs, const struct output *output,
			const struct svg_options *svg)
{
	const struct tree *tree = &outputs->tree;

	switch (output->format) {
	case OUTPUT_SVG:
		return svg_write(out, tree, svg);
	case OUTPUT_PNG:
		return png_write(out, tree, svg);
	case OUTPUT_HTML:
		return html_write(out, tree, svg);
	case OUTPUT_FOLDED:
		if (outputs->counts)
			return folded_write_counts(out, tree, outputs->counts, outputs->counts_arg);
		return folded_write(out, tree);
	default:
		return writers[output->format]->write(output->state, out);
	}
}

static int write_output(const struct outputs *outputs, struct output *output,
			const struct svg_options *svg)
{
	int fd = output->fd, err = 0;
	FILE *out = NULL;

	output->fd = -1;
	/* Shells open standard output; whether it keeps what it has, they have decided. */
	if ((!output_is_standard(output) && empty(fd)) || !(out = fdopen(fd, "w"))) {
		err = errno;
		close(fd);
		return say_not_written(output, err);
	}
	if (write_format(out, outputs, output, svg) || fflush(out))
		err = errno;
	if (fclose(out) && !err)
		err = errno;
	return err ? say_not_written(output, err) : 0;
}

int outputs_write(struct outputs *outputs, const struct svg_options *svg)
{
	int result = 0;

	for (size_t i = 0; i < outputs->count; i++) {
		if (outputs->output[i].fd >= 0 && write_output(outputs, &outputs->output[i], svg))
			result = -1;
	}
	return result;
}

void outputs_free(struct outputs *outputs)
{
	for (size_t i = 0; i < outputs->count; i++) {
		struct output *output = &outputs->output[i];

		if (output->fd >= 0)
			close(output->fd);
		if (output->state)
			writers[output->format]->free(output->state);
	}
	tree_free(&outputs->tree);
	free(outputs->reversed);
	free(outputs->output);
	*outputs = (struct outputs){ 0 };
}
