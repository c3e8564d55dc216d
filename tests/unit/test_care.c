/* Who uses a store; backups while others write and erase; compaction. */
#include "tests/unit/store_fixture.h"

#include "base/file.h"
#include "engine/archive/backup.h"
#include "engine/archive/compact.h"
#include "engine/archive/inventory.h"
#include "engine/audit/verify.h"
#include "engine/store/erase.h"
#include "engine/store/journal.h"
#include "engine/store/usage.h"

#include <fcntl.h>
#include <signal.h>

#define PEOPLE "kind many officer about system { a integer owner text personal }"

static void verify(const char *dir, uint64_t without_key)
{
    json_t *report = NULL;
    mog_error err = MOG_ERROR_NONE;
    mog_verify_plan plan = {.folder = dir};
    mog_status status = mog_verify(&report, &plan, &err);
    if (status) fail_msg("%s: %s", err.message, json_dumps(json_object_get(report, "difference"), 0));
    const json_t *personal = json_object_get(report, "personal");
    assert_int_equal(json_integer_value(json_object_get(personal, "without_key")), without_key);
    json_decref(report);
}

static mog_status add_person(mog_batch *batch, const mog_kind *kind, int i, mog_error *err)
{
    mog_record_builder b = {0};
    char name[32];
    snprintf(name, sizeof name, "Person %d", i);
    mog_record_begin(&b, kind, false);
    mog_record_put_word(&b, &kind->row, mog_record_first_row(), 0, (uint64_t)i);
    mog_record_put_text(&b, &kind->row, mog_record_first_row(), 1, mog_text_of(name));
    mog_status status =
        mog_record_finish(&b, MOG_TEXT("system:hr"), mog_text_of(name), MOG_TEXT("test"), MOG_ASSURANCE_STATED, i, err);
    if (!status) status = mog_batch_add(NULL, batch, kind, &b, err);
    mog_record_builder_free(&b);
    return status;
}

static void add_persons(fixture *f, int from, int to)
{
    mog_error err = MOG_ERROR_NONE;
    mog_store *store;
    mog_batch *batch;
    const mog_kind *people = kind_of(f->arena, PEOPLE);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_ok(mog_batch_begin(&batch, store, 10, &err), err);
    for (int i = from; i < to; i++) assert_ok(add_person(batch, people, i, &err), err);
    assert_ok(mog_batch_commit(batch, &err), err);
    mog_store_close(store);
}

static mog_text backup(fixture *f, bool with_keys, mog_backup *made)
{
    char path[120];
    mog_text text;
    mog_store *store;
    mog_output out;
    mog_error err = MOG_ERROR_NONE;
    snprintf(path, sizeof path, "%s/backup", f->folder);
    assert_ok(mog_store_open(&store, f->dir, false, &err), err);
    assert_ok(mog_output_begin(&out, path, true, &err), err);
    assert_ok(mog_backup_write(made, &out, store, with_keys, &err), err);
    assert_ok(mog_output_commit(&out, &err), err);
    mog_store_close(store);
    assert_ok(mog_file_read(&text, f->arena, path, (size_t)256 << 20, &err), err);
    assert_int_equal(text.size, made->size);
    return text;
}

static mog_status restore(const char *dir, mog_text text, mog_backup *restored, mog_error *err)
{
    FILE *stream = fmemopen((void *)text.at, text.size ? text.size : 1, "r");
    mog_status status = mog_backup_restore(restored, dir, stream, "backup", err);
    fclose(stream);
    return status;
}

static char *other_dir(fixture *f)
{
    return mog_arena_format(f->arena, "%s/other", f->folder);
}

/* ---- who uses it */

static void whoever_opens_a_store_waits_for_whoever_has_it_alone(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    int use, how, ready[2];
    char byte;
    make_with(f, 5);
    int folder = open(f->dir, O_RDONLY | O_DIRECTORY);
    assert_ok(mog_usage_alone(&use, folder, f->dir, &err), err);
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        close(use); /* the parent's lock stays with the parent */
        mog_store *store;
        mog_status status = mog_store_open(&store, f->dir, true, NULL);
        if (write(ready[1], "", 1) != 1) status = MOG_INTERNAL;
        mog_store_close(store);
        _exit(status);
    }
    close(ready[1]);
    assert_int_equal(fcntl(ready[0], F_SETFL, O_NONBLOCK), 0);
    usleep(50000);
    assert_int_equal(read(ready[0], &byte, 1), -1);
    close(use);
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(how, 0);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(folder);
}

