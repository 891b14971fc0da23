/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life cycle against a model: a seeded run of random steps on packets of
 * several pools. After each step the packet that it worked on is compared, now
 * and then all there is; at the end every pool is full again.
 *	model [STEPS [SEED]]
 */
#include "mbuf_env.h"
#include "model/model.h"

#define COMPARE_ALL 256 /* steps between two comparisons of everything */

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define STEPS 200000
#else
#define STEPS 1000000
#endif

static unsigned int steps = STEPS;
static uint64_t seed = 20221130;

/* What a step can be, and how often in relation to others. */
static const struct {
	const char *name;
	void (*run)(struct model_slot *s);
	unsigned int weight;
} kinds[] = {
		{"append", model_append, 12},
		{"prepend", model_prepend, 5},
		{"adj", model_adj, 4},
		{"trim", model_trim, 4},
		{"write", model_write, 4},
		{"chain", model_chain, 10},
		{"linearize", model_linearize, 3},
		{"copy", model_copy, 10},
		{"clone", model_clone, 12},
		{"attach", model_attach, 10},
		{"attach_extbuf", model_attach_extbuf, 10},
		{"detach", model_detach, 5},
		{"hold", model_hold, 4},
		{"hold_segment", model_hold_segment, 4},
		{"free", model_free, 10},
		{"free_bulk", model_free_bulk, 2},
		{"alloc_bulk", model_alloc_bulk, 1},
		{"raw", model_raw, 2},
		{"behead", model_behead, 4},
		{"prefree", model_prefree, 4},
		{"reset", model_reset, 3},
};

static void
step(struct model_slot *s)
{
	unsigned int i, n = 0;

	for (i = 0; i < RTE_DIM(kinds); i++)
		n += kinds[i].weight;
	n = model_below(n);
	for (i = 0; n >= kinds[i].weight; i++)
		n -= kinds[i].weight;
	model.step_name = kinds[i].name;
	if (s->b == NULL) {
		model.step_name = "make";
		if (model_below(2) == 0)
			model_make(s);
		return;
	}
	kinds[i].run(s);
}

static void
run(void **state)
{
	(void)state;
	model_start(seed);
	for (model.step = 1; model.step <= steps; model.step++) {
		struct model_slot *s = model_any_slot();

		step(s);
		model_check_slot(s);
		if (model.step % COMPARE_ALL == 0)
			model_check_all();
	}
	model_stop();
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(run),
	};

	if (argc > 1)
		steps = (unsigned int)strtoul(argv[1], NULL, 0);
	if (argc > 2)
		seed = strtoull(argv[2], NULL, 0);
	print_message("%u steps, seed %ju\n", steps, (uintmax_t)seed);
	return cmocka_run_group_tests(tests, env_start, env_stop);
}
