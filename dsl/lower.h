/* lower.h: from checked rules to code of the register machine. Private to dsl/.
 *
 *     lower.c          rules, the policy
 *     lower_emit.c     instructions, jumps, registers; what instructions point into
 *     lower_expr.c     expressions
 *     lower_read.c     records, fields
 *     lower_binder.c   quantifiers and aggregates
 *     lower_let.c      definitions
 *     lower_relation.c other subjects
 *     lower_finding.c  findings
 *     lower_known.c    what is never unknown
 *     lower_test.c     tests
 *
 * Registers are a stack: an expression is lowered into a register that its holder took, and gives back what it took itself. The order of
 * operands is that of the text, and of two unknown operands the first one's cause goes on (docs/language.md, Truth).
 */
#ifndef MOG_DSL_LOWER_H
#define MOG_DSL_LOWER_H

#include "dsl/check.h"

typedef uint32_t mog_register;

/* A place in the code that jumps lead to, known or not yet. */
typedef struct mog_label {
    uint32_t at;    /* UINT32_MAX: not yet */
    uint32_t chain; /* the last jump that waits for it: index + 1, through the `c` of each; 0: none */
} mog_label;

#define MOG_LABEL_AHEAD ((mog_label){.at = UINT32_MAX})

/* What is read of other subjects. */
typedef struct mog_reaches {
    mog_reach *at;
    size_t count, capacity;
} mog_reaches;

typedef struct mog_lower {
    mog_arena *arena; /* of the policy */
    const mog_plugins *plugins;
    mog_diagnostics *diagnostics;
    const mog_checked_rule *alone; /* an expression that stands in no rule; NULL: none */
    const mog_node *expression;

    /* what instructions point into; numbers of the pools are indexes */
    mog_pool constant_pool, threshold_pool, regex_pool, format_pool, function_pool, reached_pool, relation_pool;
    mog_value *constants;
    mog_duration *thresholds;
    mog_regex *regexes;
    mog_format *formats;
    mog_function_use *functions;
    bool reaches_others;
    uint32_t *reached;
    mog_relation *relations;
    size_t constant_count, constant_capacity, threshold_count, threshold_capacity, regex_count, regex_capacity,
        format_count, format_capacity, function_count, function_capacity, reached_count, reached_capacity,
        relation_count, relation_capacity;

    /* of the rule */
    const mog_checked_rule *rule;
    uint64_t *condition_reads, *where_reads; /* by kind: rule_number when the rule reads it there */
    uint64_t rule_number;
    uint64_t *reads;           /* one of those, or NULL: of no account */
    uint64_t *condition_kinds; /* by kind: as above, of other subjects */
    mog_reaches condition_reaches, where_reaches;
    mog_reaches *reaches; /* one of those, or NULL */

    /* of the block */
    mog_instruction *code;
    mog_span *spans;
    bool *percents;
    size_t count, capacity, span_count, span_capacity, percent_count, percent_capacity;
    mog_register next, high;
    bool swedish;
} mog_lower;

/* Fills the rules and tables of the policy, and its expression where there is one to be lowered. Reports what is over a limit. */
void mog_lower_rules(mog_lower *lower, mog_policy *policy, const mog_checked_rule *rules, size_t count);
void mog_lower_free(mog_lower *lower);
/* lower_test.c: the tests, after the rules. */
void mog_lower_tests(mog_policy *policy, const mog_check *check);

/* ---- lower_emit.c */

/* `shown`: the expression whose value the instruction computes, for explanations; NULL: of no interest. */
void mog_emit(mog_lower *lower, mog_opcode op, mog_register dst, uint32_t a, uint32_t b, uint32_t c,
              const mog_node *shown);
void mog_emit_jump(mog_lower *lower, mog_opcode op, mog_register a, mog_label *to);
void mog_emit_next(mog_lower *lower, mog_opcode op, mog_register dst, mog_register iterator, mog_label *end,
                   const mog_node *shown);
void mog_label_here(mog_lower *lower, mog_label *label);
mog_register mog_take_register(mog_lower *lower);

void mog_emit_constant(mog_lower *lower, mog_register dst, const mog_value *value, mog_type_tag tag);
void mog_emit_bool(mog_lower *lower, mog_register dst, bool truth);
void mog_emit_integer(mog_lower *lower, mog_register dst, int64_t integer);
void mog_emit_text(mog_lower *lower, mog_register dst, mog_text text);
uint32_t mog_lower_threshold(mog_lower *lower, mog_duration fresh);
uint32_t mog_lower_regex(mog_lower *lower, const mog_node *node);
uint32_t mog_lower_format(mog_lower *lower, const mog_type *type, bool percent);
uint32_t mog_lower_function(mog_lower *lower, const mog_plugin_function *function);

/* ---- expressions */

/* How values of a type are compared, loaded and kept. */
typedef enum mog_class { MOG_CLASS_WORD, MOG_CLASS_NUMBER, MOG_CLASS_TEXT, MOG_CLASS_DURATION } mog_class;
mog_class mog_class_of(mog_type_tag tag);

void mog_lower_expr(mog_lower *lower, const mog_node *node, mog_register dst);
/* As a number where `tag` says so. */
void mog_lower_as(mog_lower *lower, const mog_node *node, mog_type_tag tag, mog_register dst);
/* Into a register that is taken for it, or where it is already. */
mog_register mog_lower_operand(mog_lower *lower, const mog_node *node, mog_type_tag tag);
bool mog_never_unknown(const mog_node *node);
bool mog_always_known(const mog_node *node); /* lower_known.c: the same, of what is made of such */
typedef enum mog_text_use {
    MOG_TEXT_SAID,    /* to people: what is unknown is said to be */
    MOG_TEXT_COMPUTED /* part of a condition: unknown where a part is */
} mog_text_use;
void mog_lower_text(mog_lower *lower, const mog_node *node, mog_text_use use, mog_register dst);

void mog_lower_kind(mog_lower *lower, const mog_kind *kind,
                    mog_register dst); /* its record, or the list of its elements */
void mog_lower_field(mog_lower *lower, const mog_node *node, mog_register dst);

/* ---- lower_relation.c */

/* In place of a register: the rule's own subject, of which RECORD and LIST read. */
#define MOG_REGISTER_OWN UINT32_MAX
mog_register mog_lower_subject(mog_lower *lower, const mog_node *subject);
/* `subject` follows what a `let` was given. */
bool mog_is_own_subject(const mog_node *subject);
/* The record of a kind, or the list of its elements, that a FIELD is read from. */
void mog_lower_kind_of(mog_lower *lower, const mog_node *field, mog_register dst);
void mog_lower_related(mog_lower *lower, const mog_node *node, mog_register dst); /* OF */
void mog_lower_name_of(mog_lower *lower, const mog_node *node, mog_register dst); /* p.name, p.id */
void mog_mark_reaches(mog_lower *lower, const mog_node *node); /* of a FIELD or an OF in a condition */

void mog_lower_binder(mog_lower *lower, const mog_node *node, mog_register dst);
void mog_lower_list(mog_lower *lower, const mog_node *list, mog_register dst);
/* Takes the next element of an iterator into the variable's register; at the end to `end`. */
void mog_lower_next(mog_lower *lower, const mog_node *binder, mog_register iterator, mog_label *end);
void mog_lower_less(mog_lower *lower, mog_type_tag tag, mog_register dst, mog_register a, mog_register b);

void mog_lower_let(mog_lower *lower, const mog_node *call, mog_register dst);
void mog_lower_findings(mog_lower *lower, mog_clause_tag tag);

#endif
