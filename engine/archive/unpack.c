#include "engine/archive/unpack.h"

#include "base/arena.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

static const unsigned char MAGIC[4] = {0x28, 0xB5, 0x2F, 0xFD}; /* RFC 8878 section 3.1.1 */

struct mog_unpacking {
    FILE *from, *stream;
    ZSTD_DCtx *zstd; /* NULL: it is not compressed */
    char *room;
    size_t capacity;
    ZSTD_inBuffer in; /* in `room` */
    bool within;      /* a frame has begun and not ended */
    bool full;        /* the last call filled what it was given: more may be ready */
    const char *fault;
};

static bool refill(mog_unpacking *u)
{
    size_t got = fread(u->room, 1, u->capacity, u->from);
    u->in = (ZSTD_inBuffer){u->room, got, 0};
    return got > 0;
}

static ssize_t pass(mog_unpacking *u, char *out, size_t size)
{
    if (u->in.pos == u->in.size && !refill(u)) return ferror(u->from) ? -1 : 0;
    size_t left = u->in.size - u->in.pos, take = left < size ? left : size;
    memcpy(out, u->room + u->in.pos, take);
    u->in.pos += take;
    return (ssize_t)take;
}

static ssize_t refuse(mog_unpacking *u, const char *why)
{
    u->fault = why;
    errno = EBADMSG;
    return -1;
}

static ssize_t expand(mog_unpacking *u, char *out, size_t size)
{
    ZSTD_outBuffer to = {out, size, 0};
    while (to.pos == 0) {
        if (u->in.pos == u->in.size && !u->full && !refill(u)) {
            if (ferror(u->from)) return -1;
            return u->within ? refuse(u, "it has been cut short") : 0;
        }
        size_t left = ZSTD_decompressStream(u->zstd, &to, &u->in);
        if (ZSTD_isError(left))
            return refuse(u, "what is compressed in it has been altered, or asks for too much memory");
        u->within = left != 0;
        u->full = u->within && to.pos == to.size;
    }
    return (ssize_t)to.pos;
}

static ssize_t read_some(void *cookie, char *out, size_t size)
{
    mog_unpacking *u = cookie;
    if (u->fault) return refuse(u, u->fault);
    return u->zstd ? expand(u, out, size) : pass(u, out, size);
}

mog_unpacking *mog_unpacking_new(FILE *from)
{
    mog_unpacking *u = mog_allocate(sizeof *u);
    *u = (mog_unpacking){.from = from, .capacity = ZSTD_DStreamInSize()};
    u->room = mog_allocate(u->capacity);
    refill(u);
    if (u->in.size >= sizeof MAGIC && memcmp(u->room, MAGIC, sizeof MAGIC) == 0) {
        u->zstd = ZSTD_createDCtx();
        if (!u->zstd) mog_out_of_memory();
    }
    u->stream = fopencookie(u, "r", (cookie_io_functions_t){.read = read_some});
    if (!u->stream) mog_out_of_memory();
    setvbuf(u->stream, NULL, _IOFBF, 1 << 16);
    return u;
}

void mog_unpacking_free(mog_unpacking *u)
{
    fclose(u->stream);
    ZSTD_freeDCtx(u->zstd);
    free(u->room);
    free(u);
}

FILE *mog_unpacking_stream(mog_unpacking *u)
{
    return u->stream;
}

const char *mog_unpacking_fault(const mog_unpacking *u)
{
    return u->fault;
}
