/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory that ports share between processes, and the lock of the list of
 * ports. It stays when the last port goes, for it knows which owner ids were
 * given out, and goes with the library's memory. Two locks make one: a mutex of
 * this process guards the pointer to the region, and inside it the region's own
 * robust mutex guards the list. A process that died with the lock leaves a list
 * that is whole, because a port exists exactly while its name is not empty.
 */
#include <errno.h>
#include <string.h>

#include <rte_eal_memconfig.h>
#include <rte_memzone.h>

#include "ethdev_private.h"

#define ZONE_NAME "rte_eth_dev_data"

static pthread_mutex_t local_lock = PTHREAD_MUTEX_INITIALIZER;
static struct ethdev_shared *shared;

struct ethdev_shared *
ethdev_shared_get(void)
{
	return shared;
}

static int
init_lock(pthread_mutex_t *lock)
{
	pthread_mutexattr_t attr;
	int rc;

	rc = pthread_mutexattr_init(&attr);
	if (rc != 0)
		return -rc;
	pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	rc = pthread_mutex_init(lock, &attr);
	pthread_mutexattr_destroy(&attr);
	return -rc;
}

static void
lock_region(void)
{
	if (shared != NULL && pthread_mutex_lock(&shared->lock) == EOWNERDEAD)
		pthread_mutex_consistent(&shared->lock);
}

/* Ports of a run of the library whose memory is gone, or about to go. */
static void
forget_ports(void)
{
	uint16_t id;

	for (id = 0; id < RTE_MAX_ETHPORTS; id++) {
		/* Memory that no port ever used is not touched. */
		if (rte_eth_devices[id].data == NULL)
			continue;
		ethdev_fastpath_shut(id);
		ethdev_wipe(&rte_eth_devices[id]);
	}
	shared = NULL;
}

static int
make_region(const struct rte_memzone **mz)
{
	struct ethdev_shared *region;
	int rc;

	*mz = rte_memzone_reserve(ZONE_NAME, sizeof(*region), SOCKET_ID_ANY, 0);
	if (*mz == NULL)
		return -ENOMEM;
	region = (*mz)->addr;
	memset(region, 0, sizeof(*region));
	region->next_owner_id = RTE_ETH_DEV_NO_OWNER + 1;
	rc = init_lock(&region->lock);
	if (rc != 0)
		rte_memzone_free(*mz);
	return rc;
}

/* The region, whole: who makes it lets nobody look before. */
static int
find_region(const struct rte_memzone **mz)
{
	int rc = 0;

	rte_mcfg_tailq_write_lock();
	*mz = rte_memzone_lookup(ZONE_NAME);
	if (*mz == NULL)
		rc = make_region(mz);
	rte_mcfg_tailq_write_unlock();
	return rc;
}

int
ethdev_shared_attach(void)
{
	const struct rte_memzone *mz = rte_memzone_lookup(ZONE_NAME);
	int rc;

	if (mz != NULL && mz->addr == shared)
		return 0;
	forget_ports();
	rc = find_region(&mz);
	if (rc != 0)
		return rc;
	shared = mz->addr;
	lock_region();
	return 0;
}

void
ethdev_shared_fini(void)
{
	pthread_mutex_lock(&local_lock);
	forget_ports();
	pthread_mutex_unlock(&local_lock);
}

void
ethdev_lock(void)
{
	pthread_mutex_lock(&local_lock);
	lock_region();
}

void
ethdev_unlock(void)
{
	if (shared != NULL)
		pthread_mutex_unlock(&shared->lock);
	pthread_mutex_unlock(&local_lock);
}
