/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Creating, finding, printing and freeing rings. A ring that
 * rte_ring_create() made is in the list of rings exactly while its memzone
 * exists; the list is guarded by the lock of the tailqs.
 */
#include "ring.h"

#include <bufplane_export.h>
#include <bufplane_tailq.h>
#include <inttypes.h>

#include <sys/queue.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_log.h>
#include <rte_malloc.h>
#include <rte_memzone.h>
#include <rte_ring.h>
#include <rte_string_fns.h>
#include <rte_tailq.h>

#if RTE_CACHE_LINE_SIZE == 64
static_assert(sizeof(struct rte_ring) == 384, "part of the contract");
static_assert(offsetof(struct rte_ring, prod) == 128, "its own line");
static_assert(offsetof(struct rte_ring, cons) == 256, "its own line");
#endif
static_assert(sizeof(struct rte_ring_headtail) == 12, "part of the contract");
static_assert(sizeof(struct rte_ring_hts_headtail) == 16, "as above");
static_assert(sizeof(struct rte_ring_rts_headtail) == 24, "as above");

#define FLAGS_PROD  (RING_F_SP_ENQ | RING_F_MP_RTS_ENQ | RING_F_MP_HTS_ENQ)
#define FLAGS_CONS  (RING_F_SC_DEQ | RING_F_MC_RTS_DEQ | RING_F_MC_HTS_DEQ)
#define FLAGS_KNOWN (FLAGS_PROD | FLAGS_CONS | RING_F_EXACT_SZ)

/* At first the head of an MT_RTS side leads by 1/8 of the capacity at most. */
#define HTD_MAX_PART 8

TAILQ_HEAD(ring_list, rte_tailq_entry);

static struct rte_tailq_elem ring_tailq = {
		.name = RTE_TAILQ_RING_NAME,
};
EAL_REGISTER_TAILQ(ring_tailq)

BP_EXPORT
ssize_t
rte_ring_get_memsize_elem(unsigned int esize, unsigned int count)
{
	if (esize % 4 != 0) {
		RTE_LOG(ERR, RING, "element size %u is not a multiple of 4\n",
				esize);
		return -EINVAL;
	}
	if (!rte_is_power_of_2(count) || count > RTE_RING_SZ_MASK) {
		RTE_LOG(ERR, RING,
				"%u slots: must be a power of 2, at most %u\n",
				count, (RTE_RING_SZ_MASK >> 1) + 1);
		return -EINVAL;
	}
	return RTE_ALIGN_CEIL((ssize_t)sizeof(struct rte_ring) +
					(ssize_t)count * esize,
			(ssize_t)RTE_CACHE_LINE_SIZE);
}

BP_EXPORT
ssize_t
rte_ring_get_memsize(unsigned int count)
{
	return rte_ring_get_memsize_elem(sizeof(void *), count);
}

/* Two of the flags that choose the mode of one side contradict each other. */
static int
check_side(const char *name, const char *side, unsigned int flags)
{
	if ((flags & (flags - 1)) == 0)
		return 0;
	RTE_LOG(ERR, RING,
			"%s: flags 0x%x: %s have one sync mode, not several\n",
			name, flags, side);
	return -EINVAL;
}

/* Check flags; returns 0 or -EINVAL and a log line. */
static int
check_flags(const char *name, unsigned int flags)
{
	int rc;

	if ((flags & ~(unsigned int)FLAGS_KNOWN) != 0) {
		RTE_LOG(ERR, RING, "%s: flags 0x%x are not known, of 0x%x\n",
				name, flags & ~(unsigned int)FLAGS_KNOWN,
				flags);
		return -EINVAL;
	}
	rc = check_side(name, "producers", flags & FLAGS_PROD);
	return rc != 0 ? rc : check_side(name, "consumers", flags & FLAGS_CONS);
}

/* The sync mode of one side, from its flags ST, MT_RTS and MT_HTS. */
static enum rte_ring_sync_type
sync_type(unsigned int flags, unsigned int st, unsigned int rts,
		unsigned int hts)
{
	if ((flags & st) != 0)
		return RTE_RING_SYNC_ST;
	if ((flags & rts) != 0)
		return RTE_RING_SYNC_MT_RTS;
	return (flags & hts) != 0 ? RTE_RING_SYNC_MT_HTS : RTE_RING_SYNC_MT;
}

/*
 * The number of slots for count elements, or 0 and a log line if there can be
 * no such ring.
 */
static unsigned int
slots_for(const char *name, unsigned int count, unsigned int flags)
{
	if ((flags & RING_F_EXACT_SZ) != 0) {
		if (count != 0 && count < (RTE_RING_SZ_MASK >> 1) + 1)
			return rte_align32pow2(count + 1);
		RTE_LOG(ERR, RING, "%s: %u elements: must be 1 to %u\n", name,
				count, RTE_RING_SZ_MASK >> 1);
		return 0;
	}
	if (rte_is_power_of_2(count) && count <= RTE_RING_SZ_MASK)
		return count;
	RTE_LOG(ERR, RING, "%s: %u slots: must be a power of 2, at most %u\n",
			name, count, (RTE_RING_SZ_MASK >> 1) + 1);
	return 0;
}

