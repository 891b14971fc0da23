/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What --help says.
 */
#include "../common/app.h"
#include "replay.h"

static const char what[] =
		"Sends the packets of captures (pcap or pcapng, Ethernet) on ports, at the\n"
		"times at which they were recorded or at a pace of your choice.\n";

static const char pace[] =
		"How fast (at most one of the first four):\n"
		"  --speed X          X times as fast as recorded (1)\n"
		"  --pps N            N packets a second, evenly\n"
		"  --mbps N           N million bits a second, evenly; bits of the frames as\n"
		"                     captured, without preamble, checksum and gap\n"
		"  --topspeed         as fast as the ports take them\n"
		"  --max-gap S        no gap of the capture longer than S seconds\n"
		"  --start TIME       not before TIME: +SECONDS from now, @SECONDS of the epoch,\n"
		"                     HH:MM[:SS] local, or YYYY-MM-DDTHH:MM:SS[Z], Z for UTC\n";

static const char amount[] =
		"How much:\n"
		"  --loop N           everything N times, or 'forever' (1)\n"
		"  --limit N          N packets in all, then end\n";

static const char files[] =
		"Several files are sent one after the other, unless:\n"
		"  --merge            their packets in the order of their times\n"
		"  --file-per-port    likewise, the first file on the first port and so on\n"
		"  --align            the times of each file count from its first packet\n";

static const char reading[] =
		"Reading:\n"
		"  --read-ahead MIB   so many MiB, a power of two, by a thread of its own (16);\n"
		"                     0: no thread\n"
		"  --preload          all into memory before the start\n";

static const char ports[] =
		"Where to:\n"
		"  --port LIST        ports as 0,2-3 or 'all' (0)\n"
		"  --queues N         transmit queues a port (1). Packets of one conversation,\n"
		"                     in both directions, go to one port and queue\n"
		"  --rewrite K=V,...  src=MAC, dst=MAC; vlan=ID sets the outermost tag or adds\n"
		"                     one, vlan=none removes it; pcp=N sets its priority\n";

static const char telling[] =
		"What it tells:\n"
		"  --stats S          a line with rates every S seconds\n"
		"  --json FILE        the report, and each line of --stats, as JSON, one object\n"
		"                     a line; '-' for standard output\n"
		"  --pools FORMAT[:FILE]\n"
		"                     where the mbufs are, as text or json, at the end; also\n"
		"                     each time SIGUSR1 comes, which needs no option (text, on\n"
		"                     standard error)\n"
		"  -h, --help         this text\n"
		"Ctrl-C ends it, with the report.\n";

static const char examples[] =
		"Examples. Into a second capture, without any hardware, twice as fast:\n"
		"  %s --no-huge --no-pci -l 0 \\\n"
		"    --vdev net_pcap0,tx_pcap=out.pcap -- --speed 2 in.pcap\n"
		"Both directions of a tapped link, each on a port, at ten to six:\n"
		"  %s -l 1 -- --port 0,1 --file-per-port --start 17:50 \\\n"
		"    up.pcap down.pcap\n"
		"How much does the device under test take, on four queues, from memory?\n"
		"  %s -l 1 -- --topspeed --preload --loop forever \\\n"
		"    --queues 4 --stats 1 in.pcap\n";

void
replay_usage(const char *program)
{
	program = app_program_name(program);
	printf("Usage: %s [EAL options] -- [options] FILE...\n\n", program);
	printf("%s\n%s\n%s\n%s\n", what, pace, amount, files);
	printf("%s\n%s\n%s\n", reading, ports, telling);
	/* NOLINTNEXTLINE(clang-diagnostic-format-nonliteral) */
	printf(examples, program, program, program);
}
