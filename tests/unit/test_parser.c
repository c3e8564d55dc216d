/* The parser: what text becomes of policies, and what is said of text that is no policy. */
#include "dsl/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct parsed {
    mog_parse parse;
    mog_source source;
    mog_buffer text; /* what the last call of a function below made */
} parsed;

static parsed *parse_bytes(const char *bytes, size_t size)
{
    parsed *p = mog_allocate(sizeof *p);
    *p = (parsed){0};
    p->parse.diagnostics = mog_diagnostics_new();
    p->parse.arena = mog_arena_new();
    p->parse.text = (mog_text){mog_arena_copy(p->parse.arena, bytes, size), size};
    p->source = (mog_source){.path = MOG_TEXT("t.mog"), .text = p->parse.text};
    p->parse.diagnostics->files = &p->source;
    p->parse.diagnostics->file_count = 1;
    mog_parse_file(&p->parse);
    return p;
}

static void done(parsed *p)
{
    mog_diagnostics_free(p->parse.diagnostics);
    mog_arena_free(p->parse.arena);
    mog_buffer_free(&p->text);
    free(p);
}

static const char *said(parsed *p)
{
    mog_diagnostics *all = p->parse.diagnostics;
    mog_buffer_clear(&p->text);
    for (size_t i = 0; i < all->count; i++) mog_diagnostic_render(&p->text, all, &all->at[i], false);
    return p->text.size ? p->text.at : "";
}

/* An expression with all its parentheses. */
static void add_node(mog_buffer *out, const mog_node *node)
{
    static const char *const words[] = {
        [MOG_NODE_BAD] = "bad",         [MOG_NODE_NOW] = "now",
        [MOG_NODE_NOT] = "not",         [MOG_NODE_NEGATE] = "-",
        [MOG_NODE_AND] = "and",         [MOG_NODE_OR] = "or",
        [MOG_NODE_IMPLIES] = "implies", [MOG_NODE_EQ] = "=",
        [MOG_NODE_NE] = "!=",           [MOG_NODE_LT] = "<",
        [MOG_NODE_LE] = "<=",           [MOG_NODE_GT] = ">",
        [MOG_NODE_GE] = ">=",           [MOG_NODE_ADD] = "+",
        [MOG_NODE_SUBTRACT] = "-",      [MOG_NODE_MULTIPLY] = "*",
        [MOG_NODE_DIVIDE] = "/",        [MOG_NODE_IN_ITEMS] = "in-items",
        [MOG_NODE_IN_RANGE] = "range",  [MOG_NODE_IN_SET] = "in-set",
        [MOG_NODE_MATCHES] = "matches", [MOG_NODE_CONTAINS] = "has",
        [MOG_NODE_STARTS] = "starts",   [MOG_NODE_ENDS] = "ends",
        [MOG_NODE_WITHIN] = "within",   [MOG_NODE_OLDER] = "older",
        [MOG_NODE_IS_KNOWN] = "known",  [MOG_NODE_OTHERWISE] = "else",
        [MOG_NODE_EVERY] = "every",     [MOG_NODE_ANY] = "any",
        [MOG_NODE_NO] = "no",           [MOG_NODE_AT_LEAST] = "at-least",
        [MOG_NODE_COUNT] = "count",     [MOG_NODE_SHARE] = "share",
        [MOG_NODE_SUM] = "sum",         [MOG_NODE_MIN] = "min",
        [MOG_NODE_MAX] = "max",         [MOG_NODE_AVERAGE] = "average",
        [MOG_NODE_LATEST] = "latest",   [MOG_NODE_EARLIEST] = "earliest",
        [MOG_NODE_CALL] = "call",       [MOG_NODE_TEXT] = "text",
        [MOG_NODE_FIELD] = ".",
    };
    const mog_node *children[] = {node->a, node->b, node->c, node->d};
    switch (node->tag) {
    case MOG_NODE_BOOL: mog_buffer_format(out, node->integer ? "true" : "false"); return;
    case MOG_NODE_INTEGER: mog_buffer_format(out, "%lld", (long long)node->integer); return;
    case MOG_NODE_NUMBER: mog_buffer_format(out, "%g%s", node->number, node->flag ? "%" : ""); return;
    case MOG_NODE_TIME: {
        char text[MOG_TIME_TEXT];
        mog_time_format(text, node->integer);
        mog_buffer_format(out, "%s", text);
        return;
    }
    case MOG_NODE_DURATION: {
        char text[MOG_DURATION_TEXT];
        mog_duration_format(text, node->duration, false);
        mog_buffer_format(out, "<%s>", text);
        return;
    }
    case MOG_NODE_NAME: mog_buffer_add_text(out, node->name); return;
    case MOG_NODE_PIECE: mog_buffer_format(out, "'%.*s'", (int)node->name.size, node->name.at); return;
    default: break;
    }
    mog_buffer_format(out, "(%s", words[node->tag]);
    if (node->tag == MOG_NODE_MATCHES) mog_buffer_format(out, node->flag ? " i" : "");
    else if (node->flag) mog_buffer_format(out, " not");
    if (node->name.size) mog_buffer_format(out, " %.*s:", (int)node->name.size, node->name.at);
    for (size_t i = 0; i < 4; i++) {
        if (!children[i]) continue;
        mog_buffer_format(out, " ");
        add_node(out, children[i]);
    }
    for (uint32_t i = 0; i < node->item_count; i++) {
        mog_buffer_format(out, " ");
        add_node(out, node->items[i]);
    }
    mog_buffer_format(out, ")");
}

