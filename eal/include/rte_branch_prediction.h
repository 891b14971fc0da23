/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Hints on which way a branch goes. Both give the truth value of x, 0 or 1,
 * and change only where the compiler puts the code.
 */
#ifndef RTE_BRANCH_PREDICTION_H
#define RTE_BRANCH_PREDICTION_H

#ifndef likely
#define likely(x) __builtin_expect(!!(x), 1)
#endif

#ifndef unlikely
#define unlikely(x) __builtin_expect(!!(x), 0)
#endif

#endif
