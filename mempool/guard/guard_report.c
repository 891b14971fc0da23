/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Telling of faults: counted always, logged in one piece unless the policy is
 * to count only, and last the process is stopped if that is the policy. An
 * address that is no object is never looked at.
 */
#include <stdlib.h>

#include "guard_trail.h"

#define LEAK_TRAILS 4 /* of so many objects, where trails are kept */

/* A report in the making. */
struct report {
	FILE *f; /* NULL: none is wanted */
	char *text;
	size_t size;
};

/* Count a fault; whether a report is wanted. */
static bool
begin(struct report *r, enum guard_fault fault, uint64_t n)
{
	guard_count(fault, n);
	*r = (struct report){0};
	if (guard_policy() == GUARD_COUNT)
		return false;
	r->f = open_memstream(&r->text, &r->size);
	if (r->f == NULL)
		MEMPOOL_LOG(ERR, "guard: a fault, and no memory to tell it\n");
	return r->f != NULL;
}

static void
end(struct report *r)
{
	if (r->f != NULL && fclose(r->f) == 0)
		MEMPOOL_LOG(ERR, "%s", r->text);
	free(r->text);
	if (guard_policy() == GUARD_ABORT)
		abort();
}

static void
print_site(struct report *r, const struct rte_mempool *mp, const char *what,
		uint32_t site)
{
	fprintf(r->f, "  %s\n", what);
	guard_site_print(r->f, guard_of(mp), site, "    ");
}

/* What is known of a free object's last time out. */
static void
print_past(struct report *r, const struct rte_mempool *mp,
		const struct guard_past *past, const char *freed)
{
	if (past->got_at == 0 && past->put_at == 0 &&
			!guard_site_all_taken(guard_of(mp))) {
		fprintf(r->f, "  it has been free since the pool was filled\n");
		return;
	}
	print_site(r, mp, freed, past->put_at);
	print_site(r, mp, "it was allocated at", past->got_at);
}

void
guard_report_double(struct rte_mempool *mp, const struct guard_past *past,
		uint32_t here)
{
	struct report r;

	if (begin(&r, GUARD_DOUBLE_FREE, 1)) {
		fprintf(r.f,
				"guard: pool %s: double free of object 0x%" PRIxPTR
				"\n",
				mp->name, past->obj);
		print_site(&r, mp, "it is freed again at", here);
		print_past(&r, mp, past, "it was freed at");
		guard_trail_print(r.f, mp, past->obj);
	}
	end(&r);
}

void
guard_report_write(struct rte_mempool *mp, const struct guard_past *past,
		uint32_t parts, uint32_t here)
{
	const uint32_t quarter = mp->elt_size / 32 * 8;
	uint32_t from = (uint32_t)__builtin_ctz(parts) / 8;
	uint32_t to = (31 - (uint32_t)__builtin_clz(parts)) / 8;
	struct report r;

	if (begin(&r, GUARD_WRITE_AFTER_FREE, 1)) {
		fprintf(r.f,
				"guard: pool %s: write after free to object 0x%" PRIxPTR
				", between bytes %u and %u of %u\n",
				mp->name, past->obj, quarter * from,
				to == 3 ? mp->elt_size - 1
					: quarter * (to + 1) - 1,
				mp->elt_size);
		print_past(&r, mp, past, "it was freed at");
		print_site(&r, mp, "the change is found at", here);
		guard_trail_print(r.f, mp, past->obj);
	}
	end(&r);
}

void
guard_report_leaks(struct rte_mempool *mp, uint32_t n)
{
	struct report r;

	if (begin(&r, GUARD_LEAK, n)) {
		fprintf(r.f, "guard: pool %s: freed while %u of its objects are out\n",
				mp->name, n);
		guard_dump_out(r.f, guard_of(mp));
		guard_trail_print_out(r.f, mp, LEAK_TRAILS);
	}
	end(&r);
}

/* What an address is that was freed into the wrong pool. */
struct owner {
	uintptr_t addr;
	const struct rte_mempool *mp;
	const struct guard_record *rec; /* of the object around it, if known */
};

static void
look_into(struct rte_mempool *mp, void *arg)
{
	struct owner *o = arg;

	if (o->mp != NULL || mempool_chunk_at(mp, o->addr) == NULL)
		return;
	o->mp = mp;
	if (guard_of(mp) != NULL)
		o->rec = guard_table_around(
				guard_of(mp), o->addr, mp->elt_size);
}

static void
print_owner(struct report *r, uintptr_t addr)
{
	struct owner o = {.addr = addr};

	rte_mempool_walk(look_into, &o);
	if (o.mp == NULL)
		fprintf(r->f, "it lies in no pool");
	else if (o.rec == NULL)
		fprintf(r->f, "it lies in the memory of pool %s", o.mp->name);
	else if (o.rec->obj == addr)
		fprintf(r->f, "it is an object of pool %s", o.mp->name);
	else
		fprintf(r->f,
				"it lies %" PRIuPTR
				" bytes into object 0x%" PRIxPTR " of pool %s",
				addr - o.rec->obj, o.rec->obj, o.mp->name);
}

void
guard_report_foreign(struct rte_mempool *mp, uintptr_t obj, uint32_t here)
{
	struct report r;

	if (begin(&r, GUARD_FOREIGN_FREE, 1)) {
		fprintf(r.f,
				"guard: pool %s: free of 0x%" PRIxPTR
				", which is no object of it: ",
				mp->name, obj);
		print_owner(&r, obj);
		fputc('\n', r.f);
		print_site(&r, mp, "it is freed at", here);
	}
	end(&r);
}
