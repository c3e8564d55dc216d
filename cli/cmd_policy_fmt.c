/* mognad policy fmt: policies in their canonical layout. */
#include "cli/cli.h"

#include "cli/diff.h"
#include "cli/rewrite.h"

#include "base/file.h"
#include "dsl/format.h"
#include "dsl/limits.h"
#include "dsl/pool.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define STANDARD_INPUT "(standard input)"

typedef struct formatting {
    cli_context *cli;
    bool check, diff;
    size_t seen, changed, faulty;
} formatting;

/* ---- one text */

static void tell_faults(const mog_diagnostics *all)
{
    mog_buffer text = {0};
    for (size_t i = 0; i < all->count; i++) {
        if (mog_diagnostic_is_error(all->at[i].code)) mog_diagnostic_render(&text, all, &all->at[i], true);
    }
    fflush(stdout);
    fwrite(text.at, 1, text.size, stderr);
    mog_buffer_free(&text);
}

/* MOG_INPUT with *faulty: the text has faults of syntax, which were told. */
static mog_status lay_out(mog_buffer *out, const char *path, mog_text text, bool *faulty, mog_error *err)
{
    mog_diagnostics *all = NULL;
    mog_status status = mog_format_file(out, &all, &(mog_input){mog_text_of(path), text}, err);
    *faulty = all->errors > 0;
    if (*faulty) tell_faults(all);
    mog_diagnostics_free(all);
    return status;
}

static cli_style diff_style(mog_text line)
{
    if (mog_text_starts(line, MOG_TEXT("---")) || mog_text_starts(line, MOG_TEXT("+++"))) return CLI_BOLD;
    if (mog_text_starts(line, MOG_TEXT("-"))) return CLI_RED;
    if (mog_text_starts(line, MOG_TEXT("+"))) return CLI_GREEN;
    return mog_text_starts(line, MOG_TEXT("@@")) ? CLI_DIM : CLI_PLAIN;
}

/* To a file or pipe as it is, for patch; a terminal must not be driven by what stands in a policy. */
static void print_diff(const cli_context *cli, const char *path, mog_text before, mog_text after)
{
    mog_buffer text = {0}, shown = {0};
    cli_diff(&text, path, before, after);
    if (!isatty(STDOUT_FILENO)) fwrite(text.at, 1, text.size, stdout);
    for (size_t i = 0; isatty(STDOUT_FILENO) && i < text.size;) {
        const char *end = memchr(text.at + i, '\n', text.size - i);
        mog_text line = {text.at + i, end ? (size_t)(end - text.at) - i : text.size - i};
        mog_buffer_clear(&shown);
        mog_buffer_add_visible(&shown, line);
        cli_print(cli, diff_style(line), "%s", shown.at ? shown.at : "");
        cli_print(cli, CLI_PLAIN, "\n");
        i += line.size + 1;
    }
    mog_buffer_free(&text);
    mog_buffer_free(&shown);
}

static mog_status settle(formatting *all, const char *path, mog_text before, mog_text after, bool file, mog_error *err)
{
    if (mog_text_equal(before, after)) return MOG_OK;
    all->changed++;
    if (all->diff) print_diff(all->cli, path, before, after);
    else cli_print(all->cli, CLI_PLAIN, "%s\n", path);
    if (all->check || all->diff || !file) return MOG_OK;
    return cli_rewrite(path, after, err);
}

/* ---- files */

static mog_status format_file(formatting *all, const char *path, mog_error *err)
{
    mog_arena *arena = mog_arena_new();
    mog_buffer out = {0};
    mog_text text;
    bool faulty = false;
    mog_error own = MOG_ERROR_NONE;
    mog_status status = mog_file_read(&text, arena, path, MOG_LIMIT_FILE, err);
    if (status) goto done;
    all->seen++;
    status = lay_out(&out, path, text, &faulty, &own);
    if (faulty) {
        all->faulty++;
        status = MOG_OK;
    } else if (status) {
        *err = own;
    } else {
        status = settle(all, path, text, (mog_text){out.at ? out.at : "", out.size}, true, err);
    }
done:
    mog_buffer_free(&out);
    mog_arena_free(arena);
    return status;
}

