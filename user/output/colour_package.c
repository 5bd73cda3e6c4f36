// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "output/colour_hash.h"
#include "output/colour_package.h"
#include "util/alloc.h"
#include "util/strpool.h"

/* Equally bright in OKLCH; ranks that follow each other are far apart. The last row has no hue. */
static const struct shade shades[PACKAGE_HUES + 1][PACKAGE_TONES] = {
	{ { 0xf7b97d, 0x784d1e }, { 0xecab73, 0x6e4114 }, { 0xffc685, 0x835a28 } },
	{ { 0x8ccfff, 0x2a5c84 }, { 0x7ac3f8, 0x175277 }, { 0x9cd9ff, 0x3a6792 } },
	{ { 0x9cda9d, 0x376439 }, { 0x95cc8c, 0x31582b }, { 0xa1e6ad, 0x3e7148 } },
	{ { 0xfcabd1, 0x7b435f }, { 0xec9fc9, 0x6d3857 }, { 0xffb6d7, 0x894e67 } },
	{ { 0x69dddc, 0x006667 }, { 0x5cd0cb, 0x005b58 }, { 0x74e8ed, 0x007275 } },
	{ { 0xd7c977, 0x635916 }, { 0xcebb69, 0x5b4c03 }, { 0xded683, 0x6b6525 } },
	{ { 0xd2b8ff, 0x5f4c80 }, { 0xc0adf7, 0x514276 }, { 0xe1c2ff, 0x6e578b } },
	{ { 0xffacab, 0x814344 }, { 0xf69fa4, 0x74383d }, { 0xffb7b1, 0x8d4f4b } },
	{ { 0x70d7f6, 0x006279 }, { 0x60cbe5, 0x00586a }, { 0x80e2ff, 0x1b6d87 } },
	{ { 0xb8d487, 0x4d6027 }, { 0xb0c577, 0x465418 }, { 0xbde196, 0x546d36 } },
	{ { 0xadc4ff, 0x465588 }, { 0x9bb9ff, 0x374b7b }, { 0xbdceff, 0x545f94 } },
	{ { 0x7bdebd, 0x126751 }, { 0x73d0ab, 0x065b42 }, { 0x83e9cd, 0x1e735f } },
	{ { 0xced1d5, 0x4a4d51 }, { 0xc4c8cb, 0x424549 }, { 0xd8dbdf, 0x52565a } },
};

struct ranked {
	uint32_t package;
	double self;
};

struct packages {
	const struct tree *tree;
	struct strpool names;
	uint32_t *by_name;	/* tree's name -> package + 1; 0: not looked at */
	uint32_t *of_node;	/* package */
	struct ranked *ranked;	/* the largest first */
	size_t count;
	unsigned char *rank;	/* by package */
	struct strbuf scratch;
};

/* "f (dir/file.py:12)" */
static bool add_file(const char *name, struct strbuf *package)
{
	const char *open = strrchr(name, '('), *colon = strrchr(name, ':');
	size_t len = strlen(name);

	if (!open || !colon || colon < open || name[len - 1] != ')' ||
	    !isdigit((unsigned char)colon[1]))
		return false;
	strbuf_add_n(package, open + 1, colon - open - 1);
	return true;
}

/* "f [module]" */
static bool add_module(const char *name, struct strbuf *package)
{
	const char *open = strrchr(name, '[');
	size_t len = strlen(name);

	if (!open || open == name || open[-1] != ' ' || name[len - 1] != ']')
		return false;
	strbuf_add_n(package, open + 1, name + len - 1 - open - 1);
	return true;
}

/* The end of a path of Go or Java, where arguments and types may follow, which have dots, too. */
static size_t path_length(const char *name)
{
	return strcspn(name, "(<[ ");
}

/* "net/http.(*conn).serve": a package; "java/util/Map.get": the last part of it is a class. */
static bool add_path(const char *name, struct strbuf *package)
{
	size_t len = path_length(name);
	const char *slash = memrchr(name, '/', len), *dot;

	if (!slash || slash == name)
		return false;
	dot = memchr(slash, '.', name + len - slash);
	if (isupper((unsigned char)slash[1]) || !dot)
		dot = slash;
	strbuf_add_n(package, name, dot - name);
	return true;
}

/* "com.x.Y.f": what is before the first capital. */
static bool add_dotted(const char *name, struct strbuf *package)
{
	size_t len = path_length(name);

	for (size_t i = 1; i + 1 < len; i++) {
		if (name[i] != '.' || !isupper((unsigned char)name[i + 1]))
			continue;
		strbuf_add_n(package, name, i);
		return true;
	}
	return false;
}

