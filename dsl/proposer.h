/* proposer.h: between propose.c, which knows statements, and propose_name.c, which knows names and expressions. Private to dsl/. */
#ifndef MOG_DSL_PROPOSER_H
#define MOG_DSL_PROPOSER_H

#include "dsl/check.h"
#include "dsl/propose.h"
#include "dsl/surroundings.h"

typedef struct mog_proposer {
    mog_proposals *out;
    const mog_analysis *analysis;
    const mog_check *check;
    const mog_module *module;
    mog_surroundings *s;
} mog_proposer;

void mog_proposer_add(mog_proposer *p, mog_text text, mog_mention mention);
void mog_proposer_add_words(mog_proposer *p, const char *const *words); /* of the language; ends with NULL */
void mog_proposer_add_modules(mog_proposer *p);
void mog_proposer_add_plugins(mog_proposer *p);
void mog_proposer_add_subject_types(mog_proposer *p);
void mog_proposer_add_controls(mog_proposer *p); /* of the catalogue, and those that have rules */
void mog_proposer_add_catalogues(mog_proposer *p);
void mog_proposer_add_params(mog_proposer *p);
/* Those that a rule for such a subject can read (empty: any), and that the module sees. */
void mog_proposer_add_kinds(mog_proposer *p, mog_text subject_type);
void mog_proposer_add_enum(mog_proposer *p, const mog_type *type);
void mog_proposer_add_locals(mog_proposer *p);

void mog_propose_field(mog_proposer *p);      /* what stands before the place is a dot */
void mog_propose_expression(mog_proposer *p); /* an operand or an operator, as what stands before the place wants */

#endif
