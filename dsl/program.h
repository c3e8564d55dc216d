/* program.h: checked policies, lowered to programs for the register machine.
 *
 * A mog_policy is what a set of policy files means: kinds, catalogue, rules with their code. It is immutable and lives in its
 * own arena. Nothing in it depends on a store: kinds are numbered within the policy, and plugin functions by the order of
 * `functions`. The same files give the same program, in whatever order they are named.
 *
 * Code. Each rule has up to five blocks. A block starts at instruction 0 with every register unset, and ends with END. Registers are written
 * before they are read on every path, which the lowering ensures and mog_code_verify checks.
 */
#ifndef MOG_DSL_PROGRAM_H
#define MOG_DSL_PROGRAM_H

#include "base/digest.h"
#include "base/error.h"
#include "dsl/kind.h"
#include "dsl/opcodes.h"
#include "dsl/value.h"

typedef struct mog_instruction {
    uint16_t op, dst;
    uint32_t a, b, c;
} mog_instruction;

/* A range in a source file, for explanations. */
typedef struct mog_span {
    uint32_t file;       /* index in the policy's files */
    uint32_t start, end; /* byte offsets; end is past the last */
} mog_span;

typedef struct mog_code {
    const mog_instruction *at; /* NULL: no such block */
    const mog_span *
        spans; /* of each instruction: the expression whose value it computes; start == end where it is of no interest */
    const bool *percents; /* of each instruction: its value is a share, which people read as a percentage */
    uint32_t count;
    uint32_t registers;
    bool percent; /* so is the result of the block */
} mog_code;

/* What an expression that an explanation shows is: the type of an instruction's result. */
typedef struct mog_format {
    mog_type type;
    bool percent, swedish;
} mog_format;

/* A kind that a rule reads, with the threshold by which its records are stale for this rule. */
typedef struct mog_read {
    uint32_t kind;
    uint32_t threshold;
} mog_read;

/* A kind that a rule reads of other subjects than its own. */
typedef struct mog_reach {
    mog_text subject_type; /* of those subjects */
    uint32_t reached;      /* index in the policy's `reached` */
    uint32_t kind;
    uint32_t threshold;
} mog_reach;

/* How subjects of one type lead to those of another: `suppliers of s`. By slots of their registers: of those in `forward` the register of
 * the subject itself names the others; by those in `backward` theirs name it. */
typedef struct mog_relation {
    mog_text of, to; /* types of subject */
    bool parts;      /* `parts of s`: backward by `part_of` alone */
    const uint32_t *forward, *backward;
    uint32_t forward_count, backward_count;
} mog_relation;

typedef struct mog_rule {
    mog_text id;                /* "8.13/restore_tested"; of a gate's step "production/council" */
    mog_text name;              /* "restore_tested" */
    mog_text module;            /* "iso27002.technological" */
    mog_control_id control;     /* 0: a step of a gate, which counts in no score */
    mog_text title, title_sv;   /* interpolated; title_sv may be empty */
    mog_text action, action_sv; /* may be empty */
    uint32_t level;             /* 1..5 */
    uint32_t weight;            /* 1..100 */
    bool must;
    bool measures;                  /* `measure`: value and target; else `require` */
    bool always_known;              /* no evidence, and no lack of it, makes the rule unknown */
    mog_text subject_type;          /* "system" */
    mog_code where;                 /* bool; `at` NULL when every subject of the type is in scope */
    mog_code condition;             /* bool, or number of `measure` */
    mog_code target;                /* number; only with `measures` */
    mog_code findings, findings_sv; /* FINDING instructions; END's result is without meaning */
    const mog_read *reads;          /* kinds of `condition` and `target`: the evidence of a result */
    uint32_t read_count;
    const mog_read *where_reads; /* kinds that only `where` reads: evidence of applicability */
    uint32_t where_read_count;
    const mog_reach
        *reaches; /* the same of other subjects: their evidence counts too, where the evaluation comes to them */
    uint32_t reach_count;
    const mog_reach *where_reaches; /* those of `where` */
    uint32_t where_reach_count;
    mog_span span, where_span, condition_span, target_span;
} mog_rule;

