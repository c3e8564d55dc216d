/* register.h: what the register of a subject type says of a subject: its name, its classes, and whether it is in being. Whether the record is stale
 * does not matter here: what a subject is called and what it is worth does not end with the freshness of a list.
 */
#ifndef MOG_ENGINE_ASSESS_REGISTER_H
#define MOG_ENGINE_ASSESS_REGISTER_H

#include "engine/store/current.h"

typedef struct mog_register {
    const mog_kind *kind;                                       /* NULL: the type has none */
    int name, owner, part_of, classes[4], valid_from, valid_to; /* slots; -1: no such field */
} mog_register;

mog_register mog_register_of(const mog_policy *policy, mog_text subject_type);
mog_text mog_register_name(const mog_register *reg, const mog_subject_table *table);
/* Subjects that it names as its owner, and as what it is part of; empty: none. */
mog_text mog_register_owner(const mog_register *reg, const mog_subject_table *table);
mog_text mog_register_part_of(const mog_register *reg, const mog_subject_table *table);
void mog_register_classes(uint8_t out[4], const mog_register *reg, const mog_subject_table *table);

/* A subject is in being from `valid_from` and until, not at, `valid_to` of its register; where these are not recorded, always. `current` is the
 * register's current record, if any. */
bool mog_register_has_validity(const mog_register *reg); /* the register has such fields */
bool mog_register_in_being(const mog_register *reg, const mog_current *current, mog_time clock);

#endif
