/* Verifying: what is whole holds, and whatever is altered, taken away or added in any database is told.
 *
 * Stores are altered behind their back, through LMDB. Checksums are made anew where that matters: they are no secret. */
#include "tests/unit/store_fixture.h"

#include "base/base64.h"
#include "engine/audit/checking.h"
#include "engine/audit/proof.h"
#include "engine/store/batch.h"
#include "engine/store/erase.h"
#include "engine/store/meta.h"
#include "engine/store/names.h"
#include "engine/store/notes.h"

#define PLAIN_KIND "kind backup about system { age integer note text }"
#define MANY_KIND "kind many account about system { a integer who text personal age integer personal }"
#define OFFICER_KIND "kind officer about system { a integer }"

/* ---- a store with something of everything */

static mog_status add_person(mog_batch *batch, const mog_kind *kind, const char *item, const char *who, int64_t age,
                             mog_error *err)
{
    mog_record_builder builder = {0};
    mog_record_begin(&builder, kind, false);
    size_t row = mog_record_first_row();
    mog_record_put_word(&builder, &kind->row, row, 0, 7);
    mog_record_put_text(&builder, &kind->row, row, slot_of(&kind->row, "who"), mog_text_of(who));
    mog_record_put_word(&builder, &kind->row, row, slot_of(&kind->row, "age"), (uint64_t)age);
    mog_status status = mog_record_finish(&builder, MOG_TEXT("system:hr"), mog_text_of(item), MOG_TEXT("test"),
                                          MOG_ASSURANCE_MEASURED, 3, err);
    if (!status) status = mog_batch_add(NULL, batch, kind, &builder, err);
    mog_record_builder_free(&builder);
    return status;
}

/* `value` is that of the third record: with another one the store is another, and whole as well. */
static void fill(fixture *f, int64_t value, uint32_t backups)
{
    mog_error err = MOG_ERROR_NONE;
    mog_store *store;
    mog_batch *batch;
    uint64_t retracted = 0, attached = 0;
    static const char *const items[] = {"anna", "erik", NULL};
    const mog_kind *plain = kind_of(f->arena, PLAIN_KIND), *many = kind_of(f->arena, MANY_KIND),
                   *officer = kind_of(f->arena, OFFICER_KIND);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_ok(mog_batch_begin(&batch, store, 100, &err), err);
    assert_ok(add_person(batch, many, "anna", "Anna A", 41, &err), err);
    assert_ok(add_person(batch, many, "erik", "Erik E", 42, &err), err);
    assert_ok(add_integer(NULL, batch, officer, "system:hr", NULL, 1, value, &err), err);
    assert_ok(add_census(batch, many, "system:hr", 4, items, &err), err);
    for (uint32_t i = 0; i < backups; i++) {
        char subject[32];
        snprintf(subject, sizeof subject, "system:s%u", i);
        assert_ok(add_integer(&attached, batch, plain, subject, NULL, i, i, &err), err);
    }
    assert_ok(add_integer(&retracted, batch, plain, "system:hr", NULL, 9, 9, &err), err);
    assert_ok(mog_batch_commit(batch, &err), err);
    assert_ok(mog_batch_begin(&batch, store, 200, &err), err);
    assert_ok(mog_batch_retract(NULL, batch, retracted, MOG_TEXT("typed wrongly"), &err), err);
    assert_ok(mog_batch_attach(NULL, batch, attached, MOG_TEXT("a.txt"), "hello", 5, &err), err);
    char *large = calloc(1, 3 << 20);
    for (size_t i = 0; i < 3 << 20; i++) large[i] = (char)(i * i >> 7);
    assert_ok(mog_batch_attach(NULL, batch, attached, MOG_TEXT("large.bin"), large, (3 << 20) - 5, &err), err);
    free(large);
    json_t *note = json_pack("{s:s}", "what", "evidence export");
    assert_ok(mog_batch_note(NULL, batch, MOG_CHANGE_DISCLOSED, 0, note, &err), err);
    json_decref(note);
    assert_ok(mog_batch_commit(batch, &err), err);
    mog_store_close(store);
}

static void make_store(fixture *f, int64_t value, uint32_t backups)
{
    mog_error err = MOG_ERROR_NONE;
    mog_meta meta = {.format = MOG_STORE_FORMAT, .made = 5, .id = "the same store"};
    assert_ok(mog_store_create_as(f->dir, &meta, &err), err);
    fill(f, value, backups);
}

static mog_signer signer(uint8_t seed)
{
    mog_signer s;
    uint8_t bytes[MOG_SEED_SIZE];
    memset(bytes, seed, sizeof bytes);
    mog_signer_of_seed(&s, MOG_TEXT("mognad.example/audit"), bytes);
    return s;
}

/* A checkpoint as it is kept, from the arena. */
static mog_kept_checkpoint keep(fixture *f, const char *name, const char *text)
{
    mog_kept_checkpoint kept = {.name = name};
    mog_error err = MOG_ERROR_NONE;
    mog_text own = {mog_arena_copy(f->arena, text, strlen(text)), strlen(text)};
    assert_ok(mog_checkpoint_read(&kept.checkpoint, &kept.note, f->arena, own, &err), err);
    return kept;
}

