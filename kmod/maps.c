// SPDX-License-Identifier: GPL-2.0-only
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/hash.h>
#include <linux/kdev_t.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "emit.h"
#include "maps.h"
#include "session.h"
#include "wakeup.h"

static struct workqueue_struct *maps_queue;

/* A program lives on while we want its map: ahead of ordinary work, on any CPU. */
int fsamp_maps_load(void)
{
	maps_queue = alloc_workqueue("flamesamp_maps", WQ_UNBOUND | WQ_HIGHPRI, 0);
	return maps_queue ? 0 : -ENOMEM;
}

void fsamp_maps_unload(void)
{
	destroy_workqueue(maps_queue);
}

bool fsamp_maps_request(struct fsamp_cpu *c, u64 program, bool anew)
{
	struct fsamp_map_requests *r = &c->map_requests;

	/* Pairs with the store-release in take_request(): the slot has been read. */
	if (r->head - smp_load_acquire(&r->tail) == FSAMP_MAP_REQUESTS)
		return false;
	r->tgid[r->head % FSAMP_MAP_REQUESTS] = current->tgid;
	r->program[r->head % FSAMP_MAP_REQUESTS] = program;
	r->anew[r->head % FSAMP_MAP_REQUESTS] = anew;
	/* Pairs with the load-acquire in take_request(): the slot has been written. */
	smp_store_release(&r->head, r->head + 1);
	return true;
}

void fsamp_maps_request_here(struct fsamp_session *session, u64 program)
{
	struct fsamp_cpu *c;
	unsigned long flags;

	local_irq_save(flags);
	c = session->cpus[smp_processor_id()];
	/* Where the queue is full, the first sample will ask. */
	if (fsamp_maps_request(c, program, false))
		fsamp_wakeup_work(c);
	local_irq_restore(flags);
}

bool fsamp_maps_requested(const struct fsamp_cpu *c)
{
	return READ_ONCE(c->map_requests.head) != READ_ONCE(c->map_requests.tail);
}

void fsamp_maps_kick(struct fsamp_session *session)
{
	queue_work(maps_queue, &session->maps.work);
}

/* What was asked for. */
struct request {
	u32 tgid;
	u64 program;
	bool anew;
};

static bool take_request(struct fsamp_map_requests *r, struct request *request)
{
	u32 tail = r->tail;

	/* Pairs with the store-release in fsamp_maps_request(): the slot has been written. */
	if (smp_load_acquire(&r->head) == tail)
		return false;
	request->tgid = r->tgid[tail % FSAMP_MAP_REQUESTS];
	request->program = r->program[tail % FSAMP_MAP_REQUESTS];
	request->anew = r->anew[tail % FSAMP_MAP_REQUESTS];
	/* Pairs with the load-acquire in fsamp_maps_request(): the slot has been read. */
	smp_store_release(&r->tail, tail + 1);
	return true;
}

/* The path of a mapping, in session->maps.path or constant. */
static const char *map_path(struct fsamp_session *session, struct vm_area_struct *vma)
{
	const char *path = NULL;

	if (vma->vm_file) {
		path = d_path(&vma->vm_file->f_path, session->maps.path, PATH_MAX);
		return IS_ERR(path) ? "" : path;
	}
	if (vma->vm_ops && vma->vm_ops->name)
		path = vma->vm_ops->name(vma);
	return path ? path : "";
}

static void emit_map(struct fsamp_session *session, u32 tgid, u64 program,
		     struct vm_area_struct *vma)
{
	const char *path = map_path(session, vma);
	struct flamesamp_map map = {
		.header.type = FLAMESAMP_MAP,
		.tgid = tgid,
		.program = program,
		.ns = ktime_get_mono_fast_ns(),
		.start = vma->vm_start,
		.end = vma->vm_end,
		.offset = (u64)vma->vm_pgoff << PAGE_SHIFT,
	};

	if (vma->vm_file) {
		struct inode *inode = file_inode(vma->vm_file);

		map.inode = inode->i_ino;
		map.major = MAJOR(inode->i_sb->s_dev);
		map.minor = MINOR(inode->i_sb->s_dev);
	} else {
		map.offset = 0;
	}
	fsamp_emit(session, &map.header, sizeof(map), path);
}

