// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/folded.h"
#include "session/outputs.h"
#include "util/alloc.h"
#include "util/error.h"

const char *output_name(const struct output *output)
{
	return strcmp(output->path, "-") ? output->path : "standard output";
}

enum output_format output_format(const char *path, enum output_format standard)
{
	const char *suffix = strrchr(path, '.');

	if (!strcmp(path, "-"))
		return standard;
	if (!suffix)
		return OUTPUT_UNKNOWN;
	if (!strcmp(suffix, ".svg"))
		return OUTPUT_SVG;
	if (!strcmp(suffix, ".folded"))
		return OUTPUT_FOLDED;
	return strcmp(suffix, ".fsc") ? OUTPUT_UNKNOWN : OUTPUT_CAPTURE;
}

int outputs_add(struct outputs *outputs, const char *path, enum output_format standard)
{
	enum output_format format = output_format(path, standard);

	if (format == OUTPUT_UNKNOWN)
		return error("what format shall '%s' have? name it .svg, .folded or .fsc", path);
	for (size_t i = 0; i < outputs->count; i++) {
		if (!strcmp(outputs->output[i].path, path))
			return error("%s is to be written twice; name different files",
				     output_name(&outputs->output[i]));
		if (format == OUTPUT_CAPTURE && outputs->output[i].format == OUTPUT_CAPTURE)
			return error("one capture a recording; copy %s afterwards",
				     output_name(&outputs->output[i]));
	}
	outputs->output = grow(outputs->output, &outputs->capacity, outputs->count + 1,
			       sizeof(*outputs->output));
	outputs->output[outputs->count++] = (struct output){ path, format, -1 };
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
	if (!strcmp(output->path, "-"))
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

static int write_tree(FILE *out, const struct output *output, const struct tree *tree,
		      const struct svg_options *svg)
{
	if (output->format == OUTPUT_SVG)
		return svg_write(out, tree, svg);
	return folded_write(out, tree);
}

static int write_output(struct output *output, const struct tree *tree,
			const struct svg_options *svg)
{
	int fd = output->fd, err = 0;
	FILE *out = NULL;

	output->fd = -1;
	/* Shells open standard output; whether it keeps what it has, they have decided. */
	if ((strcmp(output->path, "-") && empty(fd)) || !(out = fdopen(fd, "w"))) {
		err = errno;
		close(fd);
		return say_not_written(output, err);
	}
	if (write_tree(out, output, tree, svg) || fflush(out))
		err = errno;
	if (fclose(out) && !err)
		err = errno;
	return err ? say_not_written(output, err) : 0;
}

int outputs_write(struct outputs *outputs, const struct tree *tree, const struct svg_options *svg)
{
	int result = 0;

	for (size_t i = 0; i < outputs->count; i++) {
		if (outputs->output[i].fd >= 0 && write_output(&outputs->output[i], tree, svg))
			result = -1;
	}
	return result;
}

void outputs_free(struct outputs *outputs)
{
	for (size_t i = 0; i < outputs->count; i++) {
		if (outputs->output[i].fd >= 0)
			close(outputs->output[i].fd);
	}
	free(outputs->output);
	*outputs = (struct outputs){ 0 };
}
