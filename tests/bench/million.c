/* million.c: many records of 1 kB into a store, and verified, against a plain loop of mdb_put over the same bytes in the same batches.
 *
 *     million FOLDER [RECORDS]      the folder is empty; a million where no number is given
 *
 * One line a figure, of the form `name value unit`, the ratios last.
 */
#include "engine/audit/verify.h"
#include "engine/store/environment.h"
#include "engine/store/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define EACH 10000 /* records of a batch */
#define NOTE 855   /* bytes of the text that makes a record 1,000 bytes */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static _Noreturn void give_up(const char *what, const char *why)
{
    fprintf(stderr, "million: %s: %s\n", what, why);
    exit(1);
}

static double size_of(const char *folder)
{
    char path[4096];
    struct stat about;
    snprintf(path, sizeof path, "%s/data.mdb", folder);
    if (stat(path, &about)) give_up(path, "is not there");
    return (double)about.st_size;
}

static void fill(char note[NOTE + 1], uint32_t n)
{
    for (size_t i = 0; i < NOTE; i++) note[i] = (char)('a' + (i * 7 + n * 13 + n / 26) % 26);
    note[NOTE] = '\0';
}

/* Ten records a subject, in order, as tools write them. Returns the size of one. */
static size_t build(mog_record_builder *b, const mog_kind *kind, uint32_t n)
{
    char subject[32], item[16], note[NOTE + 1];
    fill(note, n);
    snprintf(subject, sizeof subject, "system:s%06u", n / 10);
    snprintf(item, sizeof item, "item%u", n % 10);
    mog_record_begin(b, kind, false);
    mog_record_put_word(b, &kind->row, mog_record_first_row(), 0, n);
    mog_record_put_text(b, &kind->row, mog_record_first_row(), 1, mog_text_of(note));
    if (mog_record_finish(b, mog_text_of(subject), mog_text_of(item), MOG_TEXT("bench"), MOG_ASSURANCE_MEASURED, 1,
                          NULL))
        give_up("a record", "cannot be built");
    return b->bytes.size;
}

static void check(int code, const char *what)
{
    if (code) give_up(what, mdb_strerror(code));
}

static double put_plainly(const char *folder, const mog_kind *kind, uint32_t count)
{
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi dbi;
    mog_record_builder b = {0};
    double start, building = 0;
    check(mdb_env_create(&env), "create");
    check(mdb_env_set_mapsize(env, (size_t)1 << 40), "map");
    check(mdb_env_open(env, folder, 0, 0600), "open");
    start = now();
    for (uint32_t n = 0; n < count;) {
        check(mdb_txn_begin(env, NULL, 0, &txn), "begin");
        check(mdb_dbi_open(txn, NULL, 0, &dbi), "dbi");
        for (uint32_t i = 0; i < EACH && n < count; i++, n++) {
            uint8_t room[MOG_RECORD_KEY_SIZE];
            double before = now();
            size_t size = build(&b, kind, n);
            building += now() - before;
            mog_record_key key = {n / 10 + 1, 1, n % 10 + 1, 1, n + 1};
            mog_record_key_encode(room, &key);
            MDB_val at = {sizeof room, room}, value = {size, b.bytes.at};
            check(mdb_put(txn, dbi, &at, &value, 0), "put");
        }
        check(mdb_txn_commit(txn), "commit");
    }
    double took = now() - start - building;
    mdb_env_close(env);
    mog_record_builder_free(&b);
    return took;
}

static void must(mog_status status, const mog_error *err)
{
    if (status) give_up(err->place, err->message);
}

static double add(const char *folder, const mog_kind *kind, uint32_t count)
{
    mog_store *store;
    mog_batch *batch;
    mog_error err = MOG_ERROR_NONE;
    mog_record_builder b = {0};
    double building = 0;
    must(mog_store_create(folder, 1, &err), &err);
    must(mog_store_open(&store, folder, true, &err), &err);
    double start = now();
    for (uint32_t n = 0; n < count;) {
        must(mog_batch_begin(&batch, store, 100, &err), &err);
        for (uint32_t i = 0; i < EACH && n < count; i++, n++) {
            double before = now();
            build(&b, kind, n);
            building += now() - before;
            must(mog_batch_add(NULL, batch, kind, &b, &err), &err);
        }
        must(mog_batch_commit(batch, &err), &err);
    }
    double took = now() - start - building;
    mog_store_close(store);
    mog_record_builder_free(&b);
    return took;
}

static double verify(const char *folder)
{
    json_t *report = NULL;
    mog_error err = MOG_ERROR_NONE;
    mog_verify_plan plan = {.folder = folder};
    double start = now();
    must(mog_verify(&report, &plan, &err), &err);
    double took = now() - start;
    json_decref(report);
    return took;
}

int main(int argc, char **argv)
{
    uint32_t count = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 1000000;
    if (argc < 2 || !count) give_up("usage", "million FOLDER [RECORDS]");
    mog_arena *arena = mog_arena_new();
    mog_kind *kind;
    mog_error err = MOG_ERROR_NONE;
    must(mog_kind_parse(&kind, arena, MOG_TEXT("kind many reading about system { n integer note text }"), &err), &err);
    mog_record_builder b = {0};
    size_t size = build(&b, kind, count - 1);
    mog_record_builder_free(&b);

    char *plain = mog_arena_format(arena, "%s/plain", argv[1]), *store = mog_arena_format(arena, "%s/store", argv[1]);
    if (mkdir(plain, 0700)) give_up(plain, "cannot be made");
    double plainly = put_plainly(plain, kind, count), added = add(store, kind, count), verified = verify(store);
    double plain_size = size_of(plain), store_size = size_of(store);
    printf("records %u\nrecord %zu bytes\n", count, size);
    printf("plain %.0f records/s\nadd %.0f records/s\nverify %.0f records/s\n", count / plainly, count / added,
           count / verified);
    printf("plain_size %.1f MB\nsize %.1f MB\n", plain_size / 1e6, store_size / 1e6);
    printf("add_ratio %.2f times\nsize_ratio %.2f times\nverify_ratio %.2f times\n", added / plainly,
           store_size / plain_size, verified / plainly);
    mog_arena_free(arena);
    return 0;
}
