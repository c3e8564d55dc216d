#include "engine/host/descriptor.h"
#include "engine/host/gather.h"

#include <string.h>

#define DEFAULT_LIMIT (120 * INT64_C(1000000000))
#define COLLECT_MEMORY (UINT64_C(4) << 30)

typedef struct job {
    mog_text collector;
    const char *subject;
} job;

/* In the child. */
static bool call_collector(int *returned, const mog_plugin *plugin, const void *context, mog_emit *emit, mog_log *log)
{
    const job *work = context;
    const mog_collector *collector;
    for (uint32_t i = 0; (collector = mog_plugin_collector_at(plugin, i)); i++) {
        if (!collector->collect || !mog_text_equal(mog_text_of(collector->name), work->collector)) continue;
        *returned = collector->collect(work->subject, emit, log);
        return true;
    }
    return false;
}

static mog_text collector_name(const mog_host_plugin *plugin, uint32_t n)
{
    return n < plugin->collector_count ? plugin->collectors[n].name : MOG_TEXT("");
}

static mog_status check_subject(const mog_offer *offer, const char *subject, mog_error *err)
{
    mog_text type = offer->plugin->collectors[offer->index].subject_type;
    if (strncmp(subject, type.at, type.size) == 0 && subject[type.size] == ':' && subject[type.size + 1]) return MOG_OK;
    mog_fail(err, MOG_INPUT, "the collector %s is about a %s, not about `%.200s`", offer->name, type.at, subject);
    mog_error_hint(err, "name the subject as %s:NAME", type.at);
    return MOG_INPUT;
}

mog_status mog_host_collect(mog_text *full_name, const mog_host *host, mog_text collector, const char *subject,
                            const mog_collecting *collecting, mog_error *err)
{
    static const mog_offer_sort sort = {"collector", collector_name};
    mog_offer offer;
    int returned;
    mog_status status = mog_offer_find(&offer, host, &sort, collector, err);
    if (status || (status = check_subject(&offer, subject, err))) return status;
    if (full_name) *full_name = mog_text_of(offer.name);
    job work = {collector_name(offer.plugin, offer.index), subject};
    mog_gathering_plan plan = {.plugin = offer.plugin,
                               .word = sort.word,
                               .name = offer.name,
                               .call = call_collector,
                               .context = &work,
                               .input = -1,
                               .time_limit = collecting->time_limit > 0 ? collecting->time_limit : DEFAULT_LIMIT,
                               .memory_limit = COLLECT_MEMORY};
    if ((status = mog_host_gather(&returned, &plan, collecting, err))) return status;
    if (returned != 0) return mog_fail(err, MOG_NO, "the collector %s could gather nothing", offer.name);
    return MOG_OK;
}
