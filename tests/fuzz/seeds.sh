# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What each fuzzer starts from, in $seeds/FUZZER.  Sourced by run, which sets `seeds`.

# Usage: compile_seed OUTPUT SOURCE TARGET FLAG...
compile_seed() {
	clang --target="$3" "${@:4}" -O2 -shared -fPIC -ffreestanding -nostdlib \
		-fno-stack-protector -fuse-ld=lld -Wl,-z,noseparate-code -Wl,--build-id \
		-o "$seeds/$1" "$2"
	rm -f "$seeds/$1"*.o
}

# A file for each machine and each kind of unwind information.
make_table_seeds() {
	compile_seed fuzz_table/x86_64 seeds.c x86_64-linux-gnu -g0 -Wl,-s
	compile_seed fuzz_table/i386 seeds.c i386-linux-gnu -g0 -Wl,-s
	compile_seed fuzz_table/aarch64 seeds.c aarch64-linux-gnu -g0 -Wl,-s \
		-mbranch-protection=pac-ret
	compile_seed fuzz_table/riscv64 seeds.c riscv64-linux-gnu -g0 -Wl,-s
	compile_seed fuzz_table/arm seeds.c armv7-linux-gnueabihf -g0 -Wl,-s -marm
	compile_seed fuzz_table/thumb seeds.c armv7-linux-gnueabihf -g0 -Wl,-s -mthumb
	compile_seed fuzz_table/debug seeds.c armv7-linux-gnueabihf -gdwarf-4 -mthumb \
		-fno-unwind-tables -fno-asynchronous-unwind-tables
}

# As distributions make it: a file of symbols, compressed, in a section of the stripped file.
make_minidebuginfo() {
	local file=$seeds/fuzz_names/$1
	objcopy --strip-debug "$file" "$file.symbols"
	xz -c "$file.symbols" >"$file.xz"
	objcopy --strip-all --add-section ".gnu_debugdata=$file.xz" "$file" "$file-minidebuginfo"
	rm "$file.symbols" "$file.xz"
}

make_name_seeds() {
	compile_seed fuzz_names/x86_64 seeds_names.c x86_64-linux-gnu -g0
	make_minidebuginfo x86_64
	strip -o "$seeds/fuzz_names/stripped" "$seeds/fuzz_names/x86_64"
	objcopy --only-keep-debug "$seeds/fuzz_names/x86_64" "$seeds/fuzz_names/debug"
	compile_seed fuzz_names/lazy seeds_names.c x86_64-linux-gnu -g0 -Wl,-z,lazy -fcf-protection
	compile_seed fuzz_names/i386 seeds_names.c i386-linux-gnu -g0
	compile_seed fuzz_names/aarch64 seeds_names.c aarch64-linux-gnu -g0 -Wl,-s
	compile_seed fuzz_names/riscv64 seeds_names.c riscv64-linux-gnu -g0
	compile_seed fuzz_names/arm seeds_names.c armv7-linux-gnueabihf -g0 -mthumb
	# With the start file of the C library.
	echo 'int main(void) { return 0; }' |
		gcc -O1 -s -Wl,-z,noseparate-code -x c -o "$seeds/fuzz_names/program" -
	clang --target=x86_64-linux-gnu -static -nostdlib -fuse-ld=lld -Wl,-s,-e,0 \
		-o "$seeds/fuzz_names/go" seeds_go.S
}

make_dwarf_seeds() {
	compile_seed fuzz_dwarf/dwarf4 seeds_names.c x86_64-linux-gnu -gdwarf-4
	compile_seed fuzz_dwarf/dwarf5 seeds_names.c x86_64-linux-gnu -gdwarf-5
	compile_seed fuzz_dwarf/lines seeds_names.c x86_64-linux-gnu -gline-tables-only
	compile_seed fuzz_dwarf/arm seeds_names.c armv7-linux-gnueabihf -gdwarf-4 -mthumb
}

