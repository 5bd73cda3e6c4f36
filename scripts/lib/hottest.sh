# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The hottest paths of a folded file.  Lines look like
#   gzip;main;deflate;__x64_sys_read_[k];ext4_file_read_iter [ext4]_[k] 123
# where kernel frames end in _[k]; a last frame [late] marks a sample whose timer
# was held up.

# Usage: hottest FILE
hottest() {
	echo
	echo "Hottest paths in the kernel (share of all samples that were not idle):"
	hottest_paths "$1" kernel
	echo "Hottest paths in user space:"
	hottest_paths "$1" user
	echo
}

# Samples are blamed on the function that ran; of the way to it the last frames
# are shown, with the process in front.
hottest_paths() {
	awk -v want="$2" '
	{
		samples = $NF
		sub(/(;\[late\])? [0-9]+$/, "")
		depth = split($0, frame, ";")
		if (frame[1] ~ /^\[?(idle|swapper)/ || $0 ~ /\[idle\]/)
			next
		total += samples
		kind = frame[depth] ~ /_\[k\]$/ ? "kernel" : "user"
		if (kind != want)
			next
		path = frame[1]
		from = depth - 3 > 2 ? depth - 3 : 2
		if (from > 2)
			path = path " .."
		for (i = from; i <= depth; i++)
			path = path " > " frame[i]
		gsub(/_\[k\]/, "", path)
		count[path] += samples
	}
	END {
		for (path in count)
			printf "%5.1f%%  %s\n", 100 * count[path] / total, path
	}' "$1" | sort -rn | head -n 5
}
