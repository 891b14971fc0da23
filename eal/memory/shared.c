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
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_memzone.h>
#include <rte_string_fns.h>

#include "base/mode.h"
#include "eal.h"
#include "memory/attach.h"
#include "memory/fbarray.h"
#include "memory/os.h"
#include "memory/table.h"

#define DIM(a) (sizeof(a) / sizeof((a)[0]))

#define TRIES     100
#define REASON_SZ 512

struct eal_shared *eal_shared;

static struct eal_table region = {.fd = -1};

bool
eal_sharing(void)
{
	return region.fd >= 0;
}

BP_EXPORT
char (*bp_group_handlers(void))[BP_GROUP_NAMESIZE]
{
	return eal_sharing() ? eal_shared->handlers : NULL;
}

BP_EXPORT
bool
bp_group_joined(void)
{
	return eal_shared != NULL &&
			__atomic_load_n(&eal_shared->joined, __ATOMIC_RELAXED);
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
			rte_eal_get_runtime_dir(), EAL_SHARED_FILE);
	return -EBUSY;
}

/* Process ids of who still has the memory of a primary that is gone. */
static int
refuse_used(int fd, unsigned int first)
{
	struct eal_member m;
	char pids[256] = "";
	unsigned int i;
	size_t len = 0;

	for (i = first; i < EAL_MEMBERS; i++) {
		if (!member_locked(fd, i))
			continue;
		if (eal_os.pread(fd, &m, sizeof(m),
				    (off_t)(offsetof(struct eal_shared,
							    members) +
						    i * sizeof(m))) !=
				sizeof(m))
			m.pid = 0;
		len += (size_t)snprintf(
				pids + len, sizeof(pids) - len, " %d", m.pid);
		if (len >= sizeof(pids))
			break;
	}
	EAL_LOG(ERR, "processes of a former primary with the prefix \"%s\" still use its memory:%s: end them, or start with another --file-prefix\n",
			eal_config.prefix == NULL ? "rte" : eal_config.prefix,
			pids);
	return -EBUSY;
}

/*
 * Be the primary of the file that was left, if one was: 0, or -EBUSY when other
 * processes use what it holds, which must not be emptied then.
 */
static int
claim_file(void)
{
	char path[PATH_MAX];
	unsigned int i;
	int fd, rc = attach_region_path(path, sizeof(path), NULL);

	if (rc < 0)
		return 0;
	fd = eal_os.open(path, O_RDWR | O_NOFOLLOW, 0);
	if (fd < 0)
		return 0;
	for (i = EAL_MEMBER_PRIMARY + 1; i < EAL_MEMBERS && rc == 0; i++)
		if (!member_locked(fd, EAL_MEMBER_PRIMARY) &&
				member_locked(fd, i))
			rc = refuse_used(fd, i);
	eal_os.close(fd);
	return rc;
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
		rc = claim_file();
		if (rc < 0)
			return rc;
		rc = eal_table_file(
				t, EAL_SHARED_FILE, sizeof(struct eal_shared));
	}
	if (rc == 0 || rc == -EBUSY)
		return rc == 0 ? 0 : refuse_busy();
	if (no_access(rc)) {
		snprintf(why, REASON_SZ, "cannot write to %s: %s",
				rte_eal_get_runtime_dir(), rte_strerror(-rc));
		return 1;
	}
	EAL_LOG(ERR, "cannot make the file %s/%s: %s\n",
			rte_eal_get_runtime_dir(), EAL_SHARED_FILE,
			rte_strerror(-rc));
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
		if (rc == 0)
			rc = member_lock(t->fd, EAL_MEMBER_PRIMARY);
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

static void
describe(struct eal_shared *sh)
{
	sh->version = EAL_SHARED_VERSION;
	sh->layout = eal_shared_layout();
	sh->size = sizeof(*sh);
	sh->addr = (uintptr_t)sh;
	rte_strlcpy(sh->build, bp_version(), sizeof(sh->build));
	sh->no_huge = eal_config.no_huge;
	sh->legacy_mem = eal_config.legacy_mem;
	sh->match_allocations = eal_config.match_allocations;
	sh->single_file_segments = eal_config.single_file_segments;
	sh->huge_unlink = eal_config.huge_unlink;
	/* Last: who finds it finds all of the above. */
	__atomic_store_n(&sh->magic, EAL_SHARED_MAGIC, __ATOMIC_RELEASE);
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
	describe(sh);
	region = t;
	eal_shared = sh;
	if (eal_sharing()) {
		member_start(region.fd, EAL_MEMBER_PRIMARY);
		eal_tables_sweep();
	}
	return 0;
}

int
eal_shared_attach(void)
{
	unsigned int slot;
	char why[REASON_SZ];
	int rc = attach_region(&region, &slot);

	if (rc < 0)
		return rc;
	eal_shared = region.addr;
	member_start(region.fd, slot);
	/* It is there, and the last one to go removes it. */
	eal_runtime_dir_need(why, sizeof(why));
	return 0;
}

void
eal_shared_open(void)
{
	/* Pairs with the loads of who reads the file. */
	if (eal_shared != NULL && eal_primary())
		__atomic_store_n(&eal_shared->ready, 1, __ATOMIC_RELEASE);
}

bool
eal_shared_used(void)
{
	unsigned int i;

	for (i = 0; eal_sharing() && i < EAL_MEMBERS; i++)
		if (i != member_self() && member_alive(i))
			return true;
	return false;
}

bool
eal_shared_primary_runs(void)
{
	return rte_eal_primary_proc_alive(NULL) == 1;
}

/* Whether an open file is this process's own region, as its primary. */
static bool
is_own(int fd)
{
	struct stat a, b;

	return eal_sharing() && eal_primary() && eal_os.fstat(fd, &a) == 0 &&
			eal_os.fstat(region.fd, &b) == 0 &&
			a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

BP_EXPORT
int
rte_eal_primary_proc_alive(const char *config_file_path)
{
	char path[PATH_MAX];
	int fd, alive;

	if (attach_region_path(path, sizeof(path), config_file_path) < 0)
		return 0;
	fd = eal_os.open(path, O_RDONLY | O_NOFOLLOW, 0);
	if (fd < 0)
		return 0;
	alive = member_locked(fd, EAL_MEMBER_PRIMARY) && !is_own(fd);
	eal_os.close(fd);
	return alive;
}

BP_EXPORT
bool
rte_mp_disable(void)
{
	if (!eal_sharing())
		return true;
	if (eal_shared_used())
		return false;
	eal_shared->closed = 1;
	return true;
}

bool
eal_shared_leave(void)
{
	if (!eal_sharing() || region.pid == getpid())
		return false;
	fbarray_forget_all(true);
	member_stop();
	eal_shared = NULL;
	region = (struct eal_table){.fd = -1};
	return true;
}

void
eal_shared_detach(void)
{
	bool last = !eal_shared_used();

	fbarray_forget_all(eal_primary());
	member_stop();
	eal_shared = NULL;
	/* Its name goes before its locks, so that nobody finds it without. */
	if (eal_primary() || last)
		eal_table_forget(&region, true);
	eal_table_detach(&region);
}

void
eal_shared_fini(void)
{
	if (eal_shared == NULL)
		return;
	fbarray_forget_all(true);
	member_stop();
	eal_shared = NULL;
	if (eal_table_remove(&region) < 0)
		eal_table_detach(&region);
}
