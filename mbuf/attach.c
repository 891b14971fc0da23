/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Buffers that use data which is not their own. An attachment always names the
 * owner of the data, never another attached buffer: the count of users is the
 * owner's refcnt when that is a buffer, shinfo's when it is external memory.
 */
#include <bufplane_export.h>
#include <errno.h>

#include <rte_errno.h>
#include <rte_mempool.h>

#include "mbuf.h"

/*
 * Users of m that were counted in by hand may all attach to it at once: what
 * holds the data has one user then, m, and that is no one thread's alone.
 */
static inline bool
is_shared(const struct rte_mbuf *m)
{
	return unlikely(rte_mbuf_refcnt_read(m) != 1);
}

/* Make mi one more user of the external memory that m uses. */
static void
join_external(struct rte_mbuf *mi, const struct rte_mbuf *m)
{
	mi->shinfo = m->shinfo;
	if (is_shared(m))
		bp_refcnt_add(&mi->shinfo->refcnt, 1);
	else
		rte_mbuf_ext_refcnt_update(mi->shinfo, 1);
}

/*
 * Make mi one more user of the buffer that owns m's data. Its address and
 * private size are what rte_mbuf_from_indirect() finds that buffer by.
 */
static void
join_direct(struct rte_mbuf *mi, struct rte_mbuf *m)
{
	mi->priv_size = m->priv_size;
	mi->ol_flags |= RTE_MBUF_F_INDIRECT;
	if (is_shared(m))
		__rte_mbuf_refcnt_update(rte_mbuf_from_indirect(m), 1);
	else
		rte_mbuf_refcnt_update(rte_mbuf_from_indirect(m), 1);
}

/* Make mi a packet of one segment, of the bytes that are m's. */
static void
show_segment(struct rte_mbuf *mi, const struct rte_mbuf *m)
{
	mi->nb_segs = 1;
	mi->next = NULL;
	mi->pkt_len = m->data_len;
	mi->data_len = m->data_len;
	mi->data_off = m->data_off;
}

BP_EXPORT
void
bp_pktmbuf_attach(struct rte_mbuf *mi, struct rte_mbuf *m)
{
	mi->ol_flags = m->ol_flags;
	mbuf_copy_fields(mi, m);
	if (RTE_MBUF_HAS_EXTBUF(m))
		join_external(mi, m);
	else
		join_direct(mi, m);
	bp_mbuf_use_memory(mi, m->buf_addr, rte_mbuf_iova_get(m), m->buf_len);
	show_segment(mi, m);
	if (mbuf_history_wanted())
		mbuf_history_attach(mi);
}

BP_EXPORT
void
bp_pktmbuf_attach_extbuf(struct rte_mbuf *m, void *buf_addr,
		rte_iova_t buf_iova, uint16_t buf_len,
		struct rte_mbuf_ext_shared_info *shinfo)
{
	m->shinfo = shinfo;
	m->ol_flags |= RTE_MBUF_F_EXTERNAL;
	bp_mbuf_use_memory(m, buf_addr, buf_iova, buf_len);
	m->data_off = 0;
	m->data_len = 0;
	if (mbuf_history_wanted())
		mbuf_history_attach(m);
}

/* Drop the attached buffer's reference to the buffer that owns the data. */
static void
drop_direct(struct rte_mbuf *owner)
{
	if (rte_mbuf_refcnt_update(owner, -1) != 0)
		return;
	rte_mbuf_refcnt_set(owner, 1);
	owner->next = NULL;
	owner->nb_segs = 1;
	rte_mbuf_raw_free(owner);
}

/* The same for external memory. */
static void
drop_external(struct rte_mbuf_ext_shared_info *shinfo, void *addr)
{
	if (rte_mbuf_ext_refcnt_update(shinfo, -1) == 0)
		shinfo->free_cb(addr, shinfo->fcb_opaque);
}

/* Let m use the memory behind its header again, which is empty. */
static void
use_own_memory(struct rte_mbuf *m)
{
	const uint16_t priv_size = rte_pktmbuf_priv_size(m->pool);

	bp_mbuf_use_memory(m, rte_mbuf_buf_addr(m, m->pool),
			rte_mempool_virt2iova(m) + sizeof(*m) + priv_size,
			rte_pktmbuf_data_room_size(m->pool));
	m->priv_size = priv_size;
	m->data_len = 0;
	rte_pktmbuf_reset_headroom(m);
}

BP_EXPORT
void
bp_pktmbuf_detach(struct rte_mbuf *m)
{
	if (RTE_MBUF_DIRECT(m) ||
			(RTE_MBUF_HAS_EXTBUF(m) &&
					RTE_MBUF_HAS_PINNED_EXTBUF(m)))
		return;
	if (mbuf_history_wanted())
		mbuf_history_detach(m);
	if (RTE_MBUF_HAS_EXTBUF(m))
		drop_external(m->shinfo, m->buf_addr);
	else
		drop_direct(rte_mbuf_from_indirect(m));
	m->ol_flags = 0;
	use_own_memory(m);
}

BP_EXPORT
struct rte_mbuf *
rte_pktmbuf_clone(struct rte_mbuf *md, struct rte_mempool *mp)
{
	struct rte_mbuf *head = NULL;
	struct rte_mbuf **link = &head;
	struct rte_mbuf *mi, *seg = md;

	if (rte_pktmbuf_priv_flags(mp) & RTE_PKTMBUF_POOL_F_PINNED_EXT_BUF) {
		rte_errno = EINVAL; /* pinned buffers keep their own data */
		return NULL;
	}
	do {
		/* A chain longer than it says does not end in a wrap. */
		if (head != NULL && head->nb_segs == RTE_MBUF_MAX_NB_SEGS)
			goto free_head;
		mi = rte_pktmbuf_alloc(mp);
		if (mi == NULL)
			goto free_head;
		rte_pktmbuf_attach(mi, seg);
		*link = mi;
		link = &mi->next;
		if (mi != head) {
			head->nb_segs++;
			head->pkt_len += mi->data_len;
		}
		seg = seg->next;
	} while (seg != NULL);
	head->pkt_len = md->pkt_len;
	BP_MBUF_SANITY(head, 1);
	return head;

free_head:
	rte_pktmbuf_free(head);
	return NULL;
}
