/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The usage text, after whatever the program says about its own arguments.
 */
#include <stdio.h>

#include "args.h"

static rte_usage_hook_t usage_hook;

static const char usage_lcores[] =
		"\nLcores:\n"
		"  -l LIST             lcores, each on the CPU of its number: 0,2-4\n"
		"  -c MASK             the same as a hexadecimal mask: 0x1d\n"
		"  --lcores MAP        lcores with the CPUs of each:\n"
		"                      LCORES[@CPUS][,LCORES[@CPUS]...], where either is a\n"
		"                      number, a range or a list in parentheses, as\n"
		"                      '0,(1-3)@4,5@(6,7)'; a list without @ shares its CPUs\n"
		"  --main-lcore ID     the lcore of the thread that starts the library\n"
		"  -s MASK, -S LIST    service cores (no effect)\n";

static const char usage_memory[] =
		"\nMemory:\n"
		"  -m MB               take this much at the start\n"
		"  --socket-mem MB,..  take this much on each NUMA node\n"
		"  --socket-limit MB,..\n"
		"                      grow no further on a node; 0: no limit\n"
		"  --in-memory         no files, no other processes\n"
		"  --no-huge           do without hugepages\n"
		"  --huge-dir DIR      use the hugetlbfs of this folder only\n"
		"  --huge-unlink[=existing|always|never]\n"
		"                      when hugepage files are removed\n"
		"  --huge-worker-stack[=KB]\n"
		"                      stacks in hugepages (no effect)\n"
		"  --legacy-mem        all memory at the start, none later\n"
		"  --single-file-segments\n"
		"                      one file for all hugepages of a size\n"
		"  --match-allocations give memory back in the pieces it was taken in\n"
		"  --base-virtaddr HEX where in the address space memory starts\n"
		"  --iova-mode pa|va   physical addresses for devices, or the process's\n"
		"  -n N                memory channels\n"
		"  -r N                memory ranks, up to 16\n";

static const char usage_devices[] =
		"\nDevices:\n"
		"  --vdev NAME[,KEY=VALUE...]\n"
		"                      a virtual device, as net_pcap0,iface=eth0\n"
		"  -a, --allow DEVICE  use only such devices of its bus (repeat; not with -b)\n"
		"  -b, --block DEVICE  do not use it (repeat)\n"
		"  -d FILE|DIR         load a plug-in, or all of a folder (repeat)\n"
		"  --no-pci            no PCI devices\n"
		"  --vfio-intr legacy|msi|msix\n"
		"                      how VFIO devices raise interrupts\n"
		"  --vfio-vf-token UUID\n"
		"                      what PF and VFs of a device share\n"
		"  --create-uio-dev    make /dev/uioN for drivers that need it\n";

static const char usage_process[] =
		"\nProcess:\n"
		"  --file-prefix NAME  of run-time files; default rte\n"
		"  --proc-type primary|secondary|auto\n"
		"  --no-shconf         no files for other processes\n"
		"  --mbuf-pool-ops-name NAME\n"
		"                      the mempool handler for mbufs\n"
		"  --no-thread-caches  no mempool caches for threads that are no lcores\n"
		"  --mempool-guard[=log|count|abort]\n"
		"                      name misuse of mempools: double free and others\n"
		"  --mbuf-history[=2|4|8|16|32|64]\n"
		"                      keep the last operations on each mbuf; guards too\n"
		"  --force-max-simd-bitwidth BITS\n"
		"                      64, 128, 256 ...; 0: no limit\n"
		"  --log-level LEVEL|PATTERN:LEVEL|REGEX,LEVEL|help\n"
		"                      what is logged (repeat)\n"
		"  -v                  log the version\n"
		"  -h, --help          print this\n"
		"\nWithout effect: --telemetry --no-telemetry --no-hpet --vmware-tsc-map\n"
		"  --syslog --trace --trace-dir --trace-bufsz --trace-mode\n";

BP_EXPORT
rte_usage_hook_t
rte_set_application_usage_hook(rte_usage_hook_t usage_func)
{
	rte_usage_hook_t before = usage_hook;

	usage_hook = usage_func;
	return before;
}

void
args_usage(const char *program)
{
	putchar('\n');
	if (usage_hook != NULL)
		usage_hook(program);
	else
		printf("Usage: %s [arguments] [-- arguments of the program]\n",
				program);
	fputs(usage_lcores, stdout);
	fputs(usage_memory, stdout);
	fputs(usage_devices, stdout);
	fputs(usage_process, stdout);
	putchar('\n');
	fflush(stdout);
}
