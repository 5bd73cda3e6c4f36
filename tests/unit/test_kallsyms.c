// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>

#include "fixture.h"
#include "symbol/idle.h"
#include "symbol/kallsyms.h"
#include "symbol/label.h"
#include "unit.h"

static struct kallsyms *load(const char *text)
{
	struct kallsyms *kallsyms = NULL;

	CHECK_EQ(kallsyms_load(fixture_text("kallsyms", text), &kallsyms), 0);
	return kallsyms;
}

/* What is found at an address: "name", "name [module]", or the number of the reason. */
static const char *find(const struct kallsyms *kallsyms, uint64_t address)
{
	static char text[256];
	struct symbol symbol;
	enum unnamed why = kallsyms_find(kallsyms, address, &symbol);

	if (why)
		snprintf(text, sizeof(text), "%d", why);
	else if (symbol.module)
		snprintf(text, sizeof(text), "%s [%s]", symbol.name, symbol.module);
	else
		snprintf(text, sizeof(text), "%s", symbol.name);
	if (!why && (address < symbol.start || address >= symbol.end))
		return "out of its own bounds";
	return text;
}

#define STRIPPED "6"
#define RESTRICTED "7"

static void kernel_functions(void)
{
	struct kallsyms *ks = load("0000000000000000 A fixed_percpu_data\n"
				   "0000000000001000 D percpu_thing\n"
				   "ffffffff81000000 T _text\n"
				   "ffffffff81000000 T startup_64\n"
				   "ffffffff81000040 t local_one\n"
				   "ffffffff81000080 W weak_one\n"
				   "ffffffff810000c0 T last_one\n"
				   "ffffffff81000100 T _etext\n"
				   "ffffffff81200000 R rodata\n"
				   "ffffffff81200100 D data\n"
				   "ffffffff81300000 T _sinittext\n"
				   "ffffffff81300000 T init_one\n"
				   "ffffffff81300010 T _einittext\n");
	struct symbol symbol;

	CHECK_STR(find(ks, 0xffffffff80ffffff), STRIPPED);
	CHECK_STR(find(ks, 0xffffffff81000000), "startup_64");
	CHECK_STR(find(ks, 0xffffffff8100003f), "startup_64");
	CHECK_STR(find(ks, 0xffffffff81000040), "local_one");
	CHECK_STR(find(ks, 0xffffffff81000081), "weak_one");
	CHECK_STR(find(ks, 0xffffffff810000ff), "last_one");
	CHECK_STR(find(ks, 0xffffffff81000100), STRIPPED);
	CHECK_STR(find(ks, 0xffffffff81200050), STRIPPED);
	CHECK_STR(find(ks, 0xffffffff81300008), "init_one");
	CHECK_STR(find(ks, 0xffffffff81300010), STRIPPED);
	CHECK_STR(find(ks, 0xfffffffffffffff0), STRIPPED);
	CHECK_STR(find(ks, 0x1008), STRIPPED);
	CHECK_EQ(kallsyms_find(ks, 0xffffffff81000050, &symbol), NAMED);
	CHECK_EQ(symbol.start, 0xffffffff81000040);
	CHECK_EQ(symbol.end, 0xffffffff81000080);
	kallsyms_free(ks);
}

static void aliases(void)
{
	struct kallsyms *ks = load("ffffffff81000000 t local_name\n"
				   "ffffffff81000000 T global_name\n"
				   "ffffffff81000000 W weak_name\n"
				   "ffffffff81000010 T __memcpy\n"
				   "ffffffff81000010 T memcpy\n"
				   "ffffffff81000010 T __pi_memcpy\n"
				   "ffffffff81000020 t zebra\n"
				   "ffffffff81000020 t antelope\n"
				   "ffffffff81000030 t __pfx_padded\n"
				   "ffffffff81000040 t padded\n"
				   "ffffffff81000050 T __cfi_checked\n"
				   "ffffffff81000060 T checked\n"
				   "ffffffff81000070 t __do_sys_getgid\n"
				   "ffffffff81000070 T __ia32_sys_getgid\n"
				   "ffffffff81000070 T __x64_sys_getgid\n"
				   "ffffffff81000080 T _etext\n");

	CHECK_STR(find(ks, 0xffffffff81000000), "global_name");
	CHECK_STR(find(ks, 0xffffffff81000010), "memcpy");
	CHECK_STR(find(ks, 0xffffffff81000020), "antelope");
	CHECK_STR(find(ks, 0xffffffff81000044), "padded");
	CHECK_STR(find(ks, 0xffffffff81000064), "checked");
	CHECK_STR(find(ks, 0xffffffff81000074), "__x64_sys_getgid");
	kallsyms_free(ks);
}

