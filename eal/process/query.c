/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How the library runs, for whoever asks: the answers come from eal_config,
 * which is zero while the library is down, and from what init decided.
 */
#include <bufplane_settings.h>
#include <errno.h>
#include <string.h>

#if defined(__x86_64__)
#include <sys/io.h>
#endif

#include "config.h"

static enum rte_iova_mode iova_mode;
static enum rte_proc_type_t process_type = RTE_PROC_PRIMARY;

void
config_set_iova_mode(enum rte_iova_mode mode)
{
	iova_mode = mode;
}

void
config_set_process_type(enum rte_proc_type_t type)
{
	process_type = type;
}

BP_EXPORT
enum rte_proc_type_t
rte_eal_process_type(void)
{
	return process_type;
}

bool
eal_primary(void)
{
	return process_type == RTE_PROC_PRIMARY;
}

BP_EXPORT
int
rte_eal_has_hugepages(void)
{
	return !eal_config.no_huge;
}

BP_EXPORT
int
rte_eal_has_pci(void)
{
	return !eal_config.no_pci;
}

BP_EXPORT
int
rte_eal_create_uio_dev(void)
{
	return eal_config.create_uio_dev;
}

BP_EXPORT
enum rte_intr_mode
rte_eal_vfio_intr_mode(void)
{
	return (enum rte_intr_mode)eal_config.vfio_intr;
}

BP_EXPORT
void
rte_eal_vfio_get_vf_token(rte_uuid_t vf_token)
{
	if (eal_config.vf_token != NULL)
		memcpy(vf_token, eal_config.vf_token, sizeof(rte_uuid_t));
	else
		memset(vf_token, 0, sizeof(rte_uuid_t));
}

/* Until init has asked the buses, RTE_IOVA_DC. */
BP_EXPORT
enum rte_iova_mode
rte_eal_iova_mode(void)
{
	return iova_mode;
}

BP_EXPORT
const char *
rte_eal_mbuf_user_pool_ops(void)
{
	return eal_config.mbuf_pool_ops;
}

BP_EXPORT
const char *
bp_mempool_guard(void)
{
	const char *guard = eal_config.mempool_guard;

	if (guard == NULL || *guard == '\0')
		return bp_mbuf_history() > 0 ? "log" : NULL;
	if (strcmp(guard, "0") == 0)
		return NULL;
	return strcmp(guard, "1") == 0 ? "log" : guard;
}

BP_EXPORT
unsigned int
bp_mbuf_history(void)
{
	const char *history = eal_config.mbuf_history;

	if (history == NULL)
		return 0;
	return strcmp(history, "1") == 0 ? BP_MBUF_HISTORY_DEFAULT
					 : config_history_size(history);
}

BP_EXPORT
bool
bp_mbuf_history_is_size(unsigned int n)
{
	return n >= 2 && n <= BP_MBUF_HISTORY_MAX && (n & (n - 1)) == 0;
}

BP_EXPORT
bool
bp_dma_pools_only(void)
{
	return eal_config.dma == BP_DMA_POOLS;
}

BP_EXPORT
bool
bp_no_thread_caches(void)
{
	return eal_config.no_thread_caches;
}

BP_EXPORT
int
rte_eal_iopl_init(void)
{
#if defined(__x86_64__)
	return iopl(3) == 0 ? 0 : -1;
#else
	return -1;
#endif
}
