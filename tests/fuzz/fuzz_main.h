/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What libFuzzer calls, and inputs by chance where the compiler has none: the
 * arguments are how many, and the seed, which makes the same ones again.
 */
#ifndef FUZZ_MAIN_H
#define FUZZ_MAIN_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#ifndef WITH_LIBFUZZER
/* Unless argv says so, count inputs of len bytes each: how many there were. */
static uint64_t
fuzz_by_chance(int argc, char **argv, uint64_t count, uint8_t *bytes,
		size_t len)
{
	uint64_t random = argc > 2 ? strtoull(argv[2], NULL, 0) : 1, i;
	size_t j;

	if (argc > 1)
		count = strtoull(argv[1], NULL, 0);
	LLVMFuzzerInitialize(&argc, &argv);
	for (i = 0; i < count; i++) {
		for (j = 0; j < len; j++) {
			random = random * UINT64_C(6364136223846793005) + 1;
			bytes[j] = (uint8_t)(random >> 40);
		}
		LLVMFuzzerTestOneInput(bytes, len);
	}
	return count;
}
#endif

#endif
