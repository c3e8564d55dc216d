/* kept.c: reading what a run kept. */
#include "engine/run/run.h"

#include "engine/store/environment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

mog_status mog_run_kept(mog_text *out, mog_arena *arena, mog_snapshot *snapshot, const mog_run *run, const char *name,
                        mog_error *err)
{
    for (uint32_t i = 0; i < run->kept_count; i++)
        if (mog_text_equal(run->kept[i].name, mog_text_of(name)))
            return mog_snapshot_kept(out, arena, snapshot, &run->kept[i], err);
    mog_fail(err, MOG_INPUT, "run %llu did not keep its %s", (unsigned long long)run->number, name);
    mog_error_hint(err, "it was recorded by %.*s; `mognad rescore` makes runs of the same evidence that keep theirs",
                   (int)run->program.size, run->program.at);
    return MOG_INPUT;
}

static mog_status not_so(const mog_run *run, const char *name, mog_error *err)
{
    return mog_store_damaged(err, "the %s that run %llu kept cannot be read", name, (unsigned long long)run->number);
}

/* ---- policies */

static bool take_inputs(mog_input *out, size_t count, mog_arena *arena, const json_t *list)
{
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(list, i);
        const json_t *path = json_object_get(one, "path"), *text = json_object_get(one, "text");
        if (!json_is_string(path) || !json_is_string(text)) return false;
        out[i].path = (mog_text){mog_arena_copy(arena, json_string_value(path), json_string_length(path)),
                                 json_string_length(path)};
        out[i].text = (mog_text){mog_arena_copy(arena, json_string_value(text), json_string_length(text)),
                                 json_string_length(text)};
    }
    return true;
}

mog_status mog_run_policies(const mog_input **out, size_t *count, mog_arena *arena, mog_snapshot *snapshot,
                            const mog_run *run, mog_error *err)
{
    mog_text text;
    json_t *list;
    mog_status status = mog_run_kept(&text, arena, snapshot, run, "policies", err);
    if (status) return status;
    if (mog_json_parse(&list, text, 0, NULL)) return not_so(run, "policies", err);
    *count = json_array_size(list);
    mog_input *inputs = mog_take_array(arena, mog_input, *count);
    if (!json_is_array(list) || !take_inputs(inputs, *count, arena, list)) status = not_so(run, "policies", err);
    json_decref(list);
    *out = inputs;
    return status;
}

/* ---- results */

static mog_text keep(mog_arena *arena, const json_t *value)
{
    if (!json_is_string(value)) return (mog_text){0};
    return (mog_text){mog_arena_copy(arena, json_string_value(value), json_string_length(value)),
                      json_string_length(value)};
}

static bool find_verdict(mog_verdict *out, const json_t *value)
{
    const char *word = json_string_value(value);
    for (int v = 0; word && v < MOG_VERDICT_COUNT; v++) {
        *out = (mog_verdict)v;
        if (strcmp(word, mog_verdict_word(*out)) == 0) return true;
    }
    return false;
}

static bool take_evidence(mog_run_result *out, mog_arena *arena, const json_t *list)
{
    out->evidence_count = (uint32_t)json_array_size(list);
    uint64_t *ids = mog_take_array(arena, uint64_t, out->evidence_count);
    for (uint32_t i = 0; i < out->evidence_count; i++) {
        const json_t *id = json_array_get(list, i);
        if (!json_is_integer(id) || json_integer_value(id) <= 0) return false;
        ids[i] = (uint64_t)json_integer_value(id);
    }
    out->evidence = ids;
    return json_is_array(list);
}

static bool take_result(mog_run_result *out, mog_arena *arena, const json_t *line)
{
    const json_t *achievement = json_object_get(line, "achievement"), *findings = json_object_get(line, "findings");
    *out = (mog_run_result){
        .rule = keep(arena, json_object_get(line, "rule")),
        .subject = keep(arena, json_object_get(line, "subject")),
        .control = keep(arena, json_object_get(line, "control")),
        .reason = keep(arena, json_object_get(line, "reason")),
        .achievement = json_is_number(achievement) ? json_number_value(achievement) : NAN,
        .loss = json_number_value(json_object_get(line, "loss")),
        .level = (uint32_t)json_integer_value(json_object_get(line, "level")),
        .excepted = json_is_object(json_object_get(line, "excepted")),
        .finding_count = (uint32_t)json_array_size(findings),
    };
    mog_text *texts = mog_take_array(arena, mog_text, out->finding_count);
    for (uint32_t i = 0; i < out->finding_count; i++) texts[i] = keep(arena, json_array_get(findings, i));
    out->findings = texts;
    return out->rule.size && out->subject.size && find_verdict(&out->verdict, json_object_get(line, "verdict")) &&
           take_evidence(out, arena, json_object_get(line, "evidence"));
}

static int by_rule_and_subject(const void *a, const void *b)
{
    const mog_run_result *x = a, *y = b;
    int order = mog_text_compare(x->rule, y->rule);
    return order ? order : mog_text_compare(x->subject, y->subject);
}

static size_t count_lines(mog_text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) count += text.at[i] == '\n';
    return count;
}

mog_status mog_run_results(const mog_run_result **out, size_t *count, mog_arena *arena, mog_snapshot *snapshot,
                           const mog_run *run, mog_error *err)
{
    mog_text text;
    mog_arena *scratch = mog_arena_new();
    mog_status status = mog_run_kept(&text, scratch, snapshot, run, "results", err);
    size_t lines = status ? 0 : count_lines(text), made = 0;
    mog_run_result *results = mog_take_array(arena, mog_run_result, lines);
    for (size_t at = 0; !status && at < text.size;) {
        const char *end = memchr(text.at + at, '\n', text.size - at);
        size_t size = end ? (size_t)(end - (text.at + at)) : text.size - at;
        json_t *line = NULL;
        if (!end || mog_json_parse(&line, (mog_text){text.at + at, size}, 0, NULL) ||
            !take_result(&results[made++], arena, line))
            status = not_so(run, "results", err);
        json_decref(line);
        at += size + 1;
    }
    mog_arena_free(scratch);
    if (made) qsort(results, made, sizeof *results, by_rule_and_subject);
    *out = results;
    *count = made;
    return status;
}

/* ---- scores */

mog_status mog_run_scores(json_t **out, mog_snapshot *snapshot, const mog_run *run, mog_error *err)
{
    mog_text text;
    mog_arena *scratch = mog_arena_new();
    *out = NULL;
    mog_status status = mog_run_kept(&text, scratch, snapshot, run, "scores", err);
    if (!status && (mog_json_parse(out, text, 0, NULL) || !json_is_object(*out))) status = not_so(run, "scores", err);
    mog_arena_free(scratch);
    return status;
}
