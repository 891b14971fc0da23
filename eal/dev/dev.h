/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of this folder share: the parts of a device description
 * ("bus=B,.../class=C,.../driver=D,..."), and access to the lists of buses
 * and device arguments. Callers hold the device lock.
 */
#ifndef EAL_DEV_DEV_H
#define EAL_DEV_DEV_H

#include <bus_driver.h>
#include <stdbool.h>
#include <stddef.h>

#include <rte_devargs.h>

enum dev_part {
	DEV_PART_BUS,
	DEV_PART_CLASS,
	DEV_PART_DRIVER,
	DEV_PARTS,
};

/* One part of a description, not terminated; text is NULL if it is absent. */
struct dev_span {
	const char *text;
	size_t len;
};

/* Whether text is a description, that is, begins with "bus=" or the like. */
bool dev_parts_present(const char *text);

/* Find the parts of a description; of two of one kind the last counts. */
void dev_parts_split(const char *text, struct dev_span parts[DEV_PARTS]);

/* The first value of a part, "B", or what follows it: malloc()ed or NULL. */
char *dev_part_name(const struct dev_span *part);
char *dev_part_args(const struct dev_span *part);

/* The bus after start (NULL: the first), NULL at the end. */
struct rte_bus *bus_next(const struct rte_bus *start);

/* What a bus or a driver returned, in words; -1 often means no more than no. */
const char *dev_reason(int rc);

/* The names of all buses, for a message: "vdev, pci" or "none". */
const char *bus_names(char *buf, size_t size);

/*
 * Fill *da with a device of a bus and its arguments: 0, -EINVAL for a name
 * that no device can have, -ENOMEM.
 */
int devargs_fill(struct rte_devargs *da, struct rte_bus *bus, const char *name,
		size_t name_len, const char *args);

/*
 * Take the entry that da is, or is like, out of the list (NULL: there is none),
 * so that no scan finds its device; then put it back, or free it.
 */
struct rte_devargs *devargs_take_out(const struct rte_devargs *da);
void devargs_put_back(struct rte_devargs *da);
void devargs_free(struct rte_devargs *da);

/* The first bus that takes name as one of its devices, NULL if none. */
struct rte_bus *bus_for_device(const char *name);

#endif
