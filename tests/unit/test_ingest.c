/* Lines of evidence: what is taken, and what is refused with place and cause. */
#include "engine/ingest/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const layouts[] = {
    "kind plain about system, host { yes bool whole integer real number word text when time span duration "
    "pick enum { one, two, three } rule control owner unit storage { site text class { level integer } } "
    "volumes list { name text size number keeper text personal tags set of text } days set of enum { mon, tue } "
    "rules set of control units set of unit spans set of duration numbers set of number secret text personal }",
    "kind many item_kind about system { note text }",
};

static mog_arena *arena;
static mog_policy policy;
static mog_time now;

static int set_up(void **state)
{
    (void)state;
    static const mog_kind *kinds[2];
    arena = mog_arena_new();
    for (size_t i = 0; i < 2; i++) {
        mog_kind *kind = NULL;
        mog_error err = MOG_ERROR_NONE;
        if (mog_kind_parse(&kind, arena, mog_text_of(layouts[i]), &err)) {
            fprintf(stderr, "%s\n", err.message);
            return 1;
        }
        kind->assurance = MOG_ASSURANCE_MEASURED;
        kinds[i] = kind;
    }
    policy = (mog_policy){.kinds = kinds, .kind_count = 2};
    return !mog_time_parse(&now, MOG_TEXT("2026-11-01T12:00:00Z"));
}

static int tear_down(void **state)
{
    (void)state;
    mog_arena_free(arena);
    return 0;
}

/* Quotes are written as ' in these tests. */
static char *quoted(const char *text)
{
    char *out = mog_arena_copy(arena, text, strlen(text));
    for (char *c = out; *c; c++) {
        if (*c == '\'') *c = '"';
    }
    return out;
}

static char *line_of(const char *fields)
{
    return quoted(
        mog_arena_format(arena, "{'kind':'plain','subject':'system:hr','observed':'2026-11-01','fields':%s}", fields));
}

/* The record as JSON; NULL and the error when it was refused. */
static char *read_back(const char *line, const mog_ingest_defaults *defaults, bool personal, mog_error *err)
{
    mog_ingest *ingest = mog_ingest_new(&policy, now, defaults);
    *err = MOG_ERROR_NONE;
    mog_status status = mog_ingest_line(NULL, ingest, NULL, mog_text_of(line), err);
    char *out = NULL;
    assert_int_equal(status, err->status);
    if (status) {
        assert_int_equal(status, MOG_INPUT);
        assert_true(err->message[0] != '\0');
    } else {
        const mog_record *record = (const mog_record *)ingest->builder.bytes.at;
        mog_error damage = MOG_ERROR_NONE;
        const mog_kind *kind = policy.kinds[strstr(line, "item_kind") ? 1 : 0];
        if (mog_record_check_layout(record, kind, &damage)) fail_msg("%s: %s", line, damage.message);
        json_t *json = mog_record_to_json(record, kind, personal);
        FILE *stream = NULL;
        size_t size;
        stream = open_memstream(&out, &size);
        assert_int_equal(mog_json_write(stream, json, 0, NULL), MOG_OK);
        fclose(stream);
        json_decref(json);
    }
    mog_ingest_free(ingest);
    return out;
}

static const char *head =
    "{'id':0,'recorded':'1970-01-01T00:00:00Z','kind':'plain','subject':'system:hr','observed':'2026-11-01T00:00:00Z',"
    "'assurance':'measured','fields':";

