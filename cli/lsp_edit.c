/* lsp_edit.c: documents as the client opens, changes, saves and closes them. */
#include "cli/lsp.h"

#include <stdlib.h>
#include <string.h>

/* The document that a notification names, if it is open. */
static lsp_document *open_document(lsp_server *server, const json_t *params)
{
    lsp_document *document = lsp_find_uri(server, lsp_text(json_object_get(params, "textDocument"), "uri"));
    return document && document->open ? document : NULL;
}

static void set_uri(lsp_document *document, mog_text uri)
{
    char *copy = mog_allocate(uri.size + 1);
    memcpy(copy, uri.at, uri.size);
    copy[uri.size] = '\0';
    free(document->uri);
    document->uri = copy;
}

void lsp_did_open(lsp_server *server, const json_t *params, mog_buffer *out)
{
    (void)out;
    const json_t *item = json_object_get(params, "textDocument");
    mog_text uri = lsp_text(item, "uri");
    if (!uri.size || !json_is_string(json_object_get(item, "text"))) return;
    lsp_document *document = lsp_find_uri(server, uri);
    if (!document) {
        char *path = lsp_uri_to_path(uri);
        document = lsp_add_document(server, path, "");
        free(path);
    }
    set_uri(document, uri);
    document->open = true;
    document->version = lsp_integer(item, "version", 0);
    document->version_told = false;
    lsp_set_text(server, document, lsp_text(item, "text"));
    server->unpublished = true;
}

static void change(lsp_server *server, lsp_document *document, const json_t *one)
{
    const json_t *range = json_object_get(one, "range");
    if (!json_is_string(json_object_get(one, "text"))) return;
    mog_text fresh = lsp_text(one, "text"), text = lsp_text_of(document);
    lsp_position from, to;
    if (!range || json_is_null(range)) {
        lsp_set_text(server, document, fresh);
        return;
    }
    if (!lsp_read_position(&from, json_object_get(range, "start"))) return;
    if (!lsp_read_position(&to, json_object_get(range, "end"))) return;
    const lsp_lines *lines = lsp_lines_of(document);
    size_t start = lsp_offset_of(text, lines, server->encoding, from);
    size_t end = lsp_offset_of(text, lines, server->encoding, to);
    if (end < start) {
        size_t held = start;
        start = end;
        end = held;
    }
    mog_buffer changed = {0};
    mog_buffer_add(&changed, text.at, start);
    mog_buffer_add_text(&changed, fresh);
    mog_buffer_add(&changed, text.at + end, text.size - end);
    lsp_set_text(server, document, (mog_text){changed.at, changed.size});
    mog_buffer_free(&changed);
}

void lsp_did_change(lsp_server *server, const json_t *params, mog_buffer *out)
{
    (void)out;
    lsp_document *document = open_document(server, params);
    if (!document) return;
    const json_t *changes = json_object_get(params, "contentChanges");
    for (size_t i = 0; i < json_array_size(changes); i++) change(server, document, json_array_get(changes, i));
    document->version = lsp_integer(json_object_get(params, "textDocument"), "version", document->version);
    document->version_told = false;
    server->unpublished = true;
}

void lsp_did_save(lsp_server *server, const json_t *params, mog_buffer *out)
{
    lsp_document *document = open_document(server, params);
    if (document && json_is_string(json_object_get(params, "text")))
        lsp_set_text(server, document, lsp_text(params, "text"));
    lsp_scan(server, out); /* a file may be new */
    server->unpublished = true;
}

void lsp_did_close(lsp_server *server, const json_t *params, mog_buffer *out)
{
    lsp_document *document = open_document(server, params);
    if (!document) return;
    document->open = false;
    lsp_scan(server, out); /* the file counts again, if there is one */
    server->unpublished = true;
}
