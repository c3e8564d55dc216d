#include "engine/assess/gate.h"

mog_status mog_pass_gate(mog_passage *out, const char *store, const mog_policy *policy, const mog_host *host,
                         mog_text gate, mog_text subject, mog_moment at, mog_error *err)
{
    mog_assess_options options = {.jobs = 1,
                                  .clock = at.clock,
                                  .known_at = at.known_at,
                                  .has_known_at = at.has_known_at,
                                  .subject = subject,
                                  .gate = gate};
    *out = (mog_passage){.gate = mog_policy_gate(policy, gate)};
    mog_status status = mog_assess(&out->assessment, store, policy, host, &options, err);
    if (status) return status;
    const mog_assessment *assessment = out->assessment;
    if (assessment->result_count != out->gate->count) {
        mog_fail(err, MOG_INPUT, "nothing was observed of `%.*s` up to the clock", (int)subject.size, subject.at);
        mog_error_hint(err, "choose a later clock with --as-of");
        mog_passage_free(out);
        return MOG_INPUT;
    }
    for (size_t i = 0; i < assessment->result_count; i++)
        out->remaining += assessment->results[i].verdict != MOG_VERDICT_MET;
    out->open = out->remaining == 0;
    return MOG_OK;
}

void mog_passage_free(mog_passage *passage)
{
    mog_assessment_free(passage->assessment);
    passage->assessment = NULL;
}
