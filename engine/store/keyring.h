/* keyring.h: the keys under which personal values are sealed, one a person, in a file of their own beside the store's.
 *
 * LMDB leaves deleted bytes in free pages, so what must be able to go for good is encrypted, and the key lies where it
 * can be made to go: STORE/personal.keys, which is rewritten when a key is erased.
 *
 *     head     "mognad personal keys 1\n" · secret 32 · BLAKE2b-128 of these
 *     entries  person 16 · key 32 · BLAKE2b-128 of these keyed with the secret
 *
 * A tail that is no whole entry, as a power cut may leave, is cut off by the next writer: a key is on disk before the
 * record that needs it is acknowledged, so nothing acknowledged is lost with it. A faulty entry anywhere else is damage.
 * The file has mode 0600; one that others can read or write is refused, with the remedy.
 *
 * A person is known by a number that says nothing without the secret. Writing functions are called under the writers'
 * lock of the store.
 */
#ifndef MOG_ENGINE_STORE_KEYRING_H
#define MOG_ENGINE_STORE_KEYRING_H

#include "base/error.h"
#include "base/text.h"

#define MOG_KEYRING_FILE "personal.keys"
#define MOG_PERSON_SIZE 16
#define MOG_PERSON_KEY_SIZE 32

typedef struct mog_person {
    uint8_t bytes[MOG_PERSON_SIZE];
} mog_person;

typedef struct mog_keyring mog_keyring;

/* Reads the keys of the store in the folder `folder_fd` (borrowed; `folder` is its name, for errors). Where there is no file
 * the ring is empty, and has a new secret that is written with the first key. MOG_SYSTEM: damage, modes, I/O. */
mog_status mog_keyring_open(mog_keyring **out, int folder_fd, const char *folder, mog_error *err);
void mog_keyring_free(mog_keyring *ring); /* wipes the keys; NULL is allowed */

/* The file is another one than was read, or has grown since. */
bool mog_keyring_is_outdated(const mog_keyring *ring);
size_t mog_keyring_count(const mog_keyring *ring);
bool mog_keyring_exists(const mog_keyring *ring); /* there is a file */

/* Who is meant by `person` in evidence about `subject`: case, Unicode form and white space make no difference. */
mog_person mog_keyring_person(const mog_keyring *ring, mog_text subject, mog_text person);

/* The person's key, borrowed until the ring changes; NULL: none (never made, or erased). */
const uint8_t *mog_keyring_key(const mog_keyring *ring, const mog_person *person);
/* Likewise, a new one if need be; on disk after mog_keyring_sync. */
const uint8_t *mog_keyring_make(mog_keyring *ring, const mog_person *person);
/* Writes and syncs the keys that were made since. MOG_SYSTEM: nothing may be acknowledged that needs them. */
mog_status mog_keyring_sync(mog_keyring *ring, mog_error *err);

/* Takes the keys of these persons away for good: a new file is written, synced, put in the place of the old one, whose bytes are
 * overwritten. *erased counts those that had a key. Nothing is to be synced. */
mog_status mog_keyring_erase(size_t *erased, mog_keyring *ring, const mog_person *persons, size_t count,
                             mog_error *err);

#endif
