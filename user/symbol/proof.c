// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/statfs.h>
#include <time.h>
#include <unistd.h>

#include "symbol/locate.h"
#include "symbol/process_start.h"
#include "symbol/proof.h"

#define NS_PER_S 1000000000ll

/* No clock that begins at boot gets there: 146 years. */
#define UPTIME_NS_MAX (INT64_MAX / 2)

/*
 * stat() tells other devices than memory maps do: btrfs one for each subvolume, overlayfs its own,
 * where maps have that of the file below it. All others must agree: numbers of inodes are small on
 * a tmpfs, and the same in each of them.
 */
enum stacking {
	STACKING_NONE,
	STACKING_INODE,		/* the inode number is the same */
	STACKING_NOTHING,	/* not even that, where the file below was copied up */
};

static enum stacking stacking_of(int fd)
{
	struct statfs fs;

	if (fstatfs(fd, &fs))
		return STACKING_NONE;
	switch ((unsigned long)fs.f_type) {
	case BTRFS_SUPER_MAGIC:
		return STACKING_INODE;
	case OVERLAYFS_SUPER_MAGIC:
		return STACKING_NOTHING;
	default:
		return STACKING_NONE;
	}
}

enum proof proof_by_place(const struct object *object, int fd, const struct stat *st)
{
	bool same_inode = object->inode == st->st_ino;
	enum stacking stacking;

	if (!object->device || !object->inode)
		return PROOF_UNCLEAR;
	if (same_inode && object->device == st->st_dev)
		return PROOF_SURE;
	stacking = stacking_of(fd);
	if (stacking == STACKING_NONE)
		return PROOF_OTHER;
	if (same_inode)
		return PROOF_LIKELY;
	return stacking == STACKING_INODE ? PROOF_OTHER : PROOF_UNCLEAR;
}

static int64_t clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* When a process began, in CLOCK_BOOTTIME, a little early; INT64_MAX: it is gone. */
static int64_t process_start_ns(uint32_t tgid)
{
	uint64_t ticks;

	if (!process_start_ticks(tgid, &ticks))
		return INT64_MAX;
	return ticks * (NS_PER_S / sysconf(_SC_CLK_TCK));
}

/* Whether the process's number is not that of a later one by now. */
static bool is_same_process(const struct object *object)
{
	int64_t slept = clock_ns(CLOCK_BOOTTIME) - clock_ns(CLOCK_MONOTONIC);

	if (!object->seen_ns || object->seen_ns > UPTIME_NS_MAX)
		return true;
	return process_start_ns(object->tgid) <= (int64_t)object->seen_ns + slept;
}

static bool same_base(const char *a, const char *b)
{
	const char *a_slash = strrchr(a, '/'), *b_slash = strrchr(b, '/');
	size_t n;

	a = a_slash ? a_slash + 1 : a;
	b = b_slash ? b_slash + 1 : b;
	n = undeleted_length(a);
	return n == undeleted_length(b) && !memcmp(a, b, n);
}

bool proof_by_link(const struct object *object, const char *link)
{
	char target[PATH_MAX];
	ssize_t n = readlink(link, target, sizeof(target) - 1);

	if (n <= 0)
		return false;
	target[n] = '\0';
	return same_base(target, object->path) && is_same_process(object);
}

/*
 * Whether a time of the file lies between @seen, by the clock that files are stamped by, and @now.
 * One in the future says nothing but that the clock is wrong, as without a battery.
 */
static bool is_later(const struct statx_timestamp *time, int64_t seen, int64_t now)
{
	int64_t ns;

	if (time->tv_sec <= 0 || time->tv_sec > now / NS_PER_S)
		return false;
	ns = time->tv_sec * NS_PER_S + time->tv_nsec;
	return ns > seen && ns <= now;
}

bool proof_outdated(int fd, uint64_t seen_ns)
{
	int64_t now = clock_ns(CLOCK_REALTIME), seen;
	struct statx stx;

	if (!seen_ns || seen_ns > UPTIME_NS_MAX ||
	    statx(fd, "", AT_EMPTY_PATH, STATX_MTIME | STATX_BTIME, &stx))
		return false;
	seen = now - clock_ns(CLOCK_MONOTONIC) + (int64_t)seen_ns;
	if (stx.stx_mask & STATX_BTIME && is_later(&stx.stx_btime, seen, now))
		return true;
	return stx.stx_mask & STATX_MTIME && is_later(&stx.stx_mtime, seen, now);
}
