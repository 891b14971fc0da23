/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What holds for every call that is handed on to the driver: no such port, bad
 * arguments, no such operation, its success, its error, a device that is gone.
 * A test names its calls in a table; each runs on a port with two queues each
 * way that is set up and not started.
 */
#ifndef CONTRACT_H
#define CONTRACT_H

#include "fake.h"

struct contract {
	size_t op; /* where it is in struct eth_dev_ops */
	int (*call)(uint16_t id);
	int (*bad)(uint16_t id); /* with a bad argument: -EINVAL */
	int keeps_error;         /* also when the device is gone */
};

/* An operation that counts the call and returns fake.rc; arguments follow. */
#define OP(name, ...)                                                          \
	static int op_##name(struct rte_eth_dev *dev, __VA_ARGS__)             \
	{                                                                      \
		return op(dev);                                                \
	}

/* A call of the table; id is the port. */
#define CALL(name, expr)                                                       \
	static int name(uint16_t id)                                           \
	{                                                                      \
		return expr;                                                   \
	}

#define AT(op) offsetof(struct eth_dev_ops, op)

/* The call returns this, and reaches the driver so many times. */
static void
expect(int (*call)(uint16_t id), uint16_t id, int rc, unsigned int calls)
{
	fake.calls = 0;
	assert_int_equal(call(id), rc);
	assert_int_equal(fake.calls, calls);
}

static void
check_one(const struct contract *c)
{
	char *slot = (char *)&fake_ops + c->op;
	eth_dev_op_t none = NULL, kept;

	fake.rc = 0;
	expect(c->call, 77, -ENODEV, 0);
	if (c->bad != NULL) {
		expect(c->bad, 77, -ENODEV, 0);
		expect(c->bad, port, -EINVAL, 0);
	}
	expect(c->call, port, 0, 1);
	fake.rc = -EPERM;
	expect(c->call, port, -EPERM, 1);
	fake.removed = 1;
	/* A call that asks for the limits first does not even get there. */
	assert_int_equal(c->call(port), c->keeps_error ? -EPERM : -EIO);
	fake.removed = 0;
	rte_eth_devices[port].state = RTE_ETH_DEV_ATTACHED;
	fake.rc = 0;
	memcpy(&kept, slot, sizeof(kept));
	memcpy(slot, &none, sizeof(none));
	expect(c->call, port, -ENOTSUP, 0);
	memcpy(slot, &kept, sizeof(kept));
}

static inline void
check_contract(const struct contract *c, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		check_one(&c[i]);
}

#endif
