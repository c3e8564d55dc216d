/* gather.h: runs what a plugin offers that hands over records, a collector or an importer, in a process of its own.
 *
 * The child loads the plugin and calls it with `emit` and `log` callbacks made by libffcall; what they are given comes through the channel,
 * one record at a time: `emit` returns when the parent has accepted or refused it. For engine/host only.
 */
#ifndef MOG_ENGINE_HOST_GATHER_H
#define MOG_ENGINE_HOST_GATHER_H

#include "engine/host/host.h"

#include <mognad/plugin.h>

typedef struct mog_gathering_plan {
    const mog_host_plugin *plugin;
    const char *word; /* "collector" */
    const char *name; /* "technological.host" */
    /* In the child: calls what is asked for. False: the plugin no longer offers it. */
    bool (*call)(int *returned, const mog_plugin *plugin, const void *context, mog_emit *emit, mog_log *log);
    const void *context;
    int input;             /* the child's standard input; -1: nothing */
    int64_t time_limit;    /* nanoseconds */
    bool renewed;          /* the time begins again with everything that it hands over or says */
    uint64_t memory_limit; /* bytes of address space that it may add */
} mog_gathering_plan;

/* *returned is what it returned. MOG_SYSTEM: it died, hung, or no closures can be made here, with the cause. */
mog_status mog_host_gather(int *returned, const mog_gathering_plan *plan, const mog_collecting *to, mog_error *err);

/* ---- finding it */

/* What sort of thing is looked for. */
typedef struct mog_offer_sort {
    const char *word;                                               /* "collector" */
    mog_text (*name_at)(const mog_host_plugin *plugin, uint32_t n); /* empty past the last */
} mog_offer_sort;

typedef struct mog_offer {
    const mog_host_plugin *plugin;
    uint32_t index;
    const char *name; /* "PLUGIN.NAME", owned by the host */
} mog_offer;

/* "technological.host", or "host" where one plugin alone has it. MOG_INPUT: there is none, or there are several. */
mog_status mog_offer_find(mog_offer *out, const mog_host *host, const mog_offer_sort *sort, mog_text asked,
                          mog_error *err);

#endif
