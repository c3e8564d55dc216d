#include "engine/assess/select.h"

#include <stdlib.h>

#define T(text) (int)(text).size, (text).at

/* By its id; or by its control, which a step of a gate has none of. */
static bool is_named(const mog_rule *rule, mog_text asked)
{
    char control[MOG_CONTROL_ID_TEXT];
    if (mog_text_equal(rule->id, asked)) return true;
    if (mog_rule_is_step(rule)) return false;
    mog_control_id_format(control, rule->control);
    return mog_text_equal(mog_text_of(control), asked);
}

static bool is_step_of(const mog_policy *policy, const mog_rule *rule, mog_text name)
{
    const mog_gate *gate = mog_policy_gate(policy, name);
    return gate && rule >= policy->rules + gate->first && rule < policy->rules + gate->first + gate->count;
}

bool mog_is_selected(const mog_policy *policy, const mog_assess_options *options, const mog_rule *rule)
{
    if (options->gate.size) return is_step_of(policy, rule, options->gate);
    if (mog_rule_is_step(rule)) return options->rule.size && is_named(rule, options->rule);
    if (!mog_profile_counts(policy->profile, rule->control, options->clock)) return false;
    return options->rule.size == 0 || is_named(rule, options->rule);
}

/* ---- what is wrong */

static mog_status no_such_gate(const mog_policy *policy, mog_text asked, mog_error *err)
{
    mog_text *names = mog_allocate((policy->gate_count + 1) * sizeof *names);
    for (uint32_t g = 0; g < policy->gate_count; g++) names[g] = policy->gates[g].name;
    int near = mog_text_nearest(asked, names, policy->gate_count);
    mog_fail(err, MOG_INPUT, "the policies have no gate `%.*s`", T(asked));
    if (near >= 0) mog_error_hint(err, "did you mean `%.*s`?", T(names[near]));
    else mog_error_hint(err, "`mognad gate` lists the gates");
    free(names);
    return MOG_INPUT;
}

static mog_status check_gate(const mog_policy *policy, const mog_assess_options *options, mog_error *err)
{
    const mog_gate *gate = mog_policy_gate(policy, options->gate);
    if (!gate) return no_such_gate(policy, options->gate, err);
    mog_text type = gate->subject_type, subject = options->subject;
    if (subject.size > type.size + 1 && mog_text_starts(subject, type) && subject.at[type.size] == ':') return MOG_OK;
    mog_fail(err, MOG_INPUT, "the gate `%.*s` is for subjects of type `%.*s`", T(gate->name), T(type));
    mog_error_hint(err, "name one, as in %.*s:NAME", T(type));
    return MOG_INPUT;
}

static mog_status no_such_rule(const mog_policy *policy, mog_text asked, mog_error *err)
{
    mog_text *ids = mog_allocate((policy->rule_count + 1) * sizeof *ids);
    for (uint32_t r = 0; r < policy->rule_count; r++) ids[r] = policy->rules[r].id;
    int near = mog_text_nearest(asked, ids, policy->rule_count);
    mog_fail(err, MOG_INPUT, "there is no rule or control `%.*s` with rules in the policies", T(asked));
    if (near >= 0) mog_error_hint(err, "did you mean `%.*s`?", T(ids[near]));
    else mog_error_hint(err, "`mognad assess` without --rule runs all of them");
    free(ids);
    return MOG_INPUT;
}

static mog_status does_not_count(const mog_policy *policy, const mog_rule *rule, mog_error *err)
{
    char control[MOG_CONTROL_ID_TEXT];
    const mog_profile *profile = policy->profile;
    const mog_profile_control *one = mog_profile_control_of(profile, rule->control);
    mog_control_id_format(control, rule->control);
    if (one && one->exclusion)
        mog_fail(err, MOG_INPUT, "the profile `%.*s` excludes %s: %.*s", T(profile->name), control,
                 T(one->exclusion->reason));
    else mog_fail(err, MOG_INPUT, "the profile `%.*s` does not include %s", T(profile->name), control);
    mog_error_hint(err, "without --profile all controls count");
    return MOG_INPUT;
}

mog_status mog_check_selection(const mog_policy *policy, const mog_assess_options *options, mog_error *err)
{
    const mog_rule *named = NULL;
    if (options->gate.size) return check_gate(policy, options, err);
    if (options->rule.size == 0) return MOG_OK;
    for (uint32_t r = 0; r < policy->rule_count; r++) {
        if (!is_named(&policy->rules[r], options->rule)) continue;
        named = &policy->rules[r];
        if (mog_is_selected(policy, options, named)) return MOG_OK;
    }
    if (named) return does_not_count(policy, named, err);
    return policy->rule_count ? no_such_rule(policy, options->rule, err) : MOG_OK;
}
