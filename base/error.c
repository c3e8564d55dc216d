#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Drops an incomplete UTF-8 sequence at the end, which cutting a text to fit can leave. */
static void trim(char *text)
{
    size_t size = strlen(text), start = size;
    while (start > 0 && size - start < 4 && ((unsigned char)text[start - 1] & 0xC0) == 0x80) start--;
    if (start == 0) return;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (size - (start - 1) < needed) text[start - 1] = '\0';
}

static void fill(char *out, size_t room, const char *format, va_list list)
{
    int size = vsnprintf(out, room, format, list);
    if (size < 0) out[0] = '\0';
    else if ((size_t)size >= room) trim(out);
}

mog_status mog_fail(mog_error *err, mog_status status, const char *format, ...)
{
    if (err && err->status == MOG_OK) {
        va_list list;
        va_start(list, format);
        fill(err->message, sizeof err->message, format, list);
        va_end(list);
        err->place[0] = err->hint[0] = '\0';
        err->status = status;
    }
    return status;
}

mog_status mog_fail_errno(mog_error *err, int saved_errno, const char *format, ...)
{
    if (err && err->status == MOG_OK) {
        char spare[128];
        const char *cause = strerror_r(saved_errno, spare, sizeof spare);
        /* The cause matters more than the end of a long message: room is kept for it. */
        size_t room = sizeof err->message - (strlen(cause) + 2);
        va_list list;
        va_start(list, format);
        fill(err->message, room, format, list);
        va_end(list);
        size_t used = strlen(err->message);
        snprintf(err->message + used, sizeof err->message - used, ": %s", cause);
        err->place[0] = err->hint[0] = '\0';
        err->status = MOG_SYSTEM;
    }
    return MOG_SYSTEM;
}

void mog_error_place(mog_error *err, const char *format, ...)
{
    if (!err || err->status == MOG_OK || err->place[0]) return;
    va_list list;
    va_start(list, format);
    fill(err->place, sizeof err->place, format, list);
    va_end(list);
}

void mog_error_hint(mog_error *err, const char *format, ...)
{
    if (!err || err->status == MOG_OK || err->hint[0]) return;
    va_list list;
    va_start(list, format);
    fill(err->hint, sizeof err->hint, format, list);
    va_end(list);
}
