/* Records as bytes: what is built is read, and what is damaged is not. */
#include "tests/unit/store_fixture.h"

#include "engine/store/evolution.h"
#include "tests/record_reader.h"

#include <math.h>

static const char FULL[] =
    "kind backup about system { schedule enum { none, daily } encrypted bool last time storage { site text offline bool } "
    "volumes list { name text size number copies list { at time } } controls set of control owner unit keep duration count "
    "integer ratio number words set of text spans set of duration nothing text }";

static uint64_t word_of(double number)
{
    uint64_t word;
    memcpy(&word, &number, sizeof word);
    return word;
}

static double number_of(const uint8_t *slot)
{
    double number;
    memcpy(&number, slot, sizeof number);
    return number;
}

static void put_volumes(mog_record_builder *b, const mog_kind *kind)
{
    const mog_row *row = &kind->row;
    uint32_t slot = slot_of(row, "volumes");
    const mog_row *child = row->fields[slot].type.row;
    const mog_row *copy = child->fields[slot_of(child, "copies")].type.row;
    size_t rows = mog_record_put_list(b, row, mog_record_first_row(), slot, child, 3);
    for (uint32_t i = 0; i < 2; i++) { /* the third stays empty */
        size_t at = rows + (size_t)i * child->size;
        mog_record_put_text(b, child, at, slot_of(child, "name"), i ? MOG_TEXT("logg å") : MOG_TEXT("db"));
        mog_record_put_word(b, child, at, slot_of(child, "size"), word_of(1.5 * i));
        size_t copies = mog_record_put_list(b, child, at, slot_of(child, "copies"), copy, i);
        for (uint32_t n = 0; n < i; n++) mog_record_put_word(b, copy, copies + (size_t)n * copy->size, 0, 77);
    }
}

static void build_full(mog_record_builder *b, const mog_kind *kind)
{
    const mog_row *row = &kind->row;
    size_t at = mog_record_first_row();
    mog_error err = MOG_ERROR_NONE;
    mog_record_begin(b, kind, false);
    mog_record_put_word(b, row, at, slot_of(row, "schedule"), 1);
    mog_record_put_word(b, row, at, slot_of(row, "encrypted"), 0);
    mog_record_put_word(b, row, at, slot_of(row, "last"), (uint64_t)INT64_MIN);
    mog_record_put_text(b, row, at, slot_of(row, "storage.site"), MOG_TEXT("north"));
    mog_record_put_word(b, row, at, slot_of(row, "storage.offline"), 1);
    put_volumes(b, kind);
    size_t controls = mog_record_put_set(b, row, at, slot_of(row, "controls"), 2);
    mog_record_fill_word(b, controls, UINT64_C(0x0008000D00000000));
    mog_record_fill_word(b, controls + 8, UINT64_C(0x0005000100000000));
    mog_record_put_text(b, row, at, slot_of(row, "owner"), MOG_TEXT("unit:hr"));
    mog_record_put_duration(b, row, at, slot_of(row, "keep"), (mog_duration){.ns = -5, .months = -13});
    mog_record_put_word(b, row, at, slot_of(row, "count"), (uint64_t)-42);
    mog_record_put_word(b, row, at, slot_of(row, "ratio"), word_of(0.25));
    size_t words = mog_record_put_set(b, row, at, slot_of(row, "words"), 2);
    mog_record_fill_text(b, words, MOG_TEXT(""));
    mog_record_fill_text(b, words + 8, MOG_TEXT("två"));
    size_t spans = mog_record_put_set(b, row, at, slot_of(row, "spans"), 1);
    mog_record_fill_duration(b, spans, (mog_duration){.ns = INT64_MAX, .months = INT32_MIN});
    assert_ok(
        mog_record_finish(b, MOG_TEXT("system:hr"), (mog_text){0}, MOG_TEXT("veeam"), MOG_ASSURANCE_TESTED, -7, &err),
        err);
    mog_record *record = (mog_record *)b->bytes.at;
    record->checksum = mog_record_checksum(record);
}

