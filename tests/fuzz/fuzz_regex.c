/* Any pattern on any text: no crash, the same answer and steps twice, and no long search. Input: pattern, NUL, text. */
#include "engine/vm/machine.h"
#include "engine/vm/regex.h"

#include "dsl/limits.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *at = (const char *)bytes;
    size_t end = strnlen(at, size);
    mog_text text = {"", 0};
    if (end + 1 < size) text = (mog_text){at + end + 1, size - end - 1};
    if (end > MOG_LIMIT_REGEX) return 0;
    text.size = mog_utf8_valid(text);
    for (int ignore_case = 0; ignore_case < 2; ignore_case++) {
        mog_regex regex = {{at, end}, ignore_case};
        mog_matcher *matcher;
        mog_error err = MOG_ERROR_NONE;
        if (mog_matcher_new(&matcher, &regex, 1, &err)) {
            if (err.status != MOG_INPUT || !err.message[0] || matcher) abort();
            continue;
        }
        uint64_t steps, again;
        mog_match match = mog_matcher_search(matcher, 0, text, MOG_REGEX_BUDGET, &steps);
        if (mog_matcher_search(matcher, 0, text, MOG_REGEX_BUDGET, &again) != match || steps != again) abort();
        if ((match == MOG_MATCH_BUDGET) != (steps > MOG_REGEX_BUDGET)) abort();
        mog_matcher_free(matcher);
    }
    return 0;
}
