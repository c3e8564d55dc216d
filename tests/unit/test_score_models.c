/* The models of scoring, exceptions, risks and groups, over assessments that are built by hand: cases worked out on paper. */
#include "tests/unit/score_world.h"

/* ---- models */

#define NO_RULE (-1)
#define UNKNOWN (-2)

/* One control with a rule a level, whose achievements are given in hundredths. */
static world *world_of(mog_model model, const int achieved[5])
{
    world *w = world_new();
    mog_control_id id = CONTROL(5, 1);
    add_control(w, id, "organisational");
    choose(w, id, 1, 3);
    w->profile.model = model;
    uint32_t subject = add_subject(w, 1, 0);
    for (uint32_t level = 1; level <= 5; level++) {
        int a = achieved[level - 1];
        if (a == NO_RULE) continue;
        uint32_t rule = add_rule(w, id, level, 3, false);
        if (a == UNKNOWN) add_result(w, rule, subject, MOG_VERDICT_UNKNOWN, MOG_ACHIEVEMENT_NONE);
        else if (a == 100) add_met(w, rule, subject);
        else add_result(w, rule, subject, a ? MOG_VERDICT_PARTLY : MOG_VERDICT_NOT_MET, a * (ONE / 100));
    }
    return w;
}

static void assert_value(mog_model model, const int achieved[5], double value, double possible, double progress)
{
    world *w = world_of(model, achieved);
    mog_scores *scores = score(w);
    const mog_control_score *c = &scores->controls[0];
    assert_int_equal(scores->model, model);
    assert_figure((double)c->value / ONE, value);
    assert_figure((double)c->possible_value / ONE, possible);
    assert_int_equal(c->maturity, (int)value);
    assert_figure(c->progress, progress);
    assert_int_equal(scores->all.level, (int)value);
    assert_figure(scores->all.mean, value);
    assert_figure(scores->all.gap, value < 3 ? 3 - value : 0);
    mog_scores_free(scores);
    free(w);
}

static void a_cumulative_level_needs_its_threshold_and_those_below(void **state)
{
    (void)state;
    mog_model model = MOG_MODEL_CUMULATIVE;
    assert_value(model, (int[]){90, 80, 70, 60, 50}, 5, 5, 0);
    assert_value(model, (int[]){89, 100, 100, 100, 100}, 0, 0, 0.89);
    assert_value(model, (int[]){100, 79, 100, 100, 100}, 1, 1, 0.79);
    assert_value(model, (int[]){NO_RULE, 80, NO_RULE, 59, 100}, 2, 2, 0.59);
    assert_value(model, (int[]){100, UNKNOWN, 70, 10, NO_RULE}, 1, 3, 0);
    world *w = world_of(model, (int[]){70, 70, 70, 10, 10});
    for (int level = 1; level <= 5; level++) w->profile.thresholds[level] = 700000000;
    mog_scores *scores = score(w);
    assert_int_equal(scores->controls[0].maturity, 3);
    mog_scores_free(scores);
    w->profile.thresholds[1]++; /* to the last decimal */
    scores = score(w);
    assert_int_equal(scores->controls[0].maturity, 0);
    mog_scores_free(scores);
    free(w);
}

static void an_average_is_the_mean_of_the_levels(void **state)
{
    (void)state;
    mog_model model = MOG_MODEL_AVERAGE;
    assert_value(model, (int[]){100, 100, 100, 100, 100}, 5, 5, 0);
    assert_value(model, (int[]){100, 50, 0, 0, 0}, 1.5, 1.5, 0.5);
    assert_value(model, (int[]){100, NO_RULE, 50, NO_RULE, NO_RULE}, 2, 2, 0); /* 2 is as 3 */
    assert_value(model, (int[]){NO_RULE, NO_RULE, 30, NO_RULE, NO_RULE}, 0.9, 0.9, 0.9);
    assert_value(model, (int[]){100, UNKNOWN, 40, NO_RULE, NO_RULE}, 1.4, 2.4, 0.4);
    /* thirds come to a whole, though none of them has an end in decimals */
    world *w = world_of(model, (int[]){100, 0, 0, 0, NO_RULE});
    uint32_t more = add_subject(w, 1, 0), third = add_subject(w, 1, 0);
    for (uint32_t rule = 0; rule < 4; rule++) {
        add_met(w, rule, more);
        if (rule == 0) add_met(w, rule, third);
        else add_not_met(w, rule, third);
    }
    mog_scores *scores = score(w);
    assert_int_equal(scores->controls[0].value, 2 * ONE); /* 1 + 3 x 1/3 */
    assert_int_equal(scores->all.level, 2);
    mog_scores_free(scores);
    free(w);
}

