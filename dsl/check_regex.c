/* check_regex.c: regular expressions: whether they are any, and whether they may take long. */
#include "dsl/check.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* `*`, `+` or `{n,}` at `at`; *size is how long it is. */
static bool unbounded(mog_text pattern, size_t at, size_t *size)
{
    *size = 1;
    if (at >= pattern.size) return false;
    if (pattern.at[at] == '*' || pattern.at[at] == '+') return true;
    if (pattern.at[at] != '{') return false;
    size_t i = at + 1;
    while (i < pattern.size && pattern.at[i] >= '0' && pattern.at[i] <= '9') i++;
    if (i == at + 1 || i + 1 >= pattern.size || pattern.at[i] != ',' || pattern.at[i + 1] != '}') return false;
    *size = i + 2 - at;
    return true;
}

/* After an unbounded repetition: a `+` makes it possessive, so that it is never tried again. */
static bool possessive(mog_text pattern, size_t at)
{
    return at < pattern.size && pattern.at[at] == '+';
}

/* A repetition without bound inside another, as in (a+)+: the ways to divide a text between them grow without bound. */
static bool nests(mog_text pattern)
{
    bool repeats[MOG_LIMIT_REGEX + 1] = {false}; /* by depth of groups: holds an unbounded repetition */
    size_t depth = 0;
    for (size_t i = 0; i < pattern.size; i++) {
        size_t size;
        char c = pattern.at[i];
        if (c == '\\') {
            i++;
        } else if (c == '[') {
            i += i + 1 < pattern.size && pattern.at[i + 1] == '^';
            i += i + 1 < pattern.size && pattern.at[i + 1] == ']';
            while (++i < pattern.size && pattern.at[i] != ']') i += pattern.at[i] == '\\';
        } else if (c == '(') {
            if (depth < MOG_LIMIT_REGEX) repeats[++depth] = false;
        } else if (c == ')' && depth) {
            bool inner = repeats[depth--];
            bool outer = unbounded(pattern, i + 1, &size) && !possessive(pattern, i + 1 + size);
            if (inner && outer) return true;
            repeats[depth] |= inner;
        } else if (unbounded(pattern, i, &size)) {
            bool kept = possessive(pattern, i + size);
            repeats[depth] |= !kept;
            i += size - 1 + kept;
        }
    }
    return false;
}

static bool sets_limits(const pcre2_code *code)
{
    static const uint32_t limits[] = {PCRE2_INFO_MATCHLIMIT, PCRE2_INFO_DEPTHLIMIT, PCRE2_INFO_HEAPLIMIT};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        uint32_t limit;
        if (pcre2_pattern_info(code, limits[i], &limit) == 0) return true;
    }
    return false;
}

void mog_check_regex(mog_check *check, const mog_node *node)
{
    mog_text pattern = node->name;
    if (pattern.size > MOG_LIMIT_REGEX) return; /* the lexer said so */
    uint32_t options =
        PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT | (node->flag ? PCRE2_CASELESS : 0);
    int fault;
    PCRE2_SIZE offset;
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (!context) mog_out_of_memory();
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    pcre2_set_bsr(context, PCRE2_BSR_UNICODE);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.at, pattern.size, options, &fault, &offset, context);
    pcre2_compile_context_free(context);
    if (!code) {
        PCRE2_UCHAR reason[200] = "";
        pcre2_get_error_message(fault, reason, sizeof reason);
        mog_text before = {pattern.at, offset < pattern.size ? offset : pattern.size};
        mog_report(check->diagnostics, MOG_E0106, node->name_span,
                   "the regular expression is faulty after %zu character%s: %s", mog_text_code_points(before),
                   mog_text_code_points(before) == 1 ? "" : "s", (const char *)reason);
        return;
    }
    if (sets_limits(code))
        mog_report(check->diagnostics, MOG_E0106, node->name_span,
                   "the regular expression sets limits of its own; leave out (*LIMIT_…)");
    else if (nests(pattern))
        mog_report(check->diagnostics, MOG_W0205, node->name_span,
                   "a repetition inside a repetition may take very long on a text that does not match; "
                   "make the inner one possessive, as in (a++)+, or write it without the outer one");
    pcre2_code_free(code);
}
