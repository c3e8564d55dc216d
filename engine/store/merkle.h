/* merkle.h: Merkle trees over an append-only list of leaves, as RFC 6962 section 2.1 hashes them. Pure: hashes in, hashes out.
 *
 *     leaf   SHA-256(0x00 || bytes)
 *     node   SHA-256(0x01 || left || right)
 *     root   of no leaves: SHA-256(""); of n leaves: the node over the root of the first k, k the largest power of two
 *            below n, and the root of the rest
 *
 * A complete subtree is named by its level (0: a leaf) and its index among those of that level: it covers the leaves
 * index * 2^level up to (index + 1) * 2^level. What a proof needs is hashes of complete subtrees, which the caller's
 * `fetch` gives; they never change once their leaves are there.
 */
#ifndef MOG_ENGINE_STORE_MERKLE_H
#define MOG_ENGINE_STORE_MERKLE_H

#include "base/digest.h"
#include "base/error.h"

#include <stdbool.h>

#define MOG_MERKLE_LEVELS 64
#define MOG_MERKLE_PATH_LIMIT 128 /* hashes of a proof, more than any tree of up to 2^63 leaves needs */

mog_digest mog_merkle_leaf(const void *bytes, size_t size);
mog_digest mog_merkle_node(const mog_digest *left, const mog_digest *right);

/* The right edge of a growing tree: where bit k of `size` is set, peaks[k] is the hash of the complete subtree of level k there. Zero-initialised: no leaves. */
typedef struct mog_merkle_edge {
    uint64_t size;
    mog_digest peaks[MOG_MERKLE_LEVELS];
} mog_merkle_edge;

/* Told of each complete subtree of level 1 and up as it is completed. */
typedef mog_status mog_merkle_complete(void *context, uint32_t level, uint64_t index, const mog_digest *hash,
                                       mog_error *err);
/* Adds a leaf's hash. `complete` may be NULL; its failure is passed on, and the edge is then of no further use. */
mog_status mog_merkle_add(mog_merkle_edge *edge, const mog_digest *leaf, mog_merkle_complete *complete, void *context,
                          mog_error *err);
mog_digest mog_merkle_root(const mog_merkle_edge *edge);

/* The hash of a complete subtree. */
typedef mog_status mog_merkle_fetch(mog_digest *out, void *context, uint32_t level, uint64_t index, mog_error *err);

mog_status mog_merkle_edge_at(mog_merkle_edge *out, uint64_t size, mog_merkle_fetch *fetch, void *context,
                              mog_error *err);

typedef struct mog_merkle_path {
    mog_digest hashes[MOG_MERKLE_PATH_LIMIT];
    uint32_t count;
} mog_merkle_path;

/* The audit path of leaf `index` (from 0) in the tree of `size` leaves, nearest the leaf first (RFC 6962 section 2.1.1). index < size, or MOG_INTERNAL. */
mog_status mog_merkle_inclusion(mog_merkle_path *out, uint64_t index, uint64_t size, mog_merkle_fetch *fetch,
                                void *context, mog_error *err);
/* That the tree of `size` leaves begins with the tree of `from` leaves (RFC 6962 section 2.1.2). 0 < from <= size, or MOG_INTERNAL. */
mog_status mog_merkle_consistency(mog_merkle_path *out, uint64_t from, uint64_t size, mog_merkle_fetch *fetch,
                                  void *context, mog_error *err);

/* Checking (RFC 9162 sections 2.1.3.2 and 2.1.4.2): true when the path proves it. Any input is allowed. */
bool mog_merkle_includes(const mog_digest *root, uint64_t size, uint64_t index, const mog_digest *leaf,
                         const mog_merkle_path *path);
bool mog_merkle_is_consistent(const mog_digest *old_root, uint64_t from, const mog_digest *root, uint64_t size,
                              const mog_merkle_path *path);

#endif
