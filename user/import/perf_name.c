// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <string.h>

#include "import/perf_name.h"

static bool is(struct piece piece, const char *text)
{
	return piece.len == strlen(text) && !memcmp(piece.text, text, piece.len);
}

static bool starts(struct piece piece, const char *text)
{
	return piece.len >= strlen(text) && !memcmp(piece.text, text, strlen(text));
}

static bool ends(struct piece piece, const char *text)
{
	size_t len = strlen(text);

	return piece.len >= len && !memcmp(piece.text + piece.len - len, text, len);
}

/* The name of a file, without its directories. */
static struct piece base_of(struct piece dso)
{
	const char *slash = memrchr(dso.text, '/', dso.len);

	if (ends(dso, " (deleted)"))
		dso.len -= strlen(" (deleted)");
	if (!slash || slash >= dso.text + dso.len)
		return dso;
	return (struct piece){ slash + 1, dso.text + dso.len - (slash + 1) };
}

static bool is_kernel(struct piece dso, struct piece base)
{
	return starts(dso, "[kernel") || starts(dso, "[guest.kernel") || starts(base, "vmlinux") ||
	       starts(dso, "bpf_prog_") || starts(dso, "[bpf");
}

/* "[vdso]" and the like are in brackets as modules are, but user code or data. */
static bool is_module(struct piece dso)
{
	static const char *const others[] = {
		"[unknown]", "[vdso]", "[vdso32]", "[vsyscall]", "[heap]", "[stack", "[anon",
		"[uprobes]",
	};

	if (dso.len < 3 || dso.text[0] != '[' || dso.text[dso.len - 1] != ']')
		return false;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (starts(dso, others[i]))
			return false;
	}
	for (size_t i = 1; i < dso.len - 1; i++) {
		char c = dso.text[i];

		if (!isalnum((unsigned char)c) && c != '_' && c != '-')
			return false;
	}
	return true;
}

/* "ext4.ko.xz": the name; empty: it is no file of a module. */
static struct piece module_of_file(struct piece base)
{
	const char *ko = memmem(base.text, base.len, ".ko", 3);
	size_t len = ko ? (size_t)(ko - base.text) : 0;

	if (!len || (len + 3 < base.len && base.text[len + 3] != '.'))
		return (struct piece){ base.text, 0 };
	return (struct piece){ base.text, len };
}

static bool is_jit(struct piece base)
{
	return (starts(base, "perf-") && ends(base, ".map")) ||
	       (starts(base, "jitted-") && ends(base, ".so"));
}

struct perf_place perf_place_of(struct piece dso)
{
	static const struct piece none = { "", 0 };
	struct piece base = base_of(dso), module = module_of_file(base);

	if (is(dso, "inlined"))
		return (struct perf_place){ FRAME_INLINED, none, none };
	if (is_kernel(dso, base))
		return (struct perf_place){ FRAME_KERNEL, none, { "kernel", strlen("kernel") } };
	if (is_module(dso))
		module = (struct piece){ dso.text + 1, dso.len - 2 };
	if (module.len)
		return (struct perf_place){ FRAME_MODULE, module, module };
	if (is_jit(base))
		return (struct perf_place){ FRAME_JIT, none, { "[jit]", strlen("[jit]") } };
	return (struct perf_place){ FRAME_USER, none, is(dso, "[unknown]") ? none : base };
}

struct piece perf_name_without_offset(struct piece name)
{
	size_t len = name.len;

	while (len && isxdigit((unsigned char)name.text[len - 1]))
		len--;
	if (len > 3 && len < name.len && !memcmp(name.text + len - 3, "+0x", 3))
		name.len = len - 3;
	return name;
}

bool perf_name_unknown(struct piece name)
{
	return !name.len || is(name, "[unknown]");
}

/* Whether a function within another follows on the arguments of that: "f(int)::{lambda()#1}". */
static bool goes_on(struct piece name, size_t parenthesis)
{
	size_t depth = 0, i = parenthesis;

	for (; i < name.len; i++) {
		if (name.text[i] == '(')
			depth++;
		else if (name.text[i] == ')' && !--depth)
			break;
	}
	return i + 2 < name.len && !memcmp(name.text + i + 1, "::", 2);
}

/* Where the last ")." of a name is; 0: it has none. */
static size_t last_receiver(struct piece name)
{
	for (size_t i = name.len; i-- > 1;) {
		if (name.text[i] == '.' && name.text[i - 1] == ')')
			return i - 1;
	}
	return 0;
}

/*
 * Whether a list of arguments begins at a parenthesis. None does in "go/build.(*Context).Import" of
 * Go and "(anonymous namespace)::f" of C++, nor in "operator()(int)" before the second.
 */
static bool begins_arguments(struct piece name, size_t at, size_t receiver)
{
	struct piece before = { name.text, at };
	struct piece behind = { name.text + at, name.len - at };

	if (!at || starts(behind, "(anonymous namespace)") || ends(before, "operator"))
		return false;
	if (before.text[at - 1] == '.' && at < receiver)
		return false;
	return !goes_on(name, at);
}

/*
 * How much of a name is before its arguments. Those of "f<int (int)>" and "{lambda(int)#1}" belong
 * to the name.
 */
static size_t without_arguments(struct piece name)
{
	size_t depth = 0, receiver = last_receiver(name);

	for (size_t i = 0; i < name.len; i++) {
		char c = name.text[i];

		if (c == '(' && !depth && begins_arguments(name, i, receiver))
			return i;
		if (c == '<' || c == '{' || c == '(')
			depth++;
		else if (depth && (c == '>' || c == '}' || c == ')') && name.text[i - 1] != '-')
			depth--;
	}
	return name.len;
}

void perf_name(struct strbuf *text, struct piece name, struct piece dso, bool java)
{
	size_t start = text->len;

	if (perf_name_unknown(name)) {
		struct piece base = base_of(dso);

		if (!base.len || is(base, "[unknown]"))
			base = (struct piece){ "unknown", strlen("unknown") };
		strbuf_add(text, "[");
		strbuf_add_n(text, base.text, base.len);
		strbuf_add(text, "]");
	} else {
		if (java && name.text[0] == 'L' && memchr(name.text, '/', name.len))
			name = (struct piece){ name.text + 1, name.len - 1 };
		strbuf_add_n(text, name.text, without_arguments(name));
	}
	for (size_t i = start; i < text->len; i++) {
		if (text->text[i] == ';')
			text->text[i] = ':';
	}
}