static const uint8_t *at_field(const mog_record *record, const mog_kind *kind, const char *path)
{
    uint32_t slot = slot_of(&kind->row, path);
    assert_true(mog_row_has(mog_record_row(record), slot));
    return mog_row_slot(mog_record_row(record), kind->row.words, slot);
}

#define assert_text(view, literal) assert_true(mog_text_equal(view, MOG_TEXT(literal)))

static void check_full(const mog_record *r, const mog_kind *kind)
{
    assert_text(mog_record_subject(r), "system:hr");
    assert_text(mog_record_item(r), "");
    assert_text(mog_record_source(r), "veeam");
    assert_int_equal(r->assurance, MOG_ASSURANCE_TESTED);
    assert_int_equal(r->observed, -7);
    assert_int_equal(mog_load_word(at_field(r, kind, "schedule")), 1);
    assert_int_equal(mog_load_word(at_field(r, kind, "encrypted")), 0);
    assert_int_equal((int64_t)mog_load_word(at_field(r, kind, "last")), INT64_MIN);
    assert_text(mog_slot_text(at_field(r, kind, "storage.site")), "north");
    assert_int_equal(mog_load_word(at_field(r, kind, "storage.offline")), 1);
    assert_text(mog_slot_text(at_field(r, kind, "owner")), "unit:hr");
    mog_duration keep = mog_slot_duration(at_field(r, kind, "keep"));
    assert_true(keep.ns == -5 && keep.months == -13);
    assert_int_equal((int64_t)mog_load_word(at_field(r, kind, "count")), -42);
    assert_true(number_of(at_field(r, kind, "ratio")) == 0.25);
    assert_false(mog_row_has(mog_record_row(r), slot_of(&kind->row, "nothing")));

    const uint8_t *volumes = at_field(r, kind, "volumes");
    const mog_row *child = kind->row.fields[slot_of(&kind->row, "volumes")].type.row;
    assert_int_equal(mog_slot_count(volumes), 3);
    const uint8_t *second = mog_slot_target(volumes) + child->size, *third = second + child->size;
    assert_text(mog_slot_text(mog_row_slot(second, child->words, slot_of(child, "name"))), "logg å");
    assert_true(number_of(mog_row_slot(second, child->words, slot_of(child, "size"))) == 1.5);
    const uint8_t *copies = mog_row_slot(second, child->words, slot_of(child, "copies"));
    assert_int_equal(mog_slot_count(copies), 1);
    assert_int_equal(mog_load_word(mog_row_slot(mog_slot_target(copies), 1, 0)), 77);
    assert_int_equal(mog_load_word(third), 0);

    const uint8_t *words = at_field(r, kind, "words");
    assert_int_equal(mog_slot_count(words), 2);
    assert_text(mog_slot_text(mog_slot_target(words)), "");
    assert_text(mog_slot_text(mog_slot_target(words) + 8), "två");
    const uint8_t *controls = at_field(r, kind, "controls");
    assert_int_equal(mog_load_word(mog_slot_target(controls) + 8), UINT64_C(0x0005000100000000));
    mog_duration span = mog_slot_duration(mog_slot_target(at_field(r, kind, "spans")));
    assert_true(span.ns == INT64_MAX && span.months == INT32_MIN);
}

static void every_type_comes_back_from_any_address(void **state)
{
    fixture *f = *state;
    const mog_kind *kind = kind_of(f->arena, FULL);
    mog_record_builder b = {0};
    build_full(&b, kind);
    for (size_t shift = 0; shift < 9; shift++) {
        char *copy = malloc(b.bytes.size + shift);
        memcpy(copy + shift, b.bytes.at, b.bytes.size);
        const mog_record *record = (const mog_record *)(copy + shift);
        mog_error err = MOG_ERROR_NONE;
        assert_ok(mog_record_check(record, b.bytes.size, &err), err);
        assert_ok(mog_record_check_layout(record, kind, &err), err);
        check_full(record, kind);
        free(copy);
    }
    mog_record_builder_free(&b);
}

