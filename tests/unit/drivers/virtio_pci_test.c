/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The transport over PCI, on the device of virtio_pci_env.h.
 */
#include <errno.h>

#include "virtio_pci_env.h"

static struct virtio_pci p;

static int
setup(void **state)
{
	if (model_setup(state) != 0)
		return -1;
	model_start();
	return rte_pci_map_device(pci);
}

/* Open it, with as many queues as the model has. */
static int
setup_open(void **state)
{
	if (setup(state) != 0 || virtio_pci_open(&p, pci) != 0)
		return -1;
	p.patience = 20;
	write_at(VIRTIO_PCI_COMMON_NUMQ, 2, QUEUES);
	return 0;
}

static void
unplug(void)
{
	assert_int_equal(pci_overlay(pci_entry_of(pci)), 0);
}

static void
test_open(void **state)
{
	assert_int_equal(virtio_pci_open(&p, pci), 0);
	assert_ptr_equal(p.common.addr, bar4(COMMON));
	assert_int_equal(p.common.len, COMMON_LEN);
	assert_ptr_equal(p.isr.addr, bar4(ISR));
	assert_ptr_equal(p.config.addr, bar4(CONFIG));
	assert_int_equal(p.config.len, CONFIG_LEN);
	assert_ptr_equal(p.notify.addr, bar4(NOTIFY));
	assert_int_equal(p.notify_step, MULTIPLE);
	assert_int_equal(p.dev.socket_id, SOCKET_ID_ANY);
	assert_true(p.dev.iova_va);
	assert_string_equal(p.dev.name, DEV);
	assert_ptr_equal(p.dev.transport, &virtio_pci_transport);
	assert_int_equal(model.reads, 0); /* it was not touched */
}

static void
test_ids(void **state)
{
	const struct rte_pci_id *id = virtio_pci_net_ids;

	assert_int_equal(id[0].vendor_id, 6900);
	assert_int_equal(id[0].device_id, 4161);
	assert_int_equal(id[1].device_id, 4096);
	assert_int_equal(id[2].vendor_id, 0);
	pci->id.vendor_id = 0x1af4;
	pci->id.device_id = 0x1000;
	assert_null(pci_driver_for(pci, NULL));
}

/* One capability is wrong in one way: what is said, and what comes of it. */
static const struct {
	uint8_t at;
	uint8_t bar;
	uint32_t offset, len;
	uint8_t cap_len;
	int rc;
	const char *text;
} hostile[] = {
		{CAP_COMMON, 4, 0x3fd0, COMMON_LEN, 16, -EINVAL,
				"common configuration, 60 bytes at 0x3fd0 of"
				" BAR 4, is unusable: it is not inside"},
		{CAP_COMMON, 4, UINT32_MAX - 3, COMMON_LEN, 16, -EINVAL,
				"it is not inside memory"},
		{CAP_COMMON, 4, 0, UINT32_MAX, 16, -EINVAL,
				"it is not inside memory"},
		{CAP_COMMON, 4, 0x80000000, 0x80000000, 16, -EINVAL,
				"it is not inside memory"},
		{CAP_COMMON, 4, 0, 55, 16, -EINVAL, "it is too short"},
		{CAP_COMMON, 4, 0, 0, 16, -EINVAL, "it is too short"},
		{CAP_COMMON, 4, 2, 64, 16, -EINVAL, "it is not aligned"},
		{CAP_COMMON, 6, 0, 60, 16, -EINVAL, "there is no such BAR"},
		{CAP_COMMON, 255, 0, 60, 16, -EINVAL, "there is no such BAR"},
		{CAP_COMMON, 0, 0, 60, 16, -EINVAL, "it is not inside memory"},
		{CAP_COMMON, 1, 0, 60, 16, -EINVAL, "it is not inside memory"},
		{CAP_COMMON, 3, 0, 60, 16, -EINVAL, "it is not inside memory"},
		{CAP_COMMON, 4, 0, 60, 15, -EINVAL,
				"the capability itself is too short"},
		{CAP_COMMON, 4, 0, 60, 0, -EINVAL,
				"lacks a usable part: its common"},
		{CAP_NOTIFY, 4, NOTIFY, 1, 20, -EINVAL, "it is too short"},
		{CAP_NOTIFY, 4, NOTIFY + 1, 16, 20, -EINVAL,
				"it is not aligned"},
		{CAP_NOTIFY, 4, NOTIFY, NOTIFY_LEN, 16, -EINVAL,
				"lacks a usable part: its notification"},
		{CAP_NOTIFY, 4, NOTIFY, NOTIFY_LEN + 1, 20, -EINVAL,
				"it is not inside memory"},
		{CAP_ISR, 4, 0x4000, 1, 16, -EINVAL,
				"lacks a usable part: its interrupt status"},
		{CAP_ISR, 5, 0, 1, 16, -EINVAL, "it is not inside memory"},
		{CAP_CONFIG, 4, 0x3000, 0x1001, 16, 0,
				"its device configuration, 4097 bytes"},
		{CAP_CONFIG, 4, 0x2001, 4, 16, 0, "it is not aligned"},
};

