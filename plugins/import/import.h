/* import.h: what the importers of files from other tools share: texts made fit for evidence, records, and reading JSON and XML from anybody.
 *
 * This folder is no plugin: its files are linked into those that need them (SConstruct, plugin_parts). An importer begins with
 * import_begin, hands over records with hand_over, and ends with import_end, whose result it returns.
 *
 * A run of a tool is one record (an item of a `many` kind), with what the tool found as a list in it. So a list is always complete, a later run of
 * the same tool takes the place of the earlier one as a whole, and runs of other tools about the same subject stay.
 *
 * Values that are not in the file are left out, which makes them unknown. Texts are brought to one line, without control characters and those that turn the
 * direction of writing; those that are longer than their limit are cut and end with "…".
 *
 * Memory: what a call returns as `char *` is freed by the caller. A process that runs out of memory ends, which the engine made for this import
 * alone; what a file can make an importer take is bounded by the limits below and by those of json.c and xml.c.
 */
#ifndef IMPORT_IMPORT_H
#define IMPORT_IMPORT_H

#include <jansson.h>
#include <mognad/plugin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAME_LIMIT 400u                /* bytes of an item's or subject's name, as docs/evidence.md has it */
#define TEXT_LIMIT 400u                /* bytes of a title or message in a list */
#define RECORD_LIMIT ((size_t)8 << 20) /* bytes of a record, as the engine takes it */
#define ROW_LIMIT 60000u               /* of a list in a record */

typedef struct import {
    const mog_import_file *file;
    mog_emit *emit;
    mog_log *log;
    const char *tool; /* "SARIF": for messages */
    char *run;        /* what the settings call the run; NULL: nothing */
    size_t reported, refused;
    size_t odd;     /* values of another type than the format says */
    size_t written; /* bytes put into the record that is being made, about */
    bool failed;    /* the file is refused: said already */
    bool timeless;  /* a record without `observed` was refused: said already */
} import;

/* Settings are a JSON object: {"run": "api"} tells runs of one tool about one subject apart. False: refused, said already; import_end all the same. */
bool import_begin(import *i, const mog_import_file *file, mog_emit *emit, mog_log *log, const char *tool);
/* What the importer returns: 0, or 1 when the file was refused. */
int import_end(import *i);

void say(const import *i, int level, const char *pattern, ...) __attribute__((format(printf, 3, 4)));
/* Refuses the file, with the reason. Always false. The first reason is the one that is told. */
bool refuse(import *i, const char *pattern, ...) __attribute__((format(printf, 2, 3)));

/* ---- text.c */

char *format(const char *pattern, ...) __attribute__((format(printf, 1, 2)));
void *allocate(size_t count, size_t size);          /* zeroed, never NULL */
void *grow(void *items, size_t count, size_t size); /* room for one more than `count`; never NULL */
/* One line of valid UTF-8 of at most `limit` bytes; NULL where nothing is left. Bytes that are no UTF-8 become U+FFFD. */
char *clean(const char *text, size_t limit);
/* The parts that are not NULL with a space between, as the name of an item: where that is too long, its end is a digest of the whole. */
char *item_name(const char *first, const char *second, const char *third);
bool same(const char *a, const char *b); /* neither is NULL, and they are equal */

/* A time as RFC 3339 with zone ("2026-10-01T08:30:00Z"), or NULL: not a time. One that stands without a zone is taken to be in this
 * machine's where `local` allows that. A space for the T is allowed. Years 1970 to 2200. */
char *moment(const char *text, bool local);

/* ---- record.c: fields; what is NULL, MOG_NO_INTEGER or NAN is not set */

void put(import *i, json_t *object, const char *name, json_t *value); /* takes over the value */
void put_text(import *i, json_t *object, const char *name, const char *text, size_t limit);
void put_integer(import *i, json_t *object, const char *name, int64_t value);
void put_number(import *i, json_t *object, const char *name, double value);
void put_truth(import *i, json_t *object, const char *name, int value); /* -1: unknown */
void put_moment(import *i, json_t *object, const char *name, const char *text, bool local);
/* Adds to an array of texts. */
void add_text(import *i, json_t *array, const char *text, size_t limit);
/* Adds a row to a list, taking it over. False: the list has grown too large for a record, and the file is refused. */
bool add_row(import *i, json_t *list, json_t *row);
json_t *new_object(void);
json_t *new_array(void);

/* The word of a table ({"pass", "passed"}, …, {NULL}) that stands for a text of the file; NULL: none. */
typedef struct word {
    const char *theirs, *ours;
} word;
const char *word_for(const word *words, const char *theirs);

/* What the record is about: as the user says; else "TYPE:NAME" as the file does, where both are given; else the file is refused and NULL is
 * returned. */
char *subject_of(import *i, const char *type, const char *name);

/* Takes over `fields`. `item` and `observed` may be NULL. False: it does not fit in a record, or was refused. */
bool hand_over(import *i, const char *kind, const char *subject, const char *item, const char *observed,
               const char *source, json_t *fields);

/* ---- read.c */

/* Reads up to `size` bytes; 0 at the end, -1 where reading fails or the file is larger than `limit`: refused then. `total` counts. */
ptrdiff_t read_some(import *i, size_t *total, size_t limit, void *out, size_t size);

#endif
