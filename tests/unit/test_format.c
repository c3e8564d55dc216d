/* test_format.c: the formatter changes the layout and nothing else, and there is one layout only.
 *
 * MOG_SOURCE says where the repository is ("." otherwise). With MOG_GOLDEN_WRITE set the .expect files of tests/golden/format are
 * written instead of compared, to be read with care before they are kept.
 */
#include "base/file.h"
#include "dsl/format.h"
#include "dsl/limits.h"
#include "dsl/parse.h"
#include "engine/host/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* ---- what the tests share */

static char *in_source(mog_arena *arena, const char *path)
{
    const char *source = getenv("MOG_SOURCE");
    return mog_arena_format(arena, "%s/%s", source ? source : ".", path);
}

static mog_text read_file(mog_arena *arena, const char *path)
{
    mog_text text;
    mog_error err = MOG_ERROR_NONE;
    if (mog_file_read(&text, arena, path, MOG_LIMIT_FILE, &err)) fail_msg("%s: %s", path, err.message);
    return text;
}

/* Laid out; fails the test where that cannot be. */
static mog_text format(mog_arena *arena, const char *path, mog_text text)
{
    mog_buffer out = {0};
    mog_diagnostics *all;
    mog_error err = MOG_ERROR_NONE;
    mog_status status = mog_format_file(&out, &all, &(mog_input){mog_text_of(path), text}, &err);
    if (status) fail_msg("%s: %s", path, err.message);
    assert_int_equal(all->errors, 0);
    mog_diagnostics_free(all);
    mog_text copy = {mog_arena_copy(arena, out.at ? out.at : "", out.size), out.size};
    mog_buffer_free(&out);
    return copy;
}

static void assert_same(const char *path, mog_text is, mog_text expected)
{
    if (mog_text_equal(is, expected)) return;
    size_t i = 0;
    while (i < is.size && i < expected.size && is.at[i] == expected.at[i]) i++;
    size_t from = i > 200 ? i - 200 : 0;
    fail_msg("%s: from byte %zu on it is\n%.*s\n---- but expected is\n%.*s", path, i,
             (int)(is.size - from < 400 ? is.size - from : 400), is.at + from,
             (int)(expected.size - from < 400 ? expected.size - from : 400), expected.at + from);
}

static void assert_format(const char *before, const char *after)
{
    mog_arena *arena = mog_arena_new();
    assert_same("a text", format(arena, "a text", mog_text_of(before)), mog_text_of(after));
    assert_same("a text again", format(arena, "a text", mog_text_of(after)), mog_text_of(after));
    mog_arena_free(arena);
}

typedef void check_file(mog_arena *arena, const char *path, mog_text text);

static bool has_syntax(mog_arena *arena, mog_text text)
{
    mog_diagnostics *all = mog_diagnostics_new();
    mog_parse parse = {.arena = arena, .diagnostics = all, .text = text};
    mog_source source = {.path = MOG_TEXT("a file"), .text = text};
    all->files = &source;
    all->file_count = 1;
    mog_parse_file(&parse);
    bool good = all->errors == 0;
    mog_diagnostics_free(all);
    return good;
}

/* Every file below that can be read. */
static size_t for_files(const char *folder, check_file *check)
{
    mog_arena *arena = mog_arena_new();
    mog_error err = MOG_ERROR_NONE;
    char **paths;
    size_t count, done = 0;
    assert_int_equal(mog_file_find(&paths, &count, arena, in_source(arena, folder), ".mog", &err), MOG_OK);
    for (size_t i = 0; i < count; i++) {
        mog_arena *own = mog_arena_new();
        mog_text text = read_file(own, paths[i]);
        if (has_syntax(own, text)) {
            check(own, paths[i], text);
            done++;
        }
        mog_arena_free(own);
    }
    mog_arena_free(arena);
    return done;
}

static void for_all_files(check_file *check)
{
    assert_true(for_files("policies", check) > 20);
    assert_true(for_files("tests/golden", check) > 60);
}

/* ---- tokens, as the formatter does not see them */

typedef struct words {
    mog_token *at;
    uint32_t count;
} words;

static words read_words(mog_arena *arena, mog_text text)
{
    mog_diagnostics *all = mog_diagnostics_new();
    mog_parse parse = {.arena = arena, .diagnostics = all, .text = text, .keep_tokens = true};
    mog_parse_file(&parse);
    assert_int_equal(all->errors, 0);
    mog_diagnostics_free(all);
    return (words){parse.tokens, parse.token_count};
}

