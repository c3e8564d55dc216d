/* kind_text.c: a kind's layout as text, and back.
 *
 * The text is one line of rule language with single spaces:
 *
 *     kind many restore_test about system { at time result enum { succeeded, failed } by text personal }
 *
 * It is kept in stores, which may be damaged, and read by a reader of its own: bounded, and strict in that it accepts what
 * mog_kind_describe writes and nothing else.
 */
#include "dsl/kind.h"
#include "dsl/limits.h"

#include <stdlib.h>
#include <string.h>

/* ---- writing */

static void add_names(mog_buffer *out, const mog_text *names, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        mog_buffer_format(out, "%s%.*s", i ? ", " : "", (int)names[i].size, names[i].at);
}

static void add_row(mog_buffer *out, const mog_row *row);

static void add_scalar(mog_buffer *out, mog_type_tag tag, const mog_type *type)
{
    if (tag == MOG_TYPE_REFERENCE) {
        mog_buffer_add_text(out, type->subject_type);
        return;
    }
    mog_buffer_format(out, "%s", mog_type_word(tag));
    if (tag != MOG_TYPE_ENUM) return;
    mog_buffer_format(out, " { ");
    add_names(out, type->values->names, type->values->count);
    mog_buffer_format(out, " }");
}

static void add_type(mog_buffer *out, const mog_type *type)
{
    if (type->tag == MOG_TYPE_LIST) {
        mog_buffer_format(out, "list ");
        add_row(out, type->row);
    } else if (type->tag == MOG_TYPE_SET) {
        mog_buffer_format(out, "set of ");
        add_scalar(out, type->element, type);
    } else {
        add_scalar(out, type->tag, type);
    }
}

void mog_type_describe(mog_buffer *out, const mog_type *type)
{
    if (type->tag == MOG_TYPE_LIST) mog_buffer_format(out, "list { … }");
    else if (type->tag < MOG_TYPE_COUNT) add_type(out, type);
    else mog_buffer_format(out, "?"); /* its declaration is faulty */
}

/* "storage." of "storage.site"; paths of a group follow each other, so groups are opened and closed as prefixes change. */
static mog_text group_of(mog_text path)
{
    while (path.size && path.at[path.size - 1] != '.') path.size--;
    return path;
}

static void add_row(mog_buffer *out, const mog_row *row)
{
    mog_text group = {"", 0};
    mog_buffer_format(out, "{ ");
    for (uint32_t i = 0; i < row->count; i++) {
        const mog_field *field = &row->fields[i];
        mog_text wanted = group_of(field->path);
        while (!mog_text_starts(wanted, group)) {
            mog_buffer_format(out, "} ");
            group.size--;
            group = group_of(group);
        }
        while (group.size < wanted.size) {
            size_t start = group.size;
            do group.size++;
            while (wanted.at[group.size - 1] != '.');
            group.at = wanted.at;
            mog_buffer_format(out, "%.*s { ", (int)(group.size - start - 1), wanted.at + start);
        }
        mog_buffer_format(out, "%.*s ", (int)(field->path.size - wanted.size), field->path.at + wanted.size);
        add_type(out, &field->type);
        mog_buffer_format(out, field->personal ? " personal " : " ");
    }
    for (size_t i = 0; i < group.size; i++)
        if (group.at[i] == '.') mog_buffer_format(out, "} ");
    mog_buffer_format(out, "}");
}

void mog_kind_describe(mog_buffer *out, const mog_kind *kind)
{
    mog_buffer_format(out, "kind %s%.*s about ", kind->many ? "many " : "", (int)kind->name.size, kind->name.at);
    add_names(out, kind->about, kind->about_count);
    mog_buffer_format(out, " ");
    add_row(out, &kind->row);
}

/* ---- reading */

/* Reading stops at the first fault: then `failed` is set and nothing more is taken. */
typedef struct reader {
    mog_arena *arena;
    const char *at, *end;
    uint32_t depth;
    bool failed;
} reader;

