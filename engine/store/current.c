#include "engine/store/current.h"

#include "engine/store/evolution.h"
#include "engine/store/snapshot.h"

#include <stdlib.h>

#define STEPS 8 /* older records of an item passed one by one before the next item is looked up */

typedef struct version {
    const mog_kind *layout; /* NULL: not met yet */
    bool alike;             /* lies as the policy's kind does */
} version;

/* A kind that both the policy and the store know. */
typedef struct binding {
    uint32_t id; /* in the store */
    const mog_kind *kind;
    version *versions; /* number v is at v - 1 */
    size_t version_count, version_capacity;
} binding;

struct mog_current_reader {
    mog_snapshot *snapshot;
    mog_record_cursor cursor;
    mog_time clock;
    binding *bindings; /* sorted by id */
    size_t binding_count;
    binding **binding_of; /* by the policy's index of kinds; NULL: the store does not know it */
    mog_subject_table table;
    uint32_t kind_count;
    mog_arena *arena; /* of the table */
    /* the kind at hand */
    mog_element *elements;
    size_t element_count, element_capacity;
};

/* ---- kinds */

static int by_id(const void *a, const void *b)
{
    uint32_t x = ((const binding *)a)->id, y = ((const binding *)b)->id;
    return (x > y) - (x < y);
}

static binding *find_binding(mog_current_reader *reader, uint32_t id)
{
    binding wanted = {.id = id};
    return reader->binding_count ? bsearch(&wanted, reader->bindings, reader->binding_count, sizeof wanted, by_id)
                                 : NULL;
}

static mog_status bind_kinds(mog_current_reader *reader, const mog_policy *policy, mog_error *err)
{
    reader->bindings = mog_allocate((policy->kind_count + (size_t)1) * sizeof *reader->bindings);
    for (uint32_t i = 0; i < policy->kind_count; i++) {
        uint32_t id;
        mog_status status = mog_snapshot_find(&id, reader->snapshot, policy->kinds[i]->name, err);
        if (status) return status;
        if (id) reader->bindings[reader->binding_count++] = (binding){.id = id, .kind = policy->kinds[i]};
    }
    if (reader->binding_count) qsort(reader->bindings, reader->binding_count, sizeof *reader->bindings, by_id);
    reader->binding_of = mog_allocate((policy->kind_count + (size_t)1) * sizeof *reader->binding_of);
    memset(reader->binding_of, 0, policy->kind_count * sizeof *reader->binding_of);
    for (size_t i = 0; i < reader->binding_count; i++)
        reader->binding_of[reader->bindings[i].kind->index] = &reader->bindings[i];
    return MOG_OK;
}

static mog_status find_version(version *out, mog_current_reader *reader, binding *bound, uint32_t number,
                               mog_error *err)
{
    if (number - 1 < bound->version_count && bound->versions[number - 1].layout) {
        *out = bound->versions[number - 1];
        return MOG_OK;
    }
    const mog_kind *layout;
    mog_status status = mog_snapshot_layout(&layout, reader->snapshot, bound->id, number, err);
    if (status) return status;
    if (layout->many != bound->kind->many) {
        mog_fail(err, MOG_INPUT, "the kind `%.*s` does not fit what the store holds: there it is %s",
                 (int)bound->kind->name.size, bound->kind->name.at,
                 layout->many ? "a kind of `many` items" : "a plain kind, without `many`");
        mog_error_hint(err, "give the kind a new name in the policies");
        return MOG_INPUT;
    }
    while (bound->version_count < number)
        MOG_PUSH(bound->versions, bound->version_count, bound->version_capacity) = (version){0};
    *out = bound->versions[number - 1] = (version){.layout = layout, .alike = mog_kind_lies_alike(layout, bound->kind)};
    return MOG_OK;
}

mog_status mog_current_reader_new(mog_current_reader **out, const mog_policy *policy, mog_snapshot *snapshot,
                                  mog_time clock, mog_error *err)
{
    mog_current_reader *reader = mog_allocate(sizeof *reader);
    *reader = (mog_current_reader){
        .snapshot = snapshot, .clock = clock, .arena = mog_arena_new(), .kind_count = policy->kind_count};
    reader->table.kinds = mog_allocate((policy->kind_count + (size_t)1) * sizeof *reader->table.kinds);
    mog_status status = bind_kinds(reader, policy, err);
    if (!status) status = mog_record_cursor_open(&reader->cursor, snapshot, err);
    if (status) {
        mog_current_reader_free(reader);
        reader = NULL;
    }
    *out = reader;
    return status;
}

void mog_current_reader_free(mog_current_reader *reader)
{
    if (!reader) return;
    mog_record_cursor_close(&reader->cursor);
    for (size_t i = 0; i < reader->binding_count; i++) free(reader->bindings[i].versions);
    free(reader->bindings);
    free(reader->binding_of);
    free(reader->table.kinds);
    free(reader->elements);
    mog_arena_free(reader->arena);
    free(reader);
}

/* ---- one pass over a subject's records */

