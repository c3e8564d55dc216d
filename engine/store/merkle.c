#include "engine/store/merkle.h"

#include <sodium.h>
#include <string.h>

mog_digest mog_merkle_leaf(const void *bytes, size_t size)
{
    crypto_hash_sha256_state state;
    mog_digest hash;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char[]){0}, 1);
    if (size) crypto_hash_sha256_update(&state, bytes, size);
    crypto_hash_sha256_final(&state, hash.bytes);
    return hash;
}

mog_digest mog_merkle_node(const mog_digest *left, const mog_digest *right)
{
    uint8_t bytes[1 + 2 * MOG_DIGEST_SIZE] = {1};
    memcpy(bytes + 1, left->bytes, MOG_DIGEST_SIZE);
    memcpy(bytes + 1 + MOG_DIGEST_SIZE, right->bytes, MOG_DIGEST_SIZE);
    return mog_sha256(bytes, sizeof bytes);
}

static bool same(const mog_digest *a, const mog_digest *b)
{
    return memcmp(a->bytes, b->bytes, MOG_DIGEST_SIZE) == 0;
}

/* ---- the edge */

mog_status mog_merkle_add(mog_merkle_edge *edge, const mog_digest *leaf, mog_merkle_complete *complete, void *context,
                          mog_error *err)
{
    if (edge->size == UINT64_MAX) return mog_fail(err, MOG_INTERNAL, "a Merkle tree is full");
    mog_digest hash = *leaf;
    uint32_t level = 0;
    /* As in counting: each peak that stands where the new subtree would is its left half. */
    for (; edge->size >> level & 1; level++) {
        hash = mog_merkle_node(&edge->peaks[level], &hash);
        mog_status status = complete ? complete(context, level + 1, edge->size >> (level + 1), &hash, err) : MOG_OK;
        if (status) return status;
    }
    edge->peaks[level] = hash;
    edge->size++;
    return MOG_OK;
}

/* The root of what lies right of the last complete subtree of `level`: the peaks below that level, of which there is one or more. */
static mog_digest fold(const mog_merkle_edge *edge, uint32_t level)
{
    mog_digest root;
    bool any = false;
    for (uint32_t k = 0; k < level; k++) {
        if (!(edge->size >> k & 1)) continue;
        root = any ? mog_merkle_node(&edge->peaks[k], &root) : edge->peaks[k];
        any = true;
    }
    return any ? root : mog_sha256("", 0);
}

mog_digest mog_merkle_root(const mog_merkle_edge *edge)
{
    return fold(edge, MOG_MERKLE_LEVELS);
}

mog_status mog_merkle_edge_at(mog_merkle_edge *out, uint64_t size, mog_merkle_fetch *fetch, void *context,
                              mog_error *err)
{
    memset(out, 0, sizeof *out);
    out->size = size;
    for (uint32_t k = 0; k < MOG_MERKLE_LEVELS; k++) {
        if (!(size >> k & 1)) continue;
        mog_status status = fetch(&out->peaks[k], context, k, (size >> k) - 1, err);
        if (status) return status;
    }
    return MOG_OK;
}

/* ---- proofs */

/* Appends the siblings met on the way from a complete subtree up to the root of the tree of `size` leaves. */
static mog_status climb(mog_merkle_path *path, uint32_t level, uint64_t index, uint64_t size, mog_merkle_fetch *fetch,
                        void *context, mog_error *err)
{
    mog_merkle_edge edge;
    for (uint64_t last = (size - 1) >> level; last > 0; last >>= 1, index >>= 1, level++) {
        uint64_t sibling = index ^ 1;
        if (sibling > last) continue; /* a lone node stands for its parent */
        mog_digest *to = &path->hashes[path->count++];
        mog_status status;
        if (sibling < size >> level) {
            status = fetch(to, context, level, sibling, err);
        } else {
            status = mog_merkle_edge_at(&edge, size, fetch, context, err);
            if (!status) *to = fold(&edge, level);
        }
        if (status) return status;
    }
    return MOG_OK;
}

