/* names.c: lists of names that grow. */
#include "collect.h"

#include <stdlib.h>
#include <string.h>

void names_add(names *list, const char *name)
{
    list->at = grow(list->at, list->count, sizeof *list->at);
    list->at[list->count++] = format("%s", name);
}

bool names_have(const names *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->at[i], name) == 0) return true;
    }
    return false;
}

void names_free(names *list)
{
    for (size_t i = 0; i < list->count; i++) free(list->at[i]);
    free(list->at);
    *list = (names){0};
}