BP_EXPORT
void
rte_ring_reset(struct rte_ring *r)
{
	/* The words of the longest mode; RTS's limit is no position. */
	r->rts_prod.tail.raw = r->rts_cons.tail.raw = 0;
	r->rts_prod.head.raw = r->rts_cons.head.raw = 0;
	ring_side_mend(&r->prod);
	ring_side_mend(&r->cons);
}

static int
check_name(const char *name)
{
	if (name == NULL) {
		RTE_LOG(ERR, RING, "a ring needs a name, not NULL\n");
		return -EINVAL;
	}
	if (strlen(name) < RTE_RING_NAMESIZE)
		return 0;
	RTE_LOG(ERR, RING, "%s: name longer than %zu characters\n", name,
			RTE_RING_NAMESIZE - 1);
	return -ENAMETOOLONG;
}

BP_EXPORT
int
rte_ring_init(struct rte_ring *r, const char *name, unsigned int count,
		unsigned int flags)
{
	unsigned int slots;

	int rc = check_name(name);

	if (rc != 0)
		return rc;
	if (check_flags(name, flags) != 0)
		return -EINVAL;
	slots = slots_for(name, count, flags);
	if (slots == 0)
		return -EINVAL;

	memset(r, 0, sizeof(*r));
	strlcpy(r->name, name, sizeof(r->name));
	r->flags = (int)flags;
	r->prod.sync_type = sync_type(flags, RING_F_SP_ENQ, RING_F_MP_RTS_ENQ,
			RING_F_MP_HTS_ENQ);
	r->cons.sync_type = sync_type(flags, RING_F_SC_DEQ, RING_F_MC_RTS_DEQ,
			RING_F_MC_HTS_DEQ);
	r->size = slots;
	r->mask = slots - 1;
	r->capacity = (flags & RING_F_EXACT_SZ) != 0 ? count : slots - 1;
	ring_side(&r->prod)->offset = offsetof(struct rte_ring, prod);
	ring_side(&r->cons)->offset = offsetof(struct rte_ring, cons);
	rte_ring_set_prod_htd_max(r, r->capacity / HTD_MAX_PART);
	rte_ring_set_cons_htd_max(r, r->capacity / HTD_MAX_PART);
	return 0;
}

/* The list of rings, or NULL and rte_errno while the library is not up. */
static struct ring_list *
ring_list(void)
{
	if (ring_tailq.head == NULL) {
		rte_errno = E_RTE_NO_CONFIG;
		return NULL;
	}
	return RTE_TAILQ_CAST(ring_tailq.head, ring_list);
}

/*
 * Reserve the memory of a ring, make the ring and list it under te; the lock
 * of the list is held. Returns NULL with rte_errno set.
 */
static struct rte_ring *
create_locked(struct ring_list *list, struct rte_tailq_entry *te,
		const char *name, size_t memsize, unsigned int count,
		int socket_id, unsigned int flags)
{
	char mz_name[RTE_MEMZONE_NAMESIZE];
	const struct rte_memzone *mz;
	struct rte_ring *r;
	int rc;

	snprintf(mz_name, sizeof(mz_name), "%s%s", RTE_RING_MZ_PREFIX, name);
	mz = rte_memzone_reserve_aligned(mz_name, memsize, socket_id, 0,
			__alignof__(struct rte_ring));
	if (mz == NULL) {
		RTE_LOG(ERR, RING, "%s: cannot reserve %zu bytes: %s\n", name,
				memsize, rte_strerror(rte_errno));
		return NULL;
	}
	r = mz->addr;
	rc = rte_ring_init(r, name, count, flags);
	if (rc != 0) {
		rte_memzone_free(mz);
		rte_errno = -rc;
		return NULL;
	}
	r->memzone = mz;
	te->data = r;
	TAILQ_INSERT_TAIL(list, te, next);
	return r;
}

/* What rte_ring_create_elem() refuses: 0 or -errno. */
static int
check_create(const char *name, unsigned int esize, unsigned int count,
		unsigned int flags, size_t *memsize)
{
	unsigned int slots;
	ssize_t rc;

	rc = check_name(name);
	if (rc != 0)
		return (int)rc;
	if (check_flags(name, flags) != 0)
		return -EINVAL;
	slots = slots_for(name, count, flags);
	if (slots == 0)
		return -EINVAL;
	rc = rte_ring_get_memsize_elem(esize, slots);
	if (rc < 0)
		return (int)rc;
	*memsize = (size_t)rc;
	return 0;
}

