/* Any bytes as what an editor sends: no crash, no hang, no leak, and each answer is a frame of JSON. Input that
 *   - holds a header: the bytes of stdin, taken in two pieces, so that a message may be cut anywhere;
 *   - begins with `{`: lines of messages, for which an open document stands ready;
 *   - is anything else: a document, of which everything is asked at several places. */
#include "cli/lsp.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char KINDS[] =
    "module k\n"
    "kind system about system { name text  class { a integer } l list { name text o bool } e enum { x, y } }\n"
    "kind many m about system { o bool  i integer  t time  c set of control }\n";

static const char OPENING[] =
    "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":{\"uri\":\"untitled:a\",\"version\":1,"
    "\"text\":\"module a\\nuse k\\nparam p = 2 days\\ncontrol 8.5 { rule r { title \\\"å 😀 {p}\\\" level 1 for system s\\n"
    "require every v in m where v.o has v.i in { 1, 2 } and s.e = x } }\\n\"}}}";

static void demand(bool holds)
{
    if (!holds) abort();
}

/* What was said is whole frames of JSON. */
static void check_out(mog_buffer *out)
{
    lsp_frames frames = {0};
    mog_text message;
    const char *fault;
    if (out->size) lsp_frames_add(&frames, out->at, out->size);
    for (;;) {
        lsp_frame frame = lsp_frames_next(&frames, &message, &fault);
        if (frame == LSP_FRAME_NONE) break;
        demand(frame == LSP_FRAME_MESSAGE);
        json_t *json = json_loadb(message.at, message.size, JSON_ALLOW_NUL, NULL);
        demand(json != NULL);
        json_decref(json);
    }
    demand(frames.start == frames.bytes.size && !frames.in_content);
    lsp_frames_free(&frames);
    mog_buffer_clear(out);
}

static void take_all(lsp_server *server, lsp_frames *frames, mog_buffer *out)
{
    mog_text message;
    const char *fault;
    for (lsp_frame frame; (frame = lsp_frames_next(frames, &message, &fault)) != LSP_FRAME_NONE;) {
        if (frame == LSP_FRAME_FAULT) lsp_server_fault(fault, out);
        else lsp_server_receive(server, message, out);
    }
}

static void as_bytes(lsp_server *server, mog_text bytes, mog_buffer *out)
{
    lsp_frames frames = {0};
    lsp_frames_add(&frames, bytes.at, bytes.size / 2);
    take_all(server, &frames, out);
    lsp_server_settle(server, out);
    lsp_frames_add(&frames, bytes.at + bytes.size / 2, bytes.size - bytes.size / 2);
    take_all(server, &frames, out);
    lsp_frames_free(&frames);
}

static void as_lines(lsp_server *server, mog_text bytes, mog_buffer *out)
{
    lsp_server_receive(server, MOG_TEXT("{\"id\":1,\"method\":\"initialize\",\"params\":{}}"), out);
    lsp_server_receive(server, mog_text_of(OPENING), out);
    for (size_t start = 0; start < bytes.size;) {
        const char *end = memchr(bytes.at + start, '\n', bytes.size - start);
        size_t line = end ? (size_t)(end - bytes.at) - start : bytes.size - start;
        lsp_server_receive(server, (mog_text){bytes.at + start, line}, out);
        start += line + 1;
    }
}

static void ask(lsp_server *server, const char *method, json_t *params, mog_buffer *out)
{
    json_t *message = mog_json_object();
    mog_json_set(message, "id", json_integer(2));
    mog_json_set(message, "method", json_string(method));
    mog_json_set(message, "params", json_incref(params));
    char *text = json_dumps(message, JSON_COMPACT);
    demand(text != NULL);
    lsp_server_receive(server, mog_text_of(text), out);
    free(text);
    json_decref(message);
}

static json_t *document(const char *uri, mog_text text)
{
    json_t *params = mog_json_object(), *item = mog_json_object();
    mog_json_set(item, "uri", json_string(uri));
    mog_json_set(item, "text", mog_json_text(text));
    mog_json_set(params, "textDocument", item);
    mog_json_set(params, "newName", json_string("fresh"));
    return params;
}

static void as_document(lsp_server *server, mog_text text, mog_buffer *out)
{
    enum { PLACES = 12 };
    static const char *const methods[] = {"textDocument/hover", "textDocument/completion", "textDocument/definition",
                                          "textDocument/references", "textDocument/rename"};
    json_t *params = document("untitled:b", text);
    lsp_server_receive(server, MOG_TEXT("{\"id\":1,\"method\":\"initialize\",\"params\":{}}"), out);
    lsp_did_open(server, params, out);
    lsp_lines lines = {0};
    lsp_lines_find(&lines, text);
    for (size_t i = 0; i <= PLACES; i++) {
        lsp_position at = lsp_position_of(text, &lines, LSP_UTF16, text.size * i / PLACES);
        json_t *position = mog_json_object();
        mog_json_set(position, "line", json_integer((json_int_t)at.line));
        mog_json_set(position, "character", json_integer((json_int_t)at.character));
        mog_json_set(params, "position", position);
        for (size_t m = 0; m < sizeof methods / sizeof *methods; m++) ask(server, methods[m], params, out);
    }
    ask(server, "textDocument/documentSymbol", params, out);
    ask(server, "textDocument/formatting", params, out);
    lsp_lines_free(&lines);
    json_decref(params);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const mog_plugin_function functions[] = {{{"p", 1}, {"f", 1}, {"number(text)", 12}}};
    static const mog_text names[] = {{"p", 1}};
    static const mog_plugins plugins = {functions, 1, names, 1};
    static const mog_input kinds[] = {{{"plugin k", 8}, {KINDS, sizeof KINDS - 1}}};
    lsp_options options = {.kinds = kinds, .kind_count = 1, .plugins = &plugins, .swedish = size & 1};
    lsp_server *server = lsp_server_new(&options);
    mog_buffer out = {0};
    mog_text all = {(const char *)bytes, size};
    if (size == 0) all.at = "";
    if (mog_text_contains(all, MOG_TEXT("Content-Length"))) as_bytes(server, all, &out);
    else if (size && bytes[0] == '{') as_lines(server, all, &out);
    else as_document(server, all, &out);
    lsp_server_settle(server, &out);
    check_out(&out);
    mog_buffer_free(&out);
    lsp_server_free(server);
    return 0;
}