/* Without the blanks in it: those between the words of `at least` are layout. */
static mog_text squeezed(mog_arena *arena, mog_text text, mog_span span)
{
    char *copy = mog_arena_copy(arena, text.at + span.start, span.end - span.start);
    size_t size = 0;
    for (uint32_t i = span.start; i < span.end; i++) {
        if (!strchr(" \t\r\n", text.at[i])) copy[size++] = text.at[i];
    }
    return (mog_text){copy, size};
}

static void check_tokens(mog_arena *arena, const char *path, mog_text text)
{
    mog_text laid = format(arena, path, text);
    words before = read_words(arena, text), after = read_words(arena, laid);
    assert_int_equal(before.count, after.count);
    for (uint32_t i = 0; i < before.count; i++) {
        assert_int_equal(before.at[i].kind, after.at[i].kind);
        mog_text a = squeezed(arena, text, before.at[i].span), b = squeezed(arena, laid, after.at[i].span);
        if (!mog_text_equal(a, b)) fail_msg("%s: %.*s is now %.*s", path, (int)a.size, a.at, (int)b.size, b.at);
    }
}

/* ---- damaged layouts: every stretch of blanks with a line's end becomes another */

typedef struct dice {
    uint64_t state;
} dice;

static uint64_t roll(dice *d)
{
    d->state ^= d->state << 13;
    d->state ^= d->state >> 7;
    d->state ^= d->state << 17;
    return d->state;
}

typedef enum damage { LINES_BARE, LINES_JOINED, LINES_AT_RANDOM } damage;

static void add_gap(mog_buffer *out, mog_text gap, bool comment_before, bool comment_after, damage how, dice *d)
{
    bool lines = memchr(gap.at, '\n', gap.size) != NULL;
    if (!lines) {
        mog_buffer_add_text(out, gap);
    } else if (comment_before || comment_after || how != LINES_JOINED) {
        mog_buffer_add(out, "\r\n", how == LINES_BARE ? 2 : 1 + (roll(d) & 1));
        if (out->at[out->size - 1] == '\r') mog_buffer_add(out, "\n", 1);
        for (uint64_t n = how == LINES_AT_RANDOM ? roll(d) % 9 : 0; n > 0; n--)
            mog_buffer_add(out, roll(d) % 4 ? " " : "\t", 1);
    } else {
        mog_buffer_add(out, " ", 1);
    }
}

static mog_text damaged(mog_arena *arena, mog_text text, damage how)
{
    words all = read_words(arena, text);
    mog_buffer out = {0};
    dice d = {UINT64_C(0x9E3779B97F4A7C15)};
    uint32_t end = 0;
    for (uint32_t i = 0; i < all.count; i++) {
        const mog_token *token = &all.at[i];
        bool comment = token->kind == MOG_TOKEN_COMMENT;
        bool before = i > 0 && token[-1].kind == MOG_TOKEN_COMMENT;
        if (token->span.start > end)
            add_gap(&out, (mog_text){text.at + end, token->span.start - end}, before, comment, how, &d);
        mog_buffer_add(&out, text.at + token->span.start, token->span.end - token->span.start);
        end = token->span.end;
    }
    mog_text copy = {mog_arena_copy(arena, out.at ? out.at : "", out.size), out.size};
    mog_buffer_free(&out);
    return copy;
}

static void check_one_layout(mog_arena *arena, const char *path, mog_text text)
{
    mog_text bare = format(arena, path, damaged(arena, text, LINES_BARE));
    assert_same(path, format(arena, path, damaged(arena, text, LINES_JOINED)), bare);
    assert_same(path, format(arena, path, damaged(arena, text, LINES_AT_RANDOM)), bare);
}

/* ---- programs */

