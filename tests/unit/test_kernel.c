// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names of kernels that show none: by whom one may ask, by a vmlinux, a System.map, the files of
 * modules.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fixture_kernel.h"
#include "session/notes.h"
#include "symbol/bundle.h"
#include "symbol/kernel.h"
#include "symbol/kernel_slide.h"
#include "symbol/places.h"
#include "symbol/vmcoreinfo.h"
#include "unit.h"

static struct resolver *resolver;
static struct kernel_image image;

static struct symbol kernel(uint64_t address)
{
	struct symbol symbol;

	/* All of it is answered, whatever was there. */
	memset(&symbol, 0xff, sizeof(symbol));
	resolver_kernel(resolver, address, &symbol);
	CHECK(!symbol.is_jit && !symbol.is_exact && !symbol.since_ns);
	if (symbol.why == NAMED)
		CHECK(address >= symbol.start && address < symbol.end);
	else
		CHECK(symbol.name[0] == '[');
	return symbol;
}

static const char *name_of(uint64_t address)
{
	return kernel(address).name;
}

/* Good until the next call. */
static const char *lasting_path(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", fixture_dir, name);
	return path;
}

/* A kernel of which nothing is known but its files, below the fixture's directory. */
static void begin(void)
{
	resolver = resolver_new();
	image = (struct kernel_image){
		.release = KERNEL_RELEASE, .is_here = true, .root = fixture_dir,
	};
}

static void end(void)
{
	resolver_free(resolver);
	fixture_run("rm -rf boot lib");
}

static void notes_of_cores(void)
{
	const char *path = kernel_core("core", "OSRELEASE=6.1\nSYMBOL(_stext_not)=1\n"
				       "SYMBOL(_stext)=ffffffff9f200000\nNUMBER(x)=12\n"
				       "SYMBOL(zero)=0\nKERNELOFFSETS=5\n"
				       "KERNELOFFSET=1e200000\n");
	char *lines = vmcoreinfo_read(path);
	uint64_t value = 0;

	CHECK(lines);
	if (!lines)
		return;
	CHECK(vmcoreinfo_symbol(lines, "_stext", &value));
	CHECK_EQ(value, 0xffffffff9f200000);
	CHECK(vmcoreinfo_offset(lines, &value));
	CHECK_EQ(value, 0x1e200000);
	CHECK(!vmcoreinfo_symbol(lines, "stext", &value));
	CHECK(!vmcoreinfo_symbol(lines, "zero", &value));
	free(lines);
	CHECK(!vmcoreinfo_offset("XKERNELOFFSET=12\nKERNELOFFSET=\n", &value));
	CHECK(!vmcoreinfo_read(fixture_path("none")));
	CHECK(!vmcoreinfo_read(fixture_text("text", "no ELF file\n")));
	CHECK(fixture_run("head -c 200 core > cut"));
	CHECK(!vmcoreinfo_read(fixture_path("cut")));
}

static const char map_text[] =
	"0000000000000000 D fixed_percpu_data\n"
	"ffffffff81000000 T _stext\n"
	"ffffffff81000000 T _text\n"
	"ffffffff81000010 T map_first\n"
	"ffffffff81000050 t map_twice\n"
	"ffffffff81000070 t map_twice\n"
	"ffffffff81000090 T map_last\n"
	"ffffffff81000100 T _etext\n"
	"ffffffff82000000 D init_uts_ns\n";

static enum kernel_fit slide_by(const struct kernel_symbol *symbols, size_t count, uint64_t *slide)
{
	struct clue clues[8] = { 0 };
	FILE *map = fopen(fixture_text("map", map_text), "re");

	for (size_t i = 0; i < count; i++)
		clues[i] = (struct clue){ .name = symbols[i].name, .loaded = symbols[i].address };
	clues_find_in_map(clues, count, map);
	fclose(map);
	return clues_slide(clues, count, slide);
}

