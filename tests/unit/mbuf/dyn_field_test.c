/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Dynamic fields: what is refused and why, one place for one name, and where
 * fields go, which was measured with 22.11, until no byte is left.
 */
#include "dyn_env.h"

static void
refused(void **state)
{
	static const struct {
		size_t size, align, offset;
		unsigned int flags;
		int rc;
	} rows[] = {
			{0, 1, ANY, 0, -EINVAL},
			{0, 1, 96, 0, -EINVAL},
			{128, 1, ANY, 0, -EINVAL},
			{SIZE_MAX, 1, ANY, 0, -EINVAL},
			{4, 0, ANY, 0, -EINVAL},
			{4, 3, ANY, 0, -EINVAL},
			{4, 24, ANY, 0, -EINVAL},
			{4, 3, 0, 0, -EINVAL},
			{4, SIZE_MAX, ANY, 0, -EINVAL},
			{4, SIZE_MAX / 2 + 1, ANY, 0, -EINVAL},
			{4, (size_t)UINT32_MAX + 1, ANY, 0, -EINVAL},
			{4, (size_t)UINT32_MAX + 9, ANY, 0, -EINVAL},
			{4, 4, ANY, 1, -EINVAL},
			{4, 4, ANY, 1u << 31, -EINVAL},
			{4, 4, 0, 1, -EINVAL},
			{37, 1, ANY, 0, -ENOENT},
			{127, 1, ANY, 0, -ENOENT},
			{33, 32, ANY, 0, -ENOENT},
			{4, 64, ANY, 0, -ENOENT},
			{4, 128, ANY, 0, -ENOENT},
			{4, 256, ANY, 0, -ENOENT},
			{4, 1u << 31, ANY, 0, -ENOENT},
			{4, 1u << 31, 96, 0, -EBUSY},
			{4, 4, 0, 0, -EBUSY},
			{4, 1, 91, 0, -EBUSY},
			{4, 4, 94, 0, -EBUSY},
			{4, 1, 125, 0, -EBUSY},
			{37, 1, 92, 0, -EBUSY},
			{4, 4, 128, 0, -EBUSY},
			{1, 1, 128, 0, -EBUSY},
			{4, 4, SIZE_MAX - 1, 0, -EBUSY},
			{4, 4, SIZE_MAX - 3, 0, -EBUSY},
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		int rc = add_field("a", rows[i].size, rows[i].align,
				rows[i].flags, rows[i].offset);

		if (rc != rows[i].rc)
			fail_msg("row %u: %d, not %d", i, rc, rows[i].rc);
	}
	assert_int_equal(find_field("a", NULL), -ENOENT);
	assert_int_equal(add_field("a", 36, 4, 0, ANY), 92);
}

static void
names_have_63_characters(void **state)
{
	char longest[RTE_MBUF_DYN_NAMESIZE] = "";
	struct rte_mbuf_dynfield field;

	(void)state;
	memcpy(longest, endless, sizeof(longest) - 1);
	assert_int_equal(add_field(endless, 4, 4, 0, ANY), -ENAMETOOLONG);
	assert_int_equal(add_field(endless, 4, 4, 0, 0), -ENAMETOOLONG);
	assert_int_equal(add_field(endless, 4, 3, 0, ANY), -EINVAL);
	assert_int_equal(find_field(endless, NULL), -ENOENT);
	assert_int_equal(add_field(longest, 4, 4, 0, ANY), 92);
	assert_int_equal(find_field(longest, &field), 92);
	assert_string_equal(field.name, longest);
	assert_int_equal(find_field(endless, NULL), -ENOENT);
	assert_int_equal(add_field("", 1, 1, 0, ANY), 96);
	assert_int_equal(find_field("", NULL), 96);
}

static void
one_name_one_place(void **state)
{
	(void)state;
	assert_int_equal(add_field("a", 4, 4, 0, 92), 92);
	assert_int_equal(add_field("a", 4, 4, 0, 92), 92);
	assert_int_equal(add_field("a", 4, 4, 0, ANY), 92);
	assert_int_equal(add_field("a", 4, 4, 0, 96), -EEXIST);
	assert_int_equal(add_field("a", 4, 4, 0, 0), -EEXIST);
	assert_int_equal(add_field("a", 4, 4, 0, 200), -EEXIST);
	assert_int_equal(add_field("a", 2, 4, 0, ANY), -EEXIST);
	assert_int_equal(add_field("a", 8, 4, 0, ANY), -EEXIST);
	assert_int_equal(add_field("a", 4, 2, 0, ANY), -EEXIST);
	assert_int_equal(add_field("a", 4, 4, 1, ANY), -EINVAL);
	assert_int_equal(add_field("a", 4, 3, 0, 92), -EINVAL);
	assert_int_equal(add_field("b", 4, 4, 0, 92), -EBUSY);
	assert_int_equal(add_field("b", 1, 1, 0, 95), -EBUSY);
	assert_int_equal(add_field("b", 4, 4, 0, 96), 96);
	assert_int_equal(find_flag("a", NULL), -ENOENT);
}

