/* Scores over assessments that are built by hand: cases worked out on paper. */
#include "tests/unit/score_world.h"

/* ---- one control, on paper */

static void compliance_weighs_rules_and_subjects(void **state)
{
    (void)state;
    world *w = world_new();
    add_control(w, CONTROL(8, 13), "technological");
    uint32_t light = add_rule(w, CONTROL(8, 13), 1, 1, false), heavy = add_rule(w, CONTROL(8, 13), 2, 5, false);
    uint32_t plain = add_subject(w, 0, 3), secret = add_subject(w, 3, 0); /* 8.13 does not mind traceability: 1 and 4 */
    add_met(w, light, plain);                                             /* 1 · 1 */
    add_not_met(w, light, secret);                                        /* 1 · 4 */
    add_result(w, heavy, plain, MOG_VERDICT_PARTLY, 250000000);           /* 5 · 1 */
    add_result(w, heavy, secret, MOG_VERDICT_UNKNOWN, MOG_ACHIEVEMENT_NONE); /* 5 · 4 */
    mog_scores *scores = score(w);
    const mog_control_score *c = &scores->controls[0];
    assert_int_equal(scores->control_count, 1);
    assert_true(c->scored);
    assert_figure(c->compliance.strict, 2.25 / 30);
    assert_figure(c->compliance.known, 2.25 / 10);
    assert_figure(c->compliance.coverage, 10.0 / 30);
    assert_figure(c->possible_strict, 22.25 / 30);
    assert_figure(mog_ratio_value(c->levels[1].achievement), 0.2);
    assert_figure(mog_ratio_value(c->levels[2].achievement), 1.25 / 25);
    assert_int_equal(c->levels[1].rating, MOG_RATING_P);
    assert_int_equal(c->levels[2].rating, MOG_RATING_N);
    assert_int_equal(c->levels[3].rating, MOG_RATING_NONE);
    assert_int_equal(c->maturity, 0);
    assert_figure(c->progress, 0.2);
    assert_int_equal(c->verdicts[MOG_VERDICT_UNKNOWN], 1);
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[0]), 0);
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[2]), 5 * (MOG_LOSS_ONE / 4 * 3));
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[3]), 20 * MOG_LOSS_ONE);
    mog_scores_free(scores);
    free(w);
}

static void traceability_counts_where_the_control_asks_for_it(void **state)
{
    (void)state;
    mog_assessed_subject subject = {.classes = {1, 0, 0, 3}};
    mog_control control = {.attributes = properties, .attribute_count = 1};
    assert_int_equal(mog_score_subject_weight(&control, &subject), 2);
    control.attribute_count = 2;
    assert_int_equal(mog_score_subject_weight(&control, &subject), 4);
    control.attribute_count = 0; /* no properties: all four aspects */
    assert_int_equal(mog_score_subject_weight(&control, &subject), 4);
}

static mog_rating rate(int64_t num, int64_t den)
{
    return mog_ratio_rating((mog_ratio){num, den});
}

static void gates_lie_exactly_at_their_values(void **state)
{
    (void)state;
    assert_int_equal(rate(150000000, 1), MOG_RATING_N);
    assert_int_equal(rate(150000001, 1), MOG_RATING_P);
    assert_int_equal(rate(500000000, 1), MOG_RATING_P);
    assert_int_equal(rate(500000001, 1), MOG_RATING_L);
    assert_int_equal(rate(850000000, 1), MOG_RATING_L);
    assert_int_equal(rate(850000001, 1), MOG_RATING_F);
    assert_int_equal(rate(0, 1), MOG_RATING_N);
    assert_int_equal(rate(0, 0), MOG_RATING_NONE);
    /* 17/20 of whole results is 0.85 and no binary fraction */
    assert_int_equal(rate(17 * ONE, 20), MOG_RATING_L);
    assert_int_equal(rate(17 * ONE + 1, 20), MOG_RATING_F);
    assert_int_equal(mog_rating_letter(MOG_RATING_L), 'L');
    /* sums far past 64 bits */
    mog_ratio large = {(__int128)17 * ONE * INT64_MAX, (__int128)20 * INT64_MAX};
    assert_int_equal(mog_ratio_rating(large), MOG_RATING_L);
    assert_figure(mog_ratio_value(large), 0.85);
    large.num++;
    assert_int_equal(mog_ratio_rating(large), MOG_RATING_F);
}

