/* apt_settings.c: `APT::Periodic::Enable "1";`, or the same in blocks: `APT { Periodic { Enable "1"; }; };`. */
#include "apt_settings.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DEPTH 16

/* Past blanks and comments: // … , # … to the end of the line, and C comments. */
static const char *skip(const char *at)
{
    for (;;) {
        at += strspn(at, " \t\r\n");
        if (starts_with(at, "//") || *at == '#') {
            at += strcspn(at, "\n");
        } else if (starts_with(at, "/*")) {
            const char *end = strstr(at + 2, "*/");
            at = end == NULL ? at + strlen(at) : end + 2;
        } else {
            return at;
        }
    }
}

/* A word, or a text in double quotes. */
static char *take_word(const char **at)
{
    const char *start = *at;
    size_t size;
    if (*start == '"') {
        size = strcspn(++start, "\"");
        *at = start + size + (start[size] == '"');
    } else {
        size = strcspn(start, " \t\r\n{};\"");
        *at = start + size;
    }
    return format("%.*s", (int)size, start);
}

static char *joined(char *const scopes[], int depth, const char *name)
{
    char *whole = format("%s", "");
    for (int i = 0; i <= depth; i++) {
        const char *part = i < depth ? scopes[i] : name;
        char *longer = *whole == '\0' ? format("%s", part) : format("%s::%s", whole, part);
        free(whole);
        whole = longer;
    }
    return whole;
}

void apt_settings_add(apt_settings *settings, const char *text)
{
    char *scopes[DEPTH] = {0}, *name = NULL;
    int depth = 0;
    for (const char *at = skip(text); *at != '\0'; at = skip(at)) {
        if (*at == '{' && name != NULL && depth < DEPTH) {
            scopes[depth++] = name;
            name = NULL;
            at++;
        } else if (*at == '}' || *at == '{' || *at == ';') {
            if (*at == '}' && depth > 0) free(scopes[--depth]);
            free(name);
            name = NULL;
            at++;
        } else {
            char *word = take_word(&at);
            if (name == NULL) {
                name = word;
                continue;
            }
            char *key = joined(scopes, depth, name);
            names_add(&settings->keys, key);
            names_add(&settings->values, word);
            free(key);
            free(word);
        }
    }
    free(name);
    while (depth > 0) free(scopes[--depth]);
}

/* run-parts takes names of letters, digits, "-", "_" and ".", and of those with an ending only ".conf". */
static bool counts(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot == NULL || strcmp(dot, ".conf") == 0;
}

bool apt_settings_read(apt_settings *out, const machine *m)
{
    *out = (apt_settings){0};
    names files;
    bool whole = read_folder(&files, m, "/etc/apt/apt.conf.d") || file_exists(m, "/etc/apt/apt.conf.d") == NO;
    for (size_t i = 0; i < files.count; i++) {
        if (!counts(files.at[i])) continue;
        char *path = format("/etc/apt/apt.conf.d/%s", files.at[i]), *text = read_file(m, path);
        if (text != NULL) apt_settings_add(out, text);
        else whole = false;
        free(text);
        free(path);
    }
    names_free(&files);
    char *text = read_file(m, "/etc/apt/apt.conf");
    if (text != NULL) apt_settings_add(out, text);
    else whole = whole && file_exists(m, "/etc/apt/apt.conf") == NO;
    free(text);
    return whole;
}

const char *apt_setting(const apt_settings *settings, const char *name)
{
    for (size_t i = settings->keys.count; i > 0; i--) {
        if (strcasecmp(settings->keys.at[i - 1], name) == 0) return settings->values.at[i - 1];
    }
    return NULL;
}

void apt_settings_free(apt_settings *settings)
{
    names_free(&settings->keys);
    names_free(&settings->values);
}
