/* From the text of a rule to its truth: compiled, verified, and run over a table built by hand. */
#include "dsl/compile.h"
#include "engine/vm/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

/* 2026-06-01T12:00:00Z */
#define NOW (INT64_C(1780315200) * MOG_SECOND)

static const char KINDS[] =
    "module test\n"
    "kind system \"System\" about system { name text  class integer }\n"
    "kind backup \"Backup\" about system {\n"
    "  encrypted bool  share number  last time  keep duration  schedule enum { none, daily, weekly }\n"
    "  volumes list { name text  size integer  protected bool }  tags set of text  codes set of integer\n"
    "  missing integer  fresh 30 days }\n"
    "kind many account \"Account\" about system { mfa bool  admin bool  logins integer  fresh 10 days }\n"
    "kind many patch \"Patch\" about system { days integer }\n"
    "kind many door \"Door\" about system { locked bool  fresh 10 days }\n"
    "kind many never \"Never\" about system { a integer }\n"
    "kind old \"Old\" about system { a integer  fresh 1 days }\n";

/* '?' with the why, where it is of interest. */
static const struct {
    const char *condition;
    char truth;
    mog_why why;
} cases[] = {
    /* fields */
    {"s.class = 3", 'T', 0},
    {"s.class + 1 > 4", 'F', 0},
    {"s.name = \"Payroll\"", 'T', 0},
    {"s.id = \"system:hr\"", 'T', 0},
    {"backup.encrypted", 'T', 0},
    {"backup.missing = 1", '?', MOG_WHY_MISSING},
    {"backup.missing is unknown", 'T', 0},
    {"(backup.missing otherwise 7) = 7", 'T', 0},
    {"backup.schedule = daily", 'T', 0},
    {"backup.schedule in { none, weekly }", 'F', 0},
    {"backup.share >= 95%", 'T', 0},
    {"backup.share in 0.5..1", 'T', 0},
    {"backup.last within 2 days", 'T', 0},
    {"backup.last older than 2 days", 'F', 0},
    {"age(backup.last) = 1 days", 'T', 0},
    {"backup.keep = 1 months", 'T', 0},
    {"backup.keep > 30 days", 'T', 0},
    {"old.a = 1", '?', MOG_WHY_STALE},
    {"old is known", 'F', 0},
    {"backup is known", 'T', 0},
    {"never is known", 'F', 0},
    {"account is known", 'T', 0},
    /* lists and sets of a record */
    {"every v in backup.volumes has v.protected", '?', MOG_WHY_MISSING},
    {"every v in backup.volumes where v.size > 5 has v.protected", 'T', 0},
    {"any v in backup.volumes has v.name = \"/home\"", 'T', 0},
    {"sum(v.size for v in backup.volumes) = 13", 'T', 0},
    {"max(v.size for v in backup.volumes) = 10", 'T', 0},
    {"backup.tags contains \"red\"", 'T', 0},
    {"\"green\" in backup.tags", 'F', 0},
    {"7 in backup.codes", 'T', 0},
    {"count(c in backup.codes where c > 7) = 1", 'T', 0},
    /* many: anna mfa, admin, 3 logins · bo no mfa, no admin, 5 logins · cia stale · dan named by the census only */
    {"any a in account has a.admin", 'T', 0},
    {"every a in account has a.mfa", 'F', 0},
    {"every a in account where a.admin has a.mfa", '?', MOG_WHY_STALE},
    {"no a in account has a.logins > 5", '?', MOG_WHY_STALE},
    {"at least 2 a in account has a.logins > 2", 'T', 0},
    {"at least 3 a in account has a.logins > 2", '?', MOG_WHY_STALE},
    {"at least 5 a in account has a.logins > 2", 'F', 0},
    {"count(a in account) = 4", 'T', 0},
    {"count(a in account where a.admin) = 1", '?', MOG_WHY_STALE},
    {"count(a in account where a.item starts with \"a\") = 1", 'T', 0},
    {"sum(a.logins for a in account where a.item in { \"anna\", \"bo\" }) = 8", 'T', 0},
    {"average(a.logins for a in account where a.item matches /^(ANNA|bo)$/i) = 4", 'T', 0},
    {"min(a.logins for a in account where a.item = \"zed\") = 1", '?', MOG_WHY_EMPTY},
    {"count(a in account where a.item = \"zed\") = 0", 'T', 0},
    {"any a in account has a.observed older than 10 days", 'T', 0},
    /* patch: a census that names nothing · door: a stale census alone · never: nothing at all */
    {"every p in patch has p.days < 3", 'T', 0},
    {"any p in patch has p.days < 3", 'F', 0},
    {"share(p in patch has p.days < 3) = 1", '?', MOG_WHY_EMPTY},
    {"every d in door has d.locked", '?', MOG_WHY_STALE},
    {"count(n in never) = 0", '?', MOG_WHY_NEVER},
    {"no n in never has n.a = 1", '?', MOG_WHY_NEVER},
    /* logic stops where it can */
    {"backup.encrypted or 1 / 0 > 1", 'T', 0},
    {"backup.missing = 1 and s.class = 4", 'F', 0},
    {"backup.missing = 1 implies s.class = 3", 'T', 0},
    {"not (backup.missing = 1)", '?', MOG_WHY_MISSING},
    {"s.class = 3 and 1 / 0 > 1", 'E', 0},
    {"9223372036854775807 + s.class > 1", 'E', 0},
    {"backup.tags contains lower(\"RED\")", 'T', 0},
    {"latest(a.observed for a in account where a.item != \"dan\") = backup.last", 'T', 0},
    {"earliest(a.observed for a in account) = now", '?', MOG_WHY_UNRECORDED},
    {"any a in account has any b in account has a.logins < b.logins and b.item = \"bo\"", 'T', 0},
    {"every a in account where a.item in { \"anna\", \"bo\" } has (any v in backup.volumes has v.size = a.logins) or not a.mfa",
     'T', 0},
    {"share(a in account where a.item in { \"anna\", \"bo\" } has a.mfa) = 50%", 'T', 0},
    {"now + 1 days - now = 24 hours", 'T', 0},
    {"now - 400 years < now", 'E', 0},
    {"s.name matches /(a+)+$/", 'F', 0},
    {"lower(s.name) = \"payroll\" and length(s.name) = 7", 'T', 0},
};
#define CASES (sizeof cases / sizeof cases[0])

