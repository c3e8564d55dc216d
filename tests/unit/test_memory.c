/* Records in memory are seen as those of a store are. */
#include "assess_world.h"

#include "engine/store/current.h"
#include "engine/store/memory.h"

#define KINDS                                                                                                          \
    "module m "                                                                                                        \
    "kind system 'S' about system { name text } "                                                                      \
    "kind plain 'P' about system { n integer } "                                                                       \
    "kind many item 'I' about system { n integer, t text }"

/* The same everywhere. */
static uint32_t draw(uint64_t *seed, uint32_t below)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33) % below;
}

static char *make_line(world *w, uint64_t *seed, int number)
{
    uint32_t sort = draw(seed, 6);
    char *head = mog_arena_format(w->arena, "{'subject':'system:%c','observed':'2026-10-%02u'",
                                  'a' + (int)draw(seed, 3), 1 + draw(seed, 20));
    if (sort == 0) return mog_arena_format(w->arena, "%s,'kind':'plain','fields':{'n':%d}}", head, number);
    if (sort > 1)
        return mog_arena_format(w->arena, "%s,'kind':'item','item':'i%u','fields':{'n':%d}}", head, draw(seed, 7),
                                number);
    return mog_arena_format(w->arena, "%s,'kind':'item','census':['i%u','i%u','i%u']}", head, draw(seed, 9),
                            draw(seed, 9), draw(seed, 9));
}

static void hold(world *w, mog_memory *memory, const char *line)
{
    mog_ingest *ingest = mog_ingest_new(w->policy, w->clock, NULL);
    json_t *record;
    if (mog_json_parse(&record, quoted(w, line), 0, &w->err) || mog_ingest_hold(NULL, ingest, memory, record, &w->err))
        fail_msg("%s: %s", line, w->err.message);
    json_decref(record);
    mog_ingest_free(ingest);
}

/* What rules would see: all but ids, which a store also gives to layouts. */
static void write_table(mog_buffer *out, const world *w, const mog_subject_table *table)
{
    for (uint32_t k = 0; k < w->policy->kind_count; k++) {
        const mog_current *current = &table->kinds[k];
        mog_buffer_format(out, "%u:", k);
        if (current->census)
            mog_buffer_format(out, " census %lld of %u", (long long)current->census->observed,
                              mog_record_census_count(current->census));
        for (uint32_t e = 0; e < current->count; e++) {
            const mog_element *one = &current->elements[e];
            mog_buffer_format(out, " %.*s", (int)one->item.size, one->item.at);
            if (!one->record) continue;
            json_t *json = mog_record_to_json(one->record, w->policy->kinds[k], true);
            json_object_del(json, "id");
            char *text = json_dumps(json, JSON_COMPACT);
            mog_buffer_format(out, " %s", text);
            free(text);
            json_decref(json);
        }
    }
}

static void see(mog_buffer *out, world *w, mog_snapshot *snapshot, mog_time clock)
{
    mog_current_reader *reader;
    const mog_subject_table *table;
    assert_int_equal(mog_current_reader_new(&reader, w->policy, snapshot, clock, &w->err), MOG_OK);
    for (char name = 'a'; name <= 'd'; name++) {
        char text[16];
        snprintf(text, sizeof text, "system:%c", name);
        mog_subject subject = {.name = mog_text_of(text)};
        assert_int_equal(mog_snapshot_find(&subject.id, snapshot, subject.name, &w->err), MOG_OK);
        assert_int_equal(mog_current_read(&table, reader, &subject, &w->err), MOG_OK);
        write_table(out, w, table);
    }
    mog_current_reader_free(reader);
}

