/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the parts of this layer (base, memory, dev, interrupts, process) call on
 * one another, in the order in which bp_init() brings them up. Everything here
 * returns 0 or -errno and leaves nothing behind when it fails; each fini is
 * safe after a failed or missing init.
 */
#ifndef EAL_H
#define EAL_H

#include <bufplane.h>
#include <bufplane_export.h>

#include <rte_log.h>

#define EAL_LOG(level, ...) RTE_LOG(level, EAL, __VA_ARGS__)

/* The configuration in force, a deep copy; zero before bp_init(). */
extern struct bp_config eal_config;

/* base/log.c: the sink and the levels. */
void eal_log_init(bp_log_fn fn, void *ctx, uint32_t level);
void eal_log_fini(void);
/* One --log-level argument: "level", "pattern:level", "regex,level", "help". */
int eal_log_level_arg(const char *arg);

/* base/tsc.c: the frequency of the cycle counter, refined meanwhile. */
void eal_tsc_init(void);
void eal_tsc_fini(void);

/* base/random.c: seed the per-lcore generators. */
void eal_random_init(void);

/* base/tailq.c: bind the registered tailqs to heads in shared memory. */
int eal_tailqs_init(void);
void eal_tailqs_fini(void);

/*
 * process/runtime_dir.c: make rte_eal_get_runtime_dir() if it is not there. 0,
 * or -errno with the reason as text in why.
 */
int eal_runtime_dir_need(char *why, size_t len);

/* process/query.c: whether this is no secondary, in one group or in none. */
bool eal_primary(void);

/* mp/: the socket and its thread; then what runs actions of programs. */
int eal_mp_init(void);
void eal_mp_fini(void);
int eal_mp_actions_init(void);
void eal_mp_actions_fini(void);

/* memory/: shared state first, then page tables, heaps and memzones. */
int eal_memory_init(void);
void eal_memory_fini(void);

/* memory/shared.c: whether other processes may attach to this one's memory. */
bool eal_sharing(void);

/* memory/numa.c: the nodes and where a CPU sits, through libnuma. */
unsigned int eal_numa_nodes(void);
int eal_numa_node_id(unsigned int idx);
int eal_numa_node_of_cpu(unsigned int cpu);

/* process/lcore.c and process/thread.c: roles, CPU sets and workers. */
int eal_lcores_init(void);
void eal_lcores_fini(void);
int eal_threads_init(void);
/* -EBUSY, with nothing undone, when a worker does not return. */
int eal_threads_stop(void);

/* interrupts/: the interrupt thread may start from here on. */
int eal_intr_init(void);
void eal_intr_fini(void);

/* dev/: device arguments, plug-ins, buses. */
int eal_devargs_add_all(void);
void eal_devargs_fini(void);
int eal_plugins_load(const char *path);
int eal_bus_scan(void);
int eal_bus_probe(void);
void eal_bus_cleanup(void);

#endif
