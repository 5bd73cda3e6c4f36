// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "session/targets.h"
#include "util/alloc.h"
#include "util/error.h"

static int say_not_opened(uint32_t pid, int err)
{
	switch (err) {
	case ESRCH:
		return error("no process %u; look for its number with 'ps'", pid);
	case EINVAL:
	case ENOENT:
		return error("%u is a thread, not a process; give the number of its process", pid);
	default:
		return error("process %u can't be watched: %s; sample the whole system", pid,
			     strerror(err));
	}
}

int targets_open(struct targets *targets, const uint32_t *pids, size_t count)
{
	*targets = (struct targets){ .process = xcalloc(count, sizeof(*targets->process)) };
	for (size_t i = 0; i < count; i++) {
		int fd = syscall(SYS_pidfd_open, pids[i], 0);

		if (fd < 0)
			return say_not_opened(pids[i], errno);
		targets->process[targets->count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
		targets->alive++;
	}
	return 0;
}

bool targets_ended(struct targets *targets)
{
	if (!targets->count)
		return false;
	if (poll(targets->process, targets->count, 0) <= 0)
		return !targets->alive;
	for (size_t i = 0; i < targets->count; i++) {
		struct pollfd *process = &targets->process[i];

		if (process->fd < 0 || !process->revents)
			continue;
		close(process->fd);
		process->fd = -1;
		targets->alive--;
	}
	return !targets->alive;
}

void targets_free(struct targets *targets)
{
	for (size_t i = 0; i < targets->count; i++) {
		if (targets->process[i].fd >= 0)
			close(targets->process[i].fd);
	}
	free(targets->process);
	*targets = (struct targets){ 0 };
}
