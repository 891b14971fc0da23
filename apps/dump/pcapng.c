/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pcapng, as far as it is needed here: a section header, a description of each
 * interface with nanoseconds as the unit of time, packets with direction and
 * queue, and statistics. Blocks are in the byte order of this machine, which
 * the section header tells. Each block is made of 32-bit words; its length
 * stands at both ends.
 */
#include <string.h>

#include <rte_common.h>

#include "dump.h"

#define BLOCK_SECTION    0x0a0d0d0aU
#define BLOCK_INTERFACE  1U
#define BLOCK_STATISTICS 5U
#define BLOCK_PACKET     6U
#define BYTE_ORDER_MAGIC 0x1a2b3c4dU
#define LINK_ETHERNET    1U

#define OPT_END         0
#define SHB_OS          3
#define SHB_APPLICATION 4
#define IF_NAME         2
#define IF_DESCRIPTION  3
#define IF_MAC          6
#define IF_SPEED        8
#define IF_TSRESOL      9
#define IF_FILTER       11
#define EPB_FLAGS       2
#define EPB_QUEUE       6
#define ISB_START       2
#define ISB_END         3
#define ISB_RECEIVED    4
#define ISB_DROPPED     5
#define ISB_ACCEPTED    6
#define ISB_DELIVERED   8

#define FLAG_INBOUND  1U
#define FLAG_OUTBOUND 2U

#define TEXT_MAX  1024 /* of an option; more is cut off */
#define BLOCK_MAX 4096 /* without the bytes of a packet */

/* A block in the making, without its type and lengths. */
struct block {
	uint32_t type;
	size_t n;
	uint8_t bytes[BLOCK_MAX];
};

static void
add(struct block *b, const void *bytes, size_t n)
{
	memcpy(b->bytes + b->n, bytes, n);
	b->n += n;
}

static void
add32(struct block *b, uint32_t value)
{
	add(b, &value, sizeof(value));
}

static void
add16(struct block *b, uint16_t value)
{
	add(b, &value, sizeof(value));
}

static void
add_option(struct block *b, uint16_t code, const void *value, size_t n)
{
	static const uint8_t zeros[4];

	add16(b, code);
	add16(b, (uint16_t)n);
	add(b, value, n);
	add(b, zeros, RTE_ALIGN_CEIL(n, 4) - n);
}

static void
add_text(struct block *b, uint16_t code, const char *text)
{
	if (text[0] != '\0')
		add_option(b, code, text, strnlen(text, TEXT_MAX));
}

static void
add_option64(struct block *b, uint16_t code, uint64_t value)
{
	add_option(b, code, &value, sizeof(value));
}

/* Times are two words, the higher one first, whatever the byte order. */
static void
add_time(struct block *b, uint64_t ns)
{
	add32(b, (uint32_t)(ns >> 32));
	add32(b, (uint32_t)ns);
}

static void
add_time_option(struct block *b, uint16_t code, uint64_t ns)
{
	const uint32_t words[] = {(uint32_t)(ns >> 32), (uint32_t)ns};

	add_option(b, code, words, sizeof(words));
}

static void
begin(struct block *b, uint32_t type)
{
	b->type = type;
	b->n = 0;
}

static void
write_word(FILE *out, uint32_t word)
{
	fwrite(&word, 1, sizeof(word), out);
}

static void
end(FILE *out, const struct block *b)
{
	const uint32_t length = (uint32_t)b->n + 12;

	write_word(out, b->type);
	write_word(out, length);
	fwrite(b->bytes, 1, b->n, out);
	write_word(out, length);
}

void
pcapng_section(FILE *out, const char *application)
{
	struct block b;

	begin(&b, BLOCK_SECTION);
	add32(&b, BYTE_ORDER_MAGIC);
	add16(&b, 1); /* version 1.0 */
	add16(&b, 0);
	add32(&b, UINT32_MAX); /* the section's length is not known */
	add32(&b, UINT32_MAX);
	add_text(&b, SHB_OS, "Linux");
	add_text(&b, SHB_APPLICATION, application);
	add32(&b, OPT_END);
	end(out, &b);
}

void
pcapng_interface(FILE *out, const struct pcapng_if *interface)
{
	const uint8_t ns = 9; /* 10^-9 s */
	char filter[TEXT_MAX];
	struct block b;

	begin(&b, BLOCK_INTERFACE);
	add16(&b, LINK_ETHERNET);
	add16(&b, 0);
	add32(&b, interface->snaplen);
	add_text(&b, IF_NAME, interface->name);
	add_text(&b, IF_DESCRIPTION, interface->description);
	add_option(&b, IF_MAC, interface->mac, sizeof(*interface->mac));
	if (interface->mbit != 0)
		add_option64(&b, IF_SPEED, interface->mbit * 1000000);
	add_option(&b, IF_TSRESOL, &ns, sizeof(ns));
	if (interface->filter[0] != '\0') {
		/* The first byte says that it is an expression. */
		filter[0] = '\0';
		snprintf(filter + 1, sizeof(filter) - 1, "%s",
				interface->filter);
		add_option(&b, IF_FILTER, filter, 1 + strlen(filter + 1));
	}
	add32(&b, OPT_END);
	end(out, &b);
}

void
pcapng_packet(FILE *out, const struct dump_packet *packet)
{
	static const uint8_t zeros[4];
	const uint32_t flags = packet->sent ? FLAG_OUTBOUND : FLAG_INBOUND;
	const uint32_t queue = packet->queue;
	const size_t pad = RTE_ALIGN_CEIL(packet->caplen, 4U) - packet->caplen;
	struct block head, tail;
	uint32_t length;

	begin(&head, BLOCK_PACKET);
	add32(&head, packet->port);
	add_time(&head, packet->ns);
	add32(&head, packet->caplen);
	add32(&head, packet->len);
	begin(&tail, BLOCK_PACKET);
	add_option(&tail, EPB_FLAGS, &flags, sizeof(flags));
	add_option(&tail, EPB_QUEUE, &queue, sizeof(queue));
	add32(&tail, OPT_END);
	length = (uint32_t)(12 + head.n + packet->caplen + pad + tail.n);
	write_word(out, head.type);
	write_word(out, length);
	fwrite(head.bytes, 1, head.n, out);
	fwrite(packet->data, 1, packet->caplen, out);
	fwrite(zeros, 1, pad, out);
	fwrite(tail.bytes, 1, tail.n, out);
	write_word(out, length);
}

void
pcapng_statistics(FILE *out, const struct pcapng_stats *stats)
{
	struct block b;

	begin(&b, BLOCK_STATISTICS);
	add32(&b, stats->interface);
	add_time(&b, stats->end);
	add_time_option(&b, ISB_START, stats->start);
	add_time_option(&b, ISB_END, stats->end);
	add_option64(&b, ISB_RECEIVED, stats->received);
	add_option64(&b, ISB_DROPPED, stats->dropped);
	add_option64(&b, ISB_ACCEPTED, stats->accepted);
	add_option64(&b, ISB_DELIVERED, stats->written);
	add32(&b, OPT_END);
	end(out, &b);
}
