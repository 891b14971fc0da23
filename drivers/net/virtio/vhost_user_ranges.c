/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sets of ranges of memory, in no order. There are as many as there are pools
 * and rings, and few of them are changed while packets flow.
 */
#include <errno.h>
#include <stdlib.h>

#include <rte_common.h>

#include "net/virtio/vhost_user_mem.h"

/* Room for one more: 0 or -ENOMEM. */
static int
make_room(struct vhost_user_ranges *r)
{
	size_t room = r->room == 0 ? 8 : 2 * r->room;
	struct vhost_user_range *all;

	if (r->n < r->room)
		return 0;
	all = realloc(r->all, room * sizeof(*all));
	if (all == NULL)
		return -ENOMEM;
	r->all = all;
	r->room = room;
	return 0;
}

static void
take_out(struct vhost_user_ranges *r, size_t at)
{
	r->all[at] = r->all[--r->n];
}

int
vhost_user_ranges_add(struct vhost_user_ranges *r,
		const struct vhost_user_range *range)
{
	struct vhost_user_range sum = *range;
	size_t i = 0;
	int rc = make_room(r);

	if (rc != 0)
		return rc;
	/* Whatever it grows over may touch more: all is looked at again. */
	while (i < r->n) {
		if (r->all[i].start > sum.end || sum.start > r->all[i].end) {
			i++;
			continue;
		}
		sum.start = RTE_MIN(sum.start, r->all[i].start);
		sum.end = RTE_MAX(sum.end, r->all[i].end);
		take_out(r, i);
		i = 0;
	}
	r->all[r->n++] = sum;
	return 0;
}

/* What is left of a range goes to the end, where it is not looked at again. */
int
vhost_user_ranges_cut(struct vhost_user_ranges *r,
		const struct vhost_user_range *range)
{
	size_t i = r->n;

	while (i-- > 0) {
		struct vhost_user_range old = r->all[i];

		if (old.start >= range->end || range->start >= old.end)
			continue;
		if (make_room(r) != 0)
			return -ENOMEM;
		take_out(r, i);
		if (old.start < range->start)
			r->all[r->n++] = (struct vhost_user_range){
					old.start, range->start};
		if (old.end > range->end)
			r->all[r->n++] = (struct vhost_user_range){
					range->end, old.end};
	}
	return 0;
}

bool
vhost_user_ranges_have(const struct vhost_user_ranges *r,
		const struct vhost_user_range *range)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->all[i].start <= range->start &&
				range->end <= r->all[i].end)
			return true;
	return false;
}

void
vhost_user_ranges_free(struct vhost_user_ranges *r)
{
	free(r->all);
	*r = (struct vhost_user_ranges){0};
}
