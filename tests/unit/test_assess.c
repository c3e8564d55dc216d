/* Assessments end to end over a store: verdicts, reasons, findings, evidence and caps; the same for any number of workers. */
#include "engine/assess/judge.h"
#include "tests/unit/assess_world.h"

#include "base/file.h"
#include "engine/assess/plan.h"

#include <signal.h>

#define ONE MOG_ACHIEVEMENT_ONE

static const char kinds[] =
    "module m kind system 'S' about system { name text class { availability integer confidentiality integer } } "
    "kind backup 'B' about system { encrypted bool size number target number fresh 30 days } "
    "kind many account 'A' about system { mfa bool note text fresh 30 days } "
    "kind policy_text 'P' about system { approved bool assurance documented } "
    "kind claim 'C' about system { yes bool assurance stated fresh 10 days } ";

static void use_rules(world *w, const char *rules)
{
    use_policy(w, mog_arena_format(w->arena, "%s control 8.1 { %s }", kinds, rules));
}

#define AT(day) "'observed':'2026-10-" day "T08:00:00Z'"

/* ---- achievement */

static void achievement_rounds_half_to_even(void **state)
{
    (void)state;
    assert_int_equal(mog_achievement_of(0), 0);
    assert_int_equal(mog_achievement_of(-1), 0);
    assert_int_equal(mog_achievement_of(1), ONE);
    assert_int_equal(mog_achievement_of(7), ONE);
    assert_int_equal(mog_achievement_of(0.5), 500000000);
    assert_int_equal(mog_achievement_of(1.0 / 3), 333333333);
    assert_int_equal(mog_achievement_of(2.0 / 3), 666666667);
    assert_int_equal(mog_achievement_of(1e-300), 0);
    assert_int_equal(mog_achievement_of(4.9e-10), 0);
    assert_int_equal(mog_achievement_of(5.1e-10), 1);
    /* 2^-10 is 976562.5 billionths exactly; three of it 2929687.5 */
    assert_int_equal(mog_achievement_of(1.0 / 1024), 976562);
    assert_int_equal(mog_achievement_of(3.0 / 1024), 2929688);
    assert_int_equal(mog_achievement_of(0.9999999999999999), ONE);
}

/* ---- verdicts */

static void each_verdict_comes_with_its_figures(void **state)
{
    world *w = *state;
    use_rules(
        w,
        "rule flag { title 'encrypted' level 1 for system require backup.encrypted } "
        "rule part { title 'size' level 2 for system measure backup.size target backup.target } "
        "rule scoped { title 'scoped' level 1 for system s where s.class.availability >= 2 require backup.encrypted } "
        "rule broken { title 'broken' level 1 for system require backup.size / (backup.size - backup.size) > 1 }");
    ADD(w,
        "{'kind':'system','subject':'system:a'," AT(
            "01") ",'fields':{'name':'Alfa','class':{'availability':3,'confidentiality':9}}}",
        "{'kind':'backup','subject':'system:a'," AT("20") ",'fields':{'encrypted':true,'size':3,'target':4}}",
        "{'kind':'system','subject':'system:b'," AT(
            "01") ",'fields':{'class':{'availability':1,'confidentiality':-4}}}",
        "{'kind':'backup','subject':'system:b'," AT("20") ",'fields':{'encrypted':false,'size':9,'target':0}}",
        "{'kind':'backup','subject':'system:c'," AT("20") ",'fields':{'size':-1,'target':4}}");
    assess(w, 2);
    assert_int_equal(w->assessment->result_count, 12);
    assert_verdict(w, "flag", "system:a", MET);
    assert_verdict(w, "flag", "system:b", NOT_MET);
    assert_verdict(w, "flag", "system:c", UNKNOWN);
    assert_reason(w, "flag", "system:c", "backup.encrypted is not stated in the record of 2026-10-20");
    assert_string_equal(result_of(w, "flag", "system:c")->reason_sv,
                        "backup.encrypted anges inte i posten från 2026-10-20");
    assert_verdict(w, "part", "system:a", PARTLY);
    assert_int_equal(result_of(w, "part", "system:a")->achievement, 750000000);
    assert_verdict(w, "part", "system:b", ERROR);
    assert_reason(w, "part", "system:b", "a target that is zero or less");
    assert_verdict(w, "part", "system:c", NOT_MET);
    assert_int_equal(result_of(w, "part", "system:c")->achievement, 0);
    assert_verdict(w, "scoped", "system:a", MET);
    assert_verdict(w, "scoped", "system:b", NOT_APPLICABLE);
    assert_verdict(w, "scoped", "system:c", UNKNOWN);
    assert_reason(w, "scoped", "system:c", "whether the rule applies is unknown: system has never been collected");
    assert_verdict(w, "broken", "system:a", ERROR);
    assert_reason(w, "broken", "system:a", "division by zero in `backup.size / (backup.size - backup.size)`");
    assert_int_equal(result_of(w, "broken", "system:a")->achievement, MOG_ACHIEVEMENT_NONE);
    assert_true(w->assessment->degraded);

    const mog_assessed_subject *subjects = w->assessment->subjects;
    assert_true(mog_text_equal(subjects[0].display, MOG_TEXT("Alfa")));
    assert_true(mog_text_equal(subjects[1].display, MOG_TEXT("b")));
    assert_memory_equal(subjects[0].classes, ((uint8_t[]){3, 0, 3, 0}), 4);
    assert_memory_equal(subjects[1].classes, ((uint8_t[]){0, 0, 1, 0}), 4);
    assert_memory_equal(subjects[2].classes, ((uint8_t[]){0, 0, 0, 0}), 4);
}

