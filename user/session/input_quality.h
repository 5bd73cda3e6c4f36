/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far what was read can be relied on: what recorders tell of their captures, and what stacks
 * lack.
 */
#ifndef FLAMEREC_SESSION_INPUT_QUALITY_H
#define FLAMEREC_SESSION_INPUT_QUALITY_H

#include <stdio.h>

#include "output/json.h"
#include "output/quality.h"
#include "session/input.h"

/* All of these after the stacks were read. */
void input_recorded(const struct input *input, struct recorded *recorded);
void input_quality_write(FILE *out, const struct input *input, const struct quality *quality);

/* As a member "quality" of an open object. */
void input_quality_json(struct json *json, const struct input *input,
			const struct quality *quality);

#endif
