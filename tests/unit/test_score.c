/* Scores over assessments that are built by hand: cases worked out on paper, and properties that must hold of any. */
#include "engine/score/score.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ONE MOG_ACHIEVEMENT_ONE
#define CONTROL(theme_part, part) ((mog_control_id)(theme_part) << 48 | (mog_control_id)(part) << 32)

#define PROFILE_CONTROLS 24

/* A policy of at most a few controls and rules, an assessment over it, and room for results. */
typedef struct world {
    mog_policy policy;
    mog_theme themes[2];
    mog_control controls[24];
    mog_rule rules[64];
    mog_assessed_subject subjects[32];
    mog_result results[512];
    mog_assessment assessment;
    mog_profile profile;
    mog_profile_control chosen[PROFILE_CONTROLS];
} world;

static const mog_text cia[] = {{"confidentiality", 15}, {"integrity", 9}, {"availability", 12}};
static const mog_text traceability[] = {{"traceability", 12}};
static const mog_attribute properties[] = {{{"properties", 10}, cia, 3}, {{"aspects", 7}, traceability, 1}};

static world *world_new(void)
{
    world *w = mog_allocate(sizeof *w);
    memset(w, 0, sizeof *w);
    w->themes[0] = (mog_theme){MOG_TEXT("organisational"), MOG_TEXT("Organisational controls"), {0}};
    w->themes[1] = (mog_theme){MOG_TEXT("technological"), MOG_TEXT("Technological controls"), {0}};
    w->policy = (mog_policy){.controls = w->controls, .rules = w->rules, .themes = w->themes, .theme_count = 2};
    w->assessment = (mog_assessment){.policy = &w->policy, .subjects = w->subjects, .results = w->results};
    return w;
}

static void add_control(world *w, mog_control_id id, const char *theme)
{
    w->controls[w->policy.control_count++] =
        (mog_control){.id = id, .theme = mog_text_of(theme), .attributes = properties, .attribute_count = 1};
}

static uint32_t add_rule(world *w, mog_control_id control, uint32_t level, uint32_t weight, bool must)
{
    w->rules[w->policy.rule_count] = (mog_rule){.control = control, .level = level, .weight = weight, .must = must};
    return w->policy.rule_count++;
}

static uint32_t add_subject(world *w, uint8_t confidentiality, uint8_t traceable)
{
    w->subjects[w->assessment.subject_count] =
        (mog_assessed_subject){.name = MOG_TEXT("system:x"), .classes = {confidentiality, 0, 0, traceable}};
    return w->assessment.subject_count++;
}

static mog_result *add_result(world *w, uint32_t rule, uint32_t subject, mog_verdict verdict, int64_t achievement)
{
    mog_result *result = &w->results[w->assessment.result_count++];
    *result =
        (mog_result){.rule = rule, .subject = subject, .verdict = verdict, .achievement = achievement, .cap = ONE};
    return result;
}

static void add_met(world *w, uint32_t rule, uint32_t subject)
{
    add_result(w, rule, subject, MOG_VERDICT_MET, ONE);
}

static void add_not_met(world *w, uint32_t rule, uint32_t subject)
{
    add_result(w, rule, subject, MOG_VERDICT_NOT_MET, 0);
}

static mog_scores *score(const world *w)
{
    mog_scores *scores;
    mog_score(&scores, &w->assessment);
    return scores;
}

static void assert_figure(double got, double wanted)
{
    if (isnan(wanted)) assert_true(isnan(got));
    else if (!(fabs(got - wanted) < 1e-12)) fail_msg("%.15g is not %.15g", got, wanted);
}

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
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[2]), 5 * 750000000LL);
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[3]), 20 * ONE);
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

/* ---- properties of any assessment */

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

/* ---- profiles */

/* The controls must come in order. */
static mog_profile_control *choose(world *w, mog_control_id id, uint32_t weight, uint32_t target)
{
    w->policy.profile = &w->profile;
    w->profile.controls = w->chosen;
    w->profile.model = MOG_TEXT("capability");
    mog_profile_control *one = &w->chosen[w->profile.control_count++];
    *one = (mog_profile_control){.control = id, .weight = weight, .target = target};
    return one;
}

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
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[5]), ONE);
    mog_scores_free(scores);
    w->chosen[1].weight = 7;
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[5]), 7 * ONE);
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
    assert_int_equal(mog_score_loss(&w->assessment, &w->results[7]), ONE);
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

static void figures_that_are_not_made_are_refused(void **state)
{
    (void)state;
    mog_error err = MOG_ERROR_NONE;
    world *w = world_of((int[]){3}, (uint32_t[]){1}, 1);
    assert_int_equal(mog_score_check(&w->policy, &err), MOG_OK);
    w->profile.by_risk = true;
    assert_int_equal(mog_score_check(&w->policy, &err), MOG_INPUT);
    assert_non_null(strstr(err.message, "weight by risk"));
    w->profile.model = MOG_TEXT("staged");
    err = MOG_ERROR_NONE;
    assert_int_equal(mog_score_check(&w->policy, &err), MOG_INPUT);
    assert_non_null(strstr(err.message, "`staged`"));
    w->policy.profile = NULL;
    assert_int_equal(mog_score_check(&w->policy, &err), MOG_OK);
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
        cmocka_unit_test(a_met_result_more_never_lowers_a_control),
        cmocka_unit_test(an_unknown_that_turns_out_met_never_lowers_a_figure),
        cmocka_unit_test(the_order_of_results_cannot_be_seen),
        cmocka_unit_test(weights_of_a_profile_weigh_every_mean),
        cmocka_unit_test(the_headline_goes_by_weight),
        cmocka_unit_test(a_key_control_holds_the_headline_one_above_it),
        cmocka_unit_test(the_target_of_a_control_says_which_levels_comply),
        cmocka_unit_test(what_a_profile_leaves_out_has_no_figures),
        cmocka_unit_test(figures_that_are_not_made_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
