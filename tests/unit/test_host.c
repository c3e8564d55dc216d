/* Plugins that behave, and plugins that do their worst (tests/plugins). */
#include "base/file.h"
#include "engine/host/discover.h"
#include "engine/host/host.h"
#include "engine/host/signature.h"

#include <dirent.h>
#include <math.h>
#include <mognad/plugin.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/mognad-host-XXXXXX";
static mog_host *host;

/* ---- a folder of our own, so that nothing depends on the modes in the build folder */

static void copy_file(const char *from, const char *to)
{
    mog_error err = MOG_ERROR_NONE;
    mog_arena *arena = mog_arena_new();
    mog_text bytes;
    assert_int_equal(mog_file_read(&bytes, arena, from, (size_t)1 << 30, &err), MOG_OK);
    unlink(to);
    FILE *out = fopen(to, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes.at, 1, bytes.size, out), bytes.size);
    fclose(out);
    chmod(to, 0644);
    mog_arena_free(arena);
}

static void put_file(const char *path, const char *text)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    chmod(path, 0644);
}

static char *path_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

static char *path_of(const char *format, ...)
{
    static char paths[4][600];
    static int next;
    char *out = paths[next++ % 4];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(out, sizeof paths[0], format, arguments);
    va_end(arguments);
    return out;
}

static const char *built(void)
{
    const char *build = getenv("MOG_BUILD");
    if (!build) fail_msg("MOG_BUILD names no build folder");
    return build;
}

static void copy_plugin(const char *name, const char *to)
{
    copy_file(path_of("%s/tests/plugins/%s.so", built(), name), path_of("%s/%s.so", to, name));
}

static void remove_folder(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        if (entry->d_name[0] != '.') unlink(path_of("%s/%s", path, entry->d_name));
    }
    if (dir) closedir(dir);
    rmdir(path);
}

static mog_host *discover(const char *first, const char *second)
{
    mog_error err = MOG_ERROR_NONE;
    mog_host *out = NULL;
    const char *folders[] = {first, second};
    if (mog_host_discover(&out, folders, second ? 2 : 1, &err)) fail_msg("%s: %s", err.place, err.message);
    return out;
}

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return 1;
    char **paths;
    size_t count;
    mog_error err = MOG_ERROR_NONE;
    mog_arena *arena = mog_arena_new();
    mog_status status = mog_file_find(&paths, &count, arena, path_of("%s/tests/plugins", built()), ".so", &err);
    for (size_t i = 0; i < count && !status; i++) copy_file(paths[i], path_of("%s%s", folder, strrchr(paths[i], '/')));
    mog_arena_free(arena);
    put_file(path_of("%s/not_a_library.so", folder), "this is text\n");
    put_file(path_of("%s/empty.so", folder), "");
    put_file(path_of("%s/.hidden.so", folder), "");
    put_file(path_of("%s/readme.txt", folder), "no plugin\n");
    copy_plugin("good", folder);
    rename(path_of("%s/good.so", folder), path_of("%s/open_to_all.so", folder));
    chmod(path_of("%s/open_to_all.so", folder), 0666);
    copy_plugin("good", folder);
    mog_host_read_limit = 3 * MOG_SECOND;
    host = discover(folder, NULL);
    return status != MOG_OK;
}

static int tear_down(void **state)
{
    (void)state;
    mog_host_free(host);
    remove_folder(folder);
    return 0;
}

static const mog_host_plugin *by_file(const mog_host *in, const char *name)
{
    char *path = path_of("/%s.so", name);
    for (uint32_t i = 0; i < in->count; i++) {
        if (mog_text_ends(in->plugins[i].path, mog_text_of(path))) return &in->plugins[i];
    }
    fail_msg("%s was not found at all", name);
    return NULL;
}

/* ---- discovery */

static void plugins_that_cannot_be_used_are_refused_with_the_reason(void **state)
{
    (void)state;
    static const struct {
        const char *file, *reason;
    } cases[] = {
        {"wrong_magic", "its magic number is 12345678, not that of a plugin for mognad"},
        {"wrong_major", "it was compiled for ABI 2.0; this program has 1.0"},
        {"newer_minor", "it was compiled for ABI 1.1, newer than this program's 1.0"},
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
        assert_int_equal(plugin->function_count + plugin->collector_count, 0);
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

/* ---- calls, each in a process that was just forked */

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

/* ---- collectors */

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
    assert_non_null(strstr(err.hint, "the plugin `wrong_major` cannot be used: it was compiled for ABI 2.0"));
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
        cmocka_unit_test(plugins_that_cannot_be_used_are_refused_with_the_reason),
        cmocka_unit_test(a_good_plugin_tells_all_of_itself),
        cmocka_unit_test(the_language_is_told_of_usable_plugins_only),
        cmocka_unit_test(a_link_that_leads_nowhere_is_refused_by_itself),
        cmocka_unit_test(folders_that_are_not_there_are_passed_over),
        cmocka_unit_test(of_two_plugins_of_one_name_the_first_folder_wins),
        cmocka_unit_test(a_folder_that_others_can_write_is_not_trusted),
        cmocka_unit_test(signatures_are_read_strictly),
        cmocka_unit_test(every_type_goes_in_and_comes_out),
        cmocka_unit_test(a_crash_is_the_worker_s_end_and_nobody_else_s),
        cmocka_unit_test(what_cannot_be_loaded_any_more_is_refused),
        cmocka_unit_test(records_come_in_order_and_a_refusal_is_told),
        cmocka_unit_test(large_evidence_comes_whole),
        cmocka_unit_test(a_collector_that_fails_says_how),
        cmocka_unit_test(what_a_collector_prints_is_passed_on_as_a_warning),
        cmocka_unit_test(what_a_collector_started_ends_with_it),
        cmocka_unit_test(a_wrong_name_or_subject_is_the_asker_s_fault),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
