#include "engine/ingest/reader.h"

#include <stdarg.h>
#include <string.h>

mog_status mog_ingest_refuse(mog_ingest *ingest, const char *format, ...)
{
    char cause[sizeof(mog_error){0}.message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(cause, sizeof cause, format, arguments);
    va_end(arguments);
    mog_fail(ingest->err, MOG_INPUT, "%s", cause);
    if (ingest->path.size) mog_error_place(ingest->err, "%s", ingest->path.at);
    return MOG_INPUT;
}

mog_status mog_ingest_hint(mog_ingest *ingest, const char *format, ...)
{
    char hint[sizeof(mog_error){0}.hint];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(hint, sizeof hint, format, arguments);
    va_end(arguments);
    mog_error_hint(ingest->err, "%s", hint);
    return MOG_INPUT;
}

size_t mog_ingest_enter(mog_ingest *ingest, const char *key)
{
    size_t before = ingest->path.size;
    if (before) mog_buffer_add(&ingest->path, ".", 1);
    mog_buffer_add(&ingest->path, key, strlen(key));
    return before;
}

size_t mog_ingest_enter_at(mog_ingest *ingest, size_t index)
{
    size_t before = ingest->path.size;
    mog_buffer_format(&ingest->path, "[%zu]", index);
    return before;
}

void mog_ingest_leave(mog_ingest *ingest, size_t before)
{
    ingest->path.size = before;
    ingest->path.at[before] = '\0';
}

const char *mog_json_word(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT: return "an object";
    case JSON_ARRAY: return "an array";
    case JSON_STRING: return "a text";
    case JSON_INTEGER: return "an integer";
    case JSON_REAL: return "a number with decimals";
    case JSON_TRUE: return "true";
    case JSON_FALSE: return "false";
    default: return "null";
    }
}

mog_status mog_ingest_text(mog_text *out, mog_ingest *ingest, const json_t *value, const char *what)
{
    if (!json_is_string(value))
        return mog_ingest_refuse(ingest, "%s must be a text, not %s", what, mog_json_word(value));
    *out = mog_text_nfc(ingest->scratch, (mog_text){json_string_value(value), json_string_length(value)});
    return MOG_OK;
}

/* Names stand in reports and on terminals: no control characters, no line ends, nothing that turns the direction of
 * writing. By the bytes of UTF-8: C0 and DEL; U+0080..9F; U+2028..202E; U+2066..2069. */
static bool is_printable(mog_text text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char a = (unsigned char)text.at[i];
        unsigned char b = i + 1 < text.size ? (unsigned char)text.at[i + 1] : 0;
        unsigned char c = i + 2 < text.size ? (unsigned char)text.at[i + 2] : 0;
        if (a < 0x20 || a == 0x7f) return false;
        if (a == 0xc2 && b < 0xa0) return false;
        if (a == 0xe2 && b == 0x80 && c >= 0xa8 && c <= 0xae) return false;
        if (a == 0xe2 && b == 0x81 && c >= 0xa6 && c <= 0xa9) return false;
    }
    return true;
}

mog_status mog_ingest_name(mog_text *out, mog_ingest *ingest, const json_t *value, const char *what)
{
    mog_status status = mog_ingest_text(out, ingest, value, what);
    if (status) return status;
    if (out->size == 0) return mog_ingest_refuse(ingest, "%s is empty", what);
    if (out->size > MOG_NAME_LIMIT) {
        return mog_ingest_refuse(ingest, "%s has %zu bytes, more than the %d allowed", what, out->size, MOG_NAME_LIMIT);
    }
    if (!is_printable(*out)) return mog_ingest_refuse(ingest, "%s holds a control character", what);
    if (out->at[0] == ' ' || out->at[out->size - 1] == ' ') {
        return mog_ingest_refuse(ingest, "%s begins or ends with a space", what);
    }
    return MOG_OK;
}

mog_status mog_ingest_subject(mog_text *out, mog_text *type, mog_ingest *ingest, const json_t *value, const char *what)
{
    mog_status status = mog_ingest_name(out, ingest, value, what);
    if (status) return status;
    const char *colon = memchr(out->at, ':', out->size);
    size_t head = colon ? (size_t)(colon - out->at) : 0;
    if (head == 0 || head + 1 == out->size) {
        mog_ingest_refuse(ingest, "%s `%.*s` is not of the form TYPE:NAME", what, (int)out->size, out->at);
        return mog_ingest_hint(ingest, "write it as \"system:payroll\"");
    }
    if (out->at[head + 1] == ' ') return mog_ingest_refuse(ingest, "%s has a space after the colon", what);
    *type = (mog_text){out->at, head};
    return MOG_OK;
}

mog_status mog_ingest_time(mog_time *out, mog_ingest *ingest, const json_t *value)
{
    mog_text text;
    if (!json_is_string(value)) {
        mog_ingest_refuse(ingest, "a time must be a text, not %s", mog_json_word(value));
    } else {
        text = (mog_text){json_string_value(value), json_string_length(value)};
        if (mog_time_parse(out, text)) return MOG_OK;
        mog_ingest_refuse(ingest, "`%.60s` is not a time in the years 1678 to 2261", text.at);
    }
    return mog_ingest_hint(ingest, "write it as \"2026-11-01\" or \"2026-11-01T08:30:00+01:00\" (RFC 3339)");
}
