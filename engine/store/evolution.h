/* evolution.h: how a kind's layout may change over the years.
 *
 * Records are never rewritten. A kind may gain fields and an enum may gain values, in any order; then what was
 * recorded before can be read as if written under the new layout (mog_record_convert in record.h). A field that is
 * removed or gets another type would make old records say something else than they did, and is refused.
 */
#ifndef MOG_ENGINE_STORE_EVOLUTION_H
#define MOG_ENGINE_STORE_EVOLUTION_H

#include "dsl/kind.h"

/* MOG_INPUT, naming the field, when `newer` does not extend `older`. */
mog_status mog_kind_extends(const mog_kind *newer, const mog_kind *older, mog_error *err);

/* A record of one can be read as one of the other, byte for byte. */
bool mog_kind_lies_alike(const mog_kind *a, const mog_kind *b);

#endif
