/* The store when things are not as they should be: no store, no permission, a newer format, damage. Nothing damaged is
 * believed. */
#include "tests/unit/store_fixture.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>

static mog_status try_open(const char *dir, bool writable, mog_error *err)
{
    mog_store *store;
    mog_status status = mog_store_open(&store, dir, writable, err);
    if (status) assert_null(store);
    mog_store_close(store);
    return status;
}

/* ---- what is not a store */

static void what_is_no_store_is_told_with_the_remedy(void **state)
{
    fixture *f = *state;
    mog_error err;
    char path[120];
    assert_fails(try_open(f->dir, false, &err), MOG_SYSTEM, err, "no evidence store");
    assert_non_null(strstr(err.hint, "mognad init"));
    assert_int_equal(mkdir(f->dir, 0700), 0);
    assert_fails(try_open(f->dir, true, &err), MOG_SYSTEM, err, "no evidence store");
    file_of(path, f);
    assert_int_equal(access(path, F_OK), -1); /* opening made nothing */
    FILE *file = fopen(path, "w");
    assert_fails(try_open(path, true, &err), MOG_SYSTEM, err, "no evidence store"); /* a file */
    assert_fails(try_open(f->dir, true, &err), MOG_SYSTEM, err, "empty");
    for (int i = 0; i < 20000; i++) fputs("rubbish", file);
    fclose(file);
    assert_fails(try_open(f->dir, false, &err), MOG_SYSTEM, err, "not a store's file");
    assert_string_equal(err.place, f->dir);
    assert_fails(mog_store_create(f->dir, 1, &err), MOG_SYSTEM, err, "not a store's file");
    char deep[200];
    snprintf(deep, sizeof deep, "%s/a/b", f->folder);
    assert_fails(mog_store_create(deep, 1, &err), MOG_SYSTEM, err, "does not exist");
}

static void another_programs_file_is_left_alone(void **state)
{
    fixture *f = *state;
    mog_error err;
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi main;
    MDB_val key = {1, "k"}, value = {1, "v"};
    assert_int_equal(mkdir(f->dir, 0700), 0);
    assert_int_equal(mdb_env_create(&env), 0);
    assert_int_equal(mdb_env_open(env, f->dir, 0, 0600), 0);
    assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
    assert_int_equal(mdb_dbi_open(txn, NULL, 0, &main), 0);
    assert_int_equal(mdb_put(txn, main, &key, &value, 0), 0);
    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(env);
    assert_fails(try_open(f->dir, false, &err), MOG_SYSTEM, err, "not an evidence store");
    assert_fails(mog_store_create(f->dir, 1, &err), MOG_INPUT, err, "another program");
}

static void a_store_is_made_once(void **state)
{
    fixture *f = *state;
    mog_error err;
    make_with(f, 3);
    assert_fails(mog_store_create(f->dir, 1, &err), MOG_INPUT, err, "already");
    assert_string_equal(err.place, f->dir);
    err = MOG_ERROR_NONE;
    assert_ok(try_open(f->dir, true, &err), err);
}

