/* A whole store as lines, and back. */
#include "tests/unit/store_fixture.h"

#include "base/file.h"
#include "engine/archive/archive.h"
#include "engine/audit/verify.h"
#include "engine/ingest/ingest.h"
#include "engine/store/batch.h"
#include "engine/store/erase.h"
#include "engine/store/journal.h"
#include "engine/store/notes.h"
#include "engine/store/snapshot.h"

#include <dirent.h>
#include <fcntl.h>

#define PLAIN "kind backup about system { a integer note text }"
#define PEOPLE                                                                                                         \
    "kind many account about system { a integer owner text personal tags set of text personal "                        \
    "rights list { name text given_by text personal } }"
#define UNIT "kind unit about unit { name text part_of unit }"

/* ---- a store with something of everything */

static void add_person(mog_batch *batch, const mog_kind *kind, int i)
{
    mog_error err = MOG_ERROR_NONE;
    mog_record_builder b = {0};
    char name[32], item[32];
    size_t row = mog_record_first_row();
    snprintf(name, sizeof name, "Person %d", i % 5);
    snprintf(item, sizeof item, "item%d", i);
    mog_record_begin(&b, kind, false);
    mog_record_put_word(&b, &kind->row, row, 0, (uint64_t)i);
    mog_record_put_text(&b, &kind->row, row, slot_of(&kind->row, "owner"), mog_text_of(name));
    size_t set = mog_record_put_set(&b, &kind->row, row, slot_of(&kind->row, "tags"), 1);
    mog_record_fill_text(&b, set, MOG_TEXT("x"));
    const mog_row *child = kind->row.fields[slot_of(&kind->row, "rights")].type.row;
    size_t rows = mog_record_put_list(&b, &kind->row, row, slot_of(&kind->row, "rights"), child, 2);
    mog_record_put_text(&b, child, rows + child->size, slot_of(child, "given_by"), MOG_TEXT("Another"));
    assert_ok(mog_record_finish(&b, MOG_TEXT("system:hr"), mog_text_of(item), MOG_TEXT("test"), MOG_ASSURANCE_STATED, i,
                                &err),
              err);
    if (i % 4 == 3) b.person = MOG_TEXT("named by the record");
    assert_ok(mog_batch_add(NULL, batch, kind, &b, &err), err);
    mog_record_builder_free(&b);
}

static void add_note(mog_batch *batch)
{
    mog_error err = MOG_ERROR_NONE;
    json_t *note = json_pack("{s:s,s:s}", "what", "a run", "text", "åäö \" \\ \n");
    assert_ok(mog_batch_note(NULL, batch, MOG_CHANGE_RUN_RECORDED, 0, note, &err), err);
    json_decref(note);
}

static void fill(fixture *f, mog_store *store, bool erases)
{
    mog_error err = MOG_ERROR_NONE;
    mog_batch *batch;
    uint64_t id = 0, number;
    const mog_kind *plain = kind_of(f->arena, PLAIN), *people = kind_of(f->arena, PEOPLE);
    static const char *const items[] = {"item1", "item2", NULL};
    size_t size = (size_t)5 << 19;
    char *large = mog_allocate(size);
    for (size_t i = 0; i < size; i++) large[i] = (char)(i * 2654435761u >> 13);
    for (int round = 0; round < 3; round++) {
        assert_ok(mog_batch_begin(&batch, store, 1000 * (round + 1), &err), err);
        for (int i = 0; i < 10; i++) {
            assert_ok(add_integer(&id, batch, plain, i % 2 ? "system:hr" : "system:åö", NULL, i, 100 * round + i, &err),
                      err);
            add_person(batch, people, 10 * round + i);
        }
        assert_ok(add_census(batch, people, "system:hr", round, items, &err), err);
        assert_ok(mog_batch_retract(&number, batch, id, MOG_TEXT("fel värde"), &err), err);
        assert_ok(mog_batch_attach(&number, batch, id, MOG_TEXT("report.pdf"), large, size, &err), err);
        assert_ok(mog_batch_attach(&number, batch, id - 1, MOG_TEXT("bilaga å.txt"), "", 0, &err), err);
        add_note(batch);
        assert_ok(mog_batch_commit(batch, &err), err);
    }
    free(large);
    if (!erases) return;
    mog_erased gone;
    mog_erasure erasure = {.persons = &MOG_TEXT("person 2"), .person_count = 1, .reason = MOG_TEXT("asked for it")};
    assert_ok(mog_batch_begin(&batch, store, 9000, &err), err);
    assert_ok(mog_batch_erase(&gone, batch, &erasure, &err), err);
    assert_true(gone.values > 0);
    assert_ok(mog_batch_commit(batch, &err), err);
}

static mog_store *make(fixture *f, bool erases)
{
    mog_store *store;
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_store_create(f->dir, 5, &err), err);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    fill(f, store, erases);
    return store;
}

