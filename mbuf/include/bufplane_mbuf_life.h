/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life of a packet buffer: taken from its pool, shared, attached to other
 * data, and given back. Inline is what happens to a direct buffer of one
 * segment and one user; all else is a call.
 *
 * "raw" functions move a buffer between pool and caller as it is: whoever uses
 * them keeps the resting state that rte_mbuf_core.h names.
 * Programs include rte_mbuf.h.
 */
#ifndef BUFPLANE_MBUF_LIFE_H
#define BUFPLANE_MBUF_LIFE_H

#include <bufplane_mbuf_check.h>
#include <bufplane_mbuf_pool.h>
#include <bufplane_mbuf_refcnt.h>
#include <stdint.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_mbuf_core.h>
#include <rte_mempool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Fetch a buffer that will be freed; fetching NULL does no harm. */
#define RTE_MBUF_PREFETCH_TO_FREE(m) rte_prefetch0(m)

/* Check the resting state of a buffer in its pool; see rte_mbuf_core.h. */
static inline void
__rte_mbuf_raw_sanity_check(const struct rte_mbuf *m)
{
	BP_MBUF_SANITY(m, 0);
	RTE_ASSERT(rte_mbuf_refcnt_read(m) == 1);
	RTE_ASSERT(m->next == NULL);
	RTE_ASSERT(m->nb_segs == 1);
	(void)m;
}

/* For drivers that take buffers from a pool without rte_mbuf_raw_alloc(). */
#define MBUF_RAW_ALLOC_CHECK(m) __rte_mbuf_raw_sanity_check(m)

/* A buffer in its resting state, other fields undefined; NULL if none. */
static inline struct rte_mbuf *
rte_mbuf_raw_alloc(struct rte_mempool *mp)
{
	void *obj;

	if (unlikely(rte_mempool_get(mp, &obj) < 0))
		return NULL;
	MBUF_RAW_ALLOC_CHECK((struct rte_mbuf *)obj);
	return (struct rte_mbuf *)obj;
}

/* Give a buffer in its resting state back; it must be direct or pinned. */
static inline void
rte_mbuf_raw_free(struct rte_mbuf *m)
{
	RTE_ASSERT(RTE_MBUF_DIRECT(m) ||
			(!RTE_MBUF_CLONED(m) && RTE_MBUF_HAS_PINNED_EXTBUF(m)));
	MBUF_RAW_ALLOC_CHECK(m);
	rte_mempool_put(m->pool, m);
}

/* Let data start behind the usual headroom. */
static inline void
rte_pktmbuf_reset_headroom(struct rte_mbuf *m)
{
	m->data_off = (uint16_t)RTE_MIN(
			(uint16_t)RTE_PKTMBUF_HEADROOM, m->buf_len);
}

/* Make m an empty packet of one segment. Its users and buffer stay. */
static inline void
rte_pktmbuf_reset(struct rte_mbuf *m)
{
	uint64_t flags = m->ol_flags & RTE_MBUF_F_EXTERNAL;

	rte_pktmbuf_reset_headroom(m);
	m->nb_segs = 1;
	m->port = RTE_MBUF_PORT_INVALID;
	m->ol_flags = flags;
	m->packet_type = 0;
	m->pkt_len = 0;
	m->data_len = 0;
	m->vlan_tci = 0;
	m->vlan_tci_outer = 0;
	m->next = NULL;
	m->tx_offload = 0;
	BP_MBUF_SANITY(m, 1);
}

/* An empty packet of one segment with one user, or NULL. */
static inline struct rte_mbuf *
rte_pktmbuf_alloc(struct rte_mempool *mp)
{
	struct rte_mbuf *m = rte_mbuf_raw_alloc(mp);

	if (likely(m != NULL))
		rte_pktmbuf_reset(m);
	return m;
}

/* rte_pktmbuf_alloc_bulk(), whose call sites are to stay small. */
int bp_pktmbuf_alloc_bulk(struct rte_mempool *pool, struct rte_mbuf **mbufs,
		unsigned int count);

/*
 * As rte_pktmbuf_alloc(), but count packets, or none. 0, or the pool's error:
 * -ENOBUFS when it has not that many.
 */
