/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Virtio network devices of the PCI bus as ports: which devices become one,
 * what is left of those that do not, and that a port goes with its device, or
 * before it.
 */
#include <errno.h>
#include <ethdev_driver.h>

#include <sys/mman.h>

#include <rte_cycles.h>
#include <rte_malloc.h>
#include <rte_vfio.h>

#include "net/virtio/virtio_net.h"
#include "ports.h"
#include "process/config.h"
#include "virtio_pci_env.h"

static const struct rte_ether_addr mac = {{0x52, 0x54, 0, 1, 2, 3}};
static int removals; /* events; atomic, by the interrupt thread */

/* What the device's memory holds before anybody maps it. */
static void
put_bar(uint64_t offset, const void *bytes, size_t n)
{
	assert_int_equal(
			pwrite(kernel->bars[4].memory, bytes, n, (off_t)offset),
			n);
}

static int
setup_with(void **state, struct bp_config config)
{
	uint16_t queues = QUEUES;

	if (model_setup(state) != 0)
		return -1;
	tree_file(DEV, "vendor", "0x1af4\n");
	tree_file(DEV, "device", "0x1041\n");
	put_bar(CONFIG, &mac, sizeof(mac));
	put_bar(COMMON + VIRTIO_PCI_COMMON_NUMQ, &queues, sizeof(queues));
	pci_gone_grace_us = 20000;
	virtio_pci_patience = 50;
	removals = 0;
	model_start_with(config);
	/* What ports share between processes goes with the library. */
	assert_int_equal(bp_component_ethdev.init(), 0);
	pool = rte_pktmbuf_pool_create("pool", 1024, 0, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	return pool != NULL ? bp_component_net_virtio.prepare() : -1;
}

static int
setup(void **state)
{
	return setup_with(state, (struct bp_config){0});
}

static int
setup_pools(void **state)
{
	return setup_with(state, (struct bp_config){.dma = BP_DMA_POOLS});
}

static int
teardown(void **state)
{
	unsigned int left = rte_mempool_in_use_count(pool);

	rte_mempool_free(pool);
	bp_component_net_virtio.fini();
	assert_int_equal(rte_eth_dev_count_total(), 0);
	assert_int_equal(left, 0);
	bp_component_ethdev.fini();
	return model_teardown(state);
}

/* Have the driver asked to take the device; the model goes by pci. */
static int
plug(const char *args)
{
	rte_bus_scan();
	pci = env_device(DEV);
	return rte_eal_hotplug_add("pci", DEV, args);
}

/* Have it take the device: the port's id. */
static uint16_t
add(void)
{
	uint16_t id = UINT16_MAX;

	assert_int_equal(plug(""), 0);
	assert_int_equal(rte_eth_dev_get_port_by_name(DEV, &id), 0);
	return id;
}

static void
is_removed(void)
{
	assert_int_equal(rte_eth_dev_count_total(), 0);
	assert_int_equal(kernel->open, 0);
}

static void
test_port(void **state)
{
	struct rte_ether_addr addr;
	struct rte_eth_dev_info info;
	uint16_t id;

	model.offered |= RTE_BIT64(VIRTIO_NET_F_STATUS);
	id = add();
	assert_int_equal(rte_eth_macaddr_get(id, &addr), 0);
	assert_memory_equal(&addr, &mac, sizeof(mac));
	assert_int_equal(rte_eth_dev_info_get(id, &info), 0);
	assert_string_equal(info.driver_name, "net_virtio");
	assert_ptr_equal(info.device, &pci->device);
	assert_true(*info.dev_flags & RTE_ETH_DEV_INTR_LSC);
	assert_true(*info.dev_flags & RTE_ETH_DEV_INTR_RMV);
	assert_ptr_equal(rte_eth_devices[id].intr_handle, pci->intr_handle);
	assert_int_equal(kernel->open, 1);
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	is_removed();
	/* A closed port leaves the device to its bus. */
	assert_int_equal(rte_eth_dev_close(add()), 0);
	assert_int_equal(kernel->open, 1);
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	is_removed();
}

/* A transitional device, without interrupts. */
static void
test_transitional(void **state)
{
	tree_file(DEV, "device", "0x1000\n");
	kernel->irqs[VFIO_PCI_MSIX_IRQ_INDEX].count = 0;
	kernel->irqs[VFIO_PCI_INTX_IRQ_INDEX].count = 0;
	assert_null(rte_eth_devices[add()].intr_handle);
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
}

static void
test_started(void **state)
{
	uint16_t id = add();

	port_start(id, 1, pool);
	for (unsigned int q = 0; q < 2; q++) {
		assert_int_equal(model.enabled[q], 1);
		assert_true(vfio_fake_reaches((void *)(uintptr_t)model.desc[q],
				model.desc[q], 16));
	}
	assert_int_equal(model.enabled[2], 0);
	assert_true(rte_mempool_in_use_count(pool) > 0);
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	is_removed();
}

static void
make_legacy(void)
{
	kernel->config[0x34] = 0;
}

static void
lack_common(void)
{
	cap_at(CAP_COMMON)->bar = 6;
}

static void
lack_platform(void)
{
	model.offered &= ~RTE_BIT64(VIRTIO_F_ACCESS_PLATFORM);
}

static void
lack_version(void)
{
	model.offered &= ~RTE_BIT64(VIRTIO_F_VERSION_1);
}

static void
hang(void)
{
	uint8_t status = VIRTIO_CONFIG_S_ACKNOWLEDGE;

	put_bar(COMMON + VIRTIO_PCI_COMMON_STATUS, &status, 1);
	model.resets_late = UINT32_MAX;
}

static void
take_name(void)
{
	assert_non_null(rte_eth_dev_allocate(DEV));
}

static void
nothing(void)
{
}

static const struct {
	void (*fault)(void);
	const char *args;
	int rc;
	const char *text;
} refusals[] = {
		{make_legacy, "", -ENOTSUP,
				"no modern mode, only a legacy one"},
		{lack_common, "", -EINVAL, "lacks a usable part: its common"},
		{lack_platform, "", -ENOTSUP,
				"does not offer ACCESS_PLATFORM, so it"
				" bypasses the IOMMU"},
		{lack_version, "", -ENOTSUP, "does not offer VERSION_1"},
		{hang, "", -ETIMEDOUT, "does not get beyond its reset"},
		{nothing, "speed=fast", -EINVAL, "speed"},
		{nothing, "colour=red", -EINVAL, "colour"},
		{take_name, "", -ENOMEM, DEV},
};

/* Nothing is left of it, and it is a port once the fault is mended. */
static void
test_refusals(void **state)
{
	uint64_t offered = model.offered;

	for (unsigned int i = 0; i < RTE_DIM(refusals); i++) {
		logged[0] = '\0';
		refusals[i].fault();
		assert_int_equal(plug(refusals[i].args), refusals[i].rc);
		assert_true(was_logged(refusals[i].text));
		if (refusals[i].fault == take_name)
			rte_eth_dev_release_port(rte_eth_dev_allocated(DEV));
		is_removed();
		assert_null(rte_eth_dev_allocated(DEV));
		put_caps();
		model.offered = offered;
		model.resets_late = 0;
		add();
		assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	}
}

/* With physical addresses nothing needs to be translated. */
static void
test_physical(void **state)
{
	config_set_iova_mode(RTE_IOVA_PA);
	lack_platform();
	add();
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	is_removed();
}

static int
on_removal(uint16_t id, enum rte_eth_event_type event, void *arg, void *ret)
{
	assert_int_equal(rte_eth_dev_is_removed(id), 1);
	__atomic_fetch_add(&removals, 1, __ATOMIC_RELEASE);
	return 0;
}

static bool
is_there(void)
{
	bool there;

	bp_dev_lock();
	there = env_device(DEV) != NULL;
	bp_dev_unlock();
	return there;
}

static void
test_gone(void **state)
{
	struct rte_eth_conf conf = {.intr_conf.rmv = 1};
	struct rte_mbuf *m;
	uint16_t id = add();
	unsigned int ms;

	port_start(id, 1, pool);
	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(rte_eth_dev_configure(id, 1, 1, &conf), 0);
	assert_int_equal(rte_eth_dev_start(id), 0);
	assert_int_equal(rte_eth_dev_callback_register(id,
					 RTE_ETH_EVENT_INTR_RMV, on_removal,
					 NULL),
			0);
	pci_gone_grace_us = 200000;
	assert_true(vfio_fake_interrupt(kernel, VFIO_PCI_REQ_IRQ_INDEX, 0));
	while (!pci_is_gone(pci))
		rte_delay_us_sleep(100);
	for (ms = 0; ms < 5000 && !__atomic_load_n(&removals, __ATOMIC_ACQUIRE);
			ms++)
		rte_delay_us_sleep(1000);
	assert_int_equal(__atomic_load_n(&removals, __ATOMIC_ACQUIRE), 1);
	assert_int_equal(rte_eth_rx_burst(id, 0, &m, 1), 0);
	/* It stands still: what is put into the ring comes back with it. */
	m = rte_pktmbuf_alloc(pool);
	rte_pktmbuf_append(m, 60);
	assert_int_equal(rte_eth_tx_burst(id, 0, &m, 1), 1);
	for (ms = 0; ms < 5000 && is_there(); ms++)
		rte_delay_us_sleep(1000);
	assert_false(is_there());
	is_removed();
}

/* A device without a port is asked back. */
static void
test_gone_closed(void **state)
{
	unsigned int ms;

	assert_int_equal(rte_eth_dev_close(add()), 0);
	assert_true(vfio_fake_interrupt(kernel, VFIO_PCI_REQ_IRQ_INDEX, 0));
	for (ms = 0; ms < 5000 && is_there(); ms++)
		rte_delay_us_sleep(1000);
	assert_false(is_there());
	assert_int_equal(kernel->open, 0);
}

static bool
is_master(void)
{
	return kernel->config[RTE_PCI_COMMAND] & RTE_PCI_COMMAND_MASTER;
}

/* A started port whose device does not end a reset any more. */
static uint16_t
add_hanging(void)
{
	uint16_t id = add();

	port_start(id, 1, pool);
	model.resets_late = UINT32_MAX;
	return id;
}

/* Its memory is ours again, as it cannot reach any. */
static void
test_reset_hangs(void **state)
{
	uint16_t id = add_hanging();

	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(port_xstat(id, "reset_timeouts"), 1);
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
	assert_false(is_master());
	assert_int_equal(rte_eth_dev_start(id), -ETIMEDOUT);
	assert_false(is_master());
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
	model.resets_late = 0;
	assert_int_equal(rte_eth_dev_start(id), 0);
	assert_true(is_master());
	assert_true(rte_mempool_in_use_count(pool) > 0);
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	is_removed();
	/* Also one that is removed at once. */
	add_hanging();
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	is_removed();
}

/* A queue that it does not reset: as well, until the port starts again. */
static void
test_ring_reset_hangs(void **state)
{
	unsigned int before;
	uint16_t id = add();

	port_start(id, 1, pool);
	before = rte_mempool_in_use_count(pool);
	assert_true(before > 0);
	model.no_queue_reset = true;
	assert_int_equal(rte_eth_dev_rx_queue_stop(id, 0), -ETIMEDOUT);
	assert_true(was_logged("does not reset queue 0"));
	assert_false(is_master());
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
	assert_int_equal(port_xstat(id, "reset_timeouts"), 1);
	/* There is no second time. */
	assert_int_equal(rte_eth_dev_rx_queue_stop(id, 0), 0);
	model.no_queue_reset = false;
	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(rte_eth_dev_start(id), 0);
	assert_true(is_master());
	assert_int_equal(rte_mempool_in_use_count(pool), before);
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	is_removed();
}

/* With pools alone mapped, all that a queue gives the device is in reach. */
static void
test_pools_only(void **state)
{
	const size_t far = 16 << 20;
	uint8_t *other = rte_malloc(NULL, far, 0);
	const struct vring_desc *ring;
	uint16_t id = add(), q;
	uintptr_t part;

	assert_non_null(other);
	port_start(id, 1, pool);
	part = (uintptr_t)other + far / 2;
	assert_false(vfio_fake_reaches(other + far / 2, part, 4096));
	for (q = 0; q < 2; q++)
		assert_true(vfio_fake_reaches((void *)(uintptr_t)model.desc[q],
				model.desc[q], 256 * sizeof(*ring)));
	ring = (const void *)(uintptr_t)model.desc[0];
	for (unsigned int i = 0; i < 256; i++) {
		assert_true(ring[i].len > 0);
		assert_true(vfio_fake_reaches(
				(const void *)(uintptr_t)ring[i].addr,
				ring[i].addr, ring[i].len));
	}
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	is_removed();
	rte_free(other);
}

/* Mbufs in memory of the program's: once it is mapped. */
static void
test_pool_elsewhere(void **state)
{
	const size_t len = 4 << 20;
	struct rte_pktmbuf_extmem memory = {
			.buf_len = len, .elt_size = RTE_MBUF_DEFAULT_BUF_SIZE};
	struct rte_eth_conf conf = {0};
	struct rte_mempool *mp;
	uint16_t id = add();
	uintptr_t at;

	memory.buf_ptr = mmap(NULL, len, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(memory.buf_ptr, MAP_FAILED);
	at = (uintptr_t)memory.buf_ptr;
	memory.buf_iova = at;
	mp = rte_pktmbuf_pool_create_extbuf("elsewhere", 1023, 0, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY, &memory, 1);
	assert_non_null(mp);
	assert_int_equal(rte_eth_dev_configure(id, 1, 1, &conf), 0);
	assert_int_equal(rte_eth_rx_queue_setup(id, 0, 0, 0, NULL, mp), 0);
	assert_int_equal(rte_eth_tx_queue_setup(id, 0, 0, 0, NULL), 0);
	assert_int_equal(rte_eth_dev_start(id), -EFAULT);
	assert_true(was_logged("does not reach mbufs of pool elsewhere"));
	assert_int_equal(rte_vfio_container_dma_map(
					 RTE_VFIO_DEFAULT_CONTAINER_FD, at, at,
					 len),
			0);
	assert_int_equal(rte_eth_dev_start(id), 0);
	assert_true(rte_mempool_in_use_count(mp) > 0);
	/* Also with mbufs that were used. */
	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(rte_eth_dev_start(id), 0);
	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(rte_mempool_in_use_count(mp), 0);
	assert_int_equal(rte_vfio_container_dma_unmap(
					 RTE_VFIO_DEFAULT_CONTAINER_FD, at, at,
					 len),
			0);
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	is_removed();
	rte_mempool_free(mp);
	munmap(memory.buf_ptr, len);
}

/* It may reach it: then it stays with the device until a reset ends. */
static void
test_reset_hangs_as_master(void **state)
{
	uint16_t id = add_hanging();

	fake.fail[FAKE_PWRITE] = EIO;
	assert_int_equal(rte_eth_dev_stop(id), -ETIMEDOUT);
	assert_true(is_master());
	assert_true(rte_mempool_in_use_count(pool) > 0);
	fake.fail[FAKE_PWRITE] = 0;
	model.resets_late = 0;
	assert_int_equal(rte_eth_dev_start(id), 0);
	assert_int_equal(rte_eth_dev_stop(id), 0);
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
	assert_int_equal(rte_eal_hotplug_remove("pci", DEV), 0);
	is_removed();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_port),
			TEST(test_transitional),
			TEST(test_started),
			TEST(test_refusals),
			TEST(test_physical),
			TEST(test_gone),
			TEST(test_gone_closed),
			TEST(test_reset_hangs),
			TEST(test_reset_hangs_as_master),
			TEST(test_ring_reset_hangs),
			cmocka_unit_test_setup_teardown(
					test_pools_only, setup_pools, teardown),
			cmocka_unit_test_setup_teardown(test_pool_elsewhere,
					setup_pools, teardown),
			TEST(test_pool_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
