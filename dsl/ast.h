/* ast.h: what the parser builds: declarations and expressions as they were written.
 *
 * Nodes live in the arena of the compile. The parser fills the upper part of a node; the checker fills the lower part, and
 * lowering reads both. Grammar actions only build nodes: meaning is in check*.c.
 */
#ifndef MOG_DSL_AST_H
#define MOG_DSL_AST_H

#include "dsl/diagnostic.h"
#include "dsl/program.h"

typedef struct mog_node mog_node;
typedef struct mog_binding mog_binding;

typedef struct mog_name {
    mog_text text;
    mog_span span;
} mog_name;

typedef enum mog_node_tag {
    MOG_NODE_BAD, /* stands for what could not be parsed or checked; never reported again */
    MOG_NODE_BOOL,
    MOG_NODE_INTEGER,
    MOG_NODE_NUMBER, /* `name` is the text as written: 8.10 is not 8.1 where a control is meant */
    MOG_NODE_TEXT,   /* items: MOG_NODE_PIECE and expressions in turn */
    MOG_NODE_PIECE,  /* `name` is literal text */
    MOG_NODE_TIME,
    MOG_NODE_DURATION,
    MOG_NODE_NAME,
    MOG_NODE_FIELD, /* a.name */
    MOG_NODE_CALL, /* a.name(items); a NULL: a built-in function, a `let`, or the subject that a reference names: unit(s.owner) */
    MOG_NODE_NOW,
    MOG_NODE_NOT,
    MOG_NODE_NEGATE,
    MOG_NODE_AND, /* items, two or more */
    MOG_NODE_OR,
    MOG_NODE_IMPLIES,
    MOG_NODE_EQ,
    MOG_NODE_NE,
    MOG_NODE_LT,
    MOG_NODE_LE,
    MOG_NODE_GT,
    MOG_NODE_GE,
    MOG_NODE_ADD,
    MOG_NODE_SUBTRACT,
    MOG_NODE_MULTIPLY,
    MOG_NODE_DIVIDE,
    MOG_NODE_IN_ITEMS, /* a in { items } */
    MOG_NODE_IN_RANGE, /* a in b..c */
    MOG_NODE_IN_SET,   /* a in b */
    MOG_NODE_MATCHES,  /* a matches /name/; `flag` ignores case */
    MOG_NODE_CONTAINS,
    MOG_NODE_STARTS,
    MOG_NODE_ENDS,
    MOG_NODE_WITHIN,
    MOG_NODE_OLDER,
    MOG_NODE_IS_KNOWN, /* `flag`: is unknown */
    MOG_NODE_OTHERWISE,
    MOG_NODE_OF,    /* name of a: `parts of s`, `suppliers of s`: a list of subjects */
    MOG_NODE_EVERY, /* every name in a [where b] has c */
    MOG_NODE_ANY,
    MOG_NODE_NO,
    MOG_NODE_AT_LEAST, /* at least d … */
    MOG_NODE_COUNT,    /* count(name in a [where b]) */
    MOG_NODE_SHARE,    /* share(name in a [where b] has c) */
    MOG_NODE_SUM,      /* sum(c for name in a [where b]) */
    MOG_NODE_MIN,
    MOG_NODE_MAX,
    MOG_NODE_AVERAGE,
    MOG_NODE_LATEST,
    MOG_NODE_EARLIEST
} mog_node_tag;

/* What a name stands for. */
typedef enum mog_binding_tag {
    MOG_BINDING_NONE,
    MOG_BINDING_SUBJECT,  /* the subject of the rule */
    MOG_BINDING_VARIABLE, /* of a quantifier or aggregate */
    MOG_BINDING_PARAM,
    MOG_BINDING_KIND,
    MOG_BINDING_ENUM,    /* a value of an enum: `slot` is its index */
    MOG_BINDING_CONTROL, /* a control's number: node->integer */
    MOG_BINDING_ARGUMENT /* a parameter of a `let`: node->argument */
} mog_binding_tag;

/* What is read of a row, an element or a subject. */
typedef enum mog_access {
    MOG_ACCESS_FIELD,
    MOG_ACCESS_ITEM,
    MOG_ACCESS_OBSERVED,
    MOG_ACCESS_ID,
    MOG_ACCESS_NAME,
    MOG_ACCESS_RECORDS /* of another subject: the record of a plain kind, or the elements of a `many` one: node->kind */
} mog_access;

struct mog_node {
    mog_node_tag tag;
    mog_span span;
    uint32_t depth;
    bool flag; /* see the tags; of a NUMBER: written as a percentage */
    mog_text name;
    mog_span name_span;
    mog_node *a, *b, *c, *d;
    mog_node **items;
    uint32_t item_count;
    int64_t integer; /* INTEGER, BOOL, TIME */
    double number;
    mog_duration duration;