static mog_kept_checkpoint keep_now(fixture *f, const char *name, const mog_signer *s)
{
    mog_store *store;
    mog_buffer text = {0};
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_ok(mog_checkpoint_now(&text, store, s, &err), err);
    mog_store_close(store);
    mog_kept_checkpoint kept = keep(f, name, text.at);
    mog_buffer_free(&text);
    return kept;
}

/* ---- verifying */

static json_t *verify(fixture *f, mog_status expected, const mog_kept_checkpoint *checkpoints, uint32_t count,
                      const mog_verifier *key)
{
    mog_error err = MOG_ERROR_NONE;
    json_t *report;
    mog_verify_plan plan = {.folder = f->dir,
                            .checkpoints = checkpoints,
                            .checkpoint_count = count,
                            .verifiers = key,
                            .verifier_count = key != NULL};
    mog_status status = mog_verify_here(&report, &plan, -1, &err);
    const json_t *difference = report ? json_object_get(report, "difference") : NULL;
    if (status != expected)
        fail_msg("status %d, not %d: %s %s", status, expected, err.message,
                 difference ? json_string_value(json_object_get(difference, "what")) : "");
    assert_true((report != NULL) == (status == MOG_OK || status == MOG_NO));
    assert_true((difference != NULL) == (status == MOG_NO));
    return report;
}

