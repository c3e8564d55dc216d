#include "engine/vm/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#define STRIDE 16       /* bytes that may be read for one step; measured: a step is some 12 ns, a byte by \w up to 2 */
#define GROUPS_A_STEP 8 /* capture groups for which a place to go back to is as large as one without */
#define LARGE_SEARCH 100000 /* steps after which PCRE2's frames are given back: they may be hundreds of megabytes */

typedef struct expression {
    pcre2_code *code;
    uint64_t weight; /* steps of a callout, before `reach` */
    uint64_t reach;  /* bytes that one item may look at without coming to a callout */
} expression;

struct mog_matcher {
    expression *expressions;
    uint32_t count;
    pcre2_match_data *found;
    pcre2_match_context *context;
    int reason; /* PCRE2's, of the last search */
    /* of the search that runs */
    uint64_t steps, budget, weight;
    size_t last; /* where the last callout was */
};

static int count_step(pcre2_callout_block *block, void *context)
{
    mog_matcher *m = context;
    size_t at = block->current_position;
    size_t moved = at > m->last ? at - m->last : m->last - at;
    m->last = at;
    m->steps += m->weight + moved / STRIDE;
    return m->steps > m->budget ? PCRE2_ERROR_CALLOUT : 0;
}

/* The largest number after a `{`: the minimum of a repetition such as `\w{1000}`, which reads that many characters and may then
 * fail where no callout tells of it. Braces that belong to an escape are passed over; what is taken for a repetition and is none
 * costs steps only. */
static uint64_t largest_repetition(mog_text pattern)
{
    uint64_t largest = 0;
    for (size_t i = 0; i < pattern.size; i++) {
        if (pattern.at[i] == '\\') {
            i++;
            bool takes_braces = i + 1 < pattern.size && strchr("xopPNgk", pattern.at[i]) && pattern.at[i + 1] == '{';
            while (takes_braces && i < pattern.size && pattern.at[i] != '}') i++;
        } else if (pattern.at[i] == '{') {
            uint64_t number = 0;
            for (size_t k = i + 1; k < pattern.size && pattern.at[k] >= '0' && pattern.at[k] <= '9'; k++) {
                number = number > UINT32_MAX ? number : number * 10 + (uint64_t)(pattern.at[k] - '0');
            }
            largest = number > largest ? number : largest;
        }
    }
    return largest;
}

static uint32_t pattern_fact(const pcre2_code *code, uint32_t what)
{
    uint32_t fact = 0;
    pcre2_pattern_info(code, what, &fact);
    return fact;
}

static uint64_t reach_of(const pcre2_code *code, mog_text pattern)
{
    /* A back reference compares as much as its group holds, and a script run is looked through at its end. */
    if (pattern_fact(code, PCRE2_INFO_BACKREFMAX) || mog_text_contains(pattern, MOG_TEXT("sr:")) ||
        mog_text_contains(pattern, MOG_TEXT("_run:"))) {
        return UINT64_MAX;
    }
    uint64_t repetition = largest_repetition(pattern), behind = pattern_fact(code, PCRE2_INFO_MAXLOOKBEHIND);
    return 4 * (repetition > behind ? repetition : behind); /* characters of up to four bytes */
}

static bool sets_limits(const pcre2_code *code)
{
    static const uint32_t limits[] = {PCRE2_INFO_MATCHLIMIT, PCRE2_INFO_DEPTHLIMIT, PCRE2_INFO_HEAPLIMIT};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        uint32_t limit;
        if (pcre2_pattern_info(code, limits[i], &limit) == 0) return true;
    }
    return false;
}

static mog_status refuse(const mog_regex *regex, const char *reason, mog_error *err)
{
    int shown = regex->pattern.size > 200 ? 200 : (int)regex->pattern.size;
    mog_fail(err, MOG_INPUT, "the regular expression /%.*s/ is refused: %s", shown, regex->pattern.at, reason);
    mog_error_hint(err, "correct the pattern in the policy");
    return MOG_INPUT;
}