static void every_type_is_read_and_told_back(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out; /* out NULL: as `in` */
    } cases[] = {
        {"{}", NULL},
        {"{'yes':true}", NULL},
        {"{'yes':false}", NULL},
        {"{'yes':null,'storage':null,'volumes':null}", "{}"},
        {"{'whole':-9223372036854775807}", NULL},
        {"{'whole':3.0}", "{'whole':3}"},
        {"{'whole':1e3}", "{'whole':1000}"},
        {"{'real':0.5}", NULL},
        {"{'real':7}", "{'real':7.0}"},
        {"{'real':-0.0}", "{'real':0.0}"},
        {"{'word':''}", NULL},
        {"{'word':'a\\nb'}", NULL},
        {"{'word':'a\xcc\x8a'}", "{'word':'\xc3\xa5'}"},
        {"{'when':'2026-10-31'}", "{'when':'2026-10-31T00:00:00Z'}"},
        {"{'when':'2026-10-31T01:00:00.5+02:00'}", "{'when':'2026-10-30T23:00:00.500Z'}"},
        {"{'when':'2100-01-01'}",
         "{'when':'2100-01-01T00:00:00Z'}"}, /* only the observation may not lie in the future */
        {"{'span':'P35D'}", NULL},
        {"{'span':'P5W'}", "{'span':'P35D'}"},
        {"{'span':'PT0S'}", NULL},
        {"{'span':'P0D'}", "{'span':'PT0S'}"},
        {"{'span':'P1Y2M10DT2H30M'}", NULL},
        {"{'span':'-P1M'}", NULL},
        {"{'span':'PT1.5S'}", NULL},
        {"{'span':'P18M'}", "{'span':'P1Y6M'}"},
        {"{'pick':'two'}", NULL},
        {"{'rule':'8.10'}", NULL},
        {"{'owner':'unit:it'}", NULL},
        {"{'storage':{'site':'north','class':{'level':2}}}", NULL},
        {"{'storage':{}}", "{}"},
        {"{'volumes':[]}", NULL},
        {"{'volumes':[{'name':'a','size':1.5},{},{'tags':['y','x','y']}]}",
         "{'volumes':[{'name':'a','size':1.5},{},{'tags':['x','y']}]}"},
        {"{'days':['tue','mon','tue']}", "{'days':['mon','tue']}"},
        {"{'days':[]}", NULL},
        {"{'rules':['8.2','8.10','8.1']}", "{'rules':['8.1','8.2','8.10']}"},
        {"{'units':['unit:b','unit:a']}", "{'units':['unit:a','unit:b']}"},
        {"{'spans':['P1M','P30D','P1M']}", "{'spans':['P30D','P1M']}"},
        {"{'numbers':[1,1.0,2]}", "{'numbers':[1.0,2.0]}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mog_error err;
        char *got = read_back(line_of(cases[i].in), NULL, false, &err);
        if (!got) fail_msg("%s: %s: %s", cases[i].in, err.place, err.message);
        char *wanted = quoted(mog_arena_format(arena, "%s%s}", head, cases[i].out ? cases[i].out : cases[i].in));
        assert_string_equal(got, wanted);
        free(got);
    }
}

