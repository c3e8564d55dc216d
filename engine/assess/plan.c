#include "engine/assess/plan.h"

#include "base/version.h"
#include "engine/assess/process.h"
#include "engine/assess/select.h"
#include "engine/assess/wire.h"
#include "engine/store/journal.h"
#include "engine/store/store.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define T(text) (int)(text).size, (text).at
#define NAMES_A_FRAME 4096u
#define CALL_LIMIT (10 * MOG_SECOND)
#define MEMORY_LIMIT (UINT64_C(1) << 30)

mog_status mog_store_broke(mog_error *err, const char *store, int wait_status)
{
    char how[64], unused[64];
    mog_process_describe(how, unused, sizeof how, wait_status);
    if (!store) return mog_fail(err, MOG_INTERNAL, "the process that read the evidence ended (%s)", how);
    if (WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL) {
        mog_fail(err, MOG_SYSTEM, "the process that read the store was killed (%s)", how);
        mog_error_place(err, "%s", store);
        mog_error_hint(err,
                       "the system kills processes when its memory is used up: see its log; fewer workers may help");
        return MOG_SYSTEM;
    }
    mog_fail(err, MOG_SYSTEM, "the store is damaged or was truncated: the process that read it ended (%s)", how);
    mog_error_place(err, "%s", store);
    mog_error_hint(err, "restore the folder from a backup, or make a new store and add the evidence again");
    return MOG_SYSTEM;
}

/* ---- the survey, in a child: the store must not be opened in the process that forks */

/* What runs say of themselves is no evidence. Those that nothing follows are passed over, so that the same evidence gives the same run, whether
 * one has been put on record or not. */
static mog_status begin_before_runs(mog_snapshot **out, mog_store *store, uint64_t until, mog_error *err)
{
    bool found = true;
    mog_change change = {.type = MOG_CHANGE_RUN_RECORDED};
    mog_status status = mog_snapshot_begin(out, store, until, err);
    uint64_t seen = status ? 0 : mog_snapshot_last(*out), last = seen;
    while (last && !status) {
        status = mog_snapshot_change(&change, &found, *out, last, err);
        if (status || !found || change.type != MOG_CHANGE_RUN_RECORDED) break;
        last--;
    }
    if (status || last == seen) return status;
    mog_snapshot_end(*out);
    *out = NULL;
    return mog_snapshot_begin(out, store, last ? last : MOG_UNTIL_START, err);
}

static mog_status survey_store(mog_sender *sender, const mog_plan *plan, mog_store *store, mog_error *err)
{
    mog_snapshot *snapshot = NULL;
    mog_arena *arena = mog_arena_new();
    mog_digest head;
    mog_subject *subjects;
    size_t count;
    mog_status status;
    uint64_t until = plan->options.until ? plan->options.until : MOG_UNTIL_NOW;
    mog_risks risks = {0};
    mog_exceptions exceptions = {0};
    mog_touched touched = {0};
    if (!until && plan->options.has_known_at &&
        (status = mog_store_known_at(&until, store, plan->options.known_at, err)))
        goto done;
    if ((status = begin_before_runs(&snapshot, store, until, err))) goto done;
    if ((status = mog_snapshot_check_pages(snapshot, err))) goto done;
    if ((status = mog_snapshot_head(&head, snapshot, err))) goto done;
    if ((status = mog_snapshot_subjects(&subjects, &count, arena, snapshot, err))) goto done;
    mog_send_begin(sender, MOG_FRAME_STORE);
    mog_send_u64(sender, mog_snapshot_last(snapshot));
    mog_send_bytes(sender, &head, sizeof head);
    mog_send_end(sender);
    for (size_t i = 0; i < count; i += NAMES_A_FRAME) {
        uint32_t part = count - i < NAMES_A_FRAME ? (uint32_t)(count - i) : NAMES_A_FRAME;
        mog_send_begin(sender, MOG_FRAME_NAMES);
        mog_send_u32(sender, part);
        for (size_t k = i; k < i + part; k++) {
            mog_send_u32(sender, subjects[k].id);
            mog_send_text(sender, subjects[k].name);
        }
        mog_send_end(sender);
    }
    mog_relations relations;
    mog_relations_begin(&relations, arena, plan->policy);
    if ((status = mog_relations_read(&relations, arena, plan->policy, snapshot, plan->options.clock, err))) goto done;
    mog_relations_send(&relations, sender);
    if ((status = mog_risks_read(&risks, plan->policy, snapshot, plan->options.clock, err))) goto done;
    mog_risks_send(&risks, sender);
    if ((status = mog_exceptions_read(&exceptions, arena, plan->policy, snapshot, plan->options.clock, err))) goto done;
    mog_exceptions_send(&exceptions, sender);
    if (plan->options.previous) {
        status = mog_touched_read(&touched, plan->options.previous, snapshot, plan->options.clock, err);
        if (!status) mog_touched_send(&touched, sender);
    }
done:
    mog_risks_free(&risks);
    mog_exceptions_free(&exceptions);
    mog_touched_free(&touched);
    if (snapshot) mog_snapshot_end(snapshot);
    mog_arena_free(arena);
    return status;
}