/* A module's lines are not sorted, and what is between two modules belongs to none. */
static void modules(void)
{
	struct kallsyms *ks = load("ffffffff81000000 T kernel_one\n"
				   "ffffffff81000100 T _etext\n"
				   "ffffffff82000000 b data\n"
				   "ffffffffc0100200 t ext4_last\t[ext4]\n"
				   "ffffffffc0100000 t ext4_first\t[ext4]\n"
				   "ffffffffc0140000 d ext4_data\t[ext4]\n"
				   "ffffffffc0100100 T ext4_middle\t[ext4]\n"
				   "ffffffffc0200000 t loop_only\t[loop]\n"
				   "ffffffffc0200040 r loop_data\t[loop]\n"
				   "ffffffffc0300000 t bpf_prog_6deef7357e7b4530_f\t[bpf]\n"
				   "ffffffffc0300800 t bpf_prog_0123456789abcdef_g\t[bpf]\n"
				   "ffffffffc0400000 t ftrace_trampoline\t[__builtin__ftrace]\n");

	CHECK_STR(find(ks, 0xffffffffc0100010), "ext4_first [ext4]");
	CHECK_STR(find(ks, 0xffffffffc01001ff), "ext4_middle [ext4]");
	CHECK_STR(find(ks, 0xffffffffc0100204), "ext4_last [ext4]");
	CHECK_STR(find(ks, 0xffffffffc0110000), STRIPPED);
	CHECK_STR(find(ks, 0xffffffffc0140000), STRIPPED);
	CHECK_STR(find(ks, 0xffffffffc020003f), "loop_only [loop]");
	CHECK_STR(find(ks, 0xffffffffc0200040), STRIPPED);
	CHECK_STR(find(ks, 0xffffffffc0300010), "bpf_prog_6deef7357e7b4530_f [bpf]");
	CHECK_STR(find(ks, 0xffffffffc0302000), "bpf_prog_0123456789abcdef_g [bpf]");
	CHECK_STR(find(ks, 0xffffffffc0380000), STRIPPED);
	CHECK_STR(find(ks, 0xffffffffc0400100), "ftrace_trampoline [__builtin__ftrace]");
	CHECK_STR(find(ks, 0xffffffffc0500000), STRIPPED);
	CHECK_STR(find(ks, 0xffffffffbfffffff), STRIPPED);
	kallsyms_free(ks);
}

static void mapping_symbols(void)
{
	struct kallsyms *ks = load("c0100000 T _stext\n"
				   "c0100000 t $a\n"
				   "c0100000 T __do_softirq\n"
				   "c0100080 t $d\n"
				   "c0100100 t cpu_v7_do_idle\n"
				   "c0100110 t .L12\n"
				   "c0100200 T _etext\n"
				   "bf000000 t $t.1\t[usb]\n"
				   "bf000000 t usb_probe\t[usb]\n"
				   "bf000010 t $x\t[usb]\n");

	CHECK_STR(find(ks, 0xc0100004), "__do_softirq");
	CHECK_STR(find(ks, 0xc0100090), "__do_softirq");
	CHECK_STR(find(ks, 0xc0100150), "cpu_v7_do_idle");
	CHECK_STR(find(ks, 0xbf000020), "usb_probe [usb]");
	kallsyms_free(ks);

	CHECK(symbol_is_label("$a"));
	CHECK(symbol_is_label("$d.15"));
	CHECK(symbol_is_label("$xrv64i2p1_m2p0"));
	CHECK(symbol_is_label(""));
	CHECK(!symbol_is_label("$s4main3fooyyF"));
	CHECK(!symbol_is_label("main"));
}

static void hidden_addresses(void)
{
	struct kallsyms *ks = load("0000000000000000 T _stext\n"
				   "0000000000000000 t do_one_initcall\n"
				   "0000000000000000 t ext4_fill_super\t[ext4]\n");

	CHECK_STR(find(ks, 0xffffffff81000000), RESTRICTED);
	CHECK_STR(find(ks, 0), RESTRICTED);
	kallsyms_free(ks);
}

/* Where some functions are hidden, those before them would seem to reach over them. */
static void partly_hidden_addresses(void)
{
	struct kallsyms *ks = load("0000000000000000 A fixed_percpu_data\n"
				   "ffffffff81000000 T _stext\n"
				   "ffffffff81000000 T first\n"
				   "0000000000000000 t hidden_one\n"
				   "ffffffff81000100 T last\n");

	CHECK(kallsyms_hidden(ks));
	CHECK_STR(find(ks, 0xffffffff81000080), RESTRICTED);
	kallsyms_free(ks);
	/* What hides a module's leaves the kernel's own. */
	ks = load("ffffffff81000000 T first\nffffffff81000100 T _etext\n"
		  "0000000000000000 t hidden_one\t[mod]\n");
	CHECK(!kallsyms_hidden(ks));
	CHECK_STR(find(ks, 0xffffffff81000080), "first");
	CHECK_STR(find(ks, 0xffffffffc0000000), STRIPPED);
	kallsyms_free(ks);
}

