#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Under AddressSanitizer what was not taken is poisoned, so that running past an object in an arena is found. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif
#ifdef HAS_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(at, size) ASAN_POISON_MEMORY_REGION((at), (size))
#define UNPOISON(at, size) ASAN_UNPOISON_MEMORY_REGION((at), (size))
#define GAP 16 /* between two objects */
#else
#define POISON(at, size) ((void)(at), (void)(size))
#define UNPOISON(at, size) ((void)(at), (void)(size))
#define GAP 0
#endif

#define ALIGNMENT alignof(max_align_t)
#define FIRST_CHUNK ((size_t)16 * 1024)
#define LARGEST_CHUNK ((size_t)1024 * 1024)

typedef struct chunk {
    struct chunk *next;
    size_t size, used;
    alignas(max_align_t) char bytes[];
} chunk;

struct mog_arena {
    chunk *first;
    chunk *current; /* chunks before it are full, chunks after it are empty */
    size_t taken;
    size_t next_size;
};

_Noreturn void mog_out_of_memory(void)
{
    static const char line[] = "mognad: error: out of memory\n";
    /* Not through stdio, which may want memory itself; nothing can be done when the write fails. */
    ssize_t written = write(STDERR_FILENO, line, sizeof line - 1);
    (void)written;
    _exit(4);
}

void *mog_allocate(size_t size)
{
    void *made = malloc(size ? size : 1);
    if (!made) mog_out_of_memory();
    return made;
}

void *mog_reallocate(void *old, size_t size)
{
    void *made = realloc(old, size ? size : 1);
    if (!made) mog_out_of_memory();
    return made;
}

char *mog_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(mog_allocate(size), text, size);
}

void *mog_grow(void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) return array;
    size_t wanted = *capacity ? *capacity : 4, bytes;
    if (__builtin_mul_overflow(wanted, 2, &wanted) || __builtin_mul_overflow(wanted, size, &bytes)) mog_out_of_memory();
    *capacity = wanted;
    return mog_reallocate(array, bytes);
}

mog_arena *mog_arena_new(void)
{
    mog_arena *arena = mog_allocate(sizeof *arena);
    *arena = (mog_arena){.next_size = FIRST_CHUNK};
    return arena;
}

void mog_arena_free(mog_arena *arena)
{
    if (!arena) return;
    for (chunk *c = arena->first, *next; c; c = next) {
        next = c->next;
        UNPOISON(c->bytes, c->size);
        free(c);
    }
    free(arena);
}

void mog_arena_reset(mog_arena *arena)
{
    for (chunk *c = arena->first; c; c = c->next) {
        c->used = 0;
        POISON(c->bytes, c->size);
    }
    arena->current = arena->first;
    arena->taken = 0;
}

/* Makes `current` a chunk with room for `size` bytes: the next empty one when it is large enough, else a new one. */
static void find_chunk(mog_arena *arena, size_t size)
{
    chunk *current = arena->current;
    chunk *next = current ? current->next : arena->first;
    if (!next || next->size < size) {
        size_t room = arena->next_size, total;
        if (room < LARGEST_CHUNK) arena->next_size = room * 2;
        if (room < size) room = size;
        if (__builtin_add_overflow(room, sizeof(chunk), &total)) mog_out_of_memory();
        chunk *made = mog_allocate(total);
        made->next = next;
        made->size = room;
        made->used = 0;
        POISON(made->bytes, made->size);
        if (current) current->next = made;
        else arena->first = made;
        next = made;
    }
    arena->current = next;
}

void *mog_arena_take(mog_arena *arena, size_t size)
{
    size_t room;
    if (__builtin_add_overflow(size, ALIGNMENT - 1 + GAP, &room)) mog_out_of_memory();
    room &= ~(ALIGNMENT - 1);
    if (room == 0) room = ALIGNMENT; /* so that two objects never share an address */
    if (!arena->current || arena->current->size - arena->current->used < room) find_chunk(arena, room);
    chunk *c = arena->current;
    char *at = c->bytes + c->used;
    c->used += room;
    arena->taken += size;
    UNPOISON(at, size);
    return memset(at, 0, size);
}

void *mog_arena_take_array(mog_arena *arena, size_t size, size_t count)
{
    size_t bytes;
    if (__builtin_mul_overflow(size, count, &bytes)) mog_out_of_memory();
    return mog_arena_take(arena, bytes);
}

char *mog_arena_copy(mog_arena *arena, const void *bytes, size_t size)
{
    size_t room;
    if (__builtin_add_overflow(size, 1, &room)) mog_out_of_memory();
    char *made = mog_arena_take(arena, room);
    if (size) memcpy(made, bytes, size);
    return made;
}

char *mog_arena_format(mog_arena *arena, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int size = vsnprintf(NULL, 0, format, list);
    char *made = mog_arena_take(arena, size < 0 ? 1 : (size_t)size + 1);
    if (size > 0) vsnprintf(made, (size_t)size + 1, format, again);
    va_end(again);
    va_end(list);
    return made;
}

size_t mog_arena_size(const mog_arena *arena)
{
    return arena->taken;
}
