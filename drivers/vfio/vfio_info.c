/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Structures of VFIO that are followed by a chain of capabilities. The kernel
 * says how long the whole is; every offset in it is checked against that, and
 * a chain ends after as many steps as it can have links.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "vfio/vfio_impl.h"

#define INFO_MAX (64U << 10)

/* Give the structure more room, with what it began with: 0 or -ENOMEM. */
static int
grow(void **info, const void *asked, uint32_t size, uint32_t len)
{
	void *bigger = realloc(*info, len);

	if (bigger == NULL)
		return -ENOMEM;
	memset(bigger, 0, len);
	memcpy(bigger, asked, size);
	memcpy(bigger, &len, sizeof(len)); /* argsz comes first in each */
	*info = bigger;
	return 0;
}

int
vfio_info_get(int fd, unsigned long request, void **info, uint32_t size,
		uint32_t *len)
{
	void *asked = malloc(size);
	uint32_t room = size, wanted = 0;
	unsigned int tries;
	int rc = -ENOMEM;

	if (asked != NULL) {
		memcpy(asked, *info, size);
		rc = grow(info, asked, size, room);
	}
	/* What there is to say may have grown between two calls. */
	for (tries = 0; rc == 0 && tries < 4; tries++) {
		if (vfio_os.ioctl(fd, request, *info) < 0) {
			rc = -errno;
			break;
		}
		memcpy(&wanted, *info, sizeof(wanted));
		if (wanted <= room)
			break;
		rc = wanted <= INFO_MAX ? grow(info, asked, size, wanted)
					: -E2BIG;
		room = wanted;
	}
	if (rc == 0 && wanted > room)
		rc = -E2BIG;
	free(asked);
	*len = room;
	return rc;
}

const void *
vfio_info_cap(const void *info, uint32_t len, uint32_t first, uint16_t id,
		size_t need, size_t *room)
{
	struct vfio_info_cap_header cap;
	uint32_t at = first;
	uint32_t steps;

	for (steps = len / sizeof(cap); at != 0 && steps > 0; steps--) {
		const uint8_t *here = (const uint8_t *)info + at;

		if (at > len || len - at < sizeof(cap) || at % 8 != 0)
			return NULL;
		memcpy(&cap, here, sizeof(cap));
		*room = len - at;
		if (cap.id == id)
			return *room >= need ? here : NULL;
		at = cap.next;
	}
	return NULL;
}
