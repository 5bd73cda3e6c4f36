// SPDX-License-Identifier: GPL-2.0-or-later
#include "symbol/demangle.h"

#ifdef HAVE_LIBIBERTY

#include <ctype.h>
#include <libiberty/demangle.h>
#include <setjmp.h>
#include <stdlib.h>

#include "util/alloc.h"

#define OPTIONS (DMGL_PARAMS | DMGL_ANSI | DMGL_RET_DROP)

/*
 * D's is the only demangler that makes a whole string at once: so much at worst, see demangle_d().
 */
#define D_LEN_MAX 1024
#define D_REFERENCES_MAX 8

/**
 * struct making - a name that is being made
 * @name: where it goes
 * @start: length of @name before it
 * @too_long: where to go when it gets too long
 */
struct making {
	struct strbuf *name;
	size_t start;
	jmp_buf too_long;
};

/*
 * Names may refer to parts of themselves, and so double their length with every few letters. The
 * demanglers can't be told to stop, and work on the stack: so they are left.
 */
static void add_text(const char *text, size_t len, void *arg)
{
	struct making *making = arg;

	if (making->name->len - making->start + len > DEMANGLED_MAX)
		longjmp(making->too_long, 1);
	/* Of nothing, there may be no address. */
	if (len)
		strbuf_add_n(making->name, text, len);
}

typedef int demangler(const char *mangled, int options, demangle_callbackref callback, void *arg);

static bool demangle_by(demangler *demangler, const char *mangled, struct strbuf *name)
{
	struct making making = { .name = name, .start = name->len };

	if (!setjmp(making.too_long) && demangler(mangled, OPTIONS, add_text, &making) &&
	    making.name->len > making.start)
		return true;
	if (making.name->len > making.start)
		strbuf_truncate(making.name, making.start);
	return false;
}

/* The demangler of D asks for it. libiberty's would come with an xmalloc() that is in ours' way. */
void *xrealloc(void *old, size_t size)
{
	return xreallocarray(old, 1, size);
}

/* "Q" begins a reference to an earlier part, and each can double the length. */
static bool demangle_d(const char *mangled, struct strbuf *name)
{
	unsigned int references = 0;
	char *text;

	for (size_t i = 0; mangled[i]; i++) {
		references += mangled[i] == 'Q';
		if (i > D_LEN_MAX || references > D_REFERENCES_MAX)
			return false;
	}
	text = dlang_demangle(mangled, OPTIONS);
	if (text)
		strbuf_add(name, text);
	free(text);
	return text;
}

bool demangle(const char *mangled, struct strbuf *name)
{
	if (mangled[0] != '_')
		return false;
	switch (mangled[1]) {
	case 'Z':
		/* Rust's older names are C++ names of a certain form. */
		return demangle_by(rust_demangle_callback, mangled, name) ||
		       demangle_by(cplus_demangle_v3_callback, mangled, name);
	case 'R':
		return demangle_by(rust_demangle_callback, mangled, name);
	case 'D':
		return isdigit((unsigned char)mangled[2]) && demangle_d(mangled, name);
	default:
		return false;
	}
}

const char *demangle_library(void)
{
	return "libiberty";
}

#else

bool demangle(const char *mangled, struct strbuf *name)
{
	(void)mangled;
	(void)name;
	return false;
}

const char *demangle_library(void)
{
	return NULL;
}

#endif