static void fields_that_are_wrong_are_refused_with_their_path(void **state)
{
    (void)state;
    static const struct {
        const char *fields, *place, *message, *hint;
    } cases[] = {
        {"3", "fields", "an object is wanted here, not an integer", ""},
        {"{'yes':1}", "fields.yes", "true or false is wanted here, not an integer", ""},
        {"{'yes':'true'}", "fields.yes", "true or false is wanted here, not a text", ""},
        {"{'whole':'3'}", "fields.whole", "an integer is wanted here, not a text", ""},
        {"{'whole':3.5}", "fields.whole", "an integer is wanted here, not 3.5", ""},
        {"{'whole':1e300}", "fields.whole", "1e+300 is too large to be exact; write it without a point", ""},
        {"{'whole':true}", "fields.whole", "an integer is wanted here, not true", ""},
        {"{'real':'0.5'}", "fields.real", "a number is wanted here, not a text", ""},
        {"{'word':5}", "fields.word", "a text is wanted here, not an integer", ""},
        {"{'when':'yesterday'}", "fields.when", "`yesterday` is not a time in the years 1678 to 2261",
         "write it as \"2026-11-01\""},
        {"{'when':'2026-02-30'}", "fields.when", "`2026-02-30` is not a time", ""},
        {"{'when':'1066-10-14'}", "fields.when", "`1066-10-14` is not a time", ""},
        {"{'when':1700000000}", "fields.when", "a time must be a text, not an integer", "RFC 3339"},
        {"{'span':'35 days'}", "fields.span", "`35 days` is not a duration", "\"P35D\" is 35 days"},
        {"{'span':35}", "fields.span", "a duration, which is a text, is wanted here, not an integer", "ISO 8601"},
        {"{'pick':'tow'}", "fields.pick", "`tow` is not one of the words", "did you mean `two`?"},
        {"{'pick':'seventeen'}", "fields.pick", "`seventeen` is not one of the words", "one of: one, two, three"},
        {"{'pick':1}", "fields.pick", "a word is wanted here, not an integer", ""},
        {"{'rule':8.1}", "fields.rule", "the number of a control, which is a text,", "8.1 and 8.10 would be the same"},
        {"{'rule':'8.'}", "fields.rule", "`8.` is not the number of a control", ""},
        {"{'owner':'it'}", "fields.owner", "the reference `it` is not of the form TYPE:NAME", ""},
        {"{'owner':'person:a'}", "fields.owner", "a unit is wanted here, not `person:a`", "write it as \"unit:NAME\""},
        {"{'owner':'unit:'}", "fields.owner", "is not of the form TYPE:NAME", ""},
        {"{'wrod':'x'}", "fields.wrod", "there is no field `wrod` here", "did you mean `word`?"},
        {"{'nothing_like_it':1}", "fields.nothing_like_it", "there is no field `nothing_like_it` here",
         "the fields are: yes, whole, "},
        {"{'storage':'x'}", "fields.storage", "an object (a group of fields) is wanted here, not a text", ""},
        {"{'storage.site':'x'}", "fields.storage.site", "there is no field `storage.site` here", ""},
        {"{'storage':{'sites':'x'}}", "fields.storage.sites", "there is no field `sites` here", "did you mean `site`?"},
        {"{'storage':{'class.level':1}}", "fields.storage.class.level", "there is no field `class.level` here", ""},
        {"{'storage':{'class':{'level':'x'}}}", "fields.storage.class.level", "an integer is wanted here", ""},
        {"{'volumes':{}}", "fields.volumes", "an array (a list) is wanted here, not an object", ""},
        {"{'volumes':[1]}", "fields.volumes[0]", "an object (an element of the list) is wanted here", ""},
        {"{'volumes':[{},{},{'nmae':'x'}]}", "fields.volumes[2].nmae", "there is no field `nmae` here",
         "did you mean `name`?"},
        {"{'volumes':[{'tags':['a',null]}]}", "fields.volumes[0].tags[1]", "a text is wanted here, not null", ""},
        {"{'days':'mon'}", "fields.days", "an array (a set of values) is wanted here, not a text", ""},
        {"{'days':['mon','tuesday']}", "fields.days[1]", "`tuesday` is not one of the words", ""},
        {"{'':1}", "fields.", "there is no field `` here", ""},
        {"{'storage':{'':1}}", "fields.storage.", "there is no field `` here", ""},
        {"{'yes':true,'yes':true}", "fields.yes", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mog_error err;
        char *got = read_back(line_of(cases[i].fields), NULL, false, &err);
        if (got) fail_msg("%s was taken", cases[i].fields);
        assert_string_equal(err.place, cases[i].place);
        if (!strstr(err.message, cases[i].message)) fail_msg("%s: %s", cases[i].fields, err.message);
        if (!strstr(err.hint, cases[i].hint)) fail_msg("%s: %s", cases[i].fields, err.hint);
    }
}

static char *repeated(const char *text, int times)
{
    mog_buffer all = {0};
    for (int i = 0; i < times; i++) mog_buffer_add(&all, text, strlen(text));
    char *out = mog_arena_copy(arena, all.at, all.size);
    mog_buffer_free(&all);
    return out;
}

static void what_stands_around_the_fields_is_checked(void **state)
{
    (void)state;
    const char *long_name = repeated("n", MOG_NAME_LIMIT);
    const struct {
        const char *line, *place, *message, *hint;
    } cases[] = {
        {"", "", "", ""},
        {"nonsense", "", "", ""},
        {"[]", "", "a record is an object, not an array", ""},
        {"{'subject':'system:hr','observed':'2026-11-01'}", "kind", "`kind` is missing", "add \"kind\""},
        {"{'kind':null,'subject':'system:hr','observed':'2026-11-01'}", "kind", "`kind` is missing", ""},
        {"{'kind':'plian','subject':'system:hr','observed':'2026-11-01'}", "kind", "there is no kind `plian`",
         "did you mean `plain`?"},
        {"{'kind':7,'subject':'system:hr','observed':'2026-11-01'}", "kind", "the kind must be a text, not an integer",
         ""},
        {"{'kind':'plain','observed':'2026-11-01'}", "subject", "`subject` is missing", ""},
        {"{'kind':'plain','subject':'hr','observed':'2026-11-01'}", "subject",
         "the subject `hr` is not of the form TYPE:NAME", "system:payroll"},
        {"{'kind':'plain','subject':':hr','observed':'2026-11-01'}", "subject", "is not of the form TYPE:NAME", ""},
        {"{'kind':'plain','subject':'system: hr','observed':'2026-11-01'}", "subject",
         "the subject has a space after the colon", ""},
        {"{'kind':'plain','subject':'system:hr ','observed':'2026-11-01'}", "subject",
         "the subject begins or ends with a space", ""},
        {"{'kind':'plain','subject':'system:h\\tr','observed':'2026-11-01'}", "subject",
         "the subject holds a control character", ""},
        {"{'kind':'plain','subject':'system:h\\u202er','observed':'2026-11-01'}", "subject",
         "the subject holds a control character", ""},
        {"{'kind':'plain','subject':'unit:hr','observed':'2026-11-01'}", "subject",
         "evidence of kind plain is about a system or host, not about `unit:hr`", ""},
        {mog_arena_format(arena, "{'kind':'plain','subject':'system:%s','observed':'2026-11-01'}", long_name),
         "subject", "the subject has 407 bytes, more than the 400 allowed", ""},
        {"{'kind':'plain','subject':'system:hr'}", "observed", "`observed` is missing", ""},
        {"{'kind':'plain','subject':'system:hr','observed':'soon'}", "observed", "`soon` is not a time", ""},
        {"{'kind':'plain','subject':'system:hr','observed':'2026-11-02T12:00:01Z'}", "observed",
         "the time of observation, 2026-11-02 12:00:01Z, lies in the future", ""},
        {"{'kind':'plain','subject':'system:hr','observed':'2026-11-01','item':'a'}", "item",
         "the kind plain has no items", "leave \"item\" out"},
        {"{'kind':'item_kind','subject':'system:hr','observed':'2026-11-01'}", "item", "`item` is missing",
         "add \"item\""},
        {"{'kind':'item_kind','subject':'system:hr','observed':'2026-11-01','item':''}", "item", "the item is empty",
         ""},
        {"{'kind':'item_kind','subject':'system:hr','observed':'2026-11-01','item':5}", "item",
         "the item must be a text, not an integer", ""},
        {"{'kind':'plain','subject':'system:hr','observed':'2026-11-01','source':''}", "source", "the source is empty",
         ""},
        {"{'kind':'plain','subject':'system:hr','observed':'2026-11-01','assurance':'tset'}", "assurance",
         "there is no assurance `tset`", ""},
        {"{'kind':'plain','subject':'system:hr','observed':'2026-11-01','assurance':'tesetd'}", "assurance", "",
         "did you mean `tested`?"},
        {"{'kind':'plain','subject':'system:hr','observed':'2026-11-01','field':{}}", "field",
         "a record has no key `field`", "did you mean `fields`?"},
        {"{'kind':'plain','subject':'system:hr','observed':'2026-11-01','encrypted':true}", "encrypted",
         "a record has no key `encrypted`", "inside \"fields\""},
        {"{'id':1,'kind':'plain','subject':'system:hr','observed':'2026-11-01'}", "id", "a record has no key `id`",
         "the store says it itself"},
        {"{'kind':'plain','subject':'system:hr','observed':'2026-11-01','census':['a']}", "census",
         "the kind plain has no items", ""},
        {"{'kind':'item_kind','subject':'system:hr','observed':'2026-11-01','census':'a'}", "census",
         "a census is an array of items, not a text", ""},
        {"{'kind':'item_kind','subject':'system:hr','observed':'2026-11-01','census':['a',1]}", "census[1]",
         "the item must be a text", ""},
        {"{'kind':'item_kind','subject':'system:hr','observed':'2026-11-01','census':[],'fields':{}}", "census",
         "a census has no fields", ""},
        {"{'kind':'item_kind','subject':'system:hr','observed':'2026-11-01','item':'a','census':[]}", "item",
         "a census names all items", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mog_error err;
        char *got = read_back(quoted(cases[i].line), NULL, false, &err);
        if (got) fail_msg("%s was taken", cases[i].line);
        assert_string_equal(err.place, cases[i].place);
        if (!strstr(err.message, cases[i].message)) fail_msg("%s: %s", cases[i].line, err.message);
        if (!strstr(err.hint, cases[i].hint)) fail_msg("%s: %s", cases[i].line, err.hint);
    }
}

static void assert_reads(const char *line, const mog_ingest_defaults *defaults, bool personal, const char *wanted)
{
    mog_error err;
    char *got = read_back(quoted(line), defaults, personal, &err);
    if (!got) fail_msg("%s: %s: %s", line, err.place, err.message);
    assert_string_equal(got, quoted(wanted));
    free(got);
}

static void the_rest_of_a_record_is_taken(void **state)
{
    (void)state;
    assert_reads(
        "{'kind':'item_kind','subject':'system:hr \xc3\xa5','observed':'2026-11-02T11:59:59Z','item':'4711','source':'a tool',"
        "'assurance':'stated','fields':{'note':'x'}}",
        NULL, false,
        "{'id':0,'recorded':'1970-01-01T00:00:00Z','kind':'item_kind','subject':'system:hr \xc3\xa5','item':'4711',"
        "'observed':'2026-11-02T11:59:59Z','source':'a tool','assurance':'stated','fields':{'note':'x'}}");
    assert_reads(
        "{'kind':'item_kind','subject':'system:hr','observed':'2026-11-01','census':['b','a\xcc\x8a','b']}", NULL,
        false,
        "{'id':0,'recorded':'1970-01-01T00:00:00Z','kind':'item_kind','subject':'system:hr','observed':'2026-11-01T00:00:00Z',"
        "'assurance':'measured','census':['b','\xc3\xa5']}");
    assert_reads(
        "{'kind':'item_kind','subject':'system:hr','observed':'2026-11-01','census':[]}", NULL, false,
        "{'id':0,'recorded':'1970-01-01T00:00:00Z','kind':'item_kind','subject':'system:hr','observed':'2026-11-01T00:00:00Z',"
        "'assurance':'measured','census':[]}");
}

static void defaults_stand_in_for_what_is_left_out(void **state)
{
    (void)state;
    mog_ingest_defaults defaults = {MOG_TEXT("system:hr"), MOG_TEXT("plug.collector"), now, true};
    assert_reads(
        "{'kind':'plain'}", &defaults, false,
        "{'id':0,'recorded':'1970-01-01T00:00:00Z','kind':'plain','subject':'system:hr','observed':'2026-11-01T12:00:00Z',"
        "'source':'plug.collector','assurance':'measured','fields':{}}");
    assert_reads(
        "{'kind':'plain','subject':'host:a','observed':'2026-10-01','source':'own'}", &defaults, false,
        "{'id':0,'recorded':'1970-01-01T00:00:00Z','kind':'plain','subject':'host:a','observed':'2026-10-01T00:00:00Z',"
        "'source':'own','assurance':'measured','fields':{}}");
}

static void personal_fields_are_withheld_unless_asked_for(void **state)
{
    (void)state;
    const char *line = line_of("{'word':'w','volumes':[{'keeper':'k'},{'keeper':'l','name':'n'}],'secret':'s'}");
    assert_reads(line, NULL, true,
                 mog_arena_format(
                     arena, "%s{'word':'w','volumes':[{'keeper':'k'},{'name':'n','keeper':'l'}],'secret':'s'}}", head));
    assert_reads(line, NULL, false,
                 mog_arena_format(arena,
                                  "%s{'word':'w','volumes':[{},{'name':'n'}]},'withheld':['volumes.keeper','secret']}",
                                  head));
}

/* ---- streams */

typedef struct told {
    mog_buffer all;
    mog_status answer;
} told;

static mog_status note_refused(void *context, const mog_error *cause)
{
    told *t = context;
    mog_buffer_format(&t->all, "%s|", cause->place);
    return t->answer;
}

static mog_status read_stream(mog_ingest_counts *counts, told *t, const char *bytes, size_t size, mog_error *err)
{
    FILE *stream = fmemopen((void *)bytes, size, "r");
    mog_ingest *ingest = mog_ingest_new(&policy, now, NULL);
    *counts = (mog_ingest_counts){0};
    *err = MOG_ERROR_NONE;
    mog_status status = mog_ingest_stream(counts, ingest, NULL, stream, "file", t ? note_refused : NULL, t, err);
    mog_ingest_free(ingest);
    fclose(stream);
    return status;
}

static void a_stream_goes_on_or_stops_as_asked(void **state)
{
    (void)state;
    const char *text = mog_arena_format(arena, "\xef\xbb\xbf%s\r\n\n  \t\n{}\n%s\n{\"kind\":\n%s", line_of("{}"),
                                        line_of("{'volumes':[{'x':1}]}"), line_of("{'yes':true}"));
    told t = {.answer = MOG_OK};
    mog_ingest_counts counts;
    mog_error err;
    assert_int_equal(read_stream(&counts, &t, text, strlen(text), &err), MOG_OK);
    assert_int_equal(counts.added, 2);
    assert_int_equal(counts.refused, 3);
    assert_string_equal(t.all.at, "file:4: kind|file:5: fields.volumes[0].x|file:6: kind|");
    assert_int_equal(err.status, MOG_OK);
    mog_buffer_free(&t.all);
    t.answer = MOG_INPUT;
    assert_int_equal(read_stream(&counts, &t, text, strlen(text), &err), MOG_INPUT);
    assert_int_equal(counts.added, 1);
    assert_int_equal(counts.refused, 1);
    assert_string_equal(err.place, "file:4: kind");
    mog_buffer_free(&t.all);
    assert_int_equal(read_stream(&counts, NULL, text, strlen(text), &err), MOG_INPUT);
    assert_string_equal(err.message, "`kind` is missing");
}

static void a_line_without_end_is_refused_in_bounded_memory(void **state)
{
    (void)state;
    size_t size = (size_t)MOG_LINE_LIMIT + 100;
    char *text = malloc(size);
    memset(text, 'x', size);
    text[size - 50] = '\n';
    told t = {.answer = MOG_OK};
    mog_ingest_counts counts;
    mog_error err;
    assert_int_equal(read_stream(&counts, &t, text, size, &err), MOG_OK);
    assert_int_equal(counts.refused, 2);
    assert_string_equal(t.all.at, "file:1|file:2|");
    mog_buffer_free(&t.all);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_read_and_told_back),
        cmocka_unit_test(fields_that_are_wrong_are_refused_with_their_path),
        cmocka_unit_test(what_stands_around_the_fields_is_checked),
        cmocka_unit_test(the_rest_of_a_record_is_taken),
        cmocka_unit_test(defaults_stand_in_for_what_is_left_out),
        cmocka_unit_test(personal_fields_are_withheld_unless_asked_for),
        cmocka_unit_test(a_stream_goes_on_or_stops_as_asked),
        cmocka_unit_test(a_line_without_end_is_refused_in_bounded_memory),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
