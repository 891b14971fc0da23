/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Questions about a port to the process that made it, and the answers: what
 * every driver can do for a process that shares none of its descriptors. What
 * is more than a number goes through memory that both see. If no answer comes
 * that memory is left alone, as a late one may still be written there.
 */
#include <errno.h>
#include <string.h>

#include <rte_malloc.h>
#include <rte_memory.h>
#include <rte_string_fns.h>

#include "ethdev_private.h"

#define ASK_MS 2000 /* less than those wait who wait for us */

struct info {
	struct rte_eth_dev_info info;
	char driver[RTE_DEV_NAME_MAX_LEN];
};

/* What the maker says; len bytes go there with it and come back changed. */
static int
ask(struct rte_eth_dev *dev, struct ethdev_msg *m, void *buf, size_t len)
{
	const uint16_t id = dev->data->port_id;
	void *both = NULL;
	int rc;

	if (len != 0) {
		both = rte_malloc("ethdev_ask", len, 0);
		if (both == NULL)
			return -ENOMEM;
		memcpy(both, buf, len);
	}
	m->port_id = id;
	m->addr = (uintptr_t)both;
	m->len = len;
	rc = ethdev_share_ask(ethdev_shared_get()->slots[id].maker, m, ASK_MS);
	if (rc == -ETIMEDOUT || rc == -ENOENT) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u (%s): the process that made it does not answer\n",
				id, dev->data->name);
		return rc == -ENOENT ? -EIO : rc;
	}
	if (rc >= 0 && len != 0)
		memcpy(buf, both, len);
	rte_free(both);
	return rc;
}

static int
ask_info(struct rte_eth_dev *dev, struct rte_eth_dev_info *info)
{
	struct ethdev_msg m = {.op = ETHDEV_OP_INFO};
	struct info both = {.info = *info};
	int rc = ask(dev, &m, &both, sizeof(both));

	if (rc != 0)
		return rc;
	ethdev_foreign_name_driver(dev, both.driver);
	/* Pointers of another process mean nothing here. */
	both.info.device = info->device;
	both.info.driver_name = NULL;
	both.info.dev_flags = NULL;
	both.info.switch_info.name = NULL;
	*info = both.info;
	return 0;
}

static int
ask_link(struct rte_eth_dev *dev, int wait)
{
	struct ethdev_msg m = {.op = ETHDEV_OP_LINK, .n = wait != 0};

	return ask(dev, &m, NULL, 0);
}

static int
ask_stats(struct rte_eth_dev *dev, struct rte_eth_stats *stats)
{
	struct ethdev_msg m = {.op = ETHDEV_OP_STATS};

	return ask(dev, &m, stats, sizeof(*stats));
}

static int
ask_stats_reset(struct rte_eth_dev *dev)
{
	struct ethdev_msg m = {.op = ETHDEV_OP_STATS_RESET};

	return ask(dev, &m, NULL, 0);
}

static int
ask_xstats(struct rte_eth_dev *dev, struct rte_eth_xstat *xstats,
		unsigned int n)
{
	struct ethdev_msg m = {.op = ETHDEV_OP_XSTATS, .n = n};

	return ask(dev, &m, xstats, n * sizeof(*xstats));
}

static int
ask_xstats_names(struct rte_eth_dev *dev, struct rte_eth_xstat_name *names,
		unsigned int n)
{
	struct ethdev_msg m = {.op = ETHDEV_OP_XSTATS_NAMES, .n = n};

	return ask(dev, &m, names, names == NULL ? 0 : n * sizeof(*names));
}

static int
ask_xstats_reset(struct rte_eth_dev *dev)
{
	struct ethdev_msg m = {.op = ETHDEV_OP_XSTATS_RESET};

	return ask(dev, &m, NULL, 0);
}

const struct eth_dev_ops ethdev_ask_ops = {
		.dev_infos_get = ask_info,
		.link_update = ask_link,
		.stats_get = ask_stats,
		.stats_reset = ask_stats_reset,
		.xstats_get = ask_xstats,
		.xstats_get_names = ask_xstats_names,
		.xstats_reset = ask_xstats_reset,
};

/* The memory of a question, of at least len bytes; NULL: it is none. */
static void *
memory_of(const struct ethdev_msg *m, size_t len)
{
	const void *first = (const void *)(uintptr_t)m->addr;
	const void *last = (const void *)(uintptr_t)(m->addr + len - 1);

	if (m->len < len || len == 0 || m->addr + len < m->addr ||
			rte_mem_virt2memseg_list(first) == NULL ||
			rte_mem_virt2memseg_list(last) !=
					rte_mem_virt2memseg_list(first))
		return NULL;
	return (void *)(uintptr_t)m->addr;
}

static int
say_info(struct rte_eth_dev *dev, const struct ethdev_msg *m)
{
	struct info *both = memory_of(m, sizeof(*both));
	const char *name = "";

	if (both == NULL)
		return -EINVAL;
	if (dev->device != NULL && dev->device->driver != NULL)
		name = dev->device->driver->name;
	rte_strscpy(both->driver, name, sizeof(both->driver));
	return ethdev_call(dev_infos_get, dev, dev, &both->info);
}

static int
say_stats(struct rte_eth_dev *dev, const struct ethdev_msg *m)
{
	struct rte_eth_stats *stats = memory_of(m, sizeof(*stats));

	if (stats == NULL)
		return -EINVAL;
	return ethdev_call(stats_get, dev, dev, stats);
}

/* A driver without counters of its own has none. */
static int
say_xstats(struct rte_eth_dev *dev, const struct ethdev_msg *m)
{
	struct rte_eth_xstat *xstats = memory_of(m, m->n * sizeof(*xstats));

	if (dev->dev_ops->xstats_get == NULL)
		return 0;
	if (xstats == NULL && m->n != 0)
		return -EINVAL;
	return dev->dev_ops->xstats_get(dev, xstats, m->n);
}

static int
say_xstats_names(struct rte_eth_dev *dev, const struct ethdev_msg *m)
{
	struct rte_eth_xstat_name *names = memory_of(m, m->n * sizeof(*names));

	if (dev->dev_ops->xstats_get_names == NULL)
		return 0;
	if (names == NULL && m->len != 0)
		return -EINVAL;
	return dev->dev_ops->xstats_get_names(
			dev, names, names == NULL ? 0 : m->n);
}

static int
say_reset(struct rte_eth_dev *dev, eth_dev_op_t reset)
{
	return reset == NULL ? -ENOTSUP : ethdev_rc(dev, reset(dev));
}

static int
say(struct rte_eth_dev *dev, const struct ethdev_msg *m)
{
	switch (m->op) {
	case ETHDEV_OP_INFO:
		return say_info(dev, m);
	case ETHDEV_OP_LINK:
		return ethdev_call(link_update, dev, dev, (int)m->n);
	case ETHDEV_OP_STATS:
		return say_stats(dev, m);
	case ETHDEV_OP_STATS_RESET:
		return say_reset(dev, dev->dev_ops->stats_reset);
	case ETHDEV_OP_XSTATS:
		return say_xstats(dev, m);
	case ETHDEV_OP_XSTATS_NAMES:
		return say_xstats_names(dev, m);
	case ETHDEV_OP_XSTATS_RESET:
		return say_reset(dev, dev->dev_ops->xstats_reset);
	default:
		return -EINVAL;
	}
}

int
ethdev_ask_answer(const struct ethdev_msg *m)
{
	struct rte_eth_dev *dev = ethdev_read_begin(m->port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = ethdev_is_foreign(dev) ? -EINVAL : say(dev, m);
	ethdev_read_end(m->port_id);
	return rc;
}
