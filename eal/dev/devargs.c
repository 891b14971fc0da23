/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Turning the text of a device argument into a struct rte_devargs. A parse
 * works on a structure of its own and hands it out only when all of it is
 * right. Everything it allocates hangs on data; the other strings point into
 * that.
 */
#include <bufplane_dev.h>
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_class.h>
#include <rte_devargs.h>
#include <rte_errno.h>
#include <rte_kvargs.h>

#include "dev/dev.h"
#include "eal.h"

#define BUS_NAMES_SIZE 256

/* Copy a name that may be empty: 0, or -E2BIG if it is too long. */
static int
set_name(struct rte_devargs *da, const char *name, size_t len)
{
	if (len >= sizeof(da->name))
		return -E2BIG;
	memcpy(da->name, name, len);
	da->name[len] = '\0';
	return 0;
}

int
devargs_fill(struct rte_devargs *da, struct rte_bus *bus, const char *name,
		size_t name_len, const char *args)
{
	memset(da, 0, sizeof(*da));
	if (name_len == 0 || memchr(name, ',', name_len) != NULL ||
			set_name(da, name, name_len) != 0)
		return -EINVAL;
	da->data = strdup(args);
	if (da->data == NULL)
		return -ENOMEM;
	da->bus = bus;
	da->args = da->data;
	return 0;
}

/* Find the bus that the description names, and the device's name on it. */
static int
parse_bus_part(struct rte_devargs *da, const struct dev_span *part)
{
	char names[BUS_NAMES_SIZE];
	char *name = dev_part_name(part);
	struct rte_kvargs *keys;
	const char *device;
	int rc = 0;

	if (name == NULL)
		return -ENOMEM;
	da->bus = rte_bus_find_by_name(name);
	if (da->bus == NULL)
		EAL_LOG(ERR, "there is no bus \"%s\"; known: %s\n", name,
				bus_names(names, sizeof(names)));
	free(name);
	if (da->bus == NULL)
		return -EFAULT;
	keys = rte_kvargs_parse(da->bus_str, NULL);
	if (keys == NULL)
		return -EINVAL;
	device = rte_kvargs_get(keys, "name");
	if (device != NULL)
		rc = set_name(da, device, strlen(device));
	rte_kvargs_free(keys);
	if (rc == 0 && da->bus->devargs_parse != NULL)
		rc = da->bus->devargs_parse(da);
	return rc;
}

static int
parse_class_part(struct rte_devargs *da, const struct dev_span *part)
{
	char *name = dev_part_name(part);

	if (name == NULL)
		return -ENOMEM;
	da->cls = rte_class_find_by_name(name);
	if (da->cls == NULL)
		EAL_LOG(ERR, "there is no device class \"%s\"\n", name);
	free(name);
	return da->cls != NULL ? 0 : -EFAULT;
}

/* Cut da->data where the parts of the same text end. */
static void
cut_parts(struct rte_devargs *da, const char *dev,
		const struct dev_span parts[DEV_PARTS])
{
	const char *strs[DEV_PARTS];

	for (unsigned int i = 0; i < DEV_PARTS; i++) {
		size_t start;

		strs[i] = NULL;
		if (parts[i].text == NULL)
			continue;
		start = (size_t)(parts[i].text - dev);
		strs[i] = da->data + start;
		da->data[start + parts[i].len] = '\0';
	}
	da->bus_str = strs[DEV_PART_BUS];
	da->cls_str = strs[DEV_PART_CLASS];
	da->drv_str = strs[DEV_PART_DRIVER];
}

/* "bus=B,.../class=C,.../driver=D,..." */
static int
parse_parts(struct rte_devargs *da, const char *dev)
{
	struct dev_span parts[DEV_PARTS];
	int rc = 0;

	dev_parts_split(dev, parts);
	if (parts[DEV_PART_BUS].text == NULL &&
			parts[DEV_PART_CLASS].text == NULL) {
		EAL_LOG(ERR, "\"%s\" names neither bus nor class\n", dev);
		return -EFAULT;
	}
	da->data = strdup(dev);
	if (da->data == NULL)
		return -ENOMEM;
	cut_parts(da, dev, parts);
	if (parts[DEV_PART_BUS].text != NULL)
		rc = parse_bus_part(da, &parts[DEV_PART_BUS]);
	if (rc == 0 && parts[DEV_PART_CLASS].text != NULL)
		rc = parse_class_part(da, &parts[DEV_PART_CLASS]);
	if (rc == 0)
		return 0;
	rte_errno = -rc;
	rte_devargs_reset(da);
	return rc == -ENOMEM ? rc : -EFAULT;
}

