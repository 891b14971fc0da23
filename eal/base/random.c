/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random numbers: a xoshiro256** generator a thread (Blackman and Vigna, public
 * domain), seeded through SplitMix64 from the common seed and the number of
 * the thread's stream. An lcore's stream is its id; a thread that is no lcore,
 * or whose id was used by an earlier thread since the seed was set, gets the
 * next number above all lcore ids, so that no two threads share a sequence.
 *
 * rte_srand() only changes the seed and its epoch: each thread compares the
 * epoch with that of its own generator when it draws.
 */
#include <pthread.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#include <sys/random.h>

#include <rte_cycles.h>
#include <rte_lcore.h>
#include <rte_random.h>

#include "eal.h"

struct generator {
	uint64_t s[4];
	uint64_t epoch; /* of the seed it started from; 0: never seeded */
};

static __thread struct generator generator;

/* epoch is read without the lock, all else with it. */
static struct {
	pthread_mutex_t lock;
	uint64_t epoch;
	uint64_t seed;
	bool seeded;
	uint64_t next_stream;
	uint64_t lcore_epoch[RTE_MAX_LCORE]; /* when the id was last used */
} common = {
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.epoch = 1,
};

static uint64_t
rotate(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

/* SplitMix64: steps *state and returns it well mixed. */
static uint64_t
split_mix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* From the kernel, or early at boot from what differs between processes. */
static uint64_t
system_seed(void)
{
	struct timespec now;
	uint64_t seed;

	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) ==
			(ssize_t)sizeof(seed))
		return seed;
	clock_gettime(CLOCK_REALTIME, &now);
	seed = (uint64_t)now.tv_sec << 32 ^ (uint64_t)now.tv_nsec;
	return seed ^ rte_rdtsc() ^ (uint64_t)getpid() << 48 ^
			(uint64_t)(uintptr_t)&now;
}

/* With the lock held. */
static void
set_seed(uint64_t seed)
{
	common.seed = seed;
	common.seeded = true;
	common.next_stream = RTE_MAX_LCORE;
	/* A thread that sees the new epoch takes the lock for the rest. */
	__atomic_store_n(&common.epoch, common.epoch + 1, __ATOMIC_RELAXED);
}

/* With the lock held. */
static uint64_t
take_stream(void)
{
	unsigned int lcore = rte_lcore_id();

	if (lcore >= RTE_MAX_LCORE || common.lcore_epoch[lcore] == common.epoch)
		return common.next_stream++;
	common.lcore_epoch[lcore] = common.epoch;
	return lcore;
}

static void
start_generator(struct generator *g)
{
	uint64_t seed, stream;

	pthread_mutex_lock(&common.lock);
	if (!common.seeded)
		set_seed(system_seed());
	seed = common.seed;
	stream = take_stream();
	g->epoch = common.epoch;
	pthread_mutex_unlock(&common.lock);

	/* Mixed before it is added, so that seeds 1 and 2 share no stream. */
	seed = split_mix(&seed) + stream * 0xd1342543de82ef95;
	for (unsigned int i = 0; i < 4; i++)
		g->s[i] = split_mix(&seed);
}

BP_EXPORT
void
rte_srand(uint64_t seedval)
{
	pthread_mutex_lock(&common.lock);
	set_seed(seedval);
	pthread_mutex_unlock(&common.lock);
}

void
eal_random_init(void)
{
	pthread_mutex_lock(&common.lock);
	if (!common.seeded)
		set_seed(system_seed());
	pthread_mutex_unlock(&common.lock);
}

BP_EXPORT
uint64_t
rte_rand(void)
{
	struct generator *g = &generator;
	uint64_t result, t;

	if (g->epoch != __atomic_load_n(&common.epoch, __ATOMIC_RELAXED))
		start_generator(g);
	result = rotate(g->s[1] * 5, 7) * 9;
	t = g->s[1] << 17;
	g->s[2] ^= g->s[0];
	g->s[3] ^= g->s[1];
	g->s[1] ^= g->s[2];
	g->s[0] ^= g->s[3];
	g->s[2] ^= t;
	g->s[3] = rotate(g->s[3], 45);
	return result;
}

/*
 * A 64-bit x scaled to x * bound / 2^64 is biased, since 2^64 numbers do not
 * divide evenly among bound results: the surplus, 2^64 mod bound of them, is
 * recognised by its low half and drawn again (Lemire, 2019).
 */
BP_EXPORT
uint64_t
rte_rand_max(uint64_t upper_bound)
{
	__extension__ unsigned __int128 scaled;
	uint64_t surplus;

	if (upper_bound < 2)
		return 0;
	scaled = (unsigned __int128)rte_rand() * upper_bound;
	if ((uint64_t)scaled < upper_bound) {
		surplus = -upper_bound % upper_bound;
		while ((uint64_t)scaled < surplus)
			scaled = (unsigned __int128)rte_rand() * upper_bound;
	}
	return (uint64_t)(scaled >> 64);
}

BP_EXPORT
double
rte_drand(void)
{
	return (double)(rte_rand() >> 11) * 0x1p-53;
}