/* The executable mapping at or behind *@at, which becomes its end. Context: mmap_lock. */
static struct vm_area_struct *next_code(struct mm_struct *mm, unsigned long *at)
{
	struct vm_area_struct *vma;

	while ((vma = find_vma(mm, *at))) {
		*at = vma->vm_end;
		if (vma->vm_flags & VM_EXEC)
			return vma;
	}
	return NULL;
}

static u32 count_code(struct mm_struct *mm)
{
	unsigned long at = 0;
	u32 n = 0;

	while (next_code(mm, &at))
		n++;
	return n;
}

/* Context: mmap_lock. Return: whether the reader has not said what the table of this code is. */
static bool note_range(struct fsamp_session *session, struct fsamp_space *space,
		      struct vm_area_struct *vma)
{
	struct fsamp_range *range = &space->range[space->count++];

	range->start = vma->vm_start;
	range->end = vma->vm_end;
	range->offset = vma->vm_file ? (u64)vma->vm_pgoff << PAGE_SHIFT : 0;
	range->object = fsamp_object_of(&session->tables, vma);
	return range->object && !READ_ONCE(range->object->answered);
}

/* Room for the ranges of @mm, none yet; NULL where none are wanted. Context: mmap_lock. */
static struct fsamp_space *new_space(struct fsamp_session *session, u32 tgid, u64 program,
				     struct mm_struct *mm)
{
	struct fsamp_space *space;

	if (!fsamp_session_has_tables(session))
		return NULL;
	space = fsamp_space_new(tgid, program, count_code(mm), GFP_KERNEL);
	if (!space)
		fsamp_lose_here(session, FLAMESAMP_LOST_RANGES);
	else
		space->count = 0;
	return space;
}

/*
 * Read the map of a program: into the ring where @emit, and into ranges where the session needs
 * them. Context: mm is held; takes mmap_lock for reading.
 */
static void read_maps(struct fsamp_session *session, u32 tgid, u64 program, struct mm_struct *mm,
		      bool emit)
{
	struct vm_area_struct *vma;
	struct fsamp_space *space;
	unsigned long at = 0;
	bool news = false;

	mmap_read_lock(mm);
	space = new_space(session, tgid, program, mm);
	while ((vma = next_code(mm, &at))) {
		if (emit)
			emit_map(session, tgid, program, vma);
		if (space)
			news |= note_range(session, space, vma);
	}
	mmap_read_unlock(mm);
	if (space)
		fsamp_spaces_publish(&session->spaces, space);
	if (news && emit) {
		WRITE_ONCE(session->maps.news, 1);
		wake_up_interruptible(&session->wait);
	}
}

/*
 * The memory of a process, held, and the program's number; NULL where it is gone. Its first thread
 * may have ended before. The number is read once the memory is held: an exec in between would put
 * the new program's map under the old one's number otherwise. And of a thread that is there: an
 * exec makes another one the first, which @task points to, and does not hold.
 */
static struct mm_struct *process_mm(struct task_struct *task, u64 *program)
{
	struct mm_struct *mm = NULL;
	struct task_struct *thread;

	rcu_read_lock();
	for_each_thread(task, thread) {
		mm = get_task_mm(thread);
		if (!mm)
			continue;
		*program = fsamp_program_of(thread);
		break;
	}
	rcu_read_unlock();
	return mm;
}

/* The memory of @task, held, as long as its program is @program; else NULL. */
static struct mm_struct *program_mm(struct task_struct *task, u64 program)
{
	u64 found;
	struct mm_struct *mm = process_mm(task, &found);

	if (mm && found != program) {
		mmput(mm);
		mm = NULL;
	}
	return mm;
}

static struct task_struct *process_of(u32 tgid)
{
	struct pid *pid = find_get_pid(tgid);
	struct task_struct *task = pid ? get_pid_task(pid, PIDTYPE_TGID) : NULL;

	put_pid(pid);
	return task;
}

/*
 * A process that ended while its map was read has been forgotten already: nobody will do it again.
 */
