// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/junit.h"
#include "output/xml.h"

static void write_attribute(FILE *out, const char *name, const char *value)
{
	fprintf(out, " %s=\"", name);
	xml_text(out, value);
	fputc('"', out);
}

static void write_case(FILE *out, const struct junit_case *check)
{
	fputs("    <testcase", out);
	write_attribute(out, "classname", check->group);
	write_attribute(out, "name", check->name);
	fputs(" time=\"0\">\n", out);
	if (check->failed) {
		fputs("      <failure", out);
		write_attribute(out, "type", check->group);
		write_attribute(out, "message", check->message);
		fputs("/>\n", out);
	} else {
		fputs("      <system-out>", out);
		xml_text(out, check->message);
		fputs("</system-out>\n", out);
	}
	fputs("    </testcase>\n", out);
}

int junit_write(FILE *out, const char *suite, const struct junit_case *cases, size_t count)
{
	size_t failed = 0;

	for (size_t i = 0; i < count; i++)
		failed += cases[i].failed;
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", out);
	fprintf(out, "<testsuites tests=\"%zu\" failures=\"%zu\" errors=\"0\" time=\"0\">\n", count,
		failed);
	fputs("  <testsuite", out);
	write_attribute(out, "name", suite);
	fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\" time=\"0\">\n",
		count, failed);
	for (size_t i = 0; i < count; i++)
		write_case(out, &cases[i]);
	fputs("  </testsuite>\n</testsuites>\n", out);
	return fflush(out) || ferror(out) ? -1 : 0;
}
