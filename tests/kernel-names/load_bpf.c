// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A load that is a program of BPF, which was not there before: each packet of a socket runs it.
 *
 * Usage: load_bpf SECONDS	Status: 0; 4 where the kernel lets nobody load programs.
 */
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/*
 * Instructions: most of the time shall be spent in them. More are not allowed
 * (net.core.optmem_max).
 */
#define WORK 2000

static int load_program(void)
{
	static struct bpf_insn program[WORK + 2];
	union bpf_attr attr = { 0 };
	size_t n = 0;

	program[n++] = (struct bpf_insn){ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 1 };
	while (n <= WORK)
		program[n++] = (struct bpf_insn){ .code = BPF_ALU64 | BPF_MUL | BPF_K, .imm = 3 };
	program[n++] = (struct bpf_insn){ .code = BPF_JMP | BPF_EXIT };
	attr.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
	attr.insns = (unsigned long)program;
	attr.insn_cnt = n;
	attr.license = (unsigned long)"GPL";
	memcpy(attr.prog_name, "busy", 5);
	return syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}

int main(int argc, char **argv)
{
	time_t end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 1);
	int program = load_program(), pair[2];
	char packet[4] = "abc";

	if (program < 0) {
		perror("load_bpf");
		return 4;
	}
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) ||
	    setsockopt(pair[1], SOL_SOCKET, SO_ATTACH_BPF, &program, sizeof(program))) {
		perror("load_bpf");
		return 1;
	}
	while (time(NULL) < end) {
		if (send(pair[0], packet, sizeof(packet), 0) < 0 ||
		    recv(pair[1], packet, sizeof(packet), 0) < 0)
			return 1;
	}
	return 0;
}
