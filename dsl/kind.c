/* kind.c: words and look-ups of kinds. */
#include "dsl/kind.h"

#include <string.h>

static const char *const type_words[] = {
#define T(tag, word, scalar) [MOG_TYPE_##tag] = word,
    MOG_TYPES(T)
#undef T
};

static const struct {
    const char *word;
    int64_t cap;
} assurances[] = {
#define A(tag, word, cap) [MOG_ASSURANCE_##tag] = {word, cap},
    MOG_ASSURANCES(A)
#undef A
};

const char *mog_type_word(mog_type_tag tag)
{
    return type_words[tag];
}

const char *mog_assurance_word(mog_assurance assurance)
{
    return assurances[assurance].word;
}

int64_t mog_assurance_cap(mog_assurance assurance)
{
    return assurances[assurance].cap;
}

int mog_assurance_find(mog_text word)
{
    for (int i = 0; i < MOG_ASSURANCE_COUNT; i++)
        if (mog_text_equal(word, mog_text_of(assurances[i].word))) return i;
    return -1;
}

int mog_enum_find(const mog_enum *values, mog_text name)
{
    for (uint32_t i = 0; i < values->count; i++)
        if (mog_text_equal(values->names[i], name)) return (int)i;
    return -1;
}

int mog_row_find(const mog_row *row, mog_text path)
{
    for (uint32_t i = 0; i < row->count; i++)
        if (mog_text_equal(row->fields[i].path, path)) return (int)i;
    return -1;
}

bool mog_kind_is_about(const mog_kind *kind, mog_text subject_type)
{
    for (uint32_t i = 0; i < kind->about_count; i++)
        if (mog_text_equal(kind->about[i], subject_type)) return true;
    return false;
}

bool mog_kind_is_about_subject(const mog_kind *kind, mog_text subject)
{
    const char *colon = subject.size ? memchr(subject.at, ':', subject.size) : NULL;
    return colon && mog_kind_is_about(kind, (mog_text){subject.at, (size_t)(colon - subject.at)});
}

static bool enums_equal(const mog_enum *a, const mog_enum *b)
{
    if (a == b) return true;
    if (a->count != b->count) return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (!mog_text_equal(a->names[i], b->names[i])) return false;
    return true;
}

static bool rows_equal(const mog_row *a, const mog_row *b)
{
    if (a == b) return true;
    if (a->count != b->count) return false;
    for (uint32_t i = 0; i < a->count; i++) {
        if (!mog_text_equal(a->fields[i].path, b->fields[i].path)) return false;
        if (!mog_type_equal(&a->fields[i].type, &b->fields[i].type)) return false;
    }
    return true;
}

/* Lists are nested at most MOG_LIMIT_NESTING deep, and so is this. */
bool mog_type_equal(const mog_type *a, const mog_type *b)
{
    if (a->tag != b->tag) return false;
    if (a->tag == MOG_TYPE_LIST) return rows_equal(a->row, b->row);
    mog_type_tag scalar = a->tag;
    if (scalar == MOG_TYPE_SET) {
        if (a->element != b->element) return false;
        scalar = a->element;
    }
    if (scalar == MOG_TYPE_ENUM) return enums_equal(a->values, b->values);
    if (scalar == MOG_TYPE_REFERENCE) return mog_text_equal(a->subject_type, b->subject_type);
    return true;
}
