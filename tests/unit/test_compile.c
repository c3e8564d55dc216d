/* test_compile.c: laws of the front end as a whole: order of files, visibility, what a policy holds, and that all code verifies. */
#include "base/file.h"
#include "dsl/compile.h"
#include "dsl/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct compiled {
    mog_policy *policy;
    mog_diagnostics *diagnostics;
} compiled;

static const mog_plugin_function functions[] = {
    {{"technological", 13}, {"cvss_severity", 13}, {"number(text)", 12}},
    {{"technological", 13}, {"both", 4}, {"_Bool(integer,number,duration,_Bool,time)", 41}},
    {{"technological", 13}, {"nothing", 7}, {"text()", 6}},
};
static const mog_text plugin_names[] = {{"technological", 13}};
static const mog_plugins plugins = {functions, 3, plugin_names, 1};

static const char KINDS[] =
    "module kinds\n"
    "kind system \"System\" about system { name text  owner unit  class { availability integer } }\n"
    "kind unit \"Unit\" about unit { name text }\n"
    "kind backup \"Backup\" about system, unit { schedule enum { none, daily }  last_success time  encrypted bool  size number\n"
    "  window duration  volumes list { name text  size number  protected bool  tags set of text }  controls set of control\n"
    "  waits set of duration  fresh 30 days }\n"
    "kind many account \"Account\" about system { name text  admin bool  mfa bool  n integer  seen time  fresh 10 days }\n"
    "kind note about system { body text }\n";

static compiled compile(const mog_input *inputs, size_t count)
{
    compiled c;
    mog_compile(&c.policy, &c.diagnostics, inputs, count, &plugins);
    assert_int_equal(c.policy == NULL, c.diagnostics->errors > 0);
    return c;
}

static void done(compiled *c)
{
    mog_policy_free(c->policy);
    mog_diagnostics_free(c->diagnostics);
}

/* The kinds above and one module more, whose errors are the test's. */
static compiled compile_with_kinds(const char *text)
{
    mog_input inputs[] = {{MOG_TEXT("kinds.mog"), mog_text_of(KINDS)}, {MOG_TEXT("rules.mog"), mog_text_of(text)}};
    return compile(inputs, 2);
}

static compiled compile_rule(const char *body)
{
    mog_arena *arena = mog_arena_new();
    compiled c = compile_with_kinds(
        mog_arena_format(arena,
                         "module rules\nuse kinds\nuse plugin technological\nparam few = 2\nparam wanted = \"daily\"\n"
                         "control 8.13 { rule r { title \"t\" level 2 for system s where few = 2 %s } }\n",
                         body));
    mog_arena_free(arena);
    return c;
}

static void expect_code(compiled c, mog_diagnostic_code code)
{
    bool found = false;
    for (size_t i = 0; i < c.diagnostics->count; i++) found |= c.diagnostics->at[i].code == code;
    if (!found) {
        mog_buffer said = {0};
        for (size_t i = 0; i < c.diagnostics->count; i++)
            mog_diagnostic_render(&said, c.diagnostics, &c.diagnostics->at[i], true);
        print_error("no %s in:\n%s\n", mog_diagnostic_name(code), said.at ? said.at : "");
        mog_buffer_free(&said);
    }
    done(&c);
    assert_true(found);
}

static void demand_clean(const compiled *c)
{
    mog_buffer said = {0};
    for (size_t i = 0; i < c->diagnostics->count; i++) {
        if (mog_diagnostic_is_error(c->diagnostics->at[i].code))
            mog_diagnostic_render(&said, c->diagnostics, &c->diagnostics->at[i], true);
    }
    if (said.size) print_error("%s\n", said.at);
    mog_buffer_free(&said);
    assert_int_equal(c->diagnostics->errors, 0);
}

/* ---- all there is to say of a policy, as text */

static void add_text(mog_buffer *out, mog_text text)
{
    mog_buffer_add_text(out, text);
    mog_buffer_add(out, "|", 1);
}