static void a_store_in_use_is_not_compacted(void **state)
{
    fixture *f = *state;
    mog_error err;
    mog_compaction done;
    int how, ready[2];
    char byte;
    make_with(f, 5);
    assert_int_equal(pipe(ready), 0);
    for (int foreign = 0; foreign < 2; foreign++) {
        pid_t child = fork();
        if (child == 0) {
            mog_store *store;
            MDB_env *env;
            int code = foreign ? mdb_env_create(&env) || mdb_env_open(env, f->dir, MDB_RDONLY, 0600)
                               : mog_store_open(&store, f->dir, false, NULL) != MOG_OK;
            if (write(ready[1], "", 1) != 1 || code) _exit(1);
            pause();
        }
        assert_int_equal(read(ready[0], &byte, 1), 1);
        assert_fails(mog_store_compact(&done, f->dir, &err), MOG_SYSTEM, err, "in use by process");
        assert_non_null(strstr(err.message, mog_arena_format(f->arena, "%d", (int)child)));
        assert_true(err.place[0] && err.hint[0]);
        kill(child, SIGKILL);
        waitpid(child, &how, 0);
    }
    close(ready[0]);
    close(ready[1]);
    err = MOG_ERROR_NONE;
    assert_ok(mog_store_compact(&done, f->dir, &err), err);
}

/* ---- compaction */

static mog_status digest_record(void *context, const mog_record *record, mog_error *err)
{
    (void)err;
    mog_hasher_add(context, record, record->size);
    return MOG_OK;
}

static mog_digest contents_of(const char *dir)
{
    mog_error err = MOG_ERROR_NONE;
    mog_store *store;
    mog_snapshot *snapshot;
    mog_hasher *hasher = mog_hasher_new();
    assert_ok(mog_store_open(&store, dir, false, &err), err);
    assert_ok(mog_snapshot_begin(&snapshot, store, 0, &err), err);
    assert_ok(mog_snapshot_walk(snapshot, 0, 0, digest_record, hasher, &err), err);
    mog_snapshot_end(snapshot);
    mog_store_close(store);
    return mog_hasher_end(hasher);
}

static void a_compacted_store_is_smaller_and_the_same(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_compaction done;
    char path[120];
    struct stat about;
    make_with(f, 1500); /* in batches of ten, which leaves pages free */
    file_of(path, f);
    assert_int_equal(chmod(path, 0640), 0);
    mog_digest before = contents_of(f->dir);
    assert_ok(mog_store_compact(&done, f->dir, &err), err);
    assert_true(done.after < done.before);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_size, done.after);
    assert_int_equal(about.st_mode & 0777, 0640);
    mog_digest after = contents_of(f->dir);
    assert_memory_equal(&before, &after, sizeof before);
    verify(f->dir, 0);
    add_persons(f, 0, 20); /* and can be written to */
    verify(f->dir, 0);
    assert_fails(mog_store_compact(&done, other_dir(f), &err), MOG_SYSTEM, err, "no evidence store");
}

static void a_damaged_store_is_not_compacted(void **state)
{
    fixture *f = *state;
    mog_error err;
    mog_compaction done;
    char path[120];
    struct stat about, after;
    make_with(f, 100);
    file_of(path, f);
    assert_int_equal(truncate(path, 9 * 4096), 0);
    assert_int_equal(stat(path, &about), 0);
    assert_fails(mog_store_compact(&done, f->dir, &err), MOG_SYSTEM, err, "truncated");
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(about.st_ino, after.st_ino);
    snprintf(path, sizeof path, "%s/data.mdb.new", f->dir);
    assert_int_equal(access(path, F_OK), -1);
}

/* ---- backups */

static void a_backup_comes_back_whole(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_backup made, restored;
    mog_inventory in;
    mog_store *store;
    make_with(f, 300);
    add_persons(f, 0, 25);
    mog_text text = backup(f, true, &made);
    assert_true(made.with_keys);
    assert_ok(restore(other_dir(f), text, &restored, &err), err);
    assert_int_equal(restored.records, 325);
    mog_digest before = contents_of(f->dir), after = contents_of(other_dir(f));
    assert_memory_equal(&before, &after, sizeof before);
    verify(other_dir(f), 0);
    assert_ok(mog_store_open(&store, other_dir(f), false, &err), err);
    assert_ok(mog_inventory_take(&in, store, &err), err);
    assert_int_equal(in.persons, 25);
    assert_int_equal(in.records, 325);
    assert_int_equal(in.personal, 25);
    assert_int_equal(in.kinds, 2);
    assert_int_equal(in.subjects, 1);
    assert_memory_equal(&in.root, &restored.root, sizeof in.root);
    mog_store_close(store);
    assert_fails(restore(other_dir(f), text, &restored, &err), MOG_INPUT, err, "already");
}

static void without_keys_values_are_withheld_and_not_erased(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_backup made, restored;
    mog_store *store;
    mog_snapshot *snapshot;
    const mog_record *record;
    const mog_kind *kind;
    assert_ok(mog_store_create(f->dir, 5, &err), err);
    add_persons(f, 0, 3);
    mog_text text = backup(f, false, &made);
    assert_false(made.with_keys);
    assert_ok(restore(other_dir(f), text, &restored, &err), err);
    verify(other_dir(f), 3);
    strcpy(f->dir, other_dir(f));
    add_persons(f, 7, 8); /* then there are keys again, but not those */
    assert_ok(mog_store_open(&store, f->dir, false, &err), err);
    assert_ok(mog_snapshot_begin(&snapshot, store, 0, &err), err);
    for (uint64_t id = 2; id <= 5; id++) {
        assert_ok(mog_snapshot_record(&record, snapshot, id, &err), err);
        assert_ok(mog_snapshot_layout(&kind, snapshot, record->kind, record->version, &err), err);
        assert_ok(mog_snapshot_open_record(&record, snapshot, f->arena, record, kind, true, &err), err);
        assert_int_equal(mog_row_has(mog_record_row(record), 1), id == 5);
        assert_true(mog_row_mark(mog_record_row(record), kind->row.words, 1) == (id == 5 ? 0 : MOG_SLOT_WITHHELD));
    }
    mog_snapshot_end(snapshot);
    mog_store_close(store);
}

