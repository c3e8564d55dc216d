/* Rules that read of other subjects: what counts as their evidence, what an explanation says of them, and that it ends. What expressions
 * mean is in tests/golden/language/relation.cases. */
#include "tests/unit/assess_world.h"

#define AT(day) "'observed':'2026-10-" day "T08:00:00Z'"

static const char kinds[] =
    "module m kind system 'S' about system { name text owner unit supplier supplier also set of supplier part_of system } "
    "kind unit 'U' about unit { name text staff integer } "
    "kind many training 'T' about unit { completed integer fresh 30 days } "
    "kind supplier 'P' about supplier { name text owner unit } "
    "kind agreement 'A' about supplier { ends time assurance documented } "
    "kind review 'R' about supplier { good bool assurance stated fresh 5 days } ";

static void use_rules(world *w, const char *rules)
{
    use_policy(w, mog_arena_format(w->arena, "%s control 5.20 { %s }", kinds, rules));
}

/* The ids, in order, then 0. */
static void assert_evidence_at(const world *w, const char *rule, const char *subject, const uint64_t *wanted, int line)
{
    const mog_result *result = result_of(w, rule, subject);
    uint32_t count = 0;
    while (wanted[count]) count++;
    if (result->evidence_count != count)
        fail_msg("line %d: %u records of evidence, not %u", line, result->evidence_count, count);
    for (uint32_t i = 0; i < count; i++)
        if (result->evidence[i] != wanted[i])
            fail_msg("line %d: record %llu, not %llu", line, (unsigned long long)result->evidence[i],
                     (unsigned long long)wanted[i]);
}
#define assert_evidence(w, rule, subject, ...)                                                                         \
    assert_evidence_at(w, rule, subject, (const uint64_t[]){__VA_ARGS__, 0}, __LINE__)

/* Each kind that is met for the first time takes a number before its first record. */
static void add_one_of_each(world *w)
{
    ADD(w,
        "{'kind':'system','subject':'system:a'," AT(
            "20") ",'fields':{'owner':'unit:hr','supplier':'supplier:x','also':['supplier:y']}}",   /* 2 */
        "{'kind':'unit','subject':'unit:hr'," AT("20") ",'fields':{'staff':7}}",                    /* 4 */
        "{'kind':'agreement','subject':'supplier:x'," AT("20") ",'fields':{'ends':'2027-01-01'}}",  /* 6 */
        "{'kind':'agreement','subject':'supplier:y'," AT("20") ",'fields':{'ends':'2027-01-01'}}",  /* 7 */
        "{'kind':'training','subject':'unit:hr','item':'a'," AT("20") ",'fields':{'completed':3}}", /* 9 */
        "{'kind':'training','subject':'unit:hr','census':['a']," AT("20") "}",                      /* 10 */
        "{'kind':'review','subject':'supplier:x','observed':'2026-10-30','fields':{'good':true}}",  /* 12 */
        "{'kind':'review','subject':'supplier:y','observed':'2026-10-01','fields':{'good':true}}"); /* 13 */
}

static void records_of_others_are_evidence(void **state)
{
    world *w = *state;
    use_rules(
        w,
        "rule hop { title 't' level 1 for system s require unit(s.owner).staff > 5 } "
        "rule many { title 't' level 1 for system s require any t in unit(s.owner).training has t.completed > 2 } "
        "rule all { title 't' level 1 for system s require count(p in suppliers of s) = 2 and every p in suppliers of s has p.agreement.ends > now } "
        "rule some { title 't' level 1 for system s require any p in suppliers of s has p.agreement.ends > now } "
        "rule both { title 't' level 1 for system s require any p in suppliers of s has p.agreement.ends > now or p.review.good } "
        "rule silent { title 't' level 1 for system s where unit(s.owner).staff > 5 require s.name is unknown } "
        "rule told { title 't' level 1 for system s require s.name = 'x' finding '{unit(s.owner).staff}' }");
    add_one_of_each(w);
    assess(w, 1);
    assert_evidence(w, "hop", "system:a", 2, 4);
    assert_evidence(w, "many", "system:a", 2, 9, 10);
    assert_evidence(w, "all", "system:a", 2, 6, 7);
    assert_evidence(w, "some", "system:a", 2, 6);     /* the second was not come to */
    assert_evidence(w, "both", "system:a", 2, 6, 12); /* every kind that is named, of whom it came to */
    assert_evidence(w, "silent", "system:a", 2);      /* what decides where it applies is none of the verdict's */
    assert_verdict(w, "told", "system:a", NOT_MET); /* a finding decides nothing */
    assert_evidence(w, "told", "system:a", 2);
}

