/* Scores: what must hold of any assessment. */
#include "tests/unit/score_world.h"

static uint64_t seed;

static uint32_t draw(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % below;
}

static const mog_exception exception;

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
    bool lacks = result->verdict == MOG_VERDICT_NOT_MET || result->verdict == MOG_VERDICT_PARTLY;
    result->excepted = lacks && draw(3) == 0 ? &exception : NULL;
}

static world *world_drawn(uint64_t round)
{
    seed = round;
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
    if (round % 6 == 0) return w; /* without a profile */
    for (uint32_t c = 1; c <= controls; c++) choose(w, CONTROL(5, c), 1 + draw(8), 1 + draw(5));
    w->profile.model = (mog_model)(round % MOG_MODEL_COUNT);
    w->profile.by_risk = draw(2);
    for (uint32_t c = 1; c <= controls; c++)
        if (draw(2)) w->risks[w->assessment.risk_count++] = (mog_control_risk){CONTROL(5, c), 1 + draw(25), draw(99)};
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
    assert_true(after->value >= before->value && after->possible_value >= before->possible_value);
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
            result->excepted = NULL;
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

/* What can be said of any figures. */
static void figures_lie_within_their_bounds(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 600; round++) {
        world *w = world_drawn(round + 3000);
        mog_scores *scores = score(w);
        for (uint32_t c = 0; c < scores->control_count; c++) {
            const mog_control_score *one = &scores->controls[c];
            if (!one->scored) continue;
            assert_true(one->maturity >= 0 && one->maturity <= one->possible_maturity && one->possible_maturity <= 5);
            assert_true(one->value / ONE == one->maturity && one->value <= one->possible_value);
            assert_true(one->progress >= 0 && one->progress <= 1);
            assert_true(isnan(one->excepted) ||
                        (one->excepted >= 0 && one->compliance.strict + one->excepted <= 1 + 1e-12));
            assert_true(!one->cap || one->value == one->cap_level * ONE);
        }
        const mog_group_score *all = &scores->all;
        if (all->controls) {
            assert_true(all->floor <= all->mean + 1e-12 && all->level <= all->possible_level);
            assert_true(all->level >= all->floor || scores->model == MOG_MODEL_CAPABILITY);
        }
        mog_scores_free(scores);
        free(w);
    }
}

/* A group of one is that one, and all of them together are the whole. */
static void a_group_has_the_figures_of_its_members(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 300; round++) {
        world *w = world_drawn(round + 4000);
        mog_scores *whole = score(w), *again;
        uint8_t everyone[32];
        mog_control_id ids[24];
        memset(everyone, MOG_BELONGS, sizeof everyone);
        for (uint32_t c = 0; c < whole->control_count; c++) ids[c] = whole->controls[c].control->id;
        mog_selection all = {everyone, ids, whole->control_count};
        mog_score_group(&again, &w->assessment, &all);
        assert_memory_equal(&whole->all.compliance, &again->all.compliance, sizeof whole->all.compliance);
        assert_true(whole->all.level == again->all.level && whole->all.floor == again->all.floor);
        mog_scores_free(again);
        for (uint32_t c = 0; c < whole->control_count; c++) {
            mog_selection one = {NULL, &ids[c], 1};
            mog_score_group(&again, &w->assessment, &one);
            const mog_control_score *wanted = &whole->controls[c];
            assert_int_equal(again->control_count, 1);
            assert_int_equal(again->all.controls, wanted->scored);
            assert_figure(again->controls[0].compliance.strict, wanted->compliance.strict);
            assert_figure(again->all.compliance.strict, wanted->scored ? wanted->compliance.strict : NAN);
            assert_int_equal(again->all.floor, wanted->scored ? wanted->maturity : MOG_NO_MATURITY);
            assert_int_equal(again->all.level, again->all.floor);
            mog_scores_free(again);
        }
        mog_scores_free(whole);
        free(w);
    }
}

/* To weigh all of them twice, or by risks that are alike, is to weigh none. */
static void weights_have_no_scale(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 300; round++) {
        world *w = world_drawn(round * 5 + 5000); /* capability */
        if (!w->policy.profile) {
            free(w);
            continue;
        }
        for (uint32_t c = 0; c < w->profile.control_count; c++) w->chosen[c].weight = 1;
        w->profile.by_risk = false;
        mog_scores *plain = score(w), *again;
        w->profile.by_risk = true;
        for (uint32_t c = 0; c < w->profile.control_count; c++)
            w->risks[c] = (mog_control_risk){w->chosen[c].control, 1 + (uint32_t)(round % 25), 7};
        w->assessment.risk_count = w->profile.control_count;
        again = score(w);
        assert_figure(again->all.compliance.strict, plain->all.compliance.strict);
        assert_figure(again->all.gap, plain->all.gap);
        assert_int_equal(again->all.level, plain->all.level);
        mog_scores_free(plain);
        mog_scores_free(again);
        free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_met_result_more_never_lowers_a_control),
        cmocka_unit_test(an_unknown_that_turns_out_met_never_lowers_a_figure),
        cmocka_unit_test(the_order_of_results_cannot_be_seen),
        cmocka_unit_test(figures_lie_within_their_bounds),
        cmocka_unit_test(a_group_has_the_figures_of_its_members),
        cmocka_unit_test(weights_have_no_scale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
