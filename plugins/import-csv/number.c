/* number.c: numbers as people write them: decimal comma or point, groups of thousands.
 *
 * A number is runs of digits with signs between them. The last sign is the decimal one, or all are those of groups; where both could be meant
 * nothing is guessed.
 */
#include "convert.h"

#include <string.h>

#define MOST_RUNS 32
#define BLANK ' ' /* any of the signs below */

/* Between groups of three digits only: space, no-break, narrow no-break and thin space, apostrophes. Returns the length, or 0. */
static size_t group_blank(const char *at)
{
    static const char *const signs[] = {" ", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "'", "\xe2\x80\x99"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t size = strlen(signs[i]);
        if (strncmp(at, signs[i], size) == 0) return size;
    }
    return 0;
}

typedef struct run {
    const char *at;
    size_t size;
    char sign; /* before it; 0: the first */
} run;

/* Runs of digits from here. Returns where they end; their number is 0 where there are none, or too many. */
static const char *take_runs(run *runs, size_t *count, const char *at)
{
    char sign = 0;
    *count = 0;
    for (;;) {
        size_t size = strspn(at, "0123456789");
        if (size == 0 || *count == MOST_RUNS) {
            *count = 0;
            return at;
        }
        runs[(*count)++] = (run){at, size, sign};
        at += size;
        size_t step = *at == ',' || *at == '.' ? 1 : group_blank(at);
        if (step == 0 || at[step] < '0' || at[step] > '9') return at;
        sign = *at == ',' || *at == '.' ? *at : BLANK;
        at += step;
    }
}

/* Whether the first `count` runs are groups of thousands, or one run. */
static bool are_groups(const run *runs, size_t count)
{
    if (count == 1) return true;
    if (runs[0].size > 3 || runs[0].at[0] == '0') return false;
    for (size_t i = 1; i < count; i++) {
        if (runs[i].size != 3 || runs[i].sign != runs[1].sign) return false;
    }
    return true;
}

bool read_decimal(bytes *out, const char *text, char decimal, bytes *why)
{
    static const char minus[] = "\xe2\x88\x92";
    run runs[MOST_RUNS];
    size_t count;
    bytes_clear(out);
    if (*text == '-' || strncmp(text, minus, strlen(minus)) == 0) bytes_add(out, "-", 1);
    text += *text == '-' || *text == '+' ? 1 : out->size ? strlen(minus) : 0;
    const char *end = take_runs(runs, &count, text), *exponent = end;
    bool whole = count > 0 && are_groups(runs, count), broken = false;
    if (count > 1) {
        const run *last = &runs[count - 1];
        whole = whole && last->sign != decimal;
        broken = last->sign != BLANK && (!decimal || last->sign == decimal) && are_groups(runs, count - 1) &&
                 (count == 2 || runs[1].sign != last->sign);
    }
    if (*end == 'e' || *end == 'E') {
        end += 1 + (end[1] == '+' || end[1] == '-');
        size_t digits = strspn(end, "0123456789");
        end += digits;
        if (digits == 0) whole = broken = false;
    }
    if (*end || (!whole && !broken)) {
        bytes_add_text(why, "is not a number");
        return false;
    }
    if (whole && broken) {
        bytes_add_text(why, "can be read in two ways: say \"decimal\": \",\" or \".\" in the mapping");
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (broken && i == count - 1) bytes_add(out, ".", 1);
        bytes_add(out, runs[i].at, runs[i].size);
    }
    bytes_add(out, exponent, (size_t)(end - exponent));
    return true;
}
