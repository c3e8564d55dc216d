/* arena.h: memory that lives and dies together.
 *
 * What a compile or an assessment makes is taken from its arena and freed with it. Nothing is freed singly. Memory is
 * zeroed. When the system has no more memory the process ends with exit status 4 and a line on stderr: no caller
 * could do better, and no half-made object can leak out.
 *
 * Not thread-safe.
 */
#ifndef MOG_BASE_ARENA_H
#define MOG_BASE_ARENA_H

#include <stddef.h>

typedef struct mog_arena mog_arena;

mog_arena *mog_arena_new(void);
void mog_arena_free(mog_arena *arena); /* NULL is allowed */

/* Forgets what was taken but keeps the memory for reuse. */
void mog_arena_reset(mog_arena *arena);

/* Zeroed, aligned for any type. `size` 0 gives a valid pointer. */
void *mog_arena_take(mog_arena *arena, size_t size);
#define mog_take(arena, type) ((type *)mog_arena_take((arena), sizeof(type)))
#define mog_take_array(arena, type, count) ((type *)mog_arena_take_array((arena), sizeof(type), (count)))
void *mog_arena_take_array(mog_arena *arena, size_t size, size_t count); /* checks the product */

/* Copies; a NUL follows the bytes. */
char *mog_arena_copy(mog_arena *arena, const void *bytes, size_t size);
char *mog_arena_format(mog_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

size_t mog_arena_size(const mog_arena *arena); /* bytes taken since the last reset */

/* malloc, calloc, realloc, strdup that end the process as above instead of returning NULL. Freed with free(). */
void *mog_allocate(size_t size);
void *mog_reallocate(void *old, size_t size);
char *mog_strdup(const char *text);

/* What the functions above do when there is no memory. For the results of libraries that return NULL then. */
_Noreturn void mog_out_of_memory(void);

/* MOG_PUSH(array, count, capacity): makes room for one more element of a malloc'd array, increments count and yields
 * the new element as an lvalue: `MOG_PUSH(a, n, cap) = x;`. The element is not zeroed. */
void *mog_grow(void *array, size_t count, size_t *capacity, size_t size);
#define MOG_PUSH(array, count, capacity)                                                                               \
    (*((array) = mog_grow((array), (count), &(capacity), sizeof *(array)), &(array)[(count)++]))

#endif
