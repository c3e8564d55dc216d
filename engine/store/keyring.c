#include "engine/store/keyring.h"

#include "engine/store/keyring_file.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define ATTEMPTS 100 /* to read a file that others keep changing */

typedef struct slot {
    uint32_t entry; /* number of the entry + 1; 0: free */
} slot;

struct mog_keyring {
    mog_keyring_file file;
    mog_arena *scratch;
    uint8_t secret[MOG_KEYRING_SECRET_SIZE];
    uint8_t spread[crypto_shorthash_KEYBYTES]; /* of the table: whoever wrote the file shall not choose its places */
    mog_keyring_entry *entries;                /* those on disk first, then those that were made since */
    size_t count, capacity, synced;
    bool behind; /* the file has keys that were taken out of the ring: to take them out of it has failed */
    slot *slots; /* twice as many as there is room for entries */
    size_t slot_count;
};

/* ---- entries in memory */

static size_t place_of(const mog_keyring *ring, const mog_person *person)
{
    unsigned char hash[crypto_shorthash_BYTES];
    crypto_shorthash(hash, person->bytes, sizeof person->bytes, ring->spread);
    uint64_t word;
    memcpy(&word, hash, sizeof word);
    return (size_t)word & (ring->slot_count - 1);
}

static mog_keyring_entry *find(const mog_keyring *ring, const mog_person *person)
{
    if (!ring->slot_count) return NULL;
    for (size_t at = place_of(ring, person);; at = (at + 1) & (ring->slot_count - 1)) {
        if (!ring->slots[at].entry) return NULL;
        mog_keyring_entry *entry = &ring->entries[ring->slots[at].entry - 1];
        if (memcmp(&entry->person, person, sizeof *person) == 0) return entry;
    }
}

static void enter(mog_keyring *ring, size_t number)
{
    size_t at = place_of(ring, &ring->entries[number].person);
    while (ring->slots[at].entry) at = (at + 1) & (ring->slot_count - 1);
    ring->slots[at].entry = (uint32_t)(number + 1);
}

static void enter_all(mog_keyring *ring)
{
    if (ring->slot_count) memset(ring->slots, 0, ring->slot_count * sizeof *ring->slots);
    for (size_t i = 0; i < ring->count; i++) enter(ring, i);
}

/* realloc would leave keys behind in what it frees. */
static void grow(mog_keyring *ring)
{
    size_t capacity = ring->capacity ? 2 * ring->capacity : 32;
    mog_keyring_entry *entries = mog_allocate(capacity * sizeof *entries);
    if (ring->count) {
        memcpy(entries, ring->entries, ring->count * sizeof *entries);
        sodium_memzero(ring->entries, ring->count * sizeof *entries);
    }
    free(ring->entries);
    free(ring->slots);
    ring->entries = entries;
    ring->capacity = capacity;
    ring->slot_count = 2 * capacity;
    ring->slots = mog_allocate(ring->slot_count * sizeof *ring->slots);
    enter_all(ring);
}

static mog_keyring_entry *add(mog_keyring *ring, const mog_person *person, const uint8_t key[MOG_PERSON_KEY_SIZE])
{
    if (ring->count == ring->capacity) grow(ring);
    mog_keyring_entry *entry = &ring->entries[ring->count++];
    entry->person = *person;
    memcpy(entry->key, key, MOG_PERSON_KEY_SIZE);
    enter(ring, ring->count - 1);
    return entry;
}

/* ---- opening */

static bool take_entry(void *context, const mog_keyring_entry *entry)
{
    mog_keyring *ring = context;
    if (ring->count >= MOG_KEYRING_LIMIT || find(ring, &entry->person)) return false;
    add(ring, &entry->person, entry->key);
    return true;
}

static mog_status open_once(mog_keyring **out, bool *replaced, int folder_fd, const char *folder, mog_error *err)
{
    *out = NULL;
    mog_keyring *ring = mog_allocate(sizeof *ring);
    *ring = (mog_keyring){.file = {.folder_fd = folder_fd, .folder = mog_strdup(folder)}, .scratch = mog_arena_new()};
    randombytes_buf(ring->spread, sizeof ring->spread);
    mog_status status = mog_keyring_file_read(&ring->file, ring->secret, take_entry, ring, err);
    *replaced = mog_keyring_file_is_outdated(&ring->file);
    if (status) {
        mog_keyring_free(ring);
        return status;
    }
    ring->synced = ring->count;
    if (!ring->file.exists) randombytes_buf(ring->secret, sizeof ring->secret);
    *out = ring;
    return MOG_OK;
}

/* What is replaced is overwritten: who reads it meanwhile sees zeros, and has to look again. */
mog_status mog_keyring_open(mog_keyring **out, int folder_fd, const char *folder, mog_error *err)
{
    mog_error cause = MOG_ERROR_NONE;
    mog_status status = MOG_SYSTEM;
    bool replaced = true;
    *out = NULL;
    if (sodium_init() < 0) {
        mog_fail(err, MOG_SYSTEM, "the system gives no random numbers");
        mog_error_hint(err, "mognad needs getrandom(2) or /dev/urandom");
        return MOG_SYSTEM;
    }
    for (int attempt = 0; replaced && attempt < ATTEMPTS; attempt++) {
        mog_keyring_free(*out);
        cause = (mog_error)MOG_ERROR_NONE;
        status = open_once(out, &replaced, folder_fd, folder, &cause);
    }
    if (status && err) *err = cause;
    return status;
}

