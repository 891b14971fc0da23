/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "pcap_replay/replay.h"

#include <cmocka.h>

/* A packet with what matters for its flow. */
struct packet {
	bool ipv6;
	unsigned int tags;
	unsigned int proto;
	unsigned int src; /* last byte of the address, and port */
	unsigned int dst;
	unsigned int sport;
	unsigned int dport;
	unsigned int fragment; /* IPv4: flags and offset; IPv6: a header */
	unsigned int ext;      /* IPv6: destination options of so many bytes */
};

static uint8_t buf[256];

static void
put16(uint8_t *at, unsigned int value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static uint32_t
put_ipv4(const struct packet *p, uint32_t at)
{
	buf[at] = 0x45;
	put16(buf + at + 6, p->fragment);
	buf[at + 9] = (uint8_t)p->proto;
	buf[at + 12] = buf[at + 16] = 10;
	buf[at + 15] = (uint8_t)p->src;
	buf[at + 19] = (uint8_t)p->dst;
	return at + 20;
}

static uint32_t
put_ipv6(const struct packet *p, uint32_t at)
{
	uint32_t last = at + 6;

	buf[at] = 0x60;
	buf[at + 23] = (uint8_t)p->src;
	buf[at + 39] = (uint8_t)p->dst;
	at += 40;
	if (p->ext > 0) {
		buf[last] = 60;
		buf[at + 1] = (uint8_t)(p->ext / 8 - 1);
		last = at;
		at += p->ext;
	}
	if (p->fragment > 0) {
		buf[last] = 44;
		last = at;
		at += 8;
	}
	buf[last] = (uint8_t)p->proto;
	return at;
}

static uint32_t
build(const struct packet *p)
{
	uint32_t at = 12;

	memset(buf, 0, sizeof(buf));
	for (unsigned int i = 0; i < p->tags; i++, at += 4)
		put16(buf + at, i == 0 ? 0x88a8 : 0x8100);
	put16(buf + at, p->ipv6 ? 0x86dd : 0x0800);
	at += 2;
	at = p->ipv6 ? put_ipv6(p, at) : put_ipv4(p, at);
	put16(buf + at, p->sport);
	put16(buf + at + 2, p->dport);
	return at + 8;
}

static uint32_t
hash(const struct packet *p)
{
	uint32_t len = build(p);

	return replay_flow_hash(buf, len);
}

static struct packet
reverse(struct packet p)
{
	struct packet r = p;

	r.src = p.dst;
	r.dst = p.src;
	r.sport = p.dport;
	r.dport = p.sport;
	return r;
}

static const struct packet kinds[] = {
		{false, 0, 6, 1, 2, 1000, 80, 0, 0},
		{false, 0, 17, 1, 2, 1000, 80, 0x4000, 0},
		{false, 2, 132, 1, 2, 1000, 80, 0, 0},
		{true, 0, 6, 1, 2, 1000, 80, 0, 0},
		{true, 1, 17, 1, 2, 1000, 80, 0, 16},
};

#define KINDS_N (sizeof(kinds) / sizeof(kinds[0]))

static void
test_both_directions(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < KINDS_N; i++) {
		struct packet back = reverse(kinds[i]);

		assert_int_equal(hash(&kinds[i]), hash(&back));
	}
}

static void
test_others_differ(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < KINDS_N; i++) {
		struct packet p = kinds[i];
		uint32_t first = hash(&p);

		p.sport++;
		assert_int_not_equal(hash(&p), first);
		p = kinds[i];
		p.src = 9;
		assert_int_not_equal(hash(&p), first);
		/* Ports go with their addresses. */
		p = kinds[i];
		p.sport = kinds[i].dport;
		p.dport = kinds[i].sport;
		assert_int_not_equal(hash(&p), first);
	}
}

/* The layers around a flow do not matter. */
static void
test_tags_and_extensions(void **state)
{
	struct packet a = kinds[3], b = kinds[3];

	(void)state;
	b.tags = 3;
	b.ext = 24;
	assert_int_equal(hash(&a), hash(&b));
}

static void
test_fragments_go_by_address(void **state)
{
	static const unsigned int marks[] = {0x2000, 1, 0x2005};

	(void)state;
	for (unsigned int v6 = 0; v6 < 2; v6++) {
		struct packet p = {.ipv6 = v6,
				.proto = 17,
				.src = 1,
				.dst = 2,
				.fragment = marks[0]};
		uint32_t first = hash(&p);

		for (unsigned int i = 0; i < 3; i++) {
			p.fragment = marks[i];
			p.sport = i * 77;
			assert_int_equal(hash(&p), first);
		}
	}
}

static void
test_other_types_go_by_mac(void **state)
{
	uint8_t there[60] = {0}, back[60] = {0};

	(void)state;
	memset(there, 1, 6);
	memset(there + 6, 2, 6);
	put16(there + 12, 0x0806);
	memset(back, 2, 6);
	memset(back + 6, 1, 6);
	put16(back + 12, 0x0806);
	there[30] = 1;
	assert_int_equal(replay_flow_hash(there, 60),
			replay_flow_hash(back, 60));
	there[0] = 7;
	assert_int_not_equal(replay_flow_hash(there, 60),
			replay_flow_hash(back, 60));
}

/* Each prefix, in an area that ends with it; a sanitizer watches. */
static void
test_every_prefix(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < KINDS_N; i++) {
		uint32_t len = build(&kinds[i]);

		for (uint32_t n = 0; n <= len; n++) {
			uint8_t *copy = malloc(n + 1);

			assert_non_null(copy);
			memcpy(copy + 1, buf, n);
			if (n < 14)
				assert_int_equal(replay_flow_hash(copy + 1, n),
						0);
			else
				replay_flow_hash(copy + 1, n);
			free(copy);
		}
	}
}

/* Sequential ports fall on eight queues within a fifth of evenly. */
static void
test_spreads(void **state)
{
	struct packet p = kinds[0];
	unsigned int queues[8] = {0};

	(void)state;
	for (p.sport = 1024; p.sport < 1024 + 8000; p.sport++)
		queues[((uint64_t)hash(&p) * 8) >> 32]++;
	for (unsigned int i = 0; i < 8; i++)
		assert_in_range(queues[i], 800, 1200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_both_directions),
			cmocka_unit_test(test_others_differ),
			cmocka_unit_test(test_tags_and_extensions),
			cmocka_unit_test(test_fragments_go_by_address),
			cmocka_unit_test(test_other_types_go_by_mac),
			cmocka_unit_test(test_every_prefix),
			cmocka_unit_test(test_spreads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
