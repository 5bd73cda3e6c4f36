// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "symbol/functions.h"
#include "symbol/label.h"
#include "symbol/search.h"
#include "util/alloc.h"

/* No compiler writes longer ones; a corrupt file may. */
#define MAX_NAME_LEN (64 * 1024)

/* How many overlapping functions an address is looked for in. */
#define MAX_NESTING 16

/* Linkers that fold equal functions give one a thousand names. */
#define MAX_ALIASES 16

/* The largest programs have a fifth of them. */
#define MAX_FUNCTIONS (4 * 1024 * 1024)

/* As much of a name as tells labels, and how obscure it is. */
#define NAME_START 5

void functions_free(struct functions *functions)
{
	free(functions->array);
	memset(functions, 0, sizeof(*functions));
}

int functions_add_text(struct functions *functions, const struct function_text *text)
{
	if (functions->text_count == FUNCTIONS_TEXTS)
		return -1;
	functions->texts[functions->text_count] = *text;
	return functions->text_count++;
}

void functions_add(struct functions *functions, const struct function *function)
{
	if (functions->count == MAX_FUNCTIONS)
		return;
	functions->array = grow(functions->array, &functions->capacity, functions->count + 1,
				sizeof(*functions->array));
	functions->array[functions->count++] = *function;
}

uint32_t function_size(uint64_t size)
{
	return size < FUNCTION_MAX_SIZE ? size : FUNCTION_MAX_SIZE;
}

/* --- sorting */

#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)

/* One round of a radix sort: by the digit at @shift of what lies above @lowest. */
static void sort_by_digit(const struct function *from, struct function *to, size_t count,
			  uint64_t lowest, unsigned int shift)
{
	size_t place[DIGITS] = { 0 }, i, sum = 0;

	for (i = 0; i < count; i++)
		place[(from[i].start - lowest) >> shift & (DIGITS - 1)]++;
	for (i = 0; i < DIGITS; i++) {
		size_t here = place[i];

		place[i] = sum;
		sum += here;
	}
	for (i = 0; i < count; i++)
		to[place[(from[i].start - lowest) >> shift & (DIGITS - 1)]++] = from[i];
}

/* Addresses of a file lie near each other: three rounds do for most, where qsort() needs 18. */
static void sort_by_start(struct functions *functions)
{
	uint64_t lowest = UINT64_MAX, highest = 0;
	struct function *from = functions->array, *to;
	bool is_sorted = true;
	unsigned int shift;
	size_t i;

	for (i = 0; i < functions->count; i++) {
		uint64_t start = from[i].start;

		is_sorted = is_sorted && start >= highest;
		lowest = start < lowest ? start : lowest;
		highest = start > highest ? start : highest;
	}
	if (is_sorted)
		return;
	to = xreallocarray(NULL, functions->count, sizeof(*to));
	for (shift = 0; shift < 64 && (highest - lowest) >> shift; shift += DIGIT_BITS) {
		struct function *sorted = to;

		sort_by_digit(from, to, functions->count, lowest, shift);
		to = from;
		from = sorted;
	}
	free(to);
	functions->array = from;
	functions->capacity = functions->count;
}

