#include "engine/assess/intern.h"

#include <stdlib.h>

static size_t find_slot(const mog_intern *intern, mog_text bytes)
{
    size_t mask = intern->slot_count - 1;
    size_t slot = (size_t)mog_text_hash(bytes) & mask;
    while (intern->slots[slot] && !mog_text_equal(intern->texts[intern->slots[slot] - 1], bytes))
        slot = (slot + 1) & mask;
    return slot;
}

static void grow(mog_intern *intern)
{
    free(intern->slots);
    intern->slot_count = intern->slot_count ? 2 * intern->slot_count : 64;
    intern->slots = mog_allocate(intern->slot_count * sizeof *intern->slots);
    for (size_t i = 0; i < intern->slot_count; i++) intern->slots[i] = 0;
    for (size_t i = 0; i < intern->count; i++) intern->slots[find_slot(intern, intern->texts[i])] = (uint32_t)i + 1;
}

uint32_t mog_intern_index(mog_intern *intern, mog_text bytes)
{
    if (2 * intern->count >= intern->slot_count) grow(intern);
    size_t slot = find_slot(intern, bytes);
    if (intern->slots[slot] == 0) {
        mog_text copy = {mog_arena_copy(intern->arena, bytes.at, bytes.size), bytes.size};
        MOG_PUSH(intern->texts, intern->count, intern->capacity) = copy;
        intern->slots[slot] = (uint32_t)intern->count;
    }
    return intern->slots[slot] - 1;
}

const char *mog_intern_text(mog_intern *intern, mog_text bytes)
{
    uint32_t index = mog_intern_index(intern, bytes); /* moves the texts */
    return intern->texts[index].at;
}

void mog_intern_free(mog_intern *intern)
{
    free(intern->texts);
    free(intern->slots);
    *intern = (mog_intern){.arena = intern->arena};
}
