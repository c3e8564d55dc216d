/* decide.c: what is to become of an action. Nothing here reads or writes anything. */
#include "engine/plan/plan.h"

#include "base/digest.h"

#include <string.h>

#define DIGITS 32 /* of a digest in an item that is cut */

#define WORDS(name, list, type)                                                                                        \
    const char *name(type which)                                                                                       \
    {                                                                                                                  \
        static const char *const words[] = {list(WORD)};                                                               \
        return words[which];                                                                                           \
    }
#define WORD(tag, word) word,
WORDS(mog_plan_status_word, MOG_PLAN_STATUSES, mog_plan_status)
WORDS(mog_plan_state_word, MOG_PLAN_STATES, mog_plan_state)
WORDS(mog_plan_step_word, MOG_PLAN_STEPS, mog_plan_step)

const char *mog_plan_task_word(mog_plan_task task)
{
    return task == MOG_PLAN_SHOW ? "show_evidence" : "remedy";
}

/* ---- identity */

/* As many bytes of the text as there is room for, whole code points, and no space at the end. */
static size_t fitting(mog_text text, size_t room)
{
    size_t size = text.size < room ? text.size : room;
    while (size > 0 && size < text.size && ((unsigned char)text.at[size] & 0xc0) == 0x80) size--;
    while (size > 0 && text.at[size - 1] == ' ') size--;
    return size;
}

mog_text mog_plan_item(mog_arena *arena, mog_text rule, mog_text subject)
{
    char hex[2 * MOG_DIGEST_SIZE + 1];
    const char *item;
    if (rule.size + 1 + subject.size <= MOG_NAME_LIMIT) {
        item = mog_arena_format(arena, "%.*s@%.*s", (int)rule.size, rule.at, (int)subject.size, subject.at);
        return mog_text_of(item);
    }
    mog_hasher *hasher = mog_hasher_new();
    mog_hasher_add(hasher, rule.at, rule.size);
    mog_hasher_add(hasher, subject.at, subject.size);
    mog_digest digest = mog_hasher_end(hasher);
    mog_digest_hex(hex, &digest);
    size_t room = MOG_NAME_LIMIT - DIGITS - 3; /* the signs between */
    size_t head = fitting(rule, room / 2), tail = fitting(subject, room - head);
    item = mog_arena_format(arena, "%.*s@@%.*s~%.*s", (int)head, rule.at, (int)tail, subject.at, DIGITS, hex);
    return mog_text_of(item);
}

/* ---- states */

static bool has_ended(const mog_plan_action *action)
{
    return action->status == MOG_PLAN_DONE || action->status == MOG_PLAN_STOPPED;
}

mog_plan_state mog_plan_state_of(const mog_plan_action *action, mog_time clock)
{
    if (action->status == MOG_PLAN_DONE) return MOG_PLAN_IS_ENDED;
    if (action->status == MOG_PLAN_STOPPED) return MOG_PLAN_IS_CALLED_OFF;
    if (action->accepted_until != MOG_PLAN_NONE && action->accepted_until >= clock) return MOG_PLAN_IS_ACCEPTED;
    return action->due != MOG_PLAN_NONE && action->due < clock ? MOG_PLAN_IS_OVERDUE : MOG_PLAN_IS_OPEN;
}

static int order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* What nobody has set comes last. */
static int order_set(int64_t a, int64_t b, int64_t none)
{
    return a == none || b == none ? (a == none) - (b == none) : order(a, b);
}

/* What is to be done, what waits, what has ended. */
static int rank(const mog_plan_action *action, mog_time clock)
{
    mog_plan_state state = mog_plan_state_of(action, clock);
    return state <= MOG_PLAN_IS_OPEN ? 0 : (int)state;
}

int mog_plan_compare(const mog_plan_action *a, const mog_plan_action *b, mog_time clock)
{
    int by = order(rank(a, clock), rank(b, clock));
    if (!by) by = order_set(a->priority, b->priority, 0);
    if (!by) by = order_set(a->due, b->due, MOG_PLAN_NONE);
    if (!by && !a->owner.size != !b->owner.size) by = a->owner.size ? -1 : 1;
    if (!by) by = mog_text_compare(a->owner, b->owner);
    if (!by) by = mog_text_compare(a->item, b->item);
    return by ? by : mog_text_compare(a->subject, b->subject);
}

/* ---- steps */

bool mog_plan_is_ticked(const mog_plan_action *action)
{
    return has_ended(action) && action->closed == MOG_PLAN_NONE;
}

/* Of one that is open, or was only ticked: the rule alone ends it. */
static mog_plan_step decide_open(const mog_plan_action *held, const mog_plan_found *found)
{
    switch (found->verdict) {
    case MOG_PLAN_PASSES: return MOG_PLAN_TO_CLOSE;
    case MOG_PLAN_GONE: return MOG_PLAN_TO_STOP;
    case MOG_PLAN_BROKEN: return MOG_PLAN_TO_NOTHING;
    case MOG_PLAN_FAILS:
    case MOG_PLAN_UNKNOWN: break;
    }
    return has_ended(held) ? MOG_PLAN_TO_REOPEN : MOG_PLAN_TO_CHANGE; /* perhaps */
}

