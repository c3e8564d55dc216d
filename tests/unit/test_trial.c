/* Tests of policies, and expressions tried out. */
#include "assess_world.h"

#include "base/file.h"
#include "engine/assess/evaluate.h"
#include "engine/assess/trial.h"

#define KINDS                                                                                                          \
    "kind system 'System' about system { name text, n integer, level enum { low, high }, class { availability "        \
    "integer } } "                                                                                                     \
    "kind many account 'Account' about system { admin bool, mfa bool, seen time, left duration, of set of control, "   \
    "disks list { name text, size number } fresh 30 days } "
#define RULES                                                                                                          \
    "control 8.13 { "                                                                                                  \
    "rule mfa { title 't' level 1 for system s where s.class.availability >= 1 "                                       \
    "require every a in account where a.admin has a.mfa finding for a '{a.item} lacks it' "                            \
    "finding for a sv '{a.item} saknar det' } "                                                                        \
    "rule share { title 't' level 1 for system s measure share(a in account has a.mfa) target 50% } "                  \
    "rule named { title 't' level 1 for system s require s.name is known } }"

static mog_trials *try_all(world *w, const char *tests, uint32_t jobs)
{
    mog_trials *trials;
    use_policy(w, mog_arena_format(w->arena, "module m %s%s%s", KINDS, RULES, tests));
    if (mog_try_tests(&trials, w->policy, w->host, &(mog_trial_options){.jobs = jobs}, &w->err))
        fail_msg("%s", w->err.message);
    return trials;
}

static void each_outcome_is_told_from_the_others(void **state)
{
    world *w = *state;
    static const char tests[] =
        " test 'a' for 8.13/mfa { given system 'hr' { class { availability 1 } } given account 'x' { admin true, mfa "
        "true } expect met } "
        "test 'b' for 8.13/mfa { given system 'hr' { class { availability 1 } } given account 'x' { admin true, mfa "
        "false } expect met } "
        "test 'c' for 8.13/mfa { given system 'hr' { class { availability 1 } } given account 'x' { admin true, mfa "
        "false } expect not_met because 'y lacks' } "
        "test 'd' for 8.13/mfa { given system 'hr' { class { availability 1 } } given account 'x' { admin true, mfa "
        "false } expect not_met because 'x saknar' } "
        "test 'e' for 8.13/mfa { given system 'hr' { class { availability 0 } } expect not_applicable } "
        "test 'f' for 8.13/share { given account 'x' { mfa true } given account 'y' { mfa false } given account 'z' "
        "{ mfa false } expect partly achievement 66.7% } "
        "test 'g' for 8.13/share { given account 'x' { mfa true } given account 'y' { mfa false } given account 'z' "
        "{ mfa false } expect partly achievement 66% } "
        "test 'h' for 8.13/share { expect unknown because 'never been collected' } "
        "test 'i' for 8.13/named { given system 'hr' { name 'HR' } expect met }";
    static const mog_trial_outcome wanted[] = {MOG_TRIAL_PASSED,      MOG_TRIAL_VERDICT, MOG_TRIAL_BECAUSE,
                                               MOG_TRIAL_PASSED,      MOG_TRIAL_PASSED,  MOG_TRIAL_PASSED,
                                               MOG_TRIAL_ACHIEVEMENT, MOG_TRIAL_PASSED,  MOG_TRIAL_PASSED};
    mog_trials *trials = try_all(w, tests, 1);
    assert_int_equal(trials->count, 9);
    assert_int_equal(trials->passed, 6);
    for (int i = 0; i < 9; i++)
        if (trials->trials[i].outcome != wanted[i])
            fail_msg("test %c is %d: %s", 'a' + i, trials->trials[i].outcome, trials->trials[i].reason);
    const mog_coverage *mfa = &trials->coverage[mog_policy_rule(w->policy, MOG_TEXT("8.13/mfa")) - w->policy->rules];
    assert_int_equal(mfa->tests, 5);
    assert_int_equal(mfa->reached, MOG_REACHED_MET | MOG_REACHED_NOT_MET | MOG_REACHED_NOT_APPLICABLE);
    assert_int_equal(mfa->possible, mfa->reached | MOG_REACHED_UNKNOWN);
    const mog_coverage *named =
        &trials->coverage[mog_policy_rule(w->policy, MOG_TEXT("8.13/named")) - w->policy->rules];
    assert_int_equal(named->possible, MOG_REACHED_MET | MOG_REACHED_NOT_MET); /* `is known` is always known */
    mog_trials_free(trials);
}

