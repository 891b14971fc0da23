/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_cpuflags.h for arm64: the kernel passes what the processor can do in two
 * words of the auxiliary vector. The table is indexed by feature.
 */
#include <bufplane_export.h>
#include <errno.h>

#include <asm/hwcap.h>
#include <sys/auxv.h>

#include <rte_cpuflags.h>

#include "eal.h"

struct flag {
	const char *name;
	unsigned long word; /* AT_HWCAP or AT_HWCAP2 */
	unsigned long mask; /* 0: every processor has it */
};

/* clang-format off */
#define FLAG(flag, word, mask) [RTE_CPUFLAG_##flag] = {#flag, word, mask}

static const struct flag flags[] = {
	FLAG(FP, AT_HWCAP, HWCAP_FP),
	FLAG(NEON, AT_HWCAP, HWCAP_ASIMD),
	FLAG(EVTSTRM, AT_HWCAP, HWCAP_EVTSTRM),
	FLAG(AES, AT_HWCAP, HWCAP_AES),
	FLAG(PMULL, AT_HWCAP, HWCAP_PMULL),
	FLAG(SHA1, AT_HWCAP, HWCAP_SHA1),
	FLAG(SHA2, AT_HWCAP, HWCAP_SHA2),
	FLAG(CRC32, AT_HWCAP, HWCAP_CRC32),
	FLAG(ATOMICS, AT_HWCAP, HWCAP_ATOMICS),
	FLAG(SVE, AT_HWCAP, HWCAP_SVE),
	FLAG(SVE2, AT_HWCAP2, HWCAP2_SVE2),
	FLAG(SVEAES, AT_HWCAP2, HWCAP2_SVEAES),
	FLAG(SVEPMULL, AT_HWCAP2, HWCAP2_SVEPMULL),
	FLAG(SVEBITPERM, AT_HWCAP2, HWCAP2_SVEBITPERM),
	FLAG(SVESHA3, AT_HWCAP2, HWCAP2_SVESHA3),
	FLAG(SVESM4, AT_HWCAP2, HWCAP2_SVESM4),
	FLAG(FLAGM2, AT_HWCAP2, HWCAP2_FLAGM2),
	FLAG(FRINT, AT_HWCAP2, HWCAP2_FRINT),
	FLAG(SVEI8MM, AT_HWCAP2, HWCAP2_SVEI8MM),
	FLAG(SVEF32MM, AT_HWCAP2, HWCAP2_SVEF32MM),
	FLAG(SVEF64MM, AT_HWCAP2, HWCAP2_SVEF64MM),
	FLAG(SVEBF16, AT_HWCAP2, HWCAP2_SVEBF16),
	FLAG(AARCH64, AT_HWCAP, 0),
};
/* clang-format on */

_Static_assert(RTE_DIM(flags) == RTE_CPUFLAG_NUMFLAGS, "a flag is missing");

static bool
in_range(enum rte_cpu_flag_t feature)
{
	return (unsigned int)feature < RTE_CPUFLAG_NUMFLAGS;
}

BP_EXPORT
const char *
rte_cpu_get_flag_name(enum rte_cpu_flag_t feature)
{
	return in_range(feature) ? flags[feature].name : NULL;
}

BP_EXPORT
int
rte_cpu_get_flag_enabled(enum rte_cpu_flag_t feature)
{
	const struct flag *flag;

	if (!in_range(feature))
		return -ENOENT;
	flag = &flags[feature];
	return (getauxval(flag->word) & flag->mask) == flag->mask;
}

BP_EXPORT
int
rte_cpu_is_supported(void)
{
#ifdef __ARM_FEATURE_ATOMICS
	if (rte_cpu_get_flag_enabled(RTE_CPUFLAG_ATOMICS) != 1) {
		EAL_LOG(ERR, "this processor lacks ATOMICS, which the library was compiled for\n");
		return 0;
	}
#endif
	return 1;
}

BP_EXPORT
void
rte_cpu_get_intrinsics_support(struct rte_cpu_intrinsics *intrinsics)
{
	*intrinsics = (struct rte_cpu_intrinsics){0};
}
