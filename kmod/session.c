// SPDX-License-Identifier: GPL-2.0-only
#include <linux/capability.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/topology.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "cpuhp.h"
#include "emit.h"
#include "limits.h"
#include "sampler.h"
#include "session.h"
#include "wakeup.h"

struct fsamp_session *fsamp_session_new(void)
{
	struct fsamp_session *session;

	if (!fsamp_limits_enter())
		return ERR_PTR(-EUSERS);
	session = kvzalloc(sizeof(*session), GFP_KERNEL);
	if (!session) {
		fsamp_limits_leave();
		return ERR_PTR(-ENOMEM);
	}
	mutex_init(&session->lock);
	init_waitqueue_head(&session->wait);
	INIT_LIST_HEAD(&session->running);
	return session;
}

static void set_state(struct fsamp_session *session, enum fsamp_state state)
{
	/* Pairs with the load-acquire in fsamp_session_state(). */
	smp_store_release(&session->state, state);
}

static bool within(u32 value, u32 low, u32 high)
{
	return value >= low && value <= high;
}

/* A record with so many bytes must find room in a ring, wherever in it the head is. */
static bool stack_bytes_fit(const struct flamesamp_config *config)
{
	if (!config->stack_bytes)
		return true;
	return config->unwind == FLAMESAMP_UNWIND_TABLES && config->stack_bytes % 8 == 0 &&
	       config->stack_bytes <= FLAMESAMP_STACK_BYTES_MAX &&
	       config->stack_bytes <= config->ring_bytes / 8;
}

/* Fill in what was left to us, and refuse what is out of range. */
static int complete_config(struct flamesamp_config *config)
{
	unsigned int i;

	if (config->abi != FLAMESAMP_ABI)
		return -EPROTONOSUPPORT;
	for (i = 0; i < ARRAY_SIZE(config->reserved); i++) {
		if (config->reserved[i])
			return -EINVAL;
	}
	if (config->flags & ~(FLAMESAMP_ONLY_KERNEL | FLAMESAMP_ONLY_USER |
			      FLAMESAMP_NO_IDLE_SKIP | FLAMESAMP_NAME_KERNEL))
		return -EINVAL;
	if (config->flags & FLAMESAMP_ONLY_KERNEL && config->flags & FLAMESAMP_ONLY_USER)
		return -EINVAL;

	if (config->unwind >= FLAMESAMP_UNWIND_WAYS)
		return -EINVAL;

	config->ring_bytes = config->ring_bytes ?: FLAMESAMP_RING_DEFAULT;
	config->stacks = config->stacks ?: FLAMESAMP_STACKS_DEFAULT;
	config->kernel_frames = config->kernel_frames ?: FLAMESAMP_FRAMES_DEFAULT;
	config->user_frames = config->user_frames ?: FLAMESAMP_FRAMES_DEFAULT;
	if (!within(config->hz, FLAMESAMP_HZ_MIN, FLAMESAMP_HZ_MAX) ||
	    !within(config->ring_bytes, FLAMESAMP_RING_MIN, FLAMESAMP_RING_MAX) ||
	    !within(config->stacks, FLAMESAMP_STACKS_MIN, FLAMESAMP_STACKS_MAX) ||
	    config->kernel_frames > FLAMESAMP_FRAMES_MAX ||
	    config->user_frames > FLAMESAMP_FRAMES_MAX)
		return -EINVAL;
	config->ring_bytes = roundup_pow_of_two(config->ring_bytes);
	config->stacks = roundup_pow_of_two(config->stacks);

	config->watermark = config->watermark ?: config->ring_bytes / 4;
	if (config->watermark > config->ring_bytes || !stack_bytes_fit(config))
		return -EINVAL;
	while (!config->seed)
		get_random_bytes(&config->seed, sizeof(config->seed));
	return 0;
}

/*
 * Names need what /proc/kallsyms asks for. And the kernel may be locked down against looking at it,
 * even for root.
 */
static int check_permission(const struct flamesamp_config *config)
{
	if (config->flags & FLAMESAMP_NAME_KERNEL && !capable(CAP_SYSLOG))
		return -EPERM;
	if (config->flags & FLAMESAMP_ONLY_USER)
		return 0;
	return security_locked_down(LOCKDOWN_PERF) ? -EPERM : 0;
}

static void free_cpu(struct fsamp_cpu *c)
{
	if (!c)
		return;
	fsamp_stacktab_free(&c->stacks);
	fsamp_threads_free(&c->threads);
	fsamp_raw_stack_free(&c->raw);
	kvfree(c->code);
	kvfree(c->chain.ip);
	vfree(c->memory);
	kvfree(c);
}