static void expression_is(const char *expression, const char *expected)
{
    mog_buffer text = {0};
    mog_buffer_format(&text, "param p = %s", expression);
    parsed *p = parse_bytes(text.at, text.size);
    assert_string_equal(said(p), "");
    assert_non_null(p->parse.module->params);
    mog_buffer_clear(&p->text);
    add_node(&p->text, p->parse.module->params->value);
    assert_string_equal(p->text.at, expected);
    done(p);
    mog_buffer_free(&text);
}

static void text_gives(const char *text, const char *expected)
{
    parsed *p = parse_bytes(text, strlen(text));
    assert_string_equal(said(p), expected);
    done(p);
}

static void operators_bind_as_the_reference_says(void **state)
{
    (void)state;
    expression_is("a or b and not c = d", "(or a (and b (not (= c d))))");
    expression_is("a implies b implies c", "(implies a (implies b c))");
    expression_is("a or b implies c", "(implies (or a b) c)");
    expression_is("a and b and c and d and e", "(and a b c d e)");
    expression_is("a and (b and c)", "(and a (and b c))");
    expression_is("1 + 2 * 3 - 4 / 5", "(- (+ 1 (* 2 3)) (/ 4 5))");
    expression_is("-a.b * 2", "(* (- (. b: a)) 2)");
    expression_is("a otherwise b otherwise c = d", "(= (else a (else b c)) d)");
    expression_is("a + b otherwise c", "(else (+ a b) c)");
    expression_is("not every x in l has x.a and x.b", "(not (every x: l (and (. a: x) (. b: x))))");
    expression_is("a and any x in l where c has b or d", "(and a (any x: l c (or b d)))");
    expression_is("at least 2 x in l has true", "(at-least x: l true 2)");
    expression_is("at least n x in l has true", "(at-least x: l true n)");
    expression_is("no x in a.b has x within 30 days", "(no x: (. b: a) (within x <30 days>))");
}