    /* filled in by the checker */
    mog_type type; /* of the value; for a binder's own variable see `variable` */
    bool typed;    /* has a type; else an error was reported */
    bool unrolled; /* a value of the control that `for each control` stands at */
    bool percent;
    mog_binding_tag binding;
    mog_access access;
    uint32_t slot;        /* FIELD: of the row */
    const mog_kind *kind; /* SUBJECT: register (may be NULL); KIND; VARIABLE over a many kind */
    const mog_row *row;   /* the row that a FIELD is read from; VARIABLE over a list: its row */
    mog_node *subject;    /* FIELD: the subject other than the rule's own that it is read of; NULL: the rule's own */
    mog_node *binder;     /* VARIABLE: the quantifier or aggregate that binds it */
    uint32_t *variable;   /* quantifier, aggregate: the register of its variable, while lowering is inside it */
    struct mog_param *param;
    struct mog_let_param *argument; /* ARGUMENT */
    struct mog_let_node *let;       /* CALL: of that one; NULL: of something else */
    uint32_t function; /* CALL: of a plugin's function, index in mog_plugins; of a built-in one, its number */
    bool built_in;     /* CALL */
};

typedef struct mog_text_pair {
    mog_node *text, *swedish; /* NULL: not given */
} mog_text_pair;

typedef struct mog_type_node mog_type_node;

typedef struct mog_field_node {
    mog_span span;
    mog_name name;
    mog_type_node *type;
    bool personal;
    mog_text_pair help;
    struct mog_field_node *next;
} mog_field_node;

struct mog_type_node {
    mog_span span;
    mog_type_tag tag; /* LIST and group: fields */
    bool group;
    mog_type_node *element; /* SET */
    mog_name *names;        /* ENUM: its values; REFERENCE: the subject type */
    uint32_t name_count;
    mog_field_node *fields;
};

typedef struct mog_kind_node {
    mog_span span;
    mog_name name;
    bool many;
    bool extends;     /* `extend kind NAME { … }`: no title, no about */
    mog_name version; /* digits; empty: not given */
    mog_text_pair title;
    mog_name *about;
    uint32_t about_count;
    mog_field_node *fields;
    bool has_fresh;
    mog_duration fresh;
    mog_span fresh_span;
    mog_name assurance; /* empty: none */
    uint32_t fresh_times, assurance_times;
    mog_kind *kind; /* made by the checker; of an extension, the one that it adds to */
    struct mog_kind_node *next;
} mog_kind_node;

typedef struct mog_param {
    mog_span span;
    mog_name name;
    mog_node *value;
    mog_text_pair help;
    bool used;
    struct mog_param *next;
} mog_param;

typedef enum mog_clause_tag {
    MOG_CLAUSE_TITLE,
    MOG_CLAUSE_TITLE_SV,
    MOG_CLAUSE_LEVEL,
    MOG_CLAUSE_WEIGHT,
    MOG_CLAUSE_MUST,
    MOG_CLAUSE_FOR,
    MOG_CLAUSE_FRESH,
    MOG_CLAUSE_REQUIRE,
    MOG_CLAUSE_MEASURE,
    MOG_CLAUSE_TARGET,
    MOG_CLAUSE_FINDING,
    MOG_CLAUSE_FINDING_SV,
    MOG_CLAUSE_ACTION,
    MOG_CLAUSE_ACTION_SV,
    MOG_CLAUSE_COUNT
} mog_clause_tag;

typedef struct mog_clause {
    mog_clause_tag tag;
    mog_span span;
    mog_node *value;   /* expression; text of title, finding, action; FOR: where */
    mog_name name;     /* FINDING for NAME; FOR: the subject type */
    mog_name variable; /* FOR: the subject's name; may be empty */
    struct mog_clause *next;

    /* filled in by the checker */
    mog_node *binder; /* FINDING for NAME: what binds NAME */
    bool negated;     /* that stands under an odd number of `not` */
} mog_clause;

typedef struct mog_rule_node {
    mog_span span;  /* of its name */
    mog_span whole; /* from `rule` to its `}` */
    mog_name name;
    mog_clause *clauses;
    struct mog_rule_node *next;
} mog_rule_node;

typedef struct mog_control_node {
    mog_span span;
    mog_name number;
    mog_rule_node *rules;
    mog_text_pair title; /* in a catalogue */
    mog_name *words;     /* in a catalogue: attributes and their values, as they stand */
    uint32_t word_count;
    struct mog_control_node *next;
} mog_control_node;

typedef struct mog_theme_node {
    mog_span span;
    mog_name id;
    mog_text_pair title;
    mog_control_node *controls;
    struct mog_theme_node *next;
} mog_theme_node;

