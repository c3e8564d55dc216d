/* image.h: what a store holds, and whether an image of one, as a power cut may have left it, holds the same. */
#ifndef MOG_TESTS_CRASH_IMAGE_H
#define MOG_TESTS_CRASH_IMAGE_H

#include "base/arena.h"
#include "base/digest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A store after a batch that was acknowledged. */
typedef struct content {
    mog_digest all;     /* every key and value of every database, but for "erasing" */
    bool is_erasing;    /* keys of persons are still to go */
    uint64_t changes;   /* in the journal */
    size_t keys;        /* of persons */
    mog_digest *opened; /* by change: of a record with its personal values where they belong; all zero: no record */
} content;

/* The store in `folder`, which must be whole. Exits with a message when it is not. */
content content_of(const char *folder, mog_arena *arena);

/* Whether the store in `folder` holds `before`, or `after` (which may be NULL: nothing was under way), and can be added to. If not, says why
 * in `why`. `before` NULL: not even making the store was acknowledged. To be called in a process of its own. */
bool image_is_good(char why[600], const char *folder, const content *before, const content *after);

#endif
