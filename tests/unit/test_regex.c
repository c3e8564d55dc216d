/* Regular expressions: verdicts, and that every search ends by the budget and by nothing else. */
#include "engine/vm/machine.h"
#include "engine/vm/regex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

typedef struct found {
    mog_match match;
    uint64_t steps;
    double seconds;
} found;

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static found search_with(const char *pattern, bool ignore_case, mog_text text, uint32_t budget)
{
    mog_error err = MOG_ERROR_NONE;
    mog_regex regex = {mog_text_of(pattern), ignore_case};
    mog_matcher *matcher;
    if (mog_matcher_new(&matcher, &regex, 1, &err)) fail_msg("%s", err.message);
    found f;
    double start = cpu_seconds();
    f.match = mog_matcher_search(matcher, 0, text, budget, &f.steps);
    f.seconds = cpu_seconds() - start;
    /* A matcher holds nothing from one search to the next. */
    uint64_t again;
    assert_int_equal(mog_matcher_search(matcher, 0, text, budget, &again), f.match);
    assert_int_equal(again, f.steps);
    mog_matcher_free(matcher);
    return f;
}

static found search(const char *pattern, const char *text)
{
    return search_with(pattern, false, mog_text_of(text), MOG_REGEX_BUDGET);
}

/* `unit` over and over, then `tail`. Freed with free(). */
static mog_text repeated(const char *unit, size_t size, const char *tail)
{
    size_t one = strlen(unit), end = strlen(tail);
    char *at = mog_allocate(size + end + 1);
    for (size_t i = 0; i < size; i++) at[i] = unit[i % one];
    memcpy(at + size, tail, end + 1);
    return (mog_text){at, size + end};
}

static void patterns_find_what_they_say(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text;
        bool ignore_case, found;
    } cases[] = {
        {"b+", "aabba", false, true},
        {"^b+", "aabba", false, false},
        {"^svc[-_]", "svc_backup", false, true},
        {"^SVC", "svc_backup", false, false},
        {"^SVC", "svc_backup", true, true},
        {"", "", false, true},
        {"x", "", false, false},
        {"^å.ö$", "åäö", false, true}, /* characters, not bytes */
        {"^ÅÄÖ$", "åäö", true, true},
        {"^\\w+$", "räksmörgås", false, true}, /* Unicode properties */
        {"^\\d$", "٣", false, true},
        {"^a.b$", "a\nb", false, false},
        {"^a.b$", "a\rb", false, true}, /* lines end with a line feed alone */
        {"^a$", "a\n", false, true},
        {"^a\\Rb$",
         "a\xE2\x80\xA8"
         "b",
         false, true},
        {"(a+)\\1", "baab", false, true},
        {"(?<=foo)bar", "foobar", false, true},
        {"(?<n>ab)\\k<n>", "abab", false, true},
        {"\\x{e5}{2}", "åå", false, true},
        {"a(*COMMIT)b|ac", "ac", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mog_text text = mog_text_of(cases[i].text);
        found f = search_with(cases[i].pattern, cases[i].ignore_case, text, MOG_REGEX_BUDGET);
        if (f.match != (cases[i].found ? MOG_MATCH_YES : MOG_MATCH_NO)) {
            fail_msg("/%s/ on \"%s\": %d", cases[i].pattern, cases[i].text, f.match);
        }
    }
}

static void patterns_that_are_refused_say_why(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *says;
    } cases[] = {
        {"a(b", "parenthesis"},
        {"a\\Cb", "\\C"},
        {"(*LIMIT_MATCH=10)a", "limits of its own"},
        {"(*LIMIT_DEPTH=10)a", "limits of its own"},
        {"(*LIMIT_HEAP=10)a", "limits of its own"},
        {"((((a{1000}){1000}){1000}){1000})", "too large"},
        {"(?R", "/(?R/"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mog_error err = MOG_ERROR_NONE;
        mog_regex regexes[] = {{MOG_TEXT("fine"), false}, {mog_text_of(cases[i].pattern), false}};
        mog_matcher *matcher;
        assert_int_equal(mog_matcher_new(&matcher, regexes, 2, &err), MOG_INPUT);
        assert_null(matcher);
        assert_non_null(strstr(err.message, cases[i].says));
        assert_true(err.hint[0]);
    }
}

