/* A store of format 1, written here as that format was, and what becomes of it. */
#include "tests/unit/store_fixture.h"

#include "base/file.h"
#include "engine/archive/migrate.h"
#include "engine/audit/verify.h"
#include "engine/ingest/ingest.h"
#include "engine/store/journal.h"
#include "engine/store/keys.h"
#include "engine/store/names.h"
#include "engine/store/usage.h"

#include <fcntl.h>
#include <signal.h>

#define PLAIN "kind backup about system { a integer note text }"
#define PEOPLE                                                                                                         \
    "kind many account about system { a integer owner text personal aliases set of text personal "                     \
    "rights list { name text given_by text personal } }"
#define SECRET_NAME "Ingeborg Zetterqvist"

/* ---- the writer */

typedef struct old_store {
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi meta, names, kinds, records, journal;
    uint64_t last;
    uint32_t last_name;
    mog_digest chain;
} old_store;

static void put(MDB_txn *txn, MDB_dbi database, const void *key, size_t key_size, const void *value, size_t size)
{
    MDB_val k = {key_size, (void *)key}, v = {size, (void *)value};
    assert_int_equal(mdb_put(txn, database, &k, &v, MDB_NOOVERWRITE), 0);
}

static void old_begin(old_store *old, const fixture *f, uint32_t format)
{
    uint8_t meta[20];
    *old = (old_store){0};
    assert_int_equal(mkdir(f->dir, 0700), 0);
    assert_int_equal(mdb_env_create(&old->env), 0);
    assert_int_equal(mdb_env_set_maxdbs(old->env, 8), 0);
    assert_int_equal(mdb_env_set_mapsize(old->env, (size_t)64 << 20), 0);
    assert_int_equal(mdb_env_open(old->env, f->dir, 0, 0640), 0);
    assert_int_equal(mdb_txn_begin(old->env, NULL, 0, &old->txn), 0);
    assert_int_equal(mdb_dbi_open(old->txn, "meta", MDB_CREATE, &old->meta), 0);
    assert_int_equal(mdb_dbi_open(old->txn, "names", MDB_CREATE, &old->names), 0);
    assert_int_equal(mdb_dbi_open(old->txn, "kinds", MDB_CREATE, &old->kinds), 0);
    assert_int_equal(mdb_dbi_open(old->txn, "records", MDB_CREATE, &old->records), 0);
    assert_int_equal(mdb_dbi_open(old->txn, "journal", MDB_CREATE, &old->journal), 0);
    mog_put_be32(meta, format);
    mog_put_be64(meta + 4, 77);
    mog_put_be64(meta + 12, mog_checksum(meta, 12));
    put(old->txn, old->meta, "store", 5, meta, sizeof meta);
}

static void old_end(old_store *old)
{
    assert_int_equal(mdb_txn_commit(old->txn), 0);
    mdb_env_close(old->env);
}

static uint32_t old_name(old_store *old, mog_text text)
{
    uint8_t by_text[1 + MOG_NAME_LIMIT] = {0}, by_id[5] = {1}, room[8 + MOG_NAME_LIMIT], sealed[4 + MOG_NAME_LIMIT];
    memcpy(by_text + 1, text.at, text.size);
    MDB_val key = {1 + text.size, by_text}, found;
    if (mdb_get(old->txn, old->names, &key, &found) == 0) return mog_get_be32(found.mv_data);
    uint32_t id = ++old->last_name;
    mog_put_be32(sealed, id);
    memcpy(sealed + 4, text.at, text.size);
    mog_put_be32(room, id);
    mog_put_be64(room + 4, mog_checksum(sealed, 4 + text.size));
    put(old->txn, old->names, by_text, 1 + text.size, room, 12);
    mog_put_be32(by_id + 1, id);
    memmove(room, room + 4, 8);
    memcpy(room + 8, text.at, text.size);
    put(old->txn, old->names, by_id, sizeof by_id, room, 8 + text.size);
    return id;
}

static void old_append(old_store *old, uint8_t type, mog_time recorded, const uint8_t *key, uint8_t key_size,
                       const void *bytes, size_t size)
{
    uint8_t number[8], entry[256], both[1 + 64] = {1};
    mog_digest payload = mog_blake2b(bytes, size);
    mog_put_be64(number, ++old->last);
    memcpy(entry, number, 8);
    mog_put_be64(entry + 8, (uint64_t)recorded);
    entry[16] = type;
    entry[17] = key_size;
    memcpy(entry + 18, key, key_size);
    memcpy(entry + 18 + key_size, &payload, 32);
    size_t made = 50 + (size_t)key_size;
    mog_digest leaf = mog_merkle_leaf(entry, made);
    memcpy(both + 1, &old->chain, 32);
    memcpy(both + 33, &leaf, 32);
    old->chain = mog_sha256(both, sizeof both);
    memcpy(entry + made, &leaf, 32);
    memcpy(entry + made + 32, &old->chain, 32);
    put(old->txn, old->journal, number, 8, entry, made + 64);
}