static void a_builder_forgets_the_record_before(void **state)
{
    fixture *f = *state;
    const mog_kind *kind = kind_of(f->arena, FULL);
    mog_error err = MOG_ERROR_NONE;
    mog_record_builder b = {0}, fresh = {0};
    build_full(&b, kind);
    for (int i = 0; i < 2; i++) {
        mog_record_builder *each = i ? &fresh : &b;
        mog_record_begin(each, kind, false);
        assert_ok(mog_record_finish(each, MOG_TEXT("a:b"), (mog_text){0}, (mog_text){0}, MOG_ASSURANCE_STATED, 1, &err),
                  err);
    }
    assert_int_equal(b.bytes.size, fresh.bytes.size);
    assert_memory_equal(b.bytes.at, fresh.bytes.at, b.bytes.size);
    mog_record_builder_free(&b);
    mog_record_builder_free(&fresh);
}

static void more_than_64_fields_have_presence_words_enough(void **state)
{
    fixture *f = *state;
    mog_buffer text = {0};
    mog_buffer_format(&text, "kind wide about system { ");
    for (int i = 0; i < 130; i++) mog_buffer_format(&text, "f%d integer ", i);
    mog_buffer_format(&text, "}");
    const mog_kind *kind = kind_of(f->arena, text.at);
    mog_record_builder b = {0};
    mog_error err = MOG_ERROR_NONE;
    mog_record_begin(&b, kind, false);
    for (uint32_t i = 0; i < 130; i += 3) mog_record_put_word(&b, &kind->row, mog_record_first_row(), i, i * i);
    assert_ok(mog_record_finish(&b, MOG_TEXT("a:b"), (mog_text){0}, (mog_text){0}, MOG_ASSURANCE_STATED, 1, &err), err);
    const mog_record *record = (const mog_record *)b.bytes.at;
    assert_ok(mog_record_check_layout(record, kind, &err), err);
    for (uint32_t i = 0; i < 130; i++) {
        assert_int_equal(mog_row_has(mog_record_row(record), i), i % 3 == 0);
        if (i % 3 == 0)
            assert_int_equal(mog_load_word(mog_row_slot(mog_record_row(record), kind->row.words, i)), i * i);
    }
    mog_record_builder_free(&b);
    mog_buffer_free(&text);
}

static void what_is_too_large_is_refused_and_never_built(void **state)
{
    fixture *f = *state;
    const mog_kind *kind = kind_of(f->arena, FULL);
    const mog_row *row = &kind->row, *child = row->fields[slot_of(row, "volumes")].type.row;
    mog_record_builder b = {0};
    mog_error err;
    mog_record_begin(&b, kind, false);
    size_t rows = mog_record_put_list(&b, row, mog_record_first_row(), slot_of(row, "volumes"), child, UINT32_MAX);
    for (size_t i = 0; i < 1000; i++) mog_record_put_text(&b, child, rows + i * child->size, 0, MOG_TEXT("x"));
    mog_record_put_set(&b, row, mog_record_first_row(), slot_of(row, "words"), 3);
    assert_fails(mog_record_finish(&b, MOG_TEXT("a:b"), (mog_text){0}, (mog_text){0}, MOG_ASSURANCE_STATED, 1, &err),
                 MOG_INPUT, err, "16 MiB");
    assert_true(b.bytes.capacity < 1 << 20);
    assert_true(strlen(err.hint) > 0);

    char *long_text = calloc(1, 9 << 20);
    memset(long_text, 'x', 9 << 20);
    mog_record_begin(&b, kind, false);
    mog_record_put_text(&b, row, mog_record_first_row(), slot_of(row, "storage.site"), (mog_text){long_text, 9 << 20});
    mog_record_put_text(&b, row, mog_record_first_row(), slot_of(row, "nothing"), (mog_text){long_text, 9 << 20});
    assert_fails(mog_record_finish(&b, MOG_TEXT("a:b"), (mog_text){0}, (mog_text){0}, MOG_ASSURANCE_STATED, 1, &err),
                 MOG_INPUT, err, "16 MiB");
    build_full(&b, kind);
    check_full((const mog_record *)b.bytes.at, kind);
    free(long_text);
    mog_record_builder_free(&b);
}

