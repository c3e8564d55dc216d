/* Importers that behave, and importers that do their worst. */
#include "tests/unit/plugin_folder.h"

#include <fcntl.h>
#include <mognad/plugin.h>

typedef struct received {
    int records;
    int refuse_at; /* this record is refused; -1: none */
    char last[128];
    mog_buffer said;
} received;

static bool accept_record(void *context, mog_text record)
{
    received *r = context;
    snprintf(r->last, sizeof r->last, "%s", record.at);
    return r->records++ != r->refuse_at;
}

static void say(void *context, int level, mog_text message)
{
    received *r = context;
    mog_buffer_format(&r->said, "[%d %.*s]", level, (int)message.size, message.at);
}

static mog_status import_from(received *r, const char *name, int fd, int64_t limit, mog_error *err)
{
    mog_import_way way;
    mog_importing file = {.fd = fd, .name = "a file"};
    mog_buffer_free(&r->said);
    *r = (received){.refuse_at = -1};
    mog_buffer_add(&r->said, "", 0);
    *err = MOG_ERROR_NONE;
    mog_status status = mog_host_find_importer(&way, host, mog_text_of(name), err);
    if (status) return status;
    mog_collecting collecting = {accept_record, say, r, limit};
    return mog_host_import(&way, &file, &collecting, err);
}

static mog_status import_text(received *r, const char *name, const char *text, int64_t limit, mog_error *err)
{
    char *path = path_of("%s/input", folder);
    put_file(path, text);
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    mog_status status = import_from(r, name, fd, limit, err);
    close(fd);
    return status;
}

static void records_come_in_order_from_a_file_and_from_a_pipe(void **state)
{
    (void)state;
    mog_error err;
    received r = {0};
    int ends[2];
    assert_int_equal(import_text(&r, "lines", "{\"n\":1}\n{\"n\":2}\n", 0, &err), MOG_OK);
    assert_int_equal(r.records, 2);
    assert_string_equal(r.last, "{\"n\":2}\n");
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "{\"n\":3}\n", 8), 8);
    close(ends[1]);
    assert_int_equal(import_from(&r, "importers.lines", ends[0], 0, &err), MOG_OK);
    assert_int_equal(r.records, 1);
    close(ends[0]);
    mog_buffer_free(&r.said);
}

static void an_importer_is_told_what_the_user_said(void **state)
{
    (void)state;
    mog_error err = MOG_ERROR_NONE;
    received r = {0};
    mog_import_way way;
    assert_int_equal(mog_host_find_importer(&way, host, MOG_TEXT("tells"), &err), MOG_OK);
    assert_string_equal(way.full_name.at, "importers.tells");
    put_file(path_of("%s/input", folder), "xyz");
    int fd = open(path_of("%s/input", folder), O_RDONLY);
    mog_importing file = {fd, "a name", "host:web1", "{\"a\":1}"};
    mog_collecting collecting = {accept_record, say, &r, 0};
    assert_int_equal(mog_host_import(&way, &file, &collecting, &err), MOG_OK);
    assert_string_equal(r.said.at, "[0 a name|host:web1|{\"a\":1}|x]");
    close(fd);
    assert_int_equal(import_text(&r, "tells", "", 0, &err), MOG_OK);
    assert_string_equal(r.said.at, "[0 a file|none|none|!]");
    mog_buffer_free(&r.said);
}

static void an_importer_that_fails_says_how(void **state)
{
    (void)state;
    mog_error err;
    received r = {0};
    assert_int_equal(import_text(&r, "lines", "{}\n?\n{}\n", 0, &err), MOG_NO);
    assert_string_equal(err.message, "the importer importers.lines could not read all of it");
    assert_string_equal(err.place, "a file");
    assert_string_equal(r.said.at, "[2 a line is not understood]");
    assert_int_equal(r.records, 2);
    assert_int_equal(import_text(&r, "crashes", "", 0, &err), MOG_SYSTEM);
    assert_string_equal(err.message, "the importer importers.crashes crashed (SIGSEGV)");
    assert_int_equal(import_text(&r, "hangs", "", MOG_SECOND / 2, &err), MOG_SYSTEM);
    assert_string_equal(err.message, "the importer importers.hangs gave no sign of life for 0.5 seconds and was ended");
    mog_buffer_free(&r.said);
}

