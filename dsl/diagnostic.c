/* diagnostic.c: gathering diagnostics: in order, once each, within a limit. */
#include "dsl/diagnostic.h"
#include "dsl/parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LONGEST_MESSAGE 400 /* bytes */

static const struct {
    const char *name, *title;
} codes[] = {
#define DIAGNOSTIC(code, title) {#code, title},
#include "dsl/diagnostics.def"
#undef DIAGNOSTIC
};

const char *mog_diagnostic_name(mog_diagnostic_code code)
{
    return codes[code].name;
}

const char *mog_diagnostic_title(mog_diagnostic_code code)
{
    return codes[code].title;
}

bool mog_diagnostic_is_error(mog_diagnostic_code code)
{
    return codes[code].name[0] == 'E';
}

mog_diagnostics *mog_diagnostics_new(void)
{
    mog_arena *arena = mog_arena_new();
    mog_diagnostics *all = mog_take(arena, mog_diagnostics);
    all->arena = arena;
    all->capacity = MOG_LIMIT_DIAGNOSTICS;
    all->at = mog_take_array(arena, mog_diagnostic, all->capacity);
    return all;
}

void mog_diagnostics_free(mog_diagnostics *diagnostics)
{
    if (diagnostics) mog_arena_free(diagnostics->arena);
}

/* By place; at one place errors come first, then by code. */
static int compare(const mog_diagnostic *a, const mog_diagnostic *b)
{
#define BY(field)                                                                                                      \
    if (a->field != b->field) return a->field < b->field ? -1 : 1
    BY(span.file);
    BY(span.start);
    BY(span.end);
    BY(code);
#undef BY
    return 0;
}

static size_t find_place(const mog_diagnostics *all, const mog_diagnostic *one)
{
    size_t low = 0, high = all->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&all->at[middle], one) < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* Makes room where all are kept that may be: the last warning gives way to an error. */
static bool make_room(mog_diagnostics *all, mog_diagnostic_code code)
{
    if (all->count < all->capacity) return true;
    if (!mog_diagnostic_is_error(code)) return false;
    for (size_t i = all->count; i-- > 0;) {
        if (mog_diagnostic_is_error(all->at[i].code)) continue;
        memmove(&all->at[i], &all->at[i + 1], (all->count - i - 1) * sizeof *all->at);
        all->count--;
        return true;
    }
    return false;
}

/* Cuts at a character's border, and takes out what would move the cursor of a terminal. */
static mog_text tidy(mog_arena *arena, const char *message)
{
    size_t size = strlen(message);
    bool cut = size > LONGEST_MESSAGE;
    if (cut) {
        size = LONGEST_MESSAGE;
        while (size && ((unsigned char)message[size] & 0xc0) == 0x80) size--;
    }
    char *text = mog_arena_format(arena, "%.*s%s", (int)size, message, cut ? "…" : "");
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f) *c = ' ';
    return mog_text_of(text);
}

void mog_report(mog_diagnostics *all, mog_diagnostic_code code, mog_span span, const char *format, ...)
{
    mog_diagnostic one = {.code = code, .span = span};
    size_t place = find_place(all, &one);
    if (place < all->count && compare(&all->at[place], &one) == 0) return;
    if (mog_diagnostic_is_error(code)) all->errors++;
    else all->warnings++;
    if (!make_room(all, code)) return;

    char message[4 * LONGEST_MESSAGE];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    one.message = tidy(all->arena, message);
    place = find_place(all, &one);
    memmove(&all->at[place + 1], &all->at[place], (all->count - place) * sizeof *all->at);
    all->at[place] = one;
    all->count++;
}