# The first byte says what it is.
make_text_seeds() {
	local dir=$seeds/fuzz_text
	printf '\0ffffffff81000000 T _stext\nffffffff81000010 t do_one.isra.0\n%s\n' \
		'ffffffff81002000 T last	[module]' >"$dir/kallsyms"
	printf '\1%s\n' 'OSRELEASE=6.1.0' 'SYMBOL(_stext)=ffffffff81000000' 'KERNELOFFSET=0' \
		>"$dir/info"
}

make_jit_seeds() {
	printf 'm%s\n' '7f0010 20 first function' '7f0030 0x10 second' '7f0018 8 third' \
		>"$seeds/fuzz_jit/map"
	perl -e 'print "d", pack "L6Q2", 0x4a695444, 1, 40, 62, 0, 7, 1, 0;
		print pack "L2QL2Q4Z*a4", 0, 75, 5, 7, 7, 0x7f00, 0x7f00, 4, 1, "fourteen chars",
			"code";
		print pack "L2QL2Q5", 1, 64, 6, 7, 7, 0x7f00, 0x7f00, 0x8f00, 4, 1;
		print pack "L2Q", 3, 16, 7;' >"$seeds/fuzz_jit/dump"
}

# A type, the size in units of 8 bytes, the payload.
make_capture_seeds() {
	perl -e '
		my $text = "/usr/lib/libfoo.so\0foo\0ext4\0";
		$text .= "\0" x (-length($text) % 8);
		my $names = pack("L4", 1, 2, length $text, 0) . pack("L2a32", 0, 20, "build-id") .
			pack("Q2L4", 0x1000, 0x1080, 0, 19, 0xffffffff, 0) .
			pack("Q2L4", 0xffffffff81000000, 0xffffffff81000100,
				0xffffffff, 19, 23, 0) . $text;
		print pack("CS", 3, length($names) / 8), $names;
		my $key = "hz\0" . "99\0\0\0";
		print pack("CS", 1, 1), $key;
		' >"$seeds/fuzz_capture/names"
}

make_bundle_seeds() {
	local work
	work=$(mktemp -d)
	mkdir -p "$work/.build-id/11" "$work/boot"
	echo file >"$work/.build-id/11/11111111111111111111111111111111111111"
	echo debug >"$work/.build-id/11/11111111111111111111111111111111111111.debug"
	echo map >"$work/boot/System.map-6.1"
	tar -c --format=ustar -C "$work" -f "$seeds/fuzz_bundle/ustar" .build-id boot
	tar -c --format=gnu -C "$work" -f "$seeds/fuzz_bundle/gnu" .
	rm -r "$work"
}

make_stack_seeds() {
	printf '%s\n' '# comment' 'sh;main;read_[k];ext4_read [ext4]_[k] 12' 'sh;main;read_[k] 3' \
		'sh;main;run_[j];a b_[i] 1.25' 'a;;b 10 12' ';a;; 1.' '[softirq];0x12 7' \
		>"$seeds/fuzz_folded/folded"
	printf '%s\n' '# cmdline : perf record' \
		'V8 Worker 24636/25607 [000] 4794564.109216:     250000 cycles:u: ' \
		'	ffffffff8103ce3b native_safe_halt+0xb ([kernel.kallsyms])' \
		'	ffffffffc03ce3b0 ext4_readdir+0xb ([ext4])' \
		'	7f443cc8af43 std::f<int (int)>::operator()(int) const (inlined)' \
		'	7f89cc467fc4 La/P;::println->La/P;::newLine+0x0 (/tmp/perf-10487.map)' \
		'	5966605dd52f8e00 [unknown] (/usr/lib/libc.so.6 (deleted))' '' \
		'   false 39654 19115.489719: 1 cycles:  7fa68b1f2d84 _dl_start+0x4 (/usr/lib/ld.so)' \
		>"$seeds/fuzz_perf_script/script"
	cp "$seeds/fuzz_perf_script/script" "$seeds/fuzz_folded"
}

# Usage: make_seeds FUZZER...
make_seeds() {
	rm -rf "$seeds"
	mkdir -p "${@/#/$seeds/}"
	make_table_seeds
	make_name_seeds
	make_dwarf_seeds
	make_text_seeds
	make_jit_seeds
	make_capture_seeds
	make_bundle_seeds
	make_stack_seeds
}
