/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How a PCI device may raise interrupts: a name for each way, as --vfio-intr
 * chooses among them.
 */
#ifndef RTE_PCI_DEV_FEATURE_DEFS_H
#define RTE_PCI_DEV_FEATURE_DEFS_H

#ifdef __cplusplus
extern "C" {
#endif

enum rte_intr_mode {
	RTE_INTR_MODE_NONE, /* none chosen */
	RTE_INTR_MODE_LEGACY,
	RTE_INTR_MODE_MSI,
	RTE_INTR_MODE_MSIX,
};

#ifdef __cplusplus
}
#endif

#endif
