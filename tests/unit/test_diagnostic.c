/* Diagnostics: gathered in order, once each, within a limit; and shown with what they speak of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "dsl/limits.h"
#include "dsl/parse.h"

#include <string.h>

static const char *rendered(mog_buffer *out, mog_diagnostics *all, bool context)
{
    mog_buffer_clear(out);
    for (size_t i = 0; i < all->count; i++) mog_diagnostic_render(out, all, &all->at[i], context);
    return out->at;
}

/* One diagnostic on the bytes [start, end) of `text`. */
static void shows(const char *text, uint32_t start, uint32_t end, const char *expected)
{
    mog_diagnostics *all = mog_diagnostics_new();
    mog_source file = {.path = MOG_TEXT("f.mog"), .text = mog_text_of(text)};
    all->files = &file;
    all->file_count = 1;
    mog_report(all, MOG_E0107, (mog_span){0, start, end}, "m");
    mog_buffer out = {0};
    assert_string_equal(rendered(&out, all, true), expected);
    mog_buffer_free(&out);
    mog_diagnostics_free(all);
}

static void they_come_in_the_order_of_files_and_places(void **state)
{
    (void)state;
    mog_diagnostics *all = mog_diagnostics_new();
    mog_source files[] = {{.path = MOG_TEXT("a"), .text = MOG_TEXT("xxxx\nxxxx\n")},
                          {.path = MOG_TEXT("b"), .text = MOG_TEXT("xxxx")}};
    all->files = files;
    all->file_count = 2;
    mog_report(all, MOG_E0110, (mog_span){1, 0, 1}, "fourth");
    mog_report(all, MOG_W0203, (mog_span){0, 6, 8}, "third");
    mog_report(all, MOG_E0107, (mog_span){0, 6, 8}, "second");
    mog_report(all, MOG_E0107, (mog_span){0, 1, 3}, "first");
    mog_report(all, MOG_E0107, (mog_span){0, 1, 3}, "first again");
    mog_report(all, MOG_E0107, (mog_span){7, 1, 3}, "of no file");
    mog_buffer out = {0};
    assert_string_equal(rendered(&out, all, false), "a:1:2-3: error E0107: first\n"
                                                    "a:2:2-3: error E0107: second\n"
                                                    "a:2:2-3: warning W0203: third\n"
                                                    "b:1:1-1: error E0110: fourth\n"
                                                    "error E0107: of no file\n");
    assert_int_equal(all->errors, 4);
    assert_int_equal(all->warnings, 1);
    mog_buffer_free(&out);
    mog_diagnostics_free(all);
}

static void beyond_the_limit_they_are_counted_and_errors_go_first(void **state)
{
    (void)state;
    mog_diagnostics *all = mog_diagnostics_new();
    for (uint32_t i = 0; i < MOG_LIMIT_DIAGNOSTICS + 5; i++) mog_report(all, MOG_W0203, (mog_span){0, i, i + 1}, "w");
    for (uint32_t i = 0; i < MOG_LIMIT_DIAGNOSTICS + 7; i++) mog_report(all, MOG_E0107, (mog_span){0, i, i + 1}, "e");
    assert_int_equal(all->count, MOG_LIMIT_DIAGNOSTICS);
    assert_int_equal(all->warnings, MOG_LIMIT_DIAGNOSTICS + 5);
    assert_int_equal(all->errors, MOG_LIMIT_DIAGNOSTICS + 7);
    for (size_t i = 0; i < all->count; i++) {
        assert_true(mog_diagnostic_is_error(all->at[i].code));
        assert_int_equal(all->at[i].span.start, i);
    }
    mog_diagnostics_free(all);
}

static void a_message_is_cut_and_holds_no_control_characters(void **state)
{
    (void)state;
    mog_diagnostics *all = mog_diagnostics_new();
    char text[2000];
    memset(text, 'x', sizeof text);
    text[0] = '\x1b';
    text[1] = '\n';
    for (size_t i = 2; i + 1 < sizeof text; i += 2) memcpy(text + i, "å", 2);
    mog_report(all, MOG_E0107, (mog_span){0, 0, 0}, "-%.*s", (int)sizeof text, text);
    mog_text message = all->at[0].message;
    assert_true(message.size < 410);
    assert_int_equal(mog_utf8_valid(message), message.size);
    assert_true(mog_text_starts(message, MOG_TEXT("-  å")) && mog_text_ends(message, MOG_TEXT("å…")));
    mog_diagnostics_free(all);
}

