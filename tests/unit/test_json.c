/* JSON in and out, and files and lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNUSED(state) ((void)(state))

static void what_is_wrong_is_told_with_its_place(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text, *place, *message;
    } cases[] = {
        {"", "", ""},
        {"{\"a\":1,\"a\":2}", "a", "twice"},
        {"{\"fields\":{\"volumes\":[1,2,{\"name\":tru}]}}", "fields.volumes[2].name", ""},
        {"{\"a\":\"\\u0000\"}", "a", "U+0000"},
        {"{\"a\":1} x", "", ""},
        {"{\"a\":\"\xff\"}", "a", "UTF-8"},
        {"{\"a\":01}", "a", ""},
        {"{\"a\":1e999}", "a", ""},
        {"{\"a\":\"x", "a", ""},
        {"[1,]", "", ""},
        {"{\"a\":\"\\ud800\"}", "a", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *value = NULL;
        mog_error err = MOG_ERROR_NONE;
        mog_status status = mog_json_parse(&value, mog_text_of(cases[i].text), 0, &err);
        if (status != MOG_INPUT || value) fail_msg("was read: %s", cases[i].text);
        if (cases[i].place[0] && strcmp(err.place, cases[i].place) != 0)
            fail_msg("%s: place %s", cases[i].text, err.place);
        if (!strstr(err.message, cases[i].message)) fail_msg("%s: %s", cases[i].text, err.message);
    }
}

static void nesting_and_length_have_limits(void **state)
{
    UNUSED(state);
    char deep[201];
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    deep[200] = '\0';
    json_t *value = NULL;
    mog_error err = MOG_ERROR_NONE;
    assert_int_equal(mog_json_parse(&value, mog_text_of(deep), 0, &err), MOG_INPUT);
    err = MOG_ERROR_NONE;
    assert_int_equal(mog_json_parse(&value, MOG_TEXT("[1,2,3,4]"), 5, &err), MOG_INPUT);
}

static void a_value_is_written_in_the_order_of_its_keys(void **state)
{
    UNUSED(state);
    json_t *value = json_pack("{s:i,s:o,s:o,s:n}", "b", 1, "a", mog_json_figure(1.0 / 3), "t", mog_json_time(0), "n");
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    mog_error err = MOG_ERROR_NONE;
    assert_int_equal(mog_json_write(stream, value, 0, &err), MOG_OK);
    fclose(stream);
    assert_string_equal(text, "{\"b\":1,\"a\":0.333333333,\"t\":\"1970-01-01T00:00:00Z\",\"n\":null}");
    free(text);
    json_decref(value);
}

static void numbers_are_written_so_that_they_are_read_back_as_they_are(void **state)
{
    (void)state;
    static const double numbers[] = {0.1, 0.1 + 0.2, 1.0 / 3, 12.5, 5e-324, 1.7976931348623157e308, 1e22};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char *text;
        size_t size;
        mog_error err = MOG_ERROR_NONE;
        json_t *value = json_pack("{s:[f]}", "a", numbers[i]), *again;
        FILE *stream = open_memstream(&text, &size);
        assert_int_equal(mog_json_write_exact(stream, value, &err), MOG_OK);
        fclose(stream);
        if (i == 0) assert_string_equal(text, "{\"a\":[0.1]}");
        assert_int_equal(mog_json_parse(&again, (mog_text){text, size}, 0, &err), MOG_OK);
        assert_true(json_equal(value, again));
        json_decref(value);
        json_decref(again);
        free(text);
    }
}

static void lines_are_bounded_and_counted(void **state)
{
    UNUSED(state);
    char text[] = "one\r\n\ntoo long for this\nlast";
    FILE *stream = fmemopen(text, sizeof text - 1, "r");
    mog_lines lines = {.stream = stream, .limit = 8};
    mog_text line;
    assert_int_equal(mog_lines_next(&lines, &line), MOG_LINE_READ);
    assert_true(mog_text_equal(line, MOG_TEXT("one")));
    assert_int_equal(mog_lines_next(&lines, &line), MOG_LINE_READ);
    assert_int_equal(line.size, 0);
    assert_int_equal(mog_lines_next(&lines, &line), MOG_LINE_TOO_LONG);
    assert_int_equal(lines.number, 3);
    assert_int_equal(mog_lines_next(&lines, &line), MOG_LINE_READ);
    assert_true(mog_text_equal(line, MOG_TEXT("last")));
    assert_int_equal(mog_lines_next(&lines, &line), MOG_LINE_END);
    mog_lines_free(&lines);
    fclose(stream);
}

static void files_that_cannot_be_read_say_why(void **state)
{
    UNUSED(state);
    mog_arena *arena = mog_arena_new();
    static const struct {
        const char *path;
        mog_status status;
    } cases[] = {{"/nonexistent/file", MOG_INPUT}, {"/", MOG_INPUT}, {"/dev/null", MOG_INPUT}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mog_text text;
        mog_error err = MOG_ERROR_NONE;
        assert_int_equal(mog_file_read(&text, arena, cases[i].path, 100, &err), cases[i].status);
        assert_string_equal(err.place, cases[i].path);
    }
    mog_arena_free(arena);
}

static void only_files_that_others_cannot_write_are_trusted(void **state)
{
    UNUSED(state);
    char folder[] = "/tmp/mognad-unit-XXXXXX", path[64], why[256];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/plugin.so", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
    chmod(path, 0644);
    chmod(folder, 0755);
    if (!mog_file_is_trusted(path, why, sizeof why)) fail_msg("refused: %s", why);
    chmod(path, 0666);
    assert_false(mog_file_is_trusted(path, why, sizeof why));
    chmod(path, 0644);
    chmod(folder, 0777);
    assert_false(mog_file_is_trusted(path, why, sizeof why));
    unlink(path);
    rmdir(folder);
    assert_false(mog_file_is_trusted(path, why, sizeof why));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_told_with_its_place),
        cmocka_unit_test(nesting_and_length_have_limits),
        cmocka_unit_test(a_value_is_written_in_the_order_of_its_keys),
        cmocka_unit_test(numbers_are_written_so_that_they_are_read_back_as_they_are),
        cmocka_unit_test(lines_are_bounded_and_counted),
        cmocka_unit_test(files_that_cannot_be_read_say_why),
        cmocka_unit_test(only_files_that_others_cannot_write_are_trusted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