static void the_lowest_achievement_is_the_minimum(void **state)
{
    (void)state;
    mog_model model = MOG_MODEL_MINIMUM;
    assert_value(model, (int[]){100, 100, 100, 50, 100}, 3, 3, 0.5);
    world *w = world_of(model, (int[]){100, 100, 100, 100, 100});
    add_result(w, 1, add_subject(w, 0, 0), MOG_VERDICT_PARTLY, 600000000); /* of a subject that weighs little */
    mog_scores *scores = score(w);
    assert_int_equal(scores->controls[0].maturity, 2);
    assert_int_equal(scores->controls[0].levels[2].rating, MOG_RATING_L);
    assert_figure(mog_ratio_value(scores->controls[0].levels[2].achievement), 0.6);
    mog_scores_free(scores);
    w->results[w->assessment.result_count - 1].achievement = MOG_ACHIEVEMENT_NONE;
    w->results[w->assessment.result_count - 1].verdict = MOG_VERDICT_UNKNOWN;
    scores = score(w);
    assert_int_equal(scores->controls[0].maturity, 1);
    assert_int_equal(scores->controls[0].possible_maturity, 5);
    mog_scores_free(scores);
    free(w);
}

static void every_rule_of_a_stage_is_largely_achieved(void **state)
{
    (void)state;
    world *w = world_of(MOG_MODEL_STAGED, (int[]){100, 100, 100, NO_RULE, NO_RULE});
    mog_control_id id = CONTROL(5, 1);
    uint32_t rule = add_rule(w, id, 2, 1, false), idle = add_rule(w, id, 1, 1, false);
    mog_result *weak = add_result(w, rule, 0, MOG_VERDICT_PARTLY, 500000000); /* P; level 2 as a whole is 3.5/4: F */
    add_result(w, idle, 0, MOG_VERDICT_NOT_APPLICABLE, MOG_ACHIEVEMENT_NONE); /* passed over */
    mog_scores *scores = score(w);
    assert_int_equal(scores->controls[0].levels[2].rating, MOG_RATING_F);
    assert_int_equal(scores->controls[0].maturity, 1);
    assert_figure(scores->controls[0].progress, 3.5 / 4);
    mog_scores_free(scores);
    weak->achievement = 500000001; /* L */
    scores = score(w);
    assert_int_equal(scores->controls[0].maturity, 3);
    mog_scores_free(scores);
    weak->verdict = MOG_VERDICT_UNKNOWN;
    weak->achievement = MOG_ACHIEVEMENT_NONE;
    scores = score(w);
    assert_int_equal(scores->controls[0].maturity, 1);
    assert_int_equal(scores->controls[0].possible_maturity, 3);
    mog_scores_free(scores);
    w->profile.model = MOG_MODEL_CAPABILITY; /* 3/4 is L */
    scores = score(w);
    assert_int_equal(scores->controls[0].maturity, 2);
    mog_scores_free(scores);
    free(w);
}

/* Maturities 3, 3, 3, 3, 3, 3, 1: six of seven are 85.7 %. */
static void groups_go_by_their_model(void **state)
{
    (void)state;
    static const struct {
        mog_model model;
        int level;
    } wanted[] = {{MOG_MODEL_CAPABILITY, 3},
                  {MOG_MODEL_STAGED, 3},
                  {MOG_MODEL_CUMULATIVE, 3},
                  {MOG_MODEL_MINIMUM, 1},
                  {MOG_MODEL_AVERAGE, 2}};
    world *w = world_new();
    uint32_t subject = add_subject(w, 0, 0);
    for (uint32_t c = 1; c <= 7; c++) {
        add_control(w, CONTROL(5, c), "organisational");
        choose(w, CONTROL(5, c), 1, 3);
        for (uint32_t level = 1; level <= 3; level++) {
            uint32_t rule = add_rule(w, CONTROL(5, c), level, 1, false);
            if (c < 7 || level == 1) add_met(w, rule, subject);
            else add_not_met(w, rule, subject);
        }
    }
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        w->profile.model = wanted[i].model;
        mog_scores *scores = score(w);
        assert_int_equal(scores->all.level, wanted[i].level);
        assert_int_equal(scores->all.possible_level, wanted[i].level);
        assert_int_equal(scores->themes[0].level, wanted[i].level);
        assert_int_equal(scores->all.floor, 1);
        assert_figure(scores->all.mean, 19 / 7.0);
        mog_scores_free(scores);
    }
    free(w);
}

