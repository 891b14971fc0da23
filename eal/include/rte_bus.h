/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The buses that devices sit on, as programs see them. Each bus finds its
 * devices (scan) and gives them to drivers (probe). The list of buses belongs
 * to the process; struct rte_bus itself is in bus_driver.h.
 */
#ifndef RTE_BUS_H
#define RTE_BUS_H

#include <stdio.h>

#include <rte_eal.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_bus;
struct rte_device;

/* The name of a bus, which must not be NULL. */
const char *rte_bus_name(const struct rte_bus *bus);

/*
 * Let every bus look for its devices. Returns 0; a bus that fails is logged
 * and does not keep the others from scanning.
 */
int rte_bus_scan(void);

/*
 * Let every bus give its devices to drivers, "vdev" last. Returns 0; a bus
 * that fails is logged and does not keep the others from probing.
 */
int rte_bus_probe(void);

/* Print the name of each bus. */
void rte_bus_dump(FILE *f);

/* Compares a bus with data: 0 for a match, as strcmp() for an order. */
typedef int (*rte_bus_cmp_t)(const struct rte_bus *bus, const void *data);

/* The first bus after start (NULL: from the first) for which cmp returns 0. */
struct rte_bus *rte_bus_find(const struct rte_bus *start, rte_bus_cmp_t cmp,
		const void *data);

/* The bus that has this device, or NULL. */
struct rte_bus *rte_bus_find_by_device(const struct rte_device *dev);

/* The bus of this name, or NULL. */
struct rte_bus *rte_bus_find_by_name(const char *busname);

/*
 * The kind of IOVA that the buses need: RTE_IOVA_VA or RTE_IOVA_PA if some
 * bus wants that one and none the other, else RTE_IOVA_DC.
 */
enum rte_iova_mode rte_bus_get_iommu_class(void);

#ifdef __cplusplus
}
#endif

#endif
