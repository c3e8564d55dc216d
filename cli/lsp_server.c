/* lsp_server.c: a session: which message is allowed when, who answers it, and the answer's frame. */
#include "cli/lsp.h"

#include "base/version.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- making, and the analysis */

lsp_server *lsp_server_new(const lsp_options *options)
{
    lsp_server *server = mog_allocate(sizeof *server);
    *server = (lsp_server){.options = *options, .stale = true};
    return server;
}

void lsp_server_free(lsp_server *server)
{
    if (!server) return;
    lsp_free_documents(server);
    mog_analysis_free(server->analysis);
    free(server);
}

const mog_analysis *lsp_analyse(lsp_server *server)
{
    if (!server->stale && server->analysis) return server->analysis;
    size_t count = server->document_count + server->options.kind_count, at = 0;
    mog_input *inputs = mog_allocate((count + 1) * sizeof *inputs);
    for (size_t i = 0; i < server->document_count; i++)
        inputs[at++] = (mog_input){mog_text_of(server->documents[i]->path), lsp_text_of(server->documents[i])};
    for (size_t i = 0; i < server->options.kind_count; i++) inputs[at++] = server->options.kinds[i];
    mog_analysis_free(server->analysis);
    server->analysis = mog_analyse(inputs, count, server->options.plugins);
    server->stale = false;
    server->unpublished = true;
    free(inputs);
    return server->analysis;
}

void lsp_server_settle(lsp_server *server, mog_buffer *out)
{
    if (server->state != LSP_READY) return;
    if (server->stale || server->unpublished) lsp_publish(server, out);
}

/* ---- places */

json_t *lsp_fail(lsp_failure *failure, int code, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(failure->message, sizeof failure->message, format, list);
    va_end(list);
    failure->code = code;
    return NULL;
}

bool lsp_find_document(lsp_spot *out, lsp_server *server, const json_t *params, lsp_failure *failure)
{
    mog_text uri = lsp_text(json_object_get(params, "textDocument"), "uri");
    *out = (lsp_spot){.document = lsp_find_uri(server, uri)};
    if (out->document) {
        out->analysis = lsp_analyse(server);
        int64_t file = mog_analysis_file(out->analysis, mog_text_of(out->document->path));
        if (file >= 0) {
            out->file = (uint32_t)file;
            return true;
        }
    }
    lsp_fail(failure, LSP_INVALID_PARAMS, "no such document is open: `%.*s`", uri.size > 300 ? 300 : (int)uri.size,
             uri.at);
    return false;
}

bool lsp_find_spot(lsp_spot *out, lsp_server *server, const json_t *params, lsp_failure *failure)
{
    lsp_position position;
    if (!lsp_read_position(&position, json_object_get(params, "position"))) {
        lsp_fail(failure, LSP_INVALID_PARAMS, "`position` must have a line and a character, whole numbers from 0");
        return false;
    }
    if (!lsp_find_document(out, server, params, failure)) return false;
    lsp_document *document = out->document;
    out->offset = (uint32_t)lsp_offset_of(lsp_text_of(document), lsp_lines_of(document), server->encoding, position);
    return true;
}

static json_t *position_to_json(const lsp_server *server, lsp_document *document, uint32_t offset)
{
    lsp_position at = lsp_position_of(lsp_text_of(document), lsp_lines_of(document), server->encoding, offset);
    json_t *out = mog_json_object();
    mog_json_set(out, "line", json_integer((json_int_t)at.line));
    mog_json_set(out, "character", json_integer((json_int_t)at.character));
    return out;
}

json_t *lsp_range(const lsp_server *server, lsp_document *document, uint32_t start, uint32_t end)
{
    json_t *out = mog_json_object();
    mog_json_set(out, "start", position_to_json(server, document, start));
    mog_json_set(out, "end", position_to_json(server, document, end));
    return out;
}

json_t *lsp_location(const lsp_server *server, const mog_analysis *analysis, mog_span span)
{
    lsp_document *document = lsp_find_path(server, analysis->files[span.file].path);
    if (!document) return NULL;
    json_t *out = mog_json_object();
    mog_json_set(out, "uri", mog_json_text(mog_text_of(document->uri)));
    mog_json_set(out, "range", lsp_range(server, document, span.start, span.end));
    return out;
}

