#include "engine/assess/collect.h"

#include "engine/vm/machine.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void mog_collection_end(mog_collection *collection)
{
    mog_intern_free(&collection->texts);
}

void mog_stream_begin(mog_stream *stream, const mog_plan *plan, int fd)
{
    size_t lists = plan->policy->rule_count;
    *stream = (mog_stream){.receiver = {.fd = fd}, .lists = mog_allocate((lists + 1) * sizeof *stream->lists)};
    memset(stream->lists, 0, (lists + 1) * sizeof *stream->lists);
}

void mog_stream_end(mog_stream *stream)
{
    close(stream->receiver.fd);
    mog_buffer_free(&stream->receiver.buffer);
    free(stream->lists);
}

/* ---- frames */

static mog_text keep(mog_collection *c, mog_text text)
{
    return text.size ? (mog_text){mog_arena_copy(c->arena, text.at, text.size), text.size} : text;
}

static bool take_subject(mog_collection *c, mog_stream *stream, mog_frame *frame)
{
    uint8_t classes[4];
    uint32_t subject = mog_take_u32(frame);
    uint8_t absent = mog_take_byte(frame);
    mog_take_bytes(frame, classes, sizeof classes);
    mog_text display = mog_take_text(frame), owner = mog_take_text(frame), part_of = mog_take_text(frame);
    if (!mog_frame_ended(frame) || subject >= c->plan->subject_count || absent > 1) return false;
    mog_assessed_subject *out = &c->subjects[subject];
    mog_text name = c->plan->subjects[subject].name;
    *out = (mog_assessed_subject){
        .name = keep(c, name), .display = keep(c, display), .owner = keep(c, owner), .part_of = keep(c, part_of)};
    for (int i = 0; i < 4; i++) out->classes[i] = classes[i] > 3 ? 3 : classes[i];
    c->absent[subject] = absent;
    stream->subject = subject + 1;
    return true;
}

static bool take_list(mog_collection *c, mog_stream *stream, mog_frame *frame)
{
    uint32_t index = mog_take_u32(frame);
    uint8_t more = mog_take_byte(frame);
    size_t left = (size_t)(frame->end - frame->at);
    if (frame->bad || index >= c->plan->policy->rule_count || stream->subject == 0 || left % 8 != 0) return false;
    mog_evidence_list *list = &stream->lists[index];
    size_t had = more && list->subject == stream->subject ? list->count : 0, count = had + left / 8;
    if (count > UINT32_MAX) return false;
    uint64_t *ids = mog_take_array(c->arena, uint64_t, count);
    if (had) memcpy(ids, list->at, had * sizeof *ids);
    mog_take_bytes(frame, ids + had, left);
    *list = (mog_evidence_list){ids, (uint32_t)count, stream->subject};
    return true;
}

static const char *take_reason(mog_collection *c, mog_frame *frame)
{
    mog_text text;
    return mog_take_string(frame, &text) ? mog_intern_text(&c->texts, text) : NULL;
}

static bool take_findings(mog_collection *c, mog_frame *frame, const char ***out, uint32_t *count)
{
    *count = mog_take_u32(frame);
    if (frame->bad || *count > MOG_FINDING_LIMIT) return false;
    if (*count == 0) return true;
    *out = mog_take_array(c->arena, const char *, *count);
    for (uint32_t i = 0; i < *count; i++) (*out)[i] = mog_intern_text(&c->texts, mog_take_text(frame));
    return !frame->bad;
}

static bool take_result(mog_collection *c, mog_stream *stream, mog_frame *frame)
{
    mog_result result = {.rule = mog_take_u32(frame), .subject = stream->subject - 1};
    uint32_t findings_sv = 0;
    size_t place;
    result.verdict = (mog_verdict)mog_take_byte(frame);
    uint32_t list = mog_take_u32(frame);
    result.achievement = (int64_t)mog_take_u64(frame);
    result.cap = (int64_t)mog_take_u64(frame);
    result.reason = take_reason(c, frame);
    result.reason_sv = take_reason(c, frame);
    if (!take_findings(c, frame, &result.findings, &result.finding_count)) return false;
    if (!take_findings(c, frame, &result.findings_sv, &findings_sv)) return false;
    if (findings_sv && findings_sv != result.finding_count) return false;
    if (!mog_frame_ended(frame) || stream->subject == 0 || result.verdict >= MOG_VERDICT_COUNT) return false;
    if (result.achievement < MOG_ACHIEVEMENT_NONE || result.achievement > MOG_ACHIEVEMENT_ONE) return false;
    if (list >= c->plan->policy->rule_count || stream->lists[list].subject != stream->subject) return false;
    if (!mog_plan_place(&place, c->plan, result.rule, result.subject)) return false;
    result.evidence = stream->lists[list].at;
    result.evidence_count = stream->lists[list].count;
    c->results[place] = result;
    return true;
}

/* ---- what an earlier run found */

static const char **copy_texts(mog_collection *c, const char *const *texts, uint32_t count)
{
    if (!texts || !count) return NULL;
    const char **copies = mog_take_array(c->arena, const char *, count);
    for (uint32_t i = 0; i < count; i++) copies[i] = mog_intern_text(&c->texts, mog_text_of(texts[i]));
    return copies;
}

