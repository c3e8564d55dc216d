/* check_profile.c: profiles: which controls of a catalogue an organisation has chosen, and how they count. */
#include "dsl/check.h"

#include <stdlib.h>

#define LEVELS 5

/* A profile that is being read. */
typedef struct reading {
    mog_check *check;
    const mog_profile_node *node;
    mog_profile profile;
    mog_sayings included, excluded, targets, weights;
    const mog_profile_item *caps[MOG_ASSURANCE_COUNT], *model, *by, *thresholds[LEVELS + 1];
} reading;

/* ---- values */

static bool read_integer(mog_check *check, uint32_t *out, mog_node *value, const char *what, uint32_t most)
{
    bool negative;
    *out = 1;
    if (value->tag == MOG_NODE_BAD || !mog_check_scalar(check, value, NULL)) return false;
    const mog_node *literal = mog_literal(value, &negative);
    if (!literal || literal->type.tag != MOG_TYPE_INTEGER) {
        mog_report(check->diagnostics, MOG_E0114, value->span, "%s is a whole number, written out or a parameter",
                   what);
        return false;
    }
    if (negative || literal->integer < 1 || literal->integer > most) {
        mog_report(check->diagnostics, MOG_E0117, value->span, "%s is 1 to %u", what, most);
        return false;
    }
    *out = (uint32_t)literal->integer;
    return true;
}

/* A share in units of 1e-9, `least` at least. */
static bool read_share(mog_check *check, int64_t *out, mog_node *value, const char *what, int64_t least)
{
    bool negative;
    if (value->tag == MOG_NODE_BAD || !mog_check_scalar(check, value, NULL)) return false;
    const mog_node *literal = mog_literal(value, &negative);
    if (!literal || !mog_type_is_numeric(&literal->type)) {
        mog_report(check->diagnostics, MOG_E0114, value->span, "%s is a share, such as 60%%", what);
        return false;
    }
    mog_value share;
    mog_literal_value(&share, literal, MOG_TYPE_NUMBER);
    int64_t read = !negative && share.d >= 0 && share.d <= 1 ? (int64_t)(share.d * 1e9 + 0.5) : -1;
    if (read < least) {
        mog_report(check->diagnostics, MOG_E0117, value->span, "%s is %s 100%%", what,
                   least ? "above 0% and at most" : "0% to");
        return false;
    }
    *out = read;
    return true;
}

/* The text without values; false: it is empty or faulty, and that was said. */
static bool read_text(mog_check *check, mog_text *out, const mog_node *text, const char *what, const char *word)
{
    *out = mog_check_plain(check, text, what);
    if (out->size || !text || text->tag != MOG_NODE_TEXT || text->item_count > 1) return out->size > 0;
    mog_report(check->diagnostics, MOG_E0132, text->span, "an exclusion has %s; the text after `%s` is empty", what,
               word);
    return false;
}

/* ---- items */

static void read_assurance(reading *r, const mog_profile_item *item)
{
    mog_check *check = r->check;
    int assurance = mog_assurance_find(item->name.text);
    int64_t cap;
    if (assurance < 0) {
        mog_text names[MOG_ASSURANCE_COUNT];
        for (int i = 0; i < MOG_ASSURANCE_COUNT; i++) names[i] = mog_text_of(mog_assurance_word((mog_assurance)i));
        char near[256];
        mog_nearest(check, near, sizeof near, item->name.text, names, MOG_ASSURANCE_COUNT);
        mog_report(check->diagnostics, MOG_E0132, item->name.span, "`%.*s` is no assurance%s",
                   MOG_SHOW(item->name.text), near[0] ? near : "; there are stated, documented, measured and tested");
    } else if (r->caps[assurance]) {
        mog_report(check->diagnostics, MOG_E0115, item->name.span, "the profile sets the assurance `%.*s` already",
                   MOG_SHOW(item->name.text));
    } else if (read_share(check, &cap, item->value, "what an achievement is capped at", 0)) {
        r->profile.caps[assurance] = cap;
    }
    if (assurance >= 0) r->caps[assurance] = item;
}

