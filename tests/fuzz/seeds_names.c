// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A small library with names of many kinds, which readers of names start from: local, global, weak
 * and aliased functions, stubs for functions of other files, inlined calls, sections of their own.
 */
int other_file(int x);
int other_file_too(int x);
int exported(int x);
int alias_of_exported(int x) __attribute__((weak, alias("exported")));
int in_a_section(int x);
int looping(int *a, int n);

struct list {
	struct list *next;
	int value;
};

int sum_of(const struct list *list);

static inline int twice(int x)
{
	return x * 2;
}

static inline int inlined(int x)
{
	int y = twice(x) + 1;

	return twice(y) ^ 3;
}

static __attribute__((noinline)) int local(int x)
{
	return inlined(x) + other_file(x);
}

int exported(int x)
{
	return local(x) + other_file_too(inlined(x));
}

__attribute__((section(".text.section"))) int in_a_section(int x)
{
	return x + 1;
}

int looping(int *a, int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++)
		sum += a[i] > 10 ? inlined(a[i]) : in_a_section(a[i]);
	return sum;
}

int sum_of(const struct list *list)
{
	int sum = 0;

	for (; list; list = list->next)
		sum += twice(list->value);
	return sum;
}
