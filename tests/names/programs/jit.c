// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a JIT compiler does: machine code in anonymous memory, and a file that tells its name, under
 * the number that the process has for itself.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FUNCTIONS	2
#define APART		256	/* bytes between functions */

#if defined(__x86_64__)
/* mov eax, 20000000; dec eax; jnz -4; ret */
static const unsigned char code[] = { 0xb8, 0x00, 0x2d, 0x31, 0x01, 0xff, 0xc8, 0x75, 0xfc, 0xc3 };
#elif defined(__aarch64__)
/* mov x0, #0x1310000; subs x0, x0, #1; b.ne -4; ret */
static const unsigned int code[] = { 0xd2a02620, 0xf1000400, 0x54ffffe1, 0xd65f03c0 };
#endif

static void tell(const char *memory)
{
	char path[64];
	FILE *map;

	snprintf(path, sizeof(path), "/tmp/perf-%d.map", getpid());
	map = fopen(path, "w");
	if (!map)
		return;
	for (int i = 0; i < FUNCTIONS; i++)
		fprintf(map, "%lx %zx jitted_hot_%d\n", (unsigned long)(memory + i * APART),
			sizeof(code), i);
	fclose(map);
}

int main(void)
{
	char *memory = mmap(NULL, FUNCTIONS * APART, PROT_READ | PROT_WRITE | PROT_EXEC,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return 1;
	for (int i = 0; i < FUNCTIONS; i++)
		memcpy(memory + i * APART, code, sizeof(code));
	__builtin___clear_cache(memory, memory + FUNCTIONS * APART);
	tell(memory);
	for (int i = 0;; i = !i)
		((void (*)(void))(memory + i * APART))();
}
