/* mention.h: every word of a policy file that stands for something, and what that is.
 *
 * A file is walked once and its mentions are handed out one by one: names, where they are declared and where they are
 * used, and expressions with their types. What stands at a place, where it is declared, and who else speaks of it are
 * questions about mentions. Works on files with errors: what the parser or the checker could not make sense of has no
 * mentions.
 */
#ifndef MOG_DSL_MENTION_H
#define MOG_DSL_MENTION_H

#include "dsl/analysis.h"
#include "dsl/ast.h"

/* tag, what it is in words, English and Swedish, and what `of` points to */
#define MOG_MENTIONS(M)                                                                                                \
    M(EXPRESSION, "expression", "uttryck")           /* NULL: no name, but a value of `type` */                        \
    M(MODULE, "module", "modul")                     /* mog_module */                                                  \
    M(PLUGIN, "plugin", "insticksmodul")             /* NULL: the same name */                                         \
    M(KIND, "kind", "slag")                          /* mog_kind */                                                    \
    M(FIELD, "field", "fält")                        /* mog_row; `slot` is the field's */                              \
    M(OWN_FIELD, "field", "fält")                    /* NULL: id, name, item, observed */                              \
    M(SUBJECT_TYPE, "type of subject", "subjekttyp") /* NULL: the same name */                                         \
    M(ENUM, "value", "värde")                        /* mog_enum; `slot` is the value */                               \
    M(PARAM, "parameter", "parameter")               /* mog_param */                                                   \
    M(LET, "let", "let")                             /* mog_let_node */                                                \
    M(VARIABLE, "variable", "variabel")              /* what binds it */                                               \
    M(SUBJECT, "subject", "subjekt")                 /* where it is named */                                           \
    M(CONTROL, "control", "åtgärd")                  /* NULL; `slot` is the mog_control_id */                          \
    M(THEME, "theme", "tema")                        /* NULL: the same name */                                         \
    M(CATALOGUE, "catalogue", "katalog")             /* NULL: the same name */                                         \
    M(RULE, "rule", "regel")                         /* mog_rule_node */                                               \
    M(GATE, "gate", "grind")                         /* mog_gate_node */                                               \
    M(STEP, "step", "steg")                          /* mog_step_node */                                               \
    M(PROFILE, "profile", "profil")                  /* mog_profile_node */                                            \
    M(GROUP, "group", "grupp")                       /* mog_group_node */                                              \
    M(FUNCTION, "function", "funktion")              /* mog_plugin_function */                                         \
    M(BUILT_IN, "function", "funktion")              /* mog_built_in */

typedef enum mog_mention_tag {
#define M(tag, word, swedish) MOG_MENTION_##tag,
    MOG_MENTIONS(M)
#undef M
        MOG_MENTION_COUNT
} mog_mention_tag;

typedef struct mog_mention {
    mog_mention_tag tag;
    bool declares; /* here it is declared */
    mog_span span;
    mog_text name;
    const void *of;
    uint64_t slot;
    const mog_node *node; /* the expression; NULL: it is not in one */
    const mog_type *type; /* of the value; NULL: is none, or not known */
    const mog_kind *kind; /* FIELD, OWN_FIELD: whose; NULL: of a list's rows */
} mog_mention;

typedef void mog_mention_visit(void *context, const mog_mention *mention);

void mog_mentions(const mog_analysis *analysis, uint32_t file, mog_mention_visit *visit, void *context);
bool mog_mention_same(const mog_mention *a, const mog_mention *b); /* they speak of the same thing */

/* The innermost mention at an offset; a word's end belongs to it. False: there is nothing. */
bool mog_mention_at(mog_mention *out, const mog_analysis *analysis, uint32_t file, uint32_t offset);
/* Where it is declared. False: nowhere in the files. */
bool mog_mention_declared(mog_mention *out, const mog_analysis *analysis, const mog_mention *of);

/* What there is to say of it: a line or a few of rule language, and an explanation in Markdown, which may be empty. */
void mog_mention_describe(mog_buffer *code, mog_buffer *words, const mog_analysis *analysis, const mog_mention *mention,
                          bool swedish);

const char *mog_mention_word(mog_mention_tag tag, bool swedish);

#endif
