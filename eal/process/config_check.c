/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a configuration may not say. Each check looks at one topic, logs what
 * is wrong in terms of both the structure and the argument, and says what
 * would be right. What only the system can refuse (CPUs, memory, devices) is
 * refused where it is used.
 */
#include <bufplane_settings.h>
#include <errno.h>
#include <string.h>

#include <rte_devargs.h>

#include "config.h"

_Static_assert((int)BP_DEVICE_ALLOWED == (int)RTE_DEVTYPE_ALLOWED &&
				(int)BP_DEVICE_BLOCKED ==
						(int)RTE_DEVTYPE_BLOCKED &&
				(int)BP_DEVICE_VIRTUAL ==
						(int)RTE_DEVTYPE_VIRTUAL,
		"bufplane.h says so");

#define PREFIX_MAX   64
#define RANKS_MAX    16
#define ADDRESS_BITS 47

#define REFUSE(...) (EAL_LOG(ERR, __VA_ARGS__), -EINVAL)

static int
check_names(const struct bp_config *c)
{
	const char *p = c->prefix;

	if (p != NULL &&
			(*p == '\0' || strlen(p) > PREFIX_MAX ||
					strpbrk(p, "/%") != NULL || *p == '.'))
		return REFUSE("prefix \"%s\" (--file-prefix) has to be 1 to %d characters without '/' and '%%' that do not start with '.'\n",
				p, PREFIX_MAX);
	if (c->mbuf_pool_ops != NULL && *c->mbuf_pool_ops == '\0')
		return REFUSE("mbuf_pool_ops (--mbuf-pool-ops-name) is empty; name a mempool handler, as ring_mp_mc\n");
	if (c->huge_dir != NULL && *c->huge_dir == '\0')
		return REFUSE("huge_dir (--huge-dir) is empty; name a folder where hugetlbfs is mounted\n");
	return 0;
}

static int
check_guard(const struct bp_config *c)
{
	static const char *const right[] = {
			"", "0", "1", "log", "count", "abort"};
	unsigned int i;

	if (c->mempool_guard == NULL)
		return 0;
	for (i = 0; i < RTE_DIM(right); i++)
		if (strcmp(c->mempool_guard, right[i]) == 0)
			return 0;
	return REFUSE("mempool_guard (--mempool-guard, or BUFPLANE_GUARD in the environment) is \"%s\"; it can be log, count, abort, 1 for log, or 0\n",
			c->mempool_guard);
}

unsigned int
config_history_size(const char *text)
{
	char right[12];
	unsigned int n;

	for (n = 2; bp_mbuf_history_is_size(n); n *= 2) {
		snprintf(right, sizeof(right), "%u", n);
		if (strcmp(text, right) == 0)
			return n;
	}
	return 0;
}

static int
check_history(const struct bp_config *c)
{
	const char *history = c->mbuf_history, *guard = c->mempool_guard;

	if (history == NULL || *history == '\0' || strcmp(history, "0") == 0)
		return 0;
	if (strcmp(history, "1") != 0 && config_history_size(history) == 0)
		return REFUSE("mbuf_history (--mbuf-history, or BUFPLANE_HISTORY in the environment) is \"%s\"; it can be 2, 4, 8, 16, 32, 64, 1 for 8, or 0\n",
				history);
	if (guard != NULL && strcmp(guard, "0") == 0)
		return REFUSE("mbuf_history (--mbuf-history, or BUFPLANE_HISTORY in the environment) needs the guard, but mempool_guard (or BUFPLANE_GUARD in the environment) is \"0\"\n");
	return 0;
}

static int
check_process(const struct bp_config *c)
{
	const char *alone = c->in_memory ? "in_memory (--in-memory)"
					 : "no_shconf (--no-shconf)";

	if (c->proc_type < RTE_PROC_AUTO || c->proc_type > RTE_PROC_SECONDARY)
		return REFUSE("proc_type %d is neither primary, secondary nor auto of enum rte_proc_type_t\n",
				c->proc_type);
	if (c->proc_type == RTE_PROC_SECONDARY &&
			(c->in_memory || c->no_shconf))
		return REFUSE("a secondary process (--proc-type=secondary) cannot go with %s: it attaches to memory that is shared\n",
				alone);
	return 0;
}

static int
check_enums(const struct bp_config *c)
{
	if (c->main_lcore_plus1 < 0 || c->main_lcore_plus1 > RTE_MAX_LCORE)
		return REFUSE("main_lcore_plus1 is %d; it goes from 1 to %d, or 0 for the first lcore\n",
				c->main_lcore_plus1, RTE_MAX_LCORE);
	if ((unsigned int)c->affinity > BP_AFFINITY_KEEP)
		return REFUSE("affinity %d is no enum bp_affinity\n",
				(int)c->affinity);
	if ((unsigned int)c->dma > BP_DMA_POOLS)
		return REFUSE("dma %d is no enum bp_dma\n", (int)c->dma);
	if ((unsigned int)c->huge_unlink > BP_HUGE_UNLINK_NEVER)
		return REFUSE("huge_unlink %d is no enum bp_huge_unlink\n",
				(int)c->huge_unlink);
	if ((unsigned int)c->iova_mode > RTE_IOVA_VA)
		return REFUSE("iova_mode %d is no enum rte_iova_mode\n",
				c->iova_mode);
	if ((unsigned int)c->vfio_intr > RTE_INTR_MODE_MSIX)
		return REFUSE("vfio_intr %d is no enum rte_intr_mode\n",
				c->vfio_intr);
	if (c->log_level > RTE_LOG_MAX)
		return REFUSE("log_level %u is above the highest, %u\n",
				c->log_level, RTE_LOG_MAX);
	return 0;
}

