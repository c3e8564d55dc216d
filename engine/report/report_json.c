#include "engine/report/report.h"

#include <errno.h>
#include <math.h>

static json_t *level_or_null(int level)
{
    return level == MOG_NO_MATURITY ? json_null() : json_integer(level);
}

static json_t *control_id(mog_control_id id)
{
    char text[MOG_CONTROL_ID_TEXT];
    mog_control_id_format(text, id);
    return mog_json_string_or_null(text);
}

static json_t *achievement(int64_t achieved)
{
    if (achieved == MOG_ACHIEVEMENT_NONE) return json_null();
    return mog_json_figure((double)achieved / (double)MOG_ACHIEVEMENT_ONE);
}

static json_t *compliance(const mog_compliance *figures)
{
    json_t *out = mog_json_object();
    mog_json_set(out, "strict", mog_json_figure(figures->strict));
    mog_json_set(out, "known", mog_json_figure(figures->known));
    mog_json_set(out, "coverage", mog_json_figure(figures->coverage));
    return out;
}

static json_t *model_of(const mog_profile *profile)
{
    return mog_json_string_or_null(mog_model_word(profile ? profile->model : MOG_MODEL_CAPABILITY));
}

/* What only a profile moves is told only where there is one: weight, target, gap, what is excluded and the profile's name; what only an
 * exception moves, where one accepts something. */
static json_t *maturity(const mog_group_score *group, const mog_profile *profile)
{
    json_t *out = mog_json_object();
    mog_json_set(out, "level", level_or_null(group->level));
    mog_json_set(out, "mean", mog_json_figure(group->mean));
    mog_json_set(out, "floor", level_or_null(group->floor));
    if (profile) mog_json_set(out, "gap", mog_json_figure(group->gap));
    mog_json_set(out, "model", model_of(profile));
    return out;
}

static bool group_is_excepted(const mog_group_score *group)
{
    return group->excepted > 0; /* not where there is none: NaN */
}

static json_t *summary(const mog_group_score *all, const mog_profile *profile)
{
    json_t *out = mog_json_object(), *possible = mog_json_object();
    mog_json_set(out, "compliance", compliance(&all->compliance));
    mog_json_set(out, "maturity", maturity(all, profile));
    mog_json_set(possible, "strict", mog_json_figure(all->possible_strict));
    mog_json_set(possible, "level", level_or_null(all->possible_level));
    mog_json_set(out, "possible", possible);
    if (group_is_excepted(all)) mog_json_set(out, "excepted", mog_json_figure(all->excepted));
    return out;
}

static json_t *theme(const mog_group_score *group, const mog_profile *profile)
{
    json_t *out = mog_json_object();
    mog_json_set(out, "id", mog_json_text_or_null(group->id));
    mog_json_set(out, "compliance", compliance(&group->compliance));
    mog_json_set(out, "maturity", maturity(group, profile));
    if (group_is_excepted(group)) mog_json_set(out, "excepted", mog_json_figure(group->excepted));
    return out;
}

static json_t *levels(const mog_control_score *control)
{
    json_t *out = mog_json_object();
    for (int level = 1; level <= MOG_LEVELS; level++) {
        const mog_level_score *one = &control->levels[level];
        char key[2] = {(char)('0' + level), '\0'}, letter[2] = {mog_rating_letter(one->rating), '\0'};
        if (one->rating == MOG_RATING_NONE) continue;
        json_t *entry = mog_json_object();
        mog_json_set(entry, "achievement", mog_json_figure(mog_ratio_value(one->achievement)));
        mog_json_set(entry, "rating", mog_json_string_or_null(letter));
        mog_json_set(out, key, entry);
    }
    return out;
}

static json_t *weight(const mog_control_score *score, const mog_profile *profile)
{
    return profile->by_risk ? mog_json_figure((double)score->parts / MOG_RISK_MOST) : json_integer(score->weight);
}

static json_t *risk(const mog_control_score *score)
{
    json_t *out = mog_json_object();
    mog_json_set(out, "residual", json_integer(score->residual));
    mog_json_set(out, "record", score->risk ? json_integer((json_int_t)score->risk) : json_null());
    return out;
}

