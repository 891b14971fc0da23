/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The arguments of net_virtio_user: those of 22.11. What is of another back end
 * than vhost-user is refused by name.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_ethdev.h>
#include <rte_kvargs.h>

#include "net/virtio/virtio_net.h"
#include "net/virtio/virtio_user.h"
#include "net/virtio/virtq.h"

#define QUEUE_SIZE 256

static const char *const keys[] = {"path", "mac", "cq", "queue_size", "queues",
		"iface", "server", "mrg_rxbuf", "in_order", "packed_vq",
		"speed", "vectorized", NULL};

RTE_PMD_REGISTER_PARAM_STRING(net_virtio_user,
		"path=<path> mac=<mac addr> cq=<int> queue_size=<int> "
		"queues=<int> iface=<string> server=<0|1> mrg_rxbuf=<0|1> "
		"in_order=<0|1> packed_vq=<0|1> speed=<int> vectorized=<0|1>");

struct number {
	const char *name; /* of the device */
	const char *key;
	unsigned long min;
	unsigned long max;
	unsigned long value;
};

static int
parse_number(const char *key, const char *value, void *opaque)
{
	struct number *n = opaque;
	unsigned long v = 0;
	char *end = NULL;

	errno = 0;
	if (value != NULL && *value >= '0' && *value <= '9')
		v = strtoul(value, &end, 0);
	if (end == NULL || *end != '\0' || errno != 0 || v < n->min ||
			v > n->max) {
		VNET_LOG(ERR, "%s: %s is a number from %lu to %lu, not '%s'\n",
				n->name, key, n->min, n->max,
				value == NULL ? "" : value);
		return -EINVAL;
	}
	n->value = v;
	return 0;
}

/* A number that is not given stays as it is. */
static int
get(const struct rte_kvargs *kv, struct number *n)
{
	return rte_kvargs_process(kv, n->key, parse_number, n) < 0 ? -EINVAL
								   : 0;
}

static int
get_numbers(const char *name, const struct rte_kvargs *kv,
		struct virtio_user_args *args)
{
	struct number numbers[] = {
			{name, "queues", 1, VIRTIO_USER_PAIRS, 1},
			{name, "queue_size", 1, VIRTQ_SIZE_MAX, QUEUE_SIZE},
			{name, "server", 0, 1, 0},
			{name, "mrg_rxbuf", 0, 1, 1},
			{name, "in_order", 0, 1, 1},
			{name, "packed_vq", 0, 1, 0},
			{name, "speed", 0, UINT32_MAX,
					RTE_ETH_SPEED_NUM_UNKNOWN},
			{name, "vectorized", 0, 1, 0},
			{name, "cq", 0, 1, 1},
	};
	unsigned int i;
	int rc = 0;

	for (i = 0; i < RTE_DIM(numbers) && rc == 0; i++)
		rc = get(kv, &numbers[i]);
	args->queues = (uint16_t)numbers[0].value;
	args->queue_size = (uint16_t)numbers[1].value;
	args->server = numbers[2].value != 0;
	args->mrg_rxbuf = numbers[3].value != 0;
	args->in_order = numbers[4].value != 0;
	args->packed_vq = numbers[5].value != 0;
	args->speed = (uint32_t)numbers[6].value;
	args->has_speed = rte_kvargs_count(kv, "speed") != 0;
	return rc;
}

static int
get_path(const char *name, const struct rte_kvargs *kv,
		struct virtio_user_args *args)
{
	const char *path = rte_kvargs_get(kv, "path");

	if (path == NULL || path[0] == '\0') {
		VNET_LOG(ERR, "%s: path=, the socket of a back end, is needed\n",
				name);
		return -EINVAL;
	}
	if (strlen(path) >= sizeof(args->path)) {
		VNET_LOG(ERR, "%s: path= has %zu bytes at most, not %zu\n",
				name, sizeof(args->path) - 1, strlen(path));
		return -EINVAL;
	}
	memcpy(args->path, path, strlen(path) + 1);
	return 0;
}

static int
get_mac(const char *name, const struct rte_kvargs *kv,
		struct virtio_user_args *args)
{
	const char *mac = rte_kvargs_get(kv, "mac");

	if (rte_kvargs_count(kv, "mac") == 0) {
		rte_eth_random_addr(args->mac.addr_bytes);
		return 0;
	}
	if (mac != NULL && rte_ether_unformat_addr(mac, &args->mac) == 0 &&
			rte_is_valid_assigned_ether_addr(&args->mac))
		return 0;
	VNET_LOG(ERR, "%s: mac= is a unicast address, not '%s'\n", name,
			mac == NULL ? "" : mac);
	return -EINVAL;
}

static int
check(const char *name, const struct rte_kvargs *kv,
		const struct virtio_user_args *args)
{
	if (rte_kvargs_count(kv, "iface") != 0) {
		VNET_LOG(ERR,
				"%s: iface= is for a back end in the kernel; "
				"net_af_packet opens interfaces\n",
				name);
		return -EINVAL;
	}
	if (args->packed_vq || rte_is_power_of_2(args->queue_size))
		return 0;
	VNET_LOG(ERR, "%s: queue_size of split rings is a power of two, not %u\n",
			name, args->queue_size);
	return -EINVAL;
}

int
virtio_user_args_parse(const char *name, const char *text,
		struct virtio_user_args *args)
{
	struct rte_kvargs *kv;
	int rc;

	memset(args, 0, sizeof(*args));
	kv = rte_kvargs_parse(text == NULL ? "" : text, keys);
	if (kv == NULL) {
		VNET_LOG(ERR,
				"%s: '%s' has a key that is not path, mac, cq, "
				"queue_size, queues, server, mrg_rxbuf, in_order, "
				"packed_vq, speed or vectorized\n",
				name, text);
		return -EINVAL;
	}
	rc = get_path(name, kv, args);
	if (rc == 0)
		rc = get_numbers(name, kv, args);
	if (rc == 0)
		rc = get_mac(name, kv, args);
	if (rc == 0)
		rc = check(name, kv, args);
	rte_kvargs_free(kv);
	return rc;
}
