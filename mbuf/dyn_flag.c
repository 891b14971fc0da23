/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Dynamic flags: bits of ol_flags, given out from the lowest on.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>

#include "dyn.h"
#include "mbuf.h"

static const struct dyn_flag *
find_flag(const struct dyn_table *t, const char *name)
{
	unsigned int i;

	for (i = 0; t != NULL && i < t->flags_n; i++) {
		if (strcmp(t->flags[i].params.name, name) == 0)
			return &t->flags[i];
	}
	return NULL;
}

/* Enter a new flag. Its bit, or -errno. */
static int
add(struct dyn_table *t, const struct rte_mbuf_dynflag *params,
		unsigned int bitnum)
{
	struct dyn_flag *f;

	if (bitnum == UINT_MAX) {
		if (t->free_bits == 0)
			return -ENOENT;
		bitnum = (unsigned int)__builtin_ctzll(t->free_bits);
	} else if ((t->free_bits >> bitnum & 1) == 0) {
		return -EBUSY;
	}
	f = &t->flags[t->flags_n++];
	f->params = *params;
	f->bitnum = bitnum;
	t->free_bits &= ~(UINT64_C(1) << bitnum);
	return (int)bitnum;
}

/* Find or enter a flag, under the lock. Its bit, or -errno. */
static int
register_locked(const struct rte_mbuf_dynflag *params, unsigned int bitnum)
{
	struct dyn_table *t = dyn_table_get();
	const struct dyn_flag *f;

	if (t == NULL)
		return -rte_errno;
	f = find_flag(t, params->name);
	if (f == NULL)
		return dyn_may_add() != 0 ? -rte_errno : add(t, params, bitnum);
	if (bitnum != UINT_MAX && bitnum != f->bitnum)
		return -EEXIST;
	return (int)f->bitnum;
}

static int
check_params(const struct rte_mbuf_dynflag *params, unsigned int bitnum)
{
	if (bitnum >= 64 && bitnum != UINT_MAX)
		return -EINVAL;
	if (params->flags != 0)
		return -EINVAL;
	return dyn_name_ok(params->name) ? 0 : -ENAMETOOLONG;
}

BP_EXPORT
int
rte_mbuf_dynflag_register_bitnum(
		const struct rte_mbuf_dynflag *params, unsigned int bitnum)
{
	int rc = check_params(params, bitnum);

	if (rc == 0) {
		rte_mcfg_tailq_write_lock();
		rc = register_locked(params, bitnum);
		rte_mcfg_tailq_write_unlock();
	}
	if (rc >= 0)
		return rc;
	MBUF_LOG(ERR, "dynamic flag %.*s (flags %x, bit %d): %s\n",
			RTE_MBUF_DYN_NAMESIZE - 1, params->name, params->flags,
			(int)bitnum, dyn_reason(-rc));
	rte_errno = -rc;
	return -1;
}

BP_EXPORT
int
rte_mbuf_dynflag_register(const struct rte_mbuf_dynflag *params)
{
	return rte_mbuf_dynflag_register_bitnum(params, UINT_MAX);
}

BP_EXPORT
int
rte_mbuf_dynflag_lookup(const char *name, struct rte_mbuf_dynflag *params)
{
	const struct dyn_flag *f;
	int rc = -1;

	rte_mcfg_tailq_read_lock();
	f = find_flag(dyn_table_find(), name);
	if (f != NULL) {
		rc = (int)f->bitnum;
		if (params != NULL)
			*params = f->params;
	}
	rte_mcfg_tailq_read_unlock();
	if (rc < 0)
		rte_errno = ENOENT;
	return rc;
}
