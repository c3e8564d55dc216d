/* lsp_completion.c: what may be written at the cursor. */
#include "cli/lsp.h"

#include "dsl/propose.h"

#include <string.h>

/* CompletionItemKind of the protocol. */
enum {
    FUNCTION = 3,
    FIELD = 5,
    VARIABLE = 6,
    CLASS = 7,
    INTERFACE = 8,
    MODULE = 9,
    PROPERTY = 10,
    VALUE = 12,
    KEYWORD = 14,
    ENUM_MEMBER = 20,
    CONSTANT = 21
};

static int item_kind(const mog_proposal *proposal)
{
    static const int kinds[MOG_MENTION_COUNT] = {
        [MOG_MENTION_MODULE] = MODULE,     [MOG_MENTION_PLUGIN] = MODULE,      [MOG_MENTION_KIND] = CLASS,
        [MOG_MENTION_FIELD] = FIELD,       [MOG_MENTION_OWN_FIELD] = PROPERTY, [MOG_MENTION_SUBJECT_TYPE] = INTERFACE,
        [MOG_MENTION_ENUM] = ENUM_MEMBER,  [MOG_MENTION_PARAM] = CONSTANT,     [MOG_MENTION_LET] = FUNCTION,
        [MOG_MENTION_VARIABLE] = VARIABLE, [MOG_MENTION_SUBJECT] = VARIABLE,   [MOG_MENTION_CONTROL] = VALUE,
        [MOG_MENTION_CATALOGUE] = MODULE,  [MOG_MENTION_FUNCTION] = FUNCTION,  [MOG_MENTION_BUILT_IN] = FUNCTION,
    };
    int kind = proposal->keyword ? KEYWORD : kinds[proposal->mention.tag];
    return kind ? kind : VALUE;
}

/* The first line says what it is; the rest is shown on demand. */
static void describe(json_t *item, const lsp_server *server, const mog_analysis *analysis, const mog_proposal *proposal)
{
    mog_buffer code = {0}, words = {0};
    mog_mention_describe(&code, &words, analysis, &proposal->mention, server->options.swedish);
    if (code.size) {
        const char *end = strchr(code.at, '\n');
        mog_json_set(item, "detail", mog_json_text((mog_text){code.at, end ? (size_t)(end - code.at) : code.size}));
    }
    if (words.size) {
        json_t *text = mog_json_object();
        mog_json_set(text, "kind", json_string(server->markdown ? "markdown" : "plaintext"));
        mog_json_set(text, "value", mog_json_text((mog_text){words.at, words.size}));
        mog_json_set(item, "documentation", text);
    }
    mog_buffer_free(&code);
    mog_buffer_free(&words);
}

json_t *lsp_completion(lsp_server *server, const json_t *params, lsp_failure *failure)
{
    lsp_spot spot;
    if (!lsp_find_spot(&spot, server, params, failure)) return NULL;
    mog_proposals proposals;
    mog_propose(&proposals, spot.analysis, spot.file, spot.offset);
    json_t *out = mog_json_object(), *items = mog_json_array();
    json_t *range = lsp_range(server, spot.document, proposals.word, spot.offset);
    for (size_t i = 0; i < proposals.count; i++) {
        const mog_proposal *proposal = &proposals.at[i];
        json_t *item = mog_json_object(), *edit = mog_json_object();
        mog_json_set(item, "label", mog_json_text(proposal->text));
        mog_json_set(item, "kind", json_integer(item_kind(proposal)));
        if (!proposal->keyword) describe(item, server, spot.analysis, proposal);
        /* names before words of the language */
        char order[32];
        snprintf(order, sizeof order, "%d%06zu", proposal->keyword ? 1 : 0, i);
        mog_json_set(item, "sortText", json_string(order));
        mog_json_set(edit, "range", json_incref(range));
        mog_json_set(edit, "newText", mog_json_text(proposal->text));
        mog_json_set(item, "textEdit", edit);
        mog_json_append(items, item);
    }
    json_decref(range);
    mog_json_set(out, "isIncomplete", json_false());
    mog_json_set(out, "items", items);
    mog_proposals_free(&proposals);
    return out;
}
