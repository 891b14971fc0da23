/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mutants of captures through net_pcap: each is a capture with some bits
 * flipped, numbers replaced, or its end cut off, and lies in a file in memory.
 * Whatever it says, the driver refuses it or delivers sound packets and an
 * end; no mbuf, descriptor or port is left, and nothing takes long.
 *
 *   pcap_mutants [COUNT [SEED [FILE]]]
 *
 * A mutant depends on the seed and its number alone; what fails is reported
 * with both, and kept in FILE if that is given. The folders to take captures
 * from are in the environment variable PCAP_MUTANTS_FROM, divided by colons.
 */
#include <bufplane.h>
#include <bufplane_ethdev.h>
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/stat.h>

#include <rte_bus_vdev.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#define COUNT       10000
#define NAME        "net_pcap0"
#define FILES_MAX   1024
#define CAPTURE_MAX (256 * 1024) /* of a capture to mutate */
#define PACKETS_MAX 2048         /* of a mutant that repeats */
#define SECONDS_MAX 20

struct capture {
	char *name;
	uint8_t *data;
	size_t size;
};

static struct capture captures[FILES_MAX];
static unsigned int captures_n;
static struct rte_mempool *pool;
static uint64_t seed = 1, number, random_state;
static const char *keep;
static uint8_t mutant[CAPTURE_MAX];
static size_t mutant_size;
static const char *mutant_of = "none";

/* Also from the signal's handler: nothing that allocates. */
static void
report(const char *what)
{
	char text[512];
	int n, fd;

	n = snprintf(text, sizeof(text),
			"pcap_mutants: %s: seed %" PRIu64 ", mutant %" PRIu64
			", of %s\n",
			what, seed, number, mutant_of);
	if (write(STDERR_FILENO, text, (size_t)n) != n || keep == NULL)
		return;
	fd = open(keep, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd >= 0 && write(fd, mutant, mutant_size) < 0)
		perror(keep);
}

static void
die(const char *what)
{
	report(what);
	abort();
}

static void
on_alarm(int number_of_signal)
{
	report("takes too long");
	_exit(1);
}

/* Sanitizers have their own way to end a program. */
__attribute__((weak)) void __sanitizer_set_death_callback(void (*)(void));

static void
on_death(void)
{
	report("ended the program");
}

static void
on_abort(int number_of_signal)
{
	on_death();
}

/* The n-th number after a seed mixes well whatever the seed (splitmix64). */
static uint64_t
next_random(uint64_t below)
{
	uint64_t z = random_state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (z ^ z >> 31) % below;
}

static void
load(const char *dir, const char *name)
{
	struct capture *c = &captures[captures_n];
	char path[4096];
	struct stat st;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "re");
	if (f == NULL || fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode) ||
			st.st_size == 0 || st.st_size > CAPTURE_MAX ||
			captures_n == FILES_MAX || *name == 'R') {
		if (f != NULL)
			fclose(f);
		return;
	}
	c->name = strdup(path);
	c->data = malloc((size_t)st.st_size);
	if (c->name == NULL || c->data == NULL)
		die("no memory");
	c->size = fread(c->data, 1, (size_t)st.st_size, f);
	fclose(f);
	captures_n++;
}

