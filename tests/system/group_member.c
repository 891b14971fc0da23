/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One process of a group, for group_test.py: it starts with the arguments
 * given, obeys one line of input after another, and answers each with one line
 * of output.
 */
#include <bufplane_group.h>
#include <bufplane_mempool_cache.h>
#include <bufplane_mempool_recover.h>
#include <bufplane_ring.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>

#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_lcore.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>
#include <rte_memory.h>
#include <rte_mempool.h>
#include <rte_memzone.h>
#include <rte_ring.h>
#include <rte_stack.h>

#include "group_ports.h"

#define POOL_N 4095
#define RING_N 1024

static unsigned int came, went, heard;
static char last[RTE_MP_MAX_PARAM_LEN];
static void *mine[64];
static unsigned int mine_n;
static bool refusing; /* to answer */

static void
event(enum rte_mem_event what, const void *addr, size_t len, void *arg)
{
	(void)addr;
	(void)len;
	(void)arg;
	__atomic_fetch_add(what == RTE_MEM_EVENT_ALLOC ? &came : &went, 1,
			__ATOMIC_RELAXED);
}

/* Answers with the text that came, the first bytes of a file before it. */
static int
action(const struct rte_mp_msg *msg, const void *peer)
{
	struct rte_mp_msg reply = {.len_param = msg->len_param};
	int i, n;

	for (i = 0; i < msg->num_fds; i++) {
		n = (int)read(msg->fds[i], last, sizeof(last) - 1);
		last[RTE_MAX(n, 0)] = '\0';
		close(msg->fds[i]);
	}
	if (msg->num_fds == 0)
		snprintf(last, sizeof(last), "%s", (const char *)msg->param);
	__atomic_fetch_add(&heard, 1, __ATOMIC_RELEASE);
	if (refusing)
		return 0;
	strcpy(reply.name, msg->name);
	memcpy(reply.param, msg->param, sizeof(reply.param));
	return rte_mp_reply(&reply, peer);
}

static void
make_msg(struct rte_mp_msg *msg, const char *name, const char *text)
{
	memset(msg, 0, sizeof(*msg));
	snprintf(msg->name, sizeof(msg->name), "%s", name);
	msg->len_param = snprintf((char *)msg->param, sizeof(msg->param), "%s",
					 text) +
			1;
}

static void
do_action(const char *name, const char *text)
{
	refusing = strcmp(text, "silent") == 0;
	if (rte_mp_action_register(name, action) == 0)
		puts("ok");
	else
		printf("failed %d\n", rte_errno);
}

static void
do_ask(const char *name, const char *text)
{
	const struct timespec wait = {.tv_sec = 0, .tv_nsec = 500000000};
	struct rte_mp_reply reply;
	struct rte_mp_msg msg;
	int i, rc, same = 0;

	make_msg(&msg, name, text);
	rte_errno = 0;
	rc = rte_mp_request_sync(&msg, &reply, &wait);
	for (i = 0; i < reply.nb_received; i++)
		same += strcmp((const char *)reply.msgs[i].param, text) == 0;
	printf("%d errno=%d sent=%d received=%d same=%d\n", rc, rte_errno,
			reply.nb_sent, reply.nb_received, same);
	free(reply.msgs);
}

static int sent_later, received_later, called_later;

static int
later(const struct rte_mp_msg *req, const struct rte_mp_reply *reply)
{
	(void)req;
	sent_later = reply->nb_sent;
	received_later = reply->nb_received;
	__atomic_fetch_add(&called_later, 1, __ATOMIC_RELEASE);
	return 0;
}

static void
do_later(const char *name, const char *text)
{
	const struct timespec wait = {.tv_sec = 0, .tv_nsec = 300000000};
	int i, rc, before = called_later;
	struct rte_mp_msg msg;

	make_msg(&msg, name, text);
	rc = rte_mp_request_async(&msg, &wait, later);
	for (i = 0; i < 2000 && rc == 0; i++) {
		if (__atomic_load_n(&called_later, __ATOMIC_ACQUIRE) != before)
			break;
		usleep(1000);
	}
	printf("%d called=%d sent=%d received=%d\n", rc, called_later - before,
			sent_later, received_later);
}

