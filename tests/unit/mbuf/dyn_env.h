/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What tests of dynamic fields and flags share: registrations that return the
 * place or -rte_errno, and the dump as text. Each test has a start of its own,
 * and so a table of its own.
 */
#ifndef DYN_ENV_H
#define DYN_ENV_H

#include <rte_mbuf_dyn.h>

#include "mbuf_env.h"

#define ANY     SIZE_MAX
#define ANY_BIT UINT_MAX

#define dyn_test(f) cmocka_unit_test_setup_teardown(f, env_start, env_stop)

/* A name that has no end where it should have one. */
static const char endless[RTE_MBUF_DYN_NAMESIZE + 1] =
		"123456789 123456789 123456789 123456789 123456789 "
		"123456789 1234";

/* to is all zeros. */
static inline void
set_name(char to[RTE_MBUF_DYN_NAMESIZE], const char *name)
{
	unsigned int i;

	for (i = 0; i < RTE_MBUF_DYN_NAMESIZE && name[i] != '\0'; i++)
		to[i] = name[i];
}

static inline int
add_field(const char *name, size_t size, size_t align, unsigned int flags,
		size_t offset)
{
	struct rte_mbuf_dynfield field = {
			.size = size,
			.align = align,
			.flags = flags,
	};
	int rc;

	set_name(field.name, name);
	rte_errno = 0;
	rc = rte_mbuf_dynfield_register_offset(&field, offset);
	return rc == -1 ? -rte_errno : rc;
}

static inline int
add_flag(const char *name, unsigned int flags, unsigned int bitnum)
{
	struct rte_mbuf_dynflag flag = {.flags = flags};
	int rc;

	set_name(flag.name, name);
	rte_errno = 0;
	rc = rte_mbuf_dynflag_register_bitnum(&flag, bitnum);
	return rc == -1 ? -rte_errno : rc;
}

static inline int
find_field(const char *name, struct rte_mbuf_dynfield *params)
{
	int rc;

	rte_errno = 0;
	rc = rte_mbuf_dynfield_lookup(name, params);
	return rc == -1 ? -rte_errno : rc;
}

static inline int
find_flag(const char *name, struct rte_mbuf_dynflag *params)
{
	int rc;

	rte_errno = 0;
	rc = rte_mbuf_dynflag_lookup(name, params);
	return rc == -1 ? -rte_errno : rc;
}

/* The dump, until the next one. */
static inline const char *
dump_text(void)
{
	static char text[16384];
	FILE *f = fmemopen(text, sizeof(text), "w");

	assert_non_null(f);
	text[0] = '\0';
	rte_mbuf_dyn_dump(f);
	fclose(f);
	return text;
}

#endif
