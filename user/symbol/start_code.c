// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * glibc's sysdeps/x86_64/start.S and sysdeps/aarch64/start.S as gcc and GNU ld make them, and
 * sequences of instructions that its C code can't do without. Encodings: Intel 64 and IA-32
 * Architectures Software Developer's Manual, volume 2; Arm Architecture Reference Manual for
 * A-profile architecture.
 */
#include <elf.h>
#include <string.h>

#include "symbol/start_code.h"

/* The bytes at @at, or NULL where there are not @size of them. */
static const uint8_t *look(const struct machine_code *code, size_t at, size_t size)
{
	return at <= code->size && size <= code->size - at ? code->bytes + at : NULL;
}

/* Files of this machine's byte order only come here. */
static int32_t get_32(const uint8_t *bytes)
{
	int32_t value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

static bool has(const struct machine_code *code, size_t at, const char *bytes, size_t size)
{
	const uint8_t *there = look(code, at, size);

	return there && !memcmp(there, bytes, size);
}

/* --- x86-64 */

/* xor %ebp,%ebp; mov %rdx,%r9; pop %rsi; mov %rsp,%rdx; and $-16,%rsp; push %rax; push %rsp */
#define X86_START "\x31\xed\x49\x89\xd1\x5e\x48\x89\xe2\x48\x83\xe4\xf0\x50\x54"
/* xor %r8d,%r8d; xor %ecx,%ecx: since glibc 2.34; before that, two addresses of 7 bytes each */
#define X86_ZEROES "\x45\x31\xc0\x31\xc9"
#define X86_ADDRESSES 14

#define LENGTH(literal) (sizeof(literal) - 1)

/* Behind main's address: call *GOT or call, then hlt. */
static bool x86_calls_start_main(const struct machine_code *code, size_t at)
{
	if (has(code, at, "\xff\x15", 2))
		return has(code, at + 6, "\xf4", 1);
	if (has(code, at, "\x67", 1))
		at++;
	return has(code, at, "\xe8", 1) && has(code, at + 5, "\xf4", 1);
}

static bool x86_main_of(const struct machine_code *code, uint64_t *main, bool *is_slot)
{
	size_t at = has(code, 0, "\xf3\x0f\x1e\xfa", 4) ? 4 : 0;	/* endbr64 */
	const uint8_t *bytes;

	if (!has(code, at, X86_START, LENGTH(X86_START)))
		return false;
	at += LENGTH(X86_START);
	at += has(code, at, X86_ZEROES, LENGTH(X86_ZEROES)) ? LENGTH(X86_ZEROES) : X86_ADDRESSES;
	bytes = look(code, at, 7);
	if (!bytes || !x86_calls_start_main(code, at + 7))
		return false;
	*is_slot = false;
	*main = (int64_t)get_32(bytes + 3);
	if (!memcmp(bytes, "\x48\xc7\xc7", 3))		/* mov $main,%rdi */
		return true;
	*main += code->address + at + 7;
	*is_slot = !memcmp(bytes, "\x48\x8b\x3d", 3);	/* mov main@GOT(%rip),%rdi */
	return *is_slot || !memcmp(bytes, "\x48\x8d\x3d", 3);	/* lea main(%rip),%rdi */
}

static bool x86_call(const struct machine_code *code, size_t at, uint64_t *target)
{
	const uint8_t *bytes = look(code, at, 5);

	if (!bytes || bytes[0] != 0xe8)
		return false;
	*target = code->address + at + 5 + (int64_t)get_32(bytes + 1);
	return true;
}

/* call *%rax (or another of the first eight); mov %eax,%edi; call */
static bool x86_exits(const struct machine_code *code, size_t at, uint64_t *target)
{
	const uint8_t *bytes = look(code, at, 4);

	return bytes && bytes[0] == 0xff && (bytes[1] & 0xf8) == 0xd0 && bytes[2] == 0x89 &&
	       bytes[3] == 0xc7 && x86_call(code, at + 4, target);
}

/* lea ADDRESS(%rip),%REGISTER */
static bool x86_takes(const struct machine_code *code, size_t at, uint64_t *target)
{
	const uint8_t *bytes = look(code, at, 7);

	if (!bytes || (bytes[0] & 0xfb) != 0x48 || bytes[1] != 0x8d || (bytes[2] & 0xc7) != 0x05)
		return false;
	*target = code->address + at + 7 + (int64_t)get_32(bytes + 3);
	return true;
}

/* --- arm64 */

static bool get_word(const struct machine_code *code, size_t at, uint32_t *word)
{
	const uint8_t *bytes = look(code, at, 4);

	if (bytes)
		*word = get_32(bytes);
	return bytes;
}

/* bl */
static bool arm64_call(const struct machine_code *code, size_t at, uint64_t *target)
{
	uint32_t word;

	if (!get_word(code, at, &word) || word >> 26 != 0x25)
		return false;
	*target = code->address + at + ((int64_t)((uint64_t)word << 38) >> 36);
	return true;
}

/* adrp xN, PAGE; the register, and the page */
static bool arm64_page(const struct machine_code *code, size_t at, unsigned int *n, uint64_t *page)
{
	uint32_t word;
	int64_t pages;

	if (!get_word(code, at, &word) || (word & 0x9f000000) != 0x90000000)
		return false;
	pages = (int64_t)((uint64_t)(word >> 5 & 0x7ffff) << 45) >> 43 | (word >> 29 & 3);
	*n = word & 31;
	*page = ((code->address + at) & ~0xfffULL) + (uint64_t)pages * 4096;
	return true;
}

/* adrp xN, PAGE; add xM, xN, #OFFSET */
static bool arm64_takes(const struct machine_code *code, size_t at, uint64_t *target)
{
	unsigned int n;
	uint32_t word;

	if (!arm64_page(code, at, &n, target) || !get_word(code, at + 4, &word) ||
	    (word & 0xffc00000) != 0x91000000 || (word >> 5 & 31) != n)
		return false;
	*target += word >> 10 & 0xfff;
	return true;
}

/* adrp x0, PAGE; ldr x0, [x0, #OFFSET] */
static bool arm64_loads(const struct machine_code *code, size_t at, uint64_t *slot)
{
	unsigned int n;
	uint32_t word;

	if (!arm64_page(code, at, &n, slot) || !get_word(code, at + 4, &word) ||
	    (word & 0xffc003ff) != 0xf9400000 || n)
		return false;
	*slot += (word >> 10 & 0xfff) * 8;
	return true;
}

static bool arm64_main_of(const struct machine_code *code, uint64_t *main, bool *is_slot)
{
	static const uint32_t begin[] = {
		0xd280001d, 0xd280001e,	/* mov x29, #0; mov x30, #0 */
		0xaa0003e5, 0xf94003e1,	/* mov x5, x0; ldr x1, [sp] */
		0x910023e2, 0x910003e6,	/* add x2, sp, #8; mov x6, sp */
	};
	static const uint32_t then[] = { 0xd2800003, 0xd2800004 };	/* mov x3, #0; mov x4, #0 */
	size_t at = has(code, 0, "\x5f\x24\x03\xd5", 4) ? 4 : 0;	/* bti c */
	uint64_t start_main;

	if (!has(code, at, (const char *)begin, sizeof(begin)))
		return false;
	at += sizeof(begin);
	*is_slot = arm64_loads(code, at, main);
	if (!*is_slot && !arm64_takes(code, at, main))
		return false;
	return has(code, at + 8, (const char *)then, sizeof(then)) &&
	       arm64_call(code, at + 8 + sizeof(then), &start_main);
}

/* blr; what it returns is in the register of the first argument already */
static bool arm64_exits(const struct machine_code *code, size_t at, uint64_t *target)
{
	uint32_t word;

	return get_word(code, at, &word) && (word & 0xfffffc1f) == 0xd63f0000 &&
	       arm64_call(code, at + 4, target);
}

static const struct start_code codes[] = {
	{
		.machine = EM_X86_64, .main_of = x86_main_of, .call = x86_call,
		.exits = x86_exits, .takes = x86_takes, .step = 1,
		.clone3 = "\xb8\xb3\x01\x00\x00\x0f\x05",	/* mov $435,%eax; syscall */
		.clone3_size = 7,
	},
	{
		.machine = EM_AARCH64, .main_of = arm64_main_of, .call = arm64_call,
		.exits = arm64_exits, .takes = arm64_takes, .step = 4,
		.clone3 = "\x68\x36\x80\xd2\x01\x00\x00\xd4",	/* mov x8, #435; svc #0 */
		.clone3_size = 8,
	},
};

const struct start_code *start_code_of(unsigned int machine)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (codes[i].machine == machine)
			return &codes[i];
	return NULL;
}
