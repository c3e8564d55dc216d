#include "cli/schedule_quote.h"

#include <string.h>

static bool is_plain(mog_text word)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:=,+-";
    for (size_t i = 0; i < word.size; i++)
        if (!word.at[i] || !strchr(plain, word.at[i])) return false;
    return word.size > 0;
}

void cli_quote_unit(mog_buffer *out, mog_text word, cli_quoting how)
{
    if (is_plain(word)) {
        mog_buffer_add_text(out, word);
        return;
    }
    mog_buffer_add(out, "\"", 1);
    for (size_t i = 0; i < word.size; i++) {
        unsigned char c = (unsigned char)word.at[i];
        bool doubled = c == '%' || c == '\\' || (c == '$' && how == CLI_QUOTE_ARGUMENT);
        if (c < 0x20 || c == 0x7f) {
            mog_buffer_format(out, "\\x%02x", c);
            continue;
        }
        if (doubled) mog_buffer_add(out, &word.at[i], 1);
        if (c == '"') mog_buffer_add(out, "\\", 1);
        mog_buffer_add(out, &word.at[i], 1);
    }
    mog_buffer_add(out, "\"", 1);
}

void cli_quote_shell(mog_buffer *out, mog_text word)
{
    if (is_plain(word)) {
        mog_buffer_add_text(out, word);
        return;
    }
    mog_buffer_add(out, "'", 1);
    for (size_t i = 0; i < word.size; i++) {
        if (word.at[i] == '\'') mog_buffer_format(out, "'\\''");
        else mog_buffer_add(out, &word.at[i], 1);
    }
    mog_buffer_add(out, "'", 1);
}

void cli_quote_cron(mog_buffer *out, mog_text line)
{
    for (size_t i = 0; i < line.size; i++) {
        if (line.at[i] == '%') mog_buffer_add(out, "\\", 1);
        mog_buffer_add(out, &line.at[i], 1);
    }
}
