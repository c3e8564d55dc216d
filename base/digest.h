/* digest.h: cryptographic hashes, from libsodium.
 *
 * BLAKE2b (RFC 7693) for payloads, SHA-256 (FIPS 180-4) for the journal's chain, SipHash-2-4 as a checksum against
 * damage (no protection against an attacker).
 */
#ifndef MOG_BASE_DIGEST_H
#define MOG_BASE_DIGEST_H

#include "base/text.h"

#include <stdio.h>

#define MOG_DIGEST_SIZE 32

typedef struct mog_digest {
    uint8_t bytes[MOG_DIGEST_SIZE];
} mog_digest;

/* A running BLAKE2b-256. Every part is preceded by its length, so that parts cannot run into each other. */
typedef struct mog_hasher mog_hasher;
mog_hasher *mog_hasher_new(void);
void mog_hasher_add(mog_hasher *hasher, const void *bytes, size_t size);
mog_digest mog_hasher_end(mog_hasher *hasher); /* frees it */

mog_digest mog_blake2b(const void *bytes, size_t size);
mog_digest mog_sha256(const void *bytes, size_t size);
uint64_t mog_checksum(const void *bytes, size_t size);

/* A stream whose bytes go nowhere but into a BLAKE2b-256; `out` is set when it is closed, and equals mog_blake2b of all that was written. */
FILE *mog_digest_stream(mog_digest *out);

void mog_digest_hex(char out[2 * MOG_DIGEST_SIZE + 1], const mog_digest *digest);

#endif
