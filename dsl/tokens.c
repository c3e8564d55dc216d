/* tokens.c: the tokens as the parser gets them.
 *
 * Between the lexer and the parser stands what makes one fault one message: which brackets are open, where a brace is
 * missing, and when a file has so many faults that the rest of it is passed over. The braces of a set, `in { … }`, are
 * tokens of their own: while the parser skips a clause that is wrong, it must not take the end of a set for the end of
 * the rule.
 */
#include "dsl/parse.h"
#include "parser.h"

#include <string.h>

int mog_lex_lex(MOG_PARSER_STYPE *value, MOG_PARSER_LTYPE *span, void *scanner);
mog_parse *mog_lex_get_extra(void *scanner);

enum { BRACKET_BLOCK, BRACKET_CONTROL, BRACKET_SET, BRACKET_PARENTHESIS };

static bool is_block(uint8_t bracket)
{
    return bracket == BRACKET_BLOCK || bracket == BRACKET_CONTROL;
}

bool mog_tokens_fault(mog_parse *parse, mog_span span)
{
    if (parse->stopped) return false;
    if (span.end > parse->silent_to) parse->silent_to = span.end;
    if (parse->syntax_errors++ < MOG_LIMIT_SYNTAX_ERRORS) return true;
    parse->stopped = true;
    mog_report(parse->diagnostics, MOG_E0104, span,
               "more than %d faults of syntax in this file; the rest of it is passed over", MOG_LIMIT_SYNTAX_ERRORS);
    return false;
}

static bool begins_clause(int token)
{
    switch (token) {
    case TITLE:
    case LEVEL:
    case WEIGHT:
    case MUST:
    case FOR:
    case FRESH:
    case REQUIRE:
    case MEASURE:
    case TARGET:
    case FINDING:
    case ACTION:
    case STEP:
    case GIVEN:
    case EXPECT:
    case INCLUDE:
    case EXCLUDE:
    case MODEL: return true;
    default: return false;
    }
}

/* `for` alone begins a clause. */
static bool is_for_each(const mog_parse *parse, mog_span span)
{
    uint32_t at = span.end, size = (uint32_t)parse->text.size;
    while (at < size && strchr(" \t\r\n", parse->text.at[at])) at++;
    return mog_text_starts((mog_text){parse->text.at + at, size - at}, MOG_TEXT("each"));
}

static bool begins_declaration(const mog_parse *parse, int token, mog_span span)
{
    switch (token) {
    case USE:
    case PARAM:
    case LET:
    case KIND:
    case EXTEND:
    case CONTROL:
    case CATALOGUE:
    case GATE:
    case PROFILE:
    case GROUP:
    case TEST: return true;
    case FOR: return is_for_each(parse, span);
    default: return false;
    }
}

bool mog_tokens_first_on_line(const mog_parse *parse, uint32_t offset)
{
    while (offset > 0 && (parse->text.at[offset - 1] == ' ' || parse->text.at[offset - 1] == '\t')) offset--;
    return offset == 0 || parse->text.at[offset - 1] == '\n';
}

static uint32_t open_blocks(const mog_parse *parse)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < parse->open_count; i++) count += is_block(parse->open[i]);
    return count;
}

static void leave_expression(mog_parse *parse)
{
    while (parse->open_count && !is_block(parse->open[parse->open_count - 1])) parse->open_count--;
}

/* Braces that are missing before a token that begins its line, if it cannot stand within what is open. */
static uint32_t missing_before(const mog_parse *parse, int token, mog_span span)
{
    uint32_t blocks = open_blocks(parse);
    if (begins_declaration(parse, token, span)) return blocks;
    return token == RULE && blocks > 1 ? blocks - 1 : 0;
}

static void make_up_braces(mog_parse *parse, uint32_t missing, int token, mog_span span)
{
    parse->missing_braces = missing;
    parse->held_token = token;
    parse->held = (mog_name){{parse->text.at + span.start, span.end - span.start}, span};
}

