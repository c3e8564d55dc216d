/* program.c: finding things in a policy. */
#include "dsl/program.h"

void mog_policy_free(mog_policy *policy)
{
    if (policy) mog_arena_free(policy->arena); /* the policy itself lives there */
}

const mog_kind *mog_policy_kind(const mog_policy *policy, mog_text name)
{
    for (uint32_t i = 0; i < policy->kind_count; i++)
        if (mog_text_equal(policy->kinds[i]->name, name)) return policy->kinds[i];
    return NULL;
}

const mog_kind *mog_policy_register(const mog_policy *policy, mog_text subject_type)
{
    for (uint32_t i = 0; i < policy->kind_count; i++)
        if (policy->kinds[i]->is_register && mog_text_equal(policy->kinds[i]->name, subject_type))
            return policy->kinds[i];
    return NULL;
}

bool mog_policy_has_subject_type(const mog_policy *policy, mog_text subject_type)
{
    for (uint32_t i = 0; i < policy->kind_count; i++)
        if (mog_kind_is_about(policy->kinds[i], subject_type)) return true;
    return false;
}

const mog_rule *mog_policy_rule(const mog_policy *policy, mog_text id)
{
    for (uint32_t i = 0; i < policy->rule_count; i++)
        if (mog_text_equal(policy->rules[i].id, id)) return &policy->rules[i];
    return NULL;
}

const mog_control *mog_policy_control(const mog_policy *policy, mog_control_id id)
{
    uint32_t low = 0, high = policy->control_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (policy->controls[middle].id < id) low = middle + 1;
        else high = middle;
    }
    return low < policy->control_count && policy->controls[low].id == id ? &policy->controls[low] : NULL;
}

const mog_gate *mog_policy_gate(const mog_policy *policy, mog_text name)
{
    for (uint32_t i = 0; i < policy->gate_count; i++)
        if (mog_text_equal(policy->gates[i].name, name)) return &policy->gates[i];
    return NULL;
}

const mog_profile *mog_policy_profile(const mog_policy *policy, mog_text name)
{
    for (uint32_t i = 0; i < policy->profile_count; i++)
        if (mog_text_equal(policy->profiles[i].name, name)) return &policy->profiles[i];
    return NULL;
}

const mog_group *mog_policy_group(const mog_policy *policy, mog_text name)
{
    for (uint32_t i = 0; i < policy->group_count; i++)
        if (mog_text_equal(policy->groups[i].name, name)) return &policy->groups[i];
    return NULL;
}

bool mog_group_holds(const mog_group *group, mog_control_id control)
{
    uint32_t low = 0, high = group->control_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (group->controls[middle] < control) low = middle + 1;
        else high = middle;
    }
    return low < group->control_count && group->controls[low] == control;
}

const mog_profile_control *mog_profile_control_of(const mog_profile *profile, mog_control_id control)
{
    uint32_t low = 0, high = profile->control_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (profile->controls[middle].control < control) low = middle + 1;
        else high = middle;
    }
    bool found = low < profile->control_count && profile->controls[low].control == control;
    return found ? &profile->controls[low] : NULL;
}

bool mog_exclusion_is_over(const mog_exclusion *exclusion, mog_time clock)
{
    return exclusion->has_review && clock >= exclusion->review;
}

bool mog_profile_counts(const mog_profile *profile, mog_control_id control, mog_time clock)
{
    if (!profile) return true;
    const mog_profile_control *one = mog_profile_control_of(profile, control);
    return one && (!one->exclusion || mog_exclusion_is_over(one->exclusion, clock));
}

void mog_source_position(const mog_source *file, uint32_t offset, uint32_t *line, uint32_t *column)
{
    if (offset > file->text.size) offset = (uint32_t)file->text.size;
    const char *text = file->text.at;
    uint32_t lines = 1, columns = 1;
    size_t begin = 0;
    for (size_t i = 0; i < offset; i++) {
        if (text[i] != '\n') continue;
        lines++;
        begin = i + 1;
    }
    /* A byte order mark takes no column. */
    if (begin == 0 && offset >= 3 && mog_text_starts(file->text, MOG_TEXT("\xef\xbb\xbf"))) begin = 3;
    /* Each byte after the first that begins a character begins a column; so does the end of the file. */
    for (size_t i = begin + 1; i <= offset; i++)
        columns += i == file->text.size || ((unsigned char)text[i] & 0xc0) != 0x80;
    *line = lines;
    *column = columns;
}
