/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What -h says.
 */
#include "../common/app.h"
#include "l2fwd.h"

static const char what[] =
		"Forwards what each port receives to its partner. Ports are numbered from 0 in\n"
		"the order of --vdev (or -a), lcores are those of -l. Options of EAL come first,\n"
		"then \"--\", then these:\n";

static const char ports[] =
		"Which ports:\n"
		"  -p PORTMASK          ports to use, in hexadecimal: 3 is ports 0 and 1\n"
		"  --portmap PAIRS      partners, as \"(0,2)(1,3)\"; each port once. Without it\n"
		"                       neighbours in the mask are partners, and the last one\n"
		"                       of an odd number is its own; \"(0,0)\" is one too\n"
		"  -P                   promiscuous mode: take frames for other addresses too\n";

static const char frames[] =
		"What happens to a frame:\n"
		"  --mac-updating       its source becomes the address of the sending port, its\n"
		"                       destination 02:00:00:00:00:PORT (default)\n"
		"  --no-mac-updating    nothing: the two ports are a cable\n";

static const char lcores[] =
		"Who does it:\n"
		"  -q NQ                receive queues that one lcore polls. Without it, as few\n"
		"                       as suffice for all, evenly\n"
		"  --rxq N              receive queues of each port, 1 to %u (1), so that several\n"
		"                       lcores share its traffic; a port that has fewer uses\n"
		"                       those. How it spreads packets is up to its driver\n";

static const char telling[] =
		"What it tells:\n"
		"  -T PERIOD            seconds between statistics, 0 for none but the totals at\n"
		"                       the end, %u at most (%u)\n"
		"  --json FILE          each of them, the totals, and changes of links, as JSON,\n"
		"                       one object a line; '-' for standard output\n"
		"  --pools FORMAT[:FILE]\n"
		"                       where the mbufs are, as text or json, at the end\n"
		"  -h, --help           this text\n"
		"SIGUSR1 asks for statistics and a report on the pools at once.\n";

static const char ending[] =
		"When it ends:\n"
		"  --exit-on-eof        when every input capture is spent\n"
		"Ctrl-C and SIGTERM end it too: what is on its way is sent, ports are closed, and\n"
		"every mbuf is accounted for. Exit code 0 means that all of that went well.\n";

static const char examples[] =
		"Examples. From one capture to another, without any hardware:\n"
		"  %s --no-huge --no-pci -l 0 \\\n"
		"    --vdev net_pcap0,rx_pcap=in.pcap --vdev net_pcap1,tx_pcap=out.pcap \\\n"
		"    -- -p 3 --exit-on-eof\n"
		"A cable between two interfaces of the kernel, on one CPU:\n"
		"  %s --no-pci -l 1 --vdev net_af_packet0,iface=veth0 \\\n"
		"    --vdev net_af_packet1,iface=veth1 -- -p 3 -P --no-mac-updating\n"
		"Two ports of a network card, four lcores, each with a queue of both:\n"
		"  %s -l 0-3 -- -p 3 --rxq 4 -q 2 -T 1\n"
		"Four ports crosswise, and the packets dropped each second:\n"
		"  %s -l 0-3 -- -p f --portmap \"(0,2)(1,3)\" -T 1 --json - |\n"
		"    jq 'select(.type == \"interval\").total.sent.dropped'\n";

void
l2fwd_usage(const char *program)
{
	program = app_program_name(program);
	printf("Usage: %s [EAL options] -- -p PORTMASK [options]\n\n", program);
	/* NOLINTBEGIN(clang-diagnostic-format-nonliteral) */
	printf("%s\n%s\n%s\n", what, ports, frames);
	printf(lcores, L2FWD_MAX_RXQ);
	printf("\n");
	printf(telling, L2FWD_MAX_PERIOD, L2FWD_DEFAULT_PERIOD);
	printf("\n%s\n", ending);
	printf(examples, program, program, program, program);
	/* NOLINTEND(clang-diagnostic-format-nonliteral) */
}
