// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyze/prompt.h"

/* Letters that go into a token, at least: names are no words that tokenizers know. */
#define LETTERS 2

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

size_t prompt_tokens(const char *text)
{
	size_t tokens = 0;

	while (*text) {
		size_t run = 1;

		if (is_letter(*text)) {
			while (is_letter(text[run]))
				run++;
			tokens += (run + LETTERS - 1) / LETTERS;
		} else {
			while (is_space(*text) && is_space(text[run]))
				run++;
			tokens++;
		}
		text += run;
	}
	return tokens;
}
