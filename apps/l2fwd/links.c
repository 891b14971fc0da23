/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The links of the ports. A port that can tell of a change does, from any
 * thread, which only sets a flag; the main lcore looks then, and once a second
 * at those that cannot tell, and is the only one to write what is known. So it
 * is with the removal of a port, at whose flag all lcores look.
 */
#include <errno.h>
#include <string.h>

#include "l2fwd.h"

static bool asked;
static bool removed[RTE_MAX_ETHPORTS];

/* The signature is that of rte_eth_dev_cb_fn. */
static int
on_change(uint16_t port, enum rte_eth_event_type event, void *arg, void *ret)
{
	(void)port;
	(void)event;
	(void)arg;
	(void)ret;
	/* Pairs with the exchange in l2fwd_links_asked(). */
	__atomic_store_n(&asked, true, __ATOMIC_RELEASE);
	return 0;
}

static int
on_removal(uint16_t port, enum rte_eth_event_type event, void *arg, void *ret)
{
	/* The interface of a port may be gone, and come back, without it. */
	if (rte_eth_dev_is_removed(port) == 1)
		/* Pairs with the load in l2fwd_is_removed(). */
		__atomic_store_n(&removed[port], true, __ATOMIC_RELEASE);
	return on_change(port, event, arg, ret);
}

bool
l2fwd_is_removed(uint16_t port)
{
	/* Pairs with the store in on_removal(). */
	return __atomic_load_n(&removed[port], __ATOMIC_ACQUIRE);
}

bool
l2fwd_links_asked(void)
{
	/* Most calls find nothing, and need not write. */
	if (!__atomic_load_n(&asked, __ATOMIC_RELAXED))
		return false;
	/* Pairs with the store in on_change(). */
	return __atomic_exchange_n(&asked, false, __ATOMIC_ACQUIRE);
}

static int
watch(const struct l2fwd_port *port, enum rte_eth_event_type event,
		rte_eth_dev_cb_fn call, bool *watched)
{
	int rc = rte_eth_dev_callback_register(port->id, event, call, NULL);

	if (rc < 0)
		fprintf(stderr, "port %u: no events of its link: %s\n",
				port->id, rte_strerror(-rc));
	*watched = rc == 0;
	return rc;
}

int
l2fwd_link_watch(struct l2fwd_port *port)
{
	struct rte_eth_dev_info info;
	int rc = rte_eth_dev_info_get(port->id, &info);

	if (rc < 0)
		return rc;
	removed[port->id] = false;
	if (*info.dev_flags & RTE_ETH_DEV_INTR_LSC)
		rc = watch(port, RTE_ETH_EVENT_INTR_LSC, on_change,
				&port->watched);
	if (rc == 0 && (*info.dev_flags & RTE_ETH_DEV_INTR_RMV) != 0)
		rc = watch(port, RTE_ETH_EVENT_INTR_RMV, on_removal,
				&port->guarded);
	return rc;
}

void
l2fwd_link_unwatch(struct l2fwd_port *port)
{
	if (port->watched)
		rte_eth_dev_callback_unregister(port->id,
				RTE_ETH_EVENT_INTR_LSC, on_change, NULL);
	port->watched = false;
	if (port->guarded)
		rte_eth_dev_callback_unregister(port->id,
				RTE_ETH_EVENT_INTR_RMV, on_removal, NULL);
	port->guarded = false;
}

static bool
is_up(uint16_t port, struct rte_eth_link *link)
{
	memset(link, 0, sizeof(*link));
	return rte_eth_link_get_nowait(port, link) == 0 &&
			link->link_status == RTE_ETH_LINK_UP;
}

bool
l2fwd_link_update(struct l2fwd_port *port)
{
	struct rte_eth_link link;
	bool up;

	if (port->removed)
		return false;
	if (port->guarded && l2fwd_is_removed(port->id)) {
		port->removed = true;
		port->up = false;
		return true;
	}
	up = is_up(port->id, &link);
	if (up == port->up)
		return false;
	port->up = up;
	port->link_changes++;
	return true;
}

const char *
l2fwd_link_state(const struct l2fwd_port *port)
{
	if (port->removed)
		return "removed";
	return port->up ? "up" : "down";
}

static void
show(struct l2fwd_port *port)
{
	char address[RTE_ETHER_ADDR_FMT_SIZE] = "none";
	struct rte_ether_addr mac;
	struct rte_eth_link link;

	if (rte_eth_macaddr_get(port->id, &mac) == 0)
		rte_ether_format_addr(address, sizeof(address), &mac);
	port->up = is_up(port->id, &link);
	printf("Port %u: %s, address %s, link %s", port->id, port->name,
			address, port->up ? "up" : "down");
	if (port->up && link.link_speed != RTE_ETH_SPEED_NUM_NONE &&
			link.link_speed != RTE_ETH_SPEED_NUM_UNKNOWN)
		printf(", %s", rte_eth_link_speed_to_str(link.link_speed));
	printf("\n");
}

void
l2fwd_links_show(struct l2fwd *app)
{
	for (unsigned int i = 0; i < app->ports_n; i++)
		show(&app->ports[i]);
}
