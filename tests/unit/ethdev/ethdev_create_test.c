/* SPDX-License-Identifier: BSD-3-Clause */
/* Ports in one call, and zones of queues: as 22.11 does it. */
#include <rte_memzone.h>

#include "fake.h"

static struct rte_device device = {.name = "device", .numa_node = 0};
static struct rte_eth_dev *seen;
static int bus_rc, init_rc, uninit_rc;
static char order[32];

static int
bus_init(struct rte_eth_dev *dev, void *arg)
{
	assert_false(rte_eth_dev_is_valid_port(dev->data->port_id));
	assert_ptr_equal(dev->device, &device);
	strcat(order, arg);
	return bus_rc;
}

static int
init(struct rte_eth_dev *dev, void *arg)
{
	assert_false(rte_eth_dev_is_valid_port(dev->data->port_id));
	dev->dev_ops = &fake_ops;
	seen = dev;
	strcat(order, arg);
	return init_rc;
}

static int
uninit(struct rte_eth_dev *dev)
{
	assert_true(rte_eth_dev_is_valid_port(dev->data->port_id));
	strcat(order, "u");
	return uninit_rc;
}

static int
note_event(uint16_t id, enum rte_eth_event_type event, void *arg, void *ret)
{
	strcat(order, event == RTE_ETH_EVENT_NEW ? "N" : "D");
	return 0;
}

static int
setup(void **state)
{
	bus_rc = init_rc = uninit_rc = 0;
	order[0] = '\0';
	fake_setup(state);
	rte_eth_dev_callback_register(
			RTE_ETH_ALL, RTE_ETH_EVENT_NEW, note_event, NULL);
	return rte_eth_dev_callback_register(
			RTE_ETH_ALL, RTE_ETH_EVENT_DESTROY, note_event, NULL);
}

static int
teardown(void **state)
{
	rte_eth_dev_callback_unregister(
			RTE_ETH_ALL, RTE_ETH_EVENT_NEW, note_event, NULL);
	rte_eth_dev_callback_unregister(
			RTE_ETH_ALL, RTE_ETH_EVENT_DESTROY, note_event, NULL);
	return fake_teardown(state);
}

static int
create(const char *name, size_t size)
{
	static char bus_arg[] = "b", init_arg[] = "i";

	return rte_eth_dev_create(
			&device, name, size, bus_init, bus_arg, init, init_arg);
}

static void
created_and_destroyed(void **state)
{
	static const uint8_t zero[64];
	uint16_t id;

	assert_int_equal(create("one", sizeof(zero)), 0);
	assert_string_equal(order, "biN");
	assert_int_equal(rte_eth_dev_get_port_by_name("one", &id), 0);
	assert_ptr_equal(seen, &rte_eth_devices[id]);
	assert_int_equal(rte_eth_dev_socket_id(id), device.numa_node);
	assert_memory_equal(seen->data->dev_private, zero, sizeof(zero));
	assert_int_equal(create("one", 0), -ENODEV);
	assert_int_equal(rte_eth_dev_destroy(seen, NULL), -EINVAL);
	uninit_rc = -4;
	assert_int_equal(rte_eth_dev_destroy(seen, uninit), -4);
	assert_true(rte_eth_dev_is_valid_port(id));
	uninit_rc = 0;
	assert_int_equal(rte_eth_dev_destroy(seen, uninit), 0);
	assert_string_equal(order, "biNuuD");
	assert_false(rte_eth_dev_is_valid_port(id));
	/* In 22.11 the first one calls uninit, the second one crashes. */
	assert_int_equal(rte_eth_dev_destroy(seen, uninit), -ENODEV);
	assert_int_equal(rte_eth_dev_destroy(NULL, uninit), -ENODEV);
	assert_string_equal(order, "biNuuD");
}

