/* control_id.h: the number of a control, such as 5.1 or 8.13, as one comparable word.
 *
 * One to four parts of 1..65535, sixteen bits each from the top; an absent part is 0. So 5.1 < 5.2 < 5.10 < 8.1, and 5.1 differs
 * from 5.10. The value 0 is no control.
 */
#ifndef MOG_DSL_CONTROL_ID_H
#define MOG_DSL_CONTROL_ID_H

#include "base/text.h"

typedef uint64_t mog_control_id;

bool mog_control_id_parse(mog_control_id *out, mog_text text);

#define MOG_CONTROL_ID_TEXT 24
void mog_control_id_format(char out[MOG_CONTROL_ID_TEXT], mog_control_id id);

#endif