/* ---- exceptions */

static void what_is_excepted_stands_beside_the_score(void **state)
{
    (void)state;
    static const mog_exception exception;
    world *w = world_new();
    mog_control_id id = CONTROL(8, 2);
    add_control(w, id, "technological");
    uint32_t rule = add_rule(w, id, 1, 2, false), high = add_rule(w, id, 5, 1, false);
    uint32_t a = add_subject(w, 0, 0), b = add_subject(w, 3, 0);
    add_met(w, rule, a);                                                                      /* 2 */
    add_result(w, rule, b, MOG_VERDICT_PARTLY, 250000000)->excepted = &exception;             /* 8 */
    add_result(w, high, a, MOG_VERDICT_UNKNOWN, MOG_ACHIEVEMENT_NONE)->excepted = &exception; /* above the target */
    mog_scores *scores = score(w);
    assert_figure(scores->controls[0].compliance.strict, 4.0 / 10);
    assert_figure(scores->controls[0].excepted, 6.0 / 10);
    assert_figure(scores->all.excepted, 6.0 / 10);
    mog_scores_free(scores);
    w->results[1].verdict = MOG_VERDICT_UNKNOWN;
    w->results[1].achievement = MOG_ACHIEVEMENT_NONE;
    scores = score(w);
    assert_figure(scores->controls[0].excepted, 8.0 / 10);
    mog_scores_free(scores);
    free(w);
}

static void an_excepted_failing_key_requirement_caps_at_two(void **state)
{
    (void)state;
    static const mog_exception exception;
    static const mog_model models[] = {MOG_MODEL_CAPABILITY, MOG_MODEL_CUMULATIVE, MOG_MODEL_AVERAGE};
    for (size_t m = 0; m < sizeof models / sizeof *models; m++) {
        world *w = world_of(models[m], (int[]){100, 100, 100, 100, 100});
        uint32_t key = add_rule(w, CONTROL(5, 1), 1, 1, true), secret[2] = {add_subject(w, 3, 0), add_subject(w, 3, 0)};
        for (int i = 0; i < 30; i++) add_met(w, 0, secret[0]); /* so that level 1 stays F */
        mog_result *first = add_result(w, key, secret[0], MOG_VERDICT_NOT_MET, 0);
        mog_result *second = add_result(w, key, secret[1], MOG_VERDICT_NOT_MET, 0);
        first->excepted = second->excepted = &exception;
        mog_scores *scores = score(w);
        assert_int_equal(scores->controls[0].maturity, 2);
        assert_int_equal(scores->controls[0].possible_maturity, 2);
        assert_int_equal(scores->controls[0].value, 2 * ONE);
        assert_int_equal(scores->controls[0].cap_level, 2);
        assert_ptr_equal(scores->controls[0].cap, first);
        mog_scores_free(scores);
        second->excepted = NULL; /* one that nobody accepted is enough */
        scores = score(w);
        assert_int_equal(scores->controls[0].maturity, 1);
        assert_ptr_equal(scores->controls[0].cap, second);
        mog_scores_free(scores);
        free(w);
    }
}

/* ---- risks */

static void risks_weigh_in_twenty_fifths(void **state)
{
    (void)state;
    world *w = world_new();
    uint32_t subject = add_subject(w, 0, 0);
    for (uint32_t c = 1; c <= 2; c++) {
        add_control(w, CONTROL(5, c), "organisational");
        choose(w, CONTROL(5, c), c == 1 ? 1 : 3, 3);
    }
    add_met(w, add_rule(w, CONTROL(5, 1), 1, 1, false), subject);
    add_not_met(w, add_rule(w, CONTROL(5, 2), 1, 1, false), subject);
    w->risks[0] = (mog_control_risk){CONTROL(5, 1), 20, 42};
    w->risks[1] = (mog_control_risk){CONTROL(7, 7), 25, 43};
    w->assessment.risk_count = 2;
    mog_scores *scores = score(w); /* unless the profile says so, they do not */
    assert_figure(scores->all.compliance.strict, 1 / 4.0);
    assert_int_equal(scores->controls[0].residual, 0);
    mog_scores_free(scores);
    w->profile.by_risk = true;
    scores = score(w);
    assert_figure(scores->all.compliance.strict, 1.8 / 4.8);
    assert_figure(scores->all.mean, 1.8 / 4.8);
    assert_int_equal(scores->controls[0].parts, 45);
    assert_int_equal(scores->controls[1].parts, 75);
    assert_true(scores->controls[0].risk == 42 && scores->controls[0].residual == 20 && scores->controls[1].risk == 0);
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[1]), 3 * MOG_LOSS_ONE);
    mog_scores_free(scores);
    w->risks[0].residual = 25;
    w->results[0].verdict = MOG_VERDICT_NOT_MET;
    w->results[0].achievement = 0;
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[0]), 2 * MOG_LOSS_ONE);
    free(w);
}