typedef struct scan {
    mog_current_reader *reader;
    mog_arena *arena; /* of what is kept */
    const mog_subject *subject;
    mog_record_key key; /* where the cursor is */
    MDB_val value;
    bool found; /* false: past the subject's last record */
    mog_error *err;
} scan;

static mog_status settle(scan *s, mog_status status)
{
    if (!status && s->found && s->key.subject != s->subject->id) s->found = false;
    return status;
}

static mog_status seek(scan *s, mog_record_key wanted)
{
    return settle(
        s, mog_snapshot_seek(&s->key, &s->value, &s->found, s->reader->snapshot, &s->reader->cursor, &wanted, s->err));
}

static mog_status next(scan *s)
{
    return settle(s, mog_snapshot_next(&s->key, &s->value, &s->found, s->reader->snapshot, &s->reader->cursor, s->err));
}

static bool at_item(const scan *s, const mog_record_key *item)
{
    return s->found && s->key.kind == item->kind && s->key.item == item->item;
}

static mog_status next_item(scan *s, const mog_record_key *item)
{
    mog_status status = next(s);
    for (int i = 0; i < STEPS && !status && at_item(s, item); i++) status = next(s);
    if (status || !at_item(s, item)) return status;
    if (item->item < UINT32_MAX) return seek(s, mog_first_key(item->subject, item->kind, item->item + 1));
    while (!status && at_item(s, item)) status = next(s);
    return status;
}

static mog_status next_kind(scan *s)
{
    if (s->key.kind < UINT32_MAX) return seek(s, mog_first_key(s->key.subject, s->key.kind + 1, 0));
    s->found = false;
    return MOG_OK;
}

/* The record that the cursor is at was added later, or has been retracted. */
static mog_status is_hidden(bool *out, scan *s)
{
    uint64_t retracted = 0;
    mog_status status = MOG_OK;
    *out = s->key.id > s->reader->snapshot->last;
    if (!*out) status = mog_snapshot_retracted(&retracted, s->reader->snapshot, s->key.id, s->err);
    *out = *out || retracted;
    return status;
}

/* The newest record, of the item that the cursor is at, that is seen: observed not after the clock, known to the
 * snapshot and not retracted. NULL: there is none. The cursor is left at the next item. */
static mog_status newest(const mog_record **out, scan *s)
{
    mog_record_key item = s->key;
    mog_time clock = s->reader->clock;
    mog_status status = MOG_OK;
    *out = NULL;
    if (s->key.observed > clock) {
        status = seek(s, (mog_record_key){item.subject, item.kind, item.item, clock, UINT64_MAX});
    }
    while (!status && at_item(s, &item)) {
        bool hidden;
        if ((status = is_hidden(&hidden, s)) || !hidden) break;
        status = next(s);
    }
    if (status || !at_item(s, &item)) return status;
    status = mog_snapshot_check(out, s->reader->snapshot, &s->key, &s->value, s->err);
    if (!status && !mog_text_equal(mog_record_subject(*out), s->subject->name)) {
        status = mog_store_damaged(s->err, "record %llu lies under another subject", (unsigned long long)s->key.id);
    }
    return status ? status : next_item(s, &item);
}

/* The record in the policy's layout. */
static mog_status adapt(const mog_record **record, scan *s, binding *bound)
{
    version v;
    mog_status status = find_version(&v, s->reader, bound, (*record)->version, s->err);
    if (!status && (*record)->flags & MOG_RECORD_SEALED)
        status = mog_snapshot_open_record(record, s->reader->snapshot, s->arena, *record, v.layout, true, s->err);
    if (status || v.alike) return status;
    const mog_record *converted = mog_record_convert(s->arena, *record, v.layout, bound->kind);
    if (!converted) {
        return mog_fail(s->err, MOG_SYSTEM, "record %llu is too large for the kind's new fields",
                        (unsigned long long)(*record)->id);
    }
    *record = converted;
    return MOG_OK;
}

static void push(mog_current_reader *reader, const mog_record *record, mog_text item)
{
    MOG_PUSH(reader->elements, reader->element_count, reader->element_capacity) =
        (mog_element){.record = record, .row = record ? mog_record_row(record) : NULL, .item = item};
}

static int by_item(const void *a, const void *b)
{
    return mog_text_compare(((const mog_element *)a)->item, ((const mog_element *)b)->item);
}

static void sort(mog_current_reader *reader)
{
    if (reader->element_count) qsort(reader->elements, reader->element_count, sizeof *reader->elements, by_item);
}

/* Items, sorted, against the census, sorted: drops those that it rules out, and adds those that only it names. */
static void apply_census(mog_current_reader *reader, const mog_record *census)
{
    size_t count = reader->element_count;
    uint32_t named = 0, names = mog_record_census_count(census);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        mog_element element = reader->elements[i];
        int order = 1;
        while (named < names) {
            mog_text name = mog_record_census_at(census, named);
            order = mog_text_compare(name, element.item);
            if (order >= 0) break;
            push(reader, NULL, name);
            named++;
        }
        bool is_named = named < names && order == 0;
        if (is_named) named++;
        if (is_named || element.record->observed > census->observed) reader->elements[kept++] = element;
    }
    for (; named < names; named++) push(reader, NULL, mog_record_census_at(census, named));
    /* What was added lies after all that were there. */
    size_t added = reader->element_count - count;
    if (added) memmove(reader->elements + kept, reader->elements + count, added * sizeof *reader->elements);
    reader->element_count = kept + added;
}