static void describe_rule(mog_buffer *out, const mog_policy *policy, const mog_rule *rule)
{
    const mog_text texts[] = {rule->id,       rule->name,   rule->module,    rule->title,
                              rule->title_sv, rule->action, rule->action_sv, rule->subject_type};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        mog_buffer_add_text(out, texts[i]);
        mog_buffer_add(out, "\n", 1);
    }
    mog_buffer_format(out, "%u %u %d %d %d\n", rule->level, rule->weight, rule->must, rule->measures,
                      rule->always_known);
    const mog_code *blocks[] = {&rule->where, &rule->condition, &rule->target, &rule->findings, &rule->findings_sv};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        mog_buffer_format(out, "block %zu\n", i);
        if (blocks[i]->at) mog_code_disassemble(out, policy, blocks[i]);
    }
    for (uint32_t i = 0; i < rule->read_count; i++)
        mog_buffer_format(out, "reads %u %u\n", rule->reads[i].kind, rule->reads[i].threshold);
    for (uint32_t i = 0; i < rule->where_read_count; i++)
        mog_buffer_format(out, "where %u %u\n", rule->where_reads[i].kind, rule->where_reads[i].threshold);
}

static void describe_control(mog_buffer *out, const mog_control *control)
{
    mog_buffer_add_text(out, control->theme);
    mog_buffer_add_text(out, control->title);
    mog_buffer_add_text(out, control->title_sv);
    for (uint32_t i = 0; i < control->attribute_count; i++) {
        mog_buffer_format(out, "\n  ");
        mog_buffer_add_text(out, control->attributes[i].name);
        for (uint32_t v = 0; v < control->attributes[i].count; v++) {
            mog_buffer_format(out, " ");
            mog_buffer_add_text(out, control->attributes[i].values[v]);
        }
    }
    mog_buffer_format(out, "\n");
}

static void describe_test(mog_buffer *out, const mog_policy_test *test)
{
    mog_buffer_add_text(out, test->name);
    mog_buffer_add_text(out, test->subject);
    mog_buffer_add_text(out, test->verdict);
    mog_buffer_add_text(out, test->because);
    mog_buffer_format(out, " %u %lld %g\n", test->rule, (long long)test->clock, test->achievement);
    for (uint32_t i = 0; i < test->given_count; i++) mog_buffer_add_text(out, test->given[i].json);
}

/* What files mean together: of those with errors, which. */
static void describe(mog_buffer *out, const mog_input *inputs, size_t count, const mog_plugins *plugins)
{
    mog_policy *policy;
    mog_diagnostics *all;
    mog_compile(&policy, &all, inputs, count, plugins);
    for (size_t i = 0; i < all->count; i++) mog_buffer_format(out, "%s\n", mog_diagnostic_name(all->at[i].code));
    for (uint32_t i = 0; policy && i < policy->rule_count; i++) describe_rule(out, policy, &policy->rules[i]);
    for (uint32_t i = 0; policy && i < policy->kind_count; i++) mog_kind_describe(out, policy->kinds[i]);
    for (uint32_t i = 0; policy && i < policy->control_count; i++) describe_control(out, &policy->controls[i]);
    for (uint32_t i = 0; policy && i < policy->test_count; i++) describe_test(out, &policy->tests[i]);
    mog_policy_free(policy);
    mog_diagnostics_free(all);
}

static void assert_same_meaning(const char *path, const mog_input *before, const mog_input *after, size_t count,
                                const mog_plugins *plugins)
{
    mog_buffer a = {0}, b = {0};
    describe(&a, before, count, plugins);
    describe(&b, after, count, plugins);
    assert_same(path, (mog_text){b.at ? b.at : "", b.size}, (mog_text){a.at ? a.at : "", a.size});
    mog_buffer_free(&a);
    mog_buffer_free(&b);
}

static void check_meaning(mog_arena *arena, const char *path, mog_text text)
{
    static const mog_plugin_function function = {{"technological", 13}, {"cvss_severity", 13}, {"number(text)", 12}};
    static const mog_text names[] = {{"technological", 13}};
    static const mog_plugins plugins = {&function, 1, names, 1};
    mog_input before = {mog_text_of(path), text}, after = {mog_text_of(path), format(arena, path, text)};
    assert_same_meaning(path, &before, &after, 1, &plugins);
}

/* ---- tests */

static void check_stable(mog_arena *arena, const char *path, mog_text text)
{
    mog_text once = format(arena, path, text);
    assert_same(path, format(arena, path, once), once);
}

static void what_is_laid_out_stays_as_it_is(void **state)
{
    (void)state;
    for_all_files(check_stable);
}

static void every_token_and_comment_survives_in_order(void **state)
{
    (void)state;
    for_all_files(check_tokens);
}

