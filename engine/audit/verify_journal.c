/* verify_journal.c: the journal by itself: its leaves, their order, the tree over them, and what checkpoints say of it. */
#include "engine/audit/checking.h"
#include "engine/store/meta.h"

#include <string.h>

static mog_status entry_differs(mog_checking *c, uint64_t number, const char *what)
{
    return mog_differs(c, MOG_DATABASE_JOURNAL, number, "entry %llu of the journal %s", (unsigned long long)number,
                       what);
}

/* ---- the tree as it is stored */

static mog_status hold_hash(void *context, uint32_t level, uint64_t index, const mog_digest *hash, mog_error *err)
{
    (void)err;
    mog_checking *c = context;
    mog_digest kept;
    mog_error cause = MOG_ERROR_NONE;
    bool found;
    if (level % MOG_TREE_STEP) return MOG_OK;
    uint64_t until = (index + 1) << level;
    mog_status status = mog_journal_stored(&kept, &found, &c->journal, level, index, &cause);
    if (status) return mog_checked(c, MOG_DATABASE_TREE, until, status, &cause);
    if (found && memcmp(&kept, hash, sizeof kept) == 0) {
        c->counts.tree++;
        return MOG_OK;
    }
    return mog_differs(c, MOG_DATABASE_TREE, until, "the stored hash of the entries %llu to %llu of the journal %s",
                       (unsigned long long)(until - (UINT64_C(1) << level) + 1), (unsigned long long)until,
                       found ? "is not theirs" : "is missing");
}

/* ---- checkpoints */

static uint64_t size_of(const mog_checking *c, uint32_t i)
{
    return c->plan->checkpoints[i].checkpoint.size;
}

/* The changes up to which the journal is known to be as a checkpoint says, before the `until`th. */
static uint64_t matched_before(const mog_checking *c, uint64_t until)
{
    uint64_t after = 0;
    for (uint32_t i = 0; i < c->plan->checkpoint_count; i++) {
        if (c->matched[i] && size_of(c, i) < until && size_of(c, i) > after) after = size_of(c, i);
    }
    return after;
}

