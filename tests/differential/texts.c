/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is read from text and written as text: key=value lists, devargs,
 * splitting and copying of strings, sizes, Ethernet and PCI addresses, UUIDs,
 * dumps, and names of flags and errors.
 */
#include <ctype.h>
#include <string.h>

#include <rte_bus.h>
#include <rte_common.h>
#include <rte_devargs.h>
#include <rte_errno.h>
#include <rte_ether.h>
#include <rte_hexdump.h>
#include <rte_kvargs.h>
#include <rte_mbuf.h>
#include <rte_pci.h>
#include <rte_string_fns.h>
#include <rte_uuid.h>

#include "case.h"

#define TEXT_MAX 80

/* Up to TEXT_MAX - 1 letters out of an alphabet. */
static char *
some_text(const char *alphabet, unsigned int longest)
{
	static char texts[4][TEXT_MAX];
	static unsigned int next;
	char *text = texts[next++ % RTE_DIM(texts)];
	unsigned int len = below(RTE_MIN(longest, TEXT_MAX - 1u) + 1);

	for (unsigned int i = 0; i < len; i++)
		text[i] = alphabet[below((uint32_t)strlen(alphabet))];
	text[len] = '\0';
	return text;
}

static int
show_pair(const char *key, const char *value, void *opaque)
{
	tell("%s pair: %s=%s", (const char *)opaque, key,
			value ? value : "(none)");
	return 0;
}

static int
count_to_two(const char *key, const char *value, void *opaque)
{
	int *n = opaque;

	(void)key;
	(void)value;
	return ++*n == 2 ? -7 : 0;
}

static void
kvargs(unsigned int number, const char *text, const char *const *keys)
{
	struct rte_kvargs *list = rte_kvargs_parse(text, keys);
	char label[TEXT_MAX + 60];
	int n = 0, rc;

	snprintf(label, sizeof(label), "texts/kvargs %u \"%s\" keys %d", number,
			text, keys != NULL);
	if (list == NULL) {
		tell("%s: refused", label);
		return;
	}
	tell("%s: %u, %u of a, %u of b", label, list->count,
			rte_kvargs_count(list, "a"),
			rte_kvargs_count(list, "b"));
	rte_kvargs_process(list, NULL, show_pair, label);
	rc = rte_kvargs_process(list, "a", count_to_two, &n);
	tell("%s stopped: %d after %d, a=%s", label, rc, n,
			rte_kvargs_get(list, "a") ? rte_kvargs_get(list, "a")
						  : "");
	rte_kvargs_free(list);
}

/* The text, with a "x" for each "=" in a value; see known.txt. */
static const char *
one_sign_a_pair(const char *text)
{
	static char to[TEXT_MAX];
	bool seen = false;

	strcpy(to, text);
	for (char *at = to; *at != '\0'; at++) {
		if (*at == ',' && strchr(text, '[') == NULL)
			seen = false;
		else if (*at == '=' && seen)
			*at = 'x';
		else if (*at == '=')
			seen = true;
	}
	return to;
}

static void
kvargs_texts(unsigned int rounds)
{
	static const char *const keys[] = {"a", "b", "ab", NULL};
	static const char *const some[] = {"", "a", "a=", "=a", "a=1", "a=1,",
			",a=1", "a=1,,b=2", "a=1,a=2,a=3", "a=[1,2],b=3",
			"a=[1,2", "a=1]", "a=[[1],[2]]", "a==", "a= 1", " a=1",
			"c=1", "a=\"1,2\"", "ab=1"};

	for (unsigned int i = 0; i < RTE_DIM(some); i++) {
		kvargs(i, some[i], NULL);
		kvargs(i, some[i], keys);
	}
	for (unsigned int i = 0; i < 4 * rounds; i++)
		kvargs(i, one_sign_a_pair(some_text("aab12,,==[]", 14)),
				below(2) ? keys : NULL);
}

