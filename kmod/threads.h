/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a CPU remembers of the threads that it sampled last: the stack, which the next one often
 * begins like, and the walk that found it.
 */
#ifndef FLAMESAMP_THREADS_H
#define FLAMESAMP_THREADS_H

#include <linux/types.h>

#include "kernel_memo.h"
#include "stack_code.h"
#include "unwind_memo.h"

struct flamesamp_config;

/* A few threads take turns on a CPU; of more than these, each pushes out another. */
#define FSAMP_THREADS	4

/**
 * struct fsamp_thread - what is remembered of a thread
 * @tid: the thread
 * @program: number of its program
 * @serial: of the code ranges that @memo was made by, see struct fsamp_space
 * @bindings: and of the bindings, see struct fsamp_tables
 * @last: its last stack
 * @memo: its last walk by tables; no room where the session does not walk so
 * @kernel_memo: its last kernel stack
 */
struct fsamp_thread {
	u32 tid;
	u64 program;
	u32 serial;
	u32 bindings;
	struct fsamp_last_stack last;
	struct fsamp_memo memo;
	struct fsamp_kernel_memo kernel_memo;
};

struct fsamp_threads {
	struct fsamp_thread thread[FSAMP_THREADS];
};

/* Return: 0 or -ENOMEM; fsamp_threads_free() is due either way. May sleep. */
int fsamp_threads_init(struct fsamp_threads *threads, const struct flamesamp_config *config,
		       int node);
void fsamp_threads_free(struct fsamp_threads *threads);

/*
 * What is remembered of the current thread, whose program is @program; empty where that is nothing.
 * Context: the CPU's own, interrupts off.
 */
struct fsamp_thread *fsamp_thread_of(struct fsamp_threads *threads, u64 program);

#endif
