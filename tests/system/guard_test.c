/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The guard as programs meet it: switched on by the environment, by an
 * argument, or by the name of a pool's handler, with the library inside the
 * program and as a shared one. Each kind of fault is made in a function of
 * this file, and the report must name that function, not one of the library.
 */
#include <bufplane_mempool_guard.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/wait.h>

#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include <cmocka.h>

#define MBUFS 128

enum way {
	BY_ENVIRONMENT,
	BY_ARGUMENT,
	BY_NAME,
};

static enum way way;
static FILE *log_file;
static char *logged;
static size_t logged_size;
static struct bp_mempool_guard_counts before;

/* Named in reports: in the table of dynamic symbols, and never inlined. */
#define SITE         __attribute__((noinline, visibility("default")))
#define KEEP_FRAME() __asm__ volatile("" ::: "memory")

struct rte_mbuf *site_alloc(struct rte_mempool *mp);
void site_alloc_bulk(struct rte_mempool *mp, struct rte_mbuf **mbufs,
		unsigned int n);
void site_free(struct rte_mbuf *m);
void site_free_again(struct rte_mbuf *m);
void site_free_bulk(struct rte_mbuf **mbufs, unsigned int n);
void site_send(struct rte_mbuf *m);
void *site_get(struct rte_mempool *mp, struct rte_mempool_cache *cache);
void site_put(struct rte_mempool *mp, void *obj,
		struct rte_mempool_cache *cache);
void *site_get_block(struct rte_mempool *mp);

SITE struct rte_mbuf *
site_alloc(struct rte_mempool *mp)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(mp);

	assert_non_null(m);
	return m;
}

SITE void
site_alloc_bulk(struct rte_mempool *mp, struct rte_mbuf **mbufs, unsigned int n)
{
	assert_int_equal(rte_pktmbuf_alloc_bulk(mp, mbufs, n), 0);
}

SITE void
site_free(struct rte_mbuf *m)
{
	rte_pktmbuf_free(m);
	KEEP_FRAME();
}

SITE void
site_free_again(struct rte_mbuf *m)
{
	rte_pktmbuf_free(m);
	KEEP_FRAME();
}

SITE void
site_free_bulk(struct rte_mbuf **mbufs, unsigned int n)
{
	rte_pktmbuf_free_bulk(mbufs, n);
	KEEP_FRAME();
}

SITE void
site_send(struct rte_mbuf *m)
{
	assert_int_equal(rte_eth_tx_burst(0, 0, &m, 1), 1);
}

SITE void *
site_get(struct rte_mempool *mp, struct rte_mempool_cache *cache)
{
	void *obj;

	assert_int_equal(rte_mempool_generic_get(mp, &obj, 1, cache), 0);
	return obj;
}

SITE void
site_put(struct rte_mempool *mp, void *obj, struct rte_mempool_cache *cache)
{
	rte_mempool_generic_put(mp, &obj, 1, cache);
	KEEP_FRAME();
}

SITE void *
site_get_block(struct rte_mempool *mp)
{
	void *first;

	assert_int_equal(rte_mempool_get_contig_blocks(mp, &first, 1), 0);
	return first;
}

