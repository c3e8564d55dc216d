/* Erasing: the values and the key are gone, the journal says so, and wherever the machine stops nothing is lost and nothing is left. */
#include "tests/unit/store_fixture.h"

#include "engine/store/batch.h"
#include "engine/store/erase.h"
#include "engine/store/snapshot.h"

#include <dirent.h>

#define KIND "kind many account about system { n integer owner text personal pin integer personal }"

static void add_account(mog_batch *batch, const mog_kind *kind, const char *subject, const char *item,
                        const char *owner, const char *person)
{
    mog_error err = MOG_ERROR_NONE;
    mog_record_builder b = {0};
    mog_record_begin(&b, kind, false);
    mog_record_put_word(&b, &kind->row, mog_record_first_row(), 0, 7);
    if (owner) mog_record_put_text(&b, &kind->row, mog_record_first_row(), 1, mog_text_of(owner));
    mog_record_put_word(&b, &kind->row, mog_record_first_row(), 2,
                        UINT64_C(0x5345435245545F31)); /* _TERCES in memory */
    b.person = mog_text_of(person);
    assert_ok(
        mog_record_finish(&b, mog_text_of(subject), mog_text_of(item), MOG_TEXT("t"), MOG_ASSURANCE_STATED, 5, &err),
        err);
    assert_ok(mog_batch_add(NULL, batch, kind, &b, &err), err);
    mog_record_builder_free(&b);
}

static mog_store *open_store(fixture *f, bool writable)
{
    mog_store *store;
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_store_open(&store, f->dir, writable, &err), err);
    return store;
}

/* Åsa: 1 and 4 (under a key of each subject), 3 by the key "person"; Bo: 2. The pin of each is its owner's. */
static mog_store *make(fixture *f)
{
    mog_error err = MOG_ERROR_NONE;
    mog_batch *batch;
    const mog_kind *kind = kind_of(f->arena, KIND);
    assert_ok(mog_store_create(f->dir, 1, &err), err);
    mog_store *store = open_store(f, true);
    assert_ok(mog_batch_begin(&batch, store, 10, &err), err);
    add_account(batch, kind, "system:hr", "a1", "Åsa", NULL);
    add_account(batch, kind, "system:hr", "a2", "Bo", NULL);
    add_account(batch, kind, "system:hr", "a3", NULL, "åsa");
    add_account(batch, kind, "system:pay", "a4", "ÅSA", NULL);
    assert_ok(mog_batch_commit(batch, &err), err);
    return store;
}

static mog_erasure of(const mog_text *person, const char *subject)
{
    return (mog_erasure){
        .subject = mog_text_of(subject), .persons = person, .person_count = 1, .reason = MOG_TEXT("asked for")};
}

static mog_status erase(mog_erased *out, mog_store *store, const mog_erasure *erasure, mog_error *err)
{
    mog_batch *batch;
    *err = MOG_ERROR_NONE;
    mog_status status = mog_batch_begin(&batch, store, 20, err);
    if (status) return status;
    status = mog_batch_erase(out, batch, erasure, err);
    if (!status) return mog_batch_commit(batch, err);
    mog_batch_abort(batch);
    return status;
}

/* What stands for owner and pin of a record: 'v' a value, 'e' erased, 'w' withheld, '-' nothing. */
typedef struct states {
    mog_snapshot *snapshot;
    mog_arena *arena;
    bool values;
    char text[64];
} states;

static mog_status add_states(void *context, const mog_record *record, mog_error *err)
{
    states *s = context;
    const mog_kind *kind;
    mog_status status = mog_snapshot_layout(&kind, s->snapshot, record->kind, record->version, err);
    if (!status) status = mog_snapshot_open_record(&record, s->snapshot, s->arena, record, kind, s->values, err);
    if (status) return status;
    size_t at = strlen(s->text);
    for (uint32_t slot = 1; slot < 3; slot++) {
        uint64_t mark = mog_row_mark(mog_record_row(record), kind->row.words, slot);
        s->text[at++] = mog_row_has(mog_record_row(record), slot) ? 'v'
                        : mark == MOG_SLOT_ERASED                 ? 'e'
                        : mark == MOG_SLOT_WITHHELD               ? 'w'
                                                                  : '-';
    }
    s->text[at] = ' ';
    return MOG_OK;
}

