/* sudoers.c: reading sudoers into aliases, defaults and rules. */
#include "sudoers_internal.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH 16 /* of inclusion; sudo allows 128 */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "#" begins a comment unless a number follows: then it is a user or group id. */
static bool comment(const char *at)
{
    return *at == '#' && !is_digit(at[1]) && !(at[1] == '-' && is_digit(at[2]));
}

static const char signs[] = ",=:()!";
static const token sign_tokens[] = {TOKEN_COMMA, TOKEN_EQUALS, TOKEN_COLON, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_NOT};

static void scan_quoted(scanner *s)
{
    const char *start = ++s->at;
    while (*s->at != '\0' && *s->at != '"') s->at++;
    s->word = format("%.*s", (int)(s->at - start), start);
    if (*s->at == '"') s->at++;
}

static void scan_word(scanner *s)
{
    char *word = allocate(strlen(s->at) + 1, 1), *to = word;
    for (const char *start = s->at; *s->at != '\0' && strchr(" \t,=:()", *s->at) == NULL; s->at++) {
        if (*s->at == '#' && s->at > start && comment(s->at) && s->at[-1] != '%') break;
        if (*s->at == '\\' && s->at[1] != '\0') s->at++;
        *to++ = *s->at;
    }
    s->word = word;
}

void scan_next(scanner *s)
{
    free(s->word);
    s->word = NULL;
    s->at += strspn(s->at, " \t");
    if (*s->at == '\0' || comment(s->at)) {
        s->token = TOKEN_END;
        return;
    }
    const char *sign = strchr(signs, *s->at);
    if (sign != NULL) {
        s->token = sign_tokens[sign - signs];
        s->at++;
        return;
    }
    s->token = TOKEN_WORD;
    if (*s->at == '"') scan_quoted(s);
    else scan_word(s);
}

void scan(scanner *s, const char *text)
{
    *s = (scanner){.at = text};
    scan_next(s);
}

/* In arguments the signs must be escaped, but for parentheses and exclamation marks. */
void scan_arguments(scanner *s)
{
    while (*s->at != '\0' && *s->at != ',' && *s->at != ':' && !(comment(s->at) && strchr(" \t", s->at[-1]) != NULL)) {
        s->at += *s->at == '\\' && s->at[1] != '\0' ? 2 : 1;
    }
    scan_next(s);
}

void scan_end(scanner *s)
{
    free(s->word);
    s->word = NULL;
}

const char *find_alias(const sudoers *rules, alias_type type, const char *name)
{
    for (size_t i = 0; i < rules->alias_count; i++) {
        if (rules->aliases[i].type == type && strcmp(rules->aliases[i].name, name) == 0)
            return rules->aliases[i].members;
    }
    return NULL;
}

