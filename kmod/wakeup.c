// SPDX-License-Identifier: GPL-2.0-only
#include <linux/irq_work.h>
#include <linux/wait.h>

#include "session.h"
#include "wakeup.h"

static void wakeup_run(struct irq_work *work)
{
	struct fsamp_cpu *c = container_of(work, struct fsamp_cpu, wakeup);

	if (fsamp_maps_requested(c))
		fsamp_maps_kick(c->session);
	wake_up_interruptible(&c->session->wait);
}

void fsamp_wakeup_init(struct fsamp_cpu *c)
{
	init_irq_work(&c->wakeup, wakeup_run);
}

void fsamp_wakeup_check(struct fsamp_cpu *c)
{
	if ((s32)(c->ring.head - c->wake_at) < 0)
		return;
	c->wake_at = c->ring.head + c->session->config.watermark;
	irq_work_queue(&c->wakeup);
}

void fsamp_wakeup_work(struct fsamp_cpu *c)
{
	irq_work_queue(&c->wakeup);
}

void fsamp_wakeup_sync(struct fsamp_cpu *c)
{
	irq_work_sync(&c->wakeup);
}