/* Scratch room for a sample, and what is remembered between samples. */
static int new_sample_memory(struct fsamp_cpu *c, const struct flamesamp_config *config, int node)
{
	u32 frames = config->kernel_frames + config->user_frames;

	c->chain.kernel_max = config->kernel_frames;
	c->chain.user_max = config->user_frames;
	c->chain.ip = kvmalloc_node(frames * sizeof(u64), GFP_KERNEL, node);
	c->code = kvmalloc_node(FSAMP_STACK_CODE_MAX(frames), GFP_KERNEL, node);
	if (!c->chain.ip || !c->code || fsamp_stacktab_init(&c->stacks, config->stacks, node) ||
	    fsamp_threads_init(&c->threads, config, node))
		return -ENOMEM;
	return fsamp_raw_stack_init(&c->raw, config->stack_bytes, node);
}

static struct fsamp_cpu *new_cpu(struct fsamp_session *session, unsigned int cpu)
{
	const struct flamesamp_config *config = &session->config;
	int node = cpu_to_node(cpu);
	struct fsamp_cpu *c = kvzalloc_node(sizeof(*c), GFP_KERNEL, node);

	if (!c)
		return NULL;
	c->session = session;
	c->cpu = cpu;
	c->memory = vmalloc_user(FSAMP_DATA_OFFSET + config->ring_bytes);
	if (!c->memory || new_sample_memory(c, config, node)) {
		free_cpu(c);
		return NULL;
	}
	c->ring.producer = c->memory;
	c->ring.consumer = c->memory + PAGE_SIZE;
	c->ring.data = c->memory + FSAMP_DATA_OFFSET;
	fsamp_ring_init(&c->ring, cpu, config->ring_bytes, 0);
	c->wake_at = config->watermark;
	c->stats.cpu = cpu;
	fsamp_wakeup_init(c);
	fsamp_sampler_init(c);
	return c;
}

/* Of all rings, in bytes. */
static u64 ring_memory(const struct fsamp_session *session)
{
	return (u64)num_possible_cpus() * (FSAMP_DATA_OFFSET + session->config.ring_bytes);
}

static void free_cpus(struct fsamp_session *session)
{
	unsigned int cpu;

	if (!session->cpus)
		return;
	for_each_possible_cpu(cpu)
		free_cpu(session->cpus[cpu]);
	kvfree(session->cpus);
	session->cpus = NULL;
	fsamp_limits_give(ring_memory(session));
}

static int new_cpus(struct fsamp_session *session)
{
	unsigned int cpu;

	if (!fsamp_limits_take(ring_memory(session)))
		return -ENOMEM;
	session->cpus = kvcalloc(nr_cpu_ids, sizeof(*session->cpus), GFP_KERNEL);
	if (!session->cpus) {
		fsamp_limits_give(ring_memory(session));
		return -ENOMEM;
	}
	for_each_possible_cpu(cpu) {
		session->cpus[cpu] = new_cpu(session, cpu);
		if (!session->cpus[cpu])
			return -ENOMEM;
	}
	return 0;
}

static int choose_all_cpus(struct fsamp_session *session)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		session->cpus[cpu]->chosen = true;
	return 0;
}

/* Mark the CPUs of the reader's bitmap. One that can't exist is the reader's mistake. */
static int choose_cpus(struct fsamp_session *session)
{
	const u8 __user *from = u64_to_user_ptr(session->config.cpus);
	u32 i, bit, cpu;
	u8 byte;

	if (!session->config.cpus_bytes)
		return choose_all_cpus(session);
	for (i = 0; i < session->config.cpus_bytes; i++) {
		if (get_user(byte, from + i))
			return -EFAULT;
		for (bit = 0; bit < 8; bit++) {
			cpu = i * 8 + bit;
			if (!(byte & (1 << bit)))
				continue;
			if (cpu >= nr_cpu_ids || !session->cpus[cpu])
				return -EINVAL;
			session->cpus[cpu]->chosen = true;
		}
	}
	return 0;
}

static int init_tables(struct fsamp_session *session)
{
	int err = fsamp_tables_init(&session->tables);

	return err ? err : fsamp_spaces_init(&session->spaces);
}

/* The spaces point to the tables' objects. */
static void free_tables(struct fsamp_session *session)
{
	fsamp_spaces_free(&session->spaces);
	fsamp_tables_free(&session->tables);
}

