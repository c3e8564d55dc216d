/* Any bytes as the state of a run. What is taken has subjects and results in order, and every text and list of it can be read to its end. */
#include "engine/run/state.h"

#include <stdlib.h>
#include <string.h>

static mog_rule rules[2];
static mog_policy policy;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    rules[0].id = MOG_TEXT("8.1/a");
    rules[1].id = MOG_TEXT("8.1/b");
    policy = (mog_policy){.rules = rules, .rule_count = 2};
    return 0;
}

static uint64_t read_text(const char *text)
{
    return text ? strlen(text) : 0;
}

static uint64_t read_result(const mog_result *result)
{
    uint64_t sum = read_text(result->reason) + read_text(result->reason_sv);
    if (result->rule >= policy.rule_count || result->verdict >= MOG_VERDICT_COUNT) abort();
    for (uint32_t i = 0; i < result->evidence_count; i++) sum += result->evidence[i];
    for (uint32_t i = 0; i < result->finding_count; i++) {
        sum += read_text(result->findings[i]);
        if (result->findings_sv) sum += read_text(result->findings_sv[i]);
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    mog_arena *arena = mog_arena_new();
    mog_previous previous = {0};
    volatile uint64_t sum = 0;
    if (mog_state_read(&previous, arena, (mog_text){(const char *)bytes, size}, &policy)) {
        for (uint32_t s = 0; s < previous.subject_count; s++) {
            const mog_previous_subject *subject = &previous.subjects[s];
            if (mog_previous_find(&previous, subject->told.name) != subject) abort();
            for (uint32_t r = 0; r < subject->count; r++) {
                sum += read_result(&subject->results[r]);
                if (mog_previous_result(subject, subject->results[r].rule) != &subject->results[r]) abort();
            }
        }
    }
    (void)sum;
    mog_arena_free(arena);
    return 0;
}