static void read_model(reading *r, const mog_profile_item *item)
{
    mog_check *check = r->check;
    int model = mog_model_find(item->name.text);
    if (model < 0) {
        mog_text names[MOG_MODEL_COUNT];
        for (int i = 0; i < MOG_MODEL_COUNT; i++) names[i] = mog_text_of(mog_model_word((mog_model)i));
        char near[256];
        mog_nearest(check, near, sizeof near, item->name.text, names, MOG_MODEL_COUNT);
        mog_report(check->diagnostics, MOG_E0132, item->name.span, "there is no scoring model `%.*s`%s",
                   MOG_SHOW(item->name.text),
                   near[0] ? near : "; there are capability, staged, cumulative, minimum and average");
    } else if (r->model) {
        mog_report(check->diagnostics, MOG_E0116, item->span, "the profile has a `model` already; it is given once");
    }
    r->model = item;
    if (model >= 0) r->profile.model = (mog_model)model;
}

static void read_threshold(reading *r, const mog_profile_item *item)
{
    mog_check *check = r->check;
    uint32_t level;
    int64_t share;
    if (!mog_text_equal(item->name.text, MOG_TEXT("threshold"))) {
        mog_report(check->diagnostics, MOG_E0132, item->name.span,
                   "what is set for a level is its threshold, not `%.*s`; write `set threshold level 1 = 90%%`",
                   MOG_SHOW(item->name.text));
        return;
    }
    bool fine = read_integer(check, &level, item->level, "a level", LEVELS);
    if (!read_share(check, &share, item->value, "a threshold", 1) || !fine) return;
    if (r->thresholds[level]) {
        mog_report(check->diagnostics, MOG_E0115, item->level->span,
                   "the profile sets the threshold of level %u already", level);
        return;
    }
    r->thresholds[level] = item;
    r->profile.thresholds[level] = share;
}

/* What a level needs is also needed of the levels above it, so a threshold that rises with the level says what it does not mean. */
static void check_thresholds(reading *r)
{
    int64_t *thresholds = r->profile.thresholds;
    for (uint32_t level = 1; level <= LEVELS; level++) {
        const mog_profile_item *item = r->thresholds[level];
        if (item && r->profile.model != MOG_MODEL_CUMULATIVE)
            mog_report(r->check->diagnostics, MOG_W0203, item->span,
                       "only the model `cumulative` has thresholds, and the profile's is `%s`, so this changes nothing",
                       mog_model_word(r->profile.model));
        if (level == 1 || thresholds[level] <= thresholds[level - 1]) continue;
        if (item)
            mog_report(r->check->diagnostics, MOG_E0132, item->value->span,
                       "the threshold of level %u, %g%%, is above that of level %u, %g%%; it is at most that", level,
                       (double)thresholds[level] / 1e7, level - 1, (double)thresholds[level - 1] / 1e7);
        thresholds[level] = thresholds[level - 1];
    }
}

static void read_weight_by(reading *r, const mog_profile_item *item)
{
    mog_risk_kind kind;
    if (!mog_text_equal(item->name.text, MOG_TEXT("risk")))
        mog_report(r->check->diagnostics, MOG_E0132, item->name.span,
                   "controls can be weighed by risk, not by `%.*s`; write `weight by risk`", MOG_SHOW(item->name.text));
    else if (r->by)
        mog_report(r->check->diagnostics, MOG_E0116, item->span,
                   "the profile has `weight by risk` already; it is given once");
    else if (!mog_risk_kind_of(&kind, (const mog_kind *const *)r->check->kinds, r->check->kind_count))
        mog_report(r->check->diagnostics, MOG_E0132, item->name.span,
                   "to weigh by risk the policies need a kind `risk` with the fields `residual integer` and "
                   "`controls set of control`, and there is none");
    r->by = item;
    r->profile.by_risk = true;
}

