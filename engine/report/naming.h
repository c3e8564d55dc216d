/* naming.h: what evidence says of controls by name: the current records, at the clock of an assessment, of kinds that have the field `controls`
 * (set of control): risks, legal requirements, responsibilities, requirement groups, exceptions, actions.
 */
#ifndef MOG_ENGINE_REPORT_NAMING_H
#define MOG_ENGINE_REPORT_NAMING_H

#include "base/json.h"
#include "engine/score/grouping.h"

typedef struct mog_naming {
    mog_text kind, subject, item; /* item empty: the record of a plain kind */
    uint64_t record;
    mog_time observed;
    const mog_control_id *controls; /* ascending, each once */
    uint32_t control_count;
    json_t *fields; /* as in `evidence show`, without personal ones; held by the namings */
} mog_naming;

typedef struct mog_namings {
    mog_arena *arena;
    const mog_naming *at; /* by kind as they were asked for, then by subject and item */
    size_t count;
} mog_namings;

/* A kind that the policies do not have, or that has no such field, gives nothing. What is stale counts as it was recorded. Opens the store, which
 * must not be open. */
mog_status mog_namings_read(mog_namings *out, const char *store, const mog_assessment *assessment,
                            const char *const *kinds, size_t kind_count, mog_error *err);
void mog_namings_free(mog_namings *namings);

bool mog_naming_names(const mog_naming *naming, mog_control_id control);
/* A field that is a text (times and references are); "" where it is none. Borrowed. */
const char *mog_naming_text(const mog_naming *naming, const char *field);
/* A field that is a time. False: it is none. */
bool mog_naming_time(mog_time *out, const mog_naming *naming, const char *field);

/* The records of the kind `requirement_group` for mog_score_by; their title is `name`, else `convener`. Borrowed from the namings. */
const mog_named_controls *mog_requirement_groups(uint32_t *count, mog_arena *arena, const mog_namings *namings);

#endif
