// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each source adds its stretches in the order in which it comes across them, which is mostly that
 * of the addresses. At the end those of each rank are sorted, then laid over one another, those
 * that are believed most on top, then written out by pages.
 */
#include <stdlib.h>
#include <string.h>

#include "unwind/rows.h"
#include "unwind/rules.h"
#include "util/alloc.h"

#define RANKS (ROW_PLT + 1)

/* Functions begin at multiples of 16: what is between them and shorter than that isn't code. */
#define PADDING 16

/* Ten times as many as the largest programs have: a corrupt file shall not use up the memory. */
#define MAX_STRETCHES (4u << 20)

/* No code is that long; what a corrupt file makes up is cut. */
#define MAX_SIZE (UINT32_MAX / 2)

/* Stretches are sorted by so many bits of an address at a time. */
#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)

/* Sixteen bytes, as there are 400,000 of them in large programs. */
struct stretch {
	uint64_t start;
	uint32_t size;
	uint16_t rule;
	bool inexpressible;
};

struct list {
	struct stretch *at;
	size_t count, capacity;
};

/* @count: stretches in all lists. */
struct unwind_rows {
	struct list list[RANKS];
	struct rules rules;
	size_t count;
};

static uint64_t stretch_end(const struct stretch *stretch)
{
	return stretch->start + stretch->size;
}

struct unwind_rows *rows_new(void)
{
	struct unwind_rows *rows = xcalloc(1, sizeof(*rows));

	rules_init(&rows->rules);
	return rows;
}

void rows_free(struct unwind_rows *rows)
{
	size_t i;

	if (!rows)
		return;
	for (i = 0; i < RANKS; i++)
		free(rows->list[i].at);
	rules_free(&rows->rules);
	free(rows);
}

static void push(struct list *list, const struct stretch *stretch)
{
	if (list->count == list->capacity)
		list->at = grow(list->at, &list->capacity, list->count + 1, sizeof(*list->at));
	list->at[list->count++] = *stretch;
}

/* Makes it longer by what follows right behind it, and says the same. Return: whether that does. */
static bool extend(struct stretch *last, const struct stretch *next)
{
	if (stretch_end(last) != next->start || last->rule != next->rule ||
	    last->inexpressible != next->inexpressible || last->size + next->size >= MAX_SIZE)
		return false;
	last->size += next->size;
	return true;
}

void rows_add(struct unwind_rows *rows, uint64_t start, uint64_t end, enum row_rank rank,
	      const struct flamesamp_unwind_rule *rule, bool expressible)
{
	struct list *list = &rows->list[rank];
	struct stretch stretch = { .start = start };

	if (start >= end)
		return;
	stretch.size = end - start < MAX_SIZE ? end - start : MAX_SIZE;
	if (expressible)
		stretch.rule = rules_number(&rows->rules, rule);
	/* Also where it is one rule too many. */
	if (stretch.rule == RULES_NONE)
		stretch.inexpressible = !expressible || rule->kind != FLAMESAMP_UNWIND_NONE;
	if (list->count && extend(&list->at[list->count - 1], &stretch))
		return;
	if (rows->count == MAX_STRETCHES)
		return;
	push(list, &stretch);
	rows->count++;
}

bool rows_any(const struct unwind_rows *rows)
{
	size_t i;

	for (i = 0; i < RANKS; i++) {
		if (rows->list[i].count)
			return true;
	}
	return false;
}

bool rows_end_within(const struct unwind_rows *rows, uint64_t start, uint64_t end)
{
	size_t rank, i;

	for (rank = 0; rank < RANKS; rank++) {
		const struct list *list = &rows->list[rank];

		for (i = 0; i < list->count; i++) {
			const struct stretch *stretch = &list->at[i];

			if (stretch->start < end && stretch_end(stretch) > start &&
			    rows->rules.rule[stretch->rule].kind == FLAMESAMP_UNWIND_END)
				return true;
		}
	}
	return false;
}

bool rows_signal_known(const struct unwind_rows *rows)
{
	size_t i;

	for (i = 0; i < rows->rules.count; i++) {
		if (rows->rules.rule[i].where & FLAMESAMP_UNWIND_SIGNAL)
			return true;
	}
	return false;
}

uint64_t rows_next(const struct unwind_rows *rows, uint64_t offset)
{
	uint64_t next = UINT64_MAX;
	size_t rank, i;

	for (rank = 0; rank < RANKS; rank++) {
		const struct list *list = &rows->list[rank];

		for (i = 0; i < list->count; i++) {
			if (list->at[i].start > offset && list->at[i].start < next)
				next = list->at[i].start;
		}
	}
	return next;
}

static bool is_sorted(const struct list *list)
{
	size_t i;

	for (i = 1; i < list->count; i++) {
		if (list->at[i].start < stretch_end(&list->at[i - 1]))
			return false;
	}
	return true;
}

static uint64_t digit_of(const struct stretch *stretch, uint64_t lowest, unsigned int shift)
{
	return (stretch->start - lowest) >> shift & (DIGITS - 1);
}

