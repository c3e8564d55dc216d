/* Scores: what must hold of any assessment. */
#include "tests/unit/score_world.h"

static uint64_t seed;

static uint32_t draw(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % below;
}

static void fill_result(mog_result *result)
{
    result->verdict = (mog_verdict)draw(MOG_VERDICT_COUNT);
    result->cap = ONE;
    switch (result->verdict) {
    case MOG_VERDICT_MET: result->achievement = draw(4) ? ONE : 500000000; break;
    case MOG_VERDICT_PARTLY: result->achievement = draw(1000000000); break;
    case MOG_VERDICT_NOT_MET: result->achievement = 0; break;
    default: result->achievement = MOG_ACHIEVEMENT_NONE;
    }
}

static world *world_drawn(uint64_t from)
{
    seed = from;
    world *w = world_new();
    uint32_t controls = 1 + draw(5);
    for (uint32_t c = 1; c <= controls; c++) {
        add_control(w, CONTROL(5, c), draw(2) ? "organisational" : "technological");
        for (uint32_t r = 1 + draw(6); r > 0; r--) add_rule(w, CONTROL(5, c), 1 + draw(5), 1 + draw(100), draw(4) == 0);
    }
    for (uint32_t s = 1 + draw(8); s > 0; s--) add_subject(w, (uint8_t)draw(4), (uint8_t)draw(4));
    for (uint32_t r = 0; r < w->policy.rule_count; r++)
        for (uint32_t s = 0; s < w->assessment.subject_count; s++)
            fill_result(add_result(w, r, s, MOG_VERDICT_MET, ONE));
    return w;
}

static bool not_lower(double after, double before)
{
    return isnan(before) || after >= before - 1e-12;
}

static void assert_not_lower(const mog_control_score *after, const mog_control_score *before)
{
    assert_true(not_lower(after->compliance.strict, before->compliance.strict));
    assert_true(not_lower(after->possible_strict, before->possible_strict));
    assert_true(after->maturity >= before->maturity);
    assert_true(after->possible_maturity >= before->possible_maturity);
}

static void a_met_result_more_never_lowers_a_control(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 300; round++) {
        world *w = world_drawn(round);
        mog_scores *before = score(w);
        add_met(w, draw(w->policy.rule_count), draw(w->assessment.subject_count));
        mog_scores *after = score(w);
        for (uint32_t c = 0; c < before->control_count; c++)
            assert_not_lower(&after->controls[c], &before->controls[c]);
        mog_scores_free(before);
        mog_scores_free(after);
        free(w);
    }
}

static void an_unknown_that_turns_out_met_never_lowers_a_figure(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 300; round++) {
        world *w = world_drawn(round + 1000);
        mog_scores *before = score(w);
        for (size_t i = 0; i < w->assessment.result_count; i++) {
            mog_result *result = &w->results[i];
            if (result->verdict != MOG_VERDICT_UNKNOWN || draw(3)) continue;
            result->verdict = MOG_VERDICT_MET;
            result->achievement = ONE;
        }
        mog_scores *after = score(w);
        for (uint32_t c = 0; c < before->control_count; c++) {
            assert_not_lower(&after->controls[c], &before->controls[c]);
            assert_true(not_lower(after->controls[c].compliance.coverage, before->controls[c].compliance.coverage));
            assert_true(not_lower(after->controls[c].compliance.known, before->controls[c].compliance.known));
        }
        assert_true(not_lower(after->all.compliance.strict, before->all.compliance.strict));
        assert_true(not_lower(after->all.mean, before->all.mean));
        assert_true(after->all.level >= before->all.level);
        assert_true(after->all.floor >= before->all.floor);
        assert_figure(after->all.possible_strict, before->all.possible_strict);
        assert_true(not_lower(before->all.possible_strict, after->all.compliance.strict));
        mog_scores_free(before);
        mog_scores_free(after);
        free(w);
    }
}

static void the_order_of_results_cannot_be_seen(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 100; round++) {
        world *w = world_drawn(round + 2000);
        mog_scores *before = score(w);
        mog_result key[8] = {0};
        for (uint32_t c = 0; c < before->control_count; c++)
            if (before->controls[c].cap) key[c] = *before->controls[c].cap;
        for (uint32_t i = (uint32_t)w->assessment.result_count; i > 1; i--) {
            uint32_t other = draw(i);
            mog_result kept = w->results[other];
            w->results[other] = w->results[i - 1];
            w->results[i - 1] = kept;
        }
        mog_scores *after = score(w);
        for (uint32_t c = 0; c < before->control_count; c++) {
            const mog_control_score *a = &before->controls[c], *b = &after->controls[c];
            assert_memory_equal(&a->compliance, &b->compliance, sizeof a->compliance);
            assert_true(a->maturity == b->maturity && a->possible_maturity == b->possible_maturity);
            assert_memory_equal(a->verdicts, b->verdicts, sizeof a->verdicts);
            assert_int_equal(a->cap != NULL, b->cap != NULL);
            if (b->cap) assert_true(b->cap->rule == key[c].rule && b->cap->subject == key[c].subject);
        }
        assert_memory_equal(&before->all.compliance, &after->all.compliance, sizeof before->all.compliance);
        assert_memory_equal(&before->all.mean, &after->all.mean, sizeof before->all.mean);
        mog_scores_free(before);
        mog_scores_free(after);
        free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_met_result_more_never_lowers_a_control),
        cmocka_unit_test(an_unknown_that_turns_out_met_never_lowers_a_figure),
        cmocka_unit_test(the_order_of_results_cannot_be_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
