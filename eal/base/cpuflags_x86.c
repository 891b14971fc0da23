/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_cpuflags.h for x86-64: each feature is one bit of one CPUID register.
 * The table is indexed by feature.
 */
#include <bufplane_export.h>
#include <cpuid.h>
#include <errno.h>

#include <rte_cpuflags.h>

#include "eal.h"

enum reg {
	EAX,
	EBX,
	ECX,
	EDX,
};

struct flag {
	const char *name;
	uint32_t leaf;
	uint8_t reg;
	uint8_t bit;
};

/* clang-format off */
#define FLAG(flag, leaf, reg, bit) [RTE_CPUFLAG_##flag] = {#flag, leaf, reg, bit}

static const struct flag flags[] = {
	FLAG(SSE3, 0x1, ECX, 0),
	FLAG(PCLMULQDQ, 0x1, ECX, 1),
	FLAG(DTES64, 0x1, ECX, 2),
	FLAG(MONITOR, 0x1, ECX, 3),
	FLAG(DS_CPL, 0x1, ECX, 4),
	FLAG(VMX, 0x1, ECX, 5),
	FLAG(SMX, 0x1, ECX, 6),
	FLAG(EIST, 0x1, ECX, 7),
	FLAG(TM2, 0x1, ECX, 8),
	FLAG(SSSE3, 0x1, ECX, 9),
	FLAG(CNXT_ID, 0x1, ECX, 10),
	FLAG(FMA, 0x1, ECX, 12),
	FLAG(CMPXCHG16B, 0x1, ECX, 13),
	FLAG(XTPR, 0x1, ECX, 14),
	FLAG(PDCM, 0x1, ECX, 15),
	FLAG(PCID, 0x1, ECX, 17),
	FLAG(DCA, 0x1, ECX, 18),
	FLAG(SSE4_1, 0x1, ECX, 19),
	FLAG(SSE4_2, 0x1, ECX, 20),
	FLAG(X2APIC, 0x1, ECX, 21),
	FLAG(MOVBE, 0x1, ECX, 22),
	FLAG(POPCNT, 0x1, ECX, 23),
	FLAG(TSC_DEADLINE, 0x1, ECX, 24),
	FLAG(AES, 0x1, ECX, 25),
	FLAG(XSAVE, 0x1, ECX, 26),
	FLAG(OSXSAVE, 0x1, ECX, 27),
	FLAG(AVX, 0x1, ECX, 28),
	FLAG(F16C, 0x1, ECX, 29),
	FLAG(RDRAND, 0x1, ECX, 30),
	FLAG(HYPERVISOR, 0x1, ECX, 31),
	FLAG(FPU, 0x1, EDX, 0),
	FLAG(VME, 0x1, EDX, 1),
	FLAG(DE, 0x1, EDX, 2),
	FLAG(PSE, 0x1, EDX, 3),
	FLAG(TSC, 0x1, EDX, 4),
	FLAG(MSR, 0x1, EDX, 5),
	FLAG(PAE, 0x1, EDX, 6),
	FLAG(MCE, 0x1, EDX, 7),
	FLAG(CX8, 0x1, EDX, 8),
	FLAG(APIC, 0x1, EDX, 9),
	FLAG(SEP, 0x1, EDX, 11),
	FLAG(MTRR, 0x1, EDX, 12),
	FLAG(PGE, 0x1, EDX, 13),
	FLAG(MCA, 0x1, EDX, 14),
	FLAG(CMOV, 0x1, EDX, 15),
	FLAG(PAT, 0x1, EDX, 16),
	FLAG(PSE36, 0x1, EDX, 17),
	FLAG(PSN, 0x1, EDX, 18),
	FLAG(CLFSH, 0x1, EDX, 19),
	FLAG(DS, 0x1, EDX, 21),
	FLAG(ACPI, 0x1, EDX, 22),
	FLAG(MMX, 0x1, EDX, 23),
	FLAG(FXSR, 0x1, EDX, 24),
	FLAG(SSE, 0x1, EDX, 25),
	FLAG(SSE2, 0x1, EDX, 26),
	FLAG(SS, 0x1, EDX, 27),
	FLAG(HTT, 0x1, EDX, 28),
	FLAG(TM, 0x1, EDX, 29),
	FLAG(PBE, 0x1, EDX, 31),
	FLAG(DIGTEMP, 0x6, EAX, 0),
	FLAG(TRBOBST, 0x6, EAX, 1),
	FLAG(ARAT, 0x6, EAX, 2),
	FLAG(PLN, 0x6, EAX, 4),
	FLAG(ECMD, 0x6, EAX, 5),
	FLAG(PTM, 0x6, EAX, 6),
	FLAG(MPERF_APERF_MSR, 0x6, ECX, 0),
	FLAG(ACNT2, 0x6, ECX, 1),
	FLAG(ENERGY_EFF, 0x6, ECX, 3),
	FLAG(FSGSBASE, 0x7, EBX, 0),
	FLAG(BMI1, 0x7, EBX, 3),
	FLAG(HLE, 0x7, EBX, 4),
	FLAG(AVX2, 0x7, EBX, 5),
	FLAG(SMEP, 0x7, EBX, 7),
	FLAG(BMI2, 0x7, EBX, 8),
	FLAG(ERMS, 0x7, EBX, 9),
	FLAG(INVPCID, 0x7, EBX, 10),
	FLAG(RTM, 0x7, EBX, 11),
	FLAG(AVX512F, 0x7, EBX, 16),
	FLAG(RDSEED, 0x7, EBX, 18),
	FLAG(LAHF_SAHF, 0x80000001, ECX, 0),
	FLAG(LZCNT, 0x80000001, ECX, 5),
	FLAG(SYSCALL, 0x80000001, EDX, 11),
	FLAG(XD, 0x80000001, EDX, 20),
	FLAG(1GB_PG, 0x80000001, EDX, 26),
	FLAG(RDTSCP, 0x80000001, EDX, 27),
	FLAG(EM64T, 0x80000001, EDX, 29),
	FLAG(INVTSC, 0x80000007, EDX, 8),
	FLAG(AVX512DQ, 0x7, EBX, 17),
	FLAG(AVX512IFMA, 0x7, EBX, 21),
	FLAG(AVX512CD, 0x7, EBX, 28),
	FLAG(AVX512BW, 0x7, EBX, 30),
	FLAG(AVX512VL, 0x7, EBX, 31),
	FLAG(AVX512VBMI, 0x7, ECX, 1),
	FLAG(AVX512VBMI2, 0x7, ECX, 6),
	FLAG(GFNI, 0x7, ECX, 8),
	FLAG(VAES, 0x7, ECX, 9),
	FLAG(VPCLMULQDQ, 0x7, ECX, 10),
	FLAG(AVX512VNNI, 0x7, ECX, 11),
	FLAG(AVX512BITALG, 0x7, ECX, 12),
	FLAG(AVX512VPOPCNTDQ, 0x7, ECX, 14),
	FLAG(CLDEMOTE, 0x7, ECX, 25),
	FLAG(MOVDIRI, 0x7, ECX, 27),
	FLAG(MOVDIR64B, 0x7, ECX, 28),
	FLAG(AVX512VP2INTERSECT, 0x7, EDX, 8),
	FLAG(WAITPKG, 0x7, ECX, 5),};