typedef struct mog_catalogue_node {
    mog_span span;
    mog_name id;
    mog_text_pair title;
    mog_theme_node *themes;
    struct mog_catalogue_node *next;
} mog_catalogue_node;

typedef struct mog_use {
    mog_span span;
    mog_name name;
    bool plugin;
    struct mog_use *next;
} mog_use;

/* `let NAME(a: account, n: integer) = BODY` */
typedef struct mog_let_param {
    mog_span span;
    mog_name name;
    mog_type_node *type; /* REFERENCE: a kind, or a type of subject */
    struct mog_let_param *next;

    /* filled in by the checker */
    mog_type value;        /* of a value; tag COUNT: of an element, a record or a subject, or faulty */
    const mog_kind *kind;  /* its elements or records; of a subject: the register, which may be NULL */
    mog_text subject_type; /* empty: no subject */
    bool used;

    /* while lowering is inside the body */
    mog_node *given;   /* the argument */
    uint32_t variable; /* the register of its value */
} mog_let_param;

typedef enum mog_let_state { MOG_LET_UNCHECKED, MOG_LET_BEING_CHECKED, MOG_LET_CHECKED } mog_let_state;

typedef struct mog_let_node {
    mog_span span;
    mog_name name;
    mog_let_param *params;
    mog_node *body;
    struct mog_let_node *next;

    /* filled in by the checker */
    mog_let_state state;
    struct mog_module *module;
    struct mog_let_node *same_name; /* the next one of the name, in another module */
    uint32_t param_count;
    bool used;
    uint32_t size, depth; /* of the body with those that it uses in place of their calls */
} mog_let_node;

/* All values that controls of a catalogue have of an attribute. */
typedef struct mog_each_values {
    mog_text name;
    const mog_enum *values; /* NULL: none has it, and it was said */
    struct mog_each_values *next;
} mog_each_values;

/* `for each control c in CATALOGUE where C { rule … }` */
typedef struct mog_each_node {
    mog_span span;
    mog_name variable, catalogue;
    mog_node *where; /* NULL: every control */
    mog_rule_node *rules;
    struct mog_each_node *next;

    /* filled in by the checker */
    mog_each_values *known; /* attributes that were asked for */
    const mog_enum *themes; /* of the catalogue */
} mog_each_node;

/* `step NAME "Title" require C finding "…" action "…"` */
typedef struct mog_step_node {
    mog_span span;
    mog_name name;
    mog_text_pair title;
    mog_clause *clauses; /* FRESH, REQUIRE, FINDING, FINDING_SV, ACTION, ACTION_SV */
    struct mog_step_node *next;
} mog_step_node;

typedef struct mog_gate_node {
    mog_span span;
    mog_name name;
    mog_text_pair title;
    mog_name subject_type;
    mog_name variable; /* may be empty */
    mog_step_node *steps;
    struct mog_gate_node *next;
} mog_gate_node;

/* A time that may be left out. */
typedef struct mog_when {
    bool given;
    int64_t time;
    mog_span span;
} mog_when;

/* `8.13`; `8.*`, with `below`: those that begin with it; `all`, without a number */
typedef struct mog_pattern {
    mog_span span;
    mog_name number;
    bool below;
} mog_pattern;

typedef enum mog_profile_tag {
    MOG_PROFILE_INCLUDE,   /* patterns */
    MOG_PROFILE_EXCLUDE,   /* patterns, exclusion; of a group without it */
    MOG_PROFILE_SET,       /* name = value */
    MOG_PROFILE_ASSURANCE, /* set assurance name = value */
    MOG_PROFILE_TARGET,    /* target level value for patterns */
    MOG_PROFILE_WEIGHT,    /* weight patterns = value */
    MOG_PROFILE_WEIGHT_BY, /* weight by name */
    MOG_PROFILE_MODEL      /* model name */
} mog_profile_tag;

/* `because "…" decided by "…" on 2026-02-01 review 2027-02-01` */
typedef struct mog_exclusion_node {
    mog_span span;
    mog_node *reason, *decider; /* texts */
    mog_when decided, review;
} mog_exclusion_node;

typedef struct mog_profile_item {
    mog_profile_tag tag;
    mog_span span;
    mog_pattern *patterns;
    uint32_t pattern_count;
    mog_name name;
    mog_node *value;
    mog_exclusion_node exclusion;
    struct mog_profile_item *next;
} mog_profile_item;

typedef struct mog_profile_node {
    mog_span span;
    mog_name name;
    mog_text_pair title;
    mog_name catalogue;
    mog_profile_item *items;
    struct mog_profile_node *next;
} mog_profile_node;

