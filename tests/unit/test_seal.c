/* Sealing: what goes in comes out, whoever has no key learns nothing, and what was altered does not come out as something else. */
#include "tests/unit/store_fixture.h"

#include "base/digest.h"
#include "engine/store/seal.h"
#include "tests/record_reader.h"

#include <fcntl.h>

/* ---- random kinds and records. Every text in them says SECRET or plain, by what field it is in. */

static uint32_t below(uint32_t bound)
{
    return (uint32_t)rand() % bound;
}

static void random_row_text(mog_buffer *out, uint32_t depth, bool secret)
{
    static const char *const types[] = {"bool",        "integer",        "number",           "text",
                                        "time",        "duration",       "enum { a, b, c }", "control",
                                        "unit",        "set of text",    "set of duration",  "set of enum { x, y }",
                                        "set of unit", "set of control", "set of integer"};
    uint32_t count = 1 + below(depth ? 5 : 9);
    for (uint32_t i = 0; i < count; i++) {
        mog_buffer_format(out, "f%u ", i);
        bool personal = below(2);
        if (depth < 3 && below(4) == 0) {
            mog_buffer_format(out, "list { ");
            random_row_text(out, depth + 1, secret || personal);
            mog_buffer_format(out, "}");
        } else if (below(6) == 0) {
            mog_buffer_format(out, "{ g text%s h integer%s }", below(2) ? " personal" : "",
                              personal ? " personal" : "");
            personal = false;
        } else {
            mog_buffer_format(out, "%s", types[below(sizeof types / sizeof *types)]);
        }
        mog_buffer_format(out, personal ? " personal " : " ");
    }
}

static const mog_kind *random_kind(mog_arena *arena)
{
    mog_buffer text = {0};
    mog_buffer_format(&text, "kind %sk about system { ", below(2) ? "many " : "");
    random_row_text(&text, 0, false);
    mog_buffer_format(&text, "}");
    const mog_kind *kind = kind_of(arena, text.at);
    mog_buffer_free(&text);
    return kind;
}

static mog_text random_text(mog_arena *arena, bool secret)
{
    if (below(9) == 0) return MOG_TEXT("");
    const char *word = secret ? "SECRET" : "plain";
    const char *text = mog_arena_format(arena, "%s å %u", word, below(1000000));
    return mog_text_of(text);
}

static uint64_t random_word(mog_type_tag tag, const mog_enum *values)
{
    double number = below(1000) / 7.0;
    uint64_t word = (uint64_t)rand() << 32 ^ (uint64_t)rand();
    switch (tag) {
    case MOG_TYPE_BOOL: return below(2);
    case MOG_TYPE_ENUM: return below(values->count);
    case MOG_TYPE_NUMBER: memcpy(&word, &number, sizeof word); return word;
    default: return word | 1;
    }
}

static mog_duration random_duration(void)
{
    return (mog_duration){.ns = (int64_t)rand() - rand(), .months = rand() - rand()};
}

static void fill_row(mog_record_builder *b, mog_arena *arena, size_t row, const mog_row *layout, bool secret);

static void fill_set(mog_record_builder *b, mog_arena *arena, size_t row, const mog_row *layout, uint32_t slot,
                     bool secret)
{
    const mog_type *type = &layout->fields[slot].type;
    uint32_t count = below(4);
    size_t at = mog_record_put_set(b, layout, row, slot, count);
    for (uint32_t i = 0; i < count; i++, at += 8) {
        if (type->element == MOG_TYPE_TEXT || type->element == MOG_TYPE_REFERENCE)
            mog_record_fill_text(b, at, random_text(arena, secret));
        else if (type->element == MOG_TYPE_DURATION) mog_record_fill_duration(b, at, random_duration());
        else mog_record_fill_word(b, at, random_word(type->element, type->values));
    }
}

static void fill_field(mog_record_builder *b, mog_arena *arena, size_t row, const mog_row *layout, uint32_t slot,
                       bool secret)
{
    const mog_type *type = &layout->fields[slot].type;
    secret |= layout->fields[slot].personal;
    switch (type->tag) {
    case MOG_TYPE_LIST: {
        uint32_t count = below(4);
        size_t rows = mog_record_put_list(b, layout, row, slot, type->row, count);
        for (uint32_t i = 0; i < count; i++) fill_row(b, arena, rows + i * type->row->size, type->row, secret);
        return;
    }
    case MOG_TYPE_SET: fill_set(b, arena, row, layout, slot, secret); return;
    case MOG_TYPE_TEXT:
    case MOG_TYPE_REFERENCE: mog_record_put_text(b, layout, row, slot, random_text(arena, secret)); return;
    case MOG_TYPE_DURATION: mog_record_put_duration(b, layout, row, slot, random_duration()); return;
    default: mog_record_put_word(b, layout, row, slot, random_word(type->tag, type->values));
    }
}

