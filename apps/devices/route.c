/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which interfaces have a default route, as whoever takes such an interface
 * away may cut their own connection. Lines that are not understood are passed
 * over.
 */
#include <errno.h>
#include <string.h>

#include <net/route.h>

#include "devices.h"

static void
mark(struct netif_list *ifs, const char *name)
{
	struct netif *netif = netif_find(ifs, name);

	if (netif != NULL)
		netif->default_route = true;
}

/* Columns: interface, destination, gateway, flags, ..., mask. */
static void
read_v4(const char *line, struct netif_list *ifs)
{
	unsigned int destination, flags, mask;
	char name[IFNAMSIZ];

	if (sscanf(line, "%15s %8x %*8x %4x %*s %*s %*s %8x", name,
			    &destination, &flags, &mask) == 4 &&
			destination == 0 && mask == 0 && (flags & RTF_UP) != 0)
		mark(ifs, name);
}

/* Destination and length, source and length, next hop, numbers, interface. */
static void
read_v6(const char *line, struct netif_list *ifs)
{
	char destination[33], name[IFNAMSIZ];
	unsigned int length, flags;

	if (sscanf(line, "%32s %2x %*s %*s %*s %*s %*s %*s %8x %15s",
			    destination, &length, &flags, name) == 4 &&
			length == 0 &&
			strspn(destination, "0") == strlen(destination) &&
			(flags & RTF_UP) != 0 && (flags & RTF_REJECT) == 0)
		mark(ifs, name);
}

static void
read_table(const struct devices_host *host, const char *file,
		void (*read_line)(const char *line, struct netif_list *ifs),
		struct netif_list *ifs)
{
	char path[DEV_PATH_SIZE], line[512];
	FILE *in;

	if (snprintf(path, sizeof(path), "%s%s", host->root, file) >=
			(int)sizeof(path))
		return;
	in = fopen(path, "re");
	if (in == NULL)
		return;
	while (fgets(line, sizeof(line), in) != NULL)
		read_line(line, ifs);
	fclose(in);
}

void
netif_read_routes(const struct devices_host *host, struct netif_list *ifs)
{
	read_table(host, "/proc/net/route", read_v4, ifs);
	read_table(host, "/proc/net/ipv6_route", read_v6, ifs);
}
