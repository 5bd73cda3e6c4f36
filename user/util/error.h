/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the user is told when something goes wrong: one line on standard error.
 */
#ifndef FLAMEREC_UTIL_ERROR_H
#define FLAMEREC_UTIL_ERROR_H

/* Exit statuses of flamerec. */
enum {
	STATUS_OK = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
};

/**
 * error() - tell the user what went wrong
 * @fmt: printf format, without the program's name and without a newline. Says what is wrong and,
 *	after a semicolon, what to do.
 *
 * Return: always -1, so that a caller can write `return error("...")`. A function that returns -1
 * has told the user; its callers pass the -1 on in silence.
 */
int error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * notice() - tell the user something that is no failure
 * @fmt: printf format, as for error()
 */
void notice(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
