#include "engine/host/gather.h"

#include "base/time.h"
#include "engine/host/child.h"
#include "engine/host/descriptor.h"
#include "engine/host/image.h"

#include <callback.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define RECORD_LIMIT ((uint32_t)8 << 20) /* bytes of a record */
#define SAYING_LIMIT 2048u               /* bytes of a message */

/* libffcall makes its closures in a file in this folder; it asks no environment variable. */
#define CLOSURE_FOLDER "/tmp"

/* Child to parent: a frame and `size` bytes. Parent to child: one byte for each record, whether it was accepted. */
typedef struct frame {
    uint32_t tag, value, size;
} frame;

enum { FRAME_RECORD = 1, FRAME_SAYING, FRAME_PROBLEM, FRAME_DONE }; /* value: -, level, -, what it returned */

/* ---- in the child */

typedef struct line_out {
    int channel;
    pthread_mutex_t turn; /* it may have threads */
} line_out;

static void send_frame(line_out *out, uint32_t tag, uint32_t value, const char *bytes, size_t size)
{
    frame head = {tag, value, (uint32_t)size};
    mog_channel_write(out->channel, &head, sizeof head);
    if (size) mog_channel_write(out->channel, bytes, size);
}

static void say(line_out *out, int level, const char *message)
{
    size_t size = message ? strnlen(message, SAYING_LIMIT) : 0;
    pthread_mutex_lock(&out->turn);
    send_frame(out, FRAME_SAYING, (uint32_t)level, message, size);
    pthread_mutex_unlock(&out->turn);
}

static int emit(line_out *out, const char *record)
{
    char answer = 0;
    if (!record) {
        say(out, MOG_LOG_ERROR, "a record that is NULL was dropped");
        return -1;
    }
    size_t size = strnlen(record, (size_t)RECORD_LIMIT + 1);
    if (size > RECORD_LIMIT) {
        say(out, MOG_LOG_ERROR, "a record of more than 8 MiB was dropped");
        return -1;
    }
    pthread_mutex_lock(&out->turn);
    send_frame(out, FRAME_RECORD, 0, record, size);
    ssize_t got;
    do got = recv(out->channel, &answer, 1, 0);
    while (got < 0 && errno == EINTR);
    pthread_mutex_unlock(&out->turn);
    if (got != 1) _exit(1); /* the parent is gone */
    return answer == 'y' ? 0 : -1;
}

static void emit_closure(void *data, va_alist list)
{
    va_start_int(list);
    const char *record = va_arg_ptr(list, const char *);
    va_return_int(list, emit(data, record));
}

static void log_closure(void *data, va_alist list)
{
    va_start_void(list);
    int level = va_arg_int(list);
    const char *message = va_arg_ptr(list, const char *);
    say(data, level, message);
    va_return_void(list);
}

/* libffcall aborts where it cannot map its file for execution, and dies of SIGBUS where the disk is full; so it is tried here first. */
static bool can_make_closures(char *why, size_t why_size)
{
    long page = sysconf(_SC_PAGESIZE);
    char path[] = CLOSURE_FOLDER "/mognad-probe-XXXXXX";
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0) {
        snprintf(why, why_size, "files cannot be made in " CLOSURE_FOLDER ": %s", strerror(errno));
        return false;
    }
    unlink(path);
    int cause = posix_fallocate(fd, 0, 2 * page);
    if (cause) {
        snprintf(why, why_size, "there is no space in " CLOSURE_FOLDER ": %s", strerror(cause));
        close(fd);
        return false;
    }
    void *at = mmap(NULL, (size_t)page, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED) {
        snprintf(why, why_size, "nothing in " CLOSURE_FOLDER " may be executed (%s)", strerror(errno));
    } else {
        munmap(at, (size_t)page);
    }
    close(fd);
    return at != MAP_FAILED;
}

/* libffcall names its file by random(). */
static void seed_random(void)
{
    unsigned seed;
    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed) seed = (unsigned)getpid();
    srandom(seed);
}

static void run_offer(void *context, int channel)
{
    const mog_gathering_plan *plan = context;
    line_out out = {.channel = channel, .turn = PTHREAD_MUTEX_INITIALIZER};
    mog_image image;
    char why[512];
    int returned;
    if (!can_make_closures(why, sizeof why)) goto problem;
    seed_random();
    /* Closures come before foreign code, which could be in their way. */
    mog_emit *emit_call = (mog_emit *)(mog_any_function)alloc_callback(emit_closure, &out);
    mog_log *log_call = (mog_log *)(mog_any_function)alloc_callback(log_closure, &out);
    if (!emit_call || !log_call) {
        snprintf(why, sizeof why, "libffcall gives no callbacks");
        goto problem;
    }
    if (!mog_image_load_found(&image, plan->plugin, why, sizeof why)) goto problem;
    if (!mog_descriptor_fits(image.plugin, why, sizeof why)) goto problem;
    if (!plan->call(&returned, image.plugin, plan->context, emit_call, log_call)) {
        snprintf(why, sizeof why, "it no longer offers this %s", plan->word);
        goto problem;
    }
    fflush(NULL); /* the parent ends this process when it hears that it is done */
    send_frame(&out, FRAME_DONE, (uint32_t)returned, NULL, 0);
    return;
problem:
    send_frame(&out, FRAME_PROBLEM, 0, why, strlen(why));
}

