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
#define DEFAULT_LIMIT (120 * INT64_C(1000000000))
#define COLLECT_MEMORY (UINT64_C(4) << 30)

/* libffcall makes its closures in a file in this folder; it asks no environment variable. */
#define CLOSURE_FOLDER "/tmp"

/* Child to parent: a frame and `size` bytes. Parent to child: one byte for each record, whether it was accepted. */
typedef struct frame {
    uint32_t tag, value, size;
} frame;

enum {
    FRAME_RECORD = 1,
    FRAME_SAYING,
    FRAME_PROBLEM,
    FRAME_DONE
}; /* value: -, level, -, what the collector returned */

/* ---- in the child */

typedef struct job {
    const mog_host_plugin *plugin;
    mog_text collector;
    const char *subject;
} job;

typedef struct line_out {
    int channel;
    pthread_mutex_t turn; /* a collector may have threads */
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

static const mog_collector *find_loaded(const mog_plugin *plugin, mog_text name)
{
    const mog_collector *collector;
    for (uint32_t i = 0; (collector = mog_plugin_collector_at(plugin, i)); i++) {
        if (collector->collect && mog_text_equal(mog_text_of(collector->name), name)) return collector;
    }
    return NULL;
}

static void run_collector(void *context, int channel)
{
    const job *work = context;
    line_out out = {.channel = channel, .turn = PTHREAD_MUTEX_INITIALIZER};
    mog_image image;
    char why[512];
    const mog_collector *collector = NULL;
    if (!can_make_closures(why, sizeof why)) goto problem;
    seed_random();
    /* Closures come before foreign code, which could be in their way. */
    mog_emit *emit_call = (mog_emit *)(mog_any_function)alloc_callback(emit_closure, &out);
    mog_log *log_call = (mog_log *)(mog_any_function)alloc_callback(log_closure, &out);
    if (!emit_call || !log_call) {
        snprintf(why, sizeof why, "libffcall gives no callbacks");
        goto problem;
    }
    if (!mog_image_load_found(&image, work->plugin, why, sizeof why)) goto problem;
    if (!mog_descriptor_fits(image.plugin, why, sizeof why)) goto problem;
    if (!(collector = find_loaded(image.plugin, work->collector))) {
        snprintf(why, sizeof why, "it no longer offers this collector");
        goto problem;
    }
    int returned = collector->collect(work->subject, emit_call, log_call);
    fflush(NULL); /* the parent ends this process when it hears that it is done */
    send_frame(&out, FRAME_DONE, (uint32_t)returned, NULL, 0);
    return;
problem:
    send_frame(&out, FRAME_PROBLEM, 0, why, strlen(why));
}

/* ---- in the parent */

typedef struct gathering {
    const char *name; /* "technological.host" */
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
    mog_fail(g->err, MOG_SYSTEM, "the collector %s %s", g->name, cause);
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

/* Takes every whole frame out of what was received. */
static void take_frames(gathering *g)
{
    mog_buffer *in = &g->child.received;
    size_t at = 0;
    frame head;
    while (!g->failed && !g->done && in->size - at >= sizeof head) {
        memcpy(&head, in->at + at, sizeof head);
        if (!is_sane(&head)) {
            fail_gathering(g, "sent something that is not understood");
            return;
        }
        if (in->size - at - sizeof head < head.size) break;
        take_frame(g, &head, in->at + at + sizeof head);
        at += sizeof head + head.size;
    }
    if (at == 0) return;
    memmove(in->at, in->at + at, in->size - at + 1); /* with the NUL */
    in->size -= at;
}

static void pass_on_printed(gathering *g)
{
    if (g->child.printed.size == 0 || !g->to->say) return;
    mog_text line = mog_foreign_line(g->scratch, (mog_text){g->child.printed.at, g->child.printed.size}, SAYING_LIMIT);
    char *message = mog_arena_format(g->scratch, "it printed: %s", line.at);
    g->to->say(g->to->context, MOG_LOG_WARNING, mog_text_of(message));
}

static void gather(gathering *g, int64_t limit)
{
    size_t room = sizeof(frame) + RECORD_LIMIT;
    mog_child_state state = MOG_CHILD_RUNS;
    size_t before;
    do {
        before = state == MOG_CHILD_ENDED ? g->child.received.size : SIZE_MAX;
        state = mog_child_step(&g->child, room);
        bool more = g->child.received.size != before;
        take_frames(g);
        if (state == MOG_CHILD_ENDED && !more) break;
    } while (!g->failed && !g->done && state != MOG_CHILD_LATE);
    pass_on_printed(g);
    if (g->failed || g->done) return;
    if (state == MOG_CHILD_LATE) {
        fail_gathering(g, "did not finish within %g seconds and was ended", (double)limit / 1e9);
    } else {
        char end[64];
        mog_child_describe(&g->child, end, sizeof end);
        fail_gathering(g, "%s", end);
    }
}

/* ---- finding it */

static const mog_host_collector *collector_of(const mog_host_plugin *plugin, mog_text name)
{
    for (uint32_t i = 0; i < plugin->collector_count; i++) {
        if (mog_text_equal(plugin->collectors[i].name, name)) return &plugin->collectors[i];
    }
    return NULL;
}

typedef struct found {
    const mog_host_plugin *plugin;
    const mog_host_collector *collector;
} found;

static mog_status fail_unknown(const mog_host *host, mog_text asked, mog_error *err)
{
    size_t count = 0, at = 0;
    for (uint32_t i = 0; i < host->count; i++) count += host->plugins[i].collector_count;
    mog_text *names = mog_allocate((2 * count + 1) * sizeof *names);
    mog_arena *scratch = mog_arena_new();
    for (uint32_t i = 0; i < host->count; i++) {
        const mog_host_plugin *plugin = &host->plugins[i];
        for (uint32_t k = 0; k < plugin->collector_count; k++) {
            names[at++] =
                mog_text_of(mog_arena_format(scratch, "%s.%s", plugin->name.at, plugin->collectors[k].name.at));
            names[at++] = plugin->collectors[k].name;
        }
    }
    mog_fail(err, MOG_INPUT, "there is no collector `%.*s`", (int)(asked.size < 100 ? asked.size : 100), asked.at);
    for (uint32_t i = 0; i < host->count; i++) {
        const mog_host_plugin *plugin = &host->plugins[i];
        const char *start = mog_arena_format(scratch, "%s.", plugin->name.at);
        if (plugin->refused.size == 0 || !mog_text_starts(asked, mog_text_of(start))) continue;
        mog_error_hint(err, "the plugin `%s` cannot be used: %s", plugin->name.at, plugin->refused.at);
    }
    int nearest = mog_text_nearest(asked, names, at);
    if (nearest >= 0) mog_error_hint(err, "did you mean `%.*s`?", (int)names[nearest].size, names[nearest].at);
    mog_error_hint(err, "`mognad plugin list` shows the collectors there are");
    mog_arena_free(scratch);
    free(names);
    return MOG_INPUT;
}

static mog_status find_collector(found *out, const mog_host *host, mog_text asked, mog_error *err)
{
    const char *dot = memchr(asked.at, '.', asked.size);
    *out = (found){0};
    if (dot) {
        size_t head = (size_t)(dot - asked.at);
        out->plugin = mog_host_find(host, (mog_text){asked.at, head});
        if (out->plugin) out->collector = collector_of(out->plugin, (mog_text){dot + 1, asked.size - head - 1});
        return out->collector ? MOG_OK : fail_unknown(host, asked, err);
    }
    for (uint32_t i = 0; i < host->count; i++) {
        const mog_host_collector *collector = collector_of(&host->plugins[i], asked);
        if (!collector) continue;
        if (out->collector) {
            mog_fail(err, MOG_INPUT, "more than one plugin has a collector `%s`", collector->name.at);
            mog_error_hint(err, "say which: `%s.%s` or `%s.%s`", out->plugin->name.at, collector->name.at,
                           host->plugins[i].name.at, collector->name.at);
            return MOG_INPUT;
        }
        *out = (found){&host->plugins[i], collector};
    }
    return out->collector ? MOG_OK : fail_unknown(host, asked, err);
}

static mog_status check_subject(const found *what, const char *name, const char *subject, mog_error *err)
{
    size_t size = what->collector->subject_type.size;
    if (strncmp(subject, what->collector->subject_type.at, size) == 0 && subject[size] == ':' && subject[size + 1]) {
        return MOG_OK;
    }
    mog_fail(err, MOG_INPUT, "the collector %s is about a %s, not about `%.200s`", name,
             what->collector->subject_type.at, subject);
    mog_error_hint(err, "name the subject as %s:NAME", what->collector->subject_type.at);
    return MOG_INPUT;
}

mog_status mog_host_collect(mog_text *full_name, const mog_host *host, mog_text collector, const char *subject,
                            const mog_collecting *collecting, mog_error *err)
{
    found what;
    mog_status status = find_collector(&what, host, collector, err);
    if (status) return status;
    char *name = mog_arena_format(host->arena, "%s.%s", what.plugin->name.at, what.collector->name.at);
    if ((status = check_subject(&what, name, subject, err))) return status;
    if (full_name) *full_name = mog_text_of(name);
    int64_t limit = collecting->time_limit > 0 ? collecting->time_limit : DEFAULT_LIMIT;
    job work = {what.plugin, what.collector->name, subject};
    mog_child_plan plan = {run_collector, &work, limit, COLLECT_MEMORY};
    gathering g = {.name = name, .to = collecting, .err = err};
    if ((status = mog_child_start(&g.child, &plan, err))) return status;
    g.scratch = mog_arena_new();
    gather(&g, limit);
    if (g.failed) {
        status = MOG_SYSTEM;
    } else if (g.returned != 0) {
        status = mog_fail(err, MOG_NO, "the collector %s could gather nothing", name);
    }
    mog_child_end(&g.child);
    mog_arena_free(g.scratch);
    return status;
}
