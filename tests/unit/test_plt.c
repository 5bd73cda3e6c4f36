// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The stubs that call functions of other files, compared with what objdump(1) calls them.
 */
#include "fixture_names.h"
#include "unit.h"

static struct names_line lines[NAMES_MAX];

static const char calls[] =
	"int first(int), second(int), third(int);\n"
	"int f(int x) { return first(x) + second(x) * 3; }\n"
	"int g(int x) { return third(f(x)) + first(2); }\n"
	/* Its address is taken, and it is called: a stub of .plt.got. */
	"int (*h(void))(int) { return second; }\n";

/* Every stub that objdump can name has that name, and there are as many as it is called for. */
static void check_stubs(const char *name, const char *objdump)
{
	struct names_score score;
	struct elf_file file;
	size_t n;

	names_open(&file, name);
	n = names_read(lines, "%s -d --no-show-raw-insn -j .plt -j .plt.sec -j .plt.got %s "
		       "2>/dev/null | sed -n 's/^\\([0-9a-f]*\\) <\\([^>]*@plt\\)>:$/\\1 \\2/p'",
		       objdump, name);
	score = names_compare(&file, lines, n, 0);
	CHECK(n >= 3);
	CHECK_EQ(score.same, n);
	score = names_compare(&file, lines, n, 7);
	CHECK_EQ(score.same, n);
	elf_file_close(&file);
}

/* Return: whether the compiler can do that here. */
static bool build(const char *name, const char *flags)
{
	fixture_text("calls.c", calls);
	if (fixture_run("%s -O1 -shared -fPIC -nostdlib %s calls.c -o %s 2>/dev/null && strip %s",
			fixture_cc(), flags, name, name))
		return true;
	printf("# %s is skipped: the compiler has no %s\n", name, flags);
	return false;
}

static void x86_64(void)
{
#ifdef __x86_64__
	if (build("lazy.so", "-fcf-protection=none -Wl,-z,lazy"))
		check_stubs("lazy.so", "objdump");
	if (build("now.so", "-fcf-protection=none -Wl,-z,now"))
		check_stubs("now.so", "objdump");
	if (build("ibt.so", "-fcf-protection=full -Wl,-z,ibtplt -Wl,-z,lazy"))
		check_stubs("ibt.so", "objdump");
	if (build("ibt-now.so", "-fcf-protection=full -Wl,-z,ibtplt -Wl,-z,now"))
		check_stubs("ibt-now.so", "objdump");
	if (build("lld.so", "-fuse-ld=lld"))
		check_stubs("lld.so", "objdump");
#endif
}

static void i386(void)
{
#ifdef __x86_64__
	if (build("lazy32.so", "-m32 -Wl,-z,lazy"))
		check_stubs("lazy32.so", "objdump");
	if (build("now32.so", "-m32 -Wl,-z,now"))
		check_stubs("now32.so", "objdump");
	if (build("ibt32.so", "-m32 -fcf-protection=full -Wl,-z,ibtplt -Wl,-z,lazy"))
		check_stubs("ibt32.so", "objdump");
#endif
}

/*
 * Where jumps are checked, a call that is bound late goes through a stub of its own, which objdump
 * does not name. The slot holds its address until then.
 */
static void check_late(const char *name, const char *flags, unsigned int word)
{
	struct elf_file file;
	size_t n;

	if (!build(name, flags))
		return;
	/* What the slots of relocations contain, and the relocations' symbols. */
	n = names_read(lines, "readelf -rW %s | awk '/JUMP_SLOT/ { print $1, $5 }' |"
		       "while read slot name; do"
		       " set -- $(readelf -SW %s | sed 's/^ *\\[ *[0-9]*\\]//' |"
		       "  awk '$1 == \".got.plt\" { print $3, $4 }');"
		       " od -An -tx%u -j $((0x$slot - 0x$1 + 0x$2)) -N%u %s | tr -d '\\n ';"
		       " echo \" $name@plt\"; done", name, name, word, word, name);
	names_open(&file, name);
	CHECK(n >= 2);
	CHECK_EQ(names_compare(&file, lines, n, 0).same, n);
	elf_file_close(&file);
}

static void bound_late(void)
{
#ifdef __x86_64__
	check_late("late.so", "-fcf-protection=full -Wl,-z,ibtplt -Wl,-z,lazy", 8);
	check_late("late32.so", "-m32 -fcf-protection=full -Wl,-z,ibtplt -Wl,-z,lazy", 4);
#endif
}

/* Return: whether clang and lld can do that here. */
static bool build_for(const char *name, const char *target)
{
	fixture_text("calls.c", calls);
	if (fixture_run("clang --target=%s -O1 -nostdlib -fuse-ld=lld -shared -fPIC calls.c -o %s "
			"2>/dev/null", target, name))
		return true;
	printf("# %s is skipped: no clang and lld for %s\n", name, target);
	return false;
}