static void a_store_is_opened_once_in_a_process_and_after_the_fork(void **state)
{
    fixture *f = *state;
    mog_error err;
    mog_store *store, *other;
    mog_snapshot *snapshot;
    make_with(f, 3);
    err = MOG_ERROR_NONE;
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_fails(mog_store_open(&other, f->dir, false, &err), MOG_INTERNAL, err, "already open");
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        bool refused = mog_snapshot_begin(&snapshot, store, 0, NULL) == MOG_INTERNAL;
        bool opened = mog_store_open(&other, f->dir, true, NULL) == MOG_OK;
        mog_store_close(other);
        _exit(refused && opened ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    err = MOG_ERROR_NONE;
    assert_ok(mog_snapshot_begin(&snapshot, store, 0, &err), err);
    mog_snapshot_end(snapshot);
    mog_store_close(store);
    assert_ok(try_open(f->dir, true, &err), err);
}

/* ---- the head */

/* Puts `size` bytes in place of what the store says of itself. */
static void set_head(fixture *f, uint8_t *bytes, size_t size)
{
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi meta;
    MDB_val key = {5, "store"}, value = {size, bytes};
    for (size_t i = 0; i < 8; i++) bytes[size - 8 + i] = (uint8_t)(mog_checksum(bytes, size - 8) >> (56 - 8 * i));
    assert_int_equal(mdb_env_create(&env), 0);
    mdb_env_set_maxdbs(env, 8);
    assert_int_equal(mdb_env_open(env, f->dir, 0, 0600), 0);
    assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
    assert_int_equal(mdb_dbi_open(txn, "meta", 0, &meta), 0);
    assert_int_equal(mdb_put(txn, meta, &key, &value, 0), 0);
    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(env);
}

static void a_newer_format_is_refused(void **state)
{
    fixture *f = *state;
    mog_error err;
    uint8_t head[60] = {0, 0, 0, 3};
    make_with(f, 3);
    set_head(f, head, 60);
    assert_fails(try_open(f->dir, true, &err), MOG_SYSTEM, err, "format 3");
    assert_true(says(&err, MOG_SYSTEM, "format 2"));
    set_head(f, head, 8); /* too short */
    assert_fails(try_open(f->dir, true, &err), MOG_SYSTEM, err, "damaged");
    uint8_t other[40] = {0, 0, 0, 2}; /* too short for its format */
    set_head(f, other, 39);
    assert_fails(try_open(f->dir, true, &err), MOG_SYSTEM, err, "damaged");
    uint8_t again[40] = {0, 0, 0, 2};
    set_head(f, again, 40);
    err = MOG_ERROR_NONE;
    assert_ok(try_open(f->dir, true, &err), err);
}

static void an_older_format_names_the_way_to_this_one(void **state)
{
    fixture *f = *state;
    mog_error err;
    uint8_t head[20] = {0, 0, 0, 1};
    make_with(f, 3);
    set_head(f, head, 20);
    assert_fails(try_open(f->dir, true, &err), MOG_SYSTEM, err, "format 1");
    assert_non_null(strstr(err.hint, "store migrate"));
}

/* ---- damage */

static void a_truncated_file_is_refused(void **state)
{
    fixture *f = *state;
    mog_error err;
    char path[120];
    struct stat about;
    make_with(f, 2000);
    file_of(path, f);
    assert_int_equal(stat(path, &about), 0);
    const off_t sizes[] = {about.st_size - 1, about.st_size - 4096, about.st_size - 40960, about.st_size / 2, 3 * 4096,
                           2 * 4096};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(truncate(path, sizes[i]), 0);
        for (int writable = 0; writable < 2; writable++) {
            assert_fails(try_open(f->dir, writable, &err), MOG_SYSTEM, err, "truncated");
            assert_true(says(&err, MOG_SYSTEM, "damaged"));
        }
        assert_int_equal(stat(path, &about), 0);
        assert_int_equal(about.st_size, sizes[i]); /* nothing was mended that cannot be */
    }
    assert_int_equal(truncate(path, 4096), 0);
    assert_fails(try_open(f->dir, true, &err), MOG_SYSTEM, err, "");
    assert_int_equal(truncate(path, 0), 0);
    assert_fails(try_open(f->dir, true, &err), MOG_SYSTEM, err, "empty");
}

