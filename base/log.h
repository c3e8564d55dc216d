/* log.h: what the program says to people on stderr while it works. Results never go here. */
#ifndef MOG_BASE_LOG_H
#define MOG_BASE_LOG_H

#include <stdint.h>

typedef enum mog_log_level { MOG_LEVEL_ERROR, MOG_LEVEL_WARNING, MOG_LEVEL_NOTE, MOG_LEVEL_DEBUG } mog_log_level;

/* "mognad: warning: …" and a newline, in one write. Control characters in the message are escaped. MOG_LEVEL_DEBUG is not
 * said. */
void mog_log_say(mog_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Progress of long work: a line on stderr rewritten in place, only where stderr is a terminal and the work has
 * taken more than half a second. `total` 0: unknown. mog_progress_end wipes it. Any mog_log_say wipes it first. */
typedef struct mog_progress {
    const char *what;
    uint64_t total;
    int64_t started, shown; /* monotonic nanoseconds */
    int visible;
} mog_progress;

void mog_progress_begin(mog_progress *progress, const char *what, uint64_t total);
void mog_progress_step(mog_progress *progress, uint64_t done);
void mog_progress_end(mog_progress *progress);

#endif
