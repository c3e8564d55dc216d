/* text.c: lines, words and settings. */
#include "collect.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char blanks[] = " \t\r\f\v\n";

char *next_part(char **rest, char separator)
{
    char *part = *rest;
    if (part == NULL) return NULL;
    char *end = strchr(part, separator);
    if (end != NULL) *end++ = '\0';
    *rest = end;
    return part;
}

char *next_line(char **rest)
{
    if (*rest == NULL || **rest == '\0') return NULL;
    return next_part(rest, '\n');
}

char *next_word(char **rest)
{
    if (*rest == NULL) return NULL;
    char *word = *rest + strspn(*rest, blanks);
    if (*word == '\0') {
        *rest = NULL;
        return NULL;
    }
    char *end = word + strcspn(word, blanks);
    *rest = *end == '\0' ? NULL : end + 1;
    *end = '\0';
    return word;
}

char *trim(char *text)
{
    text += strspn(text, blanks);
    size_t size = strlen(text);
    while (size > 0 && strchr(blanks, text[size - 1]) != NULL) size--;
    text[size] = '\0';
    return text;
}

void drop_comment(char *line, char mark)
{
    char *at = strchr(line, mark);
    if (at != NULL) *at = '\0';
}

bool to_integer(int64_t *out, const char *text)
{
    const char *digits = text + (*text == '-');
    if (*digits < '0' || *digits > '9') return false;
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno != 0 || *end != '\0') return false;
    *out = value;
    return true;
}

int64_t time_of(int64_t seconds)
{
    int64_t time;
    return __builtin_mul_overflow(seconds, INT64_C(1000000000), &time) ? MOG_NO_INTEGER : time;
}

bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

char *format_list(const char *pattern, va_list arguments)
{
    char *text;
    if (vasprintf(&text, pattern, arguments) < 0) abort();
    return text;
}

char *format(const char *pattern, ...)
{
    va_list arguments;
    va_start(arguments, pattern);
    char *text = format_list(pattern, arguments);
    va_end(arguments);
    return text;
}

void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size);
    if (memory == NULL) abort();
    return memory;
}

/* Doubles at each power of two. */
void *grow(void *items, size_t count, size_t size)
{
    if (count > 0 && (count & (count - 1)) != 0) return items;
    void *more = reallocarray(items, count == 0 ? 1 : count * 2, size);
    if (more == NULL) abort();
    return more;
}

static char *unquoted(const char *value, size_t size)
{
    char *text = format("%.*s", (int)size, value);
    char *inner = trim(text);
    size_t length = strlen(inner);
    if (length >= 2 && (inner[0] == '"' || inner[0] == '\'') && inner[length - 1] == inner[0]) {
        inner[length - 1] = '\0';
        inner++;
    }
    char *value_only = format("%s", inner);
    free(text);
    return value_only;
}

/* The last line counts, as in a shell. */
char *setting(const char *text, const char *key)
{
    size_t size = strlen(key);
    char *found = NULL;
    for (const char *line = text; line != NULL && *line != '\0';) {
        const char *end = strchr(line, '\n');
        const char *at = line + strspn(line, " \t");
        if (strncmp(at, key, size) == 0) {
            const char *value = at + size + strspn(at + size, " \t");
            if (*value == '=') {
                free(found);
                value++;
                found = unquoted(value, end != NULL ? (size_t)(end - value) : strlen(value));
            }
        }
        line = end == NULL ? NULL : end + 1;
    }
    return found;
}
