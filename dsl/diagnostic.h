/* diagnostic.h: what the front end has to say about a policy.
 *
 * Codes are stable; each is listed once, in diagnostics.def. E…: the policy is refused. W…: it is accepted, and probably not what was meant.
 */
#ifndef MOG_DSL_DIAGNOSTIC_H
#define MOG_DSL_DIAGNOSTIC_H

#include "dsl/program.h"

typedef enum mog_diagnostic_code {
#define DIAGNOSTIC(code, title) MOG_##code,
#include "dsl/diagnostics.def"
#undef DIAGNOSTIC
    MOG_DIAGNOSTIC_COUNT
} mog_diagnostic_code;

const char *mog_diagnostic_name(mog_diagnostic_code code);  /* "E0107" */
const char *mog_diagnostic_title(mog_diagnostic_code code); /* the fault in general */
bool mog_diagnostic_is_error(mog_diagnostic_code code);

typedef struct mog_diagnostic {
    mog_diagnostic_code code;
    mog_span span;
    mog_text message; /* what is wrong here; a remedy follows after "; " where one is known */
} mog_diagnostic;

/* Sorted by file and place. Owns copies of the sources it speaks of. */
typedef struct mog_diagnostics {
    mog_arena *arena;
    const mog_source *files;
    uint32_t file_count;
    mog_diagnostic *at;
    size_t count, capacity;
    size_t errors, warnings; /* errors beyond MOG_LIMIT_DIAGNOSTICS are counted, not kept */
} mog_diagnostics;

void mog_diagnostics_free(mog_diagnostics *diagnostics);

/* "file:1:63-74: error E0107: kind account has no field `mfaa`; did you mean `mfa`?\n", then, with `context`, the line and a caret range. Columns count
 * code points from 1, the end included. */
void mog_diagnostic_render(mog_buffer *out, const mog_diagnostics *all, const mog_diagnostic *one, bool context);

#endif