static void a_census_is_sorted_and_without_duplicates(void **state)
{
    fixture *f = *state;
    const mog_kind *kind = kind_of(f->arena, "kind many account about system { a integer }");
    const mog_text items[] = {MOG_TEXT("eva"), MOG_TEXT("anna"), MOG_TEXT("eva"), MOG_TEXT("bo"), MOG_TEXT("anna")};
    mog_error err = MOG_ERROR_NONE;
    mog_record_builder b = {0};
    for (uint32_t count = 0; count <= 5; count++) {
        mog_record_begin(&b, kind, true);
        mog_record_put_census(&b, items, count);
        assert_ok(mog_record_finish(&b, MOG_TEXT("a:b"), (mog_text){0}, (mog_text){0}, MOG_ASSURANCE_STATED, 1, &err),
                  err);
        assert_ok(mog_record_check_layout((mog_record *)b.bytes.at, kind, &err), err);
    }
    const mog_record *census = (const mog_record *)b.bytes.at;
    assert_int_equal(mog_record_census_count(census), 3);
    assert_text(mog_record_census_at(census, 0), "anna");
    assert_text(mog_record_census_at(census, 1), "bo");
    assert_text(mog_record_census_at(census, 2), "eva");
    assert_true(mog_record_census_names(census, MOG_TEXT("bo")));
    assert_false(mog_record_census_names(census, MOG_TEXT("ann")));
    assert_false(mog_record_census_names(census, MOG_TEXT("z")));
    mog_record_builder_free(&b);
}

static void a_flipped_bit_anywhere_is_seen(void **state)
{
    fixture *f = *state;
    const mog_kind *kind = kind_of(f->arena, FULL);
    mog_record_builder b = {0};
    build_full(&b, kind);
    for (size_t bit = 0; bit < 8 * b.bytes.size; bit++) {
        b.bytes.at[bit / 8] ^= (char)(1 << bit % 8);
        mog_error err;
        assert_fails(mog_record_check(b.bytes.at, b.bytes.size, &err), MOG_SYSTEM, err, "damaged");
        b.bytes.at[bit / 8] ^= (char)(1 << bit % 8);
    }
    mog_error err;
    for (size_t size = 0; size < b.bytes.size; size++)
        assert_fails(mog_record_check(b.bytes.at, size, &err), MOG_SYSTEM, err, "damaged");
    mog_record_builder_free(&b);
}

static void a_record_of_a_newer_format_says_so(void **state)
{
    fixture *f = *state;
    mog_record_builder b = {0};
    mog_error err;
    build_full(&b, kind_of(f->arena, FULL));
    mog_record *record = (mog_record *)b.bytes.at;
    record->format = MOG_RECORD_FORMAT + 1;
    record->checksum = mog_record_checksum(record);
    assert_fails(mog_record_check(record, b.bytes.size, &err), MOG_SYSTEM, err, "format 2");
    mog_record_builder_free(&b);
}

/* A short form of tests/fuzz/fuzz_record.c: mutations of a good record, checksum repaired. */
static void what_the_layout_check_accepts_can_be_read(void **state)
{
    fixture *f = *state;
    const mog_kind *kind = kind_of(f->arena, FULL);
    mog_record_builder b = {0};
    build_full(&b, kind);
    uint64_t random = 1;
    unsigned accepted = 0, refused = 0;
    volatile uint64_t sum = 0;
    for (int round = 0; round < 20000; round++) {
        char *copy = malloc(b.bytes.size);
        memcpy(copy, b.bytes.at, b.bytes.size);
        for (int i = 0; i < 1 + round % 3; i++) {
            random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            size_t at = 4 + (random >> 33) % (b.bytes.size - 4);
            copy[at] = (char)(random >> 20 & (round & 1 ? 0xFF : 0x07));
        }
        const mog_record *record = (const mog_record *)copy;
        if (mog_record_check_layout(record, kind, NULL)) refused++;
        else sum += read_record(record, kind), accepted++;
        free(copy);
    }
    (void)sum;
    assert_true(accepted > 500 && refused > 500);
    mog_record_builder_free(&b);
}

