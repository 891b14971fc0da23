/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools of pinned buffers: the data rooms are cut from the program's memory,
 * one for each buffer, for the life of the pool. The shared information of a
 * data room lies behind the buffer's private area. It counts the buffer itself
 * as a user, so that attached buffers of other pools can outlive a free of the
 * pinned one: the last of them brings it home.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <string.h>

#include <rte_errno.h>

#include "mbuf.h"

/* Which stretch of memory the next data room is cut from, and where. */
struct cutter {
	const struct rte_pktmbuf_extmem *mem;
	size_t off;
};

/* The last attached buffer let go of a data room whose owner was freed. */
static void
bring_home(void *addr, void *opaque)
{
	struct rte_mbuf *m = opaque;

	(void)addr;
	rte_mbuf_ext_refcnt_set(m->shinfo, 1);
	m->ol_flags = RTE_MBUF_F_EXTERNAL;
	rte_mbuf_raw_free(m);
}

struct rte_mbuf *
mbuf_pinned_owner(const struct rte_mbuf_ext_shared_info *shinfo)
{
	return shinfo != NULL && shinfo->free_cb == bring_home
			? shinfo->fcb_opaque
			: NULL;
}

/* The next data room; there are enough, as check_extmem() saw. */
static void *
cut(struct cutter *c, rte_iova_t *iova)
{
	void *addr;

	while (c->mem->buf_len - c->off < c->mem->elt_size) {
		c->mem++;
		c->off = 0;
	}
	addr = (char *)c->mem->buf_ptr + c->off;
	*iova = c->mem->buf_iova == RTE_BAD_IOVA ? RTE_BAD_IOVA
						 : c->mem->buf_iova + c->off;
	c->off += c->mem->elt_size;
	return addr;
}

static void
init_pinned(struct rte_mempool *mp, void *opaque, void *obj, unsigned int i)
{
	struct rte_mbuf *m = obj;
	uint16_t priv_size = rte_pktmbuf_priv_size(mp);
	rte_iova_t iova;

	memset(m, 0, mp->elt_size);
	m->priv_size = priv_size;
	m->buf_len = rte_pktmbuf_data_room_size(mp);
	m->buf_addr = cut(opaque, &iova);
	rte_mbuf_iova_set(m, iova);
	m->pool = mp;
	m->ol_flags = RTE_MBUF_F_EXTERNAL;
	m->shinfo = RTE_PTR_ADD(m, sizeof(*m) + priv_size);
	m->shinfo->free_cb = bring_home;
	m->shinfo->fcb_opaque = m;
	rte_mbuf_ext_refcnt_set(m->shinfo, 1);
	rte_mbuf_refcnt_set(m, 1);
	/* Not a reset, whose check takes an IOVA of 0 for a fault. */
	m->nb_segs = 1;
	m->port = RTE_MBUF_PORT_INVALID;
	rte_pktmbuf_reset_headroom(m);
	if (i == 0)
		mbuf_history_pool(mp);
}

/* 0 when the memory holds n data rooms; else -errno, and a log line. */
static int
check_extmem(const char *name, unsigned int n, uint16_t room,
		const struct rte_pktmbuf_extmem *mem, unsigned int mem_n)
{
	size_t have = 0;
	unsigned int i;

	if (mem == NULL && mem_n > 0) {
		MBUF_LOG(ERR, "pool %s: no array of %u pieces of external memory\n",
				name, mem_n);
		return -EINVAL;
	}
	for (i = 0; i < mem_n; i++) {
		if (mem[i].buf_ptr == NULL || mem[i].buf_len == 0 ||
				mem[i].elt_size == 0) {
			MBUF_LOG(ERR, "pool %s: external memory %u has no address, length or element size\n",
					name, i);
			return -EINVAL;
		}
		if (mem[i].elt_size < room) {
			MBUF_LOG(ERR, "pool %s: elements of external memory %u have %u bytes, the data room needs %u\n",
					name, i, mem[i].elt_size, room);
			return -EINVAL;
		}
		have += mem[i].buf_len / mem[i].elt_size;
	}
	if (have >= n)
		return 0;
	MBUF_LOG(ERR, "pool %s: external memory holds %zu data rooms, %u are needed\n",
			name, have, n);
	return -ENOMEM;
}

BP_EXPORT
struct rte_mempool *
/* NOLINTNEXTLINE(readability-function-size): parameters as in 22.11 */
rte_pktmbuf_pool_create_extbuf(const char *name, unsigned int n,
		unsigned int cache_size, uint16_t priv_size,
		uint16_t data_room_size, int socket_id,
		const struct rte_pktmbuf_extmem *ext_mem, unsigned int ext_num)
{
	struct cutter cutter = {.mem = ext_mem};
	struct mbuf_pool_args args = {
			.name = name,
			.n = n,
			.cache_size = cache_size,
			.elt_size = sizeof(struct rte_mbuf) +
					(unsigned int)priv_size +
					sizeof(struct rte_mbuf_ext_shared_info),
			.socket_id = socket_id,
			.priv = {.mbuf_data_room_size = data_room_size,
					.mbuf_priv_size = priv_size,
					.flags = RTE_PKTMBUF_POOL_F_PINNED_EXT_BUF},
	};
	int rc = mbuf_priv_size_check(name, priv_size);

	if (rc == 0)
		rc = check_extmem(name, n, data_room_size, ext_mem, ext_num);
	if (rc != 0) {
		rte_errno = -rc;
		return NULL;
	}
	return mbuf_pool_make(&args, init_pinned, &cutter);
}
