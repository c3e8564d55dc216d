#include "engine/assess/neighbours.h"

#include <stdlib.h>
#include <string.h>

#define MOST_KEPT 16384u
#define MOST_BYTES ((size_t)32 << 20)

static const mog_other *find(void *context, mog_text subject)
{
    mog_neighbours *n = context;
    bool is_new;
    uint32_t number = mog_pool_add(&n->names, subject.at, subject.size, &is_new);
    if (!is_new) return n->at[number];
    mog_other *other = mog_take(n->arena, mog_other);
    other->subject = (mog_text){mog_arena_copy(n->arena, subject.at, subject.size), subject.size};
    const char *colon = subject.size ? memchr(other->subject.at, ':', subject.size) : NULL;
    size_t before = colon ? (size_t)(colon - other->subject.at) + 1 : 0;
    other->tail = (mog_text){other->subject.at + before, subject.size - before};
    MOG_PUSH(n->at, n->count, n->capacity) = other;
    return other;
}

/* ---- its records */

typedef struct sight {
    mog_time clock;
    bool seen;
} sight;

static mog_status look(void *context, const mog_record *record, mog_error *err)
{
    (void)err;
    sight *all = context;
    all->seen = record->observed <= all->clock;
    return all->seen ? MOG_NO : MOG_OK;
}

static mog_status read_subject(mog_neighbours *n, mog_other *other, mog_current *kinds, mog_error *err)
{
    mog_subject subject = {.name = other->subject};
    size_t type = other->subject.size - other->tail.size;
    bool any = false;
    mog_status status = mog_snapshot_find(&subject.id, n->snapshot, subject.name, err);
    for (uint32_t i = 0; i < n->policy->reached_count && !status && subject.id; i++) {
        const mog_kind *kind = n->policy->kinds[n->policy->reached[i]];
        if (type == 0 || !mog_kind_is_about(kind, (mog_text){subject.name.at, type - 1})) continue;
        status = mog_current_read_kinds(&kinds[i], n->reader, n->arena, &subject, &n->policy->reached[i], 1, err);
        any |= kinds[i].count || kinds[i].census;
    }
    other->recorded = any;
    if (status || any || !subject.id) return status;
    sight all = {.clock = n->clock};
    status = mog_snapshot_walk_standing(n->snapshot, subject.id, 0, look, &all, err);
    other->recorded = all.seen;
    return status;
}

static bool read(void *context, const mog_other *view)
{
    mog_neighbours *n = context;
    mog_other *other = (mog_other *)view; /* it was handed out as const by find */
    if (n->status) return false;
    mog_current *kinds = mog_take_array(n->arena, mog_current, n->policy->reached_count + 1u);
    n->status = read_subject(n, other, kinds, &n->err);
    other->kinds = kinds;
    return !n->status;
}

/* ---- the rest */

static const mog_text *related(void *context, uint32_t relation, mog_text subject, uint32_t *count)
{
    const mog_neighbours *n = context;
    return mog_relations_find(n->relations, relation, subject, count);
}

static void begin(void *context)
{
    mog_neighbours *n = context;
    if (n->count <= MOST_KEPT && mog_arena_size(n->arena) <= MOST_BYTES) return;
    mog_pool_clear(&n->names);
    mog_arena_reset(n->arena);
    n->count = 0;
}

void mog_neighbours_begin(mog_neighbours *neighbours, const mog_policy *policy, mog_snapshot *snapshot,
                          mog_current_reader *reader, const mog_relations *relations, mog_time clock)
{
    *neighbours = (mog_neighbours){
        .others = {.context = neighbours, .find = find, .read = read, .related = related, .begin = begin},
        .policy = policy,
        .snapshot = snapshot,
        .reader = reader,
        .relations = relations,
        .clock = clock,
        .arena = mog_arena_new(),
        .err = MOG_ERROR_NONE,
    };
}

void mog_neighbours_end(mog_neighbours *neighbours)
{
    mog_pool_free(&neighbours->names);
    mog_arena_free(neighbours->arena);
    free(neighbours->at);
    *neighbours = (mog_neighbours){0};
}
