// SPDX-License-Identifier: GPL-2.0-only
#include <linux/capability.h>
#include <linux/compat.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/flamesamp.h>

#include "arch.h"
#include "dev.h"
#include "ring_mmap.h"
#include "session.h"
#include "sideband.h"

static int dev_open(struct inode *inode, struct file *file)
{
	struct fsamp_session *session;

	/* Addresses of the kernel and of everybody's processes: what perf asks CAP_PERFMON for. */
	if (!perfmon_capable())
		return -EPERM;
	session = fsamp_session_new();
	if (IS_ERR(session))
		return PTR_ERR(session);
	file->private_data = session;
	return nonseekable_open(inode, file);
}

/* The last descriptor and the last mapping are gone. */
static int dev_release(struct inode *inode, struct file *file)
{
	fsamp_session_free(file->private_data);
	return 0;
}

static int ioctl_hello(struct flamesamp_hello __user *arg)
{
	struct flamesamp_hello hello = {
		.abi = FLAMESAMP_ABI,
		.abi_oldest = FLAMESAMP_ABI,
		.features = fsamp_sideband_features() | FLAMESAMP_FEATURE_USER_CHAIN |
			    FLAMESAMP_FEATURE_TABLES,
		.cpus = nr_cpu_ids,
		.page_size = PAGE_SIZE,
		.module_version = FLAMESAMP_VERSION,
	};

	if (fsamp_idle_supported())
		hello.features |= FLAMESAMP_FEATURE_IDLE;
	if (FSAMP_ARCH_KERNEL_CHAIN)
		hello.features |= FLAMESAMP_FEATURE_KERNEL_CHAIN;
	if (IS_ENABLED(CONFIG_CGROUPS))
		hello.features |= FLAMESAMP_FEATURE_CGROUP;
	if (IS_ENABLED(CONFIG_KALLSYMS))
		hello.features |= FLAMESAMP_FEATURE_SYMBOLS;
	return copy_to_user(arg, &hello, sizeof(hello)) ? -EFAULT : 0;
}

static int ioctl_configure(struct fsamp_session *session, struct flamesamp_config __user *arg)
{
	struct flamesamp_config config;
	int err;

	if (copy_from_user(&config, arg, sizeof(config)))
		return -EFAULT;
	err = fsamp_session_configure(session, &config);
	if (err)
		return err;
	return copy_to_user(arg, &config, sizeof(config)) ? -EFAULT : 0;
}

static int ioctl_stats(struct fsamp_session *session, struct flamesamp_stats __user *arg)
{
	struct flamesamp_stats stats;
	int err;

	if (copy_from_user(&stats, arg, sizeof(stats)))
		return -EFAULT;
	err = fsamp_session_stats(session, &stats);
	if (err)
		return err;
	return copy_to_user(arg, &stats, sizeof(stats)) ? -EFAULT : 0;
}

static int ioctl_table(struct fsamp_session *session, struct flamesamp_upload __user *arg)
{
	struct flamesamp_upload upload;
	int err;

	if (copy_from_user(&upload, arg, sizeof(upload)))
		return -EFAULT;
	err = fsamp_session_upload(session, &upload);
	if (err)
		return err;
	return copy_to_user(arg, &upload, sizeof(upload)) ? -EFAULT : 0;
}

static int ioctl_bind(struct fsamp_session *session, const struct flamesamp_bind __user *arg)
{
	struct flamesamp_bind bind;

	if (copy_from_user(&bind, arg, sizeof(bind)))
		return -EFAULT;
	return fsamp_session_bind(session, &bind);
}

static int ioctl_symbol(struct fsamp_session *session, struct flamesamp_symbol __user *arg)
{
	struct flamesamp_symbol *symbol;
	int err;

	/* Too large for the stack. */
	symbol = memdup_user(arg, sizeof(*symbol));
	if (IS_ERR(symbol))
		return PTR_ERR(symbol);
	err = fsamp_session_symbol(session, symbol);
	if (!err && copy_to_user(arg, symbol, sizeof(*symbol)))
		err = -EFAULT;
	kfree(symbol);
	return err;
}

static long locked_ioctl(struct fsamp_session *session, unsigned int cmd, void __user *arg)
{
	switch (cmd) {
	case FLAMESAMP_IOC_HELLO:
		return ioctl_hello(arg);
	case FLAMESAMP_IOC_CONFIGURE:
		return ioctl_configure(session, arg);
	case FLAMESAMP_IOC_START:
		return fsamp_session_start(session);
	case FLAMESAMP_IOC_STOP:
		return fsamp_session_stop(session);
	case FLAMESAMP_IOC_STATS:
		return ioctl_stats(session, arg);
	case FLAMESAMP_IOC_TABLE:
		return ioctl_table(session, arg);
	case FLAMESAMP_IOC_BIND:
		return ioctl_bind(session, arg);
	case FLAMESAMP_IOC_SYMBOL:
		return ioctl_symbol(session, arg);
	}
	return -ENOTTY;
}

static long dev_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct fsamp_session *session = file->private_data;
	long ret;

	if (mutex_lock_interruptible(&session->lock))
		return -ERESTARTSYS;
	ret = locked_ioctl(session, cmd, (void __user *)arg);
	mutex_unlock(&session->lock);
	return ret;
}

static int dev_mmap(struct file *file, struct vm_area_struct *vma)
{
	/*
	 * Without session->lock: the ioctls touch user memory under it, and mmap_lock, which we
	 * hold here, is inside of that. Rings are there for good once the state says so.
	 */
	return fsamp_ring_mmap(file->private_data, vma);
}

static bool watermark_reached(struct fsamp_session *session)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		if (fsamp_ring_filled(&session->cpus[cpu]->ring) >= session->config.watermark)
			return true;
	}
	return false;
}

static __poll_t dev_poll(struct file *file, poll_table *wait)
{
	struct fsamp_session *session = file->private_data;
	enum fsamp_state state;
	__poll_t events = 0;

	poll_wait(file, &session->wait, wait);
	state = fsamp_session_state(session);
	if (state == FSAMP_NEW)
		return EPOLLERR;
	if (watermark_reached(session))
		events |= EPOLLIN | EPOLLRDNORM;
	if (xchg(&session->maps.news, 0))
		events |= EPOLLPRI;
	if (state == FSAMP_STOPPED)
		events |= EPOLLHUP;
	return events;
}

static const struct file_operations dev_fops = {
	.owner = THIS_MODULE,
	.open = dev_open,
	.release = dev_release,
	.unlocked_ioctl = dev_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.mmap = dev_mmap,
	.poll = dev_poll,
};

static struct miscdevice dev = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "flamesamp",
	.fops = &dev_fops,
	.mode = 0600,
};

int fsamp_dev_load(void)
{
	return misc_register(&dev);
}

void fsamp_dev_unload(void)
{
	misc_deregister(&dev);
}
