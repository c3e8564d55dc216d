/* xccdf.c: results of benchmarks. A walk over the file; what is at hand is the rule, the result of a rule, or neither. */
#include "xccdf.h"

#include "../import/xml.h"
#include "rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_SCORING "urn:xccdf:scoring:default"

static const char arf_space[] = "http://scap.nist.gov/schema/asset-reporting-format/1.1";
static const char *const xccdf_spaces[] = {"http://checklists.nist.gov/xccdf/1.2",
                                           "http://checklists.nist.gov/xccdf/1.1"};

/* The values of a result, the words of check_run.results, and the fields that count them. */
static const struct result {
    const char *theirs, *ours, *count;
} results[] = {
    {"pass", "passed", "passed"},
    {"fail", "failed", "failed"},
    {"error", "error", "errors"},
    {"unknown", NULL, "undetermined"},
    {"notapplicable", "not_applicable", "not_applicable"},
    {"notchecked", "not_checked", "not_checked"},
    {"notselected", NULL, "not_selected"},
    {"informational", "informational", "informational"},
    {"fixed", "fixed", "fixed"},
};
#define RESULTS (sizeof results / sizeof results[0])
#define NOT_SELECTED 6

static const word severities[] = {{"unknown", "unrated"}, {"info", "info"}, {"low", "low"},
                                  {"medium", "medium"},   {"high", "high"}, {NULL, NULL}};

/* What the text at hand is of. */
typedef enum wanted {
    NOTHING,
    RULE_TITLE,
    RULE_REFERENCE,
    RULE_IDENT,
    TARGET,
    SCANNER_NAME,
    SCANNER_VERSION,
    SCORE,
    RESULT,
    RESULT_IDENT
} wanted;

/* A TestResult. */
typedef struct run {
    char *started, *finished, *benchmark, *benchmark_version, *profile, *target, *system, *scanner, *scanner_version;
    double score, score_maximum;
    char *scoring;
    int64_t counts[RESULTS];
    json_t *rows;
} run;

typedef struct row {
    char *rule, *severity, *weight, *result;
    json_t *identifiers;
} row;

typedef struct reading {
    import *i;
    char *benchmark;                                                     /* the id of the one that stands around */
    int benchmark_depth, rule_depth, run_depth, row_depth, wanted_depth; /* of the element that is open; -1: none */
    rules rules;
    rule *rule;
    run run;
    row row;
    wanted wanted;
    gathered text;
    char *prefix;   /* of the text: a reference's address, an identifier's system */
    double maximum; /* of the score at hand */
    char *scoring;  /* of the score at hand */
    uint32_t runs;
} reading;

static bool is_xccdf(const xml_place *place)
{
    return strcmp(place->space, xccdf_spaces[0]) == 0 || strcmp(place->space, xccdf_spaces[1]) == 0;
}

static void keep(char **slot, char *value)
{
    free(*slot);
    *slot = value;
}

/* A decimal number, the whole text; NAN: none. */
static double decimal(const char *text)
{
    char *end;
    if (text == NULL) return NAN;
    text += strspn(text, " \t\r\n");
    if (strspn(text, "+-.0123456789eE") == 0) return NAN;
    double value = strtod(text, &end);
    end += strspn(end, " \t\r\n");
    return *end == '\0' && isfinite(value) ? value : NAN;
}

/* ---- a result of a rule */

static void row_free(row *r)
{
    free(r->rule);
    free(r->severity);
    free(r->weight);
    free(r->result);
    json_decref(r->identifiers);
    *r = (row){0};
}

