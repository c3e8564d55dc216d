/* tell.h: what an expression comes to, told in full: elements of lists and members of sets too. */
#ifndef MOG_ENGINE_ASSESS_TELL_H
#define MOG_ENGINE_ASSESS_TELL_H

#include "dsl/program.h"
#include "engine/store/current.h"

#define MOG_TOLD_LIMIT 50 /* elements; the rest is counted */

/* Values of one element stand on one line, elements on lines of their own. Personal fields are withheld. Of the elements of a kind, those
 * observed before `stale_before` are said to be stale. */
void mog_value_tell(mog_buffer *out, const mog_value *value, const mog_expression *expression,
                    const mog_subject_table *table, mog_time stale_before, bool swedish);

#endif
