// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Findings on what functions are known for by their names.
 */
#include <stdlib.h>

#include "analyze/subject.h"
#include "util/alloc.h"
#include "util/u64map.h"

#define NAMES_SHOWN 4

/* More than half of the samples have to be in names that nobody else has, to be sure. */
#define MOSTLY 0.5

/**
 * struct about - what is said of an activity
 * @name: for the title; NULL: nothing, it serves others
 * @self: only samples that ended in such a function count, not those in what it called
 * @pattern: the finding
 */
struct about {
	const char *name;
	bool self;
	struct pattern pattern;
};

static const struct about abouts[ACTIVITIES] = {
	[ALLOCATION] = {
		.name = "allocating and freeing memory",
		.pattern = {
			.id = "allocator",
			.means =
			"Time goes into malloc, free and their like, or into the kernel's for "
			"memory.",
			.advice =
			"Look who allocates (the callers): reuse buffers, allocate once outside "
			"of loops, use an arena or pool, reserve what a container will need; try "
			"another allocator (jemalloc, mimalloc, tcmalloc), or M_TRIM_THRESHOLD "
			"and M_MMAP_THRESHOLD where brk, mmap and munmap show.",
		},
	},
	[COLLECTION] = {
		.name = "collecting garbage",
		.pattern = {
			.id = "garbage-collection",
			.means =
			"Time goes into finding memory that is no longer used.",
			.advice =
			"Make less garbage (the allocating functions are elsewhere in the graph); "
			"give the heap more room (GOGC, GOMEMLIMIT, -Xmx, --max-semi-space-size); "
			"keep fewer long chains of small objects; choose the collector for "
			"throughput or for pauses.",
		},
	},
	[COMPRESSION] = {
		.name = "compression",
		.pattern = {
			.id = "compression",
			.means =
			"Time goes into packing or unpacking data.",
			.advice =
			"A lower level (zlib's 6 to 1 is often 3 times as fast for 10% more "
			"bytes), zstd or lz4 instead, a faster zlib (zlib-ng, libdeflate, ISA-L), "
			"hardware, or not packing what is packed already, or is sent over a fast "
			"link.",
		},
	},
	[COPYING] = {
		.name = "copying and clearing memory",
		.pattern = {
			.id = "copying",
			.means =
			"Time goes into moving bytes: mostly waiting for memory, not computing.",
			.advice =
			"Look who copies (the callers): pass references instead of copies, use "
			"larger or fewer buffers, splice, sendfile, mmap or io_uring between "
			"files and sockets; don't clear what is written next.",
		},
	},
	[CRYPTO] = {
		.name = "cryptography",
		.pattern = {
			.id = "crypto",
			.means =
			"Time goes into ciphers, hashes or TLS.",
			.advice =
			"See that the CPU's instructions for it are used (AES-NI, ARMv8 CE: names "
			"of plain C code say no); prefer AES-GCM with them and ChaCha20 without; "
			"reuse sessions and connections; use kTLS or hardware; take a checksum "
			"where no cryptographic hash is needed.",
		},
	},
	[FILES] = {
		.name = "files and block devices",
		.pattern = {
			.id = "filesystem",
			.means =
			"CPU time of file systems and block devices; waiting for devices is not "
			"in it.",
			.advice =
			"Fewer and larger reads and writes, fewer opens and stats of the same "
			"path, keep files open, preallocate, sync less often; look whether "
			"metadata (open, unlink, journal) or data dominates.",
		},
	},
	[LOCKS] = {
		.name = "locks",
		.pattern = {
			.id = "contention",
			.means =
			"Time in functions of mutexes, futexes and semaphores. A CPU profile "
			"shows only what is computed there (spinning, going to sleep, waking "
			"others), not the waiting.",
			.advice =
			"Find the lock by the callers; hold it shorter, split it, use per-thread "
			"data, a read-mostly scheme (RCU, seqlock) or batches; measure the "
			"waiting itself with an off-CPU profile or 'perf lock'.",
		},
	},
	[NETWORK] = {
		.name = "networking",
		.pattern = {
			.id = "network",
			.means =
			"CPU time of sockets, protocols and network devices.",
			.advice =
			"Larger reads and writes (fewer system calls a byte), sendfile, "
			"MSG_ZEROCOPY; offloads (GRO, TSO), interrupts spread over CPUs (RSS, "
			"RPS); shorter firewall rules where nf_ or nft_ shows; unix sockets or "
			"shared memory on one machine.",
		},
	},
	[PAGE_FAULTS] = {
		.name = "page faults",
		.pattern = {
			.id = "page-faults",
			.means =
			"Time goes into giving memory to programs that touch it for the first "
			"time, after a fork, or again after it was taken away.",
			.advice =
			"Reuse memory instead of giving it back (M_TRIM_THRESHOLD, malloc "
			"arenas), huge pages for large heaps, MAP_POPULATE where all will be "
			"used, fewer short-lived processes, vfork or posix_spawn from large ones; "
			"memory pressure where do_swap_page shows.",
		},
	},
	[REGEX] = {
		.name = "regular expressions",
		.pattern = {
			.id = "regex",
			.means =
			"Time goes into matching regular expressions.",
			.advice =
			"Compile them once; test for a fixed string first; avoid nested repeats "
			"that backtrack ((a+)+), or use an engine that doesn't (RE2, Rust's "
			"regex, Hyperscan); anchor patterns.",
		},
	},
	[SCHEDULING] = {
		.name = "switching between tasks",
		.pattern = {
			.id = "scheduler",
			.means =
			"Time goes into waking tasks, choosing the next, and switching to it.",
			.advice =
			"Fewer hand-overs between threads (batches, larger queues), fewer threads "
			"than CPUs where they compute, no sleeping for a few microseconds, "
			"pinning where tasks move too often.",
		},
	},
	[SERIALIZATION] = {
		.name = "making and reading text and messages",
		.pattern = {
			.id = "serialization",
			.means =
			"Time goes into JSON, XML, protobuf, printf, or numbers from and to text.",
			.advice =
			"Do it once and keep the result, send fewer fields, use a faster library "
			"(simdjson, yyjson, serde) or a binary format; printf and strtod in a "
			"loop have faster special forms (std::to_chars, from_chars); log less.",
		},
	},
	[SPINNING] = {
		.name = "spinlocks",
		.pattern = {
			.id = "spinlock",
			.means =
			"CPUs compute nothing while they wait for each other here. The end of a "
			"section with interrupts off shows at the unlock instead, as [late].",
			.advice =
			"Find the lock by the callers: what they share (a file's inode, a socket, "
			"the page allocator, a queue) is used by too many at once; spread it, "
			"batch, use fewer threads. In a virtual machine, the CPU that holds the "
			"lock may not run.",
		},
	},
	[SYSCALL_ENTRY] = {
		.name = "entering and leaving the kernel",
		.self = true,
		.pattern = {
			.id = "syscall-storm",
			.means =
			"Time goes into the way into the kernel and back, which costs much only "
			"where there are very many short system calls. Samples don't count calls: "
			"strace -c or 'perf trace -s' do.",
			.advice =
			"Larger buffers, readv and writev, io_uring, epoll with many events a "
			"call, clock reads through the vDSO; mitigations and seccomp filters make "
			"each call dearer.",
		},
	},
};

