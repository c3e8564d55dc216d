/* check_test.c: `test` blocks: the rule they are for, what they give and what they expect. */
#include "dsl/check.h"

void mog_check_tests(mog_check *check)
{
    (void)check;
}