static void the_layout_of_the_source_does_not_matter(void **state)
{
    (void)state;
    for_all_files(check_one_layout);
}

static void a_file_alone_means_the_same(void **state)
{
    (void)state;
    for_all_files(check_meaning);
}

/* With the plugins that were built, so that they compile without an error. */
static void the_policies_together_mean_the_same(void **state)
{
    (void)state;
    const char *build = getenv("MOG_BUILD");
    if (!build) fail_msg("MOG_BUILD names no build folder");
    mog_arena *arena = mog_arena_new();
    mog_error err = MOG_ERROR_NONE;
    mog_host *host;
    const char *plugins = mog_arena_format(arena, "%s/plugins", build);
    if (mog_host_discover(&host, &plugins, 1, &err)) fail_msg("%s", err.message);
    char **paths;
    size_t count, used = 0;
    assert_int_equal(mog_file_find(&paths, &count, arena, in_source(arena, "policies"), ".mog", &err), MOG_OK);
    mog_input *before = mog_take_array(arena, mog_input, count + host->count);
    mog_input *after = mog_take_array(arena, mog_input, count + host->count);
    for (size_t i = 0; i < count; i++) {
        before[used] = after[used] = (mog_input){mog_text_of(paths[i]), read_file(arena, paths[i])};
        after[used].text = format(arena, paths[i], before[used].text);
        used++;
    }
    for (uint32_t i = 0; i < host->count; i++) {
        if (host->plugins[i].refused.size || !host->plugins[i].kinds.size) continue;
        before[used] = after[used] = (mog_input){host->plugins[i].name, host->plugins[i].kinds};
        after[used].text = format(arena, "kinds of a plugin", before[used].text);
        used++;
    }
    mog_policy *policy;
    mog_diagnostics *all;
    mog_compile(&policy, &all, before, used, &host->language);
    assert_int_equal(all->errors, 0);
    assert_true(policy->rule_count > 100);
    mog_policy_free(policy);
    mog_diagnostics_free(all);
    assert_same_meaning("policies", before, after, used, &host->language);
    mog_host_free(host);
    mog_arena_free(arena);
}

static void check_golden(mog_arena *arena, const char *path, mog_text text)
{
    char *expect = mog_arena_format(arena, "%.*s.expect", (int)strlen(path) - 4, path);
    mog_text laid = format(arena, path, text);
    if (getenv("MOG_GOLDEN_WRITE")) {
        FILE *file = fopen(expect, "w");
        assert_non_null(file);
        fwrite(laid.at, 1, laid.size, file);
        assert_int_equal(fclose(file), 0);
    } else {
        assert_same(path, laid, read_file(arena, expect));
    }
}

static void every_golden_case_is_laid_out_as_expected(void **state)
{
    (void)state;
    assert_true(for_files("tests/golden/format", check_golden) > 5);
}

static void check_width(mog_arena *arena, const char *path, mog_text text)
{
    mog_text laid = format(arena, path, text);
    for (size_t i = 0; i < laid.size;) {
        const char *end = memchr(laid.at + i, '\n', laid.size - i);
        assert_non_null(end); /* the last line too has its end */
        mog_text line = {laid.at + i, (size_t)(end - laid.at) - i};
        bool broken = line.size && (line.at[line.size - 1] == ' ' || line.at[line.size - 1] == '\r');
        bool texts = memchr(line.at, '"', line.size) || memchr(line.at, '#', line.size);
        if (broken || (!texts && mog_text_columns(line) > 120)) fail_msg("%s: %.*s", path, (int)line.size, line.at);
        i += line.size + 1;
    }
}

static void lines_end_at_column_120_and_without_blanks(void **state)
{
    (void)state;
    assert_true(for_files("policies", check_width) > 20);
    assert_true(for_files("tests/golden/format", check_width) > 5);
}

static void nothing_is_laid_out_to_nothing(void **state)
{
    (void)state;
    assert_format("", "");
    assert_format(" \n\n\t\r\n", "");
    assert_format("\xef\xbb\xbfmodule m", "module m\n");
    assert_format("\n\n# only a comment \t\r\n\n", "# only a comment\n");
    assert_format("# one\n\n\n# two", "# one\n\n# two\n");
}

