/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bringing memory up and down: addresses, the shared region, the page tables,
 * heaps and memzones, and what the configuration wants taken at once. Nothing
 * large is touched, so that a start costs a few system calls. Whatever step
 * fails, eal_memory_fini() takes back what was done.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <sys/mman.h>

#include <rte_errno.h>

#include "eal.h"
#include "memory/attach.h"
#include "memory/heap.h"
#include "memory/iova.h"
#include "memory/lazy.h"
#include "memory/memseg.h"
#include "memory/memzone.h"
#include "memory/os.h"
#include "memory/shared.h"
#include "memory/source.h"
#include "memory/space.h"

static bool memory_locked;

static int
make_heaps(void)
{
	char name[EAL_HEAP_NAMESIZE];
	unsigned int i, n = eal_numa_nodes();
	int rc;

	for (i = 0; i < n && i < RTE_MAX_HEAPS; i++) {
		snprintf(name, sizeof(name), "socket_%d", eal_numa_node_id(i));
		rc = eal_heap_init(&eal_shared->heaps[i], name,
				eal_numa_node_id(i));
		if (rc < 0)
			return rc;
		eal_shared->heaps_n++;
	}
	return 0;
}

/* Lock what is present now and all that comes later, as it comes. */
static int
lock_memory(void)
{
	int rc;

	if (!eal_config.lock_memory)
		return 0;
	if (eal_os.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) < 0) {
		rc = -errno;
		EAL_LOG(ERR,
				"cannot lock memory: %s; the limit RLIMIT_MEMLOCK"
				" (ulimit -l) has to be higher\n",
				rte_strerror(-rc));
		return rc;
	}
	memory_locked = true;
	return 0;
}

static int
attach(void)
{
	int rc = eal_memory_attach();

	return rc == 0 ? lock_memory() : rc;
}

static int
start(void)
{
	int rc = eal_sources_start();

	eal_shared->nchannel = eal_config.channels;
	eal_shared->nrank = eal_config.ranks;
	if (rc == 0)
		rc = eal_iova_init();
	if (rc == 0)
		rc = eal_memseg_init();
	if (rc == 0)
		rc = make_heaps();
	if (rc == 0)
		rc = eal_memzone_init();
	if (rc == 0)
		rc = eal_preload();
	if (rc != 0)
		return rc;
	eal_lazy_init();
	return lock_memory();
}

int
eal_memory_init(void)
{
	int rc;

	if (eal_shared != NULL)
		return -EALREADY;
	eal_space_start(eal_config.base_virtaddr);
	rc = eal_primary() ? eal_shared_init() : eal_shared_attach();
	if (rc < 0)
		return rc;
	rc = eal_primary() ? start() : attach();
	if (rc < 0)
		eal_memory_fini();
	return rc;
}

/* Others use what is there: only what this process has of it goes. */
static void
leave(void)
{
	eal_memory_detach();
	eal_extmem_fini();
	eal_sources_stop();
	eal_event_fini();
	eal_shared_detach();
}

void
eal_memory_fini(void)
{
	unsigned int i;

	if (eal_shared == NULL)
		return;
	if (eal_shared_leave()) {
		eal_lazy_leave();
		return;
	}
	if (memory_locked)
		eal_os.munlockall();
	memory_locked = false;
	if (!eal_primary() || eal_shared_used()) {
		leave();
		return;
	}
	eal_lazy_fini();
	eal_memzone_fini();
	for (i = 0; i < eal_shared->heaps_n; i++)
		eal_heap_fini(&eal_shared->heaps[i]);
	eal_memseg_fini();
	eal_extmem_fini();
	eal_sources_stop();
	eal_event_fini();
	eal_shared_fini();
}
