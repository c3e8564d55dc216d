/* mognad policy explain: what a code of `policy check` means, with an example. */
#include "cli/cli.h"

#include "dsl/page.h"

#include <string.h>

static void print_paragraphs(const cli_context *cli, const char *text)
{
    while (*text) {
        const char *end = strstr(text, "\n\n");
        size_t size = end ? (size_t)(end - text) : strlen(text);
        char *line = mog_arena_copy(cli->arena, text, size);
        for (char *c = line; *c; c++)
            if (*c == '\n') *c = ' '; /* the paragraph is wrapped anew */
        cli_print_wrapped(cli, 0, mog_text_of(line));
        cli_print(cli, CLI_PLAIN, "\n");
        text += size + (end ? 2 : 0);
    }
}

static void print_file(const cli_context *cli, const char *text)
{
    while (*text) {
        size_t size = strcspn(text, "\n");
        cli_print(cli, CLI_PLAIN, "    %.*s\n", (int)size, text);
        text += size + (text[size] == '\n');
    }
    cli_print(cli, CLI_PLAIN, "\n");
}

static void print_examples(const cli_context *cli, const mog_page *page, bool right, const char *head)
{
    size_t files = 0;
    for (size_t i = 0; i < page->example_count; i++) {
        if (page->examples[i].right != right) continue;
        if (files == 0) cli_print(cli, CLI_BOLD, "%s\n\n", head);
        else cli_print(cli, CLI_PLAIN, "%s\n\n", CLI_SAY(cli, "and in another file", "och i en annan fil"));
        print_file(cli, page->examples[i].text);
        files++;
    }
}

static void print_page(const cli_context *cli, const mog_page *page)
{
    cli_print(cli, page->code[0] == 'E' ? CLI_RED : CLI_YELLOW, "%s", page->code);
    cli_print(cli, CLI_BOLD, ": %s\n\n", CLI_SAY(cli, page->title, page->title_sv));
    print_paragraphs(cli, page->text);
    print_examples(cli, page, false, CLI_SAY(cli, "wrong", "fel"));
    print_examples(cli, page, true, CLI_SAY(cli, "right", "rätt"));
}

static json_t *examples_to_json(const mog_page *page, bool right)
{
    json_t *list = mog_json_array();
    for (size_t i = 0; i < page->example_count; i++) {
        if (page->examples[i].right == right) mog_json_append(list, json_string(page->examples[i].text));
    }
    return list;
}

static json_t *page_to_json(const mog_page *page)
{
    json_t *out =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "code", page->code, "severity",
                  page->code[0] == 'E' ? "error" : "warning", "title", page->title, "title_sv", page->title_sv, "text",
                  page->text, "wrong", examples_to_json(page, false), "right", examples_to_json(page, true));
    if (!out) mog_out_of_memory();
    return out;
}

static mog_status print_list(cli_context *cli, mog_error *err)
{
    if (cli->json) {
        json_t *list = mog_json_array();
        for (size_t i = 0; i < mog_page_count; i++) mog_json_append(list, page_to_json(&mog_pages[i]));
        mog_status status = cli_print_json(list, err);
        json_decref(list);
        return status;
    }
    for (size_t i = 0; i < mog_page_count; i++)
        cli_print(cli, CLI_PLAIN, "%s  %s\n", mog_pages[i].code,
                  CLI_SAY(cli, mog_pages[i].title, mog_pages[i].title_sv));
    return MOG_OK;
}

static mog_status no_such_code(const char *code, mog_error *err)
{
    mog_fail(err, MOG_INPUT, "there is no code `%s`", code);
    mog_error_hint(err, "`mognad policy explain` lists the codes");
    return MOG_INPUT;
}

static mog_status run(cli_context *cli, mog_error *err)
{
    if (cli->argc == 0) return print_list(cli, err);
    if (cli->argc > 1) return cli_usage(err, cli, "it takes one code, as E0107");
    const mog_page *page = mog_page_find(mog_text_of(cli->argv[0]));
    if (!page) return no_such_code(cli->argv[0], err);
    if (!cli->json) {
        print_page(cli, page);
        return MOG_OK;
    }
    json_t *json = page_to_json(page);
    mog_status status = cli_print_json(json, err);
    json_decref(json);
    return status;
}

const cli_command cmd_policy_explain = {
    .name = "policy explain",
    .usage = "[CODE]",
    .summary = "what a code of `policy check` means, with an example of the fault and of its remedy",
    .text = "Without a code: lists all codes. The texts are part of the program and need no files beside it.\n\n"
            "example:\n"
            "  mognad policy explain E0107\n",
    .common = CLI_FORMAT | CLI_LANG,
    .run = run,
};