static void texts_numbers_and_expressions_in_texts_are_left_alone(void **state)
{
    (void)state;
    assert_format("param p=007.50 \"a  {1+1}\\n {\"x\"  }\t å\"", "param p = 007.50 \"a  {1+1}\\n {\"x\"  }\t å\"\n");
}

static void declarations_are_one_blank_line_apart(void **state)
{
    (void)state;
    assert_format("module m use a use b param p = 1 kind k about s { } kind l about s { }",
                  "module m\n\nuse a\nuse b\n\nparam p = 1\n\nkind k about s {}\n\nkind l about s {}\n");
    assert_format("kind k about s { }\n# to what is after it\nkind l about s { }",
                  "kind k about s {}\n\n# to what is after it\nkind l about s {}\n");
    assert_format("kind k about s { }\n# to what is before it\n\nkind l about s { }",
                  "kind k about s {}\n# to what is before it\n\nkind l about s {}\n");
}

static void faults_are_told_and_nothing_is_written(void **state)
{
    (void)state;
    static const char *const faulty[] = {"control 8.1 { rule", "param p = \"no end", "kind k about s { a b c }", "\xff",
                                         "control 8.1 { rule r { title \"t\" level 1 for s require a matches /x/q } }"};
    for (size_t i = 0; i < sizeof faulty / sizeof *faulty; i++) {
        mog_buffer out = {0};
        mog_diagnostics *all;
        mog_error err = MOG_ERROR_NONE;
        mog_input input = {MOG_TEXT("faulty.mog"), mog_text_of(faulty[i])};
        assert_int_equal(mog_format_file(&out, &all, &input, &err), MOG_INPUT);
        assert_true(all->errors > 0 && all->count > 0);
        assert_string_equal(err.place, "faulty.mog");
        assert_int_equal(out.size, 0);
        mog_buffer text = {0};
        mog_diagnostic_render(&text, all, &all->at[0], true); /* of a source that the diagnostics hold */
        assert_memory_equal(text.at, "faulty.mog:", 11);
        mog_buffer_free(&text);
        mog_diagnostics_free(all);
        mog_buffer_free(&out);
    }
}

static void names_that_mean_nothing_are_laid_out_too(void **state)
{
    (void)state;
    assert_format("param p = no_such+1", "param p = no_such + 1\n");
}

static void what_is_there_already_is_added_to(void **state)
{
    (void)state;
    mog_buffer out = {0};
    mog_diagnostics *all;
    mog_buffer_add(&out, "x", 1);
    assert_int_equal(mog_format_file(&out, &all, &(mog_input){MOG_TEXT("m"), MOG_TEXT("module  m")}, NULL), MOG_OK);
    assert_string_equal(out.at, "xmodule m\n");
    mog_diagnostics_free(all);
    mog_buffer_free(&out);
}

static void what_nests_deep_keeps_to_its_depth(void **state)
{
    (void)state;
    mog_arena *arena = mog_arena_new();
    mog_buffer text = {0};
    mog_buffer_format(&text, "let f(a: number) = ");
    for (int i = 0; i < 190; i++) mog_buffer_format(&text, "(a + ");
    mog_buffer_format(&text, "1");
    for (int i = 0; i < 190; i++) mog_buffer_format(&text, ")");
    mog_buffer_format(&text, "\nkind k about s { a ");
    for (int i = 0; i < 190; i++) mog_buffer_format(&text, "list { a text b ");
    mog_buffer_format(&text, "bool");
    for (int i = 0; i < 190; i++) mog_buffer_format(&text, " }");
    mog_buffer_format(&text, " }");
    check_stable(arena, "deep", (mog_text){text.at, text.size});
    check_tokens(arena, "deep", (mog_text){text.at, text.size});
    mog_buffer_free(&text);
    mog_arena_free(arena);
}

static void what_would_become_too_large_is_refused(void **state)
{
    (void)state;
    mog_buffer text = {0}, out = {0};
    mog_diagnostics *all;
    mog_error err = MOG_ERROR_NONE;
    mog_buffer_format(&text, "kind k about s { ");
    for (int i = 0; i < 190; i++) mog_buffer_format(&text, "a list { ");
    for (int i = 0; i < 50000; i++) mog_buffer_format(&text, "b text ");
    for (int i = 0; i < 191; i++) mog_buffer_format(&text, "} ");
    mog_input input = {MOG_TEXT("deep.mog"), {text.at, text.size}};
    assert_int_equal(mog_format_file(&out, &all, &input, &err), MOG_INPUT);
    assert_non_null(strstr(err.message, "more than 16 MiB"));
    assert_int_equal(out.size, 0);
    assert_int_equal(all->errors, 0);
    mog_diagnostics_free(all);
    mog_buffer_free(&text);
}

