/* origin.h: where in the evidence the value of an instruction comes from, read off the code.
 *
 * The machine says which instruction found a value unknown, or computed it. What that was for people, `backup.volumes.protected` of
 * kind backup, is found by going back from the instruction to the ones that gave it its operands. Code is structured, so the last
 * writer before an instruction is the one that feeds it.
 */
#ifndef MOG_ENGINE_ASSESS_ORIGIN_H
#define MOG_ENGINE_ASSESS_ORIGIN_H

#include "dsl/program.h"

typedef struct mog_origin {
    const mog_kind *kind; /* NULL: not evidence */
    const mog_row *row;   /* the layout that a row, or the row of an element, has; NULL: neither */
    mog_text path;        /* "backup", "backup.volumes", "backup.volumes.protected" */
    mog_type type;        /* of a field, or of the elements of a set */
    bool typed;
    const mog_field *field; /* that the value is read from; NULL: none */
    bool personal;          /* that field, or one that it lies in, is personal */
} mog_origin;

/* Of the value that instruction `at` of a block computes. Paths are made in `arena`. */
mog_origin mog_origin_of(mog_arena *arena, const mog_policy *policy, const mog_code *code, uint32_t at);

/* What the instruction computes, a value of this type, tells of a personal value, and is not to be shown: it is one, or it was made from one.
 * Whether something holds, and how many there are of something, may be shown. */
bool mog_origin_is_personal(mog_arena *arena, const mog_policy *policy, const mog_code *code, uint32_t at,
                            mog_type_tag type);

/* The static type of what an instruction computes; false: none that people would read. */
bool mog_origin_type(mog_type *out, mog_arena *arena, const mog_policy *policy, const mog_code *code, uint32_t at);

/* The text of the policy at a span, on one line, cut to about eighty characters. */
mog_text mog_origin_source(mog_arena *arena, const mog_policy *policy, mog_span span);

#endif
