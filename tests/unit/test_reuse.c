/* What a policy says once and means in many places: definitions, `for each control`, kinds that grow, modules. */
#include "dsl/compile.h"
#include "dsl/limits.h"
#include "dsl/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct compiled {
    mog_policy *policy;
    mog_diagnostics *diagnostics;
    mog_buffer said;
} compiled;

static const char KINDS[] = "module kinds\n"
                            "kind system about system { name text  class { availability integer } }\n"
                            "kind unit about unit { name text }\n"
                            "kind backup about system { encrypted bool  size integer  controls set of control }\n"
                            "kind many login about system { admin bool  mfa bool  n integer }\n";

static const char CATALOGUE[] = "module standard\ncatalogue iso \"ISO\" {\n"
                                "  theme technological \"T\" {\n"
                                "    control 8.1 \"One\" sv \"Ett\" { properties integrity, availability }\n"
                                "    control 8.13 \"Two\"\n  }\n"
                                "  theme people \"P\" { control 6.1 \"Three\" { properties integrity } }\n}\n";

static compiled compile(const mog_input *inputs, size_t count)
{
    compiled c = {0};
    mog_compile(&c.policy, &c.diagnostics, inputs, count, NULL);
    assert_int_equal(c.policy == NULL, c.diagnostics->errors > 0);
    for (size_t i = 0; i < c.diagnostics->count; i++)
        mog_diagnostic_render(&c.said, c.diagnostics, &c.diagnostics->at[i], false);
    return c;
}

/* Beside the kinds and the catalogue above. */
static compiled compile_text(const char *text)
{
    mog_input inputs[] = {{MOG_TEXT("kinds.mog"), mog_text_of(KINDS)},
                          {MOG_TEXT("standard.mog"), mog_text_of(CATALOGUE)},
                          {MOG_TEXT("t.mog"), mog_text_of(text)}};
    return compile(inputs, 3);
}

static void done(compiled *c)
{
    mog_policy_free(c->policy);
    mog_diagnostics_free(c->diagnostics);
    mog_buffer_free(&c->said);
}

static const char *said(const compiled *c)
{
    return c->said.at ? c->said.at : "";
}

static void assert_good(const compiled *c)
{
    if (!c->policy) print_error("%s", said(c));
    assert_non_null(c->policy);
}

static void assert_says(compiled *c, const char *words)
{
    if (!strstr(said(c), words)) print_error("not said: %s\nbut: %s\n", words, said(c));
    assert_non_null(strstr(said(c), words));
    done(c);
}

static size_t errors_of(const char *text)
{
    compiled c = compile_text(text);
    size_t errors = c.diagnostics->errors;
    done(&c);
    return errors;
}

static const mog_rule *rule_of(const compiled *c, const char *id)
{
    const mog_rule *rule = mog_policy_rule(c->policy, mog_text_of(id));
    assert_non_null(rule);
    mog_error err = MOG_ERROR_NONE;
    const mog_code *blocks[] = {&rule->where, &rule->condition, &rule->target, &rule->findings, &rule->findings_sv};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (blocks[i]->at) assert_int_equal(mog_code_verify(c->policy, blocks[i], &err), MOG_OK);
    return rule;
}

static char *repeat(const char *before, const char *part, size_t count, const char *after)
{
    mog_buffer text = {0};
    mog_buffer_add_text(&text, mog_text_of(before));
    for (size_t i = 0; i < count; i++) mog_buffer_add_text(&text, mog_text_of(part));
    mog_buffer_add_text(&text, mog_text_of(after));
    return text.at;
}

/* ---- definitions */

static uint32_t count_op(const mog_code *code, mog_opcode op)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < code->count; i++) count += code->at[i].op == op;
    return count;
}

static void an_argument_is_evaluated_once(void **state)
{
    (void)state;
    compiled c =
        compile_text("module t\nuse kinds\nlet often(n: integer) = n > 1 and n < 9 and n != 4\n"
                     "control 8.13 { rule r { title \"t\" level 1 for system require often(backup.size * 2) } }\n");
    assert_good(&c);
    const mog_rule *rule = rule_of(&c, "8.13/r");
    assert_int_equal(count_op(&rule->condition, MOG_OP_MULTIPLY_INTEGER), 1);
    assert_int_equal(count_op(&rule->condition, MOG_OP_RECORD), 1);
    done(&c);
}

