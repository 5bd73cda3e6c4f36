// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/page.h"
#include "output/xml.h"
#include "util/base64.h"
#include "util/sha256.h"

static void write_hash(FILE *out, struct sha256 *sha)
{
	uint8_t digest[SHA256_BYTES];

	sha256_finish(sha, digest);
	fputs("'sha256-", out);
	base64_write(out, digest, sizeof(digest));
	fputs("'", out);
}

/* Policies name scripts and style sheets by hashes of all that is between their tags. */
static void write_policy(const struct page *page, FILE *out)
{
	struct sha256 sha;

	fputs("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "base-uri 'none'; form-action 'none'; img-src data:; script-src ", out);
	sha256_start(&sha);
	for (const struct page_part *part = page->scripts; part->text; part++)
		sha256_take(&sha, part->text, *part->len);
	write_hash(out, &sha);
	fputs("; style-src ", out);
	sha256_start(&sha);
	sha256_take(&sha, page->style.text, *page->style.len);
	write_hash(out, &sha);
	fputs("\">\n", out);
}

void page_start(const struct page *page, FILE *out)
{
	fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", out);
	write_policy(page, out);
	fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n"
	      "<link rel=\"icon\" href=\"data:,\">\n<title>", out);
	xml_text(out, page->title);
	fputs("</title>\n<style>", out);
	fwrite(page->style.text, 1, *page->style.len, out);
	fputs("</style>\n</head>\n<body>\n", out);
}

int page_end(const struct page *page, FILE *out)
{
	fputs("<script>", out);
	for (const struct page_part *part = page->scripts; part->text; part++)
		fwrite(part->text, 1, *part->len, out);
	fputs("</script>\n</body>\n</html>\n", out);
	return fflush(out) || ferror(out) ? -1 : 0;
}