/* By one digit of where they begin; those that have the same one stay in their order. */
static void sort_by_digit(const struct list *list, struct stretch *sorted, uint64_t lowest,
			  unsigned int shift)
{
	size_t place[DIGITS] = { 0 }, i, count, next = 0;

	for (i = 0; i < list->count; i++)
		place[digit_of(&list->at[i], lowest, shift)]++;
	for (i = 0; i < DIGITS; i++) {
		count = place[i];
		place[i] = next;
		next += count;
	}
	for (i = 0; i < list->count; i++)
		sorted[place[digit_of(&list->at[i], lowest, shift)]++] = list->at[i];
}

/* Digit by digit from the last one on: code is small, and has few of them. */
static void sort_by_start(struct list *list)
{
	struct stretch *sorted = xreallocarray(NULL, list->count, sizeof(*sorted)), *swap;
	uint64_t lowest = UINT64_MAX, highest = 0;
	unsigned int shift;
	size_t i;

	for (i = 0; i < list->count; i++) {
		lowest = list->at[i].start < lowest ? list->at[i].start : lowest;
		highest = list->at[i].start > highest ? list->at[i].start : highest;
	}
	for (shift = 0; shift < 64 && (highest - lowest) >> shift; shift += DIGIT_BITS) {
		sort_by_digit(list, sorted, lowest, shift);
		swap = list->at;
		list->at = sorted;
		sorted = swap;
	}
	list->capacity = list->count;
	free(sorted);
}

/* Of two stretches that speak of the same code, the one that begins first is believed. */
static void cut_overlaps(struct list *list)
{
	size_t i, kept = 0;
	uint64_t end = 0;

	for (i = 0; i < list->count; i++) {
		struct stretch stretch = list->at[i];

		if (stretch_end(&stretch) <= end)
			continue;
		if (stretch.start < end) {
			stretch.size = stretch_end(&stretch) - end;
			stretch.start = end;
		}
		end = stretch_end(&stretch);
		list->at[kept++] = stretch;
	}
	list->count = kept;
}

/* By address, without overlaps. */
static void sort(struct list *list)
{
	if (is_sorted(list))
		return;
	sort_by_start(list);
	cut_overlaps(list);
}

static void push_part(struct list *list, const struct stretch *stretch, uint64_t start,
		      uint64_t end)
{
	struct stretch part = *stretch;

	part.start = start;
	part.size = end - start;
	push(list, &part);
}

static void push_many(struct list *list, const struct stretch *stretches, size_t count)
{
	if (!count)
		return;
	list->at = grow(list->at, &list->capacity, list->count + count, sizeof(*list->at));
	memcpy(list->at + list->count, stretches, count * sizeof(*stretches));
	list->count += count;
}

/* How many stretches of a sorted list, from @from on, begin at or before @limit. */
static size_t count_until(const struct list *list, size_t from, uint64_t limit)
{
	size_t low = from, high = list->count, step = 1, middle;

	/* Mostly it is few of them. */
	while (step <= list->count - low) {
		if (list->at[low + step - 1].start > limit) {
			high = low + step - 1;
			break;
		}
		low += step;
		step *= 2;
	}
	while (low < high) {
		middle = low + (high - low) / 2;
		if (list->at[middle].start <= limit)
			low = middle + 1;
		else
			high = middle;
	}
	return low - from;
}

/* Those of @bottom that end before @limit, from number @from on. Return: how many that are. */
static size_t push_until(struct list *out, const struct list *bottom, size_t from, uint64_t limit)
{
	size_t n = limit ? count_until(bottom, from, limit - 1) : 0;

	if (n && stretch_end(&bottom->at[from + n - 1]) > limit)
		n--;
	push_many(out, bottom->at + from, n);
	return n;
}

/*
 * Lays @top over @bottom, both sorted; the result is in @top, and @bottom is empty. One of them is
 * mostly short, so that the other is copied in large pieces.
 */
static void overlay(struct list *top, struct list *bottom)
{
	uint64_t at = 0, next;
	struct list out = { 0 };
	size_t b = 0, t = 0, n;

	while (b < bottom->count) {
		const struct stretch *stretch = &bottom->at[b];

		if (at < stretch->start)
			at = stretch->start;
		n = count_until(top, t, at);
		push_many(&out, top->at + t, n);
		t += n;
		if (n && at < stretch_end(&top->at[t - 1]))
			at = stretch_end(&top->at[t - 1]);
		if (at >= stretch_end(stretch)) {
			b++;
			continue;
		}
		next = t < top->count ? top->at[t].start : UINT64_MAX;
		if (at == stretch->start && stretch_end(stretch) <= next) {
			b += push_until(&out, bottom, b, next);
			continue;
		}
		if (next > stretch_end(stretch))
			next = stretch_end(stretch);
		if (at < next)
			push_part(&out, stretch, at, next);
		at = next;
	}
	push_many(&out, top->at + t, top->count - t);
	free(top->at);
	free(bottom->at);
	*top = out;
	*bottom = (struct list){ 0 };
}

