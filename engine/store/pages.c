#include "engine/store/pages.h"

#include "engine/store/keys.h"
#include "engine/store/meta.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_PAGE 2 /* before it lie the two that say where the trees are */
#define DEPTH_LIMIT 32
#define NONE UINT64_MAX /* number of a page that is not there */

/* A page: number 8 · padding 2 · flags 2 · lower 2, upper 2 (or, of an overflow, pages 4) · places of nodes 2 each */
#define HEAD_SIZE 16
enum { BRANCH = 1, LEAF = 2, OVERFLOW = 4, PASSING = 0x8010 /* flags that mean something in memory only */ };

/* A node: size or number of the child, low 4 · flags, or its high part, 2 · size of the key 2 · key · value */
#define NODE_SIZE 8
enum { BIG_DATA = 1 };

/* A database: padding 4 · flags 2 · depth 2 · branch pages 8 · leaf pages 8 · overflow pages 8 · entries 8 · root 8 */
typedef struct __attribute__((packed)) tree {
    uint32_t padding;
    uint16_t flags, depth;
    uint64_t branches, leaves, overflows, entries, root;
} tree;

typedef struct walk {
    const uint8_t *map;
    size_t page_size, pages;
    const char *database;
    tree seen;
    uint64_t sum;
    mog_error *err;
} walk;

typedef struct node {
    const uint8_t *at;
    mog_text key;
} node;

