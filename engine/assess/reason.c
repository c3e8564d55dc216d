#include "engine/assess/reason.h"

#include "engine/assess/judge.h"
#include "engine/assess/origin.h"

#include <string.h>

#define T(text) (int)(text).size, (text).at
#define DATE_SIZE MOG_TIME_TEXT

/* The day, in UTC; the time of day too where the two would be the same day. */
static void format_day(char out[DATE_SIZE], mog_time time, mog_time other)
{
    char other_text[DATE_SIZE];
    mog_time_format_short(out, time);
    mog_time_format_short(other_text, other);
    if (time == other || strncmp(out, other_text, 10) != 0) out[10] = '\0';
}

/* What a sentence is about, as each language names it. */
typedef struct name {
    const char *en, *sv;
} name;

static mog_reason both(mog_arena *arena, const char *en, const char *sv, name a, const char *b, const char *c)
{
    /* The sentences take the same parts in the same order: what, item or date, date. */
    const char *const parts[2][3] = {{a.en, b, c}, {a.sv, b, c}};
    mog_reason reason;
    const char **out[] = {&reason.en, &reason.sv};
    const char *const from[] = {en, sv};
    for (int i = 0; i < 2; i++) {
        mog_buffer text = {0};
        int part = 0;
        for (const char *at = from[i]; *at;) {
            size_t literal = strcspn(at, "%");
            mog_buffer_add(&text, at, literal);
            at += literal;
            if (*at != '%') continue;
            if (part < 3) mog_buffer_add(&text, parts[i][part], strlen(parts[i][part]));
            part++;
            at++;
        }
        *out[i] = mog_arena_copy(arena, text.at, text.size);
        mog_buffer_free(&text);
    }
    return reason;
}

static name same(const char *text)
{
    return (name){text, text};
}

/* "backup"; in Swedish, where the kind has a title, "Säkerhetskopiering (backup)". */
static name kind_name(mog_arena *arena, const mog_kind *kind, mog_text item)
{
    const char *gap = item.size ? " " : "";
    const char *en = mog_arena_format(arena, "%.*s%s%.*s", T(kind->name), gap, T(item));
    if (!kind->title_sv.size) return same(en);
    return (name){en, mog_arena_format(arena, "%.*s (%.*s)%s%.*s", T(kind->title_sv), T(kind->name), gap, T(item))};
}

uint32_t mog_rule_threshold(const mog_rule *rule, uint32_t kind)
{
    for (uint32_t i = 0; i < rule->read_count; i++)
        if (rule->reads[i].kind == kind) return rule->reads[i].threshold;
    for (uint32_t i = 0; i < rule->where_read_count; i++)
        if (rule->where_reads[i].kind == kind) return rule->where_reads[i].threshold;
    return 0;
}

/* The element of a table that a value points at, and its kind; NULL: none. */
static const mog_element *find_element(const mog_subject_table *table, const mog_policy *policy, const void *at,
                                       const mog_kind **kind)
{
    if (!at) return NULL;
    for (uint32_t k = 0; k < policy->kind_count; k++) {
        const mog_current *current = &table->kinds[k];
        for (uint32_t i = 0; i < current->count; i++) {
            if (current->elements[i].record != at && (const void *)&current->elements[i] != at) continue;
            *kind = policy->kinds[k];
            return &current->elements[i];
        }
    }
    return NULL;
}

static const mog_record *find_census(const mog_site *site, const void *at)
{
    for (uint32_t k = 0; at && k < site->policy->kind_count; k++)
        if (site->table->kinds[k].census == at) return site->table->kinds[k].census;
    return NULL;
}

/* What a value points at. */
typedef struct evidence {
    const mog_other *other; /* whose it is; NULL: the subject's at hand */
    const mog_kind *kind;
    const mog_element *element;
    const mog_record *census;
    uint32_t threshold;
} evidence;

