/* format.h: policy text in its one canonical layout.
 *
 * Only what stands between the tokens changes: every token and every comment is kept, in order, as it was written, and the text
 * means the same. What is laid out already comes out as it is. Lines are at most 120 columns where what stands on them allows it
 * (a text is never broken); two spaces a level; one blank line between declarations and between rules; elsewhere a blank line is
 * kept, and several become one. Comments stay where they are: on lines of their own, or behind what they follow.
 */
#ifndef MOG_DSL_FORMAT_H
#define MOG_DSL_FORMAT_H

#include "dsl/compile.h"

/* Adds the text of `input`, laid out, to `out`; on failure nothing. MOG_INPUT: the text has faults of syntax, which the diagnostics tell,
 * or it would become larger than a policy file may be. MOG_INTERNAL: the result would not have been the same tokens, a fault in mognad.
 * The diagnostics are always set, to be freed with mog_diagnostics_free; names and types are not checked. Takes time in proportion to
 * the size of the text. */
mog_status mog_format_file(mog_buffer *out, mog_diagnostics **diagnostics, const mog_input *input, mog_error *err);

#endif
