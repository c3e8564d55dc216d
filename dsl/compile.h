/* compile.h: the front end. Policy files in; a checked program, or diagnostics, out.
 *
 * Any bytes are allowed as text. The front end reads no files, no clock and no store; limits are in dsl/limits.h.
 */
#ifndef MOG_DSL_COMPILE_H
#define MOG_DSL_COMPILE_H

#include "dsl/diagnostic.h"
#include "dsl/program.h"

typedef struct mog_input {
    mog_text path; /* for diagnostics */
    mog_text text;
} mog_input;

/* What `use plugin NAME` can find. Handed in, so that the language knows nothing of shared objects. */
typedef struct mog_plugin_function {
    mog_text plugin, name;
    mog_text signature; /* "number(text,integer)" as in <mognad/plugin.h> */
} mog_plugin_function;

typedef struct mog_plugins {
    const mog_plugin_function *functions;
    size_t count;
    const mog_text *names; /* of all plugins there are */
    size_t name_count;
} mog_plugins;

/* Compiles files together. The diagnostics are always set (to be freed with mog_diagnostics_free); *out is NULL when they hold an
 * error. Texts are copied; nothing handed in is kept. */
void mog_compile(mog_policy **out, mog_diagnostics **diagnostics, const mog_input *inputs, size_t count, const mog_plugins *plugins);

/* The same for one profile: what it sets takes the place of the values of parameters, and it is the policy's `profile`, which is NULL where
 * the files declare none of the name. */
typedef struct mog_compile_options {
    mog_text profile; /* its name; empty: none */
} mog_compile_options;
void mog_compile_with(mog_policy **out, mog_diagnostics **diagnostics, const mog_input *inputs, size_t count, const mog_plugins *plugins,
                      const mog_compile_options *options);

/* The same, and an expression over one subject, which can use all that the files declare: the policy's `expression`. `subject_type` empty:
 * over none, so that no evidence can be read. The subject's name is the one that most rules for the type use. Faults of the expression are
 * in a file of the name MOG_EXPRESSION_PATH, the last one. */
#define MOG_EXPRESSION_PATH "(expression)"
void mog_compile_expression(mog_policy **out, mog_diagnostics **diagnostics, const mog_input *inputs, size_t count,
                            const mog_plugins *plugins, mog_text expression, mog_text subject_type);

#endif
