/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The public functions of messages between processes: what they refuse, and
 * whom a message is for. A primary speaks to all secondaries, a secondary to
 * its primary. Where nobody can attach nothing is sent and ENOTSUP says so.
 */
#include "mp/mp.h"

#include <errno.h>
#include <string.h>

#include <rte_errno.h>

#include "eal.h"
#include "memory/shared.h"
#include "mp/member.h"

/* What a public function returns for 0 or -errno. */
static int
result(int rc)
{
	if (rc == 0)
		return 0;
	rte_errno = -rc;
	return -1;
}

/* 0 or -errno; a child of fork() has no socket of its own. */
static int
check_group(void)
{
	if (eal_shared == NULL)
		return -ENOENT;
	return mp_socket() >= 0 ? 0 : -ENOTSUP;
}

static int
check_name(const char *name)
{
	if (name == NULL || name[0] == '\0') {
		EAL_LOG(ERR, "a message or action needs a name\n");
		return -EINVAL;
	}
	if (strnlen(name, RTE_MP_MAX_NAME_LEN) == RTE_MP_MAX_NAME_LEN) {
		EAL_LOG(ERR, "the name of a message or action has to have less than %d characters\n",
				RTE_MP_MAX_NAME_LEN);
		return -E2BIG;
	}
	return 0;
}

static int
refuse(const struct rte_mp_msg *msg, const char *what, int n, int most)
{
	EAL_LOG(ERR, "message %s: %s is %d, it has to be 0 to %d\n", msg->name,
			what, n, most);
	return n < 0 ? -EINVAL : -E2BIG;
}

static int
check_msg(const struct rte_mp_msg *msg)
{
	int rc;

	if (msg == NULL) {
		EAL_LOG(ERR, "there is no message to send (NULL)\n");
		return -EINVAL;
	}
	rc = check_name(msg->name);
	if (rc < 0)
		return rc;
	if (msg->len_param < 0 || msg->len_param > RTE_MP_MAX_PARAM_LEN)
		return refuse(msg, "len_param", msg->len_param,
				RTE_MP_MAX_PARAM_LEN);
	if (msg->num_fds < 0 || msg->num_fds > RTE_MP_MAX_FD_NUM)
		return refuse(msg, "num_fds", msg->num_fds, RTE_MP_MAX_FD_NUM);
	return 0;
}

int
mp_next_peer(int slot)
{
	slot = member_next(slot);
	/* The primary's slot is the first. */
	if (member_self() != EAL_MEMBER_PRIMARY && slot != EAL_MEMBER_PRIMARY)
		return -1;
	return slot;
}

BP_EXPORT
int
rte_mp_action_register(const char *name, rte_mp_t action)
{
	int rc = check_name(name);

	if (rc == 0 && eal_shared != NULL)
		rc = check_group();
	return result(rc == 0 ? mp_action_add(name, action) : rc);
}

BP_EXPORT
void
rte_mp_action_unregister(const char *name)
{
	if (check_name(name) == 0)
		mp_action_remove(name);
}

static int
send_to_all(const struct rte_mp_msg *msg)
{
	char path[WIRE_PATH_MAX];
	struct wire_packet p;
	int slot, rc, first = 0;
	bool sent;

	wire_from_msg(&p, WIRE_MESSAGE, msg);
	for (slot = mp_next_peer(-1); slot >= 0; slot = mp_next_peer(slot)) {
		rc = member_path((unsigned int)slot, path, sizeof(path));
		if (rc == 0)
			rc = mp_send(path, &p, msg->fds, &sent);
		if (rc < 0 && first == 0)
			first = rc;
	}
	return first;
}

BP_EXPORT
int
rte_mp_sendmsg(struct rte_mp_msg *msg)
{
	int rc = check_msg(msg);

	if (rc == 0)
		rc = check_group();
	return result(rc == 0 ? send_to_all(msg) : rc);
}

BP_EXPORT
int
rte_mp_request_sync(struct rte_mp_msg *req, struct rte_mp_reply *reply,
		const struct timespec *ts)
{
	int rc = reply == NULL || ts == NULL ? -EINVAL : 0;

	if (reply != NULL)
		memset(reply, 0, sizeof(*reply));
	if (rc == 0)
		rc = check_msg(req);
	if (rc == 0)
		rc = check_group();
	return result(rc == 0 ? mp_request_sync(req, -1, reply, ts) : rc);
}

BP_EXPORT
int
rte_mp_request_async(struct rte_mp_msg *req, const struct timespec *ts,
		rte_mp_async_reply_t clb)
{
	int rc = clb == NULL || ts == NULL ? -EINVAL : check_msg(req);

	if (rc == 0)
		rc = check_group();
	return result(rc == 0 ? mp_request_async(req, ts, clb) : rc);
}

BP_EXPORT
int
rte_mp_reply(struct rte_mp_msg *msg, const char *peer)
{
	struct wire_packet p;
	int rc = check_msg(msg);
	bool sent;

	if (rc == 0 && peer == NULL)
		rc = -EINVAL;
	if (rc < 0)
		return result(rc);
	/* Where nobody asks, or who asked is gone, there is nothing to do. */
	if (mp_socket() < 0 || peer[0] == '\0')
		return 0;
	wire_from_msg(&p, WIRE_REPLY, msg);
	return result(mp_send(peer, &p, msg->fds, &sent));
}
