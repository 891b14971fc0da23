/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cases of who is told about memory of two nodes and may refuse it, of a
 * callback that itself takes memory of the other node, and of a kernel that
 * refuses to place memory.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <rte_common.h>
#include <rte_errno.h>
#include <rte_lcore.h>
#include <rte_malloc.h>
#include <rte_memory.h>

#include "numa_check.h"
#include "numa_guest.h"

#define MIB ((size_t)1 << 20)

struct seen {
	size_t bytes[2][2]; /* by event, by node */
	uintptr_t low, high;
};

static void
see(enum rte_mem_event event, const void *addr, size_t len, void *arg)
{
	const struct rte_memseg *ms = rte_mem_virt2memseg(addr, NULL);
	struct seen *s = arg;
	struct numa_pages pages;

	if (!CHECK(ms != NULL && (unsigned int)ms->socket_id < 2,
			    "event %d of %p", event, addr))
		return;
	s->bytes[event][ms->socket_id] += len;
	s->low = RTE_MIN(s->low, (uintptr_t)addr);
	s->high = RTE_MAX(s->high, (uintptr_t)addr + len);
	numa_pages_of(addr, len, 4096, &pages);
	CHECK(pages.on[ms->socket_id] == pages.n,
			"event %d: %zu of %zu pages on node %d", event,
			pages.on[ms->socket_id], pages.n, ms->socket_id);
}

void
numa_case_events(int argc, char **argv)
{
	int node;

	for (node = 0; node < 2; node++) {
		struct seen s = {.low = UINTPTR_MAX};
		size_t taken, given;
		uintptr_t p;

		CHECK(rte_mem_event_callback_register("see", see, &s) == 0,
				"%s", rte_strerror(rte_errno));
		p = (uintptr_t)rte_malloc_socket("event", 40 * MIB, 0, node);
		CHECK(p != 0, "no memory on node %d", node);
		taken = s.bytes[RTE_MEM_EVENT_ALLOC][node];
		CHECK(taken >= 40 * MIB, "%zu", taken);
		CHECK(s.low <= p && p + 40 * MIB <= s.high,
				"the events do not"
				" cover the memory");
		rte_free((void *)p);
		given = s.bytes[RTE_MEM_EVENT_FREE][node];
		printf("node %d: %zu MiB came, %zu MiB went\n", node,
				taken >> 20, given >> 20);
		CHECK(given >= 30 * MIB && given <= taken, "%zu", given);
		CHECK(s.bytes[0][1 - node] == 0 && s.bytes[1][1 - node] == 0,
				"events of the other node");
		CHECK(rte_mem_event_callback_unregister("see", &s) == 0, "%s",
				rte_strerror(rte_errno));
	}
}

static unsigned int asked;
static int answer;
static int asked_node;

static int
validate(int node, size_t limit, size_t new_len)
{
	printf("validator: node %d, limit %zu, new length %zu\n", node, limit,
			new_len);
	CHECK(new_len > limit, "called below the limit");
	asked++;
	asked_node = node;
	return answer;
}

/* Whether 32 MiB of the node are to be had. */
static bool
can_take(int node)
{
	void *p = rte_malloc_socket("asked", 32 * MIB, 0, node);

	rte_free(p);
	return p != NULL;
}

void
numa_case_validators(int argc, char **argv)
{
	void *p;

	answer = -1;
	CHECK(rte_mem_alloc_validator_register("one", validate, 1, 16 * MIB) ==
					0,
			"%s", rte_strerror(rte_errno));
	CHECK(!can_take(1), "refused by the validator");
	CHECK(asked > 0 && asked_node == 1, "%u, node %d", asked, asked_node);
	asked = 0;
	CHECK(can_take(0) && asked == 0, "node 0 has no validator");
	answer = 0;
	CHECK(can_take(1) && asked > 0, "allowed by the validator");
	answer = -1;
	CHECK(rte_mem_alloc_validator_register("one", validate, 0, 16 * MIB) ==
					0,
			"%s", rte_strerror(rte_errno));
	CHECK(rte_mem_alloc_validator_unregister("one", 1) == 0, "%s",
			rte_strerror(rte_errno));
	CHECK(!can_take(0) && can_take(1), "node 0 only");
	/* The main lcore is on node 0. */
	p = rte_malloc("other", 32 * MIB, 0);
	if (CHECK(p != NULL, "no memory of any node"))
		numa_check_on("rte_malloc, own node refused", p, 32 * MIB, 1);
	rte_free(p);
	CHECK(rte_mem_alloc_validator_unregister("one", 0) == 0, "%s",
			rte_strerror(rte_errno));
	numa_check_all();
}

