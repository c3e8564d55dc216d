/* json.h: reading JSON from anybody, as a whole, in bounded memory. */
#ifndef IMPORT_JSON_H
#define IMPORT_JSON_H

#include "import.h"

#define JSON_SIZE_LIMIT ((size_t)64 << 20) /* bytes of a file */
#define JSON_MEMORY_LIMIT                                                                                              \
    ((size_t)512 << 20) /* bytes that what was read takes: small values take up to 70 times their size in the file */

/* The document; NULL: refused, with line and reason. Names that stand twice in an object and nesting beyond 2048 are refused. */
json_t *read_json(import *i);

/* Members. One that is there and of another type is counted in `odd` and taken to be absent; null is absent. */
const char *text_in(import *i, const json_t *object, const char *name);
int64_t integer_in(import *i, const json_t *object, const char *name);      /* MOG_NO_INTEGER: absent */
double number_in(import *i, const json_t *object, const char *name);        /* NAN: absent */
int truth_in(import *i, const json_t *object, const char *name);            /* -1: absent */
const json_t *object_in(import *i, const json_t *object, const char *name); /* NULL: absent */
const json_t *array_in(import *i, const json_t *object, const char *name);  /* NULL: absent */

#endif
