#include "base/json.h"

#include "base/json_fault.h"
#include "base/time.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

/* How deep objects and arrays lie in each other, told without parsing. Wrong for a text that is not JSON, which the
 * parser then refuses. It keeps the parser's recursion and that of whoever walks the value within bounds. */
static int depth_of(mog_text text)
{
    int depth = 0, deepest = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (c == '"') {
            for (i++; i < text.size && text.at[i] != '"'; i++) {
                if (text.at[i] == '\\') i++;
            }
        } else if (c == '{' || c == '[') {
            if (++depth > deepest) deepest = depth;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return deepest;
}

/* Puts the fault into words: cause and column, the path as the place. */
static mog_status refuse(mog_text text, mog_error *err)
{
    mog_json_fault fault;
    if (!mog_json_find_fault(&fault, text)) {
        return mog_fail(err, MOG_INPUT, "the text cannot be read as JSON"); /* jansson was the stricter one */
    }
    size_t line = 1, start = 0;
    for (size_t i = 0; i < fault.offset; i++) {
        if (text.at[i] == '\n') {
            line++;
            start = i + 1;
        }
    }
    size_t column = mog_text_code_points((mog_text){text.at + start, fault.offset - start}) + 1;
    mog_status status;
    if (line == 1) status = mog_fail(err, MOG_INPUT, "%s (column %zu)", fault.cause, column);
    else status = mog_fail(err, MOG_INPUT, "%s (line %zu, column %zu)", fault.cause, line, column);
    if (fault.path[0]) mog_error_place(err, "%s", fault.path);
    if (fault.hint[0]) mog_error_hint(err, "%s", fault.hint);
    return status;
}

mog_status mog_json_parse(json_t **out, mog_text text, size_t limit, mog_error *err)
{
    *out = NULL;
    if (limit && text.size > limit) {
        return mog_fail(err, MOG_INPUT, "the text is %zu bytes long, more than the %zu allowed", text.size, limit);
    }
    if (depth_of(text) > MOG_JSON_DEPTH) return refuse(text, err);
    json_error_t fault;
    *out = json_loadb(text.size ? text.at : "", text.size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
    if (*out) return MOG_OK;
    if (json_error_code(&fault) == json_error_out_of_memory) mog_out_of_memory();
    return refuse(text, err);
}

static mog_status dump(FILE *stream, const json_t *value, size_t flags, mog_error *err)
{
    errno = 0;
    if (json_dumpf(value, stream, flags) == 0) return MOG_OK;
    int cause = errno;
    if (ferror(stream)) return mog_fail_errno(err, cause, "cannot write the result");
    return mog_fail(err, MOG_INTERNAL, "a value cannot be written as JSON");
}

mog_status mog_json_write(FILE *stream, const json_t *value, int indent, mog_error *err)
{
    /* Fifteen digits are the most that every decimal survives through a double; jansson keeps keys in the order set. */
    size_t flags = JSON_ENCODE_ANY | JSON_REAL_PRECISION(15);
    if (indent > 0) flags |= JSON_INDENT((size_t)(indent < 31 ? indent : 31));
    else flags |= JSON_COMPACT;
    return dump(stream, value, flags, err);
}

/* How many digits it takes, at least `digits`. */
static int digits_of(const json_t *value, int digits)
{
    char text[40];
    if (json_is_real(value)) {
        double number = json_real_value(value);
        for (; digits < DBL_DECIMAL_DIG; digits++) {
            snprintf(text, sizeof text, "%.*g", digits, number);
            if (strtod(text, NULL) == number) break;
        }
    } else if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++) digits = digits_of(json_array_get(value, i), digits);
    } else if (json_is_object(value)) {
        json_t *object = (json_t *)value;
        for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at))
            digits = digits_of(json_object_iter_value(at), digits);
    }
    return digits;
}

mog_status mog_json_write_exact(FILE *stream, const json_t *value, mog_error *err)
{
    size_t digits = (size_t)digits_of(value, 15);
    return dump(stream, value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(digits), err);
}

