/* sudoers_internal.h: between the reading of sudoers (sudoers.c) and the weighing of its rules (sudo_rights.c). */
#ifndef TECHNOLOGICAL_SUDOERS_INTERNAL_H
#define TECHNOLOGICAL_SUDOERS_INTERNAL_H

#include "sudoers.h"

typedef enum alias_type { USER_ALIAS, RUNAS_ALIAS, HOST_ALIAS, COMMAND_ALIAS } alias_type;

typedef struct alias {
    alias_type type;
    char *name, *members; /* a list, as written */
} alias;

struct sudoers {
    char *host;    /* this machine's name; NULL if unknown */
    bool doubtful; /* something was not read or not understood: no answer is a certain NO */
    alias *aliases;
    size_t alias_count;
    names specs;    /* "USERS HOSTS = COMMANDS" as written, in order */
    names defaults; /* what follows the word Defaults */
};

const char *find_alias(const sudoers *rules, alias_type type, const char *name);

/* Words and signs of a line. */
typedef enum token {
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_COMMA,
    TOKEN_EQUALS,
    TOKEN_COLON,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_NOT
} token;

typedef struct scanner {
    const char *at;
    token token; /* the one we stand on */
    char *word;  /* of a TOKEN_WORD */
} scanner;

void scan(scanner *s, const char *text); /* stands on the first token; end with scan_end */
void scan_next(scanner *s);
void scan_arguments(scanner *s); /* passes over a command's arguments, to the next comma, colon or end */
void scan_end(scanner *s);

#endif
