/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The arguments of net_af_packet. What comes out fits together: frames lie
 * within blocks, blocks are whole pages, and the number of frames fills them,
 * so that the kernel takes it. Without sizes given, frames are as large as the
 * interface's MTU needs.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_kvargs.h>

#include "af_packet_private.h"

#define BLOCK_MAX  (1U << 22) /* of physically contiguous memory */
#define COUNT_MAX  (1U << 20)
#define RETIRE_MAX 1000
#define PAGE_MIN   4096U

#define ANY   "a number"
#define PAGES "a multiple of the page size"

static const char *const keys[] = {"iface", "qpairs", "blocksz", "framesz",
		"framecnt", "qdisc_bypass", "fanout_mode", "rx_version",
		"rx_blocksz", "rx_retire_ms", NULL};

RTE_PMD_REGISTER_PARAM_STRING(net_af_packet,
		"iface=<interface> qpairs=<1-256> blocksz=<bytes> "
		"framesz=<bytes> framecnt=<number> qdisc_bypass=<0|1> "
		"fanout_mode=<hash|lb|cpu|rollover|rnd|qm> "
		"rx_version=<2|3> rx_blocksz=<bytes> rx_retire_ms=<1-1000>");

static const struct {
	const char *name;
	int mode;
} modes[] = {
		{"hash", PACKET_FANOUT_HASH},
		{"lb", PACKET_FANOUT_LB},
		{"cpu", PACKET_FANOUT_CPU},
		{"rollover", PACKET_FANOUT_ROLLOVER},
		{"rnd", PACKET_FANOUT_RND},
		{"qm", PACKET_FANOUT_QM},
};

static const struct number {
	const char *key;
	unsigned int min;
	unsigned int max;
	unsigned int preset;
	const char *what;
	size_t offset; /* in struct afp_args */
} numbers[] = {
#define NUMBER(key, min, max, preset, what)                                    \
	{                                                                      \
#key, min, max, preset, what, offsetof(struct afp_args, key)   \
	}
		NUMBER(qpairs, 1, AFP_QUEUES_MAX, 1, ANY),
		NUMBER(blocksz, PAGE_MIN, BLOCK_MAX, AFP_BLOCK_SIZE, PAGES),
		NUMBER(framesz, 1, BLOCK_MAX, AFP_FRAME_SIZE, ANY),
		NUMBER(framecnt, 1, COUNT_MAX, AFP_FRAME_COUNT, ANY),
		NUMBER(qdisc_bypass, 0, 1, 1, ANY),
		NUMBER(rx_version, 2, 3, 2, ANY),
		NUMBER(rx_blocksz, PAGE_MIN, BLOCK_MAX, AFP_RX_BLOCK, PAGES),
		NUMBER(rx_retire_ms, 1, RETIRE_MAX, AFP_RETIRE_MS, ANY),
#undef NUMBER
};

struct text {
	const char *device;
	struct afp_args *args;
};

static unsigned int *
number_at(struct afp_args *args, const struct number *n)
{
	return (void *)((uint8_t *)args + n->offset);
}

static int
parse_number(const char *key, const char *value, void *opaque)
{
	struct text *t = opaque;
	const struct number *n = numbers;
	unsigned long v = 0;
	char *end = NULL;

	while (strcmp(n->key, key) != 0)
		n++;
	errno = 0;
	if (value != NULL && *value >= '0' && *value <= '9')
		v = strtoul(value, &end, value[1] == 'x' ? 16 : 10);
	if (end == NULL || *end != '\0' || errno != 0 || v < n->min ||
			v > n->max) {
		AFP_LOG(ERR, "%s: %s is %s from %u to %u, not '%s'\n",
				t->device, key, n->what, n->min, n->max,
				value == NULL ? "" : value);
		return -EINVAL;
	}
	*number_at(t->args, n) = (unsigned int)v;
	return 0;
}

