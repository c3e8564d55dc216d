/* sshd.c: how the OpenSSH server lets people in (sshd_config(5)).
 *
 * `sshd -T` says what is in force; where it cannot be asked, the files are read as sshd does: the first value of a keyword counts, files
 * named by Include are read in place, and a Match block, which is for some logins only, ends what holds for all.
 */
#include "collect.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CONFIGURATION "/etc/ssh/sshd_config"
#define DEPTH 16 /* of inclusion, as in sshd */
#define SECOND INT64_C(1000000000)

enum {
    PERMIT_ROOT_LOGIN,
    PASSWORD_AUTHENTICATION,
    KEYBOARD_INTERACTIVE,
    PERMIT_EMPTY_PASSWORDS,
    X11_FORWARDING,
    MAX_AUTH_TRIES,
    ALIVE_INTERVAL,
    ALIVE_COUNT_MAX,
    USE_PAM,
    AUTHENTICATION_METHODS,
    PUBKEY_AUTHENTICATION,
    AUTHORIZED_KEYS_FILE,
    AUTHORIZED_KEYS_COMMAND,
    TRUSTED_USER_CA_KEYS,
    GSSAPI_AUTHENTICATION,
    HOST_BASED_AUTHENTICATION,
    KEYWORDS
};

/* The keyword and what holds without it: the defaults of OpenSSH 7.0 and later. */
static const struct {
    const char *name, *preset;
} keywords[KEYWORDS] = {
    [PERMIT_ROOT_LOGIN] = {"permitrootlogin", "prohibit-password"},
    [PASSWORD_AUTHENTICATION] = {"passwordauthentication", "yes"},
    [KEYBOARD_INTERACTIVE] = {"kbdinteractiveauthentication", "yes"},
    [PERMIT_EMPTY_PASSWORDS] = {"permitemptypasswords", "no"},
    [X11_FORWARDING] = {"x11forwarding", "no"},
    [MAX_AUTH_TRIES] = {"maxauthtries", "6"},
    [ALIVE_INTERVAL] = {"clientaliveinterval", "0"},
    [ALIVE_COUNT_MAX] = {"clientalivecountmax", "3"},
    [USE_PAM] = {"usepam", "no"},
    [AUTHENTICATION_METHODS] = {"authenticationmethods", "any"},
    [PUBKEY_AUTHENTICATION] = {"pubkeyauthentication", "yes"},
    [AUTHORIZED_KEYS_FILE] = {"authorizedkeysfile", ".ssh/authorized_keys .ssh/authorized_keys2"},
    [AUTHORIZED_KEYS_COMMAND] = {"authorizedkeyscommand", "none"},
    [TRUSTED_USER_CA_KEYS] = {"trustedusercakeys", "none"},
    [GSSAPI_AUTHENTICATION] = {"gssapiauthentication", "no"},
    [HOST_BASED_AUTHENTICATION] = {"hostbasedauthentication", "no"},
};

static const struct {
    const char *name;
    int keyword;
} former_names[] = {
    {"challengeresponseauthentication", KEYBOARD_INTERACTIVE},
    {"skeyauthentication", KEYBOARD_INTERACTIVE},
};

typedef struct settings {
    char *value[KEYWORDS]; /* NULL: not set, or not known when `hidden` */
    bool hidden;           /* a file could not be read: what is not yet set may be set there */
    int64_t matches;       /* Match blocks */
} settings;

static int find_keyword(const char *name)
{
    for (int i = 0; i < KEYWORDS; i++) {
        if (strcasecmp(keywords[i].name, name) == 0) return i;
    }
    for (size_t i = 0; i < sizeof former_names / sizeof former_names[0]; i++) {
        if (strcasecmp(former_names[i].name, name) == 0) return former_names[i].keyword;
    }
    return -1;
}

/* "keyword value …" or "keyword = value …"; a value may stand in double quotes. */
static char *split_keyword(char **rest, char *line)
{
    line = trim(line);
    if (*line == '\0' || *line == '#') return NULL;
    char *end = line + strcspn(line, " \t=\"");
    char *value = end + strspn(end, " \t");
    if (*value == '=') value++;
    value = trim(value);
    char *name = format("%.*s", (int)(end - line), line);
    *rest = value;
    return name;
}

/* One argument, without quotes; NULL at the end or at a comment. */
static char *next_argument(char **rest)
{
    if (*rest == NULL) return NULL;
    char *at = *rest + strspn(*rest, " \t");
    if (*at == '\0' || *at == '#') return NULL;
    if (*at == '"') {
        char *end = strchr(++at, '"');
        if (end != NULL) *end++ = '\0';
        *rest = end;
        return at;
    }
    *rest = at;
    return next_word(rest);
}

