/* check.c: the order of the parts: what is declared first, then what uses it. */
#include "dsl/check.h"

#include <stdlib.h>

static int by_id(const void *a, const void *b)
{
    mog_control_id x = ((const mog_control *)a)->id, y = ((const mog_control *)b)->id;
    return x < y ? -1 : x > y;
}

static int by_control(const void *a, const void *b)
{
    const mog_checked_rule *x = a, *y = b;
    if (x->control != y->control) return x->control < y->control ? -1 : 1;
    if (x->gate && y->gate) {
        int order = mog_text_compare(x->gate->name.text, y->gate->name.text);
        return order ? order : (x->step > y->step) - (x->step < y->step);
    }
    if (x->level != y->level) return x->level < y->level ? -1 : 1;
    return mog_text_compare(x->node->name.text, y->node->name.text);
}

void mog_check_all(mog_check *check)
{
    mog_check_modules(check);
    mog_check_circles(check);
    mog_check_kinds(check);
    mog_check_params(check);
    mog_check_settings(check);
    mog_check_catalogues(check);
    mog_check_lets(check);
    mog_check_rules(check);
    mog_check_eaches(check);
    mog_check_gates(check);
    mog_check_profiles(check);
    mog_check_groups(check);
    mog_check_tests(check);
    mog_check_untested(check);
    mog_check_unused(check);
    if (check->control_count) qsort(check->controls, check->control_count, sizeof *check->controls, by_id);
    if (check->rule_count) qsort(check->rules, check->rule_count, sizeof *check->rules, by_control);
}

void mog_check_free(mog_check *check)
{
    mog_pool_free(&check->module_names);
    mog_pool_free(&check->param_names);
    mog_pool_free(&check->let_names);
    mog_pool_free(&check->rule_ids);
    mog_pool_free(&check->control_ids);
    mog_pool_free(&check->guarded);
    free(check->themes);
    free(check->controls);
    free(check->rules);
    free(check->everys);
    free(check->profiles);
    free(check->groups);
    free(check->gates);
}
