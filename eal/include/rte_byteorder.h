/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Byte order. The types say in which order a field of a protocol is stored;
 * the conversions are the identity or a swap. The RTE_BE and RTE_LE macros
 * and RTE_STATIC_BSWAP stay constant expressions for constant operands. Both
 * processors that Bufplane runs on store the lowest byte first.
 */
#ifndef RTE_BYTEORDER_H
#define RTE_BYTEORDER_H

#include <endian.h>
#include <stdint.h>

#include <rte_common.h>
#include <rte_config.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_BIG_ENDIAN    1
#define RTE_LITTLE_ENDIAN 2
#define RTE_BYTE_ORDER    RTE_LITTLE_ENDIAN

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "Bufplane is built for little-endian processors"
#endif

typedef uint16_t rte_be16_t;
typedef uint32_t rte_be32_t;
typedef uint64_t rte_be64_t;
typedef uint16_t rte_le16_t;
typedef uint32_t rte_le32_t;
typedef uint64_t rte_le64_t;

#define RTE_STATIC_BSWAP16(v) ((uint16_t)__builtin_bswap16((uint16_t)(v)))
#define RTE_STATIC_BSWAP32(v) ((uint32_t)__builtin_bswap32((uint32_t)(v)))
#define RTE_STATIC_BSWAP64(v) ((uint64_t)__builtin_bswap64((uint64_t)(v)))

/* A constant in the order that the name says. */
#define RTE_BE16(v) ((rte_be16_t)RTE_STATIC_BSWAP16(v))
#define RTE_BE32(v) ((rte_be32_t)RTE_STATIC_BSWAP32(v))
#define RTE_BE64(v) ((rte_be64_t)RTE_STATIC_BSWAP64(v))
#define RTE_LE16(v) ((rte_le16_t)(v))
#define RTE_LE32(v) ((rte_le32_t)(v))
#define RTE_LE64(v) ((rte_le64_t)(v))

/*
 * Swap the bytes of a value. DPDK has two ways, for constants and at run
 * time; the compiler's builtin is the better of the two everywhere.
 */
static inline uint16_t
rte_constant_bswap16(uint16_t x)
{
	return RTE_STATIC_BSWAP16(x);
}

static inline uint32_t
rte_constant_bswap32(uint32_t x)
{
	return RTE_STATIC_BSWAP32(x);
}

static inline uint64_t
rte_constant_bswap64(uint64_t x)
{
	return RTE_STATIC_BSWAP64(x);
}

static inline uint16_t
rte_arch_bswap16(uint16_t _x)
{
	return RTE_STATIC_BSWAP16(_x);
}

static inline uint32_t
rte_arch_bswap32(uint32_t _x)
{
	return RTE_STATIC_BSWAP32(_x);
}

static inline uint64_t
rte_arch_bswap64(uint64_t _x)
{
	return RTE_STATIC_BSWAP64(_x);
}

#define rte_bswap16(x) RTE_STATIC_BSWAP16(x)
#define rte_bswap32(x) RTE_STATIC_BSWAP32(x)
#define rte_bswap64(x) RTE_STATIC_BSWAP64(x)

#define rte_cpu_to_le_16(x) (x)
#define rte_cpu_to_le_32(x) (x)
#define rte_cpu_to_le_64(x) (x)
#define rte_cpu_to_be_16(x) rte_bswap16(x)
#define rte_cpu_to_be_32(x) rte_bswap32(x)
#define rte_cpu_to_be_64(x) rte_bswap64(x)

#define rte_le_to_cpu_16(x) (x)
#define rte_le_to_cpu_32(x) (x)
#define rte_le_to_cpu_64(x) (x)
#define rte_be_to_cpu_16(x) rte_bswap16(x)
#define rte_be_to_cpu_32(x) rte_bswap32(x)
#define rte_be_to_cpu_64(x) rte_bswap64(x)

#ifdef __cplusplus
}
#endif

#endif
