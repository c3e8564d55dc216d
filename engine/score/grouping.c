#include "engine/score/grouping.h"

#include "engine/score/figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct making {
    mog_arena *arena;
    const mog_assessment *assessment;
    const mog_scores *scores;
    const mog_named_controls *named;
    uint32_t named_count;
    mog_grouped *at;
    size_t count, capacity;
} making;

static void add(making *m, mog_text id, mog_text title, mog_text title_sv, const mog_group_score *score,
                uint32_t inherited)
{
    if (!score->controls) return;
    mog_grouped *one = &MOG_PUSH(m->at, m->count, m->capacity);
    *one = (mog_grouped){.id = id, .title = title, .title_sv = title_sv, .score = *score, .inherited = inherited};
    one->score.id = id;
    one->score.title = title;
    one->score.title_sv = title_sv;
}

/* The figures of a part of the assessment. */
static void add_selection(making *m, mog_text id, mog_text title, mog_text title_sv, const mog_selection *selection)
{
    mog_scores *scores;
    uint32_t inherited = 0;
    mog_score_group(&scores, m->assessment, selection);
    for (uint32_t c = 0; c < scores->control_count; c++)
        inherited += scores->controls[c].scored && scores->controls[c].inherited;
    add(m, id, title, title_sv, &scores->all, inherited);
    mog_scores_free(scores);
}

static void add_controls(making *m, mog_text id, mog_text title, mog_text title_sv, const mog_control_id *controls,
                         uint32_t count)
{
    mog_selection selection = {.controls = controls, .control_count = count};
    if (count) add_selection(m, id, title, title_sv, &selection);
}

/* ---- by what the catalogue and the policies say */

static void by_theme(making *m)
{
    for (uint32_t t = 0; t < m->scores->theme_count; t++) {
        const mog_group_score *theme = &m->scores->themes[t];
        add(m, theme->id, theme->title, theme->title_sv, theme, 0);
    }
}

static void by_control(making *m)
{
    for (uint32_t c = 0; c < m->scores->control_count; c++) {
        const mog_control *control = m->scores->controls[c].control;
        char *id = mog_arena_take(m->arena, MOG_CONTROL_ID_TEXT);
        mog_control_id_format(id, control->id);
        add_controls(m, mog_text_of(id), control->title, control->title_sv, &control->id, 1);
    }
}

static void by_group(making *m)
{
    const mog_policy *policy = m->assessment->policy;
    for (uint32_t g = 0; g < policy->group_count; g++) {
        const mog_group *group = &policy->groups[g];
        add_controls(m, group->name, group->title, group->title_sv, group->controls, group->control_count);
    }
}

static void by_requirement_group(making *m)
{
    for (uint32_t g = 0; g < m->named_count; g++)
        add_controls(m, m->named[g].id, m->named[g].title, m->named[g].title, m->named[g].controls,
                     m->named[g].control_count);
}

static const mog_attribute *attribute_of(const mog_control *control, mog_text name)
{
    for (uint32_t a = 0; a < control->attribute_count; a++)
        if (mog_text_equal(control->attributes[a].name, name)) return &control->attributes[a];
    return NULL;
}

static bool has_value(const mog_control *control, mog_text name, mog_text value)
{
    const mog_attribute *attribute = attribute_of(control, name);
    for (uint32_t v = 0; attribute && v < attribute->count; v++)
        if (mog_text_equal(attribute->values[v], value)) return true;
    return false;
}

/* Values in the order in which the controls, by id, are the first to have them. */
static void by_attribute(making *m, mog_text name)
{
    const mog_scores *scores = m->scores;
    for (uint32_t c = 0; c < scores->control_count; c++) {
        const mog_attribute *attribute = attribute_of(scores->controls[c].control, name);
        for (uint32_t v = 0; attribute && v < attribute->count; v++) {
            mog_text value = attribute->values[v];
            mog_control_id *ids = mog_take_array(m->arena, mog_control_id, scores->control_count);
            uint32_t count = 0;
            bool first = true;
            for (uint32_t k = 0; k < c && first; k++) first = !has_value(scores->controls[k].control, name, value);
            for (uint32_t k = c; k < scores->control_count && first; k++)
                if (has_value(scores->controls[k].control, name, value)) ids[count++] = scores->controls[k].control->id;
            add_controls(m, value, (mog_text){0}, (mog_text){0}, ids, count);
        }
    }
}

/* ---- by who answers for it */

static int by_text(const void *a, const void *b)
{
    return mog_text_compare(*(const mog_text *)a, *(const mog_text *)b);
}