/* From any field round to the one before it, so that what they point at lies in another order than they do. */
static void fill_row(mog_record_builder *b, mog_arena *arena, size_t row, const mog_row *layout, bool secret)
{
    uint32_t first = below(layout->count);
    for (uint32_t i = 0; i < layout->count; i++) {
        if (below(5)) fill_field(b, arena, row, layout, (first + i) % layout->count, secret);
    }
}

static void finish(mog_record_builder *b, const char *item)
{
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_record_finish(b, MOG_TEXT("system:hr"), mog_text_of(item), MOG_TEXT("source"), MOG_ASSURANCE_MEASURED,
                                12, &err),
              err);
    mog_record *record = (mog_record *)b->bytes.at;
    record->kind = 3;
    record->version = 2;
    record->recorded = 77;
    record->id = 4;
    record->checksum = mog_record_checksum(record);
}

/* ---- a ring and the boxes */

typedef struct sealed {
    mog_keyring *ring;
    int folder;
    mog_box *boxes;
    uint32_t count;
    uint32_t swap; /* the box of this value is that of the next; UINT32_MAX: no such */
    bool empty;    /* there are no boxes */
} sealed;

static sealed begin(fixture *f)
{
    sealed s = {.swap = UINT32_MAX, .folder = open(f->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_keyring_open(&s.ring, s.folder, f->folder, &err), err);
    return s;
}

static void end(sealed *s)
{
    mog_keyring_free(s->ring);
    close(s->folder);
}

static mog_status fetch(mog_text *bytes, bool *found, void *context, uint32_t ordinal, mog_error *err)
{
    (void)err;
    sealed *s = context;
    assert_true(ordinal < s->count);
    assert_int_equal(s->boxes[ordinal].ordinal, ordinal);
    *found = !s->empty;
    *bytes = s->boxes[ordinal == s->swap ? ordinal + 1 : ordinal].bytes;
    return MOG_OK;
}

static const mog_record *seal(sealed *s, mog_arena *arena, mog_record_builder *b, const mog_kind *kind,
                              const char *person)
{
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_record_seal(&s->boxes, &s->count, arena, b, kind, mog_text_of(person), s->ring, &err), err);
    const mog_record *record = (const mog_record *)b->bytes.at;
    assert_true(record->flags & MOG_RECORD_SEALED);
    assert_ok(mog_record_check(record, b->bytes.size, &err), err);
    assert_ok(mog_record_check_layout(record, kind, &err), err);
    return record;
}

static const mog_record *opened(sealed *s, mog_arena *arena, const mog_record *record, const mog_kind *kind)
{
    const mog_record *out;
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_record_open(&out, arena, record, kind, fetch, s, s->ring, &err), err);
    return out;
}

static void assert_same(const mog_record *a, const mog_record *b)
{
    assert_int_equal(a->size, b->size);
    assert_memory_equal(a, b, a->size);
}

static bool holds(mog_text bytes, const char *part)
{
    return mog_text_contains(bytes, mog_text_of(part));
}

