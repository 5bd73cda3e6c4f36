// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a machine tells of its kernel, through the identity of a capture, to names on another
 * machine.
 */
#include "fixture_kernel.h"
#include "session/kernel_identity.h"
#include "session/kernel_names.h"
#include "session/notes.h"
#include "unit.h"

static struct identity identity;

/* Files of a machine, below the fixture's directory. */
static void make_machine(void)
{
	char notes[1024], id[20];
	size_t at;

	CHECK(fixture_run("mkdir -p proc boot sys/kernel sys/module/ext4/notes "
			  "sys/module/ext4/sections sys/module/bare"));
	for (int i = 0; i < 20; i++)
		id[i] = 0x11 * (i % 16);
	at = add_note(notes, "Xen", 5, "something", 9);
	at += add_note(notes + at, "GNU", NT_GNU_BUILD_ID, id, sizeof(id));
	fixture_write("sys/kernel/notes", notes, at);
	fixture_write("sys/module/ext4/notes/.note.gnu.build-id", notes, at);
	fixture_text("sys/module/ext4/sections/.text", "0xffffffffc0100000\n");
	fixture_text("sys/module/ext4/sections/.exit.text", "0xffffffffc0180000\n");
	fixture_text("sys/module/ext4/sections/.init.text", "0xffffffffc0190000\n");
	fixture_text("sys/module/ext4/sections/.data", "0xffffffffc0200000\n");
	fixture_text("proc/modules", "ext4 1032192 1 - Live 0xffffffffc0100000 (E)\n"
				     "bare 16384 0 - Live 0xffffffffc0400000\n"
				     "hidden 16384 0 - Live 0x0000000000000000\n"
				     "odd\n");
	fixture_text("proc/cmdline", "root=/dev/vda quiet\n");
}

static void clear_machine(void)
{
	identity_free(&identity);
	fixture_run("rm -rf proc boot sys");
}

static const char *value_of(const char *key, unsigned int number)
{
	for (size_t i = 0; i < identity.count; i++) {
		if (!strcmp(identity.entry[i].key, key) && !number--)
			return identity.entry[i].value;
	}
	return "(none)";
}

#define ID "00112233445566778899aabbccddeeff00112233"

static void shown_names(void)
{
	make_machine();
	fixture_text("proc/kallsyms", "0000000000000000 A fixed_percpu_data\n"
				      "0000000000001000 D cpu_data\n"
				      "ffffffff9f200000 T startup_64\n"
				      "ffffffff9f200000 T _stext\nffffffff9f200000 T _text\n"
				      "ffffffffc0100000 t _stext\t[ext4]\n");
	CHECK_EQ(kernel_kallsyms(fixture_dir), KALLSYMS_SHOWN);
	kernel_identity_collect(&identity, fixture_dir);
	CHECK_STR(value_of("kernel_build_id", 0), ID);
	CHECK_STR(value_of("kernel_names", 0), "shown");
	CHECK_STR(value_of("kernel_symbol", 0), "ffffffff9f200000 _stext");
	CHECK_STR(value_of("kernel_symbol", 1), "ffffffff9f200000 _text");
	CHECK_STR(value_of("kernel_symbol", 2), "(none)");
	CHECK_STR(value_of("kernel_module", 0), "(none)");
	clear_machine();
}

