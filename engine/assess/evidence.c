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
    int64_t one = mog_assurance_cap((mog_assurance)record->assurance);
    if (one < *cap) *cap = one;
}

int64_t mog_evidence_gather(mog_ids *ids, const mog_read *reads, uint32_t read_count, const mog_machine *machine,
                            const mog_subject_table *table)
{
    int64_t cap = MOG_ACHIEVEMENT_ONE;
    ids->count = 0;
    for (uint32_t r = 0; r < read_count; r++) {
        const mog_current *current = &table->kinds[reads[r].kind];
        mog_time limit = mog_machine_threshold(machine, reads[r].threshold);
        if (current->census) take(ids, &cap, current->census, limit);
        for (uint32_t e = 0; e < current->count; e++)
            if (current->elements[e].record) take(ids, &cap, current->elements[e].record, limit);
    }
    if (ids->count < 2) return cap;
    qsort(ids->at, ids->count, sizeof *ids->at, by_number);
    size_t kept = 1;
    for (size_t i = 1; i < ids->count; i++)
        if (ids->at[i] != ids->at[kept - 1]) ids->at[kept++] = ids->at[i];
    ids->count = kept;
    return cap;
}

static int slot_of(const mog_kind *kind, const char *path, mog_type_tag tag)
{
    int slot = mog_row_find(&kind->row, mog_text_of(path));
    return slot >= 0 && kind->row.fields[slot].type.tag == tag ? slot : -1;
}

mog_register mog_register_of(const mog_policy *policy, mog_text subject_type)
{
    static const char *const paths[4] = {"class.confidentiality", "class.integrity", "class.availability",
                                         "class.traceability"};
    mog_register reg = {.kind = mog_policy_register(policy, subject_type)};
    if (!reg.kind) return reg;
    reg.name = slot_of(reg.kind, "name", MOG_TYPE_TEXT);
    for (int i = 0; i < 4; i++) reg.classes[i] = slot_of(reg.kind, paths[i], MOG_TYPE_INTEGER);
    return reg;
}

/* The slot of a field that the register record has; NULL: none. */
static const uint8_t *field_of(const mog_register *reg, const mog_subject_table *table, int slot)
{
    if (!reg->kind || slot < 0) return NULL;
    const mog_current *current = &table->kinds[reg->kind->index];
    const uint8_t *row = current->count ? current->elements[0].row : NULL;
    if (!row || !mog_row_has(row, (uint32_t)slot)) return NULL;
    return mog_row_slot(row, reg->kind->row.words, (uint32_t)slot);
}

mog_text mog_register_name(const mog_register *reg, const mog_subject_table *table)
{
    const uint8_t *slot = field_of(reg, table, reg->name);
    mog_text name = slot ? mog_slot_text(slot) : (mog_text){0};
    return name.size ? name : table->tail;
}

void mog_register_classes(uint8_t out[4], const mog_register *reg, const mog_subject_table *table)
{
    for (int i = 0; i < 4; i++) {
        const uint8_t *slot = field_of(reg, table, reg->classes[i]);
        int64_t class = slot ? (int64_t)mog_load_word(slot) : 0;
        out[i] = (uint8_t)(class < 0 ? 0 : class > 3 ? 3 : class);
    }
}