static uint32_t old_kind(old_store *old, const char *text, const char *name, mog_time recorded)
{
    uint8_t key[8], value[512];
    size_t size = strlen(text);
    uint32_t id = old_name(old, mog_text_of(name));
    mog_put_be32(key, id);
    mog_put_be32(key + 4, 1);
    mog_put_be64(value, mog_checksum(text, size));
    memcpy(value + 8, text, size);
    put(old->txn, old->kinds, key, sizeof key, value, 8 + size);
    old_append(old, 2, recorded, key, sizeof key, text, size);
    return id;
}

static uint64_t old_record(old_store *old, mog_record_builder *builder, uint32_t kind, mog_time recorded)
{
    uint8_t room[MOG_RECORD_KEY_SIZE];
    mog_record *record = (mog_record *)builder->bytes.at;
    record->kind = kind;
    record->version = 1;
    record->recorded = recorded;
    record->id = old->last + 1;
    record->checksum = mog_record_checksum(record);
    mog_record_key key = {old_name(old, mog_record_subject(record)), kind, 0, record->observed, record->id};
    if (record->item_size) key.item = old_name(old, mog_record_item(record));
    mog_record_key_encode(room, &key);
    put(old->txn, old->records, room, sizeof room, record, record->size);
    old_append(old, 1, recorded, room, sizeof room, record, record->size);
    return old->last;
}

/* ---- what is in it */

#define RECORDS 40

typedef struct kept {
    char *json[2 * RECORDS + 8]; /* of the record with this number; NULL: none */
    uint64_t last;
} kept;

static char *told(const mog_record *record, const mog_kind *kind)
{
    json_t *json = mog_record_to_json(record, kind, true);
    char *text = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    return text;
}

static void put_person(mog_record_builder *b, const mog_kind *kind, int i)
{
    char name[64];
    size_t row = mog_record_first_row();
    snprintf(name, sizeof name, i % 7 ? SECRET_NAME " %d" : SECRET_NAME, i);
    mog_record_put_text(b, &kind->row, row, slot_of(&kind->row, "owner"), mog_text_of(name));
    size_t set = mog_record_put_set(b, &kind->row, row, slot_of(&kind->row, "aliases"), 2);
    mog_record_fill_text(b, set, MOG_TEXT("inge"));
    mog_record_fill_text(b, set + 8, mog_text_of(name));
    uint32_t slot = slot_of(&kind->row, "rights");
    const mog_row *child = kind->row.fields[slot].type.row;
    size_t rows = mog_record_put_list(b, &kind->row, row, slot, child, 2);
    mog_record_put_text(b, child, rows, slot_of(child, "name"), MOG_TEXT("read"));
    mog_record_put_text(b, child, rows, slot_of(child, "given_by"), mog_text_of(name));
    mog_record_put_text(b, child, rows + child->size, slot_of(child, "name"), MOG_TEXT("write"));
}

static mog_time time_of(int i)
{
    return i == 9 ? 1000 : 5000 + 100 * (i / 3); /* once the clock stood earlier */
}

static void fill(kept *out, old_store *old, fixture *f)
{
    mog_error err = MOG_ERROR_NONE;
    const mog_kind *plain = kind_of(f->arena, PLAIN), *people = kind_of(f->arena, PEOPLE);
    uint32_t plain_id = old_kind(old, PLAIN, "backup", 4000), people_id = 0;
    mog_record_builder b = {0};
    for (int i = 0; i < RECORDS; i++) {
        char item[32];
        bool person = i % 2, census = i % 10 == 3;
        const mog_kind *kind = person ? people : plain;
        if (i == 1) people_id = old_kind(old, PEOPLE, "account", time_of(i));
        snprintf(item, sizeof item, "item%d", i % 6);
        mog_record_begin(&b, kind, census);
        if (census) mog_record_put_census(&b, &MOG_TEXT("item1"), 1);
        else mog_record_put_word(&b, &kind->row, mog_record_first_row(), 0, (uint64_t)i);
        if (person && !census) put_person(&b, kind, i);
        mog_text item_text = person && !census ? mog_text_of(item) : mog_text_of(NULL);
        assert_ok(mog_record_finish(&b, i % 3 ? MOG_TEXT("system:hr") : MOG_TEXT("system:åö"), item_text,
                                    MOG_TEXT("a register"), MOG_ASSURANCE_DOCUMENTED, 100 - i, &err),
                  err);
        uint64_t id = old_record(old, &b, person ? people_id : plain_id, time_of(i));
        mog_record *record = (mog_record *)b.bytes.at;
        if (i == 9) record->recorded = time_of(8); /* as it is to be */
        out->json[id] = told(record, kind);
    }
    out->last = old->last;
    mog_record_builder_free(&b);
}