/* LMDB may leave free pages at the end unwritten. */
static void a_file_that_lacks_free_pages_only_is_whole(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi extra;
    static char large[100000];
    MDB_val key = {1, "k"}, value = {sizeof large, large};
    char path[120];
    struct stat about;
    make_with(f, 200);
    assert_int_equal(mdb_env_create(&env), 0);
    mdb_env_set_maxdbs(env, 8);
    assert_int_equal(mdb_env_open(env, f->dir, 0, 0600), 0);
    for (int step = 0; step < 2; step++) { /* a large value, and then not */
        assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
        assert_int_equal(mdb_dbi_open(txn, "extra", MDB_CREATE, &extra), 0);
        if (step == 0) assert_int_equal(mdb_put(txn, extra, &key, &value, 0), 0);
        else assert_int_equal(mdb_del(txn, extra, &key, NULL), 0);
        assert_int_equal(mdb_txn_commit(txn), 0);
    }
    mdb_env_close(env);
    file_of(path, f);
    assert_int_equal(stat(path, &about), 0);
    off_t whole = about.st_size;
    assert_int_equal(truncate(path, whole - 8 * 4096), 0);
    assert_ok(try_open(f->dir, false, &err), err);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_size, whole);
    assert_int_equal(truncate(path, whole - 60 * 4096), 0);
    assert_fails(try_open(f->dir, false, &err), MOG_SYSTEM, err, "truncated");
}

static mog_status check_value(void *context, const mog_record *record, mog_error *err)
{
    (void)err;
    size_t *count = context;
    ++*count;
    uint64_t value = mog_load_word(mog_row_slot(mog_record_row(record), 1, 0));
    return value == (uint64_t)record->observed && value + 2 == record->id
               ? MOG_OK
               : MOG_INTERNAL; /* INTERNAL: a lie was believed */
}

/* Bytes of the records themselves are flipped in the file, one at a time. */
static void a_flipped_byte_in_a_record_is_reported_and_never_returned(void **state)
{
    fixture *f = *state;
    char path[120];
    make_with(f, 10);
    file_of(path, f);
    int fd = open(path, O_RDWR);
    struct stat about;
    assert_int_equal(fstat(fd, &about), 0);
    char *bytes = malloc((size_t)about.st_size);
    assert_int_equal(pread(fd, bytes, (size_t)about.st_size, 0), about.st_size);
    size_t tried = 0;
    for (char *at = bytes; (at = memmem(at, (size_t)(bytes + about.st_size - at), "system:hr", 9)); at++) {
        /* A record's subject: its header lies 72 + 24 bytes before. Names and old pages have none. */
        size_t start = (size_t)(at - bytes) - 96;
        mog_record head;
        if (start > (size_t)about.st_size) continue;
        memcpy(&head, bytes + start, sizeof head);
        if (head.format != MOG_RECORD_FORMAT || head.subject_at != 96 || head.size > 200) continue;
        for (size_t i = 0; i < head.size; i += 3) {
            char flipped = (char)(bytes[start + i] ^ 0x20);
            assert_int_equal(pwrite(fd, &flipped, 1, (off_t)(start + i)), 1);
            mog_store *store;
            mog_snapshot *snapshot;
            mog_error err = MOG_ERROR_NONE;
            const mog_record *record;
            size_t count = 0;
            assert_ok(mog_store_open(&store, f->dir, false, &err), err);
            assert_ok(mog_snapshot_begin(&snapshot, store, 0, &err), err);
            mog_status status = mog_snapshot_walk(snapshot, 0, 0, check_value, &count, &err);
            if (status) { /* not an old copy of the page */
                assert_true(says(&err, MOG_SYSTEM, "damaged"));
                mog_error again;
                assert_fails(mog_snapshot_record(&record, snapshot, head.id, &again), MOG_SYSTEM, again, "damaged");
                assert_null(record);
                tried++;
            } else {
                assert_int_equal(count, 10);
            }
            mog_snapshot_end(snapshot);
            mog_store_close(store);
            assert_int_equal(pwrite(fd, bytes + start + i, 1, (off_t)(start + i)), 1);
        }
    }
    assert_true(tried > 200);
    free(bytes);
    close(fd);
}

