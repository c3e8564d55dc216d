/* run.h: assessments on record: what went in, by hash, and what came out.
 *
 * A run is a change of type RUN_RECORDED. Its note says
 *
 *     run         the id: BLAKE2b-256 over the inputs (docs/scoring.md, A run)
 *     program     "mognad 0.5.0"        clock       of the assessment
 *     changes     journal changes that it saw, and      root   of the journal's tree after them
 *     policies    BLAKE2b-256 of all policy files' digests      plugins   those that were used: name, version, digest
 *     profile, subject, rule     what was chosen; null: all
 *     model       of the scores         results, strict, known, coverage, level, degraded     the figures of the whole
 *     yardstick   BLAKE2b-256 over program, policies, profile and plugins (resume.h)
 *     report      BLAKE2b-256 of what `assess --format json` writes into a pipe
 *     rescored    number of the run whose evidence was looked at again with other policies; null: none
 *     previous    number of the run on record before it; 0: none
 *     kept        (engine/store/kept.h) "policies": the policy files, so that the run can be made again by the store alone,
 *                 "results": a line of JSON for each verdict, as in the report with what it costs as `loss`, "state": all results exactly (state.h), "scores": the report without its results, and under `groups` what
 *                 `score --by` gives
 *
 * Notes are never trusted to be whole: what is missing or of another type is MOG_SYSTEM, damage.
 */
#ifndef MOG_ENGINE_RUN_RUN_H
#define MOG_ENGINE_RUN_RUN_H

#include "dsl/compile.h"
#include "engine/host/host.h"
#include "engine/score/grouping.h"
#include "engine/store/kept.h"

typedef struct mog_run {
    uint64_t number; /* of the change */
    mog_time recorded;
    mog_text by; /* who recorded it */
    mog_text id; /* hexadecimal */
    mog_text program;
    mog_time clock;
    uint64_t changes;
    mog_text root, policies;         /* hexadecimal */
    mog_text profile, subject, rule; /* empty: all */
    mog_text model;
    mog_text yardstick; /* hexadecimal; empty for runs that did not note it (resume.h) */
    uint64_t results;
    double strict, known, coverage; /* NaN: none */
    int level;                      /* MOG_NO_MATURITY: none */
    bool degraded;
    mog_text report;             /* hexadecimal */
    uint64_t rescored, previous; /* 0: none */
    const mog_kept *kept;        /* empty for runs that were recorded before runs kept anything */
    uint32_t kept_count;
} mog_run;

/* ---- recording */

typedef struct mog_run_making {
    const mog_assessment *assessment;
    const mog_scores *scores;
    const mog_host *host;            /* whose plugins were used */
    mog_text profile, subject, rule; /* as they were chosen */
    const mog_named_controls *named; /* requirement groups, whose figures are kept too */
    uint32_t named_count;
    uint64_t rescored;
} mog_run_making;

/* Adds the change to the batch. *already: a run with the same id and the same report is on record as `number`, and nothing is added. */
mog_status mog_run_record(uint64_t *number, bool *already, mog_batch *batch, const mog_run_making *making,
                          mog_error *err);

/* ---- reading */

/* All runs that the snapshot sees, the earliest first, from `arena`. */
mog_status mog_run_list(const mog_run **out, size_t *count, mog_arena *arena, mog_snapshot *snapshot, mog_error *err);

/* By its number, by the beginning of its id (six digits or more), or by `last`, `last-1`, …, `first`. MOG_INPUT: there is none, or several. */
mog_status mog_run_find(mog_run *out, mog_arena *arena, mog_snapshot *snapshot, mog_text name, mog_error *err);

/* What it kept under a name; held against its digest. MOG_INPUT: it was recorded by a program that kept nothing yet. */
mog_status mog_run_kept(mog_text *out, mog_arena *arena, mog_snapshot *snapshot, const mog_run *run, const char *name,
                        mog_error *err);

/* The policy files of the run, for mog_compile_with; texts are from `arena`. */
mog_status mog_run_policies(const mog_input **out, size_t *count, mog_arena *arena, mog_snapshot *snapshot,
                            const mog_run *run, mog_error *err);

/* A result as it was recorded. */
typedef struct mog_run_result {
    mog_text rule, subject;
    mog_text control; /* "8.13" */
    mog_verdict verdict;
    double achievement; /* NaN: none */
    double loss;        /* mog_score_loss, as a number: what it costs compliance */
    uint32_t level;
    bool excepted;            /* an exception was in force */
    const uint64_t *evidence; /* record ids, ascending */
    uint32_t evidence_count;
    mog_text reason; /* may be empty */
    const mog_text *findings;
    uint32_t finding_count;
} mog_run_result;

/* The results, sorted by rule and then by subject (by bytes), from `arena`. */
mog_status mog_run_results(const mog_run_result **out, size_t *count, mog_arena *arena, mog_snapshot *snapshot,
                           const mog_run *run, mog_error *err);

/* The scores: "summary", "themes", "controls" and so on, as in the report; a new reference. */
mog_status mog_run_scores(json_t **out, mog_snapshot *snapshot, const mog_run *run, mog_error *err);

#endif
