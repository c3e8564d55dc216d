/* check.h: from what was written to what it means: names, types, the rules of the language. Private to dsl/.
 *
 *     check.c            the order of the parts
 *     check_kind.c       kinds and types of subjects; check_version.c: what later versions of a kind keep
 *     check_module.c     modules, `use`, parameters, names
 *     check_let.c        `let`: definitions and their uses
 *     check_each.c       `for each control`: a rule for each
 *     check_catalogue.c  catalogues and controls
 *     check_rule.c       the clauses of a rule
 *     check_finding.c    `finding for NAME`: the quantifier that it speaks for
 *     check_gate.c, check_test.c: those declarations
 *     check_profile.c    profiles; check_setting.c: what they set
 *     check_group.c      groups of controls
 *     check_pattern.c    which controls profiles and groups mean
 *     check_relation.c   other subjects: those that references name, and lists of them
 *     check_expr.c       operators; check_name.c, check_field.c, check_binder.c, check_call.c: their kinds of expression
 *     check_type.c       which types fit together, and their names in messages
 *     check_constant.c   conditions that are always true or always false
 *     check_regex.c      regular expressions
 *
 * A checked node is `typed`, or an error in it was reported and whoever holds it keeps silent.
 */
#ifndef MOG_DSL_CHECK_H
#define MOG_DSL_CHECK_H

#include "dsl/ast.h"
#include "dsl/compile.h"
#include "dsl/limits.h"
#include "dsl/parse.h"
#include "dsl/pool.h"

#include <stdio.h>

/* For %.*s. */
#define MOG_SHOW(text) (int)((text).size > 200 ? 200 : (text).size), (text).at

/* The control that `for each control` stands at. */
typedef struct mog_each {
    mog_each_node *node;
    const mog_catalogue_node *catalogue;
    mog_control control;
} mog_each;

/* A rule whose clauses were sorted out. */
typedef struct mog_checked_rule {
    mog_module *module;
    mog_rule_node *node;
    mog_control_id control;
    mog_text id;                           /* "8.13/restore_tested" */
    mog_clause *clauses[MOG_CLAUSE_COUNT]; /* the one of each sort; of findings the one without `for` */
    uint32_t level, weight;
    mog_text title, title_sv, action, action_sv;
    bool has_fresh;
    mog_duration fresh;
    mog_text subject_type;
    const mog_kind *subject_register; /* NULL: none */
    const mog_gate_node *gate;        /* whose step it is; NULL: of none */
    uint32_t step;                    /* which one, from 0 */
} mog_checked_rule;

/* What names mean inside a quantifier or aggregate. */
typedef struct mog_scope {
    mog_node *binder;
    const struct mog_scope *outer;
} mog_scope;

typedef struct mog_param_entry {
    mog_param *param;
    mog_module *module;
} mog_param_entry;

typedef struct mog_check {
    mog_arena *arena;        /* of the compile */
    mog_arena *policy_arena; /* of what the policy keeps */
    mog_diagnostics *diagnostics;
    const mog_plugins *plugins;
    const mog_source *files;
    mog_module **modules; /* by file */
    uint32_t module_count;

    mog_kind **kinds; /* sorted by name */
    mog_module **kind_modules;
    uint32_t kind_count;
    mog_text *subject_types; /* sorted */
    uint32_t subject_type_count;
    mog_pool module_names; /* number: in named_modules */
    mog_module **named_modules;
    mog_pool param_names;     /* number: in params */
    mog_param_entry **params; /* entries of each name, those of one name in the order of files */
    uint32_t *param_counts;

    mog_text chosen; /* name of the profile whose settings hold; empty: of none */
    mog_profile *profiles;
    size_t profile_count, profile_capacity;
    mog_group *groups;
    size_t group_count, group_capacity;
    mog_gate *gates;
    size_t gate_count, gate_capacity;

    mog_pool let_names;  /* number: in lets */
    mog_let_node **lets; /* the first of each name */

    mog_theme *themes;
    size_t theme_count, theme_capacity;
    mog_control *controls; /* sorted by id at the end */
    size_t control_count, control_capacity;
    mog_pool control_ids; /* number: in `controls` */

    mog_checked_rule *rules;
    size_t rule_count, rule_capacity;
    mog_pool rule_ids; /* of all rules: "8.13/restore_tested" */
    uint64_t uses;     /* MOG_LIMIT_USES */
    uint32_t unrolled; /* MOG_LIMIT_UNROLLED */
    bool incomplete;   /* `for each control` could not make all of its rules */

    /* of what is being checked */
    mog_module *module;
    mog_checked_rule *rule;
    const mog_scope *scope;
    mog_let_node *let;    /* whose body it is; NULL: of none */
    const mog_each *each; /* NULL: of none */
    bool swedish;         /* a text in Swedish */
    uint64_t rule_uses;   /* MOG_LIMIT_RULE_USES */
    mog_node **everys;    /* of the rule, with the list of each */
    size_t every_count, every_capacity;
    mog_pool guarded; /* lists that the rule counts, or asks elements of */
} mog_check;