static void an_importer_may_take_long_as_long_as_it_lives(void **state)
{
    (void)state;
    mog_error err;
    received r = {0};
    assert_int_equal(import_text(&r, "slow", "", MOG_SECOND * 7 / 10, &err), MOG_OK);
    assert_int_equal(r.records, 6);
    mog_buffer_free(&r.said);
}

static void the_memory_of_an_importer_is_bounded(void **state)
{
    (void)state;
    mog_error err;
    received r = {0};
    mog_status status = import_text(&r, "eats", "", 0, &err);
    if (strstr(built(), "asan")) {
        assert_true(status == MOG_NO || status == MOG_SYSTEM); /* its allocator ends the process */
    } else {
        assert_int_equal(status, MOG_NO);
        assert_string_equal(r.said.at, "[2 within 1 GiB]");
    }
    mog_buffer_free(&r.said);
}

static const char *chosen(const char *name, const char *head, mog_error *err)
{
    mog_import_way way;
    *err = MOG_ERROR_NONE;
    return mog_host_choose_importer(&way, host, name, mog_text_of(head), err) ? NULL : way.full_name.at;
}

static void an_importer_is_chosen_by_name_and_beginning(void **state)
{
    (void)state;
    mog_error err;
    assert_string_equal(chosen("x.recs", "", &err), "importers.lines");
    assert_string_equal(chosen("X.RECORDS", "", &err), "importers.lines");
    assert_string_equal(chosen("x", "<?xml?><tells/>", &err), "importers.tells");
    assert_string_equal(chosen("x.xml", "<?xml?><other/>", &err), "importers.other_xml");
    assert_string_equal(chosen("x.tells", "<tells also/>", &err), "importers.tells"); /* by both against by the mark */
    assert_null(chosen("x.xml", "<tells also/>", &err));
    assert_string_equal(err.message, "several importers could read it: importers.tells, importers.other_xml");
    assert_string_equal(err.place, "x.xml");
    assert_null(chosen("x.xml", "<neither/>", &err));
    assert_string_equal(err.message, "neither its name nor its beginning tells what could read it");
    assert_non_null(strstr(err.hint, "importers.lines, importers.tells"));
    assert_null(chosen(".recs", "", &err)); /* a suffix is not a whole name */
    assert_null(chosen("", "", &err));
}

static void a_wrong_name_is_the_asker_s_fault(void **state)
{
    (void)state;
    mog_error err = MOG_ERROR_NONE;
    mog_import_way way;
    assert_int_equal(mog_host_find_importer(&way, host, MOG_TEXT("lnies"), &err), MOG_INPUT);
    assert_string_equal(err.message, "there is no importer `lnies`");
    assert_string_equal(err.hint, "did you mean `lines`?");
    err = MOG_ERROR_NONE;
    assert_int_equal(mog_host_find_importer(&way, host, MOG_TEXT("plain"), &err), MOG_INPUT); /* a collector */
    assert_int_equal(mog_host_find_importer(&way, host, MOG_TEXT("importers."), &err), MOG_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_in_order_from_a_file_and_from_a_pipe),
        cmocka_unit_test(an_importer_is_told_what_the_user_said),
        cmocka_unit_test(an_importer_that_fails_says_how),
        cmocka_unit_test(an_importer_may_take_long_as_long_as_it_lives),
        cmocka_unit_test(the_memory_of_an_importer_is_bounded),
        cmocka_unit_test(an_importer_is_chosen_by_name_and_beginning),
        cmocka_unit_test(a_wrong_name_is_the_asker_s_fault),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
