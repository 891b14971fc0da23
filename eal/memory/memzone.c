/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memzones: descriptors in a shared array, each with a piece of the heap. The
 * memzone lock guards the array alone: it is not held while memory is taken
 * or given back, so that a memory callback may use memzones; whoever wants
 * several locks takes the memory lock first and a heap's last. A name is looked
 * for before memory is taken and again when the zone is entered. Zones are
 * handed out zeroed.
 */
#include "memory/memzone.h"

#include <errno.h>
#include <string.h>

#include <rte_common.h>
#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memzone.h>
#include <rte_string_fns.h>

#include "eal.h"
#include "memory/malloc.h"
#include "memory/shared.h"

#define LINE RTE_CACHE_LINE_SIZE
#define FLAGS_SIZES                                                            \
	(RTE_MEMZONE_256KB | RTE_MEMZONE_2MB | RTE_MEMZONE_16MB |              \
			RTE_MEMZONE_256MB | RTE_MEMZONE_512MB |                \
			RTE_MEMZONE_1GB | RTE_MEMZONE_4GB | RTE_MEMZONE_16GB)
#define FLAGS_ALL                                                              \
	(FLAGS_SIZES | RTE_MEMZONE_SIZE_HINT_ONLY | RTE_MEMZONE_IOVA_CONTIG)

int
eal_memzone_init(void)
{
	if (rte_fbarray_init(&eal_shared->memzones, "memzone", RTE_MAX_MEMZONE,
			    sizeof(struct rte_memzone)) < 0)
		return -rte_errno;
	return 0;
}

void
eal_memzone_fini(void)
{
	if (eal_shared->memzones.data != NULL)
		rte_fbarray_destroy(&eal_shared->memzones);
}

static void
lock(void)
{
	if (eal_lock_take(&eal_shared->memzone_lock))
		EAL_LOG(WARNING, "a process died while it changed memzones\n");
}

static void
unlock(void)
{
	eal_lock_release(&eal_shared->memzone_lock);
}

/* The next descriptor in use after mz, or the first; NULL at the end. */
static struct rte_memzone *
next_zone(const struct rte_memzone *mz)
{
	struct rte_fbarray *arr = &eal_shared->memzones;
	int saved = rte_errno;
	unsigned int start = mz == NULL ? 0 : rte_fbarray_find_idx(arr, mz) + 1;
	int idx = -1;

	if (start < arr->len && arr->count > 0)
		idx = rte_fbarray_find_next_used(arr, start);
	rte_errno = saved;
	return idx < 0 ? NULL : rte_fbarray_get(arr, idx);
}

static struct rte_memzone *
find_zone(const char *name)
{
	struct rte_memzone *mz = next_zone(NULL);

	while (mz != NULL && strncmp(mz->name, name, sizeof(mz->name)) != 0)
		mz = next_zone(mz);
	return mz;
}

/* 0 or a positive errno. */
static int
check_name(const char *name)
{
	if (name == NULL)
		return EINVAL;
	if (eal_shared->memzones.count >= eal_shared->memzones.len) {
		EAL_LOG(ERR, "memzone %s: all %u memzones are in use\n", name,
				RTE_MAX_MEMZONE);
		return ENOSPC;
	}
	if (strlen(name) >= RTE_MEMZONE_NAMESIZE) {
		EAL_LOG(DEBUG, "memzone name %s: more than %u characters\n",
				name, RTE_MEMZONE_NAMESIZE - 1);
		return ENAMETOOLONG;
	}
	if (find_zone(name) != NULL) {
		EAL_LOG(DEBUG, "memzone %s exists\n", name);
		return EEXIST;
	}
	return 0;
}

/* Check what was asked and round it as it will be reserved. */
static int
check_req(struct eal_heap_req *req, int socket_id)
{
	if ((req->align & (req->align - 1)) != 0 ||
			(req->bound & (req->bound - 1)) != 0)
		return EINVAL;
	if (req->size > SIZE_MAX - (LINE - 1) || (req->flags & ~FLAGS_ALL) != 0)
		return EINVAL;
	if (socket_id != SOCKET_ID_ANY && socket_id < 0)
		return EINVAL;
	req->align = RTE_MAX(req->align, (size_t)LINE);
	req->size = RTE_ALIGN_CEIL(req->size, (size_t)LINE);
	if (req->bound != 0 && RTE_MAX(req->size, (size_t)LINE) > req->bound)
		return EINVAL;
	if (req->size == 0)
		req->size = req->bound;
	return 0;
}

/* As rte_malloc(), but a node that cannot be is not replaced by another. */
static int
socket_for(int socket_id)
{
	return socket_id < RTE_MAX_NUMA_NODES ? eal_malloc_socket(socket_id)
					      : socket_id;
}

static const struct rte_memzone *
enter(const char *name, void *addr, const struct eal_heap_req *req)
{
	struct rte_fbarray *arr = &eal_shared->memzones;
	const struct rte_memseg_list *msl = rte_mem_virt2memseg_list(addr);
	int idx = rte_fbarray_find_next_free(arr, 0);
	struct rte_memzone *mz = rte_fbarray_get(arr, idx);

	memset(mz, 0, sizeof(*mz));
	rte_strlcpy(mz->name, name, sizeof(mz->name));
	mz->addr = addr;
	mz->iova = rte_malloc_virt2iova(addr);
	mz->len = req->size;
	mz->hugepage_sz = msl->page_sz;
	mz->socket_id = msl->socket_id;
	mz->flags = 0;
	rte_fbarray_set_used(arr, idx);
	return mz;
}