static void read_row(reader *in, mog_row *row);

/* The next word without taking it: up to a space, or to the comma or the end after a name. */
static mog_text peek(const reader *in)
{
    const char *p = in->at;
    while (p < in->end && *p != ' ' && *p != ',') p++;
    return (mog_text){in->at, (size_t)(p - in->at)};
}

static void take(reader *in, mog_text word)
{
    in->at += word.size;
    if (in->at < in->end && *in->at == ' ') in->at++;
}

static bool take_if(reader *in, const char *word)
{
    mog_text next = peek(in);
    if (in->failed || !mog_text_equal(next, mog_text_of(word))) return false;
    take(in, next);
    return true;
}

static void demand(reader *in, const char *word)
{
    if (!take_if(in, word)) in->failed = true;
}

static bool is_name(mog_text text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && (i == 0 || c < '0' || c > '9')) return false;
    }
    return text.size > 0;
}

static mog_text take_name(reader *in)
{
    mog_text name = peek(in);
    if (in->failed || !is_name(name)) {
        in->failed = true;
        return (mog_text){"", 0};
    }
    take(in, name);
    return (mog_text){mog_arena_copy(in->arena, name.at, name.size), name.size};
}

static int by_bytes(const void *a, const void *b)
{
    return mog_text_compare(*(const mog_text *)a, *(const mog_text *)b);
}

static bool all_differ(const mog_text *names, size_t count)
{
    if (count < 2) return true;
    mog_text *sorted = mog_allocate(count * sizeof *sorted);
    memcpy(sorted, names, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_bytes);
    bool differ = true;
    for (size_t i = 1; differ && i < count; i++) differ = !mog_text_equal(sorted[i - 1], sorted[i]);
    free(sorted);
    return differ;
}

/* "a, b, c", at least one, all different */
static const mog_text *take_names(reader *in, uint32_t *out_count, size_t limit)
{
    mog_text *names = NULL;
    size_t count = 0, capacity = 0;
    bool more = true;
    while (more && !in->failed) {
        mog_text name = take_name(in);
        if (count == limit) in->failed = true;
        else MOG_PUSH(names, count, capacity) = name;
        more = in->at < in->end && *in->at == ',';
        if (more && (++in->at == in->end || *in->at++ != ' ')) in->failed = true;
    }
    if (!in->failed && !all_differ(names, count)) in->failed = true;
    mog_text *kept = mog_take_array(in->arena, mog_text, count);
    if (count) memcpy(kept, names, count * sizeof *names);
    free(names);
    *out_count = (uint32_t)count;
    return kept;
}

static mog_type_tag find_scalar(mog_text word)
{
    for (mog_type_tag tag = 0; tag < MOG_TYPE_REFERENCE; tag++)
        if (mog_text_equal(word, mog_text_of(mog_type_word(tag)))) return tag;
    return MOG_TYPE_REFERENCE;
}

static mog_type_tag read_scalar(reader *in, mog_type *type)
{
    mog_type_tag tag = find_scalar(peek(in));
    mog_text word = take_name(in);
    if (tag == MOG_TYPE_REFERENCE) {
        if (mog_text_equal(word, MOG_TEXT("list")) || mog_text_equal(word, MOG_TEXT("set"))) in->failed = true;
        type->subject_type = word;
    } else if (tag == MOG_TYPE_ENUM) {
        mog_enum *values = mog_take(in->arena, mog_enum);
        demand(in, "{");
        values->names = take_names(in, &values->count, MOG_LIMIT_ENUM);
        demand(in, "}");
        type->values = values;
    }
    return tag;
}

