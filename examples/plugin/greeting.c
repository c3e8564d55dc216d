/* A whole plugin: one function for rules, one collector and one importer. Build it as docs/plugins.md says. */
#include <mognad/plugin.h>

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* How much of `text` is digits: 0..1. Depends on its argument alone. */
static double digit_share(const char *text)
{
    size_t size = strlen(text), digits = 0;
    if (size == 0) return NAN; /* no value: the rule sees unknown */
    for (size_t i = 0; i < size; i++) digits += text[i] >= '0' && text[i] <= '9';
    return (double)digits / (double)size;
}

/* Gathers one fact. `observed`, `source` and `subject` are filled in by the engine. */
static int collect_kernel(const char *subject, mog_emit *emit, mog_log *log)
{
    (void)subject;
    struct utsname name;
    if (uname(&name) != 0) {
        log(MOG_LOG_ERROR, "the kernel does not tell its name");
        return 1;
    }
    char record[512];
    snprintf(record, sizeof record, "{\"kind\":\"kernel_release\",\"fields\":{\"release\":\"%.200s\"}}", name.release);
    return emit(record) == 0 ? 0 : 1;
}

/* Reads what `uname -sr` printed, "Linux 6.1.0-18-amd64". Nothing in it says whom it is about or when, so the user does. */
static int import_uname(const mog_import_file *file, mog_emit *emit, mog_log *log)
{
    char text[300], record[512], message[512], release[201];
    size_t size = 0;
    for (ssize_t got; size < sizeof text - 1 && (got = read(file->fd, text + size, sizeof text - 1 - size)) > 0;) size += (size_t)got;
    text[size] = '\0';
    if (sscanf(text, "Linux %200[A-Za-z0-9.+~_-]", release) != 1) {
        snprintf(message, sizeof message, "%.300s:1: this is not what `uname -sr` prints", file->name);
        log(MOG_LOG_ERROR, message);
        return 1;
    }
    snprintf(record, sizeof record, "{\"kind\":\"kernel_release\",\"fields\":{\"release\":\"%s\"}}", release);
    emit(record); /* when it is refused, the engine tells why and counts it */
    return 0;
}

/* The kinds of its evidence, in the rule language. */
static const char kinds[] = "module kinds.kernel\n"
                            "kind kernel_release \"Kernel release\" sv \"Kärnans version\" about host {\n"
                            "  release text \"As uname tells it\" sv \"Enligt uname\"\n"
                            "  fresh 30 days\n"
                            "}\n";

MOG_PLUGIN("greeting", 1, 0,
           .functions = (const mog_function[]){MOG_FUNCTION(digit_share, "How much of a text is digits, 0..1", number, text), {0}},
           .collectors = (const mog_collector[]){{"kernel", collect_kernel, "The kernel's release", "host"}, {0}},
           .importers = (const mog_importer[]){{"uname", import_uname, "What `uname -sr` printed", NULL, NULL}, {0}},
           .kinds = kinds);
