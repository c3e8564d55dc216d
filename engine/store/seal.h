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

/* Somebody can be meant by it: it is more than white space. */
bool mog_person_is_named(mog_text person);

/* Some field, on any level, is personal. */
bool mog_kind_has_personal(const mog_kind *kind);

/* Seals the finished record in `builder`, in place: it is finished again afterwards, and flagged. `person` is the record's own, or
 * empty (then whose a value is follows from the record: docs/evidence.md). Keys are made in `ring`. The boxes are from `arena`.
 * A record without personal values is flagged as well, and has no boxes; so is a census, whose names of items stay as they are.
 * The record is canonical then: fields, and what they point at, lie in layout order. MOG_INPUT: it would become too large. */
mog_status mog_record_seal(mog_box **boxes, uint32_t *count, mog_arena *arena, mog_record_builder *builder,
                           const mog_kind *kind, mog_text person, mog_keyring *ring, mog_error *err);

/* The box of a value; *found false: there is none any more. MOG_NO: the value is to be withheld. `bytes` is borrowed until the next call. */
typedef mog_status mog_box_fetch(mog_text *bytes, bool *found, void *context, uint32_t ordinal, mog_error *err);

/* A copy in `arena` of a sealed record in which the values lie where they belong, with the same header but for flag, offsets, size and
 * checksum. `kind` is the layout that it was written under. `fetch` NULL: all values are withheld. A value without box or key is absent,
 * and its slot says so. MOG_SYSTEM: a box that its key does not open, or a value that is not what was committed to. The copy is canonical (mog_record_seal). A record that is not sealed comes
 * back as it is. What becomes of values stands in record.h: MOG_SLOT_ERASED, MOG_SLOT_WITHHELD. */
mog_status mog_record_open(const mog_record **out, mog_arena *arena, const mog_record *record, const mog_kind *kind,
                           mog_box_fetch *fetch, void *context, const mog_keyring *ring, mog_error *err);

/* What a box holds: `salt` and `value` as above. */
typedef struct mog_opened_value {
    mog_person person;
    const uint8_t *commitment, *salt;
    mog_text value;
} mog_opened_value;
/* The values of a sealed record, which stand in it as commitments, in order. MOG_NO from `visit` ends the walk (which then returns MOG_OK).
 * `path` and `commitment` are borrowed. Of a record that is not sealed, and of a census: none. */
typedef mog_status mog_sealed_visit(void *context, uint32_t ordinal, mog_text path, const uint8_t *commitment,
                                    mog_error *err);
mog_status mog_record_sealed_each(const mog_record *record, const mog_kind *kind, mog_sealed_visit *visit,
                                  void *context, mog_error *err);
uint32_t mog_record_sealed_count(const mog_record *record, const mog_kind *kind);
/* The commitment of value `ordinal`; NULL: no such value. */
const uint8_t *mog_record_commitment(const mog_record *record, const mog_kind *kind, uint32_t ordinal);
/* Opens one box and holds it against its commitment. *opened false: there is no key, and `out` has the person alone. `out` views `scratch`
 * and `commitment`. That the value fits its field is not looked at: mog_record_open does that. MOG_SYSTEM as there. */
mog_status mog_box_open(mog_opened_value *out, bool *opened, mog_arena *scratch, mog_text box,
                        const uint8_t *commitment, const mog_keyring *ring, mog_error *err);
/* A box for a value that is known with its salt, under the person's key: for import. From `arena`. */
mog_text mog_box_make(mog_arena *arena, const mog_person *person, const uint8_t *key, const uint8_t *commitment,
                      const uint8_t *salt, mog_text value);

#endif
