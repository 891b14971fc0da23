/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rows of memory for a back end. Neighbours in one file are one row. Where that
 * leaves more rows than a message has room for, rows of one file are joined
 * over what lies between them, the smallest gaps first: who has a descriptor
 * can map all of its file anyway.
 */
#include "net/virtio/vhost_user_mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_memory.h>

#include "net/virtio/virtio_net.h"

struct row {
	struct vhost_user_region region;
	int fd;
};

struct collection {
	const struct vhost_user_want *want;
	struct row *rows;
	size_t n;
	size_t room;
	int rc;
};

static bool
overlaps(const struct vhost_user_range *r, uint64_t start, uint64_t end)
{
	return r->start < end && start < r->end;
}

static bool
is_wanted(const struct vhost_user_want *want, const struct rte_memseg *ms)
{
	uint64_t start = ms->addr_64, end = start + ms->len;
	size_t i;

	if (overlaps(&want->gone, start, end))
		return false;
	for (i = 0; want->ranges != NULL && i < want->ranges->n; i++)
		if (overlaps(&want->ranges->all[i], start, end))
			return true;
	return want->ranges == NULL;
}

/* Whether b lies in the file of a as it lies in memory. */
static bool
is_aligned(const struct row *a, const struct row *b)
{
	const struct vhost_user_region *x = &a->region, *y = &b->region;

	return a->fd == b->fd && y->user_addr > x->user_addr &&
			y->offset - x->offset == y->user_addr - x->user_addr &&
			y->guest_addr - x->guest_addr ==
			y->user_addr - x->user_addr;
}

static uint64_t
end_of(const struct row *r)
{
	return r->region.user_addr + r->region.size;
}

static int
add(struct collection *c, const struct row *next)
{
	struct row *last = c->n == 0 ? NULL : &c->rows[c->n - 1];
	struct row *rows;

	if (last != NULL && is_aligned(last, next) &&
			end_of(last) == next->region.user_addr) {
		last->region.size += next->region.size;
		return 0;
	}
	if (c->rows == NULL || c->n == c->room) {
		c->room = c->room == 0 ? VHOST_USER_REGIONS : 2 * c->room;
		rows = realloc(c->rows, c->room * sizeof(*rows));
		if (rows == NULL)
			return -ENOMEM;
		c->rows = rows;
	}
	c->rows[c->n++] = *next;
	return 0;
}

/* What a program brought has no files. */
static int
collect(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		void *arg)
{
	struct collection *c = arg;
	struct row row = {.region.guest_addr = ms->iova,
			.region.size = ms->len,
			.region.user_addr = ms->addr_64};
	size_t offset;

	if (msl->external || ms->iova == RTE_BAD_IOVA ||
			!is_wanted(c->want, ms))
		return 0;
	row.fd = rte_memseg_get_fd_thread_unsafe(ms);
	if (row.fd < 0 ||
			rte_memseg_get_fd_offset_thread_unsafe(ms, &offset) !=
					0) {
		c->rc = -rte_errno;
		return -1;
	}
	row.region.offset = offset;
	c->rc = add(c, &row);
	return c->rc == 0 ? 0 : -1;
}

/* The row before the smallest gap that can be closed; n: there is none. */
static size_t
smallest_gap(const struct collection *c)
{
	uint64_t least = UINT64_MAX, gap;
	size_t i, best = c->n;

	for (i = 0; i + 1 < c->n; i++) {
		gap = c->rows[i + 1].region.user_addr - end_of(&c->rows[i]);
		if (!is_aligned(&c->rows[i], &c->rows[i + 1]) || gap >= least)
			continue;
		least = gap;
		best = i;
	}
	return best;
}

static int
shrink(struct collection *c)
{
	size_t at;

	while (c->n > VHOST_USER_REGIONS) {
		at = smallest_gap(c);
		if (at == c->n)
			return -E2BIG;
		c->rows[at].region.size = end_of(&c->rows[at + 1]) -
				c->rows[at].region.user_addr;
		memmove(&c->rows[at + 1], &c->rows[at + 2],
				(c->n - at - 2) * sizeof(*c->rows));
		c->n--;
	}
	return 0;
}

static void
explain(const struct collection *c, int rc)
{
	const char *name = c->want->name;

	if (rc == -E2BIG)
		VNET_LOG(ERR,
				"%s: memory is in %zu files or pieces, and a back "
				"end maps %d: use fewer and larger hugepages, "
				"or --single-file-segments\n",
				name, c->n, VHOST_USER_REGIONS);
	else if (rc == -ENOTSUP)
		VNET_LOG(ERR,
				"%s: memory has no files that a back end could "
				"map: start without --in-memory and "
				"--no-shconf\n",
				name);
	else
		VNET_LOG(ERR, "%s: memory cannot be given to a back end: %s\n",
				name, rte_strerror(-rc));
}

int
vhost_user_mem_get(
		const struct vhost_user_want *want, struct vhost_user_mem *mem)
{
	struct collection c = {.want = want};
	size_t i;
	int rc;

	rte_memseg_walk_thread_unsafe(collect, &c);
	rc = c.rc == 0 ? shrink(&c) : c.rc;
	if (rc == 0) {
		memset(mem, 0, sizeof(*mem));
		mem->n = (unsigned int)c.n;
		for (i = 0; i < c.n; i++) {
			mem->rows[i] = c.rows[i].region;
			mem->fds[i] = c.rows[i].fd;
		}
	} else {
		explain(&c, rc);
	}
	free(c.rows);
	return rc;
}

bool
vhost_user_mem_is_same(
		const struct vhost_user_mem *a, const struct vhost_user_mem *b)
{
	return a->n == b->n &&
			memcmp(a->rows, b->rows, a->n * sizeof(a->rows[0])) ==
			0 &&
			memcmp(a->fds, b->fds, a->n * sizeof(a->fds[0])) == 0;
}

int
vhost_user_mem_send(struct vhost_user_conn *c, const struct vhost_user_mem *mem)
{
	struct vhost_user_table table = {.n = mem->n};
	struct vhost_user_out out = {.request = VHOST_USER_SET_MEM_TABLE,
			.payload = &table,
			.size = (uint32_t)(offsetof(struct vhost_user_table,
							   regions) +
					mem->n * sizeof(table.regions[0])),
			.fds = mem->fds,
			.fds_n = mem->n};

	memcpy(table.regions, mem->rows, mem->n * sizeof(table.regions[0]));
	return vhost_user_tell(c, &out);
}
