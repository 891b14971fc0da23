/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The shared region's life. It is the first thing that exists and the last to
 * go; its fields are complete, and its locks usable, before eal_shared is
 * set. The fingerprint is what a second process compares before it attaches.
 */
#include "memory/shared.h"

#include <errno.h>

#include <rte_memzone.h>

#include "eal.h"
#include "memory/space.h"

#define DIM(a) (sizeof(a) / sizeof((a)[0]))

struct eal_shared *eal_shared;

bool
eal_sharing(void)
{
	return !eal_config.in_memory && !eal_config.no_shconf;
}

uint64_t
eal_shared_layout(void)
{
	static const uint64_t sizes[] = {
			sizeof(struct eal_shared),
			sizeof(struct eal_heap),
			sizeof(struct eal_lock),
			sizeof(struct rte_memseg_list),
			sizeof(struct rte_memzone),
			sizeof(struct rte_tailq_head),
			RTE_MAX_LCORE,
			RTE_CACHE_LINE_SIZE,
			EAL_HEAP_REDZONE,
	};
	uint64_t hash = 0xcbf29ce484222325; /* FNV-1a */
	size_t i;

	for (i = 0; i < DIM(sizes); i++)
		hash = (hash ^ sizes[i]) * 0x100000001b3;
	return hash;
}

static int
init_locks(struct eal_shared *sh)
{
	struct eal_lock *locks[] = {&sh->mem_lock, &sh->tailq_lock,
			&sh->mempool_lock, &sh->timer_lock, &sh->memzone_lock};
	size_t i;
	int rc;

	for (i = 0; i < DIM(locks); i++) {
		rc = eal_lock_init(locks[i]);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int
eal_shared_init(void)
{
	struct eal_shared *sh = eal_space_table(sizeof(*sh));
	int rc;

	if (sh == NULL)
		return -errno;
	sh->magic = EAL_SHARED_MAGIC;
	sh->version = EAL_SHARED_VERSION;
	sh->layout = eal_shared_layout();
	sh->size = sizeof(*sh);
	rc = init_locks(sh);
	if (rc < 0) {
		eal_space_release(sh, sizeof(*sh));
		return rc;
	}
	eal_shared = sh;
	return 0;
}

void
eal_shared_fini(void)
{
	struct eal_shared *sh = eal_shared;

	eal_shared = NULL;
	if (sh != NULL)
		eal_space_release(sh, sizeof(*sh));
}
