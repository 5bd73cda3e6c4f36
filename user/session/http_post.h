/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One POST over HTTP, by libcurl, where flamerec was built with it.
 */
#ifndef FLAMEREC_SESSION_HTTP_POST_H
#define FLAMEREC_SESSION_HTTP_POST_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct http_post - what is sent
 * @url: where to; http or https
 * @headers: whole lines, ended by NULL
 * @body: the text
 * @seconds: until it is given up
 * @direct: not through a proxy
 */
struct http_post {
	const char *url;
	const char *const *headers;
	const char *body;
	unsigned int seconds;
	bool direct;
};

/**
 * struct http_answer - what came back
 * @status: of HTTP
 * @text: the body, ended by NUL, for free()
 * @len: its length
 */
struct http_answer {
	long status;
	char *text;
	size_t len;
};

/* What it is built with, or NULL where it is not. */
const char *http_library(void);

/*
 * Send it, once: redirections are not followed. Return: 0 and the answer, whatever its status; -1
 * after saying what is wrong.
 */
int http_post(const struct http_post *post, struct http_answer *answer);

#endif