/* `achieved` are the achievements of levels 1 to 5 in hundredths; -1: no rule, -2: unknown. */
static void assert_maturity(const int achieved[5], int maturity, int possible, double progress)
{
    world *w = world_new();
    add_control(w, CONTROL(5, 1), "organisational");
    uint32_t subject = add_subject(w, 1, 0);
    for (uint32_t level = 1; level <= 5; level++) {
        int a = achieved[level - 1];
        if (a == -1) continue;
        uint32_t rule = add_rule(w, CONTROL(5, 1), level, 3, false);
        if (a == -2) add_result(w, rule, subject, MOG_VERDICT_UNKNOWN, MOG_ACHIEVEMENT_NONE);
        else if (a == 100) add_met(w, rule, subject);
        else add_result(w, rule, subject, a ? MOG_VERDICT_PARTLY : MOG_VERDICT_NOT_MET, a * (ONE / 100));
    }
    mog_scores *scores = score(w);
    assert_int_equal(scores->controls[0].maturity, maturity);
    assert_int_equal(scores->controls[0].possible_maturity, possible);
    assert_figure(scores->controls[0].progress, progress);
    mog_scores_free(scores);
    free(w);
}

static void maturity_is_the_highest_level_over_fully_achieved_ones(void **state)
{
    (void)state;
    assert_maturity((int[]){100, 100, 100, 100, 100}, 5, 5, 0);
    assert_maturity((int[]){100, 60, 100, -1, -1}, 2, 2, 1);   /* 2 is L: no further */
    assert_maturity((int[]){100, 50, 100, -1, -1}, 1, 1, 0.5); /* 2 is P */
    assert_maturity((int[]){86, 86, 30, -1, -1}, 2, 2, 0.3);   /* 0.86 is F */
    assert_maturity((int[]){85, 100, 100, -1, -1}, 1, 1, 1);   /* 0.85 is L */
    assert_maturity((int[]){0, 100, 100, -1, -1}, 0, 0, 0);
    assert_maturity((int[]){-1, -1, 100, -1, 40}, 3, 3, 0.4); /* levels without results are skipped */
    assert_maturity((int[]){100, -2, 100, -1, -1}, 1, 3, 0);  /* unknown: better evidence could reach 3 */
    assert_maturity((int[]){-2, -2, -2, -2, -2}, 0, 5, 0);
    assert_maturity((int[]){40, -2, -2, -1, -1}, 0, 0, 0.4);
}

static void a_failed_key_requirement_caps_maturity(void **state)
{
    (void)state;
    world *w = world_new();
    add_control(w, CONTROL(8, 2), "technological");
    uint32_t first = add_rule(w, CONTROL(8, 2), 1, 1, false), second = add_rule(w, CONTROL(8, 2), 2, 1, true);
    uint32_t third = add_rule(w, CONTROL(8, 2), 3, 1, false);
    uint32_t plain[20];
    for (size_t i = 0; i < 20; i++) plain[i] = add_subject(w, 2, 0);
    uint32_t secret = add_subject(w, 3, 0);
    for (size_t i = 0; i < 20; i++) {
        add_met(w, first, plain[i]);
        add_met(w, second, plain[i]);
        add_met(w, third, plain[i]);
    }
    add_met(w, first, secret);
    add_met(w, third, secret);
    mog_result *failing = add_result(w, second, secret, MOG_VERDICT_NOT_MET, 0); /* 60/64 of level 2: still F */
    mog_scores *scores = score(w);
    const mog_control_score *c = &scores->controls[0];
    assert_int_equal(c->levels[2].rating, MOG_RATING_F);
    assert_int_equal(c->maturity, 1);
    assert_int_equal(c->possible_maturity, 1);
    assert_ptr_equal(c->cap, failing);
    assert_int_equal(c->cap_level, 1);
    assert_figure(c->progress, 60.0 / 64);
    mog_scores_free(scores);

    failing->verdict = MOG_VERDICT_UNKNOWN; /* not shown to fail */
    failing->achievement = MOG_ACHIEVEMENT_NONE;
    scores = score(w);
    assert_int_equal(scores->controls[0].maturity, 3);
    assert_null(scores->controls[0].cap);
    mog_scores_free(scores);

    *failing = (mog_result){.rule = second, .subject = plain[0], .verdict = MOG_VERDICT_NOT_MET, .cap = ONE};
    scores = score(w); /* a lesser subject does not cap */
    assert_int_equal(scores->controls[0].maturity, 3);
    mog_scores_free(scores);
    free(w);
}

static void levels_above_the_target_leave_compliance_alone(void **state)
{
    (void)state;
    world *w = world_new();
    add_control(w, CONTROL(5, 1), "organisational");
    add_control(w, CONTROL(5, 2), "organisational");
    uint32_t third = add_rule(w, CONTROL(5, 1), 3, 1, false), fourth = add_rule(w, CONTROL(5, 1), 4, 1, false);
    uint32_t alone = add_rule(w, CONTROL(5, 2), 4, 1, false), subject = add_subject(w, 0, 0);
    add_met(w, third, subject);
    add_not_met(w, fourth, subject);
    add_met(w, alone, subject);
    mog_scores *scores = score(w);
    assert_figure(scores->controls[0].compliance.strict, 1);
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[1]), 0);
    assert_true(scores->controls[1].scored);
    assert_figure(scores->controls[1].compliance.strict, NAN);
    assert_int_equal(scores->controls[1].maturity, 4);
    assert_figure(scores->all.compliance.strict, 1); /* the mean of those that have a figure */
    assert_figure(scores->all.mean, 3.5);
    mog_scores_free(scores);
    free(w);
}