/* All ranks become the first one. */
static void merge_ranks(struct unwind_rows *rows)
{
	size_t rank;

	for (rank = 0; rank < RANKS; rank++)
		sort(&rows->list[rank]);
	for (rank = 1; rank < RANKS; rank++) {
		if (!rows->list[rank].count)
			continue;
		if (rows->list[0].count) {
			overlay(&rows->list[0], &rows->list[rank]);
		} else {
			free(rows->list[0].at);
			rows->list[0] = rows->list[rank];
			rows->list[rank] = (struct list){ 0 };
		}
	}
}

struct writer {
	uint64_t start;
	uint32_t *page, *row;
	uint32_t pages, rows;
	uint16_t rule;		/* that holds where the next row begins */
};

/* Begin all pages up to that of @at with the rule in force, but for a row that begins at @at. */
static void begin_pages(struct writer *writer, uint64_t at)
{
	for (; writer->pages <= at >> FLAMESAMP_UNWIND_PAGE_SHIFT; writer->pages++) {
		writer->page[writer->pages] = writer->rows;
		if ((uint64_t)writer->pages << FLAMESAMP_UNWIND_PAGE_SHIFT < at)
			writer->row[writer->rows++] = FLAMESAMP_UNWIND_ROW(0, writer->rule);
	}
}

/* From the address on, the rule holds; each call for a higher address. */
static void write_row(struct writer *writer, uint64_t address, uint16_t rule)
{
	uint64_t at = address - writer->start;

	if (writer->pages <= at >> FLAMESAMP_UNWIND_PAGE_SHIFT)
		begin_pages(writer, at);
	if (rule == writer->rule && at % FLAMESAMP_UNWIND_PAGE)
		return;
	writer->row[writer->rows++] = FLAMESAMP_UNWIND_ROW(at % FLAMESAMP_UNWIND_PAGE, rule);
	writer->rule = rule;
}

/* Return: how many of them were inexpressible. */
static uint32_t write_rows(struct writer *writer, const struct list *list)
{
	const struct stretch *last = NULL;
	uint32_t inexpressible = 0;
	size_t i;

	for (i = 0; i < list->count; last = &list->at[i++]) {
		const struct stretch *stretch = &list->at[i];

		if (last && stretch->start - stretch_end(last) >= PADDING)
			write_row(writer, stretch_end(last), RULES_GAP);
		inexpressible += stretch->inexpressible &&
				 (!last || writer->rule != RULES_NONE);
		write_row(writer, stretch->start, stretch->rule);
	}
	if ((stretch_end(last) - writer->start) % FLAMESAMP_UNWIND_PAGE)
		write_row(writer, stretch_end(last), RULES_GAP);
	else
		begin_pages(writer, stretch_end(last) - writer->start - 1);
	writer->page[writer->pages] = writer->rows;
	return inexpressible;
}

enum untabled rows_finish(struct unwind_rows *rows, unsigned int word, struct unwind_table *table)
{
	struct flamesamp_unwind_table head = { .version = FLAMESAMP_UNWIND_VERSION, .word = word };
	const struct list *list = &rows->list[0];
	size_t rule_bytes = rows->rules.count * sizeof(*rows->rules.rule);
	struct writer writer = { 0 };
	uint64_t pages, most;

	if (!rows_any(rows))
		return UNTABLED_NO_INFO;
	if (rows->count == MAX_STRETCHES)
		return UNTABLED_TOO_BIG;
	merge_ranks(rows);
	head.start = list->at[0].start;
	head.rules = rows->rules.count;
	pages = ((stretch_end(&list->at[list->count - 1]) - head.start - 1) >>
		 FLAMESAMP_UNWIND_PAGE_SHIFT) + 1;
	if (pages > FLAMESAMP_UNWIND_BYTES_MAX / (2 * sizeof(*writer.row)))
		return UNTABLED_TOO_BIG;
	/* A stretch is followed by none at worst, and each page repeats a row. */
	most = sizeof(head) + rule_bytes + (pages + 1) * sizeof(*writer.page) +
	       (2 * list->count + pages) * sizeof(*writer.row);
	table->data = xmalloc(most);
	writer.start = head.start;
	writer.page = (uint32_t *)((char *)table->data + sizeof(head) + rule_bytes);
	writer.row = writer.page + pages + 1;
	table->inexpressible = write_rows(&writer, list);
	head.pages = writer.pages;
	head.rows = writer.rows;
	memcpy(table->data, &head, sizeof(head));
	memcpy((char *)table->data + sizeof(head), rows->rules.rule, rule_bytes);
	table->rows = head.rows;
	table->rules = head.rules;
	table->bytes = (char *)(writer.row + writer.rows) - (char *)table->data;
	if (table->bytes > FLAMESAMP_UNWIND_BYTES_MAX) {
		free(table->data);
		memset(table, 0, sizeof(*table));
		return UNTABLED_TOO_BIG;
	}
	table->data = xreallocarray(table->data, 1, table->bytes);
	return TABLED;
}
