/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * --rewrite: MAC addresses and the outermost VLAN tag. A tag is added or
 * removed by moving the addresses, with room that every mbuf has in front; the
 * rest of the packet stays where it is. Only the first segment is touched.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_ether.h>
#include <rte_mbuf.h>

#include "replay.h"

#define TAG_LEN    4
#define ID_MAX     4094
#define TYPE_AT    12
#define ID_MASK    0x0fff
#define PCP_SHIFT  13
#define TEXT_BYTES 256

static int
parse_mac(const char *key, const char *value, uint8_t mac[6], bool *on)
{
	struct rte_ether_addr addr;

	if (rte_ether_unformat_addr(value, &addr) != 0) {
		fprintf(stderr, "--rewrite: %s: '%s' is not an address as 02:00:00:00:00:01\n",
				key, value);
		return -EINVAL;
	}
	memcpy(mac, addr.addr_bytes, sizeof(addr.addr_bytes));
	*on = true;
	return 0;
}

static int
parse_vlan(struct replay_rewrite *rw, const char *value)
{
	uint64_t id;

	if (strcmp(value, "none") == 0) {
		rw->vlan = REPLAY_VLAN_STRIP;
		return 0;
	}
	if (app_parse_number("--rewrite: vlan (or 'none')", value, 0, ID_MAX,
			    &id) < 0)
		return -EINVAL;
	rw->vlan = REPLAY_VLAN_SET;
	rw->id = (uint16_t)id;
	return 0;
}

static int
parse_pcp(struct replay_rewrite *rw, const char *value)
{
	uint64_t pcp;

	if (app_parse_number("--rewrite: pcp", value, 0, 7, &pcp) < 0)
		return -EINVAL;
	rw->pcp = (uint8_t)pcp;
	rw->pcp_on = true;
	return 0;
}

static int
parse_pair(struct replay_rewrite *rw, const char *key, const char *value)
{
	if (strcmp(key, "src") == 0)
		return parse_mac(key, value, rw->src, &rw->src_on);
	if (strcmp(key, "dst") == 0)
		return parse_mac(key, value, rw->dst, &rw->dst_on);
	if (strcmp(key, "vlan") == 0)
		return parse_vlan(rw, value);
	if (strcmp(key, "pcp") == 0)
		return parse_pcp(rw, value);
	fprintf(stderr, "--rewrite: '%s' is not src, dst, vlan or pcp\n", key);
	return -EINVAL;
}

int
replay_rewrite_parse(struct replay_rewrite *rw, const char *text)
{
	char copy[TEXT_BYTES];
	char *rest = copy;
	int rc = 0;

	if (strlen(text) >= sizeof(copy)) {
		fprintf(stderr, "--rewrite: '%s' is too long\n", text);
		return -EINVAL;
	}
	memcpy(copy, text, strlen(text) + 1);
	while (rc == 0 && rest != NULL) {
		char *key = strsep(&rest, ",");
		char *value = strchr(key, '=');

		if (value == NULL) {
			fprintf(stderr, "--rewrite: '%s' has no '='; it takes src=MAC, dst=MAC, vlan=ID, vlan=none and pcp=N\n",
					key);
			return -EINVAL;
		}
		*value++ = '\0';
		rc = parse_pair(rw, key, value);
	}
	return rc;
}

static bool
is_tagged(const uint8_t *frame, uint32_t len)
{
	unsigned int type = frame[TYPE_AT] * 256u + frame[TYPE_AT + 1];

	return (type == RTE_ETHER_TYPE_VLAN || type == RTE_ETHER_TYPE_QINQ ||
			       type == 0x9100) &&
			len >= TYPE_AT + 2 + TAG_LEN;
}

static int
add_tag(struct rte_mbuf *m)
{
	static const uint8_t tag[TAG_LEN] = {0x81, 0};
	uint8_t *frame = (uint8_t *)rte_pktmbuf_prepend(m, TAG_LEN);

	if (frame == NULL)
		return -ENOSPC;
	memmove(frame, frame + TAG_LEN, TYPE_AT);
	memcpy(frame + TYPE_AT, tag, TAG_LEN);
	return 0;
}

static void
strip_tag(struct rte_mbuf *m)
{
	uint8_t *frame = rte_pktmbuf_mtod(m, uint8_t *);

	memmove(frame + TAG_LEN, frame, TYPE_AT);
	rte_pktmbuf_adj(m, TAG_LEN);
}

static void
set_tag(const struct replay_rewrite *rw, uint8_t *tci)
{
	unsigned int value = tci[0] * 256u + tci[1];

	if (rw->vlan == REPLAY_VLAN_SET)
		value = (value & ~(unsigned int)ID_MASK) | rw->id;
	if (rw->pcp_on)
		value = (value & ~(7u << PCP_SHIFT)) |
				(unsigned int)rw->pcp << PCP_SHIFT;
	tci[0] = (uint8_t)(value >> 8);
	tci[1] = (uint8_t)value;
}

static int
rewrite_vlan(const struct replay_rewrite *rw, struct rte_mbuf *m)
{
	bool tagged = is_tagged(rte_pktmbuf_mtod(m, uint8_t *), m->data_len);
	int rc = 0;

	if (rw->vlan == REPLAY_VLAN_STRIP && tagged) {
		strip_tag(m);
		return 0;
	}
	if (rw->vlan == REPLAY_VLAN_SET && !tagged)
		rc = add_tag(m);
	if (rc == 0 && (tagged || rw->vlan == REPLAY_VLAN_SET))
		set_tag(rw, rte_pktmbuf_mtod_offset(m, uint8_t *, TYPE_AT + 2));
	return rc;
}

int
replay_rewrite_apply(const struct replay_rewrite *rw, struct rte_mbuf *m)
{
	uint8_t *frame = rte_pktmbuf_mtod(m, uint8_t *);

	if (m->data_len < RTE_ETHER_HDR_LEN)
		return 0;
	if (rw->dst_on)
		memcpy(frame, rw->dst, sizeof(rw->dst));
	if (rw->src_on)
		memcpy(frame + sizeof(rw->dst), rw->src, sizeof(rw->src));
	return rw->vlan == REPLAY_VLAN_KEEP && !rw->pcp_on
			? 0
			: rewrite_vlan(rw, m);
}
