/* lsp_formatting.c: a document in the canonical layout. */
#include "cli/lsp.h"

#include "dsl/format.h"

/* One edit: what differs, from the first line that does to the last. */
static json_t *edit_between(const lsp_server *server, lsp_document *document, mog_text fresh)
{
    mog_text old = lsp_text_of(document);
    size_t start = 0, tail = 0, most = old.size < fresh.size ? old.size : fresh.size;
    while (start < most && old.at[start] == fresh.at[start]) start++;
    while (start > 0 && old.at[start - 1] != '\n') start--;
    while (tail < most - start && old.at[old.size - 1 - tail] == fresh.at[fresh.size - 1 - tail]) tail++;
    while (tail > 0 && old.at[old.size - 1 - tail] != '\n') tail--; /* whole lines */
    json_t *edit = mog_json_object();
    mog_json_set(edit, "range", lsp_range(server, document, (uint32_t)start, (uint32_t)(old.size - tail)));
    mog_json_set(edit, "newText", mog_json_text((mog_text){fresh.at + start, fresh.size - tail - start}));
    return edit;
}

/* A document with faults of syntax stays as it is: they are shown already. */
json_t *lsp_formatting(lsp_server *server, const json_t *params, lsp_failure *failure)
{
    lsp_spot spot;
    if (!lsp_find_document(&spot, server, params, failure)) return NULL;
    mog_input input = {mog_text_of(spot.document->path), lsp_text_of(spot.document)};
    mog_buffer fresh = {0};
    mog_diagnostics *faults;
    mog_error err = MOG_ERROR_NONE;
    json_t *out = NULL;
    switch (mog_format_file(&fresh, &faults, &input, &err)) {
    case MOG_OK: {
        mog_text text = {fresh.at ? fresh.at : "", fresh.size};
        out = mog_json_array();
        if (!mog_text_equal(text, input.text)) mog_json_append(out, edit_between(server, spot.document, text));
        break;
    }
    case MOG_INPUT: out = json_null(); break;
    default: lsp_fail(failure, LSP_REQUEST_FAILED, "%s", err.message);
    }
    mog_diagnostics_free(faults);
    mog_buffer_free(&fresh);
    return out;
}