/* ---- in the parent */

typedef struct gathering {
    const mog_gathering_plan *plan;
    mog_child child;
    const mog_collecting *to;
    mog_arena *scratch;
    bool done, failed;
    int returned;
    mog_error *err;
} gathering;

static mog_status fail_gathering(gathering *g, const char *format, ...) __attribute__((format(printf, 2, 3)));

static mog_status fail_gathering(gathering *g, const char *format, ...)
{
    char cause[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(cause, sizeof cause, format, arguments);
    va_end(arguments);
    g->failed = true;
    mog_fail(g->err, MOG_SYSTEM, "the %s %s %s", g->plan->word, g->plan->name, cause);
    return MOG_SYSTEM;
}

static void take_frame(gathering *g, const frame *head, const char *bytes)
{
    mog_text text = {bytes, head->size};
    switch (head->tag) {
    case FRAME_RECORD: {
        mog_text record = {mog_arena_copy(g->scratch, bytes, head->size), head->size};
        mog_child_send(&g->child, g->to->accept(g->to->context, record) ? "y" : "n", 1);
        break;
    }
    case FRAME_SAYING: {
        int level = head->value <= MOG_LOG_ERROR ? (int)head->value : MOG_LOG_ERROR;
        if (g->to->say) g->to->say(g->to->context, level, mog_foreign_line(g->scratch, text, SAYING_LIMIT));
        break;
    }
    case FRAME_DONE:
        g->done = true;
        g->returned = (int)head->value;
        break;
    case FRAME_PROBLEM: fail_gathering(g, "cannot be run: %s", mog_foreign_line(g->scratch, text, 300).at); break;
    default: fail_gathering(g, "sent something that is not understood"); break;
    }
    mog_arena_reset(g->scratch);
}

static bool is_sane(const frame *head)
{
    return head->tag >= FRAME_RECORD && head->tag <= FRAME_DONE && head->size <= RECORD_LIMIT;
}

/* Takes every whole frame out of what was received; false: there was none. */
static bool take_frames(gathering *g)
{
    mog_buffer *in = &g->child.received;
    size_t at = 0;
    frame head;
    while (!g->failed && !g->done && in->size - at >= sizeof head) {
        memcpy(&head, in->at + at, sizeof head);
        if (!is_sane(&head)) {
            fail_gathering(g, "sent something that is not understood");
            return true;
        }
        if (in->size - at - sizeof head < head.size) break;
        take_frame(g, &head, in->at + at + sizeof head);
        at += sizeof head + head.size;
    }
    if (at == 0) return false;
    memmove(in->at, in->at + at, in->size - at + 1); /* with the NUL */
    in->size -= at;
    return true;
}

static void pass_on_printed(gathering *g)
{
    if (g->child.printed.size == 0 || !g->to->say) return;
    mog_text line = mog_foreign_line(g->scratch, (mog_text){g->child.printed.at, g->child.printed.size}, SAYING_LIMIT);
    char *message = mog_arena_format(g->scratch, "it printed: %s", line.at);
    g->to->say(g->to->context, MOG_LOG_WARNING, mog_text_of(message));
}

static void take_all(gathering *g)
{
    size_t room = sizeof(frame) + RECORD_LIMIT;
    mog_child_state state = MOG_CHILD_RUNS;
    size_t before;
    do {
        before = state == MOG_CHILD_ENDED ? g->child.received.size : SIZE_MAX;
        state = mog_child_step(&g->child, room);
        bool more = g->child.received.size != before;
        if (take_frames(g) && g->plan->renewed) g->child.deadline = mog_monotonic() + g->plan->time_limit;
        if (state == MOG_CHILD_ENDED && !more) break;
    } while (!g->failed && !g->done && state != MOG_CHILD_LATE);
    pass_on_printed(g);
    if (g->failed || g->done) return;
    if (state == MOG_CHILD_LATE) {
        fail_gathering(g,
                       g->plan->renewed ? "gave no sign of life for %g seconds and was ended"
                                        : "did not finish within %g seconds and was ended",
                       (double)g->plan->time_limit / 1e9);
    } else {
        char end[64];
        mog_child_describe(&g->child, end, sizeof end);
        fail_gathering(g, "%s", end);
    }
}

mog_status mog_host_gather(int *returned, const mog_gathering_plan *plan, const mog_collecting *to, mog_error *err)
{
    mog_child_plan child = {.body = run_offer,
                            .context = (void *)plan,
                            .input = plan->input,
                            .time_limit = plan->time_limit,
                            .memory_limit = plan->memory_limit};
    gathering g = {.plan = plan, .to = to, .err = err};
    mog_status status = mog_child_start(&g.child, &child, err);
    if (status) return status;
    g.scratch = mog_arena_new();
    take_all(&g);
    *returned = g.returned;
    mog_child_end(&g.child);
    mog_arena_free(g.scratch);
    return g.failed ? MOG_SYSTEM : MOG_OK;
}
