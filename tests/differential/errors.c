/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What calls say to bad arguments, and to those at the edge: a line a call,
 * under the call's own text. rte_errno counts where the result does not tell.
 */
#include <rte_alarm.h>
#include <rte_bus.h>
#include <rte_cycles.h>
#include <rte_dev.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_launch.h>
#include <rte_lcore.h>
#include <rte_log.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>
#include <rte_mbuf_pool_ops.h>
#include <rte_memory.h>
#include <rte_mempool.h>
#include <rte_memzone.h>
#include <rte_tailq.h>

#include "case.h"

#define ASK(call)                                                              \
	do {                                                                   \
		rte_errno = 0;                                                 \
		number(#call, (long)(call));                                   \
	} while (0)
#define ASK_PTR(call)                                                          \
	do {                                                                   \
		rte_errno = 0;                                                 \
		pointer(#call, call);                                          \
	} while (0)

static void
number(const char *call, long rc)
{
	tell("errors/%s: %ld %d", call, rc, rc == -1 ? rte_errno : 0);
}

static void
pointer(const char *call, const void *result)
{
	tell("errors/%s: %s %d", call, result ? "made" : "none",
			result ? 0 : rte_errno);
}

static void
heap(void)
{
	size_t size = 0;
	char *one = rte_malloc("one", 100, 64);
	struct rte_malloc_socket_stats stats;
	char area[4096];

	ASK_PTR(rte_malloc(NULL, 0, 0));
	ASK_PTR(rte_zmalloc(NULL, 0, 64));
	ASK_PTR(rte_calloc(NULL, 0, 8, 0));
	ASK_PTR(rte_malloc(NULL, 8, 3));
	ASK_PTR(rte_malloc(NULL, SIZE_MAX, 0));
	ASK_PTR(rte_malloc(NULL, SIZE_MAX / 2, 64));
	ASK_PTR(rte_calloc(NULL, SIZE_MAX, 2, 0));
	ASK_PTR(rte_malloc_socket(NULL, 8, 0, 31));
	ASK_PTR(rte_malloc_socket(NULL, 8, 0, 100000));
	ASK_PTR(rte_realloc(one, SIZE_MAX / 2, 0));
	ASK(rte_malloc_validate(NULL, &size));
	ASK(rte_malloc_validate(one, NULL));
	ASK(rte_malloc_get_socket_stats(31, &stats));
	ASK(rte_malloc_get_socket_stats(-1, &stats));
	ASK(rte_malloc_heap_create(NULL));
	ASK(rte_malloc_heap_create(""));
	ASK(rte_malloc_heap_create("0123456789012345678901234567890123"));
	ASK(rte_malloc_heap_create("heap"));
	ASK(rte_malloc_heap_create("heap"));
	ASK(rte_malloc_heap_get_socket("heap") >= 0);
	ASK(rte_malloc_heap_get_socket("none"));
	ASK(rte_malloc_heap_get_socket(NULL));
	ASK(rte_malloc_heap_socket_is_external(0));
	ASK(rte_malloc_heap_socket_is_external(31));
	ASK(rte_malloc_heap_socket_is_external(SOCKET_ID_ANY));
	ASK(rte_malloc_heap_memory_add("heap", NULL, 4096, NULL, 0, 4096));
	ASK(rte_malloc_heap_memory_add("heap", area, 0, NULL, 0, 4096));
	ASK(rte_malloc_heap_memory_add("heap", area, 4096, NULL, 0, 0));
	ASK(rte_malloc_heap_memory_add("heap", area, 4096, NULL, 0, 100));
	ASK(rte_malloc_heap_memory_add("none", area, 4096, NULL, 0, 4096));
	ASK(rte_malloc_heap_memory_remove("heap", area, 4096));
	ASK(rte_malloc_heap_memory_remove("heap", NULL, 4096));
	ASK(rte_malloc_heap_memory_attach("heap", area, 4096));
	ASK(rte_malloc_heap_memory_detach("none", area, 4096));
	ASK(rte_malloc_heap_destroy("socket_0"));
	ASK(rte_malloc_heap_destroy("none"));
	ASK(rte_malloc_heap_destroy("heap"));
	ASK(rte_malloc_heap_destroy("heap"));
	ASK(rte_malloc_virt2iova(area) == RTE_BAD_IOVA);
	rte_free(NULL);
	rte_free(one);
}

static void
memory(void)
{
	static char area[8192] __attribute__((aligned(4096)));

	ASK(rte_extmem_register(NULL, 4096, NULL, 0, 4096));
	ASK(rte_extmem_register(area, 0, NULL, 0, 4096));
	ASK(rte_extmem_register(area, 4096, NULL, 0, 100));
	ASK(rte_extmem_register(area + 8, 4096, NULL, 0, 4096));
	ASK(rte_extmem_register(area, 4096, NULL, 0, 4096));
	ASK(rte_extmem_register(area, 4096, NULL, 0, 4096));
	ASK(rte_extmem_attach(area, 4096));
	ASK(rte_extmem_detach(area, 8192));
	ASK(rte_extmem_unregister(area, 8192));
	ASK(rte_extmem_unregister(area, 4096));
	ASK(rte_extmem_unregister(area, 4096));
	ASK(rte_extmem_unregister(NULL, 4096));
	ASK(rte_extmem_unregister(area, 0));
	ASK_PTR(rte_mem_virt2memseg_list(area));
	ASK_PTR(rte_mem_virt2memseg(area, NULL));
	ASK_PTR(rte_mem_iova2virt(1));
	ASK(rte_mem_check_dma_mask(64));
	ASK(rte_mem_event_callback_register(NULL, NULL, NULL));
	ASK(rte_mem_event_callback_register("name", NULL, NULL));
	ASK(rte_mem_event_callback_unregister("none", NULL));
	ASK(rte_mem_event_callback_unregister(NULL, NULL));
	ASK(rte_mem_alloc_validator_register(NULL, NULL, 0, 0));
	ASK(rte_mem_alloc_validator_unregister("none", 0));
	ASK(rte_memory_get_nchannel());
	ASK(rte_memory_get_nrank());
}

static void
memzones(void)
{
	const struct rte_memzone *mz;

	ASK_PTR(rte_memzone_lookup("none"));
	ASK_PTR(rte_memzone_reserve("", 64, SOCKET_ID_ANY, 0));
	ASK_PTR(rte_memzone_reserve("0123456789012345678901234567890", 64,
			SOCKET_ID_ANY, 0));
	ASK_PTR(rte_memzone_reserve("01234567890123456789012345678901", 64,
			SOCKET_ID_ANY, 0));
	ASK_PTR(rte_memzone_reserve("zone", SIZE_MAX, SOCKET_ID_ANY, 0));
	ASK_PTR(rte_memzone_reserve("zone", SIZE_MAX / 2, SOCKET_ID_ANY, 0));
	ASK_PTR(rte_memzone_reserve("zone", 64, -2, 0));
	ASK_PTR(rte_memzone_reserve("zone", 64, 100000, 0));
	ASK_PTR(rte_memzone_reserve_aligned("zone", 64, SOCKET_ID_ANY, 0, 3));
	ASK_PTR(rte_memzone_reserve_bounded(
			"zone", 64, SOCKET_ID_ANY, 0, 64, 63));
	ASK_PTR(rte_memzone_reserve_bounded(
			"zone", 128, SOCKET_ID_ANY, 0, 64, 64));
	ASK_PTR(mz = rte_memzone_reserve("zone", 100, SOCKET_ID_ANY, 0));
	ASK(mz->len);
	ASK_PTR(rte_memzone_reserve("zone", 64, SOCKET_ID_ANY, 0));
	ASK(rte_memzone_lookup("zone") == mz);
	ASK(rte_memzone_free(NULL));
	ASK(rte_memzone_free(mz));
	ASK_PTR(rte_memzone_lookup("zone"));
}

static void
field(const char *name, size_t size, size_t align, unsigned int flags,
		size_t at)
{
	struct rte_mbuf_dynfield f = {
			.size = size, .align = align, .flags = flags};
	int rc;

	snprintf(f.name, sizeof(f.name), "%s", name);
	rte_errno = 0;
	rc = at == SIZE_MAX ? rte_mbuf_dynfield_register(&f)
			    : rte_mbuf_dynfield_register_offset(&f, at);
	tell("errors/field \"%s\" %zu align %zu flags %#x at %zd: %d %d", name,
			size, align, flags, (ssize_t)at, rc,
			rc < 0 ? rte_errno : 0);
}

static void
fields(unsigned int rounds)
{
	struct rte_mbuf_dynfield f;
	struct rte_mbuf_dynflag flag = {.name = "flag"};
	struct rte_mbuf_dynflag other = {.name = "other", .flags = 1};

	field("one", 4, 4, 0, SIZE_MAX);
	field("one", 4, 4, 0, SIZE_MAX);
	field("one", 8, 4, 0, SIZE_MAX);
	field("", 4, 4, 0, SIZE_MAX);
	field("align", 4, 3, 0, SIZE_MAX);
	field("align", 4, 0, 0, SIZE_MAX);
	field("flags", 4, 4, 1, SIZE_MAX);
	field("big", 64, 4, 0, SIZE_MAX);
	field("at", 4, 4, 0, 0);
	field("at", 4, 4, 0, 128);
	field("at", 8, 8, 0, 100);
	field("at", 2, 2, 0, sizeof(struct rte_mbuf) - 2);
	for (unsigned int i = 0; i < RTE_MIN(rounds / 4, 60u); i++) {
		char name[16];

		snprintf(name, sizeof(name), "random%u", below(40));
		field(name, 1 + below(8), 1u << below(4), 0,
				below(3) ? SIZE_MAX : below(130));
	}
	ASK(rte_mbuf_dynfield_lookup("none", &f));
	ASK(rte_mbuf_dynfield_lookup("one", &f) > 0);
	ASK(f.size * 100 + f.align);
	ASK(rte_mbuf_dynfield_lookup("one", NULL) > 0);
	ASK(rte_mbuf_dynflag_lookup("none", NULL));
	ASK(rte_mbuf_dynflag_register(&flag));
	ASK(rte_mbuf_dynflag_register(&flag));
	ASK(rte_mbuf_dynflag_register(&other));
	other.flags = 0;
	ASK(rte_mbuf_dynflag_register_bitnum(&other, 0));
	ASK(rte_mbuf_dynflag_register_bitnum(&other, 64));
	ASK(rte_mbuf_dynflag_register_bitnum(&other, 30));
	ASK(rte_mbuf_dynflag_register_bitnum(&other, 31));
	ASK(rte_mbuf_dynflag_lookup("other", NULL));
}

static void
mbufs(void)
{
	struct rte_mempool *mp = rte_pktmbuf_pool_create(
			"errors", 8, 0, 0, 256, SOCKET_ID_ANY);
	struct rte_mbuf *m = rte_pktmbuf_alloc(mp);
	const char *reason;
	char word[8];

	ASK_PTR(rte_pktmbuf_pool_create("errors", 8, 0, 0, 256, SOCKET_ID_ANY));
	ASK_PTR(rte_pktmbuf_pool_create_by_ops(
			"x", 8, 0, 0, 256, SOCKET_ID_ANY, "unknown"));
	ASK_PTR(rte_pktmbuf_pool_create("x", 8, 0, 7, 256, SOCKET_ID_ANY));
	ASK_PTR(rte_pktmbuf_pool_create("x", 8, 0, 0, 0, SOCKET_ID_ANY));
	ASK_PTR(rte_pktmbuf_pool_create("x", 8, 600, 0, 256, SOCKET_ID_ANY));
	ASK(rte_mbuf_check(NULL, 1, &reason));
	ASK(rte_mbuf_check(m, 1, &reason));
	m->nb_segs = 2;
	ASK(rte_mbuf_check(m, 1, &reason));
	ASK(rte_mbuf_check(m, 0, &reason));
	m->nb_segs = 1;
	m->pkt_len = 5;
	ASK(rte_mbuf_check(m, 1, &reason));
	m->pkt_len = 0;
	ASK_PTR(rte_pktmbuf_append(m, 129));
	ASK_PTR(rte_pktmbuf_prepend(m, 129));
	ASK_PTR(rte_pktmbuf_adj(m, 1));
	ASK(rte_pktmbuf_trim(m, 1));
	ASK_PTR(rte_pktmbuf_read(m, 0, 1, word));
	ASK_PTR(rte_pktmbuf_copy(m, mp, 1, 1));
	ASK_PTR(rte_pktmbuf_copy(m, mp, 0, UINT32_MAX));
	ASK(rte_vlan_strip(m));
	rte_pktmbuf_free(NULL);
	rte_mempool_free(mp);
	ASK(rte_mbuf_set_user_mempool_ops("unknown"));
	ASK(rte_mbuf_set_platform_mempool_ops("unknown"));
	ASK(rte_mbuf_set_user_mempool_ops(
			"a name of far more than thirty-one characters"));
	ASK_PTR(rte_mbuf_user_mempool_ops());
	rte_mbuf_set_user_mempool_ops("ring_mp_mc");
}

static int
job(void *arg)
{
	return arg != NULL;
}

static void
alarm_call(void *arg)
{
	(void)arg;
}

static void
process(void)
{
	ASK(rte_lcore_count());
	ASK(rte_lcore_index(-1));
	ASK(rte_lcore_index(127));
	ASK(rte_lcore_index(100000));
	ASK(rte_lcore_is_enabled(100000));
	ASK(rte_lcore_to_cpu_id(100000));
	ASK(rte_eal_lcore_role(100000));
	ASK(rte_lcore_has_role(100000, ROLE_RTE));
	ASK(rte_get_next_lcore(0, 1, 0));
	ASK(rte_get_next_lcore(-1, 0, 0));
	ASK(rte_get_next_lcore(100000, 0, 0));
	ASK(rte_eal_remote_launch(job, NULL, 5));
	ASK(rte_eal_wait_lcore(5));
	ASK(rte_eal_get_lcore_state(5));
	ASK(rte_eal_mp_remote_launch(job, NULL, SKIP_MAIN));
	ASK(rte_eal_alarm_set(0, alarm_call, NULL));
	ASK(rte_eal_alarm_set(1000000, NULL, NULL));
	ASK(rte_eal_alarm_set(UINT64_MAX, alarm_call, NULL));
	ASK(rte_eal_alarm_cancel(NULL, NULL));
	ASK(rte_eal_alarm_cancel(alarm_call, NULL));
	ASK(rte_log_set_level(100000, RTE_LOG_INFO));
	ASK(rte_log_set_level(0, 9));
	ASK(rte_log_get_level(100000));
	ASK(rte_log_set_level_regexp("(", 3));
	ASK(rte_log_set_level_pattern("none.*", 3));
	ASK(rte_log_set_level_pattern("none.*", 30));
	ASK(rte_log_can_log(100000, 1));
	ASK_PTR(rte_eal_tailq_lookup("none"));
	ASK_PTR(rte_eal_tailq_lookup(NULL));
	ASK_PTR(rte_eal_tailq_lookup(RTE_TAILQ_RING_NAME));
	ASK(rte_eal_process_type());
	ASK(rte_eal_has_hugepages());
	ASK(rte_eal_has_pci());
	ASK(rte_socket_id_by_idx(1000));
	ASK(rte_socket_count());
}

static void
devices(void)
{
	struct rte_dev_iterator it;

	ASK_PTR(rte_bus_find_by_name("none"));
	ASK_PTR(rte_bus_find_by_name("vdev"));
	ASK_PTR(rte_bus_find_by_name("pci"));
	ASK(rte_eal_hotplug_add("none", "x", ""));
	ASK(rte_eal_hotplug_add("vdev", "none0", ""));
	ASK(rte_eal_hotplug_remove("none", "x"));
	ASK(rte_eal_hotplug_remove("vdev", "none0"));
	ASK(rte_dev_probe("none:x"));
	ASK(rte_dev_probe("none0"));
	ASK(rte_dev_iterator_init(&it, ""));
	ASK(rte_dev_iterator_init(&it, "bus=none"));
	ASK(rte_dev_iterator_init(&it, "nothing"));
	ASK(rte_dev_iterator_init(&it, "bus=vdev,name=x"));
	ASK_PTR(rte_dev_iterator_next(&it));
	ASK(rte_dev_event_callback_unregister("none", NULL, NULL));
	ASK(rte_dev_event_callback_register("none", NULL, NULL));
}

void
errors_part(unsigned int rounds)
{
	heap();
	memory();
	memzones();
	fields(rounds);
	mbufs();
	process();
	devices();
	ports_part(rounds);
}