static void unknown_says_why(void **state)
{
    world *w = *state;
    use_rules(w, "rule all_mfa { title 't' level 1 for system require every a in account has a.mfa } "
                 "rule plain { title 't' level 1 for system require backup.encrypted } "
                 "rule oldest { title 't' level 1 for system require max(1 for a in account where a.mfa) > 0 }");
    ADD(w, "{'kind':'backup','subject':'system:stale','observed':'2026-09-01','fields':{'encrypted':true}}",
        "{'kind':'account','subject':'system:stale','item':'anna','observed':'2026-09-01T06:00:00Z','fields':{'mfa':true}}",
        "{'kind':'account','subject':'system:census','census':['anna','bo']," AT("20") "}",
        "{'kind':'account','subject':'system:census','item':'anna'," AT("20") ",'fields':{'mfa':true}}",
        "{'kind':'account','subject':'system:silent','item':'cia'," AT("20") ",'fields':{'note':'x'}}",
        "{'kind':'account','subject':'system:old','census':[],'observed':'2026-09-01'}",
        "{'kind':'account','subject':'system:none','census':[]," AT("20") "}");
    assess(w, 1);
    assert_reason(w, "plain", "system:stale", "backup is stale since 2026-10-01 (observed 2026-09-01)");
    assert_reason(w, "all_mfa", "system:stale", "account anna is stale since 2026-10-01 (observed 2026-09-01)");
    assert_string_equal(result_of(w, "all_mfa", "system:stale")->reason_sv,
                        "underlaget account anna är inaktuellt sedan 2026-10-01 (observerat 2026-09-01)");
    assert_reason(w, "all_mfa", "system:census", "account bo is named by the census but has never been recorded");
    assert_reason(w, "all_mfa", "system:silent", "account.mfa of cia is not stated in the record of 2026-10-20");
    assert_reason(w, "all_mfa", "system:old", "the census of account is stale since 2026-10-01 (it is of 2026-09-01)");
    assert_reason(w, "plain", "system:none", "backup has never been collected");
    assert_verdict(w, "all_mfa", "system:none", MET);
    assert_verdict(w, "oldest", "system:none", UNKNOWN);
    assert_reason(w, "oldest", "system:none", "there is nothing to aggregate in `max(1 for a in account where a.mfa)`");
    assert_int_equal(result_of(w, "plain", "system:none")->finding_count, 0);
}

