// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/activity.h"
#include "output/hot.h"
#include "util/alloc.h"

/* What compilers append to clones, after a dot. */
static const char *const clones[] = {
	"isra", "constprop", "part", "cold", "lto_priv", "llvm", "localalias", "ifunc",
};

/* What libraries and the kernel append to variants for CPUs, after an underscore. */
static const char *const variants[] = {
	"avx", "avx2", "avx512", "sse2", "sse4", "ssse3", "evex", "evex512", "erms", "unaligned",
	"aligned", "generic", "orig", "neon", "asimd", "sve", "mops", "chk", "fast", "no", "rtm",
	"thunderx", "a64fx", "sifive", "vector", "rvv", "x86", "simd", "nocheck", "l", "internal",
	"arm", "vfp",
};

static bool is_word_of(const char *const *words, size_t count, const char *text, size_t len)
{
	for (size_t i = 0; i < count; i++) {
		if (strlen(words[i]) == len && !strncmp(words[i], text, len))
			return true;
	}
	return false;
}

static size_t word_length(const char *text)
{
	size_t len = 0;

	while (isalnum((unsigned char)text[len]) || (text[len] == '_' && !isdigit(text[0])))
		len++;
	return len;
}

/* What follows a clone's dot: "isra.0", "0". */
static const char *skip_clone(const char *tail)
{
	size_t len = word_length(tail + 1);
	const char *word = tail + 1;

	for (size_t i = 0; i < len; i++) {
		if (!isdigit((unsigned char)word[i]) &&
		    !is_word_of(clones, sizeof(clones) / sizeof(*clones), word, len))
			return NULL;
	}
	return len ? word + len : NULL;
}

/* What follows a variant's underscore: "avx" of "_avx_unaligned". */
static const char *skip_variant(const char *tail)
{
	const char *word = tail + 1;
	size_t len = 0;

	while (isalnum((unsigned char)word[len]))
		len++;
	if (!is_word_of(variants, sizeof(variants) / sizeof(*variants), word, len))
		return NULL;
	return word + len;
}

/* Whether a name that goes on so is the same function. */
static bool is_same(const char *tail)
{
	while (tail && *tail) {
		if (strchr("(<@ ", *tail))
			return true;
		if (*tail == '.')
			tail = skip_clone(tail);
		else if (*tail == '_')
			tail = skip_variant(tail);
		else
			return false;
	}
	return tail;
}

static bool matches_here(const char *pattern, const char *name)
{
	size_t len = strlen(pattern);

	if (pattern[len - 1] == '*')
		return !strncmp(name, pattern, len - 1);
	return !strncmp(name, pattern, len) && is_same(name + len);
}

/*
 * Behind the type that a C++ template's function returns: "void std::sort<...>(...)". Spaces inside
 * brackets separate other things.
 */
static const char *skip_type(const char *name)
{
	const char *start = name;
	int depth = 0;

	for (const char *c = name; *c && !(*c == '(' && !depth); c++) {
		depth += *c == '<' || *c == '[';
		depth -= *c == '>' || *c == ']';
		if (*c == ' ' && !depth && c[1] != '[')
			start = c + 1;
	}
	return start;
}

static const char *skip_marks(const char *name)
{
	return name + strspn(name, "_<&*");
}

bool name_matches(const char *pattern, const char *name)
{
	const char *behind;

	/* Markers and addresses. */
	if (*name == '[')
		return false;
	if (matches_here(pattern, skip_marks(name)))
		return true;
	behind = skip_type(name);
	return behind != name && matches_here(pattern, skip_marks(behind));
}

/* Folded stacks of other tools may not tell which frames are the kernel's. */
static bool tells_kernel(const struct tree *tree)
{
	for (size_t i = 1; i < tree->count; i++) {
		if (frame_kind_is_kernel(tree->node[i].kind))
			return true;
	}
	return false;
}

/* Once a name, and apart for the kernel's and others. */
struct known {
	uint32_t set, sure;
	bool asked;
};

static bool matches_one(const struct name_group *group, const char *name)
{
	for (const char *const *pattern = group->names; *pattern; pattern++) {
		if (name_matches(*pattern, name))
			return true;
	}
	return false;
}

static void ask(struct known *known, const char *name, bool kernel)
{
	known->asked = true;
	for (const struct name_group *group = name_groups; group->names; group++) {
		if (!(group->flags & NAME_KERNEL) == kernel || !matches_one(group, name))
			continue;
		known->set |= ACTIVITY(group->activity);
		if (!(group->flags & NAME_COMMON))
			known->sure |= ACTIVITY(group->activity);
	}
}

static const struct known *what_is(struct known *known, const struct tree *tree, uint32_t node,
				   bool kernel)
{
	struct known *about = &known[2 * tree->node[node].name + kernel];

	if (!about->asked)
		ask(about, tree_name(tree, node), kernel);
	return about;
}

/* Inlined functions are where those are that they were inlined into. */
static bool is_in_kernel(struct known *known, const struct tree *tree, uint32_t node, bool parent,
			 bool told)
{
	enum frame_kind kind = tree->node[node].kind;

	if (frame_kind_is_kernel(kind))
		return true;
	if (told)
		return parent && kind == FRAME_INLINED;
	return parent || what_is(known, tree, node, true)->set & ACTIVITY(KERNEL_ENTRY);
}

void activities_find(struct activities *activities, const struct tree *tree)
{
	struct known *known = xcalloc(tree->names.count, 2 * sizeof(*known));
	bool told = tells_kernel(tree);

	activities->of_node = xcalloc(tree->count, sizeof(uint32_t));
	activities->sure = xcalloc(tree->count, sizeof(uint32_t));
	activities->kernel = xcalloc(tree->count, sizeof(bool));
	/* Callers have smaller numbers than what they call. */
	for (size_t i = 1; i < tree->count; i++) {
		const struct known *about;
		bool parent = activities->kernel[tree->node[i].parent];

		if (!hot_is_function(tree->node[i].kind))
			continue;
		activities->kernel[i] = is_in_kernel(known, tree, i, parent, told);
		about = what_is(known, tree, i, activities->kernel[i]);
		activities->of_node[i] = about->set;
		activities->sure[i] = about->sure;
	}
	free(known);
}

void activities_free(struct activities *activities)
{
	free(activities->of_node);
	free(activities->sure);
	free(activities->kernel);
}
