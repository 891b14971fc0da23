/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The status machine of a virtio device. dev->status is what the driver has
 * set, and what the device must show; a step is made only from the one before
 * it, and counts once the device shows it.
 */
#include "net/virtio/virtio_dev.h"

#include <errno.h>
#include <inttypes.h>

#include <rte_bitops.h>
#include <rte_errno.h>
#include <rte_log.h>

#define S_DRIVER (VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER)
#define S_AGREED (S_DRIVER | VIRTIO_CONFIG_S_FEATURES_OK)

#define DEV_LOG(level, dev, fmt, ...)                                          \
	RTE_LOG(level, PMD, "%s: " fmt "\n", (dev)->name, ##__VA_ARGS__)

/* Section 2.1.2: NEEDS_RESET is the device's; a status of 0 is a reset. */
int
virtio_dev_check(struct virtio_dev *dev)
{
	uint8_t status = dev->transport->status_get(dev);

	if (status == VIRTIO_STATUS_GONE)
		return -ENODEV;
	if ((status & VIRTIO_CONFIG_S_NEEDS_RESET) != 0 ||
			(status & dev->status) != dev->status)
		return -EIO;
	return 0;
}

void
virtio_dev_fail(struct virtio_dev *dev)
{
	dev->status |= VIRTIO_CONFIG_S_FAILED;
	if (dev->transport->status_get(dev) != VIRTIO_STATUS_GONE)
		dev->transport->status_set(dev, dev->status);
}

/* Tell the device of a failure, and the caller: rc. */
static int
failed(struct virtio_dev *dev, const char *what, int rc)
{
	DEV_LOG(ERR, dev, "the device does not get beyond %s: %s", what,
			rc == -ENODEV                ? "it is gone"
					: rc == -EIO ? "it wants to be reset"
						     : rte_strerror(-rc));
	virtio_dev_fail(dev);
	return rc;
}

/* One more bit: 0, -EIO or -ENODEV. */
static int
add_status(struct virtio_dev *dev, uint8_t bit)
{
	dev->status |= bit;
	dev->transport->status_set(dev, dev->status);
	return virtio_dev_check(dev);
}

/* Section 3.1.1, steps 1 to 3. */
int
virtio_dev_reset(struct virtio_dev *dev)
{
	int rc;

	dev->status = 0;
	dev->features = 0;
	rc = dev->transport->reset(dev);
	if (rc < 0)
		return failed(dev, "its reset", rc);
	rc = add_status(dev, VIRTIO_CONFIG_S_ACKNOWLEDGE);
	if (rc == 0)
		rc = add_status(dev, VIRTIO_CONFIG_S_DRIVER);
	return rc < 0 ? failed(dev, "its reset", rc) : 0;
}

bool
virtio_dev_cut_off(struct virtio_dev *dev)
{
	if (dev->transport->cut_off != NULL)
		return dev->transport->cut_off(dev) == 0;
	return dev->transport->status_get(dev) == VIRTIO_STATUS_GONE;
}

/* Whether what is offered lets us drive the device at all (section 6). */
static int
check_offer(const struct virtio_dev *dev, uint64_t offered)
{
	if ((offered & RTE_BIT64(VIRTIO_F_VERSION_1)) == 0) {
		DEV_LOG(ERR, dev,
				"the device does not offer VERSION_1: it is"
				" older than VIRTIO 1.0");
		return -ENOTSUP;
	}
	if ((offered & RTE_BIT64(VIRTIO_F_ACCESS_PLATFORM)) == 0 &&
			dev->iova_va) {
		DEV_LOG(ERR, dev,
				"the device does not offer ACCESS_PLATFORM, so"
				" it bypasses the IOMMU and needs physical"
				" addresses: start with --iova-mode=pa, as"
				" root, with hugepages; or have the host offer"
				" it (QEMU: iommu_platform=on)");
		return -ENOTSUP;
	}
	return 0;
}

/* Step 5 and 6: the device has the last word. */
static int
agree(struct virtio_dev *dev, uint64_t features)
{
	int rc = dev->transport->features_set(dev, features);
	uint8_t status;

	if (rc < 0)
		return rc;
	dev->transport->status_set(dev, S_AGREED);
	status = dev->transport->status_get(dev);
	if (status == VIRTIO_STATUS_GONE)
		return -ENODEV;
	if ((status & VIRTIO_CONFIG_S_FEATURES_OK) == 0) {
		DEV_LOG(ERR, dev,
				"the device does not take the features 0x%" PRIx64
				" that it offered",
				features);
		return -ENOTSUP;
	}
	dev->status = S_AGREED;
	return virtio_dev_check(dev);
}

int
virtio_dev_negotiate(struct virtio_dev *dev, uint64_t wanted)
{
	uint64_t needed = RTE_BIT64(VIRTIO_F_VERSION_1) |
			RTE_BIT64(VIRTIO_F_ACCESS_PLATFORM);
	uint64_t offered = 0;
	int rc = dev->status == S_DRIVER ? virtio_dev_check(dev) : -EINVAL;

	if (rc == 0)
		rc = dev->transport->features_get(dev, &offered);
	if (rc == 0)
		rc = check_offer(dev, offered);
	if (rc == 0)
		rc = agree(dev, offered & (wanted | needed));
	if (rc < 0)
		return failed(dev, "the choice of features", rc);
	dev->features = offered & (wanted | needed);
	return 0;
}

/* Step 8. */
int
virtio_dev_ready(struct virtio_dev *dev)
{
	int rc = dev->status == S_AGREED ? virtio_dev_check(dev) : -EINVAL;

	if (rc == 0)
		rc = add_status(dev, VIRTIO_CONFIG_S_DRIVER_OK);
	return rc < 0 ? failed(dev, "its start", rc) : 0;
}
