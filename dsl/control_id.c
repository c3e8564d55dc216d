#include "dsl/control_id.h"

#include <stdio.h>

#define PARTS 4
#define LARGEST_PART 65535

/* The part at the front of `text`: digits without a leading zero, 1..65535. */
static bool take_part(uint32_t *out, mog_text *text)
{
    uint32_t value = 0;
    size_t i = 0;
    for (; i < text->size && text->at[i] >= '0' && text->at[i] <= '9'; i++) {
        value = value * 10 + (uint32_t)(text->at[i] - '0');
        if (value == 0 || value > LARGEST_PART) return false;
    }
    text->at += i;
    text->size -= i;
    *out = value;
    return i > 0;
}

bool mog_control_id_parse(mog_control_id *out, mog_text text)
{
    mog_control_id id = 0;
    for (int shift = 48; shift >= 0; shift -= 16) {
        uint32_t part;
        if (!take_part(&part, &text)) return false;
        id |= (mog_control_id)part << shift;
        if (text.size == 0) {
            *out = id;
            return true;
        }
        if (text.at[0] != '.') return false;
        text.at++;
        text.size--;
    }
    return false;
}

void mog_control_id_format(char out[MOG_CONTROL_ID_TEXT], mog_control_id id)
{
    unsigned parts[PARTS];
    for (int i = 0; i < PARTS; i++) parts[i] = (unsigned)(id >> (48 - 16 * i) & LARGEST_PART);
    int size = snprintf(out, MOG_CONTROL_ID_TEXT, "%u", parts[0]);
    for (int i = 1; i < PARTS && parts[i]; i++)
        size += snprintf(out + size, (size_t)(MOG_CONTROL_ID_TEXT - size), ".%u", parts[i]);
}
