#include "engine/host/library.h"

#include "engine/host/descriptor.h"
#include "engine/host/signature.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static mog_status fail_load(const mog_function_use *use, const char *why, mog_error *err)
{
    mog_fail(err, MOG_INPUT, "the plugin `%.*s` cannot be used: %s", (int)use->plugin.size, use->plugin.at, why);
    mog_error_hint(err, "`mognad plugin list` shows the plugins and what is wrong with them");
    return MOG_INPUT;
}

static bool same_types(const mog_function_use *a, const mog_function_use *b)
{
    return a->result == b->result && a->argument_count == b->argument_count &&
           memcmp(a->arguments, b->arguments, a->argument_count * sizeof *a->arguments) == 0;
}

/* The descriptor is looked at anew: a constructor may write another one each time. */
static mog_status resolve(mog_any_function *out, const mog_image *image, const mog_function_use *use, mog_error *err)
{
    char why[256];
    mog_function_use types;
    if (!mog_descriptor_fits(image->plugin, why, sizeof why)) return fail_load(use, why, err);
    const mog_function *function;
    for (uint32_t i = 0; (function = mog_plugin_function_at(image->plugin, i)); i++) {
        if (!mog_text_equal(mog_text_of(function->name), use->name)) continue;
        bool parsed = mog_signature_parse(&types, mog_text_of(function->signature), why, sizeof why);
        if (!parsed || !same_types(&types, use) || !function->call) break;
        *out = function->call;
        return MOG_OK;
    }
    snprintf(why, sizeof why, "it no longer offers the function `%.*s` as it did when it was examined",
             (int)(use->name.size < 100 ? use->name.size : 100), use->name.at);
    return fail_load(use, why, err);
}

static mog_status load_plugin(mog_library *library, const mog_host *host, const mog_function_use *use, mog_error *err)
{
    char why[512];
    const mog_host_plugin *plugin = mog_host_find(host, use->plugin);
    if (!plugin) return fail_load(use, "it was not found", err);
    mog_image *image = &library->images[library->image_count];
    if (!mog_image_load_found(image, plugin, why, sizeof why)) return fail_load(use, why, err);
    library->image_count++;
    /* All functions of one plugin at once, so that it is loaded once. */
    for (uint32_t i = 0; i < library->policy->function_count; i++) {
        const mog_function_use *other = &library->policy->functions[i];
        if (!mog_text_equal(other->plugin, use->plugin)) continue;
        mog_status status = resolve(&library->calls[i], image, other, err);
        if (status) return status;
    }
    return MOG_OK;
}

mog_status mog_library_load(mog_library **out, const mog_host *host, const mog_policy *policy, mog_error *err)
{
    mog_status status = MOG_OK;
    uint32_t count = policy->function_count;
    mog_library *library = mog_allocate(sizeof *library);
    *library = (mog_library){.policy = policy,
                             .images = mog_allocate((count + 1) * sizeof *library->images),
                             .calls = mog_allocate((count + 1) * sizeof *library->calls)};
    memset(library->calls, 0, (count + 1) * sizeof *library->calls);
    for (uint32_t i = 0; i < count && !status; i++) {
        if (!library->calls[i]) status = load_plugin(library, host, &policy->functions[i], err);
    }
    if (status) mog_library_free(library);
    else *out = library;
    return status;
}

void mog_library_free(mog_library *library)
{
    if (!library) return;
    while (library->image_count > 0) mog_image_unload(&library->images[--library->image_count]);
    free(library->images);
    free(library->calls);
    free(library);
}