static void a_control_without_applicable_results_is_left_out(void **state)
{
    (void)state;
    world *w = world_new();
    add_control(w, CONTROL(5, 1), "organisational");
    add_control(w, CONTROL(5, 2), "organisational");
    uint32_t one = add_rule(w, CONTROL(5, 1), 1, 1, false), two = add_rule(w, CONTROL(5, 2), 1, 1, false);
    uint32_t subject = add_subject(w, 0, 0);
    add_met(w, one, subject);
    add_result(w, two, subject, MOG_VERDICT_NOT_APPLICABLE, MOG_ACHIEVEMENT_NONE);
    mog_scores *scores = score(w);
    assert_int_equal(scores->control_count, 2);
    assert_false(scores->controls[1].scored);
    assert_figure(scores->controls[1].compliance.strict, NAN);
    assert_int_equal(scores->all.controls, 1);
    assert_figure(scores->all.compliance.strict, 1);
    assert_int_equal(scores->all.verdicts[MOG_VERDICT_NOT_APPLICABLE], 1);
    mog_scores_free(scores);
    free(w);
}

static void nothing_scores_nothing(void **state)
{
    (void)state;
    world *w = world_new();
    mog_scores *scores = score(w);
    assert_int_equal(scores->control_count, 0);
    assert_int_equal(scores->theme_count, 0);
    assert_int_equal(scores->all.level, MOG_NO_MATURITY);
    assert_int_equal(scores->all.floor, MOG_NO_MATURITY);
    assert_figure(scores->all.compliance.strict, NAN);
    mog_scores_free(scores);
    free(w);
}

/* ---- groups */

static void a_group_is_at_the_level_that_85_per_cent_reach(void **state)
{
    (void)state;
    world *w = world_new();
    uint32_t subject = add_subject(w, 0, 0);
    for (uint32_t i = 1; i <= 20; i++) { /* 17 of 20 are exactly 85 per cent */
        mog_control_id id = CONTROL(5, i);
        add_control(w, id, i <= 10 ? "organisational" : i <= 19 ? "technological" : "");
        for (uint32_t level = 1; level <= 3; level++) {
            uint32_t rule = add_rule(w, id, level, 1, false);
            if (level == 3 && i <= 3) add_not_met(w, rule, subject);
            else add_met(w, rule, subject);
        }
    }
    mog_scores *scores = score(w);
    assert_int_equal(scores->all.controls, 20);
    assert_int_equal(scores->all.level, 3);
    assert_int_equal(scores->all.floor, 2);
    assert_figure(scores->all.mean, (17 * 3 + 3 * 2) / 20.0);
    assert_int_equal(scores->all.distribution[2], 3);
    assert_int_equal(scores->theme_count, 3);
    assert_int_equal(scores->themes[0].level, 2); /* 7 of 10 */
    assert_int_equal(scores->themes[1].level, 3);
    assert_int_equal(scores->themes[2].controls, 1); /* outside the catalogue */
    assert_int_equal(scores->themes[2].id.size, 0);
    mog_scores_free(scores);

    w->results[9 + 2].verdict = MOG_VERDICT_NOT_MET; /* the fourth control's level 3: now 16 of 20 */
    w->results[9 + 2].achievement = 0;
    scores = score(w);
    assert_int_equal(scores->all.level, 2);
    mog_scores_free(scores);
    free(w);
}

/* ---- profiles */

/* Controls 5.1, 5.2 … whose maturities are given, with their weights; 3 is the target. */
static world *world_of(const int *maturities, const uint32_t *weights, uint32_t count)
{
    world *w = world_new();
    uint32_t subject = add_subject(w, 0, 0);
    for (uint32_t i = 0; i < count; i++) {
        mog_control_id id = CONTROL(5, i + 1);
        add_control(w, id, "organisational");
        choose(w, id, weights[i], 3);
        for (int level = 1; level <= 4; level++) {
            uint32_t rule = add_rule(w, id, (uint32_t)level, 1, false);
            if (level <= maturities[i]) add_met(w, rule, subject);
            else add_not_met(w, rule, subject);
        }
    }
    return w;
}