static void what_was_sealed_comes_out_as_it_was(void **state)
{
    fixture *f = *state;
    sealed s = begin(f);
    srand(4);
    uint32_t values = 0, marked = 0;
    for (int round = 0; round < 3000; round++) {
        mog_arena *arena = mog_arena_new();
        const mog_kind *kind = random_kind(arena);
        mog_record_builder b = {0};
        mog_record_begin(&b, kind, false);
        fill_row(&b, arena, mog_record_first_row(), &kind->row, false);
        finish(&b, kind->many ? "plain item" : "");
        const mog_record *plain = mog_record_convert(arena, (const mog_record *)b.bytes.at, kind, kind);
        assert_false(plain->flags);

        const mog_record *record = seal(&s, arena, &b, kind, NULL);
        assert_false(holds((mog_text){b.bytes.at, b.bytes.size}, "SECRET"));
        for (uint32_t i = 0; i < s.count; i++) assert_false(holds(s.boxes[i].bytes, "SECRET"));
        assert_int_equal(mog_record_sealed_count(record, kind), s.count);
        assert_null(mog_record_commitment(record, kind, s.count));
        assert_same(opened(&s, arena, record, kind), plain);
        values += s.count;
        if (!mog_kind_has_personal(kind)) assert_int_equal(s.count, 0);

        /* Withheld: as many marks as values, and of the rest nothing is lost. */
        const mog_record *withheld;
        mog_error err = MOG_ERROR_NONE;
        assert_ok(mog_record_open(&withheld, arena, record, kind, NULL, NULL, NULL, &err), err);
        assert_ok(mog_record_check_layout(withheld, kind, &err), err);
        for (uint32_t i = 0; i < kind->row.count; i++) {
            const uint8_t *row = mog_record_row(record), *out = mog_record_row(withheld);
            bool hidden = kind->row.fields[i].personal && mog_row_has(row, i);
            assert_int_equal(mog_row_has(out, i), mog_row_has(row, i) && !hidden);
            assert_int_equal(mog_row_mark(out, kind->row.words, i), hidden ? MOG_SLOT_WITHHELD : 0);
            assert_int_equal(mog_row_mark(mog_record_row(plain), kind->row.words, i), 0);
            marked += hidden;
        }
        mog_record_builder_free(&b);
        mog_arena_free(arena);
    }
    print_message("%u values of 3000 records, %u of their own rows\n", values, marked);
    assert_true(values > 5000 && marked > 2000);
    end(&s);
}

static const char EVERY[] =
    "kind account about system { name text personal open bool personal born time personal age integer personal weight "
    "number personal sex enum { f, m, x } personal served duration personal duty control personal unit unit personal "
    "words set of text personal spans set of duration personal letters set of enum { p, q } personal "
    "contacts list { kind text mail text personal devices list { serial text personal seen time } } "
    "family list { name text ties list { note text } } personal address { street text personal city text } free text }";

static size_t put_row(mog_record_builder *b, const mog_row *layout, size_t row, const char *path, uint32_t count)
{
    uint32_t slot = slot_of(layout, path);
    return mog_record_put_list(b, layout, row, slot, layout->fields[slot].type.row, count);
}

static void put(mog_record_builder *b, const mog_row *layout, size_t row, const char *path, const char *text)
{
    mog_record_put_text(b, layout, row, slot_of(layout, path), mog_text_of(text));
}

static void build_every(mog_record_builder *b, const mog_kind *kind)
{
    const mog_row *row = &kind->row;
    size_t at = mog_record_first_row();
    mog_record_begin(b, kind, false);
    put(b, row, at, "free", "plain");
    put(b, row, at, "name", "Åsa SECRET");
    mog_record_put_word(b, row, at, slot_of(row, "open"), 1);
    mog_record_put_word(b, row, at, slot_of(row, "born"), UINT64_C(0x5345435245545F31));
    mog_record_put_word(b, row, at, slot_of(row, "age"), UINT64_C(0x5345435245545F32));
    mog_record_put_word(b, row, at, slot_of(row, "weight"), UINT64_C(0x4045435245545F33));
    mog_record_put_word(b, row, at, slot_of(row, "sex"), 2);
    mog_record_put_duration(b, row, at, slot_of(row, "served"), (mog_duration){.ns = -9, .months = -14});
    mog_record_put_word(b, row, at, slot_of(row, "duty"), UINT64_C(0x5345435245545F34));
    put(b, row, at, "unit", "unit:SECRET");
    size_t set = mog_record_put_set(b, row, at, slot_of(row, "words"), 2);
    mog_record_fill_text(b, set, MOG_TEXT("SECRET word"));
    mog_record_fill_text(b, set + 8, MOG_TEXT(""));
    set = mog_record_put_set(b, row, at, slot_of(row, "spans"), 1);
    mog_record_fill_duration(b, set, (mog_duration){.ns = 5, .months = 7});
    mog_record_put_set(b, row, at, slot_of(row, "letters"), 0);
    size_t contacts = put_row(b, row, at, "contacts", 2);
    const mog_row *contact = row->fields[slot_of(row, "contacts")].type.row;
    put(b, contact, contacts, "kind", "plain");
    put(b, contact, contacts + contact->size, "mail", "SECRET mail");
    const mog_row *device = contact->fields[slot_of(contact, "devices")].type.row;
    size_t devices = put_row(b, contact, contacts + contact->size, "devices", 2);
    put(b, device, devices + device->size, "serial", "SECRET serial");
    size_t family = put_row(b, row, at, "family", 1);
    const mog_row *relative = row->fields[slot_of(row, "family")].type.row;
    put(b, relative, family, "name", "SECRET name");
    const mog_row *tie = relative->fields[slot_of(relative, "ties")].type.row;
    put(b, tie, put_row(b, relative, family, "ties", 1), "note", "SECRET note");
    put(b, row, at, "address.street", "SECRET street");
    put(b, row, at, "address.city", "plain city");
    finish(b, "");
}

