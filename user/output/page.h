/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page of HTML in one file: its style and scripts are in it, and its content security policy
 * allows nothing else, so that it can't talk to anybody.
 */
#ifndef FLAMEREC_OUTPUT_PAGE_H
#define FLAMEREC_OUTPUT_PAGE_H

#include <stddef.h>
#include <stdio.h>

/* A style sheet or a script, or a part of one. Made by embed.sh. */
struct page_part {
	const char *text;
	const size_t *len;
};

/**
 * struct page - what it is made of
 * @title: of the window
 * @style: the style sheet
 * @scripts: parts of the script, ended by one without a text
 */
struct page {
	const char *title;
	struct page_part style;
	const struct page_part *scripts;
};

/* Write all up to the body's contents, which the caller writes next. */
void page_start(const struct page *page, FILE *out);

/* Write the script, and what is left. Return: 0, or -1 with errno set when @out took an error. */
int page_end(const struct page *page, FILE *out);

#endif