/* Every byte of every page: an error, death in the child, or the truth; never a lie. */
static int read_all(fixture *f)
{
    mog_store *store;
    mog_snapshot *snapshot;
    mog_error err = MOG_ERROR_NONE;
    size_t count = 0;
    int null = open("/dev/null", O_WRONLY);
    dup2(null, 2); /* LMDB's own assertions */
    signal(SIGSEGV, SIG_DFL);
    alarm(10);
    if (mog_store_open(&store, f->dir, false, &err)) return err.status == MOG_SYSTEM ? 2 : 1;
    mog_status status = mog_snapshot_begin(&snapshot, store, 0, &err);
    if (!status) status = mog_snapshot_walk(snapshot, 0, 0, check_value, &count, &err);
    if (status) return status == MOG_SYSTEM && err.message[0] ? 2 : 1;
    return count == 30 ? 0 : 3; /* 3: records are missing and nothing was said */
}

static void damage_anywhere_never_makes_a_false_record(void **state)
{
    fixture *f = *state;
    char path[120];
    make_with(f, 30);
    file_of(path, f);
    int fd = open(path, O_RDWR);
    struct stat about;
    assert_int_equal(fstat(fd, &about), 0);
    unsigned reported = 0, died = 0, fine = 0, missing = 0;
    for (off_t at = 0; at < about.st_size; at += about.st_size / 250) {
        char was, flipped;
        assert_int_equal(pread(fd, &was, 1, at), 1);
        flipped = (char)(was ^ 0x41);
        assert_int_equal(pwrite(fd, &flipped, 1, at), 1);
        int code = in_child(read_all, f);
        assert_int_not_equal(code, 1);
        if (code == 0) fine++;
        else if (code == 2) reported++;
        else if (code == 3) missing++;
        else died++;
        assert_int_equal(pwrite(fd, &was, 1, at), 1);
    }
    print_message("flipped bytes: %u without effect, %u reported, %u ended the child, %u hid records\n", fine, reported,
                  died, missing);
    assert_true(fine + reported > 200);
    close(fd);
}

/* ---- permissions */

static int without_rights(fixture *f)
{
    mog_error err = MOG_ERROR_NONE;
    if (getuid() == 0 && (setgroups(0, NULL) || setgid(65534) || setuid(65534))) return 1;
    bool good =
        mog_store_open(&(mog_store *){NULL}, f->dir, false, &err) && says(&err, MOG_SYSTEM, "permission denied");
    err = MOG_ERROR_NONE;
    char inside[120];
    snprintf(inside, sizeof inside, "%s/new", f->dir);
    return good && mog_store_create(inside, 1, &err) && says(&err, MOG_SYSTEM, "permission denied") ? 0 : 1;
}

static void a_folder_without_permission_is_told(void **state)
{
    fixture *f = *state;
    char path[120];
    make_with(f, 3);
    assert_int_equal(chmod(f->folder, 0755), 0);
    assert_int_equal(chmod(f->dir, 0), 0);
    assert_int_equal(in_child(without_rights, f), 0);
    file_of(path, f);
    assert_int_equal(chmod(f->dir, 0755), 0); /* the folder opens, the files do not */
    assert_int_equal(chmod(path, 0), 0);
    assert_int_equal(in_child(without_rights, f), 0);
    assert_int_equal(chmod(path, 0644), 0); /* data can be read, the lock cannot be written */
    assert_int_equal(in_child(without_rights, f), 0);
    assert_int_equal(chmod(f->dir, 0700), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_no_store_is_told_with_the_remedy, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_programs_file_is_left_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_store_is_made_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_store_is_opened_once_in_a_process_and_after_the_fork, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_newer_format_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_older_format_names_the_way_to_this_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_truncated_file_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_lacks_free_pages_only_is_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_flipped_byte_in_a_record_is_reported_and_never_returned, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damage_anywhere_never_makes_a_false_record, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_folder_without_permission_is_told, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("store faults", tests, NULL, NULL);
}