static const char *const EVERY_PATH[] = {
    "name",   "open",          "born",  "age",   "weight",  "sex",           "served",
    "duty",   "unit",          "words", "spans", "letters", "contacts.mail", "contacts.devices.serial",
    "family", "address.street"};
#define EVERY_COUNT (sizeof EVERY_PATH / sizeof *EVERY_PATH)

static mog_status check_path(void *context, uint32_t ordinal, mog_text path, const uint8_t *commitment, mog_error *err)
{
    (void)err;
    assert_int_equal(ordinal, (*(uint32_t *)context)++);
    assert_non_null(commitment);
    if (!mog_text_equal(path, mog_text_of(EVERY_PATH[ordinal]))) fail_msg("%u is %s", ordinal, path.at);
    return MOG_OK;
}

static void every_type_is_sealed_and_numbered_in_order(void **state)
{
    fixture *f = *state;
    sealed s = begin(f);
    const mog_kind *kind = kind_of(f->arena, EVERY);
    mog_record_builder b = {0};
    mog_error err = MOG_ERROR_NONE;
    build_every(&b, kind);
    const mog_record *plain = mog_record_convert(f->arena, (const mog_record *)b.bytes.at, kind, kind);
    const mog_record *record = seal(&s, f->arena, &b, kind, NULL);
    assert_int_equal(s.count, EVERY_COUNT);
    uint32_t seen = 0;
    assert_ok(mog_record_sealed_each(record, kind, check_path, &seen, &err), err);
    assert_int_equal(seen, EVERY_COUNT);
    mog_text bytes = {b.bytes.at, b.bytes.size};
    assert_false(holds(bytes, "SECRET"));
    assert_false(holds(bytes, "_TERCES")); /* the words, as they lie in memory */
    assert_true(holds(bytes, "plain city"));
    assert_same(opened(&s, f->arena, record, kind), plain);
    volatile uint64_t sum = read_record(opened(&s, f->arena, record, kind), kind);
    (void)sum;

    /* The same again is another commitment and another box: who guesses a value cannot test the guess. */
    mog_record_builder again = {0};
    sealed other = s;
    build_every(&again, kind);
    const mog_record *second = seal(&other, f->arena, &again, kind, NULL);
    for (uint32_t i = 0; i < s.count; i++) {
        assert_memory_not_equal(mog_record_commitment(record, kind, i), mog_record_commitment(second, kind, i), 32);
        mog_opened_value value;
        bool is_open;
        assert_ok(mog_box_open(&value, &is_open, f->arena, s.boxes[i].bytes, mog_record_commitment(record, kind, i),
                               s.ring, &err),
                  err);
        assert_true(is_open);
        mog_buffer both = {0};
        mog_buffer_add(&both, value.salt, MOG_SALT_SIZE);
        mog_buffer_add_text(&both, value.value);
        mog_digest digest = mog_blake2b(both.at, both.size);
        assert_memory_equal(digest.bytes, mog_record_commitment(record, kind, i), 32);
        mog_buffer_free(&both);
        /* And a box made of what was in it opens as well. */
        s.boxes[i].bytes = mog_box_make(f->arena, &value.person, mog_keyring_key(s.ring, &value.person),
                                        value.commitment, value.salt, value.value);
    }
    assert_same(opened(&s, f->arena, record, kind), plain);
    mog_record_builder_free(&again);
    mog_record_builder_free(&b);
    end(&s);
}

/* ---- whose */

static bool is_of(const sealed *s, uint32_t ordinal, const char *person)
{
    mog_person wanted = mog_keyring_person(s->ring, MOG_TEXT("system:hr"), mog_text_of(person));
    return memcmp(s->boxes[ordinal].bytes.at, wanted.bytes, sizeof wanted) == 0;
}