static void
test_hostile(void **state)
{
	for (unsigned int i = 0; i < RTE_DIM(hostile); i++) {
		struct virtio_pci_cap *cap = cap_at(hostile[i].at);

		put_caps();
		cap->bar = hostile[i].bar;
		cap->offset = hostile[i].offset;
		cap->length = hostile[i].len;
		cap->cap_len = hostile[i].cap_len;
		logged[0] = '\0';
		assert_int_equal(virtio_pci_open(&p, pci), hostile[i].rc);
		assert_true(was_logged(hostile[i].text));
	}
}

/* Every number that is no BAR. */
static void
test_hostile_bars(void **state)
{
	for (unsigned int bar = 0; bar < 256; bar++) {
		put_caps();
		cap_at(CAP_ISR)->bar = (uint8_t)bar;
		assert_int_equal(virtio_pci_open(&p, pci),
				bar == 4 ? 0 : -EINVAL);
		logged[0] = '\0';
	}
}

static void
test_duplicates(void **state)
{
	/* The first usable one in the order of the chain. */
	put_cap(0x90, VIRTIO_PCI_CAP_ISR_CFG, 4, ISR + 8, 1);
	assert_int_equal(virtio_pci_open(&p, pci), 0);
	assert_ptr_equal(p.isr.addr, bar4(ISR + 8));
	cap_at(0x90)->bar = 7;
	assert_int_equal(virtio_pci_open(&p, pci), 0);
	assert_ptr_equal(p.isr.addr, bar4(ISR));
	cap_at(0x90)->cfg_type = 5; /* another kind of thing */
	assert_int_equal(virtio_pci_open(&p, pci), 0);
	cap_at(0x90)->cfg_type = 255;
	assert_int_equal(virtio_pci_open(&p, pci), 0);
}

static void
test_chain(void **state)
{
	/* A ring of capabilities, also of a single one. */
	cap_at(CAP_COMMON)->cap_next = CAP_NOTIFY;
	assert_int_equal(virtio_pci_open(&p, pci), 0);
	cap_at(CAP_NOTIFY)->cap_next = CAP_NOTIFY;
	assert_int_equal(virtio_pci_open(&p, pci), -EINVAL);
	assert_true(was_logged("lacks a usable part: its common"));
	/* One that ends the space, or is cut off by its end. */
	put_caps();
	put_cap(0xf0, VIRTIO_PCI_CAP_ISR_CFG, 4, ISR + 4, 1);
	assert_int_equal(virtio_pci_open(&p, pci), 0);
	assert_ptr_equal(p.isr.addr, bar4(ISR + 4));
	kernel->config[0xf4] = PCI_CAP_VENDOR;
	kernel->config[0xf5] = kernel->config[0xf1];
	kernel->config[0x34] = 0xf4;
	assert_int_equal(virtio_pci_open(&p, pci), 0);
	assert_ptr_equal(p.isr.addr, bar4(ISR));
	/* A notification capability without room for its multiplier. */
	memset(kernel->config + 0xf0, 0, 16);
	put_caps();
	kernel->config[0x34] = CAP_CONFIG;
	put_cap(0xf0, VIRTIO_PCI_CAP_ISR_CFG, 4, ISR, 1);
	cap_at(0xf0)->cfg_type = VIRTIO_PCI_CAP_NOTIFY_CFG;
	cap_at(0xf0)->cap_len = 20;
	assert_int_equal(virtio_pci_open(&p, pci), -EINVAL);
	assert_true(was_logged("lacks a usable part: its notification"));
}

