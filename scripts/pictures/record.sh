#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# In the guest: samples each lesson into a capture of its own in /out.
set -eu
cd "$(dirname "$0")"
for lesson in shop tower repeat contend files slow fast; do
	flamerec record /dev/flamesamp -F 999 -o "/out/$lesson.fsc" -- "$PWD/lessons" $lesson 6
done
flamerec record /dev/flamesamp -F 499 -o /out/beats.fsc -- "$PWD/lessons" beats 24
