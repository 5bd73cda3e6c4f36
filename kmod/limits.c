// SPDX-License-Identifier: GPL-2.0-only
#include <linux/atomic.h>
#include <linux/module.h>

#include "limits.h"

static unsigned int max_sessions = 16;
module_param(max_sessions, uint, 0644);
MODULE_PARM_DESC(max_sessions, "sessions that may be open at once (default 16)");

static unsigned int max_memory_mb = 256;
module_param(max_memory_mb, uint, 0644);
MODULE_PARM_DESC(max_memory_mb, "memory of the rings of all sessions, MiB (default 256)");

static unsigned int max_table_mb = 64;
module_param(max_table_mb, uint, 0644);
MODULE_PARM_DESC(max_table_mb, "memory of the unwind tables of all sessions, MiB (default 64)");

static atomic_t sessions = ATOMIC_INIT(0);
static atomic64_t memory = ATOMIC64_INIT(0);
static atomic64_t table_memory = ATOMIC64_INIT(0);

bool fsamp_limits_enter(void)
{
	if (atomic_inc_return(&sessions) <= READ_ONCE(max_sessions))
		return true;
	atomic_dec(&sessions);
	return false;
}

void fsamp_limits_leave(void)
{
	atomic_dec(&sessions);
}

static bool take(atomic64_t *taken, u64 bytes, unsigned int max_mb)
{
	if (atomic64_add_return(bytes, taken) <= (u64)max_mb << 20)
		return true;
	atomic64_sub(bytes, taken);
	return false;
}

bool fsamp_limits_take(u64 bytes)
{
	return take(&memory, bytes, READ_ONCE(max_memory_mb));
}

void fsamp_limits_give(u64 bytes)
{
	atomic64_sub(bytes, &memory);
}

bool fsamp_limits_take_tables(u64 bytes)
{
	return take(&table_memory, bytes, READ_ONCE(max_table_mb));
}

void fsamp_limits_give_tables(u64 bytes)
{
	atomic64_sub(bytes, &table_memory);
}
