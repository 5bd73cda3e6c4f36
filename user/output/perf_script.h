/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacks as what perf script prints, which every tool for perf reads: with the fields
 * comm,pid,tid,cpu,time,period,event,ip,sym,dso. A blank line ends each event:
 *
 *	sort  273/273   [002]    61.402511:   10101010 cpu-clock:
 *		ffffffff81a0b3c2 clear_page_erms ([kernel.kallsyms])
 *		          401136 main (/usr/bin/sort)
 *
 * Tools count events, so a sample that stands for several periods is written as often, a period
 * apart, the last one when it was taken. Where times are not known, they go from 0 on. Where all
 * that would take more than PERF_SCRIPT_BYTES, an event stands for several samples: its period
 * tells how many, and so is the user told.
 *
 * What is no function, as [softirq], has no address and the file "[unknown]".
 */
#ifndef FLAMEREC_OUTPUT_PERF_SCRIPT_H
#define FLAMEREC_OUTPUT_PERF_SCRIPT_H

#include "output/writer.h"

#define PERF_SCRIPT_BYTES (UINT64_C(1) << 30)

extern const struct writer perf_script_writer;

/* How many samples an event stands for, at least 1, where all of them would take @bytes. */
double perf_script_each(double bytes);

#endif