static void rows_that_share_bytes_are_refused(void **state)
{
    fixture *f = *state;
    const mog_kind *kind = kind_of(f->arena, "kind k about s { a list { b list { c list { d integer } } } }");
    const mog_row *a = kind->row.fields[0].type.row, *b = a->fields[0].type.row, *c = b->fields[0].type.row;
    mog_record_builder r = {0};
    mog_error err = MOG_ERROR_NONE;
    mog_record_begin(&r, kind, false);
    size_t as = mog_record_put_list(&r, &kind->row, mog_record_first_row(), 0, a, 500);
    size_t bs = mog_record_put_list(&r, a, as, 0, b, 500);
    size_t cs = mog_record_put_list(&r, b, bs, 0, c, 500);
    assert_ok(mog_record_finish(&r, MOG_TEXT("a:b"), (mog_text){0}, (mog_text){0}, MOG_ASSURANCE_STATED, 1, &err), err);
    mog_record *record = (mog_record *)r.bytes.at;
    assert_ok(mog_record_check_layout(record, kind, &err), err);
    for (size_t i = 0; i < 500; i++) { /* every row now points at the same children: 125 million to visit */
        uint64_t present = 1, to_b = (uint64_t)(bs - (as + 16 * i + 8)) << 32 | 500,
                 to_c = (uint64_t)(cs - (bs + 16 * i + 8)) << 32 | 500;
        memcpy(r.bytes.at + as + 16 * i, &present, 8);
        memcpy(r.bytes.at + as + 16 * i + 8, &to_b, 8);
        memcpy(r.bytes.at + bs + 16 * i, &present, 8);
        memcpy(r.bytes.at + bs + 16 * i + 8, &to_c, 8);
    }
    assert_fails(mog_record_check_layout(record, kind, &err), MOG_SYSTEM, err, "outside");
    mog_record_builder_free(&r);
}

/* ---- evolution */

static void old_records_read_under_a_layout_that_grew(void **state)
{
    fixture *f = *state;
    const mog_kind *old = kind_of(f->arena, FULL);
    const mog_kind *new = kind_of(
        f->arena,
        "kind backup about system { first text spans set of duration words set of text ratio number count integer "
        "keep duration owner unit controls set of control volumes list { extra bool copies list { by text at time } "
        "size number name text } storage { offline bool site text } last time encrypted bool schedule enum { weekly, daily, "
        "none } nothing text }");
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_kind_extends(new, old, &err), err);
    assert_false(mog_kind_lies_alike(new, old));
    assert_true(mog_kind_lies_alike(old, old));
    mog_record_builder b = {0};
    build_full(&b, old);
    const mog_record *r = mog_record_convert(f->arena, (const mog_record *)b.bytes.at, old, new);
    mog_record_builder_free(&b);
    assert_ok(mog_record_check(r, r->size, &err), err);
    assert_ok(mog_record_check_layout(r, new, &err), err);
    assert_int_equal(mog_load_word(at_field(r, new, "schedule")), 1); /* daily is 1 in both */
    assert_int_equal((int64_t)mog_load_word(at_field(r, new, "count")), -42);
    assert_text(mog_slot_text(at_field(r, new, "storage.site")), "north");
    assert_false(mog_row_has(mog_record_row(r), slot_of(&new->row, "first")));
    const uint8_t *volumes = at_field(r, new, "volumes");
    const mog_row *child = new->row.fields[slot_of(&new->row, "volumes")].type.row;
    const uint8_t *second = mog_slot_target(volumes) + child->size;
    assert_int_equal(mog_slot_count(volumes), 3);
    assert_text(mog_slot_text(mog_row_slot(second, child->words, slot_of(child, "name"))), "logg å");
    assert_false(mog_row_has(second, slot_of(child, "extra")));
    assert_text(mog_slot_text(mog_slot_target(at_field(r, new, "words")) + 8), "två");
    assert_text(mog_record_subject(r), "system:hr");
    assert_text(mog_record_source(r), "veeam");
    assert_int_equal(r->observed, -7);
}

