/* find.c: which runs there are, and which of them is meant. */
#include "engine/run/reach.h"

#include "engine/store/snapshot.h"

#include <stdlib.h>
#include <string.h>

#define SHORTEST_ID 6u /* digits of an id that name a run */

static mog_run_reach reach_of(const mog_snapshot *snapshot)
{
    return (mog_run_reach){snapshot->txn, snapshot->store, snapshot->last};
}

mog_status mog_run_list(const mog_run **out, size_t *count, mog_arena *arena, mog_snapshot *snapshot, mog_error *err)
{
    mog_run_reach reach = reach_of(snapshot);
    mog_run *found = NULL;
    size_t capacity = 0;
    mog_status status = MOG_OK;
    *count = 0;
    for (uint64_t number = reach.last; number && !status;) {
        mog_run run;
        status = mog_run_up_to(&run, arena, &reach, number, err);
        if (status || !run.number) break;
        MOG_PUSH(found, *count, capacity) = run;
        number = run.previous;
    }
    mog_run *list = mog_take_array(arena, mog_run, *count);
    for (size_t i = 0; i < *count; i++) list[i] = found[*count - 1 - i];
    free(found);
    *out = list;
    if (status) mog_snapshot_place(snapshot, err);
    return status;
}

/* "last-2": how many back; false: it is no such name. */
static bool count_back(uint64_t *back, mog_text name)
{
    char digits[20] = "0";
    if (mog_text_equal(name, MOG_TEXT("last"))) {
        *back = 0;
        return true;
    }
    if (!mog_text_starts(name, MOG_TEXT("last-")) || name.size <= 5 || name.size - 5 >= sizeof digits) return false;
    memcpy(digits, name.at + 5, name.size - 5);
    digits[name.size - 5] = '\0';
    char *end;
    *back = strtoull(digits, &end, 10);
    return digits[0] >= '0' && digits[0] <= '9' && !*end;
}

static bool is_number(uint64_t *out, mog_text name)
{
    char digits[20], *end;
    if (name.size == 0 || name.size >= sizeof digits) return false;
    memcpy(digits, name.at, name.size);
    digits[name.size] = '\0';
    *out = strtoull(digits, &end, 10);
    return digits[0] >= '0' && digits[0] <= '9' && !*end;
}

static mog_status no_such_run(mog_text name, size_t count, const char *why, mog_error *err)
{
    mog_fail(err, MOG_INPUT, "%s `%.*s`", why, (int)name.size, name.at);
    if (count)
        mog_error_hint(
            err,
            "`mognad runs list` shows those that there are; name one by its number, its id, or last, last-1, first");
    else mog_error_hint(err, "no run is on record yet; `mognad assess --record` puts one there");
    return MOG_INPUT;
}

mog_status mog_run_find(mog_run *out, mog_arena *arena, mog_snapshot *snapshot, mog_text name, mog_error *err)
{
    const mog_run *all;
    size_t count, hits = 0;
    uint64_t number, back;
    mog_status status = mog_run_list(&all, &count, arena, snapshot, err);
    if (status) return status;
    bool first = mog_text_equal(name, MOG_TEXT("first"));
    if (first || count_back(&back, name)) {
        size_t at = first ? 0 : back < count ? count - 1 - (size_t)back : count;
        if (at >= count) return no_such_run(name, count, "there is no run", err);
        *out = all[at];
        return MOG_OK;
    }
    bool numbered = is_number(&number, name);
    for (size_t i = 0; i < count; i++) {
        if (numbered && all[i].number == number) {
            *out = all[i];
            return MOG_OK;
        }
        if (name.size < SHORTEST_ID || !mog_text_starts(all[i].id, name)) continue;
        hits++;
        *out = all[i];
    }
    if (hits == 1) return MOG_OK;
    return no_such_run(name, count, hits ? "several runs have an id that begins with" : "there is no run", err);
}
