/* syntax.c: faults of syntax, told in the language's words: what cannot stand there, and what to write instead. */
#include "dsl/parse.h"
#include "parser.h"

#include <string.h>

/* Where both keys can stand, all members can that the place allows at all; the phrase stands for them. */
static const struct group {
    const char *phrase;
    int keys[2];
    int members[32]; /* to the first 0 */
} groups[] = {
    {"an expression",
     {TRUE_, INTEGER},
     {NOT,     FALSE_, LEFT,     MINUS, EVERY,    ANY,    NO,      COUNT,          SHARE, SUM,      MIN,       MAX,
      AVERAGE, LATEST, EARLIEST, NOW,   AT_LEAST, NUMBER, PERCENT, CONTROL_NUMBER, TIME,  DURATION, TEXT_START}},
    {"a name", {IDENTIFIER, MODULE}, {0}},
    {"a type", {T_BOOL, SET}, {T_INTEGER, T_NUMBER, T_TEXT, T_TIME, T_DURATION, CONTROL, IDENTIFIER, ENUM, LIST, OPEN}},
    {"an operator", {AND, STAR}, {OR,         IMPLIES,  EQUALS,     NE,        LESS,        LE,        GREATER,
                                  GE,         IN,       REGEX,      CONTAINS,  STARTS_WITH, ENDS_WITH, WITHIN,
                                  OLDER_THAN, IS_KNOWN, IS_UNKNOWN, OTHERWISE, PLUS,        MINUS,     SLASH,
                                  DOT,        LEFT,     DOTS,       OF}},
    {"a clause", {REQUIRE, TARGET}, {TITLE, LEVEL, WEIGHT, MUST, FOR, FRESH, MEASURE, FINDING, ACTION}},
    {"a declaration", {CATALOGUE, USE}, {MODULE, PARAM, LET, KIND, EXTEND, CONTROL, FOR, GATE, PROFILE, GROUP, TEST}},
};
#define GROUPS (sizeof groups / sizeof groups[0])

static const int comparisons[] = {EQUALS,   NE,          LESS,      LE,     GREATER,    GE,       IN,        REGEX,
                                  CONTAINS, STARTS_WITH, ENDS_WITH, WITHIN, OLDER_THAN, IS_KNOWN, IS_UNKNOWN};

static bool is_comparison(int token)
{
    for (size_t i = 0; i < sizeof comparisons / sizeof comparisons[0]; i++)
        if (comparisons[i] == token) return true;
    return false;
}

static bool is_expression_over(const bool can[MOG_TOKENS])
{
    return can[AND] && can[STAR]; /* AND alone can be a name */
}

/* Braces look alike, whatever they are to the grammar. */
static const char *choice_name(int token, mog_token_name *name)
{
    if (token == SET_OPEN) return "{";
    if (token == SET_CLOSE || token == INTERPOLATION_END) return "}";
    return name(token);
}

static void add_choice(mog_buffer *out, const char *choice)
{
    bool is_phrase = strncmp(choice, "a ", 2) == 0 || strncmp(choice, "an ", 3) == 0;
    mog_buffer_format(out, is_phrase ? "%s" : "`%s`", choice);
}

static void forget_group(bool can[MOG_TOKENS], const struct group *group)
{
    if (can[IDENTIFIER] && can[MODULE]) {
        /* The language's words are names here. */
        for (int token = MODULE; token <= MATCHES; token++) can[token] = false;
        can[IDENTIFIER] = false;
    }
    for (size_t i = 0; i < 2; i++) can[group->keys[i]] = false;
    for (const int *member = group->members; *member; member++) can[*member] = false;
}

/* "an operator, a clause or `}`". Empties `can`. */
static void add_choices(mog_buffer *out, bool can[MOG_TOKENS], mog_token_name *name)
{
    const char *choices[MOG_TOKENS + GROUPS];
    size_t count = 0;
    if (can[IDENTIFIER])
        for (int token = LET; token <= AT; token++) can[token] = false; /* names like any other */
    for (const struct group *group = groups; group < groups + GROUPS; group++) {
        if (!can[group->keys[0]] || !can[group->keys[1]]) continue;
        choices[count++] = group->phrase;
        forget_group(can, group);
    }
    if (count) can[END] = false;
    for (int token = 0; token < MOG_TOKENS; token++)
        if (can[token]) choices[count++] = choice_name(token, name);
    for (size_t i = 0; i < count; i++) {
        if (i) mog_buffer_format(out, i + 1 == count ? " or " : ", ");
        add_choice(out, choices[i]);
    }
}

/* A word of the language that can stand here and is spelled like what was found. NULL: none */
static const char *find_meant(const bool can[MOG_TOKENS], mog_text found, mog_token_name *name)
{
    if (can[IDENTIFIER]) return NULL;
    mog_text words[MOG_TOKENS];
    size_t count = 0;
    for (int token = MODULE; token <= MATCHES; token++)
        if (can[token]) words[count++] = mog_text_of(name(token));
    int nearest = mog_text_nearest(found, words, count);
    return nearest < 0 ? NULL : words[nearest].at;
}

