/* The state that a run keeps: what is written is read back, and what has been altered is refused or harmless. */
#include "engine/run/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static mog_rule rules[2];
static mog_policy policy;
static const uint64_t ids[] = {3, 9, UINT64_C(1) << 40};
static const char *findings[] = {"one", ""}, *findings_sv[] = {"ett", "två"};

static mog_result results[3];
static mog_assessed_subject subjects[2];

static mog_assessment assessment(void)
{
    rules[0].id = MOG_TEXT("8.1/a");
    rules[1].id = MOG_TEXT("8.1/b");
    policy = (mog_policy){.rules = rules, .rule_count = 2};
    subjects[0] = (mog_assessed_subject){MOG_TEXT("system:a"), MOG_TEXT("Å"), MOG_TEXT("unit:u"), {0}, {0, 1, 2, 3}};
    subjects[1] = (mog_assessed_subject){MOG_TEXT("system:b"), {0}, {0}, MOG_TEXT("system:a"), {0}};
    results[0] = (mog_result){.rule = 0,
                              .subject = 0,
                              .verdict = MOG_VERDICT_PARTLY,
                              .achievement = 123456789,
                              .cap = 850000000,
                              .findings = findings,
                              .findings_sv = findings_sv,
                              .finding_count = 2,
                              .evidence = ids,
                              .evidence_count = 3};
    results[1] = (mog_result){.rule = 0,
                              .subject = 1,
                              .verdict = MOG_VERDICT_UNKNOWN,
                              .achievement = MOG_ACHIEVEMENT_NONE,
                              .cap = MOG_ACHIEVEMENT_ONE,
                              .reason = "",
                              .reason_sv = "okänt",
                              .evidence = ids};
    results[2] = (mog_result){.rule = 1,
                              .subject = 0,
                              .verdict = MOG_VERDICT_MET,
                              .achievement = MOG_ACHIEVEMENT_ONE,
                              .cap = MOG_ACHIEVEMENT_ONE,
                              .findings = findings,
                              .finding_count = 1,
                              .evidence = ids,
                              .evidence_count = 3};
    return (mog_assessment){
        .policy = &policy, .subjects = subjects, .subject_count = 2, .results = results, .result_count = 3};
}

static mog_text written(void)
{
    char *bytes;
    size_t size;
    mog_assessment all = assessment();
    FILE *stream = open_memstream(&bytes, &size);
    mog_state_write(stream, &all);
    fclose(stream);
    return (mog_text){bytes, size};
}

static void what_is_written_is_read_back(void **state)
{
    mog_arena *arena = mog_arena_new();
    mog_previous previous = {0};
    mog_text bytes = written();
    (void)state;
    assert_true(mog_state_read(&previous, arena, bytes, &policy));
    assert_int_equal(previous.subject_count, 2);
    const mog_previous_subject *a = mog_previous_find(&previous, MOG_TEXT("system:a"));
    assert_non_null(a);
    assert_true(mog_text_equal(a->told.display, MOG_TEXT("Å")) && mog_text_equal(a->told.owner, MOG_TEXT("unit:u")));
    assert_int_equal(a->told.classes[3], 3);
    assert_int_equal(a->count, 2);
    const mog_result *partly = mog_previous_result(a, 0);
    assert_int_equal(partly->verdict, MOG_VERDICT_PARTLY);
    assert_true(partly->achievement == 123456789 && partly->cap == 850000000 && !partly->reason);
    assert_string_equal(partly->findings_sv[1], "två");
    assert_true(partly->evidence_count == 3 && partly->evidence[2] == ids[2]);
    assert_null(mog_previous_result(a, 1)->findings_sv);
    const mog_result *unknown = mog_previous_result(mog_previous_find(&previous, MOG_TEXT("system:b")), 0);
    assert_true(unknown->achievement == MOG_ACHIEVEMENT_NONE && unknown->evidence_count == 0);
    assert_string_equal(unknown->reason, "");
    assert_string_equal(unknown->reason_sv, "okänt");
    assert_null(mog_previous_find(&previous, MOG_TEXT("system:c")));
    free((char *)bytes.at);
    mog_arena_free(arena);
}

static void it_is_refused_under_other_rules(void **state)
{
    mog_previous previous;
    mog_arena *arena = mog_arena_new();
    mog_text bytes = written();
    (void)state;
    rules[1].id = MOG_TEXT("8.1/c");
    assert_false(mog_state_read(&previous, arena, bytes, &policy));
    policy.rule_count = 1;
    assert_false(mog_state_read(&previous, arena, bytes, &policy));
    free((char *)bytes.at);
    mog_arena_free(arena);
}

static void what_is_cut_off_or_followed_by_more_is_refused(void **state)
{
    mog_text bytes = written();
    char *copy = malloc(bytes.size + 1);
    mog_arena *arena = mog_arena_new();
    mog_previous previous;
    (void)state;
    memcpy(copy, bytes.at, bytes.size);
    copy[bytes.size] = 0;
    for (size_t size = 0; size < bytes.size; size++)
        assert_false(mog_state_read(&previous, arena, (mog_text){copy, size}, &policy));
    assert_false(mog_state_read(&previous, arena, (mog_text){copy, bytes.size + 1}, &policy));
    free(copy);
    free((char *)bytes.at);
    mog_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(it_is_refused_under_other_rules),
        cmocka_unit_test(what_is_cut_off_or_followed_by_more_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
