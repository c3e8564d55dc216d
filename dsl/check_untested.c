/* check_untested.c: W0206: rules without a test, in files that test others of their rules. Who writes no tests at all is left in peace. */
#include "dsl/check.h"

/* The names of all rules that tests are for. */
static void gather_names(mog_check *check, mog_pool *names)
{
    for (uint32_t m = 0; m < check->module_count; m++) {
        for (const mog_test_node *test = check->modules[m]->tests; test; test = test->next) {
            char number[MOG_CONTROL_ID_TEXT];
            mog_control_id id;
            mog_text name = test->rule.name.text, before = test->rule.gate.text;
            if (test->rule.number.text.size) {
                if (!mog_control_id_parse(&id, test->rule.number.text)) continue;
                mog_control_id_format(number, id);
                before = mog_text_of(number);
            }
            mog_text key =
                mog_text_of(mog_arena_format(check->arena, "%.*s/%.*s", MOG_SHOW(before), MOG_SHOW(name)));
            mog_pool_add(names, key.at, key.size, NULL);
        }
    }
}

void mog_check_untested(mog_check *check)
{
    mog_pool names = {0}, nodes = {0}, files = {0}; /* what is tested: ids, rules as they stand in the text, files */
    gather_names(check, &names);
    for (size_t r = 0; r < check->rule_count && names.count; r++) {
        const mog_checked_rule *rule = &check->rules[r];
        if (mog_pool_find(&names, rule->id.at, rule->id.size) < 0) continue;
        mog_pool_add(&nodes, &rule->node, sizeof rule->node, NULL);
        if (rule->module->tests) mog_pool_add(&files, &rule->module->file, sizeof rule->module->file, NULL);
    }
    for (size_t r = 0; r < check->rule_count && files.count; r++) {
        const mog_checked_rule *rule = &check->rules[r];
        if (mog_pool_find(&files, &rule->module->file, sizeof rule->module->file) < 0) continue;
        if (mog_pool_find(&nodes, &rule->node, sizeof rule->node) >= 0) continue;
        mog_report(check->diagnostics, MOG_W0206, rule->node->name.span,
                   "no test is for rule %.*s, and others of this file have one; write `test \"…\" for %.*s { … }`",
                   MOG_SHOW(rule->id), MOG_SHOW(rule->id));
    }
    mog_pool_free(&names);
    mog_pool_free(&nodes);
    mog_pool_free(&files);
}