/* Who owns something; and, for `unit`, every subject of the owners' types. Each once. */
static mog_text *list_owners(making *m, uint32_t *count, bool units)
{
    const mog_assessment *assessment = m->assessment;
    mog_text *owners = mog_take_array(m->arena, mog_text, 2 * (size_t)assessment->subject_count);
    size_t all = 0, kept = 0;
    for (uint32_t s = 0; s < assessment->subject_count; s++) {
        const mog_assessed_subject *subject = &assessment->subjects[s];
        if (subject->owner.size) owners[all++] = subject->owner;
        if (units && mog_text_starts(subject->name, MOG_TEXT("unit:"))) owners[all++] = subject->name;
    }
    if (all) qsort(owners, all, sizeof *owners, by_text);
    for (size_t i = 0; i < all; i++)
        if (!kept || !mog_text_equal(owners[kept - 1], owners[i])) owners[kept++] = owners[i];
    *count = (uint32_t)kept;
    return owners;
}

static mog_text title_of(const making *m, mog_text subject)
{
    int64_t at = mog_assessment_subject(m->assessment, subject);
    return at < 0 ? (mog_text){0} : m->assessment->subjects[at].display;
}

static void by_owner(making *m)
{
    const mog_assessment *assessment = m->assessment;
    uint32_t count;
    mog_text *owners = list_owners(m, &count, false);
    uint8_t *belongs = mog_take_array(m->arena, uint8_t, assessment->subject_count);
    mog_selection selection = {.subjects = belongs};
    for (uint32_t o = 0; o <= count; o++) {
        mog_text owner = o < count ? owners[o] : (mog_text){0};
        for (uint32_t s = 0; s < assessment->subject_count; s++)
            belongs[s] = mog_text_equal(assessment->subjects[s].owner, owner) ? MOG_BELONGS : MOG_BELONGS_NOT;
        mog_text title = o < count ? title_of(m, owner) : MOG_TEXT("no owner");
        add_selection(m, owner, title, o < count ? title : MOG_TEXT("ingen ägare"), &selection);
    }
}

#define DEEPEST 64 /* units above one another */

/* A subject is under a unit when it is that unit, or its owner, or what it is part of, is. */
static bool is_under(const making *m, uint32_t subject, mog_text unit, int depth)
{
    const mog_assessed_subject *one = &m->assessment->subjects[subject];
    const mog_text above[] = {one->owner, one->part_of};
    if (mog_text_equal(one->name, unit)) return true;
    for (int i = 0; i < 2 && depth < DEEPEST; i++) {
        if (!mog_text_starts(above[i], MOG_TEXT("unit:"))) continue;
        if (mog_text_equal(above[i], unit)) return true;
        int64_t at = mog_assessment_subject(m->assessment, above[i]);
        if (at >= 0 && (uint32_t)at != subject && is_under(m, (uint32_t)at, unit, depth + 1)) return true;
    }
    return false;
}

static void by_unit(making *m)
{
    const mog_assessment *assessment = m->assessment;
    uint32_t count;
    mog_text *units = list_owners(m, &count, true);
    uint8_t *belongs = mog_take_array(m->arena, uint8_t, assessment->subject_count);
    mog_selection selection = {.subjects = belongs};
    for (uint32_t u = 0; u < count; u++) {
        if (!mog_text_starts(units[u], MOG_TEXT("unit:"))) continue;
        for (uint32_t s = 0; s < assessment->subject_count; s++) {
            bool whole = mog_text_starts(assessment->subjects[s].name, MOG_TEXT("organisation:"));
            belongs[s] = whole ? MOG_BELONGS_INHERITED : is_under(m, s, units[u], 0) ? MOG_BELONGS : MOG_BELONGS_NOT;
        }
        mog_text title = title_of(m, units[u]);
        add_selection(m, units[u], title, title, &selection);
    }
}

/* ---- by phase */

static const struct {
    const char *id, *title, *title_sv;
    int levels[2]; /* 0: none */
} phases[] = {{"plan", "Plan", "Planera", {2, 0}},
              {"do", "Do", "Genomföra", {1, 3}},
              {"check", "Check", "Följa upp", {4, 0}},
              {"improve", "Improve", "Förbättra", {5, 0}}};

static void add_ratio(mog_ratio *to, mog_ratio more)
{
    to->num += more.num;
    to->den += more.den;
}

/* A mean over controls, by their weight. */
typedef struct mean {
    double sum, weight;
} mean;

static void weigh(mean *to, double weight, double figure)
{
    if (isnan(figure)) return;
    to->sum += weight * figure;
    to->weight += weight;
}

static double mean_of(mean all)
{
    return all.weight > 0 ? all.sum / all.weight : NAN;
}