static int
check_page_modes(const struct bp_config *c)
{
	if (c->iova_mode == RTE_IOVA_PA && c->no_huge)
		return REFUSE("physical addresses (--iova-mode=pa) need hugepages, for the kernel moves other pages; drop no_huge (--no-huge) or use va\n");
	if (c->legacy_mem && c->in_memory)
		return REFUSE("legacy_mem (--legacy-mem) cannot go with in_memory (--in-memory)\n");
	if (c->match_allocations && (c->legacy_mem || c->no_huge))
		return REFUSE("match_allocations (--match-allocations) cannot go with legacy_mem (--legacy-mem) or no_huge (--no-huge)\n");
	if (c->huge_unlink == BP_HUGE_UNLINK_NEVER && c->in_memory)
		return REFUSE("huge_unlink never (--huge-unlink=never) cannot go with in_memory (--in-memory), which has no hugepage files\n");
	if (c->huge_unlink == BP_HUGE_UNLINK_ALWAYS && c->no_huge)
		return REFUSE("huge_unlink always (--huge-unlink) cannot go with no_huge (--no-huge)\n");
	if (c->huge_unlink == BP_HUGE_UNLINK_ALWAYS && c->single_file_segments)
		return REFUSE("huge_unlink always (--huge-unlink) cannot go with single_file_segments (--single-file-segments)\n");
	return 0;
}

static int
check_node_list(const char *name, const uint64_t *list, unsigned int n)
{
	if (n > RTE_MAX_NUMA_NODES)
		return REFUSE("%s names %u nodes; there can be %d\n", name, n,
				RTE_MAX_NUMA_NODES);
	if (n > 0 && list == NULL)
		return REFUSE("%s is NULL, but its number is %u\n", name, n);
	return 0;
}

static int
check_amounts(const struct bp_config *c)
{
	int rc;

	rc = check_node_list("socket_mem (--socket-mem)", c->socket_mem,
			c->socket_mem_n);
	if (rc == 0)
		rc = check_node_list("socket_limit (--socket-limit)",
				c->socket_limit, c->socket_limit_n);
	if (rc != 0)
		return rc;
	if (c->mem_bytes > 0 && c->socket_mem_n > 0)
		return REFUSE("mem_bytes (-m) and socket_mem (--socket-mem) cannot both be given\n");
	if (c->socket_mem_n > 0 && c->no_huge)
		return REFUSE("socket_mem (--socket-mem) cannot go with no_huge (--no-huge); use mem_bytes (-m)\n");
	if (c->ranks > RANKS_MAX)
		return REFUSE("ranks (-r) is %u; it goes from 1 to %d\n",
				c->ranks, RANKS_MAX);
	if ((uint64_t)c->base_virtaddr >> ADDRESS_BITS != 0)
		return REFUSE("base_virtaddr (--base-virtaddr) 0x%jx is no address of a process; it has at most %d bits\n",
				(uintmax_t)c->base_virtaddr, ADDRESS_BITS);
	return 0;
}

static int
check_devices(const struct bp_config *c)
{
	const struct bp_device_arg *d;
	unsigned int seen = 0;
	unsigned int i;

	if (c->devices_n > 0 && c->devices == NULL)
		return REFUSE("devices is NULL, but devices_n is %u\n",
				c->devices_n);
	for (i = 0; i < c->devices_n; i++) {
		d = &c->devices[i];
		if ((unsigned int)d->kind > BP_DEVICE_VIRTUAL)
			return REFUSE("device %u: kind %d is no enum bp_device_kind\n",
					i, (int)d->kind);
		if (d->args == NULL || *d->args == '\0')
			return REFUSE("device %u (-a, -b, --vdev) is empty; it starts with a name, as net_null0\n",
					i);
		seen |= 1U << d->kind;
	}
	if ((seen & 1U << BP_DEVICE_ALLOWED) &&
			(seen & 1U << BP_DEVICE_BLOCKED))
		return REFUSE("devices cannot be both allowed (-a) and blocked (-b)\n");
	return 0;
}

static int
check_lists(const struct bp_config *c)
{
	unsigned int i;

	if (c->components_n > 0 && c->components == NULL)
		return REFUSE("components is NULL, but components_n is %u\n",
				c->components_n);
	for (i = 0; i < c->components_n; i++)
		if (c->components[i] == NULL ||
				(c->components[i]->init == NULL &&
						c->components[i]->prepare ==
								NULL))
			return REFUSE("component %u is NULL or has neither init nor prepare\n",
					i);
	if (c->log_levels_n > 0 && c->log_levels == NULL)
		return REFUSE("log_levels is NULL, but log_levels_n is %u\n",
				c->log_levels_n);
	for (i = 0; i < c->log_levels_n; i++)
		if (c->log_levels[i] == NULL)
			return REFUSE("log level %u is NULL\n", i);
	return 0;
}

static int
check_simd(const struct bp_config *c)
{
	unsigned int bits = c->max_simd_bitwidth;

	if (bits == 0 ||
			(bits >= 64 && bits <= 32768 &&
					(bits & (bits - 1)) == 0))
		return 0;
	return REFUSE("max_simd_bitwidth (--force-max-simd-bitwidth) is %u; it is a power of two from 64 on\n",
			bits);
}

int
config_check(const struct bp_config *config)
{
	static int (*const checks[])(const struct bp_config *) = {
			check_names,
			check_guard,
			check_history,
			check_process,
			check_enums,
			check_page_modes,
			check_amounts,
			check_devices,
			check_lists,
			check_simd,
	};
	unsigned int i;
	int rc = 0;

	for (i = 0; i < RTE_DIM(checks) && rc == 0; i++)
		rc = checks[i](config);
	return rc;
}
