/* Frames from workers: what was sent is read; what was damaged is found out or harmless. */
#include "engine/assess/collect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <unistd.h>

#define RULES 3u
#define SUBJECTS 4u

typedef struct world {
    mog_arena *arena;
    mog_policy policy;
    mog_rule rules[RULES];
    mog_plan plan;
    mog_plan_subject subjects[SUBJECTS];
    mog_plan_group group;
    uint32_t numbers[RULES];
    size_t rule_at[RULES];
} world;

static int set_up(void **state)
{
    world *w = mog_allocate(sizeof *w);
    memset(w, 0, sizeof *w);
    w->arena = mog_arena_new();
    for (uint32_t r = 0; r < RULES; r++) {
        w->rules[r].subject_type = MOG_TEXT("system");
        w->numbers[r] = r;
        w->rule_at[r] = (size_t)r * SUBJECTS;
    }
    for (uint32_t s = 0; s < SUBJECTS; s++)
        w->subjects[s].name = mog_text_of(mog_arena_format(w->arena, "system:%u", s));
    w->policy = (mog_policy){.rules = w->rules, .rule_count = RULES};
    w->group =
        (mog_plan_group){.type = MOG_TEXT("system"), .count = SUBJECTS, .rules = w->numbers, .rule_count = RULES};
    w->plan = (mog_plan){.arena = w->arena,
                         .policy = &w->policy,
                         .subjects = w->subjects,
                         .subject_count = SUBJECTS,
                         .groups = &w->group,
                         .group_count = 1,
                         .rule_at = w->rule_at,
                         .result_count = (size_t)RULES * SUBJECTS};
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    mog_arena_free(w->arena);
    free(w);
    return 0;
}

static void send_subject(mog_sender *sender, uint32_t subject)
{
    uint64_t ids[] = {7, 9};
    mog_send_begin(sender, MOG_FRAME_SUBJECT);
    mog_send_u32(sender, subject);
    mog_send_byte(sender, 0);
    mog_send_bytes(sender, "\1\2\3\0", 4);
    mog_send_text(sender, MOG_TEXT("Name"));
    mog_send_text(sender, MOG_TEXT("unit:a"));
    mog_send_text(sender, MOG_TEXT("system:1"));
    mog_send_end(sender);
    mog_send_begin(sender, MOG_FRAME_LIST);
    mog_send_u32(sender, 1);
    mog_send_byte(sender, 0);
    mog_send_bytes(sender, ids, sizeof ids);
    mog_send_end(sender);
    for (uint32_t rule = 0; rule < RULES; rule++) {
        mog_send_begin(sender, MOG_FRAME_RESULT);
        mog_send_u32(sender, rule);
        mog_send_byte(sender, MOG_VERDICT_NOT_MET);
        mog_send_u32(sender, 1);
        mog_send_u64(sender, 0);
        mog_send_u64(sender, (uint64_t)MOG_ACHIEVEMENT_ONE);
        mog_send_string(sender, NULL);
        mog_send_string(sender, NULL);
        mog_send_u32(sender, 1);
        mog_send_text(sender, MOG_TEXT("a finding"));
        mog_send_u32(sender, 0);
        mog_send_end(sender);
    }
    mog_send_begin(sender, MOG_FRAME_DONE);
    mog_send_u32(sender, subject);
    mog_send_end(sender);
}

/* All that a worker would send, as bytes. */
static mog_buffer sent(void)
{
    mog_sender sender = {.fd = -1};
    for (uint32_t s = 0; s < SUBJECTS; s++) send_subject(&sender, s);
    mog_send_begin(&sender, MOG_FRAME_BYE);
    mog_send_end(&sender);
    return sender.buffer;
}

/* True when every frame made sense. `bytes` are consumed `piece` at a time. */
static bool collect(world *w, mog_collection *all, mog_stream *stream, const mog_buffer *bytes, size_t piece)
{
    mog_status status = MOG_OK;
    mog_error err = MOG_ERROR_NONE;
    bool sensible = true;
    int nothing = open("/dev/null", O_RDONLY);
    assert_true(nothing >= 0);
    mog_collection_begin(all, &w->plan, w->arena);
    mog_stream_begin(stream, &w->plan, nothing);
    for (size_t at = 0; at < bytes->size && sensible; at += piece) {
        mog_buffer_add(&stream->receiver.buffer, bytes->at + at, piece < bytes->size - at ? piece : bytes->size - at);
        sensible = mog_collect_frames(all, stream, &status, &err);
    }
    return sensible;
}

