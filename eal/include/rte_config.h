/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The sizes and switches that a program may rely on at compile time. What the
 * build chose comes from rte_build_config.h; what stands here is the same in
 * every build. Programs are compiled with "-include rte_config.h", so this
 * file holds plain numbers and strings only and may be included from anywhere.
 */
#ifndef RTE_CONFIG_H
#define RTE_CONFIG_H

#include <rte_build_config.h>

/* Memory: segments, zones, heaps and the lists that are found by name. */
#define RTE_MAX_HEAPS           32
#define RTE_MAX_MEMSEG_LISTS    128
#define RTE_MAX_MEMSEG_PER_LIST 8192
#define RTE_MAX_MEM_MB_PER_LIST 32768
#define RTE_MAX_MEMSEG_PER_TYPE 32768
#define RTE_MAX_MEM_MB_PER_TYPE 65536
#define RTE_MAX_MEM_MB          524288
#define RTE_MAX_MEMZONE         2560
#define RTE_MAX_TAILQ           32

/* Logging: messages of the data path above this level are compiled out. */
#define RTE_LOG_DP_LEVEL RTE_LOG_INFO

/* VFIO. */
#define RTE_MAX_VFIO_CONTAINERS 64
#define RTE_MAX_VFIO_GROUPS     64

/* Pools and packet buffers. */
#define RTE_MEMPOOL_CACHE_MAX_SIZE   512
#define RTE_MBUF_DEFAULT_MEMPOOL_OPS "ring_mp_mc"
#define RTE_PKTMBUF_HEADROOM         128

/* Ports and the drivers that are built in. */
#define RTE_MAX_QUEUES_PER_PORT     1024
#define RTE_ETHDEV_QUEUE_STAT_CNTRS 16
#define RTE_ETHDEV_RXTX_CALLBACKS   1
#define RTE_MAX_MULTI_HOST_CTRLS    4
#define RTE_PMD_PACKET_PREFETCH     1
#define RTE_PMD_RING_MAX_RX_RINGS   16
#define RTE_PMD_RING_MAX_TX_RINGS   16

/*
 * Sizes of libraries and drivers that Bufplane does not have. Programs that
 * dimension tables with them still compile; nothing here reads them.
 */
#define RTE_COMPRESS_MAX_DEVS                 64
#define RTE_CONTIGMEM_DEFAULT_BUF_SIZE        (512 * 1024 * 1024)
#define RTE_CONTIGMEM_DEFAULT_NUM_BUFS        1
#define RTE_CONTIGMEM_MAX_NUM_BUFS            64
#define RTE_CRYPTODEV_NAME_LEN                64
#define RTE_CRYPTO_CALLBACKS                  1
#define RTE_CRYPTO_MAX_DEVS                   64
#define RTE_EVENT_CRYPTO_ADAPTER_MAX_INSTANCE 32
#define RTE_EVENT_ETH_INTR_RING_SIZE          1024
#define RTE_EVENT_ETH_TX_ADAPTER_MAX_INSTANCE 32
#define RTE_EVENT_MAX_DEVS                    16
#define RTE_EVENT_MAX_PORTS_PER_DEV           255
#define RTE_EVENT_MAX_QUEUES_PER_DEV          255
#define RTE_EVENT_TIMER_ADAPTER_NUM_MAX       32
#define RTE_GRAPH_BURST_SIZE                  256
#define RTE_LIBRTE_DPAA_MAX_CRYPTODEV         4
#define RTE_LIBRTE_FM10K_RX_OLFLAGS_ENABLE    1
#define RTE_LIBRTE_GRAPH_STATS                1
#define RTE_LIBRTE_HNS3_MAX_TQP_NUM_PER_PF    256
#define RTE_LIBRTE_I40E_QUEUE_NUM_PER_PF      64
#define RTE_LIBRTE_I40E_QUEUE_NUM_PER_VF      4
#define RTE_LIBRTE_I40E_QUEUE_NUM_PER_VM      4
#define RTE_LIBRTE_I40E_RX_ALLOW_BULK_ALLOC   1
#define RTE_LIBRTE_IP_FRAG_MAX_FRAG           8
#define RTE_LIBRTE_QEDE_FW                    ""
#define RTE_MAX_LCORE_FREQS                   64
#define RTE_MAX_REGEXDEV_DEVS                 32
#define RTE_MAX_VIRTIO_CRYPTO                 32
#define RTE_PMD_QAT_COMP_IM_BUFFER_SIZE       65536
#define RTE_PMD_QAT_COMP_SGL_MAX_SEGMENTS     16
#define RTE_PMD_QAT_MAX_PCI_DEVICES           48
#define RTE_RAWDEV_MAX_DEVS                   64

#endif