static void clocks_census_and_other_subjects_are_as_in_a_store(void **state)
{
    world *w = *state;
    static const char tests[] =
        " test 'stale' for 8.13/share at 2026-11-01 { given account 'x' observed 2026-09-01 { mfa true } expect "
        "unknown because 'stale since 2026-10-01' } "
        "test 'later' for 8.13/share at 2026-11-01 { given account 'x' { mfa true } given account 'x' observed "
        "2026-12-01 { mfa false } expect met } "
        "test 'newest' for 8.13/share at 2026-11-01 { given account 'x' { mfa true } given account 'x' observed "
        "2026-10-20 { mfa false } expect met } "
        "test 'census' for 8.13/share { given account 'x' { mfa true } given census account { 'x', 'y' } expect "
        "unknown because 'account y is named by the census' } "
        "test 'other' for 8.13/share { given account 'x' { mfa true } given account 'y' for system 'other' { mfa "
        "false } expect met } "
        "test 'stated' for 8.13/share { given account 'x' assurance stated { mfa true } expect met achievement 50% }";
    mog_trials *trials = try_all(w, tests, 1);
    for (uint32_t i = 0; i < trials->count; i++)
        if (trials->trials[i].outcome != MOG_TRIAL_PASSED)
            fail_msg("%s: %s", trials->trials[i].test->name.at, trials->trials[i].reason);
    assert_int_equal(trials->count, 6);
    mog_trials_free(trials);
}

static void any_number_of_processes_gives_the_same(void **state)
{
    world *w = *state;
    mog_buffer text = {0};
    for (int i = 0; i < 40; i++)
        mog_buffer_format(
            &text,
            " test '%d' for 8.13/mfa { given system 'hr' { class { availability 1 } } given account 'x%d' "
            "{ admin true, mfa %s } expect met }",
            i, i, i % 3 ? "true" : "false");
    mog_trials *many = try_all(w, text.at, 4);
    mog_trials *one;
    assert_int_equal(mog_try_tests(&one, w->policy, NULL, &(mog_trial_options){.jobs = 1}, &w->err), MOG_OK);
    assert_int_equal(many->count, 40);
    assert_int_equal(many->passed, one->passed);
    for (uint32_t i = 0; i < 40; i++) {
        const mog_trial *a = &many->trials[i], *b = &one->trials[i];
        assert_ptr_equal(a->test, b->test);
        assert_int_equal(a->outcome, b->outcome);
        assert_int_equal(a->finding_count, b->finding_count);
        for (uint32_t f = 0; f < a->finding_count; f++) assert_string_equal(a->findings[f], b->findings[f]);
    }
    mog_trials_free(many);
    mog_trials_free(one);
    mog_buffer_free(&text);
}

