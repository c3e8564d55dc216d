/* Merkle trees, against the published vectors of Certificate Transparency and against RFC 6962 written down naively. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "engine/store/merkle.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNUSED(state) ((void)(state))
#define MOST 130

/* ---- the naive tree: definitions of RFC 6962 section 2.1, over leaf hashes */

static mog_digest leaves[MOST];

static uint64_t split(uint64_t n)
{
    uint64_t k = 1;
    while (2 * k < n) k *= 2;
    return k;
}

static mog_digest naive_root(const mog_digest *d, uint64_t n)
{
    if (n == 0) return mog_sha256("", 0);
    if (n == 1) return d[0];
    uint64_t k = split(n);
    mog_digest left = naive_root(d, k), right = naive_root(d + k, n - k);
    uint8_t bytes[65] = {1};
    memcpy(bytes + 1, left.bytes, 32);
    memcpy(bytes + 33, right.bytes, 32);
    return mog_sha256(bytes, 65);
}

/* A path with the side on which each hash stands: what a checker does with it. */
typedef struct naive {
    mog_digest hashes[MOST];
    char sides[MOST];
    uint32_t count;
} naive;

static void push(naive *p, char side, const mog_digest *d, uint64_t n)
{
    p->sides[p->count] = side;
    p->hashes[p->count++] = d ? naive_root(d, n) : (mog_digest){{0}};
}

/* Without leaves (d NULL): the shape alone. */
static void naive_path(naive *p, uint64_t m, const mog_digest *d, uint64_t n)
{
    if (n == 1) return;
    uint64_t k = split(n);
    if (m < k) {
        naive_path(p, m, d, k);
        push(p, 'R', d ? d + k : NULL, n - k);
    } else {
        naive_path(p, m - k, d ? d + k : NULL, n - k);
        push(p, 'L', d, k);
    }
}

static void naive_subproof(naive *p, uint64_t m, const mog_digest *d, uint64_t n, bool b)
{
    if (m == n) {
        if (!b) push(p, '=', d, n);
        return;
    }
    uint64_t k = split(n);
    if (m <= k) {
        naive_subproof(p, m, d, k, b);
        push(p, 'R', d ? d + k : NULL, n - k);
    } else {
        naive_subproof(p, m - k, d ? d + k : NULL, n - k, false);
        push(p, 'L', d, k);
    }
}

static bool same_shape(const naive *a, const naive *b)
{
    return a->count == b->count && memcmp(a->sides, b->sides, a->count) == 0;
}

/* ---- subtrees kept as the store keeps them: what is told on completion is fetched again */

typedef struct kept {
    mog_digest at[9][MOST];
    uint64_t told[9]; /* how many of each level */
} kept;

static mog_status keep(void *context, uint32_t level, uint64_t index, const mog_digest *hash, mog_error *err)
{
    (void)err;
    kept *k = context;
    assert_true(level >= 1 && level < 9 && index == k->told[level]);
    k->at[level][index] = *hash;
    k->told[level]++;
    return MOG_OK;
}

static mog_status take(mog_digest *out, void *context, uint32_t level, uint64_t index, mog_error *err)
{
    (void)err;
    kept *k = context;
    assert_true(level < 9 && index < k->told[level]); /* only complete subtrees are asked for */
    *out = k->at[level][index];
    return MOG_OK;
}

static mog_status refuse(mog_digest *out, void *context, uint32_t level, uint64_t index, mog_error *err)
{
    (void)level, (void)index;
    int *left = context;
    *out = leaves[0];
    if ((*left)-- > 0) return MOG_OK;
    return mog_fail(err, MOG_SYSTEM, "no more");
}

static mog_status refuse_all(void *context, uint32_t level, uint64_t index, const mog_digest *hash, mog_error *err)
{
    (void)context, (void)level, (void)index, (void)hash;
    return mog_fail(err, MOG_SYSTEM, "no more");
}

static void grow(kept *k, mog_merkle_edge *edge, const mog_digest *leaf)
{
    k->at[0][k->told[0]++] = *leaf;
    assert_int_equal(mog_merkle_add(edge, leaf, keep, k, NULL), MOG_OK);
}

static int make_leaves(void **state)
{
    UNUSED(state);
    for (uint64_t i = 0; i < MOST; i++) leaves[i] = mog_merkle_leaf(&i, sizeof i);
    return 0;
}

