/* keyring.h: the keys under which personal values are sealed, one a person, in a file of their own beside the store's.
 *
 * LMDB leaves deleted bytes in free pages, so what must be able to go for good is encrypted, and the key lies where it
 * can be made to go: STORE/personal.keys, which is rewritten when a key is erased.
 *
 *     head     "mognad personal keys 1\n" · secret 32 · BLAKE2b-128 of these
 *     entries  person 16 · key 32 · BLAKE2b-128 of these keyed with the secret
 *
 * How it is written. A few keys are appended, and synced page by page, so that a power cut leaves a prefix of them: whole
 * entries, and then one that is cut short or ends in zeros. Such a tail is passed over by readers and cut off by the next
 * writer: a key is on disk before the record that needs it is acknowledged, so nothing acknowledged is lost with it. A
 * faulty entry anywhere else is damage. Many keys, the first ones, and what is left after an erasure are written to a new
 * file, synced, and exchanged with the old one (renameat2, RENAME_EXCHANGE), so that there is a whole file at any moment;
 * then the old one, which has the new one's name now, is overwritten with zeros, synced and removed. A power cut in between
 * leaves a file personal.keys.new, which the next writer that makes or erases keys overwrites and removes. A file system that
 * copies on write, or a disk that moves blocks, may keep old bytes nevertheless: docs/personal-data.md.
 *
 * The file has mode 0600; one that others can read or write is refused, with the remedy, and so is a link.
 *
 * A person is known by a number that says nothing without the secret. Writing functions are called under the writers'
 * lock of the store, on a ring that is not outdated (MOG_INTERNAL).
 */
#ifndef MOG_ENGINE_STORE_KEYRING_H
#define MOG_ENGINE_STORE_KEYRING_H

#include "base/error.h"
#include "base/text.h"

#define MOG_KEYRING_FILE "personal.keys"
#define MOG_KEYRING_NEW_FILE "personal.keys.new" /* there only while it is written, or after a power cut */
#define MOG_PERSON_SIZE 16
#define MOG_PERSON_KEY_SIZE 32
#define MOG_KEYRING_SECRET_SIZE 32

typedef struct mog_person {
    uint8_t bytes[MOG_PERSON_SIZE];
} mog_person;

typedef struct mog_keyring mog_keyring;

/* Reads the keys of the store in the folder `folder_fd` (borrowed; `folder` is its name, for errors). Where there is no file
 * the ring is empty, and has a new secret that is written with the first key. MOG_SYSTEM: damage, modes, I/O. */
mog_status mog_keyring_open(mog_keyring **out, int folder_fd, const char *folder, mog_error *err);
void mog_keyring_free(mog_keyring *ring); /* wipes the keys; NULL is allowed */

/* The file is another one than was read, or has another size than it had. */
bool mog_keyring_is_outdated(const mog_keyring *ring);
/* What persons' numbers are made with, borrowed: for a store that is carried elsewhere with its personal values. */
const uint8_t *mog_keyring_secret(const mog_keyring *ring);
/* Gives a new ring the secret of another, so that persons have the same numbers in both. MOG_INTERNAL: it has a file or keys already. */
mog_status mog_keyring_take_secret(mog_keyring *ring, const uint8_t secret[MOG_KEYRING_SECRET_SIZE], mog_error *err);
size_t mog_keyring_count(const mog_keyring *ring);
bool mog_keyring_exists(const mog_keyring *ring); /* there is a file */

/* Who is meant by `person` in evidence about `subject`: case, Unicode form and white space make no difference. Both are UTF-8.
 * Keyed BLAKE2b-128 of subject, a NUL, and the person squeezed and in lower case (base/text.h). */
mog_person mog_keyring_person(const mog_keyring *ring, mog_text subject, mog_text person);

/* The person's key, borrowed until the ring changes; NULL: none (never made, or erased). */
const uint8_t *mog_keyring_key(const mog_keyring *ring, const mog_person *person);
/* Likewise, a new one if need be; on disk after mog_keyring_sync. */
const uint8_t *mog_keyring_make(mog_keyring *ring, const mog_person *person);
/* Writes and syncs the keys that were made since. MOG_SYSTEM: nothing may be acknowledged that needs them. */
mog_status mog_keyring_sync(mog_keyring *ring, mog_error *err);

/* Takes the keys of these persons away for good, and what a power cut left of an earlier erasure. *erased counts those that had a key.
 * Keys that were made and not synced are written with the rest. With none that has a key the file stays as it is. On failure the keys may
 * be gone or not: do it again. */
mog_status mog_keyring_erase(size_t *erased, mog_keyring *ring, const mog_person *persons, size_t count,
                             mog_error *err);

#endif