static __thread bool inside;
static unsigned int taken_inside, refused_inside;

/* Takes memory of the node that the event is not about. */
static void
take_other(enum rte_mem_event event, const void *addr, size_t len, void *arg)
{
	const struct rte_memseg *ms = rte_mem_virt2memseg(addr, NULL);
	void *p;

	if (inside || ms == NULL)
		return;
	inside = true;
	p = rte_malloc_socket("inside", 3 * MIB, 0, 1 - ms->socket_id);
	__atomic_add_fetch(p != NULL ? &taken_inside : &refused_inside, 1,
			__ATOMIC_RELAXED);
	rte_free(p);
	inside = false;
}

/* The rounds of each node so far; volatile for the signal handler. */
static volatile unsigned int rounds[2];

static void *
churn(void *arg)
{
	int node = *(int *)arg;

	while (rounds[node] < 10) {
		void *p = rte_malloc_socket("churn", 6 * MIB, 0, node);

		CHECK(p != NULL, "round %u, node %d", rounds[node], node);
		rte_free(p);
		rounds[node]++;
	}
	return NULL;
}

/* A second without a round is long, ten are a deadlock. */
static void
watch(int sig)
{
	static unsigned int last, idle;
	unsigned int now = rounds[0] + rounds[1];

	idle = now == last ? idle + 1 : 0;
	last = now;
	if (idle < 10) {
		alarm(1);
		return;
	}
	printf("deadlock: nothing moves after %u and %u rounds\n", rounds[0],
			rounds[1]);
	fflush(stdout);
	_exit(1);
}

static void
end_nested(void)
{
	printf("inside callbacks: %u allocations, %u refused\n", taken_inside,
			refused_inside);
	CHECK(taken_inside > 0, "no allocation inside a callback");
	CHECK(rte_mem_event_callback_unregister("other", NULL) == 0, "%s",
			rte_strerror(rte_errno));
	numa_check_all();
	alarm(0);
}

void
numa_case_nested(int argc, char **argv)
{
	int node;

	signal(SIGALRM, watch);
	alarm(1);
	CHECK(rte_mem_event_callback_register("other", take_other, NULL) == 0,
			"%s", rte_strerror(rte_errno));
	for (node = 0; node < 2; node++)
		CHECK(can_take(node), "node %d", node);
	end_nested();
}

/* Two threads, each of which wants the other's node while it holds its own. */
void
numa_case_crossed(int argc, char **argv)
{
	int nodes[2] = {0, 1};
	pthread_t other;

	signal(SIGALRM, watch);
	alarm(1);
	CHECK(rte_mem_event_callback_register("other", take_other, NULL) == 0,
			"%s", rte_strerror(rte_errno));
	if (CHECK(pthread_create(&other, NULL, churn, &nodes[1]) == 0,
			    "pthread_create")) {
		churn(&nodes[0]);
		pthread_join(other, NULL);
	}
	end_nested();
}

/* From here on the kernel refuses to place memory, as a container's may. */
void
numa_refuse_mbind(void)
{
	static struct sock_filter code[] = {
			BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
					offsetof(struct seccomp_data, nr)),
			BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mbind, 1, 0),
			BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_set_mempolicy,
					0, 1),
			BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
			BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {RTE_DIM(code), code};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
			prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) ==
					0)
		return;
	printf("no seccomp filter: %s\n", strerror(errno));
	exit(77);
}

/* How many times the log names the call. */
static unsigned int
warnings(void)
{
	const char *at = numa_log();
	unsigned int n = 0;

	while ((at = strstr(at, "mbind")) != NULL) {
		at++;
		n++;
	}
	return n;
}

void
numa_case_refused(int argc, char **argv)
{
	unsigned int i, n, wanted = rte_socket_count() > 1;
	void *p[8];

	CHECK(syscall(SYS_mbind, NULL, 0, 0, NULL, 0, 0) < 0 && errno == EPERM,
			"mbind is not refused");
	for (i = 0; i < RTE_DIM(p); i++) {
		p[i] = rte_zmalloc_socket("refused", 5 * MIB, 0,
				(int)(i % rte_socket_count()));
		if (CHECK(p[i] != NULL, "piece %u", i))
			memset(p[i], 1, 5 * MIB);
	}
	for (i = 0; i < RTE_DIM(p); i++)
		rte_free(p[i]);
	n = warnings();
	CHECK(n == wanted, "%u warnings, wanted %u", n, wanted);
}
