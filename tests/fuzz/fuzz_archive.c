/* Any bytes as an archive of a store. What is imported must be a sound store that exports the same archive again. */
#include "engine/archive/archive.h"
#include "engine/store/journal.h"
#include "engine/store/snapshot.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *ftw)
{
    (void)about, (void)type, (void)ftw;
    return remove(path);
}

static void remove_folder(void)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    /* in memory, where there is such a place: each import syncs its store to disk */
    const char *place = access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(folder, sizeof folder, "%s/mognad-fuzz-XXXXXX", place);
    if (!mkdtemp(folder)) abort();
    atexit(remove_folder);
    return 0;
}

static mog_status take_in(mog_archive_summary *out, const char *dir, const char *bytes, size_t size, mog_error *err)
{
    mog_archive_plan plan = {0};
    FILE *stream = fmemopen((void *)bytes, size, "r");
    if (!stream) abort();
    mog_status status = mog_archive_import(out, dir, stream, "fuzz", &plan, err);
    fclose(stream);
    return status;
}

static void give_out(mog_archive_summary *out, mog_store *store, const char *path)
{
    mog_archive_plan plan = {.personal = true};
    mog_output to;
    if (mog_output_begin(&to, path, true, NULL) || mog_archive_export(out, store, &to, &plan, NULL) ||
        mog_output_commit(&to, NULL))
        abort();
}

/* The journal verifies, and what is exported has the same root. */
static void check_store(const char *dir, const mog_archive_summary *in)
{
    char path[128];
    mog_store *store;
    mog_snapshot *snapshot;
    mog_archive_summary out;
    if (mog_store_open(&store, dir, false, NULL) || mog_snapshot_begin(&snapshot, store, 0, NULL)) abort();
    mog_journal journal = mog_journal_of(store, snapshot->txn);
    if (mog_journal_verify(&journal, 0, NULL)) abort();
    mog_snapshot_end(snapshot);
    snprintf(path, sizeof path, "%s/again", folder);
    give_out(&out, store, path);
    if (memcmp(&in->root, &out.root, sizeof out.root) != 0 || in->records != out.records || in->values != out.values)
        abort();
    mog_store_close(store);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char dir[80];
    mog_archive_summary in;
    mog_error err = MOG_ERROR_NONE;
    if (!size) return 0;
    snprintf(dir, sizeof dir, "%s/store", folder);
    mog_status status = take_in(&in, dir, (const char *)bytes, size, &err);
    if (status && (status != MOG_INPUT || !err.message[0] || !err.place[0])) abort();
    if (access(dir, F_OK) == 0) {
        if (status) abort();
        check_store(dir, &in);
        int fd = open(dir, O_RDONLY | O_DIRECTORY);
        static const char *const files[] = {"data.mdb", "lock.mdb", "use.lock", "personal.keys"};
        for (size_t i = 0; i < 4; i++) unlinkat(fd, files[i], 0);
        close(fd);
        rmdir(dir);
    } else if (!status) {
        abort();
    }
    return 0;
}
