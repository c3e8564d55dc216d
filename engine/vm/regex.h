/* regex.h: the regular expressions of a policy: compiled once, matched within a budget.
 *
 * PCRE2 gives a calm "no match" after minutes and gigabytes of searching, and its own limits depend on the build, on the stack
 * and on whether there is a JIT. Here a match is counted in steps and nothing else can end it:
 *
 *   - an automatic callout before each item of the pattern is one step, more for a pattern with many groups (they make each
 *     place to go back to larger) or with items that look at much text at once (back references, `{1000}`, long lookbehinds);
 *   - so is each MATCHER_STRIDE bytes between two callouts, since `\w++\s` reads the whole text at each place with two callouts.
 *
 * So time and memory are bounded by the budget, whatever pattern and text. The number of steps depends on the pattern, the text and
 * PCRE2's version alone. A budget used up is not "no match": it has a verdict of its own.
 *
 * Texts are valid UTF-8; they are not looked at again. `.` does not match a line feed, and a line ends with a line feed,
 * however PCRE2 was built.
 */
#ifndef MOG_ENGINE_VM_REGEX_H
#define MOG_ENGINE_VM_REGEX_H

#include "dsl/program.h"

typedef struct mog_matcher mog_matcher;

/* MOG_INPUT: a pattern that PCRE2 refuses, or that sets limits of its own (`(*LIMIT_MATCH=…)`). The patterns are borrowed. */
mog_status mog_matcher_new(mog_matcher **out, const mog_regex *regexes, uint32_t count, mog_error *err);
void mog_matcher_free(mog_matcher *matcher); /* NULL is allowed */

typedef enum mog_match {
    MOG_MATCH_NO,
    MOG_MATCH_YES,
    MOG_MATCH_BUDGET, /* more than `budget` steps */
    MOG_MATCH_FAILED, /* PCRE2 gave up for a reason of the pattern's own, such as a recursion without end */
} mog_match;

/* Searches `text` for the expression `index`. `*steps` (may be NULL): how many were taken. */
mog_match mog_matcher_search(mog_matcher *matcher, uint32_t index, mog_text text, uint32_t budget, uint64_t *steps);

/* Why the last search ended in MOG_MATCH_FAILED. */
void mog_matcher_reason(const mog_matcher *matcher, char *out, size_t size);

#endif
