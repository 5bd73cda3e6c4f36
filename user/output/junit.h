/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Results of checks as JUnit's XML, which CI servers read.
 */
#ifndef FLAMEREC_OUTPUT_JUNIT_H
#define FLAMEREC_OUTPUT_JUNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/**
 * struct junit_case - a check
 * @group: what kind of check it is: "max-share"
 * @name: what it is called: "malloc=5"
 * @failed: it did
 * @message: what came out, a line
 */
struct junit_case {
	const char *group, *name;
	bool failed;
	const char *message;
};

/*
 * Write them as the suite @suite, @count of them. The texts may hold any bytes. Return: 0, or -1
 * with errno set when @out took an error.
 */
int junit_write(FILE *out, const char *suite, const struct junit_case *cases, size_t count);

#endif
