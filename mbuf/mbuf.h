/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of this layer share: the log macro, the making of a pool,
 * the fields of a packet, and writing names into a caller's buffer.
 */
#ifndef MBUF_H
#define MBUF_H

#include <bufplane_mempool_trail.h>
#include <stdbool.h>
#include <string.h>

#include <rte_log.h>
#include <rte_mbuf.h>

#define MBUF_LOG(level, ...) RTE_LOG(level, MBUF, __VA_ARGS__)

/* What a pool is made from. */
struct mbuf_pool_args {
	const char *name;
	const char *ops_name; /* NULL: the best */
	unsigned int n;
	unsigned int cache_size;
	unsigned int elt_size;
	int socket_id;
	struct rte_pktmbuf_pool_private priv;
};

/* pool.c: a pool set up with obj_init on each object; NULL and rte_errno. */
struct rte_mempool *mbuf_pool_make(const struct mbuf_pool_args *args,
		rte_mempool_obj_cb_t *obj_init, void *obj_arg);
/* pool.c: 0, or -EINVAL with a log line. */
int mbuf_priv_size_check(const char *name, uint16_t priv_size);

/* pool_extbuf.c: the pinned buffer that the memory is part of; NULL: none. */
struct rte_mbuf *mbuf_pinned_owner(
		const struct rte_mbuf_ext_shared_info *shinfo);

/* history.c: whether any pool keeps one; else there is nothing to be marked. */
static inline bool
mbuf_history_wanted(void)
{
	/* Pairs with the mempool layer's changes; it orders nothing. */
	return unlikely(__atomic_load_n(&bp_mempool_trails, __ATOMIC_RELAXED) >
			0);
}

/* Begin one for a pool that is being made, if all pools are to have one. */
void mbuf_history_pool(struct rte_mempool *mp);
/* m was attached, or will be detached. */
void mbuf_history_attach(struct rte_mbuf *m);
void mbuf_history_detach(struct rte_mbuf *m);
/* m, or the memory pinned to it, loses one of several users. */
void mbuf_history_drop(const struct rte_mbuf *m, uint16_t users);

/* Copy what describes the packet rather than the buffer, but for the flags. */
static inline void
mbuf_copy_fields(struct rte_mbuf *to, const struct rte_mbuf *from)
{
	to->port = from->port;
	to->packet_type = from->packet_type;
	to->vlan_tci = from->vlan_tci;
	to->vlan_tci_outer = from->vlan_tci_outer;
	to->hash = from->hash;
	to->tx_offload = from->tx_offload;
	rte_mbuf_dynfield_copy(to, from);
}

/* A caller's buffer that is being filled. */
struct mbuf_text {
	char *at;
	size_t left; /* the NUL included */
};

/* Append name. 0, or -1 when it had to be cut; always ends with NUL then. */
static inline int
mbuf_text_add(struct mbuf_text *text, const char *name)
{
	size_t len = strlen(name);
	size_t n;

	if (text->left == 0)
		return -1;
	n = RTE_MIN(len, text->left - 1);
	memcpy(text->at, name, n);
	text->at[n] = '\0';
	text->at += n;
	text->left -= n;
	return n == len ? 0 : -1;
}

#endif
