#include "base/json_fault.h"

#include "base/json.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct frame {
    bool is_array;
    size_t index;
    json_t *keys;    /* of an object: those seen so far */
    const char *key; /* the present one, owned by `keys`; NULL before the first */
} frame;

typedef struct reader {
    mog_text text;
    size_t at;
    frame stack[MOG_JSON_DEPTH];
    size_t depth;
    mog_json_fault *fault;
} reader;

static bool read_value(reader *r);

/* Everything below returns false at the first fault, which has then been written down. */
static __attribute__((format(printf, 3, 4))) bool fail(reader *r, size_t offset, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(r->fault->cause, sizeof r->fault->cause, format, list);
    va_end(list);
    r->fault->offset = offset;
    return false;
}

static bool hint(reader *r, const char *text)
{
    snprintf(r->fault->hint, sizeof r->fault->hint, "%s", text);
    return false;
}

static int peek(const reader *r)
{
    return r->at < r->text.size ? (unsigned char)r->text.at[r->at] : -1;
}

static void skip_space(reader *r)
{
    int c;
    while ((c = peek(r)) == ' ' || c == '\t' || c == '\n' || c == '\r') r->at++;
}

/* What stands at the place of the fault, as a person would name it. */
static const char *found(const reader *r, char spare[32])
{
    int c = peek(r);
    if (c < 0) return "the text ends";
    mog_text rest = {r->text.at + r->at, r->text.size - r->at};
    size_t size = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (size > rest.size) size = rest.size;
    if (c < 0x20 || c == 0x7F || mog_utf8_valid((mog_text){rest.at, size}) != size) {
        snprintf(spare, 32, "the byte 0x%02x stands", c);
    } else {
        snprintf(spare, 32, "%.*s stands", (int)size, rest.at);
    }
    return spare;
}

static int hex_digits(const reader *r, size_t at)
{
    int value = 0;
    for (size_t i = 0; i < 4; i++) {
        if (at + i >= r->text.size) return -1;
        char c = r->text.at[at + i];
        char lower = (char)(c | 0x20);
        if (c >= '0' && c <= '9') value = value * 16 + (c - '0');
        else if (lower >= 'a' && lower <= 'f') value = value * 16 + (lower - 'a' + 10);
        else return -1;
    }
    return value;
}

static bool read_escape(reader *r)
{
    size_t start = r->at++;
    int c = peek(r);
    if (c < 0) return fail(r, start, "the string is not closed");
    r->at++;
    if (c != 'u') {
        if (strchr("\"\\/bfnrt", c)) return true;
        fail(r, start, "a backslash in a string is followed by something that is no escape");
        return hint(r, "write a backslash as \\\\");
    }
    int unit = hex_digits(r, r->at);
    if (unit < 0) return fail(r, start, "\\u is not followed by four hexadecimal digits");
    r->at += 4;
    if (unit == 0) return fail(r, start, "the character U+0000 is not allowed in a string");
    if (unit < 0xD800 || unit > 0xDFFF) return true;
    int low = -1;
    if (unit < 0xDC00 && peek(r) == '\\' && r->at + 1 < r->text.size && r->text.at[r->at + 1] == 'u') {
        low = hex_digits(r, r->at + 2);
    }
    if (low < 0xDC00 || low > 0xDFFF) {
        return fail(r, start, "\\u%04x is half of a surrogate pair without the other half", (unsigned)unit);
    }
    r->at += 6;
    return true;
}

static bool read_string(reader *r)
{
    size_t start = r->at++;
    for (;;) {
        int c = peek(r);
        if (c < 0) return fail(r, start, "the string is not closed");
        if (c < 0x20) {
            fail(r, r->at, "a control character (U+%04X) stands in a string", (unsigned)c);
            if (c == '\n') return hint(r, "write a newline in a string as \\n");
            if (c == '\t') return hint(r, "write a tab in a string as \\t");
            return hint(r, "write it as an escape, \\u and four digits");
        }
        if (c == '\\') {
            if (!read_escape(r)) return false;
            continue;
        }
        r->at++;
        if (c == '"') break;
    }
    mog_text string = {r->text.at + start, r->at - start};
    size_t valid = mog_utf8_valid(string);
    if (valid == string.size) return true;
    fail(r, start + valid, "the byte 0x%02x in a string is not UTF-8", (unsigned)(unsigned char)string.at[valid]);
    return hint(r, "save the text as UTF-8");
}

static size_t skip_digits(reader *r)
{
    size_t start = r->at;
    while (peek(r) >= '0' && peek(r) <= '9') r->at++;
    return r->at - start;
}

static bool read_number(reader *r)
{
    size_t start = r->at;
    bool is_integer = true;
    if (peek(r) == '-') r->at++;
    size_t first = r->at;
    if (skip_digits(r) == 0) return fail(r, start, "a minus sign is not followed by a digit");
    if (r->text.at[first] == '0' && r->at - first > 1) {
        return fail(r, start, "a number begins with a zero that does not belong there");
    }
    if (peek(r) == '.') {
        is_integer = false;
        r->at++;
        if (skip_digits(r) == 0) return fail(r, start, "a number has no digit after its decimal point");
    }
    if (peek(r) == 'e' || peek(r) == 'E') {
        is_integer = false;
        r->at++;
        if (peek(r) == '+' || peek(r) == '-') r->at++;
        if (skip_digits(r) == 0) return fail(r, start, "a number has no digit in its exponent");
    }
    size_t size = r->at - start;
    char *copy = mog_allocate(size + 1);
    memcpy(copy, r->text.at + start, size);
    copy[size] = '\0';
    errno = 0;
    if (is_integer) {
        (void)strtoll(copy, NULL, 10);
        if (errno == ERANGE) fail(r, start, "an integer does not fit into 64 bits");
    } else {
        double value = strtod(copy, NULL);
        if (errno == ERANGE && (value > 1 || value < -1)) fail(r, start, "a number is too large");
    }
    free(copy);
    return !r->fault->cause[0];
}

