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
#include <stdbool.h>
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

/*
 * Whether another process is the primary of a group, which the path of a file
 * in its run-time folder names; NULL: of this process's own. 1 or 0.
 */
int rte_eal_primary_proc_alive(const char *config_file_path);

/*
 * In a primary: refuse secondaries from now on. False, with nothing changed,
 * if there are some.
 */
bool rte_mp_disable(void);

#define RTE_MP_MAX_FD_NUM    8
#define RTE_MP_MAX_NAME_LEN  64 /* with the NUL */
#define RTE_MP_MAX_PARAM_LEN 256

/* A message from one process of a group to another. */
struct rte_mp_msg {
	char name[RTE_MP_MAX_NAME_LEN]; /* of the action */
	int len_param;
	int num_fds;
	uint8_t param[RTE_MP_MAX_PARAM_LEN];
	int fds[RTE_MP_MAX_FD_NUM]; /* the receiver's are its own to close */
};

struct rte_mp_reply {
	int nb_sent;
	int nb_received;
	struct rte_mp_msg *msgs; /* nb_received of them, for free() */
};

/*
 * What a process does with a message: peer is for rte_mp_reply(). Less than 0
 * is an error, which is logged.
 */
typedef int (*rte_mp_t)(const struct rte_mp_msg *msg, const void *peer);

/* Told of the replies to an asynchronous request, which go afterwards. */
typedef int (*rte_mp_async_reply_t)(const struct rte_mp_msg *request,
		const struct rte_mp_reply *reply);

/*
 * Have action called, one at a time and in a thread of the library, for each
 * message of that name; NULL drops them. It may be called before the start.
 * Returns 0, or -1 with rte_errno: EINVAL, E2BIG for the name, EEXIST, ENOMEM,
 * ENOTSUP where processes do not share.
 */
int rte_mp_action_register(const char *name, rte_mp_t action);
void rte_mp_action_unregister(const char *name);

/*
 * Send to all secondaries, or from one to the primary, and wait for nothing.
 * Returns 0, also if there is nobody, or -1 with rte_errno: EINVAL and E2BIG
 * for the message, EBADF for its descriptors, EAGAIN when a receiver does not
 * take messages, ENOTSUP where processes do not share.
 */
int rte_mp_sendmsg(struct rte_mp_msg *msg);

/*
 * The same, and wait for a reply of each, as long as ts says. Returns 0, or -1
 * with rte_errno as rte_mp_sendmsg(), ETIMEDOUT when replies are missing, or
 * EEXIST while the same is asked of the same process.
 */
int rte_mp_request_sync(struct rte_mp_msg *req, struct rte_mp_reply *reply,
		const struct timespec *ts);

/* The same, but clb is called once when all have replied, or time is up. */
int rte_mp_request_async(struct rte_mp_msg *req, const struct timespec *ts,
		rte_mp_async_reply_t clb);

/*
 * Reply from an action to its peer, with a message of the same name. Returns 0,
 * or -1 with rte_errno as rte_mp_sendmsg(); ENOENT when peer is gone.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow" /* g++: a struct's name, too */
int rte_mp_reply(struct rte_mp_msg *msg, const char *peer);
#pragma GCC diagnostic pop

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
