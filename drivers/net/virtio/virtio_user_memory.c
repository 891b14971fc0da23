/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The library's memory, for the back end that is up: new memory is known to it
 * before who asked for it gets it, and what goes is taken from it first. With
 * BP_DMA_POOLS it is told of pools and of what the driver needs only.
 */
#include <bufplane_settings.h>
#include <errno.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_memory.h>

#include "net/virtio/virtio_net.h"
#include "net/virtio/virtio_user.h"

#define SUBSCRIBE "bufplane_virtio_user"

void
virtio_user_lock(struct virtio_user *u)
{
	rte_mcfg_mem_read_lock();
	pthread_mutex_lock(&u->lock);
}

void
virtio_user_unlock(struct virtio_user *u)
{
	pthread_mutex_unlock(&u->lock);
	rte_mcfg_mem_read_unlock();
}

int
virtio_user_memory_give(
		struct virtio_user *u, const struct vhost_user_range *gone)
{
	struct vhost_user_want want = {.name = u->dev.name,
			.ranges = bp_dma_pools_only() ? &u->ranges : NULL};
	struct vhost_user_mem mem;
	int rc;

	if (gone != NULL)
		want.gone = *gone;
	rc = vhost_user_mem_get(&want, &mem);
	if (rc != 0 || (u->mem.n != 0 && vhost_user_mem_is_same(&mem, &u->mem)))
		return rc;
	rc = vhost_user_mem_send(&u->conn, &mem);
	if (rc == 0)
		u->mem = mem;
	return rc;
}

/* What is out of its reach costs packets; what it does not answer, the rings.
 */
static void
on_memory(enum rte_mem_event event, const void *addr, size_t len, void *arg)
{
	struct virtio_user *u = arg;
	struct vhost_user_range range = {
			(uintptr_t)addr, (uintptr_t)addr + len};
	int rc = 0;

	if (event == RTE_MEM_EVENT_FREE)
		rc = vhost_user_ranges_cut(&u->ranges, &range);
	if (!virtio_user_is_up(u))
		return;
	pthread_mutex_lock(&u->lock);
	if (u->up && rc == 0)
		rc = virtio_user_memory_give(
				u, event == RTE_MEM_EVENT_FREE ? &range : NULL);
	if (rc != 0)
		VNET_LOG(ERR,
				"%s: new memory of %zu KiB at %p is out of reach "
				"for the back end: packets in it are lost\n",
				u->dev.name, len >> 10, addr);
	if (rc == -ENODEV || rc == -ETIMEDOUT || rc == -EPROTO)
		virtio_user_part(u, rc);
	pthread_mutex_unlock(&u->lock);
}

int
virtio_user_memory_need(struct virtio_user *u, const void *addr, size_t len)
{
	struct vhost_user_range range = {
			(uintptr_t)addr, (uintptr_t)addr + len};
	int rc = 0;

	if (!bp_dma_pools_only())
		return 0;
	virtio_user_lock(u);
	if (!vhost_user_ranges_have(&u->ranges, &range)) {
		rc = vhost_user_ranges_add(&u->ranges, &range);
		if (u->up && rc == 0)
			rc = virtio_user_memory_give(u, NULL);
	}
	virtio_user_unlock(u);
	return rc;
}

static int
need_pool(struct dma_pools *pools, const void *addr, size_t len)
{
	return virtio_user_memory_need(
			container_of(pools, struct virtio_user, pools), addr,
			len);
}

/* Legacy memory never changes, and takes no subscribers. */
int
virtio_user_memory_start(struct virtio_user *u)
{
	if (rte_mem_event_callback_register(SUBSCRIBE, on_memory, u) == 0)
		u->subscribed = true;
	else if (rte_errno != ENOTSUP)
		return -rte_errno;
	u->pools.who = u->dev.name;
	u->pools.need = need_pool;
	return bp_dma_pools_only() ? dma_pools_take(&u->pools) : 0;
}

void
virtio_user_memory_stop(struct virtio_user *u)
{
	dma_pools_forget(&u->pools);
	if (u->subscribed)
		rte_mem_event_callback_unregister(SUBSCRIBE, u);
	u->subscribed = false;
	vhost_user_ranges_free(&u->ranges);
}