/* ---- archives as texts */

static mog_text export(fixture *f, mog_store *store, bool personal, bool compress, mog_archive_summary *summary)
{
    char path[120];
    mog_text text;
    mog_output out;
    mog_error err = MOG_ERROR_NONE;
    mog_archive_plan plan = {.personal = personal, .compress = compress};
    snprintf(path, sizeof path, "%s/archive", f->folder);
    assert_ok(mog_output_begin(&out, path, true, &err), err);
    assert_ok(mog_archive_export(summary, store, &out, &plan, &err), err);
    assert_ok(mog_output_commit(&out, &err), err);
    assert_ok(mog_file_read(&text, f->arena, path, (size_t)256 << 20, &err), err);
    assert_int_equal(summary->size, text.size);
    return text;
}

static mog_status import(fixture *f, const char *dir, mog_text text, size_t map_size, mog_archive_summary *summary,
                         mog_error *err)
{
    (void)f;
    mog_archive_plan plan = {.map_size = map_size};
    FILE *stream = fmemopen((void *)text.at, text.size ? text.size : 1, "r");
    mog_status status = mog_archive_import(summary, dir, stream, "archive", &plan, err);
    fclose(stream);
    return status;
}

static const char *other_dir(fixture *f)
{
    return mog_arena_format(f->arena, "%s/other", f->folder);
}

static void verify(const char *dir)
{
    json_t *report = NULL;
    mog_error err = MOG_ERROR_NONE;
    mog_verify_plan plan = {.folder = dir};
    mog_status status = mog_verify(&report, &plan, &err);
    if (status) fail_msg("%s: %s", err.message, json_dumps(json_object_get(report, "difference"), 0));
    json_decref(report);
}

/* ---- comparing stores */

static char *told(fixture *f, mog_snapshot *snapshot, const mog_record *record, bool personal)
{
    mog_error err = MOG_ERROR_NONE;
    const mog_kind *kind;
    assert_ok(mog_snapshot_layout(&kind, snapshot, record->kind, record->version, &err), err);
    assert_ok(mog_snapshot_open_record(&record, snapshot, f->arena, record, kind, personal, &err), err);
    json_t *json = mog_record_to_json(record, kind, personal);
    char *text = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    return text;
}

static void compare_attachments(fixture *f, mog_snapshot *a, mog_snapshot *b, uint64_t id)
{
    mog_error err = MOG_ERROR_NONE;
    mog_attachment *in_a, *in_b;
    size_t count_a, count_b;
    assert_ok(mog_snapshot_attachments(&in_a, &count_a, f->arena, a, id, &err), err);
    assert_ok(mog_snapshot_attachments(&in_b, &count_b, f->arena, b, id, &err), err);
    assert_int_equal(count_a, count_b);
    for (size_t i = 0; i < count_a; i++) {
        mog_text bytes_a, bytes_b;
        assert_true(mog_text_equal(in_a[i].name, in_b[i].name));
        assert_ok(mog_snapshot_content(&bytes_a, f->arena, a, &in_a[i], &err), err);
        assert_ok(mog_snapshot_content(&bytes_b, f->arena, b, &in_b[i], &err), err);
        assert_true(mog_text_equal(bytes_a, bytes_b));
    }
}

/* Change by change; personal values too, where they came along. */
static void compare(fixture *f, mog_store *a_store, mog_store *b_store, bool personal)
{
    mog_error err = MOG_ERROR_NONE;
    mog_snapshot *a, *b;
    mog_digest root_a, root_b;
    assert_ok(mog_snapshot_begin(&a, a_store, 0, &err), err);
    assert_ok(mog_snapshot_begin(&b, b_store, 0, &err), err);
    assert_ok(mog_snapshot_head(&root_a, a, &err), err);
    assert_ok(mog_snapshot_head(&root_b, b, &err), err);
    assert_memory_equal(&root_a, &root_b, sizeof root_a);
    assert_int_equal(mog_snapshot_last(a), mog_snapshot_last(b));
    for (uint64_t id = 1; id <= mog_snapshot_last(a); id++) {
        const mog_record *of_a, *of_b;
        mog_text note_a, note_b;
        bool has_a, has_b;
        uint64_t retracted_a, retracted_b;
        assert_ok(mog_snapshot_record(&of_a, a, id, &err), err);
        assert_ok(mog_snapshot_record(&of_b, b, id, &err), err);
        assert_ok(mog_snapshot_note(&note_a, &has_a, a, id, &err), err);
        assert_ok(mog_snapshot_note(&note_b, &has_b, b, id, &err), err);
        assert_true((of_a != NULL) == (of_b != NULL) && has_a == has_b);
        if (has_a) assert_true(mog_text_equal(note_a, note_b));
        if (!of_a) continue;
        assert_true(of_a->size == of_b->size && !memcmp(of_a, of_b, of_a->size));
        char *text_a = told(f, a, of_a, personal), *text_b = told(f, b, of_b, personal);
        if (personal) assert_string_equal(text_a, text_b);
        free(text_a);
        free(text_b);
        assert_ok(mog_snapshot_retracted(&retracted_a, a, id, &err), err);
        assert_ok(mog_snapshot_retracted(&retracted_b, b, id, &err), err);
        assert_int_equal(retracted_a, retracted_b);
        compare_attachments(f, a, b, id);
    }
    mog_snapshot_end(a);
    mog_snapshot_end(b);
}

