/* importing.h: any bytes as the file of another tool, for the importer that the target is linked with. It ends; what it refuses it gives a reason for;
 * and each record that it hands over is taken by the reader of evidence, with the kinds of policies/kinds/tools.mog. ABOUT_HOSTS: its records may be about hosts.
 */
#ifndef MOG_TESTS_FUZZ_IMPORTING_H
#define MOG_TESTS_FUZZ_IMPORTING_H

#include "dsl/compile.h"
#include "engine/ingest/ingest.h"

#include <mognad/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern const mog_plugin mognad_plugin;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static mog_ingest *ingest;
static int file = -1, reasons;

static void load_kinds(void)
{
    const char *source = getenv("MOG_SOURCE");
    char path[4096];
    snprintf(path, sizeof path, "%s/policies/kinds/tools.mog", source ? source : ".");
    FILE *stream = fopen(path, "rb");
    static char text[1 << 16];
    if (stream == NULL) {
        fprintf(stderr, "%s: cannot be read; run this in the folder of the sources, or set MOG_SOURCE\n", path);
        exit(1);
    }
    mog_input input = {mog_text_of("tools.mog"), {text, fread(text, 1, sizeof text, stream)}};
    fclose(stream);
    mog_policy *policy;
    mog_diagnostics *diagnostics;
    mog_compile(&policy, &diagnostics, &input, 1, NULL);
    if (policy == NULL) abort();
    mog_diagnostics_free(diagnostics);
    mog_ingest_defaults defaults = {
        .subject = mog_text_of("system:x"), .source = mog_text_of("x"), .has_observed = true};
    ingest = mog_ingest_new(policy, INT64_C(7258118400000000000), &defaults); /* 2200 */
}

/* A few letters are longer in normalisation form C, whose bytes are counted: such a name may be refused although it was cut. */
static bool has_short_names(const char *record)
{
    json_t *one = json_loads(record, 0, NULL);
    bool are_short = json_string_length(json_object_get(one, "subject")) <= 400 &&
                     json_string_length(json_object_get(one, "item")) <= 400;
    json_decref(one);
    return are_short;
}

static int take(const char *record)
{
    mog_error err = MOG_ERROR_NONE;
    if (mog_ingest_line(NULL, ingest, NULL, mog_text_of(record), &err)) {
        if (strstr(err.message, "more than the 400 allowed") && has_short_names(record)) return -1;
        fprintf(stderr, "%s: %s\n%s\n", err.place, err.message, record);
        abort();
    }
    return 0;
}

static void hear(int level, const char *message)
{
    if (message == NULL || *message == '\0') abort();
    if (level == MOG_LOG_ERROR) reasons++;
}

static void import_as(const char *subject)
{
    mog_import_file given = {.size = sizeof given, .fd = file, .name = "fuzz", .subject = subject};
    if (lseek(file, 0, SEEK_SET) != 0) abort();
    reasons = 0;
    int refused = mognad_plugin.importers[0].import(&given, take, hear);
    if ((refused != 0) != (reasons != 0)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (ingest == NULL) load_kinds();
    if (file < 0) file = memfd_create("fuzz", MFD_CLOEXEC);
    if (ftruncate(file, 0) != 0 || pwrite(file, bytes, size, 0) != (ssize_t)size) abort();
#ifdef ABOUT_HOSTS
    import_as("host:x");
#endif
    import_as("system:x");
    import_as(NULL);
    return 0;
}

#endif