/* Modules and programs of BPF that went, and what came to where they were. */
static void names_of_before(void)
{
	struct kallsyms *before = load("ffffffff81000000 T kernel_one\n"
				       "ffffffff81000100 T _etext\n"
				       "ffffffffc0100000 t gone_one\t[gone]\n"
				       "ffffffffc0100100 t gone_two\t[gone]\n"
				       "ffffffffc0200000 t bpf_prog_1\t[bpf]\n"
				       "ffffffffc0300008 t old_one\t[old]\n");
	struct kallsyms *ks = load("ffffffff81000000 T kernel_one\n"
				   "ffffffff81000100 T _etext\n"
				   "ffffffffc0300000 t new_one\t[new]\n");

	kallsyms_inherit(ks, before);
	CHECK_STR(find(ks, 0xffffffff81000010), "kernel_one");
	CHECK_STR(find(ks, 0xffffffffc0100010), "gone_one [gone]");
	CHECK_STR(find(ks, 0xffffffffc0100110), "gone_two [gone]");
	CHECK_STR(find(ks, 0xffffffffc0200010), "bpf_prog_1 [bpf]");
	CHECK_STR(find(ks, 0xffffffffc0300010), "new_one [new]");
	before = ks;
	ks = load("ffffffff81000000 T kernel_one\nffffffff81000100 T _etext\n"
		  "ffffffffc0100000 t again\t[again]\n");
	kallsyms_inherit(ks, before);
	CHECK_STR(find(ks, 0xffffffffc0100010), "again [again]");
	CHECK_STR(find(ks, 0xffffffffc0200010), "bpf_prog_1 [bpf]");
	CHECK_STR(find(ks, 0xffffffffc0300010), "new_one [new]");
	kallsyms_free(ks);
}

static void malformed(void)
{
	struct kallsyms *ks = NULL;

	CHECK_EQ(-kallsyms_load(fixture_path("none"), &ks), ENOENT);
	CHECK_EQ(-kallsyms_load(fixture_text("kallsyms", ""), &ks), EINVAL);
	CHECK_EQ(-kallsyms_load(fixture_text("kallsyms", "no\nlines\nof it\n"), &ks), EINVAL);
	CHECK(!ks);
	ks = load("\n\nffffffff81000000\nffffffff81000000 T\nffffffff81000000 T \n"
		  "zzz T wrong\n123456789012345678901234567890 T too_long\n"
		  "ffffffff81000010 T right [mod\nffffffff81000020 T good");
	CHECK_STR(find(ks, 0xffffffff81000010), "right [mod]");
	CHECK_STR(find(ks, 0xffffffff81000024), "good");
	CHECK_STR(find(ks, 0xffffffff81000000), STRIPPED);
	kallsyms_free(ks);
	ks = load("fffffffffffff000 T at_the_top\n");
	CHECK_STR(find(ks, 0xfffffffffffffffe), "at_the_top");
	kallsyms_free(ks);
	kallsyms_free(NULL);
}

/* Each text symbol of this machine's kernel is found at its own address, or an alias of it. */
static void running_kernel(void)
{
	struct kallsyms *ks = NULL;
	FILE *file = fopen("/proc/kallsyms", "re");
	size_t lines = 0, found = 0, same = 0;
	unsigned long long address;
	char name[512], type;

	if (!file || kallsyms_load("/proc/kallsyms", &ks))
		return;
	while (fscanf(file, "%llx %c %511s%*[^\n]", &address, &type, name) == 3) {
		struct symbol symbol;

		if (!strchr("tT", type) || !strncmp(name, "__pfx_", 6) || !address)
			continue;
		lines++;
		if (kallsyms_find(ks, address, &symbol))
			continue;
		found++;
		same += !strcmp(symbol.name, name);
	}
	fclose(file);
	/* The rest are ends of sections, and aliases. */
	CHECK(found * 1000 >= lines * 990);
	CHECK(same * 100 >= lines * 95);
	kallsyms_free(ks);
}

static void idle_functions(void)
{
	CHECK(symbol_is_idle("default_idle"));
	CHECK(symbol_is_idle("pv_native_safe_halt"));
	CHECK(symbol_is_idle("intel_idle_ibrs"));
	CHECK(symbol_is_idle("cpu_idle_poll.isra.0"));
	CHECK(symbol_is_idle("mwait_idle_with_hints.constprop.0"));
	CHECK(symbol_is_idle("cpu_v7_do_idle"));
	CHECK(symbol_is_idle("cpu_do_idle"));
	CHECK(symbol_is_idle("wait_for_interrupt"));
	CHECK(!symbol_is_idle("intel_idle_init"));
	CHECK(!symbol_is_idle("default_idle2"));
	CHECK(!symbol_is_idle("default"));
	CHECK(!symbol_is_idle("__do_softirq"));
	CHECK(!symbol_is_idle(""));
}

int main(void)
{
	fixture_begin();
	RUN(kernel_functions);
	RUN(aliases);
	RUN(modules);
	RUN(mapping_symbols);
	RUN(hidden_addresses);
	RUN(partly_hidden_addresses);
	RUN(names_of_before);
	RUN(malformed);
	RUN(running_kernel);
	RUN(idle_functions);
	fixture_end();
	return unit_done();
}
