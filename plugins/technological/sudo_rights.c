/* sudo_rights.c: what the rules of sudoers come to for one user. */
#include "sudoers_internal.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#define ALIAS_DEPTH 16

typedef struct weighing {
    const sudoers *rules;
    const sudo_user *user;
} weighing;

typedef truth matches(const weighing *w, const char *word);

static bool in_groups(const sudo_user *user, const char *name)
{
    int64_t id;
    if (name[0] != '#') return names_have(user->groups, name);
    for (size_t i = 0; to_integer(&id, name + 1) && i < user->group_count; i++) {
        if (user->group_ids[i] == id) return true;
    }
    return false;
}

static truth match_user(const weighing *w, const char *word)
{
    int64_t id;
    if (strcmp(word, "ALL") == 0) return YES;
    if (word[0] == '+' || starts_with(word, "%:")) return UNKNOWN;
    if (word[0] == '%') return in_groups(w->user, word + 1) ? YES : NO;
    if (word[0] == '#') return to_integer(&id, word + 1) && id == w->user->id ? YES : NO;
    return strcmp(word, w->user->name) == 0 ? YES : NO;
}

static bool address(const char *word)
{
    return word[strspn(word, "0123456789./")] == '\0';
}

/* A short name of ours is compared with the first part of a longer one. */
static truth match_host(const weighing *w, const char *word)
{
    if (strcmp(word, "ALL") == 0) return YES;
    if (word[0] == '+' || address(word) || w->rules->host == NULL) return UNKNOWN;
    const char *host = w->rules->host;
    if (fnmatch(word, host, FNM_CASEFOLD) == 0) return YES;
    size_t first = strcspn(host, "."), size = strcspn(word, ".");
    if (first == size && strncasecmp(word, host, size) == 0) {
        return host[first] == '\0' || word[size] == '\0' ? YES : NO;
    }
    return NO;
}

static truth match_root(const weighing *w, const char *word)
{
    (void)w;
    if (strcmp(word, "ALL") == 0 || strcmp(word, "root") == 0 || strcmp(word, "#0") == 0) return YES;
    return word[0] == '+' || word[0] == '%' ? UNKNOWN : NO;
}

/* A list "A, !B, C": the last that matches decides. NO where none does. */
static truth weigh_list(const weighing *w, scanner *s, matches *match, alias_type type, int depth, bool *understood)
{
    truth result = NO;
    for (;;) {
        bool negated = false;
        for (; s->token == TOKEN_NOT; scan_next(s)) negated = !negated;
        if (s->token != TOKEN_WORD) {
            *understood = false;
            return UNKNOWN;
        }
        const char *members = depth < ALIAS_DEPTH ? find_alias(w->rules, type, s->word) : NULL;
        truth found;
        if (members != NULL) {
            scanner inner;
            bool inner_understood = true;
            scan(&inner, members);
            found = weigh_list(w, &inner, match, type, depth + 1, &inner_understood);
            if (!inner_understood || inner.token != TOKEN_END) found = UNKNOWN;
            scan_end(&inner);
        } else {
            found = match(w, s->word);
        }
        if (found == YES) result = negated ? NO : YES;
        else if (found == UNKNOWN && result != (negated ? NO : YES)) result = UNKNOWN;
        scan_next(s);
        if (s->token != TOKEN_COMMA) return result;
        scan_next(s);
    }
}

/* What a command covers: everything, or something. "ALL" may hide in an alias. */
static truth covers_all(const weighing *w, const char *word, int depth)
{
    if (strcmp(word, "ALL") == 0) return YES;
    const char *members = depth < ALIAS_DEPTH ? find_alias(w->rules, COMMAND_ALIAS, word) : NULL;
    if (members == NULL) return NO;
    scanner s;
    truth result = NO;
    for (scan(&s, members); s.token != TOKEN_END;) {
        bool negated = false;
        for (; s.token == TOKEN_NOT; scan_next(&s)) negated = !negated;
        if (s.token != TOKEN_WORD) break;
        if (covers_all(w, s.word, depth + 1) == YES) result = negated ? NO : YES;
        scan_arguments(&s);
        if (s.token == TOKEN_COMMA || s.token == TOKEN_COLON) scan_next(&s);
    }
    scan_end(&s);
    return result;
}