static mog_status format_path(formatting *all, mog_pool *done, const char *path, mog_error *err)
{
    char **files;
    size_t count;
    mog_status status = mog_file_find(&files, &count, all->cli->arena, path, ".mog", err);
    if (status) return status;
    if (count == 0) {
        status = mog_fail(err, MOG_INPUT, "no policy files (*.mog) there");
        mog_error_place(err, "%s", path);
        return status;
    }
    for (size_t i = 0; i < count && !status; i++) {
        bool is_new;
        mog_pool_add(done, files[i], strlen(files[i]), &is_new);
        if (is_new) status = format_file(all, files[i], err);
    }
    return status;
}

static mog_status format_paths(formatting *all, mog_error *err)
{
    cli_context *cli = all->cli;
    mog_pool done = {0};
    mog_status status = MOG_OK;
    for (int i = 0; i < cli->argc && !status; i++) status = format_path(all, &done, cli->argv[i], err);
    for (size_t i = 0; cli->argc == 0 && i < cli->policy_count && !status; i++)
        status = format_path(all, &done, cli->policies[i], err);
    mog_pool_free(&done);
    if (!status && cli->argc == 0 && cli->policy_count == 0)
        status = cli_no_policies(cli, "name them, or use - for standard input", err);
    return status;
}

/* ---- standard input */

static mog_status read_input(mog_buffer *text, mog_error *err)
{
    char part[65536];
    for (;;) {
        ssize_t got = read(STDIN_FILENO, part, sizeof part);
        if (got < 0 && errno == EINTR) continue;
        if (got == 0) return MOG_OK;
        if (got < 0) mog_fail_errno(err, errno, "cannot read it");
        else mog_buffer_add(text, part, (size_t)got);
        if (text->size > MOG_LIMIT_FILE) mog_fail(err, MOG_INPUT, "it is larger than %u bytes", MOG_LIMIT_FILE);
        mog_error_place(err, STANDARD_INPUT);
        if (err->status) return err->status;
    }
}

static mog_status format_input(formatting *all, mog_error *err)
{
    mog_buffer text = {0}, out = {0};
    bool faulty = false;
    mog_status status = read_input(&text, err);
    if (!status) {
        all->seen++;
        mog_text before = {text.at ? text.at : "", text.size};
        status = lay_out(&out, STANDARD_INPUT, before, &faulty, err);
        mog_text after = {out.at ? out.at : "", out.size};
        if (!status && !all->check && !all->diff) fwrite(after.at, 1, after.size, stdout);
        else if (!status) status = settle(all, STANDARD_INPUT, before, after, false, err);
    }
    mog_buffer_free(&text);
    mog_buffer_free(&out);
    return status;
}

/* ---- the command */

static bool names_input(const cli_context *cli)
{
    for (int i = 0; i < cli->argc; i++) {
        if (strcmp(cli->argv[i], "-") == 0) return true;
    }
    return false;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    formatting all = {.cli = cli, .check = cli_flag(cli, "check"), .diff = cli_flag(cli, "diff")};
    bool input = names_input(cli);
    if (input && cli->argc > 1) return cli_usage(err, cli, "- stands alone: standard input is written to stdout");
    mog_status status = input ? format_input(&all, err) : format_paths(&all, err);
    if (status) return status;
    if (all.faulty) {
        status = mog_fail(err, MOG_INPUT, "%zu of %zu files could not be read and %s left as %s", all.faulty, all.seen,
                          all.faulty == 1 ? "is" : "are", all.faulty == 1 ? "it is" : "they are");
        mog_error_hint(err, "correct the faults of syntax above first");
        return status;
    }
    return all.check && all.changed ? MOG_NO : MOG_OK;
}

static const cli_option options[] = {
    {"check", 'c', NULL, "write nothing; list the files that would change, and exit with status 1 if there are any"},
    {"diff", 'd', NULL, "write nothing; show what would change, as a unified diff"},
    {0},
};

const cli_command cmd_policy_fmt = {
    .name = "policy fmt",
    .usage = "[PATH…|-]",
    .summary = "lay policies out: indentation, columns, line breaks",
    .text =
        "Writes the policies at the paths (files, or folders with *.mog), or those in force, anew in the one canonical layout, and prints "
        "the paths of those that changed. What a policy means does not change, and every comment stays. A file with faults of syntax is "
        "left as it is, and the exit status is 3. With - standard input is laid out to stdout.\n"
        "\n"
        "examples:\n"
        "  mognad policy fmt policies\n"
        "  mognad policy fmt --check --diff policies",
    .options = options,
    .common = CLI_POLICY,
    .run = run,
};