/* With a pipe that holds the text. */
static void
do_send(const char *name, const char *text)
{
	struct rte_mp_msg msg;
	int fds[2];

	make_msg(&msg, name, "");
	if (pipe(fds) < 0 || write(fds[1], text, strlen(text)) < 0) {
		puts("no pipe");
		return;
	}
	msg.num_fds = 1;
	msg.fds[0] = fds[0];
	printf("%d\n", rte_mp_sendmsg(&msg));
	close(fds[0]);
	close(fds[1]);
}

static void
do_heard(const char *number, const char *text)
{
	unsigned int want = (unsigned int)atoi(number);
	int i;

	(void)text;
	for (i = 0; i < 3000; i++) {
		if (__atomic_load_n(&heard, __ATOMIC_ACQUIRE) >= want)
			break;
		usleep(1000);
	}
	printf("%u %s\n", heard, last);
}

static void
do_zone(const char *name, const char *text)
{
	const struct rte_memzone *mz = rte_memzone_reserve(name, 4096, 0, 0);

	if (mz != NULL)
		snprintf(mz->addr, 4096, "%s", text);
	puts(mz == NULL ? "failed" : "ok");
}

static void
do_look(const char *name, const char *text)
{
	const struct rte_memzone *mz = rte_memzone_lookup(name);

	(void)text;
	puts(mz == NULL ? "absent" : (const char *)mz->addr);
}

/* Allocate so many KiB, filled with a pattern; where it is. */
static void
do_take(const char *kib, const char *text)
{
	size_t len = strtoul(kib, NULL, 10) << 10;
	char *p = mine_n < RTE_DIM(mine) ? rte_malloc(NULL, len, 0) : NULL;

	if (p == NULL) {
		puts("failed");
		return;
	}
	memset(p, text[0], len);
	mine[mine_n++] = p;
	printf("%p\n", (void *)p);
}

static void
do_drop(const char *a, const char *b)
{
	(void)a;
	(void)b;
	while (mine_n > 0)
		rte_free(mine[--mine_n]);
	puts("ok");
}

/* Whether so many KiB from an address on hold a pattern. */
static void
do_peek(const char *addr, const char *text)
{
	const char *p = (const char *)strtoull(addr, NULL, 16);
	size_t i, len = strtoul(text + 1, NULL, 10) << 10;

	for (i = 0; i < len && p[i] == text[0]; i++)
		continue;
	puts(i == len ? "same" : "other");
}

static void
do_events(const char *a, const char *b)
{
	(void)a;
	(void)b;
	printf("came=%u went=%u\n", came, went);
}

static void
do_pool(const char *name, const char *ops)
{
	struct rte_mempool *mp =
			rte_mempool_create_empty(name, POOL_N, 64, 64, 0, 0, 0);
	int rc = mp == NULL ? -rte_errno
			    : rte_mempool_set_ops_byname(mp,
					      *ops ? ops : "ring_mp_mc", NULL);

	if (rc == 0)
		rc = rte_mempool_populate_default(mp);
	if (rc > 0 && rte_ring_create(name, RING_N, 0, 0) == NULL)
		rc = -rte_errno;
	printf("%d\n", rc);
}

/* How many objects are in the pool, or why there is none. */
static void
do_count(const char *name, const char *text)
{
	struct rte_mempool *mp = rte_mempool_lookup(name);

	(void)text;
	printf("%d\n",
			mp == NULL ? -rte_errno
				   : (int)rte_mempool_avail_count(mp));
}

/* Objects with running numbers go through the ring. */
static void
do_produce(const char *name, const char *number)
{
	struct rte_mempool *mp = rte_mempool_lookup(name);
	struct rte_ring *r = rte_ring_lookup(name);
	uint64_t i, n = strtoull(number, NULL, 10);
	void *obj;

	for (i = 0; mp != NULL && r != NULL && i < n; i++) {
		while (rte_mempool_get(mp, &obj) != 0)
			rte_pause();
		*(uint64_t *)obj = i;
		while (rte_ring_enqueue(r, obj) != 0)
			rte_pause();
	}
	printf("%llu\n", (unsigned long long)i);
}

