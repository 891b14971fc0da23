/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Dynamic fields and flags: space in struct rte_mbuf, and bits of ol_flags,
 * that are given out by name at run time to those who need them. A name, once
 * registered, keeps its place until rte_eal_cleanup(), in every process of a
 * group; registering it again with equal parameters gives the same place.
 *
 * Errors are -1 with rte_errno. Any thread may call.
 */
#ifndef RTE_MBUF_DYN_H
#define RTE_MBUF_DYN_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_MBUF_DYN_NAMESIZE 64 /* the NUL included */

/* A field; flags has to be 0. */
struct rte_mbuf_dynfield {
	char name[RTE_MBUF_DYN_NAMESIZE];
	size_t size;
	size_t align; /* a power of two */
	unsigned int flags;
};

static_assert(sizeof(struct rte_mbuf_dynfield) == 88, "rte_mbuf_dynfield size");

/* A flag; flags has to be 0. */
struct rte_mbuf_dynflag {
	char name[RTE_MBUF_DYN_NAMESIZE];
	unsigned int flags;
};

static_assert(sizeof(struct rte_mbuf_dynflag) == 68, "rte_mbuf_dynflag size");

/*
 * Find space for a field. Returns its offset in struct rte_mbuf, or -1:
 * EINVAL (size, align or flags), EEXIST (the name has other parameters),
 * ENOENT (no room), ENAMETOOLONG, ENOMEM, EPERM (new, and not the primary
 * process).
 */
int rte_mbuf_dynfield_register(const struct rte_mbuf_dynfield *params);

/*
 * As rte_mbuf_dynfield_register(), but at an offset, unless it is SIZE_MAX.
 * EBUSY when that space is not free or does not suit align, EEXIST when the
 * name has another offset.
 */
int rte_mbuf_dynfield_register_offset(
		const struct rte_mbuf_dynfield *params, size_t offset);

/* The offset of a field, its parameters in *params unless NULL; or ENOENT. */
int rte_mbuf_dynfield_lookup(
		const char *name, struct rte_mbuf_dynfield *params);

/*
 * Find a bit for a flag. Returns its number in ol_flags, or -1: EINVAL (flags),
 * EEXIST (the name has other parameters), ENOENT (no bit left), ENAMETOOLONG,
 * ENOMEM, EPERM (new, and not the primary process).
 */
int rte_mbuf_dynflag_register(const struct rte_mbuf_dynflag *params);

/*
 * As rte_mbuf_dynflag_register(), but a bit of the caller's, unless it is
 * UINT_MAX. EBUSY when that bit is not free, EINVAL when ol_flags has none
 * such.
 */
int rte_mbuf_dynflag_register_bitnum(
		const struct rte_mbuf_dynflag *params, unsigned int bitnum);

/* The bit of a flag, its parameters in *params unless NULL; or ENOENT. */
int rte_mbuf_dynflag_lookup(const char *name, struct rte_mbuf_dynflag *params);

/* The field at an offset of m, as an lvalue's address when type is a pointer.
 */
#define RTE_MBUF_DYNFIELD(m, offset, type) ((type)((uintptr_t)(m) + (offset)))

/* Write what is registered and what is free to out. */
void rte_mbuf_dyn_dump(FILE *out);

/* Names that several libraries and drivers agree on. */
#define RTE_MBUF_DYNFIELD_METADATA_NAME      "rte_flow_dynfield_metadata"
#define RTE_MBUF_DYNFLAG_METADATA_NAME       "rte_flow_dynflag_metadata"
#define RTE_MBUF_DYNFIELD_TIMESTAMP_NAME     "rte_dynfield_timestamp"
#define RTE_MBUF_DYNFLAG_RX_TIMESTAMP_NAME   "rte_dynflag_rx_timestamp"
#define RTE_MBUF_DYNFLAG_TX_TIMESTAMP_NAME   "rte_dynflag_tx_timestamp"
#define RTE_MBUF_DYNFIELD_IP_REASSEMBLY_NAME "rte_dynfield_ip_reassembly"
#define RTE_MBUF_DYNFLAG_IP_REASSEMBLY_INCOMPLETE_NAME                         \
	"rte_dynflag_ip_reassembly_incomplete"

/* The field of RTE_MBUF_DYNFIELD_TIMESTAMP_NAME: ticks of the device's clock.
 */
typedef uint64_t rte_mbuf_timestamp_t;

/*
 * Register the timestamp field and the flag that says a received packet has
 * one. Offset and mask of the flag go to the arguments that are not NULL. 0,
 * or -1 with the errors of the two registrations.
 */
int rte_mbuf_dyn_rx_timestamp_register(int *field_offset, uint64_t *rx_flag);

/* As rte_mbuf_dyn_rx_timestamp_register(), but when a packet is to be sent. */
int rte_mbuf_dyn_tx_timestamp_register(int *field_offset, uint64_t *tx_flag);

#ifdef __cplusplus
}
#endif

#endif