static int
parse_iface(const char *key, const char *value, void *opaque)
{
	struct text *t = opaque;
	size_t len = value == NULL ? 0 : strlen(value);

	if (len == 0 || len >= IFNAMSIZ) {
		AFP_LOG(ERR, "%s: %s is a name of 1 to %d characters, not '%s'\n",
				t->device, key, IFNAMSIZ - 1,
				value == NULL ? "" : value);
		return -EINVAL;
	}
	memcpy(t->args->iface, value, len + 1);
	return 0;
}

static int
parse_fanout(const char *key, const char *value, void *opaque)
{
	struct text *t = opaque;
	unsigned int i;

	for (i = 0; value != NULL && i < RTE_DIM(modes); i++) {
		if (strcmp(value, modes[i].name) != 0)
			continue;
		t->args->fanout = modes[i].mode;
		return 0;
	}
	AFP_LOG(ERR,
			"%s: %s is hash, lb, cpu, rollover, rnd or qm, not "
			"'%s'\n",
			t->device, key, value == NULL ? "" : value);
	return -EINVAL;
}

static int
parse_numbers(const struct rte_kvargs *kv, struct text *t)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(numbers); i++) {
		*number_at(t->args, &numbers[i]) = numbers[i].preset;
		if (rte_kvargs_process(kv, numbers[i].key, parse_number, t) < 0)
			return -EINVAL;
		if (rte_kvargs_count(kv, numbers[i].key) > 1)
			AFP_LOG(WARNING, "%s: of several %s the last counts\n",
					t->device, numbers[i].key);
	}
	t->args->sized = rte_kvargs_count(kv, "blocksz") != 0 ||
			rte_kvargs_count(kv, "framesz") != 0;
	return 0;
}

/*
 * What the kernel would refuse with no more than EINVAL. Without a number of
 * frames given, the usual one is filled up to whole blocks.
 */
static int
check_sizes(const char *device, struct afp_args *a, bool counted)
{
	unsigned int page = (unsigned int)sysconf(_SC_PAGESIZE);
	unsigned int least = AFP_RX_OFFSET + RTE_VLAN_HLEN + RTE_ETHER_MIN_LEN;
	unsigned int per_block;

	if (a->framesz > a->blocksz) {
		AFP_LOG(ERR, "%s: framesz %u exceeds blocksz %u\n", device,
				a->framesz, a->blocksz);
		return -EINVAL;
	}
	if (a->framesz < least || a->framesz % TPACKET_ALIGNMENT != 0) {
		AFP_LOG(ERR,
				"%s: framesz is a multiple of %d and at least "
				"%u, not %u\n",
				device, TPACKET_ALIGNMENT,
				RTE_ALIGN_CEIL(least, TPACKET_ALIGNMENT),
				a->framesz);
		return -EINVAL;
	}
	if (a->blocksz % page != 0) {
		AFP_LOG(ERR, "%s: blocksz is a multiple of %u, not %u\n",
				device, page, a->blocksz);
		return -EINVAL;
	}
	per_block = a->blocksz / a->framesz;
	if (!counted)
		a->framecnt = RTE_ALIGN_MUL_CEIL(a->framecnt, per_block);
	if (a->framecnt % per_block != 0) {
		AFP_LOG(ERR,
				"%s: framecnt is a multiple of %u, as so many "
				"frames fit into a block, not %u\n",
				device, per_block, a->framecnt);
		return -EINVAL;
	}
	return 0;
}

/* What belongs to TPACKET_V3 alone. */
static int
check_blocks(const char *device, const struct rte_kvargs *kv,
		const struct afp_args *a)
{
	unsigned int page = (unsigned int)sysconf(_SC_PAGESIZE);
	const char *key = NULL;

	if (a->rx_version != 3 && rte_kvargs_count(kv, "rx_blocksz") != 0)
		key = "rx_blocksz";
	if (a->rx_version != 3 && rte_kvargs_count(kv, "rx_retire_ms") != 0)
		key = "rx_retire_ms";
	if (key != NULL) {
		AFP_LOG(ERR, "%s: %s belongs to rx_version=3\n", device, key);
		return -EINVAL;
	}
	if (a->rx_blocksz % page == 0)
		return 0;
	AFP_LOG(ERR, "%s: rx_blocksz is a multiple of %u, not %u\n", device,
			page, a->rx_blocksz);
	return -EINVAL;
}