static void no_expressions_are_fine(void **state)
{
    (void)state;
    mog_error err = MOG_ERROR_NONE;
    mog_matcher *matcher;
    assert_int_equal(mog_matcher_new(&matcher, NULL, 0, &err), MOG_OK);
    mog_matcher_free(matcher);
    mog_matcher_free(NULL);
}

/* Each of these takes PCRE2 seconds to hours, or gigabytes, when it is left alone. */
static const struct {
    const char *pattern, *unit, *tail;
    size_t size;
    bool ignore_case;
} pathological[] = {
    {"\\s+$", " ", "x", 50000, false},
    {"\\s+$", " ", "x", 1000000, false},
    {"\\w+\\s", "a", "", 200000, false}, /* two callouts a place, and reads to the end from each */
    {"\\w++\\s", "a", "", 200000, false},
    {"(?>\\w+)\\s", "a", "", 200000, false},
    {"[^x]*+[yz]", "a", "", 200000, false},
    {"(a+)+$", "a", "b", 50000, false},
    {"(a|a)*$", "a", "b", 50000, false},
    {"(a|aa)+$", "a", "b", 50000, false},
    {"(?:a?){30}a{30}[bc]", "a", "c", 1000, false},
    {"(.*)(.*)(.*)(.*)(.*)x[^x]", "ab", "x", 20000, false},
    {"^(a*).*\\1[xz]", "a", "y", 50000, true}, /* compares long texts */
    {"^(.*)c?\\1\\1\\1[xy]$", "a", "bxx", 50000, false},
    {"\\w{60000}[xy]", "a", "", 59999 * 3, false}, /* fails after long runs, where no callout tells of it */
    {"\\w{30000} [xy]", "aaaaaaa ", "", 200000, false},
    {"(?<=a{30000})b(?=[cd])", "ab", "", 200000, false},
    {"(*sr:\\w*)[-+]", "a", "", 100000, false},
    {"(*script_run:\\w*)[-+]", "a", "", 100000, false},
    {"\\X+[xy]", "a\xCC\x81", "", 60000, false},
    {"(((((a|b)?)?)?)?)*$", "a", "e", 300000, false}, /* deep: memory */
    {"(?:(?:(?:(?:a|b)|c)|d)|e)*$", "a", "f", 300000, false},
    {"(a(?1)?)$", "a", "b", 300000, false},
    {"(?:(?=(a+))a)*[bd]$", "a", "c", 30000, false},
};

#if defined(__SANITIZE_ADDRESS__)
#define SLOWER 8.0 /* callouts are instrumented */
#else
#define SLOWER 1.0
#endif

static void pathological_patterns_end_by_the_budget(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pathological / sizeof pathological[0]; i++) {
        mog_text text = repeated(pathological[i].unit, pathological[i].size, pathological[i].tail);
        found f = search_with(pathological[i].pattern, pathological[i].ignore_case, text, MOG_REGEX_BUDGET);
        if (getenv("MOG_TEST_VERBOSE")) {
            struct rusage used;
            getrusage(RUSAGE_SELF, &used);
            print_message("/%s/ %zu bytes: %d, %llu steps, %.3f s, at most %ld MB\n", pathological[i].pattern,
                          text.size, (int)f.match, (unsigned long long)f.steps, f.seconds, used.ru_maxrss / 1024);
        }
        if (f.match != MOG_MATCH_BUDGET) {
            fail_msg("/%s/: %d after %llu steps", pathological[i].pattern, f.match, (unsigned long long)f.steps);
        }
        assert_true(f.steps > MOG_REGEX_BUDGET);
        if (f.seconds > 2.0 * SLOWER) fail_msg("/%s/ took %.2f s", pathological[i].pattern, f.seconds);
        free((void *)text.at);
    }
}

/* Many groups make each place to go back to larger; memory stays bounded. */
static void many_groups_do_not_buy_memory(void **state)
{
    (void)state;
    char pattern[1100] = "(?:(?:a|b)|";
    size_t used = strlen(pattern);
    while (used < 1000) used += (size_t)snprintf(pattern + used, sizeof pattern - used, "()");
    snprintf(pattern + used, sizeof pattern - used, ")*$");
    mog_text text = repeated("a", 1000000, "c");
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    found f = search_with(pattern, false, text, MOG_REGEX_BUDGET);
    getrusage(RUSAGE_SELF, &after);
    assert_int_equal(f.match, MOG_MATCH_BUDGET);
#if !defined(__SANITIZE_ADDRESS__)
    assert_true(after.ru_maxrss < 700 * 1024);
#endif
    free((void *)text.at);
}