static bool find_in(evidence *out, const mog_current *current, const void *at)
{
    out->census = current->census == at ? current->census : NULL;
    out->element = NULL;
    for (uint32_t i = 0; i < current->count && !out->element; i++)
        if (current->elements[i].record == at || (const void *)&current->elements[i] == at)
            out->element = &current->elements[i];
    return out->census || out->element;
}

const mog_other *mog_reached_find(const mog_machine *machine, const mog_policy *policy, const void *at,
                                  const mog_element **element, uint32_t *reached)
{
    size_t count = 0;
    const mog_other *const *all = machine && at ? mog_machine_reached(machine, &count) : NULL;
    const mog_other *before = NULL;
    for (size_t i = count; i-- > 0; before = all[i]) { /* what left a value unknown was most likely come to last */
        if (all[i] == before) continue;
        *element = NULL;
        *reached = UINT32_MAX;
        if (all[i] == at) return all[i];
        for (uint32_t k = 0; all[i]->kinds && k < policy->reached_count; k++) {
            evidence found;
            if (!find_in(&found, &all[i]->kinds[k], at)) continue;
            *element = found.element;
            *reached = k;
            return all[i];
        }
    }
    return NULL;
}

static evidence evidence_of(const mog_site *site, const mog_origin *origin, const void *at)
{
    evidence found = {.kind = origin->kind};
    uint32_t reached = UINT32_MAX;
    found.element = find_element(site->table, site->policy, at, &found.kind);
    if (!found.element) found.census = find_census(site, at);
    if (!found.element && !found.census)
        found.other = mog_reached_find(site->machine, site->policy, at, &found.element, &reached);
    if (!found.other) {
        found.threshold = found.kind ? mog_rule_threshold(site->rule, found.kind->index) : 0;
        return found;
    }
    if (reached == UINT32_MAX) return found;
    found.kind = site->policy->kinds[site->policy->reached[reached]];
    found.census = found.element ? NULL : found.other->kinds[reached].census;
    for (uint32_t i = 0; i < site->rule->reach_count + site->rule->where_reach_count; i++) {
        const mog_reach *reach = i < site->rule->reach_count ? &site->rule->reaches[i]
                                                             : &site->rule->where_reaches[i - site->rule->reach_count];
        if (reach->reached != reached || !mog_reach_covers(reach, found.other)) continue;
        found.threshold = reach->threshold;
        break;
    }
    return found;
}

/* "backup.encrypted", or the kind alone, or the expression where no evidence is behind it. */
static name name_of(mog_arena *arena, const mog_site *site, const mog_origin *origin, const mog_kind *kind, uint32_t at)
{
    mog_text path = origin->path, source = {0};
    if (kind && (path.size == 0 || mog_text_equal(path, kind->name))) return kind_name(arena, kind, MOG_TEXT(""));
    if (path.size) return same(mog_arena_format(arena, "%.*s", T(path)));
    if (at < site->code->count) source = mog_origin_source(arena, site->policy, site->code->spans[at]);
    return source.size ? same(mog_arena_format(arena, "`%.*s`", T(source))) : (name){"a value", "ett värde"};
}

static mog_reason stale(mog_arena *arena, const mog_site *site, const evidence *found)
{
    const mog_kind *kind = found->kind;
    bool census = !found->element;
    const mog_record *record = census ? found->census : found->element->record;
    mog_text item = census ? (mog_text){0} : found->element->item;
    char observed[DATE_SIZE], since[DATE_SIZE] = "";
    mog_time end = record->observed;
    uint32_t threshold = found->threshold;
    if (threshold && threshold < site->policy->threshold_count &&
        mog_time_add(&end, record->observed, site->policy->thresholds[threshold]))
        format_day(since, end, record->observed);
    format_day(observed, record->observed, end);
    name what = kind ? kind_name(arena, kind, item) : (name){"it", "det"};
    if (census && since[0])
        return both(arena, "the census of % is stale since % (it is of %)",
                    "förteckningen över % är inaktuell sedan % (den är från %)", what, since, observed);
    if (census)
        return both(arena, "the census of % is stale (it is of %)", "förteckningen över % är inaktuell (den är från %)",
                    what, observed, "");
    if (since[0])
        return both(arena, "% is stale since % (observed %)", "underlaget % är inaktuellt sedan % (observerat %)", what,
                    since, observed);
    return both(arena, "% is stale (observed %)", "underlaget % är inaktuellt (observerat %)", what, observed, "");
}

