/* SPDX-License-Identifier: BSD-3-Clause */
/* Ports, buses and drivers as the library tells, as text and as JSON. */
#include "../drivers/ports.h"
#include "devices/show.h"

static const struct devices nothing;

static char *
print(unsigned int show)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(text_print(out, &nothing, show), 0);
	fclose(out);
	return text;
}

static void
check_has(const char *text, const char *wanted)
{
	if (strstr(text, wanted) == NULL)
		fail_msg("\"%s\" is not in\n%s", wanted, text);
}

static void
test_no_port(void **state)
{
	char *text = print(SHOW_PORTS);
	json_t *json = json_ports();

	check_has(text, "Ports\n  none; ");
	assert_int_equal(json_array_size(json), 0);
	json_decref(json);
	free(text);
}

static void
test_text(void **state)
{
	uint16_t one = port_new("net_null0", "size=99");
	uint16_t two = port_new("net_ring0", NULL);
	char *text;

	text = print(SHOW_PORTS);
	check_has(text,
			"  0: net_null0\n"
			"    driver      net_null on bus vdev, NUMA node ");
	check_has(text, "\n    arguments   size=99\n");
	check_has(text,
			"\n    link        down (no port is started "
			"here)\n");
	check_has(text, "\n    MTU         1500, from ");
	check_has(text, "\n    queues      1024 receive, 1024 transmit\n");
	check_has(text, "\n    rx rings    0 to 65535 descriptors\n");
	check_has(text, "\n    tx offloads MULTI_SEGS MBUF_FAST_FREE\n");
	check_has(text, "\n    RSS         table of 128, key of 40 bytes, ");
	check_has(text, "  1: net_ring0\n");
	check_has(text, "\n    rx offloads SCATTER\n");
	free(text);
	text = print(SHOW_BUSES);
	check_has(text, "\n  vdev  net_null0  net_null  ");
	check_has(text, "     size=99\n");
	check_has(text, "\n  vdev  net_ring0  net_ring  ");
	free(text);
	assert_int_equal(port_next(0), one);
	assert_int_equal(port_next(two), two);
	assert_int_equal(port_next((uint16_t)(two + 1)), UINT16_MAX);
	assert_int_equal(rte_vdev_uninit("net_null0"), 0);
	assert_int_equal(rte_vdev_uninit("net_ring0"), 0);
}

static void
test_owner(void **state)
{
	struct rte_eth_dev_owner owner = {.name = "somebody"};
	uint16_t id = port_new("net_null0", NULL);
	struct port port;
	char *text;

	assert_int_equal(rte_eth_dev_owner_new(&owner.id), 0);
	assert_int_equal(rte_eth_dev_owner_set(id, &owner), 0);
	port_read(id, &port);
	assert_int_equal(port.rc, 0);
	assert_string_equal(port.owner.name, "somebody");
	text = print(SHOW_PORTS);
	check_has(text, "\n    owner       somebody\n");
	free(text);
	assert_int_equal(rte_vdev_uninit("net_null0"), 0);
}

static void
test_speeds(void **state)
{
	struct port port = {0};

	assert_int_equal(port_speed(&port, 0), 0);
	port.info.speed_capa = RTE_ETH_LINK_SPEED_10M_HD |
			RTE_ETH_LINK_SPEED_1G | RTE_ETH_LINK_SPEED_200G |
			RTE_ETH_LINK_SPEED_FIXED | RTE_BIT32(31);
	assert_int_equal(port_speed(&port, 0), 10);
	assert_int_equal(port_speed(&port, 1), 1000);
	assert_int_equal(port_speed(&port, 2), 200000);
	assert_int_equal(port_speed(&port, 3), 0);
}

static void
test_json(void **state)
{
	uint16_t id = port_new("net_null0", "copy=1");
	json_t *json = json_make(
			&nothing, SHOW_PORTS | SHOW_BUSES | SHOW_DRIVERS);
	const char *name, *bus, *other, *device, *offload;
	int port, queues, most;

	assert_int_equal(json_unpack(json,
					 "{s:[{s:i,s:s,s:s,s:{s:i,s:{s:i},"
					 "s:[s]}}]}",
					 "ports", "port", &port, "name", &name,
					 "bus", &bus, "transmit", "max_queues",
					 &queues, "descriptors", "max", &most,
					 "offloads", &offload),
			0);
	assert_int_equal(port, id);
	assert_string_equal(name, "net_null0");
	assert_string_equal(bus, "vdev");
	assert_int_equal(queues, 1024);
	assert_int_equal(most, 65535);
	assert_string_equal(offload, "MULTI_SEGS");
	assert_int_equal(json_unpack(json, "{s:[{s:s},{s:s,s:[{s:s}]}]}",
					 "buses", "name", &other, "name", &bus,
					 "devices", "arguments", &device),
			0);
	assert_string_equal(other, "pci");
	assert_string_equal(bus, "vdev");
	assert_string_equal(device, "copy=1");
	assert_null(json_object_get(json, "pci"));
	json_decref(json);
	assert_int_equal(rte_vdev_uninit("net_null0"), 0);
}

struct seen {
	unsigned int n;
	unsigned int null_n;
	unsigned int pci_n;
};

/* Each driver that is built in says what it takes. */
static int
see_driver(const struct bus_driver *driver, void *arg)
{
	struct seen *seen = arg;

	seen->n++;
	assert_non_null(driver->params);
	if (strcmp(driver->bus, "pci") == 0) {
		seen->pci_n++;
		assert_string_equal(driver->name, "net_virtio");
		return 0;
	}
	assert_string_equal(driver->bus, "vdev");
	assert_non_null(driver->alias);
	if (strcmp(driver->name, "net_null") != 0)
		return 0;
	seen->null_n++;
	assert_string_equal(driver->params,
			"size=<1-65535> copy=<0|1> no-rx=<0|1>");
	return 0;
}

static int
stop(const struct bus_driver *driver, void *arg)
{
	(*(unsigned int *)arg)++;
	return 7;
}

static void
test_drivers(void **state)
{
	struct seen seen = {0};
	unsigned int n = 0;
	char *text;

	assert_int_equal(bus_each_driver(see_driver, &seen), 0);
	assert_int_equal(seen.n, 6);
	assert_int_equal(seen.pci_n, 1);
	assert_int_equal(seen.null_n, 1);
	assert_int_equal(bus_each_driver(stop, &n), 7);
	assert_int_equal(n, 1);
	text = print(SHOW_DRIVERS);
	check_has(text,
			"\n  net_null         eth_null       vdev\n"
			"    size=<1-65535> copy=<0|1> no-rx=<0|1>\n");
	free(text);
}

#define TEST(name) cmocka_unit_test_teardown(name, ports_check)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_no_port),
			TEST(test_text),
			TEST(test_owner),
			TEST(test_speeds),
			TEST(test_json),
			TEST(test_drivers),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
