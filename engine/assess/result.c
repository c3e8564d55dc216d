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

void mog_assessment_free(mog_assessment *assessment)
{
    if (assessment) mog_arena_free(assessment->arena);
}