/* The fields down to module_count, and `chosen`, are set by the caller. */
void mog_check_all(mog_check *check);
void mog_check_free(mog_check *check);

/* ---- check_kind.c */
void mog_check_kinds(mog_check *check);
/* check_version.c: 1 where none is said; 0: not one that can be (reported). */
uint32_t mog_check_version(mog_check *check, const mog_kind_node *node);
/* Reports what a later version of a kind does not keep of an earlier one. */
void mog_check_growth(mog_check *check, const mog_kind_node *newer, const mog_kind_node *older);
mog_kind *mog_check_find_kind(const mog_check *check, mog_text name, mog_module **module);
bool mog_check_is_subject_type(const mog_check *check, mog_text name);
/* A text without interpolation; empty for NULL or where it was faulty. */
mog_text mog_check_plain(mog_check *check, const mog_node *text, const char *what);

/* ---- check_module.c */
void mog_check_modules(mog_check *check);
void mog_check_circles(mog_check *check); /* check_circle.c: of `use` */
void mog_check_params(mog_check *check);
void mog_check_unused(mog_check *check);
/* The name was declared, but not so that it could be read; that is said of the declaration, and need not be of each use. */
bool mog_check_is_lost(const mog_check *check, mog_text name);
bool mog_check_sees(const mog_check *check, const mog_module *module, const mog_module *other);
bool mog_check_uses_plugin(const mog_module *module, mog_text plugin);
bool mog_check_has_plugin(const mog_check *check, mog_text plugin);

/* ---- check_catalogue.c */
void mog_check_catalogues(mog_check *check);
/* The control of a number, made where no catalogue has it; NULL: not a number of a control (reported). */
mog_control *mog_check_control(mog_check *check, const mog_name *number);

/* ---- check_let.c */
void mog_check_lets(mog_check *check);
mog_let_param *mog_check_argument(const mog_check *check,
                                  mog_text name); /* of the `let` that is being checked; NULL: none */
/* *handled false: there is no `let` of the name. */
bool mog_check_let_call(mog_check *check, mog_node *call, bool *handled);
/* What could be meant by a name that is called. */
uint32_t mog_check_let_names(const mog_check *check, mog_text *names, uint32_t room);

/* ---- check_each.c */
void mog_check_eaches(mog_check *check);
/* The name is that of the control that `for each control` stands at. */
bool mog_check_is_each(const mog_check *check, mog_text name);
bool mog_check_each_field(mog_check *check, mog_node *field); /* c.title, c.id, c.theme */
/* `WORD in c.properties`, `c.properties contains WORD`: rewritten as a set of words. *handled false: it is not of that form. */
bool mog_check_each_member(mog_check *check, mog_node *node, mog_node *set, mog_node *member, bool *handled);

/* NULL: there is none, and it was said. */
const mog_catalogue_node *mog_check_find_catalogue(mog_check *check, const mog_name *name);