static char *all_arguments(char *rest)
{
    char *joined = NULL;
    for (char *word; (word = next_argument(&rest)) != NULL;) {
        char *longer = joined == NULL ? format("%s", word) : format("%s %s", joined, word);
        free(joined);
        joined = longer;
    }
    return joined;
}

static void read_settings(settings *s, const machine *m, const char *path, int depth, bool conditional);

static void include(settings *s, const machine *m, char *rest, int depth, bool conditional)
{
    for (char *pattern; (pattern = next_argument(&rest)) != NULL;) {
        char *whole = *pattern == '/' ? format("%s", pattern) : format("/etc/ssh/%s", pattern);
        names files;
        if (depth >= DEPTH || !expand_pattern(&files, m, whole)) {
            s->hidden = true;
            files = (names){0};
        }
        for (size_t i = 0; i < files.count; i++) read_settings(s, m, files.at[i], depth + 1, conditional);
        names_free(&files);
        free(whole);
    }
}

/* `conditional`: what is read holds for some logins only; it is passed over, but further Match blocks are counted. A Match in an included
 * file ends with that file. */
static void take_settings(settings *s, const machine *m, char *text, int depth, bool conditional)
{
    for (char *rest = text, *line; (line = next_line(&rest)) != NULL;) {
        char *arguments, *name = split_keyword(&arguments, line);
        if (name == NULL) continue;
        int keyword = find_keyword(name);
        if (strcasecmp(name, "match") == 0) {
            s->matches++;
            conditional = true;
        } else if (strcasecmp(name, "include") == 0) {
            include(s, m, arguments, depth, conditional);
        } else if (keyword >= 0 && !conditional && !s->hidden && s->value[keyword] == NULL) {
            s->value[keyword] = all_arguments(arguments);
        }
        free(name);
    }
}

static void read_settings(settings *s, const machine *m, const char *path, int depth, bool conditional)
{
    char *text = read_file(m, path);
    if (text == NULL) {
        s->hidden = true;
        return;
    }
    take_settings(s, m, text, depth, conditional);
    free(text);
}

static void forget_values(settings *s)
{
    for (int i = 0; i < KEYWORDS; i++) {
        free(s->value[i]);
        s->value[i] = NULL;
    }
}

static settings settings_in_force(const machine *m)
{
    settings s = {.matches = 0};
    read_settings(&s, m, CONFIGURATION, 0, false);
    char *told = run_program(m, 20, (const char *const[]){"sshd", "-T", NULL});
    if (told != NULL && *told != '\0') {
        /* The files are still what tells of Match blocks. */
        settings asked = {.matches = 0};
        take_settings(&asked, m, told, 0, false);
        forget_values(&s);
        memcpy(s.value, asked.value, sizeof s.value);
        if (s.hidden) s.matches = MOG_NO_INTEGER;
        s.hidden = false;
    } else if (s.hidden) {
        s.matches = MOG_NO_INTEGER;
    }
    free(told);
    for (int i = 0; i < KEYWORDS && !s.hidden; i++) {
        if (s.value[i] == NULL) s.value[i] = format("%s", keywords[i].preset);
    }
    return s;
}

static truth yes_or_no(const char *value)
{
    if (value == NULL) return UNKNOWN;
    if (strcasecmp(value, "yes") == 0) return YES;
    return strcasecmp(value, "no") == 0 ? NO : UNKNOWN;
}

/* AuthenticationMethods lists the combinations that open the door; a password is enough where one of them asks for nothing else. */
static truth password_suffices(const char *methods)
{
    if (methods == NULL) return UNKNOWN;
    if (strcasecmp(methods, "any") == 0) return YES;
    truth enough = NO;
    char *copy = format("%s", methods), *rest = copy;
    for (char *combination; (combination = next_word(&rest)) != NULL;) {
        bool only = true;
        for (char *part; (part = next_part(&combination, ',')) != NULL;) {
            only &= starts_with(part, "password") || starts_with(part, "keyboard-interactive");
        }
        if (only) enough = YES;
    }
    free(copy);
    return enough;
}

static truth both(truth a, truth b)
{
    if (a == NO || b == NO) return NO;
    return a == YES && b == YES ? YES : UNKNOWN;
}

static truth either(truth a, truth b)
{
    if (a == YES || b == YES) return YES;
    return a == NO && b == NO ? NO : UNKNOWN;
}

