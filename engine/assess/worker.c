#include "engine/assess/worker.h"

#include "engine/assess/intern.h"
#include "engine/assess/judge.h"
#include "engine/assess/register.h"
#include "engine/assess/wire.h"

#include <stdlib.h>

#define IDS_A_FRAME ((size_t)1 << 20)

/* The evidence of rules that read the same kinds is gathered and sent once a subject. A rule that reads of other subjects has a list of its
 * own. */
typedef struct list {
    const mog_rule *rule; /* one of those */
    uint32_t sent_for;    /* subject + 1 */
    int64_t cap;
} list;

typedef struct worker {
    const mog_work *work;
    const mog_plan *plan;
    mog_watch *watch;
    mog_bench bench;
    mog_sender sender;
    mog_arena *arena;
    mog_judge judge;
    mog_judgement judgement;
    mog_register *registers; /* by group */
    list *lists;
    uint32_t *list_of; /* by rule */
    mog_ids ids;
} worker;

static void set_phase(worker *w, mog_phase phase)
{
    atomic_store_explicit(&w->watch->phase, phase, memory_order_release);
}

static void prepare(worker *w)
{
    const mog_policy *policy = w->plan->policy;
    mog_intern intern = {.arena = w->arena};
    w->list_of = mog_take_array(w->arena, uint32_t, policy->rule_count);
    w->lists = mog_take_array(w->arena, list, policy->rule_count);
    for (uint32_t r = 0; r < policy->rule_count; r++) {
        const mog_rule *rule = &policy->rules[r];
        mog_text key = {(const char *)rule->reads, rule->read_count * sizeof *rule->reads};
        if (rule->reach_count) key = mog_text_of(mog_arena_format(w->arena, "rule %u", r));
        uint32_t index = mog_intern_index(&intern, key);
        w->list_of[r] = index;
        w->lists[index] = (list){.rule = rule};
    }
    mog_intern_free(&intern);
    w->ids.caps = policy->profile ? policy->profile->caps : NULL;
    w->registers = mog_take_array(w->arena, mog_register, w->plan->group_count);
    for (uint32_t g = 0; g < w->plan->group_count; g++)
        w->registers[g] = mog_register_of(policy, w->plan->groups[g].type);
    w->judge = (mog_judge){policy, w->bench.machine, mog_arena_new()};
}

static const list *send_list(worker *w, uint32_t rule, uint32_t subject, const mog_subject_table *table)
{
    uint32_t index = w->list_of[rule];
    list *one = &w->lists[index];
    if (one->sent_for == subject + 1) return one;
    one->sent_for = subject + 1;
    one->cap = mog_evidence_gather(&w->ids, one->rule, w->judgement.reached_count, w->bench.machine, table);
    size_t sent = 0;
    do {
        size_t part = w->ids.count - sent < IDS_A_FRAME ? w->ids.count - sent : IDS_A_FRAME;
        mog_send_begin(&w->sender, MOG_FRAME_LIST);
        mog_send_u32(&w->sender, index);
        mog_send_byte(&w->sender, sent > 0); /* more of the same */
        if (part) mog_send_bytes(&w->sender, w->ids.at + sent, part * sizeof *w->ids.at);
        mog_send_end(&w->sender);
        sent += part;
    } while (sent < w->ids.count);
    return one;
}

static void send_findings(mog_sender *sender, const mog_findings *findings)
{
    mog_send_u32(sender, findings->count);
    for (uint32_t i = 0; i < findings->count; i++) mog_send_text(sender, findings->at[i]);
}

static void send_result(worker *w, uint32_t rule, const mog_judgement *judgement, int64_t cap)
{
    static const mog_findings none;
    int64_t achievement = judgement->achievement;
    bool is_capped = achievement != MOG_ACHIEVEMENT_NONE && achievement > cap;
    mog_send_begin(&w->sender, MOG_FRAME_RESULT);
    mog_send_u32(&w->sender, rule);
    mog_send_byte(&w->sender, (uint8_t)judgement->verdict);
    mog_send_u32(&w->sender, w->list_of[rule]);
    mog_send_u64(&w->sender, (uint64_t)(is_capped ? cap : achievement));
    mog_send_u64(&w->sender, (uint64_t)(is_capped ? cap : MOG_ACHIEVEMENT_ONE));
    mog_send_string(&w->sender, judgement->reason.en);
    mog_send_string(&w->sender, judgement->reason.sv);
    send_findings(&w->sender, &judgement->findings);
    send_findings(&w->sender, judgement->has_swedish ? &judgement->findings_sv : &none);
    mog_send_end(&w->sender);
}

static const mog_skip *find_skip(const mog_work *work, uint32_t rule, uint32_t subject)
{
    for (uint32_t i = work->skip_of[subject]; i; i = work->skips[i - 1].next)
        if (work->skips[i - 1].rule == rule) return &work->skips[i - 1];
    return NULL;
}

static void judge(worker *w, uint32_t rule, uint32_t subject, const mog_subject_table *table)
{
    const mog_skip *skip = w->work->skip_of[subject] ? find_skip(w->work, rule, subject) : NULL;
    mog_judgement *judgement = &w->judgement;
    if (skip) {
        judgement->verdict = MOG_VERDICT_ERROR;
        judgement->achievement = MOG_ACHIEVEMENT_NONE;
        judgement->reason = (mog_reason){skip->en, skip->sv};
        judgement->findings.count = 0;
        judgement->has_swedish = false;
        judgement->reached_count = 0;
    } else {
        atomic_store_explicit(&w->watch->rule, rule, memory_order_relaxed);
        atomic_fetch_add_explicit(&w->watch->ticks, 1, memory_order_relaxed);
        set_phase(w, MOG_PHASE_RULE);
        mog_judge_rule(judgement, &w->judge, &w->plan->policy->rules[rule], table);
        set_phase(w, MOG_PHASE_READ);
    }
    const list *evidence = send_list(w, rule, subject, table);
    send_result(w, rule, judgement, evidence->cap);
}