/* ---- time */

static mog_text rules_of(mog_arena *arena, uint32_t count)
{
    mog_buffer text = {0};
    for (uint32_t i = 0; i < count; i++) {
        if (i % 10 == 0) mog_buffer_format(&text, "%scontrol 8.%u {\n", i ? "}\n\n" : "", 1 + i / 10);
        mog_buffer_format(&text,
                          "  # about %u\n  rule r%u {\n    title \"Rule %u\"\n    level 3 weight 5\n"
                          "    for system s where s.class.availability >= 2\n    require any t in restore_test "
                          "where t.result = succeeded has t.at within 180 days and t.took <= plan.rto and "
                          "s.class.confidentiality is known and s.class.integrity is known\n"
                          "    finding \"{s.name}: {latest(t.at for t in restore_test)}\"\n  }\n",
                          i, i, i);
    }
    mog_buffer_format(&text, "}\n");
    mog_text copy = {mog_arena_copy(arena, text.at, text.size), text.size};
    mog_buffer_free(&text);
    return copy;
}

static mog_text lines_of(mog_arena *arena, uint32_t count)
{
    mog_buffer text = {0};
    mog_buffer_format(&text, "kind k about s {\n");
    for (uint32_t i = 0; i < count; i++)
        mog_buffer_format(&text, "f%u enum { a, b, c } \"Help %u\" sv \"Hjälp %u\" # behind it\n", i, i, i);
    mog_buffer_format(&text, "}\nlet f(a: number) = a in {");
    for (uint32_t i = 0; i < count; i++) mog_buffer_format(&text, "%s%u", i ? "," : "", i);
    mog_buffer_format(&text, "}\n");
    mog_text copy = {mog_arena_copy(arena, text.at, text.size), text.size};
    mog_buffer_free(&text);
    return copy;
}

static double seconds_for(mog_arena *arena, mog_text text)
{
    double best = 1e9;
    for (int i = 0; i < 3; i++) {
        clock_t start = clock();
        format(arena, "many", text);
        double took = (double)(clock() - start) / CLOCKS_PER_SEC;
        best = took < best ? took : best;
    }
    return best;
}

static void time_grows_with_the_size(void **state)
{
    (void)state;
    mog_arena *arena = mog_arena_new();
    double few = seconds_for(arena, rules_of(arena, 625)), many = seconds_for(arena, rules_of(arena, 5000));
    double short_lists = seconds_for(arena, lines_of(arena, 2500)),
           long_lists = seconds_for(arena, lines_of(arena, 20000));
    print_message("# 5000 rules: %.3f s; a kind and a set of 20000: %.3f s\n", many, long_lists);
    assert_true(many < 24 * few + 0.05); /* 8 times as much; by the square it would be 64 */
    assert_true(long_lists < 24 * short_lists + 0.05);
    mog_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_golden_case_is_laid_out_as_expected),
        cmocka_unit_test(what_is_laid_out_stays_as_it_is),
        cmocka_unit_test(every_token_and_comment_survives_in_order),
        cmocka_unit_test(the_layout_of_the_source_does_not_matter),
        cmocka_unit_test(a_file_alone_means_the_same),
        cmocka_unit_test(the_policies_together_mean_the_same),
        cmocka_unit_test(lines_end_at_column_120_and_without_blanks),
        cmocka_unit_test(nothing_is_laid_out_to_nothing),
        cmocka_unit_test(texts_numbers_and_expressions_in_texts_are_left_alone),
        cmocka_unit_test(declarations_are_one_blank_line_apart),
        cmocka_unit_test(faults_are_told_and_nothing_is_written),
        cmocka_unit_test(names_that_mean_nothing_are_laid_out_too),
        cmocka_unit_test(what_is_there_already_is_added_to),
        cmocka_unit_test(what_nests_deep_keeps_to_its_depth),
        cmocka_unit_test(what_would_become_too_large_is_refused),
        cmocka_unit_test(time_grows_with_the_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