typedef struct mog_function_use {
    mog_text plugin, name; /* "technological", "cvss_severity" */
    mog_type_tag result;
    mog_type_tag arguments[6];
    uint32_t argument_count;
} mog_function_use;

typedef struct mog_regex {
    mog_text pattern;
    bool ignore_case;
} mog_regex;

typedef struct mog_attribute {
    mog_text name;          /* "properties" */
    const mog_text *values; /* "confidentiality", … */
    uint32_t count;
} mog_attribute;

typedef struct mog_control {
    mog_control_id id;
    mog_text theme;           /* id of its theme; empty where no catalogue says */
    mog_text title, title_sv; /* may be empty */
    const mog_attribute *attributes;
    uint32_t attribute_count;
} mog_control;

typedef struct mog_theme {
    mog_text id, title, title_sv;
} mog_theme;

/* `gate`: what a subject must come past. Its steps are rules, and stand together in the policy's. */
typedef struct mog_gate {
    mog_text name;            /* "production" */
    mog_text title, title_sv; /* may be empty */
    mog_text subject_type;    /* "initiative" */
    uint32_t first, count;    /* the steps: indexes in the policy's rules, in the order of the text */
    mog_span span;
} mog_gate;

/* How results become a maturity (docs/scoring.md): tag, word. */
#define MOG_MODELS(M)                                                                                                  \
    M(CAPABILITY, "capability")                                                                                        \
    M(STAGED, "staged")                                                                                                \
    M(CUMULATIVE, "cumulative")                                                                                        \
    M(MINIMUM, "minimum")                                                                                              \
    M(AVERAGE, "average")

typedef enum mog_model {
#define M(tag, word) MOG_MODEL_##tag,
    MOG_MODELS(M)
#undef M
        MOG_MODEL_COUNT
} mog_model;

const char *mog_model_word(mog_model model);
int mog_model_find(mog_text word); /* -1: none */

#define MOG_TARGET_DEFAULT 3 /* level that a control is to reach, where no profile says */
#define MOG_PROFILE_KEY_WEIGHT                                                                                         \
    5 /* a control of at least this weight in the profile is a key control (docs/scoring.md) */

/* `exclude`: why a control does not count, and who decided so. */
typedef struct mog_exclusion {
    mog_text reason, decider;
    mog_time decided;
    bool has_review;
    mog_time review; /* from then on the control counts again */
    mog_span span;
} mog_exclusion;

typedef struct mog_profile_control {
    mog_control_id control;
    uint32_t weight;                /* 1..100 */
    uint32_t target;                /* level 1..5 */
    const mog_exclusion *exclusion; /* NULL: none */
} mog_profile_control;

/* Of a level, where no profile says, in units of 1e-9. */
int64_t mog_threshold_default(uint32_t level);

/* The kind whose open risks weigh on controls, and those of its fields that matter (docs/scoring.md, "Weight by risk"). By slots of its row. */
typedef struct mog_risk_kind {
    const mog_kind *kind;
    uint32_t residual, controls;
    int status, closed; /* slot and value; -1: it has none, so every risk is open */
} mog_risk_kind;
/* False: there is no kind `risk` with the fields `residual integer` and `controls set of control`. */
bool mog_risk_kind_of(mog_risk_kind *out, const mog_kind *const *kinds, uint32_t count);

/* The same of exceptions from controls (docs/scoring.md, "Exceptions"). */
typedef struct mog_exception_kind {
    const mog_kind *kind;
    uint32_t controls, approved, until;
    int ended, rules, subjects; /* -1: it has none */
} mog_exception_kind;
/* False: there is no kind `exception` with the fields `controls set of control`, `approved time` and `until time`. */
bool mog_exception_kind_of(mog_exception_kind *out, const mog_kind *const *kinds, uint32_t count);