static void a_faulty_backup_is_refused_and_nothing_is_left(void **state)
{
    fixture *f = *state;
    mog_error err;
    mog_backup made, restored;
    make_with(f, 60);
    add_persons(f, 0, 5);
    mog_text text = backup(f, true, &made);
    uint64_t dice = 88172645463325252u;
    for (size_t i = 0; i < 90; i++) {
        char *changed = mog_arena_copy(f->arena, text.at, text.size);
        mog_text faulty = {changed, text.size};
        dice ^= dice << 13, dice ^= dice >> 7, dice ^= dice << 17;
        size_t at = i < 40 ? i : dice % text.size; /* the head and what follows it, each byte */
        if (i % 3 == 0) faulty.size = at;
        else changed[at] ^= (char)(1 << dice / 7 % 8);
        assert_fails(restore(other_dir(f), faulty, &restored, &err), MOG_INPUT, err, "");
        assert_true(err.place[0] && err.hint[0]);
        assert_int_equal(access(other_dir(f), F_OK), -1);
    }
    char *longer = mog_arena_take(f->arena, text.size + 1);
    memcpy(longer, text.at, text.size);
    assert_fails(restore(other_dir(f), (mog_text){longer, text.size + 1}, &restored, &err), MOG_INPUT, err,
                 "after its end");
    char *newer = mog_arena_copy(f->arena, text.at, text.size);
    newer[14] = '2';
    assert_fails(restore(other_dir(f), (mog_text){newer, text.size}, &restored, &err), MOG_INPUT, err,
                 "another version");
}

/* A writer that adds persons and erases some of them until it is killed. */
static int write_and_erase(fixture *f)
{
    const mog_kind *people = kind_of(f->arena, PEOPLE);
    for (int i = 0;; i += 5) {
        mog_store *store;
        mog_batch *batch;
        mog_erased gone;
        mog_error err = MOG_ERROR_NONE;
        char name[32];
        mog_text names[] = {{name, 0}};
        mog_erasure erasure = {.persons = names, .person_count = 1, .reason = MOG_TEXT("asked for it")};
        if (mog_store_open(&store, f->dir, true, &err) || mog_batch_begin(&batch, store, 10, &err)) return 1;
        for (int n = i; n < i + 5; n++)
            if (add_person(batch, people, n, &err)) return 2;
        if (mog_batch_commit(batch, &err)) return 3;
        names[0].size = (size_t)snprintf(name, sizeof name, "Person %d", i + 2);
        if (i % 10 == 0 && (mog_batch_begin(&batch, store, 10, &err) || mog_batch_erase(&gone, batch, &erasure, &err) ||
                            mog_batch_commit(batch, &err)))
            return 4;
        mog_store_close(store);
    }
}

static void a_backup_fits_together_while_others_write_and_erase(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    int how;
    assert_ok(mog_store_create(f->dir, 5, &err), err);
    add_persons(f, 100000, 100400);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) _exit(write_and_erase(f));
    uint64_t last = 0;
    for (int i = 0; i < 12; i++) {
        mog_backup made, restored;
        mog_text text = backup(f, true, &made);
        char *dir = mog_arena_format(f->arena, "%s/other%d", f->folder, i);
        assert_ok(restore(dir, text, &restored, &err), err);
        verify(dir, 0); /* every box has its key, and every key that is gone its note */
        assert_true(restored.changes >= last);
        last = restored.changes;
    }
    assert_int_equal(waitpid(child, &how, WNOHANG), 0);
    kill(child, SIGKILL);
    waitpid(child, &how, 0);
    verify(f->dir, 0);
}

static void a_backup_that_cannot_be_written_leaves_no_thread(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_store *store;
    mog_output out;
    mog_backup made;
    int ends[2];
    make_with(f, 3000);
    signal(SIGPIPE, SIG_IGN);
    assert_ok(mog_store_open(&store, f->dir, false, &err), err);
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    mog_output_begin_pipe(&out, ends[1], "a pipe");
    assert_fails(mog_backup_write(&made, &out, store, true, &err), MOG_SYSTEM, err, "cannot write");
    mog_output_abandon(&out);
    close(ends[1]);
    mog_store_close(store);
    verify(f->dir, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(whoever_opens_a_store_waits_for_whoever_has_it_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_store_in_use_is_not_compacted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_compacted_store_is_smaller_and_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_damaged_store_is_not_compacted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_backup_comes_back_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_keys_values_are_withheld_and_not_erased, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_faulty_backup_is_refused_and_nothing_is_left, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_backup_fits_together_while_others_write_and_erase, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_backup_that_cannot_be_written_leaves_no_thread, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
