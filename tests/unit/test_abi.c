// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pins the interface between module and readers: any change to what an older reader or module
 * relies on stops the build here. Includes nothing of libc, so that -m32 needs no 32-bit libc to
 * compile it: "cc -m32 -c" is the test for 32 bits already.
 */
#include <linux/flamesamp.h>

#define SIZE(name, bytes) \
	_Static_assert(sizeof(struct flamesamp_##name) == (bytes), #name)
#define OFFSET(name, member, bytes) \
	_Static_assert(__builtin_offsetof(struct flamesamp_##name, member) == (bytes), \
		       #name "." #member)
#define VALUE(name, value) _Static_assert(FLAMESAMP_##name == (value), #name)

SIZE(hello, 64);
OFFSET(hello, abi, 0);
OFFSET(hello, abi_oldest, 4);
OFFSET(hello, features, 8);
OFFSET(hello, cpus, 12);
OFFSET(hello, page_size, 16);
OFFSET(hello, reserved, 20);
OFFSET(hello, module_version, 32);

SIZE(config, 88);
OFFSET(config, abi, 0);
OFFSET(config, flags, 4);
OFFSET(config, hz, 8);
OFFSET(config, ring_bytes, 12);
OFFSET(config, watermark, 16);
OFFSET(config, stacks, 20);
OFFSET(config, kernel_frames, 24);
OFFSET(config, user_frames, 28);
OFFSET(config, seed, 32);
OFFSET(config, pids, 40);
OFFSET(config, npids, 48);
OFFSET(config, cgroup_fd, 52);
OFFSET(config, cpus, 56);
OFFSET(config, cpus_bytes, 64);
OFFSET(config, unwind, 68);
OFFSET(config, stack_bytes, 72);
OFFSET(config, reserved, 76);

SIZE(stats, 192);
OFFSET(stats, cpu, 0);
OFFSET(stats, flags, 4);
OFFSET(stats, ticks, 8);
OFFSET(stats, sampled, 16);
OFFSET(stats, idle, 24);
OFFSET(stats, excluded, 32);
OFFSET(stats, lost, 40);
OFFSET(stats, samples, 168);
OFFSET(stats, stacks, 176);
OFFSET(stats, bytes, 184);

SIZE(symbol, 600);
OFFSET(symbol, address, 0);
OFFSET(symbol, offset, 8);
OFFSET(symbol, size, 16);
OFFSET(symbol, module, 24);
OFFSET(symbol, name, 88);

SIZE(producer, 128);
OFFSET(producer, abi, 0);
OFFSET(producer, cpu, 4);
OFFSET(producer, ring_bytes, 8);
OFFSET(producer, flags, 12);
OFFSET(producer, reserved, 16);
OFFSET(producer, head, 64);
OFFSET(producer, reserved2, 68);

SIZE(consumer, 64);
OFFSET(consumer, tail, 0);
OFFSET(consumer, reserved, 4);

SIZE(header, 4);
OFFSET(header, type, 0);
OFFSET(header, flags, 1);
OFFSET(header, size, 2);

SIZE(time, 16);
OFFSET(time, header, 0);
OFFSET(time, reserved, 4);
OFFSET(time, ns, 8);

SIZE(stack, 16);
OFFSET(stack, header, 0);
OFFSET(stack, id, 4);
OFFSET(stack, program, 8);
OFFSET(stack, frames, 12);
OFFSET(stack, code, 16);

SIZE(stack_bytes, 56);
OFFSET(stack_bytes, header, 0);
OFFSET(stack_bytes, stack, 4);
OFFSET(stack_bytes, bytes, 8);
OFFSET(stack_bytes, reserved, 12);
OFFSET(stack_bytes, pc, 16);
OFFSET(stack_bytes, sp, 24);
OFFSET(stack_bytes, lr, 32);
OFFSET(stack_bytes, fp, 40);
OFFSET(stack_bytes, data, 56);

SIZE(sample, 24);
OFFSET(sample, header, 0);
OFFSET(sample, stack, 4);
OFFSET(sample, tid, 8);
OFFSET(sample, time, 12);
OFFSET(sample, weight, 16);
OFFSET(sample, reserved, 20);

SIZE(idle, 16);
OFFSET(idle, header, 0);
OFFSET(idle, count, 4);
OFFSET(idle, ns, 8);

SIZE(lost, 16);
OFFSET(lost, header, 0);
OFFSET(lost, cause, 4);
OFFSET(lost, count, 8);

SIZE(program, 40);
OFFSET(program, header, 0);
OFFSET(program, tgid, 4);
OFFSET(program, program, 8);
OFFSET(program, comm, 16);
OFFSET(program, index, 32);
OFFSET(program, reserved, 36);

SIZE(map, 64);
OFFSET(map, header, 0);
OFFSET(map, tgid, 4);
OFFSET(map, program, 8);
OFFSET(map, ns, 16);
OFFSET(map, start, 24);
OFFSET(map, end, 32);
OFFSET(map, offset, 40);
OFFSET(map, inode, 48);
OFFSET(map, major, 56);
OFFSET(map, minor, 60);
OFFSET(map, path, 64);

SIZE(exec, 40);
OFFSET(exec, header, 0);
OFFSET(exec, tgid, 4);
OFFSET(exec, program, 8);
OFFSET(exec, ns, 16);
OFFSET(exec, comm, 24);
OFFSET(exec, path, 40);

SIZE(fork, 40);
OFFSET(fork, header, 0);
OFFSET(fork, tgid, 4);
OFFSET(fork, program, 8);
OFFSET(fork, ns, 16);
OFFSET(fork, parent_program, 24);
OFFSET(fork, parent_tgid, 32);
OFFSET(fork, reserved, 36);

SIZE(comm, 40);
OFFSET(comm, header, 0);
OFFSET(comm, tgid, 4);
OFFSET(comm, ns, 8);
OFFSET(comm, tid, 16);
OFFSET(comm, reserved, 20);
OFFSET(comm, comm, 24);

SIZE(exit, 16);
OFFSET(exit, header, 0);
OFFSET(exit, tgid, 4);
OFFSET(exit, ns, 8);

SIZE(module, 88);
OFFSET(module, header, 0);
OFFSET(module, text_bytes, 4);
OFFSET(module, ns, 8);
OFFSET(module, base, 16);
OFFSET(module, name, 24);

VALUE(ABI, 2);

/* Limits: what a reader may ask for. */
VALUE(HZ_MIN, 1);
VALUE(HZ_MAX, 20000);
VALUE(RING_MIN, 65536);
VALUE(RING_MAX, 67108864);
VALUE(STACKS_MIN, 64);
VALUE(STACKS_MAX, 1048576);
VALUE(FRAMES_MAX, 1023);
VALUE(PIDS_MAX, 1024);
VALUE(COMM_LEN, 16);
VALUE(SAMPLE_SHORT, 16);

VALUE(FEATURE_KERNEL_CHAIN, 0x1);
VALUE(FEATURE_USER_CHAIN, 0x2);
VALUE(FEATURE_EXEC, 0x4);
VALUE(FEATURE_FORK, 0x8);
VALUE(FEATURE_EXIT, 0x10);
VALUE(FEATURE_COMM, 0x20);
VALUE(FEATURE_MODULES, 0x40);
VALUE(FEATURE_CGROUP, 0x80);
VALUE(FEATURE_IDLE, 0x100);
VALUE(FEATURE_TABLES, 0x200);
VALUE(FEATURE_SYMBOLS, 0x400);

VALUE(ONLY_KERNEL, 0x1);
VALUE(ONLY_USER, 0x2);
VALUE(NO_IDLE_SKIP, 0x4);
VALUE(NAME_KERNEL, 0x8);

VALUE(LOST_RING_FULL, 0);
VALUE(LOST_RING_BROKEN, 1);
VALUE(LOST_STALL, 2);
VALUE(LOST_NO_REGS, 3);
VALUE(LOST_SAMPLES, 8);
VALUE(LOST_SIDEBAND, 8);
VALUE(LOST_MAPS, 9);
VALUE(LOST_PROGRAMS, 10);
VALUE(LOSS_SPACE, 16);

VALUE(RING_BROKEN, 0x1);

VALUE(PAD, 0);
VALUE(TIME, 1);
VALUE(STACK, 2);
VALUE(SAMPLE, 3);
VALUE(IDLE, 4);
VALUE(LOST, 5);
VALUE(PROGRAM, 6);
VALUE(MAP, 7);
VALUE(EXEC, 8);
VALUE(FORK, 9);
VALUE(COMM, 10);
VALUE(EXIT, 11);
VALUE(MODULE, 12);
VALUE(STACK_BYTES, 13);

VALUE(STACK_KERNEL_DEEP, 0x1);
VALUE(STACK_USER_FP, 0x2);
VALUE(STACK_HAS_BYTES, 0x4);
VALUE(STACK_KERNEL_BROKEN, 0x8);
VALUE(STACK_COMPAT, 0x10);
VALUE(STACK_KERNEL_MODE, 0x20);

VALUE(USER_ABSENT, 0);
VALUE(USER_WHOLE, 1);
VALUE(USER_FP_END, 2);
VALUE(USER_DEEP, 3);
VALUE(USER_UNREADABLE, 4);
VALUE(USER_NO_RULE, 5);
VALUE(USER_IMPLAUSIBLE, 6);
VALUE(USER_LEAF, 7);
VALUE(FRAMES(1, 2, FLAMESAMP_USER_WHOLE), 0x01002001);

VALUE(UNWIND_FRAME_POINTERS, 0);
VALUE(UNWIND_TABLES, 1);
VALUE(UNWIND_LEAF, 2);

VALUE(IN_TASK, 0);
VALUE(IN_SOFTIRQ, 1);
VALUE(IN_HARDIRQ, 2);
VALUE(IN_IDLE, 3);
VALUE(CONTEXT_MASK, 3);
VALUE(LATE_SHIFT, 2);

VALUE(PROGRAM_KERNEL, 0x1);
VALUE(MODULE_UNLOADED, 0x1);

#if !defined(__mips__) && !defined(__powerpc__) && !defined(__sparc__) && !defined(__alpha__)
/* Direction and size of an ioctl lie elsewhere in the number on the machines left out here. */
VALUE(IOC_HELLO, 0x8040f500);
VALUE(IOC_CONFIGURE, 0xc058f501);
VALUE(IOC_START, 0x0000f502);
VALUE(IOC_STOP, 0x0000f503);
VALUE(IOC_STATS, 0xc0c0f504);
VALUE(IOC_TABLE, 0xc010f505);
VALUE(IOC_BIND, 0x4010f506);
VALUE(IOC_SYMBOL, 0xc258f507);
#endif

VALUE(MAP_OFFSET(0, FLAMESAMP_MAP_PRODUCER), 0);
VALUE(MAP_OFFSET(0, FLAMESAMP_MAP_CONSUMER), 0x10000000);
VALUE(MAP_OFFSET(0, FLAMESAMP_MAP_DATA), 0x20000000);
VALUE(MAP_OFFSET(8191, FLAMESAMP_MAP_DATA), 0x7ffe0000000);

int main(void)
{
	__builtin_printf("ok 1 the interface has the layout that was promised (%d bits)\n1..1\n",
			 (int)sizeof(long) * 8);
	return 0;
}
