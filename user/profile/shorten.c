// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "profile/shorten.h"

static bool starts(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

/*
 * The length of an operator function's name at @at, with the space that keeps its template's list
 * apart, as in "operator< <int>". 0: there is none.
 */
static size_t operator_len(const char *name, size_t at)
{
	/* Longer ones before those that they begin with. */
	static const char *const operators[] = {
		"<=>", "<<=", ">>=", "->*", "<<", ">>", "<=", ">=", "->", "()", "[]", "&&", "||",
		"++", "--", "+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=", "==", "!=", "<", ">",
		"+", "-", "*", "/", "%", "^", "&", "|", "~", "!", "=", ",",
	};
	static const char word[] = "operator";
	const char *symbol = name + at + sizeof(word) - 1;

	if (!starts(name + at, word) || (at && in_word(name[at - 1])))
		return 0;
	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		if (!starts(symbol, operators[i]))
			continue;
		symbol += strlen(operators[i]);
		return symbol + starts(symbol, " <") - (name + at);
	}
	return 0;
}

/* Where the bracket at @at is closed, whatever is in between; 0: nowhere. */
static size_t find_closing(const char *name, size_t at)
{
	char open = name[at], close = open == '(' ? ')' : open == '[' ? ']' : '}';
	size_t depth = 0;

	for (; name[at]; at++) {
		if (name[at] == open)
			depth++;
		else if (name[at] == close && !--depth)
			return at;
	}
	return 0;
}

/* The same for a template's list: where > is an operator, it is in brackets. */
static size_t find_list_end(const char *name, size_t at)
{
	size_t depth = 0;

	while (name[at]) {
		size_t len = operator_len(name, at);

		if (len) {
			at += len;
			continue;
		}
		if (strchr("([{", name[at])) {
			at = find_closing(name, at);
			if (!at)
				return 0;
		} else if (name[at] == '<') {
			depth++;
		} else if (name[at] == '>' && name[at - 1] != '-' && !--depth) {
			return at;
		}
		at++;
	}
	return 0;
}

/*
 * Whether the < at @at begins a template's list: not where a type begins, as in Rust, or where it
 * stands for a name: GCC's "main()::<lambda(int)>".
 */
static bool begins_list(const char *name, size_t at)
{
	if (!at || strchr(" (,&*<[{!", name[at - 1]))
		return false;
	return !starts(name + at, "<lambda") && !starts(name + at, "<unnamed");
}

void shorten_templates(const char *name, struct strbuf *shown)
{
	bool after_operator = false;
	size_t at = 0;

	while (name[at]) {
		size_t len = operator_len(name, at), end = 0;

		if (!len && name[at] == '<' && (after_operator || begins_list(name, at)))
			end = find_list_end(name, at);
		after_operator = len;
		if (end) {
			strbuf_add(shown, "<>");
			at = end + 1;
		} else {
			strbuf_add_n(shown, name + at, len ? len : 1);
			at += len ? len : 1;
		}
	}
}

/* Whether the text between two dots, or behind the last, is a compiler's. */
static bool is_mark(const char *text, size_t len)
{
	static const char *const marks[] = {
		/* GCC */
		"isra", "part", "constprop", "cold", "lto_priv", "localalias",
		/* clang */
		"llvm", "specialized", "__uniq",
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (strlen(marks[i]) == len && !memcmp(text, marks[i], len))
			return true;
	return false;
}

/*
 * The length of @name's first @len bytes without the last dot and what follows. 0: there is none.
 */
static size_t cut_dot(const char *name, size_t len)
{
	while (len && name[len - 1] != '.')
		len--;
	return len ? len - 1 : 0;
}

static bool is_number(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isdigit((unsigned char)text[i]))
			return false;
	return len > 0;
}

size_t shorten_clones(const char *name)
{
	size_t len = strlen(name), rest, before;

	while ((rest = cut_dot(name, len))) {
		before = len;
		if (is_number(name + rest + 1, len - rest - 1)) {
			before = rest;
			rest = cut_dot(name, before);
		}
		if (!rest || !is_mark(name + rest + 1, before - rest - 1))
			break;
		len = rest;
	}
	return len;
}