BP_EXPORT
struct rte_ring *
rte_ring_create_elem(const char *name, unsigned int esize, unsigned int count,
		int socket_id, unsigned int flags)
{
	struct ring_list *list = ring_list();
	struct rte_tailq_entry *te;
	struct rte_ring *r;
	size_t memsize = 0;
	int rc;

	rc = check_create(name, esize, count, flags, &memsize);
	if (rc != 0) {
		rte_errno = -rc;
		return NULL;
	}
	if (list == NULL)
		return NULL;
	te = rte_zmalloc("RING_TAILQ_ENTRY", sizeof(*te), 0);
	if (te == NULL) {
		RTE_LOG(ERR, RING, "%s: no memory for its list entry\n", name);
		rte_errno = ENOMEM;
		return NULL;
	}
	rte_mcfg_tailq_write_lock();
	r = create_locked(list, te, name, memsize, count, socket_id, flags);
	rte_mcfg_tailq_write_unlock();
	if (r == NULL)
		rte_free(te);
	return r;
}

BP_EXPORT
struct rte_ring *
rte_ring_create(const char *name, unsigned int count, int socket_id,
		unsigned int flags)
{
	return rte_ring_create_elem(
			name, sizeof(void *), count, socket_id, flags);
}

BP_EXPORT
void
rte_ring_free(struct rte_ring *r)
{
	struct rte_tailq_entry *te;

	if (r == NULL)
		return;
	if (r->memzone == NULL) {
		RTE_LOG(ERR, RING,
				"%s: cannot free it, its memory is its maker's\n",
				r->name);
		return;
	}
	te = bp_tailq_take(&ring_tailq, r);
	if (te == NULL) {
		RTE_LOG(ERR, RING,
				"ring %p: cannot free it, it is not listed\n",
				(void *)r);
		return;
	}
	if (rte_memzone_free(r->memzone) != 0)
		RTE_LOG(ERR, RING, "ring %p: cannot free its memory\n",
				(void *)r);
	rte_free(te);
}

BP_EXPORT
struct rte_ring *
rte_ring_lookup(const char *name)
{
	return bp_tailq_find(&ring_tailq, name);
}

/* The head's position, wherever a side's mode keeps it. */
static uint32_t
head_of(const struct rte_ring_headtail *side)
{
	if (side->sync_type == RTE_RING_SYNC_MT_RTS)
		return ((const struct rte_ring_rts_headtail *)side)
				->head.val.pos;
	return side->head;
}

BP_EXPORT
void
rte_ring_dump(FILE *f, const struct rte_ring *r)
{
	fprintf(f, "ring <%s>@%p\n", r->name, (const void *)r);
	fprintf(f, "  flags=%x\n", (unsigned int)r->flags);
	fprintf(f, "  size=%" PRIu32 "\n", r->size);
	fprintf(f, "  capacity=%" PRIu32 "\n", r->capacity);
	fprintf(f, "  ct=%" PRIu32 "\n", r->cons.tail);
	fprintf(f, "  ch=%" PRIu32 "\n", head_of(&r->cons));
	fprintf(f, "  pt=%" PRIu32 "\n", r->prod.tail);
	fprintf(f, "  ph=%" PRIu32 "\n", head_of(&r->prod));
	fprintf(f, "  used=%u\n", rte_ring_count(r));
	fprintf(f, "  avail=%u\n", rte_ring_free_count(r));
}

BP_EXPORT
void
rte_ring_list_dump(FILE *f)
{
	struct ring_list *list = ring_list();
	struct rte_tailq_entry *te;

	if (list == NULL)
		return;
	rte_mcfg_tailq_read_lock();
	TAILQ_FOREACH (te, list, next)
		rte_ring_dump(f, te->data);
	rte_mcfg_tailq_read_unlock();
}

/* One side's head may lead its tail by what is being worked on. */
static bool
side_ok(const struct rte_ring_headtail *side, uint32_t capacity)
{
	return side->sync_type <= RTE_RING_SYNC_MT_HTS &&
			head_of(side) - side->tail <= capacity;
}

bool
ring_check(const struct rte_ring *r, const char **reason)
{
	if (memchr(r->name, 0, sizeof(r->name)) == NULL)
		*reason = "name has no end";
	else if (!rte_is_power_of_2(r->size) || r->mask != r->size - 1)
		*reason = "size is no power of two, or mask does not fit it";
	else if (r->capacity >= r->size)
		*reason = "capacity is not below size";
	else if (!side_ok(&r->prod, r->capacity))
		*reason = "producers: bad sync type, or head too far ahead";
	else if (!side_ok(&r->cons, r->capacity))
		*reason = "consumers: bad sync type, or head too far ahead";
	else if (r->prod.tail - head_of(&r->cons) > r->capacity)
		*reason = "consumers are ahead of producers";
	else if (head_of(&r->prod) - r->cons.tail > r->capacity)
		*reason = "more is claimed than the ring may hold";
	else
		return true;
	return false;
}
