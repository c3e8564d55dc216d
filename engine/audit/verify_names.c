/* verify_names.c: names: both ways, without gaps, and each had by something. */
#include "engine/audit/checking.h"

#include "engine/store/names.h"

#include <string.h>

typedef struct naming {
    uint64_t texts;
    uint32_t numbers;
} naming;

static mog_status check_text(mog_checking *c, naming *n, mog_text text)
{
    mog_text back;
    uint32_t id;
    MDB_dbi names = c->store->databases[MOG_DATABASE_NAMES];
    mog_error cause = MOG_ERROR_NONE;
    n->texts++;
    mog_status status = mog_names_find(&id, c->txn, names, text, &cause);
    if (!status && id) status = mog_names_text(&back, c->txn, names, id, &cause);
    if (status) return mog_checked(c, MOG_DATABASE_NAMES, 0, status, &cause);
    if (id && mog_text_equal(text, back)) return MOG_OK;
    return mog_differs(c, MOG_DATABASE_NAMES, 0, "a name leads to a number that is another's");
}

static mog_status check_number(mog_checking *c, naming *n, uint32_t id)
{
    mog_text text;
    uint32_t back;
    MDB_dbi names = c->store->databases[MOG_DATABASE_NAMES];
    mog_error cause = MOG_ERROR_NONE;
    n->numbers++;
    if (id != n->numbers) return mog_differs(c, MOG_DATABASE_NAMES, 0, "name %u is missing", n->numbers);
    mog_status status = mog_names_text(&text, c->txn, names, id, &cause);
    if (!status) status = mog_names_find(&back, c->txn, names, text, &cause);
    if (status) return mog_checked(c, MOG_DATABASE_NAMES, 0, status, &cause);
    return back == id ? MOG_OK : mog_differs(c, MOG_DATABASE_NAMES, 0, "name %u is not found by its text", id);
}

static mog_status check_entry(mog_checking *c, void *context, const MDB_val *key, const MDB_val *value)
{
    (void)value;
    const uint8_t *at = key->mv_data;
    if (key->mv_size > 1 && at[0] == 0)
        return check_text(c, context, (mog_text){(const char *)at + 1, key->mv_size - 1});
    if (key->mv_size == 5 && at[0] == 1) return check_number(c, context, mog_get_be32(at + 1));
    return mog_differs(c, MOG_DATABASE_NAMES, 0, "there is a key that is none");
}

mog_status mog_check_names(mog_checking *c)
{
    naming n = {0};
    mog_status status = mog_checking_walk(c, MOG_DATABASE_NAMES, check_entry, &n);
    if (status) return status;
    if (n.texts != n.numbers)
        return mog_differs(c, MOG_DATABASE_NAMES, 0, "%llu texts have %u numbers", (unsigned long long)n.texts,
                           n.numbers);
    c->name_count = n.numbers;
    c->used = mog_arena_take(c->arena, (size_t)n.numbers / 8 + 1);
    return MOG_OK;
}

void mog_check_uses(mog_checking *c, uint32_t name)
{
    if (name <= c->name_count) c->used[name / 8] |= (uint8_t)(1u << name % 8);
}

mog_status mog_check_used(mog_checking *c)
{
    for (uint32_t id = 1; id <= c->name_count; id++) {
        mog_text text = {"", 0};
        if (c->used[id / 8] >> id % 8 & 1) continue;
        mog_names_text(&text, c->txn, c->store->databases[MOG_DATABASE_NAMES], id, NULL);
        mog_buffer visible = {0};
        mog_buffer_add_visible(&visible, text);
        mog_differs(c, MOG_DATABASE_NAMES, 0, "there is a name that nothing has: %s", visible.at ? visible.at : "");
        mog_buffer_free(&visible);
        return MOG_NO;
    }
    return MOG_OK;
}
