// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/json_read.h"
#include "util/strbuf.h"
#include "util/utf8.h"

#define DEPTH_MAX 64

static const char *skip_value(const char *c, unsigned int depth);

static const char *skip_space(const char *c)
{
	return c + strspn(c, " \t\n\r");
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four digits, or -1. */
static int32_t hex(const char *c)
{
	int32_t value = 0;

	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(c[i]);

		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

/* All of these return what follows, or NULL where the text is no such thing. */

static const char *skip_string(const char *c)
{
	if (*c++ != '"')
		return NULL;
	for (; *c != '"'; c++) {
		if ((unsigned char)*c < ' ')
			return NULL;
		if (*c != '\\')
			continue;
		c++;
		if (!*c || !strchr("\"\\/bfnrtu", *c))
			return NULL;
		if (*c != 'u')
			continue;
		if (hex(c + 1) < 0)
			return NULL;
		c += 4;
	}
	return c + 1;
}

static const char *skip_digits(const char *c)
{
	if (!is_digit(*c))
		return NULL;
	while (is_digit(*c))
		c++;
	return c;
}

static const char *skip_number(const char *c)
{
	c += *c == '-';
	c = *c == '0' ? c + 1 : skip_digits(c);
	if (c && *c == '.')
		c = skip_digits(c + 1);
	if (c && (*c == 'e' || *c == 'E')) {
		c++;
		c += *c == '+' || *c == '-';
		c = skip_digits(c);
	}
	return c;
}

static const char *skip_key(const char *c)
{
	c = skip_string(c);
	if (!c)
		return NULL;
	c = skip_space(c);
	return *c == ':' ? skip_space(c + 1) : NULL;
}

static const char *skip_list(const char *c, unsigned int depth)
{
	bool object = *c == '{';
	char end = object ? '}' : ']';

	if (!depth)
		return NULL;
	c = skip_space(c + 1);
	if (*c == end)
		return c + 1;
	for (;;) {
		if (object)
			c = skip_key(c);
		if (c)
			c = skip_value(c, depth - 1);
		if (!c)
			return NULL;
		c = skip_space(c);
		if (*c == end)
			return c + 1;
		if (*c != ',')
			return NULL;
		c = skip_space(c + 1);
	}
}

static const char *skip_word(const char *c)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!strncmp(c, words[i], strlen(words[i])))
			return c + strlen(words[i]);
	}
	return NULL;
}

static const char *skip_value(const char *c, unsigned int depth)
{
	switch (*c) {
	case '{':
	case '[':
		return skip_list(c, depth);
	case '"':
		return skip_string(c);
	case 't':
	case 'f':
	case 'n':
		return skip_word(c);
	default:
		return skip_number(c);
	}
}

bool json_valid(const char *text, size_t len)
{
	const char *end;

	if (strlen(text) != len)
		return false;
	end = skip_value(skip_space(text), DEPTH_MAX);
	return end && skip_space(end) == text + len;
}

/* The first entry of a list, or NULL. */
static const char *first(const char *value, char bracket)
{
	if (!value)
		return NULL;
	value = skip_space(value);
	if (*value != bracket)
		return NULL;
	value = skip_space(value + 1);
	return *value == '}' || *value == ']' ? NULL : value;
}

/* The entry behind a value, or NULL. */
static const char *next(const char *value)
{
	value = skip_space(skip_value(value, DEPTH_MAX));
	return *value == ',' ? skip_space(value + 1) : NULL;
}

const char *json_member(const char *value, const char *key)
{
	const char *entry = first(value, '{');

	while (entry) {
		char *name = json_read_string(entry);
		bool found = !strcmp(name, key);

		free(name);
		entry = skip_key(entry);
		if (found)
			return entry;
		entry = next(entry);
	}
	return NULL;
}

const char *json_element(const char *value, size_t index)
{
	const char *entry = first(value, '[');

	while (entry && index--)
		entry = next(entry);
	return entry;
}

/* @c: behind "\u". Return: what follows. */
static const char *add_unicode(struct strbuf *out, const char *c)
{
	uint32_t value = hex(c);
	int32_t low = -1;

	c += 4;
	if (value >= 0xd800 && value < 0xdc00 && c[0] == '\\' && c[1] == 'u')
		low = hex(c + 2);
	if (low >= 0xdc00 && low < 0xe000) {
		value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
		c += 6;
	} else if (!value || (value >= 0xd800 && value < 0xe000)) {
		value = UTF8_REPLACEMENT;
	}
	utf8_add(out, value);
	return c;
}

char *json_read_string(const char *value)
{
	static const char escapes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	struct strbuf out = { 0 };
	const char *c;

	if (!value || *(c = skip_space(value)) != '"')
		return NULL;
	strbuf_add(&out, "");
	for (c++; *c != '"';) {
		if (*c != '\\') {
			strbuf_add_n(&out, c++, 1);
		} else if (c[1] == 'u') {
			c = add_unicode(&out, c + 2);
		} else {
			strbuf_add_n(&out, &meanings[strchr(escapes, c[1]) - escapes], 1);
			c += 2;
		}
	}
	return out.text;
}