static mog_status compile(expression *out, const mog_regex *regex, pcre2_compile_context *context, mog_error *err)
{
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT |
                       (regex->ignore_case ? PCRE2_CASELESS : 0);
    int code;
    PCRE2_SIZE offset;
    out->code = pcre2_compile((PCRE2_SPTR)regex->pattern.at, regex->pattern.size, options, &code, &offset, context);
    if (!out->code) {
        PCRE2_UCHAR reason[200] = "";
        pcre2_get_error_message(code, reason, sizeof reason);
        return refuse(regex, (const char *)reason, err);
    }
    if (sets_limits(out->code)) return refuse(regex, "it sets limits of its own", err);
    out->weight = 1 + pattern_fact(out->code, PCRE2_INFO_CAPTURECOUNT) / GROUPS_A_STEP;
    out->reach = reach_of(out->code, regex->pattern);
    return MOG_OK;
}

static void make_found(mog_matcher *matcher)
{
    pcre2_match_data_free(matcher->found);
    matcher->found = pcre2_match_data_create(1, NULL);
    if (!matcher->found) mog_out_of_memory();
}

mog_status mog_matcher_new(mog_matcher **out, const mog_regex *regexes, uint32_t count, mog_error *err)
{
    mog_status status = MOG_OK;
    mog_matcher *m = mog_allocate(sizeof *m);
    *m = (mog_matcher){.expressions = mog_allocate(count * sizeof *m->expressions)};
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    m->context = pcre2_match_context_create(NULL);
    if (!context || !m->context) mog_out_of_memory();
    make_found(m);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    pcre2_set_bsr(context, PCRE2_BSR_UNICODE);
    pcre2_set_callout(m->context, count_step, m);
    /* The budget alone decides. */
    pcre2_set_match_limit(m->context, UINT32_MAX);
    pcre2_set_depth_limit(m->context, UINT32_MAX);
    pcre2_set_heap_limit(m->context, UINT32_MAX);
    for (; m->count < count && status == MOG_OK; m->count++) {
        m->expressions[m->count] = (expression){0};
        status = compile(&m->expressions[m->count], &regexes[m->count], context, err);
    }
    pcre2_compile_context_free(context);
    if (status) {
        mog_matcher_free(m);
        m = NULL;
    }
    *out = m;
    return status;
}

void mog_matcher_free(mog_matcher *matcher)
{
    if (!matcher) return;
    for (uint32_t i = 0; i < matcher->count; i++) pcre2_code_free(matcher->expressions[i].code);
    free(matcher->expressions);
    pcre2_match_data_free(matcher->found);
    pcre2_match_context_free(matcher->context);
    free(matcher);
}

mog_match mog_matcher_search(mog_matcher *matcher, uint32_t index, mog_text text, uint32_t budget, uint64_t *steps)
{
    const expression *e = &matcher->expressions[index];
    uint64_t reach = e->reach < text.size ? e->reach : text.size;
    matcher->steps = 0;
    matcher->budget = budget;
    matcher->last = 0;
    matcher->weight = e->weight + reach / STRIDE;
    int result =
        pcre2_match(e->code, (PCRE2_SPTR)text.at, text.size, 0, PCRE2_NO_UTF_CHECK, matcher->found, matcher->context);
    if (result == PCRE2_ERROR_NOMEMORY) mog_out_of_memory();
    if (matcher->steps > LARGE_SEARCH) make_found(matcher);
    if (steps) *steps = matcher->steps;
    matcher->reason = result;
    switch (result) {
    case PCRE2_ERROR_NOMATCH: return MOG_MATCH_NO;
    case PCRE2_ERROR_CALLOUT: return MOG_MATCH_BUDGET;
    default: return result >= 0 ? MOG_MATCH_YES : MOG_MATCH_FAILED;
    }
}

void mog_matcher_reason(const mog_matcher *matcher, char *out, size_t size)
{
    if (pcre2_get_error_message(matcher->reason, (PCRE2_UCHAR *)out, size) < 0 && size) out[0] = '\0';
}
