/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words around a picture of one or several files.
 */
#ifndef FLAMEREC_SESSION_INPUT_PICTURE_H
#define FLAMEREC_SESSION_INPUT_PICTURE_H

#include "session/input.h"
#include "session/picture.h"

/**
 * struct input_words - what is known of all files together
 * @identity: of one file, its own; of several, what all of them have, and how many they are
 * @counts, @totals: sums
 * @seconds: how long all captures together were
 * @captures: how many of the files are captures
 */
struct input_words {
	struct identity identity;
	struct profile_counts counts;
	struct totals totals;
	double seconds;
	size_t captures;
};

/* Collect what is known once the files are open. @words: free with input_words_free(). */
void input_words(struct input_words *words, const struct input *input);
void input_words_free(struct input_words *words);

/**
 * input_picture() - words for what was read
 * @picture: filled in; free with picture_free()
 * @words: by input_words(), outlives @picture; its counts are added now
 * @input: the files, whose stacks have been handed on
 * @tree: their stacks
 * @options: what the user wants
 */
void input_picture(struct picture *picture, struct input_words *words, const struct input *input,
		   const struct tree *tree, const struct picture_options *options);

#endif