static void ordinary_searches_stay_far_from_the_budget(void **state)
{
    (void)state;
    mog_text text = repeated("The quick brown fox jumps over the lazy dog. ", 20000, "needle 192.168.0.1\n");
    static const char *const patterns[] = {"needle \\d+\\.\\d+", "(fox|dog|needle) \\d", "lazy cat",
                                           "\\b(\\d{1,3}\\.){3}\\d{1,3}\\b", "[Nn]eedle\\s+(?!10\\.)\\d"};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        found f = search_with(patterns[i], false, text, MOG_REGEX_BUDGET);
        assert_int_equal(f.match, i == 2 ? MOG_MATCH_NO : MOG_MATCH_YES);
        if (f.steps > MOG_REGEX_BUDGET / 10) fail_msg("/%s/: %llu", patterns[i], (unsigned long long)f.steps);
    }
    free((void *)text.at);
    assert_true(search("^svc[-_]\\w+$", "svc_backup").steps < 50);
}

static void a_limit_reached_is_not_a_no(void **state)
{
    (void)state;
    /* The same search with less and less of a budget is a yes, or the budget; never a no. */
    mog_text text = MOG_TEXT("aaaaaaaaaaaaaaaaaaaaaaaaaaab c");
    uint64_t needed = search_with("(a|b)+ c$", false, text, MOG_REGEX_BUDGET).steps;
    assert_true(needed > 20);
    for (uint32_t budget = 0; budget < needed + 3; budget++) {
        found f = search_with("(a|b)+ c$", false, text, budget);
        assert_int_equal(f.match, budget < needed ? MOG_MATCH_BUDGET : MOG_MATCH_YES);
    }
}

static void recursion_without_end_fails_with_a_reason(void **state)
{
    (void)state;
    mog_error err = MOG_ERROR_NONE;
    mog_regex regex = {MOG_TEXT("(?:a?(?1)|(b?(?R)))c"), false};
    mog_matcher *matcher;
    if (mog_matcher_new(&matcher, &regex, 1, &err)) {
        mog_matcher_free(matcher);
        return; /* a PCRE2 that finds it while compiling */
    }
    mog_match match = mog_matcher_search(matcher, 0, MOG_TEXT("c"), MOG_REGEX_BUDGET, NULL);
    if (match == MOG_MATCH_FAILED) {
        char reason[100];
        mog_matcher_reason(matcher, reason, sizeof reason);
        assert_true(strlen(reason) > 5);
    } else {
        assert_int_equal(match, MOG_MATCH_BUDGET);
    }
    mog_matcher_free(matcher);
}

/* The verdict does not hang on the C stack: PCRE2 keeps its places on the heap. */
static void a_small_stack_changes_nothing(void **state)
{
    (void)state;
    mog_text text = repeated("a", 300000, "e");
    found large = search_with("(a|b|c)*$", false, text, MOG_REGEX_BUDGET);
    struct rlimit old, small;
    getrlimit(RLIMIT_STACK, &old);
    small = old;
    small.rlim_cur = 256 * 1024;
    assert_int_equal(setrlimit(RLIMIT_STACK, &small), 0);
    found little = search_with("(a|b|c)*$", false, text, MOG_REGEX_BUDGET);
    setrlimit(RLIMIT_STACK, &old);
    assert_int_equal(large.match, little.match);
    assert_int_equal(large.steps, little.steps);
    free((void *)text.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_find_what_they_say),   cmocka_unit_test(patterns_that_are_refused_say_why),
        cmocka_unit_test(no_expressions_are_fine),       cmocka_unit_test(pathological_patterns_end_by_the_budget),
        cmocka_unit_test(many_groups_do_not_buy_memory), cmocka_unit_test(ordinary_searches_stay_far_from_the_budget),
        cmocka_unit_test(a_limit_reached_is_not_a_no),   cmocka_unit_test(recursion_without_end_fails_with_a_reason),
        cmocka_unit_test(a_small_stack_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
