/* disassemble.c: code as people read it: `mognad policy code`, golden cases of the lowering.
 *
 *        3  LOAD_WORD      r4 = r2, slot 7
 *        4  CONST          r5 = constant 0
 */
#include "dsl/program.h"

static void add_kind(mog_buffer *out, const mog_policy *policy, uint32_t kind)
{
    mog_text name = kind < policy->kind_count ? policy->kinds[kind]->name : MOG_TEXT("?");
    mog_buffer_format(out, "kind %.*s", (int)name.size, name.at);
}

static void add_threshold(mog_buffer *out, const mog_policy *policy, uint32_t threshold)
{
    char text[MOG_DURATION_TEXT] = "?";
    if (threshold == 0) return;
    if (threshold < policy->threshold_count) mog_duration_format(text, policy->thresholds[threshold], false);
    mog_buffer_format(out, ", fresh %s", text);
}

static void add_call(mog_buffer *out, const mog_policy *policy, const mog_instruction *at)
{
    if (at->a < policy->function_count) {
        const mog_function_use *used = &policy->functions[at->a];
        mog_buffer_format(out, "%.*s.%.*s(", (int)used->plugin.size, used->plugin.at, (int)used->name.size,
                          used->name.at);
    } else {
        mog_buffer_format(out, "?(");
    }
    if (at->c) mog_buffer_format(out, "r%u", at->b);
    if (at->c > 1) mog_buffer_format(out, "..r%llu", (unsigned long long)at->b + at->c - 1);
    mog_buffer_format(out, ")");
}

static void add_index(mog_buffer *out, const mog_policy *policy, const mog_instruction *at)
{
    if (at->op == MOG_OP_MATCHES && at->b < policy->regex_count) {
        const mog_regex *regex = &policy->regexes[at->b];
        mog_buffer_format(out, "/%.*s/%s", (int)regex->pattern.size, regex->pattern.at, regex->ignore_case ? "i" : "");
    } else if (at->op == MOG_OP_FORMAT && at->b < policy->format_count) {
        const mog_format *format = &policy->formats[at->b];
        mog_buffer_format(out, "as %s%s%s", mog_type_word(format->type.tag), format->percent ? ", percent" : "",
                          format->swedish ? ", sv" : "");
    } else if (at->op == MOG_OP_RELATED && at->b < policy->relation_count) {
        const mog_relation *relation = &policy->relations[at->b];
        mog_buffer_format(out, "%s%.*s of %.*s", relation->parts ? "parts, " : "", (int)relation->to.size,
                          relation->to.at, (int)relation->of.size, relation->of.at);
    } else {
        mog_buffer_format(out, "%u", at->b);
    }
}

static void add_operands(mog_buffer *out, const mog_policy *policy, const mog_instruction *at)
{
    switch (mog_opcode_operands((mog_opcode)at->op)) {
    case MOG_OPERANDS_N: break;
    case MOG_OPERANDS_A: mog_buffer_format(out, "r%u", at->a); break;
    case MOG_OPERANDS_D: mog_buffer_format(out, "r%u", at->dst); break;
    case MOG_OPERANDS_DA: mog_buffer_format(out, "r%u = r%u", at->dst, at->a); break;
    case MOG_OPERANDS_J: mog_buffer_format(out, "-> %u", at->c); break;
    case MOG_OPERANDS_AJ: mog_buffer_format(out, "r%u -> %u", at->a, at->c); break;
    case MOG_OPERANDS_DB: mog_buffer_format(out, "r%u = constant %u", at->dst, at->b); break;
    case MOG_OPERANDS_DAB: mog_buffer_format(out, "r%u = r%u, r%u", at->dst, at->a, at->b); break;
    case MOG_OPERANDS_DAS:
        mog_buffer_format(out, "r%u = r%u, slot %u", at->dst, at->a, at->b);
        if (at->c) mog_buffer_format(out, ", width %u", at->c);
        break;
    case MOG_OPERANDS_DAJ: mog_buffer_format(out, "r%u = r%u, end -> %u", at->dst, at->a, at->c); break;
    case MOG_OPERANDS_DAI:
        mog_buffer_format(out, "r%u = r%u, ", at->dst, at->a);
        add_index(out, policy, at);
        break;
    case MOG_OPERANDS_DKT:
        mog_buffer_format(out, "r%u = ", at->dst);
        add_kind(out, policy, at->a);
        add_threshold(out, policy, at->b);
        break;
    case MOG_OPERANDS_DAKT:
        mog_buffer_format(out, "r%u = r%u, ", at->dst, at->a);
        add_kind(out, policy, at->b < policy->reached_count ? policy->reached[at->b] : UINT32_MAX);
        add_threshold(out, policy, at->c);
        break;
    case MOG_OPERANDS_DCALL:
        mog_buffer_format(out, "r%u = ", at->dst);
        add_call(out, policy, at);
        break;
    }
}

void mog_code_disassemble(mog_buffer *out, const mog_policy *policy, const mog_code *code)
{
    for (uint32_t i = 0; i < code->count; i++) {
        const mog_instruction *at = &code->at[i];
        if (at->op >= MOG_OP_COUNT) {
            mog_buffer_format(out, "%6u  ?%u\n", i, at->op);
            continue;
        }
        mog_buffer_format(out, "%6u  %-18s", i, mog_opcode_name((mog_opcode)at->op));
        add_operands(out, policy, at);
        while (out->size && out->at[out->size - 1] == ' ') out->at[--out->size] = '\0';
        mog_buffer_add(out, "\n", 1);
    }
}
