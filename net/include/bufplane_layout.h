/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How headers of protocols prove their layout, right under each struct. Bits
 * of a byte have no address: the unit tests look at those.
 */
#ifndef BUFPLANE_LAYOUT_H
#define BUFPLANE_LAYOUT_H

#include <assert.h>
#include <stddef.h>

/* The type has that many bytes. */
#define BP_SIZE_IS(type, bytes)                                                \
	static_assert(sizeof(type) == (bytes), #type " has another size")

/* The member begins that many bytes behind the start. */
#define BP_FIELD_AT(type, member, bytes)                                       \
	static_assert(offsetof(type, member) == (bytes),                       \
			#type "." #member " has moved")

#endif