static void
devargs(const char *text)
{
	struct rte_devargs da = {0};
	int rc = rte_devargs_parse(&da, text);

	if (rc != 0)
		tell("texts/devargs \"%s\": %d", text, rc);
	else
		tell("texts/devargs \"%s\": bus %s name \"%s\" args \"%s\" "
		     "policy %d data %d",
				text, da.bus ? rte_bus_name(da.bus) : "(none)",
				da.name, da.drv_str ? da.drv_str : "(none)",
				(int)da.policy, da.data != NULL);
	rte_devargs_reset(&da);
}

static void
devargs_texts(unsigned int rounds)
{
	static const char *const some[] = {"", "net_null0", "net_null0,",
			"net_null0,size=64", "net_null0,size=64,copy=1",
			"vdev:net_null0", "vdev:net_ring0,a=b",
			"pci:0000:00:01.0", "0000:00:01.0", "00:01.0",
			"00:01.0,a=1", "unknown0", "eth_null", "pci:net_null0",
			":", ",", "vdev:", "net_pcap0,iface=[1,2]", "bus:x",
			"net_null_with_a_name_of_more_than_sixty-four_characters_in_total",
			"net_null_with_a_name_of_sixty-three_characters_and_not_any_more"};

	for (size_t i = 0; i < RTE_DIM(some); i++)
		devargs(some[i]);
	for (unsigned int i = 0; i < rounds; i++) {
		char text[TEXT_MAX + 20];

		snprintf(text, sizeof(text), "%s%s",
				below(2) ? "net_null" : "00:0",
				some_text("01:.,=a", 8));
		devargs(text);
	}
	tell("texts/devargs layers: %d",
			rte_devargs_type_count(RTE_DEVTYPE_VIRTUAL));
}

static void
split(unsigned int i)
{
	char text[TEXT_MAX], *tokens[8] = {0};
	int len, n;

	strcpy(text, some_text("ab  ,", 30));
	len = (int)(below(2) ? strlen(text) : below(TEXT_MAX));
	memset(text + strlen(text) + 1, 0, TEXT_MAX - strlen(text) - 1);
	n = rte_strsplit(
			text, len, tokens, (int)below(8), below(2) ? ' ' : ',');
	tell("texts/split %u: %d %016lx", i, n, hash(0, text, sizeof(text)));
	for (int j = 0; j < n; j++)
		tell("texts/split %u token %d: %ld %s", i, j,
				(long)(tokens[j] - text), tokens[j]);
}

static void
copies(unsigned int i)
{
	char to[40];
	const char *text = some_text("abc", 38);
	size_t room = below(40), rc;
	ssize_t copied;

	memset(to, 'x', sizeof(to));
	rc = rte_strlcpy(to, text, room);
	tell("texts/strlcpy %u: %zu %016lx", i, rc, hash(0, to, sizeof(to)));
	memset(to, 'x', sizeof(to));
	rte_errno = 0;
	copied = rte_strscpy(to, text, room);
	tell("texts/strscpy %u: %zd %d %016lx", i, copied, rte_errno,
			hash(0, to, room));
	strcpy(to, "12345");
	rc = rte_strlcat(to, text, room);
	tell("texts/strlcat %u: %zu %s", i, rc, to);
}

static void
sizes(unsigned int rounds)
{
	static const char *const some[] = {"", "0", "1", "1k", "1K", "1m", "1M",
			"1g", "1G", "1t", "1T", "1kb", "1KB", "0x10", "0x10k",
			"010", " 5", "-1", "1.5k", "k", "12q", "99999999999",
			"1kk", "+3", "5 k", "18446744073709551615",
			"18446744073709551616"};

	for (size_t i = 0; i < RTE_DIM(some); i++)
		tell("texts/size \"%s\": %lu", some[i],
				rte_str_to_size(some[i]));
	for (unsigned int i = 0; i < rounds; i++) {
		const char *text = some_text("0123kKmMgGx ", 6);

		tell("texts/size \"%s\": %lu", text, rte_str_to_size(text));
	}
}

