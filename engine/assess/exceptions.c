#include "engine/assess/exceptions.h"

#include <stdlib.h>
#include <string.h>

#define MOST_NAMED 4096u /* controls, rules or patterns that are read of one exception */

/* ---- reading */

typedef struct reading {
    mog_exceptions *all;
    mog_arena *arena;
    mog_exception_kind kind;
    mog_time clock;
} reading;

static const uint8_t *field(const reading *r, const uint8_t *row, int slot)
{
    if (slot < 0 || !mog_row_has(row, (uint32_t)slot)) return NULL;
    return mog_row_slot(row, r->kind.kind->row.words, (uint32_t)slot);
}

static bool is_stale(const mog_kind *kind, const mog_record *record, mog_time clock)
{
    mog_time oldest;
    return kind->has_fresh && mog_time_subtract(&oldest, clock, kind->fresh) && record->observed < oldest;
}

static bool is_in_force(mog_time *until, const reading *r, const mog_element *one)
{
    if (!one->row || is_stale(r->kind.kind, one->record, r->clock)) return false;
    const uint8_t *approved = field(r, one->row, (int)r->kind.approved), *last = field(r, one->row, (int)r->kind.until);
    const uint8_t *ended = field(r, one->row, r->kind.ended);
    if (!approved || (mog_time)mog_load_word(approved) > r->clock) return false;
    if (!last || (mog_time)mog_load_word(last) < r->clock) return false;
    *until = (mog_time)mog_load_word(last);
    return !ended || (mog_time)mog_load_word(ended) > r->clock;
}

static mog_text keep(mog_arena *arena, mog_text text)
{
    return (mog_text){mog_arena_copy(arena, text.at, text.size), text.size};
}

static uint32_t count_of(const uint8_t *set)
{
    uint32_t count = set ? mog_slot_count(set) : 0;
    return count < MOST_NAMED ? count : MOST_NAMED;
}

static const mog_text *texts_of(uint32_t *count, const reading *r, const uint8_t *set)
{
    *count = count_of(set);
    mog_text *texts = mog_take_array(r->arena, mog_text, *count);
    const uint8_t *member = *count ? mog_slot_target(set) : NULL;
    for (uint32_t i = 0; i < *count; i++) texts[i] = keep(r->arena, mog_slot_text(member + 8 * (size_t)i));
    return texts;
}

static void add(void *context, mog_text about, const mog_element *one)
{
    reading *r = context;
    mog_exempting made = {.told = {.record = one->record ? one->record->id : 0}};
    if (!is_in_force(&made.told.until, r, one)) return;
    const uint8_t *controls = field(r, one->row, (int)r->kind.controls);
    made.control_count = count_of(controls);
    mog_control_id *ids = mog_take_array(r->arena, mog_control_id, made.control_count);
    const uint8_t *member = made.control_count ? mog_slot_target(controls) : NULL;
    for (uint32_t i = 0; i < made.control_count; i++) ids[i] = mog_load_word(member + 8 * (size_t)i);
    made.controls = ids;
    made.rules = texts_of(&made.rule_count, r, field(r, one->row, r->kind.rules));
    made.subjects = texts_of(&made.subject_count, r, field(r, one->row, r->kind.subjects));
    made.about = keep(r->arena, about);
    MOG_PUSH(r->all->at, r->all->count, r->all->capacity) = made;
}

mog_status mog_exceptions_read(mog_exceptions *all, mog_arena *arena, const mog_policy *policy, mog_snapshot *snapshot,
                               mog_time clock, mog_error *err)
{
    reading r = {.all = all, .arena = arena, .clock = clock};
    if (!mog_exception_kind_of(&r.kind, policy->kinds, policy->kind_count)) return MOG_OK;
    return mog_current_each(policy, r.kind.kind, snapshot, clock, add, &r, err);
}

void mog_exceptions_free(mog_exceptions *all)
{
    free(all->at);
    *all = (mog_exceptions){0};
}

/* ---- sending */

static void send_texts(mog_sender *sender, const mog_text *texts, uint32_t count)
{
    mog_send_u32(sender, count);
    for (uint32_t i = 0; i < count; i++) mog_send_text(sender, texts[i]);
}

void mog_exceptions_send(const mog_exceptions *all, mog_sender *sender)
{
    for (size_t i = 0; i < all->count; i++) {
        const mog_exempting *one = &all->at[i];
        mog_send_begin(sender, MOG_FRAME_EXCEPTION);
        mog_send_u64(sender, one->told.record);
        mog_send_u64(sender, (uint64_t)one->told.until);
        mog_send_text(sender, one->about);
        send_texts(sender, one->subjects, one->subject_count);
        send_texts(sender, one->rules, one->rule_count);
        mog_send_u32(sender, one->control_count);
        for (uint32_t c = 0; c < one->control_count; c++) mog_send_u64(sender, one->controls[c]);
        mog_send_end(sender);
    }
}

static const mog_text *take_texts(uint32_t *count, mog_arena *arena, mog_frame *frame)
{
    *count = mog_take_u32(frame);
    if (*count > MOST_NAMED) frame->bad = true;
    if (frame->bad) return NULL;
    mog_text *texts = mog_take_array(arena, mog_text, *count);
    for (uint32_t i = 0; i < *count && !frame->bad; i++) {
        mog_text text = mog_take_text(frame);
        if (!frame->bad) texts[i] = keep(arena, text);
    }
    return texts;
}

