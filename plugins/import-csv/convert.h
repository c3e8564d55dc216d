/* convert.h: the text of a cell as a value of JSON.
 *
 * Nothing is guessed: what can be read in two ways (1.234, 01/02/2026) is refused until the mapping says which.
 */
#ifndef IMPORT_CSV_CONVERT_H
#define IMPORT_CSV_CONVERT_H

#include "bytes.h"

#include <jansson.h>

typedef enum conversion {
    CONVERT_TEXT,
    CONVERT_NUMBER,
    CONVERT_INTEGER,
    CONVERT_PERCENT, /* "62 %" and "62" are 0.62 */
    CONVERT_BOOL,
    CONVERT_TIME,
    CONVERT_DURATION,
    CONVERT_LIST
} conversion;

/* What a mapping says of the values of a column. */
typedef struct value_form {
    conversion as;
    conversion of;         /* of a list's members */
    char decimal;          /* of numbers: ',' or '.'; 0: not stated */
    const char *format;    /* of times: "DD/MM/YYYY hh:mm"; NULL: ISO 8601 */
    const char *zone;      /* of times: "Z", "+01:00" or "Europe/Stockholm"; NULL: not stated */
    const char *unit;      /* of durations: "hours"; NULL: the value says it */
    const char *separator; /* of a list */
    const json_t *words;   /* object: text -> value, before all else; NULL: none */
    bool words_only;       /* what is not among the words is refused */
    const json_t *empty;   /* of a cell without text; NULL: nobody knows */
    const json_t *unknown; /* array of texts that say that nobody knows; NULL: none */
} value_form;

/* *out is a new reference, or NULL: the cell does not say. False: `why` says what is wrong with it, "is neither yes nor no". */
bool convert(json_t **out, const value_form *form, const char *cell, bytes *why);

/* Without blanks at its ends, no-break ones too. Borrowed from `into`. */
const char *trimmed(bytes *into, const char *cell);

/* False: `why` says what is wrong with a format, zone or unit of a mapping. */
bool format_is_sound(const char *format, bytes *why);
bool zone_is_known(const char *zone);
bool unit_is_known(const char *unit);

/* ---- parts of it, each with a file of its own */

bool read_decimal(bytes *out, const char *text, char decimal, bytes *why); /* "-1234.5" as JSON and strtod have it */
bool read_time(bytes *out, const char *text, const value_form *form, bytes *why);     /* RFC 3339, or a date */
bool read_duration(bytes *out, const char *text, const value_form *form, bytes *why); /* ISO 8601 */

#endif
