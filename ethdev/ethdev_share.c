/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ports and the other processes of a group. The primary's ports are shown to
 * all: a slot in shared memory says what there is, and whoever follows is asked
 * to look at it whenever it changes, and waited for, so that nothing of a port
 * is freed that another process still uses. Ports that a secondary makes are
 * its own. Messages carry no more than which port it is about.
 */
#include <bus_driver.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <rte_devargs.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_string_fns.h>

#include "ethdev_private.h"

#define ACTION    "bp_ethdev"
#define FOLLOW_MS 5000 /* a program's callbacks may run there */

/* One question at a time of this process. */
static pthread_mutex_t ask_lock = PTHREAD_MUTEX_INITIALIZER;

/* This thread is answering: who asked may have to wait for us. */
static __thread bool answering;

int
ethdev_share_ask(unsigned int slot, struct ethdev_msg *m, unsigned int ms)
{
	struct rte_mp_msg msg = {.name = ACTION, .len_param = sizeof(*m)};
	int rc;

	if (answering && m->op != ETHDEV_OP_FOLLOW)
		return -EBUSY;
	memcpy(msg.param, m, sizeof(*m));
	pthread_mutex_lock(&ask_lock);
	rc = bp_group_request(slot, &msg, ms);
	pthread_mutex_unlock(&ask_lock);
	if (rc == 0 && msg.len_param != sizeof(*m))
		rc = -EBADMSG;
	if (rc != 0)
		return rc;
	memcpy(m, msg.param, sizeof(*m));
	return m->rc;
}

static int
answer(const struct rte_mp_msg *msg, const void *peer)
{
	struct rte_mp_msg reply = {.name = ACTION};
	struct ethdev_msg m;

	if (msg->len_param != sizeof(m) || msg->num_fds != 0)
		return -EINVAL;
	memcpy(&m, msg->param, sizeof(m));
	answering = true;
	if (m.port_id >= RTE_MAX_ETHPORTS)
		m.rc = -EINVAL;
	else if (m.op == ETHDEV_OP_FOLLOW)
		m.rc = ethdev_foreign_follow(m.port_id);
	else
		m.rc = ethdev_ask_answer(&m);
	answering = false;
	reply.len_param = sizeof(m);
	memcpy(reply.param, &m, sizeof(m));
	return rte_mp_reply(&reply, peer);
}

/* Ask one process to look: what it says, 0 if it is not there any more. */
static int
tell(const struct ethdev_shared *sh, unsigned int slot, uint16_t port_id)
{
	struct ethdev_msg m = {.op = ETHDEV_OP_FOLLOW, .port_id = port_id};
	const int pid = __atomic_load_n(&sh->followers[slot], __ATOMIC_ACQUIRE);
	int rc;

	/* What a dead process left counts for nothing. */
	if (pid == 0 || slot == bp_group_slot() || bp_group_pid(slot) != pid)
		return 0;
	rc = ethdev_share_ask(slot, &m, FOLLOW_MS);
	if (rc == 0 || bp_group_pid(slot) != pid || rc == -ENOENT)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u: process %d does not follow: %s\n",
			port_id, pid, rte_strerror(-rc));
	return rc;
}

static int
tell_all(uint16_t port_id)
{
	const struct ethdev_shared *sh = ethdev_shared_get();
	unsigned int slot;
	int one, rc = 0;

	for (slot = 0; slot < BP_GROUP_MEMBERS; slot++) {
		one = tell(sh, slot, port_id);
		rc = rc != 0 ? rc : one;
	}
	return rc;
}

/* The slot of a port of the primary's, in the primary; else NULL. */
static struct ethdev_slot *
own_slot(uint16_t port_id)
{
	struct ethdev_shared *sh = ethdev_shared_get();

	if (sh == NULL || bp_group_handlers() == NULL ||
			rte_eal_process_type() != RTE_PROC_PRIMARY)
		return NULL;
	return &sh->slots[port_id];
}