typedef struct world {
    mog_arena *arena;
    mog_policy *policy;
    mog_current *current;
    mog_subject_table table;
} world;

/* ---- evidence */

typedef struct draft {
    mog_record_builder builder;
    const mog_kind *kind;
} draft;

static const mog_kind *kind_named(world *w, const char *name)
{
    const mog_kind *kind = mog_policy_kind(w->policy, mog_text_of(name));
    assert_non_null(kind);
    return kind;
}

static draft begin(world *w, const char *kind)
{
    draft d = {.kind = kind_named(w, kind)};
    mog_record_begin(&d.builder, d.kind, false);
    return d;
}

static uint32_t slot(const mog_row *row, const char *path)
{
    int found = mog_row_find(row, mog_text_of(path));
    assert_true(found >= 0);
    return (uint32_t)found;
}

static void put_word(draft *d, const char *path, uint64_t word)
{
    mog_record_put_word(&d->builder, &d->kind->row, mog_record_first_row(), slot(&d->kind->row, path), word);
}

static const mog_record *end(world *w, mog_record_builder *builder, const char *item, mog_time observed)
{
    mog_error err = MOG_ERROR_NONE;
    assert_int_equal(mog_record_finish(builder, MOG_TEXT("system:hr"), mog_text_of(item), MOG_TEXT("test"),
                                       MOG_ASSURANCE_MEASURED, observed, &err),
                     MOG_OK);
    const void *copy = mog_arena_copy(w->arena, builder->bytes.at, builder->bytes.size);
    mog_record_builder_free(builder);
    return copy;
}