static void what_a_definition_reads_is_evidence(void **state)
{
    (void)state;
    compiled c = compile_text(
        "module t\nuse kinds\nlet vital(s: system) = s.class.availability > 2\n"
        "let coded(b: backup) = b.encrypted\n"
        "control 8.13 { rule r { title \"t\" level 1 for system s require vital(s) and coded(backup) } }\n");
    assert_good(&c);
    const mog_rule *rule = rule_of(&c, "8.13/r");
    assert_int_equal(rule->read_count, 2);
    done(&c);
}

static void definitions_are_seen_through_use_alone(void **state)
{
    (void)state;
    mog_input inputs[] = {
        {MOG_TEXT("a.mog"), MOG_TEXT("module a\nkind system about system { name text }\nlet f(x: bool) = x\n")},
        {MOG_TEXT("b.mog"), MOG_TEXT("module b\nuse a\ncontrol 8.1 { rule r { title \"t\" level 1 for system require "
                                     "f(system.name = \"x\") } }\n")},
        {MOG_TEXT("c.mog"), MOG_TEXT("module c\nuse b\ncontrol 8.2 { rule r { title \"t\" level 1 for system require "
                                     "f(system.name = \"x\") } }\n")},
    };
    compiled c = compile(inputs, 2);
    assert_good(&c);
    done(&c);
    c = compile(inputs, 3);
    assert_says(&c, "error E0125: the definition `f` belongs to the module a; write `use a`");
}

static void two_modules_may_not_define_what_a_third_uses(void **state)
{
    (void)state;
    mog_input inputs[] = {
        {MOG_TEXT("a.mog"), MOG_TEXT("module a\nkind system about system { name text }\nlet f(x: bool) = x\n")},
        {MOG_TEXT("b.mog"), MOG_TEXT("module b\nlet f(x: bool) = not x\n")},
        {MOG_TEXT("c.mog"), MOG_TEXT("module c\nuse a\nuse b\ncontrol 8.2 { rule r { title \"t\" level 1 for system "
                                     "require f(system.name = \"x\") } }\n")},
    };
    compiled c = compile(inputs, 3);
    assert_says(&c, "both a and b define `f`; rename one of them");
}

/* f0 is used twice by f1, that twice by f2, and so on: 2^n in the end. */
static char *doubling(int count)
{
    mog_buffer text = {0};
    mog_buffer_format(&text, "module t\nuse kinds\nlet f0(x: integer) = x + 1\n");
    for (int i = 1; i <= count; i++)
        mog_buffer_format(&text, "let f%d(x: integer) = f%d(x) + f%d(x)\n", i, i - 1, i - 1);
    mog_buffer_format(&text, "control 8.1 { rule r { title \"t\" level 1 for system require f%d(1) > 2 } }\n", count);
    return text.at;
}

static void what_definitions_come_to_is_bounded(void **state)
{
    (void)state;
    char *text = doubling(10);
    compiled c = compile_text(text);
    assert_good(&c);
    done(&c);
    free(text);
    text = doubling(60);
    c = compile_text(text);
    assert_int_equal(c.diagnostics->errors, 1);
    assert_says(&c, "a definition that comes to more than 100000 operations with those that it uses; divide it");
    free(text);
}

static void one_rule_may_not_use_too_much(void **state)
{
    (void)state;
    char *body = repeat("module t\nuse kinds\nlet f(x: integer) = x > 0", " and x > 1", 2000,
                        "\ncontrol 8.1 { rule r { title \"t\" level 1 for system require f(1)");
    char *text = repeat(body, " and f(2)", 20, " } }\n");
    compiled c = compile_text(text);
    assert_int_equal(c.diagnostics->errors, 1);
    assert_says(&c, "the definitions that this rule uses come to more than 100000 operations; divide the rule");
    free(text);
    free(body);
}