static bool read_word(reader *r, const char *word)
{
    mog_text rest = {r->text.at + r->at, r->text.size - r->at};
    size_t size = strlen(word);
    if (!mog_text_starts(rest, mog_text_of(word))) return false;
    r->at += size;
    return true;
}

/* A key and what it opens; the key is decoded by jansson, so that two spellings of one key are the same. */
static bool read_key(reader *r, frame *top)
{
    char spare[32];
    size_t start = r->at;
    if (peek(r) != '"') {
        fail(r, start, "%s where a key in double quotes should", found(r, spare));
        return peek(r) == '}' && top->key ? hint(r, "remove the comma before it") : false;
    }
    if (!read_string(r)) return false;
    json_t *key = json_loadb(r->text.at + start, r->at - start, JSON_DECODE_ANY, NULL);
    if (!key) return fail(r, start, "the key cannot be read");
    bool is_new = json_object_get(top->keys, json_string_value(key)) == NULL;
    if (is_new && json_object_set_new(top->keys, json_string_value(key), json_true()) != 0) mog_out_of_memory();
    /* The table's own copy of the key lives as long as the frame. */
    top->key = json_object_iter_key(json_object_iter_at(top->keys, json_string_value(key)));
    json_decref(key);
    if (!is_new) return fail(r, start, "the key \"%.100s\" is there twice", top->key);
    skip_space(r);
    if (peek(r) != ':') return fail(r, r->at, "%s where a colon should, after a key", found(r, spare));
    r->at++;
    return true;
}

static bool read_inside(reader *r, frame *top, char close)
{
    char spare[32];
    skip_space(r);
    if (peek(r) == close) {
        r->at++;
        return true;
    }
    for (;; top->index++) {
        skip_space(r);
        if (!top->is_array && !read_key(r, top)) return false;
        if (top->is_array && top->index > 0 && peek(r) == ']') {
            fail(r, r->at, "a comma stands before the end of an array");
            return hint(r, "remove the comma");
        }
        if (!read_value(r)) return false;
        skip_space(r);
        int c = peek(r);
        if (c == close) {
            r->at++;
            return true;
        }
        if (c != ',') {
            return fail(r, r->at, "%s where a comma or %c should", found(r, spare), close);
        }
        r->at++;
    }
}

static bool read_value(reader *r)
{
    char spare[32];
    skip_space(r);
    int c = peek(r);
    if (c == '"') return read_string(r);
    if (c == '-' || (c >= '0' && c <= '9')) return read_number(r);
    if (c != '{' && c != '[') {
        if (read_word(r, "true") || read_word(r, "false") || read_word(r, "null")) return true;
        if (c == '\'') {
            fail(r, r->at, "a string stands in single quotes");
            return hint(r, "JSON has double quotes only");
        }
        return fail(r, r->at, "%s where a value should", found(r, spare));
    }
    if (r->depth == MOG_JSON_DEPTH) {
        return fail(r, r->at, "objects and arrays lie too deep in each other (more than %d)", MOG_JSON_DEPTH);
    }
    frame *top = &r->stack[r->depth++];
    *top = (frame){.is_array = c == '['};
    if (!top->is_array && !(top->keys = json_object())) mog_out_of_memory();
    r->at++;
    if (!read_inside(r, top, c == '[' ? ']' : '}')) return false; /* the frame stays: it tells the path */
    json_decref(top->keys);
    r->depth--;
    return true;
}

static bool is_word(const char *key)
{
    if (!*key || (*key >= '0' && *key <= '9')) return false;
    for (; *key; key++) {
        char c = *key;
        if (!(c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) return false;
    }
    return true;
}

static void write_path(reader *r)
{
    mog_buffer path = {0};
    mog_buffer_clear(&path);
    for (size_t i = 0; i < r->depth; i++) {
        const frame *f = &r->stack[i];
        if (f->is_array) mog_buffer_format(&path, "[%zu]", f->index);
        else if (f->key && is_word(f->key)) mog_buffer_format(&path, "%s%s", path.size ? "." : "", f->key);
        else if (f->key) mog_buffer_format(&path, "[\"%s\"]", f->key);
    }
    size_t size = path.size < sizeof r->fault->path ? path.size : sizeof r->fault->path - 1;
    size = mog_utf8_valid((mog_text){path.at, size}); /* keys are valid, so only the cut can be wrong */
    memcpy(r->fault->path, path.at, size);
    r->fault->path[size] = '\0';
    mog_buffer_free(&path);
}

static bool read_text(reader *r)
{
    char spare[32];
    if (mog_text_starts(r->text, MOG_TEXT("\xEF\xBB\xBF"))) {
        fail(r, 0, "the text begins with a byte order mark");
        return hint(r, "save it as UTF-8 without one");
    }
    skip_space(r);
    if (peek(r) < 0) return fail(r, r->at, "the text is empty");
    if (!read_value(r)) return false;
    skip_space(r);
    if (peek(r) >= 0) return fail(r, r->at, "%s after the end of the value", found(r, spare));
    return true;
}

bool mog_json_find_fault(mog_json_fault *out, mog_text text)
{
    reader r = {.text = text, .fault = out};
    *out = (mog_json_fault){0};
    bool faulty = !read_text(&r);
    if (faulty) write_path(&r);
    for (size_t i = 0; i < r.depth; i++) json_decref(r.stack[i].keys);
    return faulty;
}
