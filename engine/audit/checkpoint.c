#include "engine/audit/checkpoint.h"

#include "base/base64.h"

#include <string.h>

void mog_checkpoint_write(mog_buffer *out, const mog_checkpoint *checkpoint, const mog_signer *signer)
{
    mog_buffer text = {0};
    mog_buffer_add_text(&text, checkpoint->origin);
    mog_buffer_format(&text, "\n%llu\n", (unsigned long long)checkpoint->size);
    mog_base64_add(&text, checkpoint->root.bytes, MOG_DIGEST_SIZE);
    mog_buffer_add(&text, "\n", 1);
    mog_signed_note_write(out, (mog_text){text.at, text.size}, signer);
    mog_buffer_free(&text);
}

/* The next line of a text whose every line ends with a newline. False: there is none. */
static bool take_line(mog_text *line, mog_text *rest)
{
    const char *newline = rest->size ? memchr(rest->at, '\n', rest->size) : NULL;
    if (!newline) return false;
    *line = (mog_text){rest->at, (size_t)(newline - rest->at)};
    *rest = (mog_text){newline + 1, rest->size - line->size - 1};
    return true;
}

/* Decimal as it is written: no sign, no leading zeros, below 2^64. */
static bool read_size(uint64_t *out, mog_text line)
{
    if (line.size == 0 || (line.at[0] == '0' && line.size > 1)) return false;
    *out = 0;
    for (size_t i = 0; i < line.size; i++) {
        unsigned digit = (unsigned)(unsigned char)line.at[i] - '0';
        if (digit > 9 || *out > (UINT64_MAX - digit) / 10) return false;
        *out = *out * 10 + digit;
    }
    return true;
}

mog_status mog_checkpoint_read(mog_checkpoint *out, mog_signed_note *note, mog_arena *arena, mog_text bytes,
                               mog_error *err)
{
    mog_text line;
    const char *why = NULL;
    memset(out, 0, sizeof *out);
    mog_status status = mog_signed_note_read(note, arena, bytes, err);
    if (status) return status;
    mog_text rest = note->text;
    if (!take_line(&out->origin, &rest) || out->origin.size == 0) why = "the first line, the origin, is empty";
    else if (out->origin.size > MOG_ORIGIN_LIMIT) why = "the first line, the origin, is too long";
    else if (!take_line(&line, &rest) || !read_size(&out->size, line))
        why = "the second line is not the number of changes";
    else if (!take_line(&line, &rest) || !mog_base64_read_exactly(out->root.bytes, MOG_DIGEST_SIZE, line))
        why = "the third line is not the root of a tree";
    while (!why && rest.size) {
        if (!take_line(&line, &rest) || line.size == 0) why = "a line is empty";
    }
    if (!why) return MOG_OK;
    mog_fail(err, MOG_INPUT, "this is no checkpoint: %s", why);
    mog_error_hint(err, "give a file that `mognad store checkpoint` wrote");
    return MOG_INPUT;
}
