/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The shared region's life. It is the first thing that exists and the last to
 * go; its fields are complete, and its locks usable, before eal_shared is
 * set. The lock on its file makes this process the only primary of its
 * prefix, and gives it the right to clear the folder of what a killed one
 * left. Where there can be no folder the process goes on, privately. The
 * fingerprint is what a second process compares before it attaches.
 */
#include "memory/shared.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_memzone.h>

#include "base/mode.h"
#include "eal.h"
#include "memory/fbarray.h"
#include "memory/table.h"

#define DIM(a) (sizeof(a) / sizeof((a)[0]))

/* DPDK has a file "config" there, locked in another way: not to be touched. */
#define CONFIG    "bufplane"
#define TRIES     100
#define REASON_SZ 512

struct eal_shared *eal_shared;

static struct eal_table region = {.fd = -1};

bool
eal_sharing(void)
{
	return region.fd >= 0;
}

uint64_t
eal_shared_layout(void)
{
	static const uint64_t sizes[] = {
			sizeof(struct eal_shared),
			sizeof(struct eal_heap),
			sizeof(struct eal_lock),
			sizeof(struct eal_lazy),
			sizeof(struct rte_memseg_list),
			sizeof(struct rte_memzone),
			sizeof(struct rte_tailq_head),
			EAL_HEAP_FRONT,
			EAL_HEAP_BACK,
	};
	uint64_t hash = eal_layout_hash();
	size_t i;

	for (i = 0; i < DIM(sizes); i++)
		hash = eal_layout_mix(hash, sizes[i]);
	return hash;
}

static int
init_locks(struct eal_shared *sh)
{
	struct eal_lock *locks[] = {&sh->mem_lock, &sh->tailq_lock,
			&sh->mempool_lock, &sh->timer_lock, &sh->memzone_lock,
			&sh->lazy.lock};
	size_t i;
	int rc;

	for (i = 0; i < DIM(locks); i++) {
		rc = eal_lock_init(locks[i]);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int
refuse_busy(void)
{
	EAL_LOG(ERR, "a process with the prefix \"%s\" runs already and holds %s/%s: start with another --file-prefix, or with --in-memory\n",
			eal_config.prefix == NULL ? "rte" : eal_config.prefix,
			rte_eal_get_runtime_dir(), CONFIG);
	return -EBUSY;
}

/* Whether another user, or a read-only file system, is in the way. */
static bool
no_access(int rc)
{
	return rc == -EACCES || rc == -EPERM || rc == -EROFS;
}

/*
 * The folder and the file in it: 0, -errno, or 1 with the reason where this
 * process cannot have a folder. One that ends may remove the folder just when
 * this one has seen it.
 */
static int
make_file(struct eal_table *t, char *why)
{
	unsigned int i;
	int rc = -ENOENT;

	for (i = 0; i < TRIES && rc == -ENOENT; i++) {
		if (eal_runtime_dir_need(why, REASON_SZ) < 0)
			return 1;
		rc = eal_table_file(t, CONFIG, sizeof(struct eal_shared));
	}
	if (rc == 0 || rc == -EBUSY)
		return rc == 0 ? 0 : refuse_busy();
	if (no_access(rc)) {
		snprintf(why, REASON_SZ, "cannot write to %s: %s",
				rte_eal_get_runtime_dir(), rte_strerror(-rc));
		return 1;
	}
	EAL_LOG(ERR, "cannot make the file %s/%s: %s\n",
			rte_eal_get_runtime_dir(), CONFIG, rte_strerror(-rc));
	return rc;
}

static int
make_region(struct eal_table *t)
{
	char why[REASON_SZ];
	int rc;

	if (eal_config.in_memory || eal_config.no_shconf)
		return eal_table_anonymous(t, sizeof(struct eal_shared));
	rc = make_file(t, why);
	if (rc == 0) {
		rc = eal_table_populate(t, 0, sizeof(struct eal_shared));
		if (rc < 0)
			eal_table_remove(t);
		return rc;
	}
	if (rc < 0)
		return rc;
	EAL_LOG(WARNING,
			"%s: no other process can attach; --in-memory says that none has to, else make that folder usable\n",
			why);
	return eal_table_anonymous(t, sizeof(struct eal_shared));
}

int
eal_shared_init(void)
{
	struct eal_table t;
	struct eal_shared *sh;
	int rc = make_region(&t);

	if (rc < 0)
		return rc;
	sh = t.addr;
	rc = init_locks(sh);
	if (rc < 0) {
		eal_table_remove(&t);
		return rc;
	}
	sh->version = EAL_SHARED_VERSION;
	sh->layout = eal_shared_layout();
	sh->size = sizeof(*sh);
	sh->addr = (uintptr_t)sh;
	/* Last: who finds it finds all of the above. */
	__atomic_store_n(&sh->magic, EAL_SHARED_MAGIC, __ATOMIC_RELEASE);
	region = t;
	eal_shared = sh;
	if (eal_sharing())
		eal_tables_sweep();
	return 0;
}

bool
eal_shared_leave(void)
{
	if (!eal_sharing() || region.pid == getpid())
		return false;
	fbarray_forget_all();
	eal_shared = NULL;
	region = (struct eal_table){.fd = -1};
	return true;
}

void
eal_shared_fini(void)
{
	if (eal_shared == NULL)
		return;
	fbarray_forget_all();
	eal_shared = NULL;
	if (eal_table_remove(&region) < 0)
		eal_table_detach(&region);
}
