/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a device needs before a port can be made of it, and what would break.
 * Advice is in the order in which it is to be read; commands follow the
 * heading that says what they do, and are for a shell of root.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "devices.h"

#define PCI_PATH "/sys/bus/pci/"

static int __rte_format_printf(3, 4) add(struct advice_list *out,
		enum advice_kind kind, const char *format, ...)
{
	struct advice *grown =
			realloc(out->list, (out->n + 1) * sizeof(*out->list));
	va_list args;
	int n;

	if (grown == NULL)
		return -ENOMEM;
	out->list = grown;
	va_start(args, format);
	n = vasprintf(&grown[out->n].text, format, args);
	va_end(args);
	if (n < 0)
		return -ENOMEM;
	grown[out->n++].kind = kind;
	return 0;
}

/* The word as a shell reads it: as it is, or in quotes. NULL: no memory. */
static char *
quoted(const char *prefix, const char *name)
{
	static const char plain[] =
			"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			"0123456789_-+.,:=@%/";
	/* Two quotes, a 0, and four bytes for a quote inside. */
	char *out = malloc(strlen(prefix) + 4 * strlen(name) + 3);
	char *at;

	if (out == NULL)
		return NULL;
	if (strspn(name, plain) == strlen(name)) {
		stpcpy(stpcpy(out, prefix), name);
		return out;
	}
	at = stpcpy(stpcpy(out, "'"), prefix);
	for (const char *c = name; *c != '\0'; c++) {
		if (*c == '\'')
			at = stpcpy(at, "'\\''");
		else
			*at++ = *c;
	}
	stpcpy(at, "'");
	return out;
}

/* A line with prefix and name as one word in it. */
static int
add_quoted(struct advice_list *out, enum advice_kind kind,
		const char *const around[2], const char *prefix,
		const char *name)
{
	char *word = quoted(prefix, name);
	int rc = -ENOMEM;

	if (word != NULL)
		rc = add(out, kind, "%s%s%s", around[0], word, around[1]);
	free(word);
	return rc;
}

static int
add_vdev(struct advice_list *out, const char *before, const struct netif *netif)
{
	return add_quoted(out, ADVICE_USE, (const char *const[]){before, ""},
			"net_af_packet0,iface=", netif->name);
}

void
advice_free(struct advice_list *list)
{
	for (unsigned int i = 0; i < list->n; i++)
		free(list->list[i].text);
	free(list->list);
	*list = (struct advice_list){0};
}

/* What an interface is used for, and so what taking it away breaks. */
static int
add_uses(struct advice_list *out, const struct netif *netif)
{
	const char *route = netif->default_route ? "the default route" : "";
	char addresses[32] = "";

	if (netif->master[0] != '\0')
		return add(out, ADVICE_WARNING,
				"%s is a part of %s, which would lose it",
				netif->name, netif->master);
	if (netif->addresses > 0)
		snprintf(addresses, sizeof(addresses), "%s%u address%s",
				netif->default_route ? " and " : "",
				netif->addresses,
				netif->addresses == 1 ? "" : "es");
	if (!netif->default_route && netif->addresses == 0)
		return 0;
	return add(out, ADVICE_WARNING,
			"%s has %s%s: taking it away cuts its connections",
			netif->name, route, addresses);
}

static int
add_interface(struct advice_list *out, const struct pci_if *at,
		const struct netif_list *ifs)
{
	const struct netif *netif = netif_find(ifs, at->name);
	int rc;

	if (netif == NULL || netif->index != at->index)
		return add(out, ADVICE_WARNING,
				"%s is in another network namespace: somebody uses it",
				at->name);
	rc = add_uses(out, netif);
	if (rc == 0 && netif_is_usable(netif))
		rc = add_vdev(out, "as it is, beside the kernel: --vdev ",
				netif);
	return rc;
}

static int
add_mates(struct advice_list *out, const struct pci_device *dev)
{
	int rc = 0;

	for (unsigned int i = 0; i < dev->mates_n && rc == 0; i++)
		rc = add(out, ADVICE_WARNING,
				"%s (%s) is in IOMMU group %s, too: it must go to vfio-pci or lose its driver as well",
				dev->mates[i].address, dev->mates[i].driver,
				dev->group);
	return rc;
}

static int
add_iommu(struct advice_list *out, const struct vfio *vfio)
{
	int rc;

	if (vfio->iommu)
		rc = add(out, ADVICE_NEED,
				"it is in no IOMMU group: the IOMMU does not cover it");
	else
		rc = add(out, ADVICE_NEED,
				"no IOMMU: enable it in the firmware, with Intel's also by intel_iommu=on on the kernel's command line");
	if (rc != 0 || vfio->noiommu == NOIOMMU_ON)
		return rc;
	return add(out, ADVICE_NEED,
			"or use vfio's mode without IOMMU, if this kernel has it: the device can then write anywhere in memory");
}