static void survey(void *context, int pipe)
{
    mog_sender sender = {.fd = pipe};
    mog_error err = MOG_ERROR_NONE;
    mog_store *store = NULL;
    const mog_plan *plan = context;
    mog_status status = mog_store_open(&store, plan->store, false, &err);
    if (!status) status = survey_store(&sender, plan, store, &err);
    mog_store_close(store);
    mog_send_finish(&sender, status, &err);
}

typedef struct found {
    mog_plan_subject *at;
    size_t count, capacity;
    bool ended;
    mog_status status;
} found;

static bool take_names(found *all, mog_arena *arena, mog_frame *frame)
{
    uint32_t count = mog_take_u32(frame);
    for (uint32_t i = 0; i < count && !frame->bad; i++) {
        uint32_t id = mog_take_u32(frame);
        mog_text name = mog_take_text(frame);
        if (frame->bad) break;
        mog_plan_subject *subject = &MOG_PUSH(all->at, all->count, all->capacity);
        *subject = (mog_plan_subject){.name = {mog_arena_copy(arena, name.at, name.size), name.size}, .id = id};
    }
    return mog_frame_ended(frame);
}

static bool take_frame(mog_plan *plan, found *all, mog_frame *frame, mog_error *err)
{
    switch (frame->type) {
    case MOG_FRAME_STORE:
        plan->journal_number = mog_take_u64(frame);
        plan->until = plan->journal_number ? plan->journal_number : MOG_UNTIL_START;
        mog_take_bytes(frame, &plan->journal_head, sizeof plan->journal_head);
        return mog_frame_ended(frame);
    case MOG_FRAME_NAMES: return take_names(all, plan->arena, frame);
    case MOG_FRAME_RISKS: return mog_risks_take(&plan->risks, frame);
    case MOG_FRAME_TOUCHED: return mog_touched_take(&plan->touched, frame);
    case MOG_FRAME_EXCEPTION: return mog_exceptions_take(&plan->exceptions, plan->arena, frame);
    case MOG_FRAME_RELATION: return mog_relations_take(&plan->relations, plan->arena, frame);
    default:
        if (!mog_take_last(frame, &all->status, err)) return false;
        all->ended = true;
        return true;
    }
}

static mog_status ask_store(mog_plan *plan, found *all, mog_error *err)
{
    pid_t pid;
    mog_receiver receiver = {0};
    mog_frame frame;
    bool broken = false;
    mog_status status = mog_process_start(&pid, &receiver.fd, survey, plan, err);
    if (status) goto done;
    while (!all->ended && !broken && mog_receive(&receiver) != MOG_RECEIVED_END)
        while (!broken && mog_receiver_next(&receiver, &frame, &broken)) broken = !take_frame(plan, all, &frame, err);
    close(receiver.fd);
    int how = mog_process_end(pid);
    status = all->ended ? all->status : mog_store_broke(err, plan->store, how);
done:
    mog_buffer_free(&receiver.buffer);
    return status;
}

/* Nothing of a memory can break, so nobody else is asked. The subject need not be in it: nothing may be known of one. */
static mog_status ask_memory(mog_plan *plan, found *all, mog_error *err)
{
    mog_plan_subject subject = {.name = plan->options.subject};
    mog_snapshot *snapshot = mog_memory_snapshot(plan->options.memory);
    mog_status status = mog_snapshot_find(&subject.id, snapshot, subject.name, err);
    if (!status) status = mog_snapshot_head(&plan->journal_head, snapshot, err);
    if (!status)
        status = mog_relations_read(&plan->relations, plan->arena, plan->policy, snapshot, plan->options.clock, err);
    plan->journal_number = mog_snapshot_last(snapshot);
    mog_snapshot_end(snapshot);
    if (!status) MOG_PUSH(all->at, all->count, all->capacity) = subject;
    return status;
}