void mog_tokens_recover(mog_parse *parse, int token, mog_span span)
{
    parse->recovering = true;
    if (!mog_tokens_first_on_line(parse, span.start)) return;
    uint32_t missing = missing_before(parse, token, span);
    if (missing || begins_clause(token)) leave_expression(parse);
    if (missing) make_up_braces(parse, missing, token, span);
}

/* While the parser skips what is wrong it does not tell of a token that cannot stand there. In a control that is plain
 * without it: neither a rule within a rule nor a declaration can begin a line. */
static bool misses_braces(mog_parse *parse, int token, mog_span span)
{
    if (!parse->recovering || parse->open_count == 0 || parse->open[0] != BRACKET_CONTROL) return false;
    if (!mog_tokens_first_on_line(parse, span.start)) return false;
    uint32_t missing = missing_before(parse, token, span);
    if (missing == 0) return false;
    leave_expression(parse);
    make_up_braces(parse, missing, token, span);
    if (mog_tokens_fault(parse, span)) mog_syntax_report_braces(parse, span);
    return true;
}

static int open_bracket(mog_parse *parse, uint8_t bracket, mog_span span, int token)
{
    if (parse->open_count == MOG_LIMIT_NESTING) {
        if (mog_tokens_fault(parse, span))
            mog_report(parse->diagnostics, MOG_E0104, span, "brackets nested more than %d deep", MOG_LIMIT_NESTING);
        parse->stopped = true;
        return END;
    }
    parse->open[parse->open_count++] = bracket;
    return token;
}

static int open_brace(mog_parse *parse, mog_span span)
{
    if (parse->last_token == IN) return open_bracket(parse, BRACKET_SET, span, SET_OPEN);
    bool control = parse->open_count == 0 && (parse->declaration == CONTROL || parse->declaration == FOR);
    return open_bracket(parse, control ? BRACKET_CONTROL : BRACKET_BLOCK, span, '{');
}

static int close_brace(mog_parse *parse)
{
    while (parse->open_count && parse->open[parse->open_count - 1] == BRACKET_PARENTHESIS) parse->open_count--;
    if (parse->open_count == 0) return '}';
    return parse->open[--parse->open_count] == BRACKET_SET ? SET_CLOSE : '}';
}

static int next_token(mog_parse *parse, MOG_PARSER_STYPE *value, mog_span *span, void *scanner)
{
    if (parse->stopped) {
        *span = (mog_span){parse->file, parse->offset, parse->offset};
        return END;
    }
    if (parse->alone && !parse->began) {
        parse->began = true;
        *span = (mog_span){parse->file, 0, 0};
        return EXPRESSION_START;
    }
    if (parse->missing_braces) {
        parse->missing_braces--;
        *span = (mog_span){parse->file, parse->held.span.start, parse->held.span.start};
        return close_brace(parse);
    }
    if (parse->held_token) {
        int token = parse->held_token;
        parse->held_token = 0;
        *span = parse->held.span;
        value->name = parse->held;
        return token;
    }
    int token = mog_lex_lex(value, span, scanner);
    mog_token_keep(parse, token, *span);
    if (misses_braces(parse, token, *span)) return next_token(parse, value, span, scanner);
    if (parse->recovering && begins_clause(token) && mog_tokens_first_on_line(parse, span->start))
        leave_expression(parse);
    if (parse->open_count == 0 && begins_declaration(parse, token, *span) &&
        mog_tokens_first_on_line(parse, span->start))
        parse->declaration = token;
    switch (token) {
    case '{': return open_brace(parse, *span);
    case '(': return open_bracket(parse, BRACKET_PARENTHESIS, *span, '(');
    case ')':
        if (parse->open_count && parse->open[parse->open_count - 1] == BRACKET_PARENTHESIS) parse->open_count--;
        return ')';
    case '}': return close_brace(parse);
    default: return token;
    }
}

int mog_parser_lex(MOG_PARSER_STYPE *value, MOG_PARSER_LTYPE *span, void *scanner)
{
    mog_parse *parse = mog_lex_get_extra(scanner);
    parse->last_token = next_token(parse, value, span, scanner);
    return parse->last_token;
}
