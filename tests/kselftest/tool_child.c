// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the tests execute: spins for a number of turns, under a new name if one is given.
 *
 *	tool_child TURNS [NAME]
 */
#include <stdlib.h>
#include <sys/prctl.h>

static volatile unsigned int sink;

__attribute__((noinline)) static void spin(unsigned long turns)
{
	while (turns--)
		sink += turns;
}

int main(int argc, char **argv)
{
	if (argc > 2)
		prctl(PR_SET_NAME, argv[2]);
	if (argc > 1)
		spin(strtoul(argv[1], NULL, 10));
	return 0;
}
