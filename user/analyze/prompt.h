/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A profile as a text for a language model, of a size that fits.
 */
#ifndef FLAMEREC_ANALYZE_PROMPT_H
#define FLAMEREC_ANALYZE_PROMPT_H

#include <stddef.h>

#include "analyze/analyze.h"

#define PROMPT_BUDGET 4000	/* tokens, unless told otherwise */
#define PROMPT_BUDGET_MIN 300	/* below, there is no room for anything useful */

/**
 * struct prompt - what goes into it
 * @subject: the profile
 * @findings: of it
 * @quality: lines on how far it can be relied on
 * @context: what the user says about it; NULL: nothing
 */
struct prompt {
	const struct subject *subject;
	const struct findings *findings;
	const char *quality, *context;
};

/**
 * prompt_text() - write it, as Markdown
 * @prompt: what goes into it
 * @budget: tokens that it has at most, by prompt_tokens()
 *
 * Names in it are what programs call themselves, so text that others chose: they stand in code
 * blocks that they can't end, and the model is told that they are data.
 *
 * Return: the text, for free(). What did not fit is told in its last line; a budget without room
 *	for that line gives an empty text.
 */
char *prompt_text(const struct prompt *prompt, size_t budget);

/**
 * prompt_tokens() - tokens that a text has at most, for any common tokenizer
 * @text: the text
 *
 * Tokenizers differ, and none is needed here: a token is counted for every two letters, each digit,
 * each sign, each byte that is not ASCII, and each run of white space. Those of today's models make
 * about half as many of such text.
 */
size_t prompt_tokens(const char *text);

#endif