static bool
is_sound(const struct virtio_pci_part *part, uint64_t least)
{
	uint64_t at = (uint64_t)(part->addr - bar4(0));

	return at <= 16384 && part->len >= least && part->len <= 16384 - at;
}

/* Bytes at random where the capabilities are: a part is sound or is not. */
static void
test_random(void **state)
{
	unsigned int seed = 7, opened = 0;

	for (unsigned int i = 0; i < 3000; i++) {
		put_caps();
		for (unsigned int n = (unsigned int)rand_r(&seed) % 6; n > 0;
				n--)
			kernel->config[0x34 + rand_r(&seed) % 0x50] =
					(uint8_t)rand_r(&seed);
		logged[0] = '\0';
		if (virtio_pci_open(&p, pci) < 0)
			continue;
		opened++;
		assert_true(is_sound(&p.common, COMMON_SIZE));
		assert_true(is_sound(&p.notify, 2));
		assert_true(is_sound(&p.isr, 1));
		assert_true(p.config.addr == NULL || is_sound(&p.config, 1));
	}
	assert_in_range(opened, 100, 2900);
}

static void
test_legacy(void **state)
{
	kernel->config[0x34] = 0;
	assert_int_equal(virtio_pci_open(&p, pci), -ENOTSUP);
	assert_true(was_logged("no modern mode, only a legacy one"));
	kernel->config[6] = 0;
	assert_int_equal(virtio_pci_open(&p, pci), -ENOTSUP);
}

static void
test_unreadable(void **state)
{
	for (unsigned int i = 0; i < 12; i++) {
		fake.fail[FAKE_PREAD] = EIO;
		fake.after[FAKE_PREAD] = i;
		assert_int_equal(virtio_pci_open(&p, pci), -EIO);
		assert_true(was_logged("its capabilities cannot be read"));
	}
	fake.fail[FAKE_PREAD] = 0;
	rte_pci_unmap_device(pci);
	assert_int_equal(virtio_pci_open(&p, pci), -ENODEV);
	/* Pulled out before it was looked at. */
	assert_int_equal(rte_pci_map_device(pci), 0);
	memset(kernel->config, 0xff, sizeof(kernel->config));
	assert_int_equal(virtio_pci_open(&p, pci), -ENOTSUP);
}

static void
test_features(void **state)
{
	uint64_t features = 0;

	assert_int_equal(virtio_dev_reset(&p.dev), 0);
	assert_int_equal(virtio_pci_transport.features_get(&p.dev, &features),
			0);
	assert_int_equal(features, model.offered);
	assert_int_equal(virtio_dev_negotiate(&p.dev, 0x1), 0);
	assert_int_equal(model.taken,
			RTE_BIT64(VIRTIO_F_VERSION_1) |
					RTE_BIT64(VIRTIO_F_ACCESS_PLATFORM) |
					1);
	assert_int_equal(virtio_dev_ready(&p.dev), 0);
	assert_int_equal(virtio_dev_check(&p.dev), 0);
	/* Without the register for it no queue can be reset. */
	p.common.len = 59;
	assert_int_equal(virtio_pci_transport.features_get(&p.dev, &features),
			0);
	assert_int_equal(features & RTE_BIT64(VIRTIO_F_RING_RESET), 0);
}

static void
test_reset(void **state)
{
	write_at(VIRTIO_PCI_COMMON_STATUS, 1, 0xf);
	assert_int_equal(p.dev.transport->reset(&p.dev), 0);
	write_at(VIRTIO_PCI_COMMON_STATUS, 1, 0xf);
	model.resets_late = 5;
	assert_int_equal(p.dev.transport->reset(&p.dev), 0);
	write_at(VIRTIO_PCI_COMMON_STATUS, 1, 0xf);
	model.resets_late = UINT32_MAX;
	assert_int_equal(p.dev.transport->reset(&p.dev), -ETIMEDOUT);
	assert_int_equal(virtio_dev_reset(&p.dev), -ETIMEDOUT);
}