static void whose_a_value_is_follows_from_the_record(void **state)
{
    fixture *f = *state;
    sealed s = begin(f);
    const mog_kind *kind =
        kind_of(f->arena, "kind many account about system { age integer personal name text personal mail text "
                          "personal list list { n integer personal who text personal } plain text }");
    const mog_row *row = &kind->row, *child = row->fields[slot_of(row, "list")].type.row;
    size_t at = mog_record_first_row();
    for (int round = 0; round < 4; round++) {
        mog_record_builder b = {0};
        mog_record_begin(&b, kind, false);
        assert_int_equal(b.person.size, 0);
        mog_record_put_word(&b, row, at, 0, 42);
        put(&b, row, at, "plain", "nobody");
        put(&b, row, at, "name", round == 2 ? "  \t" : "Åsa");
        if (round < 2) put(&b, row, at, "mail", "a@example.org");
        size_t rows = put_row(&b, row, at, "list", 2);
        mog_record_put_word(&b, child, rows, 0, 1);
        mog_record_put_word(&b, child, rows + child->size, 0, 2);
        put(&b, child, rows + child->size, "who", "Bo");
        finish(&b, round == 3 ? "" : "acc-1");
        seal(&s, f->arena, &b, kind, round == 1 ? "Clara" : NULL);
        if (round == 1) {
            for (uint32_t i = 0; i < s.count; i++) assert_true(is_of(&s, i, "CLARA"));
        } else if (round == 0) {
            assert_int_equal(s.count, 6);
            assert_true(is_of(&s, 0, "åsa"));           /* the first personal text of its row */
            assert_true(is_of(&s, 1, "åsa"));           /* its own */
            assert_true(is_of(&s, 2, "A@example.org")); /* its own */
            assert_true(is_of(&s, 3, "acc-1"));         /* its row has none: the item */
            assert_true(is_of(&s, 4, "bo"));            /* that of its row */
            assert_true(is_of(&s, 5, "bo"));
        } else if (round == 2) {
            assert_true(is_of(&s, 0, "acc-1")); /* white space names nobody */
            assert_true(is_of(&s, 1, "acc-1"));
        } else {
            assert_true(is_of(&s, 0, "Åsa"));
            assert_true(is_of(&s, 2, "system:hr")); /* nothing else is known */
        }
        mog_record_builder_free(&b);
    }
    end(&s);
}

/* ---- erased */

static uint64_t mark_of(const mog_record *record, const mog_kind *kind, const char *path)
{
    return mog_row_mark(mog_record_row(record), kind->row.words, slot_of(&kind->row, path));
}

static void what_was_erased_is_absent_and_says_so(void **state)
{
    fixture *f = *state;
    sealed s = begin(f);
    mog_error err = MOG_ERROR_NONE;
    const mog_kind *kind = kind_of(f->arena, "kind account about system { n integer a text personal b text personal "
                                             "none text personal l list { c text personal } }");
    const mog_row *row = &kind->row, *child = row->fields[slot_of(row, "l")].type.row;
    mog_record_builder b = {0};
    mog_record_begin(&b, kind, false);
    put(&b, row, mog_record_first_row(), "a", "Åsa");
    put(&b, row, mog_record_first_row(), "b", "Bo");
    put(&b, child, put_row(&b, row, mog_record_first_row(), "l", 1), "c", "Bo");
    finish(&b, "");
    const mog_record *record = seal(&s, f->arena, &b, kind, NULL);
    size_t erased;
    mog_person bo = mog_keyring_person(s.ring, MOG_TEXT("system:hr"), MOG_TEXT("BO"));
    assert_ok(mog_keyring_sync(s.ring, &err), err);
    assert_ok(mog_keyring_erase(&erased, s.ring, &bo, 1, &err), err);
    assert_int_equal(erased, 1);

    const mog_record *open = opened(&s, f->arena, record, kind);
    assert_ok(mog_record_check_layout(open, kind, &err), err);
    assert_int_equal(open->flags, 0); /* what was erased is no loss of a conversion */
    assert_true(mog_row_has(mog_record_row(open), slot_of(row, "a")));
    assert_int_equal(mark_of(open, kind, "b"), MOG_SLOT_ERASED);
    assert_int_equal(mark_of(open, kind, "none"), 0);
    const uint8_t *inner = mog_slot_target(mog_row_slot(mog_record_row(open), row->words, slot_of(row, "l")));
    assert_int_equal(mog_row_mark(inner, child->words, 0), MOG_SLOT_ERASED);

    /* The marks come along into another layout. */
    const mog_kind *later =
        kind_of(f->arena, "kind account about system { l list { d bool c text } b text z text a text "
                          "personal none text personal n integer }");
    const mog_record *moved = mog_record_convert(f->arena, open, kind, later);
    assert_int_equal(moved->flags, 0);
    assert_int_equal(mark_of(moved, later, "b"), MOG_SLOT_ERASED);
    assert_int_equal(mark_of(moved, later, "z"), 0);
    assert_int_equal(mark_of(moved, later, "n"), 0);
    assert_true(mog_row_has(mog_record_row(moved), slot_of(&later->row, "a")));
    inner = mog_slot_target(mog_row_slot(mog_record_row(moved), later->row.words, slot_of(&later->row, "l")));
    assert_int_equal(mog_row_mark(inner, 1, 1), MOG_SLOT_ERASED);

    s.empty = true; /* the boxes are gone and keys are there */
    open = opened(&s, f->arena, record, kind);
    assert_int_equal(mark_of(open, kind, "a"), MOG_SLOT_ERASED);
    mog_opened_value value;
    bool is_open = true;
    assert_ok(mog_box_open(&value, &is_open, f->arena, s.boxes[1].bytes, mog_record_commitment(record, kind, 1), s.ring,
                           &err),
              err);
    assert_false(is_open);
    assert_memory_equal(&value.person, &bo, sizeof bo);
    mog_record_builder_free(&b);
    end(&s);
}

