/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ports that match a description of devices, and the class "eth" with which the
 * device iterator finds them. A walk over a whole bus is the device iterator's;
 * one over all ports, or those of one named device, is done here and has no bus
 * in its state.
 */
#include <bufplane_dev.h>
#include <bus_driver.h>
#include <stdlib.h>
#include <string.h>

#include <rte_class.h>
#include <rte_errno.h>
#include <rte_ether.h>
#include <rte_kvargs.h>

#include "ethdev_private.h"

/* Whether a port has this address, the default or another. */
static bool
has_address(const struct rte_eth_dev *dev, const char *text)
{
	const struct rte_ether_addr *own = dev->data->mac_addrs;
	struct rte_eth_dev_info info;
	struct rte_ether_addr addr;
	uint32_t i;

	if (text == NULL || own == NULL ||
			rte_ether_unformat_addr(text, &addr) != 0)
		return false;
	if (rte_is_same_ether_addr(&addr, &own[0]))
		return true;
	if (rte_is_zero_ether_addr(&addr) ||
			rte_eth_dev_info_get(dev->data->port_id, &info) != 0)
		return false;
	for (i = 1; i < info.max_mac_addrs; i++)
		if (rte_is_same_ether_addr(&addr, &own[i]))
			return true;
	return false;
}

/* "3" or "[3]", of a port that is a representor. */
static bool
is_representor(const struct rte_eth_dev *dev, const char *text)
{
	char *end;
	unsigned long id;

	if (text == NULL || !(dev->data->dev_flags & RTE_ETH_DEV_REPRESENTOR))
		return false;
	text += text[0] == '[';
	id = strtoul(text, &end, 10);
	return end != text && id == dev->data->representor_id;
}

static int
match_pair(const char *key, const char *value, void *opaque)
{
	const struct rte_eth_dev *dev = opaque;
	bool same;

	if (strcmp(key, "mac") == 0)
		same = has_address(dev, value);
	else
		same = is_representor(dev, value);
	return same ? 0 : -1;
}

/* The port after start with all of args, on it->device unless that is NULL. */
static void *
iterate(const void *start, const char *args, const struct rte_dev_iterator *it)
{
	static const char *const keys[] = {"mac", "representor", NULL};
	const struct rte_eth_dev *last = start;
	struct rte_kvargs *pairs = NULL;
	struct rte_eth_dev *dev = NULL;
	uint16_t id;

	if (args != NULL && args[0] != '\0') {
		pairs = rte_kvargs_parse(args, keys);
		if (pairs == NULL) {
			rte_errno = EINVAL;
			return NULL;
		}
	}
	id = last == NULL ? 0 : (uint16_t)(last - rte_eth_devices + 1);
	for (id = rte_eth_find_next(id); id < RTE_MAX_ETHPORTS;
			id = rte_eth_find_next(id + 1)) {
		dev = &rte_eth_devices[id];
		if ((it->device == NULL || dev->device == it->device) &&
				(pairs == NULL ||
						rte_kvargs_process(pairs, NULL,
								match_pair,
								dev) == 0))
			break;
	}
	rte_kvargs_free(pairs);
	return id < RTE_MAX_ETHPORTS ? dev : NULL;
}

static struct rte_class eth_class = {
		.name = "eth",
		.dev_iterate = iterate,
};

int
ethdev_class_init(void)
{
	rte_class_register(&eth_class);
	return 0;
}

void
ethdev_class_fini(void)
{
	rte_class_unregister(&eth_class);
}

static int
cmp_name(const struct rte_device *dev, const void *name)
{
	return strcmp(rte_dev_name(dev), name);
}

/* "[bus:]name[,args]": of args, a representor chooses among the ports. */
static int
init_named(struct rte_dev_iterator *iter, const char *text)
{
	struct rte_devargs da;
	const char *args;
	int rc;

	rc = rte_devargs_parse(&da, text);
	if (rc != 0)
		return rc;
	bp_dev_lock();
	if (da.bus != NULL && da.bus->find_device != NULL)
		iter->device = da.bus->find_device(NULL, cmp_name, da.name);
	bp_dev_unlock();
	rte_devargs_reset(&da);
	if (iter->device == NULL)
		return 0;
	args = strstr(text, ",representor=");
	iter->dev_str = text;
	iter->cls_str = args == NULL ? NULL : args + 1;
	iter->cls = &eth_class;
	return 0;
}

/* "class=eth[,args]": any port. */
static int
init_class(struct rte_dev_iterator *iter, const char *text)
{
	text += strlen("class=eth");
	iter->dev_str = text;
	iter->cls_str = text[0] == ',' ? text + 1 : NULL;
	iter->cls = &eth_class;
	return 0;
}

static bool
names_class(const char *text)
{
	const size_t len = strlen("class=eth");

	return strncmp(text, "class=eth", len) == 0 &&
			(text[len] == '\0' || text[len] == ',');
}

BP_EXPORT
int
rte_eth_iterator_init(struct rte_dev_iterator *iter, const char *devargs)
{
	int rc;

	if (iter == NULL || devargs == NULL)
		return -EINVAL;
	memset(iter, 0, sizeof(*iter));
	if (names_class(devargs))
		return init_class(iter, devargs);
	if (strncmp(devargs, "bus=", 4) == 0 ||
			strncmp(devargs, "class=", 6) == 0)
		return rte_dev_iterator_init(iter, devargs);
	if (devargs[0] == '\0')
		return -ENOTSUP;
	rc = init_named(iter, devargs);
	if (rc != 0)
		RTE_ETHDEV_LOG(ERR, "Ports \"%s\" cannot be listed: %s\n",
				devargs, rte_strerror(-rc));
	return rc;
}

/* The next port of the devices of a bus, whatever their class. */
static void
next_on_bus(struct rte_dev_iterator *iter)
{
	while (iter->bus != NULL) {
		if (iter->device != NULL)
			iter->class_device =
					iterate(iter->class_device, NULL, iter);
		if (iter->class_device != NULL)
			return;
		rte_dev_iterator_next(iter);
	}
}

BP_EXPORT
uint16_t
rte_eth_iterator_next(struct rte_dev_iterator *iter)
{
	if (iter == NULL)
		return RTE_MAX_ETHPORTS;
	if (iter->bus != NULL && iter->cls != NULL)
		rte_dev_iterator_next(iter);
	else if (iter->bus != NULL)
		next_on_bus(iter);
	else if (iter->cls != NULL)
		iter->class_device = iterate(
				iter->class_device, iter->cls_str, iter);
	if (iter->class_device != NULL)
		return (uint16_t)((struct rte_eth_dev *)iter->class_device -
				rte_eth_devices);
	rte_eth_iterator_cleanup(iter);
	return RTE_MAX_ETHPORTS;
}

/* Nothing is held: a walk given up midway just ends. */
BP_EXPORT
void
rte_eth_iterator_cleanup(struct rte_dev_iterator *iter)
{
	if (iter != NULL)
		memset(iter, 0, sizeof(*iter));
}