static void keep(mog_current *current, mog_current_reader *reader, mog_arena *arena, const mog_record *census)
{
    if (census) {
        sort(reader);
        apply_census(reader, census);
    }
    sort(reader);
    size_t count = reader->element_count;
    mog_element *elements = mog_take_array(arena, mog_element, count);
    if (count) memcpy(elements, reader->elements, count * sizeof *elements);
    *current = (mog_current){.elements = elements, .count = (uint32_t)count, .census = census};
}

/* The cursor is at the kind's first record. */
static mog_status read_kind(mog_current *out, scan *s, binding *bound)
{
    mog_current_reader *reader = s->reader;
    mog_record_key kind = s->key;
    const mog_record *census = NULL;
    mog_status status = MOG_OK;
    reader->element_count = 0;
    while (!status && s->found && s->key.kind == kind.kind) {
        const mog_record *record;
        status = newest(&record, s);
        if (status || !record) continue;
        if (record->flags & MOG_RECORD_CENSUS) {
            if (bound->kind->many) census = record;
            else
                status = mog_store_damaged(s->err, "record %llu is a census of a plain kind",
                                           (unsigned long long)record->id);
        } else if (!(status = adapt(&record, s, bound))) {
            push(reader, record, mog_record_item(record));
        }
    }
    if (status) return status;
    keep(out, reader, s->arena, census);
    return MOG_OK;
}

mog_status mog_current_read(const mog_subject_table **out, mog_current_reader *reader, const mog_subject *subject,
                            mog_error *err)
{
    scan s = {.reader = reader, .arena = reader->arena, .subject = subject, .err = err};
    const char *colon = subject->name.size ? memchr(subject->name.at, ':', subject->name.size) : NULL;
    size_t type = colon ? (size_t)(colon - subject->name.at) : subject->name.size;
    mog_arena_reset(reader->arena);
    memset(reader->table.kinds, 0, reader->kind_count * sizeof *reader->table.kinds);
    reader->table.subject = subject->name;
    reader->table.type = (mog_text){subject->name.at, type};
    reader->table.tail =
        (mog_text){subject->name.at + type + (colon != NULL), subject->name.size - type - (colon != NULL)};

    mog_status status = seek(&s, mog_first_key(subject->id, 0, 0));
    while (!status && s.found) {
        binding *bound = find_binding(reader, s.key.kind);
        status = bound ? read_kind(&reader->table.kinds[bound->kind->index], &s, bound) : next_kind(&s);
    }
    if (status) mog_snapshot_place(reader->snapshot, err);
    *out = status ? NULL : &reader->table;
    return status;
}

mog_status mog_current_read_kinds(mog_current *out, mog_current_reader *reader, mog_arena *arena,
                                  const mog_subject *subject, const uint32_t *kinds, uint32_t kind_count,
                                  mog_error *err)
{
    scan s = {.reader = reader, .arena = arena, .subject = subject, .err = err};
    mog_status status = MOG_OK;
    for (uint32_t i = 0; i < kind_count && !status; i++) {
        binding *bound = reader->binding_of[kinds[i]];
        out[i] = (mog_current){0};
        if (!bound || !subject->id) continue;
        status = seek(&s, mog_first_key(subject->id, bound->id, 0));
        if (!status && s.found && s.key.kind == bound->id) status = read_kind(&out[i], &s, bound);
    }
    if (status) mog_snapshot_place(reader->snapshot, err);
    return status;
}

mog_status mog_current_each(const mog_policy *policy, const mog_kind *kind, mog_snapshot *snapshot, mog_time clock,
                            mog_current_take *take, void *context, mog_error *err)
{
    mog_arena *scratch = mog_arena_new(), *list = mog_arena_new();
    mog_current_reader *reader = NULL;
    mog_subject *subjects;
    size_t count = 0;
    mog_status status = mog_current_reader_new(&reader, policy, snapshot, clock, err);
    if (!status) status = mog_snapshot_subjects(&subjects, &count, list, snapshot, err);
    for (size_t i = 0; !status && i < count; i++) {
        mog_current current;
        if (!mog_kind_is_about_subject(kind, subjects[i].name)) continue;
        mog_arena_reset(scratch);
        status = mog_current_read_kinds(&current, reader, scratch, &subjects[i], &kind->index, 1, err);
        for (uint32_t e = 0; !status && e < current.count; e++) take(context, subjects[i].name, &current.elements[e]);
    }
    mog_current_reader_free(reader);
    mog_arena_free(scratch);
    mog_arena_free(list);
    return status;
}