static void findings_are_said_and_bounded(void **state)
{
    world *w = *state;
    use_rules(
        w,
        "rule own { title 'the title' level 1 for system s require every a in account has a.mfa "
        "  finding for a '{a.item} lacks it' finding for a sv '{a.item} saknar det' } "
        "rule silent { title 'All have it' title sv 'Alla har det' level 1 for system require every a in account has a.mfa } "
        "rule english { title 'All' title sv 'Alla' level 1 for system s require every a in account has a.mfa finding '{s.name} lacks' }");
    const char *lines[152] = {0};
    for (int i = 0; i < 150; i++)
        lines[i] = mog_arena_format(
            w->arena, "{'kind':'account','subject':'system:many','item':'u%03d'," AT("20") ",'fields':{'mfa':false}}",
            i);
    lines[150] = "{'kind':'account','subject':'system:one','item':'bo'," AT("20") ",'fields':{'mfa':false}}";
    add_lines(w, lines);
    assess(w, 1);
    const mog_result *many = result_of(w, "own", "system:many"), *one = result_of(w, "own", "system:one");
    assert_int_equal(many->finding_count, 100);
    assert_string_equal(many->findings[0], "u000 lacks it");
    assert_string_equal(many->findings[98], "u098 lacks it");
    assert_string_equal(many->findings[99], "and 51 more");
    assert_string_equal(many->findings_sv[99], "och 51 till");
    assert_int_equal(one->finding_count, 1);
    assert_string_equal(one->findings_sv[0], "bo saknar det");
    assert_string_equal(result_of(w, "silent", "system:one")->findings[0], "All have it");
    assert_string_equal(result_of(w, "silent", "system:one")->findings_sv[0], "Alla har det");
    assert_string_equal(result_of(w, "english", "system:one")->findings[0], "one lacks");
    assert_null(result_of(w, "english", "system:one")->findings_sv);
}

/* ---- evidence and its assurance */

static void achievement_is_capped_by_the_weakest_evidence_that_is_not_stale(void **state)
{
    world *w = *state;
    use_rules(w, "rule doc { title 't' level 1 for system require policy_text.approved } "
                 "rule two { title 't' level 1 for system require policy_text.approved or claim.yes } "
                 "rule part { title 't' level 1 for system measure backup.size target 10 }");
    ADD(w, "{'kind':'policy_text','subject':'system:a'," AT("30") ",'fields':{'approved':true}}",
        "{'kind':'claim','subject':'system:a'," AT("30") ",'fields':{'yes':true}}",
        "{'kind':'backup','subject':'system:a'," AT("30") ",'assurance':'stated','fields':{'size':8}}",
        "{'kind':'policy_text','subject':'system:b'," AT("30") ",'assurance':'tested','fields':{'approved':true}}",
        "{'kind':'claim','subject':'system:b'," AT("02") ",'fields':{'yes':true}}",
        "{'kind':'backup','subject':'system:b'," AT("30") ",'assurance':'stated','fields':{'size':3}}");
    assess(w, 1);
    const mog_result *doc = result_of(w, "doc", "system:a"), *two = result_of(w, "two", "system:a");
    assert_verdict(w, "doc", "system:a", MET);
    assert_int_equal(doc->achievement, 850000000);
    assert_int_equal(doc->cap, 850000000);
    assert_int_equal(two->achievement, 500000000); /* though the claim was never looked at */
    assert_int_equal(two->evidence_count, 2);
    assert_true(two->evidence[0] < two->evidence[1]);
    assert_int_equal(result_of(w, "part", "system:a")->achievement, 500000000);
    assert_verdict(w, "part", "system:a", PARTLY);
    assert_int_equal(result_of(w, "doc", "system:b")->achievement, ONE);
    assert_int_equal(result_of(w, "two", "system:b")->achievement, ONE); /* the claim is stale */
    assert_int_equal(result_of(w, "two", "system:b")->evidence_count, 2);
    assert_int_equal(result_of(w, "part", "system:b")->achievement, 300000000); /* below the cap */
    assert_int_equal(result_of(w, "part", "system:b")->cap, ONE);
}

static void censuses_and_elements_are_evidence(void **state)
{
    world *w = *state;
    use_rules(w, "rule mfa { title 't' level 1 for system require every a in account has a.mfa }");
    ADD(w, "{'kind':'account','subject':'system:a','item':'gone'," AT("01") ",'fields':{'mfa':false}}",
        "{'kind':'account','subject':'system:a','census':['anna']," AT("20") "}",
        "{'kind':'account','subject':'system:a','item':'anna'," AT("20") ",'fields':{'mfa':true}}",
        "{'kind':'account','subject':'system:a','item':'new'," AT("25") ",'fields':{'mfa':true}}");
    assess(w, 1);
    assert_verdict(w, "mfa", "system:a", MET);
    assert_int_equal(result_of(w, "mfa", "system:a")->evidence_count, 3);
}

