/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a recording is of: the machine, its kernel, the module, the settings, when. A capture
 * carries it, pictures show some of it.
 */
#ifndef FLAMEREC_SESSION_IDENTITY_H
#define FLAMEREC_SESSION_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/device.h"
#include "session/options.h"
#include "util/strbuf.h"

struct identity_entry {
	char *key, *value;
};

/* All zero is the empty one. */
struct identity {
	struct identity_entry *entry;
	size_t count, capacity;
};

/* Appends a pair; both are copied. A key may come several times. Fits identity_fn. */
void identity_add(void *identity, const char *key, const char *value);

/* The same with a value in printf's format. */
void identity_addf(struct identity *identity, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The first value of a key, or NULL. */
const char *identity_get(const struct identity *identity, const char *key);

/* A value as a number; 0 where there is none. */
unsigned long identity_number(const struct identity *identity, const char *key);

void identity_free(struct identity *identity);

/**
 * identity_collect() - this machine and this recording
 * @identity: where to add it
 * @device: a configured device
 * @options: what was asked for
 * @name: of the command: "flamerec record"
 * @args: its arguments, ended by NULL
 */
void identity_collect(struct identity *identity, const struct device *device,
		      const struct options *options, const char *name, char *const *args);

/* Whether it is of this machine, not booted since. */
bool identity_is_here(const struct identity *identity);

/* How many recordings it is of, where they are several. */
#define IDENTITY_FILES "files"

/* One line for people: host, kernel, rate, when; @seconds of sampling, or 0 where unknown. */
void identity_line(const struct identity *identity, double seconds, struct strbuf *line);

#endif
