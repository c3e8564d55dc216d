/* logins.c: who has logged in, as login programs note it: lastlog(8) has a slot for each user id, wtmp(5) a record for each login
 * since it was rotated. Both have the layout of the machine that wrote them. */
#include "collect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utmp.h>

int64_t last_login_of(const machine *m, int64_t user_id)
{
    struct lastlog slot;
    int64_t offset;
    if (user_id < 0 || __builtin_mul_overflow(user_id, (int64_t)sizeof slot, &offset)) return 0;
    return read_at(&slot, sizeof slot, m, "/var/log/lastlog", offset) ? (int64_t)slot.ll_time : 0;
}

static void read_one(sessions *found, const machine *m, const char *path)
{
    size_t size;
    char *bytes = read_bytes(&size, m, path);
    for (size_t at = 0; bytes != NULL && size - at >= sizeof(struct utmp); at += sizeof(struct utmp)) {
        struct utmp entry;
        memcpy(&entry, bytes + at, sizeof entry);
        if (entry.ut_type != USER_PROCESS) continue;
        found->at = grow(found->at, found->count, sizeof *found->at);
        session *l = &found->at[found->count++];
        l->seconds = (int64_t)entry.ut_tv.tv_sec;
        snprintf(l->name, sizeof l->name, "%.*s", (int)sizeof entry.ut_user, entry.ut_user);
    }
    free(bytes);
}

sessions read_sessions(const machine *m)
{
    sessions found = {0};
    read_one(&found, m, "/var/log/wtmp.1");
    read_one(&found, m, "/var/log/wtmp");
    return found;
}