/* Context: session->lock held, as in all functions below. */
int fsamp_session_configure(struct fsamp_session *session, struct flamesamp_config *config)
{
	int err;

	if (session->state != FSAMP_NEW)
		return -EBUSY;
	if (config->cpus_bytes > PAGE_SIZE)
		return -EINVAL;
	err = complete_config(config);
	if (!err)
		err = check_permission(config);
	if (err)
		return err;

	session->config = *config;
	session->period = NSEC_PER_SEC / config->hz;
	session->end = U64_MAX;
	err = fsamp_scope_init(&session->scope, config);
	if (err)
		return err;
	err = new_cpus(session);
	if (!err)
		err = choose_cpus(session);
	if (!err)
		err = fsamp_maps_init(session);
	if (!err && fsamp_session_has_tables(session))
		err = init_tables(session);
	if (!err && config->flags & FLAMESAMP_NAME_KERNEL)
		err = fsamp_symbols_init(&session->symbols);
	if (err) {
		free_tables(session);
		fsamp_maps_free(session);
		free_cpus(session);
		fsamp_scope_free(&session->scope);
		return err;
	}
	set_state(session, FSAMP_CONFIGURED);
	return 0;
}

int fsamp_session_start(struct fsamp_session *session)
{
	if (session->state != FSAMP_CONFIGURED)
		return -EBUSY;
	if (fsamp_session_has_tables(session))
		fsamp_maps_preload(session);
	fsamp_cpuhp_run(session);
	set_state(session, FSAMP_RUNNING);
	return 0;
}

/* Whoever feeds goes before what it feeds: see the life of a session in session.h. */
static void quiesce(struct fsamp_session *session)
{
	unsigned int cpu;

	fsamp_cpuhp_halt(session);
	/* No timer and no probe is left: nothing asks for a map, ... */
	for_each_possible_cpu(cpu)
		fsamp_wakeup_sync(session->cpus[cpu]);
	/* ... nothing queues the work, ... */
	flush_work(&session->maps.work);
	/* ... and what the work wrote may have queued a last wake-up. */
	for_each_possible_cpu(cpu)
		fsamp_wakeup_sync(session->cpus[cpu]);
}

int fsamp_session_stop(struct fsamp_session *session)
{
	unsigned int cpu;

	if (session->state != FSAMP_RUNNING)
		return -EBUSY;
	quiesce(session);
	for_each_possible_cpu(cpu)
		fsamp_emit_losses(session->cpus[cpu]);
	for_each_possible_cpu(cpu)
		fsamp_wakeup_sync(session->cpus[cpu]);
	set_state(session, FSAMP_STOPPED);
	wake_up_interruptible(&session->wait);
	return 0;
}

int fsamp_session_stats(struct fsamp_session *session, struct flamesamp_stats *stats)
{
	u32 cpu = stats->cpu;

	if (session->state == FSAMP_NEW)
		return -EBUSY;
	if (cpu >= nr_cpu_ids || !session->cpus[cpu])
		return -ENXIO;
	*stats = session->cpus[cpu]->stats;
	stats->flags = session->cpus[cpu]->ring.producer->flags;
	return 0;
}

static int check_takes_tables(const struct fsamp_session *session)
{
	if (session->state != FSAMP_CONFIGURED && session->state != FSAMP_RUNNING)
		return -EBUSY;
	return fsamp_session_has_tables(session) ? 0 : -EOPNOTSUPP;
}

int fsamp_session_upload(struct fsamp_session *session, struct flamesamp_upload *upload)
{
	int err = check_takes_tables(session);

	return err ? err : fsamp_tables_upload(&session->tables, upload);
}

int fsamp_session_bind(struct fsamp_session *session, const struct flamesamp_bind *bind)
{
	int err = check_takes_tables(session);

	return err ? err : fsamp_tables_bind(&session->tables, bind);
}

int fsamp_session_symbol(struct fsamp_session *session, struct flamesamp_symbol *symbol)
{
	if (session->state == FSAMP_NEW)
		return -EBUSY;
	if (!fsamp_symbols_wanted(&session->symbols) || !capable(CAP_SYSLOG))
		return -EPERM;
	return fsamp_symbols_name(&session->symbols, symbol);
}

void fsamp_session_free(struct fsamp_session *session)
{
	if (session->state == FSAMP_RUNNING)
		quiesce(session);
	fsamp_symbols_free(&session->symbols);
	free_tables(session);
	free_cpus(session);
	fsamp_scope_free(&session->scope);
	fsamp_maps_free(session);
	mutex_destroy(&session->lock);
	kvfree(session);
	fsamp_limits_leave();
}