static json_t *control(mog_arena *arena, const mog_assessment *assessment, const mog_control_score *score)
{
    const mog_profile *profile = assessment->policy->profile;
    json_t *out = mog_json_object(), *possible = mog_json_object();
    bool scored = score->scored;
    mog_json_set(out, "id", control_id(score->control->id));
    mog_json_set(out, "theme", mog_json_text_or_null(score->control->theme));
    mog_json_set(out, "compliance", compliance(&score->compliance));
    mog_json_set(out, "maturity", scored ? json_integer(score->maturity) : json_null());
    mog_json_set(out, "progress", scored ? mog_json_figure(score->progress) : json_null());
    mog_json_set(possible, "strict", mog_json_figure(score->possible_strict));
    mog_json_set(possible, "maturity", scored ? json_integer(score->possible_maturity) : json_null());
    mog_json_set(out, "possible", possible);
    mog_json_set(out, "cap", mog_json_string_or_null(mog_report_cap(arena, assessment, score, false)));
    mog_json_set(out, "levels", levels(score));
    const char *never = mog_report_never(arena, assessment->policy, score, false);
    if (never) mog_json_set(out, "reason", mog_json_string_or_null(never));
    mog_json_set(out, "model", model_of(profile));
    if (score->excepted > 0) mog_json_set(out, "excepted", mog_json_figure(score->excepted));
    if (!profile) return out;
    mog_json_set(out, "weight", weight(score, profile));
    mog_json_set(out, "target", json_integer(score->target));
    if (profile->by_risk) mog_json_set(out, "risk", risk(score));
    return out;
}

static json_t *findings(const mog_result *result)
{
    json_t *out = mog_json_array();
    for (uint32_t i = 0; i < result->finding_count; i++)
        mog_json_append(out, mog_json_string_or_null(result->findings[i]));
    return out;
}

static json_t *evidence(const mog_result *result)
{
    json_t *out = mog_json_array();
    for (uint32_t i = 0; i < result->evidence_count; i++)
        mog_json_append(out, json_integer((json_int_t)result->evidence[i]));
    return out;
}

static json_t *exception(const mog_exception *one)
{
    json_t *out = mog_json_object();
    mog_json_set(out, "record", json_integer((json_int_t)one->record));
    mog_json_set(out, "until", mog_json_time(one->until));
    return out;
}

static json_t *one_result(const mog_policy *policy, const mog_assessed_subject *subject, const mog_result *result)
{
    const mog_rule *rule = &policy->rules[result->rule];
    json_t *out = mog_json_object();
    mog_json_set(out, "rule", mog_json_text(rule->id));
    mog_json_set(out, "control", mog_rule_is_step(rule) ? json_null() : control_id(rule->control));
    mog_json_set(out, "level", json_integer(rule->level));
    mog_json_set(out, "weight", json_integer(rule->weight));
    mog_json_set(out, "subject", mog_json_text(subject->name));
    mog_json_set(out, "verdict", mog_json_string_or_null(mog_verdict_word(result->verdict)));
    mog_json_set(out, "achievement", achievement(result->achievement));
    mog_json_set(out, "reason", mog_json_string_or_null(result->reason));
    mog_json_set(out, "findings", findings(result));
    mog_json_set(out, "evidence", evidence(result));
    if (result->excepted) mog_json_set(out, "excepted", exception(result->excepted));
    return out;
}

static json_t *exclusion(const mog_profile_control *one, mog_time clock)
{
    const mog_exclusion *why = one->exclusion;
    json_t *out = mog_json_object();
    mog_json_set(out, "control", control_id(one->control));
    mog_json_set(out, "because", mog_json_text(why->reason));
    mog_json_set(out, "decided_by", mog_json_text(why->decider));
    mog_json_set(out, "decided", mog_json_time(why->decided));
    mog_json_set(out, "review", why->has_review ? mog_json_time(why->review) : json_null());
    mog_json_set(out, "counts_again", json_boolean(mog_exclusion_is_over(why, clock)));
    return out;
}

/* ---- writing, piece by piece */

typedef struct writer {
    FILE *stream;
    bool lines;
    mog_error *err;
    mog_status status;
} writer;

static void write_value(writer *w, json_t *value)
{
    if (!w->status) w->status = mog_json_write(w->stream, value, 0, w->err);
    json_decref(value);
}

static void write_member(writer *w, const char *key, json_t *value, bool first)
{
    fprintf(w->stream, "%s%s\"%s\":", first ? "{" : ",", w->lines ? "\n" : "", key);
    write_value(w, value);
}

static void begin_array(writer *w, const char *key)
{
    fprintf(w->stream, ",%s\"%s\":[", w->lines ? "\n" : "", key);
}

static void write_element(writer *w, json_t *value, bool first)
{
    fprintf(w->stream, "%s%s", first ? "" : ",", w->lines ? "\n  " : "");
    write_value(w, value);
}

static void write_profile(writer *w, const mog_profile *profile, mog_time clock)
{
    bool first = true;
    if (!profile) return;
    begin_array(w, "excluded");
    for (uint32_t i = 0; i < profile->control_count; i++) {
        if (!profile->controls[i].exclusion) continue;
        write_element(w, exclusion(&profile->controls[i], clock), first);
        first = false;
    }
    fputc(']', w->stream);
    write_member(w, "profile", mog_json_text(profile->name), false);
}

