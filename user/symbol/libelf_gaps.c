// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Debian 13's libelf.a (0.192) calls functions of elfutils' own that were left out of the archive,
 * so that nothing links with it statically. These stand in for them; they are weak, so that an
 * archive that has its own uses those.
 *
 * libelf hands over a structure that starts with the root of a tsearch() tree. The lock behind the
 * root is left alone: one thread at a time works on an Elf here.
 */
#include <search.h>
#include <stddef.h>

typedef int (*compare_fn)(const void *a, const void *b);
typedef void (*free_fn)(void *node);

void eu_search_tree_init(void **root) __attribute__((weak));
void eu_search_tree_fini(void **root, free_fn free_node) __attribute__((weak));
void *eu_tsearch(const void *key, void **root, compare_fn compare) __attribute__((weak));
void *eu_tfind(const void *key, void **root, compare_fn compare) __attribute__((weak));
void *eu_tdelete(const void *key, void **root, compare_fn compare) __attribute__((weak));

void eu_search_tree_init(void **root)
{
	*root = NULL;
}

void eu_search_tree_fini(void **root, free_fn free_node)
{
	tdestroy(*root, free_node);
	*root = NULL;
}

void *eu_tsearch(const void *key, void **root, compare_fn compare)
{
	return tsearch(key, root, compare);
}

void *eu_tfind(const void *key, void **root, compare_fn compare)
{
	return tfind(key, root, compare);
}

void *eu_tdelete(const void *key, void **root, compare_fn compare)
{
	return tdelete(key, root, compare);
}