static int64_t figure(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static const char *word(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static void holds(fixture *f)
{
    json_decref(verify(f, MOG_OK, NULL, 0, NULL));
}

/* The difference is in this database, about this change, and says this. */
static void differs(fixture *f, const char *database, int64_t change, const char *part)
{
    json_t *report = verify(f, MOG_NO, NULL, 0, NULL);
    const json_t *d = json_object_get(report, "difference");
    if (strcmp(word(d, "database"), database) != 0 || figure(d, "change") != change || !strstr(word(d, "what"), part))
        fail_msg("told: %s, change %lld: %s; expected %s, change %lld: %s", word(d, "database"),
                 (long long)figure(d, "change"), word(d, "what"), database, (long long)change, part);
    json_decref(report);
}

/* ---- altering */

typedef struct bare {
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi dbi;
} bare;

static void begin_bare(bare *b, fixture *f, const char *database, unsigned flags)
{
    assert_int_equal(mdb_env_create(&b->env), 0);
    assert_int_equal(mdb_env_set_maxdbs(b->env, 16), 0);
    assert_int_equal(mdb_env_set_mapsize(b->env, 64 << 20), 0);
    assert_int_equal(mdb_env_open(b->env, f->dir, MDB_NOSYNC, 0600), 0);
    assert_int_equal(mdb_txn_begin(b->env, NULL, 0, &b->txn), 0);
    assert_int_equal(mdb_dbi_open(b->txn, database, flags, &b->dbi), 0);
}

static void end_bare(bare *b)
{
    assert_int_equal(mdb_txn_commit(b->txn), 0);
    mdb_env_close(b->env);
}

static void put(fixture *f, const char *database, const void *key, size_t key_size, const void *value, size_t size)
{
    bare b;
    MDB_val k = {key_size, (void *)key}, v = {size, (void *)value};
    begin_bare(&b, f, database, 0);
    if (value) assert_int_equal(mdb_put(b.txn, b.dbi, &k, &v, 0), 0);
    else assert_int_equal(mdb_del(b.txn, b.dbi, &k, NULL), 0);
    end_bare(&b);
}

/* Entry `number` of a database, in order; false: it has none. malloc'd. */
static bool take(fixture *f, const char *database, int number, MDB_val *key, MDB_val *value)
{
    bare b;
    MDB_cursor *cursor;
    MDB_val k, v;
    begin_bare(&b, f, database, 0);
    assert_int_equal(mdb_cursor_open(b.txn, b.dbi, &cursor), 0);
    int code = mdb_cursor_get(cursor, &k, &v, MDB_FIRST);
    for (int i = 0; i < number && !code; i++) code = mdb_cursor_get(cursor, &k, &v, MDB_NEXT);
    if (!code) {
        *key = (MDB_val){k.mv_size, memcpy(malloc(k.mv_size), k.mv_data, k.mv_size)};
        *value = (MDB_val){v.mv_size, memcpy(malloc(v.mv_size + 1), v.mv_data, v.mv_size)};
    }
    mdb_cursor_close(cursor);
    end_bare(&b);
    return !code;
}

static void let_go(MDB_val *key, MDB_val *value)
{
    free(key->mv_data);
    free(value->mv_data);
}

static void entry_key(uint8_t out[8], uint64_t number)
{
    mog_put_be64(out, number);
}

/* An entry of the journal, from the arena. */
static MDB_val entry(fixture *f, uint64_t number)
{
    MDB_val key, value;
    assert_true(take(f, "journal", (int)number - 1, &key, &value));
    MDB_val out = {value.mv_size, mog_arena_copy(f->arena, value.mv_data, value.mv_size)};
    let_go(&key, &value);
    return out;
}

static void put_entry(fixture *f, uint64_t number, const MDB_val *value)
{
    uint8_t key[8];
    entry_key(key, number);
    put(f, "journal", key, 8, value ? value->mv_data : NULL, value ? value->mv_size : 0);
}

/* ---- tests */

static void a_store_with_something_of_everything_holds(void **state)
{
    fixture *f = *state;
    make_store(f, 1, 40);
    json_t *report = verify(f, MOG_OK, NULL, 0, NULL);
    assert_int_equal(figure(report, "records"), 2 + 1 + 1 + 40 + 1);
    assert_int_equal(figure(report, "kinds"), 3);
    assert_int_equal(figure(report, "notes"), 4);
    assert_int_equal(figure(report, "contents"), 2);
    assert_int_equal(figure(report, "changes"), 45 + 3 + 4);
    assert_int_equal(figure(json_object_get(report, "personal"), "values"), 4);
    assert_int_equal(figure(json_object_get(report, "personal"), "opened"), 4);
    json_decref(report);
}

static void an_empty_store_holds(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_store_create(f->dir, 5, &err), err);
    holds(f);
}

/* For every entry of every database: without it, with a byte of it altered at the start, the middle and the end, and with something beside it. */
static void whatever_is_altered_taken_away_or_added_is_told(void **state)
{
    fixture *f = *state;
    make_store(f, 1, 17);
    size_t tried = 0;
    for (int d = 0; d < MOG_DATABASE_COUNT; d++) {
        const char *name = mog_database_names[d];
        MDB_val key, value;
        for (int i = 0; take(f, name, i, &key, &value); i++) {
            uint8_t *bytes = value.mv_data, other[64];
            bool head = d == MOG_DATABASE_META && key.mv_size == 5 && memcmp(key.mv_data, "store", 5) == 0;
            mog_status told = head ? MOG_SYSTEM : MOG_NO; /* then it cannot be opened at all */
            put(f, name, key.mv_data, key.mv_size, NULL, 0);
            json_decref(verify(f, told, NULL, 0, NULL));
            const size_t places[] = {0, value.mv_size / 2, value.mv_size - 1};
            for (size_t p = 0; p < 3; p++, tried++) {
                if (value.mv_size > 100000 && p != 1) continue; /* slow, and the middle is as good */
                bytes[places[p]] ^= 0x10;
                put(f, name, key.mv_data, key.mv_size, bytes, value.mv_size);
                json_decref(verify(f, told, NULL, 0, NULL));
                bytes[places[p]] ^= 0x10;
            }
            put(f, name, key.mv_data, key.mv_size, bytes, value.mv_size);
            memcpy(other, key.mv_data, key.mv_size);
            other[key.mv_size - 1] ^= 0x80;
            put(f, name, other, key.mv_size, bytes, value.mv_size);
            json_decref(verify(f, MOG_NO, NULL, 0, NULL));
            put(f, name, other, key.mv_size, NULL, 0);
            let_go(&key, &value);
        }
    }
    holds(f); /* all was put back */
    assert_true(tried > 300);
}

static void an_altered_record_is_named(void **state)
{
    fixture *f = *state;
    MDB_val key, value;
    make_store(f, 1, 3);
    assert_true(take(f, "records", 2, &key,
                     &value)); /* by subject, kind, item: anna's, erik's and the census, then the officer */
    mog_record *record = value.mv_data;
    uint64_t id = record->id;
    record->observed++;
    record->checksum = mog_record_checksum(record);
    put(f, "records", key.mv_data, key.mv_size, value.mv_data, value.mv_size);
    let_go(&key, &value);
    json_t *report = verify(f, MOG_NO, NULL, 0, NULL);
    const json_t *d = json_object_get(report, "difference");
    assert_string_equal(word(d, "database"), "records");
    assert_true((uint64_t)figure(d, "change") == id && (uint64_t)figure(d, "record") == id);
    assert_string_equal(word(d, "subject"), "system:hr");
    assert_true(word(d, "kind")[0] && strstr(word(d, "what"), "is not the one that was added"));
    json_decref(report);
}

static void an_entry_that_is_missing_is_named(void **state)
{
    fixture *f = *state;
    make_store(f, 1, 20);
    MDB_val kept = entry(f, 7);
    put_entry(f, 7, NULL);
    differs(f, "journal", 7, "entry 7 of the journal is missing");
    put_entry(f, 7, &kept);
    put_entry(f, 32, NULL); /* the last one */
    differs(f, "meta", 0, "ended with change 32");
}

static void an_entry_that_is_altered_is_named(void **state)
{
    fixture *f = *state;
    make_store(f, 1, 20);
    MDB_val kept = entry(f, 7), altered = entry(f, 7);
    uint8_t *bytes = altered.mv_data;
    bytes[12] ^= 1; /* of when it was recorded */
    put_entry(f, 7, &altered);
    differs(f, "journal", 7, "is not what its hash is of");
    bytes[12] ^= 1;
    bytes[altered.mv_size - 40] ^= 1; /* of the payload; its hash is made anew: the tree tells */
    mog_digest leaf = mog_merkle_leaf(bytes, altered.mv_size - 32);
    memcpy(bytes + altered.mv_size - 32, &leaf, 32);
    put_entry(f, 7, &altered);
    differs(f, "tree", 16, "the entries 1 to 16");
    put_entry(f, 7, &kept);
    holds(f);
}

static void entries_that_changed_places_are_told(void **state)
{
    fixture *f = *state;
    make_store(f, 1, 20);
    MDB_val a = entry(f, 7), b = entry(f, 8);
    put_entry(f, 7, &b);
    put_entry(f, 8, &a);
    differs(f, "journal", 7, "says that it is another one");
    /* Numbers and hashes made anew. */
    mog_put_be64(a.mv_data, 8);
    mog_put_be64(b.mv_data, 7);
    MDB_val *both[] = {&a, &b};
    for (int i = 0; i < 2; i++) {
        mog_digest leaf = mog_merkle_leaf(both[i]->mv_data, both[i]->mv_size - 32);
        memcpy((uint8_t *)both[i]->mv_data + both[i]->mv_size - 32, &leaf, 32);
    }
    put_entry(f, 7, &b);
    put_entry(f, 8, &a);
    differs(f, "tree", 16, "is not theirs");
}

static void erase_store(fixture *f)
{
    nftw(f->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void what_was_made_anew_is_whole_and_only_checkpoints_tell(void **state)
{
    fixture *f = *state;
    mog_signer s = signer(1);
    mog_error err = MOG_ERROR_NONE;
    mog_store *store;
    mog_batch *batch;
    const mog_kind *officer = kind_of(f->arena, OFFICER_KIND);
    make_store(f, 1, 20);
    mog_kept_checkpoint kept[3] = {keep_now(f, "first", &s)};
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_ok(mog_batch_begin(&batch, store, 300, &err), err);
    assert_ok(add_integer(NULL, batch, officer, "system:hr", NULL, 5, 5, &err), err);
    assert_ok(mog_batch_commit(batch, &err), err);
    mog_store_close(store);
    kept[1] = keep_now(f, "second", &s);
    json_t *report = verify(f, MOG_OK, kept, 2, &s.verifier);
    const json_t *one = json_array_get(json_object_get(report, "checkpoints"), 1);
    assert_true(json_is_true(json_object_get(one, "holds")));
    assert_string_equal(word(one, "key"), "given");
    assert_true(strstr(word(one, "signed_by"), "mognad.example/audit+") == word(one, "signed_by"));
    json_decref(report);

    /* A store of the same name, with another value in one record before the first checkpoint. */
    erase_store(f);
    make_store(f, 2, 20);
    holds(f);
    report = verify(f, MOG_NO, kept, 1, &s.verifier);
    const json_t *d = json_object_get(report, "difference");
    assert_string_equal(word(d, "checkpoint"), "first");
    assert_true(figure(d, "after") == 0 && figure(d, "until") == (int64_t)kept[0].checkpoint.size);
    json_decref(report);
    report = verify(f, MOG_NO, kept + 1, 1, &s.verifier); /* it has fewer changes than the second */
    assert_true(strstr(word(json_object_get(report, "difference"), "what"), "are missing") != NULL);
    json_decref(report);

    /* The same until the first checkpoint, and another one after it. */
    erase_store(f);
    make_store(f, 1, 20);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_ok(mog_batch_begin(&batch, store, 300, &err), err);
    assert_ok(add_integer(NULL, batch, officer, "system:hr", NULL, 5, 6, &err), err);
    assert_ok(mog_batch_commit(batch, &err), err);
    mog_store_close(store);
    kept[2] = keep_now(f, "third", &s);
    json_t *again = verify(f, MOG_NO, kept, 3, &s.verifier);
    /* Sealing is random, so that even the first differs; what is told is between which the difference lies. */
    d = json_object_get(again, "difference");
    assert_true(figure(d, "until") > figure(d, "after"));
    json_decref(again);
}

/* Without personal values stores are the same to the byte, and the difference lies where it is. */
static void the_difference_lies_between_two_checkpoints(void **state)
{
    fixture *f = *state;
    mog_signer s = signer(1);
    mog_error err = MOG_ERROR_NONE;
    mog_kept_checkpoint kept[3];
    mog_meta meta = {.format = MOG_STORE_FORMAT, .made = 5, .id = "the same store"};
    const mog_kind *kind = kind_of(f->arena, PLAIN_KIND);
    for (int round = 0; round < 2; round++) {
        if (round) erase_store(f);
        assert_ok(mog_store_create_as(f->dir, &meta, &err), err);
        for (int i = 0; i < 3; i++) {
            mog_store *store;
            mog_batch *batch;
            assert_ok(mog_store_open(&store, f->dir, true, &err), err);
            assert_ok(mog_batch_begin(&batch, store, 100 + i, &err), err);
            for (int n = 0; n < 10; n++)
                assert_ok(add_integer(NULL, batch, kind, "system:hr", NULL, 10 * i + n,
                                      round && i == 1 && n == 4 ? 99 : n, &err),
                          err);
            assert_ok(mog_batch_commit(batch, &err), err);
            mog_store_close(store);
            if (!round) kept[i] = keep_now(f, i == 0 ? "a" : i == 1 ? "b" : "c", &s);
        }
        json_t *report = verify(f, round ? MOG_NO : MOG_OK, kept, 3, &s.verifier);
        if (round) {
            const json_t *d = json_object_get(report, "difference"), *all = json_object_get(report, "checkpoints");
            assert_string_equal(word(d, "checkpoint"), "b");
            assert_true(figure(d, "after") == 11 && figure(d, "until") == 21);
            for (size_t i = 0; i < 3; i++)
                assert_true(json_is_true(json_object_get(json_array_get(all, i), "holds")) == (i == 0));
        }
        json_decref(report);
    }
}

static void checkpoints_of_nobody_known_are_refused_and_of_other_stores_differ(void **state)
{
    fixture *f = *state;
    mog_signer s = signer(1), t = signer(2);
    mog_error err = MOG_ERROR_NONE;
    mog_buffer text = {0};
    mog_store *store;
    bool changed;
    make_store(f, 1, 2);
    mog_kept_checkpoint kept = keep_now(f, "kept", &s);
    json_decref(verify(f, MOG_INPUT, &kept, 1, NULL));
    json_decref(verify(f, MOG_INPUT, &kept, 1, &t.verifier));
    json_decref(verify(f, MOG_OK, &kept, 1, &s.verifier));
    /* Once the store knows the key that is said. */
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_ok(mog_known_key_add(&changed, store, &s.verifier, MOG_TEXT("first"), 300, &err), err);
    assert_true(changed);
    assert_ok(mog_known_key_add(&changed, store, &s.verifier, MOG_TEXT("first"), 300, &err), err);
    assert_false(changed);
    mog_store_close(store);
    json_decref(verify(f, MOG_INPUT, &kept, 1, &t.verifier)); /* but not where another was asked for */
    json_t *report = verify(f, MOG_OK, &kept, 1, NULL);
    assert_string_equal(word(json_array_get(json_object_get(report, "checkpoints"), 0), "key"), "from the store");
    json_decref(report);
    mog_checkpoint other = kept.checkpoint;
    other.origin = MOG_TEXT("mognad.store/00000000000000000000000000000000");
    mog_checkpoint_write(&text, &other, &s);
    mog_kept_checkpoint of_other = keep(f, "other", text.at);
    report = verify(f, MOG_NO, &of_other, 1, &s.verifier);
    assert_true(strstr(word(json_object_get(report, "difference"), "what"), "another store") != NULL);
    json_decref(report);
    mog_buffer_free(&text);
}

static void personal_values_are_held_against_their_commitments(void **state)
{
    fixture *f = *state;
    MDB_val key, value, key2, value2;
    char path[160];
    make_store(f, 1, 2);
    assert_true(take(f, "personal", 0, &key, &value) && take(f, "personal", 2, &key2, &value2));
    put(f, "personal", key.mv_data, key.mv_size, value2.mv_data, value2.mv_size);
    differs(f, "personal", 2, "is not the one that the record is of");
    put(f, "personal", key.mv_data, key.mv_size, NULL, 0);
    differs(f, "personal", 2, "no change says that it was erased");
    put(f, "personal", key.mv_data, key.mv_size, value.mv_data, value.mv_size);
    /* Without keys nothing is opened, and that is said. */
    snprintf(path, sizeof path, "%s/%s", f->dir, MOG_KEYRING_FILE);
    assert_int_equal(unlink(path), 0);
    json_t *report = verify(f, MOG_OK, NULL, 0, NULL);
    assert_int_equal(figure(json_object_get(report, "personal"), "without_key"), 4);
    assert_int_equal(figure(json_object_get(report, "personal"), "opened"), 0);
    json_decref(report);
    let_go(&key, &value);
    let_go(&key2, &value2);
}

static void values_may_be_missing_by_an_erasure_and_by_nothing_else(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    MDB_val key, value, key2, value2;
    mog_store *store;
    mog_batch *batch;
    make_store(f, 1, 2);
    assert_true(take(f, "personal", 0, &key, &value) && take(f, "personal", 1, &key2, &value2));
    static const struct {
        const char *subject;
        int values;
        mog_status told;
    } cases[] = {{"system:other", 1, MOG_NO}, {"system:hr", 0, MOG_OK}};
    for (size_t i = 0; i < 2; i++) {
        json_t *note = json_pack("{s:s,s:[],s:s,s:i}", "subject", cases[i].subject, "persons", "reason", "asked",
                                 "values", cases[i].values);
        assert_ok(mog_store_open(&store, f->dir, true, &err), err);
        assert_ok(mog_batch_begin(&batch, store, 300, &err), err);
        const uint8_t *at = key.mv_data;
        if (i == 0) assert_ok(mog_personal_delete(&batch->writing, mog_get_be64(at), mog_get_be32(at + 8), &err), err);
        assert_ok(mog_batch_note(NULL, batch, MOG_CHANGE_ERASED, 0, note, &err), err);
        assert_ok(mog_batch_commit(batch, &err), err);
        mog_store_close(store);
        json_decref(note);
        json_decref(verify(f, cases[i].told, NULL, 0, NULL));
    }
    put(f, "personal", key2.mv_data, key2.mv_size, NULL, 0); /* one more than was erased in all */
    differs(f, "personal", 0, "only 1 were erased");
    let_go(&key, &value);
    let_go(&key2, &value2);
}

#define STAFF 60

/* Erases one after the other. */
static int erase_all(fixture *f)
{
    for (int i = 0; i < STAFF; i++) {
        mog_store *store;
        mog_batch *batch;
        mog_erased e;
        mog_error err = MOG_ERROR_NONE;
        char name[16];
        snprintf(name, sizeof name, "p%d", i);
        mog_text person = mog_text_of(name);
        mog_erasure erasure = {.persons = &person, .person_count = 1, .reason = MOG_TEXT("asked for")};
        if (mog_store_open(&store, f->dir, true, &err) || mog_batch_begin(&batch, store, 300, &err) ||
            mog_batch_erase(&e, batch, &erasure, &err) || mog_batch_commit(batch, &err) || e.values != 2)
            return 1;
        mog_store_close(store);
    }
    return 0;
}

static void make_staff(fixture *f)
{
    mog_error err = MOG_ERROR_NONE;
    mog_store *store;
    mog_batch *batch;
    const mog_kind *many = kind_of(f->arena, MANY_KIND);
    make_store(f, 1, 2);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_ok(mog_batch_begin(&batch, store, 100, &err), err);
    for (int i = 0; i < STAFF; i++) {
        char name[16];
        snprintf(name, sizeof name, "p%d", i);
        assert_ok(add_person(batch, many, name, name, 30, &err), err);
    }
    assert_ok(mog_batch_commit(batch, &err), err);
    mog_store_close(store);
}

/* The store is seen as it was at one moment; the keys are those that are left. */
static void erasing_meanwhile_is_no_difference(void **state)
{
    fixture *f = *state;
    int status = 0;
    make_staff(f);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) _exit(erase_all(f));
    while (waitpid(child, &status, WNOHANG) == 0) holds(f);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    holds(f);
}

/* An erasure does not excuse what was recorded after it. */
static void a_key_lost_after_an_erasure_is_told(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_store *store;
    mog_batch *batch;
    mog_keyring *ring;
    mog_erased e;
    size_t erased;
    mog_text anna = MOG_TEXT("Anna A");
    mog_erasure erasure = {.persons = &anna, .person_count = 1, .reason = MOG_TEXT("asked for")};
    make_store(f, 1, 2);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_ok(mog_batch_begin(&batch, store, 300, &err), err);
    assert_ok(mog_batch_erase(&e, batch, &erasure, &err), err);
    assert_ok(mog_batch_commit(batch, &err), err);
    assert_ok(mog_batch_begin(&batch, store, 400, &err), err);
    assert_ok(add_person(batch, kind_of(f->arena, MANY_KIND), "anna", "Anna A", 43, &err), err);
    assert_ok(mog_batch_commit(batch, &err), err);
    mog_store_close(store);
    holds(f);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_ok(mog_personal_keys(&ring, store, &err), err);
    mog_person person = mog_keyring_person(ring, MOG_TEXT("system:hr"), anna);
    assert_ok(mog_keyring_erase(&erased, ring, &person, 1, &err), err);
    assert_int_equal(erased, 1);
    mog_store_close(store);
    differs(f, "personal", (int64_t)e.change + 1, "has lost its key");
}

static void other_databases_and_other_words_are_told(void **state)
{
    fixture *f = *state;
    bare b;
    make_store(f, 1, 2);
    begin_bare(&b, f, "more", MDB_CREATE);
    end_bare(&b);
    differs(f, "meta", 0, "a database that is none of a store's");
}

/* The persons of an erasure that was stopped half way are those that a change names; there are none here. */
static void an_erasure_under_way_is_one_that_the_journal_names(void **state)
{
    fixture *f = *state;
    uint8_t value[MOG_PERSON_SIZE + 8] = {1, 2, 3};
    make_store(f, 1, 2);
    put(f, "meta", "erasing", 7, value, sizeof value);
    differs(f, "meta", 0, "no change is about");
    mog_put_be64(value + MOG_PERSON_SIZE, mog_checksum(value, MOG_PERSON_SIZE));
    put(f, "meta", "erasing", 7, value, sizeof value);
    differs(f, "meta", 0, "no change is about");
    put(f, "meta", "erasing", 7, value, 3);
    differs(f, "meta", 0, "no change is about");
}

/* ---- in a process of its own */

static mog_status in_process(fixture *f, json_t **report, int64_t patience, mog_error *err)
{
    mog_verify_plan plan = {.folder = f->dir, .patience = patience};
    *err = MOG_ERROR_NONE;
    return mog_verify(report, &plan, err);
}

static void count_calls(void *context, uint64_t done, uint64_t total)
{
    assert_true(done <= total);
    ++*(int *)context;
}

static void the_process_of_its_own_says_the_same(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    json_t *here, *there;
    int calls = 0;
    make_store(f, 1, 30);
    mog_verify_plan plan = {.folder = f->dir, .progress = count_calls, .progress_context = &calls};
    assert_ok(mog_verify(&there, &plan, &err), err);
    assert_true(calls > 3);
    here = verify(f, MOG_OK, NULL, 0, NULL);
    assert_true(json_equal(here, there));
    json_decref(here);
    json_decref(there);
    put_entry(f, 7, NULL);
    here = verify(f, MOG_NO, NULL, 0, NULL);
    assert_int_equal(in_process(f, &there, 0, &err), MOG_NO);
    assert_true(json_equal(here, there));
    json_decref(here);
    json_decref(there);
    erase_store(f);
    assert_int_equal(in_process(f, &there, 0, &err), MOG_SYSTEM);
    assert_true(err.message[0] && err.hint[0] && err.place[0] && !there);
}

static void what_does_not_end_is_ended(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    json_t *report;
    make_store(f, 1, 30);
    assert_int_equal(in_process(f, &report, 1, &err), MOG_SYSTEM);
    assert_true(strstr(err.message, "does not come to an end") && err.hint[0] && !report);
}

/* Pages overwritten with noise, and the file cut off: told, whatever it is, and never a crash of this process. */
static void damaged_files_are_told(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    json_t *report;
    char path[120];
    struct stat about;
    uint64_t dice = 88172645463325252u;
    make_store(f, 1, 60);
    file_of(path, f);
    assert_int_equal(stat(path, &about), 0);
    size_t size = (size_t)about.st_size;
    uint8_t *whole = malloc(size), *bad = malloc(size);
    FILE *file = fopen(path, "rb");
    assert_int_equal(fread(whole, 1, size, file), size);
    fclose(file);
    for (int round = 0; round < 60; round++) {
        memcpy(bad, whole, size);
        for (int i = 0; i < 64; i++) {
            dice ^= dice << 13, dice ^= dice >> 7, dice ^= dice << 17;
            size_t page = 2 + (size_t)round % 20; /* of the first pages, that hold the most */
            bad[(page * 4096 + (i < 32 ? dice % 64 : dice % 4096)) % size] = (uint8_t)(dice >> 40);
        }
        file = fopen(path, "wb");
        assert_int_equal(fwrite(bad, 1, round == 59 ? size / 3 : size, file), round == 59 ? size / 3 : size);
        fclose(file);
        mog_status status = in_process(f, &report, 10 * MOG_SECOND, &err);
        assert_true(status == MOG_OK || status == MOG_NO || status == MOG_SYSTEM); /* a page may be one that is free */
        if (status == MOG_SYSTEM) assert_true(err.message[0] && err.hint[0]);
        if (round == 59) assert_int_equal(status, MOG_SYSTEM);
        json_decref(report);
    }
    free(whole);
    free(bad);
}

/* ---- proofs */

static char *prove(fixture *f, uint64_t number, bool content, mog_status expected)
{
    mog_signer s = signer(1);
    mog_store *store;
    mog_buffer text = {0};
    json_t *proof;
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_ok(mog_checkpoint_now(&text, store, &s, &err), err);
    mog_status status = mog_proof_make(&proof, store, number, content, (mog_text){text.at, text.size}, &err);
    if (status != expected) fail_msg("status %d: %s", status, err.message);
    assert_true(status == MOG_OK || (err.message[0] && err.hint[0] && !proof));
    mog_store_close(store);
    mog_buffer_free(&text);
    char *out = proof ? json_dumps(proof, JSON_COMPACT) : NULL;
    json_decref(proof);
    return out;
}

static mog_status check_text(mog_proof *out, mog_arena *arena, const char *text, size_t size)
{
    mog_error err = MOG_ERROR_NONE;
    mog_status status = mog_proof_check(out, arena, (mog_text){text, size}, &err);
    assert_true(status == MOG_OK || status == MOG_NO || status == MOG_INPUT);
    if (status == MOG_NO) assert_true(out->why[0]);
    if (status == MOG_INPUT) assert_true(err.message[0]);
    return status;
}

static void every_change_is_proven(void **state)
{
    fixture *f = *state;
    mog_signer s = signer(1);
    mog_proof proof;
    make_store(f, 1, 20);
    for (uint64_t n = 1; n <= 32; n++) {
        for (int content = 0; content < 2; content++) {
            bool by;
            uint32_t signatures;
            char *text = prove(f, n, content, MOG_OK);
            assert_int_equal(check_text(&proof, f->arena, text, strlen(text)), MOG_OK);
            assert_true(proof.change.number == n && proof.checkpoint.size == 32);
            bool record = proof.change.type == MOG_CHANGE_RECORD_ADDED, note = mog_change_is_note(proof.change.type);
            assert_true((proof.record != NULL) == (content && record) && (proof.note.size > 0) == (content && note));
            if (proof.record) assert_true(proof.record->id == n && proof.kind && proof.layout.size);
            assert_int_equal(mog_signed_note_check(&by, &signatures, &proof.signed_note, &s.verifier, 1, NULL), MOG_OK);
            assert_true(by);
            free(text);
        }
    }
    assert_null(prove(f, 33, true, MOG_INPUT));
    assert_null(prove(f, 0, true, MOG_INPUT));
    assert_null(prove(f, UINT64_MAX, true, MOG_INPUT));
}

/* The personal value of no record is in its proof. */
/* What is altered is damage, and not a change that was asked for wrongly. */
static void a_record_that_says_it_is_another_is_not_proven(void **state)
{
    fixture *f = *state;
    mog_signer s = signer(1);
    mog_store *store;
    mog_buffer text = {0};
    json_t *proof;
    MDB_val key, value;
    mog_error err = MOG_ERROR_NONE;
    make_store(f, 1, 2);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_ok(mog_checkpoint_now(&text, store, &s, &err), err);
    mog_store_close(store);
    assert_true(take(f, "records", 0, &key, &value));
    mog_record *record = value.mv_data;
    uint64_t number = record->id;
    record->id = 0;
    record->checksum = mog_record_checksum(record);
    put(f, "records", key.mv_data, key.mv_size, value.mv_data, value.mv_size);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_fails(mog_proof_make(&proof, store, number, true, (mog_text){text.at, text.size}, &err), MOG_SYSTEM, err,
                 "another");
    assert_null(proof);
    mog_store_close(store);
    mog_buffer_free(&text);
    let_go(&key, &value);
}

/* Nobody's keys can be read, so nobody's signature is missing. */
static void damaged_notes_are_told_before_signers_are_missed(void **state)
{
    fixture *f = *state;
    mog_signer s = signer(1);
    mog_error err = MOG_ERROR_NONE;
    json_t *report;
    make_store(f, 1, 2);
    mog_kept_checkpoint kept = keep_now(f, "kept", &s);
    mog_verify_plan plan = {.folder = f->dir, .checkpoints = &kept, .checkpoint_count = 1};
    put(f, "notes", "\0\0\0\0\0\0\0", 7, "x", 1);
    assert_fails(mog_verify_here(&report, &plan, -1, &err), MOG_SYSTEM, err, "out of order");
    assert_null(report);
}

static void proofs_hold_no_personal_values(void **state)
{
    fixture *f = *state;
    mog_proof proof;
    make_store(f, 1, 2);
    for (uint64_t n = 1; n <= 14; n++) {
        char *text = prove(f, n, true, MOG_OK);
        assert_int_equal(check_text(&proof, f->arena, text, strlen(text)), MOG_OK);
        for (size_t i = 0; proof.record && i + 6 <= proof.record->size; i++)
            assert_true(memcmp((const char *)proof.record + i, "Anna A", 6) != 0 &&
                        memcmp((const char *)proof.record + i, "Erik E", 6) != 0);
        free(text);
    }
}

static void no_altered_proof_holds(void **state)
{
    fixture *f = *state;
    mog_signer s = signer(1);
    mog_proof whole;
    make_store(f, 1, 20);
    char *text = prove(f, 9, true, MOG_OK);
    size_t size = strlen(text);
    assert_int_equal(check_text(&whole, f->arena, text, size), MOG_OK);
    mog_arena *arena = mog_arena_new();
    for (size_t i = 0; i < size; i++) {
        mog_proof proof;
        bool by = false;
        uint32_t signatures;
        mog_arena_reset(arena);
        for (int way = 0; way < 2; way++) {
            char was = text[i];
            text[i] = way ? (char)(was ^ 1) : (char)(was == 'A' ? 'B' : 'A');
            mog_status status = check_text(&proof, arena, text, size);
            if (!status) status = mog_signed_note_check(&by, &signatures, &proof.signed_note, &s.verifier, 1, NULL);
            /* What holds nevertheless says the same: a part that is now called otherwise is left out, as if it had not been there; a signer's
             * name altered is nobody's signature. */
            if (status == MOG_OK && by) {
                assert_true(proof.change.number == 9 && proof.change.recorded == whole.change.recorded);
                assert_string_equal(proof.change.by, whole.change.by);
                assert_memory_equal(&proof.change.payload, &whole.change.payload, sizeof whole.change.payload);
                assert_true(!proof.record || memcmp(proof.record, whole.record, whole.record->size) == 0);
                assert_true(!proof.record || mog_text_equal(proof.layout, whole.layout));
            }
            text[i] = was;
        }
        assert_true(check_text(&proof, arena, text, i) != MOG_OK); /* cut off */
    }
    mog_arena_free(arena);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        T(a_store_with_something_of_everything_holds),
        T(an_empty_store_holds),
        T(whatever_is_altered_taken_away_or_added_is_told),
        T(an_altered_record_is_named),
        T(an_entry_that_is_missing_is_named),
        T(an_entry_that_is_altered_is_named),
        T(entries_that_changed_places_are_told),
        T(what_was_made_anew_is_whole_and_only_checkpoints_tell),
        T(the_difference_lies_between_two_checkpoints),
        T(checkpoints_of_nobody_known_are_refused_and_of_other_stores_differ),
        T(personal_values_are_held_against_their_commitments),
        T(values_may_be_missing_by_an_erasure_and_by_nothing_else),
        T(erasing_meanwhile_is_no_difference),
        T(a_key_lost_after_an_erasure_is_told),
        T(other_databases_and_other_words_are_told),
        T(an_erasure_under_way_is_one_that_the_journal_names),
        T(the_process_of_its_own_says_the_same),
        T(what_does_not_end_is_ended),
        T(damaged_files_are_told),
        T(every_change_is_proven),
        T(a_record_that_says_it_is_another_is_not_proven),
        T(damaged_notes_are_told_before_signers_are_missed),
        T(proofs_hold_no_personal_values),
        T(no_altered_proof_holds),
    };
    return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
