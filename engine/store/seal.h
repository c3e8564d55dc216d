/* seal.h: personal values out of a record and back in.
 *
 * A record of a kind with personal fields is stored sealed. In the slot of a present personal field, whatever its type,
 * stand the size (32) and place of a commitment, BLAKE2b-256(salt || value); the value lies in the store's database
 * `personal`, in a box that only the person's key opens: XChaCha20-Poly1305 (libsodium's
 * crypto_aead_xchacha20poly1305_ietf) over salt (32 bytes) and value, with the commitment as additional data. Values are
 * numbered in the order in which a walk meets them: slots in order, the rows of a list where the list stands. A field that is
 * personal is one value as a whole, also where it is a list or a set.
 *
 * The bytes of a value: of a field of a word (bool, integer, number, time, enum, control) the slot's 8 bytes; of a text or reference
 * its bytes; of a duration its 16 bytes; of a set or list: number of elements (8 bytes, little endian), then slots or rows with all that they
 * point at, as they lay in the record (offsets count from the slot, so they hold wherever the bytes lie).
 */
#ifndef MOG_ENGINE_STORE_SEAL_H
#define MOG_ENGINE_STORE_SEAL_H

#include "dsl/kind.h"
#include "engine/store/keyring.h"
#include "engine/store/record.h"

#define MOG_COMMITMENT_SIZE 32
#define MOG_SALT_SIZE 32
#define MOG_NONCE_SIZE 24
#define MOG_BOX_HEAD (MOG_PERSON_SIZE + MOG_NONCE_SIZE)

/* A value in its box, as `personal` holds it: person · nonce · ciphertext. */
typedef struct mog_box {
    uint32_t ordinal;
    mog_text bytes;
} mog_box;

/* Some field, on any level, is personal. */
bool mog_kind_has_personal(const mog_kind *kind);

/* Seals the finished record in `builder`, in place: it is finished again afterwards, and flagged. `person` is the record's own, or
 * empty (then whose a value is follows from the record: docs/evidence.md). Keys are made in `ring`. The boxes are from `arena`.
 * A record without personal values is flagged as well, and has no boxes. MOG_INPUT: it would become too large. */
mog_status mog_record_seal(mog_box **boxes, uint32_t *count, mog_arena *arena, mog_record_builder *builder,
                           const mog_kind *kind, mog_text person, mog_keyring *ring, mog_error *err);

/* What became of a sealed value; stands in the slot of the opened record, whose presence bit is then off. */
#define MOG_SLOT_ERASED UINT64_MAX         /* it was erased: the box or its key is gone */
#define MOG_SLOT_WITHHELD (UINT64_MAX - 1) /* not looked for */

/* The box of a value; *found false: there is none any more. `bytes` is borrowed until the next call. */
typedef mog_status mog_box_fetch(mog_text *bytes, bool *found, void *context, uint32_t ordinal, mog_error *err);

/* A copy in `arena` of a sealed record in which the values lie where they belong, with the same header but for flag, offsets, size and
 * checksum. `kind` is the layout that it was written under. `fetch` NULL: all values are withheld. A value without box or key is absent,
 * and its slot says so. MOG_SYSTEM: a box that its key does not open, or a value that is not what was committed to. A record that is not sealed comes
 * back as it is. */
mog_status mog_record_open(const mog_record **out, mog_arena *arena, const mog_record *record, const mog_kind *kind,
                           mog_box_fetch *fetch, void *context, const mog_keyring *ring, mog_error *err);

/* The person of each value and what it is, told in order, for erasing, exporting and verifying: `salt` and `value` as above. */
typedef struct mog_opened_value {
    uint32_t ordinal;
    mog_person person;
    mog_text path; /* "contacts.name" */
    const uint8_t *commitment, *salt;
    mog_text value;
} mog_opened_value;
uint32_t mog_record_sealed_count(const mog_record *record,
                                 const mog_kind *kind); /* values, present in the record as commitments */
/* The commitment of value `ordinal`; NULL: no such value. */
const uint8_t *mog_record_commitment(const mog_record *record, const mog_kind *kind, uint32_t ordinal);
/* Opens one box and holds it against its commitment. *opened false: there is no key. `out` views `scratch`. */
mog_status mog_box_open(mog_opened_value *out, bool *opened, mog_arena *scratch, mog_text box,
                        const uint8_t *commitment, const mog_keyring *ring, mog_error *err);
/* A box for a value that is known with its salt, under the person's key: for import. From `arena`. */
mog_text mog_box_make(mog_arena *arena, const mog_person *person, const uint8_t *key, const uint8_t *commitment,
                      const uint8_t *salt, mog_text value);

#endif