static const char *const tags[] = {
    "EXEC",       "NOEXEC",       "FOLLOW", "NOFOLLOW", "INTERCEPT", "NOINTERCEPT", "LOG_INPUT", "NOLOG_INPUT",
    "LOG_OUTPUT", "NOLOG_OUTPUT", "PASSWD", "NOPASSWD", "MAIL",      "NOMAIL",      "SETENV",    "NOSETENV",
};
static const char *const digests[] = {"sha224", "sha256", "sha384", "sha512"};

static bool word_in(const char *word, const char *const *list, size_t count)
{
    size_t i = 0;
    while (i < count && strcmp(list[i], word) != 0) i++;
    return i < count;
}
#define WORD_IN(word, list) word_in(word, list, sizeof(list) / sizeof(list)[0])

/* A right that may be there or not leaves what was NO unknown. */
static void raise_to(truth *value, truth by)
{
    if (by == YES) *value = YES;
    else if (by == UNKNOWN && *value == NO) *value = UNKNOWN;
}

typedef struct command {
    truth applies;  /* user, host and root match */
    truth asks_not; /* without password */
    bool negated;
    truth all;
} command;

static void weigh_command(sudo_rights *rights, const command *c)
{
    if (c->applies == NO) return;
    if (c->negated) {
        if (c->all != YES) return;
        if (c->applies == YES) *rights = (sudo_rights){NO, NO, NO};
        else
            *rights = (sudo_rights){rights->any == NO ? NO : UNKNOWN, rights->every == NO ? NO : UNKNOWN,
                                    rights->without_password == NO ? NO : UNKNOWN};
        return;
    }
    raise_to(&rights->any, c->applies);
    if (c->all == YES) raise_to(&rights->every, c->applies);
    truth free_of_password = c->asks_not == YES ? c->applies : c->asks_not;
    /* A later rule about everything takes the place of the earlier ones. */
    if (c->all == YES && c->applies == YES) rights->without_password = free_of_password;
    else raise_to(&rights->without_password, free_of_password);
}

/* "(USERS : GROUPS)". Without users it is the user's own account with another group. */
static truth weigh_runas(const weighing *w, scanner *s, bool *understood)
{
    truth root = NO;
    scan_next(s);
    if (s->token == TOKEN_WORD || s->token == TOKEN_NOT) {
        root = weigh_list(w, s, match_root, RUNAS_ALIAS, 0, understood);
    } else if (s->token == TOKEN_CLOSE) {
        root = NO;
    }
    while (s->token != TOKEN_CLOSE && s->token != TOKEN_END) scan_next(s);
    if (s->token != TOKEN_CLOSE) *understood = false;
    scan_next(s);
    return root;
}

/* [RUNAS] {OPTION=value | TAG:} COMMAND, … What stands before one command holds for those after it too. */
static bool weigh_commands(sudo_rights *rights, const weighing *w, scanner *s, truth applies, truth asks_not)
{
    truth root = YES;
    bool understood = true;
    for (;;) {
        command c = {.negated = false};
        if (s->token == TOKEN_OPEN) root = weigh_runas(w, s, &understood);
        bool found = false;
        while (!found && understood) {
            for (; s->token == TOKEN_NOT; scan_next(s)) c.negated = !c.negated;
            if (s->token != TOKEN_WORD) return false;
            const char *ahead = s->at + strspn(s->at, " \t");
            if (*ahead == ':' && WORD_IN(s->word, tags)) {
                if (strcmp(s->word, "NOPASSWD") == 0) asks_not = YES;
                if (strcmp(s->word, "PASSWD") == 0) asks_not = NO;
                scan_next(s);
                scan_next(s);
            } else if (*ahead == ':' && WORD_IN(s->word, digests)) {
                scan_next(s);
                scan_next(s); /* the digest, base64 that may end in "=" */
                scan_next(s);
                while (s->token == TOKEN_EQUALS) scan_next(s);
                if (s->token == TOKEN_COMMA) scan_next(s);
            } else if (*ahead == '=') {
                scan_next(s);
                scan_next(s);
                scan_next(s);
            } else {
                found = true;
            }
        }
        if (!understood) return false;
        c.all = covers_all(w, s->word, 0);
        c.applies = applies == NO || root == NO ? NO : applies == YES && root == YES ? YES : UNKNOWN;
        c.asks_not = asks_not;
        weigh_command(rights, &c);
        scan_arguments(s);
        if (s->token != TOKEN_COMMA) return true;
        scan_next(s);
    }
}

