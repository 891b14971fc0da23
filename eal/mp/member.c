/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The slots of a group's processes. Locks are of the open file: a child of
 * fork() has a part in its parent's, and none of its own. A slot is written by
 * who holds its lock; what a dead process left there counts for nothing.
 */
#include "mp/member.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <rte_eal.h>

#include "eal.h"
#include "memory/shared.h"
#include "mp/thread_stat.h"

/* Far behind the file's end, for the bytes themselves do not matter. */
#define LOCKS_AT ((off_t)1 << 40)

static struct {
	int fd; /* -1: of no group */
	unsigned int slot;
	pid_t pid;
} self = {.fd = -1};

BP_EXPORT
uint32_t bp_group_self = BP_GROUP_ALONE;

static struct flock
slot_lock(unsigned int slot)
{
	return (struct flock){
			.l_type = F_WRLCK,
			.l_whence = SEEK_SET,
			.l_start = LOCKS_AT + (off_t)slot,
			.l_len = 1,
	};
}

int
member_lock(int fd, unsigned int slot)
{
	struct flock lock = slot_lock(slot);

	if (fcntl(fd, F_OFD_SETLK, &lock) == 0)
		return 0;
	return errno == EACCES ? -EAGAIN : -errno;
}

bool
member_locked(int fd, unsigned int slot)
{
	struct flock lock = slot_lock(slot);

	return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

void
member_start(int fd, unsigned int slot)
{
	struct eal_member *m = &eal_shared->members[slot];
	struct thread_stat st;

	/* Nobody has noticed that its last process died. */
	if (m->state != MEMBER_NONE)
		member_count_death(slot);
	self.fd = fd;
	self.slot = slot;
	self.pid = getpid();
	m->pid = self.pid;
	m->start = thread_stat_read(&st, self.pid, 0) == 0 ? st.start : 0;
	bp_group_self = BP_GROUP_ALONE +
			__atomic_add_fetch(&eal_shared->numbers, 1,
					__ATOMIC_RELAXED);
	/* Pairs with bp_group_gone(). */
	__atomic_store_n(&m->number, bp_group_self, __ATOMIC_RELEASE);
}

void
member_stop(void)
{
	/* It ends well, however far it came. */
	if (self.fd >= 0 && !member_forked())
		__atomic_store_n(&eal_shared->members[self.slot].state,
				MEMBER_NONE, __ATOMIC_RELEASE);
	self.fd = -1;
	self.slot = EAL_MEMBER_PRIMARY;
	bp_group_self = BP_GROUP_ALONE;
}

bool
member_hold(unsigned int slot)
{
	return self.fd >= 0 && member_lock(self.fd, slot) == 0;
}

void
member_let_go(unsigned int slot)
{
	struct flock lock = slot_lock(slot);

	lock.l_type = F_UNLCK;
	fcntl(self.fd, F_OFD_SETLK, &lock);
}

unsigned int
member_self(void)
{
	return self.slot;
}

bool
member_forked(void)
{
	return self.fd >= 0 && self.pid != getpid();
}

BP_EXPORT
uint32_t
bp_group_number(void)
{
	return member_forked() ? BP_GROUP_ALONE : bp_group_self;
}

bool
member_alive(unsigned int slot)
{
	if (self.fd < 0)
		return false;
	if (slot != self.slot)
		return member_locked(self.fd, slot);
	return !member_forked() || getppid() == self.pid;
}

int
member_next(int slot)
{
	const struct eal_member *m;
	int i;

	for (i = slot + 1; self.fd >= 0 && i < EAL_MEMBERS; i++) {
		if (i == (int)self.slot && !member_forked())
			continue;
		m = &eal_shared->members[i];
		/* Pairs with the release of who enters its slot. */
		if (__atomic_load_n(&m->state, __ATOMIC_ACQUIRE) == MEMBER_NONE)
			continue;
		if (member_alive((unsigned int)i))
			return i;
	}
	return -1;
}

int
member_path(unsigned int slot, char *path, size_t len)
{
	const char *dir = rte_eal_get_runtime_dir();
	int n;

	if (slot == EAL_MEMBER_PRIMARY)
		n = snprintf(path, len, "%s/mp_socket", dir);
	else
		n = snprintf(path, len, "%s/mp_socket_%d_%u", dir,
				eal_shared->members[slot].pid, slot);
	return n > 0 && (size_t)n < len ? 0 : -ENAMETOOLONG;
}
