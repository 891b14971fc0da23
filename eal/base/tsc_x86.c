/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What CPUID says about the time-stamp counter, the best source first: the
 * hypervisor's timing leaf, the crystal and ratio of leaf 15H, the base
 * frequency of leaf 16H, the frequency in the brand string (Intel SDM volume
 * 2A, CPUID). /proc/cpuinfo would add nothing but the momentary core clock.
 */
#include <cpuid.h>
#include <string.h>

#include "tsc.h"

#define LEAF_MAX       0x0
#define LEAF_FEATURES  0x1
#define LEAF_TSC       0x15
#define LEAF_BASE_MHZ  0x16
#define LEAF_HV_MAX    0x40000000
#define LEAF_HV_TIMING 0x40000010
#define LEAF_EXT_MAX   0x80000000
#define LEAF_BRAND     0x80000002 /* and the two behind it */

#define FEATURES_ECX_HYPERVISOR (1u << 31)

/* How far each source may be off. */
#define HV_ERR_PPB      (TSC_PPB / 10000)
#define CRYSTAL_ERR_PPB (TSC_PPB / 1000)
#define NOMINAL_ERR_PPB (TSC_PPB / 50)

static bool
rate_of_hypervisor(tsc_cpuid_fn cpuid, struct tsc_rate *rate)
{
	uint32_t regs[4];

	cpuid(LEAF_FEATURES, regs);
	if ((regs[TSC_ECX] & FEATURES_ECX_HYPERVISOR) == 0)
		return false;
	cpuid(LEAF_HV_MAX, regs);
	if (regs[TSC_EAX] < LEAF_HV_TIMING || regs[TSC_EAX] >= LEAF_EXT_MAX)
		return false;
	cpuid(LEAF_HV_TIMING, regs);
	rate->hz = regs[TSC_EAX] * 1000ull;
	rate->err_ppb = HV_ERR_PPB;
	return rate->hz > 0;
}

/* Leaf 15H: the crystal's Hz in ECX, times EBX, divided by EAX. */
static bool
rate_of_crystal(tsc_cpuid_fn cpuid, struct tsc_rate *rate)
{
	uint32_t regs[4];

	cpuid(LEAF_TSC, regs);
	if (regs[TSC_EAX] == 0)
		return false;
	rate->hz = (uint64_t)regs[TSC_ECX] * regs[TSC_EBX] / regs[TSC_EAX];
	rate->err_ppb = CRYSTAL_ERR_PPB;
	return rate->hz > 0;
}

/* Leaf 16H: MHz in the low half of EAX; the counter runs at that rate. */
static bool
rate_of_base_mhz(tsc_cpuid_fn cpuid, struct tsc_rate *rate)
{
	uint32_t regs[4];

	cpuid(LEAF_BASE_MHZ, regs);
	rate->hz = (regs[TSC_EAX] & 0xffff) * 1000000ull;
	rate->err_ppb = NOMINAL_ERR_PPB;
	return rate->hz > 0;
}

/* The hundredths in front of "GHz", as in "CPU @ 2.40GHz"; 0 if none. */
static uint64_t
parse_ghz(const char *brand)
{
	const char *pos = strchr(brand, '@');
	uint64_t hundredths = 0;
	int decimals = -1;

	if (pos == NULL)
		return 0;
	for (pos++; *pos == ' '; pos++)
		;
	for (; *pos == '.' || (*pos >= '0' && *pos <= '9'); pos++) {
		if (*pos != '.')
			hundredths = hundredths * 10 + (uint64_t)(*pos - '0');
		if (*pos == '.' || decimals >= 0)
			decimals++;
	}
	return decimals == 2 && strncmp(pos, "GHz", 3) == 0 ? hundredths : 0;
}

static bool
rate_of_brand(tsc_cpuid_fn cpuid, struct tsc_rate *rate)
{
	char brand[3 * sizeof(uint32_t[4]) + 1] = "";
	uint32_t regs[4];

	cpuid(LEAF_EXT_MAX, regs);
	if (regs[TSC_EAX] < LEAF_BRAND + 2)
		return false;
	for (uint32_t i = 0; i < 3; i++) {
		cpuid(LEAF_BRAND + i, regs);
		memcpy(brand + i * sizeof(regs), regs, sizeof(regs));
	}
	rate->hz = parse_ghz(brand) * 10000000ull;
	rate->err_ppb = NOMINAL_ERR_PPB;
	return rate->hz > 0;
}

bool
tsc_cpuid_rate(tsc_cpuid_fn cpuid, struct tsc_rate *rate)
{
	uint32_t regs[4];
	uint32_t max;

	cpuid(LEAF_MAX, regs);
	max = regs[TSC_EAX];
	return rate_of_hypervisor(cpuid, rate) ||
			(max >= LEAF_TSC && rate_of_crystal(cpuid, rate)) ||
			(max >= LEAF_BASE_MHZ &&
					rate_of_base_mhz(cpuid, rate)) ||
			rate_of_brand(cpuid, rate);
}

static void
real_cpuid(uint32_t leaf, uint32_t regs[4])
{
	uint32_t eax, ebx, ecx, edx;

	__cpuid_count(leaf, 0, eax, ebx, ecx, edx);
	regs[TSC_EAX] = eax;
	regs[TSC_EBX] = ebx;
	regs[TSC_ECX] = ecx;
	regs[TSC_EDX] = edx;
}

bool
tsc_cpu_rate(struct tsc_rate *rate)
{
	return tsc_cpuid_rate(real_cpuid, rate);
}
