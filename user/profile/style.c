// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "profile/shorten.h"
#include "profile/style.h"
#include "symbol/demangle.h"
#include "util/alloc.h"

static void add_cut(const char *name, struct strbuf *shown)
{
	size_t len = strnlen(name, SHOWN_NAME_MAX + 1);

	if (len <= SHOWN_NAME_MAX) {
		strbuf_add_n(shown, name, len);
		return;
	}
	strbuf_add_n(shown, name, SHOWN_NAME_MAX - 3);
	strbuf_add(shown, "...");
}

static void add_readable(const struct frame_style *style, const char *name, struct strbuf *shown)
{
	struct strbuf readable = { 0 };

	if (style->mangled || !demangle(name, &readable))
		strbuf_add(&readable, name);
	if (style->short_templates)
		shorten_templates(readable.text, shown);
	else
		strbuf_add(shown, readable.text);
	free(readable.text);
}

void style_name(const struct frame_style *style, const char *name, struct strbuf *shown)
{
	/* "_Z3foov@plt" is the stub that leads to the function. */
	const char *at = strchr(name, '@');
	char *plain = at && at > name ? xstrndup(name, at - name) : xstrdup(name);
	size_t before = shown->len;

	if (style->merge_clones)
		plain[shorten_clones(plain)] = '\0';
	add_readable(style, plain, shown);
	if (shown->len - before > SHOWN_NAME_MAX) {
		strbuf_truncate(shown, before);
		add_cut(plain, shown);
	}
	if (at && at > name)
		add_cut(at, shown);
	free(plain);
}

void style_line(const struct source_frame *frame, struct strbuf *shown)
{
	if (frame->file && frame->line)
		strbuf_addf(shown, " (%.255s:%u)", frame->file, frame->line);
}
