/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Messages of the kernel (netlink(7)): what all who listen to them have in
 * common. What comes from others than the kernel, nl_pid says so, is up to the
 * reader to ignore.
 */
#ifndef BUFPLANE_NETLINK_H
#define BUFPLANE_NETLINK_H

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A socket of a protocol (NETLINK_*) that hears these groups, a bit each. It
 * never blocks and is closed by exec. Its descriptor, or -errno: there is no
 * such protocol, or a user who is not root may not hear a group.
 */
int bp_netlink_open(int protocol, unsigned int groups);

#ifdef __cplusplus
}
#endif

#endif