static uint16_t
command(void)
{
	return (uint16_t)(kernel->config[4] | kernel->config[5] << 8);
}

/* It does not end its reset: then it is kept from memory until it does. */
static void
test_cut_off(void **state)
{
	assert_true(command() & RTE_PCI_COMMAND_MASTER);
	write_at(VIRTIO_PCI_COMMON_STATUS, 1, 0xf);
	model.resets_late = UINT32_MAX;
	assert_int_equal(virtio_dev_reset(&p.dev), -ETIMEDOUT);
	assert_true(virtio_dev_cut_off(&p.dev));
	assert_int_equal(command(), PCI_COMMAND_DECODE);
	assert_true(virtio_dev_cut_off(&p.dev));
	assert_int_equal(virtio_dev_reset(&p.dev), -ETIMEDOUT);
	assert_int_equal(command(), PCI_COMMAND_DECODE);
	model.resets_late = 0;
	assert_int_equal(virtio_dev_reset(&p.dev), 0);
	assert_true(command() & RTE_PCI_COMMAND_MASTER);
}

/* Nobody can say that it is kept from memory. */
static void
test_cut_off_fails(void **state)
{
	fake.fail[FAKE_PWRITE] = EIO;
	assert_false(virtio_dev_cut_off(&p.dev));
	assert_true(was_logged("its command register cannot be written"));
	fake.fail[FAKE_PWRITE] = 0;
	fake.fail[FAKE_PREAD] = EIO;
	assert_false(virtio_dev_cut_off(&p.dev));
	fake.fail[FAKE_PREAD] = 0;
	/* It takes the write, but goes on. */
	kernel->stubborn = true;
	assert_false(virtio_dev_cut_off(&p.dev));
	assert_true(was_logged("does not let go of the memory"));
	kernel->stubborn = false;
	/* There is nothing to cut off. */
	memset(kernel->config + RTE_PCI_COMMAND, 0xff, 2);
	kernel->stubborn = true;
	assert_true(virtio_dev_cut_off(&p.dev));
	kernel->stubborn = false;
	memset(kernel->config + RTE_PCI_COMMAND, 0, 2);
	/* It is not to reach memory again while that is not sure. */
	assert_true(virtio_dev_cut_off(&p.dev));
	fake.fail[FAKE_PWRITE] = EIO;
	assert_int_equal(virtio_dev_reset(&p.dev), -EIO);
	fake.fail[FAKE_PWRITE] = 0;
	assert_int_equal(virtio_dev_reset(&p.dev), 0);
	assert_true(command() & RTE_PCI_COMMAND_MASTER);
}

static void
test_config(void **state)
{
	uint8_t buf[64], want[CONFIG_LEN];

	for (unsigned int i = 0; i < CONFIG_LEN; i++)
		want[i] = p.config.addr[i] = (uint8_t)(i * 7);
	memset(model.sizes_seen, 0, sizeof(model.sizes_seen));
	assert_int_equal(p.dev.transport->config_read(
					 &p.dev, 0, buf, CONFIG_LEN),
			0);
	assert_memory_equal(buf, want, CONFIG_LEN);
	assert_int_equal(model.sizes_seen[4], 15);
	/* A MAC address and a field of 16 bits behind it. */
	assert_int_equal(p.dev.transport->config_read(&p.dev, 3, buf, 5), 0);
	assert_memory_equal(buf, want + 3, 5);
	assert_int_equal(p.dev.transport->config_read(&p.dev, 60, buf, 0), 0);
	assert_int_equal(p.dev.transport->config_read(&p.dev, 60, buf, 1),
			-ERANGE);
	assert_int_equal(p.dev.transport->config_read(&p.dev, 0, buf, 61),
			-ERANGE);
	assert_int_equal(p.dev.transport->config_read(
					 &p.dev, UINT32_MAX, buf, 2),
			-ERANGE);
	assert_int_equal(p.dev.transport->config_write(&p.dev, 1, "abcdefg", 7),
			0);
	assert_memory_equal(p.config.addr + 1, "abcdefg", 7);
	assert_int_equal(p.dev.transport->config_write(&p.dev, 59, "ab", 2),
			-ERANGE);
	/* It changes for a while, or for ever. */
	model.changing = 20;
	assert_int_equal(p.dev.transport->config_read(&p.dev, 0, buf, 4), 0);
	model.changing = UINT32_MAX;
	assert_int_equal(p.dev.transport->config_read(&p.dev, 0, buf, 4),
			-EAGAIN);
	assert_true(was_logged("does not stop changing"));
	p.config = (struct virtio_pci_part){NULL, 0};
	assert_int_equal(p.dev.transport->config_read(&p.dev, 0, buf, 1),
			-ERANGE);
}

