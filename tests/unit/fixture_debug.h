/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A library in the pieces that it is installed in: stripped, and its debug file; and another
 * version of it, to be refused.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_DEBUG_H
#define FLAMEREC_TESTS_FIXTURE_DEBUG_H

#include <unistd.h>

#include "fixture_program.h"
#include "symbol/build_id.h"
#include "symbol/found_file.h"

/* The library with its symbols ("full"), as it is installed ("libp.so"), and its debug file. */
static struct build_id lib_id;

static bool make_files(void)
{
	int fd;

	if (!program_build("full", "-g -Wl,--build-id=sha1", true) ||
	    !fixture_run("mv full unstripped && objcopy --only-keep-debug unstripped libp.debug && "
			 "objcopy --strip-all unstripped libp.so") ||
	    !program_build("other", "-g -O2 -Wl,--build-id=sha1", true) ||
	    !fixture_run("objcopy --only-keep-debug other other.debug"))
		return false;
	fd = found_open(NULL, fixture_path("libp.so"));
	build_id_read(fd, &lib_id);
	close(fd);
	return lib_id.len == 20;
}

static inline bool put(const char *from, const char *to)
{
	return fixture_run("mkdir -p $(dirname ./%s) && cp %s ./%s", to, from, to);
}

static inline bool clear(void)
{
	return fixture_run("rm -rf root dbg target");
}

#endif
