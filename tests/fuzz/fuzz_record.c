/* Any bytes as a record, its checksum repaired: what check_layout accepts can be opened, read, converted and read again
 * without leaving its bytes. Input: which layout, then the record. */
#include "engine/store/seal.h"

#include "tests/record_reader.h"

#include <stdlib.h>

static const char BACKUP[] =
    "kind backup about system { schedule enum { none, daily } encrypted bool last time storage { site text offline bool } "
    "volumes list { name text size number copies list { at time } } controls set of control owner unit keep duration "
    "count integer }";
static const char ACCOUNT[] =
    "kind many account about system { name text tags set of text states set of enum { a, b, c } spans set of duration "
    "owners set of unit }";
static const char PLAIN[] = "kind plain about system { a integer }";

static const char PERSONAL[] =
    "kind person about system { name text personal age integer personal ties list { to unit personal note text } at time "
    "words set of text personal }";

/* What each is converted to: fields gained, lost, retyped and moved. */
static const char LATER_BACKUP[] =
    "kind backup about system { keep duration owner system volumes list { extra text copies list { at time by text } name "
    "text size integer } schedule enum { daily, weekly, none } controls set of text encrypted bool storage { offline bool "
    "site text } }";
static const char LATER_ACCOUNT[] =
    "kind many account about system { states set of enum { c, a } owners set of unit spans set of duration name text tags "
    "set of text }";
static const char LATER_PLAIN[] = "kind plain about system { b text a number }";
static const char LATER_PERSONAL[] =
    "kind person about system { words set of text at time ties list { note text to unit } age integer name text personal }";

static const char *const LAYOUTS[] = {BACKUP, ACCOUNT, PLAIN, PERSONAL};
static const char *const LATER[] = {LATER_BACKUP, LATER_ACCOUNT, LATER_PLAIN, LATER_PERSONAL};
#define COUNT (sizeof LAYOUTS / sizeof *LAYOUTS)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static mog_arena *kinds;
    static mog_kind *layouts[COUNT], *later[COUNT];
    if (!kinds) {
        kinds = mog_arena_new();
        for (size_t i = 0; i < COUNT; i++) {
            if (mog_kind_parse(&layouts[i], kinds, mog_text_of(LAYOUTS[i]), NULL)) abort();
            if (mog_kind_parse(&later[i], kinds, mog_text_of(LATER[i]), NULL)) abort();
        }
    }
    if (size < 1 + sizeof(mog_record) || size > 1 << 16) return 0;
    size_t which = bytes[0] % COUNT;
    size_t record_size = size - 1;
    mog_record *record = malloc(record_size); /* of just that size, so that a byte too far is seen */
    memcpy(record, bytes + 1, record_size);
    record->size = (uint32_t)record_size;
    record->format = MOG_RECORD_FORMAT;
    record->checksum = mog_record_checksum(record);
    mog_error err = MOG_ERROR_NONE;
    /* The texts of its header may lie outside it; otherwise it is whole now. */
    mog_status status = mog_record_check(record, record_size, &err);
    if (status && !strstr(err.message, "subject, item or source")) abort();
    if (status && !mog_record_check_layout(record, layouts[which], NULL)) abort();
    err = (mog_error)MOG_ERROR_NONE;
    if (mog_record_check_layout(record, layouts[which], &err)) {
        if (err.status != MOG_SYSTEM || !err.message[0]) abort();
    } else {
        mog_arena *arena = mog_arena_new();
        const mog_record *open; /* of a sealed one all values are withheld */
        if (mog_record_open(&open, arena, record, layouts[which], NULL, NULL, NULL, NULL)) abort();
        if (open != record && mog_record_check_layout(open, layouts[which], NULL)) abort();
        volatile uint64_t sum = read_record(open, layouts[which]) + mog_record_sealed_count(record, layouts[which]);
        const mog_record *converted = mog_record_convert(arena, open, layouts[which], later[which]);
        if (converted && mog_record_check_layout(converted, later[which], NULL)) abort();
        if (converted) sum += read_record(converted, later[which]);
        (void)sum;
        mog_arena_free(arena);
    }
    free(record);
    return 0;
}
