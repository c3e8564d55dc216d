/* der.c: reading DER. Clauses are those of X.690. */
#include "der.h"

#include "../days.h"

#include <string.h>

/* Clause 8.1.3, and 10.1: the shortest form. Lengths of more than 24 bits are longer than any certificate. */
static bool take_length(der *from, size_t *length)
{
    if (from->size == 0) return false;
    uint8_t first = *from->at++;
    from->size--;
    *length = first;
    if (first < 0x80) return true;
    size_t bytes = first & 0x7f;
    if (bytes == 0 || bytes > 3 || bytes > from->size) return false;
    *length = 0;
    for (size_t i = 0; i < bytes; i++) *length = *length << 8 | from->at[i];
    from->at += bytes;
    from->size -= bytes;
    return *length >= 0x80 && *length >> (8 * (bytes - 1)) != 0;
}

bool der_take_any(der *from, uint8_t *tag, der *contents)
{
    if (from->size == 0 || (from->at[0] & 0x1f) == 0x1f) return false;
    der rest = {from->at + 1, from->size - 1};
    size_t length;
    if (!take_length(&rest, &length) || length > rest.size) return false;
    *tag = from->at[0];
    *contents = (der){rest.at, length};
    *from = (der){rest.at + length, rest.size - length};
    return true;
}

bool der_take(der *from, uint8_t tag, der *contents)
{
    der before = *from;
    uint8_t found;
    if (der_take_any(from, &found, contents) && found == tag) return true;
    *from = before;
    return false;
}

bool der_bits(der integer, int64_t *bits)
{
    /* Clause 8.3: two's complement in the fewest bytes. */
    if (integer.size == 0 || integer.at[0] >= 0x80) return false;
    if (integer.size > 1 && integer.at[0] == 0 && integer.at[1] < 0x80) return false;
    if (integer.at[0] == 0) {
        integer.at++;
        integer.size--;
    }
    if (integer.size == 0) return false;
    *bits = (int64_t)integer.size * 8;
    for (uint8_t top = integer.at[0]; top < 0x80; top = (uint8_t)(top << 1)) --*bits;
    return true;
}

static bool take_two(const char **at, int *out, int first, int last)
{
    const char *c = *at;
    if (c[0] < '0' || c[0] > '9' || c[1] < '0' || c[1] > '9') return false;
    *out = (c[0] - '0') * 10 + (c[1] - '0');
    *at += 2;
    return *out >= first && *out <= last;
}

#define UTC_TIME_SIZE 13         /* YYMMDDhhmmssZ */
#define GENERALIZED_TIME_SIZE 15 /* YYYYMMDDhhmmssZ */

bool der_time(der text, uint8_t tag, int64_t *time)
{
    bool four = tag == DER_GENERALIZED_TIME;
    char copy[GENERALIZED_TIME_SIZE + 1] = "";
    if (text.size != (four ? GENERALIZED_TIME_SIZE : UTC_TIME_SIZE) || (!four && tag != DER_UTC_TIME)) return false;
    memcpy(copy, text.at, text.size);
    const char *at = copy;
    int century = 0, year, month, date, hour, minute, second;
    if ((four && !take_two(&at, &century, 0, 99)) || !take_two(&at, &year, 0, 99) || !take_two(&at, &month, 1, 12) ||
        !take_two(&at, &date, 1, 31) || !take_two(&at, &hour, 0, 23) || !take_two(&at, &minute, 0, 59) ||
        !take_two(&at, &second, 0, 59) || strcmp(at, "Z") != 0)
        return false;
    year += four ? century * 100 : year >= 50 ? 1900 : 2000;
    if (date > days_in_month(year, month)) return false;
    int64_t seconds = day_of(year, month, date) * (DAY / SECOND) + hour * 3600 + minute * 60 + second;
    int64_t most = INT64_MAX / SECOND;
    *time = (seconds > most ? most : seconds < -most ? -most : seconds) * SECOND;
    return true;
}
