#include "engine/audit/signed_note.h"

#include "base/base64.h"
#include "base/digest.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define ED25519 1                 /* the algorithm's number, in key ids and before keys */
#define SIGNATURE_START "\u2014 " /* em dash, space */
#define SIGNER_START "PRIVATE+KEY+"

/* Unicode's White_Space (UAX #44) above U+0020; those below are control characters. */
static const char *const spaces[] = {"\xc2\x85", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
                                     "\u2004",   "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
                                     "\u2028",   "\u2029", "\u202f", "\u205f", "\u3000"};

static bool has_control(mog_text text, bool newlines)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c < 0x20 && !(newlines && c == '\n')) return true;
    }
    return false;
}

bool mog_key_name_is_valid(mog_text name)
{
    if (name.size == 0 || name.size > MOG_KEY_NAME_LIMIT || has_control(name, false)) return false;
    if (mog_utf8_valid(name) != name.size || memchr(name.at, '+', name.size) || memchr(name.at, ' ', name.size))
        return false;
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (mog_text_contains(name, mog_text_of(spaces[i]))) return false;
    return true;
}

/* ---- keys */

static void fill_verifier(mog_verifier *out, mog_text name, const uint8_t key[MOG_PUBLIC_KEY_SIZE])
{
    uint8_t bytes[MOG_KEY_NAME_LIMIT + 2 + MOG_PUBLIC_KEY_SIZE];
    memset(out, 0, sizeof *out);
    memcpy(out->name, name.at, name.size);
    memcpy(out->key, key, MOG_PUBLIC_KEY_SIZE);
    memcpy(bytes, name.at, name.size);
    bytes[name.size] = '\n';
    bytes[name.size + 1] = ED25519;
    memcpy(bytes + name.size + 2, key, MOG_PUBLIC_KEY_SIZE);
    mog_digest digest = mog_sha256(bytes, name.size + 2 + MOG_PUBLIC_KEY_SIZE);
    memcpy(out->id, digest.bytes, MOG_KEY_ID_SIZE);
}

/* NAME+ID+BASE64(0x01 || 32 bytes) */
static bool split_key(mog_text *name, uint8_t id[MOG_KEY_ID_SIZE], uint8_t key[32], mog_text text)
{
    uint8_t coded[1 + 32];
    const char *plus = memchr(text.at, '+', text.size);
    if (!plus) return false;
    *name = (mog_text){text.at, (size_t)(plus - text.at)};
    mog_text rest = {plus + 1, text.size - name->size - 1};
    if (rest.size < 9 || rest.at[8] != '+') return false;
    for (int i = 0; i < 8; i++)
        if (!strchr("0123456789abcdef", rest.at[i]) || !rest.at[i]) return false;
    if (sodium_hex2bin(id, MOG_KEY_ID_SIZE, rest.at, 8, NULL, NULL, NULL) != 0) return false;
    bool whole =
        mog_base64_read_exactly(coded, sizeof coded, (mog_text){rest.at + 9, rest.size - 9}) && coded[0] == ED25519;
    if (whole) memcpy(key, coded + 1, 32);
    sodium_memzero(coded, sizeof coded);
    return whole && mog_key_name_is_valid(*name);
}

static void join_key(char *out, size_t size, const mog_verifier *verifier, const uint8_t key[32])
{
    uint8_t coded[1 + 32] = {ED25519};
    char base64[MOG_BASE64_SIZE(33) + 1], hex[2 * MOG_KEY_ID_SIZE + 1];
    memcpy(coded + 1, key, 32);
    sodium_bin2base64(base64, sizeof base64, coded, sizeof coded, sodium_base64_VARIANT_ORIGINAL);
    sodium_bin2hex(hex, sizeof hex, verifier->id, MOG_KEY_ID_SIZE);
    snprintf(out, size, "%s+%s+%s", verifier->name, hex, base64);
    sodium_memzero(coded, sizeof coded);
    sodium_memzero(base64, sizeof base64);
}

