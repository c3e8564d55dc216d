#include "engine/host/gather.h"

#include <stdlib.h>
#include <string.h>

static mog_status fail_unknown(const mog_host *host, const mog_offer_sort *sort, mog_text asked, mog_error *err)
{
    size_t count = 0, capacity = 0;
    mog_text *names = NULL, name;
    mog_arena *scratch = mog_arena_new();
    for (uint32_t i = 0; i < host->count; i++) {
        const mog_host_plugin *plugin = &host->plugins[i];
        for (uint32_t k = 0; (name = sort->name_at(plugin, k)).size; k++) {
            MOG_PUSH(names, count, capacity) =
                mog_text_of(mog_arena_format(scratch, "%s.%s", plugin->name.at, name.at));
            MOG_PUSH(names, count, capacity) = name;
        }
    }
    mog_fail(err, MOG_INPUT, "there is no %s `%.*s`", sort->word, (int)(asked.size < 100 ? asked.size : 100), asked.at);
    for (uint32_t i = 0; i < host->count; i++) {
        const mog_host_plugin *plugin = &host->plugins[i];
        const char *start = mog_arena_format(scratch, "%s.", plugin->name.at);
        if (plugin->refused.size == 0 || !mog_text_starts(asked, mog_text_of(start))) continue;
        mog_error_hint(err, "the plugin `%s` cannot be used: %s", plugin->name.at, plugin->refused.at);
    }
    int nearest = mog_text_nearest(asked, names, count);
    if (nearest >= 0) mog_error_hint(err, "did you mean `%.*s`?", (int)names[nearest].size, names[nearest].at);
    mog_error_hint(err, "`mognad plugin list` shows the %ss there are", sort->word);
    mog_arena_free(scratch);
    free(names);
    return MOG_INPUT;
}

static bool find_in(mog_offer *out, const mog_host_plugin *plugin, const mog_offer_sort *sort, mog_text asked)
{
    mog_text name;
    for (uint32_t k = 0; (name = sort->name_at(plugin, k)).size; k++) {
        if (!mog_text_equal(name, asked)) continue;
        *out = (mog_offer){plugin, k, NULL};
        return true;
    }
    return false;
}

static mog_status fail_several(const mog_offer *first, const mog_offer *second, const mog_offer_sort *sort,
                               mog_error *err)
{
    mog_text name = sort->name_at(first->plugin, first->index);
    mog_fail(err, MOG_INPUT, "more than one plugin has a%s %s `%s`", strchr("aeiou", *sort->word) ? "n" : "",
             sort->word, name.at);
    mog_error_hint(err, "say which: `%s.%s` or `%s.%s`", first->plugin->name.at, name.at, second->plugin->name.at,
                   name.at);
    return MOG_INPUT;
}

mog_status mog_offer_find(mog_offer *out, const mog_host *host, const mog_offer_sort *sort, mog_text asked,
                          mog_error *err)
{
    const char *dot = memchr(asked.at, '.', asked.size);
    *out = (mog_offer){0};
    if (dot) {
        size_t head = (size_t)(dot - asked.at);
        const mog_host_plugin *plugin = mog_host_find(host, (mog_text){asked.at, head});
        if (plugin) find_in(out, plugin, sort, (mog_text){dot + 1, asked.size - head - 1});
    }
    for (uint32_t i = 0; !dot && i < host->count; i++) {
        mog_offer next;
        if (!find_in(&next, &host->plugins[i], sort, asked)) continue;
        if (out->plugin) return fail_several(out, &next, sort, err);
        *out = next;
    }
    if (!out->plugin) return fail_unknown(host, sort, asked, err);
    out->name = mog_arena_format(host->arena, "%s.%s", out->plugin->name.at, sort->name_at(out->plugin, out->index).at);
    return MOG_OK;
}
