/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of bufplane-devices. host.c reads files of the kernel, pci.c the
 * PCI network devices in them (pciids.c their names), vfio.c what there is for
 * driving them from a program, netif.c and route.c the interfaces; bus.c and
 * port.c ask the library. advice.c says what a device needs. text.c and json.c
 * show it all, with table.c for what is aligned; args.c reads the command line,
 * main.c is the order of things.
 *
 * Nothing here opens, binds or configures a device. What the kernel's files
 * hold is not trusted: a text is cut off at a size and freed of what a
 * terminal would act upon, a number has to be one, and what cannot be read is
 * named beside the device.
 */
#ifndef DEVICES_H
#define DEVICES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <net/if.h>

#include <rte_ethdev.h>

struct dirent;

#define DEV_PATH_SIZE 512
#define DEV_WIDTH     80 /* columns of what people read */

/* Where the kernel's files are: "" in front of /sys, /proc and /dev. */
struct devices_host {
	const char *root;
};

/*
 * host.c. Paths are printf() formats below the root. The first line of a file;
 * -EFBIG if it has size characters or more.
 */
int host_line(const struct devices_host *host, char *line, size_t size,
		const char *path, ...) __rte_format_printf(4, 5);
/* A file that is one number, in the base of strtoul(), at most max. */
int host_number(const struct devices_host *host, unsigned long *value,
		unsigned long max, const char *path, ...)
		__rte_format_printf(4, 5);
/* The last part of where a symbolic link points. */
int host_link(const struct devices_host *host, char *name, size_t size,
		const char *path, ...) __rte_format_printf(4, 5);
/* The entries of a folder, in order; how many, or -errno. */
int host_list(const struct devices_host *host, struct dirent ***list,
		const char *path, ...) __rte_format_printf(3, 4);
void host_list_free(struct dirent **list, int n);
/* 0, or -errno: may this process do it? mode as for access(). */
int host_access(const struct devices_host *host, int mode, const char *path,
		...) __rte_format_printf(3, 4);
/* '?' for each character that does not show. */
void host_printable(char *text);

/* An interface of the kernel, in the network namespace of this process. */
struct netif {
	char name[IFNAMSIZ];
	unsigned int index;
	unsigned int flags; /* IFF_* */
	unsigned int type;  /* ARPHRD_* */
	unsigned int mtu;
	unsigned int addresses; /* of IP */
	bool default_route;
	struct rte_ether_addr mac;
	char driver[32];
	char master[IFNAMSIZ]; /* what it is a port of */
};

struct netif_list {
	struct netif *list;
	unsigned int n;
	int may_open; /* a packet socket, as net_af_packet: 0 or -errno */
};

/* netif.c: 0 or -errno. */
int netif_read(const struct devices_host *host, struct netif_list *ifs);
void netif_free(struct netif_list *ifs);
struct netif *netif_find(const struct netif_list *ifs, const char *name);
/* Can net_af_packet be a port on it? */
bool netif_is_usable(const struct netif *netif);
/* route.c: marks the interfaces of default routes. */
void netif_read_routes(const struct devices_host *host, struct netif_list *ifs);

/* What the kernel has for vfio-pci. */
enum noiommu {
	NOIOMMU_UNKNOWN, /* no VFIO is loaded that could say */
	NOIOMMU_OFF,
	NOIOMMU_ON,
};

struct vfio {
	bool iommu;  /* some device is in a group of a real IOMMU */
	bool loaded; /* vfio-pci */
	enum noiommu noiommu;
};

#define PCI_ADDRESS_SIZE 20
#define PCI_IFS          4
#define PCI_MATES        4
#define PCI_UNKNOWN      UINT32_MAX

struct pci_if {
	char name[IFNAMSIZ];
	unsigned long index;
};

/* Another device of an IOMMU group, with a driver that keeps the group. */
struct pci_mate {
	char address[PCI_ADDRESS_SIZE];
	char driver[32];
};

enum pci_state {
	PCI_UNBOUND,
	PCI_KERNEL, /* a driver of the kernel has it */
	PCI_UIO,
	PCI_VFIO,
};

struct pci_device {
	char address[PCI_ADDRESS_SIZE];
	char name[128];      /* for people, or "" */
	char problem[96];    /* what could not be read, or "" */
	unsigned int class;  /* PCI_UNKNOWN if it cannot be read; */
	unsigned int vendor; /* likewise */
	unsigned int device;
	int numa_node; /* -1: unknown */
	enum pci_state state;
	char driver[32];   /* of the kernel, or "" */
	char override[32]; /* the only driver that may have it, or "" */
	char group[12];    /* of the IOMMU, or "" */
	bool noiommu;      /* the group is one without IOMMU */
	int may_open;      /* the group's file: 0 or -errno */
	unsigned int ifs_n;
	struct pci_if ifs[PCI_IFS];
	unsigned int mates_n;
	struct pci_mate mates[PCI_MATES];
	const char *our_driver; /* of Bufplane, or NULL */
};

struct pci_list {
	struct pci_device *list;
	unsigned int n;
	int error; /* -errno if PCI devices cannot be listed */
};

/* What a driver of Bufplane can drive; PCI_ANY stands for any. */
#define PCI_ANY 0xffffU
struct pci_id {
	unsigned int vendor;
	unsigned int device;
	const char *driver;
};

/* pci.c: 0 or -ENOMEM; ids ends with a driver of NULL. */
int pci_read(const struct devices_host *host, const struct pci_id *ids,
		struct pci_list *pci);
void pci_free(struct pci_list *pci);
/* pciids.c */
void pci_read_names(const struct devices_host *host, struct pci_list *pci);
/* vfio.c */
void vfio_read(const struct devices_host *host, struct vfio *vfio);
void vfio_read_group(const struct devices_host *host, struct pci_device *dev);

/* What is to be said about a device: words, or commands. */
enum advice_kind {
	ADVICE_WARNING, /* what would break */
	ADVICE_USE,     /* how to use it as it is */
	ADVICE_NEED,    /* what is missing */
	ADVICE_HEADING, /* of the commands that follow */
	ADVICE_COMMAND, /* for the shell, as root */
};

struct advice {
	enum advice_kind kind;
	char *text;
};

struct advice_list {
	struct advice *list;
	unsigned int n;
};

/* advice.c: 0 or -ENOMEM; the list is to be freed in any case. */
int advice_pci(struct advice_list *out, const struct pci_device *dev,
		const struct vfio *vfio, const struct netif_list *ifs);
int advice_netif(struct advice_list *out, const struct netif *netif);
void advice_free(struct advice_list *list);

#endif
