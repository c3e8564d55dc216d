#include "engine/run/resume.h"

#include "base/version.h"
#include "engine/run/state.h"
#include "engine/store/environment.h"

#include <stdlib.h>
#include <string.h>

/* ---- the yardstick */

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(mog_digest));
}

static void add_plugins(mog_hasher *hasher, const mog_policy *policy, const mog_host *host)
{
    for (uint32_t p = 0; host && p < host->count; p++) {
        const mog_host_plugin *plugin = &host->plugins[p];
        bool used = false;
        for (uint32_t f = 0; f < policy->function_count; f++)
            used |= mog_text_equal(policy->functions[f].plugin, plugin->name);
        if (!used || plugin->refused.size) continue;
        mog_hasher_add(hasher, plugin->name.at, plugin->name.size);
        mog_hasher_add(hasher, &plugin->digest, sizeof plugin->digest);
    }
}

mog_digest mog_run_yardstick(const mog_policy *policy, const mog_host *host)
{
    mog_hasher *hasher = mog_hasher_new();
    mog_digest *files = mog_allocate((policy->file_count + (size_t)1) * sizeof *files);
    for (uint32_t f = 0; f < policy->file_count; f++) files[f] = policy->files[f].digest;
    if (policy->file_count) qsort(files, policy->file_count, sizeof *files, by_bytes);
    mog_hasher_add(hasher, MOG_VERSION, strlen(MOG_VERSION));
    mog_hasher_add(hasher, files, policy->file_count * sizeof *files);
    if (policy->profile) mog_hasher_add(hasher, policy->profile->name.at, policy->profile->name.size);
    add_plugins(hasher, policy, host);
    free(files);
    return mog_hasher_end(hasher);
}

/* ---- reading what it kept */

static mog_status read_run(mog_previous *out, mog_arena *arena, mog_snapshot *snapshot, const mog_run *run,
                           const mog_policy *policy, mog_error *err)
{
    mog_text state;
    mog_status status = mog_run_kept(&state, arena, snapshot, run, "state", err);
    if (status) return status;
    *out = (mog_previous){.clock = run->clock, .changes = run->changes};
    if (mog_state_read(out, arena, state, policy)) return MOG_OK;
    return mog_store_damaged(err, "the state that run %llu kept cannot be read", (unsigned long long)run->number);
}

static bool kept_state(const mog_run *run)
{
    for (uint32_t i = 0; i < run->kept_count; i++)
        if (mog_text_equal(run->kept[i].name, MOG_TEXT("state"))) return true;
    return false;
}

mog_status mog_run_resume(mog_previous *out, mog_run *run, bool *found, mog_arena *arena, mog_snapshot *snapshot,
                          const mog_policy *policy, const mog_host *host, mog_time clock, mog_error *err)
{
    const mog_run *all;
    size_t count;
    char yardstick[2 * MOG_DIGEST_SIZE + 1];
    mog_digest measure = mog_run_yardstick(policy, host);
    mog_digest_hex(yardstick, &measure);
    *found = false;
    mog_status status = mog_run_list(&all, &count, arena, snapshot, err);
    for (size_t i = count; !status && i-- > 0;) {
        const mog_run *one = &all[i];
        if (one->subject.size || one->rule.size || one->clock > clock || !kept_state(one)) continue;
        if (!mog_text_equal(one->yardstick, mog_text_of(yardstick))) continue;
        *run = *one;
        *found = true;
        return read_run(out, arena, snapshot, one, policy, err);
    }
    return status;
}