static void weights_of_a_profile_weigh_every_mean(void **state)
{
    (void)state;
    world *w = world_of((int[]){3, 1}, (uint32_t[]){3, 1}, 2);
    mog_scores *scores = score(w);
    assert_int_equal(scores->controls[0].weight, 3);
    assert_figure(scores->controls[1].compliance.strict, 1 / 3.0);
    assert_figure(scores->all.compliance.strict, (3 * 1 + 1 / 3.0) / 4);
    assert_figure(scores->all.compliance.coverage, 1);
    assert_figure(scores->all.mean, (3 * 3 + 1) / 4.0);
    assert_figure(scores->all.gap, 2 / 4.0); /* of the second one alone */
    assert_int_equal(scores->all.distribution[3], 1);
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[3]), 0); /* level 4 is above the target */
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[5]), MOG_LOSS_ONE);
    mog_scores_free(scores);
    w->chosen[1].weight = 7;
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[5]), 7 * MOG_LOSS_ONE);
    free(w);
}

static void the_headline_goes_by_weight(void **state)
{
    (void)state;
    world *w = world_of((int[]){3, 1}, (uint32_t[]){4, 1}, 2); /* 80 per cent */
    mog_scores *scores = score(w);
    assert_int_equal(scores->all.level, 1);
    mog_scores_free(scores);
    free(w);
    w = world_of((int[]){3, 2, 3}, (uint32_t[]){4, 3, 13}, 3); /* 85 */
    scores = score(w);
    assert_int_equal(scores->all.level, 3);
    mog_scores_free(scores);
    free(w);
}

static void a_key_control_holds_the_headline_one_above_it(void **state)
{
    (void)state;
    world *w = world_of((int[]){1, 4}, (uint32_t[]){4, 96}, 2);
    mog_scores *scores = score(w);
    assert_int_equal(scores->all.level, 4); /* 4 is no key control */
    mog_scores_free(scores);
    w->chosen[0].weight = MOG_PROFILE_KEY_WEIGHT;
    scores = score(w);
    assert_int_equal(scores->all.level, 2);
    assert_int_equal(scores->all.floor, 1);
    mog_scores_free(scores);
    for (int i = 1; i <= 3; i++) { /* what could be shown lifts the possible level */
        w->results[i].verdict = MOG_VERDICT_UNKNOWN;
        w->results[i].achievement = MOG_ACHIEVEMENT_NONE;
    }
    scores = score(w);
    assert_int_equal(scores->all.level, 2);
    assert_int_equal(scores->all.possible_level, 4);
    mog_scores_free(scores);
    free(w);
}

static void the_target_of_a_control_says_which_levels_comply(void **state)
{
    (void)state;
    world *w = world_of((int[]){2, 2}, (uint32_t[]){1, 1}, 2);
    w->chosen[0].target = 2;
    w->chosen[1].target = 4;
    mog_scores *scores = score(w);
    assert_figure(scores->controls[0].compliance.strict, 1);
    assert_figure(scores->controls[1].compliance.strict, 0.5);
    assert_figure(scores->all.gap, (0 + 2) / 2.0);
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[2]), 0);
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[7]), MOG_LOSS_ONE);
    mog_scores_free(scores);
    free(w);
}

static void what_a_profile_leaves_out_has_no_figures(void **state)
{
    (void)state;
    world *w = world_of((int[]){3, 1}, (uint32_t[]){1, 1}, 2);
    mog_exclusion excluded = {.has_review = true, .review = 100};
    w->chosen[1].exclusion = &excluded;
    w->assessment.clock = 99;
    w->assessment.result_count = 4; /* those of the first */
    mog_scores *scores = score(w);
    assert_int_equal(scores->control_count, 1);
    assert_int_equal(scores->all.level, 3);
    mog_scores_free(scores);
    w->assessment.clock = 100; /* it counts again, as unknown until it is assessed */
    scores = score(w);
    assert_int_equal(scores->control_count, 2);
    mog_scores_free(scores);
    w->profile.control_count = 1; /* not included at all */
    scores = score(w);
    assert_int_equal(scores->control_count, 1);
    mog_scores_free(scores);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compliance_weighs_rules_and_subjects),
        cmocka_unit_test(traceability_counts_where_the_control_asks_for_it),
        cmocka_unit_test(gates_lie_exactly_at_their_values),
        cmocka_unit_test(maturity_is_the_highest_level_over_fully_achieved_ones),
        cmocka_unit_test(a_failed_key_requirement_caps_maturity),
        cmocka_unit_test(levels_above_the_target_leave_compliance_alone),
        cmocka_unit_test(a_control_without_applicable_results_is_left_out),
        cmocka_unit_test(nothing_scores_nothing),
        cmocka_unit_test(a_group_is_at_the_level_that_85_per_cent_reach),
        cmocka_unit_test(weights_of_a_profile_weigh_every_mean),
        cmocka_unit_test(the_headline_goes_by_weight),
        cmocka_unit_test(a_key_control_holds_the_headline_one_above_it),
        cmocka_unit_test(the_target_of_a_control_says_which_levels_comply),
        cmocka_unit_test(what_a_profile_leaves_out_has_no_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