static void read_item(reading *r, const mog_profile_item *item)
{
    uint32_t number;
    switch (item->tag) {
    case MOG_PROFILE_INCLUDE: mog_sayings_add(r->check, &r->included, item, 0, "include"); break;
    case MOG_PROFILE_EXCLUDE: mog_sayings_add(r->check, &r->excluded, item, 0, "exclude"); break;
    case MOG_PROFILE_SET: break; /* check_setting.c */
    case MOG_PROFILE_ASSURANCE: read_assurance(r, item); break;
    case MOG_PROFILE_THRESHOLD: read_threshold(r, item); break;
    case MOG_PROFILE_TARGET:
        read_integer(r->check, &number, item->value, "a target level", 5);
        mog_sayings_add(r->check, &r->targets, item, number, "target");
        break;
    case MOG_PROFILE_WEIGHT:
        read_integer(r->check, &number, item->value, "the weight of a control", 100);
        mog_sayings_add(r->check, &r->weights, item, number, "weight");
        break;
    case MOG_PROFILE_WEIGHT_BY: read_weight_by(r, item); break;
    case MOG_PROFILE_MODEL: read_model(r, item); break;
    }
}

/* ---- exclusions */

static const mog_exclusion *read_exclusion(reading *r, const mog_profile_item *item)
{
    mog_check *check = r->check;
    const mog_exclusion_node *node = &item->exclusion;
    mog_exclusion *made = mog_take(check->policy_arena, mog_exclusion);
    made->decided = node->decided.time;
    made->has_review = node->review.given;
    made->review = node->review.time;
    made->span = item->span;
    read_text(check, &made->reason, node->reason, "a reason", "because");
    read_text(check, &made->decider, node->decider, "a decider", "decided by");
    if (node->review.given && node->review.time <= node->decided.time)
        mog_report(check->diagnostics, MOG_E0117, node->review.span,
                   "an exclusion is reviewed after the day on which it was decided");
    return made;
}

/* An exclusion takes controls out of a wider `include`. One that includes as narrowly says the contrary. */
static void contradict(reading *r, mog_control_id id, mog_said *in, const mog_said *out)
{
    if (mog_pattern_narrowness(in->pattern) < mog_pattern_narrowness(out->pattern) || in->told) return;
    in->told = true;
    uint32_t line, column;
    const mog_source *file = &r->check->files[in->pattern->span.file];
    mog_source_position(file, in->pattern->span.start, &line, &column);
    char number[MOG_CONTROL_ID_TEXT];
    mog_control_id_format(number, id);
    mog_report(r->check->diagnostics, MOG_E0132, out->pattern->span,
               "%s is included (%.*s:%u:%u) and excluded here; leave out one of them, or include more widely", number,
               MOG_SHOW(file->path), line, column);
}

/* ---- controls */

/* Exclusions by item: one for all controls that it takes out. */
typedef struct exclusions {
    mog_pool items; /* number: in `at` */
    const mog_exclusion **at;
    size_t count, capacity;
} exclusions;

static const mog_exclusion *exclusion_of(exclusions *all, reading *r, const mog_profile_item *item)
{
    bool is_new;
    uint32_t number = mog_pool_add(&all->items, &item, sizeof item, &is_new);
    if (is_new) MOG_PUSH(all->at, all->count, all->capacity) = read_exclusion(r, item);
    return all->at[number];
}

static void choose_controls(reading *r, const mog_control_id *ids, size_t count, exclusions *reasons)
{
    mog_profile_control *controls = mog_take_array(r->check->policy_arena, mog_profile_control, count);
    uint32_t used = 0;
    for (size_t i = 0; i < count; i++) {
        mog_said *in = mog_sayings_find(&r->included, ids[i], true);
        mog_said *out = mog_sayings_find(&r->excluded, ids[i], in != NULL);
        mog_said *weight = mog_sayings_find(&r->weights, ids[i], in != NULL);
        mog_said *target = mog_sayings_find(&r->targets, ids[i], in != NULL);
        if (!in) continue;
        if (out) contradict(r, ids[i], in, out);
        controls[used++] = (mog_profile_control){.control = ids[i],
                                                 .weight = weight ? weight->value : 1,
                                                 .target = target ? target->value : MOG_TARGET_DEFAULT,
                                                 .exclusion = out ? exclusion_of(reasons, r, out->item) : NULL};
    }
    r->profile.controls = controls;
    r->profile.control_count = used;
}