static void load_plugin(world *w, const char *name)
{
    mog_text bytes;
    const char *build = getenv("MOG_BUILD");
    if (!build) fail_msg("MOG_BUILD names no build folder");
    char *folder = mog_arena_format(w->arena, "%s/plugins", w->folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    char *from = mog_arena_format(w->arena, "%s/tests/plugins/%s.so", build, name);
    if (mog_file_read(&bytes, w->arena, from, 64u << 20, &w->err)) fail_msg("%s: %s", from, w->err.message);
    FILE *to = fopen(mog_arena_format(w->arena, "%s/%s.so", folder, name), "wb");
    assert_non_null(to);
    assert_int_equal(fwrite(bytes.at, 1, bytes.size, to), bytes.size);
    fclose(to);
    if (mog_host_discover(&w->host, (const char *const[]){folder}, 1, &w->err)) fail_msg("%s", w->err.message);
}

static void a_plugin_that_kills_costs_one_test(void **state)
{
    world *w = *state;
    mog_trials *trials;
    load_plugin(w, "crash");
    use_policy(w, "module m use plugin crash kind system 'S' about system { n integer } "
                  "control 8.1 { rule r { title 't' level 1 for system s require crash.crash_at(s.n) > 0 } } "
                  "test 'a' for 8.1/r { given system 'x' { n 1 } expect met } "
                  "test 'b' for 8.1/r { given system 'x' { n -1 } expect error because 'crash.crash_at ended' } "
                  "test 'c' for 8.1/r { given system 'x' { n 0 } expect not_met }");
    assert_int_equal(mog_try_tests(&trials, w->policy, w->host, &(mog_trial_options){.jobs = 1}, &w->err), MOG_OK);
    assert_int_equal(trials->passed, 3);
    mog_trials_free(trials);
}

/* ---- expressions */

static void evaluate(world *w, mog_evaluation **out, const char *expression, const char *subject_type,
                     const char *subject)
{
    mog_diagnostics *diagnostics;
    mog_input input = {MOG_TEXT("test.mog"), quoted(w, "module m " KINDS RULES)};
    mog_policy_free(w->policy);
    mog_compile_expression(&w->policy, &diagnostics, &input, 1, NULL, quoted(w, expression), mog_text_of(subject_type));
    if (!w->policy) {
        mog_buffer text = {0};
        mog_diagnostic_render(&text, diagnostics, &diagnostics->at[0], true);
        fail_msg("%s", text.at);
    }
    assert_int_equal(mog_code_verify(w->policy, &w->policy->expression->rule.condition, &w->err), MOG_OK);
    mog_diagnostics_free(diagnostics);
    if (mog_evaluate(out, *subject ? w->store : NULL, w->policy, NULL, mog_text_of(subject), w->clock, &w->err))
        fail_msg("%s", w->err.message);
}

static void assert_value_at(world *w, const char *expression, const char *type, const char *value, bool pure, int line)
{
    mog_evaluation *evaluation;
    evaluate(w, &evaluation, expression, pure ? "" : "system", pure ? "" : "system:hr");
    char *found = mog_arena_format(w->arena, "%s",
                                   evaluation->failed    ? evaluation->reason
                                   : evaluation->unknown ? evaluation->reason
                                                         : evaluation->value.at);
    if (strcmp(found, value) != 0 || !mog_text_equal(evaluation->type, mog_text_of(type)))
        fail_msg("line %d: `%s` is %s %s", line, expression, evaluation->type.at, found);
    mog_evaluation_free(evaluation);
}
#define assert_pure(expression, type, value) assert_value_at(w, expression, type, value, true, __LINE__)
#define assert_value(expression, type, value) assert_value_at(w, expression, type, value, false, __LINE__)

static void an_expression_without_a_subject_has_a_type_and_a_value(void **state)
{
    world *w = *state;
    assert_pure("1 + 2 * 3", "integer", "7");
    assert_pure("2026-01-31 + 1 month", "time", "2026-02-28");
    assert_pure("now - 2026-10-31", "duration", "1 day");
    assert_pure("'a' = 'a' and not (1 > 2)", "bool", "yes");
    assert_pure("lower('ÅB')", "text", "åb");
    assert_pure("1 / 0", "number", "division by zero in `1 / 0`");
}

static void an_expression_over_a_subject_reads_its_evidence(void **state)
{
    world *w = *state;
    use_policy(w, "module m " KINDS);
    ADD(w,
        "{'kind':'system','subject':'system:hr','observed':'2026-10-20','fields':{'name':'HR','n':3,'level':'high'}}",
        "{'kind':'account','subject':'system:hr','item':'x','observed':'2026-10-20','fields':{'admin':true,'mfa':false,"
        "'of':['8.10','8.1'],'left':'P1M','disks':[{'name':'db','size':1.5},{}]}}",
        "{'kind':'account','subject':'system:hr','item':'y','observed':'2026-01-20','fields':{'mfa':true}}");
    assert_value("s.n + 1", "integer", "4");
    assert_value("s.level", "enum { low, high }", "high");
    assert_value("s.name", "text", "HR");
    assert_value("s", "record of system", "name HR, n 3, level high");
    assert_value("system", "record of system", "name HR, n 3, level high");
    assert_value("account", "list of account",
                 "2\nx: admin yes, mfa no, left 1 month, of { 8.1, 8.10 }, disks 2 items\ny: mfa yes (stale)");
    assert_value("any a in account has a.mfa", "bool", "account y is stale since 2026-02-19 (observed 2026-01-20)");
    assert_value("s.class.availability", "integer",
                 "system.class.availability is not stated in the record of 2026-10-20");
    assert_value("share(a in account where a.item = 'x' has a.mfa)", "number", "0 %");
}

static void faults_of_an_expression_are_placed_in_it(void **state)
{
    world *w = *state;
    static const struct {
        const char *expression, *subject_type, *code;
    } cases[] = {
        {"1 +", "", "E0108"},
        {"1 2", "", "E0108"},
        {"", "", "E0108"},
        {"account", "", "E0122"},
        {"s.nam", "system", "E0107"},
        {"s.name + 1", "system", "E0114"},
        {"nothing", "system", "E0110"},
        {"1", "sytem", "E0113"},
        {"param x = 1", "", "E0108"},
        {"any a in acount has a.mfa", "system", "E0112"},
        {"\001", "", "E0101"},
        {"'", "", "E0102"},
        {"(((", "", "E0108"},
        {"no a in account has a.mfa = 3", "system", "E0114"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mog_policy *policy;
        mog_diagnostics *diagnostics;
        mog_input input = {MOG_TEXT("test.mog"), quoted(w, "module m " KINDS RULES)};
        mog_compile_expression(&policy, &diagnostics, &input, 1, NULL, quoted(w, cases[i].expression),
                               mog_text_of(cases[i].subject_type));
        assert_null(policy);
        const mog_diagnostic *first = NULL;
        for (size_t d = 0; d < diagnostics->count && !first; d++)
            if (mog_diagnostic_is_error(diagnostics->at[d].code)) first = &diagnostics->at[d];
        assert_non_null(first);
        if (strcmp(mog_diagnostic_name(first->code), cases[i].code) != 0)
            fail_msg("`%s`: %s, %.*s", cases[i].expression, mog_diagnostic_name(first->code), (int)first->message.size,
                     first->message.at);
        assert_true(mog_text_equal(diagnostics->files[first->span.file].path, MOG_TEXT(MOG_EXPRESSION_PATH)));
        mog_diagnostics_free(diagnostics);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_outcome_is_told_from_the_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(clocks_census_and_other_subjects_are_as_in_a_store, set_up, tear_down),
        cmocka_unit_test_setup_teardown(any_number_of_processes_gives_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_plugin_that_kills_costs_one_test, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_expression_without_a_subject_has_a_type_and_a_value, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_expression_over_a_subject_reads_its_evidence, set_up, tear_down),
        cmocka_unit_test_setup_teardown(faults_of_an_expression_are_placed_in_it, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