/* ---- what is asked for */

static bool subject_is_wanted(mog_text name, mog_text asked)
{
    if (asked.size == 0) return true;
    return mog_text_ends(asked, MOG_TEXT(":")) ? mog_text_starts(name, asked) : mog_text_equal(name, asked);
}

static mog_status no_such_subject(const found *all, const mog_plan *plan, mog_error *err)
{
    mog_text asked = plan->options.subject;
    bool whole_type = mog_text_ends(asked, MOG_TEXT(":"));
    mog_text type = {asked.at, asked.size - 1};
    if (whole_type && mog_policy_has_subject_type(plan->policy, type)) return MOG_OK; /* none are recorded */
    mog_text *names = mog_allocate((all->count + 1) * sizeof *names);
    for (size_t i = 0; i < all->count; i++) names[i] = all->at[i].name;
    int near = mog_text_nearest(asked, names, all->count);
    if (whole_type) mog_fail(err, MOG_INPUT, "the policies know no subjects of type `%.*s`", T(type));
    else mog_fail(err, MOG_INPUT, "the store knows no subject `%.*s`", T(asked));
    if (near >= 0) mog_error_hint(err, "did you mean `%.*s`?", T(names[near]));
    else mog_error_hint(err, "a subject is written TYPE:NAME; `mognad evidence list` shows what is recorded");
    free(names);
    return MOG_INPUT;
}

/* ---- the layout */

static mog_text type_of(mog_text name)
{
    const char *colon = memchr(name.at, ':', name.size);
    return (mog_text){name.at, colon ? (size_t)(colon - name.at) : name.size};
}

static uint32_t list_rules(mog_plan *plan, const uint32_t **out, mog_text type)
{
    const mog_policy *policy = plan->policy;
    uint32_t *rules = mog_take_array(plan->arena, uint32_t, policy->rule_count);
    uint32_t count = 0;
    for (uint32_t r = 0; r < policy->rule_count; r++)
        if (mog_text_equal(policy->rules[r].subject_type, type) &&
            mog_is_selected(policy, &plan->options, &policy->rules[r]))
            rules[count++] = r;
    *out = rules;
    return count;
}

/* Subjects of one type share a prefix and are sorted, so they come together. */
static void lay_out(mog_plan *plan, const found *all)
{
    size_t capacity = 0, groups = 0;
    mog_plan_group *list = NULL, *group = NULL;
    mog_text type = {0};
    plan->subjects = mog_take_array(plan->arena, mog_plan_subject, all->count);
    for (size_t i = 0; i < all->count; i++) {
        mog_text name = all->at[i].name;
        if (!subject_is_wanted(name, plan->options.subject)) continue;
        if (groups == 0 || !mog_text_equal(type, type_of(name))) {
            type = type_of(name);
            group = &MOG_PUSH(list, groups, capacity);
            *group = (mog_plan_group){.type = type, .first = plan->subject_count};
            group->rule_count = list_rules(plan, &group->rules, type);
        }
        if (group->rule_count == 0) continue;
        plan->subjects[plan->subject_count] = all->at[i];
        plan->subjects[plan->subject_count++].group = (uint32_t)groups - 1;
        group->count++;
    }
    plan->group_count = (uint32_t)groups;
    plan->groups = mog_take_array(plan->arena, mog_plan_group, groups);
    if (groups) memcpy(plan->groups, list, groups * sizeof *list);
    free(list);
}

static void place_results(mog_plan *plan)
{
    plan->rule_at = mog_take_array(plan->arena, size_t, plan->policy->rule_count);
    uint32_t *subjects = mog_take_array(plan->arena, uint32_t, plan->policy->rule_count);
    for (uint32_t g = 0; g < plan->group_count; g++)
        for (uint32_t i = 0; i < plan->groups[g].rule_count; i++)
            subjects[plan->groups[g].rules[i]] = plan->groups[g].count;
    for (uint32_t r = 0; r < plan->policy->rule_count; r++) {
        plan->rule_at[r] = subjects[r] ? plan->result_count : SIZE_MAX;
        plan->result_count += subjects[r];
    }
}

