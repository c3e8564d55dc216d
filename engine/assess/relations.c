#include "engine/assess/relations.h"

#include "engine/assess/register.h"

#include <stdlib.h>
#include <string.h>

#define PAIRS_A_FRAME 4096u

void mog_relations_begin(mog_relations *relations, mog_arena *arena, const mog_policy *policy)
{
    *relations = (mog_relations){.at = mog_take_array(arena, mog_pairs, policy->relation_count),
                                 .count = policy->relation_count};
}

/* ---- reading */

typedef struct pair {
    mog_text from, to;
} pair;

typedef struct pair_list {
    pair *at;
    size_t count, capacity;
} pair_list;

typedef struct reading {
    const mog_policy *policy;
    mog_arena *arena; /* of the relations */
    pair_list *lists; /* by relation */
    mog_text subject; /* at hand, in the arena */
    const uint8_t *row;
    mog_register reg; /* of its type */
    mog_text *ended;  /* subjects that are not in being, sorted by name */
    size_t ended_count, ended_capacity;
} reading;

static void add(reading *r, uint32_t relation, mog_text other, bool forward)
{
    pair_list *list = &r->lists[relation];
    mog_text kept = {mog_arena_copy(r->arena, other.at, other.size), other.size};
    MOG_PUSH(list->at, list->count, list->capacity) = forward ? (pair){r->subject, kept} : (pair){kept, r->subject};
}

static void add_slots(reading *r, uint32_t relation, const uint32_t *slots, uint32_t count, bool forward)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!mog_row_has(r->row, slots[i])) continue;
        const uint8_t *slot = mog_row_slot(r->row, r->reg.kind->row.words, slots[i]);
        if (r->reg.kind->row.fields[slots[i]].type.tag != MOG_TYPE_SET) {
            add(r, relation, mog_slot_text(slot), forward);
            continue;
        }
        const uint8_t *member = mog_slot_target(slot);
        for (uint32_t k = mog_slot_count(slot); k > 0; k--, member += 8)
            add(r, relation, mog_slot_text(member), forward);
    }
}

static bool needs_type(const mog_policy *policy, mog_text type)
{
    for (uint32_t i = 0; i < policy->relation_count; i++) {
        const mog_relation *relation = &policy->relations[i];
        if (relation->forward_count && mog_text_equal(relation->of, type)) return true;
        if (relation->backward_count && mog_text_equal(relation->to, type)) return true;
    }
    return false;
}

static void add_register(reading *r, mog_text type)
{
    for (uint32_t i = 0; i < r->policy->relation_count; i++) {
        const mog_relation *relation = &r->policy->relations[i];
        if (mog_text_equal(relation->of, type)) add_slots(r, i, relation->forward, relation->forward_count, true);
        if (mog_text_equal(relation->to, type)) add_slots(r, i, relation->backward, relation->backward_count, false);
    }
}

static mog_text type_of(mog_text name)
{
    const char *colon = name.size ? memchr(name.at, ':', name.size) : NULL;
    return (mog_text){name.at, colon ? (size_t)(colon - name.at) : name.size};
}

static mog_status read_all(reading *r, mog_snapshot *snapshot, mog_current_reader *reader, mog_time clock,
                           mog_error *err)
{
    mog_arena *scratch = mog_arena_new(), *list = mog_arena_new();
    mog_subject *subjects;
    size_t count;
    mog_text type = {0};
    bool wanted = false;
    mog_status status = mog_snapshot_subjects(&subjects, &count, list, snapshot, err);
    for (size_t i = 0; !status && i < count; i++) {
        mog_text own = type_of(subjects[i].name);
        if (i == 0 || !mog_text_equal(own, type)) { /* subjects of a type stand together */
            type = own;
            r->reg = mog_register_of(r->policy, type);
            wanted = r->reg.kind && (needs_type(r->policy, type) || mog_register_has_validity(&r->reg));
        }
        if (!wanted) continue;
        mog_current current;
        mog_arena_reset(scratch);
        status = mog_current_read_kinds(&current, reader, scratch, &subjects[i], &r->reg.kind->index, 1, err);
        if (status || current.count == 0) continue;
        r->row = current.elements[0].row;
        r->subject =
            (mog_text){mog_arena_copy(r->arena, subjects[i].name.at, subjects[i].name.size), subjects[i].name.size};
        if (mog_register_in_being(&r->reg, &current, clock)) add_register(r, type);
        else MOG_PUSH(r->ended, r->ended_count, r->ended_capacity) = r->subject;
    }
    mog_arena_free(scratch);
    mog_arena_free(list);
    return status;
}

static int by_names(const void *a, const void *b)
{
    const pair *x = a, *y = b;
    int order = mog_text_compare(x->from, y->from);
    return order ? order : mog_text_compare(x->to, y->to);
}

static int by_text(const void *a, const void *b)
{
    return mog_text_compare(*(const mog_text *)a, *(const mog_text *)b);
}

