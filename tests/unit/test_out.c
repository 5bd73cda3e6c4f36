// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Text and numbers on their way to a file: the same as stdio would write.
 */
#include <stdlib.h>

#include "output/number.h"
#include "output/out.h"
#include "output/xml.h"
#include "unit.h"

static void check_percent(double percent)
{
	char ours[64], theirs[64];

	*put_percent(ours, percent) = '\0';
	snprintf(theirs, sizeof(theirs), "%.2f", percent);
	CHECK_STR(ours, theirs);
}

static void percents(void)
{
	/* Ties, and what only looks like one: 1 of 20,000 is a little more than 0.005. */
	check_percent(0);
	check_percent(0.125);
	check_percent(0.375);
	check_percent(100.0 / 20000);
	check_percent(300.0 / 20000);
	check_percent(100);
	for (unsigned int whole = 1; whole < 400; whole++) {
		for (unsigned int part = 0; part <= whole; part += 7)
			check_percent(100.0 * part / whole);
	}
}

static void grouped(void)
{
	static const double numbers[] = {
		0, 1, 999, 1000, 1001, 999999, 1e6, 123456789, 0.4, 0.5, 1.5, 2.5, 999.5, 1e15,
		1e18, 1e30, -1, -1000, -0.4, -1234567.8,
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		char ours[64], theirs[NUMBER_MAX];

		*put_grouped(ours, numbers[i]) = '\0';
		CHECK_STR(ours, number_grouped(numbers[i], theirs));
	}
}

static void check_thousandths(uint64_t thousandths, const char *wanted)
{
	char text[64];

	*put_thousandths(text, thousandths) = '\0';
	CHECK_STR(text, wanted);
}

static void without_zeros_at_the_end(void)
{
	check_thousandths(0, "0");
	check_thousandths(1, "0.001");
	check_thousandths(10, "0.01");
	check_thousandths(101, "0.101");
	check_thousandths(120, "0.12");
	check_thousandths(1000, "1");
	check_thousandths(1200500, "1200.5");
	check_thousandths(UINT64_MAX, "18446744073709551.615");
}

static void colours(void)
{
	char text[16];

	*put_colour(text, 0x0a0b0c) = '\0';
	CHECK_STR(text, "#0a0b0c");
	*put_colour(text, 0xffffff) = '\0';
	CHECK_STR(text, "#ffffff");
}

/* Pieces of all sizes, also larger than the buffer, come out in order and whole. */
static void pieces(void)
{
	const size_t size = 1 << 20;
	char *all = malloc(size), *text;
	size_t written = 0, len;
	FILE *file = open_memstream(&text, &len);
	struct out out;

	for (size_t i = 0; i < size; i++)
		all[i] = 'a' + i % 26;
	out_open(&out, file);
	for (size_t piece = 1; written < size; piece = piece * 5 / 2 + 1) {
		size_t n = piece < size - written ? piece : size - written;

		out_bytes(&out, all + written, n);
		written += n;
		if (written + 3 <= size) {
			char *to = out_room(&out, OUT_ROOM);

			out.at = put_bytes(to, all + written, 3);
			written += 3;
		}
	}
	out_close(&out);
	fclose(file);
	CHECK_EQ(len, size);
	CHECK(!memcmp(text, all, size));
	free(text);
	free(all);
}

static void check_left(const char *text, size_t columns, const char *wanted)
{
	struct strbuf buf = { 0 };

	xml_add_fit_left(&buf, text, columns);
	CHECK_STR(buf.text ? buf.text : "", wanted);
	free(buf.text);
}

static void the_end_of_a_text(void)
{
	check_left("abcdef", 6, "abcdef");
	check_left("abcdef", 5, "\xe2\x80\xa6" "cdef");
	check_left("abcdef", 1, "\xe2\x80\xa6");
	check_left("abcdef", 0, "");
	/* A wide character that would be cut in two is left out. */
	check_left("ab\xe6\xbc\xa2\xe6\xbc\xa2", 4, "\xe2\x80\xa6\xe6\xbc\xa2");
	check_left("a<b>", 3, "\xe2\x80\xa6" "b&gt;");
}

int main(void)
{
	RUN(percents);
	RUN(grouped);
	RUN(without_zeros_at_the_end);
	RUN(colours);
	RUN(pieces);
	RUN(the_end_of_a_text);
	return unit_done();
}
