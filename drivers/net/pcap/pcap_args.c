/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The arguments of net_pcap. Each rx_pcap, rx_iface or rx_iface_in is one more
 * receive queue, each tx_pcap or tx_iface one more transmit queue; iface is
 * one of each and stands alone. With only one direction given, the other has
 * as many queues that receive nothing or drop everything.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_kvargs.h>

#include "pcap_private.h"

static const char *const keys[] = {"rx_pcap", "tx_pcap", "rx_iface",
		"rx_iface_in", "tx_iface", "iface", "phy_mac", "infinite_rx",
		"eof", "snaplen", NULL};

RTE_PMD_REGISTER_PARAM_STRING(net_pcap,
		"rx_pcap=<file> tx_pcap=<file> rx_iface=<interface> "
		"rx_iface_in=<interface> tx_iface=<interface> "
		"iface=<interface> phy_mac=<0|1> infinite_rx=<0|1> eof=<0|1> "
		"snaplen=<1-262144>");

struct parse {
	const char *device;
	struct pcap_args *args;
	enum pcap_kind kind; /* of the key in hand */
};

static int
add_end(struct parse *p, struct pcap_end *ends, unsigned int *n,
		const char *key, const char *value)
{
	size_t len = value == NULL ? 0 : strlen(value);

	if (len == 0 || len >= PCAP_NAME_MAX) {
		PCAP_LOG(ERR, "%s: %s needs a name of 1 to %d characters\n",
				p->device, key, PCAP_NAME_MAX - 1);
		return -EINVAL;
	}
	if (*n == PCAP_QUEUES_MAX) {
		PCAP_LOG(ERR, "%s: %s: there are at most %d queues\n",
				p->device, key, PCAP_QUEUES_MAX);
		return -EINVAL;
	}
	ends[*n].kind = p->kind;
	memcpy(ends[*n].name, value, len + 1);
	(*n)++;
	return 0;
}

static int
add_rx(const char *key, const char *value, void *opaque)
{
	struct parse *p = opaque;

	return add_end(p, p->args->rx, &p->args->n_rx, key, value);
}

static int
add_tx(const char *key, const char *value, void *opaque)
{
	struct parse *p = opaque;

	return add_end(p, p->args->tx, &p->args->n_tx, key, value);
}

struct value {
	const char *device;
	void *to;
};

static int
parse_switch(const char *key, const char *value, void *opaque)
{
	const struct value *v = opaque;

	if (value == NULL ||
			(strcmp(value, "0") != 0 && strcmp(value, "1") != 0)) {
		PCAP_LOG(ERR, "%s: %s is 0 or 1, not '%s'\n", v->device, key,
				value == NULL ? "" : value);
		return -EINVAL;
	}
	*(int *)v->to = *value == '1';
	return 0;
}

static int
parse_snaplen(const char *key, const char *value, void *opaque)
{
	const struct value *v = opaque;
	unsigned long n = 0;
	char *end = NULL;

	if (value != NULL && *value >= '0' && *value <= '9')
		n = strtoul(value, &end, 0);
	if (end == NULL || *end != '\0' || n == 0 || n > PCAP_SNAPLEN) {
		PCAP_LOG(ERR, "%s: %s is a number from 1 to %d, not '%s'\n",
				v->device, key, PCAP_SNAPLEN,
				value == NULL ? "" : value);
		return -EINVAL;
	}
	*(unsigned int *)v->to = (unsigned int)n;
	return 0;
}

static int
parse_ends(const struct rte_kvargs *kv, struct parse *p)
{
	static const struct {
		const char *key;
		enum pcap_kind kind;
		arg_handler_t add;
	} ends[] = {
			{"rx_pcap", PCAP_FILE, add_rx},
			{"rx_iface", PCAP_IFACE, add_rx},
			{"rx_iface_in", PCAP_IFACE_IN, add_rx},
			{"tx_pcap", PCAP_FILE, add_tx},
			{"tx_iface", PCAP_IFACE, add_tx},
			{"iface", PCAP_IFACE, add_rx},
			{"iface", PCAP_IFACE, add_tx},
	};
	unsigned int i;

	for (i = 0; i < RTE_DIM(ends); i++) {
		p->kind = ends[i].kind;
		if (rte_kvargs_process(kv, ends[i].key, ends[i].add, p) < 0)
			return -EINVAL;
	}
	return 0;
}

static int
parse_values(const char *device, const struct rte_kvargs *kv,
		struct pcap_args *args)
{
	const struct {
		const char *key;
		arg_handler_t parse;
		void *to;
	} values[] = {
			{"phy_mac", parse_switch, &args->phy_mac},
			{"infinite_rx", parse_switch, &args->infinite_rx},
			{"eof", parse_switch, &args->eof},
			{"snaplen", parse_snaplen, &args->snaplen},
	};
	struct value v = {.device = device};
	unsigned int i;

	for (i = 0; i < RTE_DIM(values); i++) {
		v.to = values[i].to;
		if (rte_kvargs_process(kv, values[i].key, values[i].parse, &v) <
				0)
			return -EINVAL;
	}
	return 0;
}

/* What goes together; fills up the direction that is not given. */
static int
complete(const char *device, const struct rte_kvargs *kv,
		struct pcap_args *args)
{
	args->one_iface = rte_kvargs_count(kv, "iface") == 1;
	if (rte_kvargs_count(kv, "iface") != 0 &&
			(!args->one_iface || args->n_rx != 1 ||
					args->n_tx != 1)) {
		PCAP_LOG(ERR, "%s: iface stands once and alone\n", device);
		return -EINVAL;
	}
	if (args->n_rx == 0 && args->n_tx == 0) {
		PCAP_LOG(ERR,
				"%s: no queue; give rx_pcap, tx_pcap, rx_iface, "
				"rx_iface_in, tx_iface or iface\n",
				device);
		return -EINVAL;
	}
	if (args->infinite_rx && args->eof) {
		PCAP_LOG(ERR,
				"%s: eof and infinite_rx exclude each other: "
				"what is repeated has no end\n",
				device);
		return -EINVAL;
	}
	if ((args->infinite_rx || args->eof) &&
			rte_kvargs_count(kv, "rx_pcap") == 0)
		PCAP_LOG(WARNING, "%s: without an rx_pcap %s=1 does nothing\n",
				device, args->eof ? "eof" : "infinite_rx");
	if (args->phy_mac && !args->one_iface)
		PCAP_LOG(WARNING, "%s: without iface phy_mac=1 does nothing\n",
				device);
	if (args->n_rx == 0)
		args->n_rx = args->n_tx;
	if (args->n_tx == 0)
		args->n_tx = args->n_rx;
	return 0;
}

int
pcap_args_parse(const char *name, const char *text, struct pcap_args *args)
{
	struct parse p = {.device = name, .args = args};
	struct rte_kvargs *kv;
	int rc;

	memset(args, 0, sizeof(*args));
	args->snaplen = PCAP_SNAPLEN;
	kv = rte_kvargs_parse(text == NULL ? "" : text, keys);
	if (kv == NULL) {
		PCAP_LOG(ERR,
				"%s: '%s' has a key that is not rx_pcap, tx_pcap, "
				"rx_iface, rx_iface_in, tx_iface, iface, "
				"phy_mac, infinite_rx, eof or snaplen\n",
				name, text);
		return -EINVAL;
	}
	rc = parse_ends(kv, &p);
	if (rc == 0)
		rc = parse_values(name, kv, args);
	if (rc == 0)
		rc = complete(name, kv, args);
	rte_kvargs_free(kv);
	return rc;
}
