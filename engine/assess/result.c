#include "engine/assess/result.h"

static const char *const words[] = {
#define V(tag, word, swedish) word,
    MOG_VERDICTS(V)
#undef V
};

static const char *const words_sv[] = {
#define V(tag, word, swedish) swedish,
    MOG_VERDICTS(V)
#undef V
};

const char *mog_verdict_word(mog_verdict verdict)
{
    return words[verdict];
}

const char *mog_verdict_word_sv(mog_verdict verdict)
{
    return words_sv[verdict];
}

int64_t mog_assessment_subject(const mog_assessment *assessment, mog_text name)
{
    size_t low = 0, high = assessment->subject_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (mog_text_compare(assessment->subjects[middle].name, name) < 0) low = middle + 1;
        else high = middle;
    }
    bool found = low < assessment->subject_count && mog_text_equal(assessment->subjects[low].name, name);
    return found ? (int64_t)low : -1;
}

void mog_assessment_free(mog_assessment *assessment)
{
    if (assessment) mog_arena_free(assessment->arena);
}
