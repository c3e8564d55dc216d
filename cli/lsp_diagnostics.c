/* lsp_diagnostics.c: what is wrong with the policies, as the client shows it. */
#include "cli/lsp.h"

#include <stdlib.h>
#include <string.h>

enum { SEVERITY_ERROR = 1, SEVERITY_WARNING = 2, TAG_UNNECESSARY = 1 };

static json_t *one_to_json(const lsp_server *server, lsp_document *document, const mog_diagnostic *one)
{
    json_t *out = mog_json_object();
    mog_json_set(out, "range", lsp_range(server, document, one->span.start, one->span.end));
    mog_json_set(out, "severity", json_integer(mog_diagnostic_is_error(one->code) ? SEVERITY_ERROR : SEVERITY_WARNING));
    mog_json_set(out, "code", json_string(mog_diagnostic_name(one->code)));
    mog_json_set(out, "source", json_string("mognad"));
    mog_json_set(out, "message", mog_json_text(one->message));
    if (one->code == MOG_W0203) { /* what nobody uses */
        json_t *tags = mog_json_array();
        mog_json_append(tags, json_integer(TAG_UNNECESSARY));
        mog_json_set(out, "tags", tags);
    }
    return out;
}

/* Takes the list. */
static void publish(lsp_document *document, json_t *list, mog_buffer *out)
{
    char *text = json_dumps(list, JSON_COMPACT);
    if (!text) mog_out_of_memory();
    bool same = document->published ? strcmp(document->published, text) == 0 : json_array_size(list) == 0;
    if (same && (!document->open || document->version_told)) {
        free(text);
        json_decref(list);
        return;
    }
    free(document->published);
    document->published = text;
    document->version_told = true;
    json_t *params = mog_json_object();
    mog_json_set(params, "uri", mog_json_text(mog_text_of(document->uri)));
    if (document->open) mog_json_set(params, "version", json_integer(document->version));
    mog_json_set(params, "diagnostics", list);
    lsp_notify(out, "textDocument/publishDiagnostics", params);
}

void lsp_publish_none(lsp_document *document, mog_buffer *out)
{
    publish(document, mog_json_array(), out);
}

void lsp_publish(lsp_server *server, mog_buffer *out)
{
    const mog_analysis *analysis = lsp_analyse(server);
    const mog_diagnostics *all = analysis->diagnostics;
    size_t at = 0; /* diagnostics and documents are both in the order of paths */
    for (size_t i = 0; i < server->document_count; i++) {
        lsp_document *document = server->documents[i];
        int64_t file = mog_analysis_file(analysis, mog_text_of(document->path));
        if (file < 0) continue;
        json_t *list = mog_json_array();
        while (at < all->count && all->at[at].span.file < file) at++;
        for (; at < all->count && all->at[at].span.file == file; at++)
            mog_json_append(list, one_to_json(server, document, &all->at[at]));
        publish(document, list, out);
    }
    server->unpublished = false;
}