static void values_without_a_place_are_absent(void **state)
{
    fixture *f = *state;
    const mog_kind *from = kind_of(
        f->arena, "kind k about s { a enum { x, y } b integer c set of enum { p, q, r } d unit e set of unit }");
    const mog_kind *to =
        kind_of(f->arena, "kind k about s { a enum { x } b text c set of enum { r, p } d site e set of site }");
    mog_record_builder b = {0};
    mog_error err = MOG_ERROR_NONE;
    size_t row = mog_record_first_row();
    mog_record_begin(&b, from, false);
    mog_record_put_word(&b, &from->row, row, 0, 1);
    mog_record_put_word(&b, &from->row, row, 1, 5);
    size_t set = mog_record_put_set(&b, &from->row, row, 2, 3);
    for (size_t i = 0; i < 3; i++) mog_record_fill_word(&b, set + 8 * i, i);
    mog_record_put_text(&b, &from->row, row, 3, MOG_TEXT("unit:hr"));
    set = mog_record_put_set(&b, &from->row, row, 4, 1);
    mog_record_fill_text(&b, set, MOG_TEXT("unit:hr"));
    assert_ok(mog_record_finish(&b, MOG_TEXT("s:1"), (mog_text){0}, (mog_text){0}, MOG_ASSURANCE_STATED, 1, &err), err);
    const mog_record *r = mog_record_convert(f->arena, (const mog_record *)b.bytes.at, from, to);
    assert_ok(mog_record_check_layout(r, to, &err), err);
    assert_false(mog_row_has(mog_record_row(r), 0));
    assert_false(mog_row_has(mog_record_row(r), 1));
    assert_false(mog_row_has(mog_record_row(r), 3));
    assert_false(mog_row_has(mog_record_row(r), 2)); /* without q it would be another set */
    assert_false(mog_row_has(mog_record_row(r), 4));
    assert_true(r->flags & MOG_RECORD_PARTED);
    const mog_kind *whole = kind_of(f->arena, "kind k about s { c set of enum { r, s, q, p } }");
    r = mog_record_convert(f->arena, (const mog_record *)b.bytes.at, from, whole);
    assert_false(r->flags & MOG_RECORD_PARTED); /* a field that is not asked for is no loss */
    const uint8_t *kept = at_field(r, whole, "c");
    assert_int_equal(mog_slot_count(kept), 3);
    assert_int_equal(mog_load_word(mog_slot_target(kept)), 3);      /* p */
    assert_int_equal(mog_load_word(mog_slot_target(kept) + 8), 2);  /* q */
    assert_int_equal(mog_load_word(mog_slot_target(kept) + 16), 0); /* r */
    mog_record_builder_free(&b);
}

static void a_layout_that_shrinks_is_refused_by_name(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *older, *newer, *cause;
    } cases[] = {
        {"kind k about s { a integer b text }", "kind k about s { b text }", "`a` is no longer there"},
        {"kind k about s { a integer }", "kind k about s { a number }", "`a` has another type"},
        {"kind k about s { a set of text }", "kind k about s { a set of control }", "`a` has another type"},
        {"kind k about s { a enum { x, y } }", "kind k about s { a enum { y } }", "`a` has lost a value"},
        {"kind k about s { a set of enum { x, y } }", "kind k about s { a set of enum { x } }", "`a` has lost a value"},
        {"kind k about s { a unit }", "kind k about s { a site }", "`a` refers to another"},
        {"kind k about s { a list { g { b text } } }", "kind k about s { a list { g { b time } } }",
         "`a.g.b` has another type"},
        {"kind k about s { a integer }", "kind many k about s { a integer }", "plain kind"},
        {"kind many k about s { a integer }", "kind k about s { a integer }", "many"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mog_error err;
        const mog_kind *older = kind_of(f->arena, cases[i].older), *newer = kind_of(f->arena, cases[i].newer);
        assert_fails(mog_kind_extends(newer, older, &err), MOG_INPUT, err, cases[i].cause);
        assert_true(strlen(err.hint) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_type_comes_back_from_any_address, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_builder_forgets_the_record_before, set_up, tear_down),
        cmocka_unit_test_setup_teardown(more_than_64_fields_have_presence_words_enough, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_too_large_is_refused_and_never_built, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_census_is_sorted_and_without_duplicates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_flipped_bit_anywhere_is_seen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_record_of_a_newer_format_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_the_layout_check_accepts_can_be_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_that_share_bytes_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(old_records_read_under_a_layout_that_grew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(values_without_a_place_are_absent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_layout_that_shrinks_is_refused_by_name, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
