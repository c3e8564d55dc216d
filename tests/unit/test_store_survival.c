/* The store under hardship: no room on disk, little address space, kill -9. What was acknowledged is there, whole. */
#include "tests/unit/store_fixture.h"

#include "engine/store/journal.h"
#include "engine/store/snapshot.h"

#include <signal.h>
#include <malloc.h>
#include <sys/resource.h>

/* ---- no room */

static int fill_with_limit(fixture *f)
{
    mog_store *store;
    mog_batch *batch;
    mog_error err = MOG_ERROR_NONE;
    signal(SIGXFSZ, SIG_IGN);
    const mog_kind *kind = kind_of(f->arena, FAULT_KIND);
    if (mog_store_open(&store, f->dir, true, &err)) return 1;
    struct rlimit limit = {256 << 10, 256 << 10};
    setrlimit(RLIMIT_FSIZE, &limit);
    if (mog_batch_begin(&batch, store, 100, &err)) return 1;
    mog_status status = MOG_OK;
    for (int i = 0; i < 5000 && !status; i++) status = add_integer(NULL, batch, kind, "system:pay", "x", i, i, &err);
    if (status) mog_batch_abort(batch);
    else status = mog_batch_commit(batch, &err);
    const char *cause =
        strstr(err.message, "disk is full") ? "disk is full" : "larger than allowed"; /* a short write or none */
    if (status != MOG_SYSTEM || !says(&err, MOG_SYSTEM, cause)) return 2;
    mog_snapshot *snapshot; /* and goes on reading */
    size_t count = 0;
    err = MOG_ERROR_NONE;
    if (mog_snapshot_begin(&snapshot, store, 0, &err) || mog_snapshot_walk(snapshot, 0, 0, count_one, &count, &err))
        return 3;
    mog_snapshot_end(snapshot);
    mog_store_close(store);
    return count == 20 ? 0 : 4;
}

static void a_full_disk_keeps_what_was_there(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    make_with(f, 20);
    assert_int_equal(in_child(fill_with_limit, f), 0);
    mog_store *store;
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    mog_store_close(store);
}

#ifndef __SANITIZE_ADDRESS__
static rlim_t address_space_in_use(void)
{
    unsigned long pages = 0;
    FILE *about = fopen("/proc/self/statm", "re");
    if (!about || fscanf(about, "%lu", &pages) != 1) pages = 0;
    if (about) fclose(about);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static int work_in_little_space(fixture *f)
{
    mog_store *store;
    mog_batch *batch;
    mog_error err = MOG_ERROR_NONE;
    const mog_kind *kind = kind_of(f->arena, FAULT_KIND);
    struct rlimit limit = {400 << 20, 400 << 20};
    setrlimit(RLIMIT_AS, &limit);
    if (mog_store_open(&store, f->dir, true, &err) || mog_environment_map_size(store) > 256 << 20) return 1;
    if (mog_batch_begin(&batch, store, 100, &err)) return 2;
    for (int i = 0; i < 20000; i++) {
        if (add_integer(NULL, batch, kind, "system:pay", "x", i, i, &err)) return 3;
    }
    if (mog_batch_commit(batch, &err)) return 4;
    mog_store_close(store);
    /* No more than what is in use now, with a heap that need not grow: only the map is wanting. */
    mallopt(M_MMAP_THRESHOLD, 64 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    free(mog_allocate(4 << 20));
    limit.rlim_cur = address_space_in_use() + (64 << 10);
    setrlimit(RLIMIT_AS, &limit);
    return mog_store_open(&store, f->dir, true, &err) && says(&err, MOG_SYSTEM, "address space") ? 0 : 5;
}

static void little_address_space_makes_a_small_map(void **state)
{
    fixture *f = *state;
    make_with(f, 20);
    assert_int_equal(in_child(work_in_little_space, f), 0);
}
#endif

/* ---- kill -9 */

#define EACH 7 /* records of a batch */

static void commit_without_end(fixture *f, int out, uint32_t from)
{
    mog_store *store;
    mog_error err = MOG_ERROR_NONE;
    const mog_kind *kind = kind_of(f->arena, FAULT_KIND);
    if (mog_store_open(&store, f->dir, true, &err)) _exit(1);
    for (uint32_t n = from;; n++) {
        mog_batch *batch;
        char subject[32];
        snprintf(subject, sizeof subject, "system:%u", n);
        if (mog_batch_begin(&batch, store, 100, &err)) _exit(2);
        for (int i = 0; i < EACH; i++) {
            if (add_integer(NULL, batch, kind, subject, "x", i, n, &err)) _exit(3);
        }
        if (mog_batch_commit(batch, &err)) _exit(4);
        if (write(out, &n, sizeof n) != sizeof n) _exit(5); /* acknowledged */
    }
}

static void acknowledged_batches_survive_kill_9(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    uint32_t next = 0;
    make_with(f, 0);
    for (int round = 0; round < 20; round++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        fflush(NULL);
        pid_t child = fork();
        if (child == 0) commit_without_end(f, ends[1], next);
        close(ends[1]);
        uint32_t n, acknowledged = next;
        assert_int_equal(read(ends[0], &n, sizeof n), sizeof n); /* it is under way */
        usleep((useconds_t)(round * 3777 % 20000));
        kill(child, SIGKILL);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        do acknowledged = n + 1;
        while (read(ends[0], &n, sizeof n) == sizeof n);
        close(ends[0]);

        mog_store *store;
        mog_snapshot *snapshot;
        mog_subject *subjects;
        size_t count;
        assert_ok(mog_store_open(&store, f->dir, true, &err), err);
        assert_ok(mog_snapshot_begin(&snapshot, store, 0, &err), err);
        mog_journal journal = mog_journal_of(store, snapshot->txn);
        assert_ok(mog_journal_verify(&journal, 0, &err), err);
        assert_ok(mog_snapshot_subjects(&subjects, &count, f->arena, snapshot, &err), err);
        assert_in_range(count, acknowledged,
                        acknowledged + 1); /* the last may have been committed and not yet acknowledged */
        for (size_t i = 0; i < count; i++) {
            size_t records = 0;
            assert_ok(mog_snapshot_walk(snapshot, subjects[i].id, 0, count_one, &records, &err), err);
            assert_int_equal(records, EACH);
        }
        mog_snapshot_end(snapshot);
        mog_store_close(store);
        next = (uint32_t)count;
    }
    print_message("%u batches in 20 lives\n", next);
    assert_true(next >= 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_full_disk_keeps_what_was_there, set_up, tear_down),
#ifndef __SANITIZE_ADDRESS__
        cmocka_unit_test_setup_teardown(little_address_space_makes_a_small_map, set_up, tear_down),
#endif
        cmocka_unit_test_setup_teardown(acknowledged_batches_survive_kill_9, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("store survival", tests, NULL, NULL);
}
