/* plugin.c: the importer of tables as text. docs/importing.md describes it for people. */
#include "census.h"
#include "record.h"
#include "suggest.h"

#include <mognad/plugin.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_TOLD 20 /* rows that cannot be read and are told one by one */

typedef struct importing {
    const mog_import_file *file;
    mog_emit *emit;
    mog_log *log;
    mapping mapping;
    table *table;
    census census;
    bool windows_told;
    size_t columns;   /* of the heading */
    uint64_t unread;  /* rows that could not be read */
    uint64_t refused; /* records that the engine refused */
    bytes text;       /* a message, or a record */
} importing;

/* ---- saying things */

/* "FILE:LINE: what"; line 0: of none. */
static void tell(importing *im, int level, uint64_t line, const char *what)
{
    bytes_clear(&im->text);
    bytes_add_text(&im->text, im->file->name);
    if (line) bytes_format(&im->text, ":%llu", (unsigned long long)line);
    bytes_format(&im->text, ": %s", what);
    im->log(level, im->text.at);
}

static void tell_unread(importing *im, uint64_t line, const char *what)
{
    if (im->unread++ < MOST_TOLD) tell(im, MOG_LOG_ERROR, line, what);
}

/* The reason has been told by the engine, which knows no lines. */
static void tell_refused(importing *im, uint64_t line)
{
    if (im->refused++ < MOST_TOLD) tell(im, MOG_LOG_INFO, line, "this row is the record that was refused");
}

static void tell_encoding(importing *im)
{
    if (im->windows_told || im->mapping.encoding || im->table->decoder.encoding != ENCODING_WINDOWS) return;
    im->windows_told = true;
    tell(im, MOG_LOG_INFO, 0,
         "the text is not UTF-8 and is read as Windows-1252; \"encoding\" in the mapping states another");
}

static void tell_rest(importing *im)
{
    bytes what = {0};
    if (im->unread <= MOST_TOLD) return;
    bytes_format(&what, "%llu more rows cannot be read", (unsigned long long)(im->unread - MOST_TOLD));
    tell(im, MOG_LOG_ERROR, 0, what.at);
    bytes_free(&what);
}

/* ---- rows */

static bool emit_json(importing *im, const json_t *record)
{
    char *text = json_dumps(record, JSON_COMPACT);
    bool taken = text && im->emit(text) == 0;
    free(text);
    return taken;
}

/* Cells past the heading would be lost. */
static bool has_more_cells(const importing *im, const row *r)
{
    for (size_t i = im->columns; i < r->count; i++) {
        if (*r->cells[i]) return true;
    }
    return false;
}

static bool note_item(importing *im, const json_t *record, uint64_t line)
{
    const char *subject = json_string_value(json_object_get(record, "subject"));
    const char *item = json_string_value(json_object_get(record, "item"));
    bytes what = {0};
    if (!im->mapping.census) return true;
    int64_t before = census_add(&im->census, subject ? subject : "", item, line);
    if (before > 0) bytes_format(&what, "the item `%.100s` stands in line %lld already", item, (long long)before);
    if (before < 0) bytes_format(&what, "a census of more than %u items cannot be made", MOST_ITEMS);
    if (before) tell_unread(im, line, what.at);
    bytes_free(&what);
    return before == 0;
}

static void take_row(importing *im, const row *r)
{
    bytes why = {0};
    json_t *record = NULL;
    if (row_is_passed_over(&im->mapping, r)) return;
    if (has_more_cells(im, r)) {
        bytes_format(&why, "the row has %zu cells, the heading %zu; is the separator right?", r->count, im->columns);
        tell_unread(im, r->line, why.at);
    } else if (!(record = row_to_record(&im->mapping, r, &why))) {
        tell_unread(im, r->line, why.at);
    } else if (note_item(im, record, r->line) && !emit_json(im, record)) {
        tell_refused(im, r->line);
    }
    json_decref(record);
    bytes_free(&why);
}

/* The heading, or the names that the mapping gives. False: there is none, or a fault of the table. */
static bool read_heading(importing *im, bytes *why)
{
    mapping *m = &im->mapping;
    const json_t *given = m->columns;
    row r = {0};
    table_state state = TABLE_ROW;
    for (size_t i = 0; i < m->skipped + (given == NULL) && state == TABLE_ROW; i++) state = table_next(im->table, &r);
    if (state == TABLE_FAULT) return false;
    if (state == TABLE_OVER) {
        bytes_add_text(why, "there is no heading in it");
        return false;
    }
    if (!given) {
        im->columns = r.count;
        return mapping_bind(m, r.cells, r.count, why);
    }
    im->columns = json_array_size(given);
    const char **names = allocate(NULL, im->columns * sizeof *names);
    for (size_t i = 0; i < im->columns; i++) names[i] = json_string_value(json_array_get(given, i));
    bool bound = mapping_bind(m, names, im->columns, why);
    free(names);
    return bound;
}

