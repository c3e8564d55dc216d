/* select.h: which rules an assessment runs: those that were asked for, of controls that count in the profile; or the steps of a gate. */
#ifndef MOG_ENGINE_ASSESS_SELECT_H
#define MOG_ENGINE_ASSESS_SELECT_H

#include "engine/assess/assess.h"

bool mog_is_selected(const mog_policy *policy, const mog_assess_options *options, const mog_rule *rule);
/* MOG_INPUT: there is nothing of the name that was asked for, or it does not count. */
mog_status mog_check_selection(const mog_policy *policy, const mog_assess_options *options, mog_error *err);

#endif
