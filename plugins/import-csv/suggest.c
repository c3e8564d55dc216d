#include "suggest.h"

#include "convert.h"

#include <stdlib.h>
#include <string.h>

/* In the order in which they are thought of: the first that takes every value. */
static const struct {
    conversion as;
    const char *name;
} tried[] = {
    {CONVERT_INTEGER, "integer"}, {CONVERT_NUMBER, "number"},     {CONVERT_BOOL, "bool"},
    {CONVERT_TIME, "time"},       {CONVERT_DURATION, "duration"}, {CONVERT_PERCENT, "percent"},
};
#define TRIED (sizeof tried / sizeof *tried)

typedef struct guess {
    unsigned possible; /* a bit for each type */
    bool seen;         /* a value */
} guess;

static void look(guess *g, const char *cell, bytes *scratch, bytes *why)
{
    if (!*trimmed(scratch, cell)) return;
    g->seen = true;
    for (size_t i = 0; i < TRIED; i++) {
        json_t *value = NULL;
        const value_form form = {.as = tried[i].as, .zone = "Z"};
        if (!(g->possible & 1u << i)) continue;
        bytes_clear(why);
        if (!convert(&value, &form, cell, why)) g->possible &= ~(1u << i);
        json_decref(value);
    }
}

/* "Senaste inloggning" -> "senaste_inloggning": a word of the rule language. */
static void name_field(bytes *out, const char *heading)
{
    static const struct {
        const char *sign, *plain;
    } letters[] = {{"\xc3\xa5", "a"}, {"\xc3\xa4", "a"}, {"\xc3\xb6", "o"}, {"\xc3\xa9", "e"}, {"\xc3\xbc", "u"},
                   {"\xc3\x85", "a"}, {"\xc3\x84", "a"}, {"\xc3\x96", "o"}, {"\xc3\x89", "e"}, {"\xc3\x9c", "u"}};
    bytes_clear(out);
    for (const char *at = heading; *at;) {
        size_t i = 0;
        while (i < sizeof letters / sizeof *letters && strncmp(at, letters[i].sign, 2) != 0) i++;
        if (i < sizeof letters / sizeof *letters) {
            bytes_add_text(out, letters[i].plain);
            at += 2;
            continue;
        }
        char c = *at++;
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) bytes_add(out, &c, 1);
        else if (out->size && out->at[out->size - 1] != '_') bytes_add(out, "_", 1);
    }
    while (out->size && out->at[out->size - 1] == '_') out->at[--out->size] = '\0';
    if (!out->size || (out->at[0] >= '0' && out->at[0] <= '9')) bytes_add_text(out, "field");
}

static json_t *target_of(const guess *g, const char *field)
{
    for (size_t i = 0; g->seen && i < TRIED; i++) {
        if (g->possible & 1u << i) return json_pack("{s:s, s:s}", "to", field, "type", tried[i].name);
    }
    return json_string(field);
}

static char *copy(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(allocate(NULL, size), text, size);
}

json_t *suggest_mapping(table *t)
{
    row r;
    bytes scratch = {0}, why = {0};
    if (table_next(t, &r) != TABLE_ROW) return NULL;
    size_t count = r.count;
    char **heading = allocate(NULL, count * sizeof *heading);
    guess *guesses = allocate(NULL, count * sizeof *guesses);
    for (size_t i = 0; i < count; i++) {
        heading[i] = copy(trimmed(&scratch, r.cells[i]));
        guesses[i] = (guess){.possible = (1u << TRIED) - 1};
    }
    table_state state = TABLE_ROW;
    for (size_t n = 0; n < ROWS_LOOKED_AT && (state = table_next(t, &r)) == TABLE_ROW; n++) {
        for (size_t i = 0; i < count && i < r.count; i++) look(&guesses[i], r.cells[i], &scratch, &why);
    }
    json_t *suggested = NULL, *fields = json_object();
    for (size_t i = 0; i < count; i++) {
        name_field(&scratch, heading[i]);
        if (*heading[i]) json_object_set_new(fields, heading[i], target_of(&guesses[i], scratch.at));
    }
    if (state != TABLE_FAULT) {
        bytes_clear(&scratch);
        bytes_format(&scratch, "TYPE:{%s}", heading[0]);
        suggested = json_pack("{s:s, s:s, s:s, s:O}", "kind", "KIND", "subject", scratch.at, "observed", "YYYY-MM-DD",
                              "fields", fields);
    }
    json_decref(fields);
    for (size_t i = 0; i < count; i++) free(heading[i]);
    free(heading);
    free(guesses);
    bytes_free(&scratch);
    bytes_free(&why);
    return suggested;
}
