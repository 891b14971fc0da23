/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of dynamic fields and flags, in a memzone that all processes of a
 * group see. It holds no pointers. Whoever looks at it holds the tailq lock,
 * for writing if he changes it; entries are never taken away.
 */
#ifndef MBUF_DYN_H
#define MBUF_DYN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>

/* A field takes at least one byte of dynfield1, a flag a bit of 23 to 40. */
#define DYN_FIELDS_MAX sizeof(((struct rte_mbuf *)0)->dynfield1)
#define DYN_FLAGS_MAX  18

struct dyn_field {
	struct rte_mbuf_dynfield params;
	size_t offset;
};

struct dyn_flag {
	struct rte_mbuf_dynflag params;
	unsigned int bitnum;
};

struct dyn_table {
	uint64_t magic; /* a program may own a memzone of our name */
	unsigned int fields_n;
	unsigned int flags_n;
	uint64_t free_bits;                       /* of ol_flags */
	bool free_bytes[sizeof(struct rte_mbuf)]; /* of the buffer */
	struct dyn_field fields[DYN_FIELDS_MAX];
	struct dyn_flag flags[DYN_FLAGS_MAX];
};

/* dyn.c: the table, or NULL when nothing was ever registered. */
struct dyn_table *dyn_table_find(void);
/* dyn.c: the table, made if need be; NULL and rte_errno. */
struct dyn_table *dyn_table_get(void);
/* dyn.c: 0, or -1 with rte_errno when a new name may not be registered. */
int dyn_may_add(void);
/* dyn.c: whether a name ends within its array. */
bool dyn_name_ok(const char *name);
/* dyn.c: what a registration that fails with this errno could have minded. */
const char *dyn_reason(int err);

/* dyn_field.c: the size of the aligned free block a byte is in; 0: taken. */
unsigned int dyn_field_zone(const struct dyn_table *t, size_t offset);

#endif