static void describe(mog_buffer *out, const mog_policy *p)
{
    for (uint32_t i = 0; i < p->file_count; i++) add_text(out, p->files[i].path);
    for (uint32_t i = 0; i < p->kind_count; i++) {
        assert_int_equal(p->kinds[i]->index, i);
        add_text(out, p->kinds[i]->title);
        mog_kind_describe(out, p->kinds[i]);
    }
    for (uint32_t i = 0; i < p->control_count; i++) {
        mog_buffer_format(out, "control %llx ", (unsigned long long)p->controls[i].id);
        add_text(out, p->controls[i].theme);
        add_text(out, p->controls[i].title);
        add_text(out, p->controls[i].title_sv);
        for (uint32_t a = 0; a < p->controls[i].attribute_count; a++) {
            add_text(out, p->controls[i].attributes[a].name);
            for (uint32_t v = 0; v < p->controls[i].attributes[a].count; v++)
                add_text(out, p->controls[i].attributes[a].values[v]);
        }
    }
    for (uint32_t i = 0; i < p->rule_count; i++) {
        const mog_rule *r = &p->rules[i];
        const mog_code *blocks[] = {&r->where, &r->condition, &r->target, &r->findings, &r->findings_sv};
        const mog_text texts[] = {r->id, r->module, r->title, r->title_sv, r->action, r->action_sv, r->subject_type};
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) add_text(out, texts[t]);
        mog_buffer_format(out, "%u %u %d %d\n", r->level, r->weight, r->must, r->measures);
        for (uint32_t k = 0; k < r->read_count; k++)
            mog_buffer_format(out, "reads %u %u\n", r->reads[k].kind, r->reads[k].threshold);
        for (size_t b = 0; b < 5; b++) {
            if (blocks[b]->at) mog_code_disassemble(out, p, blocks[b]);
        }
    }
}

static void verify_all(const mog_policy *p)
{
    for (uint32_t i = 0; i < p->rule_count; i++) {
        const mog_rule *r = &p->rules[i];
        const mog_code *blocks[] = {&r->where, &r->condition, &r->target, &r->findings, &r->findings_sv};
        assert_non_null(r->condition.at);
        for (size_t b = 0; b < 5; b++) {
            if (!blocks[b]->at) continue;
            mog_error err = MOG_ERROR_NONE;
            if (mog_code_verify(p, blocks[b], &err)) fail_msg("%.*s: %s", (int)r->id.size, r->id.at, err.message);
            for (uint32_t k = 0; k < blocks[b]->count; k++) {
                const mog_span *span = &blocks[b]->spans[k];
                assert_true(span->file < p->file_count && span->start <= span->end);
                assert_true(span->end <= p->files[span->file].text.size);
            }
        }
    }
}

/* ---- order */

static mog_input *read_policies(mog_arena *arena, size_t *count)
{
    const char *source = getenv("MOG_SOURCE");
    mog_error err = MOG_ERROR_NONE;
    char **paths, *folder = mog_arena_format(arena, "%s/policies/kinds", source ? source : ".");
    assert_int_equal(mog_file_find(&paths, count, arena, folder, ".mog", &err), MOG_OK);
    mog_input *inputs = mog_take_array(arena, mog_input, *count + 2);
    for (size_t i = 0; i < *count; i++) {
        inputs[i].path = mog_text_of(paths[i]);
        assert_int_equal(mog_file_read(&inputs[i].text, arena, paths[i], MOG_LIMIT_FILE, &err), MOG_OK);
    }
    char *catalogue = mog_arena_format(arena, "%s/policies/iso27002/catalogue.mog", source ? source : ".");
    inputs[*count].path = mog_text_of(catalogue);
    assert_int_equal(mog_file_read(&inputs[*count].text, arena, catalogue, MOG_LIMIT_FILE, &err), MOG_OK);
    inputs[*count + 1] = (mog_input){
        MOG_TEXT("a.mog"),
        MOG_TEXT(
            "module a\nuse kinds.identity\nparam days = 30 days\n"
            "control 8.5 { rule mfa { title \"t {days}\" level 2 for host h where h.class.availability >= 1\n"
            "require count(a in account) >= 1 and every a in account where a.admin has a.mfa\n"
            "finding for a \"{h.name}: {a.name}\" } rule a { title \"u\" level 1 for host require at least 2 a in account has\n"
            "a.last_login within days } }\n")};
    *count += 2;
    return inputs;
}