mog_status mog_report_json(FILE *stream, const mog_assessment *assessment, const mog_scores *scores, bool lines,
                           mog_error *err)
{
    writer w = {.stream = stream, .lines = lines, .err = err};
    mog_arena *arena = mog_arena_new();
    char run[2 * MOG_DIGEST_SIZE + 1];
    mog_digest_hex(run, &assessment->run);
    write_member(&w, "run", mog_json_string_or_null(run), true);
    write_member(&w, "clock", mog_json_time(assessment->clock), false);
    write_member(&w, "summary", summary(&scores->all, assessment->policy->profile), false);
    begin_array(&w, "themes");
    for (uint32_t i = 0; i < scores->theme_count; i++)
        write_element(&w, theme(&scores->themes[i], assessment->policy->profile), i == 0);
    fputc(']', stream);
    begin_array(&w, "controls");
    for (uint32_t i = 0; i < scores->control_count; i++)
        write_element(&w, control(arena, assessment, &scores->controls[i]), i == 0);
    fputc(']', stream);
    begin_array(&w, "results");
    for (size_t i = 0; i < assessment->result_count && !w.status; i++) {
        const mog_result *result = &assessment->results[i];
        write_element(&w, one_result(assessment->policy, &assessment->subjects[result->subject], result), i == 0);
    }
    fputc(']', stream);
    write_profile(&w, assessment->policy->profile, assessment->clock);
    fprintf(stream, "%s", lines ? "\n}\n" : "}\n");
    mog_arena_free(arena);
    if (!w.status && (fflush(stream) != 0 || ferror(stream)))
        w.status = mog_fail_errno(err, errno, "cannot write the result");
    return w.status;
}

json_t *mog_report_result(const mog_assessment *assessment, const mog_result *result)
{
    return one_result(assessment->policy, &assessment->subjects[result->subject], result);
}

json_t *mog_report_scores(const mog_assessment *assessment, const mog_scores *scores)
{
    const mog_profile *profile = assessment->policy->profile;
    mog_arena *arena = mog_arena_new();
    char run[2 * MOG_DIGEST_SIZE + 1];
    json_t *out = mog_json_object(), *themes = mog_json_array(), *controls = mog_json_array();
    mog_digest_hex(run, &assessment->run);
    for (uint32_t i = 0; i < scores->theme_count; i++) mog_json_append(themes, theme(&scores->themes[i], profile));
    for (uint32_t i = 0; i < scores->control_count; i++)
        mog_json_append(controls, control(arena, assessment, &scores->controls[i]));
    mog_json_set(out, "run", mog_json_string_or_null(run));
    mog_json_set(out, "clock", mog_json_time(assessment->clock));
    mog_json_set(out, "summary", summary(&scores->all, profile));
    mog_json_set(out, "themes", themes);
    mog_json_set(out, "controls", controls);
    mog_arena_free(arena);
    return out;
}

/* ---- an explanation */

static json_t *steps(const mog_explained_step *list, uint32_t count, const mog_policy *policy)
{
    json_t *out = mog_json_array();
    for (uint32_t i = 0; i < count; i++) {
        const mog_span *span = &list[i].span;
        mog_text source = {policy->files[span->file].text.at + span->start, span->end - span->start};
        json_t *step = mog_json_object();
        mog_json_set(step, "expression", mog_json_text(source));
        mog_json_set(step, "item", mog_json_text_or_null(list[i].item));
        mog_json_set(step, "value", list[i].unknown ? json_null() : mog_json_text(list[i].value));
        mog_json_set(step, "meaning", mog_json_text_or_null(list[i].help));
        mog_json_set(step, "record", list[i].record ? json_integer((json_int_t)list[i].record) : json_null());
        mog_json_append(out, step);
    }
    return out;
}

static json_t *record(const mog_explained_record *record)
{
    json_t *out = mog_json_object();
    mog_json_set(out, "id", json_integer((json_int_t)record->id));
    mog_json_set(out, "kind", mog_json_text(record->kind));
    mog_json_set(out, "item", mog_json_text_or_null(record->item));
    mog_json_set(out, "observed", mog_json_time(record->observed));
    mog_json_set(out, "assurance", mog_json_string_or_null(mog_assurance_word(record->assurance)));
    mog_json_set(out, "stale", json_boolean(record->stale));
    json_t *whole = json_loads(record->json, 0, NULL);
    mog_json_set(out, "record", whole ? whole : json_null());
    return out;
}

json_t *mog_report_explanation(const mog_explanation *explanation, const mog_policy *policy)
{
    json_t *out = one_result(policy, &explanation->subject, &explanation->result), *records = mog_json_array();
    mog_json_set(out, "where", steps(explanation->where, explanation->where_count, policy));
    mog_json_set(out, "condition", steps(explanation->condition, explanation->condition_count, policy));
    mog_json_set(out, "target", steps(explanation->target, explanation->target_count, policy));
    mog_json_set(out, "action", mog_json_text_or_null(explanation->rule->action));
    for (uint32_t i = 0; i < explanation->record_count; i++) mog_json_append(records, record(&explanation->records[i]));
    mog_json_set(out, "records", records);
    return out;
}
