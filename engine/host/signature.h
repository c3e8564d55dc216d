/* signature.h: "number(text,integer)": how a plugin says what a function takes and gives. For engine/host only. */
#ifndef MOG_ENGINE_HOST_SIGNATURE_H
#define MOG_ENGINE_HOST_SIGNATURE_H

#include "dsl/program.h"

/* Sets the types of `out`. False: `why` says what is wrong with the signature. Spaces around words are allowed; "_Bool" is bool. */
bool mog_signature_parse(mog_function_use *out, mog_text signature, char *why, size_t why_size);
/* The signature in its plain form: "bool(number)". */
mog_text mog_signature_text(mog_arena *arena, const mog_function_use *use);

/* A word of the rule language: [a-z_][a-z0-9_]*, at most 64 bytes. */
bool mog_is_word(mog_text text);

#endif