static bool take_over(mog_collection *c, uint32_t subject, const mog_result *before)
{
    size_t place;
    mog_result result = *before;
    if (!mog_plan_place(&place, c->plan, before->rule, subject)) return false;
    uint64_t *evidence = mog_take_array(c->arena, uint64_t, before->evidence_count + (size_t)1);
    if (before->evidence_count) memcpy(evidence, before->evidence, before->evidence_count * sizeof *evidence);
    result.subject = subject;
    result.excepted = NULL;
    result.evidence = evidence;
    if (before->reason) result.reason = mog_intern_text(&c->texts, mog_text_of(before->reason));
    if (before->reason_sv) result.reason_sv = mog_intern_text(&c->texts, mog_text_of(before->reason_sv));
    result.findings = copy_texts(c, before->findings, before->finding_count);
    result.findings_sv = copy_texts(c, before->findings_sv, before->finding_count);
    c->results[place] = result;
    c->reused++;
    return true;
}

static bool take_reused(mog_collection *c, mog_stream *stream, mog_frame *frame)
{
    uint32_t rule = mog_take_u32(frame);
    if (!mog_frame_ended(frame) || stream->subject == 0 || !c->plan->reuse.how) return false;
    const mog_previous_subject *before = c->plan->reuse.before[stream->subject - 1];
    const mog_result *result = before ? mog_previous_result(before, rule) : NULL;
    return result && take_over(c, stream->subject - 1, result);
}

/* Subjects that need not even be read. */
static void take_over_whole(mog_collection *c)
{
    const mog_plan *plan = c->plan;
    for (uint32_t s = 0; plan->reuse.how && s < plan->subject_count; s++) {
        if (plan->reuse.how[s] != MOG_REUSE_ALL) continue;
        const mog_previous_subject *before = plan->reuse.before[s];
        const mog_plan_group *group = &plan->groups[plan->subjects[s].group];
        c->subjects[s] = (mog_assessed_subject){.name = keep(c, plan->subjects[s].name),
                                                .display = keep(c, before->told.display),
                                                .owner = keep(c, before->told.owner),
                                                .part_of = keep(c, before->told.part_of)};
        memcpy(c->subjects[s].classes, before->told.classes, sizeof c->subjects[s].classes);
        for (uint32_t r = 0; r < group->rule_count; r++) take_over(c, s, mog_previous_result(before, group->rules[r]));
        c->done[s] = 1;
        c->done_count++;
    }
}

void mog_collection_begin(mog_collection *collection, const mog_plan *plan, mog_arena *arena)
{
    *collection = (mog_collection){
        .plan = plan,
        .arena = arena,
        .results = mog_take_array(arena, mog_result, plan->result_count),
        .subjects = mog_take_array(arena, mog_assessed_subject, plan->subject_count),
        .done = mog_take_array(arena, uint8_t, plan->subject_count),
        .absent = mog_take_array(arena, uint8_t, plan->subject_count),
        .texts = {.arena = arena},
    };
    take_over_whole(collection);
}

static bool take_done(mog_collection *c, mog_stream *stream, mog_frame *frame)
{
    uint32_t subject = mog_take_u32(frame);
    if (!mog_frame_ended(frame) || subject + 1 != stream->subject) return false;
    stream->subject = 0;
    if (!c->done[subject]) c->done_count++;
    c->done[subject] = 1;
    return true;
}

static bool take_frame(mog_collection *c, mog_stream *stream, mog_frame *frame, mog_status *status, mog_error *err)
{
    switch (frame->type) {
    case MOG_FRAME_SUBJECT: return take_subject(c, stream, frame);
    case MOG_FRAME_LIST: return take_list(c, stream, frame);
    case MOG_FRAME_RESULT: return take_result(c, stream, frame);
    case MOG_FRAME_REUSED: return take_reused(c, stream, frame);
    case MOG_FRAME_DONE: return take_done(c, stream, frame);
    case MOG_FRAME_ERROR:
        stream->failed = true;
        *status = mog_take_error(frame, err);
        return true;
    case MOG_FRAME_BYE: stream->said_bye = true; return true;
    default: return false;
    }
}

bool mog_collect_frames(mog_collection *collection, mog_stream *stream, mog_status *status, mog_error *err)
{
    mog_frame frame;
    bool broken;
    while (mog_receiver_next(&stream->receiver, &frame, &broken))
        if (!take_frame(collection, stream, &frame, status, err)) return false;
    return !broken;
}

/* ---- the end */

static void leave_out_absent(mog_assessment *assessment, mog_collection *c)
{
    uint32_t kept = 0;
    size_t results = 0;
    uint32_t *moved = mog_allocate((c->plan->subject_count + 1) * sizeof *moved);
    for (uint32_t s = 0; s < c->plan->subject_count; s++) {
        moved[s] = kept;
        if (!c->absent[s]) c->subjects[kept++] = c->subjects[s];
    }
    for (size_t i = 0; i < c->plan->result_count; i++) {
        mog_result *result = &c->results[i];
        /* A place that nothing was put into is that of an absent subject: it is told by its lack of a list. */
        if (!result->evidence || c->absent[result->subject]) continue;
        result->subject = moved[result->subject];
        c->results[results++] = *result;
    }
    free(moved);
    assessment->subject_count = kept;
    assessment->result_count = results;
}

void mog_collection_finish(mog_assessment *assessment, mog_collection *c)
{
    leave_out_absent(assessment, c);
    assessment->subjects = c->subjects;
    assessment->results = c->results;
    mog_exceptions_mark(assessment, c->arena, &c->plan->exceptions, c->results);
    assessment->evaluations = assessment->result_count;
    assessment->reused = c->reused;
    for (size_t i = 0; i < assessment->result_count; i++)
        assessment->degraded |= c->results[i].verdict == MOG_VERDICT_ERROR;
}
