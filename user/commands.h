/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commands: one a file, cmd_*.c. Each takes its arguments ([0] is its own name) and returns an
 * exit status.
 */
#ifndef FLAMEREC_COMMANDS_H
#define FLAMEREC_COMMANDS_H

int cmd_sample(int argc, char **argv);	/* flamerec DEV */
int cmd_record(int argc, char **argv);
int cmd_render(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_analyze(int argc, char **argv);
int cmd_heatmap(int argc, char **argv);
int cmd_fold(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_info(int argc, char **argv);
int cmd_bundle(int argc, char **argv);

#endif
