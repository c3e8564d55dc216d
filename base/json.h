/* json.h: JSON in and out, through jansson.
 *
 * Input from outside is held to RFC 8259 and to more: one object or value a text, UTF-8, no duplicate keys, no U+0000
 * in a string, nesting at most MOG_JSON_DEPTH, text at most `limit` bytes. Ownership of json_t is jansson's: who gets a
 * new reference calls json_decref.
 */
#ifndef MOG_BASE_JSON_H
#define MOG_BASE_JSON_H

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"

#include <jansson.h>
#include <stdio.h>

#define MOG_JSON_DEPTH 32

/* Parses one JSON value. On failure *out is NULL and the error (MOG_INPUT) says the cause and the column (in code
 * points from 1; with the line where the text has several). Its place is the JSON path, `fields.volumes[2].name`, empty
 * for the outermost value; for a duplicate key the path of that key. `limit` 0: no limit. */
mog_status mog_json_parse(json_t **out, mog_text text, size_t limit, mog_error *err);

/* Writes a value: keys in the order they were set, numbers as the shortest text of at most 15 significant digits (a
 * real keeps a ".0"), no trailing newline. `indent` 0: one line without spaces. */
mog_status mog_json_write(FILE *stream, const json_t *value, int indent, mog_error *err);

/* The same on one line, with as many digits, 15 to 17, as it takes for every number to be read back as it is. */
mog_status mog_json_write_exact(FILE *stream, const json_t *value, mog_error *err);

/* A figure for output: rounded to nine decimals, so that the shortest text is stable. NaN and infinity give null. */
json_t *mog_json_figure(double value);

json_t *mog_json_text(mog_text text);              /* a JSON string; invalid UTF-8 is replaced by U+FFFD */
json_t *mog_json_time(int64_t time);               /* RFC 3339 */
json_t *mog_json_duration(mog_duration duration);  /* ISO 8601 */
json_t *mog_json_text_or_null(mog_text text);      /* null for an empty one */
json_t *mog_json_string_or_null(const char *text); /* null for NULL */

/* Building values: those that are put in are taken over. A NULL is memory that ran out, which ends the process. Keys are valid UTF-8. */
json_t *mog_json_object(void);
json_t *mog_json_array(void);
json_t *mog_json_made(json_t *value); /* the value */
void mog_json_set(json_t *object, const char *key, json_t *value);
void mog_json_append(json_t *array, json_t *value);

#endif