/* Memory of the wanted page sizes; of others if they are no more than a hint.
 */
static void *
take_memory(struct eal_heap_req *req, int socket_id)
{
	struct eal_heap_req any = *req;
	bool hint = (req->flags & RTE_MEMZONE_SIZE_HINT_ONLY) != 0;
	void *addr;

	req->flags &= ~RTE_MEMZONE_SIZE_HINT_ONLY;
	addr = eal_malloc(req, socket_for(socket_id));
	if (addr != NULL || !hint)
		return addr;
	any.flags &= RTE_MEMZONE_IOVA_CONTIG;
	addr = eal_malloc(&any, socket_for(socket_id));
	req->size = any.size; /* the biggest piece says how big it is */
	return addr;
}

/* Enter memory under a name, if that is free still: 0 or a positive errno. */
static int
enter_named(const char *name, void *addr, const struct eal_heap_req *req,
		const struct rte_memzone **mz)
{
	int err;

	lock();
	err = check_name(name);
	if (err == 0)
		*mz = enter(name, addr, req);
	unlock();
	return err;
}

static int
reserve(const char *name, struct eal_heap_req *req, int socket_id,
		const struct rte_memzone **mz)
{
	void *addr;
	int err;

	lock();
	err = check_name(name);
	unlock();
	if (err == 0)
		err = check_req(req, socket_id);
	if (err != 0)
		return err;
	addr = take_memory(req, socket_id);
	if (addr == NULL)
		return ENOMEM;
	err = enter_named(name, addr, req, mz);
	if (err != 0)
		rte_free(addr);
	return err;
}

BP_EXPORT
const struct rte_memzone *
rte_memzone_reserve_bounded(const char *name, size_t len, int socket_id,
		unsigned int flags, unsigned int align, unsigned int bound)
{
	struct eal_heap_req req = {
			.size = len,
			.align = align,
			.bound = bound,
			.flags = flags,
			.zero = true,
	};
	const struct rte_memzone *mz = NULL;
	int err = eal_shared == NULL ? E_RTE_NO_CONFIG
				     : reserve(name, &req, socket_id, &mz);

	if (err != 0)
		rte_errno = err;
	return mz;
}

BP_EXPORT
const struct rte_memzone *
rte_memzone_reserve_aligned(const char *name, size_t len, int socket_id,
		unsigned int flags, unsigned int align)
{
	return rte_memzone_reserve_bounded(
			name, len, socket_id, flags, align, 0);
}

BP_EXPORT
const struct rte_memzone *
rte_memzone_reserve(
		const char *name, size_t len, int socket_id, unsigned int flags)
{
	return rte_memzone_reserve_bounded(
			name, len, socket_id, flags, LINE, 0);
}

BP_EXPORT
int
rte_memzone_free(const struct rte_memzone *mz)
{
	struct rte_fbarray *arr;
	void *addr = NULL;
	int idx;

	if (mz == NULL || eal_shared == NULL)
		return -EINVAL;
	arr = &eal_shared->memzones;
	lock();
	idx = rte_fbarray_find_idx(arr, mz);
	if (idx >= 0 && rte_fbarray_get(arr, idx) == mz &&
			rte_fbarray_is_used(arr, idx) == 1) {
		addr = mz->addr;
		rte_fbarray_set_free(arr, idx);
		memset(rte_fbarray_get(arr, idx), 0, sizeof(*mz));
	}
	unlock();
	if (addr == NULL)
		return -EINVAL;
	rte_free(addr);
	return 0;
}

BP_EXPORT
const struct rte_memzone *
rte_memzone_lookup(const char *name)
{
	const struct rte_memzone *mz = NULL;

	if (eal_shared != NULL && name != NULL) {
		lock();
		mz = find_zone(name);
		unlock();
	}
	if (mz == NULL)
		rte_errno = ENOENT;
	return mz;
}

BP_EXPORT
void
rte_memzone_walk(void (*func)(const struct rte_memzone *mz, void *arg),
		void *arg)
{
	const struct rte_memzone *mz;

	if (eal_shared == NULL)
		return;
	/* Before the memzone lock, for func may free: that takes it, too. */
	rte_mcfg_mem_write_lock();
	lock();
	/* By place: func may free mz, and reserve others. */
	for (mz = next_zone(NULL); mz != NULL; mz = next_zone(mz))
		func(mz, arg);
	unlock();
	rte_mcfg_mem_write_unlock();
}

static void
dump_zone(const struct rte_memzone *mz, void *arg)
{
	fprintf(arg,
			"memzone %s: %zu bytes at %p, IOVA 0x%llx, node %d, pages of"
			" %llu KiB, flags 0x%x\n",
			mz->name, mz->len, mz->addr,
			(unsigned long long)mz->iova, mz->socket_id,
			(unsigned long long)mz->hugepage_sz >> 10, mz->flags);
}

BP_EXPORT
void
rte_memzone_dump(FILE *f)
{
	rte_memzone_walk(dump_zone, f);
}
