#include "engine/assess/gather.h"

#include "engine/assess/process.h"
#include "engine/assess/wire.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

mog_text mog_gather_keep(mog_gathered *all, mog_text text)
{
    return (mog_text){mog_arena_copy(all->arena, text.at, text.size), text.size};
}

/* An expression is computed by several instructions, which may tell the same thing twice in a row. */
static bool is_repeated(const mog_steps *list, const mog_explained_step *step)
{
    if (list->count == 0) return false;
    const mog_explained_step *last = &list->at[list->count - 1];
    return last->span.file == step->span.file && last->span.start == step->span.start &&
           last->span.end == step->span.end && mog_text_equal(last->value, step->value) &&
           mog_text_equal(last->item, step->item);
}

static bool take_step(mog_gathered *all, mog_frame *frame)
{
    uint8_t block = mog_take_byte(frame);
    mog_explained_step step = {.span.file = mog_take_u32(frame)};
    step.span.start = mog_take_u32(frame);
    step.span.end = mog_take_u32(frame);
    step.unknown = mog_take_byte(frame) != 0;
    step.record = mog_take_u64(frame);
    step.value = mog_take_text(frame);
    step.value_sv = mog_take_text(frame);
    step.help = mog_take_text(frame);
    step.help_sv = mog_take_text(frame);
    step.item = mog_take_text(frame);
    if (!mog_frame_ended(frame) || block >= MOG_TRACED_BLOCKS || step.span.file >= all->policy->file_count)
        return false;
    if (step.span.start > step.span.end || step.span.end > all->policy->files[step.span.file].text.size) return false;
    mog_steps *list = &all->blocks[block];
    if (is_repeated(list, &step)) return true;
    step.value = mog_gather_keep(all, step.value);
    step.value_sv = mog_gather_keep(all, step.value_sv);
    step.help = mog_gather_keep(all, step.help);
    step.help_sv = mog_gather_keep(all, step.help_sv);
    step.item = mog_gather_keep(all, step.item);
    MOG_PUSH(list->at, list->count, list->capacity) = step;
    return true;
}

static bool take_record(mog_gathered *all, mog_frame *frame)
{
    mog_text json;
    mog_explained_record record = {.id = mog_take_u64(frame)};
    record.kind = mog_gather_keep(all, mog_take_text(frame));
    record.subject = mog_gather_keep(all, mog_take_text(frame));
    record.item = mog_gather_keep(all, mog_take_text(frame));
    record.source = mog_gather_keep(all, mog_take_text(frame));
    record.observed = (mog_time)mog_take_u64(frame);
    record.recorded = (mog_time)mog_take_u64(frame);
    uint8_t assurance = mog_take_byte(frame);
    record.stale = mog_take_byte(frame) != 0;
    mog_take_string(frame, &json);
    if (!mog_frame_ended(frame) || assurance >= MOG_ASSURANCE_COUNT) return false;
    record.assurance = (mog_assurance)assurance;
    record.json = mog_gather_keep(all, json).at;
    MOG_PUSH(all->records, all->record_count, all->record_capacity) = record;
    return true;
}

static const char *take_string(mog_gathered *all, mog_frame *frame)
{
    mog_text text;
    return mog_take_string(frame, &text) ? mog_gather_keep(all, text).at : NULL;
}

static bool take_outcome(mog_gathered *all, mog_frame *frame)
{
    mog_told *told = &all->outcome;
    told->unknown = mog_take_byte(frame) != 0;
    told->failed = mog_take_byte(frame) != 0;
    told->reason = take_string(all, frame);
    told->reason_sv = take_string(all, frame);
    told->value = mog_gather_keep(all, mog_take_text(frame));
    told->value_sv = mog_gather_keep(all, mog_take_text(frame));
    all->told = true;
    return mog_frame_ended(frame);
}

static bool take_frame(mog_gathered *all, mog_frame *frame, mog_error *err)
{
    switch (frame->type) {
    case MOG_FRAME_STEP: return take_step(all, frame);
    case MOG_FRAME_RECORD: return take_record(all, frame);
    case MOG_FRAME_RESULT: return take_outcome(all, frame);
    default:
        if (!mog_take_last(frame, &all->status, err)) return false;
        all->ended = true;
        return true;
    }
}

/* Reads until the child ends or `deadline` passes. */
static void read_all(mog_gathered *all, mog_receiver *receiver, int64_t deadline, mog_error *err)
{
    mog_frame frame;
    bool broken = false;
    while (!all->ended && !broken) {
        int64_t left = (deadline - mog_monotonic()) / 1000000;
        struct pollfd file = {receiver->fd, POLLIN, 0};
        if (left <= 0 || (poll(&file, 1, (int)left) > 0 && mog_receive(receiver) == MOG_RECEIVED_END)) return;
        while (!broken && mog_receiver_next(receiver, &frame, &broken)) broken = !take_frame(all, &frame, err);
    }
}

mog_status mog_gather(mog_gathered *all, mog_tracing *what, mog_error *err)
{
    pid_t pid;
    mog_receiver receiver = {0};
    mog_status status = mog_process_start(&pid, &receiver.fd, mog_trace_run, what, err);
    if (status) return status;
    read_all(all, &receiver, mog_monotonic() + 2 * what->plan->options.call_limit, err);
    close(receiver.fd);
    mog_process_kill(pid);
    mog_buffer_free(&receiver.buffer);
    return all->status;
}

const mog_explained_step *mog_gather_steps(mog_gathered *all, mog_traced_block block, uint32_t *count)
{
    const mog_steps *list = &all->blocks[block];
    mog_explained_step *kept = mog_take_array(all->arena, mog_explained_step, list->count);
    if (list->count) memcpy(kept, list->at, list->count * sizeof *kept);
    *count = (uint32_t)list->count;
    return kept;
}

static int by_id(const void *a, const void *b)
{
    const mog_explained_record *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

const mog_explained_record *mog_gather_records(mog_gathered *all, uint32_t *count)
{
    mog_explained_record *kept = mog_take_array(all->arena, mog_explained_record, all->record_count);
    if (all->record_count) qsort(all->records, all->record_count, sizeof *kept, by_id);
    *count = 0;
    for (size_t i = 0; i < all->record_count; i++) {
        if (*count && kept[*count - 1].id == all->records[i].id) continue;
        kept[(*count)++] = all->records[i];
    }
    return kept;
}

void mog_gather_end(mog_gathered *all)
{
    for (int block = 0; block < MOG_TRACED_BLOCKS; block++) free(all->blocks[block].at);
    free(all->records);
}
