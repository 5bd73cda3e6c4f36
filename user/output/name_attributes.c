// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/name_attributes.h"
#include "output/xml.h"
#include "util/alloc.h"
#include "util/error.h"
#include "util/strbuf.h"

struct entry {
	char *name, *title;
	struct strbuf group, link;
	bool linked;
	struct frame_attributes shown;
};

struct name_attributes {
	struct entry *entry;	/* sorted by name, when all are read */
	size_t count, capacity;
};

/* A name that XML takes; those beyond ASCII are not worth their rules. */
static bool is_attribute_name(const char *name)
{
	if (!isalpha((unsigned char)*name) && *name != '_')
		return false;
	for (; *name; name++) {
		if (!isalnum((unsigned char)*name) && !strchr("_-.:", *name))
			return false;
	}
	return true;
}

/* Where an attribute is in the list; NULL: nowhere. */
static char *find(const struct strbuf *list, const char *name)
{
	char *text = xasprintf(" %s=\"", name);
	char *found = list->text ? strstr(list->text, text) : NULL;

	free(text);
	return found;
}

/* No value holds a quote: they are escaped. */
static void drop(struct strbuf *list, const char *name)
{
	char *from = find(list, name), *to;

	if (!from)
		return;
	to = strchr(strchr(from, '"') + 1, '"') + 1;
	memmove(from, to, strlen(to) + 1);
	strbuf_truncate(list, list->len - (to - from));
}

/* A document with an attribute twice is none: the last one holds, as with flamegraph.pl. */
static void add(struct strbuf *list, const char *name, const char *value)
{
	drop(list, name);
	strbuf_addf(list, " %s=\"", name);
	xml_add(list, value);
	strbuf_add(list, "\"");
}

static char *trim(char *s)
{
	char *end;

	while (isspace((unsigned char)*s))
		s++;
	for (end = s + strlen(s); end > s && isspace((unsigned char)end[-1]); end--)
		;
	*end = '\0';
	return s;
}

static char *unquote(char *value)
{
	size_t len = strlen(value);

	if (len < 2 || value[0] != '"' || value[len - 1] != '"')
		return value;
	value[len - 1] = '\0';
	return value + 1;
}

/* 'a=1 b="2 3"'. Return: 0, or -1 where it is something else. */
static int add_several(struct strbuf *list, char *text)
{
	while (*(text = trim(text))) {
		char *name = text, *value = strchr(text, '=');
		bool quoted;

		if (!value)
			return -1;
		*value++ = '\0';
		quoted = *value == '"';
		value += quoted;
		text = value + strcspn(value, quoted ? "\"" : " ");
		if (quoted && !*text)
			return -1;
		if (*text)
			*text++ = '\0';
		if (!is_attribute_name(name))
			return -1;
		add(list, name, value);
	}
	return 0;
}

/* Return: 0, or -1 where it is none. */
static int add_attribute(struct entry *entry, char *text)
{
	char *value = strchr(text, '='), *name;

	if (!value)
		return -1;
	*value++ = '\0';
	name = trim(text);
	value = unquote(trim(value));
	if (!strcmp(name, "g_extra"))
		return add_several(&entry->group, value);
	if (!strcmp(name, "a_extra"))
		return add_several(&entry->link, value);
	if (!is_attribute_name(name))
		return -1;
	if (!strcmp(name, "title")) {
		free(entry->title);
		entry->title = xstrdup(value);
	} else if (!strcmp(name, "href") || !strcmp(name, "target")) {
		entry->linked |= !strcmp(name, "href");
		add(&entry->link, name, value);
	} else {
		add(&entry->group, name, value);
	}
	return 0;
}

/* Return: 0, or -1 where it is none. */
static int read_line(struct name_attributes *attributes, char *line)
{
	char *name = strsep(&line, "\t"), *text;
	struct entry *entry;

	if (!line)
		return *trim(name) ? -1 : 0;
	attributes->entry = grow(attributes->entry, &attributes->capacity, attributes->count + 1,
				 sizeof(*entry));
	entry = &attributes->entry[attributes->count++];
	*entry = (struct entry){ .name = xstrdup(name) };
	while ((text = strsep(&line, "\t"))) {
		if (*trim(text) && add_attribute(entry, text))
			return -1;
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void complete(struct name_attributes *attributes)
{
	if (attributes->count)
		qsort(attributes->entry, attributes->count, sizeof(*attributes->entry), compare);
	for (size_t i = 0; i < attributes->count; i++) {
		struct entry *entry = &attributes->entry[i];

		/* In a page of its own, a frame's link replaces the page, not the picture in it. */
		if (!find(&entry->link, "target"))
			add(&entry->link, "target", "_top");
		entry->shown = (struct frame_attributes){
			.title = entry->title,
			.group = entry->group.text ? entry->group.text : "",
			.link = entry->linked ? entry->link.text : NULL,
		};
	}
}

/* Return: 0, the number of a line that is none, or an error number below 0. */
static long read_lines(struct name_attributes *attributes, FILE *file)
{
	long number = 0, wrong = 0;
	char *line = NULL;
	size_t size = 0;

	while (!wrong && getline(&line, &size, file) > 0) {
		number++;
		line[strcspn(line, "\r\n")] = '\0';
		if (read_line(attributes, line))
			wrong = number;
	}
	if (ferror(file))
		wrong = -errno;
	free(line);
	return wrong;
}

struct name_attributes *name_attributes_load(const char *path)
{
	struct name_attributes *attributes = xcalloc(1, sizeof(*attributes));
	FILE *file = fopen(path, "re");
	long wrong = file ? read_lines(attributes, file) : -errno;

	if (file)
		fclose(file);
	if (!wrong) {
		complete(attributes);
		return attributes;
	}
	if (wrong < 0)
		error("--nameattr: '%s': %s; give a file that can be read", path, strerror(-wrong));
	else
		error("--nameattr: line %ld of '%s' is not 'NAME<tab>ATTRIBUTE=VALUE...'; see "
		      "flamerec(1)", wrong, path);
	name_attributes_free(attributes);
	return NULL;
}

const struct frame_attributes *name_attributes_of(const struct name_attributes *attributes,
						  const char *name)
{
	const struct entry key = { .name = (char *)name };
	const struct entry *entry;

	if (!attributes->count)
		return NULL;
	entry = bsearch(&key, attributes->entry, attributes->count, sizeof(key), compare);
	return entry ? &entry->shown : NULL;
}

void name_attributes_free(struct name_attributes *attributes)
{
	if (!attributes)
		return;
	for (size_t i = 0; i < attributes->count; i++) {
		struct entry *entry = &attributes->entry[i];

		free(entry->name);
		free(entry->title);
		free(entry->group.text);
		free(entry->link.text);
	}
	free(attributes->entry);
	free(attributes);
}
