/* prompt.h: lines from whoever sits at the terminal, with editing, history and completion; plain lines from a file or a pipe. */
#ifndef MOG_CLI_PROMPT_H
#define MOG_CLI_PROMPT_H

#include "base/text.h"

typedef struct cli_prompt cli_prompt;

cli_prompt *cli_prompt_new(void); /* one a process */
void cli_prompt_free(cli_prompt *prompt);
bool cli_prompt_is_live(const cli_prompt *prompt);       /* somebody sits there */
void cli_prompt_word(cli_prompt *prompt, mog_text word); /* that Tab completes; borrowed */
/* The next line without its newline, malloc'd and NUL-terminated; NULL at the end. Another NUL may be in it: hence *size. `where` stands
 * before the sign of the prompt. */
char *cli_prompt_read(cli_prompt *prompt, mog_text where, size_t *size);

#endif
