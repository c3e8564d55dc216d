/* base64.h: bytes as text (RFC 4648 section 4: with + and /, padded). */
#ifndef MOG_BASE_BASE64_H
#define MOG_BASE_BASE64_H

#include "base/text.h"

#define MOG_BASE64_SIZE(bytes) (((size_t)(bytes) + 2) / 3 * 4) /* characters, without a NUL */

void mog_base64_add(mog_buffer *out, const void *bytes, size_t size);

/* False: it is not the one text that stands for its bytes: other characters, white space, padding that is missing or not
 * zero. The bytes are from `arena`. */
bool mog_base64_read(mog_text *out, mog_arena *arena, mog_text text);
/* Likewise, of exactly `size` bytes, into `out`. */
bool mog_base64_read_exactly(void *out, size_t size, mog_text text);

#endif
