/* SPDX-License-Identifier: BSD-3-Clause */
/* Walks over ports by a description: of the class, a bus, a device. */
#include <bus_driver.h>

#include <rte_class.h>
#include <rte_devargs.h>

#include "fake.h"

static struct rte_driver toy_driver = {.name = "toy"};
static struct rte_device devices[2] = {{.name = "toy0", .driver = &toy_driver},
		{.name = "toy1", .driver = &toy_driver}};

static struct rte_device *
find_device(const struct rte_device *start, rte_dev_cmp_t cmp, const void *data)
{
	unsigned int i =
			start == NULL ? 0 : (unsigned int)(start - devices) + 1;

	for (; i < RTE_DIM(devices); i++)
		if (cmp(&devices[i], data) == 0)
			return &devices[i];
	return NULL;
}

static void *
iterate_devices(const void *start, const char *args,
		const struct rte_dev_iterator *it)
{
	unsigned int i = start == NULL
			? 0
			: (unsigned int)((const struct rte_device *)start -
					  devices) +
					1;

	return i < RTE_DIM(devices) ? &devices[i] : NULL;
}

static int
parse(const char *name, void *addr)
{
	return strncmp(name, "toy", 3);
}

static int
no_devices(void)
{
	return 0;
}

static struct rte_bus toy_bus = {.name = "toys",
		.scan = no_devices,
		.probe = no_devices,
		.find_device = find_device,
		.parse = parse,
		.dev_iterate = iterate_devices};

static const struct {
	const char *text;
	int rc;
	const char *found; /* fake0, toy0 twice and toy1 as f, a, b, c */
} cases[] = {
		{"class=eth", 0, "fabc"},
		{"class=eth,mac=02:00:00:00:00:00", 0, "fabc"},
		{"class=eth,mac=02:00:00:00:00:07", 0, "b"},
		{"class=eth,mac=02:00:00:00:00:08", 0, ""},
		{"class=eth,mac=00:00:00:00:00:00", 0, ""},
		{"class=eth,mac=nonsense", 0, ""},
		{"class=eth,bogus=1", 0, ""},
		{"class=eth,representor=3", 0, "c"},
		{"class=eth,representor=[3]", 0, "c"},
		{"class=eth,representor=4", 0, ""},
		{"class=eth,representor=x", 0, ""},
		{"bus=toys", 0, "abc"},
		{"bus=toys/class=eth", 0, "abc"},
		{"bus=toys/class=eth,mac=02:00:00:00:00:07", 0, "b"},
		{"toy0", 0, "ab"},
		{"toys:toy1", 0, "c"},
		{"toy0,size=3", 0, "ab"},
		{"toy1,representor=3", 0, "c"},
		{"toy1,representor=4", 0, ""},
		{"toy9", 0, ""},
		{"class=ethernet", -EFAULT, ""},
		{"bus=nosuch", -EFAULT, ""},
		{"nosuch", -EFAULT, ""},
		{"", -ENOTSUP, ""},
};

static void
walks(void **state)
{
	struct rte_dev_iterator it;
	unsigned int i, n;
	uint16_t ids[4], id;

	ids[0] = port;
	ids[1] = fake_port("a");
	ids[2] = fake_port("b");
	ids[3] = fake_port("c");
	rte_eth_devices[ids[1]].device = &devices[0];
	rte_eth_devices[ids[2]].device = &devices[0];
	rte_eth_devices[ids[3]].device = &devices[1];
	rte_eth_devices[ids[2]].data->mac_addrs[2].addr_bytes[0] = 2;
	rte_eth_devices[ids[2]].data->mac_addrs[2].addr_bytes[5] = 7;
	rte_eth_devices[ids[3]].data->dev_flags |= RTE_ETH_DEV_REPRESENTOR;
	rte_eth_devices[ids[3]].data->representor_id = 3;
	for (i = 0; i < RTE_DIM(cases); i++) {
		assert_int_equal(rte_eth_iterator_init(&it, cases[i].text),
				cases[i].rc);
		for (n = 0; cases[i].found[n] != '\0'; n++) {
			id = rte_eth_iterator_next(&it);
			assert_true(id < RTE_MAX_ETHPORTS);
			assert_int_equal(rte_eth_devices[id].data->name[0],
					cases[i].found[n]);
		}
		assert_int_equal(rte_eth_iterator_next(&it), RTE_MAX_ETHPORTS);
		assert_int_equal(rte_eth_iterator_next(&it), RTE_MAX_ETHPORTS);
	}
	for (i = 1; i < 4; i++) {
		rte_eth_devices[ids[i]].device = NULL;
		assert_int_equal(bp_eth_dev_remove((const char *[]){
						 "", "a", "b", "c"}[i]),
				0);
	}
}

static void
ends(void **state)
{
	struct rte_dev_iterator it;
	unsigned int n = 0;
	uint16_t id;

	assert_int_equal(rte_eth_iterator_init(NULL, "toy0"), -EINVAL);
	assert_int_equal(rte_eth_iterator_init(&it, NULL), -EINVAL);
	assert_int_equal(rte_eth_iterator_next(NULL), RTE_MAX_ETHPORTS);
	rte_eth_iterator_cleanup(NULL);
	assert_int_equal(rte_eth_iterator_init(&it, "class=eth"), 0);
	rte_eth_iterator_cleanup(&it);
	assert_int_equal(rte_eth_iterator_next(&it), RTE_MAX_ETHPORTS);
	RTE_ETH_FOREACH_MATCHING_DEV(id, "class=eth", &it)
	n++;
	assert_int_equal(n, 1);
	RTE_ETH_FOREACH_MATCHING_DEV(id, "bus=nosuch", &it)
	n++;
	assert_int_equal(n, 1);
}

/* The class is there exactly while the component runs. */
static int
setup(void **state)
{
	if (rte_class_find_by_name("eth") != NULL)
		return -1;
	rte_bus_register(&toy_bus);
	return group_setup(state) != 0 || bp_component_ethdev.init() != 0;
}

static int
teardown(void **state)
{
	bp_component_ethdev.fini();
	rte_bus_unregister(&toy_bus);
	return group_teardown(state) != 0 ||
			rte_class_find_by_name("eth") != NULL;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(walks),
			FAKE_TEST(ends),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
