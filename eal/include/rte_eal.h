/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Start and stop the library from command-line arguments, and ask how it
 * runs. bufplane.h has the same without arguments. Start and stop may
 * alternate for ever; whatever is asked while the library is down is answered
 * with the defaults.
 */
#ifndef RTE_EAL_H
#define RTE_EAL_H

#include <bufplane_mode.h>
#include <stdint.h>
#include <time.h>

#include <rte_compat.h>
#include <rte_config.h>
#include <rte_pci_dev_feature_defs.h>
#include <rte_per_lcore.h>
#include <rte_uuid.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_MAGIC 19820526 /* what shared memory starts with */

#define RTE_MAX_THREAD_NAME_LEN 16 /* with the NUL */

enum rte_proc_type_t {
	RTE_PROC_AUTO = -1,
	RTE_PROC_PRIMARY = 0,
	RTE_PROC_SECONDARY,
	RTE_PROC_INVALID,
};

/* The addresses that devices are given. */
enum rte_iova_mode {
	RTE_IOVA_DC = 0,        /* either would do */
	RTE_IOVA_PA = (1 << 0), /* physical */
	RTE_IOVA_VA = (1 << 1), /* the process's own */
};

enum rte_proc_type_t rte_eal_process_type(void);

/* Raise the x86 port privilege: 0, or -1 where that cannot be had. */
int rte_eal_iopl_init(void);

/*
 * Parse the arguments and start the library; the caller becomes the main
 * lcore. Arguments end at "--" or with the last one; what is left over moves
 * to the end. Returns how many were used, so that argc -= rc, argv += rc
 * leaves the program's own: argv[rc] is set to argv[0]. Returns -1 with
 * rte_errno set and nothing left behind: EINVAL for an argument (a message
 * names it, the usage follows), ECANCELED after -h or --log-level=help has
 * been answered, EALREADY when it runs already, ENODEV when a device argument
 * cannot be had, ENOMEM. The process is never ended. One thread at a time.
 */
int rte_eal_init(int argc, char **argv);

/*
 * Undo rte_eal_init() or bp_init(). Any thread but a worker may call it, when
 * no other uses the library. Returns 0; -EBUSY, with nothing undone, when a
 * worker's function does not return within a second or the interrupt thread
 * calls; -1 with rte_errno EALREADY when the library is down.
 */
int rte_eal_cleanup(void);

/* Called with the program's name before the usage of the arguments. */
typedef void (*rte_usage_hook_t)(const char *prgname);

/* Set that hook; returns the one before. */
rte_usage_hook_t rte_set_application_usage_hook(rte_usage_hook_t usage_func);

/* 1 unless told to do without. */
int rte_eal_has_hugepages(void);
int rte_eal_has_pci(void);

/* 1 if --create-uio-dev was given. */
int rte_eal_create_uio_dev(void);

/* What --vfio-intr said; RTE_INTR_MODE_NONE: the best there is. */
enum rte_intr_mode rte_eal_vfio_intr_mode(void);

/* What --vfio-vf-token said; all zero if nothing. */
__rte_experimental void rte_eal_vfio_get_vf_token(rte_uuid_t vf_token);

/* The thread id that the kernel knows the caller by. */
int rte_sys_gettid(void);

RTE_DECLARE_PER_LCORE(int, _thread_id);

/* As rte_sys_gettid(), but asks the kernel once a thread. */
static inline int
rte_gettid(void)
{
	int id = RTE_PER_LCORE(_thread_id);

	if (id < 0) {
		id = rte_sys_gettid();
		RTE_PER_LCORE(_thread_id) = id;
	}
	return id;
}

/* RTE_IOVA_VA or RTE_IOVA_PA once the library runs. */
enum rte_iova_mode rte_eal_iova_mode(void);

/* What --mbuf-pool-ops-name said, or NULL. */
const char *rte_eal_mbuf_user_pool_ops(void);

/*
 * Where run-time files go, "" while the library is down. The folder is made
 * when the first file needs it, and goes with the last.
 */
const char *rte_eal_get_runtime_dir(void);

#ifdef __cplusplus
}
#endif

#endif