static void read_type(reader *in, mog_type *type)
{
    if (take_if(in, "list")) {
        mog_row *row = mog_take(in->arena, mog_row);
        read_row(in, row);
        *type = (mog_type){.tag = MOG_TYPE_LIST, .row = row};
    } else if (take_if(in, "set")) {
        demand(in, "of");
        type->tag = MOG_TYPE_SET;
        type->element = read_scalar(in, type);
    } else {
        type->tag = read_scalar(in, type);
    }
}

typedef struct field_list {
    mog_field *at;
    size_t count, capacity;
} field_list;

static mog_text join_path(mog_arena *arena, mog_text group, mog_text name)
{
    if (group.size == 0) return name;
    char *path = mog_arena_take(arena, group.size + name.size + 2);
    memcpy(path, group.at, group.size);
    path[group.size] = '.';
    memcpy(path + group.size + 1, name.at, name.size);
    return (mog_text){path, group.size + 1 + name.size};
}

/* The fields between braces, groups flattened; `group` is the path so far. */
static void read_fields(reader *in, field_list *fields, mog_text group)
{
    demand(in, "{");
    if (++in->depth > MOG_LIMIT_NESTING) in->failed = true;
    while (!in->failed && !take_if(in, "}")) {
        mog_text path = join_path(in->arena, group, take_name(in));
        if (mog_text_equal(peek(in), MOG_TEXT("{"))) {
            read_fields(in, fields, path);
            continue;
        }
        mog_field field = {.path = path};
        read_type(in, &field.type);
        field.personal = take_if(in, "personal");
        if (fields->count == MOG_LIMIT_FIELDS) in->failed = true;
        else MOG_PUSH(fields->at, fields->count, fields->capacity) = field;
    }
    in->depth--;
}

static bool paths_differ(const mog_field *fields, size_t count)
{
    mog_text *paths = mog_allocate(count * sizeof *paths);
    for (size_t i = 0; i < count; i++) paths[i] = fields[i].path;
    bool differ = all_differ(paths, count);
    free(paths);
    return differ;
}

static void read_row(reader *in, mog_row *row)
{
    field_list fields = {0};
    read_fields(in, &fields, (mog_text){"", 0});
    if (!in->failed && !paths_differ(fields.at, fields.count)) in->failed = true;
    mog_field *kept = mog_take_array(in->arena, mog_field, fields.count);
    if (fields.count) memcpy(kept, fields.at, fields.count * sizeof *kept);
    free(fields.at);
    row->fields = kept;
    row->count = (uint32_t)fields.count;
    row->words = (row->count + 63) / 64;
    row->size = 8 * (row->words + row->count);
}

mog_status mog_kind_parse(mog_kind **out, mog_arena *arena, mog_text text, mog_error *err)
{
    *out = NULL;
    if (text.size > MOG_LIMIT_FILE) return mog_fail(err, MOG_INPUT, "the layout of a kind is longer than any can be");
    if (text.size == 0) text.at = "";
    reader in = {.arena = arena, .at = text.at, .end = text.at + text.size};
    mog_kind *kind = mog_take(arena, mog_kind);
    demand(&in, "kind");
    kind->many = take_if(&in, "many");
    kind->name = take_name(&in);
    demand(&in, "about");
    kind->about = take_names(&in, &kind->about_count, MOG_LIMIT_FIELDS);
    read_row(&in, &kind->row);
    size_t faulty = (size_t)(in.at - text.at);
    if (!in.failed && in.at == in.end) {
        /* The reader is lenient about spaces and the order of groups; what it read must be written just so. */
        mog_buffer again = {0};
        mog_kind_describe(&again, kind);
        bool same = mog_text_equal((mog_text){again.at, again.size}, text);
        mog_buffer_free(&again);
        if (same) {
            kind->is_register = mog_kind_is_about(kind, kind->name);
            kind->assurance = MOG_ASSURANCE_MEASURED;
            *out = kind;
            return MOG_OK;
        }
        faulty = 0;
    }
    return mog_fail(err, MOG_INPUT, "the layout of a kind cannot be read (at byte %zu of %zu)", faulty, text.size);
}
