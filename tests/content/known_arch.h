/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System calls and the first instruction of a program without a C library, on the machines that the
 * tests know.
 */
#ifndef CONTENT_KNOWN_ARCH_H
#define CONTENT_KNOWN_ARCH_H

#if defined(__x86_64__)
#define NR_READ		0
#define NR_CLOCK_GETTIME 228
#define NR_OPENAT	257
#define NR_EXIT		231
#elif defined(__i386__)
#define NR_READ		3
#define NR_CLOCK_GETTIME 265
#define NR_OPENAT	295
#define NR_EXIT		252
#elif defined(__aarch64__)
#define NR_READ		63
#define NR_CLOCK_GETTIME 113
#define NR_OPENAT	56
#define NR_EXIT		94
#elif defined(__riscv) && __riscv_xlen == 64
#define NR_READ		63
#define NR_CLOCK_GETTIME 113
#define NR_OPENAT	56
#define NR_EXIT		94
#elif defined(__arm__)
#define NR_READ		3
#define NR_CLOCK_GETTIME 263
#define NR_OPENAT	322
#define NR_EXIT		248
#else
#error "a machine that the tests don't know"
#endif

#define AT_FDCWD	-100
#define CLOCK_PROCESS_CPUTIME_ID 2

static inline __attribute__((always_inline)) long call3(long nr, long a, long b, long c)
{
#if defined(__x86_64__)
	long ret;

	asm volatile("syscall"
		     : "=a"(ret) : "a"(nr), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
	return ret;
#elif defined(__i386__)
	long ret;

	asm volatile("int $0x80" : "=a"(ret) : "a"(nr), "b"(a), "c"(b), "d"(c) : "memory");
	return ret;
#elif defined(__aarch64__)
	register long x8 asm("x8") = nr;
	register long x0 asm("x0") = a;
	register long x1 asm("x1") = b;
	register long x2 asm("x2") = c;

	asm volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
	return x0;
#elif defined(__riscv)
	register long a7 asm("a7") = nr;
	register long a0 asm("a0") = a;
	register long a1 asm("a1") = b;
	register long a2 asm("a2") = c;

	asm volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2) : "memory");
	return a0;
#elif defined(__arm__)
	register long r0 asm("r0") = a;
	register long r1 asm("r1") = b;
	register long r2 asm("r2") = c;

	/* r7 is the frame pointer of Thumb code, which the compiler does not give away. */
	asm volatile("mov r12, r7\n\tmov r7, %1\n\tsvc 0\n\tmov r7, r12"
		     : "+r"(r0) : "r"(nr), "r"(r1), "r"(r2) : "r12", "memory");
	return r0;
#endif
}

/* O_RDONLY is 0 everywhere, and the fourth argument is not looked at then. */
static inline int open_for_reading(const char *path)
{
	return call3(NR_OPENAT, AT_FDCWD, (long)path, 0);
}

/* Of this process, whole ones. */
static inline __attribute__((always_inline)) long cpu_seconds(void)
{
	long time[2] = { 0, 0 };

	call3(NR_CLOCK_GETTIME, CLOCK_PROCESS_CPUTIME_ID, (long)time, 0);
	return time[0];
}

#ifndef WITH_LIBC
int main(void);

static __attribute__((used)) void start_in_c(void)
{
	call3(NR_EXIT, main(), 0, 0);
	__builtin_unreachable();
}

/* A frame pointer of 0 ends the chain, as each C library does it. */
#if defined(__x86_64__)
asm(".globl _start\n.type _start, @function\n"
    "_start: xor %ebp, %ebp\n\tand $-16, %rsp\n\tcall start_in_c\n\thlt\n"
    ".size _start, . - _start");
#elif defined(__i386__)
asm(".globl _start\n.type _start, @function\n"
    "_start: xor %ebp, %ebp\n\tand $-16, %esp\n\tcall start_in_c\n\thlt\n"
    ".size _start, . - _start");
#elif defined(__aarch64__)
asm(".globl _start\n.type _start, %function\n"
    "_start: mov x29, xzr\n\tmov x30, xzr\n\tbl start_in_c\n\tbrk 0\n"
    ".size _start, . - _start");
#elif defined(__riscv)
asm(".globl _start\n.type _start, @function\n"
    "_start: mv s0, zero\n\tmv ra, zero\n\tcall start_in_c\n\tebreak\n"
    ".size _start, . - _start");
#elif defined(__arm__)
asm(".arm\n.globl _start\n.type _start, %function\n"
    "_start: mov fp, #0\n\tmov lr, #0\n\tbl start_in_c\n\tudf #0\n"
    ".size _start, . - _start");
#endif
#endif

#endif
