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

#define NAME_LIMIT 256 /* LOGIN_NAME_MAX */

typedef enum password { PASSWORD_UNKNOWN, PASSWORD_NONE, PASSWORD_LOCKED, PASSWORD_SET } password;
static const char *const password_words[] = {NULL, "none", "locked", "set"};

typedef struct account {
    const char *name, *home, *shell; /* in the text of passwd */
    int64_t id, group;
    password password;
    bool locked_by_mark;      /* "!" in front */
    int64_t changed, expires; /* days since 1970, or MOG_NO_INTEGER */
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

/* What tools let a name be, and evidence an item. */
static bool usable_name(const char *name)
{
    size_t size = 0;
    while (name[size] > ' ' && name[size] < 0x7f) size++;
    return size > 0 && size < NAME_LIMIT && name[size] == '\0';
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
        if (!usable_name(f[0])) {
            say(m, MOG_LOG_WARNING, "/etc/passwd: an account whose name is empty or not of plain letters is left out");
            continue;
        }
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
    return strcmp(name, "files") == 0 || strcmp(name, "compat") == 0 || strcmp(name, "systemd") == 0 ||
           name[0] == '[' || strcmp(name, "extrausers") == 0 || strcmp(name, "altfiles") == 0;
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
    if (seconds > 0 && time_of(seconds) > a->last_login) a->last_login = time_of(seconds);
}

static void note_logins(accounts *a, const machine *m)
{
    for (size_t i = 0; i < a->count; i++) note_login(&a->at[i], last_login_of(m, a->at[i].id));
    sessions found = read_sessions(m);
    for (size_t i = 0; i < found.count; i++) {
        account *who = find_account(a, found.at[i].name);
        if (who != NULL) note_login(who, found.at[i].seconds);
    }
    free(found.at);
}

/* Membership that gives the rights of root by itself, without sudo and without a password. */
static const struct {
    const char *name, *why;
} root_groups[] = {
    {"docker", "may start a container that has the disk of the machine"},
    {"lxd", "may start a container that has the disk of the machine"},
    {"incus-admin", "may start a container that has the disk of the machine"},
    {"disk", "may write to the disks past every permission"},
};

static bool in_root_group(const account *a)
{
    for (size_t i = 0; i < sizeof root_groups / sizeof root_groups[0]; i++) {
        if (names_have(&a->groups, root_groups[i].name)) return true;
    }
    return false;
}

static bool holds_key(const char *text)
{
    for (const char *at = text; at != NULL && *at != '\0'; at = strchr(at, '\n')) {
        at += strspn(at, " \t\r\n");
        if (*at != '#' && *at != '\0') return true;
    }
    return false;
}

/* %h, %u, %% of AuthorizedKeysFile; a relative path is below the home folder. */
static char *key_path(const account *a, const char *pattern)
{
    char *path = *pattern == '/' || starts_with(pattern, "%h") ? format("%s", "") : format("%s/", a->home);
    for (const char *at = pattern; *at != '\0'; at++) {
        char *longer;
        if (at[0] == '%' && at[1] != '\0') {
            at++;
            const char *value = *at == 'h' ? a->home : *at == 'u' ? a->name : *at == '%' ? "%" : "";
            longer = format("%s%s", path, value);
        } else {
            longer = format("%s%c", path, *at);
        }
        free(path);
        path = longer;
    }
    return path;
}

/* Whether a key opens the account. */
static truth has_key(const account *a, const machine *m, const key_login *keys)
{
    if (keys->server != YES) return keys->server;
    if (a->locked_by_mark && !keys->pam) return NO;
    if (keys->keys == NO) return keys->elsewhere ? UNKNOWN : NO;
    if (keys->files == NULL) return UNKNOWN;
    truth found = keys->elsewhere || keys->keys == UNKNOWN ? UNKNOWN : NO;
    char *copy = format("%s", keys->files), *rest = copy;
    for (char *pattern; (pattern = next_word(&rest)) != NULL && found != YES;) {
        if (strcmp(pattern, "none") == 0) continue;
        char *path = key_path(a, pattern), *text = read_file(m, path);
        if (text != NULL && holds_key(text)) found = keys->keys;
        if (text == NULL && file_exists(m, path) != NO) found = UNKNOWN;
        free(text);
        free(path);
    }
    free(copy);
    return found;
}

static int64_t today(void)
{
    return (int64_t)time(NULL) / 86400;
}

/* Something opens it, a password or a key, and its time is not up. */
static truth enabled(const account *a, const machine *m, const key_login *keys)
{
    if (a->expires != MOG_NO_INTEGER && a->expires >= 0 && a->expires <= today()) return NO;
    if (a->password == PASSWORD_SET || a->password == PASSWORD_NONE) return YES;
    truth key = has_key(a, m, keys);
    return a->password == PASSWORD_LOCKED || key == YES ? key : UNKNOWN;
}

/* Shells that let nobody in. */
static bool closed_shell(const char *shell)
{
    static const char *const shells[] = {"nologin", "false", "true", "sync", "halt", "shutdown"};
    const char *slash = strrchr(shell, '/'), *name = slash == NULL ? shell : slash + 1;
    for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++) {
        if (strcmp(name, shells[i]) == 0) return true;
    }
    return false;
}