/* ---- altered */

static void what_was_altered_does_not_open(void **state)
{
    fixture *f = *state;
    sealed s = begin(f);
    mog_error err;
    const mog_record *out;
    const mog_kind *kind = kind_of(f->arena, "kind account about system { a text personal b text personal }");
    mog_record_builder b = {0};
    mog_record_begin(&b, kind, false);
    put(&b, &kind->row, mog_record_first_row(), "a", "one");
    put(&b, &kind->row, mog_record_first_row(), "b", "two");
    finish(&b, "");
    const mog_record *record = seal(&s, f->arena, &b, kind, "the same person");
    mog_text box = s.boxes[0].bytes;
    char *altered = mog_arena_copy(f->arena, box.at, box.size);
    s.boxes[0].bytes.at = altered;
    for (size_t bit = 8 * MOG_PERSON_SIZE; bit < 8 * box.size; bit++) {
        altered[bit / 8] = (char)(altered[bit / 8] ^ 1 << bit % 8);
        assert_fails(mog_record_open(&out, f->arena, record, kind, fetch, &s, s.ring, &err), MOG_SYSTEM, err,
                     "does not open its box");
        assert_null(out);
        altered[bit / 8] = (char)(altered[bit / 8] ^ 1 << bit % 8);
    }
    for (size_t size = 0; size < box.size; size++) {
        s.boxes[0].bytes.size = size;
        assert_fails(mog_record_open(&out, f->arena, record, kind, fetch, &s, s.ring, &err), MOG_SYSTEM, err, "box");
    }
    s.boxes[0].bytes = box;
    s.swap = 0; /* the other value's box, under the same key */
    assert_fails(mog_record_open(&out, f->arena, record, kind, fetch, &s, s.ring, &err), MOG_SYSTEM, err,
                 "does not open");
    s.swap = UINT32_MAX;

    /* A box that opens, of a value that nobody committed to. */
    mog_person person = mog_keyring_person(s.ring, MOG_TEXT("system:hr"), MOG_TEXT("the same person"));
    const uint8_t *commitment = mog_record_commitment(record, kind, 0), *key = mog_keyring_key(s.ring, &person);
    uint8_t salt[MOG_SALT_SIZE] = {1};
    s.boxes[0].bytes = mog_box_make(f->arena, &person, key, commitment, salt, MOG_TEXT("six"));
    assert_fails(mog_record_open(&out, f->arena, record, kind, fetch, &s, s.ring, &err), MOG_SYSTEM, err, "commits");
    s.boxes[0].bytes = box;

    mog_record *turned = (mog_record *)mog_arena_copy(f->arena, record, record->size);
    ((uint8_t *)turned)[mog_record_commitment(record, kind, 1) - (const uint8_t *)record] ^= 4;
    assert_fails(mog_record_open(&out, f->arena, turned, kind, fetch, &s, s.ring, &err), MOG_SYSTEM, err,
                 "does not open");
    err = MOG_ERROR_NONE;
    assert_ok(mog_record_open(&out, f->arena, record, kind, fetch, &s, s.ring, &err), err);
    mog_record_builder_free(&b);
    end(&s);
}