/* The same of the actions of the plan (docs/plan.md): field, word, type of its value. All are asked of the kind. */
#define MOG_ACTION_FIELDS(F)                                                                                           \
    F(name, TEXT, "a text")                                                                                            \
    F(rule, TEXT, "a text")                                                                                            \
    F(finding, TEXT, "a text")                                                                                         \
    F(controls, SET, "a set of controls")                                                                              \
    F(priority, INTEGER, "an integer")                                                                                 \
    F(owner, REFERENCE, "a unit")                                                                                      \
    F(status, ENUM, "an enum with not_started, under_way, done and stopped")                                           \
    F(task, ENUM, "an enum with remedy and show_evidence")                                                             \
    F(opened, TIME, "a time")                                                                                          \
    F(due, TIME, "a time")                                                                                             \
    F(done, TIME, "a time")                                                                                            \
    F(closed, TIME, "a time")                                                                                          \
    F(accepted_until, TIME, "a time")                                                                                  \
    F(reopened, INTEGER, "an integer")
typedef struct mog_action_kind {
    const mog_kind *kind;
#define F(field, tag, words) uint32_t field;
    MOG_ACTION_FIELDS(F)
#undef F
    bool has_source; /* `source` is an enum with gap_analysis */
} mog_action_kind;
/* False: there is no kind `action`, many, with these fields. *lacks: what is missing, in words, as "the field `rule`, a text". */
bool mog_action_kind_of(mog_action_kind *out, const char **lacks, const mog_kind *const *kinds, uint32_t count);

/* `profile`: which controls an organisation has chosen, and how they count. What it `set`s of parameters is compiled in, where it is the
 * profile that is asked for. */
typedef struct mog_profile {
    mog_text name;                       /* "baseline" */
    mog_text title, title_sv;            /* may be empty */
    mog_text catalogue;                  /* "iso27002" */
    const mog_profile_control *controls; /* that it includes, those that it excludes again among them; sorted by id */
    uint32_t control_count;
    int64_t caps[MOG_ASSURANCE_COUNT]; /* of an achievement, by assurance; in units of 1e-9 */
    mog_model model;
    int64_t thresholds[6]; /* by level, [0] unused: of the model `cumulative`, in units of 1e-9; not rising */
    bool by_risk;          /* `weight by risk` */
    mog_span span;
} mog_profile;

/* `group`: controls that belong together, and are reported on together, under a name. */
typedef struct mog_group {
    mog_text name;                  /* "cybersecurity" */
    mog_text title, title_sv;       /* may be empty */
    mog_text catalogue;             /* "iso27002" */
    const mog_control_id *controls; /* ascending, one at least */
    uint32_t control_count;
    mog_span span;
} mog_group;

typedef struct mog_source {
    mog_text path; /* as it was named; for a plugin's kinds "plugin NAME" */
    mog_text text;
    mog_digest digest; /* BLAKE2b-256 of the text */
} mog_source;

/* Evidence that a test gives, as `evidence add` would read it: an object of JSON. */
typedef struct mog_given {
    mog_text json;
    mog_span span;
} mog_given;

/* A `test` block: a rule, run over evidence that stands in the policy. */
typedef struct mog_policy_test {
    mog_text name;
    uint32_t rule;    /* index in the policy */
    mog_text subject; /* "system:hr" */
    mog_time clock;
    const mog_given *given; /* in the order of the text */
    uint32_t given_count;
    mog_text verdict; /* its word: "not_met" */
    bool has_achievement;
    double achievement; /* 0..1 */
    mog_text because;   /* part of the reason or of a finding; empty: any will do */
    mog_span span, expect_span;
} mog_policy_test;

/* An expression that stands in no rule, made to be tried out. */
typedef struct mog_expression {
    mog_rule rule; /* as if it were the condition of one: code, spans, what it reads; not among the policy's */
    mog_type type; /* LIST and SET too */
    bool percent;
    const mog_kind *kind;     /* the expression names a kind: its record, or its elements, are meant; else NULL */
    const mog_kind *elements; /* a list of elements of this kind, of another subject; NULL: none */
    mog_text variable;        /* what the subject is called in it */
} mog_expression;