/* Without a password of its own the account is asked for none, by sudo or at the door of root. */
static truth without_password(const account *a, const sudo_rights *sudo)
{
    if (in_root_group(a)) return YES;
    if (a->id == 0) return a->password == PASSWORD_NONE ? YES : a->password == PASSWORD_UNKNOWN ? UNKNOWN : NO;
    if (sudo->any == YES && a->password == PASSWORD_NONE) return YES;
    if (sudo->any != NO && sudo->without_password == NO && a->password == PASSWORD_UNKNOWN) return UNKNOWN;
    return sudo->without_password;
}

/* The rights are for named commands only. Without rights nothing is limited. */
static truth limited(const sudo_rights *sudo)
{
    if (sudo->any == NO || sudo->every == YES) return NO;
    return sudo->any == YES && sudo->every == NO ? YES : UNKNOWN;
}

static void report_account(const account *a, machine *m, const sudoers *rules, const key_login *keys, bool directory)
{
    sudo_user user = {a->name, a->id, &a->groups, a->group_ids, a->group_count};
    sudo_rights sudo = sudoers_rights(rules, &user);
    /* A group of the directory may give what the files do not. */
    if (directory && sudo.any == NO) sudo = (sudo_rights){UNKNOWN, UNKNOWN, UNKNOWN};
    bool root = a->id == 0 || in_root_group(a);
    truth open = enabled(a, m, keys);

    json_t *fields = json_object();
    set_text(fields, "name", a->name);
    set_truth(fields, "enabled", open);
    set_truth(fields, "interactive", closed_shell(a->shell) ? NO : open);
    set_truth(fields, "admin", root ? YES : sudo.any);
    set_truth(fields, "admin_limited", root ? NO : limited(&sudo));
    set_truth(fields, "admin_without_password", without_password(a, &sudo));
    set_text(fields, "password", password_words[a->password]);
    set_time(fields, "password_changed", a->changed == MOG_NO_INTEGER ? MOG_NO_INTEGER : time_of(a->changed * 86400));
    set_time(fields, "last_login", a->last_login);
    report(m, "account", a->name, fields);
}

void collect_accounts(machine *m)
{
    accounts all = {.at = NULL};
    read_passwd(&all, m);
    if (all.passwd == NULL) return;
    read_shadow(&all, m);
    read_groups(&all, m);
    read_sources(&all, m);
    note_logins(&all, m);
    if (all.directory) {
        say(m, MOG_LOG_WARNING, "accounts also come from a directory: those are not among the accounts of %s",
            m->subject);
    }
    sudoers *rules = sudoers_read(m);
    key_login keys = read_key_login(m);
    names items = {0};
    for (size_t i = 0; i < all.count; i++) {
        if (names_have(&items, all.at[i].name)) continue; /* only the first of a name can be reached */
        names_add(&items, all.at[i].name);
        report_account(&all.at[i], m, rules, &keys, all.directory);
    }
    report_census(m, "account", &items);
    names_free(&items);
    free(keys.files);
    sudoers_free(rules);
    for (size_t i = 0; i < all.count; i++) {
        names_free(&all.at[i].groups);
        free(all.at[i].group_ids);
    }
    free(all.at);
    free(all.passwd);
}
