/* mognad policy doc: the policies as a browsable reference. */
#include "cli/doc.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "policy-reference"

/* A page says by its first line that it was made here, so that nothing else is ever written over or removed. */
static const char MARK[] = "<!-- mognad policy doc -->\n";

static mog_status fail_folder(const char *folder, int fault, const char *what, mog_error *err)
{
    mog_fail_errno(err, fault, "%s", what);
    mog_error_place(err, "%s", folder);
    mog_error_hint(err, "choose another folder with --output");
    return MOG_SYSTEM;
}

static mog_status make_folder(const char *folder, mog_error *err)
{
    if (mkdir(folder, 0777) == 0) return MOG_OK;
    struct stat status;
    if (errno == EEXIST && stat(folder, &status) == 0 && S_ISDIR(status.st_mode)) return MOG_OK;
    return fail_folder(folder, errno, "cannot make the folder", err);
}

static bool is_ours(cli_context *cli, const char *path)
{
    mog_text text;
    mog_error ignored = MOG_ERROR_NONE;
    return !mog_file_read(&text, cli->arena, path, 64u << 20, &ignored) && mog_text_starts(text, mog_text_of(MARK));
}

/* Takes away the pages that an earlier run made: a control that is gone is not to keep its page. What else lies there stays. */
static mog_status remove_pages(cli_context *cli, const char *folder, mog_error *err)
{
    DIR *open = opendir(folder);
    if (!open) return errno == ENOENT ? MOG_OK : fail_folder(folder, errno, "cannot read the folder", err);
    mog_status status = MOG_OK;
    for (struct dirent *entry; !status && (entry = readdir(open));) {
        mog_text name = mog_text_of(entry->d_name);
        if (!mog_text_ends(name, MOG_TEXT(".md"))) continue;
        const char *path = mog_arena_format(cli->arena, "%s/%s", folder, entry->d_name);
        if (is_ours(cli, path)) {
            if (unlink(path) != 0) status = fail_folder(path, errno, "cannot take away an earlier page", err);
        } else {
            mog_fail(err, MOG_INPUT, "the folder holds a page that mognad has not made: %s", entry->d_name);
            mog_error_place(err, "%s", folder);
            mog_error_hint(err, "choose another folder with --output, or move the page away");
            status = MOG_INPUT;
        }
    }
    closedir(open);
    return status;
}

static mog_status prepare(cli_context *cli, const char *folder, mog_error *err)
{
    const char *parts[] = {folder, mog_arena_format(cli->arena, "%s/controls", folder),
                           mog_arena_format(cli->arena, "%s/kinds", folder)};
    mog_status status = MOG_OK;
    for (size_t i = 0; i < 3 && !status; i++) status = remove_pages(cli, parts[i], err);
    for (size_t i = 0; i < 3 && !status; i++) status = make_folder(parts[i], err);
    return status;
}

static mog_status write_all(cli_doc *doc, mog_error *err)
{
    static mog_status (*const pages[])(cli_doc * doc, mog_error * err) = {
        cli_doc_controls, cli_doc_kinds,  cli_doc_params, cli_doc_lets,  cli_doc_gates,
        cli_doc_profiles, cli_doc_groups, cli_doc_tests,  cli_doc_index,
    };
    mog_status status = MOG_OK;
    for (size_t i = 0; i < sizeof pages / sizeof *pages && !status; i++) status = pages[i](doc, err);
    return status;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_analysis *analysis = NULL;
    const char *folder = cli_value(cli, "output");
    if (!folder) folder = FOLDER;
    mog_status status = cli_analyse(&analysis, cli, cli->argv, cli->argc, err);
    if (status) return status;
    mog_reference *all = mog_reference_new(analysis);
    cli_doc doc = {.cli = cli, .all = all, .folder = folder, .mark = MARK};
    status = prepare(cli, folder, err);
    if (!status) status = write_all(&doc, err);
    if (!status)
        cli_print(cli, CLI_PLAIN,
                  CLI_SAY(cli, "%u pages in %s; begin with %s/index.md\n", "%u sidor i %s; börja med %s/index.md\n"),
                  doc.pages, folder, folder);
    mog_buffer_free(&doc.page);
    mog_reference_free(all);
    mog_analysis_free(analysis);
    return status;
}

static const cli_option options[] = {
    {"output", 'o', "DIR", "the folder for the pages, made if it is not there (" FOLDER ")"},
    {0},
};

const cli_command cmd_policy_doc = {
    .name = "policy doc",
    .usage = "[PATH…]",
    .summary = "write the policies as a browsable reference in Markdown",
    .text =
        "A page for each control with its rules, one for each kind of evidence with its fields and who reads them, and the\n"
        "parameters, definitions, gates, profiles, groups and tests. The same policies give the same bytes. Pages of an earlier run are replaced.\n\n"
        "example:\n"
        "  mognad policy doc --output reference\n",
    .options = options,
    .common = CLI_POLICY | CLI_PLUGINS | CLI_LANG,
    .run = run,
};
