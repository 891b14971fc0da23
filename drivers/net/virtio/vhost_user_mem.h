/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which memory of the library's a back end maps: rows in the order of
 * addresses, each a part of one file. The rows are made anew from the tables of
 * memsegs whenever they are needed, so that they cannot be stale; callers hold
 * the memory lock.
 */
#ifndef VHOST_USER_MEM_H
#define VHOST_USER_MEM_H

#include "net/virtio/vhost_user_msg.h"

struct vhost_user_mem {
	unsigned int n;
	struct vhost_user_region rows[VHOST_USER_REGIONS];
	int fds[VHOST_USER_REGIONS]; /* the library's */
};

/* Bytes from start on, up to end. */
struct vhost_user_range {
	uint64_t start;
	uint64_t end;
};

/* A set of them, which neither overlap nor touch. */
struct vhost_user_ranges {
	struct vhost_user_range *all;
	size_t n;
	size_t room;
};

/* vhost_user_ranges.c: 0, or -ENOMEM, and the set is as it was. */
int vhost_user_ranges_add(struct vhost_user_ranges *ranges,
		const struct vhost_user_range *range);
int vhost_user_ranges_cut(struct vhost_user_ranges *ranges,
		const struct vhost_user_range *range);
bool vhost_user_ranges_have(const struct vhost_user_ranges *ranges,
		const struct vhost_user_range *range);
void vhost_user_ranges_free(struct vhost_user_ranges *ranges);

/* What is to be in the rows. */
struct vhost_user_want {
	const char *name;
	/* Only memory in these; NULL: all there is. */
	const struct vhost_user_ranges *ranges;
	/* Not this, which is about to go. */
	struct vhost_user_range gone;
};

/*
 * Collect the rows: 0; -ENOTSUP: the memory has no files; -E2BIG: there are
 * more rows than a back end takes; -ENOMEM; with a log line.
 */
int vhost_user_mem_get(
		const struct vhost_user_want *want, struct vhost_user_mem *mem);

bool vhost_user_mem_is_same(
		const struct vhost_user_mem *a, const struct vhost_user_mem *b);

/* Have a back end map them: as vhost_user_tell(). */
int vhost_user_mem_send(
		struct vhost_user_conn *c, const struct vhost_user_mem *mem);

#endif
