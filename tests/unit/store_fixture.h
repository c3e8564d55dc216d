/* store_fixture.h: what the tests of engine/store share: a folder that goes away, kinds from text, short ways to add
 * and count records. */
#ifndef MOG_TESTS_STORE_FIXTURE_H
#define MOG_TESTS_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "engine/store/environment.h"
#include "engine/store/store.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct fixture {
    char folder[64]; /* of the test */
    char dir[80];    /* of the store in it, not made yet */
    mog_arena *arena;
} fixture;

static inline int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    strcpy(f->folder, "/tmp/mognad-test-XXXXXX");
    if (!f || !mkdtemp(f->folder)) return -1;
    snprintf(f->dir, sizeof f->dir, "%s/store", f->folder);
    f->arena = mog_arena_new();
    *state = f;
    return 0;
}

static inline int remove_one(const char *path, const struct stat *about, int type, struct FTW *ftw)
{
    (void)about, (void)type, (void)ftw;
    return remove(path);
}

static inline int tear_down(void **state)
{
    fixture *f = *state;
    nftw(f->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    mog_arena_free(f->arena);
    free(f);
    return 0;
}

#define assert_ok(call, err)                                                                                           \
    do {                                                                                                               \
        if ((call) != MOG_OK) fail_msg("%s: %s [%s]", #call, (err).message, (err).place);                              \
    } while (0)

/* The call fails so, and the message holds `part`. */
#define assert_fails(call, expected, err, part)                                                                        \
    do {                                                                                                               \
        (err) = MOG_ERROR_NONE;                                                                                        \
        mog_status status_ = (call);                                                                                   \
        if (status_ != (expected)) fail_msg("%s: status %d, not %d (%s)", #call, status_, expected, (err).message);    \
        if (!strstr((err).message, part)) fail_msg("%s: \"%s\" does not hold \"%s\"", #call, (err).message, part);     \
    } while (0)

static inline const mog_kind *kind_of(mog_arena *arena, const char *text)
{
    mog_kind *kind;
    mog_error err = MOG_ERROR_NONE;
    if (mog_kind_parse(&kind, arena, mog_text_of(text), &err)) fail_msg("%s: %s", text, err.message);
    return kind;
}

static inline uint32_t slot_of(const mog_row *row, const char *path)
{
    int slot = mog_row_find(row, mog_text_of(path));
    if (slot < 0) fail_msg("no field %s", path);
    return (uint32_t)slot;
}

/* A record whose first field is an integer. `item` NULL: none. */
static inline mog_status add_integer(uint64_t *id, mog_batch *batch, const mog_kind *kind, const char *subject,
                                     const char *item, mog_time observed, int64_t value, mog_error *err)
{
    mog_record_builder builder = {0};
    mog_record_begin(&builder, kind, false);
    mog_record_put_word(&builder, &kind->row, mog_record_first_row(), 0, (uint64_t)value);
    mog_status status = mog_record_finish(&builder, mog_text_of(subject), mog_text_of(item), MOG_TEXT("test"),
                                          MOG_ASSURANCE_MEASURED, observed, err);
    mog_added added;
    if (!status) status = mog_batch_add(&added, batch, kind, &builder, err);
    if (!status && id) *id = added.id;
    mog_record_builder_free(&builder);
    return status;
}

/* `items`: texts, ended by NULL. */
static inline mog_status add_census(mog_batch *batch, const mog_kind *kind, const char *subject, mog_time observed,
                                    const char *const *items, mog_error *err)
{
    mog_text texts[16];
    uint32_t count = 0;
    while (items[count]) {
        texts[count] = mog_text_of(items[count]);
        count++;
    }
    mog_record_builder builder = {0};
    mog_record_begin(&builder, kind, true);
    mog_record_put_census(&builder, texts, count);
    mog_status status = mog_record_finish(&builder, mog_text_of(subject), mog_text_of(NULL), MOG_TEXT("test"),
                                          MOG_ASSURANCE_MEASURED, observed, err);
    if (!status) status = mog_batch_add(NULL, batch, kind, &builder, err);
    mog_record_builder_free(&builder);
    return status;
}

static inline int64_t integer_of(const mog_record *record, const mog_kind *kind, const char *path)
{
    uint32_t slot = slot_of(&kind->row, path);
    const uint8_t *row = mog_record_row(record);
    if (!mog_row_has(row, slot)) fail_msg("field %s is absent", path);
    return (int64_t)mog_load_word(mog_row_slot(row, kind->row.words, slot));
}

static inline mog_status count_one(void *context, const mog_record *record, mog_error *err)
{
    (void)record, (void)err;
    ++*(size_t *)context;
    return MOG_OK;
}

static inline void file_of(char out[120], const fixture *f)
{
    snprintf(out, 120, "%s/data.mdb", f->dir);
}

#define FAULT_KIND "kind many account about system { a integer note text }"

/* A store of so many records, in batches of ten. Record n says n, was observed at n and has id n + 2. */
static inline void make_with(fixture *f, uint32_t records)
{
    mog_error err = MOG_ERROR_NONE;
    mog_store *store;
    mog_batch *batch;
    const mog_kind *kind = kind_of(f->arena, FAULT_KIND);
    assert_ok(mog_store_create(f->dir, 5, &err), err);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    for (uint32_t i = 0; i < records; i++) {
        char item[16];
        snprintf(item, sizeof item, "item%u", i);
        if (i % 10 == 0) assert_ok(mog_batch_begin(&batch, store, 100, &err), err);
        assert_ok(add_integer(NULL, batch, kind, "system:hr", item, i, i, &err), err);
        if (i % 10 == 9 || i + 1 == records) assert_ok(mog_batch_commit(batch, &err), err);
    }
    mog_store_close(store);
}

/* Runs in a child, so that it may give up rights, die, or fork. */
static inline int in_child(int (*work)(fixture *f), fixture *f)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) _exit(work(f));
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static inline bool says(const mog_error *err, mog_status status, const char *part)
{
    if (err->status == status && strstr(err->message, part) && err->place[0] && err->hint[0]) return true;
    fprintf(stderr, "status %d: %s [%s] (%s)\n", err->status, err->message, err->place, err->hint);
    return false;
}

#endif
