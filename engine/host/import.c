#include "engine/host/descriptor.h"
#include "engine/host/gather.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define DEFAULT_LIMIT (300 * INT64_C(1000000000))
#define IMPORT_MEMORY (UINT64_C(1) << 30)

/* ---- finding one */

static mog_text importer_name(const mog_host_plugin *plugin, uint32_t n)
{
    return n < plugin->importer_count ? plugin->importers[n].name : MOG_TEXT("");
}

static const mog_offer_sort sort = {"importer", importer_name};

mog_status mog_host_find_importer(mog_import_way *out, const mog_host *host, mog_text importer, mog_error *err)
{
    mog_offer offer;
    mog_status status = mog_offer_find(&offer, host, &sort, importer, err);
    if (status) return status;
    *out = (mog_import_way){offer.plugin, &offer.plugin->importers[offer.index], mog_text_of(offer.name)};
    return MOG_OK;
}

/* The part up to a separator; what follows stays in *rest. Empty parts are passed over; false: there is no more. */
static bool next_part(mog_text *out, mog_text *rest, char separator)
{
    do {
        const char *end = rest->size ? memchr(rest->at, separator, rest->size) : NULL;
        size_t size = end ? (size_t)(end - rest->at) : rest->size, taken = size + (end != NULL);
        *out = (mog_text){rest->at, size};
        *rest = (mog_text){rest->at + taken, rest->size - taken};
    } while (out->size == 0 && rest->size);
    return out->size > 0;
}

static bool has_suffix(mog_text suffixes, mog_text name)
{
    mog_text suffix;
    while (next_part(&suffix, &suffixes, ' ')) {
        if (name.size > suffix.size && strncasecmp(name.at + name.size - suffix.size, suffix.at, suffix.size) == 0)
            return true;
    }
    return false;
}

static bool has_mark(mog_text marks, mog_text head)
{
    mog_text mark;
    while (next_part(&mark, &marks, '\n')) {
        if (mog_text_contains(head, mark)) return true;
    }
    return false;
}

/* 0: it does not fit. */
static int fitness(const mog_host_importer *importer, mog_text name, mog_text head)
{
    bool suffix = has_suffix(importer->suffixes, name);
    if (importer->marks.size == 0) return suffix;
    return has_mark(importer->marks, head) ? 1 + suffix : 0;
}

static void add_name(mog_buffer *list, const mog_host_plugin *plugin, const mog_host_importer *importer)
{
    mog_buffer_format(list, "%s%s.%s", list->size ? ", " : "", plugin->name.at, importer->name.at);
}

mog_status mog_host_choose_importer(mog_import_way *out, const mog_host *host, const char *name, mog_text head,
                                    mog_error *err)
{
    int best = 1;
    size_t count = 0;
    mog_buffer fitting = {0}, all = {0};
    mog_status status = MOG_OK;
    for (uint32_t i = 0; i < host->count; i++) {
        const mog_host_plugin *plugin = &host->plugins[i];
        for (uint32_t k = 0; k < plugin->importer_count; k++) {
            const mog_host_importer *importer = &plugin->importers[k];
            int fit = fitness(importer, mog_text_of(name), head);
            add_name(&all, plugin, importer);
            if (fit < best) continue;
            if (fit > best) mog_buffer_clear(&fitting), count = 0;
            best = fit;
            count++;
            add_name(&fitting, plugin, importer);
            *out = (mog_import_way){.plugin = plugin, .importer = importer};
        }
    }
    if (count == 1) {
        out->full_name = mog_text_of(mog_arena_copy(host->arena, fitting.at, fitting.size));
    } else if (count > 1) {
        status = mog_fail(err, MOG_INPUT, "several importers could read it: %s", fitting.at);
        mog_error_hint(err, "say which with --from NAME");
    } else {
        status = mog_fail(err, MOG_INPUT, "neither its name nor its beginning tells what could read it");
        mog_error_hint(err,
                       all.size ? "say which importer with --from NAME, one of: %s"
                                : "there are no importers%s; `mognad plugin list` shows what was found",
                       all.size ? all.at : "");
    }
    if (status) mog_error_place(err, "%s", name);
    mog_buffer_free(&fitting);
    mog_buffer_free(&all);
    return status;
}

/* ---- running it */

typedef struct job {
    mog_text importer;
    const mog_importing *file;
} job;

/* In the child. */
static bool call_importer(int *returned, const mog_plugin *plugin, const void *context, mog_emit *emit, mog_log *log)
{
    const job *work = context;
    const mog_importing *given = work->file;
    const mog_import_file file = {.size = sizeof file,
                                  .fd = STDIN_FILENO,
                                  .name = given->name,
                                  .subject = given->subject,
                                  .settings = given->settings};
    const mog_importer *importer;
    for (uint32_t i = 0; (importer = mog_plugin_importer_at(plugin, i)); i++) {
        if (!importer->import || !mog_text_equal(mog_text_of(importer->name), work->importer)) continue;
        *returned = importer->import(&file, emit, log);
        return true;
    }
    return false;
}

mog_status mog_host_import(const mog_import_way *way, const mog_importing *file, const mog_collecting *collecting,
                           mog_error *err)
{
    int returned;
    job work = {way->importer->name, file};
    mog_gathering_plan plan = {.plugin = way->plugin,
                               .word = sort.word,
                               .name = way->full_name.at,
                               .call = call_importer,
                               .context = &work,
                               .input = file->fd,
                               .time_limit = collecting->time_limit > 0 ? collecting->time_limit : DEFAULT_LIMIT,
                               .renewed = true,
                               .memory_limit = IMPORT_MEMORY};
    mog_status status = mog_host_gather(&returned, &plan, collecting, err);
    if (!status && returned != 0)
        status = mog_fail(err, MOG_NO, "the importer %s could not read all of it", way->full_name.at);
    if (status) mog_error_place(err, "%s", file->name);
    return status;
}