/* Whoever makes an archive commits to what they like. */
static void a_crafted_value_that_does_not_fit_its_field_is_refused(void **state)
{
    fixture *f = *state;
    sealed s = begin(f);
    mog_error err;
    const mog_record *out;
    static const struct {
        const char *type;
        mog_text value;
    } cases[] = {
        {"integer", MOG_TEXT("seven b")},
        {"bool", MOG_TEXT("\x02\0\0\0\0\0\0\0")},
        {"number", MOG_TEXT("\0\0\0\0\0\0\xF0\x7F")},
        {"enum { a, b }", MOG_TEXT("\x02\0\0\0\0\0\0\0")},
        {"text", MOG_TEXT("a\0b")},
        {"text", MOG_TEXT("\xFF")},
        {"duration", MOG_TEXT("fifteen bytes !")},
        {"duration", MOG_TEXT("\0\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\xFF\0\0\0")},
        {"set of integer", MOG_TEXT("short")},
        {"set of integer", MOG_TEXT("\x02\0\0\0\0\0\0\0abcdefgh")},
        {"set of integer", MOG_TEXT("\xFF\xFF\xFF\xFF\x01\0\0\0abcdefgh")},
        {"set of text", MOG_TEXT("\x01\0\0\0\0\0\0\0\x01\0\0\0\xFF\xFF\0\0a")},
        {"set of text", MOG_TEXT("\x01\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0a")},
        {"list { a text }", MOG_TEXT("\x01\0\0\0\0\0\0\0\xFF\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")},
        {"list { a text }", MOG_TEXT("\xFF\xFF\xFF\xFF\0\0\0\0")},
    };
    uint8_t salt[MOG_SALT_SIZE] = {9};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const mog_kind *kind = kind_of(
            f->arena, mog_arena_format(f->arena, "kind k about system { a %s personal n integer }", cases[i].type));
        mog_record_builder b = {0};
        mog_buffer both = {0};
        mog_buffer_add(&both, salt, sizeof salt);
        mog_buffer_add_text(&both, cases[i].value);
        mog_digest commitment = mog_blake2b(both.at, both.size);
        mog_record_begin(&b, kind, false);
        mog_record_put_bytes(&b, &kind->row, mog_record_first_row(), 0, commitment.bytes, 32, 32);
        finish(&b, "");
        mog_record *record = (mog_record *)b.bytes.at;
        record->flags |= MOG_RECORD_SEALED;
        mog_person person = mog_keyring_person(s.ring, MOG_TEXT("x"), MOG_TEXT("y"));
        mog_box box = {.bytes = mog_box_make(f->arena, &person, mog_keyring_make(s.ring, &person), commitment.bytes,
                                             salt, cases[i].value)};
        s.boxes = &box;
        s.count = 1;
        err = MOG_ERROR_NONE;
        assert_ok(mog_record_check_layout(record, kind, &err), err);
        if (mog_record_open(&out, f->arena, record, kind, fetch, &s, s.ring, &err) != MOG_SYSTEM)
            fail_msg("%zu, a %s, is taken", i, cases[i].type);
        assert_null(out);
        mog_record_builder_free(&b);
        mog_buffer_free(&both);
    }
    end(&s);
}

static void a_crafted_commitment_is_refused_by_the_layout(void **state)
{
    fixture *f = *state;
    mog_error err;
    const mog_kind *kind = kind_of(f->arena, "kind k about system { a integer personal }");
    static const uint8_t bytes[32];
    for (uint32_t size = 0; size < 40; size++) {
        mog_record_builder b = {0};
        mog_record_begin(&b, kind, false);
        mog_record_put_bytes(&b, &kind->row, mog_record_first_row(), 0, bytes, size < 32 ? size : 32, size);
        finish(&b, "");
        mog_record *record = (mog_record *)b.bytes.at;
        record->flags |= MOG_RECORD_SEALED;
        err = MOG_ERROR_NONE;
        mog_status status = mog_record_check_layout(record, kind, &err);
        assert_int_equal(status, size == 32 ? MOG_OK : MOG_SYSTEM);
        uint64_t outside = UINT64_C(1000) << 32 | 32;
        memcpy((uint8_t *)record + mog_record_first_row() + 8, &outside, 8);
        assert_fails(mog_record_check_layout(record, kind, &err), MOG_SYSTEM, err, "outside");
        mog_record_builder_free(&b);
    }
}

/* ---- the edges */

