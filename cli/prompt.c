#include "cli/prompt.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#define LINE_LIMIT ((size_t)64 << 10)

struct cli_prompt {
    bool live;
    mog_lines lines;
    mog_text *words;
    size_t count, capacity;
};

static const cli_prompt *at_work; /* readline's callbacks have no context */

static char *next_word(const char *begun, int again)
{
    static size_t at;
    if (!again) at = 0;
    mog_text prefix = mog_text_of(begun);
    while (at < at_work->count) {
        mog_text word = at_work->words[at++];
        if (!mog_text_starts(word, prefix)) continue;
        char *copy = mog_allocate(word.size + 1);
        memcpy(copy, word.at, word.size);
        copy[word.size] = '\0';
        return copy;
    }
    return NULL;
}

static char **complete(const char *begun, int start, int end)
{
    (void)start, (void)end;
    rl_attempted_completion_over = 1; /* names of files mean nothing here */
    return rl_completion_matches(begun, next_word);
}

cli_prompt *cli_prompt_new(void)
{
    cli_prompt *prompt = mog_allocate(sizeof *prompt);
    *prompt = (cli_prompt){.live = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO),
                           .lines = {.stream = stdin, .limit = LINE_LIMIT}};
    at_work = prompt;
    if (!prompt->live) return prompt;
    rl_readline_name = "mognad";
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = " \t\n\"(){}=<>+-*/,.";
    rl_basic_word_break_characters = rl_completer_word_break_characters;
    using_history();
    return prompt;
}

void cli_prompt_free(cli_prompt *prompt)
{
    mog_lines_free(&prompt->lines);
    if (prompt->live) clear_history();
    free(prompt->words);
    free(prompt);
    at_work = NULL;
}

bool cli_prompt_is_live(const cli_prompt *prompt)
{
    return prompt->live;
}

void cli_prompt_word(cli_prompt *prompt, mog_text word)
{
    MOG_PUSH(prompt->words, prompt->count, prompt->capacity) = word;
}

static char *read_plain(cli_prompt *prompt, size_t *size)
{
    mog_text line;
    mog_line got = mog_lines_next(&prompt->lines, &line);
    if (got == MOG_LINE_END || got == MOG_LINE_ENDLESS || got == MOG_LINE_FAULT) return NULL;
    if (got == MOG_LINE_TOO_LONG) line = MOG_TEXT("\"a line that is too long"); /* refused as an expression */
    char *copy = mog_allocate(line.size + 1);
    if (line.size) memcpy(copy, line.at, line.size);
    copy[line.size] = '\0';
    *size = line.size;
    return copy;
}

char *cli_prompt_read(cli_prompt *prompt, mog_text where, size_t *size)
{
    if (!prompt->live) return read_plain(prompt, size);
    mog_buffer sign = {0};
    mog_buffer_clear(&sign);
    mog_buffer_add_visible(&sign, where);
    mog_buffer_format(&sign, "> ");
    fflush(stdout);
    char *line = readline(sign.at);
    mog_buffer_free(&sign);
    if (!line) putchar('\n');
    else if (*line) add_history(line);
    *size = line ? strlen(line) : 0;
    return line;
}
