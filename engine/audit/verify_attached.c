/* verify_attached.c: contents of attachments and of what notes keep, each read once, whichever changes name it. */
#include "engine/audit/checking.h"

#include "engine/store/contents.h"

#include <sodium.h>
#include <string.h>

typedef struct reading {
    bool any;
    mog_digest digest; /* of the content at hand */
    uint32_t parts;
    uint64_t size, contents;
    crypto_generichash_state state;
} reading;

static mog_status differs(mog_checking *c, const reading *r, const char *what)
{
    char hex[2 * MOG_DIGEST_SIZE + 1];
    mog_digest_hex(hex, &r->digest);
    return mog_differs(c, MOG_DATABASE_CONTENTS, 0, "a content, %.16s…, %s", hex, what);
}

static mog_status end_content(mog_checking *c, reading *r)
{
    mog_digest digest;
    if (!r->any) return MOG_OK;
    crypto_generichash_final(&r->state, digest.bytes, sizeof digest.bytes);
    int64_t which = mog_pool_find(&c->contents, &r->digest, sizeof r->digest);
    if (which < 0) return differs(c, r, "is named by no change");
    if (r->size != c->content_sizes[which]) return differs(c, r, "is of another size");
    if (memcmp(&digest, &r->digest, sizeof digest) != 0) return differs(c, r, "is not what was stored");
    r->contents++;
    return MOG_OK;
}

static void begin_content(reading *r, const mog_digest *digest)
{
    r->any = true;
    r->digest = *digest;
    r->parts = 0;
    r->size = 0;
    crypto_generichash_init(&r->state, NULL, 0, MOG_DIGEST_SIZE);
}

static mog_status check_part(mog_checking *c, void *context, const MDB_val *key, const MDB_val *value)
{
    (void)value;
    reading *r = context;
    mog_text part;
    mog_digest digest;
    bool found;
    const uint8_t *at = key->mv_data;
    mog_status status = MOG_OK;
    if (key->mv_size != MOG_DIGEST_SIZE + 4)
        return mog_differs(c, MOG_DATABASE_CONTENTS, 0, "there is a key that is none");
    memcpy(&digest, at, sizeof digest);
    if (!r->any || memcmp(&digest, &r->digest, sizeof digest) != 0) {
        if ((status = end_content(c, r))) return status;
        begin_content(r, &digest);
    }
    if (mog_get_be32(at + MOG_DIGEST_SIZE) != r->parts) return differs(c, r, "has a part missing");
    mog_arena_reset(c->scratch);
    status = mog_contents_part(&part, &found, c->scratch, c->txn, c->store, &digest, r->parts++, NULL);
    if (status || !found) return differs(c, r, "cannot be read");
    r->size += part.size;
    crypto_generichash_update(&r->state, (const unsigned char *)part.at, part.size);
    return MOG_OK;
}

mog_status mog_check_contents(mog_checking *c)
{
    reading *r = NULL;
    if (posix_memalign((void **)&r, 64, sizeof *r))
        mog_out_of_memory(); /* the state asks for more alignment than malloc gives */
    memset(r, 0, sizeof *r);
    mog_status status = mog_checking_walk(c, MOG_DATABASE_CONTENTS, check_part, r);
    if (!status) status = end_content(c, r);
    if (!status && r->contents != c->contents.count)
        status = mog_differs(c, MOG_DATABASE_CONTENTS, 0, "%llu contents are missing",
                             (unsigned long long)(c->contents.count - r->contents));
    free(r);
    return status;
}
