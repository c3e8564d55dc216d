#include "cli/history.h"

#include "cli/field_changes.h"
#include "cli/story.h"
#include "dsl/pool.h"
#include "engine/ingest/ingest.h"
#include "engine/store/journal.h"

#include <stdlib.h>
#include <string.h>

typedef struct making {
    cli_context *cli;
    mog_snapshot *snapshot;
    mog_text subject;
    mog_text item; /* the only one asked for */
    bool has_item;
    json_t *records;
    mog_pool items;   /* those met */
    uint64_t *latest; /* by their place in the pool: the record met last */
    size_t latest_count, latest_capacity;
    uint64_t census; /* the one met last; 0: none */
    bool was_erased; /* some value was */
} making;

/* As JSON, without personal values. */
static mog_status read_json(json_t **out, making *m, uint64_t id, mog_error *err)
{
    const mog_record *record;
    const mog_kind *layout;
    mog_arena *arena = mog_arena_new();
    mog_status status = cli_find_record(&record, &layout, m->cli, m->snapshot, id, err);
    if (!status) status = mog_snapshot_open_record(&record, m->snapshot, arena, record, layout, false, err);
    if (!status) *out = mog_record_to_json(record, layout, false);
    mog_arena_free(arena);
    return status;
}

/* The record of the same item that was met before, and `id` in its place. */
static uint64_t swap_latest(making *m, const json_t *record, uint64_t id)
{
    uint64_t before;
    if (json_object_get(record, "census")) {
        before = m->census;
        m->census = id;
        return before;
    }
    const char *item = cli_text_of(record, "item");
    size_t place = mog_pool_add(&m->items, item, strlen(item), NULL);
    while (m->latest_count <= place) MOG_PUSH(m->latest, m->latest_count, m->latest_capacity) = 0;
    before = m->latest[place];
    m->latest[place] = id;
    return before;
}

/* ---- censuses */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char **sorted(const json_t *array)
{
    size_t count = json_array_size(array);
    const char **texts = mog_allocate((count + 1) * sizeof *texts);
    for (size_t i = 0; i < count; i++) texts[i] = json_string_value(json_array_get(array, i));
    if (count) qsort(texts, count, sizeof *texts, by_text);
    return texts;
}

/* Those of `all` that are not among `others`. */
static json_t *missing(const json_t *all, const json_t *others)
{
    json_t *out = mog_json_array();
    size_t count = json_array_size(others);
    const char **there = sorted(others);
    for (size_t i = 0; i < json_array_size(all); i++) {
        const char *name = json_string_value(json_array_get(all, i));
        if (!count || !bsearch(&name, there, count, sizeof *there, by_text))
            mog_json_append(out, mog_json_made(json_string(name)));
    }
    free(there);
    return out;
}

static bool names(const json_t *array, mog_text item)
{
    for (size_t i = 0; i < json_array_size(array); i++)
        if (mog_text_equal(mog_text_of(json_string_value(json_array_get(array, i))), item)) return true;
    return false;
}

/* ---- records */

static void set_changes(json_t *record, const json_t *before)
{
    const json_t *census = json_object_get(record, "census");
    if (census) {
        const json_t *older = json_object_get(before, "census");
        mog_json_set(record, "came", missing(census, older));
        mog_json_set(record, "went", missing(older, census));
    } else {
        mog_json_set(record, "changes",
                     cli_field_changes(json_object_get(before, "fields"), json_object_get(record, "fields")));
    }
}

/* Of the item asked for, or a census that it came or went with. */
static bool is_wanted(const making *m, const json_t *record)
{
    if (!m->has_item) return true;
    if (!json_object_get(record, "census")) return mog_text_equal(mog_text_of(cli_text_of(record, "item")), m->item);
    return names(json_object_get(record, "came"), m->item) || names(json_object_get(record, "went"), m->item);
}

/* Takes `record` over. */
static mog_status append(making *m, json_t *record, uint64_t id, uint64_t before, mog_error *err)
{
    json_t *told = mog_json_object();
    mog_json_set(told, "id", json_incref(json_object_get(record, "id")));
    mog_json_set(told, "recorded", json_incref(json_object_get(record, "recorded")));
    mog_status status = cli_set_recorder(told, m->snapshot, id, err);
    if (json_object_update(told, record)) mog_out_of_memory();
    json_decref(record);
    mog_json_set(told, "before", before ? mog_json_made(json_integer((json_int_t)before)) : json_null());
    if (json_object_get(told, "erased")) m->was_erased = true;
    mog_json_append(m->records, told);
    if (!status) status = cli_set_retraction(told, m->snapshot, id, err);
    return status ? status : cli_set_attachments(told, m->snapshot, id, err);
}