static void
not_created(void **state)
{
	const struct {
		const char *name;
		size_t size;
		int bus_rc, init_rc, rc;
		const char *order;
	} cases[] = {
			{"", 0, 0, 0, -ENODEV, ""},
			{NULL, 0, 0, 0, -ENODEV, ""},
			{"fake0", 0, 0, 0, -ENODEV, ""},
			{"one", (size_t)1 << 40, 0, 0, -ENOMEM, ""},
			{"one", 64, -7, 0, -7, "b"},
			{"one", 64, 3, 0, 3, "b"},
			{"one", 64, 0, -9, -9, "bi"},
			{"one", 64, 0, 5, 5, "bi"},
	};
	unsigned int i;

	assert_int_equal(rte_eth_dev_create(&device, "one", 0, bus_init, NULL,
					 NULL, NULL),
			-EINVAL);
	for (i = 0; i < RTE_DIM(cases); i++) {
		order[0] = '\0';
		bus_rc = cases[i].bus_rc;
		init_rc = cases[i].init_rc;
		assert_int_equal(create(cases[i].name, cases[i].size),
				cases[i].rc);
		assert_string_equal(order, cases[i].order);
		assert_null(rte_eth_dev_allocated("one"));
	}
	assert_int_equal(rte_eth_dev_count_avail(), 1);
}

static void
without_bus_and_device(void **state)
{
	static char arg[] = "i";

	assert_int_equal(rte_eth_dev_create(
					 NULL, "one", 0, NULL, NULL, init, arg),
			0);
	assert_null(seen->data->dev_private);
	assert_int_equal(rte_eth_dev_destroy(seen, uninit), 0);
}

static void
zones(void **state)
{
	const struct rte_eth_dev *dev = &rte_eth_devices[port];
	const struct rte_memzone *mz;
	const struct {
		size_t size;
		unsigned int align;
		int shift; /* of the socket */
		bool given;
	} again[] = {
			{1000, 64, 0, true},
			{500, 64, 0, true},
			{1000, 32, 0, true},
			{1000, 0, 0, true},
			{2000, 64, 0, false},
			{1000, 1 << 30, 0, false},
			{1000, 64, 1, false},
	};
	char name[32];
	unsigned int i;

	snprintf(name, sizeof(name), "eth_p%u_q3_ring", port);
	mz = rte_eth_dma_zone_reserve(dev, "ring", 3, 1000, 64, SOCKET_ID_ANY);
	assert_non_null(mz);
	assert_string_equal(mz->name, name);
	assert_ptr_equal(rte_eth_dma_zone_reserve(dev, "ring", 3, 1000, 64,
					 SOCKET_ID_ANY),
			mz);
	for (i = 0; i < RTE_DIM(again); i++) {
		rte_errno = 0;
		assert_ptr_equal(
				rte_eth_dma_zone_reserve(dev, "ring", 3,
						again[i].size, again[i].align,
						mz->socket_id + again[i].shift),
				again[i].given ? mz : NULL);
		assert_int_equal(rte_errno, again[i].given ? 0 : EEXIST);
	}
	assert_int_equal(rte_eth_dma_zone_free(dev, "ring", 4), -ENOENT);
	assert_int_equal(rte_eth_dma_zone_free(dev, "ring", 3), 0);
	assert_int_equal(rte_eth_dma_zone_free(dev, "ring", 3), -ENOENT);
	assert_null(rte_eth_dma_zone_reserve(
			dev, "ring", 3, (size_t)1 << 40, 64, SOCKET_ID_ANY));
	assert_int_equal(rte_errno, ENOMEM);
	assert_null(rte_eth_dma_zone_reserve(
			dev, "ring", 3, 100, 3, SOCKET_ID_ANY));
	assert_int_equal(rte_errno, EINVAL);
}

static void
names_of_zones(void **state)
{
	const struct rte_eth_dev *dev = &rte_eth_devices[port];
	const struct rte_memzone *mz;
	char name[RTE_MEMZONE_NAMESIZE] = "";

	assert_true(port < 10);
	/* "eth_p0_q4_" and the NUL: 21 are left. */
	memset(name, 'x', 21);
	mz = rte_eth_dma_zone_reserve(dev, name, 4, 100, 64, SOCKET_ID_ANY);
	assert_non_null(mz);
	assert_int_equal(rte_eth_dma_zone_free(dev, name, 4), 0);
	name[21] = 'x';
	assert_null(rte_eth_dma_zone_reserve(
			dev, name, 4, 100, 64, SOCKET_ID_ANY));
	assert_int_equal(rte_errno, ENAMETOOLONG);
	assert_int_equal(rte_eth_dma_zone_free(dev, name, 4), -ENAMETOOLONG);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(created_and_destroyed),
			TEST(not_created),
			TEST(without_bus_and_device),
			TEST(zones),
			TEST(names_of_zones),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
