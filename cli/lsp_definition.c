/* lsp_definition.c: where a name is declared, where it is used, and giving it another one. */
#include "cli/lsp.h"

#include "dsl/mention.h"

#include <string.h>

json_t *lsp_definition(lsp_server *server, const json_t *params, lsp_failure *failure)
{
    lsp_spot spot;
    mog_mention mention, declared;
    if (!lsp_find_spot(&spot, server, params, failure)) return NULL;
    if (!mog_mention_at(&mention, spot.analysis, spot.file, spot.offset)) return json_null();
    if (!mog_mention_declared(&declared, spot.analysis, &mention)) return json_null();
    json_t *location = lsp_location(server, spot.analysis, declared.span);
    return location ? location : json_null();
}

/* ---- all mentions of one thing */

typedef struct search {
    const lsp_server *server;
    const mog_analysis *analysis;
    const mog_mention *wanted;
    bool with_declaration;
    mog_span last; /* found; the same span is told of once */
    void (*found)(struct search *search, const mog_mention *mention);
    json_t *out;
    mog_text name; /* for a rename */
} search;

static void look_at(void *context, const mog_mention *mention)
{
    search *s = context;
    if (!mog_mention_same(mention, s->wanted)) return;
    if (mention->declares && !s->with_declaration) return;
    if (mention->span.file == s->last.file && mention->span.start == s->last.start) return;
    s->last = mention->span;
    s->found(s, mention);
}

static void look_everywhere(search *s)
{
    for (uint32_t file = 0; file < s->analysis->file_count; file++) mog_mentions(s->analysis, file, look_at, s);
}

static void add_location(search *s, const mog_mention *mention)
{
    json_t *location = lsp_location(s->server, s->analysis, mention->span);
    if (location) mog_json_append(s->out, location);
}

json_t *lsp_references(lsp_server *server, const json_t *params, lsp_failure *failure)
{
    lsp_spot spot;
    mog_mention mention;
    if (!lsp_find_spot(&spot, server, params, failure)) return NULL;
    search s = {.server = server,
                .analysis = spot.analysis,
                .wanted = &mention,
                .found = add_location,
                .out = mog_json_array()};
    s.last.file = UINT32_MAX;
    s.with_declaration = json_is_true(lsp_path(params, "context.includeDeclaration"));
    if (mog_mention_at(&mention, spot.analysis, spot.file, spot.offset) && mention.tag != MOG_MENTION_EXPRESSION)
        look_everywhere(&s);
    return s.out;
}

/* ---- renaming */

static void add_edit(search *s, const mog_mention *mention)
{
    lsp_document *document = lsp_find_path(s->server, s->analysis->files[mention->span.file].path);
    if (!document) return;
    json_t *edits = json_object_get(s->out, document->uri);
    if (!edits) {
        edits = mog_json_array();
        mog_json_set(s->out, document->uri, edits);
    }
    json_t *edit = mog_json_object();
    mog_json_set(edit, "range", lsp_range(s->server, document, mention->span.start, mention->span.end));
    mog_json_set(edit, "newText", mog_json_text(s->name));
    mog_json_append(edits, edit);
}

static bool is_name(mog_text text)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    if (text.size == 0 || text.size > 200 || !text.at[0] || !strchr(first, text.at[0])) return false;
    for (size_t i = 0; i < text.size; i++) {
        if (!text.at[i] || (!strchr(first, text.at[i]) && !strchr("0123456789", text.at[i]))) return false;
    }
    return true;
}

/* What only policies name. Kinds and fields are names in evidence too, rules in results that are kept. */
static bool can_be_renamed(mog_mention_tag tag)
{
    return tag == MOG_MENTION_PARAM || tag == MOG_MENTION_LET || tag == MOG_MENTION_VARIABLE ||
           tag == MOG_MENTION_SUBJECT;
}

json_t *lsp_rename(lsp_server *server, const json_t *params, lsp_failure *failure)
{
    lsp_spot spot;
    mog_mention mention;
    if (!lsp_find_spot(&spot, server, params, failure)) return NULL;
    mog_text name = lsp_text(params, "newName");
    if (!is_name(name))
        return lsp_fail(failure, LSP_INVALID_PARAMS, "a name has letters, digits and _, and begins with a letter or _");
    if (!mog_mention_at(&mention, spot.analysis, spot.file, spot.offset) || !can_be_renamed(mention.tag))
        return lsp_fail(
            failure, LSP_REQUEST_FAILED,
            "only parameters, lets, subjects and variables are renamed; other names stand in evidence and results too");
    if (spot.analysis->diagnostics->errors)
        return lsp_fail(failure, LSP_REQUEST_FAILED,
                        "the policies have errors, and not all places of the name are known; mend them first");
    search s = {
        .server = server, .analysis = spot.analysis, .wanted = &mention, .found = add_edit, .out = mog_json_object()};
    s.last.file = UINT32_MAX;
    s.with_declaration = true;
    s.name = name;
    look_everywhere(&s);
    json_t *out = mog_json_object();
    mog_json_set(out, "changes", s.out);
    return out;
}
