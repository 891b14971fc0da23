/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Callbacks for events of a port. A list belongs to a port; those registered
 * for RTE_ETH_ALL are kept in a list of their own, so that ports to come have
 * them too. A callback runs without the lock; while it runs its entry counts
 * as active and is not freed.
 */
#include <stdlib.h>

#include "ethdev_private.h"

struct rte_eth_dev_callback {
	TAILQ_ENTRY(rte_eth_dev_callback) next;
	rte_eth_dev_cb_fn fn;
	void *arg;
	enum rte_eth_event_type event;
	unsigned int active; /* threads inside fn */
	int dead;            /* free it when the last of them leaves */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct rte_eth_dev_cb_list all_ports = TAILQ_HEAD_INITIALIZER(all_ports);

void
ethdev_callbacks_init(struct rte_eth_dev *dev)
{
	TAILQ_INIT(&dev->link_intr_cbs);
}

void
ethdev_callbacks_free(struct rte_eth_dev *dev)
{
	struct rte_eth_dev_callback *cb;

	pthread_mutex_lock(&lock);
	while ((cb = TAILQ_FIRST(&dev->link_intr_cbs)) != NULL) {
		TAILQ_REMOVE(&dev->link_intr_cbs, cb, next);
		if (cb->active != 0)
			cb->dead = 1;
		else
			free(cb);
	}
	pthread_mutex_unlock(&lock);
}

/* The list of a port or of all; NULL if there is no such port. */
static struct rte_eth_dev_cb_list *
list_of(uint16_t port_id)
{
	if (port_id == RTE_ETH_ALL)
		return &all_ports;
	if (ethdev_get(port_id) == NULL)
		return NULL;
	return &rte_eth_devices[port_id].link_intr_cbs;
}

static struct rte_eth_dev_callback *
find(struct rte_eth_dev_cb_list *list, enum rte_eth_event_type event,
		rte_eth_dev_cb_fn fn, const void *arg)
{
	struct rte_eth_dev_callback *cb;

	TAILQ_FOREACH (cb, list, next)
		if (cb->event == event && cb->fn == fn && cb->arg == arg)
			break;
	return cb;
}

static int
add(struct rte_eth_dev_cb_list *list, enum rte_eth_event_type event,
		rte_eth_dev_cb_fn fn, void *arg)
{
	struct rte_eth_dev_callback *cb;

	if (find(list, event, fn, arg) != NULL)
		return 0;
	cb = calloc(1, sizeof(*cb));
	if (cb == NULL)
		return -ENOMEM;
	cb->event = event;
	cb->fn = fn;
	cb->arg = arg;
	TAILQ_INSERT_TAIL(list, cb, next);
	return 0;
}

BP_EXPORT
int
rte_eth_dev_callback_register(uint16_t port_id, enum rte_eth_event_type event,
		rte_eth_dev_cb_fn cb_fn, void *cb_arg)
{
	struct rte_eth_dev_cb_list *list;
	int rc;

	if (cb_fn == NULL)
		return -EINVAL;
	list = list_of(port_id);
	if (list == NULL)
		return -EINVAL;
	pthread_mutex_lock(&lock);
	rc = add(list, event, cb_fn, cb_arg);
	pthread_mutex_unlock(&lock);
	return rc;
}

/* cb_arg (void *)-1 stands for any. -EAGAIN if one that matches runs. */
static int
del(struct rte_eth_dev_cb_list *list, enum rte_eth_event_type event,
		rte_eth_dev_cb_fn fn, const void *arg)
{
	struct rte_eth_dev_callback *cb, *next;
	int rc = 0;

	for (cb = TAILQ_FIRST(list); cb != NULL; cb = next) {
		next = TAILQ_NEXT(cb, next);
		if (cb->fn != fn || cb->event != event ||
				(arg != (void *)-1 && cb->arg != arg))
			continue;
		if (cb->active != 0) {
			rc = -EAGAIN;
			continue;
		}
		TAILQ_REMOVE(list, cb, next);
		free(cb);
	}
	return rc;
}

BP_EXPORT
int
rte_eth_dev_callback_unregister(uint16_t port_id, enum rte_eth_event_type event,
		rte_eth_dev_cb_fn cb_fn, void *cb_arg)
{
	struct rte_eth_dev_cb_list *list;
	int rc;

	if (cb_fn == NULL)
		return -EINVAL;
	list = list_of(port_id);
	if (list == NULL)
		return -EINVAL;
	pthread_mutex_lock(&lock);
	rc = del(list, event, cb_fn, cb_arg);
	pthread_mutex_unlock(&lock);
	return rc;
}

/*
 * Run the entries of a list that are for event. An entry that ran is still
 * linked afterwards, unless its port was released meanwhile; then the list is
 * gone too and the walk ends.
 */
static int
run(struct rte_eth_dev_cb_list *list, uint16_t port_id,
		enum rte_eth_event_type event, void *ret_param)
{
	struct rte_eth_dev_callback *cb, *next;
	int rc = 0, dead = 0;

	for (cb = TAILQ_FIRST(list); cb != NULL && !dead; cb = next) {
		next = TAILQ_NEXT(cb, next);
		if (cb->event != event)
			continue;
		cb->active++;
		pthread_mutex_unlock(&lock);
		rc = cb->fn(port_id, event, cb->arg, ret_param);
		pthread_mutex_lock(&lock);
		cb->active--;
		dead = cb->dead;
		next = dead ? NULL : TAILQ_NEXT(cb, next);
		if (dead && cb->active == 0)
			free(cb);
	}
	return rc;
}

BP_EXPORT
int
rte_eth_dev_callback_process(struct rte_eth_dev *dev,
		enum rte_eth_event_type event, void *ret_param)
{
	uint16_t port_id = dev->data->port_id;
	int rc, rc_all;

	pthread_mutex_lock(&lock);
	rc = run(&dev->link_intr_cbs, port_id, event, ret_param);
	rc_all = run(&all_ports, port_id, event, ret_param);
	pthread_mutex_unlock(&lock);
	return rc_all != 0 ? rc_all : rc;
}