static void arm64(void)
{
	if (!names_have("llvm-objdump-14"))
		return;
	if (build_for("arm64.so", "aarch64-linux-gnu"))
		check_stubs("arm64.so", "llvm-objdump-14");
	if (build_for("bti.so", "aarch64-linux-gnu -mbranch-protection=standard -Wl,-z,force-bti"))
		check_stubs("bti.so", "llvm-objdump-14");
	if (build_for("pac.so", "aarch64-linux-gnu -mbranch-protection=standard -Wl,-z,force-bti "
		      "-Wl,-z,pac-plt"))
		check_stubs("pac.so", "llvm-objdump-14");
}

/* Nobody names these: a call's target by itself says whose stub it is. */
static void check_order(const char *name, uint64_t step)
{
	static const char *const names[] = { "first@plt", "second@plt", "third@plt" };
	uint64_t address, found = 0;
	struct elf_file file;
	unsigned int i;

	CHECK_EQ(names_read(lines, "readelf -SW %s | sed 's/^ *\\[ *[0-9]*\\]//' |"
			    "awk '$1 == \".plt\" { print $3, $5 }'", name), 1);
	names_open(&file, name);
	address = lines[0].address;
	for (i = 0; i < 3; i++) {
		while (found < 0x100 && strcmp(names_at(&file, address + found), names[i]))
			found += 4;
		CHECK(found < 0x100);
		CHECK(!strcmp(names_at(&file, address + found + step - 4), names[i]));
	}
	elf_file_close(&file);
}

/* The linkers lay stubs out in the order of the calls. */
static void other_machines(void)
{
	if (build_for("riscv.so", "riscv64-linux-gnu"))
		check_order("riscv.so", 16);
	if (build_for("arm.so", "armv7-linux-gnueabihf -marm"))
		check_order("arm.so", 12);
	if (build_for("thumb.so", "armv7-linux-gnueabihf -mthumb"))
		check_order("thumb.so", 12);
}

/* GNU ld's stubs for arm, some of them entered from Thumb code, as objdump names them. */
static void arm(void)
{
	fixture_text("calls.c", calls);
	if (!names_have("arm-linux-gnueabihf-ld") ||
	    !fixture_run("clang --target=armv7-linux-gnueabihf -marm -O1 -fPIC -c calls.c -o arm.o"
			 " 2>/dev/null &&"
			 "arm-linux-gnueabihf-ld -shared arm.o -o gnu-arm.so")) {
		printf("# skipped: no clang and GNU ld for arm\n");
		return;
	}
	check_stubs("gnu-arm.so", "arm-linux-gnueabihf-objdump");
}

/* Functions of a static program that are chosen when it starts: strlen() is one of glibc's. */
static void chosen(void)
{
#ifdef __x86_64__
	struct elf_file file;
	uint64_t address;
	bool found = false;

	fixture_text("chosen.c", "static int one(void) { return 1; }\n"
		     "static void *choose(void) { return (void *)one; }\n"
		     "int chosen(void) __attribute__((ifunc(\"choose\")));\n"
		     "int main(void) { return chosen(); }\n");
	if (!fixture_run("%s -static -O1 chosen.c -o chosen 2>/dev/null", fixture_cc())) {
		printf("# skipped: no static C library\n");
		return;
	}
	CHECK_EQ(names_read(lines, "readelf -SW chosen | sed 's/^ *\\[ *[0-9]*\\]//' |"
			    "awk '$1 ~ /^\\.i?plt$/ { print $3, $5 }'"), 1);
	names_open(&file, "chosen");
	for (address = lines[0].address; address < lines[0].address + 0x400; address += 8)
		found = found || !strcmp(names_at(&file, address), "chosen@plt");
	CHECK(found);
	elf_file_close(&file);
#endif
}

/* Stubs whose bytes are not what they should be have no name, rather than another one's. */
static void corrupt(void)
{
#ifdef __x86_64__
	size_t n, i;
	struct elf_file file;

	if (!build("corrupt.so", "-fcf-protection=none -Wl,-z,lazy"))
		return;
	CHECK_EQ(names_read(lines, "readelf -SW corrupt.so | sed 's/^ *\\[ *[0-9]*\\]//' |"
			    "awk '$1 == \".plt\" { print $4, $5 }'"), 1);
	n = strtoul(lines[0].name, NULL, 16);
	CHECK(fixture_run("head -c %zu /dev/zero | dd of=corrupt.so bs=1 seek=%llu conv=notrunc "
			  "status=none", n, lines[0].address));
	names_open(&file, "corrupt.so");
	for (i = 0; i < n; i++)
		CHECK_STR(names_at(&file, lines[0].address + i), "-");
	elf_file_close(&file);
#endif
}

int main(void)
{
	fixture_begin();
	RUN(x86_64);
	RUN(i386);
	RUN(bound_late);
	RUN(arm64);
	RUN(other_machines);
	RUN(arm);
	RUN(chosen);
	RUN(corrupt);
	free(names_buf.text);
	fixture_end();
	return unit_done();
}