static void read_controls(reading *r)
{
    mog_control_id *ids;
    exclusions reasons = {0};
    const mog_catalogue_node *catalogue = mog_check_find_catalogue(r->check, &r->node->catalogue);
    if (catalogue) {
        size_t count = mog_check_list_controls(r->check, &ids, catalogue);
        choose_controls(r, ids, count, &reasons);
        mog_sayings_tell_idle(r->check, &r->included, r->profile.catalogue);
        mog_sayings_tell_idle(r->check, &r->excluded, r->profile.catalogue);
        mog_sayings_tell_idle(r->check, &r->targets, r->profile.catalogue);
        mog_sayings_tell_idle(r->check, &r->weights, r->profile.catalogue);
    }
    /* those that take nothing out are read, too, for what is wrong in them */
    for (const mog_profile_item *item = r->node->items; item; item = item->next)
        if (item->tag == MOG_PROFILE_EXCLUDE) exclusion_of(&reasons, r, item);
    mog_pool_free(&reasons.items);
    free(reasons.at);
}

/* ---- profiles */

static void read_profile(mog_check *check, const mog_profile_node *node)
{
    reading r = {.check = check, .node = node};
    r.included.whose = r.excluded.whose = r.targets.whose = r.weights.whose = "profile";
    r.profile = (mog_profile){.name = node->name.text, .catalogue = node->catalogue.text, .span = node->name.span};
    r.profile.title = mog_check_plain(check, node->title.text, "a profile's title");
    r.profile.title_sv = mog_check_plain(check, node->title.swedish, "a profile's title");
    for (int i = 0; i < MOG_ASSURANCE_COUNT; i++) r.profile.caps[i] = mog_assurance_cap((mog_assurance)i);
    for (uint32_t level = 1; level <= LEVELS; level++) r.profile.thresholds[level] = mog_threshold_default(level);
    for (const mog_profile_item *item = node->items; item; item = item->next) read_item(&r, item);
    check_thresholds(&r);
    if (r.included.count == 0 && !mog_check_is_broken(check, node->span))
        mog_report(check->diagnostics, MOG_E0132, node->name.span,
                   "the profile `%.*s` includes no control; write `include all`, or which ones",
                   MOG_SHOW(node->name.text));
    read_controls(&r);
    mog_sayings_free(&r.included);
    mog_sayings_free(&r.excluded);
    mog_sayings_free(&r.targets);
    mog_sayings_free(&r.weights);
    MOG_PUSH(check->profiles, check->profile_count, check->profile_capacity) = r.profile;
}

static int by_name(const void *a, const void *b)
{
    const mog_profile *x = a, *y = b;
    return mog_text_compare(x->name, y->name);
}

void mog_check_profiles(mog_check *check)
{
    mog_pool names = {0};
    for (uint32_t m = 0; m < check->module_count; m++) {
        check->module = check->modules[m];
        for (const mog_profile_node *node = check->module->profiles; node; node = node->next) {
            bool is_new;
            if (check->profile_count == MOG_LIMIT_PROFILES) {
                mog_report(check->diagnostics, MOG_E0104, node->name.span, "more than %d profiles", MOG_LIMIT_PROFILES);
                continue;
            }
            mog_pool_add(&names, node->name.text.at, node->name.text.size, &is_new);
            if (!is_new)
                mog_report(check->diagnostics, MOG_E0115, node->name.span, "a profile `%.*s` is declared already",
                           MOG_SHOW(node->name.text));
            else read_profile(check, node);
        }
    }
    mog_pool_free(&names);
    if (check->profile_count) qsort(check->profiles, check->profile_count, sizeof *check->profiles, by_name);
}