static mog_status checkpoint_differs(mog_checking *c, uint32_t i, uint64_t after, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static mog_status checkpoint_differs(mog_checking *c, uint32_t i, uint64_t after, const char *format, ...)
{
    char text[400];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    bool first = !c->difference;
    mog_differs(c, MOG_DATABASE_JOURNAL, 0, "%s", text);
    if (first) {
        mog_json_set(c->difference, "checkpoint", mog_json_text(mog_text_of(c->plan->checkpoints[i].name)));
        mog_json_set(c->difference, "after", mog_json_made(json_integer((json_int_t)after)));
        mog_json_set(c->difference, "until", mog_json_made(json_integer((json_int_t)size_of(c, i))));
    }
    return MOG_NO;
}

/* Compares the checkpoints of just this size. A difference does not end the walk: later checkpoints are looked at as well. */
static void hold_checkpoints(mog_checking *c, const mog_merkle_edge *edge)
{
    bool any = false;
    mog_digest root;
    for (uint32_t i = 0; i < c->plan->checkpoint_count; i++) {
        const mog_kept_checkpoint *kept = &c->plan->checkpoints[i];
        if (kept->checkpoint.size != edge->size || c->reached[i]) continue;
        if (!any) root = mog_merkle_root(edge);
        any = c->reached[i] = true;
        c->matched[i] = memcmp(&root, &kept->checkpoint.root, sizeof root) == 0;
        if (c->matched[i]) continue;
        uint64_t after = matched_before(c, edge->size);
        checkpoint_differs(
            c, i, after,
            "the first %llu changes are not those that the checkpoint %s is of: one of the changes %llu to %llu "
            "was altered, added, taken away or moved",
            (unsigned long long)edge->size, kept->name, (unsigned long long)(after + 1),
            (unsigned long long)edge->size);
    }
}

static uint64_t next_size(const mog_checking *c, uint64_t after)
{
    uint64_t next = UINT64_MAX;
    for (uint32_t i = 0; i < c->plan->checkpoint_count; i++)
        if (size_of(c, i) > after && size_of(c, i) < next) next = size_of(c, i);
    return next;
}

/* Those of other stores, and those that are of more changes than there are. */
static void hold_the_rest(mog_checking *c)
{
    char origin[MOG_ORIGIN_SIZE];
    mog_store_origin(origin, c->store);
    for (uint32_t i = 0; i < c->plan->checkpoint_count; i++) {
        const mog_kept_checkpoint *kept = &c->plan->checkpoints[i];
        if (!mog_text_equal(kept->checkpoint.origin, mog_text_of(origin))) {
            mog_buffer visible = {0};
            mog_buffer_add_visible(&visible, kept->checkpoint.origin);
            c->reached[i] = true;
            c->matched[i] = false;
            checkpoint_differs(c, i, 0, "the checkpoint %s is of another store, %s", kept->name, visible.at);
            mog_buffer_free(&visible);
        } else if (!c->reached[i]) {
            c->reached[i] = true;
            checkpoint_differs(
                c, i, matched_before(c, UINT64_MAX),
                "the checkpoint %s is of %llu changes, and the journal has %llu: the changes from %llu on are missing",
                kept->name, (unsigned long long)size_of(c, i), (unsigned long long)c->last,
                (unsigned long long)(c->last + 1));
        }
    }
}

/* ---- the entries */

typedef struct walking {
    mog_merkle_edge edge;
    mog_time recorded;
    uint64_t next_checkpoint;
} walking;

static mog_status check_entry(mog_checking *c, walking *w, const MDB_val *key, const MDB_val *value)
{
    uint64_t expected = w->edge.size + 1, number = key->mv_size == 8 ? mog_get_be64(key->mv_data) : 0;
    mog_change change;
    if (number != expected)
        return number > expected ? entry_differs(c, expected, "is missing")
                                 : entry_differs(c, expected, "has a key that is none");
    if (value->mv_size <= MOG_DIGEST_SIZE) return entry_differs(c, number, "is cut off");
    size_t size = value->mv_size - MOG_DIGEST_SIZE;
    bool whole = mog_change_decode(&change, value->mv_data, size);
    mog_digest leaf = mog_merkle_leaf(value->mv_data, size);
    if (memcmp(&leaf, (const uint8_t *)value->mv_data + size, sizeof leaf) != 0)
        return entry_differs(c, number, "is not what its hash is of");
    if (!whole) return entry_differs(c, number, "says nothing that this program knows");
    if (change.number != number) return entry_differs(c, number, "says that it is another one");
    if (change.recorded < w->recorded) return entry_differs(c, number, "was recorded before the one in front of it");
    w->recorded = change.recorded;
    if (change.type == MOG_CHANGE_ERASED) mog_check_erasure(c, number);
    return mog_merkle_add(&w->edge, &leaf, hold_hash, c, NULL);
}

static mog_status check_entries(mog_checking *c, walking *w)
{
    MDB_cursor *cursor;
    MDB_val key, value;
    int code = mdb_cursor_open(c->txn, c->journal.entries, &cursor);
    if (code) return mog_checked_code(c, MOG_DATABASE_JOURNAL, 0, code);
    mog_status status = MOG_OK;
    while (!status && (code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
        status = check_entry(c, w, &key, &value);
        mog_checking_step(c, MOG_DATABASE_JOURNAL);
        if (status || w->edge.size < w->next_checkpoint) continue;
        hold_checkpoints(c, &w->edge);
        w->next_checkpoint = next_size(c, w->edge.size);
    }
    mdb_cursor_close(cursor);
    if (!status && code != MDB_NOTFOUND) status = mog_checked_code(c, MOG_DATABASE_JOURNAL, w->edge.size + 1, code);
    return status;
}

/* What the store says of where its journal ends. */
static mog_status check_end(mog_checking *c)
{
    mog_meta_end end;
    mog_error cause = MOG_ERROR_NONE;
    mog_status status = mog_meta_read_end(&end, c->txn, c->store, &cause);
    if (status) return mog_checked(c, MOG_DATABASE_META, 0, status, &cause);
    if (end.changes != c->last)
        return mog_differs(c, MOG_DATABASE_META, 0,
                           "the journal ended with change %llu when it was written last, and ends with %llu",
                           (unsigned long long)end.changes, (unsigned long long)c->last);
    if (memcmp(&end.root, &c->root, sizeof end.root) != 0)
        return mog_differs(c, MOG_DATABASE_META, 0,
                           "the root of the journal's tree is not the one that it had when it was written last");
    return MOG_OK;
}

mog_status mog_check_journal(mog_checking *c)
{
    walking w = {.recorded = INT64_MIN, .next_checkpoint = 0};
    hold_checkpoints(c, &w.edge);
    w.next_checkpoint = next_size(c, 0);
    mog_status status = check_entries(c, &w);
    c->last = w.edge.size;
    c->root = mog_merkle_root(&w.edge);
    if (status) return status;
    hold_the_rest(c);
    return c->difference ? MOG_NO : check_end(c);
}
