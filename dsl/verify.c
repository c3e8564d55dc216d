/* verify.c: what the machine relies on and does not check: opcodes, operands, jumps, and that no register is read before it
 * is written, on whatever path.
 *
 * The last is found by following the code: for the places that jumps lead to, the set of registers written on every path
 * that was followed so far; a path is followed again when it makes that set smaller. What is smaller each time ends.
 */
#include "dsl/limits.h"
#include "dsl/program.h"

#include <stdlib.h>
#include <string.h>

/* Registers that an instruction reads, as first and count, and whether it writes r[dst]. */
typedef struct effect {
    struct {
        uint32_t first, count;
    } reads[2];
    bool writes;
    bool jumps;  /* may go to c */
    bool passes; /* may go on to the next */
} effect;

static effect effect_of(const mog_instruction *at, bool says_findings)
{
    effect e = {.passes = true, .writes = mog_opcode_writes((mog_opcode)at->op)};
    switch (mog_opcode_operands((mog_opcode)at->op)) {
    case MOG_OPERANDS_N:
    case MOG_OPERANDS_D:
    case MOG_OPERANDS_DB:
    case MOG_OPERANDS_DKT: break;
    case MOG_OPERANDS_J: e.jumps = true; break;
    case MOG_OPERANDS_A:
    case MOG_OPERANDS_DA:
    case MOG_OPERANDS_DAS:
    case MOG_OPERANDS_DAI:
    case MOG_OPERANDS_DAKT:
        e.reads[0].first = at->a;
        e.reads[0].count = 1;
        break;
    case MOG_OPERANDS_AJ:
    case MOG_OPERANDS_DAJ:
        e.reads[0].first = at->a;
        e.reads[0].count = 1;
        e.jumps = true;
        break;
    case MOG_OPERANDS_DAB:
        e.reads[0].first = at->a;
        e.reads[1].first = at->b;
        e.reads[0].count = e.reads[1].count = 1;
        break;
    case MOG_OPERANDS_DCALL:
        e.reads[0].first = at->b;
        e.reads[0].count = at->c;
        break;
    }
    if (at->op == MOG_OP_JUMP || at->op == MOG_OP_END) e.passes = false;
    if (at->op == MOG_OP_END && says_findings) e.reads[0].count = 0; /* its result is without meaning */
    if (at->op == MOG_OP_TAINT) {
        e.reads[1].first = at->dst;
        e.reads[1].count = 1;
    }
    return e;
}

/* ---- one instruction by itself */

static bool indexes_fit(const mog_policy *policy, const mog_instruction *at)
{
    switch (at->op) {
    case MOG_OP_CONST: return at->b < policy->constant_count;
    case MOG_OP_RECORD:
    case MOG_OP_LIST: return at->a < policy->kind_count && at->b < policy->threshold_count;
    case MOG_OP_RECORD_OF:
    case MOG_OP_LIST_OF: return at->b < policy->reached_count && at->c < policy->threshold_count;
    case MOG_OP_RELATED: return at->b < policy->relation_count;
    case MOG_OP_MATCHES: return at->b < policy->regex_count;
    case MOG_OP_FORMAT: return at->b < policy->format_count;
    case MOG_OP_CALL: return at->a < policy->function_count && at->c == policy->functions[at->a].argument_count;
    case MOG_OP_LOAD_LIST: return at->b < MOG_LIMIT_FIELDS && at->c % 8 == 0 && at->c <= UINT16_MAX;
    case MOG_OP_LOAD_WORD:
    case MOG_OP_LOAD_TEXT:
    case MOG_OP_LOAD_DURATION:
    case MOG_OP_LOAD_SET: return at->b < MOG_LIMIT_FIELDS;
    default: return true;
    }
}

static const char *find_fault(const mog_policy *policy, const mog_code *code, uint32_t i, bool says_findings)
{
    const mog_instruction *at = &code->at[i];
    if (at->op >= MOG_OP_COUNT) return "there is no such instruction";
    effect e = effect_of(at, says_findings);
    for (int r = 0; r < 2; r++)
        if (e.reads[r].count && (uint64_t)e.reads[r].first + e.reads[r].count > code->registers)
            return "it reads a register that there is not";
    if (e.writes && at->dst >= code->registers) return "it writes a register that there is not";
    if (e.jumps && at->c >= code->count) return "it jumps past the end";
    if (e.passes && i + 1 == code->count) return "the block does not end with END";
    if (!indexes_fit(policy, at)) return "an index is past the end of its table";
    return NULL;
}

/* ---- registers on every path */