/* The report in the log names, under this heading, this function first. */
static void
assert_site(const char *heading, const char *function)
{
	char text[128];

	fflush(log_file);
	snprintf(text, sizeof(text), "%s\n    %s+0x", heading, function);
	if (strstr(logged, text) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", text, logged);
}

static void
assert_counted(uint64_t doubles, uint64_t foreign, uint64_t writes,
		uint64_t leaks)
{
	struct bp_mempool_guard_counts now;

	bp_mempool_guard_totals(&now);
	assert_int_equal(now.double_frees - before.double_frees, doubles);
	assert_int_equal(now.foreign_frees - before.foreign_frees, foreign);
	assert_int_equal(now.writes_after_free - before.writes_after_free,
			writes);
	assert_int_equal(now.leaks - before.leaks, leaks);
}

static struct rte_mempool *
make_pool(const char *name)
{
	struct rte_mempool *mp = rte_pktmbuf_pool_create_by_ops(name, MBUFS, 16,
			0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY,
			way == BY_NAME ? "guard:ring_mp_mc" : "ring_mp_mc");

	assert_non_null(mp);
	return mp;
}

static void
test_inline(void **state)
{
	struct rte_mempool *mp = make_pool("p");
	struct rte_mbuf *m = site_alloc(mp);

	(void)state;
	site_free(m);
	assert_counted(0, 0, 0, 0);
	site_free_again(m);
	assert_counted(1, 0, 0, 0);
	assert_site("it is freed again at", "site_free_again");
	assert_site("it was freed at", "site_free");
	assert_site("it was allocated at", "site_alloc");
	assert_int_equal(rte_mempool_full(mp), 1);
	rte_mempool_free(mp);
	assert_counted(1, 0, 0, 0);
}

static void
test_bulk(void **state)
{
	struct rte_mempool *mp = make_pool("p"), *other = make_pool("other");
	struct rte_mbuf *mbufs[40];

	(void)state;
	site_alloc_bulk(mp, mbufs, 20);
	site_alloc_bulk(other, &mbufs[20], 19);
	/* Among others of two pools, one for the second time. */
	mbufs[39] = mbufs[3];
	site_free_bulk(mbufs, 40);
	assert_counted(1, 0, 0, 0);
	assert_site("it is freed again at", "site_free_bulk");
	assert_site("it was freed at", "site_free_bulk");
	assert_site("it was allocated at", "site_alloc_bulk");
	rte_mempool_free(mp);
	rte_mempool_free(other);
	assert_counted(1, 0, 0, 0);
}

static void
start_port(struct rte_mempool *mp)
{
	const struct rte_eth_conf conf = {0};

	assert_int_equal(rte_eth_dev_count_avail(), 1);
	assert_int_equal(rte_eth_dev_configure(0, 1, 1, &conf), 0);
	assert_int_equal(rte_eth_rx_queue_setup(
					 0, 0, 0, SOCKET_ID_ANY, NULL, mp),
			0);
	assert_int_equal(rte_eth_tx_queue_setup(0, 0, 0, SOCKET_ID_ANY, NULL),
			0);
	assert_int_equal(rte_eth_dev_start(0), 0);
}

static void
test_transmit(void **state)
{
	struct rte_mempool *mp = make_pool("p");
	struct rte_mbuf *m = site_alloc(mp);

	(void)state;
	start_port(mp);
	site_send(m);
	assert_counted(0, 0, 0, 0);
	site_send(m);
	assert_counted(1, 0, 0, 0);
	assert_site("it is freed again at", "site_send");
	assert_site("it was freed at", "site_send");
	assert_site("it was allocated at", "site_alloc");
	assert_int_equal(rte_eth_dev_stop(0), 0);
	rte_mempool_free(mp);
	assert_counted(1, 0, 0, 0);
}

static void
test_user_cache(void **state)
{
	struct rte_mempool_cache *early, *late;
	struct rte_mempool *mp;
	void *obj;

	(void)state;
	early = rte_mempool_cache_create(32, SOCKET_ID_ANY);
	mp = make_pool("p");
	late = rte_mempool_cache_create(32, SOCKET_ID_ANY);
	obj = site_get(mp, early);
	site_put(mp, obj, late);
	assert_counted(0, 0, 0, 0);
	site_put(mp, obj, early);
	assert_counted(1, 0, 0, 0);
	assert_site("it is freed again at", "site_put");
	assert_site("it was freed at", "site_put");
	assert_site("it was allocated at", "site_get");
	rte_mempool_cache_free(early);
	rte_mempool_cache_free(late);
	rte_mempool_free(mp);
	assert_counted(1, 0, 0, 0);
}

static void
test_blocks(void **state)
{
	struct rte_mempool *mp = rte_mempool_create_empty(
			"p", MBUFS, 256, 0, 0, SOCKET_ID_ANY, 0);
	struct rte_mempool_info info;
	char *obj;

	(void)state;
	assert_int_equal(rte_mempool_set_ops_byname(mp,
					 way == BY_NAME ? "guard:bucket"
							: "bucket",
					 NULL),
			0);
	assert_int_equal(rte_mempool_populate_default(mp), MBUFS);
	assert_int_equal(rte_mempool_ops_get_info(mp, &info), 0);
	obj = site_get_block(mp);
	obj += mp->header_size + mp->elt_size + mp->trailer_size;
	site_put(mp, obj, NULL);
	site_put(mp, obj, NULL);
	assert_counted(1, 0, 0, 0);
	assert_site("it is freed again at", "site_put");
	assert_site("it was allocated at", "site_get_block");
	rte_mempool_free(mp);
	assert_counted(1, 0, 0, info.contig_block_size - 1);
	assert_site(" got at", "site_get_block");
}

static void
test_foreign(void **state)
{
	struct rte_mempool *mp = make_pool("p"), *other = make_pool("other");
	struct rte_mbuf *m = site_alloc(other);

	(void)state;
	site_put(mp, m, NULL);
	assert_counted(0, 1, 0, 0);
	assert_site("it is an object of pool other\n  it is freed at",
			"site_put");
	rte_pktmbuf_free(m);
	rte_mempool_free(mp);
	rte_mempool_free(other);
	assert_counted(0, 1, 0, 0);
}

static void
test_write(void **state)
{
	struct rte_mempool *mp = make_pool("p");
	struct rte_mbuf *m = site_alloc(mp), *all[MBUFS];
	char *data = rte_pktmbuf_mtod(m, char *);

	(void)state;
	site_free(m);
	data[100] ^= 1;
	rte_mempool_audit(mp);
	assert_counted(0, 0, 1, 0);
	assert_site("it was freed at", "site_free");
	assert_site("it was allocated at", "site_alloc");
	m->pkt_len = 60;
	site_alloc_bulk(mp, all, MBUFS);
	assert_counted(0, 0, 2, 0);
	assert_site("the change is found at", "site_alloc_bulk");
	rte_pktmbuf_free_bulk(all, MBUFS);
	rte_mempool_free(mp);
	assert_counted(0, 0, 2, 0);
}

static void *
alloc_in_thread(void *mp)
{
	return site_alloc(mp);
}

static void
test_leaks(void **state)
{
	struct rte_mempool *mp = make_pool("p");
	struct rte_mbuf *m, *all[9];
	pthread_t thread;
	char text[8192] = "";
	FILE *f = fmemopen(text, sizeof(text), "w");
	void *of_thread;

	(void)state;
	m = site_alloc(mp);
	site_alloc_bulk(mp, all, 9);
	assert_int_equal(pthread_create(&thread, NULL, alloc_in_thread, mp), 0);
	assert_int_equal(pthread_join(thread, &of_thread), 0);
	assert_int_equal(bp_mempool_guard_dump(f, mp), 11);
	fclose(f);
	assert_non_null(strstr(text, "  9 got at\n    site_alloc_bulk+0x"));
	assert_non_null(strstr(text, "  1 got at\n    site_alloc+0x"));
	rte_pktmbuf_free(m);
	rte_mempool_free(mp);
	assert_counted(0, 0, 0, 10);
	assert_site("9 got at", "site_alloc_bulk");
	assert_site("1 got at", "site_alloc");
}

/* An init with a null port; rc. */
static int
start(const char *guard)
{
	char name[] = "guard_test", memory[] = "--in-memory";
	char huge[] = "--no-huge", pci[] = "--no-pci", lcores[] = "--lcores=0";
	char vdev[] = "--vdev=net_null0", text[64];
	char *argv[] = {name, memory, huge, pci, lcores, vdev, text, NULL};

	snprintf(text, sizeof(text), "%s", guard);
	return rte_eal_init(guard[0] != '\0' ? 7 : 6, argv);
}

static int
group_setup(void **state)
{
	(void)state;
	if (way == BY_ENVIRONMENT)
		setenv("BUFPLANE_GUARD", "1", 1);
	else
		unsetenv("BUFPLANE_GUARD");
	return start(way == BY_ARGUMENT ? "--mempool-guard" : "") < 0 ? -1 : 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	return rte_eal_cleanup();
}

static int
open_log(void **state)
{
	(void)state;
	log_file = open_memstream(&logged, &logged_size);
	rte_openlog_stream(log_file);
	bp_mempool_guard_totals(&before);
	return log_file == NULL ? -1 : 0;
}

static int
close_log(void **state)
{
	(void)state;
	rte_openlog_stream(NULL);
	fclose(log_file);
	free(logged);
	return 0;
}

/* In a child: free twice under a policy, and exit with the count if alive. */
static void
free_twice(const char *policy)
{
	int null = open("/dev/null", O_WRONLY);
	struct bp_mempool_guard_counts counts;
	struct rte_mbuf *m;

	dup2(null, 1);
	dup2(null, 2);
	if (start(policy) < 0)
		_exit(100);
	m = site_alloc(make_pool("p"));
	site_free(m);
	signal(SIGABRT, SIG_DFL);
	site_free_again(m);
	bp_mempool_guard_totals(&counts);
	_exit((int)counts.double_frees);
}

static int
status_of(const char *policy)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0)
		free_twice(policy);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