static void make_old(kept *out, fixture *f)
{
    old_store old;
    *out = (kept){0};
    old_begin(&old, f, 1);
    fill(out, &old, f);
    old_end(&old);
}

static void let_go(kept *k)
{
    for (size_t i = 0; i < sizeof k->json / sizeof *k->json; i++) free(k->json[i]);
}

static bool holds(const fixture *f, const char *file, const char *what)
{
    char path[160];
    mog_text bytes;
    mog_error err = MOG_ERROR_NONE;
    snprintf(path, sizeof path, "%s/%s", f->dir, file);
    assert_ok(mog_file_read(&bytes, f->arena, path, 64 << 20, &err), err);
    return memmem(bytes.at, bytes.size, what, strlen(what)) != NULL;
}

static void verify(const fixture *f)
{
    json_t *report = NULL;
    mog_error err = MOG_ERROR_NONE;
    mog_verify_plan plan = {.folder = f->dir};
    mog_status status = mog_verify(&report, &plan, &err);
    if (status) fail_msg("%s %s", err.message, json_dumps(report, 0));
    json_decref(report);
}

/* ---- */

static void every_record_is_the_same_after_migrating(void **state)
{
    fixture *f = *state;
    kept k;
    mog_error err = MOG_ERROR_NONE;
    mog_migration done;
    mog_store *store;
    mog_snapshot *snapshot;
    size_t seen = 0;
    make_old(&k, f);
    assert_true(holds(f, "data.mdb", SECRET_NAME));
    assert_ok(mog_store_migrate(&done, f->dir, &err), err);
    assert_int_equal(done.changes, k.last);
    assert_int_equal(done.records, RECORDS);
    assert_int_equal(done.raised, 1);
    assert_int_equal(done.sealed, 3 * 16); /* of 20 records of persons 4 are a census */
    verify(f);

    assert_ok(mog_store_open(&store, f->dir, false, &err), err);
    assert_ok(mog_snapshot_begin(&snapshot, store, 0, &err), err);
    assert_int_equal(mog_snapshot_last(snapshot), k.last);
    for (uint64_t id = 1; id <= k.last; id++) {
        const mog_record *record;
        const mog_kind *kind;
        assert_ok(mog_snapshot_record(&record, snapshot, id, &err), err);
        assert_int_equal(record != NULL, k.json[id] != NULL);
        if (!record) continue;
        assert_ok(mog_snapshot_layout(&kind, snapshot, record->kind, record->version, &err), err);
        assert_ok(mog_snapshot_open_record(&record, snapshot, f->arena, record, kind, true, &err), err);
        char *now = told(record, kind);
        assert_string_equal(now, k.json[id]);
        free(now);
        seen++;
    }
    assert_int_equal(seen, RECORDS);
    mog_snapshot_end(snapshot);
    mog_store_close(store);
    assert_false(holds(f, "data.mdb", SECRET_NAME));
    assert_true(holds(f, MOG_FORMAT1_FILE, SECRET_NAME));
    let_go(&k);
}

