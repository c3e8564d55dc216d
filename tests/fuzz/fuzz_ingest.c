/* Any bytes as a stream of evidence. What is taken must be a sound record that tells itself back as a line that is taken. */
#include "engine/ingest/reader.h"

#include <stdlib.h>
#include <string.h>

static const char layout[] =
    "kind plain about system { yes bool whole integer real number word text when time span duration "
    "pick enum { one, two } rule control owner unit storage { site text class { level integer } } "
    "volumes list { name text size number keeper text personal tags set of text } days set of enum { mon, tue } "
    "rules set of control units set of unit spans set of duration numbers set of number }";
static const char many[] = "kind many item about system { note text }";

static mog_policy policy;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const mog_kind *kinds[2];
    (void)argc, (void)argv;
    mog_arena *arena = mog_arena_new();
    for (size_t i = 0; i < 2; i++) {
        mog_kind *kind = NULL;
        if (mog_kind_parse(&kind, arena, mog_text_of(i ? many : layout), NULL)) abort();
        kinds[i] = kind;
    }
    policy = (mog_policy){.arena = arena, .kinds = kinds, .kind_count = 2};
    return 0;
}

/* The record that was just read, as a line. */
static char *tell(const mog_ingest *ingest)
{
    char *text = NULL;
    size_t size;
    const mog_record *record = (const mog_record *)ingest->builder.bytes.at;
    bool is_many = record->item_size || (record->flags & MOG_RECORD_CENSUS);
    if (mog_record_check_layout(record, policy.kinds[is_many], NULL)) abort();
    json_t *json = mog_record_to_json(record, policy.kinds[is_many], true);
    json_object_del(json, "id");
    json_object_del(json, "recorded");
    FILE *stream = open_memstream(&text, &size);
    if (mog_json_write(stream, json, 0, NULL)) abort();
    fclose(stream);
    json_decref(json);
    return text;
}

static void check_line(mog_ingest *ingest, mog_text line)
{
    mog_error err = MOG_ERROR_NONE;
    if (mog_ingest_line(NULL, ingest, NULL, line, &err)) {
        if (err.status != MOG_INPUT || !err.message[0]) abort();
        return;
    }
    /* Once more, since numbers that are told alike become one member of a set. */
    char *told[3] = {tell(ingest)};
    for (int i = 1; i < 3; i++) {
        if (mog_ingest_line(NULL, ingest, NULL, mog_text_of(told[i - 1]), NULL)) abort();
        told[i] = tell(ingest);
    }
    if (strcmp(told[1], told[2]) != 0) abort();
    for (int i = 0; i < 3; i++) free(told[i]);
}

static mog_status go_on(void *context, const mog_error *cause)
{
    (void)context, (void)cause;
    return MOG_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    mog_ingest *ingest = mog_ingest_new(&policy, INT64_C(1793534400000000000), NULL);
    mog_ingest_counts counts = {0};
    if (size > 0) {
        FILE *stream = fmemopen((void *)bytes, size, "r");
        if (!stream || mog_ingest_stream(&counts, ingest, NULL, stream, "fuzz", go_on, NULL, NULL)) abort();
        fclose(stream);
    }
    check_line(ingest, (mog_text){(const char *)bytes, size});
    mog_ingest_free(ingest);
    return 0;
}
