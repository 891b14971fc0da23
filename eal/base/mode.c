/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The symbol that is named after the options of this build, and the sizes
 * that a program must have been compiled with. bufplane_mode.h puts the
 * program's own into the program; a program without that header finds ours
 * under its name.
 */
#include "base/mode.h"

#include <assert.h>
#include <bufplane_export.h>
#include <bufplane_mode.h>
#include <errno.h>
#include <stddef.h>

#include <rte_common.h>

#include "eal.h"

BP_EXPORT
const char BP_MODE[] = RTE_STR(BP_MODE);

BP_EXPORT
const struct bp_layout bp_program_layout = BP_LAYOUT;

static const struct bp_layout ours = BP_LAYOUT;

static const char *const names[] = {
		"RTE_MAX_LCORE",
		"RTE_CACHE_LINE_SIZE",
		"RTE_MEMPOOL_CACHE_MAX_SIZE",
		"RTE_MAX_NUMA_NODES",
		"RTE_MAX_MEMSEG_LISTS",
		"RTE_MAX_ETHPORTS",
		"RTE_MAX_QUEUES_PER_PORT",
		"RTE_ETHDEV_QUEUE_STAT_CNTRS",
};
static_assert(RTE_DIM(names) == BP_LAYOUT_N, "a name each");

int
eal_layout_check(void)
{
	const struct bp_layout *program = &bp_program_layout;
	unsigned int i;

	/* clang takes all weak constants of a name for equal: hide this one. */
	__asm__("" : "+r"(program));
	if (program->n != ours.n) {
		EAL_LOG(ERR, "the program was compiled with the headers of another version: compile it with those of this one\n");
		return -EINVAL;
	}
	for (i = 0; i < ours.n; i++) {
		if (program->values[i] == ours.values[i])
			continue;
		EAL_LOG(ERR, "the program was compiled with %s %u, the library with %u: compile it with the library's headers\n",
				names[i], program->values[i], ours.values[i]);
		return -EINVAL;
	}
	return 0;
}

uint64_t
eal_layout_hash(void)
{
	uint64_t hash = 0xcbf29ce484222325;
	const char *c;
	unsigned int i;

	for (c = ours.mode; *c != '\0'; c++)
		hash = eal_layout_mix(hash, (unsigned char)*c);
	for (i = 0; i < ours.n; i++)
		hash = eal_layout_mix(hash, ours.values[i]);
	return hash;
}
