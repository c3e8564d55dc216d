#include "engine/assess/wire.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define HEADER 8 /* size, type */
#define FLUSH_AT ((size_t)256 << 10)
#define READ_SIZE ((size_t)256 << 10)
#define NO_STRING UINT32_MAX

/* ---- writing */

void mog_send_begin(mog_sender *sender, mog_frame_type type)
{
    uint32_t head[2] = {0, (uint32_t)type};
    sender->start = sender->buffer.size;
    mog_buffer_add(&sender->buffer, head, sizeof head);
}

void mog_send_bytes(mog_sender *sender, const void *bytes, size_t size)
{
    mog_buffer_add(&sender->buffer, bytes, size);
}

void mog_send_byte(mog_sender *sender, uint8_t byte)
{
    mog_send_bytes(sender, &byte, sizeof byte);
}

void mog_send_u32(mog_sender *sender, uint32_t word)
{
    mog_send_bytes(sender, &word, sizeof word);
}

void mog_send_u64(mog_sender *sender, uint64_t word)
{
    mog_send_bytes(sender, &word, sizeof word);
}

void mog_send_text(mog_sender *sender, mog_text text)
{
    mog_send_u32(sender, (uint32_t)text.size);
    mog_send_bytes(sender, text.at, text.size);
}

void mog_send_string(mog_sender *sender, const char *text)
{
    if (text) mog_send_text(sender, mog_text_of(text));
    else mog_send_u32(sender, NO_STRING);
}

void mog_send_end(mog_sender *sender)
{
    uint32_t size = (uint32_t)(sender->buffer.size - sender->start - HEADER);
    memcpy(sender->buffer.at + sender->start, &size, sizeof size);
    if (sender->buffer.size >= FLUSH_AT) mog_send_flush(sender);
}

void mog_send_error(mog_sender *sender, const mog_error *err)
{
    mog_send_begin(sender, MOG_FRAME_ERROR);
    mog_send_u32(sender, (uint32_t)err->status);
    mog_send_string(sender, err->message);
    mog_send_string(sender, err->place);
    mog_send_string(sender, err->hint);
    mog_send_end(sender);
    mog_send_flush(sender);
}

void mog_send_flush(mog_sender *sender)
{
    const char *at = sender->buffer.at;
    size_t left = sender->buffer.size;
    while (left > 0) {
        ssize_t written = write(sender->fd, at, left);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) _exit(MOG_INTERNAL); /* the supervisor is gone, and with it all who could be told */
        at += written;
        left -= (size_t)written;
    }
    mog_buffer_clear(&sender->buffer);
}

void mog_send_finish(mog_sender *sender, mog_status status, const mog_error *err)
{
    if (status) {
        mog_send_error(sender, err);
    } else {
        mog_send_begin(sender, MOG_FRAME_BYE);
        mog_send_end(sender);
    }
    mog_send_flush(sender);
    mog_buffer_free(&sender->buffer);
}

/* ---- reading */

void mog_take_bytes(mog_frame *frame, void *out, size_t size)
{
    if ((size_t)(frame->end - frame->at) < size) {
        frame->bad = true;
        frame->at = frame->end;
        memset(out, 0, size);
        return;
    }
    if (size) memcpy(out, frame->at, size);
    frame->at += size;
}

uint8_t mog_take_byte(mog_frame *frame)
{
    uint8_t byte;
    mog_take_bytes(frame, &byte, sizeof byte);
    return byte;
}

uint32_t mog_take_u32(mog_frame *frame)
{
    uint32_t word;
    mog_take_bytes(frame, &word, sizeof word);
    return word;
}

uint64_t mog_take_u64(mog_frame *frame)
{
    uint64_t word;
    mog_take_bytes(frame, &word, sizeof word);
    return word;
}

static mog_text take_view(mog_frame *frame, uint32_t size)
{
    if ((size_t)(frame->end - frame->at) < size) {
        frame->bad = true;
        frame->at = frame->end;
        return MOG_TEXT("");
    }
    mog_text view = {(const char *)frame->at, size};
    frame->at += size;
    return view;
}

mog_text mog_take_text(mog_frame *frame)
{
    return take_view(frame, mog_take_u32(frame));
}

bool mog_take_string(mog_frame *frame, mog_text *out)
{
    uint32_t size = mog_take_u32(frame);
    *out = size == NO_STRING ? MOG_TEXT("") : take_view(frame, size);
    return size != NO_STRING && !frame->bad;
}

bool mog_frame_ended(const mog_frame *frame)
{
    return frame->at == frame->end && !frame->bad;
}

mog_status mog_take_error(mog_frame *frame, mog_error *err)
{
    mog_text message, place, hint;
    uint32_t status = mog_take_u32(frame);
    mog_take_string(frame, &message);
    mog_take_string(frame, &place);
    mog_take_string(frame, &hint);
    if (!mog_frame_ended(frame) || status <= MOG_NO || status > MOG_INTERNAL || message.size == 0)
        return mog_fail(err, MOG_INTERNAL, "a worker process sent an error that cannot be read");
    mog_fail(err, (mog_status)status, "%.*s", (int)message.size, message.at);
    if (place.size) mog_error_place(err, "%.*s", (int)place.size, place.at);
    if (hint.size) mog_error_hint(err, "%.*s", (int)hint.size, hint.at);
    return (mog_status)status;
}

bool mog_take_last(mog_frame *frame, mog_status *status, mog_error *err)
{
    if (frame->type == MOG_FRAME_ERROR) *status = mog_take_error(frame, err);
    return frame->type == MOG_FRAME_ERROR || frame->type == MOG_FRAME_BYE;
}

mog_received mog_receive(mog_receiver *receiver)
{
    mog_buffer *buffer = &receiver->buffer;
    if (receiver->taken) { /* what is left of the last piece moves to the front */
        buffer->size -= receiver->taken;
        memmove(buffer->at, buffer->at + receiver->taken, buffer->size);
        receiver->taken = 0;
    }
    static char piece[READ_SIZE];
    ssize_t got;
    do got = read(receiver->fd, piece, sizeof piece);
    while (got < 0 && errno == EINTR);
    if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? MOG_RECEIVED_NOTHING : MOG_RECEIVED_END;
    if (got == 0) return MOG_RECEIVED_END;
    mog_buffer_add(buffer, piece, (size_t)got);
    return MOG_RECEIVED_SOME;
}

bool mog_receiver_next(mog_receiver *receiver, mog_frame *frame, bool *broken)
{
    size_t have = receiver->buffer.size - receiver->taken;
    uint32_t head[2];
    *broken = false;
    if (have < HEADER) return false;
    memcpy(head, receiver->buffer.at + receiver->taken, sizeof head);
    if (head[0] > MOG_FRAME_LIMIT || head[1] >= MOG_FRAME_TYPES) {
        *broken = true;
        return false;
    }
    if (have - HEADER < head[0]) return false;
    const uint8_t *at = (const uint8_t *)receiver->buffer.at + receiver->taken + HEADER;
    *frame = (mog_frame){.type = (mog_frame_type)head[1], .at = at, .end = at + head[0]};
    receiver->taken += HEADER + head[0];
    return true;
}