static json_t *sure(json_t *made)
{
    if (!made) mog_out_of_memory();
    return made;
}

json_t *mog_json_figure(double value)
{
    if (!isfinite(value)) return json_null();
    /* From about nine million on, a double has no nine decimals to round away. */
    if (fabs(value) < 9e6) value = round(value * 1e9) / 1e9;
    return sure(json_real(value == 0 ? 0.0 : value)); /* no negative zero */
}

json_t *mog_json_text(mog_text text)
{
    size_t valid = mog_utf8_valid(text);
    if (valid == text.size) return sure(json_stringn_nocheck(text.size ? text.at : "", text.size));
    mog_buffer clean = {0};
    while (text.size > 0) {
        mog_buffer_add(&clean, text.at, valid);
        text.at += valid;
        text.size -= valid;
        if (text.size > 0) {
            mog_buffer_add(&clean, "\xEF\xBF\xBD", 3);
            text.at++;
            text.size--;
        }
        valid = mog_utf8_valid(text);
    }
    json_t *made = sure(json_stringn_nocheck(clean.at, clean.size));
    mog_buffer_free(&clean);
    return made;
}

json_t *mog_json_time(int64_t time)
{
    char text[MOG_TIME_TEXT];
    mog_time_format(text, time);
    return sure(json_string(text));
}

/* The parts have one sign, since they were read from such a text. */
json_t *mog_json_duration(mog_duration d)
{
    mog_buffer text = {0};
    bool negative = d.months < 0 || d.ns < 0;
    uint64_t months = (uint64_t)(d.months < 0 ? -(int64_t)d.months : d.months);
    uint64_t ns = d.ns < 0 ? -(uint64_t)d.ns : (uint64_t)d.ns;
    uint64_t days = ns / (uint64_t)MOG_DAY, hours = ns % (uint64_t)MOG_DAY / (uint64_t)MOG_HOUR;
    uint64_t minutes = ns % (uint64_t)MOG_HOUR / (uint64_t)MOG_MINUTE, rest = ns % (uint64_t)MOG_MINUTE;
    const struct {
        uint64_t count;
        char letter;
        bool in_time;
    } parts[] = {{months / 12, 'Y', false},
                 {months % 12, 'M', false},
                 {days, 'D', false},
                 {hours, 'H', true},
                 {minutes, 'M', true}};
    bool time = false;
    mog_buffer_format(&text, "%sP", negative ? "-" : "");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].count == 0) continue;
        if (parts[i].in_time && !time) mog_buffer_format(&text, "T");
        time |= parts[i].in_time;
        mog_buffer_format(&text, "%llu%c", (unsigned long long)parts[i].count, parts[i].letter);
    }
    if (rest || (months == 0 && ns == 0)) {
        mog_buffer_format(&text, "%s%llu", time ? "" : "T", (unsigned long long)(rest / (uint64_t)MOG_SECOND));
        uint64_t decimals = rest % (uint64_t)MOG_SECOND;
        if (decimals) {
            mog_buffer_format(&text, ".%09llu", (unsigned long long)decimals);
            while (text.at[text.size - 1] == '0') text.at[--text.size] = '\0';
        }
        mog_buffer_format(&text, "S");
    }
    json_t *out = mog_json_text((mog_text){text.at, text.size});
    mog_buffer_free(&text);
    return out;
}

json_t *mog_json_text_or_null(mog_text text)
{
    return text.size ? mog_json_text(text) : json_null();
}

json_t *mog_json_string_or_null(const char *text)
{
    return text ? mog_json_text(mog_text_of(text)) : json_null();
}

json_t *mog_json_made(json_t *value)
{
    if (!value) mog_out_of_memory();
    return value;
}

json_t *mog_json_object(void)
{
    return mog_json_made(json_object());
}

json_t *mog_json_array(void)
{
    return mog_json_made(json_array());
}

void mog_json_set(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, mog_json_made(value)) != 0) mog_out_of_memory();
}

void mog_json_append(json_t *array, json_t *value)
{
    if (json_array_append_new(array, mog_json_made(value)) != 0) mog_out_of_memory();
}