static void every_form_of_expression_is_read(void **state)
{
    (void)state;
    expression_is("a in { b, c } and d in 1..3 and e in f", "(and (in-items a b c) (range d 1 3) (in-set e f))");
    expression_is("a in b + 1..c", "(range a (+ b 1) c)");
    expression_is("a matches /x\\/y\\d{2}/i", "(matches i x/y\\d{2}: a)");
    expression_is("a contains b", "(has a b)");
    expression_is("a starts with \"b\" or a ends with \"c\"", "(or (starts a (text 'b')) (ends a (text 'c')))");
    expression_is("a is known and b is  unknown", "(and (known a) (known not b))");
    expression_is("a older than 6 months", "(older a <6 months>)");
    expression_is("count(x in l) + count(x in l where x.a)", "(+ (count x: l) (count x: l (. a: x)))");
    expression_is("share(x in l where c has p)", "(share x: l c p)");
    expression_is("sum(x.a for x in l)", "(sum x: l (. a: x))");
    expression_is("latest(t.at for t in r where t.ok)", "(latest t: r (. ok: t) (. at: t))");
    expression_is("age(t) > 1 week", "(> (call age: t) <7 days>)");
    expression_is("tech.f(a, 1.5, 95%)", "(call f: tech a 1.5 0.95%)");
    expression_is("f()", "(call f:)");
    expression_is("now - 2026-11-01", "(- (now) 2026-11-01T00:00:00Z)");
    expression_is("2026-11-01T08:00:00+01:00", "2026-11-01T07:00:00Z");
    expression_is("level.title and s.in_use", "(and (. title: level) (. in_use: s))");
    expression_is("3 # a comment\n", "3");
}

static void texts_are_taken_apart(void **state)
{
    (void)state;
    expression_is("\"\"", "(text)");
    expression_is("\"a {b.c} d\"", "(text 'a ' (. c: b) ' d')");
    expression_is("\"{a}{\"x{b}\"}\"", "(text a (text 'x' b))");
    expression_is("\"{a in { b, c }} \\{ \\} \\\\ \\\" \\n|\"", "(text (in-items a b c) ' { } \\ \" \n|')");
    expression_is("\"a\xcc\x8a\"", "(text '\xc3\xa5')"); /* NFC */
    expression_is("\"# no comment\"", "(text '# no comment')");
}

static void a_byte_order_mark_is_passed_over(void **state)
{
    (void)state;
    text_gives("\xef\xbb\xbfmodule a.b\nuse c\n", "");
    text_gives("\xef\xbb\xbfparam = 1", "t.mog:1:7-7: error E0108: `=` cannot stand here; write a name\n");
}

static void declarations_keep_their_order(void **state)
{
    (void)state;
    const char *text =
        "module m.n  use a.b use plugin c\n"
        "param p = 1 \"P\" sv \"Q\"  param q = 2\n"
        "kind many k \"K\" sv \"L\" about s, t { a bool, b enum { x, y } personal \"h\" g { c text } fresh 3 days\n"
        "  fresh time  l list { d integer }  r unit  o set of control  assurance tested }\n"
        "control 8.10 { rule one { title \"t\" title sv \"u\" level 1 weight 2 must for s x where x.a require x.b\n"
        "  finding \"f\" finding for e sv \"g\" action \"h\" } rule two { measure 1 target 2 fresh 1 day } }\n"
        "catalogue c \"C\" { theme t \"T\" { control 5.1 \"A\" sv \"B\" { w x, y } control 5.2 \"D\" } }";
    parsed *p = parse_bytes(text, strlen(text));
    assert_string_equal(said(p), "");
    mog_module *m = p->parse.module;
    assert_true(mog_text_equal(m->name.text, MOG_TEXT("m.n")));
    assert_true(mog_text_equal(m->uses->name.text, MOG_TEXT("a.b")) && !m->uses->plugin && m->uses->next->plugin);
    assert_true(mog_text_equal(m->params->name.text, MOG_TEXT("p")) && m->params->help.swedish);
    assert_true(mog_text_equal(m->params->next->name.text, MOG_TEXT("q")) && !m->params->next->help.text);
    mog_kind_node *k = m->kinds;
    assert_true(k->many && k->about_count == 2 && k->has_fresh && k->fresh_times == 1 && k->assurance_times == 1);
    const char *names[] = {"a", "b", "g", "fresh", "l", "r", "o"};
    mog_field_node *f = k->fields;
    for (size_t i = 0; i < 7; i++, f = f->next) assert_true(mog_text_equal(f->name.text, mog_text_of(names[i])));
    assert_null(f);
    assert_true(k->fields->next->personal && k->fields->next->type->name_count == 2);
    assert_true(k->fields->next->next->type->group);
    mog_rule_node *r = m->controls->rules;
    const mog_clause_tag tags[] = {MOG_CLAUSE_TITLE,      MOG_CLAUSE_TITLE_SV, MOG_CLAUSE_LEVEL,   MOG_CLAUSE_WEIGHT,
                                   MOG_CLAUSE_MUST,       MOG_CLAUSE_FOR,      MOG_CLAUSE_REQUIRE, MOG_CLAUSE_FINDING,
                                   MOG_CLAUSE_FINDING_SV, MOG_CLAUSE_ACTION};
    mog_clause *c = r->clauses;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++, c = c->next) assert_int_equal(c->tag, tags[i]);
    assert_null(c);
    assert_true(mog_text_equal(r->next->name.text, MOG_TEXT("two")));
    assert_null(r->next->next);
    assert_true(mog_text_equal(m->controls->number.text, MOG_TEXT("8.10")));
    mog_control_node *listed = m->catalogues->themes->controls;
    assert_int_equal(listed->word_count, 3);
    assert_true(mog_text_equal(listed->next->number.text, MOG_TEXT("5.2")));
    done(p);
}