/* USERS HOSTS = COMMANDS [: HOSTS = COMMANDS …] */
static bool weigh_spec(sudo_rights *rights, const weighing *w, const char *line, truth asks_not)
{
    scanner s;
    bool understood = true;
    scan(&s, line);
    truth user = weigh_list(w, &s, match_user, USER_ALIAS, 0, &understood);
    while (understood) {
        truth host = weigh_list(w, &s, match_host, HOST_ALIAS, 0, &understood);
        understood = understood && s.token == TOKEN_EQUALS;
        if (!understood) break;
        scan_next(&s);
        truth applies = user == NO || host == NO ? NO : user == YES && host == YES ? YES : UNKNOWN;
        understood = weigh_commands(rights, w, &s, applies, asks_not);
        if (s.token != TOKEN_COLON) break;
        scan_next(&s);
    }
    understood = understood && s.token == TOKEN_END;
    scan_end(&s);
    return understood;
}

typedef struct defaults {
    truth asks_not;        /* !authenticate, or exempt */
    bool another_password; /* rootpw, targetpw, runaspw: the password asked for is not the user's own */
} defaults;

/* Whether a Defaults line is about this user: "@HOSTS", ":USERS", ">RUNAS", "!COMMANDS", or nothing. */
static truth concerned(const weighing *w, const char *line, const char **settings)
{
    *settings = line;
    if (line[0] == ' ' || line[0] == '\t') return YES;
    scanner s;
    bool understood = true;
    truth result = UNKNOWN;
    scan(&s, line + 1);
    if (line[0] == ':') result = weigh_list(w, &s, match_user, USER_ALIAS, 0, &understood);
    if (line[0] == '@') result = weigh_list(w, &s, match_host, HOST_ALIAS, 0, &understood);
    if (line[0] == '>') result = weigh_list(w, &s, match_root, RUNAS_ALIAS, 0, &understood);
    scan_end(&s);
    *settings = line + 1 + strcspn(line + 1, " \t");
    return result;
}

static void weigh_setting(defaults *d, const weighing *w, scanner *s, truth concerns)
{
    bool negated = false;
    for (; s->token == TOKEN_NOT; scan_next(s)) negated = !negated;
    if (s->token != TOKEN_WORD) return;
    if (strcmp(s->word, "authenticate") == 0) {
        if (negated) raise_to(&d->asks_not, concerns);
        else if (concerns == YES) d->asks_not = NO;
    } else if (strcmp(s->word, "rootpw") == 0 || strcmp(s->word, "targetpw") == 0 || strcmp(s->word, "runaspw") == 0) {
        d->another_password |= !negated && concerns != NO;
    } else if (strcmp(s->word, "exempt_group") == 0 && !negated) {
        scan_next(s);
        if (s->token == TOKEN_EQUALS) scan_next(s);
        if (s->token == TOKEN_WORD && in_groups(w->user, s->word)) raise_to(&d->asks_not, concerns);
    }
}

static defaults weigh_defaults(const weighing *w)
{
    defaults d = {.asks_not = NO};
    for (size_t i = 0; i < w->rules->defaults.count; i++) {
        const char *settings;
        truth concerns = concerned(w, w->rules->defaults.at[i], &settings);
        scanner s;
        for (scan(&s, settings); s.token != TOKEN_END; scan_next(&s)) {
            weigh_setting(&d, w, &s, concerns);
            while (s.token != TOKEN_COMMA && s.token != TOKEN_END) scan_next(&s);
            if (s.token == TOKEN_END) break;
        }
        scan_end(&s);
    }
    return d;
}

sudo_rights sudoers_rights(const sudoers *rules, const sudo_user *user)
{
    weighing w = {rules, user};
    defaults d = weigh_defaults(&w);
    sudo_rights rights = {NO, NO, NO};
    bool doubtful = rules->doubtful;
    for (size_t i = 0; i < rules->specs.count; i++) {
        if (!weigh_spec(&rights, &w, rules->specs.at[i], d.asks_not)) doubtful = true;
    }
    /* Who does not know that other password has the right in name only. */
    if (d.another_password && rights.without_password != YES) {
        if (rights.any == YES) rights.any = UNKNOWN;
        if (rights.every == YES) rights.every = UNKNOWN;
    }
    if (doubtful) {
        if (rights.any == NO) rights.any = UNKNOWN;
        if (rights.every == NO) rights.every = UNKNOWN;
        if (rights.without_password == NO) rights.without_password = UNKNOWN;
    }
    return rights;
}