static void
lookups(void **state)
{
	struct rte_mbuf_dynfield field, before;

	(void)state;
	memset(&field, 0xee, sizeof(field));
	before = field;
	assert_int_equal(find_field("a", &field), -ENOENT);
	assert_int_equal(find_field("a", NULL), -ENOENT);
	assert_int_equal(add_field("a", 8, 4, 0, ANY), 92);
	assert_int_equal(find_field("A", &field), -ENOENT);
	assert_int_equal(find_field("", &field), -ENOENT);
	assert_memory_equal(&field, &before, sizeof(field));
	assert_int_equal(find_field("a", NULL), 92);
	assert_int_equal(find_field("a", &field), 92);
	assert_string_equal(field.name, "a");
	assert_int_equal(field.size, 8);
	assert_int_equal(field.align, 4);
	assert_int_equal(field.flags, 0);
}

struct step {
	size_t size, align, offset;
	int place; /* in 22.11 */
};

#define STEPS 9

static void
run_steps(unsigned int sequence, const struct step *steps)
{
	char name[8];
	unsigned int i;
	int place;

	for (i = 0; i < STEPS && steps[i].size != 0; i++) {
		snprintf(name, sizeof(name), "f%u", i);
		place = add_field(name, steps[i].size, steps[i].align, 0,
				steps[i].offset);
		if (place != steps[i].place)
			fail_msg("sequence %u, field %u: %d, not %d", sequence,
					i, place, steps[i].place);
	}
}

static void
places_are_those_of_22_11(void **state)
{
	static const struct step sequences[][STEPS] = {
			{{4, 4, 124, 124}, {8, 8, ANY, 112}, {2, 2, ANY, 92},
					{16, 16, ANY, 96}, {4, 4, ANY, 120}},
			{{8, 8, 104, 104}, {1, 1, ANY, 92}, {1, 1, ANY, 93},
					{2, 2, ANY, 94}, {4, 4, ANY, 96},
					{4, 4, ANY, 100}, {8, 8, ANY, 112},
					{4, 4, ANY, 120}, {8, 8, ANY, -ENOENT}},
			{{1, 1, 127, 127}, {1, 1, 96, 96}, {8, 8, ANY, 104},
					{4, 4, ANY, 92}, {2, 2, ANY, 98},
					{4, 2, ANY, 100}, {8, 8, ANY, 112},
					{8, 4, ANY, -ENOENT}},
			{{32, 32, ANY, 96}, {4, 4, ANY, 92},
					{1, 1, ANY, -ENOENT}},
			{{16, 16, ANY, 96}, {16, 16, ANY, 112}, {4, 4, ANY, 92},
					{2, 2, ANY, -ENOENT}},
			{{3, 1, ANY, 92}, {5, 1, ANY, 95}, {7, 1, ANY, 100},
					{9, 1, ANY, 107}, {3, 2, ANY, 116},
					{1, 1, ANY, 119}, {8, 8, ANY, 120}},
			{{2, 2, 110, 110}, {16, 16, ANY, 112}, {8, 8, ANY, 96},
					{4, 4, ANY, 92}, {4, 4, ANY, 104},
					{2, 2, ANY, 108}, {1, 1, ANY, -ENOENT}},
			{{20, 4, ANY, 92}, {16, 4, ANY, 112},
					{8, 8, ANY, -ENOENT},
					{1, 1, ANY, -ENOENT}},
			{{4, 4, 112, 112}, {2, 2, 94, 94}, {16, 16, ANY, 96},
					{8, 8, ANY, 120}, {4, 4, ANY, 116},
					{4, 4, ANY, -ENOENT}, {2, 2, ANY, 92},
					{8, 4, ANY, -ENOENT}},
			{{8, 8, 120, 120}, {1, 1, ANY, 92}, {6, 2, ANY, 94},
					{12, 4, ANY, 100}, {8, 8, ANY, 112},
					{4, 4, ANY, -ENOENT}},
	};
	unsigned int i;

	for (i = 0; i < RTE_DIM(sequences); i++) {
		run_steps(i, sequences[i]);
		assert_int_equal(env_stop(state), 0);
		assert_int_equal(env_start(state), 0);
	}
}

static void
until_no_byte_is_left(void **state)
{
	char name[8];
	int i;

	(void)state;
	for (i = 0; i < 36; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		assert_int_equal(add_field(name, 1, 1, 0, ANY), 92 + i);
	}
	assert_int_equal(add_field("more", 1, 1, 0, ANY), -ENOENT);
	assert_int_equal(add_field("more", 1, 1, 0, 100), -EBUSY);
	assert_int_equal(find_field("more", NULL), -ENOENT);
	assert_int_equal(add_field("f35", 1, 1, 0, ANY), 127);
	assert_int_equal(find_field("f0", NULL), 92);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			dyn_test(refused),
			dyn_test(names_have_63_characters),
			dyn_test(one_name_one_place),
			dyn_test(lookups),
			dyn_test(places_are_those_of_22_11),
			dyn_test(until_no_byte_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