static void hidden_names(void)
{
	make_machine();
	fixture_text("proc/kallsyms", "0000000000000000 A fixed_percpu_data\n"
				      "0000000000000000 T startup_64\n"
				      "0000000000000000 T _stext\n");
	kernel_core("proc/kcore", "SYMBOL(init_uts_ns)=ffffffffa0a1b2c0\n"
				  "SYMBOL(_stext)=ffffffff9f200000\nKERNELOFFSET=1e200000\n");
	CHECK_EQ(kernel_kallsyms(fixture_dir), KALLSYMS_HIDDEN);
	kernel_identity_collect(&identity, fixture_dir);
	CHECK_STR(value_of("kernel_names", 0), "hidden");
	CHECK_STR(value_of("kernel_symbol", 0), "ffffffff9f200000 _stext");
	CHECK_STR(value_of("kernel_symbol", 1), "ffffffffa0a1b2c0 init_uts_ns");
	CHECK_STR(value_of("kernel_slide", 0), "1e200000");
	CHECK(strstr(value_of("kernel_module", 0), "ext4 ffffffffc0100000 fc000 " ID " "));
	CHECK(strstr(value_of("kernel_module", 0), " .text=ffffffffc0100000"));
	CHECK(strstr(value_of("kernel_module", 0), " .exit.text=ffffffffc0180000"));
	CHECK(!strstr(value_of("kernel_module", 0), ".init"));
	CHECK(!strstr(value_of("kernel_module", 0), ".data"));
	CHECK_STR(value_of("kernel_module", 1), "bare ffffffffc0400000 4000 -");
	CHECK_STR(value_of("kernel_module", 2), "(none)");
	clear_machine();
	CHECK_EQ(kernel_kallsyms(fixture_dir), KALLSYMS_MISSING);
	kernel_identity_collect(&identity, fixture_dir);
	CHECK_STR(value_of("kernel_names", 0), "missing");
	CHECK_STR(value_of("kernel_symbol", 0), "(none)");
	identity_free(&identity);
}

static void reads_back(void)
{
	struct kernel_told told;

	identity_add(&identity, "kernel", KERNEL_RELEASE);
	identity_add(&identity, "kernel_build_id", ID);
	identity_add(&identity, "kernel_symbol", "ffffffff9f200000 _stext");
	identity_add(&identity, "kernel_slide", "1e200000");
	identity_add(&identity, "kernel_fixed", "yes");
	identity_add(&identity, "kernel_module",
		     "ext4 ffffffffc0100000 fc000 " ID " .text=ffffffffc0100000 .x=1");
	identity_add(&identity, "kernel_module", "bare ffffffffc0400000 4000 -");
	kernel_identity_read(&identity, &told);
	CHECK_STR(told.image.release, KERNEL_RELEASE);
	CHECK_EQ(told.image.id.len, 20);
	CHECK_EQ(told.image.id.bytes[1], 0x11);
	CHECK_EQ(told.image.symbol_count, 1);
	CHECK_STR(told.image.symbols[0].name, "_stext");
	CHECK_EQ(told.image.symbols[0].address, 0xffffffff9f200000);
	CHECK(told.image.has_slide && told.image.is_fixed && !told.image.is_here);
	CHECK_EQ(told.image.slide, 0x1e200000);
	CHECK_EQ(told.image.module_count, 2);
	CHECK_STR(told.image.modules[0].name, "ext4");
	CHECK_EQ(told.image.modules[0].size, 0xfc000);
	CHECK_EQ(told.image.modules[0].id.len, 20);
	CHECK_EQ(told.image.modules[0].section_count, 2);
	CHECK_STR(told.image.modules[0].sections[0].name, ".text");
	CHECK_EQ(told.image.modules[0].sections[1].address, 1);
	CHECK_EQ(told.image.modules[1].id.len, 0);
	CHECK_EQ(told.image.modules[1].section_count, 0);
	kernel_told_free(&told);
	identity_free(&identity);
}

/* A capture may tell anything. */
static void nonsense(void)
{
	static const char *const values[] = {
		"", " ", "x", "0 ", "1", "1 ", "zz _stext", "m", "m 1", "m 1 2",
		"m 1 2 3 = .text .x=",
		"m ffffffffffffffffffffffff ffffffffffffffffffff 0g", "  1 2 3", "m -1 -1 -",
	};
	struct resolver *resolver = resolver_new();
	struct kernel_told told;
	struct symbol symbol;

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		identity_add(&identity, "kernel_symbol", values[i]);
		identity_add(&identity, "kernel_slide", values[i]);
		identity_add(&identity, "kernel_build_id", values[i]);
		identity_add(&identity, "kernel_module", values[i]);
	}
	kernel_identity_read(&identity, &told);
	CHECK_EQ(told.image.symbol_count, 0);
	CHECK(!told.image.has_slide);
	CHECK_EQ(told.image.id.len, 0);
	CHECK_EQ(told.image.module_count, 1);
	CHECK_EQ(told.image.modules[0].section_count, 0);
	kernel_told_free(&told);
	CHECK_EQ(kernel_names_set_up(resolver, &identity, NULL, false), 0);
	resolver_kernel(resolver, 0xffffffff81000000, &symbol);
	CHECK_EQ(symbol.why, UNNAMED_NO_KALLSYMS);
	resolver_free(resolver);
	identity_free(&identity);
}