/* PAM asks for the password over keyboard-interactive as well. */
static truth password_accepted(const settings *s)
{
    truth asked = both(yes_or_no(s->value[KEYBOARD_INTERACTIVE]), yes_or_no(s->value[USE_PAM]));
    truth offered = either(yes_or_no(s->value[PASSWORD_AUTHENTICATION]), asked);
    return both(offered, password_suffices(s->value[AUTHENTICATION_METHODS]));
}

static const char *root_login(const char *value)
{
    static const struct {
        const char *said, *means;
    } words[] = {
        {"yes", "yes"},
        {"no", "no"},
        {"prohibit-password", "keys_only"},
        {"without-password", "keys_only"},
        {"forced-commands-only", "forced_commands"},
    };
    for (size_t i = 0; value != NULL && i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(words[i].said, value) == 0) return words[i].means;
    }
    return NULL;
}

/* TIME FORMATS of sshd_config(5): "90", "1h30m". Seconds. */
static int64_t read_span(const char *text)
{
    static const struct {
        char letter;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
    int64_t total = 0;
    if (text == NULL || *text == '\0') return MOG_NO_INTEGER;
    while (*text != '\0') {
        int64_t number = 0, unit = 1;
        size_t digits = strspn(text, "0123456789");
        if (digits == 0 || digits > 9) return MOG_NO_INTEGER;
        for (size_t i = 0; i < digits; i++) number = number * 10 + (text[i] - '0');
        text += digits;
        if (*text != '\0') {
            size_t i = 0;
            while (i < 5 && units[i].letter != (*text | 0x20)) i++;
            if (i == 5) return MOG_NO_INTEGER;
            unit = units[i].seconds;
            text++;
        }
        total += number * unit;
    }
    return total;
}

/* Never, where the server does not ask whether the other side is there. */
static int64_t idle_timeout(const settings *s)
{
    int64_t interval = read_span(s->value[ALIVE_INTERVAL]), count;
    if (s->value[ALIVE_COUNT_MAX] == NULL || !to_integer(&count, s->value[ALIVE_COUNT_MAX])) return MOG_NO_INTEGER;
    if (interval <= 0 || count <= 0) return MOG_NO_INTEGER;
    int64_t span;
    return __builtin_mul_overflow(interval * SECOND, count, &span) ? MOG_NO_INTEGER : span;
}

static truth installed(const machine *m)
{
    truth found = NO;
    static const char *const places[] = {"/usr/sbin/sshd", "/sbin/sshd", "/usr/local/sbin/sshd"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) found = either(found, file_exists(m, places[i]));
    return found;
}

void collect_remote_login(machine *m)
{
    json_t *fields = json_object();
    truth server = installed(m);
    set_truth(fields, "installed", server);
    set_truth(fields, "running", program_runs(m, "sshd"));
    if (server == YES) {
        settings s = settings_in_force(m);
        int64_t tries;
        set_text(fields, "root_login", root_login(s.value[PERMIT_ROOT_LOGIN]));
        set_truth(fields, "password_authentication", password_accepted(&s));
        set_truth(fields, "empty_passwords", yes_or_no(s.value[PERMIT_EMPTY_PASSWORDS]));
        set_truth(fields, "x11_forwarding", yes_or_no(s.value[X11_FORWARDING]));
        if (s.value[MAX_AUTH_TRIES] != NULL && to_integer(&tries, s.value[MAX_AUTH_TRIES])) {
            set_integer(fields, "max_tries", tries);
        }
        set_duration(fields, "idle_timeout", idle_timeout(&s));
        set_integer(fields, "exceptions", s.matches);
        forget_values(&s);
    }
    report(m, "remote_login", NULL, fields);
}

static bool is_none(const char *value)
{
    return value != NULL && strcasecmp(value, "none") == 0;
}

key_login read_key_login(const machine *m)
{
    key_login found = {.server = installed(m), .keys = UNKNOWN};
    if (found.server != YES) return found;
    settings s = settings_in_force(m);
    found.keys = yes_or_no(s.value[PUBKEY_AUTHENTICATION]);
    found.pam = yes_or_no(s.value[USE_PAM]) != NO;
    found.elsewhere = !is_none(s.value[AUTHORIZED_KEYS_COMMAND]) || !is_none(s.value[TRUSTED_USER_CA_KEYS]) ||
                      yes_or_no(s.value[GSSAPI_AUTHENTICATION]) != NO ||
                      yes_or_no(s.value[HOST_BASED_AUTHENTICATION]) != NO || s.matches != 0;
    found.files = s.value[AUTHORIZED_KEYS_FILE];
    s.value[AUTHORIZED_KEYS_FILE] = NULL;
    forget_values(&s);
    return found;
}