static void
test_sizes(void **state)
{
	model.sizes[1] = 0;
	model.sizes[2] = 32769;
	model.sizes[3] = 3;
	assert_int_equal(p.dev.transport->queues_max(&p.dev), QUEUES);
	assert_int_equal(p.dev.transport->queue_size_max(&p.dev, 0), 256);
	assert_int_equal(p.dev.transport->queue_size_max(&p.dev, 1), 0);
	assert_int_equal(p.dev.transport->queue_size_max(&p.dev, 2), 32769);
	assert_int_equal(p.dev.transport->queue_size_max(&p.dev, 3), 3);
	assert_int_equal(p.dev.transport->queue_size_max(&p.dev, QUEUES), 0);
	assert_int_equal(
			p.dev.transport->queue_size_max(&p.dev, UINT16_MAX), 0);
}

static struct virtio_queue_place place = {
		.index = 1,
		.size = 64,
		.vector = 2,
		.desc = 0x123456789000,
		.driver = 0x123456789400,
		.device = 0x12345678a000,
};

static void
test_queue(void **state)
{
	void *bell = NULL;
	uint64_t word;

	assert_int_equal(p.dev.transport->queue_enable(&p.dev, &place, &bell),
			0);
	assert_ptr_equal(bell, bar4(NOTIFY + 1 * MULTIPLE));
	assert_int_equal(model.enabled[1], 1);
	assert_int_equal(model.desc[1], place.desc);
	memcpy(&word, p.common.addr + VIRTIO_PCI_COMMON_Q_AVAILLO, 8);
	assert_int_equal(word, place.driver);
	memcpy(&word, p.common.addr + VIRTIO_PCI_COMMON_Q_USEDLO, 8);
	assert_int_equal(word, place.device);
	p.dev.transport->notify(&p.dev, bell, 0x12340001);
	assert_memory_equal(bell, "\x01\x00\x00\x00", 4);
	p.dev.features = RTE_BIT64(VIRTIO_F_NOTIFICATION_DATA);
	p.dev.transport->notify(&p.dev, bell, 0x12340001);
	assert_memory_equal(bell, "\x01\x00\x34\x12", 4);
	/* It works: nobody else can have it. */
	word = model.desc[1];
	place.desc += 4096;
	assert_int_equal(p.dev.transport->queue_enable(&p.dev, &place, &bell),
			-EBUSY);
	place.desc -= 4096;
	assert_int_equal(model.desc[1], word);
	assert_true(was_logged("queue 1 works already"));
}

static int
enable(void **bell)
{
	model.enabled[place.index % QUEUES] = 0;
	return p.dev.transport->queue_enable(&p.dev, &place, bell);
}

static void
test_queue_refused(void **state)
{
	void *bell = &place;

	model.no_vectors = true;
	assert_int_equal(enable(&bell), -ENOSPC);
	assert_true(was_logged("refuses vector 2 for a queue"));
	place.vector = VIRTIO_NO_VECTOR;
	assert_int_equal(enable(&bell), 0);
	place.vector = 2;
	bell = &place;
	model.no_vectors = false;
	model.own_size = true;
	assert_int_equal(enable(&bell), -EINVAL);
	assert_true(was_logged("refuses 64 entries for queue 1"));
	model.own_size = false;
	model.no_enable = true;
	assert_int_equal(enable(&bell), -EINVAL);
	assert_true(was_logged("does not start queue 1"));
	model.no_enable = false;
	place.index = QUEUES;
	assert_int_equal(enable(&bell), -EINVAL);
	place.index = 1;
	assert_ptr_equal(bell, &place); /* untouched */
}