/* ---- check_rule.c, check_finding.c */
void mog_check_rules(mog_check *check);
/* Checks a rule of a control and adds it to those of the policy. */
void mog_check_rule(mog_check *check, mog_module *module, mog_control_id control, mog_rule_node *node);
/* A rule that has its module, node, id and control or gate: checks its clauses and adds it. */
void mog_check_clauses(mog_check *check, mog_checked_rule *rule);
void mog_check_name_only(mog_check *check, mog_checked_rule *rule); /* adds it without a look at its clauses */
/* Adds one that is like a rule of which an error was reported. */
void mog_check_name_rule(mog_check *check, mog_module *module, mog_control_id control, mog_rule_node *node);
void mog_check_finding(mog_check *check, mog_clause *clause);

/* check_expression.c: an expression that stands in no rule. `rule` is made for it, in the arena of the compile. False: reported. */
bool mog_check_alone(mog_check *check, mog_checked_rule *rule, mog_node *expression, uint32_t file,
                     mog_text subject_type);

void mog_check_gates(mog_check *check); /* check_gate.c */

/* ---- check_profile.c, check_setting.c, check_group.c, check_pattern.c */
void mog_check_profiles(mog_check *check);
/* Puts what the chosen profile sets in place of the values of parameters; before anything reads them. */
void mog_check_settings(mog_check *check);

void mog_check_groups(mog_check *check);

/* What a profile or a group says by patterns: to include or exclude controls, their weight or target. The narrowest pattern that matches a
 * control speaks for it. */
typedef struct mog_said {
    const mog_pattern *pattern;
    const mog_profile_item *item;
    uint32_t value;        /* weight, target */
    bool matches, matters; /* a control of the catalogue; one for which it makes a difference */
    bool told;
} mog_said;
typedef struct mog_sayings {
    const char *whose; /* "profile", "group": for messages */
    mog_pool patterns; /* number: in `at` */
    mog_said *at;
    size_t count, capacity;
} mog_sayings;
#define MOG_PATTERN_EXACT 5 /* narrowness: parts of the number before `*`, or this one */
/* Parses the patterns of an item and adds them. `word`: of the item, for messages. */
void mog_sayings_add(mog_check *check, mog_sayings *sayings, const mog_profile_item *item, uint32_t value,
                     const char *word);
/* The narrowest one for a control; NULL: none. All that match it are marked. */
mog_said *mog_sayings_find(mog_sayings *sayings, mog_control_id control, bool matters);
int mog_pattern_narrowness(const mog_pattern *pattern);
/* Of patterns that match no control of the catalogue, and of those that make no difference. */
void mog_sayings_tell_idle(mog_check *check, const mog_sayings *sayings, mog_text catalogue);
void mog_sayings_free(mog_sayings *sayings);
/* The controls of a catalogue: ascending, each once, in the arena of the compile. */
size_t mog_check_list_controls(mog_check *check, mog_control_id **out, const mog_catalogue_node *catalogue);
/* An error was reported within the declaration. */
bool mog_check_is_broken(const mog_check *check, mog_span declaration);
void mog_check_tests(mog_check *check);    /* check_test.c */
void mog_check_untested(mog_check *check); /* check_untested.c */

/* ---- expressions. `want`: the type that gives meaning to a bare name, a text or a number; NULL: none. */
bool mog_check_expr(mog_check *check, mog_node *node, const mog_type *want);
bool mog_check_scalar(mog_check *check, mog_node *node, const mog_type *want); /* neither a list nor a set */
bool mog_check_condition(mog_check *check, mog_node *node, const char *what);  /* bool */
bool mog_check_text(mog_check *check, mog_node *node);

/* check_name.c */
typedef enum mog_found { MOG_FOUND, MOG_FOUND_NOTHING, MOG_FOUND_FAULT } mog_found;
/* Sets the binding of a NAME. MOG_FOUND_FAULT: reported. */
mog_found mog_check_resolve(mog_check *check, mog_node *name, const mog_type *want);
bool mog_check_name(mog_check *check, mog_node *node, const mog_type *want);
void mog_check_unknown(mog_check *check, const mog_node *name, const mog_type *want);
/* Of a name that is declared in a module that is not seen. */
void mog_check_unseen(mog_check *check, const mog_node *name, const char *what, const mog_module *owner);
void mog_check_no_value(mog_check *check, mog_span span, mog_text value, const mog_enum *values); /* of an enum */
/* The expression takes its meaning from what stands beside it: a bare name, a text, a number, or a parameter that is one. */
bool mog_check_takes_meaning(mog_check *check, mog_node *node);
/* A text or number where an enum, control or reference is meant. *handled false: it is what it is. */
bool mog_check_meaning(mog_check *check, mog_node *node, const mog_node *literal, const mog_type *want, bool *handled);