static void forget_if_ended(struct fsamp_session *session, struct task_struct *task)
{
	if (!fsamp_session_has_tables(session))
		return;
	/*
	 * The exit probe forgets the ranges once signal->live is 0, under the lock that they were
	 * published under just now: it came later and found them, or earlier, and this sees the 0.
	 */
	if (!atomic_read(&task->signal->live))
		fsamp_spaces_forget(&session->spaces, task->tgid);
}

static void answer_from(struct fsamp_session *session, struct task_struct *task,
			const struct request *request, struct mm_struct *mm)
{
	struct fsamp_map_seen *seen;

	seen = &session->maps.seen[hash_32(request->tgid, ilog2(FSAMP_MAPS_SEEN))];
	if (!mm) {
		if (seen->tgid != request->tgid || seen->program != request->program)
			fsamp_lose_here(session, FLAMESAMP_LOST_MAPS);
		return;
	}
	if (!request->anew && seen->tgid == request->tgid && seen->program == request->program &&
	    seen->exec_pages == READ_ONCE(mm->exec_vm))
		return;
	seen->tgid = request->tgid;
	seen->program = request->program;
	seen->exec_pages = READ_ONCE(mm->exec_vm);
	read_maps(session, request->tgid, request->program, mm, true);
	forget_if_ended(session, task);
}

static void answer(struct fsamp_session *session, const struct request *request)
{
	struct task_struct *task = process_of(request->tgid);
	struct mm_struct *mm = task ? program_mm(task, request->program) : NULL;

	answer_from(session, task, request, mm);
	if (mm)
		mmput(mm);
	if (task)
		put_task_struct(task);
}

static void maps_work(struct work_struct *work)
{
	struct fsamp_session *session = container_of(work, struct fsamp_session, maps.work);
	struct request request;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct fsamp_cpu *c = session->cpus[cpu];

		while (c && take_request(&c->map_requests, &request)) {
			answer(session, &request);
			cond_resched();
		}
	}
}

#define PRELOAD_BATCH	32

/* Processes behind @tgid in scope, held; tgids go up. Return: how many; at most PRELOAD_BATCH. */
static unsigned int next_processes(struct fsamp_session *session, u32 tgid,
				   struct task_struct **batch)
{
	struct task_struct *task;
	unsigned int n = 0, i;

	rcu_read_lock();
	for_each_process(task) {
		if (task->tgid <= tgid || !fsamp_in_scope(&session->scope, task))
			continue;
		/* The list is in order of birth, not of numbers: keep the lowest, in order. */
		for (i = n; i > 0 && batch[i - 1]->tgid > task->tgid; i--)
			;
		if (i == PRELOAD_BATCH)
			continue;
		if (n == PRELOAD_BATCH)
			put_task_struct(batch[--n]);
		memmove(&batch[i + 1], &batch[i], (n - i) * sizeof(*batch));
		get_task_struct(task);
		batch[i] = task;
		n++;
	}
	rcu_read_unlock();
	return n;
}

static void preload(struct fsamp_session *session, struct task_struct *task)
{
	u64 program;
	struct mm_struct *mm = process_mm(task, &program);

	if (!mm)
		return;
	read_maps(session, task->tgid, program, mm, false);
	forget_if_ended(session, task);
	mmput(mm);
}

void fsamp_maps_preload(struct fsamp_session *session)
{
	struct task_struct *batch[PRELOAD_BATCH + 1];
	unsigned int n, i;
	u32 tgid = 0;

	while ((n = next_processes(session, tgid, batch))) {
		tgid = batch[n - 1]->tgid;
		for (i = 0; i < n; i++) {
			preload(session, batch[i]);
			put_task_struct(batch[i]);
		}
		cond_resched();
	}
}

int fsamp_maps_init(struct fsamp_session *session)
{
	INIT_WORK(&session->maps.work, maps_work);
	session->maps.path = kmalloc(PATH_MAX, GFP_KERNEL);
	return session->maps.path ? 0 : -ENOMEM;
}

void fsamp_maps_free(struct fsamp_session *session)
{
	kfree(session->maps.path);
	session->maps.path = NULL;
}
