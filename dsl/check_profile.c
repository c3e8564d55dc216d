/* check_profile.c: what a profile includes, leaves out and changes. */
#include "dsl/check.h"

void mog_check_profiles(mog_check *check)
{
    (void)check;
}