static void assert_states(fixture *f, mog_store *store, bool values, const char *expected)
{
    mog_error err = MOG_ERROR_NONE;
    states s = {.arena = f->arena, .values = values};
    assert_ok(mog_snapshot_begin(&s.snapshot, store, MOG_UNTIL_NOW, &err), err);
    assert_ok(mog_snapshot_walk(s.snapshot, 0, 0, add_states, &s, &err), err);
    mog_snapshot_end(s.snapshot);
    assert_string_equal(s.text, expected);
}

static void verify(mog_store *store)
{
    MDB_txn *txn;
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_environment_begin(&txn, store, false, &err), err);
    mog_journal journal = mog_journal_of(store, txn);
    assert_ok(mog_journal_verify(&journal, 0, &err), err);
    mdb_txn_abort(txn);
}

static bool folder_holds(const char *folder, const void *bytes, size_t size)
{
    bool found = false;
    DIR *dir = opendir(folder);
    for (struct dirent *e; (e = readdir(dir));) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        struct stat about;
        if (stat(path, &about) || !S_ISREG(about.st_mode)) continue;
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        fseek(file, 0, SEEK_END);
        size_t length = (size_t)ftell(file);
        char *content = malloc(length + 1);
        rewind(file);
        if (fread(content, 1, length, file) == length) found |= memmem(content, length, bytes, size) != NULL;
        free(content);
        fclose(file);
    }
    closedir(dir);
    return found;
}

/* The key of the person; all zero: there is none. */
static bool key_of(uint8_t key[MOG_PERSON_KEY_SIZE], mog_store *store, const char *subject, const char *name)
{
    mog_keyring *ring;
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_personal_keys(&ring, store, &err), err);
    mog_person person = mog_keyring_person(ring, mog_text_of(subject), mog_text_of(name));
    const uint8_t *found = mog_keyring_key(ring, &person);
    if (found) memcpy(key, found, MOG_PERSON_KEY_SIZE);
    return found;
}

static void a_persons_values_are_erased_and_no_others(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_store *store = make(f);
    mog_erased e;
    uint8_t key[MOG_PERSON_KEY_SIZE];
    mog_text asa = MOG_TEXT(" ÅSA  ");
    mog_erasure erasure = of(&asa, "system:hr");
    assert_states(f, store, true, "vv vv -v vv ");
    assert_states(f, store, false, "ww ww -w ww ");
    assert_false(folder_holds(f->dir, "_TERCES", 7));
    assert_true(key_of(key, store, "system:hr", "åsa"));
    assert_true(folder_holds(f->dir, key, sizeof key));

    assert_ok(mog_store_count_erasure(&e, store, &erasure, &err), err);
    assert_true(e.persons == 1 && e.values == 3 && e.records == 2 && e.change == 0);
    assert_states(f, store, true, "vv vv -v vv "); /* counting is not erasing */
    assert_ok(erase(&e, store, &erasure, &err), err);
    assert_true(e.persons == 1 && e.values == 3 && e.records == 2 && e.change == 6);
    assert_states(f, store, true, "ee vv -e vv ");
    assert_states(f, store, false, "ee ww -e ww ");
    assert_false(folder_holds(f->dir, key, sizeof key));
    assert_false(key_of(key, store, "system:hr", "åsa"));
    verify(store);

    erasure.subject = (mog_text){0}; /* everywhere else */
    assert_ok(erase(&e, store, &erasure, &err), err);
    assert_true(e.persons == 1 && e.values == 2 && e.records == 1 && e.change == 7);
    assert_states(f, store, true, "ee vv -e ee ");
    assert_ok(erase(&e, store, &erasure, &err), err);
    assert_true(e.persons == 0 && e.values == 0 && e.change == 0); /* nobody: nothing is noted */

    mog_snapshot *snapshot;
    mog_text note;
    bool found;
    assert_ok(mog_snapshot_begin(&snapshot, store, MOG_UNTIL_NOW, &err), err);
    assert_int_equal(mog_snapshot_last(snapshot), 7);
    assert_ok(mog_snapshot_note(&note, &found, snapshot, 6, &err), err);
    assert_true(found);
    assert_true(mog_text_contains(note, MOG_TEXT("\"subject\":\"system:hr\"")));
    assert_true(mog_text_contains(note, MOG_TEXT("\"reason\":\"asked for\",\"values\":3")));
    assert_ok(mog_snapshot_note(&note, &found, snapshot, 7, &err), err);
    assert_true(mog_text_contains(note, MOG_TEXT("\"subject\":null")));
    mog_snapshot_end(snapshot);

    /* What comes later has a new key and is seen. */
    mog_batch *batch;
    assert_ok(mog_batch_begin(&batch, store, 30, &err), err);
    add_account(batch, kind_of(f->arena, KIND), "system:hr", "a1", "Åsa", NULL);
    assert_ok(mog_batch_commit(batch, &err), err);
    assert_states(f, store, true, "vv ee vv -e ee "); /* the newer one, of the same item, first */
    verify(store);
    mog_store_close(store);
}

