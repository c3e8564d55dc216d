#include "engine/assess/register.h"

#include "engine/store/record.h"

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
    reg.owner = slot_of(reg.kind, "owner", MOG_TYPE_REFERENCE);
    reg.part_of = slot_of(reg.kind, "part_of", MOG_TYPE_REFERENCE);
    reg.valid_from = slot_of(reg.kind, "valid_from", MOG_TYPE_TIME);
    reg.valid_to = slot_of(reg.kind, "valid_to", MOG_TYPE_TIME);
    return reg;
}

/* The slot of a field that the register record has; NULL: none. */
static const uint8_t *field_in(const mog_register *reg, const mog_current *current, int slot)
{
    if (!reg->kind || slot < 0) return NULL;
    const uint8_t *row = current->count ? current->elements[0].row : NULL;
    if (!row || !mog_row_has(row, (uint32_t)slot)) return NULL;
    return mog_row_slot(row, reg->kind->row.words, (uint32_t)slot);
}

static const uint8_t *field_of(const mog_register *reg, const mog_subject_table *table, int slot)
{
    return reg->kind ? field_in(reg, &table->kinds[reg->kind->index], slot) : NULL;
}

bool mog_register_has_validity(const mog_register *reg)
{
    return reg->kind && (reg->valid_from >= 0 || reg->valid_to >= 0);
}

bool mog_register_in_being(const mog_register *reg, const mog_current *current, mog_time clock)
{
    const uint8_t *from = field_in(reg, current, reg->valid_from), *to = field_in(reg, current, reg->valid_to);
    return !(from && (mog_time)mog_load_word(from) > clock) && !(to && (mog_time)mog_load_word(to) <= clock);
}

mog_text mog_register_name(const mog_register *reg, const mog_subject_table *table)
{
    const uint8_t *slot = field_of(reg, table, reg->name);
    mog_text name = slot ? mog_slot_text(slot) : (mog_text){0};
    return name.size ? name : table->tail;
}

mog_text mog_register_owner(const mog_register *reg, const mog_subject_table *table)
{
    const uint8_t *slot = field_of(reg, table, reg->owner);
    return slot ? mog_slot_text(slot) : (mog_text){0};
}

mog_text mog_register_part_of(const mog_register *reg, const mog_subject_table *table)
{
    const uint8_t *slot = field_of(reg, table, reg->part_of);
    return slot ? mog_slot_text(slot) : (mog_text){0};
}

void mog_register_classes(uint8_t out[4], const mog_register *reg, const mog_subject_table *table)
{
    for (int i = 0; i < 4; i++) {
        const uint8_t *slot = field_of(reg, table, reg->classes[i]);
        int64_t class = slot ? (int64_t)mog_load_word(slot) : 0;
        out[i] = (uint8_t)(class < 0 ? 0 : class > 3 ? 3 : class);
    }
}