static void the_caret_stands_under_what_is_meant(void **state)
{
    (void)state;
    shows("ab cde f", 3, 6, "f.mog:1:4-6: error E0107: m\n    ab cde f\n       ^^^\n");
    shows("x\nab cde f\r\ny", 5, 8, "f.mog:2:4-6: error E0107: m\n    ab cde f\n       ^^^\n");
    shows("a\tb\tcc", 4, 6, "f.mog:1:5-6: error E0107: m\n    a   b   cc\n            ^^\n");
    shows("\xef\xbb\xbf"
          "ab",
          3, 4, "f.mog:1:1-1: error E0107: m\n    ab\n    ^\n");
    shows("å日本x", 8, 9, "f.mog:1:4-4: error E0107: m\n    å日本x\n         ^\n");
    shows("å日本x", 2, 8, "f.mog:1:2-3: error E0107: m\n    å日本x\n     ^^^^\n");
    shows("abc", 3, 3, "f.mog:1:4-4: error E0107: m\n    abc\n       ^\n");
    shows("", 0, 0, "f.mog:1:1-1: error E0107: m\n    \n    ^\n");
    shows("ab\ncd", 1, 4, "f.mog:1:2-2:1: error E0107: m\n    ab\n     ^\n");
    shows("a\x1b[2Jb\xff", 0, 1, "f.mog:1:1-1: error E0107: m\n    a\xef\xbf\xbd[2Jb\xef\xbf\xbd\n    ^\n");
    shows("ab", 1, 99, "f.mog:1:2-2: error E0107: m\n    ab\n     ^\n");
}

static void a_long_line_is_cut_around_what_is_meant(void **state)
{
    (void)state;
    char text[100001];
    memset(text, '-', sizeof text);
    text[sizeof text - 1] = '\0';
    text[50000] = '!';
    mog_diagnostics *all = mog_diagnostics_new();
    mog_source file = {.path = MOG_TEXT("f"), .text = mog_text_of(text)};
    all->files = &file;
    all->file_count = 1;
    mog_report(all, MOG_E0107, (mog_span){0, 50000, 50001}, "m");
    mog_report(all, MOG_E0107, (mog_span){0, 0, 100000}, "m");
    mog_buffer out = {0};
    rendered(&out, all, true);
    assert_true(out.size < 1000);
    const char *bang = strchr(out.at, '!'), *line = bang;
    while (line[-1] != '\n') line--;
    const char *caret = strchr(bang, '^'), *carets = caret;
    while (carets[-1] != '\n') carets--;
    assert_int_equal(bang - line - 2, caret - carets); /* the ellipsis takes three bytes and one column */
    mog_buffer_free(&out);
    mog_diagnostics_free(all);
}

static void every_code_has_a_name_and_a_title(void **state)
{
    (void)state;
    for (int i = 0; i < MOG_DIAGNOSTIC_COUNT; i++) {
        const char *name = mog_diagnostic_name((mog_diagnostic_code)i);
        assert_int_equal(strlen(name), 5);
        assert_int_equal(mog_diagnostic_is_error((mog_diagnostic_code)i), name[0] == 'E');
        assert_true(strlen(mog_diagnostic_title((mog_diagnostic_code)i)) > 5);
        for (int k = 0; k < i; k++) assert_string_not_equal(name, mog_diagnostic_name((mog_diagnostic_code)k));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_come_in_the_order_of_files_and_places),
        cmocka_unit_test(beyond_the_limit_they_are_counted_and_errors_go_first),
        cmocka_unit_test(a_message_is_cut_and_holds_no_control_characters),
        cmocka_unit_test(the_caret_stands_under_what_is_meant),
        cmocka_unit_test(a_long_line_is_cut_around_what_is_meant),
        cmocka_unit_test(every_code_has_a_name_and_a_title),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