static void what_cannot_be_meant_is_refused(void **state)
{
    fixture *f = *state;
    mog_error err;
    mog_store *store = make(f);
    mog_erased e;
    mog_text name = MOG_TEXT("Åsa"), wrong[] = {MOG_TEXT(""), MOG_TEXT("\xFF")};
    mog_erasure erasure = of(&name, "system:nowhere");
    assert_fails(erase(&e, store, &erasure, &err), MOG_INPUT, err, "no evidence about `system:nowhere`");
    for (size_t i = 0; i < 2; i++) {
        erasure = of(&wrong[i], "system:hr");
        assert_fails(erase(&e, store, &erasure, &err), MOG_INPUT, err, "name of a person");
    }
    erasure = of(&name, NULL);
    erasure.reason = (mog_text){0};
    assert_fails(erase(&e, store, &erasure, &err), MOG_INPUT, err, "reason is empty");
    assert_states(f, store, true, "vv vv -v vv ");

    /* In one batch nothing personal follows an erasure: its key would go with the old one. */
    mog_batch *batch;
    mog_record_builder b = {0};
    const mog_kind *kind = kind_of(f->arena, KIND);
    err = MOG_ERROR_NONE;
    erasure = of(&name, NULL);
    assert_ok(mog_batch_begin(&batch, store, 20, &err), err);
    assert_ok(mog_batch_erase(&e, batch, &erasure, &err), err);
    mog_record_begin(&b, kind, false);
    mog_record_put_text(&b, &kind->row, mog_record_first_row(), 1, MOG_TEXT("Bo"));
    assert_ok(mog_record_finish(&b, MOG_TEXT("system:hr"), MOG_TEXT("x"), MOG_TEXT("t"), MOG_ASSURANCE_STATED, 5, &err),
              err);
    assert_fails(mog_batch_add(NULL, batch, kind, &b, &err), MOG_INTERNAL, err, "has erased");
    mog_batch_abort(batch);
    mog_record_builder_free(&b);
    assert_states(f, store, true, "vv vv -v vv ");
    mog_store_close(store);
}

/* The machine stops after the first step: as if it did, the keys cannot be written. */
static void an_erasure_that_stopped_is_finished_by_the_next_writer(void **state)
{
    fixture *f = *state;
    mog_error err;
    mog_store *store = make(f);
    mog_erased e;
    uint8_t keys[2][MOG_PERSON_KEY_SIZE], bo[MOG_PERSON_KEY_SIZE];
    char in_the_way[120];
    mog_text asa = MOG_TEXT("Åsa");
    mog_erasure erasure = of(&asa, NULL);
    assert_true(key_of(keys[0], store, "system:hr", "Åsa") && key_of(keys[1], store, "system:pay", "Åsa"));
    assert_true(key_of(bo, store, "system:hr", "Bo"));
    snprintf(in_the_way, sizeof in_the_way, "%s/%s", f->dir, MOG_KEYRING_NEW_FILE);
    assert_int_equal(mkdir(in_the_way, 0700), 0);
    assert_fails(erase(&e, store, &erasure, &err), MOG_SYSTEM, err, "old keys");
    assert_non_null(strstr(err.message, "cannot")); /* the cause */
    assert_non_null(strstr(err.hint, "the next command"));
    mog_store_close(store);

    store = open_store(f, false); /* whoever reads sees them no more */
    assert_states(f, store, true, "ee vv -e ee ");
    verify(store);
    mog_store_close(store);
    assert_true(folder_holds(f->dir, keys[0], 32) && folder_holds(f->dir, keys[1], 32));

    store = open_store(f, true); /* who writes does not write while they are there */
    mog_batch *batch;
    assert_fails(mog_batch_begin(&batch, store, 30, &err), MOG_SYSTEM, err, "old keys");
    assert_int_equal(rmdir(in_the_way), 0);
    err = MOG_ERROR_NONE;
    assert_ok(mog_batch_begin(&batch, store, 30, &err), err);
    mog_batch_abort(batch); /* the keys are gone even so */
    assert_false(folder_holds(f->dir, keys[0], 32) || folder_holds(f->dir, keys[1], 32));
    assert_true(folder_holds(f->dir, bo, 32));
    for (int i = 0; i < 2; i++) { /* what is added of the same person now stays */
        assert_ok(mog_batch_begin(&batch, store, 40, &err), err);
        add_account(batch, kind_of(f->arena, KIND), "system:hr", i ? "b2" : "b1", "Åsa", NULL);
        assert_ok(mog_batch_commit(batch, &err), err);
    }
    assert_states(f, store, true, "ee vv -e vv vv ee ");
    verify(store);
    mog_store_close(store);
}