/* The bus that text begins with, if a separator follows its name. */
static struct rte_bus *
leading_bus(const char *text)
{
	struct rte_bus *bus = NULL;

	while ((bus = bus_next(bus)) != NULL) {
		size_t len = strlen(bus->name);
		char sep;

		if (strncmp(text, bus->name, len) != 0)
			continue;
		sep = text[len];
		if (sep != '\0' && sep != '_' && !isalnum((unsigned char)sep))
			return bus;
	}
	return NULL;
}

/* Whether name looks like an address on the PCI bus, "[0000:]00:1f.7". */
static bool
looks_like_pci(const char *name)
{
	unsigned int a, b, c, d;
	int end = -1;

	if (strncmp(name, "pci:", 4) == 0)
		return true;
	if (sscanf(name, "%x:%x.%x%n", &a, &b, &c, &end) == 3 &&
			name[end] == '\0')
		return true;
	return sscanf(name, "%x:%x:%x.%x%n", &a, &b, &c, &d, &end) == 4 &&
			name[end] == '\0';
}

static void
log_unknown(const char *name, const char *dev)
{
	char names[BUS_NAMES_SIZE];

	if (looks_like_pci(name) && rte_bus_find_by_name("pci") == NULL)
		EAL_LOG(ERR,
				"device \"%s\" cannot be used: this program has "
				"no PCI bus\n",
				dev);
	else
		EAL_LOG(ERR,
				"device \"%s\": no bus or driver has a device of "
				"such a name; buses: %s\n",
				dev, bus_names(names, sizeof(names)));
}

/* "[bus:]name[,args]", where dev is a copy that may be cut. */
static int
parse_plain_copy(struct rte_devargs *da, char *dev, const char *whole)
{
	struct rte_bus *bus = leading_bus(dev);
	char *name = dev;
	char *args;

	if (bus != NULL)
		name += strlen(bus->name) + 1;
	args = name + strcspn(name, ",");
	if (*args != '\0')
		*args++ = '\0';
	if (strlen(name) >= RTE_DEV_NAME_MAX_LEN) {
		EAL_LOG(ERR, "device name \"%s\" is longer than %d characters\n",
				name, RTE_DEV_NAME_MAX_LEN - 1);
		return -EINVAL;
	}
	if (bus == NULL)
		bus = bus_for_device(name);
	else if (bus->parse == NULL || bus->parse(name, NULL) != 0)
		bus = NULL;
	if (bus == NULL || *name == '\0') {
		log_unknown(name, whole);
		return -EFAULT;
	}
	return devargs_fill(da, bus, name, strlen(name), args);
}

static int
parse_plain(struct rte_devargs *da, const char *dev)
{
	char *copy = strdup(dev);
	int rc;

	if (copy == NULL)
		return -ENOMEM;
	rc = parse_plain_copy(da, copy, dev);
	free(copy);
	return rc;
}

BP_EXPORT
int
rte_devargs_parse(struct rte_devargs *da, const char *dev)
{
	struct rte_devargs out;
	int rc;

	if (da == NULL || dev == NULL)
		return -EINVAL;
	memset(&out, 0, sizeof(out));
	bp_dev_lock();
	rc = dev_parts_present(dev) ? parse_parts(&out, dev)
				    : parse_plain(&out, dev);
	bp_dev_unlock();
	if (rc == 0)
		*da = out;
	return rc;
}

BP_EXPORT
int
rte_devargs_parsef(struct rte_devargs *da, const char *format, ...)
{
	char *dev = NULL;
	va_list ap;
	int rc;

	if (da == NULL || format == NULL)
		return -EINVAL;
	va_start(ap, format);
	rc = vasprintf(&dev, format, ap);
	va_end(ap);
	if (rc < 0)
		return -ENOMEM;
	rc = rte_devargs_parse(da, dev);
	free(dev);
	return rc;
}

BP_EXPORT
void
rte_devargs_reset(struct rte_devargs *da)
{
	if (da == NULL)
		return;
	free(da->data);
	da->data = NULL;
	da->args = NULL;
	da->bus_str = NULL;
	da->cls_str = NULL;
}
