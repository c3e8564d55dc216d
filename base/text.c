#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

mog_text mog_text_of(const char *nul_terminated)
{
    return nul_terminated ? (mog_text){nul_terminated, strlen(nul_terminated)} : (mog_text){"", 0};
}

bool mog_text_equal(mog_text a, mog_text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

int mog_text_compare(mog_text a, mog_text b)
{
    size_t shorter = a.size < b.size ? a.size : b.size;
    int order = shorter ? memcmp(a.at, b.at, shorter) : 0;
    if (order) return order < 0 ? -1 : 1;
    return (a.size > b.size) - (a.size < b.size);
}

bool mog_text_starts(mog_text text, mog_text prefix)
{
    return prefix.size <= text.size && (prefix.size == 0 || memcmp(text.at, prefix.at, prefix.size) == 0);
}

bool mog_text_ends(mog_text text, mog_text suffix)
{
    if (suffix.size > text.size) return false;
    return suffix.size == 0 || memcmp(text.at + (text.size - suffix.size), suffix.at, suffix.size) == 0;
}

bool mog_text_contains(mog_text text, mog_text part)
{
    return part.size == 0 || (part.size <= text.size && memmem(text.at, text.size, part.at, part.size) != NULL);
}

/* Eight bytes at a time through a multiplication whose two halves are folded together; the size goes in last, so that
 * trailing NULs count. */
uint64_t mog_text_hash(mog_text text)
{
    uint64_t hash = UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = 0; i < text.size; i += 8) {
        uint64_t word = 0;
        memcpy(&word, text.at + i, text.size - i < 8 ? text.size - i : 8);
        hash = (hash ^ word) * UINT64_C(0xD6E8FEB86659FD93);
        hash ^= hash >> 32;
    }
    hash = (hash ^ text.size) * UINT64_C(0xD6E8FEB86659FD93);
    return hash ^ (hash >> 32);
}

size_t mog_utf8_valid(mog_text text)
{
    const unsigned char *at = (const unsigned char *)text.at;
    size_t i = 0, size = text.size;
    while (i < size) {
        uint64_t word;
        while (size - i >= 8 && (memcpy(&word, at + i, 8), (word & UINT64_C(0x8080808080808080)) == 0)) i += 8;
        if (i == size) break;
        unsigned char lead = at[i];
        if (lead < 0x80) {
            i++;
            continue;
        }
        /* The ranges of the second byte shut out overlong forms, surrogates and what lies over U+10FFFF (RFC 3629,
         * section 4). */
        unsigned char low = 0x80, high = 0xBF;
        size_t more;
        if (lead >= 0xC2 && lead <= 0xDF) {
            more = 1;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            more = 2;
            if (lead == 0xE0) low = 0xA0;
            if (lead == 0xED) high = 0x9F;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            more = 3;
            if (lead == 0xF0) low = 0x90;
            if (lead == 0xF4) high = 0x8F;
        } else {
            return i;
        }
        if (size - i <= more || at[i + 1] < low || at[i + 1] > high) return i;
        for (size_t k = 2; k <= more; k++) {
            if ((at[i + k] & 0xC0) != 0x80) return i;
        }
        i += more + 1;
    }
    return size;
}

/* Nothing under U+0300 is changed by NFC, and the code points from there on are led by a byte of 0xCC or more. So
 * ASCII and nearly all text of western Europe is told to be in NFC without a table. */
static bool is_plainly_nfc(mog_text text)
{
    unsigned char most = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        most = byte > most ? byte : most;
    }
    return most < 0xCC;
}

/* The NFC of valid UTF-8, malloc'd; false when utf8proc refuses the text. */
static bool compose(char **out, size_t *out_size, mog_text text)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text.at;
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    utf8proc_ssize_t room = utf8proc_decompose(at, (utf8proc_ssize_t)text.size, NULL, 0, options);
    if (room < 0) return false;
    utf8proc_int32_t *points = mog_allocate(((size_t)room + 1) * sizeof *points); /* reencode writes a NUL */
    utf8proc_ssize_t count = utf8proc_decompose(at, (utf8proc_ssize_t)text.size, points, room, options);
    utf8proc_ssize_t size = count < 0 ? count : utf8proc_reencode(points, count, options);
    if (size < 0) {
        free(points);
        return false;
    }
    *out = (char *)points;
    *out_size = (size_t)size;
    return true;
}

bool mog_text_is_nfc(mog_text text)
{
    if (is_plainly_nfc(text)) return true;
    char *form;
    size_t size;
    if (!compose(&form, &size, text)) return false;
    bool same = mog_text_equal(text, (mog_text){form, size});
    free(form);
    return same;
}