void mog_keyring_free(mog_keyring *ring)
{
    if (!ring) return;
    if (ring->count) sodium_memzero(ring->entries, ring->count * sizeof *ring->entries);
    sodium_memzero(ring->secret, sizeof ring->secret);
    mog_arena_free(ring->scratch);
    free(ring->file.folder);
    free(ring->entries);
    free(ring->slots);
    free(ring);
}

/* ---- asking */

bool mog_keyring_is_outdated(const mog_keyring *ring)
{
    return mog_keyring_file_is_outdated(&ring->file);
}

const uint8_t *mog_keyring_secret(const mog_keyring *ring)
{
    return ring->secret;
}

mog_status mog_keyring_take_secret(mog_keyring *ring, const uint8_t secret[MOG_KEYRING_SECRET_SIZE], mog_error *err)
{
    if (ring->file.exists || ring->count) return mog_fail(err, MOG_INTERNAL, "the ring has keys under another secret");
    memcpy(ring->secret, secret, MOG_KEYRING_SECRET_SIZE);
    return MOG_OK;
}

size_t mog_keyring_count(const mog_keyring *ring)
{
    return ring->count;
}

bool mog_keyring_exists(const mog_keyring *ring)
{
    return ring->file.exists;
}

mog_person mog_keyring_person(const mog_keyring *ring, mog_text subject, mog_text person)
{
    mog_text name = mog_text_squeeze(ring->scratch, mog_text_lower(ring->scratch, person));
    mog_person out;
    crypto_generichash_state state;
    crypto_generichash_init(&state, ring->secret, sizeof ring->secret, sizeof out.bytes);
    crypto_generichash_update(&state, (const uint8_t *)subject.at, subject.size);
    crypto_generichash_update(&state, (const uint8_t *)"", 1);
    crypto_generichash_update(&state, (const uint8_t *)name.at, name.size);
    crypto_generichash_final(&state, out.bytes, sizeof out.bytes);
    sodium_memzero(&state, sizeof state);
    mog_arena_reset(ring->scratch);
    return out;
}

const uint8_t *mog_keyring_key(const mog_keyring *ring, const mog_person *person)
{
    const mog_keyring_entry *entry = find(ring, person);
    return entry ? entry->key : NULL;
}

/* ---- changing */

const uint8_t *mog_keyring_make(mog_keyring *ring, const mog_person *person)
{
    const mog_keyring_entry *entry = find(ring, person);
    if (entry) return entry->key;
    uint8_t key[MOG_PERSON_KEY_SIZE];
    randombytes_buf(key, sizeof key);
    entry = add(ring, person, key);
    sodium_memzero(key, sizeof key);
    return entry->key;
}

static mog_status begin_change(mog_keyring *ring, mog_error *err)
{
    if (mog_keyring_is_outdated(ring)) {
        mog_fail(err, MOG_INTERNAL, "the keys of persons changed since they were read");
        mog_error_place(err, "%s/%s", ring->file.folder, MOG_KEYRING_FILE);
        return MOG_INTERNAL;
    }
    return mog_keyring_file_clean(&ring->file, err);
}

/* What would take longer to append than to write anew, and the first. */
static bool is_written_anew(const mog_keyring *ring)
{
    return ring->behind || !ring->file.exists || ring->count - ring->synced > MOG_KEYRING_APPENDED;
}

mog_status mog_keyring_sync(mog_keyring *ring, mog_error *err)
{
    if (ring->synced == ring->count && !ring->behind) return MOG_OK;
    if (ring->count > MOG_KEYRING_LIMIT) return mog_fail(err, MOG_SYSTEM, "there are more persons than can have keys");
    mog_status status = begin_change(ring, err);
    if (status) return status;
    if (is_written_anew(ring)) {
        status = mog_keyring_file_replace(&ring->file, ring->secret, ring->entries, ring->count, err);
    } else {
        status = mog_keyring_file_append(&ring->file, ring->secret, ring->entries + ring->synced,
                                         ring->count - ring->synced, err);
    }
    if (status) return status;
    ring->synced = ring->count;
    ring->behind = false;
    return MOG_OK;
}

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(mog_person));
}

/* Takes these out of the ring. */
static void leave_out(mog_keyring *ring, const mog_person *sorted, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < ring->count; i++) {
        if (count && bsearch(&ring->entries[i].person, sorted, count, sizeof *sorted, by_bytes)) continue;
        if (kept != i) ring->entries[kept] = ring->entries[i];
        kept++;
    }
    sodium_memzero(ring->entries + kept, (ring->count - kept) * sizeof *ring->entries);
    ring->count = kept;
    enter_all(ring);
}

mog_status mog_keyring_erase(size_t *erased, mog_keyring *ring, const mog_person *persons, size_t count, mog_error *err)
{
    *erased = 0;
    mog_status status = begin_change(ring, err);
    if (status) return status;
    size_t before = ring->count;
    mog_person *sorted = mog_allocate((count + 1) * sizeof *sorted);
    if (count) memcpy(sorted, persons, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_bytes);
    leave_out(ring, sorted, count);
    free(sorted);
    if (ring->count == before && !ring->behind) return MOG_OK;
    ring->behind = true;
    status = mog_keyring_file_replace(&ring->file, ring->secret, ring->entries, ring->count, err);
    if (status) return status;
    *erased = before - ring->count;
    ring->synced = ring->count;
    ring->behind = false;
    return MOG_OK;
}