/* The offset in a queue, the multiplier, 32 bits or 16: what comes of it. */
static const struct {
	uint16_t off;
	uint32_t step;
	bool data;
	int rc;
} bells[] = {
		{1023, 4, false, 0},
		{1023, 4, true, 0},
		{1024, 4, false, -EINVAL},
		{UINT16_MAX, UINT32_MAX, false, -EINVAL},
		{UINT16_MAX, 0, false, 0},
		{UINT16_MAX, 0, true, 0},
		{2047, 2, false, 0},
		{2047, 2, true, -EINVAL}, /* half of it is outside */
		{1, 2, true, -EINVAL},    /* not aligned */
		{1, 1, false, -EINVAL},
		{4094, 1, false, 0},
		{4095, 1, false, -EINVAL},
};

static void
test_doorbells(void **state)
{
	void *bell;

	for (unsigned int i = 0; i < RTE_DIM(bells); i++) {
		model.notify_off[1] = bells[i].off;
		p.notify_step = bells[i].step;
		p.dev.features = bells[i].data
				? RTE_BIT64(VIRTIO_F_NOTIFICATION_DATA)
				: 0;
		bell = NULL;
		assert_int_equal(enable(&bell), bells[i].rc);
		if (bells[i].rc == 0)
			assert_ptr_equal(bell,
					bar4(NOTIFY +
							(uint64_t)bells[i].off *
									bells[i].step));
	}
	p.notify.len = 2;
	p.dev.features = RTE_BIT64(VIRTIO_F_NOTIFICATION_DATA);
	assert_int_equal(enable(&bell), -EINVAL);
	assert_true(was_logged("is not among the 0x2 bytes of doorbells"));
}

static void
test_queue_reset(void **state)
{
	void *bell;

	assert_int_equal(enable(&bell), 0);
	assert_int_equal(p.dev.transport->queue_reset(&p.dev, 1), -ENOTSUP);
	p.dev.features = RTE_BIT64(VIRTIO_F_RING_RESET);
	assert_int_equal(p.dev.transport->queue_reset(&p.dev, 1), 0);
	assert_int_equal(model.enabled[1], 0);
	assert_int_equal(enable(&bell), 0);
	assert_int_equal(p.dev.transport->queue_reset(&p.dev, QUEUES), -EINVAL);
	model.no_queue_reset = true;
	assert_int_equal(p.dev.transport->queue_reset(&p.dev, 1), -ETIMEDOUT);
	assert_true(was_logged("does not reset queue 1"));
}

static void
test_interrupts(void **state)
{
	assert_int_equal(p.dev.transport->config_vector(&p.dev, 0), 0);
	assert_int_equal(p.dev.transport->config_vector(&p.dev, VECTORS),
			-ENOSPC);
	assert_true(was_logged("refuses vector 3 for its configuration"));
	assert_int_equal(p.dev.transport->config_vector(
					 &p.dev, VIRTIO_NO_VECTOR),
			0);
	*p.isr.addr = VIRTIO_ISR_CONFIG | VIRTIO_ISR_QUEUE;
	assert_int_equal(p.dev.transport->isr(&p.dev), 3);
}

/* Pulled out: everything ends, and at once. */
static void
test_gone(void **state)
{
	const struct virtio_transport *t = p.dev.transport;
	uint64_t features = 7;
	uint8_t buf[4];
	void *bell;

	assert_int_equal(enable(&bell), 0);
	p.dev.features = RTE_BIT64(VIRTIO_F_RING_RESET);
	p.patience = 1000000;
	unplug();
	assert_int_equal(t->status_get(&p.dev), VIRTIO_STATUS_GONE);
	assert_int_equal(t->features_get(&p.dev, &features), -ENODEV);
	assert_int_equal(features, 7);
	assert_int_equal(t->reset(&p.dev), -ENODEV);
	assert_int_equal(t->config_read(&p.dev, 0, buf, 4), -ENODEV);
	assert_int_equal(t->config_write(&p.dev, 0, buf, 4), -ENODEV);
	assert_int_equal(t->queues_max(&p.dev), 0);
	assert_int_equal(t->queue_size_max(&p.dev, 0), 0);
	assert_int_equal(enable(&bell), -ENODEV);
	assert_int_equal(t->queue_reset(&p.dev, 1), -ENODEV);
	assert_int_equal(t->config_vector(&p.dev, 0), -ENODEV);
	assert_int_equal(t->isr(&p.dev), 0);
	t->notify(&p.dev, bell, 1);
	assert_int_equal(virtio_dev_reset(&p.dev), -ENODEV);
	assert_int_equal(virtio_dev_check(&p.dev), -ENODEV);
	virtio_dev_fail(&p.dev);
	assert_int_equal(t->status_get(&p.dev), VIRTIO_STATUS_GONE);
}

