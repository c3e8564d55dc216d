/* lsp_frame.c: bytes to messages.
 *
 * A message is a header of lines, an empty line, and as many bytes as its line Content-Length says. Bytes that are no
 * such header are passed over up to the next empty line.
 */
#include "cli/lsp.h"

#include <string.h>
#include <strings.h>

void lsp_frames_add(lsp_frames *frames, const void *bytes, size_t size)
{
    if (frames->skip) {
        size_t skipped = size < frames->skip ? size : frames->skip;
        frames->skip -= skipped;
        bytes = (const char *)bytes + skipped;
        size -= skipped;
    }
    if (frames->start) { /* what was used makes room */
        size_t left = frames->bytes.size - frames->start;
        memmove(frames->bytes.at, frames->bytes.at + frames->start, left + 1);
        frames->bytes.size = left;
        frames->start = 0;
    }
    if (size) mog_buffer_add(&frames->bytes, bytes, size);
}

/* The size of the header with its empty line; 0: it is not whole. */
static size_t header_size(mog_text bytes)
{
    for (size_t i = 0; i < bytes.size; i++) {
        if (bytes.at[i] != '\n') continue;
        if (i + 1 < bytes.size && bytes.at[i + 1] == '\n') return i + 2;
        if (i + 2 < bytes.size && bytes.at[i + 1] == '\r' && bytes.at[i + 2] == '\n') return i + 3;
    }
    return 0;
}

static bool read_length(size_t *out, mog_text value)
{
    while (value.size && (*value.at == ' ' || *value.at == '\t')) value.at++, value.size--;
    while (value.size && strchr(" \t\r", value.at[value.size - 1])) value.size--;
    if (value.size == 0 || value.size > 15) return false;
    *out = 0;
    for (size_t i = 0; i < value.size; i++) {
        if (value.at[i] < '0' || value.at[i] > '9') return false;
        *out = *out * 10 + (size_t)(value.at[i] - '0');
    }
    return true;
}

static bool find_length(size_t *out, mog_text header)
{
    static const char name[] = "content-length:";
    size_t name_size = sizeof name - 1;
    while (header.size) {
        const char *end = memchr(header.at, '\n', header.size);
        size_t size = end ? (size_t)(end - header.at) : header.size;
        if (size > name_size && strncasecmp(header.at, name, name_size) == 0)
            return read_length(out, (mog_text){header.at + name_size, size - name_size});
        size_t used = end ? size + 1 : size;
        header.at += used;
        header.size -= used;
    }
    return false;
}

static lsp_frame next_header(lsp_frames *frames, const char **fault)
{
    mog_text bytes = {frames->bytes.at + frames->start, frames->bytes.size - frames->start};
    size_t size = bytes.size ? header_size(bytes) : 0;
    if (size == 0 || size > LSP_LONGEST_HEADER) {
        if (bytes.size <= LSP_LONGEST_HEADER) return LSP_FRAME_NONE;
        *fault = "a header of more than 8 KiB; a message begins with `Content-Length: BYTES` and an empty line";
        frames->start += size ? size : bytes.size;
        return LSP_FRAME_FAULT;
    }
    frames->start += size;
    size_t content;
    if (!find_length(&content, (mog_text){bytes.at, size})) {
        *fault = "a header without Content-Length; a message begins with `Content-Length: BYTES` and an empty line";
        return LSP_FRAME_FAULT;
    }
    if (content <= LSP_LONGEST_MESSAGE) {
        frames->content = content;
        frames->in_content = true;
        return LSP_FRAME_MESSAGE;
    }
    size_t have = bytes.size - size;
    frames->start += have < content ? have : content;
    frames->skip = have < content ? content - have : 0;
    *fault = "a message of more than 64 MiB; it is passed over";
    return LSP_FRAME_FAULT;
}

lsp_frame lsp_frames_next(lsp_frames *frames, mog_text *message, const char **fault)
{
    if (!frames->bytes.at) return LSP_FRAME_NONE;
    if (!frames->in_content) {
        lsp_frame header = next_header(frames, fault);
        if (header != LSP_FRAME_MESSAGE) return header;
    }
    if (frames->bytes.size - frames->start < frames->content) return LSP_FRAME_NONE;
    *message = (mog_text){frames->bytes.at + frames->start, frames->content};
    frames->start += frames->content;
    frames->in_content = false;
    return LSP_FRAME_MESSAGE;
}

void lsp_frames_free(lsp_frames *frames)
{
    mog_buffer_free(&frames->bytes);
}
