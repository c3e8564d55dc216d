/* json_fault.h: what is wrong with a text that is not JSON, and where.
 *
 * jansson says no; this says why, in our words. The text is read again, strictly by RFC 8259 and the further limits of
 * base/json.h, up to its first fault. It is slow, and meant only for texts that were refused. For base/json.c.
 */
#ifndef MOG_BASE_JSON_FAULT_H
#define MOG_BASE_JSON_FAULT_H

#include "base/text.h"

typedef struct mog_json_fault {
    size_t offset;   /* of the byte at fault */
    char cause[256]; /* a sentence without a full stop */
    char hint[160];  /* may be empty */
    char path[256];  /* fields.volumes[2].name; empty for the outermost value; cut to fit */
} mog_json_fault;

/* False: no fault was found. */
bool mog_json_find_fault(mog_json_fault *out, mog_text text);

#endif
