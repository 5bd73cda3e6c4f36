// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "compat.h"
#include "ring_mmap.h"
#include "session.h"

/* Splitting, partial unmapping and moving would leave the reader with half a ring: refused. */
static const struct vm_operations_struct ring_vm_ops = {
	FSAMP_VM_OPS_UNSPLITTABLE
};

/* A part of the memory of a ring. */
struct part {
	unsigned long offset, bytes;
	bool writable;
};

static int find_part(struct fsamp_session *session, unsigned int kind, struct part *part)
{
	switch (kind) {
	case FLAMESAMP_MAP_PRODUCER:
		*part = (struct part){ 0, PAGE_SIZE, false };
		return 0;
	case FLAMESAMP_MAP_CONSUMER:
		*part = (struct part){ PAGE_SIZE, PAGE_SIZE, true };
		return 0;
	case FLAMESAMP_MAP_DATA:
		*part = (struct part){ FSAMP_DATA_OFFSET, session->config.ring_bytes, false };
		return 0;
	}
	return -ENXIO;
}

static int check_access(const struct vm_area_struct *vma, const struct part *part)
{
	if (!(vma->vm_flags & VM_SHARED) || vma->vm_end - vma->vm_start != part->bytes)
		return -EINVAL;
	if (vma->vm_flags & VM_EXEC)
		return -EACCES;
	if (vma->vm_flags & VM_WRITE && !part->writable)
		return -EACCES;
	return 0;
}

int fsamp_ring_mmap(struct fsamp_session *session, struct vm_area_struct *vma)
{
	u64 offset = (u64)vma->vm_pgoff << PAGE_SHIFT;
	u64 cpu = offset >> FLAMESAMP_MAP_CPU_SHIFT;
	unsigned int kind = (offset >> FLAMESAMP_MAP_KIND_SHIFT) & 3;
	struct part part;
	int err;

	if (fsamp_session_state(session) == FSAMP_NEW)
		return -EBUSY;
	if (cpu >= nr_cpu_ids || !session->cpus[cpu] ||
	    offset != FLAMESAMP_MAP_OFFSET(cpu, kind) || find_part(session, kind, &part))
		return -ENXIO;
	err = check_access(vma, &part);
	if (err)
		return err;

	/* What is not writable now never becomes so, nor executable. */
	fsamp_vm_flags_clear(vma, part.writable ? VM_MAYEXEC : VM_MAYEXEC | VM_MAYWRITE);
	fsamp_vm_flags_set(vma, VM_DONTCOPY);
	err = remap_vmalloc_range(vma, session->cpus[cpu]->memory, part.offset >> PAGE_SHIFT);
	if (!err)
		vma->vm_ops = &ring_vm_ops;
	return err;
}