static void
do_consume(const char *name, const char *number)
{
	struct rte_mempool *mp = rte_mempool_lookup(name);
	struct rte_ring *r = rte_ring_lookup(name);
	uint64_t i, wrong = 0, n = strtoull(number, NULL, 10);
	void *obj;

	for (i = 0; mp != NULL && r != NULL && i < n; i++) {
		while (rte_ring_dequeue(r, &obj) != 0)
			rte_pause();
		wrong += *(uint64_t *)obj != i;
		rte_mempool_put(mp, obj);
	}
	printf("%llu wrong=%llu\n", (unsigned long long)i,
			(unsigned long long)wrong);
}

/* As many bursts through the pool and its ring as asked for; 0: until killed.
 */
static unsigned int
use(const char *name, uint64_t n)
{
	struct rte_mempool *mp = rte_mempool_lookup(name);
	struct rte_ring *r = rte_ring_lookup(name);
	uint32_t seed = (uint32_t)getpid();
	unsigned int k, got, failed = 0;
	void *objs[48];
	uint64_t i;

	for (i = 0; mp != NULL && r != NULL && (n == 0 || i < n); i++) {
		seed = seed * 1103515245 + 12345;
		k = 1 + (seed >> 16) % RTE_DIM(objs);
		/* By the cache and past it. */
		if (rte_mempool_generic_get(mp, objs, k,
				    seed >> 31 ? rte_mempool_default_cache(mp,
								 rte_lcore_id())
					       : NULL) != 0) {
			failed++;
		} else {
			got = rte_ring_enqueue_burst(r, objs, k, NULL);
			rte_mempool_put_bulk(mp, objs + got, k - got);
		}
		got = rte_ring_dequeue_burst(r, objs, k, NULL);
		rte_mempool_put_bulk(mp, objs, got);
	}
	return failed;
}

static void
do_use(const char *name, const char *number)
{
	printf("used failed=%u\n", use(name, strtoull(number, NULL, 10)));
}

static void
do_traffic(const char *name, const char *b)
{
	(void)b;
	for (puts("traffic"), fflush(stdout);;)
		use(name, 0);
}

/* Between claim and hand-over, as the functions of rings have it. */
static void
claim(struct rte_ring *r, bool prod, uint32_t n, uint32_t *pos)
{
	struct rte_ring_headtail *own = prod ? &r->prod : &r->cons;
	const struct rte_ring_headtail *other = prod ? &r->cons : &r->prod;
	const uint32_t limit = prod ? r->capacity : 0;
	uint32_t room;

	if (own->sync_type == RTE_RING_SYNC_MT_RTS)
		bp_ring_rts_claim((struct rte_ring_rts_headtail *)own, other,
				limit, n, RTE_RING_QUEUE_VARIABLE, pos, &room);
	else if (own->sync_type == RTE_RING_SYNC_MT_HTS)
		bp_ring_hts_claim((struct rte_ring_hts_headtail *)own, other,
				limit, n, RTE_RING_QUEUE_VARIABLE, pos, &room);
	else
		bp_ring_claim(own, other, limit, 0, n, RTE_RING_QUEUE_VARIABLE,
				pos, &room);
}

/* In the middle of a put or a get, past the cache. */
static void
do_die(const char *name, const char *how)
{
	struct rte_mempool *mp = rte_mempool_lookup(name);
	const char *ops = mp == NULL ? ""
				     : rte_mempool_get_ops(mp->ops_index)->name;
	bool put = strcmp(how, "put") == 0;
	void *objs[8];
	uint32_t pos;

	/* One that puts has something to put, for which there is room. */
	if (mp == NULL ||
			(put &&
					rte_mempool_generic_get(mp, objs, 8,
							NULL) != 0)) {
		puts("failed");
		return;
	}
	if (strncmp(ops, "ring", 4) == 0)
		claim(mp->pool_data, put, 5, &pos);
	else if (strcmp(ops, "stack") == 0)
		bp_group_lock(&((struct rte_stack *)mp->pool_data)
						->stack_std.lock.locked);
	else if (strcmp(ops, "bucket") == 0)
		bp_group_lock(mp->pool_data); /* its first field */
	kill(getpid(), SIGKILL);
}