static void slides(void)
{
	const struct kernel_symbol known[] = {
		{ "_stext", 0xffffffff91000000 }, { "_text", 0xffffffff91000000 },
		{ "init_uts_ns", 0xffffffff92000000 }, { "not_there", 1 },
		/* One of two that have the name. */
		{ "map_twice", 0xffffffff91000070 },
	};
	const struct kernel_symbol wrong[] = { known[0], { "init_uts_ns", 0xffffffff92000040 } };
	uint64_t slide = 1;

	CHECK_EQ(slide_by(known, 5, &slide), KERNEL_FITS);
	CHECK_EQ(slide, 0x10000000);
	CHECK_EQ(slide_by(known, 2, &slide), KERNEL_UNPROVEN);
	CHECK_EQ(slide, 0x10000000);
	CHECK_EQ(slide_by(wrong, 2, &slide), KERNEL_OTHER_ADDRESSES);
	CHECK_EQ(slide_by(known + 3, 2, &slide), KERNEL_NO_SLIDE);
	CHECK_EQ(slide_by(known, 0, &slide), KERNEL_NO_SLIDE);
}

/* Puts the map where a machine has it, and sets @image up with @count symbols. */
static void use_map(const struct kernel_symbol *symbols, size_t count)
{
	CHECK(fixture_run("mkdir -p boot"));
	fixture_text("boot/System.map-" KERNEL_RELEASE, map_text);
	image.symbols = symbols;
	image.symbol_count = count;
	resolver_set_kernel(resolver, &image);
}

static void system_maps(void)
{
	const struct kernel_symbol known[] = {
		{ "_stext", 0xffffffff91000000 }, { "init_uts_ns", 0xffffffff92000000 },
	};

	begin();
	use_map(known, 2);
	CHECK_STR(name_of(0xffffffff91000020), "map_first");
	CHECK_EQ(kernel(0xffffffff91000020).start, 0xffffffff91000010);
	CHECK_EQ(kernel(0xffffffff91000020).end, 0xffffffff91000050);
	CHECK_STR(name_of(0xffffffff910000ff), "map_last");
	/* Neither where it was linked, nor behind it. */
	CHECK_EQ(kernel(0xffffffff81000020).why, UNNAMED_STRIPPED);
	CHECK_EQ(kernel(0xffffffff91000100).why, UNNAMED_STRIPPED);
	CHECK_EQ(kernel(0xffffffffc0000000).why, UNNAMED_STRIPPED);
	end();
}

/* A map that may be that of an earlier build is worse than none, unless the user vouches for it. */
static void unproven_maps(void)
{
	const struct kernel_symbol near[] = {
		{ "_stext", 0xffffffff91000000 }, { "_text", 0xffffffff91000000 },
	};
	const struct kernel_symbol wrong[] = { near[0], { "init_uts_ns", 0xffffffff92000040 } };

	begin();
	use_map(near, 2);
	CHECK_EQ(kernel(0xffffffff91000020).why, UNNAMED_NO_KALLSYMS);
	image.system_map = lasting_path("boot/System.map-" KERNEL_RELEASE);
	use_map(near, 2);
	CHECK_STR(name_of(0xffffffff91000020), "map_first");
	image.system_map = NULL;
	use_map(wrong, 2);
	CHECK_EQ(kernel(0xffffffff91000020).why, UNNAMED_NO_KALLSYMS);
	image.system_map = lasting_path("boot/System.map-" KERNEL_RELEASE);
	use_map(wrong, 2);
	CHECK_EQ(kernel(0xffffffff91000020).why, UNNAMED_NO_KALLSYMS);
	CHECK_EQ(resolver_check_system_map(resolver), KERNEL_OTHER_ADDRESSES);
	end();
}

