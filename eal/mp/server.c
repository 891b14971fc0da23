/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The socket of this process, in the run-time folder and for this user alone,
 * and the thread that receives from it for as long as the library shares. The
 * thread never runs what a program registered, except for callbacks of memory,
 * so that a process always answers for its memory. Whatever comes in, it goes
 * on.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <rte_errno.h>
#include <rte_lcore.h>
#include <rte_string_fns.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/shared.h"
#include "memory/sync.h"
#include "mp/member.h"
#include "mp/mp.h"

/* How long a full queue of a receiver is waited for. */
#define SEND_TIMEOUT_S 1
/* How often processes that died are looked for, where there are others. */
#define LOOK_MS 1000

static struct {
	int sock; /* -1: none */
	int wake; /* an event: end */
	bool running;
	pthread_t thread;
	char path[WIRE_PATH_MAX];
} server = {.sock = -1, .wake = -1};

int
mp_socket(void)
{
	return member_forked() ? -1 : server.sock;
}

/* What a process that died has left in the folder. */
static void
remove_path(const char *path)
{
	if (unlink(path) < 0 && errno != ENOENT)
		EAL_LOG(DEBUG, "cannot remove %s: %s\n", path,
				rte_strerror(errno));
}

/* The socket of a process that died: nobody has it open. */
static void
sweep_entry(const char *name, void *arg)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int sock, n;

	RTE_SET_USED(arg);
	n = snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/%s",
			rte_eal_get_runtime_dir(), name);
	if (strncmp(name, "mp_socket_", 10) != 0 ||
			n >= (int)sizeof(addr.sun_path))
		return;
	sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (sock < 0)
		return;
	if (connect(sock, (struct sockaddr *)&addr, sizeof(addr)) < 0 &&
			errno == ECONNREFUSED)
		remove_path(addr.sun_path);
	close(sock);
}

static void
sweep(void)
{
	eal_os.each_entry(rte_eal_get_runtime_dir(), sweep_entry, NULL);
}

int
mp_send(const char *path, const struct wire_packet *p, const int *fds,
		bool *sent)
{
	int rc = wire_send(mp_socket(), path, p, fds);

	*sent = rc == 0;
	if (rc == -ECONNREFUSED)
		return 0;
	if (rc < 0)
		EAL_LOG(ERR, "cannot send to %s: %s\n", path,
				rte_strerror(-rc));
	return rc;
}

static void
dispatch(struct wire_parcel *parcel)
{
	switch (parcel->packet.kind) {
	case WIRE_MEMORY:
		eal_sync_serve(parcel);
		wire_close(parcel);
		break;
	case WIRE_REPLY:
	case WIRE_IGNORED:
		mp_request_settle(parcel);
		break;
	default:
		mp_action_queue(parcel);
		break;
	}
}

static void *
thread_main(void *arg)
{
	struct pollfd fds[] = {
			{.fd = server.sock, .events = POLLIN},
			{.fd = server.wake, .events = POLLIN},
	};
	struct wire_parcel parcel;

	RTE_SET_USED(arg);
	while (fds[1].revents == 0) {
		if (poll(fds, RTE_DIM(fds), bp_group_joined() ? LOOK_MS : -1) <
						0 &&
				errno != EINTR)
			break;
		if (fds[0].revents != 0 &&
				wire_receive(server.sock, &parcel) == 0)
			dispatch(&parcel);
		if (bp_group_joined())
			member_tell_deaths();
	}
	return NULL;
}

static int
set_options(int sock)
{
	const struct timeval limit = {.tv_sec = SEND_TIMEOUT_S};
	const int on = 1;

	if (setsockopt(sock, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0 ||
			setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &limit,
					sizeof(limit)) < 0)
		return -errno;
	/* The mode that its name will have. */
	return fchmod(sock, 0600) < 0 ? -errno : 0;
}

static int
bind_to(int sock, const char *path)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};

	rte_strlcpy(addr.sun_path, path, sizeof(addr.sun_path));
	/* Who had that slot before is dead: we hold its lock. */
	remove_path(path);
	return bind(sock, (struct sockaddr *)&addr, sizeof(addr)) < 0 ? -errno
								      : 0;
}

/* A socket of that name, or -errno. */
static int
open_socket(const char *path)
{
	int rc, sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (sock < 0)
		return -errno;
	rc = set_options(sock);
	if (rc == 0)
		rc = bind_to(sock, path);
	if (rc == 0)
		return sock;
	close(sock);
	return rc;
}

static void
close_all(void)
{
	if (server.wake >= 0)
		close(server.wake);
	if (server.sock >= 0)
		close(server.sock);
	server.wake = -1;
	server.sock = -1;
}

static int
start(void)
{
	int rc = member_path(member_self(), server.path, sizeof(server.path));

	if (rc == 0)
		rc = open_socket(server.path);
	if (rc < 0)
		return rc;
	server.sock = rc;
	server.wake = eventfd(0, EFD_CLOEXEC);
	if (server.wake < 0)
		return -errno;
	return rte_ctrl_thread_create(&server.thread, "eal-mp-server", NULL,
			thread_main, NULL);
}

/* A socket's path is shorter than that of a file may be. */
static int
stay_alone(void)
{
	EAL_LOG(WARNING,
			"%s is too long for the path of a socket: no other process can attach; --in-memory says that none has to, else shorten XDG_RUNTIME_DIR or --file-prefix\n",
			rte_eal_get_runtime_dir());
	eal_shared->closed = 1;
	return 0;
}

int
eal_mp_init(void)
{
	int rc;

	if (!eal_sharing())
		return 0;
	rc = start();
	if (rc == -ENAMETOOLONG && eal_primary())
		return stay_alone();
	if (rc < 0) {
		EAL_LOG(ERR, "cannot listen to other processes at %s: %s\n",
				server.path, rte_strerror(-rc));
		if (server.sock >= 0)
			remove_path(server.path);
		close_all();
		return rc;
	}
	server.running = true;
	sweep();
	/* A secondary said so when it had all memory. */
	if (eal_primary())
		__atomic_store_n(&eal_shared->members[member_self()].state,
				MEMBER_MAPPED, __ATOMIC_RELEASE);
	return 0;
}

void
eal_mp_fini(void)
{
	const uint64_t one = 1;

	if (!server.running)
		return;
	server.running = false;
	/* A child of fork() has neither the thread nor the name. */
	if (!member_forked()) {
		eal_sync_leave();
		if (write(server.wake, &one, sizeof(one)) < 0)
			EAL_LOG(ERR, "cannot end a thread: %s\n",
					rte_strerror(errno));
		else
			pthread_join(server.thread, NULL);
		remove_path(server.path);
		sweep();
	}
	close_all();
}