static bool equal(const mog_digest *a, const mog_digest *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* ---- the vectors: values published with the reference implementation of Certificate Transparency */

static const char *const VECTOR_LEAVES[8] = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
static const char *const VECTOR_ROOTS[9] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

typedef struct vector {
    uint64_t a, size; /* leaf's index, or old size */
    const char *path[4];
} vector;

#define H0 "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
#define H1 "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
#define H4 "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
#define H01 "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
#define H23 "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
#define H45 "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
#define H67 "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
#define H0123 "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
#define H4567 "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"

static const vector INCLUSIONS[] = {
    {0, 1, {NULL}}, {0, 8, {H1, H23, H4567}}, {5, 8, {H4, H67, H0123}}, {2, 3, {H01}}, {1, 5, {H0, H23, H4}}};
static const vector CONSISTENCIES[] = {
    {1, 1, {NULL}}, {1, 8, {H1, H23, H4567}}, {6, 8, {H45, H67, H0123}}, {2, 5, {H23, H4}}, {2, 8, {H23, H4567}}};

static mog_digest of_hex(const char *hex)
{
    mog_digest d;
    assert_int_equal(sodium_hex2bin(d.bytes, sizeof d.bytes, hex, 64, NULL, NULL, NULL), 0);
    return d;
}

static void expect_path(const mog_merkle_path *path, const vector *v)
{
    uint32_t n = 0;
    for (; n < 4 && v->path[n]; n++) {
        mog_digest want = of_hex(v->path[n]);
        assert_true(n < path->count && equal(&path->hashes[n], &want));
    }
    assert_int_equal(path->count, n);
}

static void published_vectors_hold(void **state)
{
    UNUSED(state);
    kept k = {0};
    mog_merkle_edge edge = {0};
    mog_digest hashes[8], roots[9];
    mog_merkle_path path;
    for (uint32_t n = 0; n <= 8; n++) {
        roots[n] = mog_merkle_root(&edge);
        mog_digest want = of_hex(VECTOR_ROOTS[n]);
        assert_true(equal(&roots[n], &want));
        if (n == 8) break;
        uint8_t bytes[16];
        size_t size;
        assert_int_equal(
            sodium_hex2bin(bytes, sizeof bytes, VECTOR_LEAVES[n], strlen(VECTOR_LEAVES[n]), NULL, &size, NULL), 0);
        hashes[n] = mog_merkle_leaf(bytes, size);
        grow(&k, &edge, &hashes[n]);
    }
    for (size_t i = 0; i < sizeof INCLUSIONS / sizeof *INCLUSIONS; i++) {
        const vector *v = &INCLUSIONS[i];
        assert_int_equal(mog_merkle_inclusion(&path, v->a, v->size, take, &k, NULL), MOG_OK);
        expect_path(&path, v);
        assert_true(mog_merkle_includes(&roots[v->size], v->size, v->a, &hashes[v->a], &path));
    }
    for (size_t i = 0; i < sizeof CONSISTENCIES / sizeof *CONSISTENCIES; i++) {
        const vector *v = &CONSISTENCIES[i];
        assert_int_equal(mog_merkle_consistency(&path, v->a, v->size, take, &k, NULL), MOG_OK);
        expect_path(&path, v);
        assert_true(mog_merkle_is_consistent(&roots[v->a], v->a, &roots[v->size], v->size, &path));
    }
}

/* ---- properties */

static void the_edge_is_the_same_grown_and_fetched(void **state)
{
    UNUSED(state);
    kept k = {0};
    mog_merkle_edge edge = {0}, fetched;
    for (uint64_t n = 0;; n++) {
        mog_digest want = naive_root(leaves, n), root = mog_merkle_root(&edge);
        assert_true(edge.size == n && equal(&root, &want));
        assert_int_equal(mog_merkle_edge_at(&fetched, n, take, &k, NULL), MOG_OK);
        root = mog_merkle_root(&fetched);
        assert_true(fetched.size == n && equal(&root, &want));
        for (uint32_t level = 1; level < 9; level++) assert_true(k.told[level] == n >> level);
        if (n == MOST) break;
        grow(&k, &edge, &leaves[n]);
    }
    for (uint64_t i = 0; i < MOST / 4; i++) {
        mog_digest want = naive_root(leaves + 4 * i, 4);
        assert_true(equal(&want, &k.at[2][i]));
    }
}

static kept *tree_of_most(void)
{
    kept *k = calloc(1, sizeof *k);
    mog_merkle_edge edge = {0};
    for (uint64_t n = 0; n < MOST; n++) grow(k, &edge, &leaves[n]);
    return k;
}

/* Every change of a path must be refused: each hash flipped, taken out and doubled, one added in front and at the end. `proves` is told the path. */
typedef bool proves(const void *context, const mog_merkle_path *path);

static void no_altered_path_is_accepted(const mog_merkle_path *path, proves *holds, const void *context)
{
    static mog_merkle_path bad;
    for (uint32_t i = 0; i < path->count; i++) {
        bad = *path;
        bad.hashes[i].bytes[i % 32] ^= 1;
        assert_false(holds(context, &bad));
        bad = *path;
        memmove(&bad.hashes[i], &bad.hashes[i + 1], (path->count - i - 1) * sizeof *bad.hashes);
        bad.count--;
        assert_false(holds(context, &bad));
    }
    for (uint32_t i = 0; i <= path->count; i++) {
        bad = *path;
        memmove(&bad.hashes[i + 1], &bad.hashes[i], (path->count - i) * sizeof *bad.hashes);
        bad.hashes[i] = leaves[3];
        bad.count++;
        assert_false(holds(context, &bad));
    }
    bad = *path;
    bad.count = MOG_MERKLE_PATH_LIMIT + 1;
    assert_false(holds(context, &bad));
}

typedef struct claim {
    const mog_digest *old_root, *root, *leaf;
    uint64_t from, size, index;
} claim;

static bool includes(const void *context, const mog_merkle_path *path)
{
    const claim *c = context;
    return mog_merkle_includes(c->root, c->size, c->index, c->leaf, path);
}

static bool consistent(const void *context, const mog_merkle_path *path)
{
    const claim *c = context;
    return mog_merkle_is_consistent(c->old_root, c->from, c->root, c->size, path);
}

static void every_leaf_is_proven_in_every_tree(void **state)
{
    UNUSED(state);
    kept *k = tree_of_most();
    mog_merkle_path path;
    for (uint64_t size = 1; size <= MOST; size++) {
        mog_digest root = naive_root(leaves, size);
        for (uint64_t index = 0; index < size; index++) {
            naive want = {.count = 0};
            naive_path(&want, index, leaves, size);
            assert_int_equal(mog_merkle_inclusion(&path, index, size, take, k, NULL), MOG_OK);
            assert_int_equal(path.count, want.count);
            assert_memory_equal(path.hashes, want.hashes, want.count * sizeof *want.hashes);
            assert_true(mog_merkle_includes(&root, size, index, &leaves[index], &path));
        }
    }
    free(k);
}

static void what_is_altered_in_an_inclusion_is_refused(void **state)
{
    UNUSED(state);
    kept *k = tree_of_most();
    mog_merkle_path path;
    for (uint64_t size = 1; size <= MOST; size += size < 20 ? 1 : 11) {
        mog_digest root = naive_root(leaves, size);
        for (uint64_t index = 0; index < size; index++) {
            assert_int_equal(mog_merkle_inclusion(&path, index, size, take, k, NULL), MOG_OK);
            claim c = {.root = &root, .leaf = &leaves[index], .size = size, .index = index};
            assert_true(includes(&c, &path));
            no_altered_path_is_accepted(&path, includes, &c);
            for (uint64_t other = 0; other < size + 2; other++) {
                assert_true(mog_merkle_includes(&root, size, other, &leaves[index], &path) == (other == index));
                assert_true(other >= MOST ||
                            mog_merkle_includes(&root, size, index, &leaves[other], &path) == (other == index));
            }
            assert_false(mog_merkle_includes(&leaves[(index + 1) % MOST], size, index, &leaves[index], &path));
            /* A root says nothing of its size: another size is refused unless the way up from the leaf is the same there. */
            naive shape = {.count = 0};
            naive_path(&shape, index, NULL, size);
            for (uint64_t other = 0; other < MOST; other++) {
                naive there = {.count = 0};
                if (index < other) naive_path(&there, index, NULL, other);
                bool alike = index < other && same_shape(&shape, &there);
                assert_true(mog_merkle_includes(&root, other, index, &leaves[index], &path) == alike);
            }
        }
    }
    free(k);
}

static void every_tree_is_proven_to_begin_with_every_smaller_one(void **state)
{
    UNUSED(state);
    kept *k = tree_of_most();
    mog_digest roots[MOST + 1];
    mog_merkle_path path;
    for (uint64_t n = 0; n <= MOST; n++) roots[n] = naive_root(leaves, n);
    for (uint64_t size = 1; size <= MOST; size++) {
        for (uint64_t from = 1; from <= size; from++) {
            naive want = {.count = 0};
            naive_subproof(&want, from, leaves, size, true);
            assert_int_equal(mog_merkle_consistency(&path, from, size, take, k, NULL), MOG_OK);
            assert_int_equal(path.count, want.count);
            assert_memory_equal(path.hashes, want.hashes, want.count * sizeof *want.hashes);
            assert_true(mog_merkle_is_consistent(&roots[from], from, &roots[size], size, &path));
        }
    }
    path.count = 0;
    for (uint64_t n = 0; n <= MOST; n++) {
        assert_true(mog_merkle_is_consistent(&roots[0], 0, &roots[n], n, &path));
        assert_true(n == 0 || !mog_merkle_is_consistent(&roots[n], 0, &roots[n], n, &path));
    }
    path.count = 1;
    path.hashes[0] = roots[0];
    assert_false(mog_merkle_is_consistent(&roots[0], 0, &roots[0], 0, &path));
    assert_false(mog_merkle_is_consistent(&roots[0], 0, &roots[1], 1, &path));
    free(k);
}

static void what_is_altered_in_a_consistency_is_refused(void **state)
{
    UNUSED(state);
    kept *k = tree_of_most();
    mog_digest roots[MOST + 1];
    mog_merkle_path path;
    for (uint64_t n = 0; n <= MOST; n++) roots[n] = naive_root(leaves, n);
    for (uint64_t size = 1; size <= 70; size += size < 20 ? 1 : 7) {
        for (uint64_t from = 1; from <= size; from++) {
            assert_int_equal(mog_merkle_consistency(&path, from, size, take, k, NULL), MOG_OK);
            claim c = {.old_root = &roots[from], .root = &roots[size], .from = from, .size = size};
            assert_true(consistent(&c, &path));
            no_altered_path_is_accepted(&path, consistent, &c);
            assert_false(mog_merkle_is_consistent(&roots[from - 1], from, &roots[size], size, &path));
            assert_false(mog_merkle_is_consistent(&roots[from], from, &roots[size + 1], size, &path));
            assert_true(from == size || !mog_merkle_is_consistent(&roots[size], from, &roots[from], size, &path));
            naive shape = {.count = 0};
            naive_subproof(&shape, from, NULL, size, true);
            for (uint64_t other = 0; other <= 70; other++) {
                naive a = {.count = 0}, b = {.count = 0};
                if (other && other <= size) naive_subproof(&a, other, NULL, size, true);
                if (other >= from) naive_subproof(&b, from, NULL, other, true);
                bool from_alike = other && other <= size && same_shape(&a, &shape);
                bool size_alike = other >= from && same_shape(&b, &shape);
                assert_true(mog_merkle_is_consistent(&roots[from], other, &roots[size], size, &path) == from_alike);
                assert_true(mog_merkle_is_consistent(&roots[from], from, &roots[size], other, &path) == size_alike);
            }
        }
    }
    free(k);
}

/* Leaves all alike, so that the subtrees of a level are all one, and trees of any size can be had. */
static mog_status take_alike(mog_digest *out, void *context, uint32_t level, uint64_t index, mog_error *err)
{
    (void)index, (void)err;
    const mog_digest *levels = context;
    assert_true(level < MOG_MERKLE_LEVELS);
    *out = levels[level];
    return MOG_OK;
}

static void sizes_near_the_largest_number_are_held(void **state)
{
    UNUSED(state);
    mog_digest levels[MOG_MERKLE_LEVELS], root, old_root;
    mog_merkle_edge edge;
    static mog_merkle_path path;
    levels[0] = leaves[0];
    for (int i = 1; i < MOG_MERKLE_LEVELS; i++) levels[i] = mog_merkle_node(&levels[i - 1], &levels[i - 1]);
    static const uint64_t sizes[] = {UINT64_C(1) << 62,       (UINT64_C(1) << 63) - 1, UINT64_C(1) << 63,
                                     (UINT64_C(1) << 63) + 1, UINT64_MAX - 1,          UINT64_MAX};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        uint64_t size = sizes[s];
        assert_int_equal(mog_merkle_edge_at(&edge, size, take_alike, levels, NULL), MOG_OK);
        root = mog_merkle_root(&edge);
        const uint64_t at[] = {0, 1, size / 3, size / 2, size - 2, size - 1};
        for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
            assert_int_equal(mog_merkle_inclusion(&path, at[i], size, take_alike, levels, NULL), MOG_OK);
            assert_true(path.count <= MOG_MERKLE_PATH_LIMIT &&
                        mog_merkle_includes(&root, size, at[i], &leaves[0], &path));
            assert_false(mog_merkle_includes(&root, size, at[i], &leaves[1], &path));
            assert_int_equal(mog_merkle_edge_at(&edge, at[i] + 1, take_alike, levels, NULL), MOG_OK);
            old_root = mog_merkle_root(&edge);
            assert_int_equal(mog_merkle_consistency(&path, at[i] + 1, size, take_alike, levels, NULL), MOG_OK);
            assert_true(mog_merkle_is_consistent(&old_root, at[i] + 1, &root, size, &path));
        }
        /* Paths of any length, of nothing. */
        for (uint32_t n = 0; n <= MOG_MERKLE_PATH_LIMIT + 1; n++) {
            path.count = n;
            if (n && n <= MOG_MERKLE_PATH_LIMIT) path.hashes[n - 1] = leaves[n % MOST];
            assert_false(mog_merkle_includes(&leaves[7], size, size - 1, &leaves[8], &path));
            assert_false(mog_merkle_includes(&leaves[7], size, size, &leaves[8], &path));
            assert_false(mog_merkle_includes(&leaves[7], 0, 0, &leaves[8], &path));
            assert_false(mog_merkle_is_consistent(&leaves[7], size - 1, &leaves[8], size, &path));
            assert_false(mog_merkle_is_consistent(&leaves[7], 1, &leaves[8], size, &path));
            assert_false(mog_merkle_is_consistent(&leaves[7], size, &leaves[8], size - 1, &path));
        }
        path.count = UINT32_MAX;
        assert_false(mog_merkle_includes(&leaves[7], size, 0, &leaves[8], &path));
        assert_false(mog_merkle_is_consistent(&leaves[7], 1, &leaves[8], size, &path));
    }
}

