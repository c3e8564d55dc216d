/* lsp_document.c: the policy files of a session: those under the policy paths, and those open in the editor, which stand for their files. */
#include "cli/lsp.h"

#include "base/file.h"
#include "dsl/limits.h"

#include <stdlib.h>
#include <string.h>

/* ---- finding */

/* Where the path is, or belongs. */
static size_t place_of(const lsp_server *server, mog_text path)
{
    size_t low = 0, high = server->document_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (mog_text_compare(mog_text_of(server->documents[middle]->path), path) < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

lsp_document *lsp_find_path(const lsp_server *server, mog_text path)
{
    size_t at = place_of(server, path);
    if (at == server->document_count) return NULL;
    return mog_text_equal(mog_text_of(server->documents[at]->path), path) ? server->documents[at] : NULL;
}

lsp_document *lsp_find_uri(const lsp_server *server, mog_text uri)
{
    for (size_t i = 0; i < server->document_count; i++) {
        if (mog_text_equal(mog_text_of(server->documents[i]->uri), uri)) return server->documents[i];
    }
    char *path = lsp_uri_to_path(uri); /* the same written otherwise */
    lsp_document *document = lsp_find_path(server, mog_text_of(path));
    free(path);
    return document;
}

/* ---- texts */

mog_text lsp_text_of(const lsp_document *document)
{
    return (mog_text){document->text.at ? document->text.at : "", document->text.size};
}

void lsp_set_text(lsp_server *server, lsp_document *document, mog_text text)
{
    if (mog_text_equal(lsp_text_of(document), text)) return;
    mog_buffer fresh = {0}; /* `text` may be part of what stands there */
    mog_buffer_add_text(&fresh, text);
    mog_buffer_free(&document->text);
    document->text = fresh;
    document->lines_stand = false;
    server->stale = true;
}

const lsp_lines *lsp_lines_of(lsp_document *document)
{
    if (!document->lines_stand) lsp_lines_find(&document->lines, lsp_text_of(document));
    document->lines_stand = true;
    return &document->lines;
}

/* ---- coming and going */

lsp_document *lsp_add_document(lsp_server *server, const char *path, const char *uri)
{
    size_t at = place_of(server, mog_text_of(path));
    lsp_document *document = mog_allocate(sizeof *document);
    *document = (lsp_document){.path = mog_strdup(path), .uri = mog_strdup(uri)};
    MOG_PUSH(server->documents, server->document_count, server->document_capacity) = document;
    memmove(&server->documents[at + 1], &server->documents[at], (server->document_count - 1 - at) * sizeof document);
    server->documents[at] = document;
    server->stale = true;
    return document;
}

static void free_document(lsp_document *document)
{
    free(document->path);
    free(document->uri);
    free(document->published);
    mog_buffer_free(&document->text);
    lsp_lines_free(&document->lines);
    free(document);
}

void lsp_free_documents(lsp_server *server)
{
    for (size_t i = 0; i < server->document_count; i++) free_document(server->documents[i]);
    free(server->documents);
}

/* Those that are neither files nor open any more. */
static void drop_gone(lsp_server *server, mog_buffer *out)
{
    size_t kept = 0;
    for (size_t i = 0; i < server->document_count; i++) {
        lsp_document *document = server->documents[i];
        if (document->open || document->on_disk) {
            server->documents[kept++] = document;
            continue;
        }
        lsp_publish_none(document, out);
        free_document(document);
        server->stale = true;
    }
    server->document_count = kept;
}

/* ---- the disk */

static void tell(mog_buffer *out, const mog_error *err)
{
    enum { WARNING = 2 };
    json_t *params = mog_json_object();
    char text[1100];
    snprintf(text, sizeof text, "%s%s%s", err->place, err->place[0] ? ": " : "", err->message);
    mog_json_set(params, "type", json_integer(WARNING));
    mog_json_set(params, "message", mog_json_text(mog_text_of(text)));
    lsp_notify(out, "window/logMessage", params);
}

static void scan_file(lsp_server *server, mog_arena *arena, const char *name, mog_buffer *out)
{
    char *path = realpath(name, NULL);
    if (!path) return; /* it went away meanwhile */
    lsp_document *document = lsp_find_path(server, mog_text_of(path));
    if (!document) {
        char *uri = lsp_path_to_uri(mog_text_of(path));
        document = lsp_add_document(server, path, uri);
        free(uri);
    }
    free(path);
    document->seen = true;
    if (document->open) return;
    mog_error err = MOG_ERROR_NONE;
    mog_text text;
    if (mog_file_read(&text, arena, name, MOG_LIMIT_FILE, &err) == MOG_OK) lsp_set_text(server, document, text);
    else tell(out, &err);
}

void lsp_scan(lsp_server *server, mog_buffer *out)
{
    mog_arena *arena = mog_arena_new();
    for (size_t i = 0; i < server->document_count; i++) server->documents[i]->seen = false;
    for (size_t i = 0; i < server->options.path_count; i++) {
        char **files;
        size_t count;
        mog_error err = MOG_ERROR_NONE;
        if (mog_file_find(&files, &count, arena, server->options.paths[i], ".mog", &err)) {
            tell(out, &err);
            continue;
        }
        for (size_t f = 0; f < count; f++) scan_file(server, arena, files[f], out);
    }
    for (size_t i = 0; i < server->document_count; i++) server->documents[i]->on_disk = server->documents[i]->seen;
    drop_gone(server, out);
    mog_arena_free(arena);
}