/* ---- which subjects and rules */

static void what_is_not_yet_observed_is_not_there(void **state)
{
    world *w = *state;
    use_rules(w, "rule flag { title 't' level 1 for system require backup.encrypted }");
    ADD(w, "{'kind':'backup','subject':'system:early'," AT("02") ",'fields':{'encrypted':true}}",
        "{'kind':'backup','subject':'system:late'," AT("20") ",'fields':{'encrypted':true}}",
        "{'kind':'backup','subject':'system:latest'," AT("21") ",'fields':{'encrypted':true}}");
    mog_assess_options how = {.jobs = 2};
    mog_time_parse(&how.clock, MOG_TEXT("2026-10-10"));
    assert_int_equal(try_assess(w, &how), MOG_OK);
    assert_int_equal(w->assessment->result_count, 1);
    assert_int_equal(w->assessment->subject_count, 1);
    assert_verdict(w, "flag", "system:early", MET);
    mog_time_parse(&how.clock, MOG_TEXT("2020-10-10"));
    assert_int_equal(try_assess(w, &how), MOG_OK);
    assert_int_equal(w->assessment->result_count, 0);
}

static void a_part_can_be_asked_for(void **state)
{
    world *w = *state;
    use_policy(w,
               mog_arena_format(w->arena,
                                "%s control 8.1 { rule one { title 't' level 1 for system require backup.encrypted } "
                                "rule two { title 't' level 1 for system require backup.size > 1 } } "
                                "control 8.2 { rule three { title 't' level 1 for system require backup.size > 1 } }",
                                kinds));
    ADD(w, "{'kind':'backup','subject':'system:a'," AT("20") ",'fields':{'encrypted':true}}",
        "{'kind':'backup','subject':'system:ab'," AT("20") ",'fields':{'encrypted':true}}");
    const struct {
        const char *rule, *subject;
        size_t count;
    } cases[] = {{"", "", 6},         {"8.1", "", 4},          {"8.1/two", "", 2},
                 {"", "system:a", 3}, {"8.2", "system:ab", 1}, {"", "system:", 6}};
    mog_digest before = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mog_assess_options how = {.rule = mog_text_of(cases[i].rule), .subject = mog_text_of(cases[i].subject)};
        assert_int_equal(try_assess(w, &how), MOG_OK);
        assert_int_equal(w->assessment->result_count, cases[i].count);
        assert_memory_not_equal(&before, &w->assessment->run, sizeof before); /* another question, another run */
        before = w->assessment->run;
    }
    assert_int_equal(try_assess(w, &(mog_assess_options){.rule = MOG_TEXT("8.1/tvo")}), MOG_INPUT);
    assert_non_null(strstr(w->err.hint, "8.1/two"));
    assert_int_equal(try_assess(w, &(mog_assess_options){.subject = MOG_TEXT("system:abb")}), MOG_INPUT);
    assert_non_null(strstr(w->err.hint, "system:ab"));
    assert_int_equal(try_assess(w, &(mog_assess_options){.subject = MOG_TEXT("sistem:")}), MOG_INPUT);
}

static bool is_same(const mog_assessment *a, const mog_assessment *b)
{
    bool same = a->result_count == b->result_count && memcmp(&a->run, &b->run, sizeof a->run) == 0;
    for (size_t i = 0; i < a->result_count && same; i++) {
        const mog_result *x = &a->results[i], *y = &b->results[i];
        same = x->rule == y->rule && x->subject == y->subject && x->verdict == y->verdict &&
               x->achievement == y->achievement && x->finding_count == y->finding_count &&
               x->evidence_count == y->evidence_count &&
               memcmp(x->evidence, y->evidence, x->evidence_count * sizeof *x->evidence) == 0 &&
               (!x->reason) == (!y->reason) && (!x->reason || strcmp(x->reason, y->reason) == 0);
        for (uint32_t f = 0; f < x->finding_count && same; f++) same = strcmp(x->findings[f], y->findings[f]) == 0;
    }
    return same;
}

