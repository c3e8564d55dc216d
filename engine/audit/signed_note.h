/* signed_note.h: text with Ed25519 signatures, as c2sp.org/signed-note lays it down (and golang.org/x/mod/sumdb/note reads and writes it).
 *
 *     text, one or more lines
 *                                        an empty line
 *     — NAME BASE64(key id 4 || signature)
 *     …
 *
 * The signature is over the text with its last newline. A key is known by its name and its id, the first four bytes of
 * SHA-256(name || "\n" || 0x01 || public key); 0x01 stands for Ed25519. As text, keys are
 *
 *     verifier   NAME+ID in hexadecimal+BASE64(0x01 || public key)
 *     signer     PRIVATE+KEY+NAME+ID in hexadecimal+BASE64(0x01 || seed)
 *
 * A name is UTF-8 of up to MOG_KEY_NAME_LIMIT bytes without white space, control characters or "+".
 */
#ifndef MOG_ENGINE_AUDIT_SIGNED_NOTE_H
#define MOG_ENGINE_AUDIT_SIGNED_NOTE_H

#include "base/error.h"
#include "base/text.h"

#define MOG_KEY_NAME_LIMIT 200
#define MOG_KEY_ID_SIZE 4
#define MOG_PUBLIC_KEY_SIZE 32
#define MOG_SEED_SIZE 32
#define MOG_SIGNATURE_SIZE 64
#define MOG_SIGNED_NOTE_LIMIT (64u << 10) /* bytes of a note that is read */
#define MOG_SIGNATURES_LIMIT 64           /* signature lines of one */

/* What checks signatures, public. */
typedef struct mog_verifier {
    char name[MOG_KEY_NAME_LIMIT + 1];
    uint8_t id[MOG_KEY_ID_SIZE], key[MOG_PUBLIC_KEY_SIZE];
} mog_verifier;

/* What signs, secret: wiped by mog_signer_wipe when it has served. */
typedef struct mog_signer {
    mog_verifier verifier;
    uint8_t seed[MOG_SEED_SIZE];
} mog_signer;

#define MOG_VERIFIER_TEXT_SIZE (MOG_KEY_NAME_LIMIT + 1 + 2 * MOG_KEY_ID_SIZE + 1 + 44 + 1)
#define MOG_SIGNER_TEXT_SIZE (12 + MOG_VERIFIER_TEXT_SIZE)

bool mog_key_name_is_valid(mog_text name);

/* MOG_INPUT says what is wrong; texts from outside are expected. */
mog_status mog_verifier_read(mog_verifier *out, mog_text text, mog_error *err);
void mog_verifier_write(char out[MOG_VERIFIER_TEXT_SIZE], const mog_verifier *verifier);
bool mog_verifier_equal(const mog_verifier *a, const mog_verifier *b);

/* The name is valid. */
void mog_signer_of_seed(mog_signer *out, mog_text name, const uint8_t seed[MOG_SEED_SIZE]);
mog_status mog_signer_read(mog_signer *out, mog_text text, mog_error *err);
void mog_signer_write(char out[MOG_SIGNER_TEXT_SIZE], const mog_signer *signer);
void mog_signer_wipe(mog_signer *signer);

typedef struct mog_signature {
    mog_text name;
    uint8_t id[MOG_KEY_ID_SIZE];
    mog_text bytes; /* after the id; of another length than MOG_SIGNATURE_SIZE with other algorithms */
} mog_signature;

typedef struct mog_signed_note {
    mog_text text; /* what is signed; views what was read */
    mog_signature *signatures;
    uint32_t count; /* at least one */
} mog_signed_note;

/* MOG_INPUT: it is no signed note, or too large. Nothing is verified yet. */
mog_status mog_signed_note_read(mog_signed_note *out, mog_arena *arena, mog_text bytes, mog_error *err);

/* Sets signed[i] where verifier i has signed, and *signatures to how many have. As the specification demands, a signature by a key
 * that is not among the verifiers counts for nothing, and one that is but does not hold spoils the note: MOG_INPUT. */
mog_status mog_signed_note_check(bool *signed_by, uint32_t *signatures, const mog_signed_note *note,
                                 const mog_verifier *verifiers, uint32_t count, mog_error *err);

/* Appends the note with one signature. `text` ends with a newline and is UTF-8 without other control characters. */
void mog_signed_note_write(mog_buffer *out, mog_text text, const mog_signer *signer);

#endif
