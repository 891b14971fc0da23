/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Filters of captures: what is refused, and which packets are taken, in one
 * piece and in several.
 */
#include <errno.h>

#include <pcap/pcap.h>

#include "capture/capture.h"
#include "ports.h"

static void
test_refused(void **state)
{
	static const struct bpf_insn no_return[] = {
			BPF_STMT(BPF_LD | BPF_IMM, 1)};
	static const struct bpf_insn loop[] = {
			BPF_STMT(BPF_JMP | BPF_JA, (bpf_u_int32)-1),
			BPF_STMT(BPF_RET | BPF_K, 1)};
	static const struct bpf_insn far[] = {BPF_STMT(BPF_JMP | BPF_JA, 1),
			BPF_STMT(BPF_RET | BPF_K, 1)};
	static const struct bpf_insn bad_jump[] = {
			BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 9),
			BPF_STMT(BPF_RET | BPF_K, 1)};
	static const struct bpf_insn memory[] = {BPF_STMT(BPF_ST, BPF_MEMWORDS),
			BPF_STMT(BPF_RET | BPF_K, 1)};
	static const struct bpf_insn zero[] = {
			BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, 0),
			BPF_STMT(BPF_RET | BPF_K, 1)};
	static const struct {
		const struct bpf_insn *insns;
		uint32_t n;
	} wrong[] = {
			{no_return, 1},
			{loop, 2},
			{far, 2},
			{bad_jump, 2},
			{memory, 2},
			{zero, 2},
			{far, BP_CAPTURE_INSNS + 1},
	};
	struct capture_filter f;

	(void)state;
	for (size_t i = 0; i < RTE_DIM(wrong); i++) {
		assert_int_equal(capture_filter_copy(&f, wrong[i].insns,
						 wrong[i].n),
				-EINVAL);
		assert_null(f.insns);
	}
}

static void
test_none_takes_all(void **state)
{
	struct rte_mbuf m = {.nb_segs = 1};
	struct capture_filter f;

	(void)state;
	assert_int_equal(capture_filter_copy(&f, NULL, 0), 0);
	assert_true(capture_filter_takes(&f, &m));
	capture_filter_free(&f);
}

static void
compile(struct capture_filter *f, const char *text)
{
	pcap_t *p = pcap_open_dead(DLT_EN10MB, 65535);
	struct bpf_program program;

	assert_int_equal(pcap_compile(p, &program, text, 1,
					 PCAP_NETMASK_UNKNOWN),
			0);
	assert_int_equal(capture_filter_copy(
					 f, program.bf_insns, program.bf_len),
			0);
	pcap_freecode(&program);
	pcap_close(p);
}

/* Bytes 0, 1, 2 ... in pieces of so many. */
static struct rte_mbuf *
packet(unsigned int len, unsigned int piece)
{
	struct rte_mbuf *first = NULL, *m;

	for (unsigned int at = 0; at < len; at += piece) {
		const unsigned int n = RTE_MIN(piece, len - at);
		uint8_t *to;

		m = rte_pktmbuf_alloc(pool);
		assert_non_null(m);
		to = (uint8_t *)rte_pktmbuf_append(m, (uint16_t)n);
		for (unsigned int i = 0; i < n; i++)
			to[i] = (uint8_t)(at + i);
		if (first == NULL)
			first = m;
		else
			assert_int_equal(rte_pktmbuf_chain(first, m), 0);
	}
	return first;
}

static void
test_pieces(void **state)
{
	static const struct {
		const char *filter;
		bool takes;
	} cases[] = {
			{"ether[20] = 20", true},
			{"ether[20] = 21", false},
			{"ether[20:2] = 0x1415", true},
			{"ether[99] = 99", true},
			{"ether[100] = 100", false}, /* behind the end */
			{"len = 100", true},
			{"greater 101", false},
			{"ether dst 00:01:02:03:04:05", true},
	};
	static const unsigned int pieces[] = {100, 99, 33, 1};
	struct capture_filter f;

	(void)state;
	for (size_t i = 0; i < RTE_DIM(cases); i++) {
		compile(&f, cases[i].filter);
		for (size_t p = 0; p < RTE_DIM(pieces); p++) {
			struct rte_mbuf *m = packet(100, pieces[p]);

			assert_int_equal(capture_filter_takes(&f, m),
					cases[i].takes);
			rte_pktmbuf_free(m);
		}
		capture_filter_free(&f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_refused),
			cmocka_unit_test(test_none_takes_all),
			cmocka_unit_test_teardown(test_pieces, ports_check),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