static void the_number_of_workers_cannot_be_seen(void **state)
{
    world *w = *state;
    use_rules(
        w, "rule one { title 't' level 1 for system require backup.encrypted } "
           "rule two { title 't' level 2 for system s measure backup.size target 50 finding '{s.id}: {backup.size}' }");
    const char *lines[101] = {0};
    for (int i = 0; i < 100; i++)
        lines[i] =
            mog_arena_format(w->arena, "{'kind':'backup','subject':'system:s%d'," AT("20") ",'fields':{%s'size':%d}}",
                             i, i % 3 ? "'encrypted':true," : "", i);
    add_lines(w, lines);
    assess(w, 1);
    mog_assessment *one = w->assessment;
    w->assessment = NULL;
    for (size_t i = 1; i < one->result_count; i++) {
        const mog_result *a = &one->results[i - 1], *b = &one->results[i];
        assert_true(a->rule < b->rule || (a->rule == b->rule && a->subject < b->subject));
    }
    for (uint32_t jobs = 0; jobs < 8; jobs++) {
        assess(w, jobs);
        assert_true(is_same(one, w->assessment));
    }
    mog_assessment_free(one);
}

static void an_empty_store_gives_an_empty_assessment(void **state)
{
    world *w = *state;
    use_rules(w, "rule one { title 't' level 1 for system require backup.encrypted }");
    assess(w, 0);
    assert_int_equal(w->assessment->result_count, 0);
    assert_int_equal(w->assessment->subject_count, 0);
    assert_false(w->assessment->degraded);
}

/* ---- the store */

static void a_truncated_store_is_reported(void **state)
{
    world *w = *state;
    use_rules(w, "rule one { title 't' level 1 for system require every a in account has a.mfa }");
    const char *lines[401] = {0};
    for (int i = 0; i < 400; i++)
        lines[i] = mog_arena_format(
            w->arena, "{'kind':'account','subject':'system:s%d','item':'a'," AT("20") ",'fields':{'note':'%0500d'}}", i,
            i);
    add_lines(w, lines);
    char path[128];
    struct stat about;
    snprintf(path, sizeof path, "%s/data.mdb", w->store);
    assert_int_equal(stat(path, &about), 0);
    for (int eighths = 7; eighths >= 0; eighths--) {
        assert_int_equal(truncate(path, about.st_size * eighths / 8), 0);
        mog_status status = try_assess(w, &(mog_assess_options){.jobs = 2});
        if (status == MOG_OK) continue; /* what was cut off was not needed */
        assert_int_equal(status, MOG_SYSTEM);
        assert_true(w->err.message[0] && w->err.hint[0]);
    }
    assert_int_equal(try_assess(w, &(mog_assess_options){0}), MOG_SYSTEM);
}

static void a_store_that_is_not_there_is_a_fault_of_the_system(void **state)
{
    world *w = *state;
    use_rules(w, "rule one { title 't' level 1 for system require backup.encrypted }");
    strcat(w->store, "x");
    assert_int_equal(try_assess(w, &(mog_assess_options){0}), MOG_SYSTEM);
}

/* ---- plugins that do their worst */

