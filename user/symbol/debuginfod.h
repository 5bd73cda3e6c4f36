/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * debuginfod servers: files by build-id over HTTP. The client library is loaded when the first
 * question is asked; it keeps what it fetched in a cache of its own.
 */
#ifndef FLAMEREC_SYMBOL_DEBUGINFOD_H
#define FLAMEREC_SYMBOL_DEBUGINFOD_H

#include <stdbool.h>

#include "symbol/resolver.h"

/* The variable that names the servers, separated by spaces. */
#define DEBUGINFOD_VARIABLE "DEBUGINFOD_URLS"

enum server_file {
	SERVER_DEBUG,		/* the debug file */
	SERVER_EXECUTABLE,	/* the file itself */
};

struct debug_servers;

/* Whether flamerec was built to ask servers at all. */
bool debug_servers_built_in(void);

/* Whether the environment names servers. */
bool debug_servers_named(void);

/* Return: the servers that the environment names, not asked yet; free with debug_servers_free(). */
struct debug_servers *debug_servers_new(void);
void debug_servers_free(struct debug_servers *servers);

/**
 * debug_servers_open() - get a file from the first server that has it, or from the cache
 * @servers: the servers
 * @id: its build-id
 * @kind: which file
 * @name: what to call it while the user waits
 *
 * Each build-id is asked for once. Ctrl-C ends the waiting, for this and all other files; so do
 * servers that don't answer. The user is told then, once.
 *
 * Return: a file descriptor for the caller to close, or -1.
 */
int debug_servers_open(struct debug_servers *servers, const struct build_id *id,
		       enum server_file kind, const char *name);

#endif
