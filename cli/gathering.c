#include "cli/gathering.h"

#include <stdlib.h>
#include <string.h>

#define MOST_SAID 100 /* messages of a plugin that are passed on, about one source */

mog_status cli_gathering_begin(cli_gathering *g, cli_context *cli, mog_error *err)
{
    *g = (cli_gathering){.cli = cli, .fault = MOG_ERROR_NONE};
    return cli_spool_new(&g->spool, err);
}

void cli_gathering_end(cli_gathering *g)
{
    mog_ingest_free(g->ingest);
    cli_spool_free(g->spool);
    free(g->sources);
}

cli_source *cli_gathering_source(cli_gathering *g, const char *name, const mog_ingest_defaults *defaults)
{
    mog_ingest_free(g->ingest);
    g->ingest = NULL;
    cli_source *source = &MOG_PUSH(g->sources, g->source_count, g->source_capacity);
    *source = (cli_source){.name = name, .defaults = *defaults};
    return source;
}

/* ---- taking records */

/* What the record lacks can be said on the command line too. */
static void hint_option(mog_error *cause, const cli_source *source)
{
    bool missing = mog_text_ends(mog_text_of(cause->message), MOG_TEXT("is missing"));
    bool observed = missing && strcmp(cause->place, "observed") == 0 && !source->defaults.has_observed;
    bool subject = missing && strcmp(cause->place, "subject") == 0 && source->defaults.subject.size == 0;
    if (!observed && !subject) return;
    cause->hint[0] = '\0';
    mog_error_hint(cause, observed ? "the file does not say when this was so: --observed 2026-11-01 does"
                                   : "the file does not say what this is about: --subject system:payroll does");
}

static void refuse(cli_gathering *g, const cli_source *source, uint64_t number, const mog_error *cause)
{
    mog_error located = *cause;
    hint_option(&located, source);
    located.place[0] = '\0';
    mog_error_place(&located, "%s: record %llu%s%s", source->name, (unsigned long long)number,
                    cause->place[0] ? ": " : "", cause->place);
    g->counts.refused++;
    cli_tell_refused(&g->refusals, &located);
}

static bool accept_record(void *context, mog_text record)
{
    cli_gathering *g = context;
    cli_source *source = &g->sources[g->source_count - 1];
    mog_error cause = MOG_ERROR_NONE;
    if (g->fault.status) return false;
    if (!g->ingest) g->ingest = mog_ingest_new(g->cli->policy, g->cli->now, &source->defaults);
    source->records++;
    if (mog_ingest_line(NULL, g->ingest, NULL, record, &cause)) {
        refuse(g, source, source->records, &cause);
        return false;
    }
    g->counts.added++;
    mog_progress_step(&g->progress, g->counts.added);
    cli_origin origin = {source->records, (uint32_t)(g->source_count - 1)};
    return cli_spool_add(g->spool, origin, record, &g->fault) == MOG_OK;
}

static void say(void *context, int level, mog_text message)
{
    static const mog_log_level levels[] = {MOG_LEVEL_NOTE, MOG_LEVEL_WARNING, MOG_LEVEL_ERROR};
    cli_gathering *g = context;
    mog_log_level ours = level >= 0 && level < 3 ? levels[level] : MOG_LEVEL_ERROR;
    cli_source *source = &g->sources[g->source_count - 1];
    if (source->said++ == MOST_SAID) mog_log_say(MOG_LEVEL_NOTE, "%s: more was said, and is left out", source->name);
    if (source->said <= MOST_SAID) mog_log_say(ours, "%.*s", (int)message.size, message.at);
}

mog_collecting cli_gathering_to(cli_gathering *g)
{
    return (mog_collecting){.accept = accept_record, .say = say, .context = g};
}

mog_status cli_gathering_fault(const cli_gathering *g, mog_error *err)
{
    if (g->fault.status && err && err->status == MOG_OK) *err = g->fault;
    return g->fault.status;
}

/* ---- giving them on */