static void
ether(const char *text)
{
	struct rte_ether_addr addr = {0};
	char back[RTE_ETHER_ADDR_FMT_SIZE];
	int rc = rte_ether_unformat_addr(text, &addr);

	/* What a refused one leaves behind is another's. */
	if (rc != 0)
		memset(&addr, 0, sizeof(addr));
	rte_ether_format_addr(back, sizeof(back), &addr);
	tell("texts/ether \"%s\": %d %s, %d%d%d%d%d%d%d", text, rc, back,
			rte_is_zero_ether_addr(&addr),
			rte_is_unicast_ether_addr(&addr),
			rte_is_multicast_ether_addr(&addr),
			rte_is_broadcast_ether_addr(&addr),
			rte_is_universal_ether_addr(&addr),
			rte_is_local_admin_ether_addr(&addr),
			rte_is_valid_assigned_ether_addr(&addr));
}

static void
ethers(unsigned int rounds)
{
	static const char *const some[] = {"", "1:2:3:4:5:6",
			"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff",
			"FF:fF:Ff:01:23:45", "1:2:3:4:5",
			"1:2:3:4:5:6:", "1:2:3:4:5:6:7", ":1:2:3:4:5:6",
			"100:2:3:4:5:6", "0001:0203:0405", "1:2:3",
			"1111:2222:3333:4444", "01-02-03-04-05-06",
			" 1:2:3:4:5:6", "1:2:3:4:5:6 ", "1::3:4:5:6",
			"-1:2:3:4:5:6", "0x1:2:3:4:5:6", "g:", "12345:2:3",
			"001:2:3:4:5:6", "1:2:3:4:5:0x6", "fffff:1:2",
			"ffff:1:2", "+1:2:3:4:5:6"};
	struct rte_ether_addr addr = {{1, 2, 3, 4, 5, 0xfe}};

	for (size_t i = 0; i < RTE_DIM(some); i++)
		ether(some[i]);
	for (unsigned int i = 0; i < 3 * rounds; i++) {
		char text[64] = "";
		unsigned int parts = below(3) ? 6 : 1 + below(7);

		for (unsigned int j = 0; j < parts; j++)
			snprintf(text + strlen(text),
					sizeof(text) - strlen(text), "%s%s",
					j ? ":" : "",
					some_text("0123aF", 1 + below(4)));
		ether(text);
	}
	for (uint16_t room = 0; room < 20; room++) {
		char to[24] = "xxxxxxxxxxxxxxxxxxxxxxx";

		rte_ether_format_addr(to, room, &addr);
		tell("texts/ether in %u: %s", room, room ? to : "");
	}
}

static void
pci(const char *text)
{
	struct rte_pci_addr addr = {0};
	char back[PCI_PRI_STR_SIZE];
	int rc = rte_pci_addr_parse(text, &addr);

	if (rc != 0) {
		tell("texts/pci \"%s\": %d", text, rc);
		return;
	}
	rte_pci_device_name(&addr, back, sizeof(back));
	tell("texts/pci \"%s\": %d %s", text, rc, back);
}

static void
pcis(unsigned int rounds)
{
	static const char *const some[] = {"", "00:00.0", "0000:00:00.0",
			"ffff:ff:1f.7", "00:20.0", "00:1f.8", "100:00.0",
			"10000:00:00.0", "ffffffff:00:00.0", "00:00", "00.0",
			"00:00.0 ", "00:00.0,", "0:0.0", "-1:00.0", "x:00.0",
			"0000:00:00.0.0", "0000:0000:00:00.0"};

	for (size_t i = 0; i < RTE_DIM(some); i++)
		pci(some[i]);
	for (unsigned int i = 0; i < rounds; i++) {
		char text[64];

		snprintf(text, sizeof(text), "%x:%x.%x", below(300), below(40),
				below(10));
		pci(text);
	}
}

