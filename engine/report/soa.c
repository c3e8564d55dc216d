#include "engine/report/soa.h"

#include "engine/report/report.h"

#include <math.h>
#include <string.h>

const char *const mog_soa_kinds[] = {"risk", "legal_requirement", "responsibility", "action"};
const size_t mog_soa_kind_count = sizeof mog_soa_kinds / sizeof *mog_soa_kinds;

const char *mog_soa_state_word(mog_soa_state state, bool swedish)
{
    static const char *const words[][2] = {
        [MOG_SOA_IMPLEMENTED] = {"implemented", "införd"}, [MOG_SOA_MOSTLY] = {"mostly", "till stor del"},
        [MOG_SOA_PARTLY] = {"partly", "delvis"},           [MOG_SOA_NOT] = {"not_implemented", "ej införd"},
        [MOG_SOA_NOT_SHOWN] = {"not_shown", "ej visad"},   [MOG_SOA_NO_STATE] = {"none", "–"},
    };
    return words[state][swedish];
}

const char *mog_soa_reason_word(mog_soa_reason reason, bool swedish)
{
    switch (reason) {
    case MOG_SOA_RISK: return swedish ? "riskanalys" : "risk_analysis";
    case MOG_SOA_LAW: return swedish ? "rättsligt krav" : "legal_requirement";
    case MOG_SOA_THREAT: return swedish ? "omvärldsanalys" : "outside_world_analysis";
    case MOG_SOA_ORGANISATION: return swedish ? "verksamhetsanalys" : "organisation_analysis";
    case MOG_SOA_OTHER: break;
    }
    return swedish ? "annat" : "other";
}

/* ---- what evidence says of a control */

static bool is_kind(const mog_naming *one, const char *kind)
{
    return mog_text_equal(one->kind, mog_text_of(kind));
}

static bool is_open_risk(const mog_naming *one, mog_time clock)
{
    (void)clock;
    return is_kind(one, "risk") && strcmp(mog_naming_text(one, "status"), "closed") != 0;
}

static bool is_law(const mog_naming *one, mog_time clock)
{
    mog_time from;
    return is_kind(one, "legal_requirement") && !(mog_naming_time(&from, one, "applies_from") && from > clock);
}

static bool is_owner(const mog_naming *one, mog_time clock)
{
    mog_time from, until;
    if (!is_kind(one, "responsibility") || strcmp(mog_naming_text(one, "duty"), "control_owner") != 0) return false;
    if (mog_naming_time(&from, one, "valid_from") && from > clock) return false;
    return !(mog_naming_time(&until, one, "until") && until <= clock);
}

static bool comes_of_threats(const mog_naming *one, mog_time clock)
{
    (void)clock;
    return is_kind(one, "action") && strcmp(mog_naming_text(one, "source"), "threat_analysis") == 0;
}

typedef bool test_of(const mog_naming *one, mog_time clock);

static const mog_naming *const *choose(uint32_t *count, const mog_soa *soa, const mog_namings *namings,
                                       mog_control_id control, mog_time clock, test_of *test)
{
    const mog_naming **chosen = mog_take_array(soa->arena, const mog_naming *, namings->count);
    *count = 0;
    for (size_t i = 0; i < namings->count; i++)
        if (test(&namings->at[i], clock) && mog_naming_names(&namings->at[i], control))
            chosen[(*count)++] = &namings->at[i];
    return chosen;
}

/* ---- a row */

static mog_soa_state state_of(const mog_control_score *score)
{
    if (!score || !score->scored || isnan(score->compliance.strict)) return MOG_SOA_NO_STATE;
    double strict = score->compliance.strict;
    if (strict > 0.85) return MOG_SOA_IMPLEMENTED;
    if (strict > 0.5) return MOG_SOA_MOSTLY;
    if (strict > 0.15) return MOG_SOA_PARTLY;
    return score->compliance.coverage >= 0.5 ? MOG_SOA_NOT : MOG_SOA_NOT_SHOWN;
}

static const mog_control_score *score_of(const mog_scores *scores, mog_control_id control)
{
    for (uint32_t c = 0; c < scores->control_count; c++)
        if (scores->controls[c].control->id == control) return &scores->controls[c];
    return NULL;
}

static void say_applicability(mog_soa_row *row, const mog_profile *profile, mog_time clock)
{
    const mog_profile_control *chosen = profile ? mog_profile_control_of(profile, row->control->id) : NULL;
    row->is_in_profile = !profile || chosen;
    row->exclusion = chosen ? chosen->exclusion : NULL;
    row->applicable = row->is_in_profile && (!row->exclusion || mog_exclusion_is_over(row->exclusion, clock));
}

static void make_row(mog_soa_row *row, mog_soa *soa, const mog_assessment *assessment, const mog_scores *scores,
                     const mog_namings *namings)
{
    const mog_profile *profile = assessment->policy->profile;
    mog_control_id id = row->control->id;
    mog_time clock = assessment->clock;
    uint32_t threats;
    say_applicability(row, profile, clock);
    row->risks = choose(&row->risk_count, soa, namings, id, clock, is_open_risk);
    row->laws = choose(&row->law_count, soa, namings, id, clock, is_law);
    row->owners = choose(&row->owner_count, soa, namings, id, clock, is_owner);
    choose(&threats, soa, namings, id, clock, comes_of_threats);
    row->risky_exclusion = !row->applicable && row->risk_count > 0;
    soa->warnings += row->risky_exclusion;
    row->state = MOG_SOA_NO_STATE;
    if (!row->applicable) return;
    soa->applicable++;
    row->reasons = (row->risk_count ? MOG_SOA_RISK : 0) | (row->law_count ? MOG_SOA_LAW : 0) |
                   (threats ? MOG_SOA_THREAT : 0) | (profile ? MOG_SOA_ORGANISATION : 0);
    if (!row->reasons) row->reasons = MOG_SOA_OTHER;
    row->score = score_of(scores, id);
    row->state = state_of(row->score);
}