static int
add_bind_commands(struct advice_list *out, const struct pci_device *dev,
		const struct vfio *vfio)
{
	int rc = add(out, ADVICE_HEADING, "to bind it to vfio-pci%s, as root:",
			dev->group[0] == '\0' ? " without an IOMMU" : "");

	if (rc == 0 && !vfio->loaded)
		rc = add(out, ADVICE_COMMAND, "modprobe vfio-pci");
	if (rc == 0 && dev->group[0] == '\0' && vfio->noiommu != NOIOMMU_ON)
		rc = add(out, ADVICE_COMMAND,
				"echo 1 > /sys/module/vfio/parameters/enable_unsafe_noiommu_mode");
	if (rc == 0)
		rc = add(out, ADVICE_COMMAND,
				"echo vfio-pci > " PCI_PATH
				"devices/%s/driver_override",
				dev->address);
	if (rc == 0 && dev->state != PCI_UNBOUND)
		rc = add(out, ADVICE_COMMAND,
				"echo %s > " PCI_PATH
				"devices/%s/driver/unbind",
				dev->address, dev->address);
	if (rc == 0)
		rc = add(out, ADVICE_COMMAND,
				"echo %s > " PCI_PATH "drivers_probe",
				dev->address);
	return rc;
}

static int
add_bind(struct advice_list *out, const struct pci_device *dev,
		const struct vfio *vfio)
{
	int rc = dev->group[0] == '\0' ? add_iommu(out, vfio) : 0;

	return rc == 0 ? add_bind_commands(out, dev, vfio) : rc;
}

static int
add_release(struct advice_list *out, const struct pci_device *dev)
{
	int rc = add(out, ADVICE_HEADING,
			"to give it back to the kernel, as root:");

	if (rc == 0)
		rc = add(out, ADVICE_COMMAND,
				"echo > " PCI_PATH "devices/%s/driver_override",
				dev->address);
	if (rc == 0)
		rc = add(out, ADVICE_COMMAND,
				"echo %s > " PCI_PATH "drivers/vfio-pci/unbind",
				dev->address);
	if (rc == 0)
		rc = add(out, ADVICE_COMMAND,
				"echo %s > " PCI_PATH "drivers_probe",
				dev->address);
	return rc;
}

/* What stands between a device bound to vfio-pci and its use. */
static int
add_vfio(struct advice_list *out, const struct pci_device *dev)
{
	int rc = 0;

	if (dev->noiommu)
		rc = add(out, ADVICE_WARNING,
				"without an IOMMU the device can write anywhere in memory");
	if (rc == 0 && dev->group[0] != '\0' && dev->may_open != 0)
		rc = add(out, ADVICE_NEED, "/dev/vfio/%s%s %s",
				dev->noiommu ? "noiommu-" : "", dev->group,
				dev->may_open == -EACCES
						? "is not for this user: chown it, or be root"
						: "is not there: is VFIO's module loaded?");
	else if (rc == 0 && dev->our_driver != NULL)
		rc = add(out, ADVICE_USE, "ready: -a %s", dev->address);
	return rc == 0 ? add_release(out, dev) : rc;
}

int
advice_pci(struct advice_list *out, const struct pci_device *dev,
		const struct vfio *vfio, const struct netif_list *ifs)
{
	int rc = 0;

	*out = (struct advice_list){0};
	/* Nobody should follow advice about who knows what. */
	if (dev->problem[0] != '\0')
		return add(out, ADVICE_NEED, "cannot be read: %s",
				dev->problem);
	for (unsigned int i = 0; i < dev->ifs_n && rc == 0; i++)
		rc = add_interface(out, &dev->ifs[i], ifs);
	if (rc == 0)
		rc = add_mates(out, dev);
	if (rc == 0 && dev->our_driver == NULL)
		rc = add(out, ADVICE_NEED,
				"Bufplane has no driver for %04x:%04x yet; through vfio-pci other programs can use it",
				dev->vendor, dev->device);
	if (rc == 0 && dev->state == PCI_UIO)
		rc = add(out, ADVICE_NEED,
				"%s is of no use to Bufplane: vfio-pci is",
				dev->driver);
	if (rc != 0)
		return rc;
	return dev->state == PCI_VFIO ? add_vfio(out, dev)
				      : add_bind(out, dev, vfio);
}

int
advice_netif(struct advice_list *out, const struct netif *netif)
{
	int rc;

	*out = (struct advice_list){0};
	if (!netif_is_usable(netif))
		return add(out, ADVICE_NEED,
				"%s is no Ethernet, which net_af_packet needs",
				netif->name);
	rc = add_vdev(out, "--vdev ", netif);
	if (rc == 0 && (netif->flags & IFF_UP) == 0)
		rc = add_quoted(out, ADVICE_NEED,
				(const char *const[]){
						"it is down: ip link set ",
						" up"},
				"", netif->name);
	return rc;
}