/* ---- the order of a session */

/* The client's encoding is UTF-16 unless it offers another that costs nothing. */
static lsp_encoding choose_encoding(const json_t *offered)
{
    if (lsp_lists(offered, "utf-8")) return LSP_UTF8;
    return !json_array_size(offered) || lsp_lists(offered, "utf-16") || !lsp_lists(offered, "utf-32") ? LSP_UTF16
                                                                                                      : LSP_UTF32;
}

static json_t *capabilities(const lsp_server *server)
{
    static const char *const encodings[] = {[LSP_UTF16] = "utf-16", [LSP_UTF8] = "utf-8", [LSP_UTF32] = "utf-32"};
    enum { INCREMENTAL = 2 };
    json_t *out = mog_json_object(), *sync = mog_json_object(), *completion = mog_json_object(),
           *triggers = mog_json_array();
    mog_json_set(out, "positionEncoding", json_string(encodings[server->encoding]));
    mog_json_set(sync, "openClose", json_true());
    mog_json_set(sync, "change", json_integer(INCREMENTAL));
    mog_json_set(sync, "save", json_true());
    mog_json_set(out, "textDocumentSync", sync);
    mog_json_append(triggers, json_string("."));
    mog_json_set(completion, "triggerCharacters", triggers);
    mog_json_set(out, "completionProvider", completion);
    static const char *const provided[] = {"hoverProvider",  "definitionProvider",     "referencesProvider",
                                           "renameProvider", "documentSymbolProvider", "documentFormattingProvider"};
    for (size_t i = 0; i < sizeof provided / sizeof *provided; i++) mog_json_set(out, provided[i], json_true());
    return out;
}

static json_t *initialize(lsp_server *server, const json_t *params, lsp_failure *failure)
{
    if (server->state != LSP_NEW) return lsp_fail(failure, LSP_INVALID_REQUEST, "the session is initialized already");
    const json_t *client = json_object_get(params, "capabilities");
    server->encoding = choose_encoding(lsp_path(client, "general.positionEncodings"));
    server->markdown = lsp_lists(lsp_path(client, "textDocument.hover.contentFormat"), "markdown");
    server->hierarchical =
        json_is_true(lsp_path(client, "textDocument.documentSymbol.hierarchicalDocumentSymbolSupport"));
    server->state = LSP_READY;
    json_t *out = mog_json_object(), *about = mog_json_object();
    mog_json_set(about, "name", json_string("mognad"));
    mog_json_set(about, "version", json_string(MOG_VERSION));
    mog_json_set(out, "capabilities", capabilities(server));
    mog_json_set(out, "serverInfo", about);
    return out;
}

static void initialized(lsp_server *server, const json_t *params, mog_buffer *out)
{
    (void)params;
    lsp_scan(server, out);
    server->unpublished = true;
}

static void watched_files_changed(lsp_server *server, const json_t *params, mog_buffer *out)
{
    (void)params;
    lsp_scan(server, out);
}

static json_t *shut(lsp_server *server, const json_t *params, lsp_failure *failure)
{
    (void)params;
    (void)failure;
    server->state = LSP_SHUT;
    return json_null();
}

static void leave(lsp_server *server, const json_t *params, mog_buffer *out)
{
    (void)params;
    (void)out;
    server->was_shut = server->state == LSP_SHUT;
    server->state = LSP_ENDED;
}

/* ---- messages */

static const struct {
    const char *method;
    json_t *(*answer)(lsp_server *server, const json_t *params, lsp_failure *failure); /* a request */
    void (*take)(lsp_server *server, const json_t *params, mog_buffer *out);           /* a notification */
} methods[] = {
    {"initialize", initialize, NULL},
    {"shutdown", shut, NULL},
    {"textDocument/hover", lsp_hover, NULL},
    {"textDocument/completion", lsp_completion, NULL},
    {"textDocument/definition", lsp_definition, NULL},
    {"textDocument/references", lsp_references, NULL},
    {"textDocument/rename", lsp_rename, NULL},
    {"textDocument/documentSymbol", lsp_symbols, NULL},
    {"textDocument/formatting", lsp_formatting, NULL},
    {"initialized", NULL, initialized},
    {"exit", NULL, leave},
    {"textDocument/didOpen", NULL, lsp_did_open},
    {"textDocument/didChange", NULL, lsp_did_change},
    {"textDocument/didSave", NULL, lsp_did_save},
    {"textDocument/didClose", NULL, lsp_did_close},
    {"workspace/didChangeWatchedFiles", NULL, watched_files_changed},
};

