/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The arguments of net_null: size (bytes of a received packet), copy and no-rx
 * (0 or 1). A value that is out of range is refused by name.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_kvargs.h>

#include "null_private.h"

static const char *const keys[] = {"size", "copy", "no-rx", NULL};

RTE_PMD_REGISTER_PARAM_STRING(
		net_null, "size=<1-65535> copy=<0|1> no-rx=<0|1>");

struct number {
	const char *name; /* of the device */
	unsigned long min;
	unsigned long max;
	unsigned long value;
};

static int
parse_number(const char *key, const char *value, void *opaque)
{
	struct number *n = opaque;
	char *end = NULL;

	errno = 0;
	if (value != NULL && *value >= '0' && *value <= '9')
		n->value = strtoul(value, &end, 0);
	if (end != NULL && *end == '\0' && errno == 0 && n->value >= n->min &&
			n->value <= n->max)
		return 0;
	NULL_LOG(ERR, "%s: %s is a number from %lu to %lu, not '%s'\n", n->name,
			key, n->min, n->max, value == NULL ? "" : value);
	return -EINVAL;
}

/* The value of a key, or preset if it is not given. */
static int
get(const struct rte_kvargs *kv, const char *name, const char *key,
		unsigned long min, unsigned long max, unsigned long *value)
{
	struct number n = {name, min, max, *value};
	int rc = rte_kvargs_process(kv, key, parse_number, &n);

	*value = n.value;
	return rc < 0 ? -EINVAL : 0;
}

int
null_args_parse(const char *name, const char *text, struct null_args *args)
{
	unsigned long size = NULL_SIZE_DEFAULT, copy = 0, no_rx = 0;
	struct rte_kvargs *kv;
	int rc;

	kv = rte_kvargs_parse(text == NULL ? "" : text, keys);
	if (kv == NULL) {
		NULL_LOG(ERR, "%s: '%s' is not size=N,copy=0|1,no-rx=0|1\n",
				name, text);
		return -EINVAL;
	}
	rc = get(kv, name, "size", 1, NULL_SIZE_MAX, &size);
	if (rc == 0)
		rc = get(kv, name, "copy", 0, 1, &copy);
	if (rc == 0)
		rc = get(kv, name, "no-rx", 0, 1, &no_rx);
	rte_kvargs_free(kv);
	if (rc == 0 && copy && no_rx) {
		NULL_LOG(ERR, "%s: copy and no-rx exclude each other\n", name);
		rc = -EINVAL;
	}
	if (rc != 0)
		return rc;
	args->size = (uint16_t)size;
	args->copy = (uint8_t)copy;
	args->no_rx = (uint8_t)no_rx;
	return 0;
}
