/* json.c: JSON from anybody. */
#include "json.h"

#include <malloc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- memory: jansson is handed an allocator that says no beyond the limit, which it passes on as an error */

static size_t taken;
static bool was_full;

static void *take(size_t size)
{
    if (size > JSON_MEMORY_LIMIT || taken > JSON_MEMORY_LIMIT - size) {
        was_full = true;
        return NULL;
    }
    void *made = malloc(size);
    if (made != NULL) taken += malloc_usable_size(made);
    return made;
}

static void give_back(void *made)
{
    size_t size = malloc_usable_size(made);
    taken -= size < taken ? size : taken;
    free(made);
}

/* ---- reading */

typedef struct source {
    import *i;
    size_t total;
} source;

/* Some tools of Windows write a byte order mark in front, which RFC 8259 lets a reader pass over. */
static size_t without_mark(char *bytes, size_t size)
{
    if (size < 3 || memcmp(bytes, "\xef\xbb\xbf", 3) != 0) return size;
    memmove(bytes, bytes + 3, size - 3);
    return size - 3;
}

static size_t feed(void *buffer, size_t size, void *context)
{
    source *s = context;
    bool first = s->total == 0;
    ptrdiff_t got = read_some(s->i, &s->total, JSON_SIZE_LIMIT, buffer, size);
    if (got < 0) return (size_t)-1;
    return first ? without_mark(buffer, (size_t)got) : (size_t)got;
}

json_t *read_json(import *i)
{
    source s = {.i = i};
    json_error_t fault;
    json_malloc_t former_malloc;
    json_free_t former_free;
    json_get_alloc_funcs(&former_malloc, &former_free);
    taken = 0;
    was_full = false;
    json_set_alloc_funcs(take, give_back);
    json_t *document = json_load_callback(feed, &s, JSON_REJECT_DUPLICATES, &fault);
    json_set_alloc_funcs(former_malloc, former_free);
    if (document == NULL) {
        if (was_full) refuse(i, "what stands in it takes more than %zu MiB of memory", JSON_MEMORY_LIMIT >> 20);
        refuse(i, "line %d: not JSON that is read here: %s", fault.line, fault.text);
    }
    return document;
}

/* ---- members */

static const json_t *member(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_null(value) ? NULL : value;
}

const char *text_in(import *i, const json_t *object, const char *name)
{
    const json_t *value = member(object, name);
    if (value != NULL && !json_is_string(value)) i->odd++;
    return json_string_value(value);
}

int64_t integer_in(import *i, const json_t *object, const char *name)
{
    const json_t *value = member(object, name);
    if (json_is_integer(value)) return json_integer_value(value);
    if (value != NULL) i->odd++;
    return MOG_NO_INTEGER;
}

double number_in(import *i, const json_t *object, const char *name)
{
    const json_t *value = member(object, name);
    if (json_is_number(value)) return json_number_value(value);
    if (value != NULL) i->odd++;
    return NAN;
}

int truth_in(import *i, const json_t *object, const char *name)
{
    const json_t *value = member(object, name);
    if (json_is_boolean(value)) return json_is_true(value);
    if (value != NULL) i->odd++;
    return -1;
}

const json_t *object_in(import *i, const json_t *object, const char *name)
{
    const json_t *value = member(object, name);
    if (json_is_object(value)) return value;
    if (value != NULL) i->odd++;
    return NULL;
}

const json_t *array_in(import *i, const json_t *object, const char *name)
{
    const json_t *value = member(object, name);
    if (json_is_array(value)) return value;
    if (value != NULL) i->odd++;
    return NULL;
}