static void respond(mog_buffer *out, const json_t *id, json_t *result, const lsp_failure *failure)
{
    json_t *message = mog_json_object();
    mog_json_set(message, "jsonrpc", json_string("2.0"));
    mog_json_set(message, "id", id ? json_incref((json_t *)(uintptr_t)id) : json_null());
    if (failure->code) {
        json_t *error = mog_json_object();
        mog_json_set(error, "code", json_integer(failure->code));
        mog_json_set(error, "message", mog_json_text(mog_text_of(failure->message)));
        mog_json_set(message, "error", error);
    } else {
        mog_json_set(message, "result", result);
    }
    lsp_send(out, message);
}

static bool may_answer(const lsp_server *server, const char *method, lsp_failure *failure)
{
    if (server->state == LSP_READY || strcmp(method, "initialize") == 0) return true;
    if (server->state == LSP_NEW)
        lsp_fail(failure, LSP_NOT_INITIALIZED, "the session begins with the request initialize");
    else lsp_fail(failure, LSP_INVALID_REQUEST, "the session is shut down; only exit may follow");
    return false;
}

static void answer(lsp_server *server, const json_t *id, const char *method, const json_t *params, mog_buffer *out)
{
    lsp_failure failure = {0};
    json_t *result = NULL;
    size_t i = 0, count = sizeof methods / sizeof *methods;
    while (i < count && !(methods[i].answer && strcmp(methods[i].method, method) == 0)) i++;
    if (may_answer(server, method, &failure)) {
        if (i < count) result = methods[i].answer(server, params, &failure);
        else lsp_fail(&failure, LSP_METHOD_NOT_FOUND, "this server does not answer `%.200s`", method);
    }
    respond(out, id, result, &failure);
}

static void take(lsp_server *server, const char *method, const json_t *params, mog_buffer *out)
{
    if (server->state != LSP_READY && strcmp(method, "exit") != 0) return;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (methods[i].take && strcmp(methods[i].method, method) == 0) methods[i].take(server, params, out);
    }
}

void lsp_server_fault(const char *fault, mog_buffer *out)
{
    lsp_failure failure = {0};
    lsp_fail(&failure, LSP_PARSE_ERROR, "%s", fault);
    respond(out, NULL, NULL, &failure);
}

void lsp_server_receive(lsp_server *server, mog_text text, mog_buffer *out)
{
    if (server->state == LSP_ENDED) return;
    json_error_t fault;
    lsp_failure failure = {0};
    json_t *message = json_loadb(text.size ? text.at : "", text.size, JSON_ALLOW_NUL | JSON_DECODE_ANY, &fault);
    if (!message) {
        if (json_error_code(&fault) == json_error_out_of_memory) mog_out_of_memory();
        lsp_fail(&failure, LSP_PARSE_ERROR, "the message is not JSON: %s", fault.text);
        respond(out, NULL, NULL, &failure);
        return;
    }
    const json_t *id = json_object_get(message, "id"), *params = json_object_get(message, "params");
    const char *method = json_string_value(json_object_get(message, "method"));
    if (method && id && !json_is_string(id) && !json_is_integer(id)) {
        lsp_fail(&failure, LSP_INVALID_REQUEST, "the id of a request is a whole number or a string");
        respond(out, NULL, NULL, &failure);
    } else if (method && id) {
        answer(server, id, method, params, out);
    } else if (method) {
        take(server, method, params, out);
    } else if (!json_is_object(message) || !(json_object_get(message, "result") || json_object_get(message, "error"))) {
        lsp_fail(&failure, LSP_INVALID_REQUEST, "a message is an object with `method`");
        respond(out, NULL, NULL, &failure);
    } /* else the client's answer; nothing was asked of it */
    json_decref(message);
}
