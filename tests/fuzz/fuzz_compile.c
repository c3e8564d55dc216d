/* Any bytes as policies: no crash, no hang, no leak; a policy exactly when there is no error; code that verifies; the same
 * twice. Input: files, with NUL between them; kinds to speak of are there already. */
#include "dsl/compile.h"
#include "dsl/limits.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char KINDS[] =
    "module k\n"
    "kind system about system { name text  owner unit  class { a integer } }\n"
    "kind unit about unit { name text }\n"
    "kind b about system { e enum { x, y }  t time  o bool  n number  i integer  d duration  c control  u unit\n"
    "  l list { name text  n integer  l list { o bool } }  s set of text  cs set of control  es set of enum { x, y } fresh 3 days }\n"
    "kind many m about system, unit { name text  o bool  i integer  t time }\n";

static void demand(bool holds)
{
    if (!holds) abort();
}

static void check_block(mog_buffer *out, const mog_policy *policy, const mog_code *code)
{
    if (!code->at) return;
    mog_error err = MOG_ERROR_NONE;
    demand(mog_code_verify(policy, code, &err) == MOG_OK);
    for (uint32_t i = 0; i < code->count; i++) {
        const mog_span *span = &code->spans[i];
        demand(span->file < policy->file_count && span->start <= span->end);
        demand(span->end <= policy->files[span->file].text.size);
    }
    mog_code_disassemble(out, policy, code);
}

static void describe(mog_buffer *out, const mog_policy *policy, const mog_diagnostics *all)
{
    for (size_t i = 0; i < all->count; i++) mog_diagnostic_render(out, all, &all->at[i], true);
    if (!policy) return;
    for (uint32_t i = 0; i < policy->kind_count; i++) mog_kind_describe(out, policy->kinds[i]);
    for (uint32_t i = 0; i < policy->rule_count; i++) {
        const mog_rule *rule = &policy->rules[i];
        mog_buffer_add_text(out, rule->id);
        mog_buffer_add_text(out, rule->title);
        demand(rule->condition.at && rule->level >= 1 && rule->level <= 5 && rule->weight >= 1 && rule->weight <= 100);
        demand(mog_policy_has_subject_type(policy, rule->subject_type));
        check_block(out, policy, &rule->where);
        check_block(out, policy, &rule->condition);
        check_block(out, policy, &rule->target);
        check_block(out, policy, &rule->findings);
        check_block(out, policy, &rule->findings_sv);
    }
}

/* Steps are rules in the places that their gates say; what a profile or a group says is within its bounds. */
static void check_choices(const mog_policy *policy)
{
    uint32_t steps = 0;
    for (uint32_t g = 0; g < policy->gate_count; g++) {
        const mog_gate *gate = &policy->gates[g];
        demand(gate->first == steps && gate->count > 0);
        for (uint32_t s = 0; s < gate->count; s++) {
            const mog_rule *step = &policy->rules[steps++];
            demand(mog_rule_is_step(step) && mog_text_starts(step->id, gate->name));
            demand(mog_text_equal(step->subject_type, gate->subject_type));
        }
    }
    for (uint32_t r = steps; r < policy->rule_count; r++) demand(!mog_rule_is_step(&policy->rules[r]));
    for (uint32_t p = 0; p < policy->profile_count; p++) {
        const mog_profile *profile = &policy->profiles[p];
        for (uint32_t c = 0; c < profile->control_count; c++) {
            const mog_profile_control *one = &profile->controls[c];
            demand(c == 0 || profile->controls[c - 1].control < one->control);
            demand(one->weight >= 1 && one->weight <= 100 && one->target >= 1 && one->target <= 5);
            demand(!one->exclusion || (one->exclusion->reason.size && one->exclusion->decider.size));
        }
        for (int a = 0; a < MOG_ASSURANCE_COUNT; a++) demand(profile->caps[a] >= 0 && profile->caps[a] <= 1000000000);
    }
    for (uint32_t g = 0; g < policy->group_count; g++) {
        const mog_group *group = &policy->groups[g];
        demand(group->control_count > 0 && (g == 0 || mog_text_compare(group[-1].name, group->name) < 0));
        for (uint32_t c = 0; c < group->control_count; c++) {
            demand(c == 0 || group->controls[c - 1] < group->controls[c]);
            demand(mog_group_holds(group, group->controls[c]));
        }
    }
}

static void compile(mog_buffer *out, const mog_input *inputs, size_t count)
{
    static const mog_plugin_function functions[] = {{{"p", 1}, {"f", 1}, {"number(text)", 12}},
                                                    {{"p", 1}, {"g", 1}, {"_Bool(integer,number,duration)", 30}},
                                                    {{"p", 1}, {"bad", 3}, {"number(", 7}}};
    static const mog_text names[] = {{"p", 1}};
    static const mog_plugins plugins = {functions, 3, names, 1};
    mog_policy *policy;
    mog_diagnostics *all;
    mog_compile(&policy, &all, inputs, count, &plugins);
    demand((policy == NULL) == (all->errors > 0));
    describe(out, policy, all);
    mog_policy *plain = policy;
    if (plain) check_choices(plain);
    mog_diagnostics_free(all);
    for (uint32_t p = 0; plain && p < plain->profile_count;
         p++) { /* what it sets may be out of place where it is used */
        mog_compile_options options = {.profile = plain->profiles[p].name};
        mog_compile_with(&policy, &all, inputs, count, &plugins, &options);
        demand((policy == NULL) == (all->errors > 0));
        demand(!policy || (policy->profile && mog_text_equal(policy->profile->name, options.profile)));
        describe(out, policy, all);
        mog_policy_free(policy);
        mog_diagnostics_free(all);
    }
    mog_policy_free(plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const paths[] = {"a.mog", "b.mog", "c.mog", "d.mog"};
    mog_input inputs[5] = {{MOG_TEXT("k.mog"), MOG_TEXT(KINDS)}};
    size_t count = 1, start = 0;
    while (count < 5) {
        const uint8_t *nul = start < size ? memchr(bytes + start, 0, size - start) : NULL;
        size_t end = nul && count < 4 ? (size_t)(nul - bytes) : size;
        inputs[count] = (mog_input){mog_text_of(paths[count - 1]), {(const char *)bytes + start, end - start}};
        count++;
        start = end + 1;
        if (start >= size) break;
    }
    mog_buffer one = {0}, two = {0};
    compile(&one, inputs, count);
    for (size_t i = 0; i < count / 2; i++) { /* back to front: the same */
        mog_input held = inputs[i];
        inputs[i] = inputs[count - 1 - i];
        inputs[count - 1 - i] = held;
    }
    compile(&two, inputs, count);
    demand(mog_text_equal((mog_text){one.at, one.size}, (mog_text){two.at, two.size}));
    mog_buffer_free(&one);
    mog_buffer_free(&two);
    return 0;
}
