/* Calls of functions of plugins, each in a process that was just forked. */
#include "tests/unit/plugin_folder.h"

#include <math.h>
#include <mognad/plugin.h>
#include <signal.h>
#include <sys/wait.h>

#define USE(function, out, ...)                                                                                        \
    {                                                                                                                  \
        .plugin = {"good", 4}, .name = {#function, sizeof #function - 1}, .result = MOG_TYPE_##out, .arguments = {     \
            __VA_ARGS__                                                                                                \
        }                                                                                                              \
    }

static const mog_function_use uses[] = {USE(is_even, BOOL, MOG_TYPE_INTEGER),
                                        USE(negated, BOOL, MOG_TYPE_BOOL),
                                        USE(maybe, BOOL, MOG_TYPE_INTEGER),
                                        USE(twice, INTEGER, MOG_TYPE_INTEGER),
                                        USE(half, NUMBER, MOG_TYPE_NUMBER),
                                        USE(root, NUMBER, MOG_TYPE_NUMBER),
                                        USE(reciprocal, NUMBER, MOG_TYPE_NUMBER),
                                        USE(tail, TEXT, MOG_TYPE_TEXT),
                                        USE(decomposed, TEXT, MOG_TYPE_COUNT),
                                        USE(broken_text, TEXT, MOG_TYPE_COUNT),
                                        USE(long_text, TEXT, MOG_TYPE_COUNT),
                                        USE(next_day, TIME, MOG_TYPE_TIME),
                                        USE(far_away, TIME, MOG_TYPE_COUNT),
                                        USE(between, DURATION, MOG_TYPE_TIME, MOG_TYPE_TIME),
                                        USE(longer, DURATION, MOG_TYPE_DURATION),
                                        USE(mixed, NUMBER, MOG_TYPE_TEXT, MOG_TYPE_INTEGER, MOG_TYPE_NUMBER,
                                            MOG_TYPE_BOOL, MOG_TYPE_TIME, MOG_TYPE_DURATION)};
static const uint8_t argument_counts[] = {1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 2, 1, 6};
#define USES (sizeof uses / sizeof *uses)

typedef struct calling {
    mog_library *library;
    mog_arena *scratch;
    mog_value result;
    char detail[256];
    int faults;
} calling;

static void check(calling *c, bool held, const char *what)
{
    if (held) return;
    fprintf(stderr, "does not hold: %s (%s)\n", what, c->detail);
    c->faults++;
}
#define CHECK(held) check(c, (held), #held)

static bool run(calling *c, const char *name, const mog_value *arguments)
{
    c->detail[0] = '\0';
    c->result = (mog_value){.i = 12345, .known = 7};
    for (uint32_t i = 0; i < USES; i++) {
        if (strcmp(uses[i].name.at, name) != 0) continue;
        return mog_library_call(c->library, i, arguments, &c->result, c->scratch, c->detail, sizeof c->detail);
    }
    return false;
}

#define INTEGER(x) ((mog_value){.i = (x), .known = 1})
#define NUMBER(x) ((mog_value){.d = (x), .known = 1})
#define TEXT(x) ((mog_value){.text = (x), .n = sizeof(x) - 1, .known = 1})
#define CALL(name, ...) run(c, name, (const mog_value[]){__VA_ARGS__})

static bool says(const calling *c, const char *part)
{
    return strstr(c->detail, part) != NULL;
}

static bool is_unknown(const calling *c)
{
    return !c->result.known && c->result.why == MOG_WHY_FUNCTION;
}

static bool is_text(const calling *c, const char *text)
{
    return c->result.known && c->result.n == strlen(text) && strcmp(c->result.text, text) == 0;
}

static void call_everything(calling *c)
{
    CHECK(CALL("is_even", INTEGER(4)) && c->result.known && c->result.i == 1);
    CHECK(CALL("is_even", INTEGER(5)) && c->result.known && c->result.i == 0);
    CHECK(CALL("negated", INTEGER(1)) && c->result.known && c->result.i == 0);
    CHECK(CALL("maybe", INTEGER(-1)) && is_unknown(c));
    CHECK(!CALL("maybe", INTEGER(7)) && says(c, "good.maybe: it returned 7 for a bool"));
    CHECK(CALL("twice", INTEGER(-3000000000)) && c->result.i == -6000000000);
    CHECK(CALL("twice", INTEGER(0)) && is_unknown(c));
    CHECK(!CALL("twice", INTEGER(INT64_MIN)) && says(c, "argument 1 is too small"));
    CHECK(CALL("half", NUMBER(5)) && c->result.known && fabs(c->result.d - 2.5) < 1e-12);
    CHECK(CALL("root", NUMBER(-1)) && is_unknown(c));
    CHECK(!CALL("reciprocal", NUMBER(0)) && says(c, "infinite"));
    CHECK(CALL("tail", TEXT("system:hr")) && is_text(c, "hr"));
    CHECK(CALL("tail", TEXT("none")) && is_unknown(c));
    CHECK(!CALL("tail", TEXT("a\0b")) && says(c, "U+0000"));
    CHECK(run(c, "decomposed", NULL) && is_text(c, "\xc3\xa5"));
    CHECK(!run(c, "broken_text", NULL) && says(c, "not UTF-8"));
    CHECK(!run(c, "long_text", NULL) && says(c, "more than 65536 bytes"));
    CHECK(CALL("next_day", INTEGER(0)) && c->result.known && c->result.i == MOG_DAY);
    CHECK(!run(c, "far_away", NULL) && says(c, "outside the years"));
    CHECK(CALL("between", INTEGER(5), INTEGER(12)) && c->result.i == 7 && c->result.n == 0);
    CHECK(CALL("longer", INTEGER(41)) && c->result.i == 42);
    mog_value months = {.i = 1, .n = 2, .known = 1};
    CHECK(!run(c, "longer", &months) && says(c, "months or years"));
    CHECK(CALL("mixed", TEXT("four"), INTEGER(10), NUMBER(0.5), INTEGER(1), INTEGER(100), INTEGER(1000)) &&
          fabs(c->result.d - 1115.5) < 1e-9);
}

