/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life of a pool: created empty in a memzone of its own, listed, filled,
 * freed. A pool is in the list exactly while its memzone exists. A creation
 * that fails at any step leaves nothing behind, its name included.
 */
#include <rte_cycles.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_string_fns.h>
#include <rte_tailq.h>

#include "cache/cache.h"

#if RTE_CACHE_LINE_SIZE == 64
/* stats.c and cookies.c look at what the build's options change. */
static_assert(offsetof(struct rte_mempool, local_cache) == 96,
		"part of the contract");
static_assert(offsetof(struct rte_mempool, mem_list) == 136, "as above");
#endif
static_assert(sizeof(struct rte_mempool_memhdr) == 56, "part of the contract");

/* What a caller asks for, until it is a pool. */
struct request {
	const char *name;
	unsigned int n;
	unsigned int cache_size;
	unsigned int private_data_size;
	int socket_id;
	unsigned int flags;
	struct rte_mempool_objsz objsz;
};

/* 0, or -errno and a log line that says what would be right. */
static int
check_request(const struct request *req, unsigned int elt_size)
{
	if (req->name == NULL) {
		MEMPOOL_LOG(ERR, "a pool needs a name, not NULL\n");
		return -EINVAL;
	}
	if (strlen(req->name) >= RTE_MEMPOOL_NAMESIZE) {
		MEMPOOL_LOG(ERR, "%s: name longer than %zu characters\n",
				req->name, RTE_MEMPOOL_NAMESIZE - 1);
		return -ENAMETOOLONG;
	}
	if (req->n == 0 || elt_size == 0) {
		MEMPOOL_LOG(ERR,
				"%s: %u objects of %u bytes: both must be above 0\n",
				req->name, req->n, elt_size);
		return -EINVAL;
	}
	if (req->cache_size > RTE_MEMPOOL_CACHE_MAX_SIZE ||
			mempool_flushthresh(req->cache_size) > req->n) {
		MEMPOOL_LOG(ERR,
				"%s: cache size %u: must be at most %d, and 1.5 times of it at most the pool's %u objects\n",
				req->name, req->cache_size,
				RTE_MEMPOOL_CACHE_MAX_SIZE, req->n);
		return -EINVAL;
	}
	if ((req->flags & ~(unsigned int)RTE_MEMPOOL_VALID_USER_FLAGS) != 0) {
		MEMPOOL_LOG(ERR, "%s: flags 0x%x: at most 0x%x can be set\n",
				req->name, req->flags,
				RTE_MEMPOOL_VALID_USER_FLAGS);
		return -EINVAL;
	}
	if (req->private_data_size > UINT32_MAX - RTE_MEMPOOL_ALIGN_MASK) {
		MEMPOOL_LOG(ERR, "%s: %u bytes of private data are too much\n",
				req->name, req->private_data_size);
		return -EINVAL;
	}
	return 0;
}

/* Check and complete a request; 0 or -errno. */
static int
prepare(struct request *req, unsigned int elt_size)
{
	int rc = check_request(req, elt_size);

	if (rc != 0)
		return rc;
	if ((req->flags & RTE_MEMPOOL_F_NO_CACHE_ALIGN) != 0)
		req->flags |= RTE_MEMPOOL_F_NO_SPREAD;
	if (rte_mempool_calc_obj_size(elt_size, req->flags, &req->objsz) == 0) {
		MEMPOOL_LOG(ERR, "%s: elements of %u bytes are too large\n",
				req->name, elt_size);
		return -EINVAL;
	}
	req->private_data_size = RTE_ALIGN_CEIL(req->private_data_size,
			(unsigned int)RTE_MEMPOOL_ALIGN);
	return 0;
}

/* The ring handler that the flags ask for. */
static const char *
default_handler(unsigned int flags)
{
	const bool sp = (flags & RTE_MEMPOOL_F_SP_PUT) != 0;
	const bool sc = (flags & RTE_MEMPOOL_F_SC_GET) != 0;

	if (sp)
		return sc ? "ring_sp_sc" : "ring_sp_mc";
	return sc ? "ring_mp_sc" : "ring_mp_mc";
}

/* Write the pool's own fields. Its memory is zeroed. */
static void
init_pool(struct rte_mempool *mp, const struct request *req,
		const struct rte_memzone *mz)
{
	strlcpy(mp->name, req->name, sizeof(mp->name));
	mp->mz = mz;
	mp->socket_id = req->socket_id;
	mp->size = req->n;
	mp->flags = req->flags | RTE_MEMPOOL_F_NON_IO;
	mp->elt_size = req->objsz.elt_size;
	mp->header_size = req->objsz.header_size;
	mp->trailer_size = req->objsz.trailer_size;
	mp->cache_size = req->cache_size;
	mp->private_data_size = req->private_data_size;
	STAILQ_INIT(&mp->elt_list);
	STAILQ_INIT(&mp->mem_list);
	mempool_hidden(mp)->id = rte_rdtsc();
	rte_mempool_set_ops_byname(mp, default_handler(req->flags), NULL);
}

