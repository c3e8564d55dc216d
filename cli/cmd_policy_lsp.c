/* mognad policy lsp */
#include "cli/cli.h"
#include "cli/lsp.h"

#include "base/file.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* All of `out` to stdout, and empties it. */
static mog_status write_out(mog_buffer *out, mog_error *err)
{
    size_t done = 0;
    while (done < out->size) {
        ssize_t size = write(STDOUT_FILENO, out->at + done, out->size - done);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return mog_fail_errno(err, errno, "cannot write to the editor");
        done += (size_t)size;
    }
    mog_buffer_clear(out);
    return MOG_OK;
}

static bool input_waits(void)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&in, 1, 0) > 0;
}

/* Reads once. *ended: there is no more. */
static mog_status read_in(lsp_frames *frames, bool *ended, mog_error *err)
{
    char bytes[65536];
    ssize_t size;
    do size = read(STDIN_FILENO, bytes, sizeof bytes);
    while (size < 0 && errno == EINTR);
    if (size < 0) return mog_fail_errno(err, errno, "cannot read from the editor");
    *ended = size == 0;
    lsp_frames_add(frames, bytes, (size_t)size);
    return MOG_OK;
}

static void take_all(lsp_server *server, lsp_frames *frames, mog_buffer *out)
{
    mog_text message;
    const char *fault;
    for (;;) {
        switch (lsp_frames_next(frames, &message, &fault)) {
        case LSP_FRAME_NONE: return;
        case LSP_FRAME_MESSAGE: lsp_server_receive(server, message, out); break;
        case LSP_FRAME_FAULT: lsp_server_fault(fault, out); break;
        }
    }
}

/* The policies are looked at when no input waits: what is typed meanwhile is taken first. */
static mog_status serve(lsp_server *server, mog_error *err)
{
    lsp_frames frames = {0};
    mog_buffer out = {0};
    mog_status status = MOG_OK;
    bool ended = false;
    while (!ended && status == MOG_OK && server->state != LSP_ENDED) {
        if (!input_waits()) lsp_server_settle(server, &out);
        status = write_out(&out, err);
        if (status == MOG_OK) status = read_in(&frames, &ended, err);
        if (status == MOG_OK) take_all(server, &frames, &out);
    }
    if (status == MOG_OK) status = write_out(&out, err);
    lsp_frames_free(&frames);
    mog_buffer_free(&out);
    if (status == MOG_OK && !server->was_shut && server->state != LSP_SHUT) status = MOG_NO;
    return status;
}

/* An editor shows what a server says when it begins: paths that are not there are said now. */
static mog_status check_paths(cli_context *cli, const lsp_options *options, mog_error *err)
{
    for (size_t i = 0; i < options->path_count; i++) {
        char **files;
        size_t count;
        mog_status status = mog_file_find(&files, &count, cli->arena, options->paths[i], ".mog", err);
        if (status) return status;
    }
    return MOG_OK;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    mog_status status = cli_load_host(cli, err);
    if (status) return status;
    lsp_options options = {.paths = cli->policies, .path_count = cli->policy_count, .swedish = cli->swedish};
    if (cli->argc) {
        options.paths = (const char *const *)cli->argv;
        options.path_count = (size_t)cli->argc;
    }
    if ((status = check_paths(cli, &options, err))) return status;
    mog_input *kinds = mog_take_array(cli->arena, mog_input, cli->host->count);
    for (uint32_t i = 0; i < cli->host->count; i++) {
        const mog_host_plugin *plugin = &cli->host->plugins[i];
        if (plugin->refused.size || !plugin->kinds.size) continue;
        char *path = mog_arena_format(cli->arena, "plugin %.*s", (int)plugin->name.size, plugin->name.at);
        kinds[options.kind_count++] = (mog_input){mog_text_of(path), plugin->kinds};
    }
    options.kinds = kinds;
    options.plugins = &cli->host->language;
    lsp_server *server = lsp_server_new(&options);
    status = serve(server, err);
    lsp_server_free(server);
    return status;
}

const cli_command cmd_policy_lsp = {
    .name = "policy lsp",
    .usage = "[PATH…]",
    .summary = "serve an editor: errors while typing, completion, meaning, declarations",
    .text =
        "A language server (LSP 3.17) over stdin and stdout, for the policies at the paths (files, or folders with\n"
        "*.mog), or those in force, and for the files that are open in the editor. docs/editors tells how an editor\n"
        "starts it. Exit status 1 when the editor left without saying so.\n"
        "\n"
        "    mognad policy lsp policies",
    .common = CLI_POLICY | CLI_PLUGINS | CLI_LANG,
    .run = run,
};
