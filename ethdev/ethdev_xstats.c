/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * All counters by number and name. The numbers run over three groups: the
 * basic counters, those of the queues (if the driver has
 * RTE_ETH_DEV_AUTOFILL_QUEUE_XSTATS set), and the driver's own. A number is
 * stable while the number of queues is.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "ethdev_private.h"

struct field {
	const char *name;
	size_t offset; /* in struct rte_eth_stats */
};

static const struct field basic[] = {
		{"rx_good_packets", offsetof(struct rte_eth_stats, ipackets)},
		{"tx_good_packets", offsetof(struct rte_eth_stats, opackets)},
		{"rx_good_bytes", offsetof(struct rte_eth_stats, ibytes)},
		{"tx_good_bytes", offsetof(struct rte_eth_stats, obytes)},
		{"rx_missed_errors", offsetof(struct rte_eth_stats, imissed)},
		{"rx_errors", offsetof(struct rte_eth_stats, ierrors)},
		{"tx_errors", offsetof(struct rte_eth_stats, oerrors)},
		{"rx_mbuf_allocation_errors",
				offsetof(struct rte_eth_stats, rx_nombuf)},
};

static const struct field rx_queue[] = {
		{"packets", offsetof(struct rte_eth_stats, q_ipackets)},
		{"bytes", offsetof(struct rte_eth_stats, q_ibytes)},
		{"errors", offsetof(struct rte_eth_stats, q_errors)},
};

static const struct field tx_queue[] = {
		{"packets", offsetof(struct rte_eth_stats, q_opackets)},
		{"bytes", offsetof(struct rte_eth_stats, q_obytes)},
};

/* How many counters of each group a port has. */
struct counts {
	unsigned int rx_queues;
	unsigned int tx_queues;
	unsigned int common; /* basic and queues */
	unsigned int all;
};

static int
count(struct rte_eth_dev *dev, struct counts *n)
{
	int own = 0;

	n->rx_queues = 0;
	n->tx_queues = 0;
	if (dev->data->dev_flags & RTE_ETH_DEV_AUTOFILL_QUEUE_XSTATS) {
		n->rx_queues = RTE_MIN(dev->data->nb_rx_queues,
				RTE_ETHDEV_QUEUE_STAT_CNTRS);
		n->tx_queues = RTE_MIN(dev->data->nb_tx_queues,
				RTE_ETHDEV_QUEUE_STAT_CNTRS);
	}
	n->common = RTE_DIM(basic) + n->rx_queues * RTE_DIM(rx_queue) +
			n->tx_queues * RTE_DIM(tx_queue);
	if (dev->dev_ops->xstats_get_names != NULL)
		own = dev->dev_ops->xstats_get_names(dev, NULL, 0);
	if (own < 0)
		return ethdev_rc(dev, own);
	n->all = n->common + (unsigned int)own;
	return (int)n->all;
}

static void
common_names(const struct counts *n, struct rte_eth_xstat_name *names)
{
	const size_t size = sizeof(names->name);
	unsigned int i, q;

	for (i = 0; i < RTE_DIM(basic); i++)
		snprintf(names++->name, size, "%s", basic[i].name);
	for (q = 0; q < n->rx_queues; q++)
		for (i = 0; i < RTE_DIM(rx_queue); i++)
			snprintf(names++->name, size, "rx_q%u_%s", q,
					rx_queue[i].name);
	for (q = 0; q < n->tx_queues; q++)
		for (i = 0; i < RTE_DIM(tx_queue); i++)
			snprintf(names++->name, size, "tx_q%u_%s", q,
					tx_queue[i].name);
}

static uint64_t
value(const struct rte_eth_stats *stats, const struct field *f, unsigned int q)
{
	uint64_t v;

	memcpy(&v, (const char *)stats + f->offset + q * sizeof(v), sizeof(v));
	return v;
}

static void
common_values(const struct counts *n, const struct rte_eth_stats *stats,
		struct rte_eth_xstat *xstats)
{
	unsigned int i, q;

	for (i = 0; i < RTE_DIM(basic); i++)
		xstats++->value = value(stats, &basic[i], 0);
	for (q = 0; q < n->rx_queues; q++)
		for (i = 0; i < RTE_DIM(rx_queue); i++)
			xstats++->value = value(stats, &rx_queue[i], q);
	for (q = 0; q < n->tx_queues; q++)
		for (i = 0; i < RTE_DIM(tx_queue); i++)
			xstats++->value = value(stats, &tx_queue[i], q);
}

static int
get_names(struct rte_eth_dev *dev, struct rte_eth_xstat_name *names,
		unsigned int size)
{
	struct counts n = {0};
	int rc = count(dev, &n);

	if (rc < 0 || names == NULL || size < n.all)
		return rc;
	common_names(&n, names);
	if (n.all == n.common)
		return rc;
	rc = dev->dev_ops->xstats_get_names(
			dev, names + n.common, n.all - n.common);
	return rc < 0 ? ethdev_rc(dev, rc) : (int)n.all;
}

