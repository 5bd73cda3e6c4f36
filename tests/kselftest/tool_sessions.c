// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One session after the other, of random length, each checked to the last record. Where the module
 * is away, it waits for it; and at the same moments as all others that run, it leaves it alone, so
 * that the module can be removed.
 *
 * tool_sessions HZ SECONDS
 *
 * The status is 1 if any session did not add up.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "device.h"
#include "load.h"
#include "stream.h"

/* Of every four seconds of the clock, the first belongs to those who remove the module. */
#define CYCLE_NS	4000000000ull
#define GAP_NS		1000000000ull

static uint64_t sampled;

static bool in_gap(void)
{
	return now_ns() % CYCLE_NS < GAP_NS;
}

/* Return: whether the session adds up, or there was no module to make it. */
static bool run_session(uint32_t hz, uint64_t ns)
{
	struct flamesamp_config config = config_at(hz);
	static struct session s;
	static struct stream stream;
	uint64_t end = now_ns() + ns;
	bool stop = rand() % 4;
	bool good = true;
	int err;

	err = session_new(&s, &config);
	/* Its file goes before the module does. */
	if (err == -ENOENT || err == -ENODEV || err == -ENXIO) {
		breathe();
		return true;
	}
	stream_init(&stream, &s);
	if (!err)
		err = session_start(&s);
	while (!err && now_ns() < end && !in_gap()) {
		stream_drain(&stream, &s);
		breathe();
	}
	/* One in four is just closed. */
	if (!err && stop)
		err = session_stop(&s);
	stream_drain(&stream, &s);
	if (!err)
		good = stop ? stream_agrees(&stream, &s, false) : !stream.errors;
	sampled += stream_weight(&stream);
	session_close(&s);
	stream_free(&stream);
	if (err)
		fprintf(stderr, "# a session at %u Hz failed: error %d\n", hz, -err);
	return !err && good;
}

int main(int argc, char **argv)
{
	unsigned int n = 0, failed = 0;
	uint64_t end;
	uint32_t hz;

	if (argc != 3) {
		fprintf(stderr, "usage: tool_sessions HZ SECONDS\n");
		return 2;
	}
	hz = strtoul(argv[1], NULL, 10);
	end = now_ns() + strtoull(argv[2], NULL, 10) * 1000000000ull;
	srand(hz);
	while (now_ns() < end) {
		if (in_gap()) {
			breathe();
			continue;
		}
		n++;
		failed += !run_session(hz, rand() % 1000 * 1000000ull);
	}
	printf("# %u attempts at sessions of %u Hz, %llu periods sampled, %u failed\n", n, hz,
	       (unsigned long long)sampled, failed);
	return failed || !sampled;
}