static void their_assurance_caps(void **state)
{
    world *w = *state;
    use_rules(
        w,
        "rule documented { title 't' level 1 for system s require supplier(s.supplier).agreement.ends > now } "
        "rule stated { title 't' level 1 for system s require supplier(s.supplier).agreement.ends > now and supplier(s.supplier).review.good } "
        "rule stale { title 't' level 1 for system s require every p in suppliers of s where p.id = 'supplier:y' has p.agreement.ends > now or p.review is known }");
    add_one_of_each(w);
    assess(w, 1);
    assert_int_equal(result_of(w, "documented", "system:a")->achievement, 850000000);
    assert_int_equal(result_of(w, "stated", "system:a")->achievement, 500000000);
    assert_int_equal(result_of(w, "stated", "system:a")->cap, 500000000);
    assert_int_equal(result_of(w, "stale", "system:a")->cap, 500000000); /* supplier:x was come to, too */
}

static bool is_same(const mog_assessment *a, const mog_assessment *b)
{
    if (a->result_count != b->result_count) return false;
    for (size_t i = 0; i < a->result_count; i++) {
        const mog_result *x = &a->results[i], *y = &b->results[i];
        if (x->verdict != y->verdict || x->achievement != y->achievement || x->evidence_count != y->evidence_count ||
            x->finding_count != y->finding_count || !x->reason != !y->reason ||
            (x->reason && strcmp(x->reason, y->reason) != 0) ||
            (x->evidence_count && memcmp(x->evidence, y->evidence, x->evidence_count * sizeof *x->evidence) != 0))
            return false;
        for (uint32_t f = 0; f < x->finding_count; f++)
            if (strcmp(x->findings[f], y->findings[f]) != 0) return false;
    }
    return true;
}

static void the_number_of_workers_cannot_be_seen(void **state)
{
    world *w = *state;
    use_rules(
        w,
        "rule up { title 't' level 1 for system s require unit(s.owner).staff > 5 } "
        "rule down { title 't' level 1 for unit u require every s in systems of u has s.supplier is known finding for s '{u.id}: {s.id}' } "
        "rule parts { title 't' level 1 for system s require count(p in parts of s) = 2 }");
    const char *lines[121] = {0};
    for (int i = 0; i < 100; i++)
        lines[i] = mog_arena_format(w->arena,
                                    "{'kind':'system','subject':'system:s%d'," AT(
                                        "20") ",'fields':{%s'owner':'unit:u%d','part_of':'system:s%d'}}",
                                    i, i % 7 ? "'supplier':'supplier:x'," : "", i % 25, i / 3 + 100);
    for (int i = 0; i < 20; i++)
        lines[100 + i] = mog_arena_format(
            w->arena, "{'kind':'unit','subject':'unit:u%d'," AT("20") ",'fields':{'staff':%d}}", i, i % 11);
    add_lines(w, lines);
    assess(w, 1);
    mog_assessment *one = w->assessment;
    w->assessment = NULL;
    for (uint32_t jobs = 2; jobs < 6; jobs++) {
        assess(w, jobs);
        assert_true(is_same(one, w->assessment));
    }
    mog_assessment_free(one);
}

/* ---- explanations */

static const mog_explained_step *find_step(const mog_explanation *e, const char *item, const char *value)
{
    for (uint32_t i = 0; i < e->condition_count; i++)
        if (mog_text_equal(e->condition[i].item, mog_text_of(item)) &&
            mog_text_equal(e->condition[i].value, mog_text_of(value)))
            return &e->condition[i];
    fail_msg("no step says %s of `%s`", value, item);
    return NULL;
}

static void an_explanation_says_whose_a_value_is(void **state)
{
    world *w = *state;
    mog_explanation *e;
    use_rules(
        w,
        "rule all { title 't' level 1 for system s require unit(s.owner).staff > 5 and (any t in unit(s.owner).training has t.completed > 2) and every p in suppliers of s has p.agreement.ends > now }");
    add_one_of_each(w);
    if (mog_explain(&e, w->store, w->policy, NULL, MOG_TEXT("5.20/all"), MOG_TEXT("system:a"), (mog_moment){.clock = w->clock}, &w->err))
        fail_msg("%s", w->err.message);
    assert_int_equal(find_step(e, "", "unit:hr")->record, 2);
    assert_int_equal(find_step(e, "unit:hr", "7")->record, 4);
    assert_int_equal(find_step(e, "unit:hr, training a", "3")->record, 9);
    assert_int_equal(find_step(e, "supplier:y", "2027-01-01")->record, 7);
    assert_int_equal(find_step(e, "", "2")->record, 0); /* suppliers of s */
    uint32_t of_others = 0;
    for (uint32_t i = 0; i < e->record_count; i++)
        of_others += !mog_text_equal(e->records[i].subject, MOG_TEXT("system:a"));
    assert_int_equal(e->record_count, 6);
    assert_int_equal(of_others, 5);
    assert_int_equal(e->result.evidence_count, e->record_count);
    mog_explanation_free(e);
}

/* ---- parts in a circle */

