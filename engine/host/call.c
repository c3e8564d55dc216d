#include "engine/host/library.h"

#include <avcall.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LONGEST_RESULT ((size_t)64 << 10) /* bytes of a text that a function returns */

typedef struct call {
    const mog_function_use *use;
    char *detail;
    size_t detail_size;
} call;

static bool fail(const call *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool fail(const call *c, const char *format, ...)
{
    va_list arguments;
    int used = snprintf(c->detail, c->detail_size, "%.*s.%.*s: ", (int)c->use->plugin.size, c->use->plugin.at,
                        (int)c->use->name.size, c->use->name.at);
    size_t at = used > 0 && (size_t)used < c->detail_size ? (size_t)used : 0;
    va_start(arguments, format);
    vsnprintf(c->detail + at, c->detail_size - at, format, arguments);
    va_end(arguments);
    return false;
}

/* Where a result goes; avcall writes by its type. */
typedef struct answer {
    int truth;
    long long whole;
    double number;
    const char *text;
} answer;

/* avcall's macros cast to a function without a prototype. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
static void start(av_alist *list, mog_any_function function, mog_type_tag result, answer *into)
{
    switch (result) {
    case MOG_TYPE_BOOL: av_start_int(*list, function, &into->truth); break;
    case MOG_TYPE_NUMBER: av_start_double(*list, function, &into->number); break;
    case MOG_TYPE_TEXT: av_start_ptr(*list, function, const char *, &into->text); break;
    default: av_start_longlong(*list, function, &into->whole); break; /* integer, time, duration */
    }
}

#pragma GCC diagnostic pop

static bool give(const call *c, av_alist *list, uint32_t index, const mog_value *value)
{
    mog_type_tag type = c->use->arguments[index];
    unsigned number = index + 1;
    int full = 0;
    switch (type) {
    case MOG_TYPE_BOOL: full = av_int(*list, value->i != 0); break;
    case MOG_TYPE_NUMBER: full = av_double(*list, value->d); break;
    case MOG_TYPE_TEXT:
        if (memchr(value->text, '\0', value->n)) return fail(c, "argument %u holds the character U+0000", number);
        full = av_ptr(*list, char *, value->text);
        break;
    case MOG_TYPE_DURATION:
        if (value->n != 0) return fail(c, "argument %u is a duration in months or years; give it in days", number);
        full = av_longlong(*list, value->i);
        break;
    default:
        /* It would be read as "no value". */
        if (value->i == MOG_NO_INTEGER) return fail(c, "argument %u is too small an integer", number);
        full = av_longlong(*list, value->i);
        break;
    }
    return full == 0 ? true : fail(c, "argument %u cannot be passed", number);
}

static bool take_text(const call *c, const char *text, mog_value *result, mog_arena *scratch)
{
    if (!text) return true;
    mog_text view = {text, strnlen(text, LONGEST_RESULT + 1)};
    if (view.size > LONGEST_RESULT) return fail(c, "it returned a text of more than %zu bytes", LONGEST_RESULT);
    if (mog_utf8_valid(view) != view.size) return fail(c, "it returned a text that is not UTF-8");
    mog_text normal = mog_text_nfc(scratch, view);
    if (normal.at == view.at) normal.at = mog_arena_copy(scratch, view.at, view.size);
    *result = (mog_value){.text = normal.at, .n = (uint32_t)normal.size, .known = 1};
    return true;
}

static bool take(const call *c, const answer *got, mog_value *result, mog_arena *scratch)
{
    mog_time time;
    *result = (mog_value){.why = MOG_WHY_FUNCTION};
    switch (c->use->result) {
    case MOG_TYPE_BOOL:
        if (got->truth == -1) return true;
        if (got->truth != 0 && got->truth != 1) return fail(c, "it returned %d for a bool", got->truth);
        *result = (mog_value){.i = got->truth, .known = 1};
        return true;
    case MOG_TYPE_NUMBER:
        if (isnan(got->number)) return true;
        if (isinf(got->number)) return fail(c, "it returned an infinite number");
        *result = (mog_value){.d = got->number, .known = 1};
        return true;
    case MOG_TYPE_TEXT: return take_text(c, got->text, result, scratch);
    default:
        if (got->whole == MOG_NO_INTEGER) return true;
        if (c->use->result == MOG_TYPE_TIME && !mog_time_add(&time, got->whole, (mog_duration){0})) {
            return fail(c, "it returned a time outside the years 1678 to 2261");
        }
        *result = (mog_value){.i = got->whole, .known = 1};
        return true;
    }
}

bool mog_library_call(void *context, uint32_t index, const mog_value *arguments, mog_value *result, mog_arena *scratch,
                      char *detail, size_t detail_size)
{
    const mog_library *library = context;
    call c = {&library->policy->functions[index], detail, detail_size};
    av_alist list;
    answer got = {0};
    start(&list, library->calls[index], c.use->result, &got);
    for (uint32_t i = 0; i < c.use->argument_count; i++) {
        if (!give(&c, &list, i, &arguments[i])) return false;
    }
    if (av_call(list) != 0) return fail(&c, "it cannot be called");
    return take(&c, &got, result, scratch);
}
