/* analysis.h: policy files parsed and checked, with what the front end found out about every word of them.
 *
 * For those who ask about the text itself, such as an editor's language server; whoever wants to run the rules compiles
 * them (dsl/compile.h). An analysis is made of any files, faulty ones too: what could not be understood is left out of
 * it. It is immutable, and keeps copies of the files.
 */
#ifndef MOG_DSL_ANALYSIS_H
#define MOG_DSL_ANALYSIS_H

#include "dsl/compile.h"
#include "dsl/diagnostic.h"

struct mog_module; /* dsl/ast.h */
struct mog_check;  /* dsl/check.h */

typedef struct mog_analysis {
    mog_arena *arena;
    const mog_source *files; /* sorted by path */
    uint32_t file_count;
    struct mog_module **modules; /* by file */
    mog_diagnostics *diagnostics;
    struct mog_check *check; /* what the checker knows: kinds, controls, parameters, rules */
} mog_analysis;

/* `plugins` (may be NULL) must live as long as the analysis; nothing else that is handed in is kept. */
mog_analysis *mog_analyse(const mog_input *inputs, size_t count, const mog_plugins *plugins);
/* The same, with the sources, and all of kinds and rules that a policy keeps, in the arena `kept`, for a profile (empty: none), whose name
 * must live as long. */
mog_analysis *mog_analyse_keeping(mog_arena *kept, const mog_input *inputs, size_t count, const mog_plugins *plugins, mog_text profile);
void mog_analysis_free(mog_analysis *analysis); /* NULL is allowed */

int64_t mog_analysis_file(const mog_analysis *analysis, mog_text path); /* the index of a file; -1: it has none of the name */

#endif