/* clang-format on */

_Static_assert(RTE_DIM(flags) == RTE_CPUFLAG_NUMFLAGS, "a flag is missing");

/* What the compiler was told to use; the library cannot run without it. */
static const enum rte_cpu_flag_t compiled_for[] = {
		RTE_CPUFLAG_SSE2,
#ifdef __SSE3__
		RTE_CPUFLAG_SSE3,
#endif
#ifdef __SSSE3__
		RTE_CPUFLAG_SSSE3,
#endif
#ifdef __SSE4_1__
		RTE_CPUFLAG_SSE4_1,
#endif
#ifdef __SSE4_2__
		RTE_CPUFLAG_SSE4_2,
#endif
#ifdef __POPCNT__
		RTE_CPUFLAG_POPCNT,
#endif
#ifdef __AVX__
		RTE_CPUFLAG_AVX,
#endif
#ifdef __AVX2__
		RTE_CPUFLAG_AVX2,
#endif
#ifdef __BMI2__
		RTE_CPUFLAG_BMI2,
#endif
#ifdef __AVX512F__
		RTE_CPUFLAG_AVX512F,
#endif
};

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
	uint32_t regs[4];

	if (!in_range(feature))
		return -ENOENT;
	flag = &flags[feature];
	/* 0: this processor does not know the leaf */
	if (!__get_cpuid_count(flag->leaf, 0, &regs[EAX], &regs[EBX],
			    &regs[ECX], &regs[EDX]))
		return 0;
	return (int)(regs[flag->reg] >> flag->bit & 1);
}

BP_EXPORT
int
rte_cpu_is_supported(void)
{
	for (size_t i = 0; i < RTE_DIM(compiled_for); i++) {
		if (rte_cpu_get_flag_enabled(compiled_for[i]) == 1)
			continue;
		EAL_LOG(ERR, "this processor lacks %s, which the library was compiled for\n",
				rte_cpu_get_flag_name(compiled_for[i]));
		return 0;
	}
	return 1;
}

BP_EXPORT
void
rte_cpu_get_intrinsics_support(struct rte_cpu_intrinsics *intrinsics)
{
	*intrinsics = (struct rte_cpu_intrinsics){0};
}