static uint16_t word(const uint8_t *at)
{
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static uint32_t word32(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static uint64_t word64(const uint8_t *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static mog_status damaged(const walk *w, uint64_t number, const char *what)
{
    return mog_store_damaged(w->err, "page %llu of its database `%s` %s", (unsigned long long)number, w->database,
                             what);
}

/* The page, which says that it is the one, and of this type. NULL: it is not, and that is told. */
static const uint8_t *page_at(const walk *w, uint64_t number, uint16_t type)
{
    const uint8_t *page = number >= FIRST_PAGE && number < w->pages ? w->map + number * w->page_size : NULL;
    if (page && word64(page) == number && (word(page + 10) & ~PASSING) == type) return page;
    damaged(w, number, page ? "is not the one that it should be" : "lies outside the file");
    return NULL;
}

static bool node_at(node *out, const walk *w, const uint8_t *page, unsigned index)
{
    size_t place = word(page + HEAD_SIZE + 2 * (size_t)index);
    if (place < word(page + 14) || place + NODE_SIZE > w->page_size) return false;
    out->at = page + place;
    size_t size = word(out->at + 6);
    out->key = (mog_text){(const char *)out->at + NODE_SIZE, size};
    return place + NODE_SIZE + size <= w->page_size;
}

/* The number of nodes; 0: the page cannot be read. */
static unsigned count_nodes(const walk *w, const uint8_t *page)
{
    unsigned lower = word(page + 12), upper = word(page + 14);
    if (lower <= HEAD_SIZE || lower % 2 || upper < lower || upper > w->page_size) return 0;
    return (lower - HEAD_SIZE) / 2;
}

/* Keys lie from `from` (NULL: no bound) up to, but not including, `to`. */
static bool lies_within(mog_text key, const mog_text *from, const mog_text *to)
{
    return (!from || mog_text_compare(*from, key) <= 0) && (!to || mog_text_compare(key, *to) < 0);
}

static mog_status check_value(walk *w, uint64_t number, const node *n)
{
    size_t size = word32(n->at);
    uint16_t flags = word(n->at + 4);
    const uint8_t *value = n->at + NODE_SIZE + n->key.size, *end = w->map + (number + 1) * w->page_size;
    if (flags & ~BIG_DATA) return damaged(w, number, "has a node of another type");
    if (!flags) return size <= (size_t)(end - value) ? MOG_OK : damaged(w, number, "has a value that leaves it");
    if (end - value < 8) return damaged(w, number, "has a node that leaves it");
    uint64_t first = word64(value), pages = (HEAD_SIZE + size + w->page_size - 1) / w->page_size;
    const uint8_t *page = page_at(w, first, OVERFLOW);
    if (!page) return MOG_SYSTEM;
    if (word32(page + 12) != pages || pages > w->pages - first)
        return damaged(w, first, "has another length than it should");
    w->seen.overflows += pages;
    return MOG_OK;
}

static mog_status check_leaf(walk *w, uint64_t number, const mog_text *from, const mog_text *to)
{
    const uint8_t *page = page_at(w, number, LEAF);
    if (!page) return MOG_SYSTEM;
    unsigned count = count_nodes(w, page);
    mog_text before = {0};
    if (!count) return damaged(w, number, "cannot be read");
    for (unsigned i = 0; i < count; i++) {
        node n;
        if (!node_at(&n, w, page, i)) return damaged(w, number, "has a node that leaves it");
        if (!lies_within(n.key, from, to) || (i && mog_text_compare(before, n.key) >= 0))
            return damaged(w, number, "has its keys out of order");
        mog_status status = check_value(w, number, &n);
        if (status) return status;
        before = n.key;
        w->sum += mog_checksum(n.key.at, n.key.size);
    }
    w->seen.leaves++;
    w->seen.entries += count;
    return MOG_OK;
}

static mog_status check_tree(walk *w, uint64_t number, unsigned depth, const mog_text *from, const mog_text *to)
{
    if (depth == 1) return check_leaf(w, number, from, to);
    const uint8_t *page = page_at(w, number, BRANCH);
    if (!page) return MOG_SYSTEM;
    unsigned count = count_nodes(w, page);
    if (!count) return damaged(w, number, "cannot be read");
    w->seen.branches++;
    for (unsigned i = 0; i < count; i++) {
        node n, next;
        if (!node_at(&n, w, page, i) || (i + 1 < count && !node_at(&next, w, page, i + 1)))
            return damaged(w, number, "has a node that leaves it");
        /* The first key says nothing: whatever is less than the second is found there. */
        const mog_text *low = i ? &n.key : from, *high = i + 1 < count ? &next.key : to;
        if ((i && !lies_within(n.key, from, to)) || (low && high && mog_text_compare(*low, *high) >= 0))
            return damaged(w, number, "has its keys out of order");
        uint64_t child = word32(n.at) | (uint64_t)word(n.at + 4) << 32;
        mog_status status = check_tree(w, child, depth - 1, low, high);
        if (status) return status;
    }
    return MOG_OK;
}

/* What LMDB says of a named database stands in its main one. */
static mog_status find_tree(tree *out, MDB_txn *txn, const mog_store *store, const char *name, mog_error *err)
{
    MDB_dbi all;
    MDB_val key = {strlen(name), (void *)name}, value;
    int code = mdb_dbi_open(txn, NULL, 0, &all);
    if (!code) code = mdb_get(txn, all, &key, &value);
    if (code) return mog_lmdb_fail(code, store->folder, "read the store", err);
    if (value.mv_size != sizeof *out) return mog_store_damaged(err, "its database `%s` is not one", name);
    memcpy(out, value.mv_data, sizeof *out);
    return MOG_OK;
}

static mog_status check_one(walk *w, MDB_txn *txn, const mog_store *store, mog_database which, uint64_t sum)
{
    tree said = {0};
    w->database = mog_database_names[which];
    w->seen = (tree){0};
    w->sum = 0;
    mog_status status = find_tree(&said, txn, store, w->database, w->err);
    if (status) return status;
    if (said.flags || said.depth > DEPTH_LIMIT || (said.depth == 0) != (said.root == NONE))
        return mog_store_damaged(w->err, "its database `%s` is not one", w->database);
    if (said.depth && (status = check_tree(w, said.root, said.depth, NULL, NULL))) return status;
    bool same = w->seen.branches == said.branches && w->seen.leaves == said.leaves &&
                w->seen.overflows == said.overflows && w->seen.entries == said.entries;
    if (!same) return mog_store_damaged(w->err, "pages of its database `%s` are missing", w->database);
    if (which != MOG_DATABASE_META && w->sum != sum)
        return mog_store_damaged(w->err, "a key of its database `%s` has changed", w->database);
    return MOG_OK;
}

static mog_status check_all(walk *w, MDB_txn *txn, const mog_store *store, const mog_database *databases, size_t count)
{
    uint64_t sums[MOG_DATABASE_COUNT];
    mog_status status = mog_meta_read_sums(sums, txn, store, w->err);
    for (size_t i = 0; i < count && !status; i++) status = check_one(w, txn, store, databases[i], sums[databases[i]]);
    return status;
}

mog_status mog_pages_check(MDB_txn *txn, mog_store *store, const mog_database *databases, size_t count, mog_error *err)
{
    MDB_stat pages;
    struct stat about;
    mdb_env_stat(store->env, &pages);
    int fd = openat(store->folder_fd, "data.mdb", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &about)) {
        mog_status status = mog_lmdb_fail(errno, store->folder, "read the store", err);
        if (fd >= 0) close(fd);
        return status;
    }
    size_t size = (size_t)about.st_size;
    void *map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
    int saved = errno;
    close(fd); /* LMDB has its locks on another file */
    if (map == MAP_FAILED) return mog_lmdb_fail(saved, store->folder, "read the store", err);
    walk w = {.map = map, .page_size = pages.ms_psize, .pages = size / pages.ms_psize, .err = err};
    mog_status status = check_all(&w, txn, store, databases, count);
    munmap(map, size);
    if (status) mog_error_place(err, "%s", store->folder);
    return status;
}