BP_EXPORT
int
rte_eth_xstats_get_names(uint16_t port_id,
		struct rte_eth_xstat_name *xstats_names, unsigned int size)
{
	struct rte_eth_dev *dev = ethdev_read_begin(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = get_names(dev, xstats_names, size);
	ethdev_read_end(port_id);
	return rc;
}

static int
get(struct rte_eth_dev *dev, struct rte_eth_xstat *xstats, unsigned int n)
{
	struct rte_eth_stats stats;
	struct counts have = {0};
	unsigned int i;
	int rc;

	if (xstats == NULL && n > 0)
		return -EINVAL;
	rc = count(dev, &have);
	if (rc < 0 || n < have.all || xstats == NULL)
		return rc;
	rc = rte_eth_stats_get(dev->data->port_id, &stats);
	if (rc != 0)
		return rc;
	memset(xstats, 0, have.all * sizeof(*xstats));
	common_values(&have, &stats, xstats);
	if (have.all > have.common && dev->dev_ops->xstats_get != NULL)
		rc = dev->dev_ops->xstats_get(dev, xstats + have.common,
				have.all - have.common);
	if (rc < 0)
		return ethdev_rc(dev, rc);
	for (i = 0; i < have.all; i++)
		xstats[i].id = i;
	return (int)have.all;
}

BP_EXPORT
int
rte_eth_xstats_get(
		uint16_t port_id, struct rte_eth_xstat *xstats, unsigned int n)
{
	struct rte_eth_dev *dev = ethdev_read_begin(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = get(dev, xstats, n);
	ethdev_read_end(port_id);
	return rc;
}

/* 1 if every id is below n. */
static int
ids_valid(uint16_t port_id, const uint64_t *ids, unsigned int size,
		unsigned int n)
{
	unsigned int i;

	for (i = 0; i < size; i++) {
		if (ids[i] < n)
			continue;
		RTE_ETHDEV_LOG(ERR, "Port %u has %u counters, not one %u\n",
				port_id, n, (unsigned int)ids[i]);
		return 0;
	}
	return 1;
}

BP_EXPORT
int
rte_eth_xstats_get_by_id(uint16_t port_id, const uint64_t *ids,
		uint64_t *values, unsigned int size)
{
	struct rte_eth_xstat *all;
	unsigned int i, n;
	int rc = rte_eth_xstats_get(port_id, NULL, 0);

	if (rc < 0)
		return rc;
	n = (unsigned int)rc;
	if (values == NULL && ids != NULL)
		return -EINVAL;
	if (values == NULL || (ids == NULL && size < n))
		return rc;
	if (ids != NULL && !ids_valid(port_id, ids, size, n))
		return -1;
	if (n == 0)
		return 0;
	all = calloc(n, sizeof(*all));
	if (all == NULL)
		return -ENOMEM;
	rc = rte_eth_xstats_get(port_id, all, n);
	if (rc == (int)n) {
		rc = ids == NULL ? (int)n : (int)size;
		for (i = 0; i < (unsigned int)rc; i++)
			values[i] = all[ids == NULL ? i : ids[i]].value;
	}
	free(all);
	return rc;
}

BP_EXPORT
int
rte_eth_xstats_get_names_by_id(uint16_t port_id,
		struct rte_eth_xstat_name *xstats_names, unsigned int size,
		uint64_t *ids)
{
	struct rte_eth_xstat_name *all;
	unsigned int i, n;
	int rc = rte_eth_xstats_get_names(port_id, NULL, 0);

	if (rc < 0)
		return rc;
	n = (unsigned int)rc;
	if (xstats_names == NULL && ids != NULL)
		return -EINVAL;
	if (ids == NULL)
		return rte_eth_xstats_get_names(port_id, xstats_names, size);
	if (!ids_valid(port_id, ids, size, n))
		return -1;
	all = calloc(n, sizeof(*all));
	if (all == NULL)
		return -ENOMEM;
	rc = rte_eth_xstats_get_names(port_id, all, n);
	if (rc == (int)n) {
		rc = (int)size;
		for (i = 0; i < size; i++)
			xstats_names[i] = all[ids[i]];
	}
	free(all);
	return rc;
}

BP_EXPORT
int
rte_eth_xstats_get_id_by_name(
		uint16_t port_id, const char *xstat_name, uint64_t *id)
{
	struct rte_eth_xstat_name *all;
	int i, n, rc = -EINVAL;

	n = rte_eth_xstats_get_names(port_id, NULL, 0);
	if (n == -ENODEV)
		return n;
	if (xstat_name == NULL || id == NULL)
		return -ENOMEM; /* as 22.11 has it */
	if (n < 0)
		return n;
	all = calloc((unsigned int)n, sizeof(*all));
	if (all == NULL)
		return -ENOMEM;
	n = rte_eth_xstats_get_names(port_id, all, (unsigned int)n);
	for (i = 0; i < n && rc != 0; i++) {
		if (strncmp(all[i].name, xstat_name, sizeof(all[i].name)) != 0)
			continue;
		*id = (uint64_t)i;
		rc = 0;
	}
	free(all);
	return rc;
}

BP_EXPORT
int
rte_eth_xstats_reset(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_read_begin(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = rte_eth_stats_reset(port_id);
	if (dev->dev_ops->xstats_reset != NULL)
		rc = ethdev_rc(dev, dev->dev_ops->xstats_reset(dev));
	ethdev_read_end(port_id);
	return rc;
}