/* Stops between claim and hand-over of the ring, and goes on if told to. */
static void
do_slow(const char *name, const char *b)
{
	struct rte_ring *r = rte_ring_lookup(name);
	void *obj = NULL;
	uint32_t pos;

	(void)b;
	claim(r, true, 1, &pos);
	kill(getpid(), SIGSTOP);
	bp_ring_copy_in(r, pos, &obj, sizeof(obj), 1);
	printf("slow %u\n", bp_ring_hand_over(&r->prod, pos, 1, 0));
}

static void
do_enqueue(const char *name, const char *b)
{
	struct rte_ring *r = rte_ring_lookup(name);

	(void)b;
	printf("enqueued %d broken=%d\n", rte_ring_enqueue(r, r),
			bp_ring_broken(r));
}

static void
do_reclaim(const char *name, const char *b)
{
	(void)b;
	printf("%u\n", bp_mempool_reclaim(rte_mempool_lookup(name)));
}

/* Nobody has anything of the pool any more: how many are free. */
static void
do_recover(const char *name, const char *b)
{
	struct rte_mempool *mp = rte_mempool_lookup(name);
	struct rte_ring *r = rte_ring_lookup(name);
	int n;

	(void)b;
	rte_ring_reset(r);
	n = bp_mempool_recover(mp, NULL, 0, NULL, NULL);
	printf("%d avail=%u\n", n, rte_mempool_avail_count(mp));
}

/* How many different objects come out, all of which go back. */
static void
do_drain(const char *name, const char *b)
{
	struct rte_mempool *mp = rte_mempool_lookup(name);
	static void *objs[POOL_N];
	unsigned int i, n = 0, twice = 0;

	(void)b;
	while (n < POOL_N && rte_mempool_get(mp, &objs[n]) == 0)
		*(uint64_t *)objs[n++] = 0;
	for (i = 0; i < n; i++)
		twice += ++*(uint64_t *)objs[i] != 1;
	rte_mempool_put_bulk(mp, objs, n);
	printf("%u twice=%u\n", n, twice);
}

/* Memory comes and goes, until somebody kills this process. */
static void
do_churn(const char *a, const char *b)
{
	unsigned int i = (unsigned int)getpid();
	const struct rte_memzone *mz;
	void *p, *q;

	(void)a;
	(void)b;
	for (puts("churning"), fflush(stdout);;) {
		i = i * 1103515245 + 12345;
		p = rte_malloc(NULL, (i >> 8) % (4 << 20) + 1, 0);
		q = rte_malloc(NULL, (i >> 16) % 4096 + 1, 0);
		mz = rte_memzone_reserve("churn", 64, 0, 0);
		rte_free(p);
		rte_memzone_free(mz);
		rte_free(q);
	}
}

/* A packet with text, from a pool of that name, through a stack of it. */
static void
do_packet(const char *name, const char *text)
{
	struct rte_mempool *mp = rte_mempool_lookup(name);
	struct rte_stack *s = rte_stack_lookup(name);
	struct rte_mbuf *m;

	if (mp == NULL)
		mp = rte_pktmbuf_pool_create(name, POOL_N, 64, 0, 2048, 0);
	if (s == NULL)
		s = rte_stack_create(name, 64, 0, 0);
	m = mp == NULL || s == NULL ? NULL : rte_pktmbuf_alloc(mp);
	if (m == NULL) {
		puts("failed");
		return;
	}
	strcpy(rte_pktmbuf_append(m, 128), text);
	printf("%u\n", rte_stack_push(s, (void **)&m, 1));
}