/* ---- */

static void a_store_without_personal_values_comes_back_with_the_same_root(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_archive_summary out, in;
    mog_store *store = make(f, false), *other;
    mog_text text = export(f, store, false, false, &out);
    assert_null(memmem(text.at, text.size, "Person", 6));
    assert_ok(import(f, other_dir(f), text, 0, &in, &err), err);
    assert_memory_equal(&out.root, &in.root, sizeof in.root);
    assert_int_equal(in.records, 63);
    assert_int_equal(in.attachments, 6);
    assert_int_equal(out.withheld, 3 * 30);
    assert_int_equal(in.withheld, 3 * 30);
    verify(other_dir(f));
    assert_ok(mog_store_open(&other, other_dir(f), true, &err), err);
    compare(f, store, other, false);
    mog_snapshot *snapshot;
    const mog_record *record;
    assert_ok(mog_snapshot_begin(&snapshot, other, 0, &err), err);
    assert_ok(mog_snapshot_record(&record, snapshot, 4, &err), err);
    char *json = told(f, snapshot, record, true); /* withheld, and not erased */
    assert_non_null(strstr(json, "\"withheld\":[\"owner\",\"tags\",\"rights.given_by\"]"));
    assert_null(strstr(json, "erased"));
    free(json);
    mog_snapshot_end(snapshot);
    /* what is exported from it is the same archive again */
    mog_archive_summary again;
    mog_text second = export(f, other, false, false, &again);
    assert_true(mog_text_equal(text, second));
    /* and it can be added to */
    fill(f, other, false);
    mog_store_close(other);
    verify(other_dir(f));
    mog_store_close(store);
}

static void personal_values_come_along_when_asked_for(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_archive_summary out, in;
    mog_store *store = make(f, true), *other;
    mog_text text = export(f, store, true, true, &out);
    assert_ok(import(f, other_dir(f), text, 0, &in, &err), err);
    assert_int_equal(out.withheld, 0);
    assert_int_equal(out.values, in.values);
    verify(other_dir(f));
    assert_ok(mog_store_open(&other, other_dir(f), true, &err), err);
    compare(f, store, other, true); /* what is erased is erased there too */
    mog_batch *batch;
    mog_erased here, there;
    const mog_text names[] = {MOG_TEXT("Person 4"), MOG_TEXT("named by the record")};
    mog_erasure erasure = {.persons = names, .person_count = 2, .reason = MOG_TEXT("asked for it")};
    assert_ok(mog_batch_begin(&batch, other, 9000, &err), err);
    assert_ok(mog_batch_erase(&there, batch, &erasure, &err), err);
    assert_ok(mog_batch_commit(batch, &err), err);
    assert_ok(mog_store_count_erasure(&here, store, &erasure, &err), err);
    assert_int_equal(here.persons, 2);
    assert_int_equal(here.values, there.values); /* persons are found by name in both */
    mog_store_close(other);
    verify(other_dir(f));
    mog_store_close(store);
}

static void a_small_map_grows_while_importing(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_archive_summary out, in;
    mog_store *store, *other;
    assert_ok(mog_store_create(f->dir, 5, &err), err);
    assert_ok(mog_store_open_sized(&store, f->dir, true, (size_t)256 << 10, &err), err);
    fill(f, store, false); /* adding, too */
    mog_text text = export(f, store, true, false, &out);
    assert_ok(import(f, other_dir(f), text, (size_t)256 << 10, &in, &err), err);
    assert_ok(mog_store_open(&other, other_dir(f), false, &err), err);
    compare(f, store, other, true);
    mog_store_close(other);
    mog_store_close(store);
    verify(other_dir(f));
}

static void an_empty_store_comes_back(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_archive_summary out, in;
    mog_store *store;
    assert_ok(mog_store_create(f->dir, 5, &err), err);
    assert_ok(mog_store_open(&store, f->dir, false, &err), err);
    mog_text text = export(f, store, true, true, &out);
    mog_store_close(store);
    assert_ok(import(f, other_dir(f), text, 0, &in, &err), err);
    assert_int_equal(in.changes, 0);
    verify(other_dir(f));
}

