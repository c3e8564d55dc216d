/* environment.h: the LMDB environment under a store; for the files of engine/store only.
 *
 * How large a map. LMDB reads the file through one memory map whose size is fixed while a transaction lives, and a
 * write beyond it fails with MDB_MAP_FULL, even at commit, and costs the whole transaction. So the map is declared far
 * larger than any store (MOG_MAP_AMPLE); that takes address space only, neither memory nor disk. Where so much address
 * space is not to be had (RLIMIT_AS, valgrind, sanitizers, small machines) a smaller map is declared, with room left
 * to double it, and what is written is logged so that it can be written again (writing.h).
 */
#ifndef MOG_ENGINE_STORE_ENVIRONMENT_H
#define MOG_ENGINE_STORE_ENVIRONMENT_H

#include "engine/store/keyring.h"
#include "engine/store/store.h"

#include <lmdb.h>
#include <sys/types.h>

#define MOG_MAP_AMPLE ((size_t)1 << 40)

/* name in C, name in LMDB */
#define MOG_DATABASES(D)                                                                                               \
    D(META, "meta")                                                                                                    \
    D(NAMES, "names")                                                                                                  \
    D(KINDS, "kinds")                                                                                                  \
    D(RECORDS, "records")                                                                                              \
    D(JOURNAL, "journal")                                                                                              \
    D(TREE, "tree")                                                                                                    \
    D(NOTES, "notes")                                                                                                  \
    D(RETRACTED, "retracted")                                                                                          \
    D(ATTACHED, "attached")                                                                                            \
    D(PERSONAL, "personal")                                                                                            \
    D(CONTENTS, "contents")

#define MOG_AUTHOR_LIMIT 100 /* bytes of the name of who writes */

typedef enum mog_database {
#define D(tag, name) MOG_DATABASE_##tag,
    MOG_DATABASES(D)
#undef D
        MOG_DATABASE_COUNT
} mog_database;

extern const char *const mog_database_names[MOG_DATABASE_COUNT];

struct mog_store {
    MDB_env *env;
    MDB_dbi databases[MOG_DATABASE_COUNT];
    char *folder;
    int folder_fd; /* carries the writers' lock */
    int use_fd;    /* shares the store with others (usage.h); -1: not */
    bool alone;    /* use_fd is borrowed from whoever has the store alone */
    dev_t device;  /* of the folder: */
    ino_t inode;   /* what this store is */
    pid_t owner;   /* an LMDB environment is of no use after fork */
    bool writable;
    bool in_batch;
    uint32_t flags;                /* MOG_STORE_… of meta.h */
    uint8_t id[16];                /* of the store */
    char by[MOG_AUTHOR_LIMIT + 1]; /* who writes */
    uint32_t snapshots;            /* open ones */
    mog_keyring *keys;             /* NULL: not asked for yet (personal.h) */
    bool holds_keys;               /* the batch uses them: they are not let go */
    mog_store *next;               /* of those open in this process */
};

/* Opens the folder and the environment in it (no database yet). `create`: makes data.mdb where it is absent. The store
 * is shared (usage.h), unless store->alone and store->use_fd have been set.
 * `map_size` 0: as said above. The caller frees with mog_environment_close, also on failure. */
mog_status mog_environment_open(mog_store *store, const char *dir, bool writable, bool create, size_t map_size,
                                mog_error *err);
void mog_environment_close(mog_store *store);

/* Begins a transaction; adopts the map of another process that has grown the file. */
mog_status mog_environment_begin(MDB_txn **out, mog_store *store, bool writable, mog_error *err);

/* Makes the map larger. No transaction is open in this process. */
mog_status mog_environment_grow(mog_store *store, mog_error *err);
size_t mog_environment_map_size(const mog_store *store);

/* One writer at a time: waits for the lock on the folder. */
mog_status mog_environment_lock(mog_store *store, mog_error *err);
void mog_environment_unlock(mog_store *store);

/* The error that an LMDB or system code means: cause, place and remedy. MDB_MAP_FULL: MOG_NO, and `err` is left alone (writing.c alone meets it).
 * `doing` continues "cannot …". `folder` may be NULL. */
mog_status mog_lmdb_fail(int code, const char *folder, const char *doing, mog_error *err);

/* A fault in what the store holds. */
mog_status mog_store_damaged(mog_error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* mog_store_open with a map of a given size, for tests. */
mog_status mog_store_open_sized(mog_store **out, const char *dir, bool writable, size_t map_size, mog_error *err);

/* mog_store_open for whoever has the store alone; `use_fd` (usage.h) is borrowed. */
mog_status mog_store_open_alone(mog_store **out, const char *dir, bool writable, int use_fd, mog_error *err);

#endif