static inline int
rte_pktmbuf_alloc_bulk(struct rte_mempool *pool, struct rte_mbuf **mbufs,
		unsigned int count)
{
#if BP_MBUF_CHECKED
	/* The library may have been built without checks. */
	int rc = rte_mempool_get_bulk(pool, (void **)mbufs, count);
	unsigned int i;

	for (i = 0; rc == 0 && i < count; i++) {
		MBUF_RAW_ALLOC_CHECK(mbufs[i]);
		rte_pktmbuf_reset(mbufs[i]);
	}
	return rc;
#else
	return bp_pktmbuf_alloc_bulk(pool, mbufs, count);
#endif
}

/* Whether m has one user, and its data in its own memory. */
static inline int
bp_mbuf_is_private(const struct rte_mbuf *m)
{
	return rte_mbuf_refcnt_read(m) == 1 && RTE_MBUF_DIRECT(m);
}

/* Let m use len bytes of memory at addr; where its data lies, is not set. */
static inline void
bp_mbuf_use_memory(
		struct rte_mbuf *m, void *addr, rte_iova_t iova, uint16_t len)
{
	m->buf_len = len;
	m->buf_addr = addr;
	rte_mbuf_iova_set(m, iova);
}

/* Copy the space of the dynamic fields. */
static inline void
rte_mbuf_dynfield_copy(struct rte_mbuf *mdst, const struct rte_mbuf *msrc)
{
	__builtin_memcpy(&mdst->dynfield1, msrc->dynfield1,
			sizeof(mdst->dynfield1));
}

/* rte_pktmbuf_attach(), _attach_extbuf() and _detach(), without checks. */
void bp_pktmbuf_attach(struct rte_mbuf *mi, struct rte_mbuf *m);
void bp_pktmbuf_attach_extbuf(struct rte_mbuf *m, void *buf_addr,
		rte_iova_t buf_iova, uint16_t buf_len,
		struct rte_mbuf_ext_shared_info *shinfo);
void bp_pktmbuf_detach(struct rte_mbuf *m);

/*
 * Let the direct buffer mi, of one user, use the data of m, which may itself be
 * attached. mi becomes a packet of one segment with m's fields; m, or what m
 * is attached to, gets one more user.
 */
static inline void
rte_pktmbuf_attach(struct rte_mbuf *mi, struct rte_mbuf *m)
{
	RTE_ASSERT(RTE_MBUF_DIRECT(mi));
	RTE_ASSERT(rte_mbuf_refcnt_read(mi) == 1);
	bp_pktmbuf_attach(mi, m);
	BP_MBUF_SANITY(mi, 1);
	BP_MBUF_SANITY(m, 0);
}

/* Check what an attached buffer is attached to; m may be direct, too. */
static inline void
bp_mbuf_attachment_check(struct rte_mbuf *m)
{
#if BP_MBUF_CHECKED
	RTE_ASSERT(!RTE_MBUF_HAS_EXTBUF(m) || m->shinfo != NULL);
	if (RTE_MBUF_CLONED(m))
		BP_MBUF_SANITY(rte_mbuf_from_indirect(m), 0);
#endif
	(void)m;
}

/*
 * End an attachment: m is direct again, with no data of its own, though pkt_len
 * stays; what it was attached to loses a user, and goes back to its pool or
 * owner with the last one. Nothing happens to a pinned buffer.
 */
static inline void
rte_pktmbuf_detach(struct rte_mbuf *m)
{
	RTE_ASSERT(!RTE_MBUF_DIRECT(m));
	bp_mbuf_attachment_check(m);
	bp_pktmbuf_detach(m);
}

#define rte_pktmbuf_detach_extbuf(m) rte_pktmbuf_detach(m)

/*
 * Put what the users of external memory share at the end of that memory.
 * *buf_len becomes what is left for data. NULL if it does not fit.
 */
static inline struct rte_mbuf_ext_shared_info *
rte_pktmbuf_ext_shinfo_init_helper(void *buf_addr, uint16_t *buf_len,
		rte_mbuf_extbuf_free_callback_t free_cb, void *fcb_opaque)
{
	const size_t size = sizeof(struct rte_mbuf_ext_shared_info);
	uintptr_t start = (uintptr_t)buf_addr;
	uintptr_t at = start + *buf_len;
	struct rte_mbuf_ext_shared_info *shinfo;

	if (*buf_len <= size)
		return NULL;
	at = (at - size) & ~(uintptr_t)(sizeof(uintptr_t) - 1);
	if (at <= start)
		return NULL;
	shinfo = (struct rte_mbuf_ext_shared_info *)at;
	shinfo->free_cb = free_cb;
	shinfo->fcb_opaque = fcb_opaque;
	rte_mbuf_ext_refcnt_set(shinfo, 1);
	*buf_len = (uint16_t)(at - start);
	return shinfo;
}