static void what_is_sent_arrives_in_whatever_pieces(void **state)
{
    world *w = *state;
    mog_buffer bytes = sent();
    for (size_t piece = 1; piece < 200; piece = 3 * piece + 1) {
        mog_collection all;
        mog_stream stream;
        assert_true(collect(w, &all, &stream, &bytes, piece));
        assert_true(stream.said_bye);
        assert_int_equal(all.done_count, SUBJECTS);
        for (size_t i = 0; i < RULES * SUBJECTS; i++) {
            assert_int_equal(all.results[i].verdict, MOG_VERDICT_NOT_MET);
            assert_int_equal(all.results[i].rule, i / SUBJECTS);
            assert_int_equal(all.results[i].subject, i % SUBJECTS);
            assert_int_equal(all.results[i].evidence_count, 2);
            assert_int_equal(all.results[i].evidence[1], 9);
            assert_string_equal(all.results[i].findings[0], "a finding");
            assert_ptr_equal(all.results[i].findings[0], all.results[0].findings[0]); /* kept once */
        }
        assert_memory_equal(all.subjects[3].classes, "\1\2\3\0", 4);
        mog_stream_end(&stream);
        mog_collection_end(&all);
    }
    mog_buffer_free(&bytes);
}

static void damaged_frames_are_found_out_or_harmless(void **state)
{
    world *w = *state;
    mog_buffer bytes = sent();
    uint64_t seed = 11;
    uint32_t refused = 0;
    for (int round = 0; round < 3000; round++) {
        mog_collection all;
        mog_stream stream;
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
        size_t at = (size_t)(seed >> 33) % bytes.size;
        char old = bytes.at[at];
        bytes.at[at] = (char)(seed >> 20);
        refused += !collect(w, &all, &stream, &bytes, bytes.size);
        for (size_t i = 0; i < RULES * SUBJECTS; i++) {
            assert_true(all.results[i].verdict < MOG_VERDICT_COUNT && all.results[i].subject < SUBJECTS);
            assert_true(all.results[i].achievement <= MOG_ACHIEVEMENT_ONE && all.results[i].rule < RULES);
        }
        mog_stream_end(&stream);
        mog_collection_end(&all);
        bytes.at[at] = old;
    }
    assert_true(refused > 1000);
    mog_buffer_free(&bytes);
}

static void a_frame_over_the_limit_is_refused_at_once(void **state)
{
    world *w = *state;
    mog_collection all;
    mog_stream stream;
    uint32_t head[2] = {MOG_FRAME_LIMIT + 1, MOG_FRAME_RESULT};
    mog_buffer bytes = {0};
    mog_buffer_add(&bytes, head, sizeof head);
    assert_false(collect(w, &all, &stream, &bytes, bytes.size));
    mog_stream_end(&stream);
    mog_collection_end(&all);
    mog_buffer_free(&bytes);
}

static void an_error_crosses_the_pipe(void **state)
{
    (void)state;
    int ends[2];
    mog_error out = MOG_ERROR_NONE, in = MOG_ERROR_NONE;
    mog_frame frame;
    bool broken;
    assert_int_equal(pipe(ends), 0);
    mog_fail(&out, MOG_SYSTEM, "the cause");
    mog_error_place(&out, "the place");
    mog_error_hint(&out, "the remedy");
    mog_sender sender = {.fd = ends[1]};
    mog_send_error(&sender, &out);
    close(ends[1]);
    mog_receiver receiver = {.fd = ends[0]};
    assert_int_equal(mog_receive(&receiver), MOG_RECEIVED_SOME);
    assert_true(mog_receiver_next(&receiver, &frame, &broken));
    assert_int_equal(frame.type, MOG_FRAME_ERROR);
    assert_int_equal(mog_take_error(&frame, &in), MOG_SYSTEM);
    assert_string_equal(in.message, "the cause");
    assert_string_equal(in.place, "the place");
    assert_string_equal(in.hint, "the remedy");
    assert_int_equal(mog_receive(&receiver), MOG_RECEIVED_END);
    close(ends[0]);
    mog_buffer_free(&receiver.buffer);
    mog_buffer_free(&sender.buffer);
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(what_is_sent_arrives_in_whatever_pieces),
        T(damaged_frames_are_found_out_or_harmless),
        T(a_frame_over_the_limit_is_refused_at_once),
        cmocka_unit_test(an_error_crosses_the_pipe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
