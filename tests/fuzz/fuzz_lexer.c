/* Any bytes through the lexer: tokens and comments lie in the text, in order, without overlap, and between them is nothing but blanks where
 * nothing was reported; the same bytes give the same tokens. */
#include "dsl/parse.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void demand(bool holds)
{
    if (!holds) abort();
}

typedef struct reading {
    mog_arena *arena;
    mog_diagnostics *diagnostics;
    mog_parse parse;
} reading;

static void read_tokens(reading *r, mog_text text)
{
    *r = (reading){.arena = mog_arena_new(), .diagnostics = mog_diagnostics_new()};
    r->parse = (mog_parse){.arena = r->arena, .diagnostics = r->diagnostics, .text = text, .keep_tokens = true};
    mog_parse_file(&r->parse);
}

static void forget(reading *r)
{
    mog_arena_free(r->arena);
    mog_diagnostics_free(r->diagnostics);
}

static void check_gap(mog_text text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) demand(strchr(" \t\r\n", text.at[i]) != NULL && text.at[i]);
}

static void check_order(const reading *r, mog_text text)
{
    size_t at = mog_text_starts(text, MOG_TEXT("\xef\xbb\xbf")) ? 3 : 0;
    bool clean = r->diagnostics->errors == 0;
    for (uint32_t i = 0; i < r->parse.token_count; i++) {
        mog_span span = r->parse.tokens[i].span;
        demand(span.start <= span.end && span.end <= text.size && span.start >= at);
        if (clean) check_gap(text, at, span.start);
        at = span.end;
    }
    if (clean) check_gap(text, at, text.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *copy = mog_allocate(size);
    if (size) memcpy(copy, bytes, size);
    mog_text text = {copy, size};
    reading one, two;
    read_tokens(&one, text);
    check_order(&one, text);
    read_tokens(&two, text);
    demand(one.parse.token_count == two.parse.token_count);
    for (uint32_t i = 0; i < one.parse.token_count; i++) {
        demand(one.parse.tokens[i].kind == two.parse.tokens[i].kind);
        demand(one.parse.tokens[i].span.start == two.parse.tokens[i].span.start);
    }
    forget(&two);
    forget(&one);
    free(copy);
    return 0;
}
