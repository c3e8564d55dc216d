#include "convert.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Space, tab, line ends, no-break space, and the mark that some programs put in front. Returns the length, or 0. */
static size_t blank(const char *at)
{
    static const char *const blanks[] = {" ", "\t", "\n", "\r", "\xc2\xa0", "\xe2\x80\xaf", "\xef\xbb\xbf"};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        size_t size = strlen(blanks[i]);
        if (strncmp(at, blanks[i], size) == 0) return size;
    }
    return 0;
}

const char *trimmed(bytes *into, const char *cell)
{
    const char *end = cell;
    for (size_t size; *cell && (size = blank(cell));) cell += size;
    end = cell;
    for (const char *at = cell; *at;) {
        size_t size = blank(at);
        at += size ? size : 1;
        if (!size) end = at;
    }
    bytes_clear(into);
    bytes_add(into, cell, (size_t)(end - cell));
    return into->at;
}

/* ---- each sort of value, of text that is not empty */

static bool to_text(json_t **out, const char *text)
{
    *out = json_string(text);
    return *out != NULL;
}

static bool to_number(json_t **out, const value_form *form, const char *text, double divisor, bytes *why)
{
    bytes figure = {0};
    bool done = read_decimal(&figure, text, form->decimal, why);
    double value = done ? strtod(figure.at, NULL) / divisor : 0;
    if (done && !isfinite(value)) {
        bytes_add_text(why, "is too large a number");
        done = false;
    }
    if (done) *out = json_real(value);
    bytes_free(&figure);
    return done;
}

static bool to_percent(json_t **out, const value_form *form, const char *text, bytes *why)
{
    bytes number = {0}, bare = {0};
    size_t size = strlen(text);
    bytes_add(&number, text, size && text[size - 1] == '%' ? size - 1 : size);
    bool done = to_number(out, form, trimmed(&bare, number.at), 100, why);
    bytes_free(&number);
    bytes_free(&bare);
    return done;
}

#define LARGEST 9007199254740992.0 /* to which a double holds every whole number */

static bool to_integer(json_t **out, const value_form *form, const char *text, bytes *why)
{
    bytes figure = {0};
    bool done = read_decimal(&figure, text, form->decimal, why);
    if (done) {
        char *end;
        errno = 0;
        long long value = strtoll(figure.at, &end, 10);
        if (*end) { /* 3,0 and 3E+05 will do */
            double real = strtod(figure.at, NULL);
            done = fabs(real) <= LARGEST && real == floor(real);
            if (done) value = (long long)real;
        }
        done = done && errno == 0;
        if (done) *out = json_integer(value);
        else bytes_add_text(why, "is not a whole number that can be kept");
    }
    bytes_free(&figure);
    return done;
}

static bool to_bool(json_t **out, const char *text, bytes *why)
{
    static const char *const yes[] = {"ja", "yes", "sant", "true", "x", "1", "j", "y"};
    static const char *const no[] = {"nej", "no", "falskt", "false", "0", "n"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        if (strcasecmp(text, yes[i]) == 0) return *out = json_true(), true;
    }
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        if (strcasecmp(text, no[i]) == 0) return *out = json_false(), true;
    }
    bytes_add_text(why, "is neither yes nor no");
    return false;
}

typedef bool read_text(bytes *out, const char *text, const value_form *form, bytes *why);

static bool to_read(json_t **out, read_text *read, const value_form *form, const char *text, bytes *why)
{
    bytes told = {0};
    bool done = read(&told, text, form, why) && to_text(out, told.at);
    bytes_free(&told);
    return done;
}

static bool to_value(json_t **out, conversion as, const value_form *form, const char *text, bytes *why)
{
    switch (as) {
    case CONVERT_NUMBER: return to_number(out, form, text, 1, why);
    case CONVERT_INTEGER: return to_integer(out, form, text, why);
    case CONVERT_PERCENT: return to_percent(out, form, text, why);
    case CONVERT_BOOL: return to_bool(out, text, why);
    case CONVERT_TIME: return to_read(out, read_time, form, text, why);
    case CONVERT_DURATION: return to_read(out, read_duration, form, text, why);
    default: return to_text(out, text);
    }
}

/* ---- the whole */

static bool is_listed(const json_t *texts, const char *text)
{
    for (size_t i = 0; i < json_array_size(texts); i++) {
        if (strcasecmp(json_string_value(json_array_get(texts, i)), text) == 0) return true;
    }
    return false;
}

/* Small and capital letters of the words are told apart only where both are in the table. */
static json_t *find_word(const json_t *words, const char *text)
{
    json_t *exact = json_object_get(words, text);
    if (exact) return json_incref(exact);
    for (void *at = json_object_iter((json_t *)words); at; at = json_object_iter_next((json_t *)words, at)) {
        if (strcasecmp(json_object_iter_key(at), text) == 0) return json_incref(json_object_iter_value(at));
    }
    return NULL;
}

static bool convert_one(json_t **out, conversion as, const value_form *form, const char *text, bytes *why)
{
    if (form->words && (*out = find_word(form->words, text))) {
        if (!json_is_null(*out)) return true;
        *out = NULL;
        return true;
    }
    if (form->words && form->words_only) {
        bytes_add_text(why, "is not among the words of the mapping");
        return false;
    }
    return to_value(out, as, form, text, why);
}

static bool convert_list(json_t **out, const value_form *form, const char *text, bytes *why)
{
    bytes part = {0}, bare = {0};
    size_t size = strlen(form->separator);
    bool done = true;
    json_t *list = json_array();
    while (done && text) {
        const char *end = strstr(text, form->separator);
        bytes_clear(&part);
        bytes_add(&part, text, end ? (size_t)(end - text) : strlen(text));
        text = end ? end + size : NULL;
        json_t *member = NULL;
        if (!*trimmed(&bare, part.at)) continue;
        done = convert_one(&member, form->of, form, bare.at, why);
        if (done && member) json_array_append_new(list, member);
    }
    bytes_free(&part);
    bytes_free(&bare);
    if (done) *out = list;
    else json_decref(list);
    return done;
}

bool convert(json_t **out, const value_form *form, const char *cell, bytes *why)
{
    bytes bare = {0};
    bool done = true;
    *out = NULL;
    const char *text = trimmed(&bare, cell);
    if (!*text) {
        if (form->empty && !json_is_null(form->empty)) *out = json_incref((json_t *)form->empty);
    } else if (!is_listed(form->unknown, text)) {
        done =
            form->as == CONVERT_LIST ? convert_list(out, form, text, why) : convert_one(out, form->as, form, text, why);
    }
    bytes_free(&bare);
    return done;
}