static void
do_unpack(const char *name, const char *b)
{
	struct rte_stack *s = rte_stack_lookup(name);
	struct rte_mbuf *m;

	(void)b;
	if (s == NULL || rte_stack_pop(s, (void **)&m, 1) != 1) {
		puts("failed");
		return;
	}
	rte_mbuf_sanity_check(m, 1);
	puts(rte_pktmbuf_mtod(m, char *));
	rte_pktmbuf_free(m);
}

static void
do_field(const char *name, const char *b)
{
	struct rte_mbuf_dynfield field = {.size = 8, .align = 8};
	int offset;

	(void)b;
	snprintf(field.name, sizeof(field.name), "%s", name);
	rte_errno = 0;
	offset = rte_mbuf_dynfield_register(&field);
	printf("%d %d\n", offset, offset < 0 ? rte_errno : 0);
}

static void
do_about(const char *path, const char *b)
{
	(void)b;
	printf("type=%d lcore=%u primary=%d disable=%d\n",
			rte_eal_process_type(), rte_lcore_id(),
			rte_eal_primary_proc_alive(*path ? path : NULL),
			b[0] == 'd' ? rte_mp_disable() : -1);
}

static const struct {
	const char *word;
	void (*run)(const char *a, const char *b);
} words[] = {
		{"about", do_about},
		{"action", do_action},
		{"ask", do_ask},
		{"churn", do_churn},
		{"close", do_close},
		{"consume", do_consume},
		{"control", do_control},
		{"count", do_count},
		{"die", do_die},
		{"drain", do_drain},
		{"drop", do_drop},
		{"enqueue", do_enqueue},
		{"events", do_events},
		{"field", do_field},
		{"heard", do_heard},
		{"info", do_info},
		{"later", do_later},
		{"look", do_look},
		{"match", do_match},
		{"packet", do_packet},
		{"peek", do_peek},
		{"plug", do_plug},
		{"poll", do_poll},
		{"pool", do_pool},
		{"ports", do_ports},
		{"produce", do_produce},
		{"reclaim", do_reclaim},
		{"recover", do_recover},
		{"reset", do_reset},
		{"rest", do_rest},
		{"rx", do_rx},
		{"seen", do_seen},
		{"send", do_send},
		{"slow", do_slow},
		{"start", do_start},
		{"stats", do_stats},
		{"stop", do_stop},
		{"take", do_take},
		{"traffic", do_traffic},
		{"tx", do_tx},
		{"unpack", do_unpack},
		{"unplug", do_unplug},
		{"use", do_use},
		{"zone", do_zone},
};

static void
obey(const char *line)
{
	char word[32] = "", a[128] = "", b[128] = "";
	unsigned int i;

	sscanf(line, "%31s %127s %127s", word, a, b);
	for (i = 0; i < RTE_DIM(words); i++)
		if (strcmp(words[i].word, word) == 0)
			words[i].run(strcmp(a, "-") == 0 ? "" : a, b);
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	uint64_t start = rte_get_tsc_cycles();
	const char *place = getenv("OCCUPY");
	char line[512];

	/* Something of the program's own where the primary has its memory. */
	if (place != NULL && strcmp(place, "0") != 0 &&
			mmap((void *)strtoull(place, NULL, 16), 4096, PROT_READ,
					MAP_PRIVATE | MAP_ANONYMOUS |
							MAP_FIXED_NOREPLACE,
					-1, 0) == MAP_FAILED)
		return 1;
	ports_init();
	if (rte_eal_init(argc, argv) < 0) {
		printf("init failed %d\n", rte_errno);
		return 1;
	}
	printf("started type=%d us=%.0f\n", rte_eal_process_type(),
			(double)(rte_get_tsc_cycles() - start) * 1e6 /
					(double)rte_get_tsc_hz());
	fflush(stdout);
	rte_mem_event_callback_register("member", event, NULL);
	while (fgets(line, sizeof(line), stdin) != NULL)
		obey(line);
	printf("cleanup %d\n", rte_eal_cleanup());
	return 0;
}