bool mog_plan_place(size_t *out, const mog_plan *plan, uint32_t rule, uint32_t subject)
{
    if (rule >= plan->policy->rule_count || subject >= plan->subject_count || plan->rule_at[rule] == SIZE_MAX)
        return false;
    const mog_plan_group *group = &plan->groups[plan->subjects[subject].group];
    if (!mog_text_equal(plan->policy->rules[rule].subject_type, group->type)) return false;
    *out = plan->rule_at[rule] + (subject - group->first);
    return true;
}

mog_status mog_plan_make(mog_plan *out, mog_arena *arena, const char *store, const mog_policy *policy,
                         const mog_host *host, const mog_assess_options *options, mog_error *err)
{
    found all = {0};
    bool any_subject = options->subject.size == 0;
    *out = (mog_plan){.arena = arena, .store = store, .policy = policy, .host = host, .options = *options};
    if (out->options.call_limit <= 0) out->options.call_limit = CALL_LIMIT;
    if (out->options.memory_limit == 0) out->options.memory_limit = MEMORY_LIMIT;
    mog_status status = mog_check_selection(policy, options, err);
    if (status) return status;

    mog_relations_begin(&out->relations, arena, policy);
    status = options->memory ? ask_memory(out, &all, err) : ask_store(out, &all, err);
    if (status) goto done;
    for (size_t i = 0; i < all.count && !any_subject; i++)
        any_subject = subject_is_wanted(all.at[i].name, options->subject);
    if (!any_subject && (status = no_such_subject(&all, out, err))) goto done;
    lay_out(out, &all);
    place_results(out);
    mog_reuse_plan(out);
done:
    free(all.at);
    return status;
}

void mog_plan_end(mog_plan *plan)
{
    mog_risks_free(&plan->risks);
    mog_exceptions_free(&plan->exceptions);
    mog_touched_free(&plan->touched);
}

/* ---- the run's identity */

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(mog_digest));
}

static void add_number(mog_hasher *hasher, uint64_t number)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = (uint8_t)(number >> (8 * i)); /* alike on every machine */
    mog_hasher_add(hasher, bytes, sizeof bytes);
}

static void add_choice(mog_hasher *hasher, const char *what, mog_text name)
{
    if (name.size == 0) return;
    mog_hasher_add(hasher, what, strlen(what));
    add_number(hasher, name.size);
    mog_hasher_add(hasher, name.at, name.size);
}

static void add_plugins(mog_hasher *hasher, const mog_plan *plan)
{
    for (uint32_t p = 0; plan->host && p < plan->host->count; p++) {
        const mog_host_plugin *plugin = &plan->host->plugins[p];
        bool used = false;
        for (uint32_t f = 0; f < plan->policy->function_count; f++)
            used |= mog_text_equal(plan->policy->functions[f].plugin, plugin->name);
        if (!used || plugin->refused.size) continue;
        mog_hasher_add(hasher, plugin->name.at, plugin->name.size);
        add_number(hasher, (uint64_t)plugin->version_major << 32 | plugin->version_minor);
        mog_hasher_add(hasher, &plugin->digest, sizeof plugin->digest);
    }
}

mog_digest mog_plan_run(const mog_plan *plan)
{
    const mog_policy *policy = plan->policy;
    mog_hasher *hasher = mog_hasher_new();
    mog_hasher_add(hasher, MOG_VERSION, strlen(MOG_VERSION));
    add_number(hasher, (uint64_t)plan->options.clock);
    add_number(hasher, plan->journal_number);
    mog_hasher_add(hasher, &plan->journal_head, sizeof plan->journal_head);
    mog_hasher_add(hasher, plan->options.subject.at, plan->options.subject.size);
    mog_hasher_add(hasher, plan->options.rule.at, plan->options.rule.size);
    add_choice(hasher, "profile", policy->profile ? policy->profile->name : (mog_text){0});
    add_choice(hasher, "gate", plan->options.gate);

    mog_digest *files = mog_allocate((policy->file_count + 1) * sizeof *files);
    for (uint32_t f = 0; f < policy->file_count; f++) files[f] = policy->files[f].digest;
    qsort(files, policy->file_count, sizeof *files, by_bytes);
    add_number(hasher, policy->file_count);
    mog_hasher_add(hasher, files, policy->file_count * sizeof *files);
    free(files);
    add_plugins(hasher, plan);
    return mog_hasher_end(hasher);
}
