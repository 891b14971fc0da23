/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The steps of a virtio device's start, on a transport of the test that is a
 * device with faults: what is written, in which order, and what is refused.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <rte_bitops.h>
#include <rte_common.h>

#include "net/virtio/virtio_dev.h"

#include <cmocka.h>

#define OFFERED                                                                \
	(RTE_BIT64(VIRTIO_F_VERSION_1) | RTE_BIT64(VIRTIO_F_ACCESS_PLATFORM) | \
			RTE_BIT64(VIRTIO_F_RING_RESET) | 0x70)

/* The device. */
static struct {
	uint64_t offered;
	uint64_t taken;
	uint8_t status;
	uint8_t written[16];
	unsigned int writes;
	uint8_t refuses;    /* bits that it does not take */
	uint8_t adds;       /* bits that it sets with any write */
	uint8_t gone_after; /* so many writes; 0: never */
	int reset_rc;
	int get_rc;
	int set_rc;
} model;

static int
features_get(struct virtio_dev *dev, uint64_t *features)
{
	if (model.get_rc == 0)
		*features = model.offered;
	return model.get_rc;
}

static int
features_set(struct virtio_dev *dev, uint64_t features)
{
	model.taken = features;
	return model.set_rc;
}

static uint8_t
status_get(struct virtio_dev *dev)
{
	return model.status;
}

static void
status_set(struct virtio_dev *dev, uint8_t status)
{
	/* Nobody writes to what is gone. */
	assert_int_not_equal(model.status, VIRTIO_STATUS_GONE);
	assert_true(model.writes < sizeof(model.written));
	model.written[model.writes++] = status;
	model.status = (uint8_t)((status & ~model.refuses) | model.adds);
	if (model.writes == model.gone_after)
		model.status = VIRTIO_STATUS_GONE;
}

static int
reset(struct virtio_dev *dev)
{
	if (model.reset_rc == 0)
		model.status = 0;
	return model.reset_rc;
}

static const struct virtio_transport transport = {
		.name = "test",
		.features_get = features_get,
		.features_set = features_set,
		.status_get = status_get,
		.status_set = status_set,
		.reset = reset,
};

static struct virtio_dev dev;

static int
setup(void **state)
{
	memset(&model, 0, sizeof(model));
	model.offered = OFFERED;
	dev = (struct virtio_dev){.transport = &transport, .name = "test"};
	return 0;
}

static void
was_written(const uint8_t *status, unsigned int n)
{
	assert_int_equal(model.writes, n);
	assert_memory_equal(model.written, status, n);
	model.writes = 0;
}

#define WRITTEN(...)                                                           \
	was_written((const uint8_t[]){__VA_ARGS__},                            \
			sizeof((const uint8_t[]){__VA_ARGS__}))

static void
test_start(void **state)
{
	dev.features = 5;
	model.status = 0x47;
	assert_int_equal(virtio_dev_reset(&dev), 0);
	WRITTEN(1, 3);
	assert_int_equal(dev.features, 0);
	assert_int_equal(virtio_dev_negotiate(&dev, 0x30 | 1), 0);
	WRITTEN(0xb);
	assert_int_equal(dev.features,
			RTE_BIT64(VIRTIO_F_VERSION_1) |
					RTE_BIT64(VIRTIO_F_ACCESS_PLATFORM) |
					0x30);
	assert_int_equal(model.taken, dev.features);
	assert_true(virtio_has(&dev, VIRTIO_F_VERSION_1));
	assert_false(virtio_has(&dev, VIRTIO_F_RING_RESET));
	assert_int_equal(virtio_dev_ready(&dev), 0);
	WRITTEN(0xf);
	assert_int_equal(virtio_dev_check(&dev), 0);
	/* And anew. */
	assert_int_equal(virtio_dev_reset(&dev), 0);
	assert_int_equal(virtio_dev_negotiate(&dev, OFFERED), 0);
	assert_int_equal(dev.features, OFFERED);
	assert_int_equal(virtio_dev_ready(&dev), 0);
}

/* A step that comes too early, twice, or after a failure. */
static void
test_order(void **state)
{
	assert_int_equal(virtio_dev_negotiate(&dev, 0), -EINVAL);
	assert_int_equal(virtio_dev_ready(&dev), -EINVAL);
	assert_int_equal(virtio_dev_reset(&dev), 0);
	assert_int_equal(virtio_dev_ready(&dev), -EINVAL);
	assert_int_equal(virtio_dev_negotiate(&dev, 0), -EINVAL);
	assert_int_equal(virtio_dev_reset(&dev), 0);
	assert_int_equal(virtio_dev_negotiate(&dev, 0), 0);
	assert_int_equal(virtio_dev_negotiate(&dev, 0), -EINVAL);
	assert_int_equal(model.status & VIRTIO_CONFIG_S_FAILED,
			VIRTIO_CONFIG_S_FAILED);
	assert_int_equal(virtio_dev_ready(&dev), -EINVAL);
	assert_int_equal(virtio_dev_reset(&dev), 0);
	assert_int_equal(virtio_dev_negotiate(&dev, 0), 0);
	assert_int_equal(virtio_dev_ready(&dev), 0);
	model.writes = 0;
	virtio_dev_fail(&dev);
	WRITTEN(0x8f);
	assert_int_equal(virtio_dev_ready(&dev), -EINVAL);
}

static void
test_version(void **state)
{
	model.offered &= ~RTE_BIT64(VIRTIO_F_VERSION_1);
	assert_int_equal(virtio_dev_reset(&dev), 0);
	model.writes = 0;
	assert_int_equal(virtio_dev_negotiate(&dev, 0x10), -ENOTSUP);
	WRITTEN(0x83);
	assert_int_equal(model.taken, 0);
	assert_int_equal(dev.features, 0);
}

