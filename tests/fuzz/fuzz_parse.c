/* Any bytes as a policy file, and as the stored layout of a kind: no crash, no hang, spans within the text, every
 * diagnostic renders, and a file without a message has no fault. */
#include "dsl/parse.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void demand(bool holds)
{
    if (!holds) abort();
}

static void check_node(const mog_node *node, size_t size)
{
    if (!node) return;
    demand(node->span.start <= node->span.end && node->span.end <= size);
    const mog_node *children[] = {node->a, node->b, node->c, node->d};
    for (size_t i = 0; i < 4; i++) {
        check_node(children[i], size);
        demand(!children[i] || children[i]->depth < node->depth || node->tag == MOG_NODE_BAD);
    }
    for (uint32_t i = 0; i < node->item_count; i++) check_node(node->items[i], size);
}

static void check_module(const mog_module *module, size_t size)
{
    for (const mog_param *param = module->params; param; param = param->next) check_node(param->value, size);
    for (const mog_control_node *control = module->controls; control; control = control->next)
        for (const mog_rule_node *rule = control->rules; rule; rule = rule->next)
            for (const mog_clause *clause = rule->clauses; clause; clause = clause->next)
                check_node(clause->value, size);
}

static void parse_policy(mog_text text)
{
    mog_diagnostics *all = mog_diagnostics_new();
    mog_source source = {.path = MOG_TEXT("fuzz.mog"), .text = text};
    all->files = &source;
    all->file_count = 1;
    mog_arena *arena = mog_arena_new();
    mog_parse parse = {.arena = arena, .diagnostics = all, .text = text};
    mog_parse_file(&parse);

    check_module(parse.module, text.size);
    demand(parse.syntax_errors == 0 || all->errors > 0);
    demand(all->count <= MOG_LIMIT_DIAGNOSTICS);
    mog_buffer out = {0};
    for (size_t i = 0; i < all->count; i++) {
        demand(all->at[i].span.start <= all->at[i].span.end && all->at[i].span.end <= text.size);
        demand(i == 0 || all->at[i - 1].span.start <= all->at[i].span.start);
        mog_diagnostic_render(&out, all, &all->at[i], true);
    }
    demand(mog_utf8_valid((mog_text){out.at, out.size}) == out.size);
    mog_buffer_free(&out);
    mog_arena_free(arena);
    mog_diagnostics_free(all);
}

static void parse_kind(mog_text text)
{
    mog_arena *arena = mog_arena_new();
    mog_kind *kind;
    mog_error err = MOG_ERROR_NONE;
    if (mog_kind_parse(&kind, arena, text, &err)) {
        demand(err.status == MOG_INPUT && !kind);
    } else {
        mog_buffer again = {0};
        mog_kind_describe(&again, kind);
        demand(mog_text_equal((mog_text){again.at, again.size}, text));
        mog_buffer_free(&again);
    }
    mog_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    /* A copy of just its size, so that reading past it is found. */
    char *copy = mog_allocate(size);
    if (size) memcpy(copy, bytes, size);
    parse_policy((mog_text){copy, size});
    parse_kind((mog_text){copy, size});
    free(copy);
    return 0;
}
