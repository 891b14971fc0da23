/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of dynamic fields and flags: found or made, dumped, and used for
 * timestamps, which several drivers and programs share.
 */
#include "dyn.h"

#include <bufplane_export.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_memzone.h>

#include "mbuf.h"

#define DYN_ZONE  "mbuf_dyn"
#define DYN_MAGIC UINT64_C(0x62705f64796e0001)

struct dyn_table *
dyn_table_find(void)
{
	const struct rte_memzone *mz = rte_memzone_lookup(DYN_ZONE);
	struct dyn_table *t;

	if (mz == NULL || mz->len < sizeof(*t))
		return NULL;
	t = mz->addr;
	return t->magic == DYN_MAGIC ? t : NULL;
}

struct dyn_table *
dyn_table_get(void)
{
	struct dyn_table *t = dyn_table_find();
	const struct rte_memzone *mz;

	if (t != NULL)
		return t;
	if (dyn_may_add() != 0)
		return NULL;
	mz = rte_memzone_reserve(DYN_ZONE, sizeof(*t), SOCKET_ID_ANY, 0);
	if (mz == NULL) {
		MBUF_LOG(ERR, "dynamic fields and flags: cannot reserve the memzone %s: %s\n",
				DYN_ZONE, rte_strerror(rte_errno));
		return NULL;
	}
	t = mz->addr;
	memset(t, 0, sizeof(*t));
	memset(&t->free_bytes[offsetof(struct rte_mbuf, dynfield1)], true,
			DYN_FIELDS_MAX);
	t->free_bits = RTE_MBUF_F_LAST_FREE * 2 - RTE_MBUF_F_FIRST_FREE;
	t->magic = DYN_MAGIC;
	return t;
}

int
dyn_may_add(void)
{
	if (rte_eal_process_type() == RTE_PROC_PRIMARY)
		return 0;
	rte_errno = EPERM;
	return -1;
}

bool
dyn_name_ok(const char *name)
{
	return strnlen(name, RTE_MBUF_DYN_NAMESIZE) < RTE_MBUF_DYN_NAMESIZE;
}

const char *
dyn_reason(int err)
{
	switch (err) {
	case EINVAL:
		return "sizes are 1 to 127, alignments powers of two, bits 0 to 63, flags 0";
	case EEXIST:
		return "the name is registered otherwise (see rte_mbuf_dyn_dump)";
	case ENOENT:
		return "there is no such space left";
	case EBUSY:
		return "this space is taken, or does not suit the alignment";
	case ENAMETOOLONG:
		return "names have at most 63 characters";
	case E_RTE_NO_CONFIG:
		return "rte_eal_init() was not called";
	case EPERM:
		return "new names are for the primary process to register";
	default:
		return rte_strerror(err);
	}
}

static void
dump_names(FILE *out, const struct dyn_table *t)
{
	unsigned int i;

	fprintf(out, "Reserved fields:\n");
	for (i = 0; i < t->fields_n; i++) {
		fprintf(out, "  name=%s offset=%zu size=%zu align=%zu flags=%x\n",
				t->fields[i].params.name, t->fields[i].offset,
				t->fields[i].params.size,
				t->fields[i].params.align,
				t->fields[i].params.flags);
	}
	fprintf(out, "Reserved flags:\n");
	for (i = 0; i < t->flags_n; i++) {
		fprintf(out, "  name=%s bitnum=%u flags=%x\n",
				t->flags[i].params.name, t->flags[i].bitnum,
				t->flags[i].params.flags);
	}
}

static void
dump_space(FILE *out, const struct dyn_table *t)
{
	unsigned int i;

	fprintf(out,
			"Free space in mbuf (0 = occupied, "
			"value = free zone alignment):\n");
	for (i = 0; i < sizeof(t->free_bytes); i++) {
		if (i % 8 == 0)
			fprintf(out, "  %04x:", i);
		fprintf(out, " %02x%s", dyn_field_zone(t, i),
				i % 8 == 7 ? "\n" : "");
	}
	fprintf(out, "Free bit in mbuf->ol_flags (0 = occupied, 1 = free):\n");
	for (i = 0; i < 64; i++) {
		if (i % 8 == 0)
			fprintf(out, "  %04x:", i);
		fprintf(out, " %u%s", (unsigned int)(t->free_bits >> i & 1),
				i % 8 == 7 ? "\n" : "");
	}
}

BP_EXPORT
void
rte_mbuf_dyn_dump(FILE *out)
{
	const struct dyn_table *t;

	rte_mcfg_tailq_write_lock();
	t = dyn_table_get();
	if (t != NULL) {
		dump_names(out, t);
		dump_space(out, t);
	}
	rte_mcfg_tailq_write_unlock();
}

/* Register the timestamp field and one flag that belongs to it. */
static int
register_timestamp(const char *flag_name, int *field_offset, uint64_t *flag)
{
	struct rte_mbuf_dynfield field = {
			.name = RTE_MBUF_DYNFIELD_TIMESTAMP_NAME,
			.size = sizeof(rte_mbuf_timestamp_t),
			.align = sizeof(rte_mbuf_timestamp_t),
	};
	struct rte_mbuf_dynflag params = {.flags = 0};
	int offset, bitnum;

	offset = rte_mbuf_dynfield_register(&field);
	if (offset < 0)
		return -1;
	memcpy(params.name, flag_name, strlen(flag_name));
	bitnum = rte_mbuf_dynflag_register(&params);
	if (bitnum < 0)
		return -1;
	if (field_offset != NULL)
		*field_offset = offset;
	if (flag != NULL)
		*flag = UINT64_C(1) << bitnum;
	return 0;
}

BP_EXPORT
int
rte_mbuf_dyn_rx_timestamp_register(int *field_offset, uint64_t *rx_flag)
{
	return register_timestamp(RTE_MBUF_DYNFLAG_RX_TIMESTAMP_NAME,
			field_offset, rx_flag);
}

BP_EXPORT
int
rte_mbuf_dyn_tx_timestamp_register(int *field_offset, uint64_t *tx_flag)
{
	return register_timestamp(RTE_MBUF_DYNFLAG_TX_TIMESTAMP_NAME,
			field_offset, tx_flag);
}
