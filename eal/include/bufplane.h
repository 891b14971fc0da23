/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bufplane's own way in: start the library from a structure instead of from
 * command-line arguments. rte_eal_init() parses its arguments into the same
 * structure and calls bp_init(). A program that only wants memory, pools and
 * mbufs leaves the components empty and carries no driver code.
 */
#ifndef BUFPLANE_H
#define BUFPLANE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * One part of the library, or of the program, that starts with it: a bus, a
 * driver. prepare runs before there is memory; buses and drivers register in
 * it, for they are asked which addresses their devices need. init runs once
 * memory, pools and lcores are up. Both return 0 or -errno. fini undoes what
 * ran of the two, memory being there only if init ran. All run in the thread
 * that calls bp_init() or rte_eal_cleanup(). Each may be NULL, but prepare and
 * init not both.
 */
struct bp_component {
	const char *name;
	int (*init)(void);
	void (*fini)(void);
	int (*prepare)(void);
};

/* All drivers and buses built into the library, for bp_config.components. */
extern const struct bp_component *const bp_builtin_components[];
extern const unsigned int bp_builtin_components_n;

enum bp_affinity {
	BP_AFFINITY_PIN,  /* pin the caller and the workers, as DPDK does */
	BP_AFFINITY_KEEP, /* leave the caller's own affinity alone */
};

enum bp_dma {
	BP_DMA_ALL,   /* every piece of memory is mapped for devices */
	BP_DMA_POOLS, /* only pools and rings are */
};

enum bp_huge_unlink {
	BP_HUGE_UNLINK_EXISTING, /* remove stale files first, ours at the end */
	BP_HUGE_UNLINK_ALWAYS,   /* remove ours too, once mapped */
	BP_HUGE_UNLINK_NEVER,    /* leave files, reuse what a former run left */
};

/* What a device argument asks for; the values are enum rte_devtype's. */
enum bp_device_kind {
	BP_DEVICE_ALLOWED, /* -a: of its bus, probe only such devices */
	BP_DEVICE_BLOCKED, /* -b: never probe it */
	BP_DEVICE_VIRTUAL, /* --vdev: create it; init fails if it cannot be */
};

/* One device: a name, then key=value pairs, as "net_null0,size=64". */
struct bp_device_arg {
	enum bp_device_kind kind;
	const char *args;
};

/*
 * Called for each log line, in the thread that logs, without a lock held.
 * level and logtype are as in rte_log(); text is NUL-terminated.
 */
typedef void (*bp_log_fn)(
		void *ctx, uint32_t level, uint32_t logtype, const char *text);

/*
 * What to start. Set size to sizeof(struct bp_config); a zero field means its
 * default. Strings are copied. The structure grows at its end only, and size
 * tells the library which fields the caller knows.
 */
struct bp_config {
	size_t size;

	/* process */
	const char *prefix; /* --file-prefix; default "rte" */
	const struct bp_component *const *components;
	unsigned int components_n;
	bool no_shconf;                 /* no files for other processes */
	unsigned int max_simd_bitwidth; /* 0: as the CPU and build allow */

	/* lcores */
	const char *lcores;   /* as --lcores; default: the caller alone, id 0 */
	int main_lcore_plus1; /* lcore id + 1 of the caller; 0: the first */
	enum bp_affinity affinity;

	/* memory */
	bool no_huge;   /* never take hugepages */
	bool in_memory; /* no files, no socket, no directory */
	bool legacy_mem;
	bool lock_memory; /* mlockall() */
	bool match_allocations;
	bool single_file_segments;
	enum bp_huge_unlink huge_unlink;
	enum bp_dma dma;
	int iova_mode;         /* enum rte_iova_mode; 0: as the buses ask */
	unsigned int channels; /* -n; 0: unknown */
	unsigned int ranks;    /* -r; 0: unknown */
	uint64_t mem_bytes;    /* take this much at the start */
	const uint64_t *socket_mem;   /* bytes a node, socket_mem_n of them */
	const uint64_t *socket_limit; /* how far a node may grow; 0: any */
	unsigned int socket_mem_n;
	unsigned int socket_limit_n;
	uintptr_t base_virtaddr; /* where to reserve; 0: from 4 GiB up */
	const char *huge_dir;
	const char *mbuf_pool_ops; /* --mbuf-pool-ops-name */

	/* devices */
	const struct bp_device_arg *devices;
	unsigned int devices_n;
	bool no_pci;
	bool create_uio_dev; /* --create-uio-dev, kept for who asks */
	int vfio_intr;       /* enum rte_intr_mode; 0: the best there is */
	const unsigned char *vf_token; /* 16 bytes of UUID, or NULL */

	/* log */
	bp_log_fn log_fn; /* instead of stderr */
	void *log_ctx;
	uint32_t log_level;            /* RTE_LOG_*; 0: the default */
	const char *const *log_levels; /* each as --log-level takes it */
	unsigned int log_levels_n;

	/* pools */
	bool no_thread_caches; /* threads that are no lcores get no caches */
	/* "log", "count", "abort", "1" (log), "0"; NULL: see BUFPLANE_GUARD */
	const char *mempool_guard;
	/*
	 * Operations kept for each mbuf, "2", "4" ... "64", "1" (8), "0"; turns
	 * the guard on; NULL: see BUFPLANE_HISTORY
	 */
	const char *mbuf_history;

	/*
	 * enum rte_proc_type_t: 0, the primary; RTE_PROC_SECONDARY, attach to
	 * the primary of that prefix; RTE_PROC_AUTO, that if there is one
	 */
	int proc_type;
};

/*
 * Start the library. The calling thread becomes the main lcore. Any thread
 * may call it, but one at a time. Returns 0, or -errno with rte_errno set and
 * nothing left behind: EALREADY when it runs already, EINVAL for a value that
 * cannot be (a log line names it), ENODEV for a device that cannot be had,
 * ENOMEM, ENOTSUP or EPERM when physical addresses cannot be used, or what a
 * component returned. rte_eal_cleanup() undoes it.
 */
int bp_init(const struct bp_config *config);

/* Bufplane's own version, for example "0.1.0"; rte_version() says 22.11. */
const char *bp_version(void);

#ifdef __cplusplus
}
#endif

#endif
