/* check_gate.c: gates and their steps. */
#include "dsl/check.h"

void mog_check_gates(mog_check *check)
{
    (void)check;
}