static void the_order_of_files_makes_no_difference(void **state)
{
    (void)state;
    mog_arena *arena = mog_arena_new();
    size_t count;
    mog_input *inputs = read_policies(arena, &count);
    mog_buffer first = {0}, other = {0};
    for (int turn = 0; turn < 4; turn++) {
        compiled c = compile(inputs, count);
        demand_clean(&c);
        assert_int_equal(c.diagnostics->warnings, 0);
        verify_all(c.policy);
        describe(turn ? &other : &first, c.policy);
        done(&c);
        if (turn) assert_true(mog_text_equal((mog_text){first.at, first.size}, (mog_text){other.at, other.size}));
        mog_buffer_clear(&other);
        for (size_t i = 0; i + 1 < count; i++) { /* another order */
            size_t k = (i * 7 + (size_t)turn * 5 + 3) % count;
            mog_input held = inputs[i];
            inputs[i] = inputs[k];
            inputs[k] = held;
        }
    }
    mog_buffer_free(&first);
    mog_buffer_free(&other);
    mog_arena_free(arena);
}

static void a_file_that_is_named_twice_counts_once(void **state)
{
    (void)state;
    mog_input inputs[] = {{MOG_TEXT("kinds.mog"), mog_text_of(KINDS)}, {MOG_TEXT("kinds.mog"), mog_text_of(KINDS)}};
    compiled c = compile(inputs, 2);
    demand_clean(&c);
    assert_int_equal(c.policy->file_count, 1);
    done(&c);
}

static void nothing_that_was_handed_in_is_kept(void **state)
{
    (void)state;
    char *text = mog_strdup(KINDS), *path = mog_strdup("kinds.mog");
    mog_input input = {mog_text_of(path), mog_text_of(text)};
    compiled c = compile(&input, 1);
    memset(text, 'x', strlen(text));
    memset(path, 'x', strlen(path));
    free(text);
    free(path);
    demand_clean(&c);
    mog_buffer all = {0};
    describe(&all, c.policy);
    assert_true(mog_text_contains((mog_text){all.at, all.size}, MOG_TEXT("availability")));
    mog_buffer_free(&all);
    done(&c);
}

static void no_files_make_an_empty_policy(void **state)
{
    (void)state;
    compiled c = compile(NULL, 0);
    demand_clean(&c);
    assert_int_equal(c.policy->rule_count + c.policy->kind_count, 0);
    done(&c);
}

/* ---- what modules see */

#define RULE(condition) "control 8.13 { rule r { title \"t\" level 1 for system require " condition " } }\n"

static void kinds_are_seen_through_use_alone(void **state)
{
    (void)state;
    expect_code(compile_with_kinds("module a\n" RULE("backup.encrypted")), MOG_E0125);
    expect_code(compile_with_kinds("module a\n" RULE("any x in account has x.mfa")), MOG_E0125);
    compiled c = compile_with_kinds("module a\nuse kinds\n" RULE("backup.encrypted"));
    demand_clean(&c);
    done(&c);
}

static void use_is_not_passed_on(void **state)
{
    (void)state;
    mog_input inputs[] = {{MOG_TEXT("kinds.mog"), mog_text_of(KINDS)},
                          {MOG_TEXT("b.mog"), MOG_TEXT("module b\nuse kinds\nparam p = 1\n")},
                          {MOG_TEXT("c.mog"), MOG_TEXT("module c\nuse b\n" RULE("backup.encrypted and p = 1"))}};
    expect_code(compile(inputs, 3), MOG_E0125);
}

static void registers_are_seen_everywhere(void **state)
{
    (void)state;
    compiled c = compile_with_kinds("module a\n" RULE("system.class.availability >= 2"));
    demand_clean(&c);
    done(&c);
}