static void nothing_is_left(fixture *f)
{
    int count = 0;
    struct dirent *entry;
    DIR *dir = opendir(f->folder);
    while ((entry = readdir(dir)))
        if (entry->d_name[0] != '.' && strcmp(entry->d_name, "store") && strcmp(entry->d_name, "archive")) count++;
    closedir(dir);
    assert_int_equal(count, 0);
}

static void a_truncated_archive_is_refused(void **state)
{
    fixture *f = *state;
    mog_error err;
    mog_archive_summary out, in;
    mog_store *store;
    mog_batch *batch;
    const mog_kind *people = kind_of(f->arena, PEOPLE);
    assert_ok(mog_store_create(f->dir, 5, &err), err);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_ok(mog_batch_begin(&batch, store, 10, &err), err);
    add_person(batch, people, 1);
    add_note(batch);
    assert_ok(mog_batch_commit(batch, &err), err);
    mog_text text = export(f, store, true, false, &out);
    for (int packed = 0; packed < 2; packed++) {
        for (size_t i = 0; i < 30; i++) {
            mog_text part = {text.at, (text.size - 2) * i / 29};
            err = MOG_ERROR_NONE;
            assert_fails(import(f, other_dir(f), part, 0, &in, &err), MOG_INPUT, err, "");
            nothing_is_left(f);
        }
        text = export(f, store, true, true, &out);
    }
    mog_store_close(store);
}

static void no_flipped_bit_passes(void **state)
{
    fixture *f = *state;
    mog_error err;
    mog_archive_summary out, in;
    mog_store *store;
    mog_batch *batch;
    const mog_kind *people = kind_of(f->arena, PEOPLE);
    assert_ok(mog_store_create(f->dir, 5, &err), err);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_ok(mog_batch_begin(&batch, store, 10, &err), err);
    add_person(batch, people, 1);
    assert_ok(mog_batch_attach(NULL, batch, 2, MOG_TEXT("a"), "bytes", 5, &err), err);
    add_note(batch);
    assert_ok(mog_batch_commit(batch, &err), err);
    mog_text text = export(f, store, true, false, &out);
    mog_store_close(store);
    uint64_t dice = 88172645463325252u;
    for (size_t i = 0; i < 120; i++) {
        char *changed = mog_arena_copy(f->arena, text.at, text.size);
        dice ^= dice << 13, dice ^= dice >> 7, dice ^= dice << 17;
        size_t at = dice % (text.size - 1); /* the last newline may be anything */
        if (i % 2) changed[at] ^= (char)(1 << dice / 7 % 8);
        else changed[at] = (char)(dice >> 32);
        if (changed[at] == text.at[at] || (text.size - at < 70 && (changed[at] ^ text.at[at]) == 0x20)) continue;
        err = MOG_ERROR_NONE;
        assert_fails(import(f, other_dir(f), (mog_text){changed, text.size}, 0, &in, &err), MOG_INPUT, err, "");
        assert_true(err.place[0] && err.hint[0]);
        nothing_is_left(f);
    }
}

static void what_would_be_part_of_itself_is_refused(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_archive_summary out, in;
    mog_store *store;
    mog_batch *batch;
    mog_kind *unit;
    assert_ok(mog_kind_parse(&unit, f->arena, MOG_TEXT(UNIT), &err), err);
    assert_ok(mog_store_create(f->dir, 5, &err), err);
    assert_ok(mog_store_open(&store, f->dir, true, &err), err);
    assert_ok(mog_batch_begin(&batch, store, 10, &err), err);
    for (int i = 0; i < 2; i++) {
        mog_record_builder b = {0};
        mog_record_begin(&b, unit, false);
        mog_record_put_text(&b, &unit->row, mog_record_first_row(), 1, i ? MOG_TEXT("unit:a") : MOG_TEXT("unit:b"));
        assert_ok(mog_record_finish(&b, i ? MOG_TEXT("unit:b") : MOG_TEXT("unit:a"), mog_text_of(NULL), MOG_TEXT("x"),
                                    MOG_ASSURANCE_STATED, 1, &err),
                  err);
        assert_ok(mog_batch_add(NULL, batch, unit, &b, &err), err);
        mog_record_builder_free(&b);
    }
    bool is_checked = unit->is_register;
    mog_pool_clear(&batch->parts); /* as if nobody had looked */
    assert_ok(mog_batch_commit(batch, &err), err);
    mog_text text = export(f, store, false, false, &out);
    mog_store_close(store);
    assert_true(is_checked);
    assert_fails(import(f, other_dir(f), text, 0, &in, &err), MOG_INPUT, err, "circle");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_store_without_personal_values_comes_back_with_the_same_root, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(personal_values_come_along_when_asked_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_small_map_grows_while_importing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_empty_store_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_truncated_archive_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_flipped_bit_passes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_would_be_part_of_itself_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
