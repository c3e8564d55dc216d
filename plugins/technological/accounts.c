/* accounts.c: the accounts of /etc/passwd, what they may do and how they are protected.
 *
 * The name of the person behind an account (the GECOS field) is personal and not gathered. Accounts of a directory are not
 * the machine's own: a line says that they are not among these.
 */
#include "collect.h"
#include "sudoers.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <utmp.h>

#define SECOND INT64_C(1000000000)
#define DAY (86400 * SECOND)

typedef enum password { PASSWORD_UNKNOWN, PASSWORD_NONE, PASSWORD_LOCKED, PASSWORD_SET } password;
static const char *const password_words[] = {NULL, "none", "locked", "set"};

typedef struct account {
    const char *name, *home, *shell; /* in the text of passwd */
    int64_t id, group;
    password password;
    bool locked_by_mark;             /* "!" in front */
    int64_t changed, expires;        /* days since 1970, or MOG_NO_INTEGER */
    int64_t last_login;
    names groups;
    int64_t *group_ids;
    size_t group_count;
} account;

typedef struct accounts {
    char *passwd;
    account *at;
    size_t count;
    bool directory; /* others come from a directory */
} accounts;

/* crypt(5): a hash is "$id$…", "_…", or 13 characters; nothing else can match a password. */
static password password_state(const char *hash)
{
    static const char letters[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    if (*hash == '\0') return PASSWORD_NONE;
    if (hash[0] == '$' || hash[0] == '_') return PASSWORD_SET;
    return strlen(hash) == 13 && hash[strspn(hash, letters)] == '\0' ? PASSWORD_SET : PASSWORD_LOCKED;
}

static int split(char *line, char *fields[], int most)
{
    int count = 0;
    for (char *rest = line, *field; count < most && (field = next_part(&rest, ':')) != NULL;) fields[count++] = field;
    return count;
}

/* passwd(5). Lines of "+" and "-" stand for a directory. */
static void read_passwd(accounts *a, const machine *m)
{
    a->passwd = read_file(m, "/etc/passwd");
    char *rest = a->passwd;
    for (char *line; a->passwd != NULL && (line = next_line(&rest)) != NULL;) {
        char *f[7];
        if (*line == '+' || *line == '-') a->directory |= *line == '+';
        account found = {.changed = MOG_NO_INTEGER, .expires = MOG_NO_INTEGER, .last_login = MOG_NO_INTEGER};
        if (*line == '#' || *line == '+' || *line == '-' || split(line, f, 7) != 7) continue;
        if (!to_integer(&found.id, f[2]) || !to_integer(&found.group, f[3])) continue;
        found.name = f[0];
        found.home = f[5];
        found.shell = *f[6] == '\0' ? "/bin/sh" : f[6];
        if (strcmp(f[1], "x") != 0) {
            found.password = password_state(f[1]);
            found.locked_by_mark = f[1][0] == '!';
        }
        a->at = grow(a->at, a->count, sizeof *a->at);
        a->at[a->count++] = found;
    }
}

static account *find_account(accounts *a, const char *name)
{
    for (size_t i = 0; i < a->count; i++) {
        if (strcmp(a->at[i].name, name) == 0) return &a->at[i];
    }
    return NULL;
}

/* shadow(5): the hash, the day of the last change (0: must be changed at once) and the day the account expires. */
static void read_shadow(accounts *a, const machine *m)
{
    char *text = read_file(m, "/etc/shadow");
    for (char *rest = text, *line; text != NULL && (line = next_line(&rest)) != NULL;) {
        char *f[9];
        int count = split(line, f, 9);
        account *found = count < 2 ? NULL : find_account(a, f[0]);
        if (found == NULL) continue;
        found->password = password_state(f[1]);
        found->locked_by_mark = f[1][0] == '!';
        if (count > 2 && (!to_integer(&found->changed, f[2]) || found->changed <= 0 || found->changed > 100000)) {
            found->changed = MOG_NO_INTEGER;
        }
        if (count > 7 && !to_integer(&found->expires, f[7])) found->expires = MOG_NO_INTEGER;
    }
    free(text);
}

static void join_group(account *of, const char *name, int64_t id)
{
    if (names_have(&of->groups, name)) return;
    names_add(&of->groups, name);
    of->group_ids = grow(of->group_ids, of->group_count, sizeof *of->group_ids);
    of->group_ids[of->group_count++] = id;
}

/* group(5). */
static void read_groups(accounts *a, const machine *m)
{
    char *text = read_file(m, "/etc/group");
    for (char *rest = text, *line; text != NULL && (line = next_line(&rest)) != NULL;) {
        char *f[4];
        int64_t id;
        if (split(line, f, 4) < 3 || !to_integer(&id, f[2])) continue;
        for (size_t i = 0; i < a->count; i++) {
            if (a->at[i].group == id) join_group(&a->at[i], f[0], id);
        }
    }
    free(text);
    text = read_file(m, "/etc/group");
    for (char *rest = text, *line; text != NULL && (line = next_line(&rest)) != NULL;) {
        char *f[4];
        int64_t id;
        if (split(line, f, 4) < 4 || !to_integer(&id, f[2])) continue;
        for (char *members = trim(f[3]), *name; (name = next_part(&members, ',')) != NULL;) {
            account *member = find_account(a, name);
            if (member != NULL) join_group(member, f[0], id);
        }
    }
    free(text);
}

/* Services that nsswitch.conf may name for accounts and that are of this machine. */
static bool local_service(const char *name)
{
    return strcmp(name, "files") == 0 || strcmp(name, "compat") == 0 || strcmp(name, "systemd") == 0 || name[0] == '[' ||
           strcmp(name, "extrausers") == 0 || strcmp(name, "altfiles") == 0;
}

static void read_sources(accounts *a, const machine *m)
{
    char *text = read_file(m, "/etc/nsswitch.conf");
    for (char *rest = text, *line; text != NULL && (line = next_line(&rest)) != NULL;) {
        drop_comment(line, '#');
        line = trim(line);
        if (!starts_with(line, "passwd:") && !starts_with(line, "group:")) continue;
        line = strchr(line, ':') + 1;
        for (char *word; (word = next_word(&line)) != NULL;) a->directory |= !local_service(word);
    }
    free(text);
}

static void note_login(account *a, int64_t seconds)
{
    if (seconds > 0 && seconds * SECOND > a->last_login) a->last_login = seconds * SECOND;
}

/* /var/log/lastlog has a slot for each user id; /var/log/wtmp a record for each login since it was rotated. */
static void read_logins(accounts *a, const machine *m)
{
    for (size_t i = 0; i < a->count; i++) note_login(&a->at[i], last_login_of(m, a->at[i].id));
    names files;
    expand_pattern(&files, m, "/var/log/wtmp*");
    for (size_t i = 0; i < files.count; i++) {
        login_list logins = read_login_list(m, files.at[i]);
        for (size_t j = 0; j < logins.count; j++) {
            account *who = find_account(a, logins.at[j].name);
            if (who != NULL) note_login(who, logins.at[j].seconds);
        }
        free(logins.at);
    }
    names_free(&files);
}
