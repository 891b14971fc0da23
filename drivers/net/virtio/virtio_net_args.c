/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The arguments of net_virtio: those of 22.11, and which rings and buffers are
 * to be used of those that the device has.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_kvargs.h>

#include "net/virtio/virtio_net.h"

static const char *const keys[] = {
		"speed", "vdpa", "vectorized", "packed", "mrg_rxbuf", NULL};

RTE_PMD_REGISTER_PARAM_STRING(net_virtio, VNET_PARAMS);

static const struct number {
	const char *key;
	unsigned int max;
	unsigned int preset;
	size_t offset; /* in struct vnet_args */
} numbers[] = {
#define NUMBER(key, max, preset)                                               \
	{                                                                      \
#key, max, preset, offsetof(struct vnet_args, key)             \
	}
		NUMBER(speed, UINT32_MAX, RTE_ETH_SPEED_NUM_UNKNOWN),
		NUMBER(vdpa, 1, 0),
		NUMBER(vectorized, 1, 0),
		NUMBER(packed, 1, 1),
		NUMBER(mrg_rxbuf, 1, 1),
#undef NUMBER
};

struct text {
	const char *device;
	struct vnet_args *args;
};

static unsigned int *
number_at(struct vnet_args *args, const struct number *n)
{
	return (void *)((uint8_t *)args + n->offset);
}

static int
parse_number(const char *key, const char *value, void *opaque)
{
	struct text *t = opaque;
	const struct number *n = numbers;
	unsigned long v = 0;
	char *end = NULL;

	while (strcmp(n->key, key) != 0)
		n++;
	errno = 0;
	if (value != NULL && *value >= '0' && *value <= '9')
		v = strtoul(value, &end, 10);
	if (end == NULL || *end != '\0' || errno != 0 || v > n->max) {
		VNET_LOG(ERR, "%s: %s is a number from 0 to %u, not '%s'\n",
				t->device, key, n->max,
				value == NULL ? "" : value);
		return -EINVAL;
	}
	*number_at(t->args, n) = (unsigned int)v;
	return 0;
}

static int
parse_all(struct text *t, const struct rte_kvargs *kv)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(numbers); i++) {
		*number_at(t->args, &numbers[i]) = numbers[i].preset;
		if (rte_kvargs_process(kv, numbers[i].key, parse_number, t) < 0)
			return -EINVAL;
	}
	t->args->has_speed = rte_kvargs_count(kv, "speed") != 0;
	if (t->args->vdpa == 0)
		return 0;
	VNET_LOG(NOTICE,
			"%s: vdpa=1 is for a driver that hands the device on to a "
			"guest; this one makes a port of it\n",
			t->device);
	return 1;
}

int
vnet_args_parse(const char *name, const char *text, struct vnet_args *args)
{
	struct text t = {name, args};
	struct rte_kvargs *kv;
	int rc;

	memset(args, 0, sizeof(*args));
	kv = rte_kvargs_parse(text == NULL ? "" : text, keys);
	if (kv == NULL) {
		VNET_LOG(ERR,
				"%s: '%s' has a key that is not speed, vdpa, "
				"vectorized, packed or mrg_rxbuf\n",
				name, text);
		return -EINVAL;
	}
	rc = parse_all(&t, kv);
	rte_kvargs_free(kv);
	return rc;
}
