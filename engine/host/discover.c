#include "engine/host/discover.h"

#include "base/file.h"
#include "engine/host/child.h"
#include "engine/host/descriptor.h"
#include "engine/host/image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define READ_MEMORY (UINT64_C(1) << 30) /* bytes that reading a descriptor may add */

int64_t mog_host_read_limit = 10 * INT64_C(1000000000);

/* In the child. */
static void describe_plugin(void *context, int channel)
{
    const mog_text *bytes = context;
    mog_image image;
    mog_buffer message = {0};
    char why[512];
    bool loaded = mog_image_load(&image, *bytes, why, sizeof why);
    mog_descriptor_write(&message, image.plugin, loaded ? NULL : why);
    mog_channel_write(channel, message.at, message.size);
    mog_buffer_free(&message);
}

static void judge(mog_host_plugin *plugin, mog_arena *arena, const mog_child *child, mog_child_state state)
{
    char end[64];
    if (state == MOG_CHILD_LATE) {
        mog_plugin_refuse(plugin, arena, "it did not finish loading within %g seconds",
                          (double)mog_host_read_limit / 1e9);
        return;
    }
    mog_child_describe(child, end, sizeof end);
    mog_text printed = mog_foreign_line(arena, (mog_text){child->printed.at, child->printed.size}, 200);
    if (strcmp(end, "ended itself with exit status 0") != 0) {
        mog_plugin_refuse(plugin, arena, "it %s while it was loaded%s%s", end, printed.size ? ": " : "", printed.at);
        return;
    }
    if (child->received.size == 0) {
        mog_plugin_refuse(plugin, arena, "it ended the process that loaded it");
        return;
    }
    mog_descriptor_read(plugin, arena, (mog_text){child->received.at ? child->received.at : "", child->received.size});
    if (plugin->refused.size == 0 && child->printed.size > 0) {
        mog_plugin_refuse(plugin, arena, "it prints while it is loaded: %s", printed.at);
    }
}

static mog_status examine(mog_host_plugin *plugin, mog_arena *arena, mog_arena *files, mog_error *err)
{
    mog_text bytes;
    char why[512];
    if (!mog_image_read(&bytes, files, plugin->path.at, why, sizeof why)) {
        mog_plugin_refuse(plugin, arena, "%s", why);
        return MOG_OK;
    }
    plugin->digest = mog_blake2b(bytes.at, bytes.size);
    mog_child child;
    mog_child_plan plan = {.body = describe_plugin,
                           .context = &bytes,
                           .input = -1,
                           .time_limit = mog_host_read_limit,
                           .memory_limit = READ_MEMORY};
    mog_status status = mog_child_start(&child, &plan, err);
    if (status) return status;
    mog_child_state state;
    do state = mog_child_step(&child, MOG_DESCRIPTOR_LIMIT);
    while (state == MOG_CHILD_RUNS && child.received.size < MOG_DESCRIPTOR_LIMIT);
    if (state == MOG_CHILD_RUNS)
        mog_plugin_refuse(plugin, arena, "its descriptor is larger than %zu bytes", MOG_DESCRIPTOR_LIMIT);
    else judge(plugin, arena, &child, state);
    mog_child_end(&child);
    return MOG_OK;
}

/* What a file is called by until its descriptor has been read. */
static mog_text name_of_file(mog_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    mog_text name = mog_text_of(slash ? slash + 1 : path);
    if (mog_text_ends(name, MOG_TEXT(".so"))) name.size -= 3;
    return mog_foreign_line(arena, name, 255);
}

typedef struct listing {
    mog_host_plugin *plugins;
    size_t count, capacity;
} listing;

static void refuse_namesake(const listing *list, mog_host_plugin *plugin, mog_arena *arena)
{
    if (plugin->refused.size > 0) return;
    for (size_t i = 0; i < list->count; i++) {
        const mog_host_plugin *other = &list->plugins[i];
        if (other == plugin) return;
        if (other->refused.size > 0 || !mog_text_equal(other->name, plugin->name)) continue;
        mog_plugin_refuse(plugin, arena, "a plugin named `%s` was found before it: %s", other->name.at, other->path.at);
        return;
    }
}