static void
describe(struct ethdev_slot *slot, const struct rte_device *device)
{
	const struct rte_devargs *da = device->devargs;

	if (device->bus != NULL)
		rte_strscpy(slot->bus, device->bus->name, sizeof(slot->bus));
	rte_strscpy(slot->device, device->name, sizeof(slot->device));
	/* Arguments that do not fit are not needed to attach. */
	if (da != NULL && da->args != NULL &&
			rte_strscpy(slot->args, da->args, sizeof(slot->args)) <
					0)
		slot->args[0] = '\0';
}

void
ethdev_share_show(struct rte_eth_dev *dev)
{
	const uint16_t id = dev->data->port_id;
	struct ethdev_slot *slot = own_slot(id);

	if (slot == NULL)
		return;
	if (dev->device != NULL)
		describe(slot, dev->device);
	ethdev_lock();
	/* Release pairs with the acquire of who follows: all of it is there. */
	__atomic_store_n(&slot->round, ++ethdev_shared_get()->rounds,
			__ATOMIC_RELEASE);
	ethdev_unlock();
	tell_all(id);
}

int
ethdev_share_hide(uint16_t port_id)
{
	struct ethdev_slot *slot = own_slot(port_id);
	uint64_t round = slot == NULL ? 0 : slot->round;

	if (round == 0)
		return 0;
	/* Pairs with the acquire of who follows; only the value matters. */
	__atomic_store_n(&slot->round, 0, __ATOMIC_RELEASE);
	if (tell_all(port_id) == 0)
		return 0;
	__atomic_store_n(&slot->round, round, __ATOMIC_RELEASE);
	RTE_ETHDEV_LOG(ERR, "Port %u stays: another process still uses it\n",
			port_id);
	return -EBUSY;
}

int
ethdev_share_open(uint16_t port_id, bool open)
{
	struct ethdev_slot *slot = own_slot(port_id);

	/* Only this process writes it, and no thread changes it meanwhile. */
	if (slot == NULL || slot->open == open)
		return 0;
	/* Release pairs with the acquire of who follows: the queues are there.
	 */
	__atomic_store_n(&slot->open, open, __ATOMIC_RELEASE);
	if (tell_all(port_id) == 0 || open)
		return 0;
	__atomic_store_n(&slot->open, true, __ATOMIC_RELEASE);
	RTE_ETHDEV_LOG(ERR, "Port %u runs on: another process still uses it\n",
			port_id);
	return -EBUSY;
}

/* What died with this slot left ports behind that nobody can use. */
static void
drop_orphans(struct ethdev_shared *sh)
{
	uint16_t id;

	for (id = 0; id < RTE_MAX_ETHPORTS; id++)
		if (sh->slots[id].maker == bp_group_slot() &&
				sh->slots[id].round == 0)
			sh->data[id].name[0] = '\0';
}

static int
follow(void)
{
	struct ethdev_shared *sh;
	int rc;

	ethdev_lock();
	rc = ethdev_shared_attach();
	sh = ethdev_shared_get();
	if (rc == 0)
		drop_orphans(sh);
	ethdev_unlock();
	if (rc != 0)
		return rc;
	/* From now on we are told; release pairs with tell(). */
	__atomic_store_n(&sh->followers[bp_group_slot()], getpid(),
			__ATOMIC_RELEASE);
	ethdev_foreign_attach_all();
	return 0;
}

int
ethdev_share_init(void)
{
	if (bp_group_handlers() == NULL)
		return 0;
	if (rte_mp_action_register(ACTION, answer) != 0)
		/* Where no socket's path fits there is nobody to talk to. */
		return rte_errno == ENOTSUP ? 0 : -rte_errno;
	return rte_eal_process_type() == RTE_PROC_PRIMARY ? 0 : follow();
}

void
ethdev_share_fini(void)
{
	struct ethdev_shared *sh = ethdev_shared_get();

	/* The action goes with the thread that runs it: nobody waits in vain.
	 */
	if (sh != NULL && rte_eal_process_type() != RTE_PROC_PRIMARY)
		__atomic_store_n(&sh->followers[bp_group_slot()], 0,
				__ATOMIC_RELEASE);
	ethdev_foreign_fini();
}