static mog_plan_task task_of(const mog_plan_found *found)
{
    return found->verdict == MOG_PLAN_UNKNOWN ? MOG_PLAN_SHOW : MOG_PLAN_REMEDY;
}

/* An acceptance whose last day has come ends by itself. */
static mog_time accepted_after(const mog_plan_action *held, const mog_plan_found *found, mog_time clock)
{
    if (found->excepted_until != MOG_PLAN_NONE || held->accepted_until >= clock) return found->excepted_until;
    return held->accepted_until;
}

static bool is_to_be_opened(const mog_plan_found *found, const mog_plan_terms *terms)
{
    return found->verdict == MOG_PLAN_FAILS || (found->verdict == MOG_PLAN_UNKNOWN && terms->unknown);
}

/* Of one that nothing is to be done with. */
static mog_plan_step refresh(const mog_plan_action *held, const mog_plan_found *found, const mog_plan_terms *terms)
{
    bool is_old = terms->refresh_before != MOG_PLAN_NONE && held->observed < terms->refresh_before;
    return is_old && found->verdict != MOG_PLAN_BROKEN ? MOG_PLAN_TO_REFRESH : MOG_PLAN_TO_NOTHING;
}

mog_plan_step mog_plan_decide(const mog_plan_action *held, const mog_plan_found *found, const mog_plan_terms *terms)
{
    if (!held) return is_to_be_opened(found, terms) ? MOG_PLAN_TO_OPEN : MOG_PLAN_TO_NOTHING;
    if (has_ended(held) && !mog_plan_is_ticked(held))
        return is_to_be_opened(found, terms) ? MOG_PLAN_TO_REOPEN : refresh(held, found, terms);
    mog_plan_step step = decide_open(held, found);
    if (step != MOG_PLAN_TO_CHANGE) return step;
    bool changes = held->task != task_of(found) || held->accepted_until != accepted_after(held, found, terms->clock);
    return changes ? MOG_PLAN_TO_CHANGE : refresh(held, found, terms);
}

int64_t mog_plan_priority(int64_t loss, bool caps)
{
    static const int64_t gates[] = {16, 8, 3}; /* in results of weight 1 that are not met */
    if (caps) return 1;
    for (int i = 0; i < MOG_PLAN_PRIORITIES - 1; i++)
        if (loss >= gates[i] * 25 * MOG_ACHIEVEMENT_ONE) return i + 1;
    return MOG_PLAN_PRIORITIES;
}

mog_time mog_plan_due(int64_t priority, const mog_plan_terms *terms)
{
    mog_time today = terms->clock - ((terms->clock % MOG_DAY) + MOG_DAY) % MOG_DAY, due;
    mog_duration days = {.ns = (int64_t)terms->days[priority] * MOG_DAY};
    return mog_time_add(&due, today, days) ? due : today;
}

static void reopen(mog_plan_action *action, bool ticked, int64_t priority, const mog_plan_terms *terms)
{
    action->status = MOG_PLAN_NOT_STARTED;
    action->done = action->closed = MOG_PLAN_NONE;
    action->reopened++;
    if (ticked && action->due != MOG_PLAN_NONE) return; /* it was never done, so it is as late as it was */
    action->priority = priority;
    action->due = mog_plan_due(priority, terms);
}

/* What waits is not late before the waiting ends. */
static void accept(mog_plan_action *action, mog_time until)
{
    action->accepted_until = until;
    if (until != MOG_PLAN_NONE && action->due != MOG_PLAN_NONE && action->due < until) action->due = until;
}

mog_plan_action mog_plan_after(const mog_plan_action *held, mog_plan_step step, const mog_plan_found *found,
                               int64_t priority, const mog_plan_terms *terms)
{
    mog_plan_action after = *held;
    switch (step) {
    case MOG_PLAN_TO_CLOSE:
        if (held->status != MOG_PLAN_DONE || held->done == MOG_PLAN_NONE) after.done = terms->clock;
        after.status = MOG_PLAN_DONE;
        after.closed = terms->clock;
        break;
    case MOG_PLAN_TO_STOP:
        after.status = MOG_PLAN_STOPPED;
        after.done = MOG_PLAN_NONE;
        after.closed = terms->clock;
        break;
    case MOG_PLAN_TO_REOPEN: reopen(&after, mog_plan_is_ticked(held), priority, terms); /* fall through */
    case MOG_PLAN_TO_CHANGE:
        accept(&after, accepted_after(held, found, terms->clock));
        after.task = task_of(found);
        break;
    case MOG_PLAN_TO_NOTHING:
    case MOG_PLAN_TO_OPEN:
    case MOG_PLAN_TO_REFRESH:
    case MOG_PLAN_STEP_COUNT: break;
    }
    return after;
}
