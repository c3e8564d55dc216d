/* Importers that behave, and importers that do not. */
#include <mognad/plugin.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Each line is a record. */
static int lines(const mog_import_file *file, mog_emit *emit, mog_log *log)
{
    char *line = NULL;
    size_t capacity = 0;
    int bad = 0;
    FILE *stream = fdopen(file->fd, "r");
    if (!stream || file->size != sizeof *file) return 1;
    while (getline(&line, &capacity, stream) > 0) {
        if (strcmp(line, "?\n") == 0) {
            log(MOG_LOG_ERROR, "a line is not understood");
            bad = 1;
        } else {
            emit(line);
        }
    }
    free(line);
    return bad;
}

/* Tells what it was given. */
static int tells(const mog_import_file *file, mog_emit *emit, mog_log *log)
{
    char text[256], first = '-';
    (void)emit;
    if (read(file->fd, &first, 1) != 1) first = '!';
    snprintf(text, sizeof text, "%s|%s|%s|%c", file->name, file->subject ? file->subject : "none",
             file->settings ? file->settings : "none", first);
    log(MOG_LOG_INFO, text);
    return 0;
}

static int crashes(const mog_import_file *file, mog_emit *emit, mog_log *log)
{
    (void)file, (void)emit, (void)log;
    emit("{}");
    raise(SIGSEGV);
    return 0;
}

static int hangs(const mog_import_file *file, mog_emit *emit, mog_log *log)
{
    (void)file, (void)emit;
    log(MOG_LOG_INFO, "begins");
    for (;;) pause();
    return 0;
}

/* Gives a sign of life now and then, for longer than one wait would be. */
static int slow(const mog_import_file *file, mog_emit *emit, mog_log *log)
{
    (void)file, (void)log;
    for (int i = 0; i < 6; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
        emit("{}");
    }
    return 0;
}

/* Takes more memory than an importer may have. */
static int eats(const mog_import_file *file, mog_emit *emit, mog_log *log)
{
    (void)file, (void)emit;
    for (size_t taken = 0; taken < (size_t)8 << 30; taken += (size_t)64 << 20) {
        if (malloc((size_t)64 << 20)) continue;
        log(MOG_LOG_ERROR, taken <= (size_t)1 << 30 ? "within 1 GiB" : "beyond 1 GiB");
        return 1;
    }
    return 0;
}

MOG_PLUGIN("importers", 1, 0,
           .importers = (const mog_importer[]){{"lines", lines, "Records, a line each", ".recs .records", NULL},
                                               {"tells", tells, "What it was given", ".tells .xml", "<tells\nTELLS:"},
                                               {"other_xml", tells, "Another one", ".xml", "<other\n<tells also"},
                                               {"crashes", crashes, "Dies of a signal", NULL, NULL},
                                               {"hangs", hangs, "Waits for ever", NULL, NULL},
                                               {"slow", slow, "Takes its time", NULL, NULL},
                                               {"eats", eats, "Takes all memory there is", NULL, NULL},
                                               {0}});
