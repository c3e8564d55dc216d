/* Collectors that behave, and collectors that do not. */
#include <mognad/plugin.h>

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int plain(const char *subject, mog_emit *emit, mog_log *log)
{
    char record[256];
    log(MOG_LOG_INFO, "begins");
    for (int i = 0; i < 3; i++) {
        snprintf(record, sizeof record, "{\"kind\":\"host\",\"about\":\"%s\",\"n\":%d}", subject, i);
        if (emit(record) != 0) log(MOG_LOG_WARNING, record);
    }
    log(MOG_LOG_ERROR, "ends");
    return 0;
}

static int facts(const char *subject, mog_emit *emit, mog_log *log)
{
    (void)subject, (void)log;
    emit("{\"kind\":\"host\",\n \"fields\":{\"name\":\"A host\"}}");
    emit("{\"kind\":\"host\",\"fields\":{\"name\":5}}");
    return 0;
}

static int nothing(const char *subject, mog_emit *emit, mog_log *log)
{
    (void)subject, (void)emit;
    log(MOG_LOG_ERROR, "there is nothing here");
    return 1;
}

static int many(const char *subject, mog_emit *emit, mog_log *log)
{
    char *record = malloc(100001);
    (void)subject, (void)log;
    memset(record, 'x', 100000);
    record[100000] = '\0';
    for (int i = 0; i < 200; i++) {
        if (emit(record) != 0) return 1;
    }
    free(record);
    return 0;
}

static int oversize(const char *subject, mog_emit *emit, mog_log *log)
{
    size_t size = (size_t)9 << 20;
    char *record = malloc(size + 1);
    (void)subject, (void)log;
    memset(record, 'x', size);
    record[size] = '\0';
    int first = emit(record);
    free(record);
    return first == -1 && emit(NULL) == -1 && emit("{}") == 0 ? 0 : 1;
}

static int crashes(const char *subject, mog_emit *emit, mog_log *log)
{
    (void)subject, (void)log;
    emit("{}");
    raise(SIGSEGV);
    return 0;
}

static int exits(const char *subject, mog_emit *emit, mog_log *log)
{
    (void)subject, (void)emit, (void)log;
    _exit(7);
}

static int hangs(const char *subject, mog_emit *emit, mog_log *log)
{
    (void)subject, (void)emit, (void)log;
    for (;;) pause();
    return 0;
}

/* Leaves a process behind that holds everything open and says its number. */
static int leaves_a_child(const char *subject, mog_emit *emit, mog_log *log)
{
    char record[64];
    (void)subject, (void)log;
    pid_t child = fork();
    if (child == 0) {
        for (;;) pause();
    }
    snprintf(record, sizeof record, "%ld", (long)child);
    emit(record);
    return 0;
}

static int prints(const char *subject, mog_emit *emit, mog_log *log)
{
    (void)subject, (void)log;
    printf("this goes nowhere\nor \033[31mdoes it\n");
    emit("{}");
    return 0;
}

/* Writes what is no frame into every open file. */
static int garbles(const char *subject, mog_emit *emit, mog_log *log)
{
    static const char garbage[64] = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff";
    (void)subject, (void)emit, (void)log;
    for (int fd = 3; fd < 64; fd++) (void)!write(fd, garbage, sizeof garbage);
    return 0;
}

static void *emit_some(void *emit)
{
    for (int i = 0; i < 50; i++) ((mog_emit *)(mog_any_function)emit)("{\"from\":\"a thread\"}");
    return NULL;
}

static int threads(const char *subject, mog_emit *emit, mog_log *log)
{
    pthread_t all[4];
    (void)subject, (void)log;
    for (int i = 0; i < 4; i++) pthread_create(&all[i], NULL, emit_some, (void *)(mog_any_function)emit);
    for (int i = 0; i < 4; i++) pthread_join(all[i], NULL);
    return 0;
}

MOG_PLUGIN("collectors", 1, 0,
           .collectors = (const mog_collector[]){
               {"plain", plain, "Three records", "host"},
               {"facts", facts, "A record that fits the kind host, and one that does not", "host"},
               {"nothing", nothing, "Gathers nothing", "host"},
               {"many", many, "Twenty megabytes", "host"},
               {"oversize", oversize, "A record that is too long", "host"},
               {"crashes", crashes, "Dies of a signal", "host"},
               {"exits", exits, "Ends its process", "host"},
               {"hangs", hangs, "Waits for ever", "host"},
               {"leaves_a_child", leaves_a_child, "Leaves a process", "host"},
               {"prints", prints, "Prints", "host"},
               {"garbles", garbles, "Writes where it should not", "host"},
               {"threads", threads, "Emits from threads", "host"},
               {0}});