static void parameters_are_seen_through_use_alone(void **state)
{
    (void)state;
    mog_input inputs[] = {{MOG_TEXT("kinds.mog"), mog_text_of(KINDS)},
                          {MOG_TEXT("b.mog"), MOG_TEXT("module b\nparam p = 1\n")},
                          {MOG_TEXT("c.mog"), MOG_TEXT("module c\nuse kinds\n" RULE("p = 1"))}};
    expect_code(compile(inputs, 3), MOG_E0125);
    inputs[2].text = MOG_TEXT("module c\nuse b\n" RULE("p = 1"));
    compiled c = compile(inputs, 3);
    demand_clean(&c);
    assert_int_equal(c.diagnostics->warnings, 0);
    done(&c);
    inputs[0].text = MOG_TEXT("module kinds\nkind system about system { name text }\nparam p = 2\n");
    inputs[2].text = MOG_TEXT("module c\nuse b\nuse kinds\n" RULE("p = 1"));
    expect_code(compile(inputs, 3), MOG_E0115);
}

static void what_a_file_without_a_name_declares_is_its_own(void **state)
{
    (void)state;
    mog_input inputs[] = {
        {MOG_TEXT("a.mog"), MOG_TEXT("kind host about host { name text }\nkind note about host { x bool }\n"
                                     "control 5.1 { rule r { title \"t\" level 1 for host require note.x } }\n")},
        {MOG_TEXT("b.mog"), MOG_TEXT("control 5.1 { rule q { title \"t\" level 1 for host require note.x } }\n")}};
    expect_code(compile(inputs, 2), MOG_E0125);
    compiled c = compile(inputs, 1);
    demand_clean(&c);
    done(&c);
}

static void kinds_of_a_plugin_are_seen_by_those_that_use_it(void **state)
{
    (void)state;
    mog_input inputs[] = {{MOG_TEXT("plugin technological"), MOG_TEXT("kind scan about system { clean bool }\n")},
                          {MOG_TEXT("a.mog"), MOG_TEXT("module a\nuse plugin technological\n" RULE("scan.clean"))}};
    compiled c = compile(inputs, 2);
    demand_clean(&c);
    done(&c);
    inputs[1].text = MOG_TEXT("module a\n" RULE("scan.clean"));
    expect_code(compile(inputs, 2), MOG_E0125);
}

static void modules_have_names_of_their_own(void **state)
{
    (void)state;
    expect_code(compile_with_kinds("module kinds\n"), MOG_E0115);
}

/* ---- what a policy holds */

static const mog_read *read_of(const mog_policy *p, const mog_read *reads, uint32_t count, const char *kind)
{
    for (uint32_t i = 0; i < count; i++) {
        if (mog_text_equal(p->kinds[reads[i].kind]->name, mog_text_of(kind))) return &reads[i];
    }
    return NULL;
}

static int64_t days_of(const mog_policy *p, const mog_read *read)
{
    assert_non_null(read);
    return p->thresholds[read->threshold].ns / MOG_DAY;
}

static void freshness_of_a_rule_replaces_that_of_what_its_condition_reads(void **state)
{
    (void)state;
    compiled c = compile_with_kinds(
        "module a\nuse kinds\ncontrol 8.13 { rule r { title \"t\" level 1\n"
        "for system s where s.class.availability > 1 and note.body = \"x\" and backup.encrypted\n"
        "fresh 3 days require backup.encrypted and s.name = \"x\" and count(a in account) > 1\n"
        "finding \"{note.body}\" }\n"
        "rule q { title \"t\" level 1 for system measure count(a in account) target backup.size } }\n");
    demand_clean(&c);
    const mog_policy *p = c.policy;
    const mog_rule *r = mog_policy_rule(p, MOG_TEXT("8.13/r")), *q = mog_policy_rule(p, MOG_TEXT("8.13/q"));
    assert_int_equal(r->read_count, 3);
    assert_int_equal(days_of(p, read_of(p, r->reads, r->read_count, "backup")), 3);
    assert_int_equal(days_of(p, read_of(p, r->reads, r->read_count, "account")), 3);
    assert_int_equal(read_of(p, r->reads, r->read_count, "system")->threshold, 0);
    assert_int_equal(r->where_read_count, 1);
    assert_int_equal(read_of(p, r->where_reads, r->where_read_count, "note")->threshold, 0);
    assert_int_equal(q->read_count, 2);
    assert_int_equal(days_of(p, read_of(p, q->reads, q->read_count, "backup")), 30);
    assert_int_equal(days_of(p, read_of(p, q->reads, q->read_count, "account")), 10);
    /* the same kind has one threshold throughout the rule */
    for (uint32_t i = 0; i < r->where.count; i++) {
        const mog_instruction *at = &r->where.at[i];
        if (at->op == MOG_OP_RECORD && mog_text_equal(p->kinds[at->a]->name, MOG_TEXT("backup")))
            assert_int_equal(p->thresholds[at->b].ns / MOG_DAY, 3);
    }
    done(&c);
}