static mog_status try_add(world *w, const char *const *lines)
{
    mog_store *store;
    mog_batch *batch;
    mog_ingest *ingest = mog_ingest_new(w->policy, w->clock, &(mog_ingest_defaults){0});
    w->err = MOG_ERROR_NONE;
    if (mog_store_open(&store, w->store, true, &w->err) || mog_batch_begin(&batch, store, w->clock, &w->err))
        fail_msg("%s", w->err.message);
    for (; *lines; lines++)
        if (mog_ingest_line(NULL, ingest, batch, quoted(w, *lines), &w->err)) fail_msg("%s", w->err.message);
    mog_status status = mog_batch_commit(batch, &w->err);
    mog_store_close(store);
    mog_ingest_free(ingest);
    return status;
}
#define TRY(w, ...) try_add(w, (const char *const[]){__VA_ARGS__, NULL})
#define PART(a, b, day) "{'kind':'system','subject':'system:" a "'," AT(day) ",'fields':{'part_of':'system:" b "'}}"
#define WHOLE(a, day) "{'kind':'system','subject':'system:" a "'," AT(day) ",'fields':{}}"

static void a_circle_of_parts_is_refused(void **state)
{
    world *w = *state;
    use_rules(w, "rule r { title 't' level 1 for system s require count(p in parts of s) >= 0 }");
    assert_int_equal(TRY(w, PART("a", "a", "01")), MOG_INPUT);
    assert_string_equal(w->err.message, "`part_of` leads in a circle: system:a → system:a");
    assert_int_equal(TRY(w, PART("a", "b", "01"), PART("b", "c", "01"), PART("c", "a", "01"), WHOLE("d", "01")),
                     MOG_INPUT);
    assert_string_equal(w->err.message, "`part_of` leads in a circle: system:a → system:b → system:c → system:a");
    assess(w, 1);
    assert_int_equal(w->assessment->subject_count, 0); /* nothing of those was added */

    assert_int_equal(TRY(w, PART("a", "b", "01"), PART("b", "c", "01")), MOG_OK);
    assert_int_equal(TRY(w, PART("c", "a", "02"), WHOLE("d", "02")), MOG_INPUT);
    assert_string_equal(w->err.message, "`part_of` leads in a circle: system:c → system:a → system:b → system:c");
    /* in the order of the lines there is one for a moment, at the end there is none */
    assert_int_equal(TRY(w, PART("c", "a", "03"), WHOLE("b", "03")), MOG_OK);
    /* what is older than the newest register changes nothing */
    assert_int_equal(TRY(w, PART("b", "c", "02")), MOG_OK);
    assert_int_equal(TRY(w, PART("b", "c", "04")), MOG_INPUT);
}

static void a_long_way_up_is_no_circle(void **state)
{
    world *w = *state;
    const char *lines[301] = {0};
    use_rules(w, "rule r { title 't' level 1 for system s require count(p in parts of s) = 1 }");
    for (int i = 0; i < 300; i++) lines[i] = mog_arena_format(w->arena, PART("p%d", "p%d", "01"), i, i + 1);
    assert_int_equal(try_add(w, lines), MOG_OK);
    assert_int_equal(TRY(w, PART("p300", "p0", "02")), MOG_INPUT);
    assert_non_null(strstr(w->err.message, "system:p300 → system:p0 → "));
    assert_non_null(strstr(w->err.message, "… → system:p299 → system:p300"));
    assess(w, 2);
    assert_verdict(w, "r", "system:p0", NOT_MET);
    assert_verdict(w, "r", "system:p1", MET);
}

/* Registers that came late made a circle at a clock that has passed. */
static void an_assessment_over_a_circle_ends(void **state)
{
    world *w = *state;
    use_rules(
        w,
        "rule r { title 't' level 1 for system s require count(p in parts of s) = 1 and every p in parts of s has any q in parts of p has q.id = s.id }");
    assert_int_equal(TRY(w, PART("a", "b", "05")), MOG_OK);
    assert_int_equal(TRY(w, PART("b", "a", "05"), WHOLE("a", "20")), MOG_OK);
    mog_time passed;
    mog_time_parse(&passed, MOG_TEXT("2026-10-10"));
    if (try_assess(w, &(mog_assess_options){.jobs = 1, .clock = passed})) fail_msg("%s", w->err.message);
    assert_verdict(w, "r", "system:a", MET);
    assert_verdict(w, "r", "system:b", MET);
    assess(w, 1);
    assert_verdict(w, "r", "system:b", NOT_MET);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(records_of_others_are_evidence),       TEST(their_assurance_caps),
        TEST(the_number_of_workers_cannot_be_seen), TEST(an_explanation_says_whose_a_value_is),
        TEST(a_circle_of_parts_is_refused),         TEST(a_long_way_up_is_no_circle),
        TEST(an_assessment_over_a_circle_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