static mog_status add_record(making *m, uint64_t id, mog_error *err)
{
    json_t *record = NULL, *before = NULL;
    mog_status status = read_json(&record, m, id, err);
    if (status) return status;
    uint64_t before_id = swap_latest(m, record, id);
    if (before_id) status = read_json(&before, m, before_id, err);
    if (!status) set_changes(record, before);
    json_decref(before);
    if (!status && is_wanted(m, record)) return append(m, record, id, before_id, err);
    json_decref(record);
    return status;
}

/* ---- erasures */

/* Which persons' values a record held is not known any more, so those about the subject are told. */
static mog_status add_erasure(json_t *array, making *m, const mog_change *change, mog_error *err)
{
    mog_text line;
    bool found;
    json_t *note;
    mog_status status = mog_snapshot_note(&line, &found, m->snapshot, change->number, err);
    if (!status && found) status = mog_json_parse(&note, line, 0, err);
    if (status || !found) return status;
    const char *subject = json_string_value(json_object_get(note, "subject"));
    if (!subject || mog_text_equal(mog_text_of(subject), m->subject)) {
        json_t *one = mog_json_object();
        mog_json_set(one, "change", mog_json_made(json_integer((json_int_t)change->number)));
        mog_json_set(one, "recorded", mog_json_time(change->recorded));
        mog_json_set(one, "by", mog_json_text(mog_text_of(change->by)));
        mog_json_set(one, "reason", json_incref(json_object_get(note, "reason")));
        mog_json_append(array, one);
    }
    json_decref(note);
    return MOG_OK;
}

static mog_status set_erasures(json_t *out, making *m, mog_error *err)
{
    mog_status status = MOG_OK;
    json_t *array = mog_json_array();
    for (uint64_t number = 1; number <= mog_snapshot_last(m->snapshot) && !status; number++) {
        mog_change change;
        bool found;
        status = mog_snapshot_change(&change, &found, m->snapshot, number, err);
        if (!status && found && change.type == MOG_CHANGE_ERASED) status = add_erasure(array, m, &change, err);
    }
    mog_json_set(out, "erasures", array);
    return status;
}

mog_status cli_history_make(json_t **out, cli_context *cli, mog_snapshot *snapshot, const cli_chosen *chosen,
                            const char *subject, const char *kind, const char *item, mog_error *err)
{
    making m = {.cli = cli, .snapshot = snapshot, .records = mog_json_array()};
    mog_status status = MOG_OK;
    *out = mog_json_object();
    m.subject = mog_text_nfc(cli->arena, mog_text_of(subject)); /* it was found, so it is valid */
    mog_json_set(*out, "subject", mog_json_text(m.subject));
    mog_json_set(*out, "kind", mog_json_text(mog_text_of(kind)));
    if (item) {
        m.has_item = true;
        m.item = mog_text_of(item);
        if (mog_utf8_valid(m.item) == m.item.size) m.item = mog_text_nfc(cli->arena, m.item);
        mog_json_set(*out, "item", mog_json_text(m.item));
    }
    mog_json_set(*out, "records", m.records);
    for (size_t i = 0; i < chosen->count && !status; i++) status = add_record(&m, chosen->ids[i], err);
    if (!status && m.was_erased) status = set_erasures(*out, &m, err);
    mog_pool_free(&m.items);
    free(m.latest);
    return status;
}

/* ---- in words */

#define MOST_NAMES 20 /* of a census that are named */

static void print_line(const cli_context *cli, const char *text)
{
    mog_buffer line = {0};
    mog_buffer_format(&line, "      %s", text);
    cli_print_wrapped(cli, 8, (mog_text){line.at, line.size});
    mog_buffer_free(&line);
}

static void print_names(const cli_context *cli, const char *what, const json_t *all)
{
    mog_buffer line = {0};
    size_t count = json_array_size(all), shown = count < MOST_NAMES ? count : MOST_NAMES;
    if (!count) return;
    mog_buffer_format(&line, "%s: ", what);
    for (size_t i = 0; i < shown; i++)
        mog_buffer_format(&line, "%s%s", i ? ", " : "", json_string_value(json_array_get(all, i)));
    if (shown < count) mog_buffer_format(&line, CLI_SAY(cli, " and %zu more", " och %zu till"), count - shown);
    print_line(cli, line.at);
    mog_buffer_free(&line);
}

