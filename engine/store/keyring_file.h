/* keyring_file.h: the file of a keyring (keyring.h says how it is laid out and written); for keyring.c only. */
#ifndef MOG_ENGINE_STORE_KEYRING_FILE_H
#define MOG_ENGINE_STORE_KEYRING_FILE_H

#include "engine/store/keyring.h"

#include <sys/stat.h>
#include <sys/types.h>

#define MOG_KEYRING_LIMIT ((size_t)1 << 24) /* entries */
#define MOG_KEYRING_APPENDED 256 /* entries; more are written to a new file: each page that is appended is synced */

typedef struct mog_keyring_entry {
    mog_person person;
    uint8_t key[MOG_PERSON_KEY_SIZE];
} mog_keyring_entry;

typedef struct mog_keyring_file {
    int folder_fd; /* borrowed */
    char *folder;
    bool exists;
    struct stat about; /* as it was when it was read, in vain too, or written last; zeros: it was not there */
    off_t settled;     /* where its last whole entry ends */
} mog_keyring_file;

/* Takes an entry; false: there cannot be such a one. */
typedef bool mog_keyring_take(void *context, const mog_keyring_entry *entry);

/* Reads the file, if it exists. */
mog_status mog_keyring_file_read(mog_keyring_file *file, uint8_t secret[MOG_KEYRING_SECRET_SIZE],
                                 mog_keyring_take *take, void *context, mog_error *err);
bool mog_keyring_file_is_outdated(const mog_keyring_file *file);

/* Overwrites and removes what a power cut left. */
mog_status mog_keyring_file_clean(const mog_keyring_file *file, mog_error *err);
/* All on disk when it returns MOG_OK. The file exists. On failure nothing is added. */
mog_status mog_keyring_file_append(mog_keyring_file *file, const uint8_t secret[MOG_KEYRING_SECRET_SIZE],
                                   const mog_keyring_entry *entries, size_t count, mog_error *err);
/* The file holds these and nothing else; the bytes of the old one are overwritten. On failure it may be the old one or the new one. */
mog_status mog_keyring_file_replace(mog_keyring_file *file, const uint8_t secret[MOG_KEYRING_SECRET_SIZE],
                                    const mog_keyring_entry *entries, size_t count, mog_error *err);

#endif
