/* against.h: policies held against a store: what of them makes no difference there.
 *
 * Every rule is run over every subject, as in an assessment, and again with tracing: a condition whose value was the same each time it was
 * asked is not told apart by any record. Where there is very much, subjects are passed over at even distances in the second run.
 */
#ifndef MOG_ENGINE_ASSESS_AGAINST_H
#define MOG_ENGINE_ASSESS_AGAINST_H

#include "engine/assess/assess.h"

/* A condition within a rule, and how often it came out as what. */
typedef struct mog_condition_use {
    uint32_t rule;
    bool where; /* it stands in the rule's `where` */
    mog_span span;
    uint64_t is_true, is_false, is_unknown; /* times that it was asked: once for each element in a loop */
    uint32_t subjects;
} mog_condition_use;

/* A kind and a type of subject that it is about. */
typedef struct mog_kind_use {
    uint32_t kind;     /* in the policy */
    mog_text type;     /* of subject */
    uint32_t subjects; /* that have a current record of it, or a census */
} mog_kind_use;

/* A kind that the store has records of. */
typedef struct mog_kind_supply {
    mog_text name;
    uint64_t records; /* observed up to the clock */
} mog_kind_supply;

typedef struct mog_against {
    mog_arena *arena;
    mog_assessment *assessment;
    const mog_condition_use *conditions; /* sorted by rule and place */
    uint32_t condition_count;
    const mog_kind_use *kinds; /* sorted by kind and type */
    uint32_t kind_count;
    const mog_kind_supply *supplies; /* sorted by name */
    uint32_t supply_count;
    uint32_t traced; /* subjects that were run with tracing */
    bool cut_short;  /* a plugin's function ended the tracing, or it took too long: there are no conditions */
} mog_against;

/* As mog_assess; options->memory is not taken. */
mog_status mog_against_store(mog_against **out, const char *store, const mog_policy *policy, const mog_host *host,
                             const mog_assess_options *options, mog_error *err);
void mog_against_free(mog_against *against); /* NULL is allowed */

/* Whether a rule reads the kind: anywhere, its findings included, and of any subject. */
bool mog_rule_reads(const mog_policy *policy, const mog_rule *rule, uint32_t kind);

#endif