static void the_same_records_are_current_in_memory_as_in_a_store(void **state)
{
    world *w = *state;
    uint64_t seed = 7;
    mog_memory *memory = mog_memory_new();
    use_policy(w, KINDS);
    for (int i = 0; i < 300; i++) {
        char *line = make_line(w, &seed, i);
        add_lines(w, (const char *const[]){line, NULL});
        hold(w, memory, line);
    }
    mog_store *store;
    mog_snapshot *stored, *held = mog_memory_snapshot(memory);
    assert_int_equal(mog_store_open(&store, w->store, false, &w->err), MOG_OK);
    assert_int_equal(mog_snapshot_begin(&stored, store, 0, &w->err), MOG_OK);
    for (int day = 0; day <= 21; day++) {
        mog_buffer a = {0}, b = {0};
        mog_time clock = w->clock - (31 - day) * MOG_DAY;
        see(&a, w, stored, clock);
        see(&b, w, held, clock);
        assert_string_equal(a.at, b.at);
        mog_buffer_free(&a);
        mog_buffer_free(&b);
    }
    mog_snapshot_end(stored);
    mog_store_close(store);
    mog_snapshot_end(held);
    mog_memory_free(memory);
}

static mog_status count_one(void *context, const mog_record *record, mog_error *err)
{
    (void)record, (void)err;
    ++*(int *)context;
    return MOG_OK;
}

static void a_memory_is_walked_as_a_snapshot_is(void **state)
{
    world *w = *state;
    mog_memory *memory = mog_memory_new();
    use_policy(w, KINDS);
    hold(w, memory, "{'kind':'item','subject':'system:b','item':'x','observed':'2026-10-01'}");
    hold(w, memory, "{'kind':'plain','subject':'system:a','observed':'2026-10-01'}");
    hold(w, memory, "{'kind':'plain','subject':'system:b','observed':'2027-10-01'}"); /* later than the clock */
    mog_snapshot *snapshot = mog_memory_snapshot(memory);
    mog_subject *subjects;
    size_t count;
    assert_int_equal(mog_snapshot_subjects(&subjects, &count, w->arena, snapshot, &w->err), MOG_OK);
    assert_int_equal(count, 2);
    assert_true(mog_text_equal(subjects[0].name, MOG_TEXT("system:a")));
    int all = 0, of_b = 0, plain_of_b = 0;
    uint32_t plain, none;
    assert_int_equal(mog_snapshot_find(&plain, snapshot, MOG_TEXT("plain"), &w->err), MOG_OK);
    assert_int_equal(mog_snapshot_find(&none, snapshot, MOG_TEXT("nothing"), &w->err), MOG_OK);
    assert_int_equal(none, 0);
    assert_int_equal(mog_snapshot_walk(snapshot, 0, 0, count_one, &all, &w->err), MOG_OK);
    assert_int_equal(mog_snapshot_walk(snapshot, subjects[1].id, 0, count_one, &of_b, &w->err), MOG_OK);
    assert_int_equal(mog_snapshot_walk(snapshot, subjects[1].id, plain, count_one, &plain_of_b, &w->err), MOG_OK);
    assert_int_equal(all, 3);
    assert_int_equal(of_b, 2);
    assert_int_equal(plain_of_b, 1);
    const mog_record *record;
    assert_int_equal(mog_snapshot_record(&record, snapshot, 2, &w->err), MOG_OK);
    assert_true(mog_text_equal(mog_record_subject(record), MOG_TEXT("system:a")));
    assert_int_equal(mog_snapshot_record(&record, snapshot, 4, &w->err), MOG_OK);
    assert_null(record);
    mog_digest head, again;
    assert_int_equal(mog_snapshot_head(&head, snapshot, &w->err), MOG_OK);
    mog_snapshot_end(snapshot);
    snapshot = mog_memory_snapshot(memory);
    assert_int_equal(mog_snapshot_head(&again, snapshot, &w->err), MOG_OK);
    assert_memory_equal(&head, &again, sizeof head);
    mog_snapshot_end(snapshot);
    mog_memory_free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_records_are_current_in_memory_as_in_a_store, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_memory_is_walked_as_a_snapshot_is, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
