// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "threads.h"

static int init_thread(struct fsamp_thread *thread, const struct flamesamp_config *config, int node)
{
	thread->last.ip = kvmalloc_node((config->kernel_frames + config->user_frames) * sizeof(u64),
					GFP_KERNEL, node);
	if (!thread->last.ip)
		return -ENOMEM;
	fsamp_memo_forget(&thread->memo);
	if (config->unwind != FLAMESAMP_UNWIND_TABLES)
		return 0;
	thread->memo.room = config->user_frames;
	thread->memo.frame = kvmalloc_node(thread->memo.room * sizeof(*thread->memo.frame),
					   GFP_KERNEL, node);
	return thread->memo.frame ? 0 : -ENOMEM;
}

int fsamp_threads_init(struct fsamp_threads *threads, const struct flamesamp_config *config,
		       int node)
{
	unsigned int i;

	for (i = 0; i < FSAMP_THREADS; i++) {
		if (init_thread(&threads->thread[i], config, node))
			return -ENOMEM;
	}
	return 0;
}

void fsamp_threads_free(struct fsamp_threads *threads)
{
	unsigned int i;

	for (i = 0; i < FSAMP_THREADS; i++) {
		kvfree(threads->thread[i].last.ip);
		kvfree(threads->thread[i].memo.frame);
	}
}

struct fsamp_thread *fsamp_thread_of(struct fsamp_threads *threads, u64 program)
{
	struct fsamp_thread *thread = &threads->thread[current->pid % FSAMP_THREADS];

	if (thread->tid != (u32)current->pid || thread->program != program) {
		thread->tid = current->pid;
		thread->program = program;
		thread->last.defined = false;
		thread->kernel_memo.n = 0;
		fsamp_memo_forget(&thread->memo);
	}
	return thread;
}
