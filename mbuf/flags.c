/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The names of the flags in ol_flags, one table for receive and one for
 * transmit. Flags of several bits are a field: a row matches when the field
 * has its value, 0 included, so lists name what is unknown as well.
 */
#include <bufplane_export.h>

#include "mbuf.h"

/* A value of a field of ol_flags. */
struct row {
	uint64_t field;
	uint64_t value;
	const char *name;
};

#define FLAG(f)                                                                \
	{                                                                      \
		f, f, #f                                                       \
	}
/* v, the end of a name that begins with prefix, in a field. */
#define VALUE(field, prefix, v)                                                \
	{                                                                      \
		field, prefix##v, #prefix #v                                   \
	}

#define RX_L4(v) VALUE(RTE_MBUF_F_RX_L4_CKSUM_MASK, RTE_MBUF_F_RX_L4_CKSUM_, v)
#define RX_IP(v) VALUE(RTE_MBUF_F_RX_IP_CKSUM_MASK, RTE_MBUF_F_RX_IP_CKSUM_, v)
#define RX_OUTER_L4(v)                                                         \
	VALUE(RTE_MBUF_F_RX_OUTER_L4_CKSUM_MASK,                               \
			RTE_MBUF_F_RX_OUTER_L4_CKSUM_, v)
#define TX_L4(v)     VALUE(RTE_MBUF_F_TX_L4_MASK, RTE_MBUF_F_TX_, v)
#define TX_TUNNEL(v) VALUE(RTE_MBUF_F_TX_TUNNEL_MASK, RTE_MBUF_F_TX_TUNNEL_, v)

static const struct row rx_rows[] = {
		FLAG(RTE_MBUF_F_RX_VLAN),
		FLAG(RTE_MBUF_F_RX_RSS_HASH),
		FLAG(RTE_MBUF_F_RX_FDIR),
		RX_L4(BAD),
		RX_L4(GOOD),
		RX_L4(NONE),
		RX_L4(UNKNOWN),
		RX_IP(BAD),
		RX_IP(GOOD),
		RX_IP(NONE),
		RX_IP(UNKNOWN),
		FLAG(RTE_MBUF_F_RX_OUTER_IP_CKSUM_BAD),
		FLAG(RTE_MBUF_F_RX_VLAN_STRIPPED),
		FLAG(RTE_MBUF_F_RX_IEEE1588_PTP),
		FLAG(RTE_MBUF_F_RX_IEEE1588_TMST),
		FLAG(RTE_MBUF_F_RX_FDIR_ID),
		FLAG(RTE_MBUF_F_RX_FDIR_FLX),
		FLAG(RTE_MBUF_F_RX_QINQ_STRIPPED),
		FLAG(RTE_MBUF_F_RX_LRO),
		FLAG(RTE_MBUF_F_RX_SEC_OFFLOAD),
		FLAG(RTE_MBUF_F_RX_SEC_OFFLOAD_FAILED),
		FLAG(RTE_MBUF_F_RX_QINQ),
		RX_OUTER_L4(BAD),
		RX_OUTER_L4(GOOD),
		RX_OUTER_L4(INVALID),
		RX_OUTER_L4(UNKNOWN),
};

/* RTE_MBUF_F_TX_TUNNEL_ESP has no name in 22.11. */
static const struct row tx_rows[] = {
		FLAG(RTE_MBUF_F_TX_VLAN),
		FLAG(RTE_MBUF_F_TX_IP_CKSUM),
		TX_L4(TCP_CKSUM),
		TX_L4(SCTP_CKSUM),
		TX_L4(UDP_CKSUM),
		TX_L4(L4_NO_CKSUM),
		FLAG(RTE_MBUF_F_TX_IEEE1588_TMST),
		FLAG(RTE_MBUF_F_TX_TCP_SEG),
		FLAG(RTE_MBUF_F_TX_IPV4),
		FLAG(RTE_MBUF_F_TX_IPV6),
		FLAG(RTE_MBUF_F_TX_OUTER_IP_CKSUM),
		FLAG(RTE_MBUF_F_TX_OUTER_IPV4),
		FLAG(RTE_MBUF_F_TX_OUTER_IPV6),
		TX_TUNNEL(VXLAN),
		TX_TUNNEL(GRE),
		TX_TUNNEL(IPIP),
		TX_TUNNEL(GENEVE),
		TX_TUNNEL(MPLSINUDP),
		TX_TUNNEL(VXLAN_GPE),
		TX_TUNNEL(GTP),
		TX_TUNNEL(IP),
		TX_TUNNEL(UDP),
		FLAG(RTE_MBUF_F_TX_QINQ),
		FLAG(RTE_MBUF_F_TX_MACSEC),
		FLAG(RTE_MBUF_F_TX_SEC_OFFLOAD),
		FLAG(RTE_MBUF_F_TX_UDP_SEG),
		FLAG(RTE_MBUF_F_TX_OUTER_UDP_CKSUM),
};

/* The name of exactly this value, which is not 0, or NULL. */
static const char *
find_name(const struct row *rows, size_t n, uint64_t value)
{
	size_t i;

	for (i = 0; value != 0 && i < n; i++) {
		if (rows[i].value == value)
			return rows[i].name;
	}
	return NULL;
}

static int
list_names(const struct row *rows, size_t n, uint64_t mask, char *buf,
		size_t buflen)
{
	struct mbuf_text text = {.at = buf, .left = buflen};
	size_t i;

	if (mbuf_text_add(&text, "") != 0)
		return -1;
	for (i = 0; i < n; i++) {
		if ((mask & rows[i].field) != rows[i].value)
			continue;
		if (mbuf_text_add(&text, rows[i].name) != 0 ||
				mbuf_text_add(&text, " ") != 0)
			return -1;
	}
	return 0;
}

BP_EXPORT
const char *
rte_get_rx_ol_flag_name(uint64_t mask)
{
	return find_name(rx_rows, RTE_DIM(rx_rows), mask);
}

BP_EXPORT
int
rte_get_rx_ol_flag_list(uint64_t mask, char *buf, size_t buflen)
{
	return list_names(rx_rows, RTE_DIM(rx_rows), mask, buf, buflen);
}

BP_EXPORT
const char *
rte_get_tx_ol_flag_name(uint64_t mask)
{
	return find_name(tx_rows, RTE_DIM(tx_rows), mask);
}

BP_EXPORT
int
rte_get_tx_ol_flag_list(uint64_t mask, char *buf, size_t buflen)
{
	return list_names(tx_rows, RTE_DIM(tx_rows), mask, buf, buflen);
}
