// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "output/svg_picture.h"
#include "output/xml.h"

static void write_buf(struct out *out, struct strbuf *buf)
{
	if (buf->len)
		out_bytes(out, buf->text, buf->len);
	free(buf->text);
}

void svg_text(struct out *out, const char *text)
{
	struct strbuf buf = { 0 };

	xml_add(&buf, text);
	write_buf(out, &buf);
}

void svg_text_fit(struct out *out, const char *text, double columns)
{
	struct strbuf buf = { 0 };

	xml_add_fit(&buf, text, columns > 0 ? columns : 0);
	write_buf(out, &buf);
}

void svg_text_fit_titled(struct out *out, const char *text, double columns)
{
	svg_text_fit(out, text, columns);
	if (xml_columns(text) <= columns)
		return;
	out_text(out, "<title>");
	svg_text(out, text);
	out_text(out, "</title>");
}
