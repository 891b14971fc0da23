/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The address of a PCI device as text, and the order of addresses. A text is
 * read as a whole: nothing before, between or after the parts, each of which
 * has a digit and fits its field.
 */
#include <bufplane_export.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_log.h>
#include <rte_pci.h>

BP_EXPORT
void
rte_pci_device_name(const struct rte_pci_addr *addr, char *output, size_t size)
{
	if (size >= PCI_PRI_STR_SIZE) {
		snprintf(output, size, PCI_PRI_FMT, addr->domain, addr->bus,
				addr->devid, addr->function);
		return;
	}
	RTE_LOG(ERR, EAL,
			"pci: the name of a device takes %zu bytes, the buffer"
			" has %zu\n",
			PCI_PRI_STR_SIZE, size);
	if (size > 0)
		output[0] = '\0';
}

/* All parts as one number, the domain first. */
static uint64_t
key_of(const struct rte_pci_addr *addr)
{
	return (uint64_t)addr->domain << 24 | (uint32_t)addr->bus << 16 |
			(uint32_t)addr->devid << 8 | addr->function;
}

BP_EXPORT
int
rte_pci_addr_cmp(const struct rte_pci_addr *addr,
		const struct rte_pci_addr *addr2)
{
	uint64_t a, b;

	if (addr == NULL || addr2 == NULL)
		return -1;
	a = key_of(addr);
	b = key_of(addr2);
	return a < b ? -1 : a > b;
}

/* Read a part up to end, a character or 0: what follows it, or NULL. */
static const char *
parse_part(const char *text, char end, uint64_t max, uint32_t *value)
{
	unsigned long long number;
	char *rest;

	if (!isxdigit((unsigned char)*text))
		return NULL;
	number = strtoull(text, &rest, 16);
	if (*rest != end || number > max)
		return NULL;
	*value = (uint32_t)number;
	return end != '\0' ? rest + 1 : rest;
}

BP_EXPORT
int
rte_pci_addr_parse(const char *str, struct rte_pci_addr *addr)
{
	uint32_t domain = 0, bus, devid, function;
	const char *text = str;
	const char *colon;

	if (str == NULL || addr == NULL)
		return -1;
	colon = strchr(str, ':');
	if (colon != NULL && strchr(colon + 1, ':') != NULL)
		text = parse_part(text, ':', UINT32_MAX, &domain);
	if (text != NULL)
		text = parse_part(text, ':', UINT8_MAX, &bus);
	if (text != NULL)
		text = parse_part(text, '.', UINT8_MAX, &devid);
	if (text != NULL)
		text = parse_part(text, '\0', UINT8_MAX, &function);
	if (text == NULL)
		return -1;
	addr->domain = domain;
	addr->bus = (uint8_t)bus;
	addr->devid = (uint8_t)devid;
	addr->function = (uint8_t)function;
	return 0;
}
