#include "cli/trials.h"

#define T(text) (int)(text).size, (text).at

/* For XML 1.0, which has no place for control characters, not even escaped. */
static void put_text(mog_text text)
{
    mog_buffer safe = {0};
    mog_buffer_clear(&safe);
    mog_buffer_add_visible(&safe, text);
    for (size_t i = 0; i < safe.size; i++) {
        switch (safe.at[i]) {
        case '&': fputs("&amp;", stdout); break;
        case '<': fputs("&lt;", stdout); break;
        case '>': fputs("&gt;", stdout); break;
        case '"': fputs("&quot;", stdout); break;
        default: putchar(safe.at[i]);
        }
    }
    mog_buffer_free(&safe);
}

static void put_attribute(const char *name, mog_text value)
{
    printf(" %s=\"", name);
    put_text(value);
    putchar('"');
}

static double seconds(int64_t nanoseconds)
{
    return (double)nanoseconds / (double)MOG_SECOND;
}

static void put_case(const cli_context *cli, const mog_trial *trial)
{
    const mog_policy_test *test = trial->test;
    fputs("    <testcase", stdout);
    put_attribute("classname", cli->policy->rules[test->rule].id);
    put_attribute("name", test->name);
    printf(" time=\"%.3f\"", seconds(trial->took));
    if (trial->outcome == MOG_TRIAL_PASSED) {
        puts("/>");
        return;
    }
    uint32_t line, column;
    const mog_source *file = &cli->policy->files[test->span.file];
    mog_source_position(file, test->expect_span.start, &line, &column);
    const char *what = trial->outcome == MOG_TRIAL_REFUSED ? "error" : "failure";
    char *text =
        mog_arena_format(cli->arena, "expected %s, got %s", cli_trial_expected(cli, trial), cli_trial_got(cli, trial));
    printf(">\n      <%s", what);
    put_attribute("message", mog_text_of(text));
    putchar('>');
    put_text(mog_text_of(mog_arena_format(cli->arena, "%.*s:%u:%u", T(file->path), line, column)));
    printf("</%s>\n    </testcase>\n", what);
}

/* Tests of one file are neighbours. Returns the first one of the next file. */
static uint32_t put_suite(const cli_context *cli, const mog_trials *trials, uint32_t first)
{
    uint32_t file = trials->trials[first].test->span.file, end = first, failures = 0, errors = 0;
    int64_t took = 0;
    for (; end < trials->count && trials->trials[end].test->span.file == file; end++) {
        mog_trial_outcome outcome = trials->trials[end].outcome;
        errors += outcome == MOG_TRIAL_REFUSED;
        failures += outcome != MOG_TRIAL_PASSED && outcome != MOG_TRIAL_REFUSED;
        took += trials->trials[end].took;
    }
    fputs("  <testsuite", stdout);
    put_attribute("name", cli->policy->files[file].path);
    printf(" tests=\"%u\" failures=\"%u\" errors=\"%u\" time=\"%.3f\">\n", end - first, failures, errors,
           seconds(took));
    for (uint32_t i = first; i < end; i++) put_case(cli, &trials->trials[i]);
    puts("  </testsuite>");
    return end;
}

void cli_trials_junit(cli_context *cli, const mog_trials *trials)
{
    puts("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    puts("<testsuites name=\"mognad policy test\">");
    for (uint32_t i = 0; i < trials->count;) i = put_suite(cli, trials, i);
    puts("</testsuites>");
}
