#include "engine/assess/tell.h"

typedef struct telling {
    mog_buffer *out;
    mog_time stale_before;
    bool swedish;
} telling;

static const char *say(const telling *t, const char *english, const char *swedish)
{
    return t->swedish ? swedish : english;
}

/* ---- values in slots */

static mog_value value_of(const uint8_t *slot, mog_type_tag tag)
{
    mog_value value = {.known = 1};
    if (tag == MOG_TYPE_TEXT || tag == MOG_TYPE_REFERENCE) {
        mog_text text = mog_slot_text(slot);
        value.text = text.at;
        value.n = (uint32_t)text.size;
    } else if (tag == MOG_TYPE_DURATION) {
        mog_duration duration = mog_slot_duration(slot);
        value.i = duration.ns;
        value.n = (uint32_t)duration.months;
    } else if (tag == MOG_TYPE_LIST || tag == MOG_TYPE_SET) {
        value.n = mog_slot_count(slot);
    } else {
        value.i = (int64_t)mog_load_word(slot);
    }
    return value;
}

static void tell_members(const telling *t, const uint8_t *first, uint32_t count, const mog_type *set)
{
    mog_type element = {.tag = set->element, .values = set->values, .subject_type = set->subject_type};
    mog_buffer_format(t->out, "{");
    for (uint32_t i = 0; i < count && i < MOG_TOLD_LIMIT; i++) {
        mog_value member = value_of(first + 8 * (size_t)i, set->element);
        mog_buffer_format(t->out, "%s", i ? ", " : " ");
        mog_value_format(t->out, &member, &element, false, t->swedish);
    }
    if (count > MOG_TOLD_LIMIT)
        mog_buffer_format(t->out, say(t, ", and %u more", ", och %u till"), count - MOG_TOLD_LIMIT);
    mog_buffer_format(t->out, count ? " }" : "}");
}

/* What is not recorded is left out. */
static void tell_row(const telling *t, const uint8_t *bytes, const mog_row *row)
{
    bool any = false;
    for (uint32_t i = 0; i < row->count; i++) {
        const mog_field *field = &row->fields[i];
        uint64_t mark = mog_row_mark(bytes, row->words, i);
        if (!mog_row_has(bytes, i) && !mark) continue;
        const uint8_t *slot = mog_row_slot(bytes, row->words, i);
        mog_buffer_format(t->out, "%s%.*s ", any ? ", " : "", (int)field->path.size, field->path.at);
        any = true;
        if (mark == MOG_SLOT_ERASED) {
            mog_buffer_format(t->out, "%s", say(t, "(erased)", "(raderat)"));
        } else if (mark || field->personal) {
            mog_buffer_format(t->out, "%s", say(t, "(withheld)", "(undanhållet)"));
        } else if (field->type.tag == MOG_TYPE_SET) {
            tell_members(t, mog_slot_target(slot), mog_slot_count(slot), &field->type);
        } else {
            mog_value value = value_of(slot, field->type.tag);
            mog_value_format(t->out, &value, &field->type, false, t->swedish);
        }
    }
    if (!any) mog_buffer_format(t->out, "%s", say(t, "(nothing said)", "(inget angivet)"));
}

/* ---- lists */

static void tell_more(const telling *t, uint32_t count)
{
    if (count > MOG_TOLD_LIMIT)
        mog_buffer_format(t->out, say(t, "\nand %u more", "\noch %u till"), count - MOG_TOLD_LIMIT);
}

static void tell_element(const telling *t, const mog_element *element, const mog_row *row)
{
    if (!element->row) {
        mog_buffer_format(t->out, "%s", say(t, "(never recorded)", "(aldrig registrerad)"));
        return;
    }
    tell_row(t, element->row, row);
    if (element->record->observed < t->stale_before)
        mog_buffer_format(t->out, "%s", say(t, " (stale)", " (inaktuell)"));
}

static void tell_elements(const telling *t, const mog_element *elements, uint32_t count, const mog_kind *kind)
{
    mog_buffer_format(t->out, "%u", count);
    for (uint32_t i = 0; i < count && i < MOG_TOLD_LIMIT; i++) {
        mog_text item = elements[i].item;
        mog_buffer_format(t->out, "\n%.*s: ", (int)item.size, item.at);
        tell_element(t, &elements[i], &kind->row);
    }
    tell_more(t, count);
}

static void tell_kind(const telling *t, const mog_current *current, const mog_kind *kind)
{
    if (kind->many) tell_elements(t, current->elements, current->count, kind);
    else if (current->count) tell_element(t, &current->elements[0], &kind->row);
}

static void tell_subjects(const telling *t, const mog_text *names, uint32_t count)
{
    mog_buffer_format(t->out, "%u", count);
    for (uint32_t i = 0; i < count && i < MOG_TOLD_LIMIT; i++)
        mog_buffer_format(t->out, "\n%.*s", (int)names[i].size, names[i].at);
    tell_more(t, count);
}

static void tell_rows(const telling *t, const mog_value *list, const mog_row *row)
{
    mog_buffer_format(t->out, "%u", list->n);
    for (uint32_t i = 0; i < list->n && i < MOG_TOLD_LIMIT; i++) {
        mog_buffer_format(t->out, "\n");
        tell_row(t, list->row + (size_t)i * row->size, row);
    }
    tell_more(t, list->n);
}

void mog_value_tell(mog_buffer *out, const mog_value *value, const mog_expression *expression,
                    const mog_subject_table *table, mog_time stale_before, bool swedish)
{
    telling t = {out, stale_before, swedish};
    const mog_type *type = &expression->type;
    if (!value->known) mog_value_format(out, value, type, false, swedish);
    else if (expression->kind) tell_kind(&t, &table->kinds[expression->kind->index], expression->kind);
    else if (expression->elements) tell_elements(&t, value->at, value->n, expression->elements);
    else if (type->tag == MOG_TYPE_LIST && type->subject_type.size) tell_subjects(&t, value->at, value->n);
    else if (type->tag == MOG_TYPE_LIST && type->row) tell_rows(&t, value, type->row);
    else if (type->tag == MOG_TYPE_SET) tell_members(&t, value->at, value->n, type);
    else mog_value_format(out, value, type, expression->percent, swedish);
}
