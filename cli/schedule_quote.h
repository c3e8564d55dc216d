/* schedule_quote.h: words as they are written into unit files, shell lines and crontabs, so that the same words come out. */
#ifndef MOG_CLI_SCHEDULE_QUOTE_H
#define MOG_CLI_SCHEDULE_QUOTE_H

#include "base/text.h"

typedef enum cli_quoting {
    CLI_QUOTE_PATH, /* an item of a list of paths in a unit, or the program of ExecStart=: systemd.syntax(7), % doubled */
    CLI_QUOTE_ARGUMENT /* a further word of ExecStart=: $ doubled too, systemd.service(5) "Command lines" */
} cli_quoting;

/* Adds the word. It is valid UTF-8 without NUL. */
void cli_quote_unit(mog_buffer *out, mog_text word, cli_quoting how);
void cli_quote_shell(mog_buffer *out, mog_text word); /* POSIX, Shell Command Language 2.2 */
/* A shell line in a crontab, where % is the end of the line unless \ stands before it. */
void cli_quote_cron(mog_buffer *out, mog_text line);

#endif