static void put(world *w, const mog_kind *kind, const char *item, const mog_record *record)
{
    mog_current *current = &w->current[kind->index];
    mog_element *elements = mog_take_array(w->arena, mog_element, current->count + 1);
    if (current->count) memcpy(elements, current->elements, current->count * sizeof *elements);
    elements[current->count++] = (mog_element){record, record ? mog_record_row(record) : NULL, mog_text_of(item)};
    current->elements = elements;
}

static void end_and_put(world *w, draft *d, const char *item, mog_time observed)
{
    put(w, d->kind, item, end(w, &d->builder, item, observed));
}

static void put_account(world *w, const char *item, bool mfa, bool admin, uint64_t logins, mog_time observed)
{
    draft d = begin(w, "account");
    put_word(&d, "mfa", mfa);
    put_word(&d, "admin", admin);
    put_word(&d, "logins", logins);
    end_and_put(w, &d, item, observed);
}

static void put_census(world *w, const char *name, mog_time observed)
{
    const mog_kind *kind = kind_named(w, name);
    mog_record_builder builder = {0};
    mog_record_begin(&builder, kind, true);
    mog_record_put_census(&builder, NULL, 0);
    w->current[kind->index].census = end(w, &builder, "", observed);
}

static void put_backup(world *w)
{
    draft d = begin(w, "backup");
    const mog_row *row = &d.kind->row;
    size_t first = mog_record_first_row();
    double share = 0.97;
    uint64_t bits;
    memcpy(&bits, &share, sizeof bits);
    put_word(&d, "encrypted", 1);
    put_word(&d, "share", bits);
    put_word(&d, "last", (uint64_t)(NOW - MOG_DAY));
    put_word(&d, "schedule", 1);
    mog_record_put_duration(&d.builder, row, first, slot(row, "keep"), (mog_duration){.months = 1});
    const mog_row *volume = row->fields[slot(row, "volumes")].type.row;
    size_t rows = mog_record_put_list(&d.builder, row, first, slot(row, "volumes"), volume, 2);
    mog_record_put_text(&d.builder, volume, rows, slot(volume, "name"), MOG_TEXT("/"));
    mog_record_put_word(&d.builder, volume, rows, slot(volume, "size"), 10);
    mog_record_put_word(&d.builder, volume, rows, slot(volume, "protected"), 1);
    rows += volume->size;
    mog_record_put_text(&d.builder, volume, rows, slot(volume, "name"), MOG_TEXT("/home"));
    mog_record_put_word(&d.builder, volume, rows, slot(volume, "size"), 3);
    size_t tags = mog_record_put_set(&d.builder, row, first, slot(row, "tags"), 2);
    mog_record_fill_text(&d.builder, tags, MOG_TEXT("blue"));
    mog_record_fill_text(&d.builder, tags + 8, MOG_TEXT("red"));
    size_t codes = mog_record_put_set(&d.builder, row, first, slot(row, "codes"), 2);
    mog_record_fill_word(&d.builder, codes, 7);
    mog_record_fill_word(&d.builder, codes + 8, 8);
    end_and_put(w, &d, "", NOW - MOG_DAY);
}

static void put_evidence(world *w)
{
    draft system = begin(w, "system");
    const mog_row *row = &system.kind->row;
    mog_record_put_text(&system.builder, row, mog_record_first_row(), slot(row, "name"), MOG_TEXT("Payroll"));
    put_word(&system, "class", 3);
    end_and_put(w, &system, "", NOW - 500 * MOG_DAY);
    put_backup(w);
    put_census(w, "account", NOW - MOG_DAY);
    put_account(w, "anna", true, true, 3, NOW - MOG_DAY);
    put_account(w, "bo", false, false, 5, NOW - MOG_DAY);
    put_account(w, "cia", true, true, 9, NOW - 11 * MOG_DAY);
    put(w, kind_named(w, "account"), "dan", NULL);
    put_census(w, "patch", NOW - MOG_DAY);
    put_census(w, "door", NOW - 11 * MOG_DAY);
    draft old = begin(w, "old");
    put_word(&old, "a", 1);
    end_and_put(w, &old, "", NOW - 2 * MOG_DAY);
}

