/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between kernel versions from 5.10 on: the only place that knows versions. Where a
 * macro or a compile-time probe tells, it is used instead: vendor kernels carry backports.
 */
#ifndef FLAMESAMP_COMPAT_H
#define FLAMESAMP_COMPAT_H

#include <linux/hrtimer.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#error "flamesamp needs Linux 5.10 or later"
#endif

/* Tasks whose saved user registers mean nothing: kernel threads, io_uring and vhost workers. */
#if defined(PF_USER_WORKER)
#define FSAMP_PF_NO_USER_CODE	(PF_KTHREAD | PF_USER_WORKER)
#elif defined(PF_IO_WORKER)
#define FSAMP_PF_NO_USER_CODE	(PF_KTHREAD | PF_IO_WORKER)
#else
#define FSAMP_PF_NO_USER_CODE	PF_KTHREAD
#endif

/* Not every architecture told it in every version. */
#ifndef TASK_SIZE_MAX
#define TASK_SIZE_MAX	TASK_SIZE
#endif

/* hrtimer_init() became hrtimer_setup() in 6.13 and is gone in 7.0. */
static inline void fsamp_hrtimer_setup(struct hrtimer *timer,
				       enum hrtimer_restart (*function)(struct hrtimer *),
				       clockid_t clock, enum hrtimer_mode mode)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup(timer, function, clock, mode);
#else
	hrtimer_init(timer, clock, mode);
	timer->function = function;
#endif
}

/* vm_flags is changed through functions from 6.3 on. */
static inline void fsamp_vm_flags_set(struct vm_area_struct *vma, unsigned long flags)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_set(vma, flags);
#else
	vma->vm_flags |= flags;
#endif
}

static inline void fsamp_vm_flags_clear(struct vm_area_struct *vma, unsigned long flags)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_clear(vma, flags);
#else
	vma->vm_flags &= ~flags;
#endif
}

/* Splitting a mapping: ->split() became ->may_split() in 5.11. */
static inline int fsamp_vm_may_split(struct vm_area_struct *vma, unsigned long address)
{
	return -EINVAL;
}

/* Moving one: 5.12 alone hands the flags over. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 12, 0) && \
	LINUX_VERSION_CODE < KERNEL_VERSION(5, 13, 0)
static inline int fsamp_vm_mremap(struct vm_area_struct *vma, unsigned long flags)
#else
static inline int fsamp_vm_mremap(struct vm_area_struct *vma)
#endif
{
	return -EINVAL;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
#define FSAMP_VM_OPS_UNSPLITTABLE \
	.may_split = fsamp_vm_may_split, .mremap = fsamp_vm_mremap,
#else
#define FSAMP_VM_OPS_UNSPLITTABLE \
	.split = fsamp_vm_may_split, .mremap = fsamp_vm_mremap,
#endif

/* The probe of sched_process_exit gets one more argument from 6.15 on. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 15, 0)
#define FSAMP_EXIT_PROBE_ARGS	void *data, struct task_struct *task, bool group_dead
#else
#define FSAMP_EXIT_PROBE_ARGS	void *data, struct task_struct *task
#endif

/* The probe of sched_switch gets one more argument from 5.18 on. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 18, 0)
#define FSAMP_SWITCH_PROBE_ARGS \
	void *data, bool preempt, struct task_struct *prev, struct task_struct *next, \
	unsigned int prev_state
#else
#define FSAMP_SWITCH_PROBE_ARGS \
	void *data, bool preempt, struct task_struct *prev, struct task_struct *next
#endif

/* Where a module's code lies: one block for each kind of memory from 6.4 on. */
static inline void *fsamp_module_text(const struct module *module)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	return module->mem[MOD_TEXT].base;
#else
	return module->core_layout.base;
#endif
}

static inline u32 fsamp_module_text_bytes(const struct module *module)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	return module->mem[MOD_TEXT].size;
#else
	return module->core_layout.text_size;
#endif
}

/* arm64 from 6.13 on: a frame record of zeros is part of saved registers, and says which kind. */
#if defined(CONFIG_ARM64) && LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#include <linux/ptrace.h>
#include <asm/stacktrace/frame.h>
#define FSAMP_FRAME_META_TYPE_OFFSET	offsetof(struct frame_record_meta, type)
#define FSAMP_FRAME_META_PT_REGS	FRAME_META_TYPE_PT_REGS
#define FSAMP_FRAME_META_REGS_OFFSET	offsetof(struct pt_regs, stackframe)
#endif

#endif
