/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What layers above the EAL ask about the processes of the group, by their
 * slots, and of one of them. A slot says nothing of its own about who has it:
 * after a death it goes to the next process.
 */
#include <assert.h>
#include <bufplane_group.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "eal.h"
#include "memory/shared.h"
#include "mp/member.h"
#include "mp/mp.h"

static_assert(BP_GROUP_MEMBERS == EAL_MEMBERS, "one number of slots");

unsigned int
bp_group_slot(void)
{
	return member_self();
}

int
bp_group_pid(unsigned int slot)
{
	if (eal_shared == NULL || !member_alive(slot))
		return 0;
	return eal_shared->members[slot].pid;
}

int
bp_group_request(unsigned int slot, struct rte_mp_msg *msg, unsigned int ms)
{
	const struct timespec limit = {
			.tv_sec = ms / 1000,
			.tv_nsec = ms % 1000 * 1000000L,
	};
	struct rte_mp_reply reply = {0};
	int rc;

	if (mp_socket() < 0)
		return -ENOTSUP;
	rc = mp_request_sync(msg, (int)slot, &reply, &limit);
	if (rc == 0 && reply.nb_received == 0)
		rc = -ENOENT;
	if (rc == 0)
		*msg = reply.msgs[0];
	free(reply.msgs);
	return rc;
}
