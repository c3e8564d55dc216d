/* check_pattern.c: which controls a profile or a group speaks of: `8.13`, `8.*` and `all`, of which the narrowest counts.
 *
 * A control is matched by its own number, by each of its beginnings and by `all`. Those few are looked up, so it does not
 * matter how many patterns there are.
 */
#include "dsl/check.h"

#include <stdlib.h>
#include <string.h>

#define PARTS 4 /* of a control's number */

typedef struct key {
    mog_control_id id;
    uint64_t below;
} key;

static int parts_of(mog_control_id id)
{
    int parts = 0;
    while (parts < PARTS && id << (16 * parts)) parts++;
    return parts;
}

static mog_control_id beginning(mog_control_id id, int parts)
{
    return parts == 0 ? 0 : id & UINT64_MAX << (64 - 16 * parts);
}

static bool parse(mog_check *check, key *out, const mog_pattern *pattern)
{
    *out = (key){.below = pattern->below};
    if (pattern->number.text.size == 0) {
        out->below = true; /* `all`: below nothing */
        return true;
    }
    if (mog_control_id_parse(&out->id, pattern->number.text)) return true;
    mog_report(check->diagnostics, MOG_E0126, pattern->number.span,
               "`%.*s` is not the number of a control, such as 5.1 or 8.13: one to four parts from 1 to 65535",
               MOG_SHOW(pattern->number.text));
    return false;
}

int mog_pattern_narrowness(const mog_pattern *pattern)
{
    mog_control_id id;
    if (pattern->number.text.size == 0 || !mog_control_id_parse(&id, pattern->number.text)) return 0;
    return pattern->below ? parts_of(id) : MOG_PATTERN_EXACT;
}

void mog_sayings_add(mog_check *check, mog_sayings *sayings, const mog_profile_item *item, uint32_t value,
                     const char *word)
{
    for (uint32_t i = 0; i < item->pattern_count; i++) {
        const mog_pattern *pattern = &item->patterns[i];
        key one;
        bool is_new;
        if (!parse(check, &one, pattern)) continue;
        mog_pool_add(&sayings->patterns, &one, sizeof one, &is_new);
        if (is_new) {
            MOG_PUSH(sayings->at, sayings->count, sayings->capacity) =
                (mog_said){.pattern = pattern, .item = item, .value = value};
            continue;
        }
        mog_text text = check->files[pattern->span.file].text;
        mog_report(check->diagnostics, MOG_E0115, pattern->span, "the %s says `%s` for %.*s already", sayings->whose,
                   word, (int)(pattern->span.end - pattern->span.start), text.at + pattern->span.start);
    }
}

static mog_said *find(mog_sayings *sayings, mog_control_id id, bool below)
{
    key one = {.id = id, .below = below};
    int64_t at = mog_pool_find(&sayings->patterns, &one, sizeof one);
    return at < 0 ? NULL : &sayings->at[at];
}

mog_said *mog_sayings_find(mog_sayings *sayings, mog_control_id control, bool matters)
{
    mog_said *narrowest = NULL;
    int parts = parts_of(control);
    for (int p = parts; p >= 0; p--) { /* the number itself, then what it is below of */
        mog_said *said = find(sayings, beginning(control, p), p < parts);
        if (!said) continue;
        said->matches = true;
        said->matters |= matters;
        if (!narrowest) narrowest = said;
    }
    return narrowest;
}

/* Where a text was not understood, a control that is missing may be there all the same. */
static bool is_understood(const mog_check *check)
{
    for (size_t i = 0; i < check->diagnostics->count; i++) {
        mog_diagnostic_code code = check->diagnostics->at[i].code;
        if (code <= MOG_E0109 && code != MOG_E0107) return false;
    }
    return true;
}

void mog_sayings_tell_idle(mog_check *check, const mog_sayings *sayings, mog_text catalogue)
{
    bool understood = is_understood(check);
    bool profile = strcmp(sayings->whose, "profile") == 0;
    for (size_t i = 0; i < sayings->count; i++) {
        const mog_said *said = &sayings->at[i];
        mog_span span = said->pattern->span;
        mog_text pattern = {check->files[span.file].text.at + span.start, span.end - span.start};
        if (!said->matches && understood)
            mog_report(check->diagnostics, profile ? MOG_E0132 : MOG_E0133, span,
                       "the catalogue %.*s has no control %.*s", MOG_SHOW(catalogue), MOG_SHOW(pattern));
        else if (said->matches && !said->matters && profile)
            mog_report(check->diagnostics, MOG_W0203, span,
                       "the profile includes no control %.*s, so this changes nothing", MOG_SHOW(pattern));
        else if (said->matches && !said->matters)
            mog_report(check->diagnostics, MOG_W0203, span, "this takes no control out of the group");
    }
}

static int by_id(const void *a, const void *b)
{
    mog_control_id x = *(const mog_control_id *)a, y = *(const mog_control_id *)b;
    return (x > y) - (x < y);
}

size_t mog_check_list_controls(mog_check *check, mog_control_id **out, const mog_catalogue_node *catalogue)
{
    size_t count = 0, kept = 0;
    for (const mog_theme_node *theme = catalogue->themes; theme; theme = theme->next)
        for (const mog_control_node *control = theme->controls; control; control = control->next) count++;
    mog_control_id *ids = mog_take_array(check->arena, mog_control_id, count);
    count = 0;
    for (const mog_theme_node *theme = catalogue->themes; theme; theme = theme->next)
        for (const mog_control_node *control = theme->controls; control; control = control->next)
            if (mog_control_id_parse(&ids[count], control->number.text)) count++;
    if (count) qsort(ids, count, sizeof *ids, by_id);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || ids[i] != ids[kept - 1]) ids[kept++] = ids[i];
    *out = ids;
    return kept;
}

bool mog_check_is_broken(const mog_check *check, mog_span declaration)
{
    for (size_t i = 0; i < check->diagnostics->count; i++) {
        const mog_diagnostic *one = &check->diagnostics->at[i];
        if (one->span.file == declaration.file && one->span.start >= declaration.start &&
            one->span.start < declaration.end && mog_diagnostic_is_error(one->code))
            return true;
    }
    return false;
}

void mog_sayings_free(mog_sayings *sayings)
{
    mog_pool_free(&sayings->patterns);
    free(sayings->at);
}