/*
 * Let the direct buffer m use buf_len bytes of the program's memory. It is
 * empty and without headroom then. shinfo->free_cb is called when the last
 * user of shinfo lets go; the count in shinfo is the caller's to set.
 */
static inline void
rte_pktmbuf_attach_extbuf(struct rte_mbuf *m, void *buf_addr,
		rte_iova_t buf_iova, uint16_t buf_len,
		struct rte_mbuf_ext_shared_info *shinfo)
{
	RTE_ASSERT(RTE_MBUF_DIRECT(m));
	RTE_ASSERT(rte_mbuf_refcnt_read(m) == 1);
	RTE_ASSERT(shinfo->free_cb != NULL);
	bp_pktmbuf_attach_extbuf(m, buf_addr, buf_iova, buf_len, shinfo);
}

/* rte_pktmbuf_prefree_seg() of a buffer that is shared or not direct. */
struct rte_mbuf *bp_mbuf_prefree_slow(struct rte_mbuf *m);

/*
 * Drop one user of a segment. Returns m in its resting state, for the caller
 * to give back with rte_mbuf_raw_free() or in bulk, or NULL if others use it.
 */
static inline struct rte_mbuf *
rte_pktmbuf_prefree_seg(struct rte_mbuf *m)
{
	BP_MBUF_SANITY(m, 0);
	bp_mbuf_attachment_check(m);
	if (unlikely(!bp_mbuf_is_private(m)))
		return bp_mbuf_prefree_slow(m);
	/* A single segment stays as it is, and its lines clean. */
	if (m->nb_segs != 1 || m->next != NULL) {
		m->nb_segs = 1;
		m->next = NULL;
	}
	return m;
}

/* Drop one user of a segment, and give it back after the last. */
static inline void
rte_pktmbuf_free_seg(struct rte_mbuf *m)
{
	m = rte_pktmbuf_prefree_seg(m);
	if (likely(m != NULL))
		rte_mbuf_raw_free(m);
}

/*
 * Drop one user of each of count packets, all segments, and give back those
 * that have none left. NULL among them is skipped. Pools may differ.
 */
void rte_pktmbuf_free_bulk(struct rte_mbuf **mbufs, unsigned int count);

/* Check all segments of a packet that is about to be freed. */
static inline void
bp_pktmbuf_free_check(struct rte_mbuf *m)
{
#if BP_MBUF_CHECKED
	unsigned int left = m->nb_segs;

	BP_MBUF_SANITY(m, 1);
	for (; m != NULL && left > 0; m = m->next, left--) {
		BP_MBUF_SANITY(m, 0);
		bp_mbuf_attachment_check(m);
	}
#endif
	(void)m;
}

/* As rte_pktmbuf_free_bulk(), but one packet, which may be NULL. */
static inline void
rte_pktmbuf_free(struct rte_mbuf *m)
{
	if (unlikely(m == NULL))
		return;
	bp_pktmbuf_free_check(m);
	if (unlikely(rte_mbuf_refcnt_read(m) != 1 || m->nb_segs != 1 ||
			    m->next != NULL || !RTE_MBUF_DIRECT(m)))
		rte_pktmbuf_free_bulk(&m, 1);
	else
		rte_mbuf_raw_free(m);
}

/*
 * A packet of indirect buffers of mp that use the data of md, segment by
 * segment. Bytes written through either are seen through both. NULL if mp
 * runs out.
 */
struct rte_mbuf *rte_pktmbuf_clone(struct rte_mbuf *md, struct rte_mempool *mp);

/*
 * A packet of buffers of mp with a copy of length bytes of m from offset on,
 * or as many as there are. NULL if m ends before offset or mp runs out.
 */
struct rte_mbuf *rte_pktmbuf_copy(const struct rte_mbuf *m,
		struct rte_mempool *mp, uint32_t offset, uint32_t length);

#ifdef __cplusplus
}
#endif

#endif
