/* assess_world.h: what the tests of engine/assess share: a store in a folder that goes away, a policy from text, evidence from lines. */
#ifndef MOG_TESTS_ASSESS_WORLD_H
#define MOG_TESTS_ASSESS_WORLD_H

#include "dsl/compile.h"
#include "engine/assess/assess.h"
#include "engine/ingest/ingest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>

typedef struct world {
    char folder[64], store[80];
    mog_arena *arena;
    mog_policy *policy;
    mog_host *host;
    mog_assessment *assessment;
    mog_time clock;
    mog_error err;
} world;

static inline int set_up(void **state)
{
    world *w = mog_allocate(sizeof *w);
    memset(w, 0, sizeof *w);
    strcpy(w->folder, "/tmp/mognad-test-XXXXXX");
    if (!mkdtemp(w->folder)) return -1;
    snprintf(w->store, sizeof w->store, "%s/store", w->folder);
    w->arena = mog_arena_new();
    *state = w;
    mog_time_parse(&w->clock, MOG_TEXT("2026-11-01"));
    return mog_store_create(w->store, w->clock, &w->err) != MOG_OK;
}

static inline int remove_one(const char *path, const struct stat *about, int type, struct FTW *ftw)
{
    (void)about, (void)type, (void)ftw;
    return remove(path);
}

static inline int tear_down(void **state)
{
    world *w = *state;
    mog_assessment_free(w->assessment);
    mog_policy_free(w->policy);
    mog_host_free(w->host);
    nftw(w->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    mog_arena_free(w->arena);
    free(w);
    return 0;
}

/* Quotes are written as ' in these tests. */
static inline mog_text quoted(world *w, const char *text)
{
    char *copy = mog_arena_copy(w->arena, text, strlen(text));
    for (char *at = copy; *at; at++)
        if (*at == '\'') *at = '"';
    return mog_text_of(copy);
}

static inline void use_policy(world *w, const char *text)
{
    mog_diagnostics *diagnostics;
    mog_input input = {MOG_TEXT("test.mog"), quoted(w, text)};
    mog_policy_free(w->policy);
    mog_compile(&w->policy, &diagnostics, &input, 1, w->host ? &w->host->language : &(mog_plugins){0});
    if (diagnostics->errors) {
        mog_buffer out = {0};
        mog_diagnostic_render(&out, diagnostics, &diagnostics->at[0], true);
        fail_msg("%s", out.at);
    }
    mog_diagnostics_free(diagnostics);
}

/* The last NULL ends the lines. */
static inline void add_lines(world *w, const char *const *lines)
{
    mog_store *store;
    mog_batch *batch;
    mog_ingest *ingest = mog_ingest_new(w->policy, w->clock, &(mog_ingest_defaults){0});
    if (mog_store_open(&store, w->store, true, &w->err) || mog_batch_begin(&batch, store, w->clock, &w->err))
        fail_msg("%s", w->err.message);
    for (; *lines; lines++)
        if (mog_ingest_line(NULL, ingest, batch, quoted(w, *lines), &w->err))
            fail_msg("%s: %s [%s]", *lines, w->err.message, w->err.place);
    if (mog_batch_commit(batch, &w->err)) fail_msg("%s", w->err.message);
    mog_store_close(store);
    mog_ingest_free(ingest);
}
#define ADD(w, ...) add_lines(w, (const char *const[]){__VA_ARGS__, NULL})

static inline mog_status try_assess(world *w, const mog_assess_options *options)
{
    mog_assess_options how = *options;
    how.clock = how.clock ? how.clock : w->clock;
    mog_assessment_free(w->assessment);
    w->assessment = NULL;
    w->err = MOG_ERROR_NONE;
    return mog_assess(&w->assessment, w->store, w->policy, w->host, &how, &w->err);
}

static inline void assess(world *w, uint32_t jobs)
{
    if (try_assess(w, &(mog_assess_options){.jobs = jobs})) fail_msg("%s [%s]", w->err.message, w->err.place);
}

/* The result of `rule` (without its control) on `subject`; NULL: none. */
static inline const mog_result *find_result(const world *w, const char *rule, const char *subject)
{
    const mog_assessment *a = w->assessment;
    for (size_t i = 0; i < a->result_count; i++)
        if (mog_text_equal(a->policy->rules[a->results[i].rule].name, mog_text_of(rule)) &&
            mog_text_equal(a->subjects[a->results[i].subject].name, mog_text_of(subject)))
            return &a->results[i];
    return NULL;
}

static inline const mog_result *result_of(const world *w, const char *rule, const char *subject)
{
    const mog_result *result = find_result(w, rule, subject);
    if (!result) fail_msg("no result of %s on %s", rule, subject);
    return result;
}

static inline void assert_verdict_at(const world *w, const char *rule, const char *subject, mog_verdict wanted,
                                     int line)
{
    const mog_result *result = result_of(w, rule, subject);
    if (result->verdict != wanted)
        fail_msg("line %d: %s on %s is %s, not %s (%s)", line, rule, subject, mog_verdict_word(result->verdict),
                 mog_verdict_word(wanted), result->reason ? result->reason : "");
}
#define assert_verdict(w, rule, subject, tag) assert_verdict_at(w, rule, subject, MOG_VERDICT_##tag, __LINE__)

static inline void assert_reason_at(const world *w, const char *rule, const char *subject, const char *wanted, int line)
{
    const char *reason = result_of(w, rule, subject)->reason;
    if (!reason || strcmp(reason, wanted) != 0) fail_msg("line %d: the reason is `%s`, not `%s`", line, reason, wanted);
}
#define assert_reason(w, rule, subject, wanted) assert_reason_at(w, rule, subject, wanted, __LINE__)

#endif
