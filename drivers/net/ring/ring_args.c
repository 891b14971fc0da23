/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The arguments of net_ring: nodeaction=NAME:NODE:CREATE or :ATTACH, up to
 * four times. Other keys are ignored with a log line, as 22.11 ignores them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_kvargs.h>

#include "ring_private.h"

#define KEY "nodeaction"

RTE_PMD_REGISTER_PARAM_STRING(net_ring, KEY "=<name>:<node>:<CREATE|ATTACH>");

/* "name:node:action" in three pieces; -EINVAL if it is anything else. */
static int
split(const char *value, struct ring_node *n)
{
	const char *node = value == NULL ? NULL : strchr(value, ':');
	const char *action;
	char *end;
	long v;

	if (node == NULL || node == value ||
			(size_t)(node - value) >= sizeof(n->name))
		return -EINVAL;
	memcpy(n->name, value, (size_t)(node - value));
	n->name[node - value] = '\0';
	errno = 0;
	v = strtol(node + 1, &end, 10);
	if (end == node + 1 || *end != ':' || errno != 0 || v < SOCKET_ID_ANY ||
			v >= RTE_MAX_NUMA_NODES)
		return -EINVAL;
	n->node = (int)v;
	action = end + 1;
	n->attach = strcmp(action, "ATTACH") == 0;
	return n->attach || strcmp(action, "CREATE") == 0 ? 0 : -EINVAL;
}

struct request {
	const char *device;
	struct ring_args *args;
};

static int
parse_node(const char *key, const char *value, void *opaque)
{
	struct request *r = opaque;
	struct ring_args *args = r->args;

	if (args->n == RING_NODES_MAX) {
		RING_LOG(ERR, "%s: %s is given at most %d times\n", r->device,
				key, RING_NODES_MAX);
		return -EINVAL;
	}
	if (split(value, &args->node[args->n]) != 0) {
		RING_LOG(ERR,
				"%s: %s is NAME:NODE:CREATE or "
				"NAME:NODE:ATTACH, not '%s'\n",
				r->device, key, value == NULL ? "" : value);
		return -EINVAL;
	}
	args->n++;
	return 0;
}

int
ring_args_parse(const char *name, const char *text, struct ring_args *args)
{
	struct request r = {name, args};
	struct rte_kvargs *kv;
	int rc;

	args->n = 0;
	if (text == NULL || text[0] == '\0')
		return 0;
	kv = rte_kvargs_parse(text, NULL);
	if (kv == NULL) {
		RING_LOG(ERR, "%s: '%s' is not " KEY "=NAME:NODE:ACTION\n",
				name, text);
		return -EINVAL;
	}
	if (rte_kvargs_count(kv, KEY) != rte_kvargs_count(kv, NULL))
		RING_LOG(WARNING, "%s: of '%s', only " KEY " counts\n", name,
				text);
	rc = rte_kvargs_process(kv, KEY, parse_node, &r);
	rte_kvargs_free(kv);
	return rc < 0 ? -EINVAL : 0;
}
