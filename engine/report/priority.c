#include "engine/report/report.h"

#include <stdlib.h>

static bool is_of(const mog_result *result, mog_concern concern)
{
    switch (concern) {
    case MOG_CONCERN_FAILING: return result->verdict == MOG_VERDICT_NOT_MET || result->verdict == MOG_VERDICT_PARTLY;
    case MOG_CONCERN_UNKNOWN: return result->verdict == MOG_VERDICT_UNKNOWN;
    case MOG_CONCERN_ERROR: return result->verdict == MOG_VERDICT_ERROR;
    }
    return false;
}

static int by_loss(const void *a, const void *b)
{
    const mog_priority *x = a, *y = b;
    if (x->loss != y->loss) return x->loss > y->loss ? -1 : 1;
    return (x->rule > y->rule) - (x->rule < y->rule);
}

typedef struct costed {
    const mog_result *result;
    int64_t loss;
} costed;

static int by_cost(const void *a, const void *b)
{
    const costed *x = a, *y = b;
    if (x->loss != y->loss) return x->loss > y->loss ? -1 : 1;
    return (x->result->subject > y->result->subject) - (x->result->subject < y->result->subject);
}

/* The results of one rule stand together. */
static void finish(mog_priority *priority, mog_arena *arena, costed *results, uint32_t count)
{
    priority->results = mog_take_array(arena, const mog_result *, count);
    priority->count = count;
    qsort(results, count, sizeof *results, by_cost);
    for (uint32_t i = 0; i < count; i++) {
        priority->results[i] = results[i].result;
        priority->loss += results[i].loss;
    }
}

mog_priorities mog_report_priorities(mog_arena *arena, const mog_assessment *assessment, mog_concern concern)
{
    mog_priority *list = mog_take_array(arena, mog_priority, assessment->policy->rule_count);
    costed *results = NULL;
    size_t capacity = 0, gathered = 0;
    uint32_t count = 0;
    for (size_t i = 0; i < assessment->result_count; i++) {
        const mog_result *result = &assessment->results[i];
        if (!is_of(result, concern)) continue;
        if (count == 0 || list[count - 1].rule != result->rule) {
            if (count) finish(&list[count - 1], arena, results, (uint32_t)gathered);
            gathered = 0;
            list[count++].rule = result->rule;
        }
        MOG_PUSH(results, gathered, capacity) = (costed){result, mog_score_loss(assessment, result)};
    }
    if (count) finish(&list[count - 1], arena, results, (uint32_t)gathered);
    free(results);
    if (count) qsort(list, count, sizeof *list, by_loss);
    return (mog_priorities){list, count};
}
