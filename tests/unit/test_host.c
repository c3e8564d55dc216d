/* Which plugins are found and taken, and what is told of those that are not. */
#include "engine/host/signature.h"
#include "tests/unit/plugin_folder.h"

#include <mognad/plugin.h>

static void plugins_that_cannot_be_used_are_refused_with_the_reason(void **state)
{
    (void)state;
    static const struct {
        const char *file, *reason;
    } cases[] = {
        {"wrong_magic", "its magic number is 12345678, not that of a plugin for mognad"},
        {"wrong_major", "it was compiled for ABI 2.1; this program has 1.1"},
        {"newer_minor", "it was compiled for ABI 1.2, newer than this program's 1.1"},
        {"short_size", "its structures have "},
        {"zero_stride", "its structures have "},
        {"bad_pointer", "it crashed (SIGSEGV) while it was loaded"},
        {"bad_signature", "the signature `integer(float)` of the function `same` is wrong: there is no type `float`"},
        {"bad_grammar", "is wrong: it is not of the form RESULT(ARGUMENT,...)"},
        {"seven_arguments", "is wrong: it has more than 6 arguments"},
        {"bad_name", "its name `Bad Name [31m` is not a word"},
        {"bad_function", "a function's name `same-again` is not a word"},
        {"same_function", "it has two functions named `same`"},
        {"no_code", "the function `other` has no code"},
        {"short_importers", "its importers have 8 bytes; those of ABI 1.1 have "},
        {"no_import_code", "the importer `empty` has no code"},
        {"same_importer", "it has two importers named `twice`"},
        {"not_utf8", "a function's title is not UTF-8"},
        {"endless_list", "it has more than 1000 functions, or the list has no end"},
        {"no_descriptor", "it is no plugin for mognad: it exports no `mognad_plugin`"},
        {"unresolved", "undefined symbol: nobody_defines_this"},
        {"constructor_crash", "it crashed (SIGSEGV) while it was loaded"},
        {"constructor_prints", "it prints while it is loaded: hello  [31mthere"},
        {"constructor_hangs", "it did not finish loading within 3 seconds"},
        {"constructor_exits", "it ended the process that loaded it"},
        {"constructor_memory", "load"},
        {"constructor_forges", "x"},
        {"not_a_library", "it cannot be loaded: "},
        {"empty", "it cannot be loaded: "},
        {"open_to_all", "the file can be written by everybody"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const mog_host_plugin *plugin = by_file(host, cases[i].file);
        if (!mog_text_contains(plugin->refused, mog_text_of(cases[i].reason))) {
            fail_msg("%s is refused because: %s", cases[i].file, plugin->refused.at);
        }
        assert_int_equal(plugin->function_count + plugin->collector_count + plugin->importer_count, 0);
        assert_null(mog_host_find(host, mog_text_of(cases[i].file)));
    }
}

static void a_good_plugin_tells_all_of_itself(void **state)
{
    (void)state;
    const mog_host_plugin *good = mog_host_find(host, MOG_TEXT("good"));
    assert_non_null(good);
    assert_int_equal(good->refused.size, 0);
    assert_int_equal(good->version_major, 3);
    assert_int_equal(good->version_minor, 14);
    assert_int_equal(good->abi_major, MOG_ABI_MAJOR);
    assert_int_equal(good->function_count, 16);
    assert_string_equal(good->functions[0].name.at, "is_even");
    assert_string_equal(good->functions[0].signature.at, "bool(integer)");
    assert_string_equal(good->functions[0].title.at, "Whether a number is even");
    assert_string_equal(good->functions[15].signature.at, "number(text,integer,number,bool,time,duration)");
    assert_true(mog_text_starts(good->kinds, MOG_TEXT("module plugin.good\n")));
    const mog_host_plugin *collectors = mog_host_find(host, MOG_TEXT("collectors"));
    assert_non_null(collectors);
    assert_string_equal(collectors->collectors[0].name.at, "plain");
    assert_string_equal(collectors->collectors[0].subject_type.at, "host");
    const mog_host_plugin *spaces = mog_host_find(host, MOG_TEXT("spaces"));
    assert_non_null(spaces);
    assert_string_equal(spaces->functions[0].signature.at, "integer(integer,bool)");
}

static void a_plugin_of_the_first_abi_is_taken_without_importers(void **state)
{
    (void)state;
    const mog_host_plugin *old = mog_host_find(host, MOG_TEXT("minor_zero"));
    assert_non_null(old);
    assert_int_equal(old->abi_minor, 0);
    assert_int_equal(old->version_major, 2);
    assert_int_equal(old->function_count, 1);
    assert_int_equal(old->importer_count, 0);
}

static void the_language_is_told_of_usable_plugins_only(void **state)
{
    (void)state;
    size_t usable = 0, functions = 0;
    for (uint32_t i = 0; i < host->count; i++) {
        usable += host->plugins[i].refused.size == 0;
        functions += host->plugins[i].function_count;
        if (i > 0) assert_true(mog_text_compare(host->plugins[i - 1].name, host->plugins[i].name) <= 0);
    }
    assert_int_equal(host->language.name_count, usable);
    assert_int_equal(host->language.count, functions);
    for (size_t i = 0; i < host->language.count; i++) {
        assert_non_null(mog_host_find(host, host->language.functions[i].plugin));
    }
}

static void a_link_that_leads_nowhere_is_refused_by_itself(void **state)
{
    (void)state;
    char place[] = "/tmp/mognad-links-XXXXXX";
    assert_non_null(mkdtemp(place));
    assert_int_equal(symlink("/nonexistent/plugin", path_of("%s/nowhere.so", place)), 0);
    assert_int_equal(symlink("round.so", path_of("%s/round.so", place)), 0);
    copy_plugin("good", place);
    mog_host *found = discover(place, NULL);
    assert_int_equal(found->count, 3);
    assert_int_equal(by_file(found, "good")->refused.size, 0);
    assert_true(mog_text_starts(by_file(found, "nowhere")->refused, MOG_TEXT("the file cannot be found")));
    assert_true(mog_text_starts(by_file(found, "round")->refused, MOG_TEXT("the file cannot be found")));
    mog_host_free(found);
    remove_folder(place);
}

static void folders_that_are_not_there_are_passed_over(void **state)
{
    (void)state;
    mog_host *none = discover("/nonexistent/plugins", NULL);
    assert_int_equal(none->count, 0);
    assert_int_equal(none->language.name_count, 0);
    mog_host_free(none);
    mog_host_free(NULL);
}

static void of_two_plugins_of_one_name_the_first_folder_wins(void **state)
{
    (void)state;
    char first[] = "/tmp/mognad-first-XXXXXX", second[] = "/tmp/mognad-second-XXXXXX";
    assert_non_null(mkdtemp(first));
    assert_non_null(mkdtemp(second));
    copy_plugin("good", first);
    copy_plugin("good", second);
    rename(path_of("%s/good.so", second), path_of("%s/another.so", second));
    mog_host *both = discover(second, first);
    assert_int_equal(both->count, 2);
    assert_true(mog_text_ends(mog_host_find(both, MOG_TEXT("good"))->path, MOG_TEXT("/another.so")));
    const mog_host_plugin *refused = by_file(both, "good");
    assert_true(mog_text_starts(refused->refused, MOG_TEXT("a plugin named `good` was found before it: ")));
    assert_int_equal(both->language.name_count, 1);
    mog_host_free(both);
    mog_host *twice = discover(first, first);
    assert_int_equal(twice->count, 1);
    mog_host_free(twice);
    remove_folder(first);
    remove_folder(second);
}

static void a_folder_that_others_can_write_is_not_trusted(void **state)
{
    (void)state;
    char open[] = "/tmp/mognad-open-XXXXXX";
    assert_non_null(mkdtemp(open));
    copy_plugin("good", open);
    chmod(open, 0777);
    mog_host *found = discover(open, NULL);
    assert_true(mog_text_starts(found->plugins[0].refused, MOG_TEXT("its folder can be written by everybody")));
    mog_host_free(found);
    remove_folder(open);
}

static void signatures_are_read_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
    } cases[] = {{"number(text,integer)", true},
                 {"bool()", true},
                 {" time ( duration , _Bool ) ", true},
                 {"text(bool,bool,bool,bool,bool,bool)", true},
                 {"text(bool,bool,bool,bool,bool,bool,bool)", false},
                 {"", false},
                 {"number", false},
                 {"(", false},
                 {")", false},
                 {"()", false},
                 {"number)(", false},
                 {"number(,)", false},
                 {"number(text,)", false},
                 {"number(text))", false},
                 {"number(text) x", false},
                 {"Number(text)", false},
                 {"void()", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char why[128] = "";
        mog_function_use use;
        bool read = mog_signature_parse(&use, mog_text_of(cases[i].text), why, sizeof why);
        if (read != cases[i].good) fail_msg("%s: %s", cases[i].text, why);
        assert_int_equal(why[0] == '\0', read);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plugins_that_cannot_be_used_are_refused_with_the_reason),
        cmocka_unit_test(a_good_plugin_tells_all_of_itself),
        cmocka_unit_test(a_plugin_of_the_first_abi_is_taken_without_importers),
        cmocka_unit_test(the_language_is_told_of_usable_plugins_only),
        cmocka_unit_test(a_link_that_leads_nowhere_is_refused_by_itself),
        cmocka_unit_test(folders_that_are_not_there_are_passed_over),
        cmocka_unit_test(of_two_plugins_of_one_name_the_first_folder_wins),
        cmocka_unit_test(a_folder_that_others_can_write_is_not_trusted),
        cmocka_unit_test(signatures_are_read_strictly),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