bool mog_check_field(mog_check *check, mog_node *node); /* check_field.c */
/* The same; the record of a kind, which is no value, will do too. */
bool mog_check_field_or_record(mog_check *check, mog_node *node);
bool mog_check_binder(mog_check *check, mog_node *node); /* check_binder.c */
void mog_check_everys(mog_check *check);                 /* check_binder.c: warnings, at the end of a rule */
bool mog_check_call(mog_check *check, mog_node *node);   /* check_call.c */

/* check_relation.c */
bool mog_check_subjects(mog_check *check, mog_node *node); /* OF */
/* A subject: the rule's own, the variable of a quantifier over subjects, `unit(s.owner)`. Sets the type's subject_type and the kind, its
 * register (NULL: none). No value: the type's tag is COUNT. */
bool mog_check_subject(mog_check *check, mog_node *node);
bool mog_node_is_subject_call(const mog_check *check, const mog_node *node);
/* The kind of the elements of a list that was checked; NULL: it is no list of records. */
const mog_kind *mog_list_kind(const mog_node *list);
/* The text of the policy at a node. */
mog_text mog_check_source(const mog_check *check, const mog_node *node);

typedef enum mog_built_in_number {
    MOG_BUILT_IN_AGE,
    MOG_BUILT_IN_LOWER,
    MOG_BUILT_IN_LENGTH,
    MOG_BUILT_IN_COUNT
} mog_built_in_number;
typedef struct mog_built_in {
    const char *name;
    mog_type_tag argument, result;
} mog_built_in;
extern const mog_built_in mog_built_ins[];
bool mog_check_is_built_in(mog_text name);
bool mog_signature_read(mog_function_use *out, const mog_plugin_function *function);
void mog_check_constant(mog_check *check, const mog_node *condition); /* check_constant.c */
typedef enum mog_outcome { MOG_OPEN, MOG_ALWAYS_FALSE, MOG_ALWAYS_TRUE } mog_outcome;
mog_outcome
mog_check_decide(const mog_node *condition); /* check_constant.c: with parameters and controls as they stand */
void mog_check_regex(mog_check *check, const mog_node *node); /* check_regex.c */

/* check_type.c */
#define MOG_TYPE_WORDS 96
const char *mog_type_words(char out[MOG_TYPE_WORDS], const mog_type *type); /* "a text", "one of { a, b }" */
bool mog_type_is_numeric(const mog_type *type);
bool mog_type_is_textual(const mog_type *type); /* text or reference */
bool mog_type_is_ordered(const mog_type *type);
/* Values of both can be compared or be alternatives; *out (may be NULL) is the type of either. */
bool mog_type_join(mog_type *out, const mog_type *a, const mog_type *b);
mog_type mog_type_of_element(const mog_type *set);

/* The value of a literal, through parameters and a minus. */
const mog_node *mog_literal(const mog_node *node, bool *negative); /* NULL: none */
/* As a value of type `tag`: an integer as a number where that is asked for. The text lives as long as the node. */
void mog_literal_value(mog_value *out, const mog_node *node, mog_type_tag tag);

/* Says "; did you mean `x`?" into `out`, or nothing. */
const char *mog_nearest(mog_check *check, char *out, size_t size, mog_text text, const mog_text *candidates,
                        size_t count);

static inline bool mog_node_is_quantifier(const mog_node *node)
{
    return node->tag >= MOG_NODE_EVERY && node->tag <= MOG_NODE_AT_LEAST;
}

static inline bool mog_node_is_binder(const mog_node *node)
{
    return node->tag >= MOG_NODE_EVERY;
}

#endif