void mog_soa_make(mog_soa *out, const mog_assessment *assessment, const mog_scores *scores, const mog_namings *namings)
{
    const mog_policy *policy = assessment->policy;
    mog_arena *arena = mog_arena_new();
    mog_soa_row *rows = mog_take_array(arena, mog_soa_row, policy->control_count);
    *out = (mog_soa){.arena = arena};
    for (uint32_t c = 0; c < policy->control_count; c++) {
        if (!policy->controls[c].theme.size) continue;
        mog_soa_row *row = &rows[out->count++];
        *row = (mog_soa_row){.control = &policy->controls[c]};
        make_row(row, out, assessment, scores, namings);
    }
    out->rows = rows;
}

void mog_soa_free(mog_soa *soa)
{
    mog_arena_free(soa->arena);
    *soa = (mog_soa){0};
}

/* ---- as JSON */

static json_t *items(const mog_naming *const *list, uint32_t count, const char *name)
{
    json_t *out = mog_json_array();
    for (uint32_t i = 0; i < count; i++) {
        json_t *one = mog_json_object();
        const char *title = mog_naming_text(list[i], name), *unit = mog_naming_text(list[i], "unit");
        mog_json_set(one, "item", mog_json_text_or_null(list[i]->item));
        mog_json_set(one, "name", mog_json_string_or_null(*title ? title : NULL));
        if (*unit) mog_json_set(one, "unit", mog_json_string_or_null(unit));
        mog_json_set(one, "record", mog_json_made(json_integer((json_int_t)list[i]->record)));
        mog_json_append(out, one);
    }
    return out;
}

static json_t *exclusion_json(const mog_exclusion *why)
{
    if (!why) return json_null();
    json_t *out = mog_json_object();
    mog_json_set(out, "because", mog_json_text(why->reason));
    mog_json_set(out, "decided_by", mog_json_text(why->decider));
    mog_json_set(out, "decided", mog_json_time(why->decided));
    mog_json_set(out, "review", why->has_review ? mog_json_time(why->review) : json_null());
    return out;
}

static json_t *row_json(const mog_soa_row *row)
{
    char id[MOG_CONTROL_ID_TEXT];
    json_t *out = mog_json_object(), *reasons = mog_json_array();
    bool scored = row->score && row->score->scored;
    uint32_t left = 0;
    static const mog_verdict open[] = {MOG_VERDICT_NOT_MET, MOG_VERDICT_PARTLY, MOG_VERDICT_UNKNOWN, MOG_VERDICT_ERROR};
    mog_control_id_format(id, row->control->id);
    for (unsigned bit = 1; bit <= MOG_SOA_OTHER; bit <<= 1)
        if (row->reasons & bit)
            mog_json_append(reasons, mog_json_made(json_string(mog_soa_reason_word((mog_soa_reason)bit, false))));
    for (size_t i = 0; row->score && i < sizeof open / sizeof *open; i++) left += row->score->verdicts[open[i]];
    mog_json_set(out, "control", mog_json_made(json_string(id)));
    mog_json_set(out, "title", mog_json_text_or_null(row->control->title));
    mog_json_set(out, "title_sv", mog_json_text_or_null(row->control->title_sv));
    mog_json_set(out, "theme", mog_json_text_or_null(row->control->theme));
    mog_json_set(out, "applicable", mog_json_made(json_boolean(row->applicable)));
    mog_json_set(out, "in_profile", mog_json_made(json_boolean(row->is_in_profile)));
    mog_json_set(out, "reasons", reasons);
    mog_json_set(out, "exclusion", exclusion_json(row->exclusion));
    mog_json_set(out, "state", mog_json_made(json_string(mog_soa_state_word(row->state, false))));
    mog_json_set(out, "strict", scored ? mog_json_figure(row->score->compliance.strict) : json_null());
    mog_json_set(out, "coverage", scored ? mog_json_figure(row->score->compliance.coverage) : json_null());
    mog_json_set(out, "maturity", scored ? mog_json_made(json_integer(row->score->maturity)) : json_null());
    mog_json_set(out, "target", row->score ? mog_json_made(json_integer(row->score->target)) : json_null());
    mog_json_set(out, "findings", mog_json_made(json_integer(left)));
    mog_json_set(out, "owners", items(row->owners, row->owner_count, "role"));
    mog_json_set(out, "risks", items(row->risks, row->risk_count, "name"));
    mog_json_set(out, "legal_requirements", items(row->laws, row->law_count, "name"));
    mog_json_set(out, "excluded_against_risk", mog_json_made(json_boolean(row->risky_exclusion)));
    return out;
}

json_t *mog_soa_to_json(const mog_soa *soa, const mog_assessment *assessment)
{
    char run[2 * MOG_DIGEST_SIZE + 1];
    const mog_profile *profile = assessment->policy->profile;
    json_t *out = mog_json_object(), *rows = mog_json_array();
    mog_digest_hex(run, &assessment->run);
    for (uint32_t i = 0; i < soa->count; i++) mog_json_append(rows, row_json(&soa->rows[i]));
    mog_json_set(out, "run", mog_json_made(json_string(run)));
    mog_json_set(out, "clock", mog_json_time(assessment->clock));
    mog_json_set(out, "profile", profile ? mog_json_text(profile->name) : json_null());
    mog_json_set(out, "applicable", mog_json_made(json_integer(soa->applicable)));
    mog_json_set(out, "warnings", mog_json_made(json_integer(soa->warnings)));
    mog_json_set(out, "controls", rows);
    return out;
}