static void print_head(const cli_context *cli, const json_t *record)
{
    mog_buffer line = {0};
    const char *item = cli_text_of(record, "item"), *source = cli_text_of(record, "source");
    mog_assurance assurance = (mog_assurance)mog_assurance_find(mog_text_of(cli_text_of(record, "assurance")));
    bool census = json_object_get(record, "census");
    mog_buffer_format(&line, "%lld", (long long)json_integer_value(json_object_get(record, "id")));
    if (census) mog_buffer_format(&line, "  %s", CLI_SAY(cli, "(census)", "(förteckning)"));
    else if (*item) mog_buffer_format(&line, "  %s", item);
    mog_buffer_format(&line, "  %s %s, %s %s %s %s, %s", CLI_SAY(cli, "observed", "observerad"),
                      cli_time_of(cli, record, "observed"), CLI_SAY(cli, "recorded", "registrerad"),
                      cli_time_of(cli, record, "recorded"), CLI_SAY(cli, "by", "av"), cli_text_of(record, "by"),
                      cli_assurance_word(cli, assurance));
    if (*source) mog_buffer_format(&line, ", %s %s", CLI_SAY(cli, "source", "källa"), source);
    cli_print_wrapped(cli, 6, (mog_text){line.at, line.size});
    mog_buffer_free(&line);
}

static void print_changes(const cli_context *cli, const json_t *record)
{
    const json_t *changes = json_object_get(record, "changes");
    for (size_t i = 0; i < json_array_size(changes); i++) {
        const json_t *change = json_array_get(changes, i);
        char *words = cli_change_words(change);
        mog_buffer line = {0};
        mog_buffer_format(&line, "%s: %s", cli_text_of(change, "path"), words);
        print_line(cli, line.at);
        mog_buffer_free(&line);
        free(words);
    }
    print_names(cli, CLI_SAY(cli, "came", "tillkom"), json_object_get(record, "came"));
    print_names(cli, CLI_SAY(cli, "went", "försvann"), json_object_get(record, "went"));
    bool none = json_is_array(changes) ? !json_array_size(changes)
                                       : !json_array_size(json_object_get(record, "came")) &&
                                             !json_array_size(json_object_get(record, "went"));
    if (none && !json_is_null(json_object_get(record, "before")))
        print_line(cli, CLI_SAY(cli, "says the same as the one before", "säger detsamma som den förra"));
}

static void print_record(cli_context *cli, const json_t *record)
{
    const json_t *retracted = json_object_get(record, "retracted"), *attached = json_object_get(record, "attachments");
    bool is_first = json_is_null(json_object_get(record, "before"));
    print_head(cli, record);
    if (is_first && json_object_get(record, "fields"))
        cli_print_fields(cli, json_object_get(record, "fields"), UINT32_MAX);
    else print_changes(cli, record);
    print_names(cli, CLI_SAY(cli, "personal, withheld", "personuppgifter, utelämnade"),
                json_object_get(record, "withheld"));
    print_names(cli, CLI_SAY(cli, "erased", "raderat"), json_object_get(record, "erased"));
    for (size_t i = 0; i < json_array_size(attached); i++)
        print_line(cli, cli_attachment_words(cli, json_array_get(attached, i)));
    if (retracted) print_line(cli, cli_retraction_words(cli, retracted));
}

void cli_history_print(cli_context *cli, const json_t *history)
{
    const json_t *records = json_object_get(history, "records"), *erasures = json_object_get(history, "erasures");
    for (size_t i = 0; i < json_array_size(records); i++) print_record(cli, json_array_get(records, i));
    for (size_t i = 0; i < json_array_size(erasures); i++) {
        const json_t *one = json_array_get(erasures, i);
        const char *line = mog_arena_format(
            cli->arena, "%s %s %s %s (%s %lld): %s",
            CLI_SAY(cli, "personal values about the subject were erased", "personuppgifter om objektet raderades"),
            cli_time_of(cli, one, "recorded"), CLI_SAY(cli, "by", "av"), cli_text_of(one, "by"),
            CLI_SAY(cli, "change", "ändring"), (long long)json_integer_value(json_object_get(one, "change")),
            cli_text_of(one, "reason"));
        cli_print_wrapped(cli, 6, mog_text_of(line));
    }
}
