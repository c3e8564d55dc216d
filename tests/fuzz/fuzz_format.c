/* Any bytes as a policy file to be laid out: no crash, no hang; what has a layout has one only, with the same tokens and comments, and the
 * same program. */
#include "dsl/format.h"
#include "dsl/parse.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void demand(bool holds)
{
    if (!holds) abort();
}

static bool lay_out(mog_buffer *out, mog_text text)
{
    mog_diagnostics *all;
    mog_error err = MOG_ERROR_NONE;
    mog_status status = mog_format_file(out, &all, &(mog_input){MOG_TEXT("fuzz.mog"), text}, &err);
    demand(status == err.status && (status == MOG_OK || (status == MOG_INPUT && all->errors > 0 && out->size == 0)));
    mog_diagnostics_free(all);
    return status == MOG_OK;
}

/* All tokens and comments without the blanks in and around them. */
static void squeeze(mog_buffer *out, mog_text text)
{
    mog_arena *arena = mog_arena_new();
    mog_diagnostics *all = mog_diagnostics_new();
    mog_parse parse = {.arena = arena, .diagnostics = all, .text = text, .keep_tokens = true};
    mog_parse_file(&parse);
    demand(all->errors == 0);
    for (uint32_t i = 0; i < parse.token_count; i++) {
        mog_span span = parse.tokens[i].span;
        mog_buffer_format(out, "\n%d ", parse.tokens[i].kind);
        for (uint32_t at = span.start; at < span.end; at++) {
            if (!strchr(" \t\r\n", text.at[at])) mog_buffer_add(out, &text.at[at], 1);
        }
    }
    mog_diagnostics_free(all);
    mog_arena_free(arena);
}

static void add_block(mog_buffer *out, const mog_policy *policy, const mog_code *code)
{
    if (code->at) mog_code_disassemble(out, policy, code);
}

static void describe(mog_buffer *out, mog_text text)
{
    static const mog_plugins plugins = {0};
    mog_policy *policy;
    mog_diagnostics *all;
    mog_compile(&policy, &all, &(mog_input){MOG_TEXT("fuzz.mog"), text}, 1, &plugins);
    mog_buffer_format(out, "%zu errors, %zu warnings\n", all->errors, all->warnings);
    for (uint32_t i = 0; policy && i < policy->rule_count; i++) {
        const mog_rule *rule = &policy->rules[i];
        mog_buffer_add_text(out, rule->id);
        mog_buffer_add_text(out, rule->title);
        mog_buffer_add_text(out, rule->title_sv);
        mog_buffer_format(out, " %u %u %d %d\n", rule->level, rule->weight, rule->must, rule->measures);
        add_block(out, policy, &rule->where);
        add_block(out, policy, &rule->condition);
        add_block(out, policy, &rule->target);
        add_block(out, policy, &rule->findings);
        add_block(out, policy, &rule->findings_sv);
    }
    for (uint32_t i = 0; policy && i < policy->kind_count; i++) mog_kind_describe(out, policy->kinds[i]);
    mog_policy_free(policy);
    mog_diagnostics_free(all);
}

static void demand_same(void (*of)(mog_buffer *, mog_text), mog_text a, mog_text b)
{
    mog_buffer x = {0}, y = {0};
    of(&x, a);
    of(&y, b);
    demand(x.size == y.size && (x.size == 0 || memcmp(x.at, y.at, x.size) == 0));
    mog_buffer_free(&x);
    mog_buffer_free(&y);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    /* A copy of just its size, so that reading past it is found. */
    char *copy = mog_allocate(size);
    if (size) memcpy(copy, bytes, size);
    mog_text text = {copy, size};
    mog_buffer once = {0}, twice = {0};
    if (lay_out(&once, text)) {
        mog_text laid = {once.at ? once.at : "", once.size};
        demand(lay_out(&twice, laid));
        demand(mog_text_equal(laid, (mog_text){twice.at ? twice.at : "", twice.size}));
        demand_same(squeeze, text, laid);
        demand_same(describe, text, laid);
    }
    mog_buffer_free(&once);
    mog_buffer_free(&twice);
    free(copy);
    return 0;
}
