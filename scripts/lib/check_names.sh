# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Names of a distribution's programs, stripped as they are, and of code in awkward places: recorded
# in a guest by flamerec and by perf, compared there and with elfutils, and drawn here, which
# is another machine than the guest.  Needs check_kernels.sh and check_stacks.sh.

# Seconds of work of each program, where what they do is compared.
names_seconds=2

# Kernels of whose guests captures are looked at: the distribution's, with perf beside, and one of
# another architecture.
# Usage: names_kernels KERNEL...
names_kernels() {
	local k
	distribution_kernel
	for k; do
		[ "$(kernel_field "$k" arch)" != arm64 ] || echo "$k"
	done
}

# Usage: names_image KERNEL
names_image() {
	local variant=programs arch
	arch=$(kernel_field "$1" arch)
	[ "$arch" != amd64 ] || variant=names
	"$top/tests/vm/make-root" "$(kernel_field "$1" suite)" $variant "$arch"
}

# What the guests need besides their programs, and the recorder with all of its libraries.
make_names_folder() {
	[ ! -e "$out/names/load.sh" ] || return 0
	make -s -C "$top" -j"$(nproc)" CC=gcc build/flamerec &&
		make -s -C "$top/tests/names" -j"$(nproc)" &&
		make -s -C "$top/tests/kernel-names" -j"$(nproc)" &&
		"$top/tests/stacks/prepare.sh" "$out/names/files" &&
		"$top/tests/names/prepare.sh" "$out/names/files" "$cache/go" &&
		cp "$top/tests/stacks/load.sh" "$out/names/stock.sh" &&
		cp "$top/tests/names/"{load,record}.sh "$out/names/"
}

# The guest's files as they were while it recorded, without those that only perf has use for.
# Usage: unpack_names_root IMAGE DIRECTORY
unpack_names_root() {
	mkdir -p "$2"
	debugfs -R "rdump /usr /opt $2" "$1" || return 1
	mkdir -p "$2/names" "$2/tmp/lib"
	cp -a "$out/names/files" "$2/names/" &&
		cp "$out/names/files/deleted" "$2/tmp/" &&
		cp "$out/names/files/libspin.so" "$2/tmp/lib/"
}

# The recorder for a guest: with its libraries where it is this machine's Debian.
# Usage: names_recorder ARCH
names_recorder() {
	if [ "$1" = amd64 ]; then
		echo "$top/build/flamerec"
	else
		echo "$top/build/vm/$1/flamerec"
	fi
}

# Usage: boot_for_names KERNEL IMAGE
boot_for_names() {
	local arch load=stock.sh seconds=1
	arch=$(kernel_field "$1" arch)
	[ "$arch" != amd64 ] || load=load.sh seconds=$names_seconds
	"$top/tests/vm/boot" "$1" --module --root "$2" --mem 1024 --out "$out/$1-names" \
		--timeout "$guest_limit" --file "$(names_recorder "$arch"):/usr/bin/flamerec" \
		--file "$out/names:/names" -- bash /names/record.sh $load $seconds
}

# Usage: judge_names KERNEL IMAGE
judge_names() {
	local dir=$out/$1-names root=$out/$1-root status=0
	{
		unpack_names_root "$2" "$root" &&
			install -D "$(names_recorder "$(kernel_field "$1" arch)")" \
				"$root/usr/bin/flamerec" &&
			"$top/tests/names/look.sh" "$dir" "$root"
	} >"$dir/look.log" 2>&1 || status=$?
	if [ $status != 0 ]; then
		show_end_of "$dir/look.log"
		record fail "$1: the capture is looked at" "status $status; see $dir/look.log"
		return 0
	fi
	rm -rf "$root"
	"$top/tests/names/check_names.pl" "$dir" >"$dir/names.tap" 2>&1 || status=$?
	grep -E '^# (.*samples,|.*alike;|the kernel:)' "$dir/names.tap" | cut -c 1-120 || true
	read_tap "$1, names" "$dir/names.tap" $status
}

# Usage: check_names KERNEL
check_names() {
	local k=$1 image
	headline "names, on kernel $k"
	kernel_is_here "$k" || return 0
	[ "$(kernel_field "$k" arch)" = amd64 ] ||
		tests_are_built "$(kernel_field "$k" arch)" || return 0
	module_is_built "$k" || return 0
	if ! image=$(names_image "$k" 2>"$out/names-root-$k.log"); then
		record skip "$k: names" "$(tail -n 1 "$out/names-root-$k.log")"
		return 0
	fi
	run_test "$k: the mixed load is recorded" boot_for_names "$k" "$image" || return 0
	judge_names "$k" "$image"
}