static bool was_listed(const listing *list, const char *path)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->plugins[i].path.at, path) == 0) return true;
    }
    return false;
}

static mog_status examine_folder(listing *list, mog_arena *arena, const char *folder, mog_error *err)
{
    char **paths;
    size_t count;
    struct stat about;
    if (stat(folder, &about) != 0 && (errno == ENOENT || errno == ENOTDIR)) return MOG_OK;
    mog_status status = mog_file_find(&paths, &count, arena, folder, ".so", err);
    mog_arena *files = mog_arena_new();
    for (size_t i = 0; i < count && !status; i++) {
        if (was_listed(list, paths[i])) continue; /* the folder was named twice */
        mog_host_plugin *plugin = &MOG_PUSH(list->plugins, list->count, list->capacity);
        *plugin = (mog_host_plugin){.path = mog_text_of(paths[i]),
                                    .name = name_of_file(arena, paths[i]),
                                    .refused = MOG_TEXT(""),
                                    .kinds = MOG_TEXT("")};
        status = examine(plugin, arena, files, err);
        refuse_namesake(list, plugin, arena);
        mog_arena_reset(files);
    }
    mog_arena_free(files);
    return status;
}

/* By name, the one that is used before its refused namesakes. */
static int compare_plugins(const void *a, const void *b)
{
    const mog_host_plugin *x = a, *y = b;
    int order = mog_text_compare(x->name, y->name);
    if (order == 0) order = (x->refused.size > 0) - (y->refused.size > 0);
    return order ? order : mog_text_compare(x->path, y->path);
}

static void tell_language(mog_host *host)
{
    size_t functions = 0, names = 0;
    for (uint32_t i = 0; i < host->count; i++) {
        functions += host->plugins[i].function_count;
        names += host->plugins[i].refused.size == 0;
    }
    mog_plugin_function *function = mog_take_array(host->arena, mog_plugin_function, functions);
    mog_text *name = mog_take_array(host->arena, mog_text, names);
    host->language = (mog_plugins){function, functions, name, names};
    for (uint32_t i = 0; i < host->count; i++) {
        const mog_host_plugin *plugin = &host->plugins[i];
        if (plugin->refused.size == 0) *name++ = plugin->name;
        for (uint32_t k = 0; k < plugin->function_count; k++) {
            *function++ =
                (mog_plugin_function){plugin->name, plugin->functions[k].name, plugin->functions[k].signature};
        }
    }
}

mog_status mog_host_discover(mog_host **out, const char *const *folders, size_t count, mog_error *err)
{
    mog_status status = MOG_OK;
    listing list = {0};
    mog_arena *arena = mog_arena_new();
    for (size_t i = 0; i < count && !status; i++) status = examine_folder(&list, arena, folders[i], err);
    if (status) {
        mog_arena_free(arena);
        goto done;
    }
    mog_host *host = mog_take(arena, mog_host);
    mog_host_plugin *plugins = mog_take_array(arena, mog_host_plugin, list.count);
    if (list.count) {
        memcpy(plugins, list.plugins, list.count * sizeof *plugins);
        qsort(plugins, list.count, sizeof *plugins, compare_plugins);
    }
    *host = (mog_host){.arena = arena, .plugins = plugins, .count = (uint32_t)list.count};
    tell_language(host);
    *out = host;
done:
    free(list.plugins);
    return status;
}

void mog_host_free(mog_host *host)
{
    if (host) mog_arena_free(host->arena);
}

const mog_host_plugin *mog_host_find(const mog_host *host, mog_text name)
{
    for (uint32_t i = 0; i < host->count; i++) {
        const mog_host_plugin *plugin = &host->plugins[i];
        if (plugin->refused.size == 0 && mog_text_equal(plugin->name, name)) return plugin;
    }
    return NULL;
}
