// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/json.h"
#include "output/xml.h"
#include "util/utf8.h"

/* Doubles hold whole numbers up to here exactly. */
#define EXACT_MAX 9007199254740992.0

static void write_char(FILE *out, const char **text)
{
	const char *start = *text;

	switch (*start) {
	case '"':
	case '\\':
		putc('\\', out);
		putc(*(*text)++, out);
		return;
	case '<':
		/* In a <script>, "</script>" would end it. */
		fputs("\\u003c", out);
		(*text)++;
		return;
	case '\n':
		fputs("\\n", out);
		(*text)++;
		return;
	case '\t':
		fputs("\\t", out);
		(*text)++;
		return;
	}
	if (xml_char(text) == UTF8_REPLACEMENT)
		fputs("\\ufffd", out);
	else
		fwrite(start, 1, *text - start, out);
}

void json_text(FILE *out, const char *text)
{
	putc('"', out);
	while (*text)
		write_char(out, &text);
	putc('"', out);
}

static void write_break(struct json *json)
{
	putc('\n', json->out);
	for (unsigned int i = 0; i < json->depth; i++)
		putc(' ', json->out);
}

static void begin(struct json *json, const char *key)
{
	if (json->comma)
		putc(',', json->out);
	if (json->depth)
		write_break(json);
	json->comma = true;
	if (!key)
		return;
	json_text(json->out, key);
	fputs(": ", json->out);
}

void json_open(struct json *json, const char *key, char bracket)
{
	begin(json, key);
	putc(bracket, json->out);
	json->depth++;
	json->comma = false;
}

void json_close(struct json *json, char bracket)
{
	bool empty = !json->comma;

	json->depth--;
	if (!empty)
		write_break(json);
	putc(bracket, json->out);
	json->comma = true;
	if (!json->depth)
		putc('\n', json->out);
}

void json_string(struct json *json, const char *key, const char *value)
{
	begin(json, key);
	json_text(json->out, value);
}

void json_number(struct json *json, const char *key, double value)
{
	begin(json, key);
	if (!(value - value == 0))
		fputs("null", json->out);
	else if (value > -EXACT_MAX && value < EXACT_MAX && value == (double)(long long)value)
		fprintf(json->out, "%lld", (long long)value);
	else
		fprintf(json->out, "%.9g", value);
}

void json_bool(struct json *json, const char *key, bool value)
{
	begin(json, key);
	fputs(value ? "true" : "false", json->out);
}
