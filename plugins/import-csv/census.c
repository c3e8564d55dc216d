#include "census.h"

#include <string.h>

int64_t census_add(census *c, const char *subject, const char *item, uint64_t line)
{
    if (!c->subjects) c->subjects = json_object();
    json_t *items = json_object_get(c->subjects, subject);
    if (!items) json_object_set_new(c->subjects, subject, items = json_object());
    json_t *before = json_object_get(items, item);
    if (before) return json_integer_value(before);
    c->names += strlen(item) + strlen(subject);
    if (++c->items > MOST_ITEMS || c->names > MOST_NAMES) return -1;
    json_object_set_new(items, item, json_integer((json_int_t)line));
    return 0;
}

void census_free(census *c)
{
    json_decref(c->subjects);
    *c = (census){0};
}