static void faults_are_passed_on(void **state)
{
    UNUSED(state);
    mog_merkle_edge edge = {0};
    static mog_merkle_path path;
    mog_error err = MOG_ERROR_NONE;
    assert_int_equal(mog_merkle_add(&edge, &leaves[0], refuse_all, NULL, &err), MOG_OK); /* nothing is complete yet */
    assert_int_equal(mog_merkle_add(&edge, &leaves[1], refuse_all, NULL, &err), MOG_SYSTEM);
    edge.size = UINT64_MAX;
    assert_int_equal(mog_merkle_add(&edge, &leaves[1], NULL, NULL, NULL), MOG_INTERNAL);
    for (int left = 0; left < 3; left++) {
        int n = left;
        assert_int_equal(mog_merkle_edge_at(&edge, 7 + 8, refuse, &n, NULL), MOG_SYSTEM);
        n = left;
        assert_int_equal(mog_merkle_inclusion(&path, 5, 7, refuse, &n, NULL), left < 3 ? MOG_SYSTEM : MOG_OK);
        n = left;
        assert_int_equal(mog_merkle_consistency(&path, 3, 7, refuse, &n, NULL), MOG_SYSTEM);
    }
    int any = 100;
    assert_int_equal(mog_merkle_inclusion(&path, 7, 7, refuse, &any, NULL), MOG_INTERNAL);
    assert_int_equal(mog_merkle_inclusion(&path, 0, 0, refuse, &any, NULL), MOG_INTERNAL);
    assert_int_equal(mog_merkle_consistency(&path, 0, 7, refuse, &any, NULL), MOG_INTERNAL);
    assert_int_equal(mog_merkle_consistency(&path, 8, 7, refuse, &any, NULL), MOG_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vectors_hold),
        cmocka_unit_test(the_edge_is_the_same_grown_and_fetched),
        cmocka_unit_test(every_leaf_is_proven_in_every_tree),
        cmocka_unit_test(what_is_altered_in_an_inclusion_is_refused),
        cmocka_unit_test(every_tree_is_proven_to_begin_with_every_smaller_one),
        cmocka_unit_test(what_is_altered_in_a_consistency_is_refused),
        cmocka_unit_test(sizes_near_the_largest_number_are_held),
        cmocka_unit_test(faults_are_passed_on),
    };
    return cmocka_run_group_tests_name("merkle", tests, make_leaves, NULL);
}
