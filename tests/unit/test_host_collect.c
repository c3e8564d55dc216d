/* Collectors that behave, and collectors that do their worst. */
#include "tests/unit/plugin_folder.h"

#include <mognad/plugin.h>
#include <signal.h>
#include <time.h>

typedef struct received {
    int records, refused;
    size_t bytes;
    int refuse_at; /* this record is refused; -1: none */
    char last[128];
    mog_buffer said;
} received;

static bool accept_record(void *context, mog_text record)
{
    received *r = context;
    assert_int_equal(record.at[record.size], '\0');
    r->bytes += record.size;
    snprintf(r->last, sizeof r->last, "%s", record.at);
    if (r->records++ != r->refuse_at) return true;
    r->refused++;
    return false;
}

static void say(void *context, int level, mog_text message)
{
    received *r = context;
    mog_buffer_format(&r->said, "[%d %.*s]", level, (int)message.size, message.at);
}

static mog_status collect(received *r, const char *name, const char *subject, int64_t limit, mog_error *err)
{
    mog_buffer_free(&r->said);
    *r = (received){.refuse_at = r->refuse_at};
    mog_buffer_add(&r->said, "", 0);
    *err = MOG_ERROR_NONE;
    mog_collecting collecting = {accept_record, say, r, limit};
    return mog_host_collect(NULL, host, mog_text_of(name), subject, &collecting, err);
}

static void records_come_in_order_and_a_refusal_is_told(void **state)
{
    (void)state;
    mog_error err = MOG_ERROR_NONE;
    received r = {.refuse_at = 1};
    mog_text full = {0};
    mog_collecting collecting = {accept_record, say, &r, 0};
    assert_int_equal(mog_host_collect(&full, host, MOG_TEXT("plain"), "host:web1", &collecting, &err), MOG_OK);
    assert_string_equal(full.at, "collectors.plain");
    assert_int_equal(r.records, 3);
    assert_string_equal(r.last, "{\"kind\":\"host\",\"about\":\"host:web1\",\"n\":2}");
    assert_string_equal(r.said.at, "[0 begins][1 {\"kind\":\"host\",\"about\":\"host:web1\",\"n\":1}][2 ends]");
    r.refuse_at = -1;
    assert_int_equal(collect(&r, "collectors.plain", "host:web1", 0, &err), MOG_OK);
    assert_string_equal(r.said.at, "[0 begins][2 ends]");
    mog_buffer_free(&r.said);
}

static void large_evidence_comes_whole(void **state)
{
    (void)state;
    mog_error err;
    received r = {.refuse_at = -1};
    assert_int_equal(collect(&r, "many", "host:web1", 0, &err), MOG_OK);
    assert_int_equal(r.records, 200);
    assert_int_equal(r.bytes, 20000000);
    assert_int_equal(collect(&r, "oversize", "host:web1", 0, &err), MOG_OK);
    assert_int_equal(r.records, 1);
    assert_string_equal(r.said.at, "[2 a record of more than 8 MiB was dropped][2 a record that is NULL was dropped]");
    assert_int_equal(collect(&r, "threads", "host:web1", 0, &err), MOG_OK);
    assert_int_equal(r.records, 200);
    mog_buffer_free(&r.said);
}

static void a_collector_that_fails_says_how(void **state)
{
    (void)state;
    mog_error err;
    received r = {.refuse_at = -1};
    assert_int_equal(collect(&r, "nothing", "host:web1", 0, &err), MOG_NO);
    assert_string_equal(err.message, "the collector collectors.nothing could gather nothing");
    assert_string_equal(r.said.at, "[2 there is nothing here]");
    assert_int_equal(collect(&r, "crashes", "host:web1", 0, &err), MOG_SYSTEM);
    assert_string_equal(err.message, "the collector collectors.crashes crashed (SIGSEGV)");
    assert_int_equal(r.records, 1);
    assert_int_equal(collect(&r, "exits", "host:web1", 0, &err), MOG_SYSTEM);
    assert_string_equal(err.message, "the collector collectors.exits ended itself with exit status 7");
    assert_int_equal(collect(&r, "hangs", "host:web1", MOG_SECOND / 2, &err), MOG_SYSTEM);
    assert_string_equal(err.message, "the collector collectors.hangs did not finish within 0.5 seconds and was ended");
    assert_int_equal(collect(&r, "garbles", "host:web1", 0, &err), MOG_SYSTEM);
    assert_string_equal(err.message, "the collector collectors.garbles sent something that is not understood");
    assert_int_equal(r.records, 0);
    mog_buffer_free(&r.said);
}

static void what_a_collector_prints_is_passed_on_as_a_warning(void **state)
{
    (void)state;
    mog_error err;
    received r = {.refuse_at = -1};
    assert_int_equal(collect(&r, "prints", "host:web1", 0, &err), MOG_OK);
    assert_string_equal(r.said.at, "[1 it printed: this goes nowhere or  [31mdoes it]");
    mog_buffer_free(&r.said);
}

static void what_a_collector_started_ends_with_it(void **state)
{
    (void)state;
    mog_error err;
    received r = {.refuse_at = -1};
    assert_int_equal(collect(&r, "leaves_a_child", "host:web1", 0, &err), MOG_OK);
    pid_t left = (pid_t)strtol(r.last, NULL, 10);
    assert_true(left > 0);
    bool gone = false;
    for (int i = 0; i < 200 && !gone; i++) { /* whoever adopted it takes a moment to bury it */
        char line[256] = "";
        FILE *about = fopen(path_of("/proc/%ld/stat", (long)left), "r");
        gone = !about || !fgets(line, sizeof line, about) || strstr(line, ") Z ");
        if (about) fclose(about);
        if (!gone) nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    assert_true(gone);
    mog_buffer_free(&r.said);
}

static void a_wrong_name_or_subject_is_the_asker_s_fault(void **state)
{
    (void)state;
    mog_error err;
    received r = {.refuse_at = -1};
    assert_int_equal(collect(&r, "collectors.plian", "host:web1", 0, &err), MOG_INPUT);
    assert_string_equal(err.message, "there is no collector `collectors.plian`");
    assert_string_equal(err.hint, "did you mean `collectors.plain`?");
    assert_int_equal(collect(&r, "wrong_major.host", "host:web1", 0, &err), MOG_INPUT);
    assert_non_null(strstr(err.hint, "the plugin `wrong_major` cannot be used: it was compiled for ABI 2.1"));
    assert_int_equal(collect(&r, "", "host:web1", 0, &err), MOG_INPUT);
    assert_int_equal(collect(&r, "plain", "system:hr", 0, &err), MOG_INPUT);
    assert_string_equal(err.message, "the collector collectors.plain is about a host, not about `system:hr`");
    assert_int_equal(collect(&r, "plain", "host:", 0, &err), MOG_INPUT);
    assert_int_equal(collect(&r, "plain", "host", 0, &err), MOG_INPUT);
    assert_int_equal(r.records, 0);
    mog_buffer_free(&r.said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_in_order_and_a_refusal_is_told),
        cmocka_unit_test(large_evidence_comes_whole),
        cmocka_unit_test(a_collector_that_fails_says_how),
        cmocka_unit_test(what_a_collector_prints_is_passed_on_as_a_warning),
        cmocka_unit_test(what_a_collector_started_ends_with_it),
        cmocka_unit_test(a_wrong_name_or_subject_is_the_asker_s_fault),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