/* `group`: named controls. Its items are those of profiles: INCLUDE and EXCLUDE. */
typedef struct mog_group_node {
    mog_span span;
    mog_name name;
    mog_text_pair title;
    mog_name catalogue;
    mog_profile_item *items;
    struct mog_group_node *next;
} mog_group_node;

/* What a record of a test holds. An item of a block is a field, with its name, or a member of a set or a row of a list,
 * without one. */
typedef enum mog_datum_tag {
    MOG_DATUM_LITERAL, /* `literal`, a minus before it as MOG_NODE_NEGATE */
    MOG_DATUM_WORD,    /* `word`: a value of an enum */
    MOG_DATUM_BLOCK    /* `items`: fields of a group, rows of a list or members of a set */
} mog_datum_tag;

typedef struct mog_datum {
    mog_datum_tag tag;
    mog_span span; /* the field's name included */
    mog_name name; /* empty: not a field */
    mog_node *literal;
    mog_name word;
    struct mog_datum *items;
    struct mog_datum *next;

    /* filled in by the checker */
    mog_type type; /* of a value, a list or a set; tag COUNT: a group, a row, or faulty */
    uint32_t slot; /* of a field that is no group: in its row */
} mog_datum;

/* `given KIND "item" observed T for TYPE "name" assurance W { … }`; `given census KIND { … }` */
typedef struct mog_given_node {
    mog_span span;
    bool census;
    mog_name kind;
    mog_node *item; /* the text after the kind: an item, or the name of a subject; NULL: none */
    mog_when observed;
    mog_name subject_type; /* empty: the test's own subject */
    mog_node *subject;     /* text */
    mog_name assurance;    /* empty: the kind's own */
    mog_datum *data;       /* a BLOCK; NULL: none was written */
    uint32_t observed_times, subject_times, assurance_times;
    struct mog_given_node *next;

    /* filled in by the checker */
    const mog_kind *of;
    bool names_subject; /* the register of a type of subject, whose name is `item` */
} mog_given_node;

/* `8.13/admins_use_mfa`, or `production/council` */
typedef struct mog_rule_name {
    mog_span span;
    mog_name number; /* empty: of a gate */
    mog_name gate;
    mog_name name;
} mog_rule_name;

typedef struct mog_test_node {
    mog_span span;
    mog_node *name; /* text */
    mog_rule_name rule;
    mog_when at;
    mog_given_node *givens;
    mog_name expect; /* empty: not said */
    mog_span expect_span;
    mog_node *achievement; /* NULL: any */
    mog_node *because;     /* text; NULL: any */
    uint32_t expect_times;
    struct mog_test_node *next;
} mog_test_node;

/* All declarations of a file in the order of its text. */
typedef enum mog_declaration_tag {
    MOG_DECLARATION_USE,       /* mog_use */
    MOG_DECLARATION_PARAM,     /* mog_param */
    MOG_DECLARATION_LET,       /* mog_let_node */
    MOG_DECLARATION_KIND,      /* mog_kind_node */
    MOG_DECLARATION_EXTENSION, /* mog_kind_node */
    MOG_DECLARATION_CONTROL,   /* mog_control_node */
    MOG_DECLARATION_EACH,      /* mog_each_node */
    MOG_DECLARATION_CATALOGUE, /* mog_catalogue_node */
    MOG_DECLARATION_GATE,      /* mog_gate_node */
    MOG_DECLARATION_PROFILE,   /* mog_profile_node */
    MOG_DECLARATION_GROUP,     /* mog_group_node */
    MOG_DECLARATION_TEST       /* mog_test_node */
} mog_declaration_tag;

typedef struct mog_declaration {
    mog_declaration_tag tag;
    mog_span span; /* from its first word to its end */
    void *node;
    struct mog_declaration *next;
} mog_declaration;

/* One file. Lists are in the order of the text. */
/* A name whose declaration could not be read. */
typedef struct mog_lost {
    mog_text name;
    struct mog_lost *next;
} mog_lost;

typedef struct mog_module {
    uint32_t file;
    mog_name name; /* empty: none declared */
    mog_use *uses;
    mog_kind_node *kinds;
    mog_param *params;
    mog_control_node *controls;
    mog_catalogue_node *catalogues;
    mog_kind_node *extensions;
    mog_let_node *lets;
    mog_each_node *eaches;
    mog_gate_node *gates;
    mog_profile_node *profiles;
    mog_group_node *groups;
    mog_test_node *tests;
    mog_declaration *declarations;
    mog_lost *lost;

    /* filled in by the checker */
    uint32_t index;
    const uint32_t *sees; /* modules that it names in `use`, and files of plugins' kinds, sorted */
    uint32_t sees_count;
    bool bilingual; /* has titles of rules in Swedish */
} mog_module;

#endif
