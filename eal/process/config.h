/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The configuration on its way from a caller's structure, of any size, to the
 * private copy in eal_config.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include <rte_eal.h>

#include "eal.h"

/*
 * Bring a caller's structure to our size in *full, sharing its strings.
 * Returns 0, or -EINVAL when its size is none or it sets what we do not know.
 */
int config_widen(const struct bp_config *config, struct bp_config *full);

/* Refuse what cannot be, in words: 0 or -EINVAL. */
int config_check(const struct bp_config *config);
/* How many operations of a history text says; 0: that is no size of one. */
unsigned int config_history_size(const char *text);

/* Put a deep copy into eal_config: 0 or -ENOMEM. */
int config_adopt(const struct bp_config *config);
/* Free that copy and zero eal_config. */
void config_drop(void);

/* query.c: what rte_eal_process_type() is to say. */
void config_set_process_type(enum rte_proc_type_t type);
/* query.c: what rte_eal_iova_mode() is to say. */
void config_set_iova_mode(enum rte_iova_mode mode);

#endif
