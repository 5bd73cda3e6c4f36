/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * flamesamp: the interface between the sampling module and its readers
 *
 * 1. A session
 *
 * Opening /dev/flamesamp (CAP_PERFMON or CAP_SYS_ADMIN; -EUSERS where the module's max_sessions are
 * open) makes a session; closing the last file descriptor and unmapping the last mapping of it ends
 * it. Sessions are independent: each has its own timers, its own rings and its own scope. A session
 * goes one way through these states:
 *
 *	open() -> NEW -- FLAMESAMP_IOC_CONFIGURE -> CONFIGURED -- FLAMESAMP_IOC_START -> RUNNING
 *	       -- FLAMESAMP_IOC_STOP -> STOPPED
 *
 * FLAMESAMP_IOC_HELLO and, from CONFIGURED on, FLAMESAMP_IOC_STATS and FLAMESAMP_IOC_SYMBOL may be
 * called in every state. mmap() is possible from CONFIGURED on. An ioctl in the wrong state gives
 * -EBUSY.
 *
 * 2. Versions
 *
 * FLAMESAMP_ABI goes up when a reader that was written for the old number would misread what it
 * gets. It does not go up for a new record type (readers skip types that they don't know, by
 * size), for a record that grew at its end (readers use the size in the header, not sizeof()), for
 * a new feature bit, counter or loss cause. struct flamesamp_hello never changes. A reader states
 * the number that it was written for in FLAMESAMP_IOC_CONFIGURE; the module refuses with
 * -EPROTONOSUPPORT the ones outside [abi_oldest, abi].
 *
 * All integers have the byte order of the machine; no type depends on the word size, every member
 * lies at a multiple of its size, and all sizes are multiples of 8: 32-bit readers on 64-bit
 * kernels need no translation.
 *
 * 3. Rings
 *
 * Each possible CPU has one ring with one producer (the CPU itself, interrupts off) and one
 * consumer (the session's reader). It is reached by three mappings, each to be mapped whole, at
 * the file offsets that FLAMESAMP_MAP_OFFSET() names:
 *
 *	FLAMESAMP_MAP_PRODUCER	struct flamesamp_producer, one page, read only
 *	FLAMESAMP_MAP_CONSUMER	struct flamesamp_consumer, one page, read and write
 *	FLAMESAMP_MAP_DATA	the records, ring_bytes (a power of two), read only
 *
 * They must be MAP_SHARED, can't be made executable, split, moved or partly unmapped, are not
 * inherited over fork(), and the read-only ones can't be made writable.
 *
 * Positions (head, tail) are free-running 32-bit byte counts; position p lies at
 * data[p % ring_bytes], and head - tail (modulo 2^32) bytes are filled. The barriers, and what each
 * pairs with:
 *
 *	module						reader
 *	tail = load-acquire(consumer->tail)	(A)	head = load-acquire(producer->head)	(C)
 *	if head - tail leaves room:			if head != tail:
 *		write records					read records
 *		store-release(producer->head)	(B)		store-release(consumer->tail)	(D)
 *
 *	A pairs with D: the module overwrites only what has been read.
 *	B pairs with C: the reader sees a record whole or not at all.
 *
 * The module reads nothing but @tail from memory that the reader can write, and believes it only if
 * it is a multiple of 8 and head - tail <= ring_bytes. Otherwise it stops the ring for good, sets
 * FLAMESAMP_RING_BROKEN in producer->flags and counts what is lost from then on.
 *
 * 4. Records
 *
 * A record starts with struct flamesamp_header, at a multiple of 8, and never wraps around the end
 * of the ring: where one does not fit, a FLAMESAMP_PAD record fills the rest.
 *
 * Stacks are written once: FLAMESAMP_STACK gives a stack a number, and FLAMESAMP_SAMPLE names it.
 * The number is unique in its ring for the session's life; a stack may get a second number later,
 * when the module has forgotten the first. What a stack has in common with an earlier one is not
 * written again.
 *
 * A *program* is what runs under a process id between two execs. It is named by (tgid, program);
 * program numbers are never reused under one tgid. Process and thread ids are those of the initial
 * pid namespace.
 *
 * Times are CLOCK_MONOTONIC nanoseconds. Samples carry 32 bits, counted from the FLAMESAMP_TIME
 * record before them in the same ring.
 *
 * 5. Counting
 *
 * For each CPU, at every moment between two ticks,
 *
 *	ticks = sampled + idle + excluded + the sum of lost[c] for c < FLAMESAMP_LOST_SAMPLES
 *
 * where ticks counts the periods that the clock called for while the CPU was online, sampled adds
 * up the weights of the FLAMESAMP_SAMPLE records written, idle the counts of the FLAMESAMP_IDLE
 * records written, and excluded the periods that the session's scope left out. What is lost is also
 * told inside the stream: a FLAMESAMP_LOST record stands in the ring where the records are missing.
 */
#ifndef _UAPI_LINUX_FLAMESAMP_H
#define _UAPI_LINUX_FLAMESAMP_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define FLAMESAMP_ABI		2

/* Limits of struct flamesamp_config. */
#define FLAMESAMP_HZ_MIN	1
#define FLAMESAMP_HZ_MAX	20000
#define FLAMESAMP_RING_MIN	(64 * 1024)
#define FLAMESAMP_RING_MAX	(64 * 1024 * 1024)
#define FLAMESAMP_RING_DEFAULT	(512 * 1024)
#define FLAMESAMP_STACKS_MIN	64
#define FLAMESAMP_STACKS_MAX	(1024 * 1024)
#define FLAMESAMP_STACKS_DEFAULT 4096
#define FLAMESAMP_FRAMES_MAX	1023
#define FLAMESAMP_FRAMES_DEFAULT 127
#define FLAMESAMP_PIDS_MAX	1024
#define FLAMESAMP_STACK_BYTES_MAX	(32 * 1024)

/* Features of the module on this kernel: bits of flamesamp_hello.features. */
#define FLAMESAMP_FEATURE_KERNEL_CHAIN	(1u << 0)	/* kernel stacks beyond the leaf */
#define FLAMESAMP_FEATURE_USER_CHAIN	(1u << 1)	/* user stacks by frame pointers */
#define FLAMESAMP_FEATURE_EXEC		(1u << 2)	/* FLAMESAMP_EXEC records */
#define FLAMESAMP_FEATURE_FORK		(1u << 3)	/* FLAMESAMP_FORK; children are followed */
#define FLAMESAMP_FEATURE_EXIT		(1u << 4)	/* FLAMESAMP_EXIT records */
#define FLAMESAMP_FEATURE_COMM		(1u << 5)	/* FLAMESAMP_COMM records */
#define FLAMESAMP_FEATURE_MODULES	(1u << 6)	/* FLAMESAMP_MODULE records */
#define FLAMESAMP_FEATURE_CGROUP	(1u << 7)	/* flamesamp_config.cgroup_fd */
#define FLAMESAMP_FEATURE_IDLE		(1u << 8)	/* idle CPUs are left asleep */
#define FLAMESAMP_FEATURE_TABLES	(1u << 9)	/* user stacks by unwind tables */
#define FLAMESAMP_FEATURE_SYMBOLS	(1u << 10)	/* FLAMESAMP_IOC_SYMBOL */

/**
 * struct flamesamp_hello - who is there (FLAMESAMP_IOC_HELLO, any state)
 * @abi: FLAMESAMP_ABI of the module
 * @abi_oldest: the oldest number that it still serves
 * @features: FLAMESAMP_FEATURE_*
 * @cpus: CPU numbers are below this (nr_cpu_ids); each possible one has a ring
 * @page_size: bytes of the producer's and the consumer's page
 * @module_version: of the module, ended by NUL
 */
struct flamesamp_hello {
	__u32 abi;
	__u32 abi_oldest;
	__u32 features;
	__u32 cpus;
	__u32 page_size;
	__u32 reserved[3];
	char module_version[32];
};

/* Flags of flamesamp_config. */
#define FLAMESAMP_ONLY_KERNEL	(1u << 0)	/* only periods and frames of kernel mode */
#define FLAMESAMP_ONLY_USER	(1u << 1)	/* only periods and frames of user mode */
#define FLAMESAMP_NO_IDLE_SKIP	(1u << 2)	/* wake idle CPUs for every period */
#define FLAMESAMP_NAME_KERNEL	(1u << 3)	/* FLAMESAMP_IOC_SYMBOL is going to be called */

/* How user stacks are walked: flamesamp_config.unwind. */
enum flamesamp_unwind {
	FLAMESAMP_UNWIND_FRAME_POINTERS,
	FLAMESAMP_UNWIND_TABLES,	/* by tables; by frame pointers where there is none */
	FLAMESAMP_UNWIND_LEAF,		/* not at all: the first address only */
	FLAMESAMP_UNWIND_WAYS
};

/**
 * struct flamesamp_config - what to sample (FLAMESAMP_IOC_CONFIGURE, NEW -> CONFIGURED)
 * @abi: in: FLAMESAMP_ABI that the reader was written for
 * @flags: in: FLAMESAMP_ONLY_*, FLAMESAMP_NO_IDLE_SKIP, FLAMESAMP_NAME_KERNEL; other bits must be 0
 * @hz: in: periods a second and CPU, FLAMESAMP_HZ_MIN..FLAMESAMP_HZ_MAX
 * @ring_bytes: in: bytes of each ring, rounded up to a power of two; 0: FLAMESAMP_RING_DEFAULT;
 *	out: as used
 * @watermark: in: poll() reports POLLIN from this many filled bytes on; 0: a quarter of the
 *	ring; out: as used
 * @stacks: in: stacks that each CPU remembers, rounded up to a power of two; 0:
 *	FLAMESAMP_STACKS_DEFAULT; out: as used
 * @kernel_frames: in: longest kernel chain, at most FLAMESAMP_FRAMES_MAX; 0:
 *	FLAMESAMP_FRAMES_DEFAULT; out: as used
 * @user_frames: the same for the user chain
 * @seed: in: seed of the periods' jitter; 0: a random one; out: as used
 * @pids: in: address of @npids process ids (__u32, in the caller's pid namespace); the scope is
 *	these processes and their descendants
 * @npids: in: 0: all processes; at most FLAMESAMP_PIDS_MAX
 * @cgroup_fd: in: a directory of the cgroup v2 hierarchy: the scope is its tasks and those of the
 *	cgroups below; -1: all
 * @cpus: in: address of a bitmap of @cpus_bytes bytes, bit n % 8 of byte n / 8 for CPU n
 * @cpus_bytes: in: 0: all CPUs; at most a page
 * @unwind: in: enum flamesamp_unwind
 * @stack_bytes: in: with FLAMESAMP_UNWIND_TABLES, so many bytes of the stack (a multiple of 8, at
 *	most FLAMESAMP_STACK_BYTES_MAX) go into the ring with each sample whose walk found no table
 *	for its code; 0: none
 *
 * Errors: -EINVAL (a value out of range, no such CPU), -EPROTONOSUPPORT (@abi), -ESRCH (no such
 * process), -EBADF (@cgroup_fd), -EOPNOTSUPP (no cgroups in this kernel), -ENOMEM (or more than the
 * module's max_memory_mb), -EFAULT, -EBUSY (already configured), -EPERM (the kernel is locked down,
 * or FLAMESAMP_NAME_KERNEL without CAP_SYSLOG).
 */
struct flamesamp_config {
	__u32 abi;
	__u32 flags;
	__u32 hz;
	__u32 ring_bytes;
	__u32 watermark;
	__u32 stacks;
	__u32 kernel_frames;
	__u32 user_frames;
	__u64 seed;
	__u64 pids;
	__u32 npids;
	__s32 cgroup_fd;
	__u64 cpus;
	__u32 cpus_bytes;
	__u32 unwind;
	__u32 stack_bytes;
	__u32 reserved[3];
};

/* Why something is missing: index into flamesamp_stats.lost, and flamesamp_lost.cause. */
enum flamesamp_loss {
	FLAMESAMP_LOST_RING_FULL,	/* samples: the reader was too slow */
	FLAMESAMP_LOST_RING_BROKEN,	/* samples: the reader wrote nonsense into its page */
	FLAMESAMP_LOST_STALL,		/* samples: the CPU did not run for more than a second */
	FLAMESAMP_LOST_NO_REGS,		/* samples: the tick came without saved registers */
	/* More that cost samples may follow up to here; the rest costs other things: */
	FLAMESAMP_LOST_SAMPLES = 8,
	FLAMESAMP_LOST_SIDEBAND = FLAMESAMP_LOST_SAMPLES, /* other records: ring full */
	FLAMESAMP_LOST_MAPS,		/* a program was gone before its memory map could be read */
	FLAMESAMP_LOST_PROGRAMS,	/* a child could not be followed: too many processes */
	FLAMESAMP_LOST_RANGES,	/* a program's code could not be told apart: no memory for it */
	FLAMESAMP_LOSS_CAUSES,
	FLAMESAMP_LOSS_SPACE = 16	/* room in the structs */
};

/**
 * struct flamesamp_stats - the count of one CPU (FLAMESAMP_IOC_STATS, from CONFIGURED on)
 * @cpu: in: the CPU
 * @flags: FLAMESAMP_RING_*
 * @ticks: periods that the clock called for
 * @sampled: periods that FLAMESAMP_SAMPLE records stand for
 * @idle: periods that FLAMESAMP_IDLE records stand for
 * @excluded: periods outside the session's scope
 * @lost: by cause, see enum flamesamp_loss
 * @samples: FLAMESAMP_SAMPLE records
 * @stacks: FLAMESAMP_STACK records
 * @bytes: bytes written to the ring
 *
 * Exact after FLAMESAMP_IOC_STOP; before that, the CPU may be counting while it is read.
 */
struct flamesamp_stats {
	__u32 cpu;
	__u32 flags;
	__u64 ticks;
	__u64 sampled;
	__u64 idle;
	__u64 excluded;
	__u64 lost[FLAMESAMP_LOSS_SPACE];
	__u64 samples;
	__u64 stacks;
	__u64 bytes;
};

/**
 * struct flamesamp_upload - an unwind table (FLAMESAMP_IOC_TABLE, CONFIGURED or RUNNING)
 * @data: in: address of the table, see <linux/flamesamp_unwind.h>
 * @bytes: in: its size, at most FLAMESAMP_UNWIND_BYTES_MAX
 * @table: out: its number, at least 1
 *
 * The module checks and copies it. It lives until the session ends, or until it has been bound and
 * the last file that it is bound to has been bound to another one.
 *
 * Errors: -EINVAL (not a table), -ENOMEM (or more than the module's max_table_mb), -EFAULT,
 * -EOPNOTSUPP (the session does not unwind by tables), -EBUSY (wrong state).
 */
struct flamesamp_upload {
	__u64 data;
	__u32 bytes;
	__u32 table;
};

/* flamesamp_bind.flags: in place of a file, with @fd -1: the code that the kernel maps. */
#define FLAMESAMP_BIND_VDSO	(1u << 0)
#define FLAMESAMP_BIND_VDSO32	(1u << 1)	/* that of 32-bit tasks of a 64-bit kernel */

/**
 * struct flamesamp_bind - which table is whose (FLAMESAMP_IOC_BIND, CONFIGURED or RUNNING)
 * @fd: in: an open file; all programs that map it as code, now or later, are unwound by the table
 * @table: in: number of the table; 0: there is none for this file, and it need not be asked for
 * @flags: in: FLAMESAMP_BIND_*
 * @reserved: 0
 *
 * A file that was bound before is bound anew; samples see the old table or the new one. Where code
 * runs that is bound to nothing, poll() says POLLPRI once: its FLAMESAMP_MAP records are in the
 * rings.
 *
 * Errors: -EBADF (@fd), -ENOENT (@table), -EINVAL, -ENOMEM, -EOPNOTSUPP, -EBUSY as above.
 */
struct flamesamp_bind {
	__s32 fd;
	__u32 table;
	__u32 flags;
	__u32 reserved;
};

/**
 * struct flamesamp_symbol - the name of a kernel address (FLAMESAMP_IOC_SYMBOL, from CONFIGURED on)
 * @address: in: the address, from a stack of this session; or the one before it, since a return
 *	address may lie behind the end of the function that made the call
 * @offset: out: of the address in its function, bytes
 * @size: out: of the function, bytes: up to the next symbol
 * @module: out: the module that it belongs to, ended by NUL; "" for the kernel itself, "bpf" for
 *	programs of BPF, and what else the kernel puts in brackets
 * @name: out: of the function, ended by NUL
 *
 * For kernels that hide the addresses in /proc/kallsyms (kptr_restrict), or have no such file. It
 * needs FLAMESAMP_NAME_KERNEL in flamesamp_config.flags, and CAP_SYSLOG both then and now: what the
 * kernel asks of readers of /proc/kallsyms. It does not undo kptr_restrict: an address that was in
 * no stack of the session is refused (but for a few in a thousand, at random), so that it can't be
 * used to find out where a given function or variable lies. What the caller gets beyond the samples
 * is the name, and where the function begins and ends.
 *
 * The answer is what holds now. Where modules come and go, the address may have been another
 * function's when it was sampled: FLAMESAMP_MODULE records tell.
 *
 * Errors: -EPERM (no FLAMESAMP_NAME_KERNEL, or no CAP_SYSLOG), -EACCES (the address was in no
 * stack), -ENOENT (the kernel knows no name for it; always so without CONFIG_KALLSYMS), -EBUSY (not
 * configured), -EFAULT, -ENOMEM.
 */
struct flamesamp_symbol {
	__u64 address;
	__u64 offset;
	__u64 size;
	char module[64];
	char name[512];
};

#define FLAMESAMP_IOC_MAGIC	0xF5
#define FLAMESAMP_IOC_HELLO	_IOR(FLAMESAMP_IOC_MAGIC, 0, struct flamesamp_hello)
#define FLAMESAMP_IOC_CONFIGURE	_IOWR(FLAMESAMP_IOC_MAGIC, 1, struct flamesamp_config)
#define FLAMESAMP_IOC_START	_IO(FLAMESAMP_IOC_MAGIC, 2)
#define FLAMESAMP_IOC_STOP	_IO(FLAMESAMP_IOC_MAGIC, 3)
#define FLAMESAMP_IOC_STATS	_IOWR(FLAMESAMP_IOC_MAGIC, 4, struct flamesamp_stats)
#define FLAMESAMP_IOC_TABLE	_IOWR(FLAMESAMP_IOC_MAGIC, 5, struct flamesamp_upload)
#define FLAMESAMP_IOC_BIND	_IOW(FLAMESAMP_IOC_MAGIC, 6, struct flamesamp_bind)
#define FLAMESAMP_IOC_SYMBOL	_IOWR(FLAMESAMP_IOC_MAGIC, 7, struct flamesamp_symbol)

enum flamesamp_mapping {
	FLAMESAMP_MAP_PRODUCER,
	FLAMESAMP_MAP_CONSUMER,
	FLAMESAMP_MAP_DATA,
};

/* The file offset of a mapping of CPU @cpu. The bits below 28 are an offset into it: always 0. */
#define FLAMESAMP_MAP_CPU_SHIFT	30
#define FLAMESAMP_MAP_KIND_SHIFT 28
#define FLAMESAMP_MAP_OFFSET(cpu, kind) \
	(((__u64)(cpu) << FLAMESAMP_MAP_CPU_SHIFT) | ((__u64)(kind) << FLAMESAMP_MAP_KIND_SHIFT))

/* flamesamp_producer.flags */
#define FLAMESAMP_RING_BROKEN	(1u << 0)	/* the module saw an impossible tail and stopped */

/**
 * struct flamesamp_producer - the page that the module writes
 * @abi: FLAMESAMP_ABI
 * @cpu: the CPU of this ring
 * @ring_bytes: bytes of the data mapping
 * @flags: FLAMESAMP_RING_*
 * @head: position behind the last record; on a cache line of its own
 */
struct flamesamp_producer {
	__u32 abi;
	__u32 cpu;
	__u32 ring_bytes;
	__u32 flags;
	__u32 reserved[12];
	__u32 head;
	__u32 reserved2[15];
};

/**
 * struct flamesamp_consumer - the page that the reader writes
 * @tail: position behind the last record that the reader is done with
 */
struct flamesamp_consumer {
	__u32 tail;
	__u32 reserved[15];
};

enum flamesamp_record {
	FLAMESAMP_PAD,		/* header only: skip */
	FLAMESAMP_TIME,
	FLAMESAMP_STACK,
	FLAMESAMP_SAMPLE,
	FLAMESAMP_IDLE,
	FLAMESAMP_LOST,
	FLAMESAMP_PROGRAM,
	FLAMESAMP_MAP,
	FLAMESAMP_EXEC,
	FLAMESAMP_FORK,
	FLAMESAMP_COMM,
	FLAMESAMP_EXIT,
	FLAMESAMP_MODULE,
	FLAMESAMP_STACK_BYTES,
	FLAMESAMP_RECORD_TYPES
};

/**
 * struct flamesamp_header - what every record begins with
 * @type: enum flamesamp_record
 * @flags: as the type says; 0 where it says nothing
 * @size: bytes of the record, this header included; a multiple of 8, at least 8
 */
struct flamesamp_header {
	__u8 type;
	__u8 flags;
	__u16 size;
};

/**
 * struct flamesamp_time - the time base of the samples that follow
 * @ns: CLOCK_MONOTONIC
 */
struct flamesamp_time {
	struct flamesamp_header header;
	__u32 reserved;
	__u64 ns;
};

/* Flags of a stack. */
#define FLAMESAMP_STACK_KERNEL_DEEP	(1u << 0)	/* kernel chain over the limit: cut */
#define FLAMESAMP_STACK_USER_FP		(1u << 1)	/* user frames found by frame pointers */
#define FLAMESAMP_STACK_HAS_BYTES	(1u << 2)	/* the user part: FLAMESAMP_STACK_BYTES */
#define FLAMESAMP_STACK_KERNEL_BROKEN	(1u << 3)	/* the unwinder gave up before the end */
#define FLAMESAMP_STACK_COMPAT		(1u << 4)	/* a 32-bit task of a 64-bit kernel */
#define FLAMESAMP_STACK_KERNEL_MODE	(1u << 5)	/* kernel mode was interrupted */

/* How the user chain of a stack ended. */
enum flamesamp_user_end {
	FLAMESAMP_USER_ABSENT,		/* there is none: a kernel thread, or none was asked for */
	FLAMESAMP_USER_WHOLE,		/* at the outermost frame, as a table says */
	FLAMESAMP_USER_FP_END,		/* where the frame pointers lead no further, whole or not */
	FLAMESAMP_USER_DEEP,		/* cut: longer than the limit */
	FLAMESAMP_USER_UNREADABLE,	/* cut: at a page that is not in memory */
	FLAMESAMP_USER_NO_RULE,		/* cut: the table has no rule for an instruction */
	FLAMESAMP_USER_IMPLAUSIBLE,	/* cut: what the stack holds is no frame */
	FLAMESAMP_USER_LEAF,		/* one frame was asked for */
	FLAMESAMP_USER_ENDS
};

/* Members of flamesamp_stack.frames. */
#define FLAMESAMP_FRAMES(kernel, user, end)	((kernel) | (user) << 12 | (__u32)(end) << 24)
#define FLAMESAMP_KERNEL_FRAMES(frames)		((frames) & 0xfff)
#define FLAMESAMP_USER_FRAMES(frames)		((frames) >> 12 & 0xfff)
#define FLAMESAMP_USER_END(frames)		((frames) >> 24)

/**
 * struct flamesamp_stack - a stack and its number
 * @header: @flags are FLAMESAMP_STACK_*
 * @id: the number
 * @program: index of its program, see struct flamesamp_program
 * @frames: FLAMESAMP_FRAMES(): number of kernel addresses, of user addresses, and enum
 *	flamesamp_user_end
 * @code: the addresses, from the outermost user frame to the innermost, then from the outermost
 *	kernel frame to the innermost, as a sequence of numbers (below), filled up with zeros
 *
 * Numbers are unsigned LEB128: seven bits a byte, the lowest first, bit 7 set in all but the last.
 * First comes a distance: 0, or the stack @id - distance, defined earlier in this ring, begins
 * with the same frames; then the next number says how many of these (user and kernel counted as
 * one sequence) are left out here. Each frame is the signed difference from the frame before (d as
 * (d << 1) ^ (d >> 63)); the first user frame and the first kernel frame are differences from 0.
 *
 * The innermost one of the interrupted mode is the interrupted instruction, and the innermost user
 * address below kernel frames is where user mode will go on; all others are return addresses.
 */
struct flamesamp_stack {
	struct flamesamp_header header;
	__u32 id;
	__u32 program;
	__u32 frames;
	__u8 code[];
};

/* Longest number, bytes. */
#define FLAMESAMP_LEB128_MAX	10

/**
 * struct flamesamp_stack_bytes - a piece of the user stack, for a walk that found no table
 * @stack: number of the stack, defined right before
 * @bytes: bytes of @data, from @sp upwards; fewer than asked for where the rest is not in memory
 * @pc: registers of user mode
 * @sp: likewise
 * @lr: likewise; 0 where the architecture has none
 * @fp: likewise: what enum flamesamp_unwind_reg calls FP and FP2
 * @data: memory of the stack; filled up to a multiple of 8 with zeros
 */
struct flamesamp_stack_bytes {
	struct flamesamp_header header;
	__u32 stack;
	__u32 bytes;
	__u32 reserved;
	__u64 pc;
	__u64 sp;
	__u64 lr;
	__u64 fp[2];
	__u8 data[];
};

/* What the CPU was doing: bits 0-1 of a sample's flags. */
enum flamesamp_context {
	FLAMESAMP_IN_TASK,
	FLAMESAMP_IN_SOFTIRQ,
	FLAMESAMP_IN_HARDIRQ,
	FLAMESAMP_IN_IDLE,	/* the idle task, in its sleeping function */
};

#define FLAMESAMP_CONTEXT_MASK	3
#define FLAMESAMP_LATE_SHIFT	2

/**
 * struct flamesamp_sample - one sample
 * @header: bits 0-1 of @flags: enum flamesamp_context; bits 2-7: how late the timer was: 0 for less
 *	than 2 ns, else n for at least 2^(n/2) and less than 2^((n+1)/2) ns
 * @stack: number of its stack, defined earlier in the same ring
 * @tid: the thread; 0: the idle task
 * @time: ns since the last FLAMESAMP_TIME record of this ring
 * @weight: periods that it stands for. Only where @header.size has room for it; else 1
 */
struct flamesamp_sample {
	struct flamesamp_header header;
	__u32 stack;
	__u32 tid;
	__u32 time;
	__u32 weight;
	__u32 reserved;
};

#define FLAMESAMP_SAMPLE_SHORT	16	/* bytes of a sample without @weight */

/**
 * struct flamesamp_idle - periods that an idle CPU slept through, unsampled
 * @count: how many
 * @ns: when it woke up
 */
struct flamesamp_idle {
	struct flamesamp_header header;
	__u32 count;
	__u64 ns;
};

/**
 * struct flamesamp_lost - something is missing here
 * @cause: enum flamesamp_loss
 * @count: how many, since the last such record of this cause in this ring
 */
struct flamesamp_lost {
	struct flamesamp_header header;
	__u32 cause;
	__u64 count;
};

#define FLAMESAMP_COMM_LEN	16

/* Flags of a program. */
#define FLAMESAMP_PROGRAM_KERNEL	(1u << 0)	/* a kernel thread */

/**
 * struct flamesamp_program - the name of a program, before its first sample on this CPU
 * @header: @flags are FLAMESAMP_PROGRAM_*
 * @tgid: process
 * @program: number of the program in @tgid
 * @comm: name of the process (of its first thread), ended by NUL unless it fills the array
 * @index: by which the stacks of this ring name it from here on; never reused in a session. A
 *	program may get a second one
 * @reserved: 0
 */
struct flamesamp_program {
	struct flamesamp_header header;
	__u32 tgid;
	__u64 program;
	char comm[FLAMESAMP_COMM_LEN];
	__u32 index;
	__u32 reserved;
};

/**
 * struct flamesamp_map - executable memory of a program
 * @tgid: process
 * @program: number of the program in @tgid
 * @ns: when the map was read
 * @start: first address
 * @end: first address behind it
 * @offset: offset into the file, bytes
 * @inode: inode number, 0: no file
 * @major: device number of the file's file system
 * @minor: its second half
 * @path: ended by NUL, filled up with NULs. As the process's mount namespace shows it; "[vdso]" and
 *	the like in brackets; empty for anonymous memory; " (deleted)" at the end of a deleted
 *	file's
 *
 * A map never takes an older one back: readers keep both and go by time where they overlap.
 */
struct flamesamp_map {
	struct flamesamp_header header;
	__u32 tgid;
	__u64 program;
	__u64 ns;
	__u64 start;
	__u64 end;
	__u64 offset;
	__u64 inode;
	__u32 major;
	__u32 minor;
	char path[];
};

/**
 * struct flamesamp_exec - a process began a new program
 * @tgid: process
 * @program: number of the new program
 * @ns: when
 * @comm: name, as in struct flamesamp_program
 * @path: of the program as given to execve(), ended by NUL, filled up with NULs
 */
struct flamesamp_exec {
	struct flamesamp_header header;
	__u32 tgid;
	__u64 program;
	__u64 ns;
	char comm[FLAMESAMP_COMM_LEN];
	char path[];
};

/**
 * struct flamesamp_fork - a process was born; its memory map is its parent's
 * @tgid: the new process
 * @program: its program's number
 * @ns: when
 * @parent_program: number of the parent's program
 * @parent_tgid: the parent
 */
struct flamesamp_fork {
	struct flamesamp_header header;
	__u32 tgid;
	__u64 program;
	__u64 ns;
	__u64 parent_program;
	__u32 parent_tgid;
	__u32 reserved;
};

/**
 * struct flamesamp_comm - a thread changed its name
 * @tgid: process
 * @ns: when
 * @tid: thread
 * @comm: new name, as in struct flamesamp_program
 */
struct flamesamp_comm {
	struct flamesamp_header header;
	__u32 tgid;
	__u64 ns;
	__u32 tid;
	__u32 reserved;
	char comm[FLAMESAMP_COMM_LEN];
};

/**
 * struct flamesamp_exit - a process ended (its last thread did, whichever that was)
 * @tgid: process
 * @ns: when
 */
struct flamesamp_exit {
	struct flamesamp_header header;
	__u32 tgid;
	__u64 ns;
};

#define FLAMESAMP_MODULE_UNLOADED	(1u << 0)

/**
 * struct flamesamp_module - a kernel module was loaded or unloaded
 * @header: @flags: FLAMESAMP_MODULE_UNLOADED, or 0
 * @text_bytes: bytes of its code
 * @ns: when
 * @base: address of its code
 * @name: ended by NUL
 */
struct flamesamp_module {
	struct flamesamp_header header;
	__u32 text_bytes;
	__u64 ns;
	__u64 base;
	char name[64];
};

#endif /* _UAPI_LINUX_FLAMESAMP_H */