static bool has_ended(const reading *r, const mog_text *subject)
{
    return r->ended_count && bsearch(subject, r->ended, r->ended_count, sizeof *r->ended, by_text);
}

static void settle(mog_pairs *out, const reading *r, pair_list *list)
{
    mog_arena *arena = r->arena;
    size_t kept = 0;
    if (list->count) qsort(list->at, list->count, sizeof *list->at, by_names);
    out->from = mog_take_array(arena, mog_text, list->count);
    out->to = mog_take_array(arena, mog_text, list->count);
    for (size_t i = 0; i < list->count; i++) {
        if (i && by_names(&list->at[i - 1], &list->at[i]) == 0) continue;
        if (has_ended(r, &list->at[i].from) || has_ended(r, &list->at[i].to)) continue;
        out->from[kept] = list->at[i].from;
        out->to[kept++] = list->at[i].to;
    }
    out->count = out->capacity = (uint32_t)kept;
}

mog_status mog_relations_read(mog_relations *relations, mog_arena *arena, const mog_policy *policy,
                              mog_snapshot *snapshot, mog_time clock, mog_error *err)
{
    mog_current_reader *reader = NULL;
    reading r = {.policy = policy, .arena = arena};
    if (policy->relation_count == 0) return MOG_OK;
    mog_status status = mog_current_reader_new(&reader, policy, snapshot, clock, err);
    r.lists = mog_allocate(policy->relation_count * sizeof *r.lists);
    memset(r.lists, 0, policy->relation_count * sizeof *r.lists);
    if (!status) status = read_all(&r, snapshot, reader, clock, err);
    if (r.ended_count) qsort(r.ended, r.ended_count, sizeof *r.ended, by_text);
    for (uint32_t i = 0; i < policy->relation_count; i++) {
        if (!status) settle(&relations->at[i], &r, &r.lists[i]);
        free(r.lists[i].at);
    }
    free(r.lists);
    free(r.ended);
    mog_current_reader_free(reader);
    return status;
}

/* ---- sending */

void mog_relations_send(const mog_relations *relations, mog_sender *sender)
{
    for (uint32_t r = 0; r < relations->count; r++) {
        const mog_pairs *pairs = &relations->at[r];
        for (uint32_t first = 0; first < pairs->count; first += PAIRS_A_FRAME) {
            uint32_t part = pairs->count - first < PAIRS_A_FRAME ? pairs->count - first : PAIRS_A_FRAME;
            mog_send_begin(sender, MOG_FRAME_RELATION);
            mog_send_u32(sender, r);
            mog_send_u32(sender, part);
            for (uint32_t i = first; i < first + part; i++) {
                mog_send_text(sender, pairs->from[i]);
                mog_send_text(sender, pairs->to[i]);
            }
            mog_send_end(sender);
        }
    }
}

static void make_room(mog_pairs *pairs, mog_arena *arena, uint32_t more)
{
    if (pairs->capacity - pairs->count >= more) return;
    uint32_t wanted = 2 * pairs->capacity + more;
    mog_text **lists[] = {&pairs->from, &pairs->to};
    for (int i = 0; i < 2; i++) {
        mog_text *larger = mog_take_array(arena, mog_text, wanted);
        if (pairs->count) memcpy(larger, *lists[i], pairs->count * sizeof *larger);
        *lists[i] = larger;
    }
    pairs->capacity = wanted;
}

bool mog_relations_take(mog_relations *relations, mog_arena *arena, mog_frame *frame)
{
    uint32_t relation = mog_take_u32(frame), part = mog_take_u32(frame);
    if (frame->bad || relation >= relations->count || part > PAIRS_A_FRAME) return false;
    mog_pairs *pairs = &relations->at[relation];
    make_room(pairs, arena, part);
    for (uint32_t i = 0; i < part && !frame->bad; i++) {
        mog_text from = mog_take_text(frame), to = mog_take_text(frame);
        if (frame->bad) return false;
        bool same = pairs->count && mog_text_equal(pairs->from[pairs->count - 1], from);
        pairs->from[pairs->count] =
            same ? pairs->from[pairs->count - 1] : (mog_text){mog_arena_copy(arena, from.at, from.size), from.size};
        pairs->to[pairs->count++] = (mog_text){mog_arena_copy(arena, to.at, to.size), to.size};
    }
    return mog_frame_ended(frame);
}

/* ---- asking */

const mog_text *mog_relations_find(const mog_relations *relations, uint32_t relation, mog_text subject, uint32_t *count)
{
    *count = 0;
    if (relation >= relations->count) return NULL;
    const mog_pairs *pairs = &relations->at[relation];
    uint32_t low = 0, high = pairs->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (mog_text_compare(pairs->from[middle], subject) < 0) low = middle + 1;
        else high = middle;
    }
    uint32_t end = low;
    while (end < pairs->count && mog_text_equal(pairs->from[end], subject)) end++;
    *count = end - low;
    return pairs->to + low;
}