/* What was written there, cut to a length that can be read. */
static void add_found(mog_buffer *out, const mog_parse *parse, int token, mog_text found)
{
    enum { LONGEST = 60 };
    if (token == END) {
        mog_buffer_format(out, "the %s cannot end here; ", parse->alone ? "expression" : "file");
        return;
    }
    if (token == TEXT_START) {
        mog_buffer_format(out, "a text cannot stand here; ");
        return;
    }
    bool is_cut = found.size > LONGEST;
    if (is_cut) found.size = LONGEST;
    while (is_cut && found.size && ((unsigned char)found.at[found.size] & 0xc0) == 0x80) found.size--;
    mog_buffer_format(out, "`%.*s%s` cannot stand here; ", (int)found.size, found.at, is_cut ? "…" : "");
}

bool mog_syntax_begin_report(mog_parse *parse, mog_span span)
{
    bool follows = span.start < parse->silent_to || parse->stopped; /* from what the lexer reported */
    mog_tokens_recover(parse, parse->last_token, span);
    return !follows && parse->last_token != BAD_TOKEN && mog_tokens_fault(parse, span);
}

void mog_syntax_report_braces(mog_parse *parse, mog_span span)
{
    mog_buffer message = {0};
    add_found(&message, parse, parse->held_token, parse->held.text);
    if (parse->missing_braces == 1) mog_buffer_format(&message, "a `}` before it is missing");
    else mog_buffer_format(&message, "%u `}` before it are missing", parse->missing_braces);
    mog_report(parse->diagnostics, MOG_E0108, span, "%s", message.at);
    mog_buffer_free(&message);
}

void mog_syntax_report(mog_parse *parse, mog_span span, bool can[MOG_TOKENS], mog_token_name *name)
{
    if (parse->missing_braces) {
        mog_syntax_report_braces(parse, span);
        return;
    }
    can[EXPRESSION_START] = false;
    int token = parse->last_token;
    mog_text found = {parse->text.at + span.start, span.end - span.start};
    const char *meant = token == IDENTIFIER ? find_meant(can, found, name) : NULL;
    mog_buffer message = {0};
    add_found(&message, parse, token, found);
    if (is_expression_over(can) && is_comparison(token)) {
        mog_buffer_format(&message, "comparisons are not chained: write `and`, or parentheses");
    } else if (is_expression_over(can) && token == MATCHES) {
        mog_buffer_format(&message, "a regular expression is written matches /…/");
    } else if (token == TEXT_START && can[INTERPOLATION_END]) {
        mog_buffer_format(&message, "the `{` before it lacks its `}`, or is meant as a character: \\{");
    } else if (meant) {
        mog_buffer_format(&message, "did you mean `%s`?", meant);
    } else {
        mog_buffer_format(&message, "write ");
        add_choices(&message, can, name);
    }
    mog_report(parse->diagnostics, MOG_E0108, span, "%s", message.at);
    mog_buffer_free(&message);
}

/* ---- what is passed over */

static size_t past_gap(mog_text text, size_t at)
{
    while (at < text.size && (strchr(" \t\r\n", text.at[at]) || text.at[at] == '#')) {
        if (text.at[at] != '#') at++;
        else
            while (at < text.size && text.at[at] != '\n') at++;
    }
    return at;
}

/* The word from `*at` on, which goes past it and the gap after it. */
static mog_text take_word(mog_text text, size_t *at)
{
    size_t start = *at, end = start;
    while (end < text.size &&
           (text.at[end] == '_' || (text.at[end] >= '0' && text.at[end] <= '9') ||
            (text.at[end] >= 'a' && text.at[end] <= 'z') || (text.at[end] >= 'A' && text.at[end] <= 'Z')))
        end++;
    *at = past_gap(text, end);
    return (mog_text){text.at + start, end - start};
}

static void lose_at(mog_parse *parse, size_t at)
{
    mog_text word = take_word(parse->text, &at);
    bool kind = mog_text_equal(word, MOG_TEXT("kind"));
    if (!kind && !mog_text_equal(word, MOG_TEXT("let")) && !mog_text_equal(word, MOG_TEXT("param"))) return;
    mog_text name = take_word(parse->text, &at);
    if (kind && mog_text_equal(name, MOG_TEXT("many"))) name = take_word(parse->text, &at);
    if (name.size == 0) return;
    mog_lost *lost = mog_take(parse->arena, mog_lost);
    lost->name = name;
    MOG_PREPEND(parse->module->lost, lost);
}

void mog_syntax_lose(mog_parse *parse, mog_span span)
{
    size_t at = past_gap(parse->text, span.start);
    do {
        lose_at(parse, at);
        const char *line = memchr(parse->text.at + at, '\n', parse->text.size - at);
        at = line ? past_gap(parse->text, (size_t)(line - parse->text.at)) : parse->text.size;
    } while (at < span.end);
}