/*
 * Reserve a pool's memory: in slots are the lcores' caches, or NULL if it has
 * none or they are to lie behind it. NULL with rte_errno for an error.
 */
static struct rte_mempool *
reserve(const struct request *req, void *slots)
{
	char mz_name[RTE_MEMZONE_NAMESIZE];
	const struct rte_memzone *mz;
	const bool behind = req->cache_size != 0 && slots == NULL;
	struct rte_mempool *mp;
	size_t size, offset = 0;

	size = mempool_hidden_offset(req->private_data_size) +
			sizeof(struct mempool_hidden);
	if (behind)
		offset = mempool_slots_reserve(&size);
	snprintf(mz_name, sizeof(mz_name), RTE_MEMPOOL_MZ_FORMAT, req->name);
	mz = rte_memzone_reserve_aligned(
			mz_name, size, req->socket_id, 0, RTE_MEMPOOL_ALIGN);
	if (mz == NULL) {
		MEMPOOL_LOG(ERR, "%s: cannot reserve %zu bytes: %s\n",
				req->name, size, rte_strerror(rte_errno));
		return NULL;
	}
	mp = mz->addr;
	init_pool(mp, req, mz);
	mempool_hidden(mp)->lazy = slots != NULL;
	mp->local_cache = behind ? RTE_PTR_ADD(mp, offset) : slots;
	return mp;
}

/* Make a pool and list it; the list is locked. NULL with rte_errno. */
static struct rte_mempool *
create_locked(const struct request *req, struct rte_tailq_entry *te)
{
	void *slots = req->cache_size == 0 ? NULL : mempool_slots_alloc();
	struct rte_mempool *mp = reserve(req, slots);

	if (mp == NULL)
		mempool_slots_free(slots);
	else
		mempool_list_add(mp, te);
	return mp;
}

BP_EXPORT
struct rte_mempool *
rte_mempool_create_empty(const char *name, unsigned int n,
		unsigned int elt_size, unsigned int cache_size,
		unsigned int private_data_size, int socket_id,
		unsigned int flags)
{
	struct request req = {
			.name = name,
			.n = n,
			.cache_size = cache_size,
			.private_data_size = private_data_size,
			.socket_id = socket_id,
			.flags = flags,
	};
	struct rte_tailq_entry *te;
	struct rte_mempool *mp;
	int rc;

	rc = prepare(&req, elt_size);
	if (rc == 0)
		rc = mempool_list_ready();
	if (rc != 0) {
		rte_errno = -rc;
		return NULL;
	}
	te = rte_zmalloc("MEMPOOL_TAILQ_ENTRY", sizeof(*te), 0);
	if (te == NULL) {
		MEMPOOL_LOG(ERR, "%s: no memory for its list entry\n", name);
		rte_errno = ENOMEM;
		return NULL;
	}
	mempool_list_lock();
	mp = create_locked(&req, te);
	mempool_list_unlock();
	if (mp == NULL)
		rte_free(te);
	return mp;
}

BP_EXPORT
struct rte_mempool *
/* NOLINTNEXTLINE(readability-function-size): parameters as in 22.11 */
rte_mempool_create(const char *name, unsigned int n, unsigned int elt_size,
		unsigned int cache_size, unsigned int private_data_size,
		rte_mempool_ctor_t *mp_init, void *mp_init_arg,
		rte_mempool_obj_cb_t *obj_init, void *obj_init_arg,
		int socket_id, unsigned int flags)
{
	struct rte_mempool *mp;
	int rc;

	mp = rte_mempool_create_empty(name, n, elt_size, cache_size,
			private_data_size, socket_id, flags);
	if (mp == NULL)
		return NULL;
	if (mp_init != NULL)
		mp_init(mp, mp_init_arg);
	rc = rte_mempool_populate_default(mp);
	if (rc < 0) {
		rte_mempool_free(mp);
		rte_errno = -rc;
		return NULL;
	}
	if (obj_init != NULL)
		rte_mempool_obj_iter(mp, obj_init, obj_init_arg);
	return mp;
}

BP_EXPORT
void
rte_mempool_free(struct rte_mempool *mp)
{
	struct rte_tailq_entry *te;

	if (mp == NULL)
		return;
	te = mempool_list_remove(mp);
	if (te == NULL) {
		MEMPOOL_LOG(ERR, "pool %p: cannot free it, it is not listed\n",
				(void *)mp);
		return;
	}
	mempool_event(RTE_MEMPOOL_EVENT_DESTROY, mp);
	mempool_checks_closing(mp);
	mempool_threads_free(mp);
	mempool_free_chunks(mp);
	mempool_ops_free(mp);
	if (mempool_hidden(mp)->lazy)
		mempool_slots_free(mp->local_cache);
	rte_memzone_free(mp->mz);
	rte_free(te);
}