static void build_ids(void)
{
	char text[2 * BUILD_ID_MAX + 1];
	struct build_id id;

	build_id_parse(ID, &id);
	CHECK_STR(build_id_text(&id, text), ID);
	build_id_parse("0", &id);
	CHECK_EQ(id.len, 0);
	build_id_parse("0X", &id);
	CHECK_EQ(id.len, 0);
	build_id_parse("000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f00", &id);
	CHECK_EQ(id.len, 0);
	fixture_write("notes", "\4\0\0\0\xff\xff\xff\xff\3\0\0\0GNU\0abcd", 20);
	notes_read_build_id(fixture_path("notes"), &id);
	CHECK_EQ(id.len, 0);
	notes_read_build_id(fixture_path("none"), &id);
	CHECK_EQ(id.len, 0);
}

/* Kernels that can't have been moved need nobody to tell where they are. */
static void fixed_kernels(void)
{
	make_machine();
	fixture_text("proc/cmdline", "root=/dev/vda xnokaslr\n");
	kernel_identity_collect(&identity, fixture_dir);
#ifdef __x86_64__
	CHECK_STR(value_of("kernel_fixed", 0), "(none)");
	identity_free(&identity);
	fixture_text("proc/cmdline", "root=/dev/vda nokaslr\n");
	kernel_identity_collect(&identity, fixture_dir);
	CHECK_STR(value_of("kernel_fixed", 0), "yes");
	identity_free(&identity);
#endif
	fixture_text("proc/cmdline", "quiet\n");
	CHECK(fixture_run("echo '# CONFIG_RELOCATABLE is not set' > boot/config-$(uname -r)"));
	kernel_identity_collect(&identity, fixture_dir);
	CHECK_STR(value_of("kernel_fixed", 0), "yes");
	identity_free(&identity);
	CHECK(fixture_run("gzip < boot/config-$(uname -r) > proc/config.gz && rm boot/config-*"));
	kernel_identity_collect(&identity, fixture_dir);
	CHECK_STR(value_of("kernel_fixed", 0), "yes");
	clear_machine();
}

/* What the user names is refused where it is of another kernel. */
static void refused_files(void)
{
	struct naming_options options = { .system_map = "/none/System.map" };
	struct resolver *resolver = resolver_new();
	char path[256];

	identity_add(&identity, "kernel", KERNEL_RELEASE);
	identity_add(&identity, "kernel_symbol", "ffffffff9f200000 _stext");
	identity_add(&identity, "kernel_symbol", "ffffffffa0000000 init_uts_ns");
	CHECK_EQ(kernel_names_set_up(resolver, &identity, &options, false), -1);
	snprintf(path, sizeof(path), "%s", fixture_text("map", "ffffffff81000000 T _stext\n"
							"ffffffff82000000 D init_uts_ns\n"));
	options.system_map = path;
	CHECK_EQ(kernel_names_set_up(resolver, &identity, &options, false), -1);
	fixture_text("map", "ffffffffffffffff B The real System.map is somewhere else\n");
	CHECK_EQ(kernel_names_set_up(resolver, &identity, &options, false), -1);
	fixture_text("map", "ffffffff81000000 T _stext\nffffffff81000010 T one\n"
			    "ffffffff81e00000 D init_uts_ns\n");
	CHECK_EQ(kernel_names_set_up(resolver, &identity, &options, false), 0);
	options.vmlinux = path;
	CHECK_EQ(kernel_names_set_up(resolver, &identity, &options, false), -1);
	resolver_free(resolver);
	identity_free(&identity);
}

int main(void)
{
	fixture_begin();
	RUN(shown_names);
	RUN(hidden_names);
	RUN(reads_back);
	RUN(nonsense);
	RUN(build_ids);
	RUN(fixed_kernels);
	RUN(refused_files);
	fixture_end();
	return unit_done();
}
