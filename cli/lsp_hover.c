/* lsp_hover.c: what stands under the pointer. */
#include "cli/lsp.h"

#include "dsl/mention.h"

/* Where the client shows no Markdown, its marks would be in the way. */
static void add_plain(mog_buffer *out, mog_text words)
{
    for (size_t i = 0; i < words.size; i++) {
        if (words.at[i] != '`') mog_buffer_add(out, &words.at[i], 1);
    }
}

static json_t *contents(const lsp_server *server, mog_text code, mog_text words)
{
    mog_buffer value = {0};
    if (server->markdown) mog_buffer_format(&value, "```mognad\n%.*s\n```", (int)code.size, code.at);
    else mog_buffer_add_text(&value, code);
    if (words.size) mog_buffer_format(&value, "\n\n");
    if (server->markdown) mog_buffer_add_text(&value, words);
    else add_plain(&value, words);
    json_t *out = mog_json_object();
    mog_json_set(out, "kind", json_string(server->markdown ? "markdown" : "plaintext"));
    mog_json_set(out, "value", mog_json_text((mog_text){value.at, value.size}));
    mog_buffer_free(&value);
    return out;
}

json_t *lsp_hover(lsp_server *server, const json_t *params, lsp_failure *failure)
{
    lsp_spot spot;
    mog_mention mention;
    if (!lsp_find_spot(&spot, server, params, failure)) return NULL;
    if (!mog_mention_at(&mention, spot.analysis, spot.file, spot.offset)) return json_null();
    mog_buffer code = {0}, words = {0};
    mog_mention_describe(&code, &words, spot.analysis, &mention, server->options.swedish);
    json_t *out = mog_json_object();
    mog_json_set(out, "contents",
                 contents(server, (mog_text){code.at ? code.at : "", code.size},
                          (mog_text){words.at ? words.at : "", words.size}));
    mog_json_set(out, "range", lsp_range(server, spot.document, mention.span.start, mention.span.end));
    mog_buffer_free(&code);
    mog_buffer_free(&words);
    return out;
}
