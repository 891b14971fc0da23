/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What drivers say about themselves, for programs that list them: the text of
 * RTE_PMD_REGISTER_PARAM_STRING, kept by the driver's name from the moment its
 * code is loaded. Any thread may call these.
 */
#ifndef BUFPLANE_DRIVER_H
#define BUFPLANE_DRIVER_H

#ifdef __cplusplus
extern "C" {
#endif

struct bp_driver_params {
	const char *driver;
	const char *params;
	struct bp_driver_params *next;
};

/* Keeps the entry itself; of two for one driver, the first counts. */
void bp_driver_params_add(struct bp_driver_params *entry);

/* The arguments that a driver takes, "key=<type> ...", or NULL: unknown. */
const char *bp_driver_params_find(const char *driver);

#ifdef __cplusplus
}
#endif

#endif
