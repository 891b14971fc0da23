/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the library tells of ports, buses and drivers, and how everything is
 * shown.
 */
#ifndef SHOW_H
#define SHOW_H

#include <jansson.h>

#include "devices.h"

/* A port as the library tells; rc says what info is worth. */
struct port {
	uint16_t id;
	int rc;
	struct rte_eth_dev_info info;
	char name[RTE_ETH_NAME_MAX_LEN];
	const char *bus;
	const char *args; /* "" if none */
	int numa_node;
	uint16_t mtu;
	bool has_mac;
	struct rte_ether_addr mac;
	bool has_link;
	struct rte_eth_link link;
	struct rte_eth_dev_owner owner;
};

/* port.c: the ports of this process from id on, UINT16_MAX at the end. */
uint16_t port_next(uint16_t id);
void port_read(uint16_t id, struct port *port);
/* The n-th speed of the port in Mbit/s, 0 at the end. */
uint32_t port_speed(const struct port *port, unsigned int n);

/* bus.c: what the library has registered; each stops at a non-zero return. */
typedef int (*bus_visit_t)(const char *bus, void *arg);
int bus_each(bus_visit_t visit, void *arg);
struct bus_device {
	const char *bus;
	const char *name;
	const char *driver; /* or NULL */
	const char *args;   /* "" if none */
	int numa_node;
};
typedef int (*bus_device_visit_t)(const struct bus_device *dev, void *arg);
int bus_each_device(const char *name, bus_device_visit_t visit, void *arg);
struct bus_driver {
	const char *bus;
	const char *name;
	const char *alias;  /* or NULL */
	const char *params; /* "key=<type> ...", or NULL: it does not say */
};
typedef int (*bus_driver_visit_t)(const struct bus_driver *driver, void *arg);
int bus_each_driver(bus_driver_visit_t visit, void *arg);
/* What drivers of PCI devices know: 0 or -ENOMEM; free(*ids) in any case. */
int bus_pci_ids(struct pci_id **ids);

/*
 * table.c: rows of columns, each as wide as its widest cell; the last one is
 * wrapped. A note is a line of its own between two rows.
 */
#define TABLE_COLUMNS 8
struct table {
	unsigned int columns;
	unsigned int rows_n;
	struct table_row *rows;
	int rc; /* 0 or -ENOMEM */
};

/* headings ends with NULL. */
void table_init(struct table *table, const char *const *headings);
void table_row(struct table *table, const char *const *cells);
/* Text behind a mark, wrapped; or as it is, if it is for a shell. */
void table_note(struct table *table, const char *mark, const char *text,
		bool wrap);
/* Prints it and frees it: 0 or -ENOMEM. */
int table_print(struct table *table, FILE *out);
/* Words from column on, wrapped; the cursor is at column. */
void table_wrap(FILE *out, unsigned int column, const char *text);

/* All that was found. */
struct devices {
	struct netif_list ifs;
	struct pci_list pci;
	struct vfio vfio;
};

/* What is shown: bits, in the order of the sections. */
enum {
	SHOW_PORTS = 1,
	SHOW_INTERFACES = 2,
	SHOW_PCI = 4,
	SHOW_BUSES = 8,
	SHOW_DRIVERS = 16,
	SHOW_ALL = 31,
};

struct devices_options {
	unsigned int show;
	const char *json; /* file, "-" or NULL */
};

/* args.c: 0, 1 when help was asked for and given, or -EINVAL. */
int devices_parse_args(struct devices_options *opt, int argc, char **argv);
void devices_usage(const char *program);
/* As app_eal_args(), so that nobody else is disturbed. */
struct app_eal;
char **devices_eal_args(int argc, char **argv, struct app_eal *eal);

/* text.c and json.c: 0 or -ENOMEM; NULL. */
int text_print(FILE *out, const struct devices *all, unsigned int show);
int text_print_ports(FILE *out, const struct devices *all); /* text_port.c */
json_t *json_make(const struct devices *all, unsigned int show);
json_t *json_ports(void); /* json_port.c */

#endif