/* ---- a subject */

static bool is_empty(const mog_policy *policy, const mog_subject_table *table)
{
    for (uint32_t k = 0; k < policy->kind_count; k++)
        if (table->kinds[k].count || table->kinds[k].census) return false;
    return true;
}

typedef struct sight {
    mog_time clock;
    bool seen;
} sight;

static mog_status look(void *context, const mog_record *record_view, mog_error *err)
{
    (void)err;
    sight *all = context;
    all->seen = record_view->observed <= all->clock;
    return all->seen ? MOG_NO : MOG_OK;
}

/* A subject of which nothing was observed up to the clock is not there yet; nor is one that its register says begins later, or has ended. */
static mog_status is_absent(bool *out, worker *w, uint32_t subject, const mog_subject_table *table, mog_error *err)
{
    sight all = {.clock = w->plan->options.clock};
    const mog_register *reg = &w->registers[w->plan->subjects[subject].group];
    *out = false;
    if (w->plan->options.memory) return MOG_OK;
    *out = reg->kind && !mog_register_in_being(reg, &table->kinds[reg->kind->index], all.clock);
    if (*out || !is_empty(w->plan->policy, table)) return MOG_OK;
    mog_status status =
        mog_snapshot_walk_standing(w->bench.snapshot, w->plan->subjects[subject].id, 0, look, &all, err);
    *out = !all.seen;
    return status;
}

static mog_status do_subject(worker *w, uint32_t subject, mog_error *err)
{
    const mog_plan_subject *planned = &w->plan->subjects[subject];
    const mog_plan_group *group = &w->plan->groups[planned->group];
    const mog_register *reg = &w->registers[planned->group];
    const mog_subject_table *table;
    uint8_t classes[4];
    bool absent;
    atomic_store_explicit(&w->watch->subject, subject, memory_order_relaxed);
    atomic_store_explicit(&w->watch->called_rule, UINT32_MAX, memory_order_relaxed);
    mog_subject stored = {.id = planned->id, .name = planned->name};
    mog_status status = mog_current_read(&table, w->bench.reader, &stored, err);
    if (!status) status = is_absent(&absent, w, subject, table, err);
    if (status) return status;

    mog_register_classes(classes, reg, table);
    mog_send_begin(&w->sender, MOG_FRAME_SUBJECT);
    mog_send_u32(&w->sender, subject);
    mog_send_byte(&w->sender, absent);
    mog_send_bytes(&w->sender, classes, sizeof classes);
    mog_send_text(&w->sender, mog_register_name(reg, table));
    mog_send_text(&w->sender, mog_register_owner(reg, table));
    mog_send_text(&w->sender, mog_register_part_of(reg, table));
    mog_send_end(&w->sender);
    for (uint32_t i = 0; i < group->rule_count && !absent; i++) {
        if (mog_reuse_find(w->plan, group->rules[i], subject, table)) {
            mog_send_begin(&w->sender, MOG_FRAME_REUSED);
            mog_send_u32(&w->sender, group->rules[i]);
            mog_send_end(&w->sender);
            continue;
        }
        judge(w, group->rules[i], subject, table);
        if ((status = mog_bench_check(&w->bench, err))) return status;
    }
    mog_send_begin(&w->sender, MOG_FRAME_DONE);
    mog_send_u32(&w->sender, subject);
    mog_send_end(&w->sender);
    return MOG_OK;
}

static mog_status do_claim(worker *w, uint32_t low, uint32_t high, mog_error *err)
{
    mog_status status = MOG_OK;
    atomic_store(&w->watch->low, low);
    atomic_store(&w->watch->high, high);
    for (uint32_t subject = low; subject < high && !status; subject++) {
        if (w->work->done[subject]) continue;
        status = do_subject(w, subject, err);
        /* What is still in the buffer would be lost with the worker: then the supervisor has the subject done again. */
    }
    if (!status) mog_send_flush(&w->sender);
    return status;
}

static mog_status do_all(worker *w, mog_error *err)
{
    uint32_t count = w->plan->subject_count;
    mog_status status = do_claim(w, w->work->low, w->work->high, err);
    while (!status) {
        uint32_t low = atomic_fetch_add(&w->work->shared->next, w->work->claim);
        if (low >= count) break;
        uint32_t high = count - low < w->work->claim ? count : low + w->work->claim;
        status = do_claim(w, low, high, err);
    }
    return status;
}

void mog_worker_run(void *context, int pipe)
{
    const mog_work *work = context;
    mog_error err = MOG_ERROR_NONE;
    mog_arena *arena = mog_arena_new();
    worker *w = mog_take(arena, worker);
    w->work = work;
    w->plan = work->plan;
    w->watch = work->watch;
    w->arena = arena;
    w->sender.fd = pipe;
    mog_status status = mog_bench_open(&w->bench, w->plan, w->watch, &err);
    set_phase(w, MOG_PHASE_READ);
    if (!status) {
        prepare(w);
        status = do_all(w, &err);
    }
    mog_send_finish(&w->sender, status, &err);
    free(w->ids.at);
    mog_arena_free(w->judge.scratch);
    mog_bench_close(&w->bench);
    mog_arena_free(arena);
}