typedef struct mog_policy {
    mog_arena *arena;
    const mog_source *files; /* sorted by path */
    uint32_t file_count;
    const mog_kind *const *kinds;
    uint32_t kind_count;
    const mog_rule *rules; /* sorted by control, level, name; so the steps of gates come first */
    uint32_t rule_count;
    const mog_gate *gates; /* sorted by name */
    uint32_t gate_count;
    const mog_profile *profiles; /* sorted by name */
    uint32_t profile_count;
    const mog_group *groups; /* sorted by name */
    uint32_t group_count;
    const mog_profile *profile;  /* that was asked for when the policy was compiled; NULL: none */
    const mog_control *controls; /* sorted by id: of the catalogue, and those that only rules name */
    uint32_t control_count;
    const mog_theme *themes; /* in the catalogue's order */
    uint32_t theme_count;
    const mog_policy_test *tests; /* sorted by file and place */
    uint32_t test_count;
    const mog_expression *expression; /* of mog_compile_expression; else NULL */
    /* what instructions point into */
    const mog_value *constants;
    uint32_t constant_count;
    const mog_duration
        *thresholds; /* threshold 0 is "never stale"; a record observed before now - thresholds[i] is stale */
    uint32_t threshold_count;
    const mog_regex *regexes;
    uint32_t regex_count;
    const mog_format *formats;
    uint32_t format_count;
    const mog_function_use *functions;
    uint32_t function_count;
    bool reaches_others;     /* something is asked of other subjects than the one at hand */
    const uint32_t *reached; /* kinds that are read of other subjects than the one at hand */
    uint32_t reached_count;
    const mog_relation *relations;
    uint32_t relation_count;
} mog_policy;

void mog_policy_free(mog_policy *policy); /* NULL is allowed */

const mog_kind *mog_policy_kind(const mog_policy *policy, mog_text name); /* NULL: none */
const mog_kind *mog_policy_register(const mog_policy *policy,
                                    mog_text subject_type); /* its register kind; NULL: none */
bool mog_policy_has_subject_type(const mog_policy *policy, mog_text subject_type);
const mog_rule *mog_policy_rule(const mog_policy *policy, mog_text id);
const mog_control *mog_policy_control(const mog_policy *policy, mog_control_id id);
const mog_gate *mog_policy_gate(const mog_policy *policy, mog_text name);       /* NULL: none */
const mog_profile *mog_policy_profile(const mog_policy *policy, mog_text name); /* NULL: none */
const mog_group *mog_policy_group(const mog_policy *policy, mog_text name);     /* NULL: none */

static inline bool mog_rule_is_step(const mog_rule *rule)
{
    return rule->control == 0;
}

bool mog_group_holds(const mog_group *group, mog_control_id control);

/* What the profile says of a control; NULL: it does not include it. */
const mog_profile_control *mog_profile_control_of(const mog_profile *profile, mog_control_id control);
/* The control counts as of then: it is included, and not excluded or only until before that. Without a profile (NULL) all do. */
bool mog_profile_counts(const mog_profile *profile, mog_control_id control, mog_time clock);
/* The day has come on which the exclusion was to be reviewed, so it is no longer in force. */
bool mog_exclusion_is_over(const mog_exclusion *exclusion, mog_time clock);

/* Line and column, from 1, columns in code points, of an offset in a file. */
void mog_source_position(const mog_source *file, uint32_t offset, uint32_t *line, uint32_t *column);

/* Checks what the machine relies on: opcodes, registers, jumps, indexes. For tests and fuzzing. */
mog_status mog_code_verify(const mog_policy *policy, const mog_code *code, mog_error *err);
void mog_code_disassemble(mog_buffer *out, const mog_policy *policy, const mog_code *code);

#endif