/* As flamerec bundle packs it. */
static void bundled_maps(void)
{
	const struct kernel_symbol known[] = {
		{ "_stext", 0xffffffff91000000 }, { "init_uts_ns", 0xffffffff92000000 },
	};
	struct places places = { .bundle_count = 1, .elsewhere = true };
	struct bundle *bundle;
	int fd, out;

	begin();
	fd = open(fixture_text("map", map_text), O_RDONLY | O_CLOEXEC);
	out = open(fixture_path("bundle.tar"), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	CHECK(!tar_add(out, "boot/System.map-" KERNEL_RELEASE, fd, sizeof(map_text) - 1));
	CHECK(!tar_end(out));
	close(fd);
	close(out);
	bundle = bundle_open(fixture_path("bundle.tar"));
	CHECK(bundle);
	places.bundles = &bundle;
	resolver_set_places(resolver, &places);
	image.is_here = false;
	image.symbols = known;
	/* What proves nothing is not taken. */
	image.symbol_count = 1;
	resolver_set_kernel(resolver, &image);
	CHECK_EQ(kernel(0xffffffff91000020).why, UNNAMED_NO_KALLSYMS);
	image.symbol_count = 2;
	resolver_set_kernel(resolver, &image);
	CHECK_STR(name_of(0xffffffff91000020), "map_first");
	image.release = "9.8.8";
	resolver_set_kernel(resolver, &image);
	CHECK_EQ(kernel(0xffffffff91000020).why, UNNAMED_NO_KALLSYMS);
	end();
	bundle_free(bundle);
}

static void no_slide(void)
{
	begin();
	image.system_map = "/none";
	use_map(NULL, 0);
	CHECK_EQ(resolver_check_system_map(resolver), KERNEL_UNREADABLE);
	CHECK_EQ(kernel(0xffffffff81000020).why, UNNAMED_NO_KALLSYMS);
	image.system_map = lasting_path("boot/System.map-" KERNEL_RELEASE);
	use_map(NULL, 0);
	CHECK_EQ(kernel(0xffffffff81000020).why, UNNAMED_NO_SLIDE);
	image.is_fixed = true;
	use_map(NULL, 0);
	CHECK_STR(name_of(0xffffffff81000020), "map_first");
	image.has_slide = true;
	image.slide = 0x1000;
	use_map(NULL, 0);
	CHECK_STR(name_of(0xffffffff81001020), "map_first");
	end();
}

/* The kernel of another machine has its files below the sysroot only. */
static void sysroots(void)
{
	const struct kernel_symbol known[] = {
		{ "_stext", 0xffffffff91000000 }, { "init_uts_ns", 0xffffffff92000000 },
	};
	struct places places = { .sysroot = lasting_path("target"), .elsewhere = true };

	begin();
	image.is_here = false;
	use_map(known, 2);
	CHECK_EQ(kernel(0xffffffff91000020).why, UNNAMED_NO_KALLSYMS);
	CHECK(fixture_run("mkdir -p target && mv boot target/"));
	resolver_set_places(resolver, &places);
	resolver_set_kernel(resolver, &image);
	CHECK_STR(name_of(0xffffffff91000020), "map_first");
	CHECK(fixture_run("mkdir target/boot/System.map-x"));
	image.release = "x/../System.map-" KERNEL_RELEASE;
	resolver_set_kernel(resolver, &image);
	CHECK_EQ(kernel(0xffffffff91000020).why, UNNAMED_NO_KALLSYMS);
	end();
	fixture_run("rm -rf target");
}

static uint64_t slide_wanted;

static void check_function(const char *function, uint64_t address)
{
	CHECK_STR(name_of(address + slide_wanted), function);
	CHECK_EQ(kernel(address + slide_wanted).start, address + slide_wanted);
	if (slide_wanted)
		CHECK(kernel(address).why != NAMED);
}

static bool is_64_bit(void)
{
	return sizeof(long) == 8;
}

static void use_vmlinux(const char *id)
{
	build_id_parse(id, &image.id);
	resolver_set_kernel(resolver, &image);
}

static void vmlinux_files(void)
{
	struct kernel_symbol known[] = { { "init_uts_ns", 0 }, { "not_there", 5 } };
	struct clue clue = { .name = "init_uts_ns" };
	uint64_t slide;
	FILE *file;

	if (!is_64_bit())
		return;
	begin();
	CHECK(fixture_run("mkdir -p boot") && kernel_build("boot/vmlinux-" KERNEL_RELEASE,
							   KERNEL_ID, ""));
	file = fopen(fixture_path("boot/vmlinux-" KERNEL_RELEASE), "re");
	clues_find_in_elf(&clue, 1, fileno(file));
	fclose(file);
	CHECK_EQ(clue.found, 1);
	known[0].address = clue.linked + KERNEL_SLIDE;
	image.symbols = known;
	image.symbol_count = 2;
	slide_wanted = KERNEL_SLIDE;
	/* One symbol is enough where the build-id is known. */
	use_vmlinux(KERNEL_ID);
	CHECK_EQ(kernel_functions_of("boot/vmlinux-" KERNEL_RELEASE, check_function), 3);
	CHECK_EQ(kernel(KERNEL_LINKED - 1 + KERNEL_SLIDE).why, UNNAMED_STRIPPED);
	use_vmlinux("");
	CHECK_EQ(kernel(KERNEL_LINKED + KERNEL_SLIDE).why, UNNAMED_NO_KALLSYMS);
	use_vmlinux("0123456789");
	CHECK_EQ(kernel(KERNEL_LINKED + KERNEL_SLIDE).why, UNNAMED_NO_KALLSYMS);
	image.vmlinux = lasting_path("boot/vmlinux-" KERNEL_RELEASE);
	use_vmlinux("0123456789");
	CHECK_EQ(resolver_check_vmlinux(resolver), KERNEL_OTHER_ID);
	/* The user's word instead of a build-id. */
	use_vmlinux("");
	CHECK_EQ(kernel_functions_of("boot/vmlinux-" KERNEL_RELEASE, check_function), 3);
	image.symbol_count = 0;
	use_vmlinux(KERNEL_ID);
	CHECK_EQ(kernel(KERNEL_LINKED).why, UNNAMED_NO_SLIDE);
	CHECK_EQ(resolver_check_vmlinux(resolver), KERNEL_NO_SLIDE);
	image.has_slide = true;
	image.slide = KERNEL_SLIDE;
	use_vmlinux(KERNEL_ID);
	CHECK_EQ(kernel_functions_of("boot/vmlinux-" KERNEL_RELEASE, check_function), 3);
	image.has_slide = false;
	image.is_fixed = true;
	slide_wanted = 0;
	use_vmlinux(KERNEL_ID);
	CHECK_EQ(kernel_functions_of("boot/vmlinux-" KERNEL_RELEASE, check_function), 3);
	image.vmlinux = fixture_text("text", "no ELF file\n");
	use_vmlinux(KERNEL_ID);
	CHECK_EQ(resolver_check_vmlinux(resolver), KERNEL_UNREADABLE);
	CHECK(!kernel_vmlinux(NULL, &slide));
	end();
}

/* Names that a capture kept tell where the kernel was loaded, and for which vmlinux not to fall. */
static void vmlinux_by_kept_names(void)
{
	struct clue clue = { .name = "kernel_last" };
	uint64_t last;
	FILE *file;

	if (!is_64_bit())
		return;
	begin();
	CHECK(fixture_run("mkdir -p boot") && kernel_build("boot/vmlinux-" KERNEL_RELEASE,
							   KERNEL_ID, ""));
	file = fopen(fixture_path("boot/vmlinux-" KERNEL_RELEASE), "re");
	clues_find_in_elf(&clue, 1, fileno(file));
	fclose(file);
	last = clue.linked + KERNEL_SLIDE;
	resolver_keep(resolver, NULL, last, last + 4, "kernel_last", NULL);
	/* That of a module says nothing. */
	resolver_keep(resolver, NULL, last + 0x1000, last + 0x1010, "kernel_first", "mod");
	slide_wanted = KERNEL_SLIDE;
	use_vmlinux(KERNEL_ID);
	CHECK_EQ(kernel_functions_of("boot/vmlinux-" KERNEL_RELEASE, check_function), 3);
	resolver_keep(resolver, NULL, last + 0x2000, last + 0x2010, "kernel_first", NULL);
	use_vmlinux(KERNEL_ID);
	CHECK_EQ(resolver_check_vmlinux(resolver), KERNEL_OTHER_ADDRESSES);
	CHECK_EQ(kernel(last - 1).why, UNNAMED_NO_KALLSYMS);
	end();
}

struct oracle {
	unsigned int asked;
	const char *module;
	bool is_mute;
};

/* Knows a function of 16 bytes at each multiple of 16. */
static bool tell(void *arg, uint64_t address, struct symbol *symbol)
{
	struct oracle *oracle = arg;
	static char name[32];

	oracle->asked++;
	if (oracle->is_mute)
		return false;
	snprintf(name, sizeof(name), "told_%" PRIx64, address & ~(uint64_t)15);
	symbol->name = name;
	symbol->module = oracle->module;
	symbol->start = address & ~15ull;
	symbol->end = symbol->start + (address == 0x1fff ? 4 : 16);
	return true;
}

static void questions(void)
{
	struct oracle oracle = { 0 };
	const char *shown = fixture_text("shown", "ffffffff81000000 T shown\n");
	const char *hidden = fixture_text("hidden", "0000000000000000 T hidden\n");

	begin();
	resolver_ask_kernel(resolver, tell, &oracle);
	resolver_keep(resolver, NULL, 0x1000, 0x1008, "kept", NULL);
	CHECK_STR(name_of(0x1004), "kept");
	CHECK_EQ(oracle.asked, 0);
	CHECK_STR(name_of(0x1009), "told_1000");
	CHECK_STR(name_of(0x1009), "told_1000");
	CHECK_EQ(oracle.asked, 1);
	/* An answer that is not about the address. */
	CHECK_EQ(kernel(0x1fff).why, UNNAMED_NO_KALLSYMS);
	CHECK_EQ(resolver_load_kallsyms(resolver, hidden), 0);
	CHECK_STR(name_of(0x2000), "told_2000");
	/* Of a module that goes: what nothing newer has stays. */
	oracle.module = "gone";
	CHECK_STR(kernel(0x3000).module, "gone");
	CHECK_EQ(resolver_load_kallsyms(resolver, hidden), 0);
	oracle.module = "come";
	CHECK_STR(kernel(0x3000).module, "come");
	CHECK_EQ(resolver_load_kallsyms(resolver, hidden), 0);
	oracle.is_mute = true;
	CHECK_STR(kernel(0x3001).name, "told_3000");
	CHECK_EQ(kernel(0x4000).why, UNNAMED_RESTRICTED);
	/* Whoever shows names is not asked. */
	CHECK_EQ(resolver_load_kallsyms(resolver, shown), 0);
	oracle = (struct oracle){ 0 };
	CHECK_STR(name_of(0xffffffff81000004), "shown");
	CHECK_EQ(kernel(0x5000).why, UNNAMED_STRIPPED);
	CHECK_EQ(oracle.asked, 0);
	/* What has been shown is known, even if it is hidden by now. */
	CHECK_EQ(resolver_load_kallsyms(resolver, hidden), 0);
	CHECK_STR(name_of(0xffffffff81000004), "shown");
	end();
}

static void missed_addresses(void)
{
	begin();
	CHECK(!resolver_kernel_missed(resolver));
	kernel(0x1000);
	CHECK(resolver_kernel_missed(resolver));
	kernel(0x1000);
	CHECK(!resolver_kernel_missed(resolver));
	kernel(0x1001);
	CHECK(resolver_kernel_missed(resolver));
	/* There are always some: only many new ones tell of new code. */
	kernel(0x1002);
	CHECK(!resolver_kernel_missed(resolver));
	kernel(0x1003);
	CHECK(resolver_kernel_missed(resolver));
	CHECK(!resolver_kernel_missed(resolver));
	end();
}

static const char module_source[] =
	"int module_first(int x) { return x * 3; }\n"
	"int module_last(int x) { return x ^ 9; }\n"
	"__attribute__((section(\".init.text\"))) int module_init(int x) { return x + 2; }\n"
	"__attribute__((section(\".other.text\"))) int module_other(int x) { return x - 5; }\n"
	"int module_data = 1;\n";

#define MODULE_AT 0xffffffffc0100000

static struct kernel_symbol sections[] = {
	{ ".text", MODULE_AT }, { ".other.text", MODULE_AT + 0x5000 },
};

static struct kernel_module module = {
	.name = "test_module", .address = MODULE_AT, .size = 0x8000,
	.sections = sections, .section_count = 2,
};

static bool build_module(void)
{
	fixture_text("module.c", module_source);
	return fixture_run("mkdir -p lib/modules/" KERNEL_RELEASE "/extra && "
			   "%s -O1 -ffreestanding -fno-pic -c module.c -o module.o && "
			   "%s -nostdlib -r -Wl,--build-id=0x" KERNEL_ID " module.o -o lib/modules/"
			   KERNEL_RELEASE "/extra/test-module.ko", fixture_cc(), fixture_cc());
}

static void use_module(const char *id, const char *file)
{
	char dep[256];

	snprintf(dep, sizeof(dep), "extra/test_module2.ko:\n%s: extra/base.ko\n", file);
	fixture_text("lib/modules/" KERNEL_RELEASE "/modules.dep", dep);
	build_id_parse(id, &module.id);
	image.modules = &module;
	image.module_count = 1;
	resolver_set_kernel(resolver, &image);
}

static void check_module(void)
{
	CHECK_STR(name_of(MODULE_AT), "module_first");
	CHECK_STR(kernel(MODULE_AT).module, "test_module");
	CHECK_STR(name_of(MODULE_AT + 0x5000), "module_other");
	CHECK_EQ(kernel(MODULE_AT + 0x5800).why, UNNAMED_STRIPPED);
	CHECK_EQ(kernel(MODULE_AT + 0x8000).why, UNNAMED_NO_KALLSYMS);
}

static void module_files(void)
{
	begin();
	CHECK(build_module());
	use_module(KERNEL_ID, "extra/test-module.ko");
	check_module();
	/* Seen from the root that is looked at. */
	use_module(KERNEL_ID, "/lib/modules/" KERNEL_RELEASE "/extra/test-module.ko");
	check_module();
	use_module("0123", "extra/test-module.ko");
	CHECK_EQ(kernel(MODULE_AT).why, UNNAMED_NO_FILE);
	/* Without a build-id it must be older than the machine's last start. */
	use_module("", "extra/test-module.ko");
	CHECK(fixture_run("mkdir -p proc && echo btime $(($(date +%%s) - 60)) > proc/stat"));
	CHECK_EQ(kernel(MODULE_AT).why, UNNAMED_NO_FILE);
	use_module("", "extra/test-module.ko");
	CHECK(fixture_run("echo btime $(($(date +%%s) + 60)) > proc/stat"));
	check_module();
	/* Only what must lie at the beginning, where nobody tells more. */
	module.section_count = 0;
	use_module(KERNEL_ID, "extra/test-module.ko");
	CHECK_STR(name_of(MODULE_AT), "module_first");
	CHECK_EQ(kernel(MODULE_AT + 0x5000).why, UNNAMED_STRIPPED);
	module.section_count = 2;
	end();
}

/* One that is as large as a disk is none; a list of modules may be something that one waits for. */
static void files_of_anything(void)
{
	const struct kernel_symbol known[] = {
		{ "_stext", 0xffffffff91000000 }, { "init_uts_ns", 0xffffffff92000000 },
	};

	begin();
	use_map(known, 2);
	CHECK(fixture_run("truncate -s 100G boot/System.map-" KERNEL_RELEASE));
	CHECK_EQ(resolver_check_system_map(resolver), KERNEL_UNREADABLE);
	end();
	begin();
	CHECK(build_module());
	use_module(KERNEL_ID, "extra/test-module.ko");
	CHECK(fixture_run("cd lib/modules/" KERNEL_RELEASE " && rm modules.dep && "
			  "mkfifo modules.dep"));
	CHECK_EQ(kernel(MODULE_AT).why, UNNAMED_NO_FILE);
	end();
}

static void packed_modules(void)
{
	begin();
	CHECK(build_module());
	if (fixture_run("xz -k lib/modules/" KERNEL_RELEASE "/extra/test-module.ko 2>/dev/null")) {
		use_module(KERNEL_ID, "extra/test-module.ko.xz");
#ifdef HAVE_LZMA
		check_module();
#else
		CHECK_EQ(kernel(MODULE_AT).why, UNNAMED_NO_FILE);
#endif
		CHECK(fixture_run("cd lib/modules/" KERNEL_RELEASE "/extra && "
				  "head -c 200 test-module.ko.xz > cut.xz && "
				  "mv cut.xz test-module.ko.xz"));
		use_module(KERNEL_ID, "extra/test-module.ko.xz");
		CHECK_EQ(kernel(MODULE_AT).why, UNNAMED_NO_FILE);
	}
	CHECK(fixture_run("gzip -k lib/modules/" KERNEL_RELEASE "/extra/test-module.ko"));
	use_module(KERNEL_ID, "extra/test-module.ko.gz");
	check_module();
	CHECK(fixture_run("cd lib/modules/" KERNEL_RELEASE "/extra && "
			  "head -c 200 test-module.ko.gz > cut.gz && "
			  "mv cut.gz test-module.ko.gz"));
	use_module(KERNEL_ID, "extra/test-module.ko.gz");
	CHECK_EQ(kernel(MODULE_AT).why, UNNAMED_NO_FILE);
	use_module(KERNEL_ID, "extra/test-module.ko.zst");
	CHECK_EQ(kernel(MODULE_AT).why, UNNAMED_NO_FILE);
	end();
}

/* Whatever is cut off or overwritten: fewer names, and nothing worse. */
static void damaged_modules(void)
{
	static char bytes[65536];
	size_t size;
	FILE *file;

	begin();
	CHECK(build_module());
	file = fopen(fixture_path("lib/modules/" KERNEL_RELEASE "/extra/test-module.ko"), "re");
	size = file ? fread(bytes, 1, sizeof(bytes), file) : 0;
	if (file)
		fclose(file);
	CHECK(size > 64);
	for (size_t i = 0; i < size; i += 7) {
		char old = bytes[i];

		bytes[i] ^= 0xff;
		fixture_write("lib/modules/" KERNEL_RELEASE "/extra/test-module.ko", bytes, size);
		bytes[i] = old;
		use_module(KERNEL_ID, "extra/test-module.ko");
		kernel(MODULE_AT);
	}
	end();
}

/* The same with what is read of a core file and a vmlinux. */
static void damaged_files(void)
{
	static char bytes[65536];
	struct clue clue = { .name = "init_uts_ns" };
	size_t size;
	FILE *file;

	kernel_core("core", "SYMBOL(_stext)=ffffffff9f200000\n");
	file = fopen(fixture_path("core"), "re");
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	for (size_t i = 4; i < 700 && i < size; i++) {
		bytes[i] ^= 0xff;
		free(vmcoreinfo_read(fixture_write("damaged", bytes, size)));
		bytes[i] ^= 0xff;
	}
	if (!is_64_bit() || !kernel_build("kernel", KERNEL_ID, ""))
		return;
	file = fopen(fixture_path("kernel"), "re");
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	for (size_t i = 4; i < size; i += 5) {
		bytes[i] ^= 0xff;
		file = fopen(fixture_write("damaged", bytes, size), "re");
		clues_find_in_elf(&clue, 1, fileno(file));
		fclose(file);
		bytes[i] ^= 0xff;
	}
	CHECK(clue.found);
}

int main(void)
{
	fixture_begin();
	RUN(notes_of_cores);
	RUN(slides);
	RUN(system_maps);
	RUN(unproven_maps);
	RUN(bundled_maps);
	RUN(no_slide);
	RUN(sysroots);
	RUN(vmlinux_files);
	RUN(vmlinux_by_kept_names);
	RUN(questions);
	RUN(missed_addresses);
	RUN(module_files);
	RUN(files_of_anything);
	RUN(packed_modules);
	RUN(damaged_modules);
	RUN(damaged_files);
	fixture_end();
	return unit_done();
}