static void all_rules_may_not_use_too_much(void **state)
{
    (void)state;
    mog_buffer text = {0};
    char *body = repeat("module t\nuse kinds\nlet f(x: integer) = x > 0", " and x > 1", 15000, "\ncontrol 8.1 {\n");
    mog_buffer_add_text(&text, mog_text_of(body));
    for (int i = 0; i < 60; i++)
        mog_buffer_format(&text, "rule r%d { title \"t\" level 1 for system require f(backup.size) }\n", i);
    mog_buffer_format(&text, "}\n");
    compiled c = compile_text(text.at);
    assert_says(&c, "the definitions that all rules use come to more than 2000000 operations");
    mog_buffer_free(&text);
    free(body);
}

static void a_chain_of_definitions_is_bounded(void **state)
{
    (void)state;
    for (int turned = 0; turned < 2; turned++) {
        mog_buffer text = {0};
        mog_buffer_format(&text, "module t\nuse kinds\nlet f0(x: bool) = x\n");
        for (int k = 1; k <= 400; k++) {
            int i = turned ? 401 - k : k;
            mog_buffer_format(&text, "let f%d(x: bool) = f%d(x)\n", i, i - 1);
        }
        mog_buffer_format(&text, "control 8.1 { rule r { title \"t\" level 1 for system require f400(true) } }\n");
        compiled c = compile_text(text.at);
        assert_true(c.diagnostics->errors >= 1 && c.diagnostics->errors <= 4);
        assert_says(&c, "deep");
        mog_buffer_free(&text);
    }
}

static void parameters_of_a_definition_are_bounded(void **state)
{
    (void)state;
    mog_buffer text = {0};
    mog_buffer_format(&text, "module t\nuse kinds\nlet f(p: bool");
    for (int i = 0; i < MOG_LIMIT_ARGUMENTS; i++) mog_buffer_format(&text, ", p%d: bool", i);
    mog_buffer_format(&text, ") = p\ncontrol 8.1 { rule r { title \"t\" level 1 for system require true } }\n");
    compiled c = compile_text(text.at);
    assert_says(&c, "a definition of more than 64 parameters");
    mog_buffer_free(&text);
}

/* ---- for each control */

static void each_control_has_a_rule_of_its_own(void **state)
{
    (void)state;
    compiled c = compile_text(
        "module t\nuse kinds\nfor each control c in iso where c.theme = technological {\n"
        "  rule governed {\n"
        "    title \"{c} {c.title} of {c.theme}\" title sv \"{c}: {c.title}\" level 2 for system\n"
        "    require c in backup.controls and c.title != system.name finding \"{c}\" action \"Do {c.id}\" action sv \"{c.title}\"\n"
        "  }\n}\n");
    assert_good(&c);
    assert_int_equal(c.policy->rule_count, 2);
    const mog_rule *one = rule_of(&c, "8.1/governed"), *two = rule_of(&c, "8.13/governed");
    assert_true(mog_text_equal(one->title, MOG_TEXT("8.1 One of technological")));
    assert_true(mog_text_equal(one->title_sv, MOG_TEXT("8.1: Ett")));
    assert_true(mog_text_equal(one->action, MOG_TEXT("Do 8.1")));
    assert_true(mog_text_equal(one->action_sv, MOG_TEXT("Ett")));
    assert_true(mog_text_equal(two->title_sv, MOG_TEXT("8.13: Two"))); /* it has no Swedish one */
    mog_control_id id;
    assert_true(mog_control_id_parse(&id, MOG_TEXT("8.13")));
    assert_true(two->control == id);
    assert_true(one->span.start == two->span.start && one->span.file == two->span.file);
    done(&c);
}

static uint32_t rules_where(const char *where)
{
    mog_arena *arena = mog_arena_new();
    compiled c =
        compile_text(mog_arena_format(arena,
                                      "module t\nuse kinds\nparam wanted = true\nparam named = \"One\"\n"
                                      "for each control c in iso where %s {\n"
                                      "  rule r { title \"t\" level 1 for system require system.name = \"x\" }\n}\n",
                                      where));
    assert_good(&c);
    uint32_t count = c.policy->rule_count;
    done(&c);
    mog_arena_free(arena);
    return count;
}