static bool finish_row(reading *r)
{
    import *i = r->i;
    size_t which = 0;
    r->row_depth = -1;
    if (r->row.rule == NULL) return refuse(i, "a rule-result does not name its rule");
    if (r->row.result == NULL) return refuse(i, "rule %s has no result", r->row.rule);
    while (which < RESULTS && strcmp(results[which].theirs, r->row.result) != 0) which++;
    if (which == RESULTS)
        return refuse(i, "rule %s has the result `%.60s`, which XCCDF does not have", r->row.rule, r->row.result);
    r->run.counts[which]++;
    if (which == NOT_SELECTED) return true;
    const rule *known = rules_find(&r->rules, r->row.rule);
    json_t *made = new_object();
    put_text(i, made, "rule", r->row.rule, NAME_LIMIT);
    put_text(i, made, "title", known ? known->title : NULL, TEXT_LIMIT);
    put_text(i, made, "result", results[which].ours, NAME_LIMIT);
    put_text(i, made, "severity", word_for(severities, r->row.severity), NAME_LIMIT);
    put_number(i, made, "weight", decimal(r->row.weight));
    json_t *references = r->row.identifiers ? json_incref(r->row.identifiers) : new_array();
    for (uint32_t k = 0; known != NULL && k < known->reference_count; k++)
        add_text(i, references, known->references[k], TEXT_LIMIT / 2);
    if (json_array_size(references) > 0) put(i, made, "references", references);
    else json_decref(references);
    return add_row(i, r->run.rows, made);
}

/* ---- a TestResult */

static void run_free(run *t)
{
    char *texts[] = {t->started, t->finished, t->benchmark, t->benchmark_version, t->profile,
                     t->target,  t->system,   t->scanner,   t->scanner_version,   t->scoring};
    for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) free(texts[k]);
    json_decref(t->rows);
    *t = (run){.score = NAN, .score_maximum = NAN};
}

static void begin_run(reading *r, const xml_place *place)
{
    r->run = (run){.score = NAN, .score_maximum = NAN, .rows = new_array()};
    r->run_depth = place->depth;
    r->run.started = attribute(place, "start-time");
    r->run.finished = attribute(place, "end-time");
    r->run.benchmark_version = attribute(place, "version");
    r->run.system = attribute(place, "test-system");
    if (r->benchmark != NULL) r->run.benchmark = format("%s", r->benchmark);
    r->i->written = 0;
}

static bool finish_run(reading *r)
{
    import *i = r->i;
    run *t = &r->run;
    r->run_depth = -1;
    json_t *fields = new_object();
    const char *tool = t->scanner ? t->scanner : t->system;
    put_text(i, fields, "tool", tool, NAME_LIMIT);
    put_text(i, fields, "version", t->scanner_version, NAME_LIMIT);
    put_text(i, fields, "benchmark", t->benchmark, NAME_LIMIT);
    put_text(i, fields, "benchmark_version", t->benchmark_version, NAME_LIMIT);
    put_text(i, fields, "profile", t->profile, NAME_LIMIT);
    put_text(i, fields, "target", t->target, NAME_LIMIT);
    put_moment(i, fields, "started", t->started, true);
    put_moment(i, fields, "finished", t->finished, true);
    put_number(i, fields, "score", t->score);
    put_number(i, fields, "score_maximum", t->score_maximum);
    put_text(i, fields, "scoring", t->scoring, NAME_LIMIT);
    for (size_t k = 0; k < RESULTS; k++) put_integer(i, fields, results[k].count, t->counts[k]);
    put(i, fields, "results", t->rows);
    t->rows = NULL;
    char *subject = subject_of(i, "host", t->target), *observed = moment(t->finished, true);
    char *name = item_name(t->benchmark ? t->benchmark : tool, t->profile, i->run);
    char *source = item_name(tool, t->scanner_version, NULL);
    if (t->finished != NULL && observed == NULL) say(i, MOG_LOG_WARNING, "end-time `%.60s` is no time", t->finished);
    if (subject != NULL) {
        hand_over(i, "check_run", subject, name ? name : "XCCDF", observed, source, fields);
        r->runs++;
    } else {
        json_decref(fields);
    }
    free(source);
    free(name);
    free(observed);
    free(subject);
    run_free(t);
    return !i->failed;
}

