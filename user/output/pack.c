// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "output/json.h"
#include "output/pack.h"
#include "util/alloc.h"
#include "util/base64.h"

/* Columns repeat themselves a lot: higher levels take thrice the time for a twentieth. */
#define LEVEL 4

void pack_number(struct pack *pack, uint64_t number)
{
	char bytes[10];
	size_t n = 0;

	for (; number >= 0x80; number >>= 7)
		bytes[n++] = 0x80 | (number & 0x7f);
	bytes[n++] = number;
	strbuf_add_n(&pack->bytes, bytes, n);
}

void pack_double(struct pack *pack, double number)
{
	uint64_t bits;
	char bytes[8];

	memcpy(&bits, &number, sizeof(bits));
	for (int i = 0; i < 8; i++)
		bytes[i] = bits >> (8 * i);
	strbuf_add_n(&pack->bytes, bytes, sizeof(bytes));
}

void pack_text(struct pack *pack, const char *text)
{
	strbuf_add_n(&pack->bytes, text, strlen(text) + 1);
}

void pack_column(struct pack *pack, const char *name)
{
	pack->name[pack->columns] = name;
	pack->end[pack->columns++] = pack->bytes.len;
}

static void write_columns(const struct pack *pack, FILE *out)
{
	size_t start = 0;

	fputs("{\"columns\":[", out);
	for (size_t i = 0; i < pack->columns; i++) {
		fputs(i ? ",[" : "[", out);
		json_text(out, pack->name[i]);
		fprintf(out, ",%zu]", pack->end[i] - start);
		start = pack->end[i];
	}
	fputs("],\n\"data\":\"", out);
}

int pack_write(struct pack *pack, FILE *out)
{
	uLongf len = compressBound(pack->bytes.len);
	Bytef *packed = xmalloc(len);
	const char *bytes = pack->bytes.len ? pack->bytes.text : "";
	int result = compress2(packed, &len, (const Bytef *)bytes, pack->bytes.len, LEVEL);

	if (result == Z_OK) {
		write_columns(pack, out);
		base64_write(out, packed, len);
		fputs("\"}", out);
	}
	free(packed);
	pack_free(pack);
	if (result == Z_OK)
		return 0;
	errno = ENOMEM;
	return -1;
}

void pack_free(struct pack *pack)
{
	free(pack->bytes.text);
	*pack = (struct pack){ 0 };
}
