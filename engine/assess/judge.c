#include "engine/assess/judge.h"

#include <math.h>

int64_t mog_achievement_of(double quotient)
{
    if (!(quotient > 0)) return 0;
    if (quotient >= 1) return MOG_ACHIEVEMENT_ONE;
    /* quotient = mantissa / 2^shift with a mantissa of 53 bits, so that the product below is exact in 128. */
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(quotient, &exponent), 53);
    int shift = 53 - exponent;
    if (shift > 100) return 0; /* less than half of 1e-9 by far */
    unsigned __int128 product = (unsigned __int128)mantissa * (uint64_t)MOG_ACHIEVEMENT_ONE;
    unsigned __int128 whole = product >> shift;
    unsigned __int128 rest = product - (whole << shift), half = (unsigned __int128)1 << (shift - 1);
    if (rest > half || (rest == half && whole & 1)) whole++;
    return (int64_t)whole;
}

/* ---- findings */

typedef struct said {
    mog_findings *findings;
    mog_arena *arena;
} said;

static void say(void *context, mog_text finding)
{
    said *to = context;
    mog_findings *findings = to->findings;
    findings->said++;
    if (findings->count == MOG_FINDING_LIMIT) return;
    findings->at[findings->count++] = (mog_text){mog_arena_copy(to->arena, finding.at, finding.size), finding.size};
}

static void say_findings(mog_findings *findings, mog_judge *judge, const mog_code *code, mog_text title,
                         const mog_subject_table *table, bool swedish)
{
    said to = {findings, judge->scratch};
    mog_outcome outcome = {0};
    if (code->at) mog_machine_run(&outcome, judge->machine, code, table, say, &to);
    if (outcome.fault != MOG_FAULT_NONE) { /* the verdict stands; only its words are cut short */
        char *words =
            mog_arena_format(judge->scratch, swedish ? "fyndet kan inte återges: %s" : "the finding cannot be told: %s",
                             mog_fault_text(outcome.fault));
        say(&to, mog_text_of(words));
    }
    if (findings->said == 0) say(&to, title);
    if (findings->said > MOG_FINDING_LIMIT) {
        unsigned long long more = findings->said - MOG_FINDING_LIMIT + 1;
        char *words = mog_arena_format(judge->scratch, swedish ? "och %llu till" : "and %llu more", more);
        findings->at[MOG_FINDING_LIMIT - 1] = mog_text_of(words);
    }
}

static void find(mog_judgement *out, mog_judge *judge, const mog_rule *rule, const mog_subject_table *table)
{
    say_findings(&out->findings, judge, &rule->findings, rule->title, table, false);
    /* Swedish: the rule's own words; else its Swedish title where the title is what is said; else none. */
    bool only_title = !rule->findings.at && !rule->findings_sv.at && rule->title_sv.size > 0;
    if (!rule->findings_sv.at && !only_title) return;
    mog_text title = rule->title_sv.size ? rule->title_sv : rule->title;
    say_findings(&out->findings_sv, judge, &rule->findings_sv, title, table, true);
    out->has_swedish = out->findings_sv.count == out->findings.count;
}

/* ---- the verdict */

static void unknown(mog_judgement *out, mog_judge *judge, const mog_site *site, const mog_value *value)
{
    out->verdict = MOG_VERDICT_UNKNOWN;
    out->reason = mog_reason_unknown(judge->scratch, site, value);
    if (site->code != &site->rule->where) return;
    out->reason.en = mog_arena_format(judge->scratch, "whether the rule applies is unknown: %s", out->reason.en);
    out->reason.sv = mog_arena_format(judge->scratch, "om regeln gäller är okänt: %s", out->reason.sv);
}

/* Runs a block of the rule. False: the verdict is set, since the block failed or came out unknown. */
static bool run(mog_value *value, mog_judgement *out, mog_judge *judge, const mog_rule *rule, const mog_code *code,
                const mog_subject_table *table)
{
    mog_site site = {judge->policy, rule, code, table, judge->machine};
    mog_outcome outcome;
    mog_machine_run(&outcome, judge->machine, code, table, NULL, NULL);
    if (outcome.fault == MOG_FAULT_NONE && outcome.value.known) {
        *value = outcome.value;
        return true;
    }
    if (outcome.fault == MOG_FAULT_NONE) {
        unknown(out, judge, &site, &outcome.value);
    } else {
        out->verdict = MOG_VERDICT_ERROR;
        out->reason = mog_reason_fault(judge->scratch, &site, &outcome);
    }
    return false;
}

static void require(mog_judgement *out, const mog_value *value)
{
    out->verdict = value->i ? MOG_VERDICT_MET : MOG_VERDICT_NOT_MET;
    out->achievement = value->i ? MOG_ACHIEVEMENT_ONE : 0;
}

static void measure(mog_judgement *out, mog_judge *judge, const mog_rule *rule, double value, double target)
{
    if (!(target > 0)) {
        mog_site site = {.policy = judge->policy, .rule = rule, .code = &rule->target};
        mog_outcome outcome = {.fault = MOG_FAULT_TARGET, .at = UINT32_MAX};
        out->verdict = MOG_VERDICT_ERROR;
        out->reason = mog_reason_fault(judge->scratch, &site, &outcome);
        return;
    }
    double quotient = value / target;
    out->verdict = quotient >= 1 ? MOG_VERDICT_MET : quotient > 0 ? MOG_VERDICT_PARTLY : MOG_VERDICT_NOT_MET;
    out->achievement = mog_achievement_of(quotient);
}

static void decide(mog_judgement *out, mog_judge *judge, const mog_rule *rule, const mog_subject_table *table)
{
    mog_value value, target;
    if (!run(&value, out, judge, rule, &rule->condition, table)) return;
    if (!rule->measures) require(out, &value);
    else if (run(&target, out, judge, rule, &rule->target, table)) measure(out, judge, rule, value.d, target.d);
}

void mog_judge_rule(mog_judgement *out, mog_judge *judge, const mog_rule *rule, const mog_subject_table *table)
{
    mog_value value;
    mog_arena_reset(judge->scratch);
    mog_machine_reset(judge->machine);
    out->achievement = MOG_ACHIEVEMENT_NONE;
    out->reason = (mog_reason){0};
    out->findings.count = out->findings_sv.count = 0;
    out->findings.said = out->findings_sv.said = 0;
    out->has_swedish = false;
    out->reached_count = 0;

    if (rule->where.at) {
        if (!run(&value, out, judge, rule, &rule->where, table)) return;
        if (!value.i) {
            out->verdict = MOG_VERDICT_NOT_APPLICABLE;
            return;
        }
    }
    mog_machine_forget(judge->machine); /* the evidence is that of the condition */
    decide(out, judge, rule, table);
    mog_machine_reached(judge->machine, &out->reached_count);
    if (out->verdict == MOG_VERDICT_NOT_MET || out->verdict == MOG_VERDICT_PARTLY) find(out, judge, rule, table);
}
