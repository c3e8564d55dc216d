#include "engine/store/replay.h"

typedef struct head {
    uint32_t record_size; /* 0: a layout */
    uint32_t kind, version;
    uint32_t name_size, text_size;
} head;

void mog_replay_add_record(mog_replay *replay, const mog_record *record)
{
    if (!replay->wanted) return;
    head h = {.record_size = record->size};
    mog_buffer_add(&replay->bytes, &h, sizeof h);
    mog_buffer_add(&replay->bytes, record, record->size);
}

void mog_replay_add_layout(mog_replay *replay, uint32_t kind, uint32_t version, mog_text name, mog_text text)
{
    if (!replay->wanted) return;
    head h = {.kind = kind, .version = version, .name_size = (uint32_t)name.size, .text_size = (uint32_t)text.size};
    mog_buffer_add(&replay->bytes, &h, sizeof h);
    mog_buffer_add_text(&replay->bytes, name);
    mog_buffer_add_text(&replay->bytes, text);
}

bool mog_replay_next(mog_replay_entry *out, const mog_replay *replay, size_t *at)
{
    if (*at >= replay->bytes.size) return false;
    head h;
    const char *bytes = replay->bytes.at + *at;
    memcpy(&h, bytes, sizeof h);
    bytes += sizeof h;
    *at += sizeof h + h.record_size + h.name_size + h.text_size;
    *out = (mog_replay_entry){
        .record = h.record_size ? (const mog_record *)bytes : NULL, .kind = h.kind, .version = h.version};
    out->name = (mog_text){bytes, h.name_size};
    out->text = (mog_text){bytes + h.name_size, h.text_size};
    return true;
}
