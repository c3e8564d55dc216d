/* span.c: durations: ISO 8601, or a number with a unit in English or Swedish. */
#include "convert.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct unit {
    const char *words; /* bars around each */
    char letter;       /* of ISO 8601 */
    bool in_time;
    int seconds; /* 0: as long as the calendar says */
    int times;   /* of the letter's unit */
} unit;

static const unit units[] = {
    {"|s|sec|secs|second|seconds|sek|sekund|sekunder|", 'S', true, 1, 1},
    {"|min|mins|minute|minutes|minut|minuter|", 'M', true, 60, 1},
    {"|h|hour|hours|tim|timme|timmar|", 'H', true, 3600, 1},
    {"|d|day|days|dag|dagar|dygn|", 'D', false, 86400, 1},
    {"|w|week|weeks|v|vecka|veckor|", 'D', false, 604800, 7},
    {"|month|months|m\xc3\xa5n|m\xc3\xa5nad|m\xc3\xa5nader|", 'M', false, 0, 1},
    {"|y|yr|year|years|\xc3\xa5r|", 'Y', false, 0, 1},
};

static const unit *find_unit(const char *word)
{
    char sought[64];
    snprintf(sought, sizeof sought, "|%s|", word);
    for (char *c = sought; *c; c++) {
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
    }
    if (!*word || strchr(word, '|') || strlen(word) > 40) return NULL;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strstr(units[i].words, sought)) return &units[i];
    }
    return NULL;
}

bool unit_is_known(const char *word)
{
    return find_unit(word) != NULL;
}

/* The engine reads the rest: only what it could be is looked at here. */
static bool is_iso(const char *text)
{
    if (*text == '-') text++;
    return *text == 'P' && strspn(text, "P0123456789.,YMWDTHS") == strlen(text);
}

/* Where the unit begins: after the last digit, sign or blank. */
static size_t number_size(const char *text)
{
    size_t size = strlen(text);
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (letter || (c == 0xc3 && i + 1 < size)) return i;
    }
    return size;
}

bool read_duration(bytes *out, const char *text, const value_form *form, bytes *why)
{
    bytes number = {0}, figure = {0};
    bool done = false;
    bytes_clear(out);
    if (is_iso(text)) {
        bytes_add_text(out, text);
        return true;
    }
    size_t size = number_size(text);
    const char *word = text + size;
    const unit *u = find_unit(*word || !form->unit ? word : form->unit);
    bytes_add(&number, text, size);
    while (number.size && number.at[number.size - 1] == ' ') number.at[--number.size] = '\0';
    if (!u && !*word) {
        bytes_add_text(why, "has no unit: say \"unit\" in the mapping, as \"hours\"");
    } else if (!u) {
        bytes_add_text(why, "is not a duration as PT4H, 4 h or 4 timmar");
    } else if (read_decimal(&figure, number.at, form->decimal, why)) {
        double value = strtod(figure.at, NULL), whole = floor(value);
        done = true;
        if (value < 0 || !(value * (u->seconds ? u->seconds : 1) < 1e10)) {
            bytes_add_text(why, "is no duration that could be meant");
            done = false;
        } else if (value == whole) {
            bytes_format(out, "P%s%.0f%c", u->in_time ? "T" : "", whole * u->times, u->letter);
        } else if (u->seconds) {
            bytes_format(out, "PT%.0fS", floor(value * u->seconds + 0.5));
        } else {
            bytes_add_text(why, "is a part of a month or year, which has no length of its own");
            done = false;
        }
    }
    bytes_free(&number);
    bytes_free(&figure);
    return done;
}
