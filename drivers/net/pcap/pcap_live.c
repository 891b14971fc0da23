/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interfaces through libpcap: a handle that never blocks, checked to carry
 * Ethernet.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <rte_errno.h>
#include <rte_string_fns.h>

#include "pcap_private.h"

int
pcap_live_check_link(pcap_t *pcap, const char *name)
{
	int type = pcap_datalink(pcap);
	const char *text = pcap_datalink_val_to_name(type);
	const char *more = pcap_datalink_val_to_description(type);

	if (type == DLT_EN10MB)
		return 0;
	PCAP_LOG(ERR, "%s has link type %s (%d, %s), not Ethernet (EN10MB)\n",
			name, text == NULL ? "unknown" : text, type,
			more == NULL ? "no description" : more);
	return -EINVAL;
}

/* What libpcap says of an activation: often the same twice. */
static int
refuse(pcap_t *pcap, const char *name, int status)
{
	const char *what = pcap_statustostr(status), *more = pcap_geterr(pcap);

	if (strncmp(what, more, strlen(what)) == 0)
		what = "";
	PCAP_LOG(ERR, "Interface %s: %s%s%s\n", name, what,
			*what != '\0' && *more != '\0' ? ": " : "", more);
	if (status == PCAP_ERROR_NO_SUCH_DEVICE)
		return -ENODEV;
	return status == PCAP_ERROR_PERM_DENIED ? -EPERM : -EIO;
}

static int
activate(pcap_t *pcap, const char *name, unsigned int snaplen, int in_only)
{
	char why[PCAP_ERRBUF_SIZE] = "";
	int rc;

	pcap_set_snaplen(pcap, (int)snaplen);
	/* Where there are no nanoseconds, microseconds do. */
	(void)pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
	pcap_set_buffer_size(pcap, PCAP_LIVE_BUF);
	pcap_set_promisc(pcap, 1);
	pcap_set_immediate_mode(pcap, 1);
	rc = pcap_activate(pcap);
	if (rc < 0)
		return refuse(pcap, name, rc);
	if (pcap_live_check_link(pcap, name) != 0)
		return -EINVAL;
	if (pcap_setnonblock(pcap, 1, why) != 0) {
		PCAP_LOG(ERR, "Interface %s: %s\n", name, why);
		return -EIO;
	}
	if (in_only && pcap_setdirection(pcap, PCAP_D_IN) != 0) {
		PCAP_LOG(ERR, "Interface %s: incoming packets only: %s\n", name,
				pcap_geterr(pcap));
		return -EIO;
	}
	return 0;
}

pcap_t *
pcap_live_handle(const char *name, unsigned int snaplen, int in_only)
{
	char why[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap = pcap_create(name, why);
	int rc;

	if (pcap == NULL) {
		PCAP_LOG(ERR, "Interface %s: %s\n", name, why);
		rte_errno = ENOMEM;
		return NULL;
	}
	rc = activate(pcap, name, snaplen, in_only);
	if (rc == 0)
		return pcap;
	pcap_close(pcap);
	rte_errno = -rc;
	return NULL;
}

int
pcap_live_mac(const char *device, const char *name, struct rte_ether_addr *addr)
{
	struct ifreq req;
	int fd, rc = 0;

	memset(&req, 0, sizeof(req));
	if (strlen(name) >= sizeof(req.ifr_name))
		return -EINVAL;
	rte_strlcpy(req.ifr_name, name, sizeof(req.ifr_name));
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (ioctl(fd, SIOCGIFHWADDR, &req) != 0)
		rc = -errno;
	close(fd);
	if (rc != 0) {
		PCAP_LOG(ERR, "%s: the address of interface %s: %s\n", device,
				name, rte_strerror(-rc));
		return rc;
	}
	memcpy(addr->addr_bytes, req.ifr_hwaddr.sa_data, RTE_ETHER_ADDR_LEN);
	return 0;
}
