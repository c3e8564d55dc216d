/* surroundings.c: which blocks are open at a place of a file, and where its statement begins. */
#include "dsl/surroundings.h"
#include "parser.h"

#include <ctype.h>
#include <string.h>

/* ---- tokens */

static bool is_word_character(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static void read_tokens(mog_surroundings *s)
{
    mog_diagnostics *faults = mog_diagnostics_new(); /* known already */
    mog_parse parse = {.arena = s->arena, .diagnostics = faults, .file = s->file, .text = s->text, .keep_tokens = true};
    mog_parse_file(&parse);
    mog_diagnostics_free(faults);
    mog_token *kept = mog_take_array(s->arena, mog_token, parse.token_count);
    for (uint32_t i = 0; i < parse.token_count; i++) {
        if (parse.tokens[i].kind != MOG_TOKEN_COMMENT) kept[s->count++] = parse.tokens[i];
    }
    s->tokens = kept;
}

static bool first_on_line(const mog_surroundings *s, uint32_t token)
{
    return token == 0 || memchr(s->text.at + s->tokens[token - 1].span.end, '\n',
                                s->tokens[token].span.start - s->tokens[token - 1].span.end);
}

mog_text mog_surroundings_text(const mog_surroundings *s, uint32_t token)
{
    mog_span span = s->tokens[token].span;
    return (mog_text){s->text.at + span.start, span.end - span.start};
}

int mog_surroundings_before(const mog_surroundings *s, uint32_t back)
{
    return back <= s->at ? s->tokens[s->at - back].kind : 0;
}

bool mog_surroundings_is_word(const mog_surroundings *s, uint32_t token)
{
    if (token >= s->count) return false;
    mog_text text = mog_surroundings_text(s, token);
    if (!text.size || isdigit((unsigned char)*text.at)) return false;
    for (size_t i = 0; i < text.size; i++) {
        if (!is_word_character(text.at[i])) return false;
    }
    return true;
}

/* ---- blocks */

static mog_block block_by(int word)
{
    switch (word) {
    case KIND:
    case EXTEND: return MOG_BLOCK_KIND;
    case CONTROL:
    case EACH: return MOG_BLOCK_CONTROL;
    case RULE: return MOG_BLOCK_RULE;
    case CATALOGUE: return MOG_BLOCK_CATALOGUE;
    case THEME: return MOG_BLOCK_THEME;
    case GATE: return MOG_BLOCK_GATE;
    case PROFILE: return MOG_BLOCK_PROFILE;
    case GROUP: return MOG_BLOCK_GROUP;
    case TEST: return MOG_BLOCK_TEST;
    case GIVEN: return MOG_BLOCK_GIVEN;
    default: return MOG_BLOCK_OTHER;
    }
}

/* The statement whose header ends before the brace: it begins with a word that opens blocks, after a brace or first on its line. */
static mog_open_block block_of(const mog_surroundings *s, uint32_t brace)
{
    mog_block outer = mog_surroundings_block(s)->block;
    mog_open_block made = {.block = MOG_BLOCK_OTHER, .head = brace, .open = brace};
    int before = brace ? s->tokens[brace - 1].kind : 0;
    if (before == ENUM) made.block = MOG_BLOCK_ENUM;
    else if (before == IN) made.block = MOG_BLOCK_SET;
    else if (outer == MOG_BLOCK_KIND || outer == MOG_BLOCK_FIELDS) made.block = MOG_BLOCK_FIELDS;
    else if (outer == MOG_BLOCK_GIVEN) made.block = MOG_BLOCK_GIVEN;
    if (made.block != MOG_BLOCK_OTHER) return made;
    for (uint32_t i = brace; i-- > 0;) {
        int kind = s->tokens[i].kind;
        if (kind == '{' || kind == '}' || kind == SET_OPEN) break;
        bool begins = i == 0 || first_on_line(s, i) || s->tokens[i - 1].kind == '{' || s->tokens[i - 1].kind == '}';
        if (!begins) continue;
        int word = kind == FOR && i + 1 < s->count && s->tokens[i + 1].kind == EACH ? EACH : kind;
        made.head = i;
        made.block = block_by(word);
        if (made.block == MOG_BLOCK_CONTROL && outer == MOG_BLOCK_THEME) made.block = MOG_BLOCK_ATTRIBUTES;
        if (made.block != MOG_BLOCK_OTHER) break;
    }
    return made;
}

static void open_blocks(mog_surroundings *s)
{
    s->blocks[0] = (mog_open_block){.block = MOG_BLOCK_FILE};
    for (uint32_t i = 0; i < s->at; i++) {
        int kind = s->tokens[i].kind;
        if ((kind == '{' || kind == SET_OPEN) && s->depth < MOG_LIMIT_NESTING) {
            mog_open_block made = block_of(s, i);
            s->blocks[++s->depth] = made;
        } else if ((kind == '}' || kind == SET_CLOSE) && s->depth) {
            s->depth--;
        }
    }
}

/* A clause or field goes on over lines until a word that begins another. */
static bool begins_statement(int token)
{
    switch (token) {
    case MODULE:
    case USE:
    case PARAM:
    case LET:
    case KIND:
    case EXTEND:
    case CONTROL:
    case CATALOGUE:
    case THEME:
    case GATE:
    case STEP:
    case PROFILE:
    case GROUP:
    case TEST:
    case RULE:
    case TITLE:
    case LEVEL:
    case WEIGHT:
    case MUST:
    case FOR:
    case FRESH:
    case ASSURANCE:
    case REQUIRE:
    case MEASURE:
    case TARGET:
    case FINDING:
    case ACTION:
    case INCLUDE:
    case EXCLUDE:
    case SET:
    case MODEL:
    case GIVEN:
    case EXPECT: return true;
    default: return false;
    }
}

/* What can end a clause, so that another may begin on the same line. */
static bool ends_clause(int token)
{
    switch (token) {
    case TEXT_END:
    case IDENTIFIER:
    case INTEGER:
    case NUMBER:
    case PERCENT:
    case DURATION:
    case TIME:
    case TRUE_:
    case FALSE_:
    case MUST:
    case IS_KNOWN:
    case IS_UNKNOWN:
    case SET_CLOSE:
    case ')': return true;
    default: return false;
    }
}

static void find_statement(mog_surroundings *s)
{
    const mog_open_block *block = mog_surroundings_block(s);
    bool fields = block->block == MOG_BLOCK_KIND || block->block == MOG_BLOCK_FIELDS || block->block == MOG_BLOCK_GIVEN;
    uint32_t low = s->depth ? block->open + 1 : 0;
    int parentheses = 0;
    s->statement = low;
    for (uint32_t i = s->at; i-- > low;) {
        int kind = s->tokens[i].kind;
        if (kind == '}') {
            s->statement = i + 1;
            break;
        }
        if (kind == ')') parentheses++;
        if (kind == '(') parentheses--;
        bool new_line = first_on_line(s, i);
        bool new_clause =
            block->block == MOG_BLOCK_RULE && parentheses == 0 && i > low && ends_clause(s->tokens[i - 1].kind);
        if ((fields && new_line) || ((new_line || new_clause) && begins_statement(kind))) {
            s->statement = i;
            break;
        }
    }
    if (fields && s->first_on_line) s->statement = s->at; /* a field ends with its line */
}

static bool begins_line(const mog_surroundings *s)
{
    uint32_t from = s->at ? s->tokens[s->at - 1].span.end : 0;
    return s->at == 0 || (s->word >= from && memchr(s->text.at + from, '\n', s->word - from));
}

/* ---- the place */

/* Texts end with their line, finished or not. */
static bool in_text(const mog_surroundings *s)
{
    int depth = 0;
    bool within = false; /* the words of the innermost text, not an interpolation */
    for (uint32_t i = 0; i < s->at; i++) {
        if (first_on_line(s, i)) depth = 0;
        switch (s->tokens[i].kind) {
        case TEXT_START: depth++, within = true; break;
        case INTERPOLATION_END: within = true; break;
        case TEXT_END: depth--, within = false; break;
        case INTERPOLATION: within = false; break;
        default: break;
        }
    }
    if (depth <= 0 || !within) return false;
    return !s->first_on_line;
}

/* In the middle of a token that is no word: a regular expression, a time. */
static bool in_token(const mog_surroundings *s)
{
    return s->at < s->count && s->tokens[s->at].span.start < s->word;
}

static bool in_comment(const mog_surroundings *s, uint32_t offset)
{
    uint32_t from = s->at ? s->tokens[s->at - 1].span.end : 0;
    bool comment = false;
    for (uint32_t i = from; i < offset && i < s->text.size; i++) {
        if (s->text.at[i] == '#') comment = true;
        if (s->text.at[i] == '\n') comment = false;
    }
    return comment;
}

/* A number of a control is one word: 8.1 */
static bool is_number_part(const mog_surroundings *s, uint32_t at)
{
    char c = s->text.at[at];
    return isdigit((unsigned char)c) || (c == '.' && at > 0 && isdigit((unsigned char)s->text.at[at - 1]));
}

static uint32_t word_start(const mog_surroundings *s, uint32_t offset)
{
    uint32_t start = offset;
    while (start > 0 && is_word_character(s->text.at[start - 1])) start--;
    bool digits = start < offset ? isdigit((unsigned char)s->text.at[start]) : true;
    uint32_t number = digits ? offset : start;
    while (digits && number > 0 && is_number_part(s, number - 1)) number--;
    return number < offset && isdigit((unsigned char)s->text.at[number]) &&
                   (number == 0 || !is_word_character(s->text.at[number - 1]))
               ? number
               : start;
}

void mog_surroundings_find(mog_surroundings *out, mog_arena *arena, const mog_analysis *analysis, uint32_t file,
                           uint32_t offset)
{
    *out = (mog_surroundings){.arena = arena, .file = file, .text = analysis->files[file].text};
    if (offset > out->text.size) offset = (uint32_t)out->text.size;
    read_tokens(out);
    out->word = word_start(out, offset);
    while (out->at < out->count && out->tokens[out->at].span.end <= out->word) out->at++;
    out->first_on_line = begins_line(out);
    out->silent = in_comment(out, offset) || in_text(out) || in_token(out);
    open_blocks(out);
    find_statement(out);
}
