/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which mempool handler packet buffer pools use when their creator names none:
 * the user's choice, else the platform's, else RTE_MBUF_DEFAULT_MEMPOOL_OPS.
 * Both choices are shared by all processes of a group. For one thread at a
 * time, before pools are made.
 */
#ifndef RTE_MBUF_POOL_OPS_H
#define RTE_MBUF_POOL_OPS_H

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Set what the platform prefers; it can be set once. 0, also when set to the
 * same before; -EINVAL for an empty name, -ENAMETOOLONG, -EEXIST when another
 * is set, or an error of rte_memzone_reserve().
 */
int rte_mbuf_set_platform_mempool_ops(const char *ops_name);

/* What the platform prefers, or NULL. */
const char *rte_mbuf_platform_mempool_ops(void);

/*
 * Set what the user wants, over --mbuf-pool-ops-name, as often as you like. 0,
 * -EINVAL for an empty name, -ENAMETOOLONG, or an error of
 * rte_memzone_reserve().
 */
int rte_mbuf_set_user_mempool_ops(const char *ops_name);

/* What the user wants, or NULL. */
const char *rte_mbuf_user_mempool_ops(void);

/* The handler in force; never NULL. */
const char *rte_mbuf_best_mempool_ops(void);

#ifdef __cplusplus
}
#endif

#endif
