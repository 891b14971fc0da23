/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The locks that guard what all processes of a group share. Each is a
 * recursive mutex that survives the death of its holder: reading and writing
 * both exclude all other threads, and a holder may take its lock again.
 */
#ifndef RTE_EAL_MEMCONFIG_H
#define RTE_EAL_MEMCONFIG_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The tables of memory: while held, none is added and none goes. */
void rte_mcfg_mem_read_lock(void);
void rte_mcfg_mem_read_unlock(void);
void rte_mcfg_mem_write_lock(void);
void rte_mcfg_mem_write_unlock(void);

/* The lists of named objects (rte_tailq.h). */
void rte_mcfg_tailq_read_lock(void);
void rte_mcfg_tailq_read_unlock(void);
void rte_mcfg_tailq_write_lock(void);
void rte_mcfg_tailq_write_unlock(void);

/* The list of mempools. */
void rte_mcfg_mempool_read_lock(void);
void rte_mcfg_mempool_read_unlock(void);
void rte_mcfg_mempool_write_lock(void);
void rte_mcfg_mempool_write_unlock(void);

/* The timer library. */
void rte_mcfg_timer_lock(void);
void rte_mcfg_timer_unlock(void);

/* Whether pages share one file a list (--single-file-segments). */
bool rte_mcfg_get_single_file_segments(void);

#ifdef __cplusplus
}
#endif

#endif
