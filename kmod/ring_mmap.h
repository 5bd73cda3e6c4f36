/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FLAMESAMP_RING_MMAP_H
#define FLAMESAMP_RING_MMAP_H

struct fsamp_session;
struct vm_area_struct;

/*
 * Map a page or the data of a ring, as <linux/flamesamp.h> says. The mapping's reference to the
 * file keeps the session.
 *
 * Return: 0; -EBUSY before the session is configured; -ENXIO: no such CPU or mapping; -EINVAL: not
 * the whole mapping, or a private one; -EACCES: may not be writable, or executable.
 */
int fsamp_ring_mmap(struct fsamp_session *session, struct vm_area_struct *vma);

#endif