static void records_without_personal_values_are_flagged_alone(void **state)
{
    fixture *f = *state;
    sealed s = begin(f);
    const mog_kind *kind = kind_of(f->arena, "kind many k about system { n integer a text personal }");
    mog_record_builder b = {0};
    mog_record_begin(&b, kind, false);
    mog_record_put_word(&b, &kind->row, mog_record_first_row(), 0, 7);
    finish(&b, "item");
    const mog_record *plain = mog_record_convert(f->arena, (const mog_record *)b.bytes.at, kind, kind);
    const mog_record *record = seal(&s, f->arena, &b, kind, "Åsa");
    assert_int_equal(s.count, 0);
    assert_null(s.boxes);
    assert_same(opened(&s, f->arena, record, kind), plain);
    assert_ptr_equal(opened(&s, f->arena, plain, kind), plain);

    mog_record_begin(&b, kind, true);
    mog_record_put_census(&b, (mog_text[]){MOG_TEXT("x"), MOG_TEXT("y")}, 2);
    finish(&b, "");
    plain = (const mog_record *)mog_arena_copy(f->arena, b.bytes.at, b.bytes.size);
    record = seal(&s, f->arena, &b, kind, NULL);
    assert_int_equal(mog_record_sealed_count(record, kind), 0);
    assert_same(opened(&s, f->arena, record, kind), plain);
    assert_int_equal(mog_keyring_count(s.ring), 0); /* nobody's key was made */
    mog_record_builder_free(&b);
    end(&s);
}

static void a_record_that_sealing_makes_too_large_is_refused(void **state)
{
    fixture *f = *state;
    sealed s = begin(f);
    mog_error err;
    const mog_kind *kind = kind_of(f->arena, "kind k about system { l list { a bool personal } }");
    const mog_row *child = kind->row.fields[0].type.row;
    mog_record_builder b = {.limit = 20000};
    mog_record_begin(&b, kind, false);
    size_t rows = mog_record_put_list(&b, &kind->row, mog_record_first_row(), 0, child, 1000);
    for (size_t i = 0; i < 1000; i++) mog_record_put_word(&b, child, rows + i * child->size, 0, 1);
    finish(&b, "");
    assert_fails(mog_record_seal(&s.boxes, &s.count, f->arena, &b, kind, (mog_text){0}, s.ring, &err), MOG_INPUT, err,
                 "would take more");
    assert_int_equal(s.count, 0);
    mog_record_builder_free(&b);
    end(&s);
}

static void one_builder_seals_record_after_record(void **state)
{
    fixture *f = *state;
    sealed s = begin(f);
    const mog_kind *kind = kind_of(f->arena, EVERY),
                   *other = kind_of(f->arena, "kind k about system { n integer personal }");
    mog_record_builder b = {0};
    for (uint64_t i = 0; i < 50; i++) {
        b.person = MOG_TEXT("left over");
        build_every(&b, kind);
        assert_int_equal(b.person.size, 0);
        const mog_record *plain = mog_record_convert(f->arena, (const mog_record *)b.bytes.at, kind, kind);
        assert_same(opened(&s, f->arena, seal(&s, f->arena, &b, kind, NULL), kind), plain);
        mog_record_begin(&b, other, false);
        mog_record_put_word(&b, &other->row, mog_record_first_row(), 0, i);
        finish(&b, "");
        const mog_record *small = opened(&s, f->arena, seal(&s, f->arena, &b, other, NULL), other);
        assert_int_equal(mog_load_word(mog_row_slot(mog_record_row(small), 1, 0)), i);
    }
    mog_record_builder_free(&b);
    end(&s);
}

int main(void)
{
#define IN_A_FOLDER(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(what_was_sealed_comes_out_as_it_was),
        IN_A_FOLDER(every_type_is_sealed_and_numbered_in_order),
        IN_A_FOLDER(whose_a_value_is_follows_from_the_record),
        IN_A_FOLDER(what_was_erased_is_absent_and_says_so),
        IN_A_FOLDER(what_was_altered_does_not_open),
        IN_A_FOLDER(a_crafted_value_that_does_not_fit_its_field_is_refused),
        IN_A_FOLDER(a_crafted_commitment_is_refused_by_the_layout),
        IN_A_FOLDER(records_without_personal_values_are_flagged_alone),
        IN_A_FOLDER(a_record_that_sealing_makes_too_large_is_refused),
        IN_A_FOLDER(one_builder_seals_record_after_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
