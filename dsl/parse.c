/* parse.c: one policy file, from bytes to declarations. */
#include "dsl/parse.h"
#include "parser.h"

#include <stdlib.h>
#include <string.h>

/* Of the scanner that flex makes from lexer.l. */
typedef struct yy_buffer_state *scanner_buffer;
int mog_lex_lex_init_extra(mog_parse *parse, void **scanner);
scanner_buffer mog_lex__scan_buffer(char *base, size_t size, void *scanner);
int mog_lex_lex_destroy(void *scanner);

static const char BYTE_ORDER_MARK[] = "\xef\xbb\xbf";

/* What can be read at all; else reports why not. */
static bool is_readable(mog_parse *parse)
{
    mog_text text = parse->text;
    mog_span start = {parse->file, 0, 0};
    if (text.size > MOG_LIMIT_FILE) {
        mog_report(parse->diagnostics, MOG_E0104, start, "a file of more than %u MiB; divide it into modules",
                   MOG_LIMIT_FILE >> 20);
        return false;
    }
    size_t valid = mog_utf8_valid(text);
    const char *nul = memchr(text.at ? text.at : "", '\0', valid);
    if (nul) {
        uint32_t at = (uint32_t)(nul - text.at);
        mog_report(parse->diagnostics, MOG_E0109, (mog_span){parse->file, at, at + 1},
                   "a character U+0000, which a text cannot hold; is this a policy file, and in UTF-8?");
        return false;
    }
    if (valid < text.size) {
        uint32_t at = (uint32_t)valid;
        mog_report(parse->diagnostics, MOG_E0109, (mog_span){parse->file, at, at + 1},
                   "the byte 0x%02x is not UTF-8; save the file in the encoding UTF-8", (unsigned char)text.at[valid]);
        return false;
    }
    return true;
}

static void turn_lists(mog_module *module)
{
    MOG_REVERSE(module->uses);
    MOG_REVERSE(module->kinds);
    MOG_REVERSE(module->params);
    MOG_REVERSE(module->controls);
    MOG_REVERSE(module->catalogues);
    MOG_REVERSE(module->extensions);
    MOG_REVERSE(module->lets);
    MOG_REVERSE(module->eaches);
    MOG_REVERSE(module->gates);
    MOG_REVERSE(module->profiles);
    MOG_REVERSE(module->groups);
    MOG_REVERSE(module->tests);
    MOG_REVERSE(module->declarations);
}

void mog_parse_file(mog_parse *parse)
{
    if (!parse->module) parse->module = mog_take(parse->arena, mog_module);
    parse->module->file = parse->file;
    if (!is_readable(parse)) return;

    /* flex scans in place, over a copy that ends with the two NUL it wants. */
    size_t skipped = mog_text_starts(parse->text, mog_text_of(BYTE_ORDER_MARK)) ? sizeof BYTE_ORDER_MARK - 1 : 0;
    size_t size = parse->text.size - skipped;
    char *copy = mog_allocate(size + 2);
    if (size) memcpy(copy, parse->text.at + skipped, size);
    copy[size] = copy[size + 1] = '\0';
    parse->offset = (uint32_t)skipped;

    void *scanner = NULL;
    if (mog_lex_lex_init_extra(parse, &scanner)) mog_out_of_memory();
    mog_lex__scan_buffer(copy, size + 2, scanner);
    mog_parser_parse(parse, scanner);
    mog_lex_lex_destroy(scanner);
    mog_buffer_free(&parse->piece);
    free(copy);
    turn_lists(parse->module);
}
