#include "base/log.h"

#include "base/text.h"
#include "base/time.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MOST MOG_LEVEL_NOTE /* what is more detailed is not said */

/* The one state of the ground floor: stderr belongs to the whole process, and so does what is said on it. */
static int progress_shown;

static const char *const names[] = {"error", "warning", "note", "debug"};

#define WIPE "\r\033[K"
#define PATIENCE INT64_C(500000000) /* ns before progress is shown at all */
#define PACE INT64_C(100000000)     /* ns between two updates */

static void put(const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(STDERR_FILENO, bytes, size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return; /* there is nobody to tell */
        bytes += written;
        size -= (size_t)written;
    }
}

void mog_log_say(mog_log_level level, const char *format, ...)
{
    if (level > MOST) return;
    char spare[1024];
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int size = vsnprintf(spare, sizeof spare, format, list);
    char *message = spare;
    char *large = NULL;
    if (size < 0) size = 0;
    if ((size_t)size >= sizeof spare) {
        message = large = mog_allocate((size_t)size + 1);
        vsnprintf(large, (size_t)size + 1, format, again);
    }
    va_end(again);
    va_end(list);

    mog_buffer line = {0};
    if (progress_shown) mog_buffer_add(&line, WIPE, sizeof WIPE - 1);
    progress_shown = 0;
    mog_buffer_format(&line, "mognad: %s: ", names[level]);
    mog_buffer_add_visible(&line, (mog_text){message, (size_t)size});
    mog_buffer_add(&line, "\n", 1);
    put(line.at, line.size);
    mog_buffer_free(&line);
    free(large);
}

void mog_progress_begin(mog_progress *progress, const char *what, uint64_t total)
{
    *progress = (mog_progress){.what = what, .total = total, .started = mog_monotonic()};
    progress->visible = isatty(STDERR_FILENO);
}

void mog_progress_step(mog_progress *progress, uint64_t done)
{
    if (!progress->visible) return;
    int64_t now = mog_monotonic();
    if (now - progress->started < PATIENCE || now - progress->shown < PACE) return;
    char line[256];
    unsigned long long count = done, total = progress->total;
    int size = total ? snprintf(line, sizeof line, WIPE "%.120s %llu of %llu (%u %%)", progress->what, count, total,
                                (unsigned)(100.0 * (double)done / (double)total))
                     : snprintf(line, sizeof line, WIPE "%.120s %llu", progress->what, count);
    if (size > 0) put(line, (size_t)size);
    progress->shown = now;
    progress_shown = 1;
}

void mog_progress_end(mog_progress *progress)
{
    if (progress_shown) put(WIPE, sizeof WIPE - 1);
    progress_shown = 0;
    progress->visible = 0;
}