static void titles_hold_the_values_of_parameters(void **state)
{
    (void)state;
    compiled c = compile_with_kinds(
        "module a\nuse kinds\nparam window = 180 days\nparam part = 95%\nparam on = true\ncontrol 8.13 \"Backup\" { rule r {\n"
        "title \"Within {window}, {part}\" title sv \"Inom {window}, {on}\" action \"Do {window}\" level 1 weight 7 must for system\n"
        "require backup.last_success within window and backup.size > part and backup.encrypted = on } }\n");
    demand_clean(&c);
    const mog_rule *r = &c.policy->rules[0];
    assert_string_equal(r->title.at, "Within 180 days, 95 %");
    assert_string_equal(r->title_sv.at, "Inom 180 dagar, ja");
    assert_string_equal(r->action.at, "Do 180 days");
    assert_int_equal(r->weight, 7);
    assert_true(r->must && !r->measures);
    assert_string_equal(mog_policy_control(c.policy, r->control)->title.at, "Backup");
    done(&c);
}

static void catalogues_have_their_attributes(void **state)
{
    (void)state;
    mog_input input = {MOG_TEXT("c.mog"),
                       MOG_TEXT("catalogue c \"C\" { theme t \"T\" sv \"TT\" {\n"
                                "control 5.10 \"b\" { one x, y # not, these\n two z aspects traceability }\n"
                                "control 5.2 \"a\" sv \"aa\" } }\n")};
    compiled c = compile(&input, 1);
    demand_clean(&c);
    assert_int_equal(c.policy->control_count, 2);
    const mog_control *control = &c.policy->controls[1];
    assert_string_equal(c.policy->controls[0].title_sv.at, "aa");
    assert_int_equal(control->attribute_count, 3);
    assert_int_equal(control->attributes[0].count, 2);
    assert_true(mog_text_equal(control->attributes[0].values[1], MOG_TEXT("y")));
    assert_int_equal(control->attributes[1].count, 1);
    assert_true(mog_text_equal(control->attributes[2].name, MOG_TEXT("aspects")));
    assert_true(mog_text_equal(control->attributes[2].values[0], MOG_TEXT("traceability")));
    assert_true(mog_text_equal(c.policy->themes[0].id, control->theme));
    done(&c);
}

static void what_is_the_same_is_stored_once(void **state)
{
    (void)state;
    compiled c =
        compile_rule("require s.name = \"a\" or s.name = \"a\" or backup.size = 1 or backup.size = 1.0 or\n"
                     "s.name matches /a/ or s.name matches /a/ or s.name matches /a/i finding \"{s.name}{s.id}\"");
    demand_clean(&c);
    assert_int_equal(c.policy->regex_count, 2);
    assert_int_equal(c.policy->format_count, 1);
    for (uint32_t i = 0; i < c.policy->constant_count; i++) {
        for (uint32_t k = 0; k < i; k++)
            assert_memory_not_equal(&c.policy->constants[i], &c.policy->constants[k], sizeof(mog_value));
    }
    done(&c);
}

static void functions_are_numbered_by_use(void **state)
{
    (void)state;
    compiled c =
        compile_rule("require technological.both(1, 2, 3 days, true, now) and technological.nothing() = s.name and\n"
                     "technological.cvss_severity(backup.schedule) > 7 and technological.nothing() != \"x\"");
    demand_clean(&c);
    assert_int_equal(c.policy->function_count, 3);
    assert_true(mog_text_equal(c.policy->functions[0].name, MOG_TEXT("both")));
    assert_int_equal(c.policy->functions[0].result, MOG_TYPE_BOOL);
    assert_int_equal(c.policy->functions[0].arguments[3], MOG_TYPE_BOOL);
    assert_int_equal(c.policy->functions[0].argument_count, 5);
    verify_all(c.policy);
    done(&c);
}