static void where_is_decided_when_the_policy_is_compiled(void **state)
{
    (void)state;
    assert_int_equal(rules_where("true"), 3);
    assert_int_equal(rules_where("wanted"), 3);
    assert_int_equal(rules_where("c.theme = people"), 1);
    assert_int_equal(rules_where("c.theme != people and wanted"), 2);
    assert_int_equal(rules_where("c.theme in { people, technological }"), 3);
    assert_int_equal(rules_where("c = 8.13"), 1);
    assert_int_equal(rules_where("c in { 8.1, 6.1, 9.9 }"), 2);
    assert_int_equal(rules_where("c.properties contains integrity"), 2);
    assert_int_equal(rules_where("availability in c.properties"), 1);
    assert_int_equal(rules_where("not (availability in c.properties)"), 2);
    assert_int_equal(rules_where("integrity in c.properties implies availability in c.properties"), 2);
    assert_int_equal(rules_where("c.title = named or c.id = \"6.1\""), 2);
    assert_int_equal(rules_where("c.title starts with \"T\" and c.title contains \"hre\""), 1);
    assert_int_equal(rules_where("c.id ends with \".1\""), 2);
    assert_int_equal(rules_where("c.title < \"P\""), 1);
}

static void a_fault_is_said_once_and_not_for_each_control(void **state)
{
    (void)state;
    assert_int_equal(errors_of("module t\nuse kinds\nfor each control c in iso {\n"
                               "  rule r { title \"{c.titl}\" level 1 for system require backup.siz > 1 }\n}\n"),
                     2);
    assert_int_equal(errors_of("module t\nuse kinds\nfor each control c in iso where c.them = people {\n"
                               "  rule r { title \"t\" level 1 for system require true }\n}\n"
                               "test \"of a rule that is not made\" for 6.1/r { expect met }\n"),
                     1);
}

static void a_rule_that_is_written_twice_is_named(void **state)
{
    (void)state;
    compiled c =
        compile_text("module t\nuse kinds\ncontrol 8.13 { rule r { title \"t\" level 1 for system require true } }\n"
                     "for each control c in iso { rule r { title \"t\" level 1 for system require true } }\n");
    assert_says(&c, "error E0115: a rule 8.13/r is declared already");
}

static char *large_catalogue(int controls)
{
    mog_buffer text = {0};
    mog_buffer_format(&text, "module t\nuse kinds\ncatalogue large \"L\" { theme one \"One\" {\n");
    for (int i = 1; i <= controls; i++) mog_buffer_format(&text, "control 1.%d \"C\"\n", i);
    mog_buffer_format(&text, "} }\nfor each control c in large {\n");
    return text.at;
}

static void rules_that_are_made_are_bounded(void **state)
{
    (void)state;
    char *catalogue = large_catalogue(MOG_LIMIT_UNROLLED + 1);
    char *text = repeat(catalogue, "rule r { title \"t\" level 1 for system require true }\n", 1, "}\n");
    compiled c = compile_text(text);
    assert_int_equal(c.diagnostics->errors, 1);
    assert_says(&c, "`for each control` makes more than 20000 rules in all");
    free(text);
    free(catalogue);
}

static void what_is_made_is_bounded(void **state)
{
    (void)state;
    char *catalogue = large_catalogue(500);
    char *rule = repeat("rule r { title \"t\" level 1 for system require backup.size > 0", " or backup.size > 1", 2000,
                        " }\n}\n");
    char *text = repeat(catalogue, rule, 1, "");
    compiled c = compile_text(text);
    assert_int_equal(c.diagnostics->errors, 1);
    assert_says(&c, "the rules that `for each control` makes come to more than 2000000 operations");
    free(text);
    free(rule);
    free(catalogue);
}

/* ---- kinds that grow */

static void a_later_version_is_the_kind(void **state)
{
    (void)state;
    mog_input inputs[] = {
        {MOG_TEXT("a.mog"),
         MOG_TEXT("module a\nkind backup version 2 \"New\" about system { size number  b bool  a integer }\n")},
        {MOG_TEXT("b.mog"),
         MOG_TEXT("module b\nkind backup \"Old\" about system { a integer  size number  fresh 3 days }\n")},
    };
    for (int turned = 0; turned < 2; turned++) {
        mog_input both[] = {inputs[turned], inputs[1 - turned]};
        compiled c = compile(both, 2);
        assert_good(&c);
        const mog_kind *kind = mog_policy_kind(c.policy, MOG_TEXT("backup"));
        assert_int_equal(c.policy->kind_count, 1);
        assert_true(mog_text_equal(kind->title, MOG_TEXT("New")));
        assert_int_equal(kind->row.count, 3);
        assert_false(kind->has_fresh);
        done(&c);
    }
}

