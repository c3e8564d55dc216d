/* text.h: views of UTF-8 text, and what we do with them.
 *
 * A mog_text borrows bytes that somebody else owns; it may hold NUL only where it says so, and need not end with one.
 * Text is compared by code point after Unicode normalisation form C (UAX #15): normalise where text enters, then
 * compare bytes (UTF-8 keeps code point order).
 */
#ifndef MOG_BASE_TEXT_H
#define MOG_BASE_TEXT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mog_text {
    const char *at;
    size_t size;
} mog_text;

#define MOG_TEXT(literal) ((mog_text){(literal), sizeof(literal) - 1})
mog_text mog_text_of(const char *nul_terminated); /* NULL gives the empty view */

bool mog_text_equal(mog_text a, mog_text b);
int mog_text_compare(mog_text a, mog_text b); /* <0, 0, >0, by bytes */
bool mog_text_starts(mog_text text, mog_text prefix);
bool mog_text_ends(mog_text text, mog_text suffix);
bool mog_text_contains(mog_text text, mog_text part);
uint64_t mog_text_hash(mog_text text); /* for tables in memory; not for storage, not against attackers */

/* The offset of the first byte that is not valid UTF-8 (RFC 3629: no surrogates, nothing over U+10FFFF), or text.size.
 * Of a sequence that is faulty or cut short that is its first byte. */
size_t mog_utf8_valid(mog_text text);

/* True when the text is in NFC by the quick test "all bytes ASCII" or by comparing with its normal form. */
bool mog_text_is_nfc(mog_text text);
/* The text in NFC, from `arena` unless it already is (then `text` itself). `text` must be valid UTF-8. */
mog_text mog_text_nfc(mog_arena *arena, mog_text text);
/* Lower case by simple case mapping of each code point (Unicode), in NFC. */
mog_text mog_text_lower(mog_arena *arena, mog_text text);
/* Runs of white space (Unicode's White_Space) become one space, and none is left at the ends. `text` must be valid UTF-8. */
mog_text mog_text_squeeze(mog_arena *arena, mog_text text);
size_t mog_text_code_points(mog_text text);
size_t mog_text_columns(mog_text text); /* width on a terminal */

/* Damerau-Levenshtein distance by bytes (optimal string alignment), at most `limit` + 1. */
size_t mog_text_distance(mog_text a, mog_text b, size_t limit);

/* The best of `count` candidates for what was meant by `text`, or -1 when none is close (distance at most 1 + size/4).
 * Ties: the first. */
int mog_text_nearest(mog_text text, const mog_text *candidates, size_t count);

/* A growable byte buffer, malloc'd. Zero-initialise; free with mog_buffer_free. `at` is NUL-terminated after every
 * call. mog_buffer_clear keeps the memory. */
typedef struct mog_buffer {
    char *at;
    size_t size, capacity;
} mog_buffer;

void mog_buffer_add(mog_buffer *buffer, const void *bytes, size_t size);
void mog_buffer_add_text(mog_buffer *buffer, mog_text text);
void mog_buffer_format(mog_buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The text as it may be shown: control characters, those that turn the direction of writing, and bytes that are not UTF-8 are escaped as \n, \t,
 * \x1b, \u202e. What comes from evidence or policies must not drive a terminal. */
void mog_buffer_add_visible(mog_buffer *buffer, mog_text text);
void mog_buffer_clear(mog_buffer *buffer);
void mog_buffer_free(mog_buffer *buffer);

#endif