static void load_plugins(world *w)
{
    static const char *const names[] = {"crash", "loop", "memory"};
    const char *build = getenv("MOG_BUILD");
    if (!build) fail_msg("MOG_BUILD names no build folder");
    char *folder = mog_arena_format(w->arena, "%s/plugins", w->folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    for (int i = 0; i < 3; i++) {
        mog_text bytes;
        char *from = mog_arena_format(w->arena, "%s/tests/plugins/%s.so", build, names[i]);
        if (mog_file_read(&bytes, w->arena, from, 64u << 20, &w->err)) fail_msg("%s: %s", from, w->err.message);
        FILE *to = fopen(mog_arena_format(w->arena, "%s/%s.so", folder, names[i]), "wb");
        assert_non_null(to);
        assert_int_equal(fwrite(bytes.at, 1, bytes.size, to), bytes.size);
        fclose(to);
    }
    if (mog_host_discover(&w->host, (const char *const[]){folder}, 1, &w->err)) fail_msg("%s", w->err.message);
}

#if defined(__SANITIZE_ADDRESS__)
#define EATEN "1" /* no limit on memory holds under AddressSanitizer */
#else
#define EATEN "-1"
#endif

static void a_plugin_that_kills_costs_the_rule_and_subject_at_hand(void **state)
{
    world *w = *state;
    load_plugins(w);
    use_policy(w, "module m use plugin crash use plugin loop use plugin memory "
                  "kind system 'S' about system { crash integer loop integer memory integer } "
                  "control 8.1 { rule a_first { title 't' level 1 for system s require s.crash < 9 } "
                  "rule crashes { title 't' level 1 for system s require crash.crash_at(s.crash) > 0 } "
                  "rule eats { title 't' level 1 for system s require memory.eat_at(s.memory) > 0 } "
                  "rule loops { title 't' level 1 for system s require loop.loop_at(s.loop) > 0 } "
                  "rule z_last { title 't' level 1 for system s require s.crash < 9 } }");
    ADD(w, "{'kind':'system','subject':'system:a'," AT("20") ",'fields':{'crash':1,'loop':1,'memory':1}}",
        "{'kind':'system','subject':'system:b'," AT("20") ",'fields':{'crash':-1,'loop':1,'memory':1}}",
        "{'kind':'system','subject':'system:c'," AT("20") ",'fields':{'crash':-1,'loop':-1,'memory':" EATEN "}}",
        "{'kind':'system','subject':'system:d'," AT("20") ",'fields':{'crash':1,'loop':1,'memory':1}}");
    mog_assessment *one = NULL;
    for (uint32_t jobs = 1; jobs <= 4; jobs += 3) {
        mog_assess_options how = {.jobs = jobs, .call_limit = 700 * 1000000LL, .memory_limit = UINT64_C(96) << 20};
        if (try_assess(w, &how)) fail_msg("%s", w->err.message);
        assert_int_equal(w->assessment->result_count, 20);
        assert_true(w->assessment->degraded);
        for (int s = 0; s < 4; s++) {
            const char *subject = mog_arena_format(w->arena, "system:%c", 'a' + s);
            assert_verdict(w, "a_first", subject, MET);
            assert_verdict(w, "z_last", subject, MET);
        }
        assert_verdict(w, "crashes", "system:a", MET);
        assert_verdict(w, "crashes", "system:b", ERROR);
        assert_verdict(w, "loops", "system:b", MET);
        assert_verdict(w, "crashes", "system:c", ERROR);
        assert_verdict(w, "loops", "system:c", ERROR);
        assert_verdict(w, "loops", "system:d", MET);
        assert_non_null(strstr(result_of(w, "crashes", "system:b")->reason,
                               "the function crash.crash_at ended the worker process (SIGSEGV)"));
        assert_reason(w, "loops", "system:c", "the function loop.loop_at took longer than 0.7 s and was ended");
        if (strcmp(EATEN, "1") != 0)
            assert_reason(
                w, "eats", "system:c",
                "the function memory.eat_at used up its memory, 96 MiB, and ended the worker process (SIGABRT)");
        assert_int_equal(result_of(w, "crashes", "system:b")->evidence_count, 1);
        if (!one) {
            one = w->assessment;
            w->assessment = NULL;
        }
    }
    assert_true(is_same(one, w->assessment));
    mog_assessment_free(one);
}

/* ---- explanations */

static mog_explanation *explain(world *w, const char *rule, const char *subject)
{
    mog_explanation *explanation = NULL;
    if (mog_explain(&explanation, w->store, w->policy, w->host, mog_text_of(rule), mog_text_of(subject), (mog_moment){.clock = w->clock},
                    &w->err))
        fail_msg("%s", w->err.message);
    return explanation;
}

static void an_explanation_tells_values_items_and_records(void **state)
{
    world *w = *state;
    use_rules(w, "rule mfa { title 't' level 1 for system s where s.class.availability >= 2 "
                 "require every a in account where a.note != 'x' has a.mfa } "
                 "rule part { title 't' level 1 for system measure backup.size target 10 }");
    ADD(w, "{'kind':'system','subject':'system:a'," AT("01") ",'fields':{'class':{'availability':2}}}",
        "{'kind':'account','subject':'system:a','item':'anna'," AT("20") ",'fields':{'mfa':true,'note':'y'}}",
        "{'kind':'account','subject':'system:a','item':'bo'," AT("20") ",'fields':{'mfa':false,'note':'y'}}",
        "{'kind':'backup','subject':'system:a'," AT("20") ",'fields':{'size':4}}");
    mog_explanation *e = explain(w, "8.1/mfa", "system:a");
    assert_int_equal(e->result.verdict, MOG_VERDICT_NOT_MET);
    assert_true(e->where_count >= 2);
    assert_true(mog_text_equal(e->where[0].value, MOG_TEXT("2")));
    assert_int_equal(e->target_count, 0);
    assert_int_equal(e->record_count, 3);
    bool seen = false;
    for (uint32_t i = 0; i < e->condition_count; i++) {
        const mog_explained_step *step = &e->condition[i];
        mog_text source = {w->policy->files[step->span.file].text.at + step->span.start,
                           step->span.end - step->span.start};
        if (!mog_text_equal(source, MOG_TEXT("a.mfa")) || !mog_text_equal(step->item, MOG_TEXT("account bo"))) continue;
        seen = true;
        assert_true(mog_text_equal(step->value, MOG_TEXT("no")));
        assert_int_equal(step->record, e->records[2].id);
        assert_true(mog_text_equal(e->records[2].item, MOG_TEXT("bo")));
    }
    assert_true(seen);
    assert_non_null(strstr(e->records[2].json, "\"mfa\":false"));
    mog_explanation_free(e);

    e = explain(w, "8.1/part", "system:a");
    assert_int_equal(e->result.verdict, MOG_VERDICT_PARTLY);
    assert_int_equal(e->where_count, 0);
    assert_true(e->condition_count >= 1);
    assert_true(mog_text_equal(e->condition[0].value, MOG_TEXT("4")));
    mog_explanation_free(e);

    const struct {
        const char *rule, *subject, *words;
    } wrong[] = {{"8.1/parts", "system:a", "there is no rule"},
                 {"8.1/part", "unit:a", "is for subjects of type"},
                 {"8.1/part", "system:q", "knows no subject"},
                 {"8.1/part", "", "is for subjects of type"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        w->err = MOG_ERROR_NONE;
        assert_int_equal(mog_explain(&e, w->store, w->policy, NULL, mog_text_of(wrong[i].rule),
                                     mog_text_of(wrong[i].subject), (mog_moment){.clock = w->clock}, &w->err),
                         MOG_INPUT);
        assert_non_null(strstr(w->err.message, wrong[i].words));
    }
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static void a_reader_that_was_killed_does_not_speak_against_the_store(void **state)
{
    (void)state;
    mog_error err = MOG_ERROR_NONE;
    assert_int_equal(mog_store_broke(&err, "place", SIGKILL), MOG_SYSTEM); /* as a wait status: ended by the signal */
    assert_non_null(strstr(err.message, "was killed"));
    err = MOG_ERROR_NONE;
    assert_int_equal(mog_store_broke(&err, "place", SIGBUS), MOG_SYSTEM);
    assert_non_null(strstr(err.message, "damaged"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reader_that_was_killed_does_not_speak_against_the_store),
        cmocka_unit_test(achievement_rounds_half_to_even),
        T(each_verdict_comes_with_its_figures),
        T(unknown_says_why),
        T(findings_are_said_and_bounded),
        T(achievement_is_capped_by_the_weakest_evidence_that_is_not_stale),
        T(censuses_and_elements_are_evidence),
        T(what_is_not_yet_observed_is_not_there),
        T(a_part_can_be_asked_for),
        T(the_number_of_workers_cannot_be_seen),
        T(an_empty_store_gives_an_empty_assessment),
        T(a_truncated_store_is_reported),
        T(a_store_that_is_not_there_is_a_fault_of_the_system),
        T(a_plugin_that_kills_costs_the_rule_and_subject_at_hand),
        T(an_explanation_tells_values_items_and_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
