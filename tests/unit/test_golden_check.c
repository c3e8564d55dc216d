/* test_golden_check.c: each tests/golden/check/NAME.mog, compiled alone, says exactly the lines of NAME.expect.
 *
 * MOG_SOURCE says where the repository is ("." otherwise). With MOG_GOLDEN_WRITE set the .expect files are written instead, to be
 * read with care before they are kept.
 */
#include "base/file.h"
#include "dsl/compile.h"
#include "dsl/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static mog_text file_name(mog_text path)
{
    for (size_t i = path.size; i-- > 0;) {
        if (path.at[i] == '/') return (mog_text){path.at + i + 1, path.size - i - 1};
    }
    return path;
}

/* What the compiler says of the file, and that it gives a policy exactly when it found no error. */
static void compile_alone(mog_buffer *said, mog_text path, mog_text text)
{
    static const mog_plugin_function function = {{"technological", 13}, {"cvss_severity", 13}, {"number(text)", 12}};
    static const mog_text names[] = {{"technological", 13}};
    static const mog_plugins plugins = {&function, 1, names, 1};
    mog_policy *policy;
    mog_diagnostics *diagnostics;
    mog_compile(&policy, &diagnostics, &(mog_input){file_name(path), text}, 1, &plugins);
    assert_int_equal(policy == NULL, diagnostics->errors > 0);
    for (size_t i = 0; i < diagnostics->count; i++)
        mog_diagnostic_render(said, diagnostics, &diagnostics->at[i], false);
    mog_policy_free(policy);
    mog_diagnostics_free(diagnostics);
}

static void write_expected(const char *path, const mog_buffer *said)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    if (said->size) fwrite(said->at, 1, said->size, file);
    assert_int_equal(fclose(file), 0);
}

static bool check_case(mog_arena *arena, const char *path)
{
    mog_error err = MOG_ERROR_NONE;
    mog_text text, expected;
    assert_int_equal(mog_file_read(&text, arena, path, MOG_LIMIT_FILE, &err), MOG_OK);
    mog_buffer said = {0};
    compile_alone(&said, mog_text_of(path), text);
    char *expect = mog_arena_format(arena, "%.*s.expect", (int)strlen(path) - 4, path);
    bool same = true;
    if (getenv("MOG_GOLDEN_WRITE")) {
        write_expected(expect, &said);
    } else if (mog_file_read(&expected, arena, expect, MOG_LIMIT_FILE, &err)) {
        print_error("%s: %s\n", expect, err.message);
        same = false;
    } else if (!mog_text_equal((mog_text){said.at, said.size}, expected)) {
        print_error("%s\n  expected:\n%s  but it is:\n%s", path, expected.at, said.at ? said.at : "");
        same = false;
    }
    mog_buffer_free(&said);
    return same;
}

static size_t find_cases(char ***paths, mog_arena *arena, const char *ending)
{
    const char *source = getenv("MOG_SOURCE");
    mog_error err = MOG_ERROR_NONE;
    size_t count;
    char *folder = mog_arena_format(arena, "%s/tests/golden/check", source ? source : ".");
    assert_int_equal(mog_file_find(paths, &count, arena, folder, ending, &err), MOG_OK);
    return count;
}

static void every_case_says_what_is_expected(void **state)
{
    (void)state;
    mog_arena *arena = mog_arena_new();
    char **paths;
    size_t count = find_cases(&paths, arena, ".mog"), failed = 0;
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) failed += !check_case(arena, paths[i]);
    if (failed) print_error("%zu of %zu cases differ\n", failed, count);
    mog_arena_free(arena);
    assert_int_equal(failed, 0);
}

/* The codes that no case shows would be untried messages. */
static void every_code_is_shown_by_a_case(void **state)
{
    (void)state;
    mog_arena *arena = mog_arena_new();
    mog_error err = MOG_ERROR_NONE;
    char **paths;
    size_t count = find_cases(&paths, arena, ".expect"), missing = 0;
    bool shown[MOG_DIAGNOSTIC_COUNT] = {false};
    for (size_t i = 0; i < count; i++) {
        mog_text text;
        assert_int_equal(mog_file_read(&text, arena, paths[i], MOG_LIMIT_FILE, &err), MOG_OK);
        for (unsigned code = 0; code < MOG_DIAGNOSTIC_COUNT; code++)
            shown[code] |= mog_text_contains(text, mog_text_of(mog_diagnostic_name((mog_diagnostic_code)code)));
    }
    for (unsigned code = 0; code < MOG_DIAGNOSTIC_COUNT; code++) {
        if (shown[code]) continue;
        print_error("no case shows %s, %s\n", mog_diagnostic_name((mog_diagnostic_code)code),
                    mog_diagnostic_title((mog_diagnostic_code)code));
        missing++;
    }
    mog_arena_free(arena);
    assert_int_equal(missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_says_what_is_expected),
        cmocka_unit_test(every_code_is_shown_by_a_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