static void each_fault_is_reported_once_and_the_next_one_too(void **state)
{
    (void)state;
    text_gives(
        "control 8.1 {\n"
        "  rule one {\n"
        "    title \"A {p} b\n"
        "    level 3 3\n"
        "    for system s where s.x in { a, = b }\n"
        "    require s.a = s.b = s.c\n"
        "    finding \"x {s.name + } y\"\n"
        "  }\n"
        "  rule two {\n"
        "    require (s.a and s.b\n"
        "    level 5\n"
        "  rule three {\n"
        "    titel \"x\"\n"
        "  }\n"
        "control 8.2 { rule four { title \"x\" require a @ b } }\n"
        "kind k abut s { a list { b 5 } }\n"
        "param\n",
        "t.mog:3:11-18: error E0102: a text without its end; write \" before the end of the line\n"
        "t.mog:4:13-13: error E0108: `3` cannot stand here; write an operator, a clause or `}`\n"
        "t.mog:5:36-36: error E0108: `=` cannot stand here; write an expression\n"
        "t.mog:6:23-23: error E0108: `=` cannot stand here; comparisons are not chained: write `and`, or parentheses\n"
        "t.mog:7:26-26: error E0108: `}` cannot stand here; write an expression\n"
        "t.mog:11:5-9: error E0108: `level` cannot stand here; write an operator or `)`\n"
        "t.mog:12:3-6: error E0108: `rule` cannot stand here; a `}` before it is missing\n"
        "t.mog:13:5-9: error E0108: `titel` cannot stand here; did you mean `title`?\n"
        "t.mog:15:1-7: error E0108: `control` cannot stand here; a `}` before it is missing\n"
        "t.mog:15:47-47: error E0101: `@` has no meaning in the language\n"
        "t.mog:16:8-11: error E0108: `abut` cannot stand here; did you mean `about`?\n"
        "t.mog:16:28-28: error E0108: `5` cannot stand here; write a type\n"
        "t.mog:18:1-1: error E0108: the file cannot end here; write a name\n");
}