typedef struct flow {
    const mog_code *code;
    bool says_findings;
    size_t words;  /* of a set of registers */
    uint64_t **at; /* the set on entry to each instruction that is jumped to; NULL: not reached yet */
    bool *waits;   /* that instruction is in `work` */
    uint32_t *work;
    uint32_t work_count;
    uint64_t *now;
} flow;

static bool has(const uint64_t *set, uint32_t reg)
{
    return set[reg / 64] >> (reg % 64) & 1;
}

/* Notes that `target` is reached with the registers of f->now written. */
static void reach(flow *f, uint32_t target)
{
    bool smaller = false;
    if (!f->at[target]) {
        f->at[target] = mog_allocate(f->words * sizeof(uint64_t));
        memcpy(f->at[target], f->now, f->words * sizeof(uint64_t));
        smaller = true;
    } else {
        for (size_t w = 0; w < f->words; w++) {
            uint64_t both = f->at[target][w] & f->now[w];
            smaller |= both != f->at[target][w];
            f->at[target][w] = both;
        }
    }
    if (!smaller || f->waits[target]) return;
    f->waits[target] = true;
    f->work[f->work_count++] = target;
}

/* Follows the code from `i` until it ends or runs into a place that is jumped to. False: *fault reads what is not written. */
static bool follow(flow *f, uint32_t i, const bool *is_target, uint32_t *fault)
{
    memcpy(f->now, f->at[i], f->words * sizeof(uint64_t));
    for (;;) {
        const mog_instruction *at = &f->code->at[i];
        effect e = effect_of(at, f->says_findings);
        for (int r = 0; r < 2; r++) {
            for (uint32_t k = 0; k < e.reads[r].count; k++) {
                if (has(f->now, e.reads[r].first + k)) continue;
                *fault = i;
                return false;
            }
        }
        if (e.jumps) reach(f, at->c); /* r[dst] of a NEXT_… is not written when the iterator is at its end */
        if (e.writes) f->now[at->dst / 64] |= UINT64_C(1) << (at->dst % 64);
        if (!e.passes) return true;
        i++;
        if (!is_target[i]) continue;
        reach(f, i);
        return true;
    }
}

static bool all_written(const mog_code *code, bool says_findings, uint32_t *fault)
{
    flow f = {.code = code, .says_findings = says_findings, .words = ((size_t)code->registers + 63) / 64};
    if (f.words == 0) f.words = 1;
    bool *is_target = calloc(code->count, sizeof *is_target);
    f.at = calloc(code->count, sizeof *f.at);
    f.waits = calloc(code->count, sizeof *f.waits);
    f.work = calloc(code->count, sizeof *f.work);
    f.now = calloc(f.words, sizeof *f.now);
    if (!is_target || !f.at || !f.waits || !f.work || !f.now) mog_out_of_memory();

    for (uint32_t i = 0; i < code->count; i++)
        if (effect_of(&code->at[i], says_findings).jumps) is_target[code->at[i].c] = true;
    is_target[0] = true;
    reach(&f, 0);
    bool good = true;
    while (good && f.work_count) {
        uint32_t i = f.work[--f.work_count];
        f.waits[i] = false;
        good = follow(&f, i, is_target, fault);
    }

    for (uint32_t i = 0; i < code->count; i++) free(f.at[i]);
    free(is_target);
    free(f.at);
    free(f.waits);
    free(f.work);
    free(f.now);
    return good;
}

mog_status mog_code_verify(const mog_policy *policy, const mog_code *code, mog_error *err)
{
    if (!code->at) return MOG_OK;
    if (code->count == 0) return mog_fail(err, MOG_INTERNAL, "a block of code without instructions");
    if (code->registers > MOG_LIMIT_REGISTERS)
        return mog_fail(err, MOG_INTERNAL, "a block of code with %u registers", code->registers);
    bool says_findings = false;
    for (uint32_t i = 0; i < code->count; i++) says_findings |= code->at[i].op == MOG_OP_FINDING;
    for (uint32_t i = 0; i < code->count; i++) {
        const char *fault = find_fault(policy, code, i, says_findings);
        if (fault) return mog_fail(err, MOG_INTERNAL, "instruction %u (%u) is wrong: %s", i, code->at[i].op, fault);
    }
    uint32_t at = 0;
    if (!all_written(code, says_findings, &at))
        return mog_fail(err, MOG_INTERNAL, "instruction %u (%s) reads a register that is not written on every path", at,
                        mog_opcode_name((mog_opcode)code->at[at].op));
    return MOG_OK;
}