static void explanations_find_what_was_written(void **state)
{
    (void)state;
    compiled c = compile_rule("require count(a in account where a.admin) >= 1");
    demand_clean(&c);
    const mog_code *code = &c.policy->rules[0].condition;
    const char *wanted[] = {"a.admin", "count(a in account where a.admin)", "count(a in account where a.admin) >= 1"};
    for (size_t w = 0; w < 3; w++) {
        size_t found = 0;
        for (uint32_t i = 0; i < code->count; i++) {
            mog_text text = c.policy->files[code->spans[i].file].text;
            mog_text shown = {text.at + code->spans[i].start, code->spans[i].end - code->spans[i].start};
            found += mog_text_equal(shown, mog_text_of(wanted[w]));
        }
        assert_int_equal(found, 1);
    }
    done(&c);
}

/* ---- code */

/* Every form of expression there is, in many places. */
static void all_code_verifies(void **state)
{
    (void)state;
    static const char *const conditions[] = {
        "true",
        "not backup.encrypted",
        "backup.encrypted and s.name = \"x\" and not (backup.size > 2)",
        "backup.encrypted or backup.size < 2 or backup.size <= 3",
        "backup.encrypted implies backup.size >= 2 implies false",
        "backup.schedule = daily",
        "\"daily\" != backup.schedule",
        "backup.schedule in { none, wanted }",
        "backup.schedule = wanted",
        "backup.size in { 1, 2.5, few }",
        "backup.size in few..10",
        "few in 1..backup.size",
        "s.name in { \"a\", s.id }",
        "8.13 in backup.controls",
        "backup.controls contains 8.10",
        "any c in backup.controls has c = 8.1 or c in { 5.1, \"5.2\" }",
        "3 days in backup.waits",
        "any w in backup.waits has w > 3 days and backup.waits contains w",
        "any v in backup.volumes has any t in v.tags has t = \"x\" and \"y\" in v.tags and v.tags contains s.name",
        "s.name contains \"x\" and s.name starts with s.id and s.owner ends with \"y\"",
        "s.owner = \"unit:hr\" and s.owner != s.name",
        "lower(s.name) matches /^x/i",
        "length(s.name) > 3",
        "age(backup.last_success) < 3 months",
        "now > backup.last_success",
        "backup.last_success within backup.window",
        "backup.last_success older than 3 days",
        "backup.last_success + 3 days > now and 3 days + backup.last_success > now - 1 month",
        "now - backup.last_success < backup.window + 3 days - 1 month",
        "backup.window * few > few * backup.window",
        "-backup.size < -few and -backup.window < 3 days and -few + 1 = 2 - 3 * 4",
        "backup.size / 2 + few * 1.5 - 1 > 95%",
        "backup is known and account is unknown and backup.volumes is known and backup.size is unknown",
        "(backup.size otherwise few) > (few otherwise backup.size) and (backup.encrypted otherwise false)",
        "every a in account where a.admin has a.mfa",
        "every a in account has a.mfa",
        "any a in account where a.admin has a.mfa",
        "no a in account where a.n > 1 has a is known",
        "at least few a in account where a.admin has a.mfa",
        "at least 1 a in account has a.item = a.name and a.observed within 3 days",
        "count(a in account) + count(a in account where a.admin) > 2",
        "share(a in account where a.admin has a.mfa) > 50%",
        "sum(a.n for a in account) + sum(v.size for v in backup.volumes where v.protected) > 2",
        "sum(w for w in backup.waits) > 3 days",
        "max(v.size for v in backup.volumes) > min(a.n for a in account where a.admin)",
        "min(v.name for v in backup.volumes) < max(a.name for a in account)",
        "average(a.n for a in account) > average(v.size for v in backup.volumes)",
        "latest(a.seen for a in account) > earliest(a.seen for a in account where a.n in 1..3)",
        "every v in backup.volumes where (any t in v.tags has t = v.name) has no a in account has a.name = v.name",
        "system.observed within 3 days and s.observed < now and backup.observed < now",
        "\"{backup.size} {backup.schedule}\" = \"\" and \"{s.name}\" != \"{few}{wanted}\"",
    };
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        mog_arena *arena = mog_arena_new();
        compiled c = compile_rule(
            mog_arena_format(arena, "require %s finding \"{s.name}\" finding sv \"{s.id}\"", conditions[i]));
        demand_clean(&c);
        verify_all(c.policy);
        done(&c);
        mog_arena_free(arena);
    }
}

