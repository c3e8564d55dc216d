/* What a result rests on, and what a subject's register says of it. */
#include "engine/assess/judge.h"

#include <stdlib.h>
#include <string.h>

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void take(mog_ids *ids, int64_t *cap, const mog_record *record, mog_time limit)
{
    MOG_PUSH(ids->at, ids->count, ids->capacity) = record->id;
    if (record->observed < limit || record->assurance >= MOG_ASSURANCE_COUNT) return; /* a stale record does not cap */
    int64_t one = ids->caps ? ids->caps[record->assurance] : mog_assurance_cap((mog_assurance)record->assurance);
    if (one < *cap) *cap = one;
}

static void take_all(mog_ids *ids, int64_t *cap, const mog_current *current, mog_time limit)
{
    if (current->census) take(ids, cap, current->census, limit);
    for (uint32_t e = 0; e < current->count; e++)
        if (current->elements[e].record) take(ids, cap, current->elements[e].record, limit);
}

bool mog_reach_covers(const mog_reach *reach, const mog_other *other)
{
    mog_text type = reach->subject_type;
    return other->kinds && other->subject.size == type.size + 1 + other->tail.size &&
           mog_text_starts(other->subject, type);
}

static int by_address(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t) * (const mog_other *const *)a, y = (uintptr_t) * (const mog_other *const *)b;
    return (x > y) - (x < y);
}

/* A loop may come to a subject many times. */
static void take_reached(mog_ids *ids, int64_t *cap, const mog_rule *rule, size_t count, const mog_machine *machine)
{
    size_t all;
    const mog_other *const *reached = mog_machine_reached(machine, &all);
    if (count > all || count == 0 || rule->reach_count == 0) return;
    const mog_other **sorted = mog_allocate(count * sizeof *sorted);
    memcpy(sorted, reached, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_address);
    for (size_t i = 0; i < count; i++) {
        if (i && sorted[i] == sorted[i - 1]) continue;
        for (uint32_t r = 0; r < rule->reach_count; r++)
            if (mog_reach_covers(&rule->reaches[r], sorted[i]))
                take_all(ids, cap, &sorted[i]->kinds[rule->reaches[r].reached],
                         mog_machine_threshold(machine, rule->reaches[r].threshold));
    }
    free(sorted);
}

int64_t mog_evidence_gather(mog_ids *ids, const mog_rule *rule, size_t reached_count, const mog_machine *machine,
                            const mog_subject_table *table)
{
    int64_t cap = MOG_ACHIEVEMENT_ONE;
    ids->count = 0;
    for (uint32_t r = 0; r < rule->read_count; r++)
        take_all(ids, &cap, &table->kinds[rule->reads[r].kind],
                 mog_machine_threshold(machine, rule->reads[r].threshold));
    if (reached_count) take_reached(ids, &cap, rule, reached_count, machine);
    if (ids->count < 2) return cap;
    qsort(ids->at, ids->count, sizeof *ids->at, by_number);
    size_t kept = 1;
    for (size_t i = 1; i < ids->count; i++)
        if (ids->at[i] != ids->at[kept - 1]) ids->at[kept++] = ids->at[i];
    ids->count = kept;
    return cap;
}