static void
test_bypass(void **state)
{
	model.offered &= ~RTE_BIT64(VIRTIO_F_ACCESS_PLATFORM);
	dev.iova_va = true;
	assert_int_equal(virtio_dev_reset(&dev), 0);
	assert_int_equal(virtio_dev_negotiate(&dev, 0x10), -ENOTSUP);
	assert_int_equal(model.taken, 0);
	dev.iova_va = false;
	assert_int_equal(virtio_dev_reset(&dev), 0);
	assert_int_equal(virtio_dev_negotiate(&dev, 0x10), 0);
	/* With it, virtual addresses are fine. */
	model.offered = OFFERED;
	dev.iova_va = true;
	assert_int_equal(virtio_dev_reset(&dev), 0);
	assert_int_equal(virtio_dev_negotiate(&dev, 0x10), 0);
}

/* What the device does wrong, and at which step that is noticed. */
static const struct {
	const char *what;
	uint8_t refuses, adds, gone_after;
	int reset_rc, get_rc, set_rc;
	int reset, negotiate, ready; /* what they return; 1: not called */
} faults[] = {
		{"no reset", .reset_rc = -ETIMEDOUT, .reset = -ETIMEDOUT,
				.negotiate = -EINVAL, .ready = -EINVAL},
		{"no acknowledge", .refuses = 1, .reset = -EIO,
				.negotiate = -EINVAL, .ready = -EINVAL},
		{"no driver", .refuses = 2, .reset = -EIO, .negotiate = -EINVAL,
				.ready = -EINVAL},
		{"broken at once", .adds = 0x40, .reset = -EIO,
				.negotiate = -EINVAL, .ready = -EINVAL},
		{"gone at once", .gone_after = 1, .reset = -ENODEV,
				.negotiate = -EINVAL, .ready = -EINVAL},
		{"gone at the second", .gone_after = 2, .reset = -ENODEV,
				.negotiate = -EINVAL, .ready = -EINVAL},
		{"no features", .get_rc = -ENODEV, .negotiate = -ENODEV,
				.ready = -EINVAL},
		{"none to be set", .set_rc = -EIO, .negotiate = -EIO,
				.ready = -EINVAL},
		{"features refused", .refuses = 8, .negotiate = -ENOTSUP,
				.ready = -EINVAL},
		{"gone at the third", .gone_after = 3, .negotiate = -ENODEV,
				.ready = -EINVAL},
		{"not ready", .refuses = 4, .ready = -EIO},
		{"gone at the fourth", .gone_after = 4, .ready = -ENODEV},
};

static void
test_faults(void **state)
{
	for (unsigned int i = 0; i < RTE_DIM(faults); i++) {
		print_message("%s\n", faults[i].what);
		setup(state);
		model.refuses = faults[i].refuses;
		model.adds = faults[i].adds;
		model.gone_after = faults[i].gone_after;
		model.reset_rc = faults[i].reset_rc;
		model.get_rc = faults[i].get_rc;
		model.set_rc = faults[i].set_rc;
		assert_int_equal(virtio_dev_reset(&dev), faults[i].reset);
		assert_int_equal(virtio_dev_negotiate(&dev, 0x10),
				faults[i].negotiate);
		assert_int_equal(virtio_dev_ready(&dev), faults[i].ready);
		if (model.status != VIRTIO_STATUS_GONE)
			assert_int_equal(model.status & 0x80, 0x80);
	}
}

static void
test_check(void **state)
{
	assert_int_equal(virtio_dev_reset(&dev), 0);
	assert_int_equal(virtio_dev_negotiate(&dev, 0), 0);
	assert_int_equal(virtio_dev_ready(&dev), 0);
	model.writes = 0;
	assert_int_equal(virtio_dev_check(&dev), 0);
	model.status = 0x4f;
	assert_int_equal(virtio_dev_check(&dev), -EIO);
	model.status = 0; /* it was reset behind our back */
	assert_int_equal(virtio_dev_check(&dev), -EIO);
	model.status = 0xff;
	assert_int_equal(virtio_dev_check(&dev), -ENODEV);
	virtio_dev_fail(&dev);
	assert_int_equal(model.writes, 0);
}

/* A device that needs a reset in the middle is not started. */
static void
test_needs_reset(void **state)
{
	assert_int_equal(virtio_dev_reset(&dev), 0);
	model.status |= VIRTIO_CONFIG_S_NEEDS_RESET;
	assert_int_equal(virtio_dev_negotiate(&dev, 0), -EIO);
	assert_int_equal(virtio_dev_reset(&dev), 0);
	assert_int_equal(virtio_dev_negotiate(&dev, 0), 0);
	model.status |= VIRTIO_CONFIG_S_NEEDS_RESET;
	assert_int_equal(virtio_dev_ready(&dev), -EIO);
	assert_int_equal(virtio_dev_reset(&dev), 0);
	assert_int_equal(virtio_dev_negotiate(&dev, 0), 0);
	assert_int_equal(virtio_dev_ready(&dev), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup(test_start, setup),
			cmocka_unit_test_setup(test_order, setup),
			cmocka_unit_test_setup(test_version, setup),
			cmocka_unit_test_setup(test_bypass, setup),
			cmocka_unit_test_setup(test_faults, setup),
			cmocka_unit_test_setup(test_check, setup),
			cmocka_unit_test_setup(test_needs_reset, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
