/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asks a language model, when the user wants that and has seen what is sent.
 */
#ifndef FLAMEREC_SESSION_ASK_H
#define FLAMEREC_SESSION_ASK_H

#include <stdbool.h>
#include <stdio.h>

#include "session/endpoint.h"

/* The key for the endpoint comes from there alone; it is never written anywhere. */
#define ASK_KEY_VARIABLE "FLAMEREC_API_KEY"

/**
 * struct ask - what is asked
 * @endpoint: where
 * @model: which model
 * @seconds: until it is given up
 * @yes: the user agreed on the command line
 */
struct ask {
	struct endpoint endpoint;
	const char *model;
	unsigned int seconds;
	bool yes;
};

/* Writes what would be sent, without the key, and sends nothing. */
int ask_dry_run(FILE *out, const struct ask *ask, const char *prompt);

/**
 * ask() - send a prompt, and write the answer
 * @out: where to; errors stay in the stream
 * @ask: whom
 * @prompt: the text
 *
 * Unless @ask->yes, the prompt is shown on standard error, and a person on a terminal has to agree.
 *
 * Return: 0, or -1 after saying what is wrong.
 */
int ask(FILE *out, const struct ask *ask, const char *prompt);

/**
 * ask_read_answer() - find the model's text in what an endpoint answered
 * @body: the answer's body; a NUL byte follows it
 * @len: its length
 *
 * Return: choices[0].message.content, for free(); NULL where the body is no such JSON.
 */
char *ask_read_answer(const char *body, size_t len);

#endif