/* Whatever is erased in one batch, its keys go. */
static void two_erasures_in_one_batch_both_take_their_keys(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_store *store = make(f);
    mog_batch *batch;
    mog_erased e;
    uint8_t asa_key[MOG_PERSON_KEY_SIZE], bo_key[MOG_PERSON_KEY_SIZE];
    mog_text asa = MOG_TEXT("Åsa"), bo = MOG_TEXT("Bo");
    mog_erasure first = of(&asa, "system:hr"), second = of(&bo, "system:hr");
    assert_true(key_of(asa_key, store, "system:hr", "Åsa") && key_of(bo_key, store, "system:hr", "Bo"));
    assert_ok(mog_batch_begin(&batch, store, 20, &err), err);
    assert_ok(mog_batch_erase(&e, batch, &first, &err), err);
    assert_ok(mog_batch_erase(&e, batch, &second, &err), err);
    assert_int_equal(e.values, 2);
    assert_ok(mog_batch_commit(batch, &err), err);
    assert_false(folder_holds(f->dir, asa_key, 32) || folder_holds(f->dir, bo_key, 32));
    assert_states(f, store, true, "ee ee -e vv ");
    verify(store);
    mog_store_close(store);
}

/* Thousands of values, in a map that must grow meanwhile. */
static void many_values_go_in_a_small_map(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_store *store;
    mog_batch *batch;
    mog_erased e;
    const mog_kind *kind = kind_of(f->arena, KIND);
    assert_ok(mog_store_create(f->dir, 1, &err), err);
    assert_ok(mog_store_open_sized(&store, f->dir, true, 1 << 20, &err), err);
    assert_ok(mog_batch_begin(&batch, store, 10, &err), err);
    mog_text names[1500];
    for (int i = 0; i < 3000; i++) {
        char item[16];
        const char *owner = mog_arena_format(f->arena, "person %d", i / 2);
        snprintf(item, sizeof item, "a%d", i);
        if (i % 2 == 0) names[i / 2] = mog_text_of(owner);
        add_account(batch, kind, "system:hr", item, owner, NULL);
    }
    assert_ok(mog_batch_commit(batch, &err), err);
    mog_erasure erasure = {.persons = names, .person_count = 1400, .reason = MOG_TEXT("r")};
    assert_ok(erase(&e, store, &erasure, &err), err);
    assert_true(e.persons == 1400 && e.values == 5600 && e.records == 2800);
    assert_int_equal(e.change, 3001 + 2); /* two notes */
    verify(store);
    erasure.persons = names + 1400;
    erasure.person_count = 100;
    assert_ok(mog_store_count_erasure(&e, store, &erasure, &err), err);
    assert_true(e.persons == 100 && e.values == 400 && e.records == 200);
    mog_store_close(store);
}

int main(void)
{
#define IN_A_FOLDER(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(a_persons_values_are_erased_and_no_others),
        IN_A_FOLDER(what_cannot_be_meant_is_refused),
        IN_A_FOLDER(an_erasure_that_stopped_is_finished_by_the_next_writer),
        IN_A_FOLDER(two_erasures_in_one_batch_both_take_their_keys),
        IN_A_FOLDER(many_values_go_in_a_small_map),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
