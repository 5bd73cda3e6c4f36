/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a language model is asked: the URL of an OpenAI-compatible chat endpoint.
 */
#ifndef FLAMEREC_SESSION_ENDPOINT_H
#define FLAMEREC_SESSION_ENDPOINT_H

#include <stdbool.h>

/**
 * struct endpoint - it
 * @url: ends in /chat/completions; for free()
 * @host: with its port, as a Host header has it; for free()
 * @path: in @url, from its slash on
 * @local: this machine: localhost, 127.0.0.0/8 or ::1
 * @encrypted: https
 */
struct endpoint {
	char *url, *host;
	const char *path;
	bool local, encrypted;
};

/**
 * endpoint_set() - take a URL
 * @endpoint: filled in; free it with endpoint_free()
 * @url: with http or https, without user and password; "/chat/completions" is added where it lacks
 *
 * Return: 0, or -1 after saying what is wrong.
 */
int endpoint_set(struct endpoint *endpoint, const char *url);
void endpoint_free(struct endpoint *endpoint);

#endif
