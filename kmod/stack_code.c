// SPDX-License-Identifier: GPL-2.0-only
#include <linux/minmax.h>
#include <linux/string.h>

#include "callchain.h"
#include "stack_code.h"

/* Unsigned LEB128. */
static u8 *put_number(u8 *at, u64 number)
{
	for (; number > 0x7f; number >>= 7)
		*at++ = number | 0x80;
	*at++ = number;
	return at;
}

static u8 *put_difference(u8 *at, s64 difference)
{
	return put_number(at, ((u64)difference << 1) ^ (difference >> 63));
}

/* Equal addresses at the outer ends of two chains that end at @a and @b. */
static unsigned int common(const u64 *a, const u64 *b, unsigned int max)
{
	unsigned int n = 0;

	while (n < max && *--a == *--b)
		n++;
	return n;
}

/*
 * Frames that both stacks begin with. An innermost frame is an interrupted instruction, which is
 * something else than an equal return address: it is only shared as the innermost frame of both.
 */
static unsigned int shared_frames(const struct fsamp_chain *chain,
				  const struct fsamp_last_stack *last)
{
	unsigned int users = min(chain->user, last->user);
	unsigned int kernels = min(chain->kernel, last->kernel);
	unsigned int user, kernel;

	user = common(chain->ip + chain->kernel + chain->user, last->ip + last->kernel + last->user,
		      users);
	if (chain->user != last->user)
		return user && user == users ? user - 1 : user;
	if (user < users)
		return user;
	kernel = common(chain->ip + chain->kernel, last->ip + last->kernel, kernels);
	return user + (kernel && kernel == kernels ? kernel - 1 : kernel);
}

/* @ip: @n addresses, leaf first. The outermost @skip ones are left out. */
static u8 *put_frames(u8 *at, const u64 *ip, unsigned int n, unsigned int skip)
{
	u64 before = skip && skip < n ? ip[n - skip] : 0;
	unsigned int i;

	for (i = skip; i < n; i++) {
		at = put_difference(at, ip[n - 1 - i] - before);
		before = ip[n - 1 - i];
	}
	return at;
}

size_t fsamp_stack_encode(const struct fsamp_chain *chain, const struct fsamp_last_stack *last,
			  u32 id, u8 *code)
{
	unsigned int shared = last->defined ? shared_frames(chain, last) : 0;
	u8 *at = code;

	at = put_number(at, shared ? id - last->id : 0);
	if (shared)
		at = put_number(at, shared);
	at = put_frames(at, chain->ip + chain->kernel, chain->user, min(shared, chain->user));
	at = put_frames(at, chain->ip, chain->kernel,
			shared > chain->user ? shared - chain->user : 0);
	return at - code;
}

void fsamp_stack_remember(struct fsamp_last_stack *last, const struct fsamp_chain *chain, u32 id)
{
	if (last->defined && last->id == id)
		return;
	memcpy(last->ip, chain->ip, (chain->kernel + chain->user) * sizeof(u64));
	last->kernel = chain->kernel;
	last->user = chain->user;
	last->id = id;
	last->defined = true;
}
