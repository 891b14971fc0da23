/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Dynamic fields. A field goes where it spoils least: of all places that suit,
 * the one in the smallest aligned free block, then the lowest.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>

#include "dyn.h"
#include "mbuf.h"

/*
 * Larger free blocks count as blocks of this size. It decides which places are
 * equally good, so programs see it: in offsets, and in the dump.
 */
#define ZONE_MAX 32

/* Whether size bytes from offset on are in the buffer, and free. */
static bool
is_free(const struct dyn_table *t, size_t offset, size_t size)
{
	size_t i;

	if (offset > sizeof(t->free_bytes) ||
			size > sizeof(t->free_bytes) - offset)
		return false;
	for (i = 0; i < size; i++) {
		if (!t->free_bytes[offset + i])
			return false;
	}
	return true;
}

unsigned int
dyn_field_zone(const struct dyn_table *t, size_t offset)
{
	unsigned int zone;

	for (zone = ZONE_MAX; zone > 0; zone /= 2) {
		if (is_free(t, offset - offset % zone, zone))
			break;
	}
	return zone;
}

/* The best place for a field, or -ENOENT. */
static int
find_place(const struct dyn_table *t, size_t size, size_t align)
{
	unsigned int best_zone = ZONE_MAX + 1;
	int best = -ENOENT;
	unsigned int zone;
	size_t offset;

	for (offset = 0; offset < sizeof(t->free_bytes); offset += align) {
		if (!is_free(t, offset, size))
			continue;
		zone = dyn_field_zone(t, offset);
		if (zone >= best_zone)
			continue;
		best_zone = zone;
		best = (int)offset;
	}
	return best;
}

static const struct dyn_field *
find_field(const struct dyn_table *t, const char *name)
{
	unsigned int i;

	for (i = 0; t != NULL && i < t->fields_n; i++) {
		if (strcmp(t->fields[i].params.name, name) == 0)
			return &t->fields[i];
	}
	return NULL;
}

/* The offset of a field that exists, if it is what is asked for. */
static int
match(const struct dyn_field *f, const struct rte_mbuf_dynfield *params,
		size_t offset)
{
	if (f->params.size != params->size ||
			f->params.align != params->align ||
			f->params.flags != params->flags ||
			(offset != SIZE_MAX && offset != f->offset))
		return -EEXIST;
	return (int)f->offset;
}

/* Enter a new field. Its offset, or -errno. */
static int
add(struct dyn_table *t, const struct rte_mbuf_dynfield *params, size_t offset)
{
	struct dyn_field *f;
	int place;

	if (offset == SIZE_MAX)
		place = find_place(t, params->size, params->align);
	else if (offset % params->align == 0 &&
			is_free(t, offset, params->size))
		place = (int)offset;
	else
		place = -EBUSY;
	if (place < 0)
		return place;
	f = &t->fields[t->fields_n++];
	f->params = *params;
	f->offset = (size_t)place;
	memset(&t->free_bytes[place], false, params->size);
	return place;
}

static int
check_params(const struct rte_mbuf_dynfield *params)
{
	if (params->size == 0 || params->size >= sizeof(struct rte_mbuf))
		return -EINVAL;
	/* What no offset but 0 suits is a matter of space: ENOENT, EBUSY. */
	if (params->align > UINT32_MAX ||
			!rte_is_power_of_2((uint32_t)params->align))
		return -EINVAL;
	if (params->flags != 0)
		return -EINVAL;
	return dyn_name_ok(params->name) ? 0 : -ENAMETOOLONG;
}

/* Find or enter a field, under the lock. Its offset, or -errno. */
static int
register_locked(const struct rte_mbuf_dynfield *params, size_t offset)
{
	struct dyn_table *t = dyn_table_get();
	const struct dyn_field *f;

	if (t == NULL)
		return -rte_errno;
	f = find_field(t, params->name);
	if (f != NULL)
		return match(f, params, offset);
	return dyn_may_add() != 0 ? -rte_errno : add(t, params, offset);
}

BP_EXPORT
int
rte_mbuf_dynfield_register_offset(
		const struct rte_mbuf_dynfield *params, size_t offset)
{
	int rc = check_params(params);

	if (rc == 0) {
		rte_mcfg_tailq_write_lock();
		rc = register_locked(params, offset);
		rte_mcfg_tailq_write_unlock();
	}
	if (rc >= 0)
		return rc;
	MBUF_LOG(ERR, "dynamic field %.*s (size %zu, align %zu, flags %x, offset %zd): %s\n",
			RTE_MBUF_DYN_NAMESIZE - 1, params->name, params->size,
			params->align, params->flags, (ssize_t)offset,
			dyn_reason(-rc));
	rte_errno = -rc;
	return -1;
}

BP_EXPORT
int
rte_mbuf_dynfield_register(const struct rte_mbuf_dynfield *params)
{
	return rte_mbuf_dynfield_register_offset(params, SIZE_MAX);
}

BP_EXPORT
int
rte_mbuf_dynfield_lookup(const char *name, struct rte_mbuf_dynfield *params)
{
	const struct dyn_field *f;
	int rc = -1;

	rte_mcfg_tailq_read_lock();
	f = find_field(dyn_table_find(), name);
	if (f != NULL) {
		rc = (int)f->offset;
		if (params != NULL)
			*params = f->params;
	}
	rte_mcfg_tailq_read_unlock();
	if (rc < 0)
		rte_errno = ENOENT;
	return rc;
}
