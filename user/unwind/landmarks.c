// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "unwind/landmarks.h"

#ifndef DF_1_PIE
#define DF_1_PIE 0x08000000
#endif

static const char *const clones[] = { "clone", "__clone", "clone3", "__clone3" };

/* Whoever has these has the code that handlers return to, or is the vdso, which has it else. */
static const char *const returns[] = {
	"sigaction", "__sigaction", "__kernel_rt_sigreturn", "__kernel_sigreturn",
	"__vdso_rt_sigreturn",
};

static bool is_any(const char *name, const char *const *names, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return false;
}

/* Aliases are added once. */
static void add_clone(struct landmarks *landmarks, const struct code_symbol *symbol)
{
	size_t i;

	for (i = 0; i < landmarks->clone_count; i++) {
		if (landmarks->clones[i].address == symbol->address)
			return;
	}
	if (symbol->size && landmarks->clone_count < LANDMARKS_CLONES)
		landmarks->clones[landmarks->clone_count++] =
			(struct code_extent){ symbol->address, symbol->size };
}

static void visit(void *context, const struct code_symbol *symbol)
{
	struct landmarks *landmarks = context;
	const char *name = symbol->name;

	/* There may be a hundred thousand of them, of C++ mostly: those begin with "_Z". */
	if (strncmp(name, "__", 2) && strncmp(name, "cl", 2) && strncmp(name, "si", 2))
		return;
	if (is_any(name, returns, sizeof(returns) / sizeof(returns[0])))
		landmarks->returns = true;
	if (!strcmp(name, "__kernel_rt_sigreturn"))
		landmarks->is_arm64_vdso = true;
	if (is_any(name, clones, sizeof(clones) / sizeof(clones[0])))
		add_clone(landmarks, symbol);
}

/* The value of the first entry of .dynamic with a tag; 0: there is none. */
static uint64_t dynamic_value(const struct unwind_code *code, const struct code_bytes *dynamic,
			      uint64_t tag)
{
	size_t size = code->word, i;
	uint64_t entry[2];

	for (i = 0; i + 2 * size <= dynamic->size; i += 2 * size) {
		uint32_t narrow[2];

		memcpy(size == 8 ? (void *)entry : narrow, dynamic->data + i, 2 * size);
		if (size == 4) {
			entry[0] = narrow[0];
			entry[1] = narrow[1];
		}
		if (entry[0] == tag)
			return entry[1];
	}
	return 0;
}

/* The dynamic loader is run by the kernel, as programs are: it is called ld.so, or ld-SOMETHING. */
static bool is_loader(const struct unwind_code *code, const struct code_bytes *dynamic)
{
	uint64_t strings = dynamic_value(code, dynamic, DT_STRTAB);
	uint64_t at = strings + dynamic_value(code, dynamic, DT_SONAME);
	struct code_bytes name;
	bool is_ld;

	if (!strings || !code_read(code, at, 3, &name))
		return false;
	is_ld = name.size == 3 && (!memcmp(name.data, "ld.", 3) || !memcmp(name.data, "ld-", 3));
	free(name.data);
	return is_ld;
}

/* Libraries may have an entry that nobody uses: linkers put the first of their functions there. */
static bool is_program(const struct unwind_code *code)
{
	struct code_bytes dynamic;
	bool is;

	if (code->is_fixed || code->has_interpreter)
		return true;
	if (!code_read(code, code->dynamic.address, code->dynamic.size, &dynamic))
		return false;
	is = dynamic_value(code, &dynamic, DT_FLAGS_1) & DF_1_PIE || is_loader(code, &dynamic);
	free(dynamic.data);
	return is;
}

void landmarks_find(const struct unwind_code *code, struct landmarks *landmarks)
{
	memset(landmarks, 0, sizeof(*landmarks));
	landmarks->begins = code->entry && is_program(code);
	/* A static program has a C library in it, or something like one. */
	landmarks->returns = landmarks->begins && !code->has_interpreter;
	code_each_symbol(code, visit, landmarks);
	/* 32-bit x86 has a function of that name, too, and unwind information. */
	landmarks->is_arm64_vdso &= code->machine == EM_AARCH64;
}
