/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which packets belong together. The two ends of a conversation are hashed
 * apart and added, so that its directions give the same number. Nothing is
 * read beyond the captured bytes; a header that is cut off counts as absent.
 */
#include "replay.h"

#define TAGS_MAX 4
#define EXTS_MAX 8

enum {
	TYPE_IPV4 = 0x0800,
	TYPE_VLAN = 0x8100,
	TYPE_IPV6 = 0x86dd,
	TYPE_QINQ = 0x88a8,
	TYPE_QINQ_OLD = 0x9100,
};

enum {
	PROTO_HOPS = 0,
	PROTO_TCP = 6,
	PROTO_UDP = 17,
	PROTO_DCCP = 33,
	PROTO_ROUTING = 43,
	PROTO_FRAGMENT = 44,
	PROTO_AH = 51,
	PROTO_DEST = 60,
	PROTO_SCTP = 132,
	PROTO_UDPLITE = 136,
};

struct ends {
	const uint8_t *data;
	uint32_t len;
	uint32_t src; /* offsets of the addresses */
	uint32_t dst;
	uint32_t addr_len;
	uint32_t ports; /* offset of the ports; 0: none */
	uint32_t kind;  /* protocol or type */
};

static uint32_t
get16(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static uint64_t
mix(uint64_t h)
{
	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	h ^= h >> 29;
	h *= UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 32;
}

static uint64_t
hash_end(const struct ends *e, uint32_t addr, uint32_t port)
{
	uint64_t h = mix(port + 1);

	for (uint32_t i = 0; i < e->addr_len; i += 2)
		h = mix(h << 16 ^ h >> 48 ^ get16(e->data + addr + i));
	return h;
}

static bool
has_ports(uint32_t proto)
{
	return proto == PROTO_TCP || proto == PROTO_UDP ||
			proto == PROTO_SCTP || proto == PROTO_DCCP ||
			proto == PROTO_UDPLITE;
}

static void
find_ports(struct ends *e, uint32_t at)
{
	if (has_ports(e->kind) && at + 4 <= e->len)
		e->ports = at;
}

static bool
find_ipv4(struct ends *e, uint32_t at)
{
	const uint8_t *p = e->data + at;
	uint32_t head;

	if (at + 20 > e->len || p[0] >> 4 != 4)
		return false;
	e->src = at + 12;
	e->dst = at + 16;
	e->addr_len = 4;
	e->kind = p[9];
	head = (p[0] & 15u) * 4;
	if (head >= 20 && (get16(p + 6) & 0x3fff) == 0)
		find_ports(e, at + head);
	return true;
}

static bool
is_extension(uint32_t proto)
{
	return proto == PROTO_HOPS || proto == PROTO_ROUTING ||
			proto == PROTO_DEST || proto == PROTO_AH ||
			proto == PROTO_FRAGMENT;
}

static bool
find_ipv6(struct ends *e, uint32_t at)
{
	bool whole = true;

	if (at + 40 > e->len || e->data[at] >> 4 != 6)
		return false;
	e->src = at + 8;
	e->dst = at + 24;
	e->addr_len = 16;
	e->kind = e->data[at + 6];
	at += 40;
	for (int i = 0; i < EXTS_MAX && is_extension(e->kind); i++) {
		if (at + 8 > e->len)
			return true;
		const uint8_t *p = e->data + at;

		whole = whole && e->kind != PROTO_FRAGMENT;
		at += e->kind == PROTO_FRAGMENT       ? 8u
				: e->kind == PROTO_AH ? (p[1] + 2u) * 4
						      : (p[1] + 1u) * 8;
		e->kind = p[0];
	}
	if (whole)
		find_ports(e, at);
	return true;
}

static bool
is_tag(uint32_t type)
{
	return type == TYPE_VLAN || type == TYPE_QINQ || type == TYPE_QINQ_OLD;
}

uint32_t
replay_flow_hash(const uint8_t *data, uint32_t len)
{
	struct ends e = {.data = data, .len = len};
	uint32_t at = 14, type, src_port = 0, dst_port = 0;
	bool ip = false;

	if (len < at)
		return 0;
	type = get16(data + 12);
	for (int i = 0; i < TAGS_MAX && is_tag(type) && at + 4 <= len; i++) {
		type = get16(data + at + 2);
		at += 4;
	}
	if (type == TYPE_IPV4)
		ip = find_ipv4(&e, at);
	else if (type == TYPE_IPV6)
		ip = find_ipv6(&e, at);
	if (!ip) {
		e = (struct ends){.data = data, .src = 6, .addr_len = 6};
		e.kind = type << 8;
	}
	if (e.ports != 0) {
		src_port = get16(data + e.ports);
		dst_port = get16(data + e.ports + 2);
	}
	return (uint32_t)(mix(hash_end(&e, e.src, src_port) +
					  hash_end(&e, e.dst, dst_port) +
					  e.kind) >>
			32);
}