static void missing_braces_do_not_swallow_what_follows(void **state)
{
    (void)state;
    const char *text = "control 8.1 {\n"
                       "  rule one {\n"
                       "    require a @ b\n"
                       "  rule two {\n"
                       "    require in c\n"
                       "control 8.2 {\n"
                       "  rule three { require d }\n"
                       "}\n"
                       "param p = = 1\n"
                       "param q = 1\n";
    parsed *p = parse_bytes(text, strlen(text));
    assert_string_equal(said(p), "t.mog:3:15-15: error E0101: `@` has no meaning in the language\n"
                                 "t.mog:4:3-6: error E0108: `rule` cannot stand here; a `}` before it is missing\n"
                                 "t.mog:5:13-14: error E0108: `in` cannot stand here; write an expression\n"
                                 "t.mog:6:1-7: error E0108: `control` cannot stand here; 2 `}` before it are missing\n"
                                 "t.mog:9:11-11: error E0108: `=` cannot stand here; write an expression\n");
    mog_control_node *control = p->parse.module->controls;
    assert_true(mog_text_equal(control->rules->next->name.text, MOG_TEXT("two")));
    assert_true(mog_text_equal(control->next->rules->name.text, MOG_TEXT("three")));
    assert_null(control->next->next);
    assert_int_equal(p->parse.module->params->value->tag, MOG_NODE_BAD);
    assert_true(mog_text_equal(p->parse.module->params->next->name.text, MOG_TEXT("q")));
    done(p);
}

static void operators_of_other_languages_are_named(void **state)
{
    (void)state;
    text_gives("param a = b == c && d || !e <> f",
               "t.mog:1:13-14: error E0101: `==` has no meaning in the language; write =\n"
               "t.mog:1:18-19: error E0101: `&&` has no meaning in the language; write and\n"
               "t.mog:1:23-24: error E0101: `||` has no meaning in the language; write or\n"
               "t.mog:1:26-26: error E0101: `!` has no meaning in the language; write not\n"
               "t.mog:1:29-30: error E0101: `<>` has no meaning in the language; write !=\n");
    text_gives("param a = 'x'",
               "t.mog:1:11-13: error E0101: `'` has no meaning in the language; write texts between \" and \"\n");
    text_gives("// x\nparam a = 1", "t.mog:1:1-4: error E0101: a comment begins with #\n");
    text_gives("param å = 1", "t.mog:1:7-7: error E0101: `å` may stand in texts and comments only\n");
    text_gives("param a = 30days", "t.mog:1:11-16: error E0105: a number and its unit run together; write `30 days`\n");
}

static void faults_of_literals_are_told(void **state)
{
    (void)state;
    text_gives("param a = 2026-13-01",
               "t.mog:1:11-20: error E0105: no such time: 2026-13-01; the years 1678 to 2261 can be written\n");
    text_gives(
        "param a = 99999999999 years",
        "t.mog:1:11-27: error E0105: a duration too long to be reckoned with; 292 years of exact time is the most\n");
    text_gives(
        "param a = 9223372036854775808",
        "t.mog:1:11-29: error E0117: a whole number larger than 9223372036854775807; write it with a decimal point to "
        "have a number\n");
    text_gives("param a = \"\\q }\"",
               "t.mog:1:12-13: error E0103: `\\q` means nothing in a text; there are \\\" \\\\ \\n \\t \\{ \\}\n"
               "t.mog:1:15-15: error E0103: a `}` alone in a text; write \\} for the character\n");
    text_gives("param a = \"\\å\"",
               "t.mog:1:12-13: error E0103: `\\å` means nothing in a text; there are \\\" \\\\ \\n \\t \\{ \\}\n");
    text_gives("param a = b matches /x/gi",
               "t.mog:1:13-25: error E0106: unknown flags `gi` of a regular expression; `i` is the only one\n");
    text_gives(
        "param a = b matches /x\nparam c = 1",
        "t.mog:1:13-22: error E0102: a regular expression without its end; write / before the end of the line\n");
    text_gives(
        "param a = b matches c",
        "t.mog:1:13-19: error E0108: `matches` cannot stand here; a regular expression is written matches /…/\n");
    text_gives("param a = \"x {b\"\nparam c = 1",
               "t.mog:1:16-16: error E0108: a text cannot stand here; the `{` before it "
               "lacks its `}`, or is meant as a character: \\{\n");
    text_gives("param a = \"x {b\nparam c = 1",
               "t.mog:1:11-15: error E0102: a text with a `{` without its `}` on the line; "
               "write \\{ for the character\n");
}