/* Runs `body` in a child; returns what waitpid says. */
static int in_child(void (*body)(void))
{
    pid_t child = fork();
    if (child == 0) {
        for (int i = 1; i < 32; i++) {
            if (i != SIGKILL && i != SIGSTOP) signal(i, SIG_DFL);
        }
        body();
        _exit(99);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return status;
}

static void call_in_child(void)
{
    mog_function_use all[USES];
    memcpy(all, uses, sizeof uses);
    for (size_t i = 0; i < USES; i++) all[i].argument_count = argument_counts[i];
    mog_policy policy = {.functions = all, .function_count = USES};
    mog_error err = MOG_ERROR_NONE;
    calling c = {.scratch = mog_arena_new()};
    if (mog_library_load(&c.library, host, &policy, &err)) {
        fprintf(stderr, "%s\n", err.message);
        _exit(1);
    }
    call_everything(&c);
    mog_library_free(c.library);
    mog_arena_free(c.scratch);
    _exit(c.faults ? 1 : 0);
}

static void every_type_goes_in_and_comes_out(void **state)
{
    (void)state;
    assert_int_equal(in_child(call_in_child), 0);
}

static mog_status load(mog_library **out, const mog_host *in, mog_function_use use, mog_error *err)
{
    static mog_function_use kept;
    static mog_policy policy;
    kept = use;
    policy = (mog_policy){.functions = &kept, .function_count = 1};
    *err = MOG_ERROR_NONE;
    return mog_library_load(out, in, &policy, err);
}

static void crash_in_child(void)
{
    mog_error err;
    mog_library *library;
    mog_value argument = INTEGER(3), result;
    char detail[64];
    mog_function_use use = {.plugin = MOG_TEXT("crash"),
                            .name = MOG_TEXT("crash_at"),
                            .result = MOG_TYPE_INTEGER,
                            .arguments = {MOG_TYPE_INTEGER},
                            .argument_count = 1};
    if (load(&library, host, use, &err)) _exit(1);
    if (!mog_library_call(library, 0, &argument, &result, NULL, detail, sizeof detail) || result.i != 3) _exit(2);
    argument.i = -1;
    mog_library_call(library, 0, &argument, &result, NULL, detail, sizeof detail);
}

static void a_crash_is_the_worker_s_end_and_nobody_else_s(void **state)
{
    (void)state;
    int status = in_child(crash_in_child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSEGV);
}

static void what_cannot_be_loaded_any_more_is_refused(void **state)
{
    (void)state;
    char place[] = "/tmp/mognad-changed-XXXXXX";
    mog_error err;
    mog_library *library;
    mog_function_use use = {.plugin = MOG_TEXT("loop"),
                            .name = MOG_TEXT("loop_at"),
                            .result = MOG_TYPE_INTEGER,
                            .arguments = {MOG_TYPE_INTEGER},
                            .argument_count = 1};
    assert_non_null(mkdtemp(place));
    copy_plugin("loop", place);
    mog_host *found = discover(place, NULL);
    mog_function_use other = use;
    other.result = MOG_TYPE_NUMBER;
    assert_int_equal(load(&library, found, other, &err), MOG_INPUT);
    assert_non_null(strstr(err.message, "no longer offers the function `loop_at`"));
    other = use;
    other.plugin = MOG_TEXT("absent");
    assert_int_equal(load(&library, found, other, &err), MOG_INPUT);
    assert_string_equal(err.message, "the plugin `absent` cannot be used: it was not found");
    copy_file(path_of("%s/tests/plugins/good.so", built()), path_of("%s/loop.so", place));
    assert_int_equal(load(&library, found, use, &err), MOG_INPUT);
    assert_string_equal(err.message, "the plugin `loop` cannot be used: the file has changed since it was examined");
    unlink(path_of("%s/loop.so", place));
    assert_int_equal(load(&library, found, use, &err), MOG_INPUT);
    mog_host_free(found);
    remove_folder(place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_goes_in_and_comes_out),
        cmocka_unit_test(a_crash_is_the_worker_s_end_and_nobody_else_s),
        cmocka_unit_test(what_cannot_be_loaded_any_more_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
