#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Work for scripts/demo to sample: programs that everybody has, two at a time, so
# that both of the guest's CPUs are busy.
#
# Usage: demo-workload.sh DIRECTORY      (made, filled, and removed)
set -eu
work=$1
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT

compression() {
	echo "compression: gzip, xz"
	tar -cf - /usr/lib/python3* 2>/dev/null | head -c 12000000 >"$work/data"
	gzip -9 -c "$work/data" >"$work/data.gz"
	head -c 2500000 "$work/data" | xz -6 -c >"$work/data.xz"
	gzip -dc "$work/data.gz" | cmp - "$work/data"
}

json() {
	echo "a Python loop over JSON"
	python3 - <<'PYTHON'
import json

def make_rows(count):
    return [{"id": i, "name": "row %d" % i, "tags": ["a", "b", str(i % 7)]} for i in range(count)]

def round_trip(rows):
    return json.loads(json.dumps(rows, indent=1))

def count_tags(rows):
    seen = {}
    for row in rows:
        for tag in row["tags"]:
            seen[tag] = seen.get(tag, 0) + 1
    return seen

for _ in range(25):
    count_tags(round_trip(make_rows(4000)))
PYTHON
}

files() {
	echo "the file system: find, cp, tar, sort, rm"
	for round in 1 2 3 4; do
		find / -xdev -type f -size -64k >"$work/list.$round"
		sort -r "$work/list.$round" >"$work/sorted.$round"
		mkdir "$work/copy.$round"
		head -n 900 "$work/sorted.$round" | tar -cf - -T - 2>/dev/null |
			tar -xf - -C "$work/copy.$round"
		cp -a "$work/copy.$round" "$work/again.$round"
		rm -r "$work/copy.$round" "$work/again.$round"
	done
}

network() {
	echo "the network: 100 MB through the loopback device"
	python3 - <<'PYTHON'
import socket, threading

def serve(listener, total):
    connection, _ = listener.accept()
    buffer = bytearray(65536)
    while total > 0:
        total -= connection.recv_into(buffer)
    connection.close()

def send(port, total):
    client = socket.create_connection(("127.0.0.1", port))
    chunk = bytes(16384)
    for _ in range(total // len(chunk)):
        client.sendall(chunk)
    client.close()

total = 100 * 1024 * 1024
listener = socket.create_server(("127.0.0.1", 0))
server = threading.Thread(target=serve, args=(listener, total))
server.start()
send(listener.getsockname()[1], total)
server.join()
PYTHON
}

compression &
first=$!
json
network
wait $first
files &
first=$!
json
wait $first
