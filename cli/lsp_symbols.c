/* lsp_symbols.c: the table of contents of a document. */
#include "cli/lsp.h"

#include "dsl/outline.h"

/* SymbolKind of the protocol. */
static int symbol_kind(mog_mention_tag tag)
{
    enum {
        MODULE = 2,
        NAMESPACE = 3,
        PACKAGE = 4,
        CLASS = 5,
        METHOD = 6,
        FIELD = 8,
        FUNCTION = 12,
        CONSTANT = 14,
        OBJECT = 19,
        STRUCT = 23,
        EVENT = 24
    };
    static const int kinds[MOG_MENTION_COUNT] = {
        [MOG_MENTION_MODULE] = MODULE,  [MOG_MENTION_KIND] = STRUCT,      [MOG_MENTION_FIELD] = FIELD,
        [MOG_MENTION_PARAM] = CONSTANT, [MOG_MENTION_LET] = FUNCTION,     [MOG_MENTION_CONTROL] = CLASS,
        [MOG_MENTION_RULE] = METHOD,    [MOG_MENTION_THEME] = NAMESPACE,  [MOG_MENTION_CATALOGUE] = PACKAGE,
        [MOG_MENTION_GATE] = CLASS,     [MOG_MENTION_STEP] = METHOD,      [MOG_MENTION_PROFILE] = OBJECT,
        [MOG_MENTION_GROUP] = OBJECT,   [MOG_MENTION_EXPRESSION] = EVENT, /* a test */
    };
    return kinds[tag] ? kinds[tag] : OBJECT;
}

static json_t *name_of(const mog_outline *one)
{
    return mog_json_text(one->name.size ? one->name : MOG_TEXT("?")); /* the protocol wants one */
}

static json_t *tree(const lsp_server *server, lsp_document *document, const mog_outline *list)
{
    json_t *out = mog_json_array();
    for (const mog_outline *one = list; one; one = one->next) {
        json_t *symbol = mog_json_object();
        mog_json_set(symbol, "name", name_of(one));
        if (one->detail.size) mog_json_set(symbol, "detail", mog_json_text(one->detail));
        mog_json_set(symbol, "kind", json_integer(symbol_kind(one->tag)));
        mog_json_set(symbol, "range", lsp_range(server, document, one->whole.start, one->whole.end));
        mog_json_set(symbol, "selectionRange", lsp_range(server, document, one->own.start, one->own.end));
        if (one->inner) mog_json_set(symbol, "children", tree(server, document, one->inner));
        mog_json_append(out, symbol);
    }
    return out;
}

static void flatten(json_t *out, const lsp_server *server, lsp_document *document, const mog_outline *list,
                    mog_text container)
{
    for (const mog_outline *one = list; one; one = one->next) {
        json_t *symbol = mog_json_object(), *location = mog_json_object();
        mog_json_set(symbol, "name", name_of(one));
        mog_json_set(symbol, "kind", json_integer(symbol_kind(one->tag)));
        mog_json_set(location, "uri", mog_json_text(mog_text_of(document->uri)));
        mog_json_set(location, "range", lsp_range(server, document, one->whole.start, one->whole.end));
        mog_json_set(symbol, "location", location);
        if (container.size) mog_json_set(symbol, "containerName", mog_json_text(container));
        mog_json_append(out, symbol);
        flatten(out, server, document, one->inner, one->name);
    }
}

json_t *lsp_symbols(lsp_server *server, const json_t *params, lsp_failure *failure)
{
    lsp_spot spot;
    if (!lsp_find_document(&spot, server, params, failure)) return NULL;
    mog_arena *arena = mog_arena_new();
    const mog_outline *outline = mog_outline_of(arena, spot.analysis, spot.file, server->options.swedish);
    json_t *out;
    if (server->hierarchical) {
        out = tree(server, spot.document, outline);
    } else {
        out = mog_json_array();
        flatten(out, server, spot.document, outline, (mog_text){0});
    }
    mog_arena_free(arena);
    return out;
}