/* ---- the census */

static void emit_census(importing *im, const char *subject, json_t *named)
{
    bytes why = {0};
    json_t *items = json_array();
    for (void *at = json_object_iter(named); at; at = json_object_iter_next(named, at))
        json_array_append_new(items, json_string(json_object_iter_key(at)));
    json_t *record = census_to_record(&im->mapping, subject, items, &why);
    if (!record) tell_unread(im, 0, why.at);
    else if (!emit_json(im, record)) tell(im, MOG_LOG_ERROR, 0, "that was a census");
    json_decref(record);
    json_decref(items);
    bytes_free(&why);
}

static void emit_censuses(importing *im)
{
    json_t *subjects = im->census.subjects;
    for (void *at = json_object_iter(subjects); at; at = json_object_iter_next(subjects, at))
        emit_census(im, json_object_iter_key(at), json_object_iter_value(at));
}

/* ---- the whole */

static ssize_t read_file(void *context, void *into, size_t size)
{
    const int *fd = context;
    return read(*fd, into, size);
}

/* False: the table is at fault, which has been told. */
static bool read_rows(importing *im)
{
    bytes why = {0};
    row r;
    table_state state = TABLE_FAULT;
    bool bound = read_heading(im, &why);
    while (bound && (state = table_next(im->table, &r)) == TABLE_ROW) {
        tell_encoding(im);
        take_row(im, &r);
    }
    if (im->table->faulty) tell(im, MOG_LOG_ERROR, im->table->fault_line, im->table->fault);
    else if (!bound) tell(im, MOG_LOG_ERROR, 0, why.at);
    bytes_free(&why);
    return bound && state == TABLE_OVER;
}

static bool import_table(importing *im)
{
    int fd = im->file->fd;
    im->table = allocate(NULL, sizeof *im->table);
    table_begin(im->table, read_file, &fd, im->mapping.encoding, im->mapping.separator);
    bool whole = read_rows(im);
    tell_encoding(im);
    tell_rest(im);
    /* A census that lacks the items of rows that were not read would take them away. */
    if (whole && im->unread == 0 && im->refused == 0) emit_censuses(im);
    else if (im->mapping.census) tell(im, MOG_LOG_WARNING, 0, "no census is made, since not all rows were taken");
    table_end(im->table);
    free(im->table);
    census_free(&im->census);
    return whole && im->unread == 0;
}

/* A mapping to begin with. */
static bool suggest(importing *im)
{
    int fd = im->file->fd;
    im->table = allocate(NULL, sizeof *im->table);
    table_begin(im->table, read_file, &fd, ENCODING_UNKNOWN, 0);
    json_t *suggested = suggest_mapping(im->table);
    char *text = suggested ? json_dumps(suggested, JSON_INDENT(2)) : NULL;
    bool done = text && im->emit(text) == 0;
    if (im->table->faulty) tell(im, MOG_LOG_ERROR, im->table->fault_line, im->table->fault);
    else if (!suggested) tell(im, MOG_LOG_ERROR, 0, "there is no heading in it");
    free(text);
    json_decref(suggested);
    table_end(im->table);
    free(im->table);
    return done;
}

static int import_csv(const mog_import_file *file, mog_emit *emit, mog_log *log)
{
    importing im = {.file = file, .emit = emit, .log = log};
    bytes why = {0};
    bool done = false;
    if (!file->settings) {
        tell(&im, MOG_LOG_ERROR, 0,
             "what the columns are is said by a mapping, --mapping FILE; --suggest prints one to begin with");
    } else if (strcmp(file->settings, MOG_SETTINGS_SUGGEST) == 0) {
        done = suggest(&im);
    } else if (!mapping_read(&im.mapping, file->settings, &why)) {
        bytes what = {0};
        bytes_format(&what, "the mapping cannot be used: %s", why.at);
        tell(&im, MOG_LOG_ERROR, 0, what.at);
        bytes_free(&what);
    } else {
        done = import_table(&im);
    }
    mapping_free(&im.mapping);
    bytes_free(&im.text);
    bytes_free(&why);
    return done ? 0 : 1;
}

MOG_PLUGIN("import_csv", 1, 0,
           .importers = (const mog_importer[]){
               {"csv", import_csv, "Tables as text, as spreadsheets write them (needs --mapping)", ".csv .tsv", NULL},
               {0}});
