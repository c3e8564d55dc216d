#include "engine/store/evolution.h"

/* Every value of the older enum is in the newer, at whatever index. */
static bool enum_extends(const mog_enum *newer, const mog_enum *older)
{
    for (uint32_t i = 0; i < older->count; i++) {
        if (mog_enum_find(newer, older->names[i]) < 0) return false;
    }
    return true;
}

static bool scalar_extends(const mog_type *newer, const mog_type *older, mog_type_tag tag)
{
    if (tag == MOG_TYPE_ENUM) return enum_extends(newer->values, older->values);
    return tag != MOG_TYPE_REFERENCE || mog_text_equal(newer->subject_type, older->subject_type);
}

/* `prefix` is the path of the list that the rows are of; NULL for the record's own. */
static mog_status row_extends(const mog_row *newer, const mog_row *older, mog_text kind, const char *prefix,
                              mog_error *err)
{
    for (uint32_t i = 0; i < older->count; i++) {
        const mog_field *field = &older->fields[i];
        mog_buffer path = {0};
        mog_buffer_format(&path, "%s%s%.*s", prefix ? prefix : "", prefix ? "." : "", (int)field->path.size,
                          field->path.at);
        int slot = mog_row_find(newer, field->path);
        const char *fault = NULL;
        mog_status status = MOG_OK;
        if (slot < 0) {
            fault = "is no longer there";
        } else {
            const mog_type *was = &field->type, *is = &newer->fields[slot].type;
            if (is->tag != was->tag || (is->tag == MOG_TYPE_SET && is->element != was->element)) {
                fault = "has another type";
            } else if (is->tag == MOG_TYPE_LIST) {
                status = row_extends(is->row, was->row, kind, path.at, err);
            } else {
                mog_type_tag tag = is->tag == MOG_TYPE_SET ? is->element : is->tag;
                if (!scalar_extends(is, was, tag)) {
                    fault = tag == MOG_TYPE_ENUM ? "has lost a value" : "refers to another type of subject";
                }
            }
        }
        if (fault) {
            status = mog_fail(err, MOG_INPUT, "the kind `%.*s` does not fit what the store holds: its field `%s` %s",
                              (int)kind.size, kind.at, path.at, fault);
            mog_error_hint(err, "keep the field as it was and add one of another name, or give the kind a new name");
        }
        mog_buffer_free(&path);
        if (status) return status;
    }
    return MOG_OK;
}

mog_status mog_kind_extends(const mog_kind *newer, const mog_kind *older, mog_error *err)
{
    if (newer->many != older->many) {
        mog_fail(err, MOG_INPUT, "the kind `%.*s` does not fit what the store holds: there it is %s",
                 (int)newer->name.size, newer->name.at,
                 older->many ? "a kind of `many` items" : "a plain kind, without `many`");
        mog_error_hint(err, "give the kind a new name");
        return MOG_INPUT;
    }
    return row_extends(&newer->row, &older->row, newer->name, NULL, err);
}

static bool enum_alike(const mog_enum *a, const mog_enum *b)
{
    for (uint32_t i = 0; i < a->count && i < b->count; i++) {
        if (!mog_text_equal(a->names[i], b->names[i])) return false;
    }
    return a->count == b->count;
}

static bool row_alike(const mog_row *a, const mog_row *b)
{
    if (a->count != b->count) return false;
    for (uint32_t i = 0; i < a->count; i++) {
        const mog_type *x = &a->fields[i].type, *y = &b->fields[i].type;
        if (!mog_text_equal(a->fields[i].path, b->fields[i].path) || x->tag != y->tag) return false;
        if (x->tag == MOG_TYPE_SET && x->element != y->element) return false;
        mog_type_tag tag = x->tag == MOG_TYPE_SET ? x->element : x->tag;
        if (tag == MOG_TYPE_ENUM && !enum_alike(x->values, y->values)) return false;
        if (tag == MOG_TYPE_REFERENCE && !mog_text_equal(x->subject_type, y->subject_type)) return false;
        if (tag == MOG_TYPE_LIST && !row_alike(x->row, y->row)) return false;
    }
    return true;
}

bool mog_kind_lies_alike(const mog_kind *a, const mog_kind *b)
{
    return a->many == b->many && row_alike(&a->row, &b->row);
}
