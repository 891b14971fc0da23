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

#define BLOCK_MAX (1U << 22) /* of physically contiguous memory */
#define COUNT_MAX (1U << 20)

static const char *const keys[] = {"iface", "qpairs", "blocksz", "framesz",
		"framecnt", "qdisc_bypass", "fanout_mode", NULL};

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

struct number {
	const char *device;
	unsigned long min;
	unsigned long max;
	unsigned int value;
	int given;
};

static int
parse_number(const char *key, const char *value, void *opaque)
{
	struct number *n = opaque;
	unsigned long v = 0;
	char *end = NULL;

	errno = 0;
	if (value != NULL && *value >= '0' && *value <= '9')
		v = strtoul(value, &end, 10);
	if (end == NULL || *end != '\0' || errno != 0 || v < n->min ||
			v > n->max) {
		AFP_LOG(ERR, "%s: %s is a number from %lu to %lu, not '%s'\n",
				n->device, key, n->min, n->max,
				value == NULL ? "" : value);
		return -EINVAL;
	}
	n->value = (unsigned int)v;
	n->given = 1;
	return 0;
}

struct text {
	const char *device;
	struct afp_args *args;
};

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
parse_numbers(const char *device, const struct rte_kvargs *kv,
		struct afp_args *args)
{
	struct number q = {device, 1, AFP_QUEUES_MAX, 1, 0};
	struct number block = {device, 1, BLOCK_MAX, AFP_BLOCK_SIZE, 0};
	struct number frame = {device, 1, BLOCK_MAX, AFP_FRAME_SIZE, 0};
	struct number count = {device, 1, COUNT_MAX, AFP_FRAME_COUNT, 0};
	struct number bypass = {device, 0, 1, 0, 0};

	if (rte_kvargs_process(kv, "qpairs", parse_number, &q) < 0 ||
			rte_kvargs_process(kv, "blocksz", parse_number,
					&block) < 0 ||
			rte_kvargs_process(kv, "framesz", parse_number,
					&frame) < 0 ||
			rte_kvargs_process(kv, "framecnt", parse_number,
					&count) < 0 ||
			rte_kvargs_process(kv, "qdisc_bypass", parse_number,
					&bypass) < 0)
		return -EINVAL;
	args->qpairs = q.value;
	args->blocksz = block.value;
	args->framesz = frame.value;
	args->framecnt = count.value;
	args->sized = block.given || frame.given;
	args->qdisc_bypass = (int)bypass.value;
	return 0;
}

/* What the kernel would refuse with no more than EINVAL. */
static int
check_sizes(const char *device, const struct afp_args *a)
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
	if (a->framecnt % per_block != 0) {
		AFP_LOG(ERR,
				"%s: framecnt is a multiple of %u, as so many "
				"frames fit into a block, not %u\n",
				device, per_block, a->framecnt);
		return -EINVAL;
	}
	return 0;
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
	if (parse_numbers(device, kv, args) != 0)
		return -EINVAL;
	return check_sizes(device, args);
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
				"blocksz, framesz, framecnt, qdisc_bypass or "
				"fanout_mode\n",
				name, text);
		return -EINVAL;
	}
	rc = parse_all(name, kv, args);
	rte_kvargs_free(kv);
	return rc;
}

/* The largest frame, tag included, that both rings hold. */
uint32_t
afp_max_frame(const struct afp_args *args)
{
	return args->framesz - AFP_RX_OFFSET;
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
