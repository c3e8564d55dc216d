/* check_relation.c: other subjects: `parts of s`, `suppliers of s`. */
#include "dsl/check.h"

bool mog_check_subjects(mog_check *check, mog_node *node)
{
    mog_report(check->diagnostics, MOG_E0122, node->span,
               "other subjects cannot be read in this version of the language; a reference such as s.owner can be "
               "compared and shown");
    return false;
}
