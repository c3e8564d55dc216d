/* Kinds: look-ups, and their layouts as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "dsl/kind.h"
#include "dsl/limits.h"

#include <string.h>

static const char backup[] =
    "kind many backup about system, host { schedule enum { none, daily } encrypted bool storage { site text offline bool "
    "box { rack integer } } volumes list { name text owner unit personal parts list { size number } } controls set of control "
    "days set of enum { mon, tue } units set of unit at time every duration personal }";

static mog_status read_kind(mog_kind **out, mog_arena *arena, const char *text)
{
    mog_error err = MOG_ERROR_NONE;
    mog_status status = mog_kind_parse(out, arena, mog_text_of(text), &err);
    assert_int_equal(err.status, status);
    assert_true((status == MOG_OK) == (*out != NULL));
    assert_true(status == MOG_OK || status == MOG_INPUT);
    return status;
}

static void a_described_kind_is_read_back(void **state)
{
    (void)state;
    const char *const texts[] = {
        backup,
        "kind system about system { name text }",
        "kind empty about a { }",
        "kind list about set { list list { list text } set set of text enum enum { enum } kind kind }",
        "kind a about b { g { x text } y text h { x text } }",
        "kind a about b { g { x text h { y text } z text } }",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        mog_arena *arena = mog_arena_new();
        mog_kind *kind;
        assert_int_equal(read_kind(&kind, arena, texts[i]), MOG_OK);
        mog_buffer again = {0};
        mog_kind_describe(&again, kind);
        assert_string_equal(again.at, texts[i]);
        mog_buffer_free(&again);
        mog_arena_free(arena);
    }
}

static void the_layout_is_as_described(void **state)
{
    (void)state;
    mog_arena *arena = mog_arena_new();
    mog_kind *kind;
    assert_int_equal(read_kind(&kind, arena, backup), MOG_OK);
    assert_true(kind->many && !kind->is_register && kind->about_count == 2);
    assert_true(mog_kind_is_about(kind, MOG_TEXT("host")) && !mog_kind_is_about(kind, MOG_TEXT("unit")));
    assert_int_equal(kind->row.count, 11);
    assert_int_equal(kind->row.words, 1);
    assert_int_equal(kind->row.size, 96);
    assert_int_equal(mog_row_find(&kind->row, MOG_TEXT("storage.box.rack")), 4);
    assert_int_equal(mog_row_find(&kind->row, MOG_TEXT("storage")), -1);
    const mog_field *volumes = &kind->row.fields[mog_row_find(&kind->row, MOG_TEXT("volumes"))];
    assert_int_equal(volumes->type.tag, MOG_TYPE_LIST);
    assert_true(volumes->type.row->fields[1].personal);
    assert_true(mog_text_equal(volumes->type.row->fields[1].type.subject_type, MOG_TEXT("unit")));
    const mog_type *days = &kind->row.fields[mog_row_find(&kind->row, MOG_TEXT("days"))].type;
    assert_int_equal(mog_enum_find(days->values, MOG_TEXT("tue")), 1);
    assert_int_equal(mog_enum_find(days->values, MOG_TEXT("wed")), -1);
    mog_arena_free(arena);
}

static void a_damaged_text_is_refused(void **state)
{
    (void)state;
    const char *const texts[] = {
        "",
        " ",
        "kind",
        "kind a",
        "kind a about b",
        "kind a about b {",
        "kind a about b { ",
        "kind a about b { x }",
        "kind a about b { x text",
        "kind a about b { x text } ",
        "kind a about b { x text }}",
        "kind a about { x text }",
        "kind  a about b { x text }",
        "kind a about b { x text }\n",
        "kind a about b,c { x text }",
        "kind a about b, b { x text }",
        "kind a about b { x text x text }",
        "kind a about b { x enum { } }",
        "kind a about b { x enum { a, a } }",
        "kind a about b { x enum { a b } }",
        "kind a about b { x enum { a, } }",
        "kind a about b { g { } }",
        "kind a about b { x set of list { y text } }",
        "kind a about b { x set of set of text }",
        "kind a about b { x set of set }",
        "kind a about b { 5 text }",
        "kind a about b { x.y text }",
        "kind a about b { g { x text } g { y text } }",
        "kind a about b { x text, y text }",
        "kind a about b { x text personal personal }",
        "kind many about b { x text } x",
        "Kind a about b { x text }",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        mog_arena *arena = mog_arena_new();
        mog_kind *kind;
        if (read_kind(&kind, arena, texts[i]) == MOG_OK) fail_msg("read: %s", texts[i]);
        mog_arena_free(arena);
    }
}

static void every_cut_or_changed_text_is_refused_or_reads_as_itself(void **state)
{
    (void)state;
    char text[sizeof backup];
    for (size_t i = 0; i + 1 < sizeof backup; i++) {
        memcpy(text, backup, sizeof backup);
        text[i] = (char)(text[i] ^ 0x10);
        mog_arena *arena = mog_arena_new();
        mog_kind *kind;
        if (read_kind(&kind, arena, text) == MOG_OK) {
            mog_buffer again = {0};
            mog_kind_describe(&again, kind);
            assert_string_equal(again.at, text);
            mog_buffer_free(&again);
        }
        memcpy(text, backup, sizeof backup);
        text[i] = '\0';
        assert_int_equal(read_kind(&kind, arena, text), MOG_INPUT);
        mog_arena_free(arena);
    }
}

static void what_is_too_large_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *before, *again, *after;
        int times;
        mog_status status;
    } cases[] = {
        {"kind a about b { ", "g { ", "x text ", 100, MOG_OK},
        {"kind a about b { ", "g { ", "x text ", 100000, MOG_INPUT},
        {"kind a about b { ", "l list { ", "x text ", 100, MOG_OK},
        {"kind a about b { ", "l list { ", "x text ", 100000, MOG_INPUT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mog_buffer text = {0};
        mog_buffer_format(&text, "%s", cases[i].before);
        for (int k = 0; k < cases[i].times; k++) mog_buffer_format(&text, "%s", cases[i].again);
        mog_buffer_format(&text, "%s", cases[i].after);
        for (int k = 0; k < cases[i].times; k++) mog_buffer_format(&text, "} ");
        mog_buffer_format(&text, "}");
        mog_arena *arena = mog_arena_new();
        mog_kind *kind;
        assert_int_equal(read_kind(&kind, arena, text.at), cases[i].status);
        mog_arena_free(arena);
        mog_buffer_free(&text);
    }
    for (int over = 0; over < 2; over++) {
        mog_buffer text = {0};
        mog_buffer_format(&text, "kind a about b {");
        for (int k = 0; k < MOG_LIMIT_FIELDS + over; k++) mog_buffer_format(&text, " f%d text", k);
        mog_buffer_format(&text, " }");
        mog_arena *arena = mog_arena_new();
        mog_kind *kind;
        assert_int_equal(read_kind(&kind, arena, text.at), over ? MOG_INPUT : MOG_OK);
        mog_arena_free(arena);
        mog_buffer_free(&text);
    }
}

static void types_are_equal_when_layout_and_meaning_are(void **state)
{
    (void)state;
    mog_arena *arena = mog_arena_new();
    mog_kind *kind;
    assert_int_equal(
        read_kind(
            &kind, arena,
            "kind a about b { a list { x text } b list { x text } c list { x bool } d list { y text } e enum { p, q } "
            "f enum { p, q } g enum { q, p } h set of enum { p, q } i set of text j set of unit k set of site l unit "
            "m site n unit }"),
        MOG_OK);
    const char *const equal[] = {"ab", "ef", "ln"};
    for (int i = 0; i < 14; i++) {
        for (int k = 0; k < 14; k++) {
            bool expected = i == k;
            for (size_t e = 0; e < 3; e++)
                expected |= (equal[e][0] - 'a' == i && equal[e][1] - 'a' == k) ||
                            (equal[e][0] - 'a' == k && equal[e][1] - 'a' == i);
            assert_int_equal(mog_type_equal(&kind->row.fields[i].type, &kind->row.fields[k].type), expected);
        }
    }
    mog_arena_free(arena);
}

static void assurances_are_found_by_their_words(void **state)
{
    (void)state;
    for (int a = 0; a < MOG_ASSURANCE_COUNT; a++)
        assert_int_equal(mog_assurance_find(mog_text_of(mog_assurance_word((mog_assurance)a))), a);
    assert_int_equal(mog_assurance_find(MOG_TEXT("known")), -1);
    assert_true(mog_assurance_cap(MOG_ASSURANCE_DOCUMENTED) == 850000000);
    assert_string_equal(mog_type_word(MOG_TYPE_DURATION), "duration");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_described_kind_is_read_back),
        cmocka_unit_test(the_layout_is_as_described),
        cmocka_unit_test(a_damaged_text_is_refused),
        cmocka_unit_test(every_cut_or_changed_text_is_refused_or_reads_as_itself),
        cmocka_unit_test(what_is_too_large_is_refused),
        cmocka_unit_test(types_are_equal_when_layout_and_meaning_are),
        cmocka_unit_test(assurances_are_found_by_their_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
