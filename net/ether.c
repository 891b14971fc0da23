/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ethernet addresses: made at random, written and read as text. What is read
 * must be an address to its last character.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_ether.h>
#include <rte_random.h>

BP_EXPORT
void
rte_eth_random_addr(uint8_t *addr)
{
	uint64_t bits = rte_rand();

	memcpy(addr, &bits, RTE_ETHER_ADDR_LEN);
	addr[0] &= (uint8_t)~RTE_ETHER_GROUP_ADDR;
	addr[0] |= RTE_ETHER_LOCAL_ADMIN_ADDR;
}

BP_EXPORT
void
rte_ether_format_addr(
		char *buf, uint16_t size, const struct rte_ether_addr *eth_addr)
{
	snprintf(buf, size, RTE_ETHER_ADDR_PRT_FMT,
			RTE_ETHER_ADDR_BYTES(eth_addr));
}

/* The value of a hexadecimal digit, or -1. */
static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Read a byte of two digits; 0 or -1. */
static int
read_byte(const char *s, uint8_t *byte)
{
	int high = digit(s[0]);
	int low = high < 0 ? -1 : digit(s[1]);

	if (low < 0)
		return -1;
	*byte = (uint8_t)(high << 4 | low);
	return 0;
}

/* Read six bytes with a colon behind each group of that many; 0 or -1. */
static int
read_addr(const char *s, unsigned int group, struct rte_ether_addr *ea)
{
	unsigned int i;

	for (i = 0; i < RTE_ETHER_ADDR_LEN; i++) {
		if (i > 0 && i % group == 0 && *s++ != ':')
			return -1;
		if (read_byte(s, &ea->addr_bytes[i]) != 0)
			return -1;
		s += 2;
	}
	return *s == '\0' ? 0 : -1;
}

BP_EXPORT
int
rte_ether_unformat_addr(const char *str, struct rte_ether_addr *eth_addr)
{
	struct rte_ether_addr ea;

	if (read_addr(str, 1, &ea) != 0 && read_addr(str, 2, &ea) != 0) {
		rte_errno = EINVAL;
		return -1;
	}
	*eth_addr = ea;
	return 0;
}
