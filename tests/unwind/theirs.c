// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The stack as elfutils' unwinder finds it.
 */
#include <elfutils/libdwfl.h>
#include <stdio.h>
#include <stdlib.h>

#include "stack.h"

struct theirs {
	Dwfl *dwfl;
};

/* Separate debug files are not looked for: both read the same file. */
static int no_debuginfo(Dwfl_Module *module, void **user, const char *name, Dwarf_Addr base,
			const char *file, const char *link, GElf_Word crc, char **found)
{
	(void)module;
	(void)user;
	(void)name;
	(void)base;
	(void)file;
	(void)link;
	(void)crc;
	(void)found;
	return -1;
}

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_linux_proc_find_elf,
	.find_debuginfo = no_debuginfo,
};

struct theirs *theirs_new(pid_t pid)
{
	struct theirs *theirs = calloc(1, sizeof(*theirs));

	if (!theirs)
		abort();
	theirs->dwfl = dwfl_begin(&callbacks);
	if (!theirs->dwfl || dwfl_linux_proc_report(theirs->dwfl, pid) ||
	    dwfl_report_end(theirs->dwfl, NULL, NULL) ||
	    dwfl_linux_proc_attach(theirs->dwfl, pid, true)) {
		fprintf(stderr, "# libdw: %s\n", dwfl_errmsg(-1));
		theirs_free(theirs);
		return NULL;
	}
	return theirs;
}

void theirs_free(struct theirs *theirs)
{
	if (!theirs)
		return;
	if (theirs->dwfl)
		dwfl_end(theirs->dwfl);
	free(theirs);
}

static int take_frame(Dwfl_Frame *frame, void *arg)
{
	struct chain *chain = arg;
	Dwarf_Addr pc;

	if (chain->n == FRAMES_MAX)
		return DWARF_CB_ABORT;
	if (!dwfl_frame_pc(frame, &pc, NULL))
		return DWARF_CB_ABORT;
	chain->ip[chain->n++] = pc;
	return DWARF_CB_OK;
}

void theirs_walk(struct theirs *theirs, pid_t tid, struct chain *chain)
{
	int end;

	chain->n = 0;
	end = dwfl_getthread_frames(theirs->dwfl, tid, take_frame, chain);
	chain->whole = !end;
	if (chain->n == FRAMES_MAX)
		chain->how = "at the limit";
	else
		chain->how = end ? dwfl_errmsg(-1) : "whole";
	if (!chain->how)
		chain->how = "cut";
}
