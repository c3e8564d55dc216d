/* collect.h: the parts of the collector `host`, which gathers facts about the machine it runs on.
 *
 * A part is a function that reads what it needs and reports records of the kinds in policies/kinds/host.mog and identity.mog.
 * What cannot be read is left out, so that it is unknown. Nothing on the machine is changed.
 *
 * With MOGNAD_HOST_ROOT set, "/" is the folder it names: the image of a disk, or a tree made by a test. Then no program runs and no
 * system call is asked about the running machine; symbolic links that lead out of the folder count as unreadable.
 *
 * Memory: what a call returns as `char *`, names or a struct of its own is freed by the caller with the call named beside it. Memory
 * that runs out ends the process, which the engine made for this collector alone.
 */
#ifndef TECHNOLOGICAL_COLLECT_H
#define TECHNOLOGICAL_COLLECT_H

#include <jansson.h>
#include <mognad/plugin.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* UNKNOWN as plugin.h has it for bool. */
typedef enum truth { UNKNOWN = -1, NO = 0, YES = 1 } truth;

typedef struct process {
    pid_t pid, session;
    char name[64];
    bool kernel;   /* a thread of the kernel */
    bool terminal; /* belongs to somebody's session */
} process;

typedef struct machine {
    const char *root; /* "" for this machine */
    bool live;        /* root is "" */
    const char *subject;
    mog_emit *emit;
    mog_log *log;
    size_t reported, refused;
    process *processes;
    size_t process_count;
    bool all_processes; /* none is hidden from us, so one that is not here does not run */
} machine;

int collect_host(const char *subject, mog_emit *emit, mog_log *log);

/* The parts. */
void collect_operating_system(machine *m);
void collect_accounts(machine *m);
void collect_remote_login(machine *m);
void collect_packages(machine *m);
void collect_patch_state(machine *m);
void collect_services(machine *m);
void collect_hardening(machine *m);
void collect_clock(machine *m);
void collect_logging(machine *m);
void collect_firewall(machine *m);
void collect_file_systems(machine *m);

/* names.c: lists of names; those that are added are copied. */
typedef struct names {
    char **at;
    size_t count;
} names;
void names_add(names *list, const char *name);
bool names_have(const names *list, const char *name);
void names_free(names *list);

/* read.c: files. Paths begin with "/" and are below the root. */

char *read_file(const machine *m,
                const char *path); /* whole, ends with NUL; NULL if unreadable, not a file, or over 64 MiB */
char *read_bytes(size_t *size, const machine *m, const char *path); /* the same, of a file that is not text */
bool read_at(void *out, size_t size, const machine *m, const char *path, int64_t offset);
char *read_word(const machine *m, const char *path); /* its first line without blanks around it */
char *read_link(const machine *m, const char *path);
truth file_exists(const machine *m,
                  const char *path); /* links are not followed; UNKNOWN where the folder is closed to us */
int64_t file_modified(const machine *m, const char *path); /* nanoseconds, or MOG_NO_INTEGER */
/* Names in a folder, sorted, without those that begin with a dot; false if it cannot be read. Free with names_free in any case. */
bool read_folder(names *out, const machine *m, const char *path);
/* Paths that match a glob pattern, sorted. */
bool expand_pattern(names *out, const machine *m, const char *pattern);

/* text.c: what stands in files. Lines and words are cut out in place. */
char *next_line(char **rest);                    /* NULL at the end */
char *next_word(char **rest);                    /* between blanks; NULL at the end */
char *next_part(char **rest, char separator);    /* may be empty; NULL at the end */
char *trim(char *text);                          /* without blanks around it */
void drop_comment(char *line, char mark);        /* ends the line at the mark */
bool to_integer(int64_t *out, const char *text); /* decimal, the whole text */
int64_t time_of(int64_t seconds); /* nanoseconds since 1970; MOG_NO_INTEGER where they cannot be written */
bool starts_with(const char *text, const char *start);
char *format(const char *pattern, ...) __attribute__((format(printf, 1, 2)));
char *format_list(const char *pattern, va_list arguments) __attribute__((format(printf, 1, 0)));
void *allocate(size_t count, size_t size);          /* zeroed, never NULL */
void *grow(void *items, size_t count, size_t size); /* room for one more than `count`; never NULL */
/* The value of KEY=VALUE lines (os-release and the like), unquoted; free. NULL if it is not there. */
char *setting(const char *text, const char *key);

/* program.c: other programs of this machine, found in a fixed path, without a shell, in the C locale, for at most `seconds`.
 * Standard output, or NULL when it is not there, fails, takes too long or says more than 16 MiB; always NULL under a root. */
char *run_program(const machine *m, int seconds, const char *const arguments[]);

/* processes.c */
void read_processes(machine *m);
truth program_runs(const machine *m, const char *name);

/* report.c: records. Values that are unknown are not set. */
void set_text(json_t *fields, const char *name, const char *value); /* NULL is unknown */
void set_truth(json_t *fields, const char *name, truth value);
void set_integer(json_t *fields, const char *name, int64_t value); /* MOG_NO_INTEGER is unknown */
void set_number(json_t *fields, const char *name, double value);   /* NAN is unknown */
void set_time(json_t *fields, const char *name, int64_t value);
void set_duration(json_t *fields, const char *name, int64_t nanoseconds); /* MOG_NO_INTEGER is unknown */
/* Takes over `fields`. `item` NULL for a plain kind. A record without fields is not reported. */
void report(machine *m, const char *kind, const char *item, json_t *fields);
void report_census(machine *m, const char *kind, const names *items);
void say(const machine *m, int level, const char *pattern, ...) __attribute__((format(printf, 3, 4)));

/* os.c */
char *host_name(const machine *m); /* free; NULL if unknown */

/* logins.c: who has logged in, in seconds since 1970. */
typedef struct session {
    char name[33];
    int64_t seconds;
} session;
typedef struct sessions {
    session *at;
    size_t count;
} sessions;
int64_t last_login_of(const machine *m, int64_t user_id); /* 0: not known */
sessions read_sessions(const machine *m);                 /* free `at` */

/* packages.c: whether the package database has this package installed. */
truth package_installed(const machine *m, const char *name);

/* mounts.c: the type of the file system that holds a path, free; NULL if unknown. */
char *file_system_type(const machine *m, const char *path);

/* sshd.c: what accounts.c needs to know of keys. */
typedef struct key_login {
    truth server;   /* a server is installed */
    truth keys;     /* it takes public keys */
    char *files;    /* AuthorizedKeysFile, words; NULL if unknown */
    bool elsewhere; /* keys, certificates or tickets can also come from outside the home folder */
    bool pam;       /* without it an account locked by "!" is refused */
} key_login;
key_login read_key_login(const machine *m); /* free `files` */

#endif
