// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Spends its time in a function whose name the compiler is told: -DHOT=that_name. What is at the
 * same place in two files that are built from this differs in the name alone.
 *
 * -DLIBRARY makes the function, -DPROGRAM the program that calls it; both together, both.
 */
unsigned int HOT(unsigned int x);
unsigned int turn(unsigned int x);

#ifdef LIBRARY
__attribute__((noinline)) unsigned int HOT(unsigned int x)
{
	for (unsigned int i = 0; i < 1000000; i++)
		x = x * 1664525 + 1013904223;
	return x;
}

/* So that the program is linked with no name that differs. */
unsigned int turn(unsigned int x)
{
	return HOT(x) ^ 1;
}
#endif

#ifdef PROGRAM
int main(void)
{
	static volatile unsigned int sink;

	for (;;)
		sink = turn(sink) + 1;
}
#endif
