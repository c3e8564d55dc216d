#include "base/base64.h"

#include <sodium.h>

#define VARIANT sodium_base64_VARIANT_ORIGINAL

void mog_base64_add(mog_buffer *out, const void *bytes, size_t size)
{
    char text[MOG_BASE64_SIZE(3 * 256) + 1];
    const uint8_t *at = bytes;
    while (size > 0) { /* in whole groups, so that only the last is padded */
        size_t part = size < 3 * 256 ? size : 3 * 256;
        sodium_bin2base64(text, sizeof text, at, part, VARIANT);
        mog_buffer_add(out, text, MOG_BASE64_SIZE(part));
        at += part;
        size -= part;
    }
}

/* libsodium 1.0.18 takes 0xab and 0xaf for + and /, which are them with the highest bit set. */
static bool is_ascii(mog_text text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] > 0x7F) return false;
    return true;
}

bool mog_base64_read(mog_text *out, mog_arena *arena, mog_text text)
{
    size_t room = text.size / 4 * 3, size;
    if (text.size % 4 || !is_ascii(text)) return false;
    uint8_t *bytes = mog_arena_take(arena, room);
    if (sodium_base642bin(bytes, room, text.at, text.size, NULL, &size, NULL, VARIANT) != 0) return false;
    *out = (mog_text){(const char *)bytes, size};
    return true;
}

bool mog_base64_read_exactly(void *out, size_t size, mog_text text)
{
    size_t got;
    return text.size == MOG_BASE64_SIZE(size) && is_ascii(text) &&
           sodium_base642bin(out, size, text.at, text.size, NULL, &got, NULL, VARIANT) == 0 && got == size;
}