static void the_new_store_keeps_the_mode_and_leaves_nothing_else(void **state)
{
    fixture *f = *state;
    kept k;
    char path[160];
    struct stat about;
    mog_error err = MOG_ERROR_NONE;
    mog_migration done;
    make_old(&k, f);
    let_go(&k);
    file_of(path, f);
    assert_int_equal(chmod(path, 0640), 0);
    /* what a migration leaves that was cut short before the exchange */
    snprintf(path, sizeof path, "%s/migrating", f->dir);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/migrating/data.mdb", f->dir);
    FILE *rest = fopen(path, "w");
    fputs("half", rest);
    fclose(rest);
    char data[160], kept_file[160];
    file_of(data, f);
    snprintf(kept_file, sizeof kept_file, "%s/" MOG_FORMAT1_FILE, f->dir);
    assert_int_equal(link(data, kept_file), 0);
    assert_ok(mog_store_migrate(&done, f->dir, &err), err);
    assert_int_equal(stat(data, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
    snprintf(path, sizeof path, "%s/migrating", f->dir);
    assert_int_equal(access(path, F_OK), -1);
    verify(f);
    assert_fails(mog_store_migrate(&done, f->dir, &err), MOG_INPUT, err, "already");
    verify(f);
}

static void an_empty_store_migrates(void **state)
{
    fixture *f = *state;
    old_store old;
    mog_error err = MOG_ERROR_NONE;
    mog_migration done;
    old_begin(&old, f, 1);
    old_end(&old);
    assert_ok(mog_store_migrate(&done, f->dir, &err), err);
    assert_int_equal(done.changes, 0);
    verify(f);
}

static void other_formats_are_told_with_a_remedy(void **state)
{
    fixture *f = *state;
    old_store old;
    mog_store *store;
    mog_migration done;
    mog_error err;
    old_begin(&old, f, 1);
    old_end(&old);
    assert_fails(mog_store_open(&store, f->dir, false, &err), MOG_SYSTEM, err, "format 1");
    assert_non_null(strstr(err.hint, "mognad store migrate --store"));
    assert_int_equal(err.place[0] != 0, 1);

    f->dir[strlen(f->dir) - 1] = '3';
    old_begin(&old, f, 3);
    old_end(&old);
    assert_fails(mog_store_open(&store, f->dir, true, &err), MOG_SYSTEM, err, "format 3");
    assert_non_null(strstr(err.hint, "or a later one"));
    assert_fails(mog_store_migrate(&done, f->dir, &err), MOG_SYSTEM, err, "format 3");
    assert_non_null(strstr(err.hint, "or a later one"));
    f->dir[strlen(f->dir) - 1] = '4';
    assert_fails(mog_store_migrate(&done, f->dir, &err), MOG_SYSTEM, err, "no evidence store");
}

/* Changes a byte wherever `what` stands in the file: LMDB leaves copies in the unused parts of pages. */
static void spoil(const fixture *f, const char *what, size_t skip)
{
    char path[160];
    mog_text bytes;
    mog_error err = MOG_ERROR_NONE;
    file_of(path, f);
    assert_ok(mog_file_read(&bytes, f->arena, path, 64 << 20, &err), err);
    int fd = open(path, O_WRONLY), found = 0;
    const char *end = bytes.at + bytes.size;
    for (const char *at = bytes.at; (at = memmem(at, (size_t)(end - at), what, strlen(what))); at++, found++) {
        char changed = (char)(at[skip] ^ 1);
        assert_int_equal(pwrite(fd, &changed, 1, at - bytes.at + (off_t)skip), 1);
    }
    close(fd);
    assert_true(found > 0);
}

static void a_damaged_store_is_not_migrated_and_stays_as_it_is(void **state)
{
    fixture *f = *state;
    kept k;
    mog_error err;
    mog_migration done;
    char path[160];
    make_old(&k, f);
    let_go(&k);
    spoil(f, SECRET_NAME " 1", 3);
    assert_fails(mog_store_migrate(&done, f->dir, &err), MOG_SYSTEM, err, "changed");
    assert_true(err.place[0] && err.hint[0]);
    static const char *const none[] = {"migrating", MOG_FORMAT1_FILE, MOG_KEYRING_FILE};
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", f->dir, none[i]);
        assert_int_equal(access(path, F_OK), -1);
    }
}

static void a_store_in_use_is_not_migrated(void **state)
{
    fixture *f = *state;
    kept k;
    mog_error err;
    mog_migration done;
    char path[160];
    int use, ready[2], gone;
    make_old(&k, f);
    let_go(&k);
    int folder = open(f->dir, O_RDONLY | O_DIRECTORY);
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        gone = mog_usage_share(&use, folder, f->dir, true, NULL);
        if (write(ready[1], "", 1) != 1 || gone) _exit(1);
        pause();
        _exit(0);
    }
    char byte;
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_fails(mog_store_migrate(&done, f->dir, &err), MOG_SYSTEM, err, "in use by");
    snprintf(path, sizeof path, "%d", (int)child);
    assert_non_null(strstr(err.message, path));
    kill(child, SIGKILL);
    waitpid(child, &gone, 0);
    close(folder);
    close(ready[0]);
    close(ready[1]);
    err = MOG_ERROR_NONE;
    assert_ok(mog_store_migrate(&done, f->dir, &err), err);
    verify(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_record_is_the_same_after_migrating, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_new_store_keeps_the_mode_and_leaves_nothing_else, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_empty_store_migrates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_formats_are_told_with_a_remedy, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_damaged_store_is_not_migrated_and_stays_as_it_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_store_in_use_is_not_migrated, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
