/* sudoers.h: what sudo lets whom do, read from /etc/sudoers and the files it includes (sudoers(5)).
 *
 * Only rights to run commands as root are looked at. What the files do not settle (net groups, rights for certain addresses, lines that
 * are not understood, rights kept in a directory) makes an answer UNKNOWN where it could have changed it.
 */
#ifndef TECHNOLOGICAL_SUDOERS_H
#define TECHNOLOGICAL_SUDOERS_H

#include "collect.h"

typedef struct sudoers sudoers;

typedef struct sudo_user {
    const char *name;
    int64_t id;
    const names *groups; /* names of its groups */
    const int64_t *group_ids;
    size_t group_count;
} sudo_user;

typedef struct sudo_rights {
    truth any;              /* may run something as root */
    truth every;            /* may run everything as root */
    truth without_password; /* some of it without giving a password */
} sudo_rights;

sudoers *sudoers_read(const machine *m);
void sudoers_free(sudoers *rules);
sudo_rights sudoers_rights(const sudoers *rules, const sudo_user *user);

#endif