/* ---- rules */

static mog_policy *compile(const char *text)
{
    mog_input input = {MOG_TEXT("test.mog"), mog_text_of(text)};
    mog_plugins plugins = {0};
    mog_policy *policy;
    mog_diagnostics *diagnostics;
    mog_compile(&policy, &diagnostics, &input, 1, &plugins);
    if (!policy) {
        mog_buffer out = {0};
        for (size_t i = 0; i < diagnostics->count; i++) {
            if (!mog_diagnostic_is_error(diagnostics->at[i].code)) continue;
            mog_diagnostic_render(&out, diagnostics, &diagnostics->at[i], true);
        }
        fail_msg("%s", out.at);
    }
    mog_diagnostics_free(diagnostics);
    return policy;
}

static int make_world(void **state)
{
    mog_buffer text = {0};
    mog_buffer_add_text(&text, mog_text_of(KINDS));
    mog_buffer_format(&text, "control 1.1 {\n");
    for (size_t i = 0; i < CASES; i++) {
        mog_buffer_format(&text, "rule r%03zu { title \"t\" level 1 for system s require %s }\n", i,
                          cases[i].condition);
    }
    mog_buffer_format(&text, "}\n");
    world *w = mog_allocate(sizeof *w);
    *w = (world){.arena = mog_arena_new(), .policy = compile(text.at)};
    mog_buffer_free(&text);
    w->current = mog_take_array(w->arena, mog_current, w->policy->kind_count);
    w->table = (mog_subject_table){MOG_TEXT("system:hr"), MOG_TEXT("system"), MOG_TEXT("hr"), w->current};
    put_evidence(w);
    *state = w;
    return 0;
}

static int drop_world(void **state)
{
    world *w = *state;
    mog_policy_free(w->policy);
    mog_arena_free(w->arena);
    free(w);
    return 0;
}

static void count_step(void *context, const mog_trace_step *step)
{
    assert_non_null(step->value);
    ++*(uint32_t *)context;
}

static void conditions_come_out_as_the_reference_says(void **state)
{
    world *w = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_machine *machine;
    assert_int_equal(mog_machine_new(&machine, w->policy, NOW, NULL, NULL, &err), MOG_OK);
    assert_int_equal(w->policy->rule_count, CASES);
    for (size_t i = 0; i < CASES; i++) {
        const mog_rule *rule = &w->policy->rules[i];
        assert_int_equal(atoi(rule->name.at + 1), i);
        if (mog_code_verify(w->policy, &rule->condition, &err)) fail_msg("%s: %s", cases[i].condition, err.message);
        mog_outcome out, traced;
        uint32_t steps = 0;
        mog_machine_run(&out, machine, &rule->condition, &w->table, NULL, NULL);
        mog_machine_trace(&traced, machine, &rule->condition, &w->table, NULL, NULL, count_step, &steps);
        char got = out.fault ? 'E' : !out.value.known ? '?' : out.value.i ? 'T' : 'F';
        if (got != cases[i].truth) {
            fail_msg("%s: %c, not %c (%s)", cases[i].condition, got, cases[i].truth, mog_fault_text(out.fault));
        }
        if (got == '?' && out.value.why != cases[i].why) fail_msg("%s: why %d", cases[i].condition, out.value.why);
        assert_true(traced.fault == out.fault && traced.value.known == out.value.known && steps > 0);
        mog_machine_reset(machine);
    }
    mog_machine_free(machine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(conditions_come_out_as_the_reference_says, make_world, drop_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
