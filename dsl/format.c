/* format.c: a file laid out, and a proof that it is the same. */
#include "dsl/format.h"
#include "dsl/layout.h"

static mog_diagnostics *read_file(mog_layout *layout, mog_arena *arena, mog_text path, mog_text text)
{
    mog_diagnostics *all = mog_diagnostics_new();
    mog_source *file = mog_take(all->arena, mog_source);
    file->path = (mog_text){mog_arena_copy(all->arena, path.size ? path.at : "", path.size), path.size};
    file->text = (mog_text){mog_arena_copy(all->arena, text.size ? text.at : "", text.size), text.size};
    file->digest = mog_blake2b(file->text.at, file->text.size);
    all->files = file;
    all->file_count = 1;
    mog_parse parse = {.arena = arena, .diagnostics = all, .text = file->text, .keep_tokens = true};
    mog_parse_file(&parse);
    if (all->errors == 0) mog_layout_read(layout, arena, &parse);
    return all;
}

/* Whoever has a file overwritten must not depend on the formatter being without a fault. */
static bool is_same(const mog_layout *before, const mog_input *input, const mog_buffer *after)
{
    mog_arena *arena = mog_arena_new();
    mog_layout again = {0};
    mog_diagnostics *all = read_file(&again, arena, input->path, (mog_text){after->at, after->size});
    bool same = all->errors == 0 && mog_layout_same(before, &again);
    mog_layout_free(&again);
    mog_diagnostics_free(all);
    mog_arena_free(arena);
    return same;
}

mog_status mog_format_file(mog_buffer *out, mog_diagnostics **diagnostics, const mog_input *input, mog_error *err)
{
    mog_arena *arena = mog_arena_new();
    mog_layout layout = {0};
    mog_buffer text = {0};
    mog_status status = MOG_OK;
    *diagnostics = read_file(&layout, arena, input->path, input->text);
    if ((*diagnostics)->errors) {
        status = mog_fail(err, MOG_INPUT, "%zu error%s of syntax", (*diagnostics)->errors,
                          (*diagnostics)->errors == 1 ? "" : "s");
        mog_error_hint(err, "what cannot be read is not laid out; correct it first");
        goto done;
    }
    mog_layout_declarations(&layout);
    mog_layout_print(&text, &layout);
    if (text.size > MOG_LIMIT_FILE) {
        status = mog_fail(err, MOG_INPUT, "laid out, the file would have more than %u MiB", MOG_LIMIT_FILE >> 20);
        mog_error_hint(err, "divide it into modules, or nest less deep");
        goto done;
    }
    if (!is_same(&layout, input, &text)) {
        status = mog_fail(err, MOG_INTERNAL, "the formatter would have changed more than the layout");
        mog_error_hint(err, "the text is left as it is; please report it with the file");
        goto done;
    }
    mog_buffer_add(out, text.at, text.size);
done:
    if (status) mog_error_place(err, "%.*s", (int)input->path.size, input->path.at);
    mog_buffer_free(&text);
    mog_layout_free(&layout);
    mog_arena_free(arena);
    return status;
}