/* The levels of the ladder belong to phases, so a phase has compliance and no maturity. */
static void add_phase(making *m, size_t p)
{
    mog_group_score score = {.level = MOG_NO_MATURITY,
                             .floor = MOG_NO_MATURITY,
                             .possible_level = MOG_NO_MATURITY,
                             .mean = NAN,
                             .gap = NAN,
                             .excepted = NAN};
    mean strict = {0}, possible = {0}, known = {0}, coverage = {0};
    for (uint32_t c = 0; c < m->scores->control_count; c++) {
        const mog_control_score *control = &m->scores->controls[c];
        mog_ratio sum = {0}, best = {0}, shown = {0};
        for (int i = 0; i < 2 && control->scored && phases[p].levels[i]; i++) {
            add_ratio(&sum, control->levels[phases[p].levels[i]].sum);
            add_ratio(&best, control->levels[phases[p].levels[i]].best);
            add_ratio(&shown, control->levels[phases[p].levels[i]].known);
        }
        if (!sum.den) continue;
        score.controls++;
        weigh(&strict, control->parts, mog_ratio_value(sum));
        weigh(&possible, control->parts, mog_ratio_value(best));
        weigh(&known, control->parts, mog_ratio_value(shown));
        weigh(&coverage, control->parts, mog_ratio_value((mog_ratio){shown.den * MOG_ACHIEVEMENT_ONE, sum.den}));
    }
    score.compliance = (mog_compliance){mean_of(strict), mean_of(known), mean_of(coverage)};
    score.possible_strict = mean_of(possible);
    add(m, mog_text_of(phases[p].id), mog_text_of(phases[p].title), mog_text_of(phases[p].title_sv), &score, 0);
}

static void by_phase(making *m)
{
    for (size_t p = 0; p < sizeof phases / sizeof *phases; p++) add_phase(m, p);
}

/* ---- which */

static const struct {
    const char *word;
    void (*make)(making *m);
} words[] = {{"theme", by_theme}, {"control", by_control}, {"owner", by_owner},
             {"unit", by_unit},   {"group", by_group},     {"requirement_group", by_requirement_group},
             {"phase", by_phase}};
#define WORDS (sizeof words / sizeof *words)

const mog_text *mog_score_groupings(uint32_t *count, mog_arena *arena, const mog_policy *policy)
{
    size_t most = WORDS;
    for (uint32_t c = 0; c < policy->control_count; c++) most += policy->controls[c].attribute_count;
    mog_text *all = mog_take_array(arena, mog_text, most);
    size_t kept = 0;
    for (size_t w = 0; w < WORDS; w++) all[kept++] = mog_text_of(words[w].word);
    for (uint32_t c = 0; c < policy->control_count; c++) {
        for (uint32_t a = 0; a < policy->controls[c].attribute_count; a++) {
            mog_text name = policy->controls[c].attributes[a].name;
            bool known = false;
            for (size_t k = 0; k < kept && !known; k++) known = mog_text_equal(all[k], name);
            if (!known) all[kept++] = name;
        }
    }
    *count = (uint32_t)kept;
    return all;
}

static mog_status no_grouping(const making *m, mog_text by, mog_error *err)
{
    uint32_t count;
    const mog_text *all = mog_score_groupings(&count, m->arena, m->assessment->policy);
    mog_buffer list = {0};
    for (uint32_t i = 0; i < count; i++) mog_buffer_format(&list, "%s%.*s", i ? ", " : "", (int)all[i].size, all[i].at);
    mog_fail(err, MOG_INPUT, "figures cannot be grouped by `%.*s`", (int)by.size, by.at);
    mog_error_hint(err, "by what they can: %s", list.at ? list.at : "");
    mog_buffer_free(&list);
    return MOG_INPUT;
}

static mog_status make(making *m, mog_text by, mog_error *err)
{
    uint32_t count;
    for (size_t w = 0; w < WORDS; w++) {
        if (!mog_text_equal(by, mog_text_of(words[w].word))) continue;
        words[w].make(m);
        return MOG_OK;
    }
    const mog_text *all = mog_score_groupings(&count, m->arena, m->assessment->policy);
    for (uint32_t i = WORDS; i < count; i++) {
        if (!mog_text_equal(all[i], by)) continue;
        by_attribute(m, by);
        return MOG_OK;
    }
    return no_grouping(m, by, err);
}

mog_status mog_score_by(mog_grouping **out, const mog_assessment *assessment, const mog_scores *scores, mog_text by,
                        const mog_named_controls *named, uint32_t named_count, mog_error *err)
{
    making m = {.arena = mog_arena_new(),
                .assessment = assessment,
                .scores = scores,
                .named = named,
                .named_count = named_count};
    mog_status status = make(&m, by, err);
    mog_grouping *grouping = mog_take(m.arena, mog_grouping);
    mog_grouped *at = mog_take_array(m.arena, mog_grouped, m.count);
    if (m.count) memcpy(at, m.at, m.count * sizeof *at);
    *grouping =
        (mog_grouping){.arena = m.arena, .by = by, .model = scores->model, .at = at, .count = (uint32_t)m.count};
    free(m.at);
    *out = status ? NULL : grouping;
    if (status) mog_arena_free(m.arena);
    return status;
}

void mog_grouping_free(mog_grouping *grouping)
{
    if (grouping) mog_arena_free(grouping->arena);
}
