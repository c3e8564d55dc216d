/* analysis.c: files parsed and checked, before they are lowered.
 *
 * Files are sorted by path first, so everything that follows comes out the same in whatever order they were named.
 */
#include "dsl/analysis.h"
#include "dsl/check.h"
#include "dsl/parse.h"

#include <stdlib.h>
#include <string.h>

static int by_path(const void *a, const void *b)
{
    const mog_input *x = a, *y = b;
    int order = mog_text_compare(x->path, y->path);
    return order ? order : mog_text_compare(x->text, y->text);
}

static mog_text copy(mog_arena *arena, mog_text text)
{
    return (mog_text){mog_arena_copy(arena, text.size ? text.at : "", text.size), text.size};
}

/* Without digests. */
static mog_source *copy_sources(mog_arena *arena, const mog_input *inputs, size_t count)
{
    mog_source *files = mog_take_array(arena, mog_source, count);
    for (size_t i = 0; i < count; i++) {
        files[i].path = copy(arena, inputs[i].path);
        files[i].text = copy(arena, inputs[i].text);
    }
    return files;
}

/* Sorted; a file that is named twice counts once. */
static mog_input *sort_inputs(mog_arena *arena, const mog_input *inputs, size_t *count)
{
    mog_input *sorted = mog_take_array(arena, mog_input, *count);
    if (*count == 0) return sorted;
    memcpy(sorted, inputs, *count * sizeof *sorted);
    qsort(sorted, *count, sizeof *sorted, by_path);
    size_t kept = 1;
    for (size_t i = 1; i < *count; i++) {
        if (by_path(&sorted[kept - 1], &sorted[i]) != 0) sorted[kept++] = sorted[i];
    }
    *count = kept;
    return sorted;
}

static mog_module **parse_all(mog_arena *arena, mog_diagnostics *diagnostics, const mog_source *files, uint32_t count)
{
    mog_module **modules = mog_take_array(arena, mog_module *, count);
    for (uint32_t i = 0; i < count; i++) {
        mog_parse parse = {.arena = arena, .diagnostics = diagnostics, .file = i, .text = files[i].text};
        parse.module = mog_take(arena, mog_module);
        mog_parse_file(&parse);
        modules[i] = parse.module;
    }
    return modules;
}

mog_analysis *mog_analyse_keeping(mog_arena *kept, const mog_input *inputs, size_t count, const mog_plugins *plugins,
                                  mog_text profile)
{
    static const mog_plugins none = {0};
    mog_arena *arena = mog_arena_new();
    if (!kept) kept = arena;
    mog_diagnostics *all = mog_diagnostics_new();
    const mog_input *sorted = sort_inputs(arena, inputs, &count);
    mog_analysis *analysis = mog_take(arena, mog_analysis);
    analysis->arena = arena;
    analysis->diagnostics = all;
    analysis->file_count = (uint32_t)count;
    mog_source *files = copy_sources(kept, sorted, count);
    for (size_t i = 0; i < count; i++) files[i].digest = mog_blake2b(files[i].text.at, files[i].text.size);
    analysis->files = files;
    all->files = copy_sources(all->arena, sorted, count);
    all->file_count = analysis->file_count;
    analysis->modules = parse_all(arena, all, analysis->files, analysis->file_count);
    analysis->check = mog_take(arena, mog_check);
    *analysis->check = (mog_check){.arena = arena,
                                   .policy_arena = kept,
                                   .diagnostics = all,
                                   .plugins = plugins ? plugins : &none,
                                   .files = analysis->files,
                                   .modules = analysis->modules,
                                   .module_count = analysis->file_count,
                                   .chosen = profile};
    mog_check_all(analysis->check);
    return analysis;
}

mog_analysis *mog_analyse(const mog_input *inputs, size_t count, const mog_plugins *plugins)
{
    return mog_analyse_keeping(NULL, inputs, count, plugins, (mog_text){0});
}

void mog_analysis_free(mog_analysis *analysis)
{
    if (!analysis) return;
    mog_check_free(analysis->check);
    mog_diagnostics_free(analysis->diagnostics);
    mog_arena_free(analysis->arena);
}

int64_t mog_analysis_file(const mog_analysis *analysis, mog_text path)
{
    uint32_t low = 0, high = analysis->file_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = mog_text_compare(path, analysis->files[middle].path);
        if (order == 0) return middle;
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return -1;
}