/* "a::b::f", "<a::T as b::U>::f" */
static bool add_namespace(const char *name, struct strbuf *package)
{
	const char *colons;
	size_t len;

	name += strspn(name, "<&*");
	colons = strstr(name, "::");
	len = colons ? (size_t)(colons - name) : 0;
	if (!len || strcspn(name, "(<[ ,") < len)
		return false;
	strbuf_add_n(package, name, len);
	return true;
}

void package_of_name(const char *name, struct strbuf *package)
{
	const char *quote = strchr(name, '`');

	if (quote && quote > name)
		strbuf_add_n(package, name, quote - name);
	else if (!add_file(name, package) && !add_module(name, package) &&
		 !add_namespace(name, package) && !add_path(name, package))
		add_dotted(name, package);
}

/* The package of a name that is all that is known; 0: none. */
static uint32_t find_by_name(struct packages *packages, uint32_t name)
{
	uint32_t *known = &packages->by_name[name];

	if (*known)
		return *known - 1;
	strbuf_truncate(&packages->scratch, 0);
	package_of_name(strpool_get(&packages->tree->names, name), &packages->scratch);
	if (packages->scratch.len)
		*known = strpool_intern(&packages->names, packages->scratch.text);
	return (*known)++;
}

static uint32_t package_of(struct packages *packages, uint32_t i)
{
	const struct tree_node *node = &packages->tree->node[i];
	uint32_t package;

	switch (node->kind) {
	case FRAME_PROCESS:
	case FRAME_CONTEXT:
	case FRAME_BROKEN:
		return 0;
	default:
		break;
	}
	if (node->package)
		return strpool_intern(&packages->names, tree_package(packages->tree, i));
	package = find_by_name(packages, node->name);
	if (!package && frame_kind_is_kernel(node->kind))
		package = strpool_intern(&packages->names, "kernel");
	return package;
}

static int compare(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->self != y->self)
		return x->self < y->self ? 1 : -1;
	return x->package < y->package ? -1 : x->package > y->package;
}

static void rank_packages(struct packages *packages)
{
	size_t known = packages->names.count;

	packages->ranked = xcalloc(known, sizeof(*packages->ranked));
	packages->rank = xcalloc(known, 1);
	for (uint32_t i = 0; i < known; i++)
		packages->ranked[i].package = i;
	for (size_t i = 0; i < packages->tree->count; i++)
		packages->ranked[packages->of_node[i]].self += packages->tree->node[i].self;
	/* What is not known has no hue, however much it is. */
	packages->ranked[0].self = -1;
	qsort(packages->ranked, known, sizeof(*packages->ranked), compare);
	packages->count = known - 1;
	for (size_t i = 0; i < known; i++)
		packages->rank[packages->ranked[i].package] =
			i < packages->count && i < PACKAGE_HUES ? i : PACKAGE_HUES;
}

struct packages *packages_new(const struct tree *tree)
{
	struct packages *packages = xcalloc(1, sizeof(*packages));

	packages->tree = tree;
	packages->by_name = xcalloc(tree->names.count, sizeof(*packages->by_name));
	packages->of_node = xcalloc(tree->count, sizeof(*packages->of_node));
	strpool_init(&packages->names);
	for (size_t i = 1; i < tree->count; i++)
		packages->of_node[i] = package_of(packages, i);
	rank_packages(packages);
	return packages;
}

void packages_free(struct packages *packages)
{
	if (!packages)
		return;
	strpool_free(&packages->names);
	free(packages->by_name);
	free(packages->of_node);
	free(packages->ranked);
	free(packages->rank);
	free(packages->scratch.text);
	free(packages);
}

unsigned int packages_rank(const struct packages *packages, uint32_t node)
{
	return packages->rank[packages->of_node[node]];
}

const char *packages_label(const struct packages *packages, unsigned int rank)
{
	const char *name, *slash;

	if (rank >= packages->count || rank >= PACKAGE_HUES)
		return NULL;
	name = strpool_get(&packages->names, packages->ranked[rank].package);
	slash = *name == '/' ? strrchr(name, '/') : NULL;
	return slash ? slash + 1 : name;
}

struct shade packages_shade(unsigned int rank, const char *name)
{
	return shades[rank][(colour_hash(name) >> 40) % PACKAGE_TONES];
}

struct shade packages_tone(unsigned int rank, unsigned int tone)
{
	return shades[rank][tone];
}
