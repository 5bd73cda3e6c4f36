// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "session/input_picture.h"

static void copy(struct identity *identity, const struct identity *from)
{
	for (size_t i = 0; i < from->count; i++)
		identity_add(identity, from->entry[i].key, from->entry[i].value);
}

/* Whether all files have the same value; of a text, nothing is known. */
static bool is_common(const struct input *input, const char *key, const char *value)
{
	for (size_t i = 0; i < input->count; i++) {
		const char *other = identity_get(&input->file[i].identity, key);

		if (!other || strcmp(other, value))
			return false;
	}
	return true;
}

/* What tells recordings of one machine apart is left out: it is that of none of them. */
static void copy_common(struct identity *identity, const struct input *input)
{
	static const char *const keys[] = {
		"hostname", "kernel", "kernel_build_id", "machine", "hz",
	};

	identity_addf(identity, IDENTITY_FILES, "%zu", input->count);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *value = identity_get(&input->file[0].identity, keys[i]);

		if (value && is_common(input, keys[i], value))
			identity_add(identity, keys[i], value);
	}
}

void input_words(struct input_words *words, const struct input *input)
{
	*words = (struct input_words){ 0 };
	if (input->count == 1)
		copy(&words->identity, &input->file[0].identity);
	else
		copy_common(&words->identity, input);
	for (size_t i = 0; i < input->count; i++) {
		const struct loaded *file = &input->file[i];

		if (!file->is_capture)
			continue;
		words->captures++;
		words->seconds += load_seconds(file);
		totals_sum(&words->totals, &file->totals);
	}
}

void input_words_free(struct input_words *words)
{
	identity_free(&words->identity);
}

void input_picture(struct picture *picture, struct input_words *words, const struct input *input,
		   const struct tree *tree, const struct picture_options *options)
{
	const struct summary summary = {
		.tree = tree,
		.counts = &words->counts,
		.totals = &words->totals,
		.hz = identity_number(&words->identity, "hz"),
		.seconds = words->seconds,
	};

	for (size_t i = 0; i < input->count; i++) {
		if (input->file[i].is_capture)
			profile_counts_add(&words->counts, profile_counts(input->file[i].profile));
	}
	picture_describe(picture, &words->identity, words->captures ? &summary : NULL, options,
			 input->selection ? input->selection->said.text : NULL);
}