/* Takes a member out of `from`, or the default where it is missing or null, and puts it last in `to`. */
static void move(json_t *to, json_t *from, const char *key, json_t *otherwise)
{
    json_t *there = json_object_get(from, key);
    bool has = there && !json_is_null(there);
    json_t *value = has ? json_incref(there) : otherwise;
    if (has && otherwise) json_decref(otherwise);
    if (there) json_object_del(from, key);
    if (value) mog_json_set(to, key, value);
}

static json_t *text_or_nothing(mog_text text)
{
    return text.size ? mog_json_text(text) : NULL;
}

/* With what it left out filled in. */
static json_t *complete(json_t *record, const mog_ingest_defaults *defaults)
{
    json_t *ordered = mog_json_object();
    move(ordered, record, "kind", NULL);
    move(ordered, record, "subject", text_or_nothing(defaults->subject));
    move(ordered, record, "item", NULL);
    move(ordered, record, "observed", defaults->has_observed ? mog_json_time(defaults->observed) : NULL);
    move(ordered, record, "source", text_or_nothing(defaults->source));
    if (json_object_update(ordered, record) != 0) mog_out_of_memory();
    return ordered;
}

mog_status cli_gathering_walk(cli_gathering *g, cli_gathered *visit, void *context, mog_error *err)
{
    mog_text text;
    cli_origin origin;
    mog_status status = cli_spool_rewind(g->spool, err);
    while (!status && !(status = cli_spool_next(&text, &origin, g->spool, err))) {
        json_t *record;
        const cli_source *source = &g->sources[origin.source];
        if ((status = mog_json_parse(&record, text, 0, err))) break;
        json_t *whole = complete(record, &source->defaults);
        status = visit(context, source, whole, err);
        json_decref(whole);
        json_decref(record);
    }
    return status == MOG_NO ? MOG_OK : status;
}

/* They were checked when they came; what the store itself refuses is met here. */
static mog_status add_all(mog_ingest_counts *counts, cli_gathering *g, mog_batch *batch, mog_error *err)
{
    mog_text text;
    cli_origin origin;
    uint32_t last = UINT32_MAX;
    uint64_t done = 0;
    mog_ingest *ingest = NULL;
    mog_status status = cli_spool_rewind(g->spool, err);
    mog_progress_begin(&g->progress, CLI_SAY(g->cli, "adding records", "lägger till poster"), g->counts.added);
    while (!status && !(status = cli_spool_next(&text, &origin, g->spool, err))) {
        mog_added added;
        mog_error cause = MOG_ERROR_NONE;
        const cli_source *source = &g->sources[origin.source];
        if (origin.source != last) {
            mog_ingest_free(ingest);
            ingest = mog_ingest_new(g->cli->policy, g->cli->now, &source->defaults);
            last = origin.source;
        }
        mog_progress_step(&g->progress, ++done);
        status = mog_ingest_line(&added, ingest, batch, text, &cause);
        if (status == MOG_INPUT) {
            refuse(g, source, origin.number, &cause);
            counts->refused++;
            status = MOG_OK;
        } else if (status) {
            *err = cause;
        } else if (added.identical) {
            counts->identical++;
        } else {
            counts->added++;
        }
    }
    mog_progress_end(&g->progress);
    mog_ingest_free(ingest);
    return status == MOG_NO ? MOG_OK : status;
}

mog_status cli_gathering_add(bool *kept, cli_gathering *g, bool keep_going, mog_error *err)
{
    mog_store *store = NULL;
    mog_batch *batch = NULL;
    mog_ingest_counts counts = {.refused = g->counts.refused};
    mog_status status;
    if ((status = mog_store_open(&store, g->cli->store, true, err))) goto done;
    if ((status = cli_begin_batch(&batch, store, g->cli, err))) goto done;
    if ((status = add_all(&counts, g, batch, err))) goto done;
    *kept = keep_going || counts.refused == 0;
    g->counts = counts;
    if (*kept) {
        status = mog_batch_commit(batch, err);
        batch = NULL;
    }
done:
    mog_batch_abort(batch);
    mog_store_close(store);
    return status;
}
