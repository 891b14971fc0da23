/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who may use a capture file: any number of readers, or one writer. The claim
 * is a lock of the file itself, so that a second name of it does not help, and
 * other processes of ours keep to it too. It ends with the descriptor. Pipes
 * and devices are not claimed: each writer of one knows what it does.
 */
#include <errno.h>

#include <sys/file.h>
#include <sys/stat.h>

#include "pcap_private.h"

int
pcap_file_claim(int fd, int writer)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return 0;
	/* A file system without locks is no reason to refuse the file. */
	if (flock(fd, (writer ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0)
		return errno == EWOULDBLOCK ? -EBUSY : 0;
	return 0;
}
