/* replay.h: what a batch has written so far, to be written again when its transaction is lost to a full map
 * (environment.h). For batch.c.
 *
 * An entry is a record as stored, or a kind's layout with its name.
 */
#ifndef MOG_ENGINE_STORE_REPLAY_H
#define MOG_ENGINE_STORE_REPLAY_H

#include "engine/store/record.h"

typedef struct mog_replay {
    mog_buffer bytes;
    bool wanted; /* false: nothing is kept */
} mog_replay;

typedef struct mog_replay_entry {
    const mog_record *record; /* NULL: a layout */
    uint32_t kind, version;   /* of the layout: */
    mog_text name, text;
} mog_replay_entry;

void mog_replay_add_record(mog_replay *replay, const mog_record *record);
void mog_replay_add_layout(mog_replay *replay, uint32_t kind, uint32_t version, mog_text name, mog_text text);

/* The entry at `*at`, which moves to the next; start with 0. False: there are no more. */
bool mog_replay_next(mog_replay_entry *out, const mog_replay *replay, size_t *at);

#endif