/* What is there instead of the device keeps what is written to it. */
static void
test_ghost(void **state)
{
	const struct virtio_transport *t = p.dev.transport;

	pci_entry_of(pci)->gone = true;
	t->status_set(&p.dev, 3);
	assert_int_equal(t->status_get(&p.dev), VIRTIO_STATUS_GONE);
	assert_int_equal(virtio_dev_reset(&p.dev), -ENODEV);
	assert_int_equal(t->queues_max(&p.dev), 0);
	assert_int_equal(t->config_vector(&p.dev, 0), -ENODEV);
	pci_entry_of(pci)->gone = false;
	assert_int_equal(virtio_dev_reset(&p.dev), 0);
}

/* It goes while it is waited for. */
static void
gone_at_read(unsigned int n)
{
	static const uint8_t ones[COMMON_LEN] = {[0 ... COMMON_LEN - 1] = 0xff};

	if (model.reads == n)
		memcpy(p.common.addr, ones, sizeof(ones));
}

static unsigned int gone_at;

static uint32_t
model_get_going(const uint8_t *addr, unsigned int size)
{
	gone_at_read(gone_at);
	return model_get(addr, size);
}

static void
test_going(void **state)
{
	uint8_t before[COMMON_LEN];
	uint64_t features;
	uint8_t buf[4];
	void *bell;

	virtio_pci_io.get = model_get_going;
	p.patience = 1000000;
	memcpy(before, p.common.addr, sizeof(before));
	for (gone_at = 0; gone_at < 8; gone_at++) {
		memcpy(p.common.addr, before, sizeof(before));
		model.reads = 0;
		if (p.dev.transport->features_get(&p.dev, &features) == 0)
			assert_true(gone_at >= 3);
		memcpy(p.common.addr, before, sizeof(before));
		write_at(VIRTIO_PCI_COMMON_STATUS, 1, 0xf);
		model.reads = 0;
		model.resets_late = UINT32_MAX;
		assert_int_equal(p.dev.transport->reset(&p.dev), -ENODEV);
		model.resets_late = 0;
		memcpy(p.common.addr, before, sizeof(before));
		model.reads = 0;
		if (p.dev.transport->config_read(&p.dev, 0, buf, 4) == 0)
			assert_true(gone_at >= 4);
		memcpy(p.common.addr, before, sizeof(before));
		model.reads = 0;
		if (enable(&bell) == 0)
			assert_true(gone_at >= 4);
		memcpy(p.common.addr, before, sizeof(before));
		model.reads = 0;
		model.no_queue_reset = true;
		p.dev.features = RTE_BIT64(VIRTIO_F_RING_RESET);
		assert_int_equal(p.dev.transport->queue_reset(&p.dev, 0),
				-ENODEV);
		model.no_queue_reset = false;
		p.dev.features = 0;
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, model_teardown)
#define OPENED(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_open, model_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_open),
			TEST(test_ids),
			TEST(test_hostile),
			TEST(test_hostile_bars),
			TEST(test_duplicates),
			TEST(test_chain),
			TEST(test_random),
			TEST(test_legacy),
			TEST(test_unreadable),
			OPENED(test_features),
			OPENED(test_reset),
			OPENED(test_cut_off),
			OPENED(test_cut_off_fails),
			OPENED(test_config),
			OPENED(test_sizes),
			OPENED(test_queue),
			OPENED(test_queue_refused),
			OPENED(test_doorbells),
			OPENED(test_queue_reset),
			OPENED(test_interrupts),
			OPENED(test_gone),
			OPENED(test_ghost),
			OPENED(test_going),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
