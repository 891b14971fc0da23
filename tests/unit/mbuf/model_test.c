/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life cycle against a model. The model of a packet is the bytes it should
 * have; packets that share bytes are never written. A seeded run of random
 * steps makes, grows, cuts, chains, clones, copies, shares, reads and frees
 * packets; after each step the packet is walked and compared.
 */
#include "mbuf_env.h"

#define STEPS    50000
#define SLOTS    12
#define LEN_MAX  2048
#define SEGS_MAX 8

/* One packet and its model. */
struct slot {
	struct rte_mbuf *m;
	uint32_t len;
	bool shared; /* its data has more than one user, or had */
	uint8_t bytes[LEN_MAX];
};

static struct slot slots[SLOTS];
static uint64_t rng;

static uint32_t
below(uint32_t n)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return (uint32_t)((rng >> 16) % n);
}

static void
compare(const struct slot *s)
{
	uint8_t buf[LEN_MAX];
	const void *data;

	assert_sound(s->m);
	assert_int_equal(s->m->pkt_len, s->len);
	data = rte_pktmbuf_read(s->m, 0, s->len, buf);
	assert_non_null(data);
	assert_memory_equal(data, s->bytes, s->len);
}

static void
drop(struct slot *s)
{
	rte_pktmbuf_free(s->m);
	s->m = NULL;
}

static void
make(struct slot *s)
{
	s->m = rte_pktmbuf_alloc(pool);
	s->len = 0;
	s->shared = false;
}

/* Add random bytes in front or behind, if there is room in the model. */
static void
grow(struct slot *s, bool front)
{
	uint16_t n = (uint16_t)below(150);
	uint8_t *at = NULL;
	uint16_t i;

	if (s->shared || s->len + n > LEN_MAX)
		return;
	at = (uint8_t *)(front ? rte_pktmbuf_prepend(s->m, n)
			       : rte_pktmbuf_append(s->m, n));
	if (at == NULL)
		return;
	for (i = 0; i < n; i++)
		at[i] = (uint8_t)below(256);
	if (front)
		memmove(s->bytes + n, s->bytes, s->len);
	memcpy(s->bytes + (front ? 0 : s->len), at, n);
	s->len += n;
}

static void
cut(struct slot *s, bool front)
{
	uint16_t n = (uint16_t)below(150);

	if (front && rte_pktmbuf_adj(s->m, n) != NULL) {
		memmove(s->bytes, s->bytes + n, s->len - n);
		s->len -= n;
	} else if (!front && rte_pktmbuf_trim(s->m, n) == 0) {
		s->len -= n;
	}
}

static void
join(struct slot *s, struct slot *t)
{
	if (s == t || t->m == NULL || s->len + t->len > LEN_MAX ||
			s->m->nb_segs + t->m->nb_segs > SEGS_MAX)
		return;
	assert_int_equal(rte_pktmbuf_chain(s->m, t->m), 0);
	memcpy(s->bytes + s->len, t->bytes, t->len);
	s->len += t->len;
	s->shared = s->shared || t->shared;
	t->m = NULL;
}

static void
duplicate(struct slot *s, struct slot *t)
{
	uint32_t off = below(s->len + 1);

	if (s == t || t->m != NULL)
		return;
	if (below(2) == 0) {
		t->m = rte_pktmbuf_clone(s->m, pool);
		if (t->m == NULL)
			return;
		s->shared = true;
		t->shared = true;
		off = 0;
	} else {
		t->m = rte_pktmbuf_copy(s->m, pool, off, UINT32_MAX);
		assert_true(t->m == NULL || off < s->len);
		t->shared = false;
	}
	t->len = s->len - off;
	memcpy(t->bytes, s->bytes + off, t->len);
	if (t->m != NULL)
		compare(t);
}

/* A second user of every segment comes and goes. */
static void
hold(struct slot *s)
{
	rte_pktmbuf_refcnt_update(s->m, 1);
	rte_pktmbuf_free(s->m);
}

static void
flatten(struct slot *s)
{
	if (!s->shared)
		(void)rte_pktmbuf_linearize(s->m);
}

static void
step(struct slot *s, struct slot *t)
{
	uint32_t what = below(16);

	if (s->m == NULL) {
		make(s);
		return;
	}
	if (what < 6)
		grow(s, what % 2);
	else if (what < 9)
		cut(s, what % 2);
	else if (what < 11)
		join(s, t);
	else if (what < 13)
		duplicate(s, t);
	else if (what == 13)
		hold(s);
	else if (what == 14)
		flatten(s);
	else
		drop(s);
}

static void
run(void **state)
{
	struct rte_mbuf *left[SLOTS];
	uint64_t seed = 20221130;
	const char *env = getenv("BUFPLANE_TEST_SEED");
	unsigned int i;

	(void)state;
	if (env != NULL)
		seed = strtoull(env, NULL, 0);
	print_message("seed %llu (BUFPLANE_TEST_SEED)\n",
			(unsigned long long)seed);
	rng = seed | 1;
	for (i = 0; i < STEPS; i++) {
		struct slot *s = &slots[below(SLOTS)];

		step(s, &slots[below(SLOTS)]);
		if (s->m != NULL)
			compare(s);
	}
	for (i = 0; i < SLOTS; i++) {
		if (slots[i].m != NULL)
			compare(&slots[i]);
		left[i] = slots[i].m;
	}
	rte_pktmbuf_free_bulk(left, SLOTS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(run),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