mog_text mog_text_nfc(mog_arena *arena, mog_text text)
{
    char *form;
    size_t size;
    if (is_plainly_nfc(text) || !compose(&form, &size, text)) return text;
    mog_text result = {form, size};
    if (mog_text_equal(text, result)) result = text;
    else result.at = mog_arena_copy(arena, form, size);
    free(form);
    return result;
}

mog_text mog_text_lower(mog_arena *arena, mog_text text)
{
    /* Composed first, so that two texts that are canonically equal have the same lower case: "I" with a dot above is
     * one code point whose simple mapping is "i". */
    text = mog_text_nfc(arena, text);
    mog_buffer lower = {0};
    mog_buffer_clear(&lower);
    for (size_t i = 0; i < text.size;) {
        utf8proc_int32_t point;
        utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)text.at + i,
                                                 (utf8proc_ssize_t)(text.size - i), &point);
        if (used <= 0) { /* not UTF-8, which the contract rules out: kept as it is */
            mog_buffer_add(&lower, text.at + i, 1);
            i++;
            continue;
        }
        utf8proc_uint8_t bytes[4];
        mog_buffer_add(&lower, bytes, (size_t)utf8proc_encode_char(utf8proc_tolower(point), bytes));
        i += (size_t)used;
    }
    mog_text result = {mog_arena_copy(arena, lower.at, lower.size), lower.size};
    mog_buffer_free(&lower);
    return mog_text_nfc(arena, result);
}

/* PropList.txt of Unicode: the separators, and some controls. */
static bool is_white(utf8proc_int32_t point)
{
    if ((point >= 0x09 && point <= 0x0D) || point == 0x20 || point == 0x85) return true;
    utf8proc_category_t category = utf8proc_category(point);
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

mog_text mog_text_squeeze(mog_arena *arena, mog_text text)
{
    char *out = mog_arena_take(arena, text.size + 1);
    size_t size = 0;
    bool gap = false;
    for (size_t i = 0; i < text.size;) {
        utf8proc_int32_t point;
        utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)text.at + i,
                                                 (utf8proc_ssize_t)(text.size - i), &point);
        size_t step = used > 0 ? (size_t)used : 1; /* not UTF-8, which the contract rules out: kept as it is */
        if (used > 0 && is_white(point)) {
            gap = size > 0;
        } else {
            if (gap) out[size++] = ' ';
            memcpy(out + size, text.at + i, step);
            size += step;
            gap = false;
        }
        i += step;
    }
    return (mog_text){out, size};
}

size_t mog_text_code_points(mog_text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return count;
}

size_t mog_text_columns(mog_text text)
{
    size_t columns = 0;
    for (size_t i = 0; i < text.size;) {
        utf8proc_int32_t point;
        utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)text.at + i,
                                                 (utf8proc_ssize_t)(text.size - i), &point);
        int width = used > 0 ? utf8proc_charwidth(point) : 1;
        columns += width > 0 ? (size_t)width : 0;
        i += used > 0 ? (size_t)used : 1;
    }
    return columns;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t mog_text_distance(mog_text a, mog_text b, size_t limit)
{
    size_t apart = a.size > b.size ? a.size - b.size : b.size - a.size;
    if (apart > limit) return limit + 1;
    size_t width = b.size + 1;
    size_t *rows = mog_allocate(3 * width * sizeof *rows);
    size_t *before = rows, *last = rows + width, *row = rows + 2 * width;
    size_t result = limit + 1;
    for (size_t j = 0; j < width; j++) last[j] = j;
    for (size_t i = 1; i <= a.size; i++) {
        size_t smallest = row[0] = i;
        for (size_t j = 1; j < width; j++) {
            size_t cost = a.at[i - 1] != b.at[j - 1];
            size_t d = least(least(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
            if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1]) {
                d = least(d, before[j - 2] + 1);
            }
            row[j] = d;
            smallest = least(smallest, d);
        }
        if (smallest > limit) goto done; /* rows never get smaller again */
        size_t *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    result = least(last[b.size], limit + 1);
done:
    free(rows);
    return result;
}

int mog_text_nearest(mog_text text, const mog_text *candidates, size_t count)
{
    int best = -1;
    size_t limit = 1 + text.size / 4;
    for (size_t i = 0; i < count; i++) {
        size_t distance = mog_text_distance(text, candidates[i], limit);
        if (distance > limit) continue;
        best = (int)i;
        if (distance == 0) break;
        limit = distance - 1;
    }
    return best;
}