/* Of one start. */
static int compare_aliases(const void *a, const void *b)
{
	const struct function *x = a, *y = b;

	if (x->is_end != y->is_end)
		return x->is_end - y->is_end;
	if (x->unfit != y->unfit)
		return x->unfit < y->unfit ? -1 : 1;
	if (x->text != y->text)
		return x->text < y->text ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

/* --- settling */

/* What functions_settle() has come to. */
struct settling {
	struct function *array;
	size_t kept;		/* functions that stay */
	size_t last;		/* the first alias of the latest one */
	uint64_t end;		/* what has a size ends here, at the latest */
};

/* Return: the number of functions from @first on that have its start. */
static size_t count_aliases(const struct function *first, const struct function *end)
{
	const struct function *next = first;

	while (next < end && next->start == first->start)
		next++;
	return next - first;
}

/* What starts at @start ends the latest function, if that has no size. */
static void end_last(struct settling *settling, uint64_t start)
{
	size_t i;

	for (i = settling->last; i < settling->kept; i++) {
		struct function *last = &settling->array[i];

		if (last->sizeless && start - last->start < last->size)
			last->size = start - last->start;
	}
}

/* Whether a better table has an alias like it already: mostly the same name. */
static bool is_repeated(const struct settling *settling, const struct function *alias)
{
	size_t i;

	for (i = settling->last; i < settling->kept; i++) {
		const struct function *kept = &settling->array[i];

		if (kept->text < alias->text && kept->unfit == alias->unfit)
			return true;
	}
	return false;
}

/* The largest size that is told; 0: none is. */
static uint32_t told_size(const struct function *aliases, size_t count)
{
	uint32_t size = 0;
	size_t i;

	for (i = 0; i < count; i++)
		if (!aliases[i].is_end && !aliases[i].sizeless && aliases[i].size > size)
			size = aliases[i].size;
	return size;
}

static void keep_aliases(struct settling *settling, const struct function *aliases, size_t count,
			 uint32_t size)
{
	size_t i;

	settling->last = settling->kept;
	for (i = 0; i < count && settling->kept - settling->last < MAX_ALIASES; i++) {
		struct function alias = aliases[i];

		if (alias.is_end)
			break;
		if (is_repeated(settling, &alias))
			continue;
		alias.sizeless = !size;
		if (size)
			alias.size = size;
		settling->array[settling->kept++] = alias;
	}
}

static void settle_one(struct settling *settling, struct function *aliases, size_t count)
{
	uint64_t start = aliases->start;
	uint32_t size;

	if (count > 1)
		qsort(aliases, count, sizeof(*aliases), compare_aliases);
	size = told_size(aliases, count);
	if (!size && start < settling->end)
		return;
	end_last(settling, start);
	if (aliases->is_end)
		return;
	keep_aliases(settling, aliases, count, size);
	if (size && start + size > settling->end)
		settling->end = start + size;
}

void functions_settle(struct functions *functions)
{
	struct settling settling;
	struct function *end;
	size_t i, count;

	if (!functions->count)
		return;
	sort_by_start(functions);
	settling = (struct settling){ .array = functions->array };
	end = functions->array + functions->count;
	for (i = 0; i < functions->count; i += count) {
		count = count_aliases(functions->array + i, end);
		settle_one(&settling, functions->array + i, count);
	}
	functions->count = settling.kept;
	functions->capacity = settling.kept ? settling.kept : 1;
	functions->array = xreallocarray(functions->array, functions->capacity,
					 sizeof(*functions->array));
}

/* --- finding */

/* The first alias of what is before @n; @n is not 0. */
static size_t first_alias(const struct functions *functions, size_t n)
{
	uint64_t start = functions->array[n - 1].start;

	while (n > 1 && functions->array[n - 2].start == start)
		n--;
	return n - 1;
}

static size_t count_to(const struct functions *functions, uint64_t address)
{
	return count_up_to(functions->array, functions->count, sizeof(*functions->array), address);
}

/* The innermost one that covers an address is the one that starts last. */
const struct function *functions_find(const struct functions *functions, uint64_t address)
{
	size_t n = count_to(functions, address);
	unsigned int i;

	for (i = 0; i < MAX_NESTING && n; i++) {
		n = first_alias(functions, n);
		if (address - functions->array[n].start < functions->array[n].size)
			return &functions->array[n];
	}
	return NULL;
}

const struct function *functions_at(const struct functions *functions, uint64_t address)
{
	size_t n = count_to(functions, address);

	if (!n)
		return NULL;
	n = first_alias(functions, n);
	return functions->array[n].start == address ? &functions->array[n] : NULL;
}

void functions_gap(const struct functions *functions, uint64_t address, uint64_t *start,
		   uint64_t *end)
{
	size_t n = count_to(functions, address);
	unsigned int i;

	if (n < functions->count && functions->array[n].start < *end)
		*end = functions->array[n].start;
	for (i = 0; i < MAX_NESTING && n; i++) {
		uint64_t before;

		n = first_alias(functions, n);
		before = functions->array[n].start + functions->array[n].size;
		if (before > *start && before <= address)
			*start = before;
	}
}

/* --- names */

/* Look at a name from byte @skip on. Return: how many bytes are seen. */
static size_t peek(const struct functions *functions, const struct function *function, size_t skip,
		   const char **bytes)
{
	const struct function_text *text = &functions->texts[function->text];
	uint64_t at = (uint64_t)function->name + skip;
	const uint8_t *seen;
	size_t n;

	if (at >= text->size)
		return 0;
	if (text->fd < 0) {
		*bytes = text->memory + at;
		return text->size - at;
	}
	n = windows_peek(functions->windows, text->fd, text->offset + at, &seen);
	*bytes = (const char *)seen;
	return n < text->size - at ? n : text->size - at;
}

/* The first few bytes of a name, ended by NUL. Return: whether it begins at all. */
static bool read_start(const struct functions *functions, const struct function *function,
		       char start[NAME_START + 1])
{
	size_t len = 0, n, i;
	const char *bytes;

	memset(start, 0, NAME_START + 1);
	while (len < NAME_START) {
		n = peek(functions, function, len, &bytes);
		for (i = 0; i < n && len < NAME_START; i++) {
			if (!bytes[i])
				return true;
			start[len++] = bytes[i];
		}
		if (!n)
			return len > 0;
	}
	return true;
}

bool functions_is_label(const struct functions *functions, const struct function *function)
{
	char start[NAME_START + 1];

	return !read_start(functions, function, start) || symbol_is_label(start);
}

/* What makes an alias unfit, the heaviest reason first. */
static unsigned int unfitness(const struct functions *functions, const struct function *alias)
{
	char start[NAME_START + 1];
	unsigned int heavy = alias->unfit / FUNCTION_LOCAL;

	if (!read_start(functions, alias, start) || symbol_is_label(start))
		return UINT32_MAX;
	return heavy * 8 + symbol_obscurity(start) * 2 + (alias->unfit & FUNCTION_WEAK);
}

const struct function *functions_alias(const struct functions *functions,
				       const struct function *first)
{
	const struct function *end = functions->array + functions->count, *best = NULL, *alias;
	unsigned int lowest = UINT32_MAX;

	for (alias = first; alias < end && alias->start == first->start; alias++) {
		unsigned int unfit;

		/* All that follow are as unfit, or more so. */
		if (best && alias->unfit / FUNCTION_LOCAL > best->unfit / FUNCTION_LOCAL)
			break;
		unfit = unfitness(functions, alias);
		if (unfit < lowest) {
			lowest = unfit;
			best = alias;
		}
	}
	return best;
}

bool functions_name(const struct functions *functions, const struct function *alias,
		    struct strbuf *name)
{
	const struct function_text *text = &functions->texts[alias->text];
	const char *bytes;
	size_t n, len;

	strbuf_truncate(name, 0);
	do {
		n = peek(functions, alias, name->len, &bytes);
		if (!n || name->len >= MAX_NAME_LEN)
			return false;
		for (len = 0; len < n; len++)
			if (!bytes[len] ||
			    (text->has_versions && bytes[len] == '@' && name->len + len))
				break;
		strbuf_add_n(name, bytes, len);
	} while (len == n);
	if (!name->len)
		return false;
	if (text->suffix)
		strbuf_add(name, text->suffix);
	return true;
}