test_policies(void **state)
{
	int status;

	(void)state;
	unsetenv("BUFPLANE_GUARD");
	way = BY_ARGUMENT;
	status = status_of("--mempool-guard=abort");
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	status = status_of("--mempool-guard=count");
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 1);
	status = status_of("--mempool-guard=log");
	assert_int_equal(WEXITSTATUS(status), 1);
	status = status_of("--mempool-guard=yes");
	assert_int_equal(WEXITSTATUS(status), 100);
	/* Off: nothing is counted. */
	status = status_of("");
	assert_int_equal(WEXITSTATUS(status), 0);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, open_log, close_log)

int
main(void)
{
	const struct CMUnitTest policies[] = {
			cmocka_unit_test(test_policies),
	};
	const struct CMUnitTest tests[] = {
			EACH(test_inline),
			EACH(test_bulk),
			EACH(test_transmit),
			EACH(test_user_cache),
			EACH(test_blocks),
			EACH(test_foreign),
			EACH(test_write),
			EACH(test_leaks),
	};
	int failed = cmocka_run_group_tests(policies, NULL, NULL);

	for (way = BY_ENVIRONMENT; way <= BY_NAME; way++)
		failed += cmocka_run_group_tests(
				tests, group_setup, group_teardown);
	return failed;
}