static void take_score(reading *r, const char *text)
{
    double value = decimal(text);
    if (isnan(value)) return;
    if (r->run.scoring != NULL && (same(r->run.scoring, DEFAULT_SCORING) || !same(r->scoring, DEFAULT_SCORING))) return;
    r->run.score = value;
    r->run.score_maximum = r->maximum;
    keep(&r->run.scoring, format("%s", r->scoring));
}

/* ---- texts */

static void want(reading *r, const xml_place *place, wanted what, char *prefix)
{
    r->wanted = what;
    r->wanted_depth = place->depth;
    r->text.size = 0;
    if (r->text.at != NULL) r->text.at[0] = '\0';
    keep(&r->prefix, prefix);
}

static bool finish_text(reading *r)
{
    char *text = r->text.size > 0 ? clean(r->text.at, TEXT_LIMIT) : NULL;
    char *with_prefix = text == NULL ? NULL : format("%s%s%s", r->prefix ? r->prefix : "", r->prefix ? " " : "", text);
    wanted what = r->wanted;
    r->wanted = NOTHING;
    r->wanted_depth = -1;
    switch (what) {
    case RULE_TITLE: rule_title(&r->rules, r->rule, text); break;
    case RULE_REFERENCE:
    case RULE_IDENT:
        if (with_prefix != NULL) rule_reference(&r->rules, r->rule, with_prefix);
        break;
    case TARGET: keep(&r->run.target, text), text = NULL; break;
    case SCANNER_NAME: keep(&r->run.scanner, text), text = NULL; break;
    case SCANNER_VERSION: keep(&r->run.scanner_version, text), text = NULL; break;
    case SCORE: take_score(r, text); break;
    case RESULT: keep(&r->row.result, text), text = NULL; break;
    case RESULT_IDENT:
        if (r->row.identifiers == NULL) r->row.identifiers = new_array();
        if (with_prefix != NULL && json_array_size(r->row.identifiers) < REFERENCE_LIMIT)
            add_text(r->i, r->row.identifiers, with_prefix, TEXT_LIMIT / 2);
        break;
    case NOTHING: break;
    }
    free(with_prefix);
    free(text);
    return rules_fit(r->i, &r->rules);
}

/* ---- elements */

static bool begin_in_rule(reading *r, const xml_place *place)
{
    if (place->depth != r->rule_depth + 1) return true;
    if (strcmp(place->name, "title") == 0) want(r, place, RULE_TITLE, NULL);
    if (strcmp(place->name, "reference") == 0) want(r, place, RULE_REFERENCE, attribute(place, "href"));
    if (strcmp(place->name, "ident") == 0) want(r, place, RULE_IDENT, attribute(place, "system"));
    return true;
}

static bool begin_in_row(reading *r, const xml_place *place)
{
    if (place->depth != r->row_depth + 1) return true;
    if (strcmp(place->name, "result") == 0) want(r, place, RESULT, NULL);
    if (strcmp(place->name, "ident") == 0) want(r, place, RESULT_IDENT, attribute(place, "system"));
    return true;
}

static void begin_fact(reading *r, const xml_place *place)
{
    char *name = attribute(place, "name");
    if (same(name, "urn:xccdf:fact:scanner:name")) want(r, place, SCANNER_NAME, NULL);
    if (same(name, "urn:xccdf:fact:scanner:version")) want(r, place, SCANNER_VERSION, NULL);
    free(name);
}

static void begin_score(reading *r, const xml_place *place)
{
    char *maximum = attribute(place, "maximum"), *system = attribute(place, "system");
    r->maximum = maximum == NULL ? 100 : decimal(maximum); /* 100 is the schema's own default, as is the system */
    keep(&r->scoring, system ? system : format("%s", DEFAULT_SCORING));
    free(maximum);
    want(r, place, SCORE, NULL);
}

