/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every reason the walker can give, and what the sanity check makes of one.
 */
#include <signal.h>
#include <unistd.h>

#include <sys/wait.h>

#include "mbuf_env.h"

static struct rte_mbuf *m;

/* The walker's verdict on m, whose fields are then put back. */
static void
expect(const struct rte_mbuf *saved, int is_header, const char *want)
{
	const char *reason = "untouched";
	int rc = rte_mbuf_check(m, is_header, &reason);

	*m = *saved;
	assert_int_equal(rc, want == NULL ? 0 : -1);
	assert_string_equal(reason, want == NULL ? "untouched" : want);
}

static void
every_reason(void **state)
{
	const uint16_t lens[] = {20, 10};
	struct rte_mbuf saved;
	const char *reason;

	(void)state;
	m = make_packet(pool, lens, 2, 0);
	saved = *m;
	expect(&saved, 1, NULL);
	assert_int_equal(rte_mbuf_check(NULL, 1, &reason), -1);
	assert_string_equal(reason, "mbuf is NULL");
	m->pool = NULL;
	expect(&saved, 0, "bad mbuf pool");
	m->buf_iova = 0;
	expect(&saved, 0, "bad IO addr");
	m->buf_addr = NULL;
	expect(&saved, 0, "bad virt addr");
	m->refcnt = 0;
	expect(&saved, 0, "bad ref cnt");
	m->refcnt = UINT16_MAX;
	expect(&saved, 1, "bad ref cnt");
	m->pkt_len = 19;
	expect(&saved, 1, "bad data_len");
	m->pkt_len = 19;
	expect(&saved, 0, NULL);
	m->data_off = POOL_ROOM + 1;
	expect(&saved, 1, "data offset too big in mbuf segment");
	m->data_off = POOL_ROOM - 19;
	expect(&saved, 1, "data length too big in mbuf segment");
	m->data_off = POOL_ROOM - 20;
	expect(&saved, 1, NULL);
	m->nb_segs = 0;
	expect(&saved, 1, "bad nb_segs");
	m->nb_segs = 1;
	expect(&saved, 1, "bad nb_segs");
	m->nb_segs = 3;
	expect(&saved, 1, "bad nb_segs");
	m->next = m; /* a loop ends */
	expect(&saved, 1, "bad nb_segs");
	m->pkt_len = 31;
	expect(&saved, 1, "bad pkt_len");
	rte_pktmbuf_free(m);
}

static void
later_segments_count(void **state)
{
	const uint16_t lens[] = {20, 10};
	struct rte_mbuf saved;

	(void)state;
	m = make_packet(pool, lens, 2, 0);
	saved = *m;
	m->next->data_off = POOL_ROOM + 1;
	expect(&saved, 1, "data offset too big in mbuf segment");
	m->next->data_off = POOL_ROOM - 9;
	expect(&saved, 1, "data length too big in mbuf segment");
	m->next->data_off = RTE_PKTMBUF_HEADROOM;
	rte_pktmbuf_free(m);
}

static void
sanity_ends_the_program(void **state)
{
	struct rte_mbuf bad; /* a child does not see the pool's memory */
	int status;
	pid_t pid;

	(void)state;
	m = rte_pktmbuf_alloc(pool);
	assert_non_null(m);
	rte_mbuf_sanity_check(m, 1);
	bad = *m;
	bad.nb_segs = 2;
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(1);
		signal(SIGABRT, SIG_DFL);
		rte_mbuf_sanity_check(&bad, 1);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	rte_pktmbuf_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(every_reason),
			mbuf_test(later_segments_count),
			mbuf_test(sanity_ends_the_program),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