static void findings_for_elements_verify(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "require count(a in account) > 1 and every a in account where a.admin has a.mfa finding for a \"{a.name}\" finding sv \"{s.id}\"",
        "require not (every a in account has a.mfa) finding for a sv \"{a.name}{a.item}{a.observed}\"",
        "require any a in account where a.admin has a.mfa finding for a \"{a.n}\"",
        "require no a in account has a.mfa finding for a \"{a.seen}\" finding for a sv \"{s.name}\"",
        "require not (no a in account has a.mfa) finding for a \"{a.seen}\"",
        "require at least 2 v in backup.volumes has v.protected finding for v \"{v.name}: {v.size}\"",
        "require count(c in backup.controls where c != 5.1) > 2 finding for c \"{c}\"",
        "measure share(a in account has a.mfa) target 1 finding for a \"{a.name} {any x in account has x.name = a.name}\"",
        "require latest(a.seen for a in account) - now > 3 days finding for a \"x\"",
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        compiled c = compile_rule(rules[i]);
        demand_clean(&c);
        verify_all(c.policy);
        done(&c);
    }
}

/* ---- bad input */

static char *repeat(const char *before, const char *part, size_t count, const char *after)
{
    mog_buffer text = {0};
    mog_buffer_add_text(&text, mog_text_of(before));
    for (size_t i = 0; i < count; i++) mog_buffer_add_text(&text, mog_text_of(part));
    mog_buffer_add_text(&text, mog_text_of(after));
    return text.at;
}

static void groups_hold_what_their_narrowest_patterns_say(void **state)
{
    (void)state;
    compiled c = compile_with_kinds(
        "module rules\n"
        "catalogue small \"Small\" { theme a \"A\" { control 6.1 \"x\" control 8.1 \"x\" control 8.1.2 \"x\" control 8.13 \"x\" } }\n"
        "group wide \"Wide\" sv \"Bred\" from small { exclude 8.* include all include 8.1.* }\n"
        "group narrow from small { include 8.13 }\n");
    assert_non_null(c.policy);
    assert_int_equal(c.policy->group_count, 2);
    assert_true(mog_text_equal(c.policy->groups[0].name, MOG_TEXT("narrow")));
    const mog_group *wide = mog_policy_group(c.policy, MOG_TEXT("wide"));
    assert_true(mog_text_equal(wide->title_sv, MOG_TEXT("Bred")) && mog_text_equal(wide->catalogue, MOG_TEXT("small")));
    assert_int_equal(wide->control_count, 2);
    static const struct {
        const char *number;
        bool held;
    } controls[] = {{"6.1", true}, {"8.1", false}, {"8.1.2", true}, {"8.13", false}, {"9.9", false}};
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
        mog_control_id id;
        assert_true(mog_control_id_parse(&id, mog_text_of(controls[i].number)));
        assert_int_equal(mog_group_holds(wide, id), controls[i].held);
    }
    assert_null(mog_policy_group(c.policy, MOG_TEXT("nobody")));
    done(&c);
}

static void too_much_is_refused(void **state)
{
    (void)state;
    char *items = repeat("require backup.size in { 1", ", 1", MOG_LIMIT_ITEMS, " }");
    expect_code(compile_rule(items), MOG_E0104);
    free(items);
    char *fields = repeat("kind x about x { ", "a integer ", 1, "");
    mog_buffer wide = {0};
    mog_buffer_add_text(&wide, mog_text_of(fields));
    for (int i = 0; i < MOG_LIMIT_FIELDS; i++) mog_buffer_format(&wide, "f%d bool ", i);
    mog_buffer_add_text(&wide, MOG_TEXT("}\n"));
    mog_input input = {MOG_TEXT("a.mog"), {wide.at, wide.size}};
    expect_code(compile(&input, 1), MOG_E0104);
    mog_buffer_free(&wide);
    free(fields);
    char *deep = repeat("kind x about x { a ", "{ a ", 300, "bool } ");
    char *closed = repeat(deep, "} ", 301, "\n");
    input.text = mog_text_of(closed);
    expect_code(compile(&input, 1), MOG_E0104);
    free(deep);
    free(closed);
}