static bool begin_in_run(reading *r, const xml_place *place)
{
    const char *name = place->name;
    if (place->depth == r->run_depth + 2 && strcmp(name, "fact") == 0) begin_fact(r, place);
    if (place->depth != r->run_depth + 1) return true;
    if (strcmp(name, "profile") == 0) keep(&r->run.profile, attribute(place, "idref"));
    if (strcmp(name, "target") == 0 && r->run.target == NULL) want(r, place, TARGET, NULL);
    if (strcmp(name, "score") == 0) begin_score(r, place);
    if (strcmp(name, "benchmark") == 0 && r->run.benchmark == NULL) {
        char *id = attribute(place, "id");
        keep(&r->run.benchmark, id ? id : attribute(place, "href"));
    }
    if (strcmp(name, "rule-result") == 0) {
        r->row_depth = place->depth;
        r->row = (row){.rule = attribute(place, "idref"),
                       .severity = attribute(place, "severity"),
                       .weight = attribute(place, "weight")};
    }
    return true;
}

static bool begin_outside(reading *r, const xml_place *place)
{
    if (strcmp(place->name, "Benchmark") == 0 && r->benchmark_depth < 0) {
        r->benchmark_depth = place->depth;
        keep(&r->benchmark, attribute(place, "id"));
    } else if (strcmp(place->name, "TestResult") == 0) {
        begin_run(r, place);
    } else if (strcmp(place->name, "Rule") == 0) {
        char *id = attribute(place, "id");
        r->rule = id == NULL ? NULL : rules_add(r->i, &r->rules, id);
        if (r->rule != NULL) r->rule_depth = place->depth;
        free(id);
    }
    return !r->i->failed;
}

static bool begin(reading *r, const xml_place *place)
{
    if (place->depth == 0) {
        bool known = is_xccdf(place)
                         ? strcmp(place->name, "Benchmark") == 0 || strcmp(place->name, "TestResult") == 0
                         : strcmp(place->space, arf_space) == 0 && strcmp(place->name, "asset-report-collection") == 0;
        if (!known)
            return refuse(
                r->i,
                "neither an asset-report-collection (ARF 1.1) nor a Benchmark or TestResult (XCCDF 1.1 or 1.2), but `%.60s`",
                place->name);
    }
    if (!is_xccdf(place) || r->wanted != NOTHING) return true;
    if (r->row_depth >= 0) return begin_in_row(r, place);
    if (r->run_depth >= 0) return begin_in_run(r, place);
    if (r->rule_depth >= 0) return begin_in_rule(r, place);
    return begin_outside(r, place);
}

static bool end(reading *r, const xml_place *place)
{
    if (r->wanted != NOTHING) return place->depth != r->wanted_depth || finish_text(r);
    if (place->depth == r->row_depth) {
        bool fine = finish_row(r);
        row_free(&r->row);
        return fine;
    }
    if (place->depth == r->run_depth) return finish_run(r);
    if (place->depth == r->rule_depth) r->rule_depth = -1;
    if (place->depth == r->benchmark_depth) {
        r->benchmark_depth = -1;
        keep(&r->benchmark, NULL);
    }
    return true;
}

static bool each(void *context, xml_event event, const xml_place *place)
{
    reading *r = context;
    switch (event) {
    case XML_BEGIN: return begin(r, place);
    case XML_END: return end(r, place);
    case XML_TEXT: break;
    }
    if (r->wanted != NOTHING) gather(&r->text, place);
    return true;
}

int import_xccdf(const mog_import_file *file, mog_emit *emit, mog_log *log)
{
import i;
    reading r = {
        .i = &i, .benchmark_depth = -1, .rule_depth = -1, .run_depth = -1, .row_depth = -1, .wanted_depth = -1};
    if (import_begin(&i, file, emit, log, "XCCDF") && read_xml(&i, each, &r) && r.runs == 0)
        refuse(&i, "it holds no TestResult: a benchmark that was not run");
    row_free(&r.row);
    run_free(&r.run);
    rules_free(&r.rules);
    gathered_free(&r.text);
    free(r.benchmark);
    free(r.prefix);
    free(r.scoring);
    return import_end(&i);
}
