/* log.h: what a disk was asked to do, in order: what disk.c writes and replay.c reads. In the byte order of the machine; an event is a head,
 * two names without an end, and the bytes that were written.
 */
#ifndef MOG_TESTS_CRASH_LOG_H
#define MOG_TESTS_CRASH_LOG_H

#include <stdint.h>

enum {
    LOG_CREATE = 1, /* name: a file `inode` came to be */
    LOG_WRITE,      /* at `offset`, of `inode` */
    LOG_RESIZE,     /* of `inode`, to `offset` bytes */
    LOG_SYNC,       /* fsync or fdatasync of `inode` */
    LOG_SYNC_FOLDER,
    LOG_SYNC_PARENT, /* the folder that the store's lies in */
    LOG_RENAME,      /* name to other */
    LOG_EXCHANGE,    /* name and other */
    LOG_UNLINK,
    LOG_MAKE_FOLDER, /* the store's */
    LOG_MARK,        /* by the test: `offset` batches are acknowledged */
    LOG_TYPES,
};

#define LOG_MAGIC 0x6d6f6c67u
#define LOG_SYNCED 1u /* the write was to be on disk before it returned: O_DSYNC */

typedef struct log_head {
    uint32_t magic, type, flags, name_size, other_size;
    uint32_t unused;
    uint64_t inode, offset, size; /* of the bytes */
} log_head;

#endif
