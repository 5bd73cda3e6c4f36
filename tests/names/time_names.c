// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Linked into flamerec with --wrap, says on standard error at its end what names took: "names ASKED
 * MS KB", how often the resolver was asked, the CPU time in that, and the most memory that was
 * resident.
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "symbol/resolver.h"

#define CALIBRATION 10000

void __real_resolver_user(struct resolver *resolver, const struct object *object, uint64_t offset,
			  struct symbol *symbol);
void __wrap_resolver_user(struct resolver *resolver, const struct object *object, uint64_t offset,
			  struct symbol *symbol);
void __real_resolver_kernel(struct resolver *resolver, uint64_t address, struct symbol *symbol);
void __wrap_resolver_kernel(struct resolver *resolver, uint64_t address, struct symbol *symbol);

static uint64_t asked, ns;

static uint64_t cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * UINT64_C(1000000000) + t.tv_nsec;
}

void __wrap_resolver_user(struct resolver *resolver, const struct object *object, uint64_t offset,
			  struct symbol *symbol)
{
	uint64_t begin = cpu_ns();

	__real_resolver_user(resolver, object, offset, symbol);
	ns += cpu_ns() - begin;
	asked++;
}

void __wrap_resolver_kernel(struct resolver *resolver, uint64_t address, struct symbol *symbol)
{
	uint64_t begin = cpu_ns();

	__real_resolver_kernel(resolver, address, symbol);
	ns += cpu_ns() - begin;
	asked++;
}

/* What a question costs for being timed. */
static double clock_ns(void)
{
	uint64_t begin = cpu_ns();

	for (int i = 0; i < CALIBRATION; i++)
		cpu_ns();
	return (cpu_ns() - begin) / (double)CALIBRATION;
}

/* VmHWM, in kB. */
static unsigned long most_resident(void)
{
	FILE *in = fopen("/proc/self/status", "r");
	unsigned long kb = 0;
	char line[256];

	while (in && fgets(line, sizeof(line), in))
		sscanf(line, "VmHWM: %lu", &kb);
	if (in)
		fclose(in);
	return kb;
}

__attribute__((destructor)) static void report(void)
{
	fprintf(stderr, "names %" PRIu64 " %.2f %lu\n", asked, (ns - asked * clock_ns()) / 1e6,
		most_resident());
}