static void
uuid(const char *text)
{
	rte_uuid_t id = {0};
	char back[RTE_UUID_STRLEN];
	int rc = rte_uuid_parse(text, id);

	rte_uuid_unparse(id, back, sizeof(back));
	tell("texts/uuid \"%s\": %d %s %d", text, rc, rc ? "" : back,
			rte_uuid_is_null(id));
}

static void
uuids(unsigned int rounds)
{
	rte_uuid_t a, b;

	uuid("");
	uuid("00000000-0000-0000-0000-000000000000");
	uuid("01234567-89ab-cdef-0123-456789ABCDEF");
	uuid("01234567-89ab-cdef-0123-456789abcde");
	uuid("01234567-89ab-cdef-0123-456789abcdef0");
	uuid("0123456789abcdef0123456789abcdef");
	uuid("0123456g-89ab-cdef-0123-456789abcdef");
	uuid("01234567x89ab-cdef-0123-456789abcdef");
	for (unsigned int i = 0; i < rounds; i++) {
		char text[RTE_UUID_STRLEN];
		int order;

		rnd_fill(a, sizeof(a));
		rnd_fill(b, sizeof(b));
		memcpy(b, a, below(16));
		rte_uuid_unparse(a, text, sizeof(text));
		order = rte_uuid_compare(a, b);
		tell("texts/uuid %u: %s, %d", i, text,
				(order > 0) - (order < 0));
	}
}

static void
flags(unsigned int rounds)
{
	char list[400];

	for (unsigned int bit = 0; bit < 64; bit++) {
		const char *rx = rte_get_rx_ol_flag_name(UINT64_C(1) << bit);
		const char *tx = rte_get_tx_ol_flag_name(UINT64_C(1) << bit);

		tell("texts/flag %u: %s %s", bit, rx ? rx : "-", tx ? tx : "-");
	}
	for (unsigned int i = 0; i < rounds; i++) {
		uint64_t mask = rnd() & rnd();
		size_t room = below(8) ? sizeof(list) : below(sizeof(list));
		int rc = rte_get_rx_ol_flag_list(mask, list, room);

		tell("texts/rx flags %#lx in %zu: %d %s", mask, room, rc,
				room ? list : "");
		rc = rte_get_tx_ol_flag_list(mask, list, room);
		tell("texts/tx flags %#lx in %zu: %d %s", mask, room, rc,
				room ? list : "");
	}
	for (unsigned int i = 0; i < rounds; i++) {
		uint32_t type = (uint32_t)rnd() & 0xfffffff;
		size_t room = below(8) ? sizeof(list) : below(60);
		int rc = rte_get_ptype_name(type, list, room);

		tell("texts/type %#x in %zu: %d %s", type, room, rc,
				room ? list : "");
	}
}

static void
dumps(void)
{
	uint8_t bytes[40];

	for (unsigned int i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7);
	for (unsigned int len = 0; len <= sizeof(bytes); len += 5) {
		char label[40];
		FILE *stream = text_open();

		rte_hexdump(stream, "title", bytes, len);
		snprintf(label, sizeof(label), "texts/hexdump %u", len);
		text_tell(stream, label);
		stream = text_open();
		rte_memdump(stream, len ? "title" : NULL, bytes, len);
		snprintf(label, sizeof(label), "texts/memdump %u", len);
		text_tell(stream, label);
	}
}

void
texts_part(unsigned int rounds)
{
	kvargs_texts(rounds);
	devargs_texts(rounds / 4);
	for (unsigned int i = 0; i < rounds; i++) {
		split(i);
		copies(i);
	}
	sizes(rounds);
	ethers(rounds);
	pcis(rounds / 4);
	uuids(rounds / 4);
	flags(rounds / 2);
	dumps();
	for (int i = -2; i < 140; i++)
		tell("texts/error %d: %s", i, rte_strerror(i));
}