static int
parse_all(const char *device, const struct rte_kvargs *kv,
		struct afp_args *args)
{
	struct text t = {device, args};

	if (rte_kvargs_count(kv, "iface") != 1) {
		AFP_LOG(ERR, "%s: iface=NAME must stand once\n", device);
		return -EINVAL;
	}
	if (rte_kvargs_process(kv, "iface", parse_iface, &t) < 0 ||
			rte_kvargs_process(kv, "fanout_mode", parse_fanout,
					&t) < 0)
		return -EINVAL;
	if (parse_numbers(kv, &t) != 0)
		return -EINVAL;
	if (check_sizes(device, args, rte_kvargs_count(kv, "framecnt") != 0) !=
			0)
		return -EINVAL;
	return check_blocks(device, kv, args);
}

int
afp_args_parse(const char *name, const char *text, struct afp_args *args)
{
	struct rte_kvargs *kv;
	int rc;

	memset(args, 0, sizeof(*args));
	args->fanout = PACKET_FANOUT_HASH;
	kv = rte_kvargs_parse(text == NULL ? "" : text, keys);
	if (kv == NULL) {
		AFP_LOG(ERR,
				"%s: '%s' has a key that is not iface, qpairs, "
				"blocksz, framesz, framecnt, qdisc_bypass, "
				"fanout_mode, rx_version, rx_blocksz or "
				"rx_retire_ms\n",
				name, text);
		return -EINVAL;
	}
	rc = parse_all(name, kv, args);
	rte_kvargs_free(kv);
	return rc;
}

/* The ring of TPACKET_V3: its slots are blocks, of as much memory as V2 has. */
void
afp_args_blocks(const struct afp_args *args, struct afp_args *blocks)
{
	uint64_t bytes = (uint64_t)args->framecnt * args->framesz;
	uint64_t n = (bytes + args->rx_blocksz - 1) / args->rx_blocksz;

	*blocks = *args;
	blocks->blocksz = args->rx_blocksz;
	blocks->framesz = args->rx_blocksz;
	blocks->framecnt = (unsigned int)RTE_MAX(n, (uint64_t)AFP_RX_BLOCKS);
}

/* The largest frame, tag included, that both rings hold. */
uint32_t
afp_max_frame(const struct afp_args *args)
{
	uint32_t frame = args->framesz - AFP_RX_OFFSET;
	uint32_t in_block = args->rx_blocksz - AFP_RX3_OFFSET -
			(uint32_t)sizeof(struct tpacket_block_desc);

	return args->rx_version == 3 ? RTE_MIN(frame, in_block) : frame;
}

/* The same, of rings that may follow the MTU. */
uint32_t
afp_largest_frame(const struct afp_args *args)
{
	struct afp_args most = *args;

	if (!args->sized)
		most.framesz = BLOCK_MAX;
	return RTE_MIN((uint32_t)AFP_LARGEST, afp_max_frame(&most));
}

/* Frames for this MTU, unless sizes were given. */
void
afp_args_fit(struct afp_args *args, uint32_t mtu)
{
	uint32_t frame = AFP_FRAME_SIZE;
	uint32_t need = mtu + RTE_ETHER_HDR_LEN + RTE_VLAN_HLEN + AFP_RX_OFFSET;

	if (args->sized)
		return;
	while (frame < need && frame < BLOCK_MAX)
		frame *= 2;
	args->framesz = frame;
	args->blocksz = RTE_MAX(frame, (uint32_t)AFP_BLOCK_SIZE);
	args->framecnt = RTE_ALIGN_CEIL(
			args->framecnt, args->blocksz / args->framesz);
}