/* In the order of their names, so that a seed means the same everywhere. */
static void
load_folder(const char *dir)
{
	struct dirent **list;
	int n = scandir(dir, &list, NULL, alphasort), i;

	for (i = 0; i < n; i++) {
		load(dir, list[i]->d_name);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

static void
load_all(void)
{
	const char *from = getenv("PCAP_MUTANTS_FROM");
	char *text = strdup(from == NULL ? "." : from), *save = NULL, *dir;

	for (dir = strtok_r(text, ":", &save); dir != NULL;
			dir = strtok_r(NULL, ":", &save))
		load_folder(dir);
	free(text);
	if (captures_n == 0)
		die("PCAP_MUTANTS_FROM has no captures");
}

/* Somewhere: half the time where headers of file and first record are. */
static size_t
somewhere(size_t len)
{
	size_t end = next_random(2) ? mutant_size : RTE_MIN(mutant_size, 96u);

	return end <= len ? 0 : next_random(end - len);
}

/* Numbers that lengths and counts like least. */
static void
replace_number(void)
{
	static const uint32_t bad[] = {0, 1, 15, 16, 65535, 65536, 262143,
			262144, 262145, INT32_MAX, 0x80000000u, UINT32_MAX,
			UINT32_MAX - 3};
	uint32_t v = bad[next_random(RTE_DIM(bad))];
	size_t at = somewhere(4) & ~(size_t)3;

	if (next_random(2))
		v = __builtin_bswap32(v);
	if (at + 4 <= mutant_size)
		memcpy(mutant + at, &v, 4);
}

static void
mutate(const struct capture *c)
{
	uint64_t flips = 1 + next_random(16);

	memcpy(mutant, c->data, c->size);
	mutant_size = c->size;
	mutant_of = c->name;
	while (flips-- != 0)
		mutant[somewhere(1)] ^= (uint8_t)(1u << next_random(8));
	if (next_random(4) == 0)
		replace_number();
	if (next_random(8) == 0)
		mutant_size = next_random(mutant_size + 1);
}

static void
check_packets(struct rte_mbuf **m, uint16_t n)
{
	const char *reason;
	uint16_t i;

	for (i = 0; i < n; i++) {
		if (rte_mbuf_check(m[i], 1, &reason) != 0)
			die(reason);
		if (m[i]->pkt_len > 262144)
			die("a packet longer than a record can be");
	}
}

/* Receive until the input has no more, a part of it into the output. */
static void
drain(uint16_t id, int repeats)
{
	struct rte_mbuf *m[32];
	unsigned int total = 0;
	uint16_t n, sent;
	int end;

	while (total < PACKETS_MAX || !repeats) {
		n = rte_eth_rx_burst(id, 0, m, 32);
		check_packets(m, n);
		sent = rte_eth_tx_burst(id, 0, m, n / 2);
		rte_pktmbuf_free_bulk(&m[sent], n - sent);
		total += n;
		if (n == 0)
			break;
	}
	end = bp_eth_rx_at_end(id, 0);
	if (end != 1 && end != -EIO && !(repeats && end == -ENOTSUP))
		die("receives nothing and is not at its end");
}

static void
run(int in, int out)
{
	struct rte_eth_conf conf = {0};
	int repeats = next_random(8) == 0;
	char args[128];
	uint16_t id;

	snprintf(args, sizeof(args),
			"rx_pcap=/proc/self/fd/%d,tx_pcap=/proc/self/fd/%d%s",
			in, out, repeats ? ",infinite_rx=1" : "");
	if (rte_vdev_init(NAME, args) != 0)
		return;
	if (rte_eth_dev_get_port_by_name(NAME, &id) != 0 ||
			rte_eth_dev_configure(id, 1, 1, &conf) != 0 ||
			rte_eth_rx_queue_setup(id, 0, 0, 0, NULL, pool) != 0 ||
			rte_eth_tx_queue_setup(id, 0, 0, 0, NULL) != 0 ||
			rte_eth_dev_start(id) != 0)
		die("the port does not start");
	drain(id, repeats);
	if (rte_vdev_uninit(NAME) != 0)
		die("the port does not go");
}

/* One mutant; whether it was a capture still is not told. */
static void
try_one(int in, int out)
{
	random_state = seed * UINT64_C(0x2545f4914f6cdd1d) + number;
	mutate(&captures[next_random(captures_n)]);
	if (ftruncate(in, 0) != 0 || ftruncate(out, 0) != 0 ||
			pwrite(in, mutant, mutant_size, 0) !=
					(ssize_t)mutant_size)
		die("no memory for a file");
	alarm(SECONDS_MAX);
	run(in, out);
	alarm(0);
	if (rte_eth_dev_count_total() != 0)
		die("a port is left");
	if (rte_mempool_in_use_count(pool) != 0)
		die("mbufs are left");
}

/* A descriptor is the lowest free number: if one leaks, this grows. */
static int
lowest_free_fd(void)
{
	int fd = dup(STDIN_FILENO);

	close(fd);
	return fd;
}

static void
start(void)
{
	const struct bp_config config = {.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
			.components = bp_builtin_components,
			.components_n = bp_builtin_components_n,
			.log_level = RTE_LOG_EMERG};

	if (bp_init(&config) != 0)
		die("bp_init failed");
	pool = rte_pktmbuf_pool_create("pool", 1023, 32, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	if (pool == NULL)
		die("no pool");
}

int
main(int argc, char **argv)
{
	uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 0) : COUNT;
	int in, out, fd;

	seed = argc > 2 ? strtoull(argv[2], NULL, 0) : seed;
	keep = argc > 3 ? argv[3] : NULL;
	signal(SIGALRM, on_alarm);
	signal(SIGABRT, on_abort);
	if (__sanitizer_set_death_callback != NULL)
		__sanitizer_set_death_callback(on_death);
	load_all();
	start();
	in = memfd_create("mutant", MFD_CLOEXEC);
	out = memfd_create("output", MFD_CLOEXEC);
	if (in < 0 || out < 0)
		die("memfd_create");
	try_one(in, out);
	fd = lowest_free_fd();
	for (number = 1; number < count; number++)
		try_one(in, out);
	if (lowest_free_fd() != fd)
		die("a descriptor is left");
	rte_mempool_free(pool);
	if (rte_eal_cleanup() != 0)
		die("the library does not stop");
	printf("%" PRIu64 " mutants of %u captures, seed %" PRIu64 "\n", count,
			captures_n, seed);
	while (captures_n-- != 0) {
		free(captures[captures_n].name);
		free(captures[captures_n].data);
	}
	return 0;
}