static mog_reason missing(mog_arena *arena, name what, const mog_element *element)
{
    if (!element || !element->record) return both(arena, "% is not recorded", "% saknas i underlaget", what, "", "");
    char observed[DATE_SIZE];
    format_day(observed, element->record->observed, element->record->observed);
    /* Which fields of it have lost their value is not kept, so the sentence says no more than is sure. */
    bool parted = element->record->flags & MOG_RECORD_PARTED;
    if (parted && element->item.size == 0)
        return both(
            arena,
            "% is not stated in the record of %, or is stated there under another type than the policies declare",
            "% anges inte i posten från %, eller anges där med en annan typ än den reglerna har", what, observed, "");
    if (element->item.size == 0)
        return both(arena, "% is not stated in the record of %", "% anges inte i posten från %", what, observed, "");
    const char *item = mog_arena_format(arena, "%.*s", T(element->item));
    if (parted)
        return both(
            arena,
            "% of % is not stated in the record of %, or is stated there under another type than the policies declare",
            "% för % anges inte i posten från %, eller anges där med en annan typ än den reglerna har", what, item,
            observed);
    return both(arena, "% of % is not stated in the record of %", "% för % anges inte i posten från %", what, item,
                observed);
}

/* What became of a personal value: `en` and `sv` go on from what it is. */
static mog_reason gone(mog_arena *arena, name what, const mog_element *element, const char *en, const char *sv)
{
    if (!element || element->item.size == 0)
        return both(arena, mog_arena_format(arena, "%% %s", en), mog_arena_format(arena, "%% %s", sv), what, "", "");
    return both(arena, mog_arena_format(arena, "%% of %% %s", en), mog_arena_format(arena, "%% för %% %s", sv), what,
                mog_arena_format(arena, "%.*s", T(element->item)), "");
}

static mog_reason no_value(mog_arena *arena, const mog_site *site, uint32_t at)
{
    const mog_instruction *i = at < site->code->count ? &site->code->at[at] : NULL;
    if (!i || i->op != MOG_OP_CALL || i->a >= site->policy->function_count)
        return both(arena, "a function gave no value", "en funktion gav inget värde", same(""), "", "");
    const mog_function_use *use = &site->policy->functions[i->a];
    const char *function = mog_arena_format(arena, "%.*s.%.*s", T(use->plugin), T(use->name));
    return both(arena, "% gave no value", "% gav inget värde", same(function), "", "");
}