mog_status mog_merkle_inclusion(mog_merkle_path *out, uint64_t index, uint64_t size, mog_merkle_fetch *fetch,
                                void *context, mog_error *err)
{
    out->count = 0;
    if (index >= size) return mog_fail(err, MOG_INTERNAL, "a path was asked for to a leaf that is not in the tree");
    return climb(out, 0, index, size, fetch, context, err);
}

mog_status mog_merkle_consistency(mog_merkle_path *out, uint64_t from, uint64_t size, mog_merkle_fetch *fetch,
                                  void *context, mog_error *err)
{
    out->count = 0;
    if (from == 0 || from > size)
        return mog_fail(err, MOG_INTERNAL, "a tree does not begin with a larger or empty one");
    if (from == size) return MOG_OK;
    /* The last peak of the old tree is complete in both, and begins the path; unless it is all of the old tree, whose root the checker
     * has. */
    uint32_t level = (uint32_t)__builtin_ctzll(from);
    uint64_t index = (from >> level) - 1;
    if (index > 0) {
        mog_status status = fetch(&out->hashes[out->count++], context, level, index, err);
        if (status) return status;
    }
    return climb(out, level, index, size, fetch, context, err);
}

/* ---- checking */

/* Where a checker stands on the way up: node `at` of the nodes 0 to `last` of a level. */
typedef struct climber {
    uint64_t at, last;
} climber;

/* The next hash of the path is on the left; then the levels on which the node stands alone are passed. */
static bool joins_left(climber *c)
{
    if (!(c->at & 1) && c->at != c->last) return false;
    while (!(c->at & 1) && c->at != 0) {
        c->at >>= 1;
        c->last >>= 1;
    }
    return true;
}

static void rise(climber *c)
{
    c->at >>= 1;
    c->last >>= 1;
}

bool mog_merkle_includes(const mog_digest *root, uint64_t size, uint64_t index, const mog_digest *leaf,
                         const mog_merkle_path *path)
{
    if (index >= size || path->count > MOG_MERKLE_PATH_LIMIT) return false;
    climber c = {index, size - 1};
    mog_digest hash = *leaf;
    for (uint32_t i = 0; i < path->count; i++, rise(&c)) {
        if (c.last == 0) return false;
        const mog_digest *next = &path->hashes[i];
        hash = joins_left(&c) ? mog_merkle_node(next, &hash) : mog_merkle_node(&hash, next);
    }
    return c.last == 0 && same(&hash, root);
}

bool mog_merkle_is_consistent(const mog_digest *old_root, uint64_t from, const mog_digest *root, uint64_t size,
                              const mog_merkle_path *path)
{
    if (from > size || path->count > MOG_MERKLE_PATH_LIMIT) return false;
    mog_digest empty = mog_sha256("", 0);
    if (from == size) return path->count == 0 && same(old_root, root) && (size > 0 || same(root, &empty));
    if (from == 0) return path->count == 0 && same(old_root, &empty);

    bool whole = (from & (from - 1)) == 0; /* the old tree is one complete subtree, and its root not in the path */
    if (!whole && path->count == 0) return false;
    climber c = {from - 1, size - 1};
    while (c.at & 1) rise(&c);
    mog_digest old_hash = whole ? *old_root : path->hashes[0], hash = old_hash;
    for (uint32_t i = whole ? 0 : 1; i < path->count; i++, rise(&c)) {
        if (c.last == 0) return false;
        const mog_digest *next = &path->hashes[i];
        if (joins_left(&c)) {
            old_hash = mog_merkle_node(next, &old_hash);
            hash = mog_merkle_node(next, &hash);
        } else {
            hash = mog_merkle_node(&hash, next);
        }
    }
    return c.last == 0 && same(&old_hash, old_root) && same(&hash, root);
}
