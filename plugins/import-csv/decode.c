#include "decode.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const names[] = {NULL, "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252"};

const char *encoding_name(encoding e)
{
    return names[e] ? names[e] : "not known yet";
}

encoding encoding_find(const char *name)
{
    for (int i = 1; i < (int)(sizeof names / sizeof *names); i++) {
        if (strcasecmp(names[i], name) == 0) return (encoding)i;
    }
    return ENCODING_UNKNOWN;
}

/* ---- characters */

static void put_character(bytes *out, uint32_t c)
{
    unsigned char b[4];
    size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = size; i > 1; i--, c >>= 6) b[i - 1] = (unsigned char)(0x80 | (c & 0x3f));
    b[0] = (unsigned char)(marks[size] | c);
    bytes_add(out, b, size);
}

/* Of the sequence that begins here: its length; 0: it is not valid; `left` + 1 or more: it may be, if more follows. RFC 3629. */
static size_t utf8_length(const unsigned char *at, size_t left)
{
    unsigned char c = at[0];
    size_t size = c < 0x80 ? 1 : c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
    unsigned char least = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80, most = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    for (size_t i = 1; i < size && i < left; i++, least = 0x80, most = 0xbf) {
        if (at[i] < least || at[i] > most) return 0;
    }
    return size;
}

/* The bytes that are whole valid characters; *cut: what follows them is the beginning of one. */
static size_t utf8_valid(const unsigned char *at, size_t size, bool *cut)
{
    size_t i = 0;
    *cut = false;
    while (i < size) {
        size_t length = utf8_length(at + i, size - i);
        if (length == 0) return i;
        if (length > size - i) {
            *cut = true;
            return i;
        }
        i += length;
    }
    return i;
}

/* 0x80 to 0x9f of Windows-1252; the rest is that of ISO 8859-1. 0: nothing. */
static const uint16_t windows[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

/* ---- pieces */

static bool fail_decoding(decoder *d, const char *fault)
{
    if (!d->fault) d->fault = fault;
    return false;
}

static bool take_utf8(decoder *d, bytes *out, size_t size)
{
    bool cut;
    size_t valid = utf8_valid(d->piece, size, &cut), rest = size - valid;
    bytes_add(out, d->piece, valid);
    memmove(d->piece, d->piece + valid, rest);
    d->kept = cut ? rest : 0;
    if (rest && !cut) return fail_decoding(d, "it is not all UTF-8, as its beginning or the mapping says");
    if (rest && d->over) return fail_decoding(d, "it ends within a character");
    return true;
}

static bool take_windows(decoder *d, bytes *out, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = d->piece[i];
        uint32_t character = c >= 0x80 && c < 0xa0 ? windows[c - 0x80] : c;
        if (c >= 0x80 && character == 0) {
            snprintf(d->faulty, sizeof d->faulty, "it holds the byte 0x%02x, which Windows-1252 has not", c);
            return fail_decoding(d, d->faulty);
        }
        put_character(out, character);
    }
    d->kept = 0;
    return true;
}

static bool take_utf16(decoder *d, bytes *out, size_t size)
{
    size_t i = 0, high = d->encoding == ENCODING_UTF16BE ? 0 : 1;
    while (size - i >= 2) {
        uint32_t c = (uint32_t)(d->piece[i + high] << 8 | d->piece[i + 1 - high]);
        if (c >= 0xd800 && c < 0xdc00) {
            if (size - i < 4) break;
            uint32_t low = (uint32_t)(d->piece[i + 2 + high] << 8 | d->piece[i + 3 - high]);
            if (low < 0xdc00 || low > 0xdfff) return fail_decoding(d, "it holds half a character (a lone surrogate)");
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            i += 2;
        } else if (c >= 0xdc00 && c < 0xe000) {
            return fail_decoding(d, "it holds half a character (a lone surrogate)");
        }
        i += 2;
        if (c == 0) return fail_decoding(d, "it holds a NUL character, so it is no text");
        put_character(out, c);
    }
    d->kept = size - i;
    memmove(d->piece, d->piece + i, d->kept);
    if (d->kept && d->over) return fail_decoding(d, "it ends within a character");
    return true;
}

/* How much of the piece is a byte order mark, which decides the encoding. */
static size_t take_mark(decoder *d, size_t size)
{
    static const struct {
        encoding encoding;
        const char *mark;
        size_t size;
    } marks[] = {
        {ENCODING_UTF8, "\xef\xbb\xbf", 3}, {ENCODING_UTF16LE, "\xff\xfe", 2}, {ENCODING_UTF16BE, "\xfe\xff", 2}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (size < marks[i].size || memcmp(d->piece, marks[i].mark, marks[i].size) != 0) continue;
        if (d->encoding == ENCODING_UNKNOWN) d->encoding = marks[i].encoding;
        return d->encoding == marks[i].encoding ? marks[i].size : 0;
    }
    return 0;
}

static bool is_ascii(const unsigned char *at, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (at[i] >= 0x80) return false;
    }
    return true;
}

/* Plain ASCII is left undecided: the next piece may tell. */
static void decide(decoder *d, size_t size)
{
    bool cut;
    if (d->encoding != ENCODING_UNKNOWN || is_ascii(d->piece, size)) return;
    size_t valid = utf8_valid(d->piece, size, &cut);
    d->encoding = valid == size || (cut && !d->over) ? ENCODING_UTF8 : ENCODING_WINDOWS;
}

/* A whole piece, whatever sizes a pipe gives it in, so that what is decided does not depend on them. */
static size_t fill(decoder *d)
{
    size_t size = d->kept;
    while (size < PIECE) {
        ssize_t got = d->read(d->context, d->piece + size, PIECE - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            d->error = errno;
            fail_decoding(d, strerror(errno));
        }
        if (got <= 0) {
            d->over = true;
            break;
        }
        size += (size_t)got;
    }
    return size;
}

bool decode_next(decoder *d, bytes *out)
{
    if (d->over || d->fault) return false;
    size_t size = fill(d), mark = d->began ? 0 : take_mark(d, size);
    if (d->error) return false;
    d->began = true;
    memmove(d->piece, d->piece + mark, size - mark);
    size -= mark;
    if (d->encoding == ENCODING_UTF16LE || d->encoding == ENCODING_UTF16BE) return take_utf16(d, out, size);
    const unsigned char *nul = memchr(d->piece, 0, size);
    if (nul) size = (size_t)(nul - d->piece);
    decide(d, size);
    if (!(d->encoding == ENCODING_WINDOWS ? take_windows(d, out, size) : take_utf8(d, out, size))) return false;
    return !nul || fail_decoding(d, "it holds a NUL byte, so it is no text, or UTF-16 without a byte order mark");
}