bool mog_exceptions_take(mog_exceptions *all, mog_arena *arena, mog_frame *frame)
{
    mog_exempting one = {.told = {.record = mog_take_u64(frame)}};
    one.told.until = (mog_time)mog_take_u64(frame);
    mog_text about = mog_take_text(frame);
    if (frame->bad) return false;
    one.about = keep(arena, about);
    one.subjects = take_texts(&one.subject_count, arena, frame);
    one.rules = take_texts(&one.rule_count, arena, frame);
    one.control_count = mog_take_u32(frame);
    if (frame->bad || one.control_count > MOST_NAMED) return false;
    mog_control_id *ids = mog_take_array(arena, mog_control_id, one.control_count);
    for (uint32_t c = 0; c < one.control_count; c++) ids[c] = mog_take_u64(frame);
    one.controls = ids;
    if (!mog_frame_ended(frame)) return false;
    MOG_PUSH(all->at, all->count, all->capacity) = one;
    return true;
}

/* ---- marking */

/* What an exception is from: a control, or one of its rules. */
typedef struct from {
    mog_control_id control;
    mog_text rule; /* empty: all */
    const mog_exempting *by;
    const mog_exception *told;
} from;

bool mog_exception_fits(mog_text pattern, mog_text subject)
{
    size_t p = 0, s = 0, star = SIZE_MAX, mark = 0;
    while (s < subject.size) {
        if (p < pattern.size && pattern.at[p] == '*') {
            star = p++;
            mark = s;
        } else if (p < pattern.size && pattern.at[p] == subject.at[s]) {
            p++;
            s++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            s = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size && pattern.at[p] == '*') p++;
    return p == pattern.size;
}

static bool is_for(const mog_exempting *one, mog_text subject)
{
    if (!one->subject_count) return mog_text_equal(one->about, subject);
    for (uint32_t i = 0; i < one->subject_count; i++)
        if (mog_exception_fits(one->subjects[i], subject)) return true;
    return false;
}

static int by_standing(const void *a, const void *b)
{
    const from *x = a, *y = b;
    if (x->control != y->control) return x->control < y->control ? -1 : 1;
    if (x->told->until != y->told->until) return x->told->until > y->told->until ? -1 : 1;
    return (x->told->record > y->told->record) - (x->told->record < y->told->record);
}

static mog_control_id control_of(mog_text rule)
{
    mog_control_id control;
    const char *slash = memchr(rule.at, '/', rule.size);
    if (!slash || !mog_control_id_parse(&control, (mog_text){rule.at, (size_t)(slash - rule.at)})) return 0;
    return control;
}

/* By control, those that hold longest first. */
static from *list_all(size_t *count, const mog_exceptions *all, const mog_exception *told)
{
    size_t most = 0;
    for (size_t i = 0; i < all->count; i++) most += all->at[i].control_count + (size_t)all->at[i].rule_count;
    from *list = mog_allocate((most + 1) * sizeof *list);
    *count = 0;
    for (size_t i = 0; i < all->count; i++) {
        const mog_exempting *one = &all->at[i];
        for (uint32_t c = 0; c < one->control_count; c++)
            list[(*count)++] = (from){.control = one->controls[c], .by = one, .told = &told[i]};
        for (uint32_t r = 0; r < one->rule_count; r++)
            list[(*count)++] =
                (from){.control = control_of(one->rules[r]), .rule = one->rules[r], .by = one, .told = &told[i]};
    }
    if (*count) qsort(list, *count, sizeof *list, by_standing);
    return list;
}

static bool can_be_excepted(const mog_result *result)
{
    return result->verdict == MOG_VERDICT_NOT_MET || result->verdict == MOG_VERDICT_PARTLY ||
           result->verdict == MOG_VERDICT_UNKNOWN;
}

static const mog_exception *find(const from *list, size_t count, const mog_rule *rule, mog_text subject)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list[middle].control < rule->control) low = middle + 1;
        else high = middle;
    }
    for (; low < count && list[low].control == rule->control; low++) {
        bool from_it = !list[low].rule.size || mog_text_equal(list[low].rule, rule->id);
        if (from_it && is_for(list[low].by, subject)) return list[low].told;
    }
    return NULL;
}

void mog_exceptions_mark(mog_assessment *assessment, mog_arena *arena, const mog_exceptions *all, mog_result *results)
{
    size_t count;
    mog_exception *told = mog_take_array(arena, mog_exception, all->count);
    for (size_t i = 0; i < all->count; i++) told[i] = all->at[i].told;
    assessment->exceptions = told;
    assessment->exception_count = all->count;
    from *list = list_all(&count, all, told);
    for (size_t i = 0; count && i < assessment->result_count; i++) {
        const mog_rule *rule = &assessment->policy->rules[results[i].rule];
        if (!can_be_excepted(&results[i]) || mog_rule_is_step(rule)) continue;
        results[i].excepted = find(list, count, rule, assessment->subjects[results[i].subject].name);
    }
    free(list);
}