mog_status mog_verifier_read(mog_verifier *out, mog_text text, mog_error *err)
{
    mog_text name;
    uint8_t id[MOG_KEY_ID_SIZE], key[MOG_PUBLIC_KEY_SIZE];
    const char *why = NULL;
    memset(out, 0, sizeof *out);
    if (mog_text_starts(text, MOG_TEXT(SIGNER_START))) why = "this is a secret key, which is not to be given away";
    else if (!split_key(&name, id, key, text)) why = "this is no key for checking signatures";
    else if (!crypto_core_ed25519_is_valid_point(key)) why = "this key is none that Ed25519 has";
    if (why) {
        mog_fail(err, MOG_INPUT, "%s", why);
        mog_error_hint(err, "it has the form NAME+1a2b3c4d+BASE64, as `mognad store key new` prints it");
        return MOG_INPUT;
    }
    fill_verifier(out, name, key);
    if (memcmp(out->id, id, MOG_KEY_ID_SIZE) == 0) return MOG_OK;
    mog_fail(err, MOG_INPUT, "the key's id does not fit its name and key");
    mog_error_hint(err, "a character was lost or altered; ask for the key again");
    return MOG_INPUT;
}

void mog_verifier_write(char out[MOG_VERIFIER_TEXT_SIZE], const mog_verifier *verifier)
{
    join_key(out, MOG_VERIFIER_TEXT_SIZE, verifier, verifier->key);
}

bool mog_verifier_equal(const mog_verifier *a, const mog_verifier *b)
{
    return strcmp(a->name, b->name) == 0 && memcmp(a->key, b->key, MOG_PUBLIC_KEY_SIZE) == 0;
}