static void limits_have_messages_of_their_own(void **state)
{
    (void)state;
    static const struct {
        const char *before, *again, *after, *expected;
        int times;
    } cases[] = {
        {"param a = ", "(", "", "brackets nested more than 200 deep\n", 300},
        {"param a = ", "not ", "b", "an expression nested more than 200 deep; take parts", 201},
        {"param a = ", "- ", "b", "an expression nested more than 200 deep; take parts", 50000},
        {"param a = ", "1+", "1", "an expression nested more than 200 deep; take parts", 5000},
        {"param a = ", "\"{", "\nparam b = 1", "texts within texts more than 16 deep", 40},
        {"param a = \"", "x", "\"", "a text of more than 16384 bytes", 16385},
        {"param a = b matches /", "x", "/", "a regular expression of more than 1024 bytes", 1025},
        {"", "param )\n", "", "more than 20 faults of syntax in this file", 40},
        {"kind k \"K\" about s { ", "g { ", "", "brackets nested more than 200 deep\n", 300},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mog_buffer text = {0};
        mog_buffer_format(&text, "%s", cases[i].before);
        for (int k = 0; k < cases[i].times; k++) mog_buffer_format(&text, "%s", cases[i].again);
        mog_buffer_format(&text, "%s", cases[i].after);
        parsed *p = parse_bytes(text.at, text.size);
        const char *last = said(p);
        assert_non_null(strstr(last, "error E0104: "));
        assert_non_null(strstr(last, cases[i].expected));
        size_t lines = 0;
        for (const char *c = last; *c; c++) lines += *c == '\n';
        assert_int_equal(lines, i == 7 ? 21 : 1);
        done(p);
        mog_buffer_free(&text);
    }
}

static void deep_lists_that_do_not_nest_are_no_fault(void **state)
{
    (void)state;
    mog_buffer text = {0};
    mog_buffer_format(&text, "param a = b");
    for (int i = 0; i < 50000; i++) mog_buffer_format(&text, " and b");
    parsed *p = parse_bytes(text.at, text.size);
    assert_string_equal(said(p), "");
    assert_int_equal(p->parse.module->params->value->item_count, 50001);
    assert_int_equal(p->parse.module->params->value->depth, 2);
    done(p);
    mog_buffer_free(&text);
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    (void)state;
    parsed *p = parse_bytes("param a = \"\xff\"", 13);
    assert_string_equal(
        said(p), "t.mog:1:12-12: error E0109: the byte 0xff is not UTF-8; save the file in the encoding UTF-8\n");
    done(p);
    p = parse_bytes("param a\0= 1", 11);
    assert_string_equal(
        said(p), "t.mog:1:8-8: error E0109: a character U+0000, which a text cannot hold; is this a policy file, "
                 "and in UTF-8?\n");
    done(p);
    p = parse_bytes("", 0);
    assert_string_equal(said(p), "");
    done(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_bind_as_the_reference_says),
        cmocka_unit_test(every_form_of_expression_is_read),
        cmocka_unit_test(texts_are_taken_apart),
        cmocka_unit_test(a_byte_order_mark_is_passed_over),
        cmocka_unit_test(declarations_keep_their_order),
        cmocka_unit_test(each_fault_is_reported_once_and_the_next_one_too),
        cmocka_unit_test(missing_braces_do_not_swallow_what_follows),
        cmocka_unit_test(operators_of_other_languages_are_named),
        cmocka_unit_test(faults_of_literals_are_told),
        cmocka_unit_test(limits_have_messages_of_their_own),
        cmocka_unit_test(deep_lists_that_do_not_nest_are_no_fault),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