static void other_modules_add_fields(void **state)
{
    (void)state;
    mog_input inputs[] = {
        {MOG_TEXT("a.mog"), MOG_TEXT("module a\nuse b\nextend kind backup { x text  g { y bool } }\n")},
        {MOG_TEXT("b.mog"), MOG_TEXT("module b\nkind backup \"B\" about system { a integer  fresh 3 days }\n")},
        {MOG_TEXT("c.mog"),
         MOG_TEXT("module c\nuse b\nextend kind backup { z text }\n"
                  "control 8.1 { rule r { title \"t\" level 1 for system require backup.x = backup.z and "
                  "backup.g.y } }\n")},
    };
    compiled c = compile(inputs, 3);
    assert_good(&c);
    const mog_kind *kind = mog_policy_kind(c.policy, MOG_TEXT("backup"));
    static const char *const paths[] = {"a", "x", "g.y", "z"};
    assert_int_equal(kind->row.count, 4);
    for (size_t i = 0; i < 4; i++) assert_true(mog_text_equal(kind->row.fields[i].path, mog_text_of(paths[i])));
    assert_true(kind->has_fresh && mog_text_equal(kind->module, MOG_TEXT("b")));
    done(&c);
}

static void only_those_that_use_a_module_extend_its_kinds(void **state)
{
    (void)state;
    mog_input inputs[] = {
        {MOG_TEXT("a.mog"), MOG_TEXT("module a\nextend kind backup { x text }\nextend kind system { y text }\n")},
        {MOG_TEXT("b.mog"),
         MOG_TEXT("module b\nkind backup about system { a integer }\nkind system about system { n text }\n")},
    };
    compiled c = compile(inputs, 2);
    assert_int_equal(c.diagnostics->errors, 1); /* registers are seen everywhere */
    assert_says(&c, "a.mog:2:13-18: error E0125: kind `backup` belongs to the module b; write `use b`");
}

/* ---- circles of modules */

static void a_circle_of_modules_is_shown(void **state)
{
    (void)state;
    mog_input inputs[] = {
        {MOG_TEXT("a.mog"), MOG_TEXT("module a\nuse b\n")},
        {MOG_TEXT("b.mog"), MOG_TEXT("module b\nuse d\nuse c\n")},
        {MOG_TEXT("c.mog"), MOG_TEXT("module c\nuse a\nuse d\n")},
        {MOG_TEXT("d.mog"), MOG_TEXT("module d\n")},
    };
    compiled c = compile(inputs, 4);
    assert_int_equal(c.diagnostics->errors, 1);
    assert_says(&c, "c.mog:2:5-5: error E0129: modules in a circle: a uses b uses c uses a;");
}

static void a_long_way_is_walked(void **state)
{
    (void)state;
    enum { MODULES = 3000 };
    mog_arena *arena = mog_arena_new();
    mog_input *inputs = mog_take_array(arena, mog_input, MODULES);
    for (int i = 0; i < MODULES; i++) {
        inputs[i].path = mog_text_of(mog_arena_format(arena, "%05d.mog", i));
        inputs[i].text = mog_text_of(mog_arena_format(arena, "module m%d\nuse m%d\n", i, (i + 1) % MODULES));
    }
    compiled c = compile(inputs, MODULES);
    assert_int_equal(c.diagnostics->errors, 1);
    assert_says(&c,
                "m0 uses m1 uses m2 uses m3 uses m4 uses m5 uses m6 uses m7 uses m8 uses m9 uses m10 uses m11 uses … "
                "uses m2999 uses m0;");
    mog_arena_free(arena);
}

/* ---- tokens */