void mog_signer_of_seed(mog_signer *out, mog_text name, const uint8_t seed[MOG_SEED_SIZE])
{
    uint8_t key[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(key, secret, seed);
    fill_verifier(&out->verifier, name, key);
    memcpy(out->seed, seed, MOG_SEED_SIZE);
    sodium_memzero(secret, sizeof secret);
}

mog_status mog_signer_read(mog_signer *out, mog_text text, mog_error *err)
{
    mog_text name, start = MOG_TEXT(SIGNER_START);
    uint8_t id[MOG_KEY_ID_SIZE], seed[MOG_SEED_SIZE];
    memset(out, 0, sizeof *out);
    if (!mog_text_starts(text, start) ||
        !split_key(&name, id, seed, (mog_text){text.at + start.size, text.size - start.size})) {
        mog_fail(err, MOG_INPUT, "this is no key for signing");
        mog_error_hint(err, "`mognad store key new FILE` makes one");
        return MOG_INPUT;
    }
    mog_signer_of_seed(out, name, seed);
    sodium_memzero(seed, sizeof seed);
    if (memcmp(out->verifier.id, id, MOG_KEY_ID_SIZE) == 0) return MOG_OK;
    mog_signer_wipe(out);
    mog_fail(err, MOG_INPUT, "the key's id does not fit its name and key");
    mog_error_hint(err, "the file is damaged; take it from a backup or make a new key");
    return MOG_INPUT;
}

void mog_signer_write(char out[MOG_SIGNER_TEXT_SIZE], const mog_signer *signer)
{
    memcpy(out, SIGNER_START, sizeof SIGNER_START);
    join_key(out + sizeof SIGNER_START - 1, MOG_VERIFIER_TEXT_SIZE, &signer->verifier, signer->seed);
}

void mog_signer_wipe(mog_signer *signer)
{
    sodium_memzero(signer, sizeof *signer);
}

/* ---- notes */

static mog_status refuse(mog_error *err, const char *why)
{
    mog_fail(err, MOG_INPUT, "this is no signed note: %s", why);
    mog_error_hint(
        err,
        "a signed note ends with an empty line and lines of the form \"\u2014 NAME BASE64\" (c2sp.org/signed-note)");
    return MOG_INPUT;
}

/* NAME BASE64, what follows the dash */
static bool read_signature(mog_signature *out, mog_arena *arena, mog_text line)
{
    mog_text coded;
    const char *space = memchr(line.at, ' ', line.size);
    if (!space) return false;
    out->name = (mog_text){line.at, (size_t)(space - line.at)};
    if (!mog_key_name_is_valid(out->name)) return false;
    if (!mog_base64_read(&coded, arena, (mog_text){space + 1, line.size - out->name.size - 1})) return false;
    if (coded.size <= MOG_KEY_ID_SIZE) return false;
    memcpy(out->id, coded.at, MOG_KEY_ID_SIZE);
    out->bytes = (mog_text){coded.at + MOG_KEY_ID_SIZE, coded.size - MOG_KEY_ID_SIZE};
    return true;
}

/* The text goes to the last empty line. */
static bool find_end(size_t *out, mog_text bytes)
{
    for (size_t i = bytes.size; i >= 2; i--) {
        if (bytes.at[i - 1] != '\n' || bytes.at[i - 2] != '\n') continue;
        *out = i - 1;
        return true;
    }
    return false;
}

mog_status mog_signed_note_read(mog_signed_note *out, mog_arena *arena, mog_text bytes, mog_error *err)
{
    size_t end;
    mog_text start = MOG_TEXT(SIGNATURE_START);
    memset(out, 0, sizeof *out);
    if (bytes.size > MOG_SIGNED_NOTE_LIMIT) return refuse(err, "it is too large");
    if (has_control(bytes, true) || mog_utf8_valid(bytes) != bytes.size)
        return refuse(err, "it is no plain text in UTF-8");
    if (!find_end(&end, bytes)) return refuse(err, "it has no empty line");
    out->text = (mog_text){bytes.at, end};
    mog_text rest = {bytes.at + end + 1, bytes.size - end - 1};
    if (rest.size == 0) return refuse(err, "it has no signature");
    out->signatures = mog_take_array(arena, mog_signature, MOG_SIGNATURES_LIMIT);
    while (rest.size > 0) {
        const char *newline = memchr(rest.at, '\n', rest.size);
        if (!newline || !mog_text_starts(rest, start))
            return refuse(err, "a line after the empty line is no signature");
        if (out->count == MOG_SIGNATURES_LIMIT) return refuse(err, "it has too many signatures");
        mog_text line = {rest.at + start.size, (size_t)(newline - rest.at) - start.size};
        if (!read_signature(&out->signatures[out->count], arena, line))
            return refuse(err, "a signature cannot be read");
        out->count++;
        rest = (mog_text){newline + 1, rest.size - (size_t)(newline - rest.at) - 1};
    }
    return MOG_OK;
}

static bool names(const mog_signature *signature, const mog_verifier *verifier)
{
    return mog_text_equal(signature->name, mog_text_of(verifier->name)) &&
           memcmp(signature->id, verifier->id, MOG_KEY_ID_SIZE) == 0;
}

static bool holds(const mog_signature *signature, const mog_verifier *verifier, mog_text text)
{
    return signature->bytes.size == MOG_SIGNATURE_SIZE &&
           crypto_sign_verify_detached((const unsigned char *)signature->bytes.at, (const unsigned char *)text.at,
                                       text.size, verifier->key) == 0;
}

mog_status mog_signed_note_check(bool *signed_by, uint32_t *signatures, const mog_signed_note *note,
                                 const mog_verifier *verifiers, uint32_t count, mog_error *err)
{
    *signatures = 0;
    for (uint32_t v = 0; v < count; v++) {
        signed_by[v] = false;
        for (uint32_t i = 0; i < note->count; i++) {
            if (!names(&note->signatures[i], &verifiers[v])) continue;
            if (!holds(&note->signatures[i], &verifiers[v], note->text)) {
                mog_fail(err, MOG_INPUT, "the signature of %s does not hold", verifiers[v].name);
                mog_error_hint(err, "the text was altered after it was signed, or another key of that name signed it");
                return MOG_INPUT;
            }
            signed_by[v] = true;
        }
        *signatures += signed_by[v];
    }
    return MOG_OK;
}

void mog_signed_note_write(mog_buffer *out, mog_text text, const mog_signer *signer)
{
    uint8_t key[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    uint8_t coded[MOG_KEY_ID_SIZE + MOG_SIGNATURE_SIZE];
    crypto_sign_seed_keypair(key, secret, signer->seed);
    memcpy(coded, signer->verifier.id, MOG_KEY_ID_SIZE);
    crypto_sign_detached(coded + MOG_KEY_ID_SIZE, NULL, (const unsigned char *)text.at, text.size, secret);
    sodium_memzero(secret, sizeof secret);
    mog_buffer_add_text(out, text);
    mog_buffer_format(out, "\n" SIGNATURE_START "%s ", signer->verifier.name);
    mog_base64_add(out, coded, sizeof coded);
    mog_buffer_add(out, "\n", 1);
}