/* What an activity comes to. */
struct sum {
	double samples, sure;
	uint32_t heaviest;	/* node with most of it */
	double most;
	struct u64map index;	/* name -> place in @named + 1 */
	struct named {
		uint32_t name;
		double samples;
	} *named;
	size_t count, capacity;
};

static void add(struct sum *sum, const struct subject *subject, uint32_t node, double samples,
		enum activity activity)
{
	uint32_t name = subject->tree->node[node].name;
	uint64_t *place = u64map_at(&sum->index, name, NULL);

	if (!*place) {
		sum->named = grow(sum->named, &sum->capacity, sum->count + 1, sizeof(*sum->named));
		sum->named[sum->count++] = (struct named){ name, 0 };
		*place = sum->count;
	}
	sum->named[*place - 1].samples += samples;
	sum->samples += samples;
	if (subject->activities.sure[node] & ACTIVITY(activity))
		sum->sure += samples;
	if (samples > sum->most) {
		sum->most = samples;
		sum->heaviest = node;
	}
}

/* Each sample once an activity: by the function nearest to the root that is known for it. */
static void sum_up(const struct subject *subject, struct sum *sums)
{
	const struct tree *tree = subject->tree;
	uint32_t *below = xcalloc(tree->count, sizeof(*below));

	for (size_t i = 1; i < tree->count; i++) {
		uint32_t set = subject->activities.of_node[i], above = below[tree->node[i].parent];

		below[i] = above | set;
		for (int a = 0; a < ACTIVITIES; a++) {
			double samples = abouts[a].self ? tree->node[i].self : tree->node[i].total;

			if (!(set & ACTIVITY(a)) || !samples)
				continue;
			if (abouts[a].self || !(above & ACTIVITY(a)))
				add(&sums[a], subject, i, samples, a);
		}
	}
	free(below);
}

static int compare_named(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	if (x->samples != y->samples)
		return x->samples > y->samples ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

static void add_names(struct finding *finding, const struct subject *subject, struct sum *sum,
		      size_t shown)
{
	if (sum->count)
		qsort(sum->named, sum->count, sizeof(*sum->named), compare_named);
	for (size_t i = 0; i < sum->count && i < shown; i++)
		finding_evidence(finding, sum->named[i].samples,
				 strpool_get(&subject->tree->names, sum->named[i].name));
}

static void tell(const struct subject *subject, struct findings *findings, struct sum *sums,
		 enum activity activity)
{
	double whole = subject->tree->node[0].total;
	struct sum *sum = &sums[activity];
	struct finding *finding;

	if (!abouts[activity].name || !sum->samples || sum->samples < subject->min_share * whole)
		return;
	finding = findings_add(findings, &abouts[activity].pattern, sum->samples, whole,
			       sum->sure > MOSTLY * sum->samples ? SURE : LIKELY, "%s",
			       abouts[activity].name);
	add_names(finding, subject, sum, NAMES_SHOWN);
	finding_path(finding, sum->most, subject->tree, sum->heaviest);
	/* Which system calls they are. */
	if (activity == SYSCALL_ENTRY)
		add_names(finding, subject, &sums[SYSCALL], NAMES_SHOWN);
}

void find_activities(const struct subject *subject, struct findings *findings)
{
	struct sum sums[ACTIVITIES] = { 0 };

	sum_up(subject, sums);
	for (int a = 0; a < ACTIVITIES; a++)
		tell(subject, findings, sums, a);
	for (int a = 0; a < ACTIVITIES; a++) {
		u64map_free(&sums[a].index);
		free(sums[a].named);
	}
}