static void tokens_are_kept_where_they_are_asked_for(void **state)
{
    (void)state;
    static const char text[] = "# first\nmodule a # second\n\nlet f(x: bool) = x and \"a{x}b\" matches /c/i\n";
    for (int keep = 0; keep < 2; keep++) {
        mog_diagnostics *diagnostics = mog_diagnostics_new();
        mog_arena *arena = mog_arena_new();
        mog_parse parse = {.arena = arena, .diagnostics = diagnostics, .text = mog_text_of(text), .keep_tokens = keep};
        mog_parse_file(&parse);
        assert_int_equal(diagnostics->errors, 0);
        uint32_t end = 0, comments = 0;
        for (uint32_t i = 0; i < parse.token_count; i++) {
            assert_true(parse.tokens[i].span.start >= end && parse.tokens[i].span.end > parse.tokens[i].span.start);
            end = parse.tokens[i].span.end;
            comments += parse.tokens[i].kind == MOG_TOKEN_COMMENT;
        }
        assert_int_equal(comments, keep ? 2 : 0);
        assert_int_equal(parse.token_count, keep ? 22 : 0);
        mog_arena_free(arena);
        mog_diagnostics_free(diagnostics);
    }
}

static void declarations_know_where_they_lie(void **state)
{
    (void)state;
    static const char text[] = "use a.b\nparam p = 3 \"P\"\nkind k about k { a bool \"x\"  l list { b text } }\n"
                               "let f(x: bool) = x\nfor each control c in i { rule r { title \"t\" } }\n"
                               "gate g for k { step s require true }\nprofile p from i { include all }\n"
                               "test \"t\" for 8.1/r { expect met }\nextend kind k { b bool }\n";
    mog_diagnostics *diagnostics = mog_diagnostics_new();
    mog_arena *arena = mog_arena_new();
    mog_parse parse = {.arena = arena, .diagnostics = diagnostics, .text = mog_text_of(text)};
    mog_parse_file(&parse);
    assert_int_equal(diagnostics->errors, 0);
    const char *line = text;
    for (const mog_declaration *d = parse.module->declarations; d; d = d->next) {
        const char *end = strchr(line, '\n');
        assert_int_equal(d->span.start, line - text);
        assert_int_equal(d->span.end, end - text);
        line = end + 1;
    }
    assert_int_equal(*line, 0);
    const mog_field_node *field = parse.module->kinds->fields;
    assert_memory_equal(text + field->span.start, "a bool \"x\"", field->span.end - field->span.start);
    assert_memory_equal(text + field->next->span.start, "l list { b text }",
                        field->next->span.end - field->next->span.start);
    const mog_rule_node *rule = parse.module->eaches->rules;
    assert_memory_equal(text + rule->whole.start, "rule r { title \"t\" }", rule->whole.end - rule->whole.start);
    mog_arena_free(arena);
    mog_diagnostics_free(diagnostics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_argument_is_evaluated_once),
        cmocka_unit_test(what_a_definition_reads_is_evidence),
        cmocka_unit_test(definitions_are_seen_through_use_alone),
        cmocka_unit_test(two_modules_may_not_define_what_a_third_uses),
        cmocka_unit_test(what_definitions_come_to_is_bounded),
        cmocka_unit_test(one_rule_may_not_use_too_much),
        cmocka_unit_test(all_rules_may_not_use_too_much),
        cmocka_unit_test(a_chain_of_definitions_is_bounded),
        cmocka_unit_test(parameters_of_a_definition_are_bounded),
        cmocka_unit_test(each_control_has_a_rule_of_its_own),
        cmocka_unit_test(where_is_decided_when_the_policy_is_compiled),
        cmocka_unit_test(a_fault_is_said_once_and_not_for_each_control),
        cmocka_unit_test(a_rule_that_is_written_twice_is_named),
        cmocka_unit_test(rules_that_are_made_are_bounded),
        cmocka_unit_test(what_is_made_is_bounded),
        cmocka_unit_test(a_later_version_is_the_kind),
        cmocka_unit_test(other_modules_add_fields),
        cmocka_unit_test(only_those_that_use_a_module_extend_its_kinds),
        cmocka_unit_test(a_circle_of_modules_is_shown),
        cmocka_unit_test(a_long_way_is_walked),
        cmocka_unit_test(tokens_are_kept_where_they_are_asked_for),
        cmocka_unit_test(declarations_know_where_they_lie),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