static mog_reason say_unknown(mog_arena *arena, const mog_site *site, const mog_value *value, const mog_origin *origin,
                              const evidence *found)
{
    uint32_t at = value->n;
    const mog_kind *kind = found->kind;
    const mog_element *element = found->element;
    name what = name_of(arena, site, origin, kind, at);
    switch ((mog_why)value->why) {
    case MOG_WHY_MISSING: return missing(arena, what, element);
    case MOG_WHY_STALE:
        if (element ? element->record : found->census) return stale(arena, site, found);
        return both(arena, "% is stale", "underlaget % är inaktuellt", what, "", "");
    case MOG_WHY_NEVER: return both(arena, "% has never been collected", "% har aldrig samlats in", what, "", "");
    case MOG_WHY_UNRECORDED:
        return both(arena, "% is named by the census but has never been recorded",
                    "% finns i förteckningen men har aldrig registrerats",
                    element && kind ? kind_name(arena, kind, element->item) : what, "", "");
    case MOG_WHY_EMPTY: {
        mog_text source =
            at < site->code->count ? mog_origin_source(arena, site->policy, site->code->spans[at]) : MOG_TEXT("");
        if (source.size == 0)
            return both(arena, "there is nothing to aggregate", "det finns inget att sammanfatta", same(""), "", "");
        return both(arena, "there is nothing to aggregate in `%`", "det finns inget att sammanfatta i `%`",
                    same(mog_arena_format(arena, "%.*s", T(source))), "", "");
    }
    case MOG_WHY_FUNCTION: return no_value(arena, site, at);
    case MOG_WHY_ERASED: return gone(arena, what, element, "has been erased", "har raderats");
    case MOG_WHY_WITHHELD:
        return gone(arena, what, element, "is not in this store, which was imported without personal values",
                    "finns inte i detta lager, som importerades utan personuppgifter");
    case MOG_WHY_ABSENT: {
        const char *subject = found->other ? mog_arena_format(arena, "%.*s", T(found->other->subject)) : "it";
        return both(arena, "nothing is recorded of %", "inget är registrerat om %", same(subject), "", "");
    }
    }
    return both(arena, "% is unknown", "% är okänt", what, "", "");
}

mog_reason mog_reason_unknown(mog_arena *arena, const mog_site *site, const mog_value *value)
{
    mog_origin origin = mog_origin_of(arena, site->policy, site->code, value->n);
    evidence found = evidence_of(site, &origin, value->at);
    mog_reason reason = say_unknown(arena, site, value, &origin, &found);
    if (!found.other || value->why == MOG_WHY_ABSENT) return reason;
    reason.en = mog_arena_format(arena, "%.*s: %s", T(found.other->subject), reason.en);
    reason.sv = mog_arena_format(arena, "%.*s: %s", T(found.other->subject), reason.sv);
    return reason;
}

static const char *const faults_sv[] = {
    [MOG_FAULT_NONE] = "inget fel",
    [MOG_FAULT_OVERFLOW] = "heltalet blir för stort",
    [MOG_FAULT_DIVISION] = "division med noll",
    [MOG_FAULT_NOT_FINITE] = "talet blir för stort",
    [MOG_FAULT_TIME_RANGE] = "en tid utanför åren 1678 till 2261",
    [MOG_FAULT_REGEX_LIMIT] = "det reguljära uttrycket tog fler steg än det får",
    [MOG_FAULT_BUDGET] = "fler instruktioner än en regel får ta",
    [MOG_FAULT_TEXT_LIMIT] = "en text som är längre än gränsen",
    [MOG_FAULT_FUNCTION] = "en insticksmoduls funktion misslyckades",
    [MOG_FAULT_TARGET] = "ett mål som är noll eller mindre",
    [MOG_FAULT_DIED] = "en insticksmoduls funktion avslutade arbetsprocessen",
    [MOG_FAULT_REGEX_FAILED] = "det reguljära uttrycket misslyckades",
    [MOG_FAULT_OTHERS] = "andra objekt kunde inte läsas",
};

mog_reason mog_reason_fault(mog_arena *arena, const mog_site *site, const mog_outcome *outcome)
{
    mog_text source = {0};
    if (outcome->at < site->code->count)
        source = mog_origin_source(arena, site->policy, site->code->spans[outcome->at]);
    const char *place = source.size ? mog_arena_format(arena, " in `%.*s`", T(source)) : "";
    const char *place_sv = source.size ? mog_arena_format(arena, " i `%.*s`", T(source)) : "";
    const char *colon = outcome->detail[0] ? ": " : "";
    return (mog_reason){
        mog_arena_format(arena, "%s%s%s%s", mog_fault_text(outcome->fault), place, colon, outcome->detail),
        mog_arena_format(arena, "%s%s%s%s", faults_sv[outcome->fault], place_sv, colon, outcome->detail)};
}
