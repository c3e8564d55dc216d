#include "cli/choosing.h"

#include <errno.h>
#include <stdlib.h>

static mog_status no_subject(cli_context *cli, mog_snapshot *snapshot, const char *wanted, mog_error *err)
{
    mog_subject *subjects;
    size_t count;
    mog_status status = mog_snapshot_subjects(&subjects, &count, cli->arena, snapshot, err);
    if (status) return status;
    mog_text *names = mog_take_array(cli->arena, mog_text, count);
    for (size_t i = 0; i < count; i++) names[i] = subjects[i].name;
    mog_fail(err, MOG_INPUT, "there is no evidence about `%s`", wanted);
    int nearest = mog_text_nearest(mog_text_of(wanted), names, count);
    if (nearest >= 0) mog_error_hint(err, "did you mean `%.*s`?", (int)names[nearest].size, names[nearest].at);
    return MOG_INPUT;
}

mog_status cli_choose_subject(uint32_t *out, cli_context *cli, mog_snapshot *snapshot, const char *wanted,
                              mog_error *err)
{
    mog_text name = mog_text_of(wanted);
    *out = 0;
    if (mog_utf8_valid(name) == name.size) {
        mog_status status = mog_snapshot_find(out, snapshot, mog_text_nfc(cli->arena, name), err);
        if (status || *out) return status;
    }
    return no_subject(cli, snapshot, wanted, err);
}

mog_status cli_choose_kind(uint32_t *out, const cli_context *cli, mog_snapshot *snapshot, const char *wanted,
                           mog_error *err)
{
    mog_status status = mog_snapshot_find(out, snapshot, mog_text_of(wanted), err);
    if (status || *out) return status;
    (void)cli;
    mog_fail(err, MOG_INPUT, "there is no evidence of kind `%s`", wanted);
    mog_error_hint(err, "`mognad evidence list` without --kind shows which kinds there are");
    return MOG_INPUT;
}

mog_status cli_choice_read(cli_choice *out, cli_context *cli, mog_snapshot *snapshot, mog_error *err)
{
    const char *subject = cli_value(cli, "subject"), *kind = cli_value(cli, "kind");
    mog_status status = MOG_OK;
    *out = (cli_choice){.has_as_of = cli->has_clock, .as_of = cli->clock};
    if (subject) status = cli_choose_subject(&out->subject, cli, snapshot, subject, err);
    if (!status && kind) status = cli_choose_kind(&out->kind, cli, snapshot, kind, err);
    return status;
}

/* ---- records */

typedef struct choosing {
    const cli_choice *choice;
    cli_chosen *out;
    const mog_record *last, *census; /* the newest of the item at hand; that of the kind at hand, NULL: none */
} choosing;

static bool same_kind(const mog_record *a, const mog_record *b)
{
    return a && a->kind == b->kind && mog_text_equal(mog_record_subject(a), mog_record_subject(b));
}

static bool same_item(const mog_record *a, const mog_record *b)
{
    return same_kind(a, b) && (a->flags & MOG_RECORD_CENSUS) == (b->flags & MOG_RECORD_CENSUS) &&
           mog_text_equal(mog_record_item(a), mog_record_item(b));
}

/* The walk meets the census of a kind before its items, and of each the newest first. Views hold as long as the snapshot. */
static bool is_current(choosing *c, const mog_record *record)
{
    if (same_item(c->last, record)) return false;
    if (!same_kind(c->last, record)) c->census = NULL;
    c->last = record;
    if (record->flags & MOG_RECORD_CENSUS) {
        c->census = record;
        return true;
    }
    return !c->census || record->observed > c->census->observed ||
           mog_record_census_names(c->census, mog_record_item(record));
}

static mog_status visit(void *context, const mog_record *record, mog_error *err)
{
    choosing *c = context;
    (void)err;
    if (c->choice->has_as_of && record->observed > c->choice->as_of) return MOG_OK;
    if (c->choice->current && !is_current(c, record)) return MOG_OK;
    MOG_PUSH(c->out->ids, c->out->count, c->out->capacity) = record->id;
    return MOG_OK;
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

mog_status cli_choose_records(cli_chosen *out, mog_snapshot *snapshot, const cli_choice *choice, mog_error *err)
{
    choosing c = {.choice = choice, .out = out};
    mog_status status = choice->standing || choice->current
                            ? mog_snapshot_walk_standing(snapshot, choice->subject, choice->kind, visit, &c, err)
                            : mog_snapshot_walk(snapshot, choice->subject, choice->kind, visit, &c, err);
    if (!status && out->count) qsort(out->ids, out->count, sizeof *out->ids, ascending);
    return status;
}

void cli_chosen_free(cli_chosen *chosen)
{
    free(chosen->ids);
    *chosen = (cli_chosen){0};
}

/* ---- one record */

mog_status cli_read_id(uint64_t *out, const cli_context *cli, const char *word, mog_error *err)
{
    char *end;
    errno = 0;
    *out = strtoull(word, &end, 10);
    if (word[0] >= '0' && word[0] <= '9' && !*end && *out && errno != ERANGE) return MOG_OK;
    return cli_usage(err, cli, "`%s` is not the number of a record", word);
}

mog_status cli_find_record(const mog_record **record_view, const mog_kind **layout, const cli_context *cli,
                           mog_snapshot *snapshot, uint64_t id, mog_error *err)
{
    mog_status status = mog_snapshot_record(record_view, snapshot, id, err);
    if (status) return status;
    if (*record_view) return mog_snapshot_layout(layout, snapshot, (*record_view)->kind, (*record_view)->version, err);
    mog_fail(err, MOG_INPUT, "there is no record %llu", (unsigned long long)id);
    if (cli->has_known_at) mog_error_hint(err, "at the time of --known-at, that is");
    else mog_error_hint(err, "`mognad evidence list` shows the records there are");
    return MOG_INPUT;
}