/* The end of "A, B : NAME = …": the colon that begins the next alias, or the end of the text. */
static const char *end_of_members(const char *at)
{
    bool quoted = false;
    for (; *at != '\0'; at++) {
        if (*at == '\\' && at[1] != '\0') at++;
        else if (*at == '"') quoted = !quoted;
        else if (*at == ':' && !quoted) {
            size_t name = 1 + strspn(at + 1, " \t");
            size_t size = strspn(at + name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
            const char *after = at + name + size;
            if (size > 0 && after[strspn(after, " \t")] == '=') return at;
        }
    }
    return at;
}

static void add_aliases(sudoers *rules, alias_type type, const char *text)
{
    for (const char *at = text; *at != '\0';) {
        at += strspn(at, " \t");
        size_t size = strcspn(at, " \t=");
        const char *members = at + size + strspn(at + size, " \t");
        if (size == 0 || *members != '=') {
            rules->doubtful = true;
            return;
        }
        members++;
        const char *end = end_of_members(members);
        rules->aliases = grow(rules->aliases, rules->alias_count, sizeof *rules->aliases);
        rules->aliases[rules->alias_count++] =
            (alias){type, format("%.*s", (int)size, at), format("%.*s", (int)(end - members), members)};
        at = *end == ':' ? end + 1 : end;
    }
}

static const struct {
    const char *word;
    alias_type type;
} alias_words[] = {
    {"User_Alias", USER_ALIAS},    {"Runas_Alias", RUNAS_ALIAS}, {"Host_Alias", HOST_ALIAS},
    {"Cmnd_Alias", COMMAND_ALIAS}, {"Cmd_Alias", COMMAND_ALIAS},
};

/* What follows the word, if the line begins with it. */
static const char *after_word(const char *line, const char *word)
{
    if (!starts_with(line, word)) return NULL;
    const char *rest = line + strlen(word);
    return *rest == ' ' || *rest == '\t' ? rest + strspn(rest, " \t") : NULL;
}

static void read_rules(sudoers *rules, const machine *m, const char *path, int depth);

static bool passed_over(const char *name)
{
    size_t size = strlen(name);
    return strchr(name, '.') != NULL || name[size - 1] == '~';
}

static void include_folder(sudoers *rules, const machine *m, const char *folder, int depth)
{
    names files;
    if (!read_folder(&files, m, folder) && file_exists(m, folder) != NO) rules->doubtful = true;
    for (size_t i = 0; i < files.count; i++) {
        if (passed_over(files.at[i])) continue;
        char *path = format("%s/%s", folder, files.at[i]);
        read_rules(rules, m, path, depth + 1);
        free(path);
    }
    names_free(&files);
}

/* "%h" in the name stands for the machine's name. */
static char *included_path(const sudoers *rules, const char *from, const char *target)
{
    char *name = format("%s", target), *bare = trim(name);
    if (bare[0] == '"') bare = next_part(&(char *){bare + 1}, '"');
    char *mark = strstr(bare, "%h"), *path;
    char *said = mark == NULL ? format("%s", bare)
                              : format("%.*s%s%s", (int)(mark - bare), bare, rules->host ? rules->host : "", mark + 2);
    const char *slash = strrchr(from, '/');
    path = said[0] == '/' ? format("%s", said) : format("%.*s/%s", (int)(slash - from), from, said);
    free(said);
    free(name);
    return path;
}

static bool read_inclusion(sudoers *rules, const machine *m, const char *from, const char *line, int depth)
{
    if (line[0] != '#' && line[0] != '@') return false;
    const char *folder = after_word(line + 1, "includedir"), *file = after_word(line + 1, "include");
    if (folder == NULL && file == NULL) return false;
    char *path = included_path(rules, from, folder ? folder : file);
    if (depth >= DEPTH) rules->doubtful = true;
    else if (folder != NULL) include_folder(rules, m, path, depth);
    else read_rules(rules, m, path, depth + 1);
    free(path);
    return true;
}

static void read_rule(sudoers *rules, const machine *m, const char *path, char *line, int depth)
{
    line = trim(line);
    if (*line == '\0' || read_inclusion(rules, m, path, line, depth) || comment(line)) return;
    for (size_t i = 0; i < sizeof alias_words / sizeof alias_words[0]; i++) {
        const char *rest = after_word(line, alias_words[i].word);
        if (rest != NULL) {
            add_aliases(rules, alias_words[i].type, rest);
            return;
        }
    }
    if (starts_with(line, "Defaults") && line[8] != '\0' && strchr(" \t@:!>", line[8]) != NULL) {
        names_add(&rules->defaults, line + 8);
    } else {
        names_add(&rules->specs, line);
    }
}

/* A backslash at the end of a line carries it on. */
static void join_lines(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        if (from[0] == '\\' && from[1] == '\n') {
            *to++ = ' ';
            from++;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
}

static void read_rules(sudoers *rules, const machine *m, const char *path, int depth)
{
    char *text = read_file(m, path);
    if (text == NULL) {
        if (file_exists(m, path) != NO || depth > 0) rules->doubtful = true;
        return;
    }
    join_lines(text);
    for (char *rest = text, *line; (line = next_line(&rest)) != NULL;) read_rule(rules, m, path, line, depth);
    free(text);
}

/* sudo can fetch rules from a directory (nsswitch.conf, "sudoers: files sss"). */
static bool rules_elsewhere(const machine *m)
{
    char *text = read_file(m, "/etc/nsswitch.conf");
    bool found = false;
    for (char *rest = text, *line; text != NULL && (line = next_line(&rest)) != NULL;) {
        drop_comment(line, '#');
        char *words = trim(line);
        if (!starts_with(words, "sudoers:")) continue;
        words += strlen("sudoers:");
        for (char *word; (word = next_word(&words)) != NULL;) found |= strcmp(word, "files") != 0 && word[0] != '[';
    }
    free(text);
    return found;
}

sudoers *sudoers_read(const machine *m)
{
    sudoers *rules = allocate(1, sizeof *rules);
    rules->host = host_name(m);
    read_rules(rules, m, "/etc/sudoers", 0);
    /* doas has rights of its own, which are not read. */
    if (rules_elsewhere(m) || file_exists(m, "/etc/doas.conf") != NO) rules->doubtful = true;
    return rules;
}

void sudoers_free(sudoers *rules)
{
    for (size_t i = 0; i < rules->alias_count; i++) {
        free(rules->aliases[i].name);
        free(rules->aliases[i].members);
    }
    free(rules->aliases);
    names_free(&rules->specs);
    names_free(&rules->defaults);
    free(rules->host);
    free(rules);
}