/* A risk makes nothing a key control: that is for the profile to say. */
static void a_risk_makes_no_key_control(void **state)
{
    (void)state;
    world *w = world_new();
    uint32_t subject = add_subject(w, 0, 0);
    static const uint32_t weights[] = {4, 96};
    for (uint32_t c = 1; c <= 2; c++) {
        add_control(w, CONTROL(5, c), "organisational");
        choose(w, CONTROL(5, c), weights[c - 1], 3);
        for (uint32_t level = 1; level <= 4; level++) {
            uint32_t rule = add_rule(w, CONTROL(5, c), level, 1, false);
            if (c == 2) add_met(w, rule, subject);
            else add_not_met(w, rule, subject);
        }
    }
    w->profile.by_risk = true;
    w->risks[0] = (mog_control_risk){CONTROL(5, 1), 25, 1}; /* 8 of 104 */
    w->assessment.risk_count = 1;
    mog_scores *scores = score(w);
    assert_int_equal(scores->all.level, 4);
    mog_scores_free(scores);
    free(w);
}

/* ---- groups */

static void a_group_is_scored_by_its_subjects_and_controls(void **state)
{
    (void)state;
    world *w = world_new();
    add_control(w, CONTROL(5, 1), "organisational");
    add_control(w, CONTROL(8, 2), "technological");
    uint32_t organisation = add_subject(w, 0, 0), a = add_subject(w, 0, 0), b = add_subject(w, 3, 0);
    uint32_t decided = add_rule(w, CONTROL(5, 1), 1, 1, false), used = add_rule(w, CONTROL(8, 2), 1, 1, false);
    add_met(w, decided, organisation);
    add_met(w, used, a);
    add_not_met(w, used, b);
    add_met(w, used, organisation);
    mog_scores *scores;

    uint8_t own[3] = {MOG_BELONGS_INHERITED, MOG_BELONGS, MOG_BELONGS_NOT};
    mog_selection unit = {.subjects = own};
    mog_score_group(&scores, &w->assessment, &unit);
    assert_int_equal(scores->all.controls, 2);
    assert_figure(scores->controls[1].compliance.strict, 1);
    assert_true(scores->controls[0].inherited && !scores->controls[1].inherited);
    assert_int_equal(scores->all.verdicts[MOG_VERDICT_NOT_MET], 0);
    mog_scores_free(scores);

    own[organisation] = MOG_BELONGS_NOT;
    own[b] = MOG_BELONGS;
    mog_score_group(&scores, &w->assessment, &unit);
    assert_int_equal(scores->all.controls, 1); /* 5.1 has nothing there */
    assert_false(scores->controls[0].scored);
    assert_figure(scores->all.compliance.strict, 1 / 5.0);
    mog_scores_free(scores);

    mog_control_id only[] = {CONTROL(5, 1)};
    mog_selection group = {.controls = only, .control_count = 1};
    mog_score_group(&scores, &w->assessment, &group);
    assert_int_equal(scores->control_count, 1);
    assert_int_equal(scores->theme_count, 1);
    assert_figure(scores->all.compliance.strict, 1);
    assert_false(scores->controls[0].inherited);
    mog_scores_free(scores);

    group.control_count = 0;
    mog_score_group(&scores, &w->assessment, &group);
    assert_int_equal(scores->all.level, MOG_NO_MATURITY);
    mog_scores_free(scores);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cumulative_level_needs_its_threshold_and_those_below),
        cmocka_unit_test(an_average_is_the_mean_of_the_levels),
        cmocka_unit_test(the_lowest_achievement_is_the_minimum),
        cmocka_unit_test(every_rule_of_a_stage_is_largely_achieved),
        cmocka_unit_test(groups_go_by_their_model),
        cmocka_unit_test(what_is_excepted_stands_beside_the_score),
        cmocka_unit_test(an_excepted_failing_key_requirement_caps_at_two),
        cmocka_unit_test(risks_weigh_in_twenty_fifths),
        cmocka_unit_test(a_risk_makes_no_key_control),
        cmocka_unit_test(a_group_is_scored_by_its_subjects_and_controls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
