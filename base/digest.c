#include "base/digest.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

_Static_assert(crypto_generichash_BYTES == MOG_DIGEST_SIZE, "BLAKE2b-256");
_Static_assert(crypto_hash_sha256_BYTES == MOG_DIGEST_SIZE, "SHA-256");

/* None of these functions needs sodium_init: without it libsodium takes its portable code, with the same results. */

struct mog_hasher {
    crypto_generichash_state state;
};

mog_hasher *mog_hasher_new(void)
{
    void *made = NULL; /* the state asks for more alignment than malloc gives */
    if (posix_memalign(&made, crypto_generichash_statebytes() >= 64 ? 64 : 16, sizeof(mog_hasher))) mog_out_of_memory();
    mog_hasher *hasher = made;
    crypto_generichash_init(&hasher->state, NULL, 0, MOG_DIGEST_SIZE);
    return hasher;
}

void mog_hasher_add(mog_hasher *hasher, const void *bytes, size_t size)
{
    unsigned char length[8]; /* little endian, so that a digest is the same on any machine */
    for (size_t i = 0; i < 8; i++) length[i] = (unsigned char)((uint64_t)size >> (8 * i));
    crypto_generichash_update(&hasher->state, length, sizeof length);
    if (size) crypto_generichash_update(&hasher->state, bytes, size);
}

mog_digest mog_hasher_end(mog_hasher *hasher)
{
    mog_digest digest;
    crypto_generichash_final(&hasher->state, digest.bytes, sizeof digest.bytes);
    free(hasher);
    return digest;
}

mog_digest mog_blake2b(const void *bytes, size_t size)
{
    mog_digest digest;
    crypto_generichash(digest.bytes, sizeof digest.bytes, size ? bytes : "", size, NULL, 0);
    return digest;
}

typedef struct digested {
    crypto_generichash_state state;
    mog_digest *out;
} digested;

static ssize_t take_bytes(void *cookie, const char *bytes, size_t size)
{
    digested *d = cookie;
    crypto_generichash_update(&d->state, (const unsigned char *)bytes, size);
    return (ssize_t)size;
}

static int end_digest(void *cookie)
{
    digested *d = cookie;
    crypto_generichash_final(&d->state, d->out->bytes, sizeof d->out->bytes);
    free(d);
    return 0;
}

FILE *mog_digest_stream(mog_digest *out)
{
    void *made = NULL; /* the state asks for more alignment than malloc gives */
    if (posix_memalign(&made, 64, sizeof(digested))) mog_out_of_memory();
    digested *d = made;
    crypto_generichash_init(&d->state, NULL, 0, MOG_DIGEST_SIZE);
    d->out = out;
    FILE *stream = fopencookie(d, "w", (cookie_io_functions_t){.write = take_bytes, .close = end_digest});
    if (!stream) mog_out_of_memory();
    return stream;
}

mog_digest mog_sha256(const void *bytes, size_t size)
{
    mog_digest digest;
    crypto_hash_sha256(digest.bytes, size ? bytes : (const void *)"", size);
    return digest;
}

uint64_t mog_checksum(const void *bytes, size_t size)
{
    static const unsigned char key[crypto_shorthash_KEYBYTES] = "mognad checksum"; /* part of the store's format */
    unsigned char out[crypto_shorthash_BYTES];
    crypto_shorthash(out, size ? bytes : (const void *)"", size, key);
    uint64_t sum = 0;
    for (size_t i = 0; i < sizeof out; i++) sum |= (uint64_t)out[i] << (8 * i);
    return sum;
}

void mog_digest_hex(char out[2 * MOG_DIGEST_SIZE + 1], const mog_digest *digest)
{
    sodium_bin2hex(out, 2 * MOG_DIGEST_SIZE + 1, digest->bytes, sizeof digest->bytes);
}
