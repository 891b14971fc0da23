/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of a device, found by its vendor capabilities (VIRTIO 1.2, section
 * 4.1.4). A device says in them which bytes of which BAR a part is; of several
 * for one part the first that is usable counts. What they say is read once and
 * checked: no part is kept that is not wholly in mapped memory.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <linux/virtio_pci.h>

#include <rte_byteorder.h>
#include <rte_eal.h>
#include <rte_errno.h>

#include "bus/pci/pci.h"
#include "net/virtio/virtio_pci_io.h"

#define VENDOR       0x1af4
#define NET_MODERN   0x1041
#define NET_TRANS    0x1000
#define CAP_STEPS    48  /* that fit into the space */
#define CONFIG_SPACE 256 /* capabilities lie in the first part of it */
#define CAP_SIZE     sizeof(struct virtio_pci_cap)
#define NOTIFY_CAP   sizeof(struct virtio_pci_notify_cap)
#define CAP_LOG(level, p, fmt, ...)                                            \
	RTE_LOG(level, PMD, "%s: " fmt "\n", (p)->dev.name, ##__VA_ARGS__)

unsigned int virtio_pci_patience = 2000;

const struct rte_pci_id virtio_pci_net_ids[] = {
		{RTE_PCI_DEVICE(VENDOR, NET_MODERN)},
		{RTE_PCI_DEVICE(VENDOR, NET_TRANS)},
		{.vendor_id = 0},
};

/* What a part has to have; doorbells are checked when there are queues. */
static const struct part_rule {
	const char *name;
	size_t offset; /* in struct virtio_pci */
	uint8_t cfg_type;
	uint8_t cap_len;
	uint8_t len;
	uint8_t align;
	bool needed;
} rules[] = {
		{"common configuration", offsetof(struct virtio_pci, common),
				VIRTIO_PCI_CAP_COMMON_CFG, CAP_SIZE,
				COMMON_SIZE, 4, true},
		{"notification", offsetof(struct virtio_pci, notify),
				VIRTIO_PCI_CAP_NOTIFY_CFG, NOTIFY_CAP, 2, 2,
				true},
		{"interrupt status", offsetof(struct virtio_pci, isr),
				VIRTIO_PCI_CAP_ISR_CFG, CAP_SIZE, 1, 1, true},
		{"device configuration", offsetof(struct virtio_pci, config),
				VIRTIO_PCI_CAP_DEVICE_CFG, CAP_SIZE, 1, 4,
				false},
};

static const struct part_rule *
rule_of(uint8_t cfg_type)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(rules); i++)
		if (rules[i].cfg_type == cfg_type)
			return &rules[i];
	return NULL;
}

static struct virtio_pci_part *
part_of(struct virtio_pci *p, const struct part_rule *rule)
{
	return (struct virtio_pci_part *)(void *)((uint8_t *)p + rule->offset);
}

/* What is wrong with a capability; NULL: nothing. */
static const char *
fault_of(const struct virtio_pci *p, const struct part_rule *rule,
		const struct virtio_pci_cap *cap)
{
	uint32_t offset = rte_le_to_cpu_32(cap->offset);
	uint32_t len = rte_le_to_cpu_32(cap->length);

	if (cap->cap_len < rule->cap_len)
		return "the capability itself is too short";
	if (cap->bar >= VFIO_BARS)
		return "there is no such BAR";
	if (len < rule->len)
		return "it is too short";
	if (offset % rule->align != 0)
		return "it is not aligned";
	if (pci_bar_addr(p->pci, cap->bar, offset, len) == NULL)
		return "it is not inside memory of that BAR";
	return NULL;
}

/* One capability: 0, or -errno if the configuration cannot be read. */
static int
take(struct virtio_pci *p, int at)
{
	struct virtio_pci_notify_cap cap = {0};
	size_t room = RTE_MIN(sizeof(cap), (size_t)(CONFIG_SPACE - at));
	const struct part_rule *rule;
	struct virtio_pci_part *part;
	const char *fault;

	if (room < CAP_SIZE)
		return 0;
	if (rte_pci_read_config(p->pci, &cap, room, at) != (int)room)
		return -rte_errno;
	rule = rule_of(cap.cap.cfg_type);
	if (rule == NULL || part_of(p, rule)->addr != NULL)
		return 0;
	cap.cap.cap_len = (uint8_t)RTE_MIN(cap.cap.cap_len, room);
	fault = fault_of(p, rule, &cap.cap);
	if (fault != NULL) {
		CAP_LOG(WARNING, p,
				"its %s, %u bytes at 0x%x of BAR %u, is"
				" unusable: %s",
				rule->name, rte_le_to_cpu_32(cap.cap.length),
				rte_le_to_cpu_32(cap.cap.offset), cap.cap.bar,
				fault);
		return 0;
	}
	part = part_of(p, rule);
	part->len = rte_le_to_cpu_32(cap.cap.length);
	part->addr = pci_bar_addr(p->pci, cap.cap.bar,
			rte_le_to_cpu_32(cap.cap.offset), part->len);
	if (part == &p->notify)
		p->notify_step = rte_le_to_cpu_32(cap.notify_off_multiplier);
	return 0;
}

/* All capabilities; a device may have made a ring of them. */
static int
find_parts(struct virtio_pci *p)
{
	unsigned int steps;
	int at = pci_find_capability(p->pci, PCI_CAP_VENDOR, 0);
	int rc = 0;

	for (steps = CAP_STEPS; at > 0 && rc == 0 && steps > 0; steps--) {
		rc = take(p, at);
		at = pci_find_capability(p->pci, PCI_CAP_VENDOR, at);
	}
	return RTE_MIN(rc, RTE_MIN(at, 0));
}

static int
check_parts(struct virtio_pci *p)
{
	unsigned int i;

	if (p->common.addr == NULL && p->notify.addr == NULL &&
			p->isr.addr == NULL) {
		CAP_LOG(ERR, p,
				"the device has no modern mode, only a legacy"
				" one, which is not supported (QEMU:"
				" disable-modern=off)");
		return -ENOTSUP;
	}
	for (i = 0; i < RTE_DIM(rules); i++) {
		if (!rules[i].needed || part_of(p, &rules[i])->addr != NULL)
			continue;
		CAP_LOG(ERR, p, "the device lacks a usable part: its %s",
				rules[i].name);
		return -EINVAL;
	}
	return 0;
}

int
virtio_pci_open(struct virtio_pci *p, struct rte_pci_device *pci)
{
	int rc;

	memset(p, 0, sizeof(*p));
	p->pci = pci;
	p->patience = virtio_pci_patience;
	p->dev.transport = &virtio_pci_transport;
	p->dev.name = pci->name;
	p->dev.socket_id = pci->device.numa_node;
	p->dev.iova_va = rte_eal_iova_mode() == RTE_IOVA_VA;
	rc = find_parts(p);
	if (rc == 0)
		return check_parts(p);
	CAP_LOG(ERR, p, "its capabilities cannot be read: %s",
			rte_strerror(-rc));
	return rc;
}