static void errors_beyond_what_is_kept_are_counted(void **state)
{
    (void)state;
    char *many = repeat("require true", " and backup.nope", 1000, "");
    compiled c = compile_rule(many);
    free(many);
    assert_int_equal(c.diagnostics->errors, 1000);
    assert_int_equal(c.diagnostics->count, MOG_LIMIT_DIAGNOSTICS);
    done(&c);
}

static void a_long_condition_takes_few_registers(void **state)
{
    (void)state;
    char *many = repeat("require backup.encrypted", " and (backup.size > 1 or s.name = \"x\")", 5000, "");
    compiled c = compile_rule(many);
    free(many);
    demand_clean(&c);
    verify_all(c.policy);
    assert_true(c.policy->rules[0].condition.registers < 20);
    done(&c);
}

/* Any piece of a good policy left out: diagnostics or a policy whose code verifies, and nothing leaks. */
static void a_policy_with_a_hole_does_no_harm(void **state)
{
    (void)state;
    static const char RULES[] =
        "module rules\nuse kinds\nuse plugin technological\nparam few = 2\n"
        "control 8.13 { rule r { title \"t {few}\" level 2 for system s where s.class.availability >= few fresh 3 days\n"
        "require count(a in account) >= 1 and every a in account where a.admin has a.mfa or a.name in { \"x\", s.id }\n"
        "finding \"{s.name}: {backup.schedule}\" finding for a \"{a.name}\" } }\n";
    size_t size = sizeof RULES - 1;
    for (size_t start = 0; start < size; start += 3) {
        for (size_t length = 1; length < 40; length += 13) {
            size_t end = start + length < size ? start + length : size;
            mog_buffer text = {0};
            mog_buffer_add(&text, RULES, start);
            mog_buffer_add(&text, RULES + end, size - end);
            compiled c = compile_with_kinds(text.at);
            if (c.policy) verify_all(c.policy);
            done(&c);
            mog_buffer_free(&text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_files_makes_no_difference),
        cmocka_unit_test(a_file_that_is_named_twice_counts_once),
        cmocka_unit_test(nothing_that_was_handed_in_is_kept),
        cmocka_unit_test(no_files_make_an_empty_policy),
        cmocka_unit_test(kinds_are_seen_through_use_alone),
        cmocka_unit_test(use_is_not_passed_on),
        cmocka_unit_test(registers_are_seen_everywhere),
        cmocka_unit_test(parameters_are_seen_through_use_alone),
        cmocka_unit_test(what_a_file_without_a_name_declares_is_its_own),
        cmocka_unit_test(kinds_of_a_plugin_are_seen_by_those_that_use_it),
        cmocka_unit_test(modules_have_names_of_their_own),
        cmocka_unit_test(freshness_of_a_rule_replaces_that_of_what_its_condition_reads),
        cmocka_unit_test(titles_hold_the_values_of_parameters),
        cmocka_unit_test(catalogues_have_their_attributes),
        cmocka_unit_test(groups_hold_what_their_narrowest_patterns_say),
        cmocka_unit_test(what_is_the_same_is_stored_once),
        cmocka_unit_test(functions_are_numbered_by_use),
        cmocka_unit_test(explanations_find_what_was_written),
        cmocka_unit_test(all_code_verifies),
        cmocka_unit_test(findings_for_elements_verify),
        cmocka_unit_test(too_much_is_refused),
        cmocka_unit_test(errors_beyond_what_is_kept_are_counted),
        cmocka_unit_test(a_long_condition_takes_few_registers),
        cmocka_unit_test(a_policy_with_a_hole_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
