/* fire.c: fire classes by SS-EN 13501-2. */
#include "fire.h"

#include <mognad/plugin.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The longest class with all its marks is far shorter. */
#define LONGEST 40

/* Clause 7.2: the periods of classes. */
static const int periods[] = {10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360};

static bool is_period(int64_t number)
{
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        if (periods[i] == number) return true;
    }
    return false;
}

/* Capitals, and plain digits for subscripts. */
static bool simplify(char out[LONGEST + 1], const char *text)
{
    size_t n = 0;
    while (*text == ' ') text++;
    for (; *text != '\0'; text++) {
        if (n == LONGEST) return false;
        char c = *text;
        if (strncmp(text, "\xe2\x82\x81", 3) == 0 || strncmp(text, "\xe2\x82\x82", 3) == 0) {
            c = text[2] == '\x81' ? '1' : '2';
            text += 2;
        }
        out[n++] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    while (n > 0 && out[n - 1] == ' ') n--;
    out[n] = '\0';
    return true;
}

static bool take(const char **at, const char *word)
{
    size_t size = strlen(word);
    if (strncmp(*at, word, size) != 0) return false;
    *at += size;
    return true;
}

static bool take_gap(const char **at)
{
    const char *before = *at;
    while (**at == ' ' || **at == '-') (*at)++;
    return *at > before;
}

static int64_t number_at(const char **at)
{
    int64_t number = 0;
    int digits = 0;
    for (; **at >= '0' && **at <= '9' && digits < 4; (*at)++, digits++) number = number * 10 + (**at - '0');
    return digits > 0 ? number : -1;
}

/* Minutes after "I"; in "EI1 30" and "EI130" the first digit belongs to the letter. */
static int64_t insulated_minutes(const char **at)
{
    const char *start = *at;
    int64_t number = number_at(at);
    if (is_period(number) || (*start != '1' && *start != '2')) return number;
    *at = start + 1;
    take_gap(at);
    return number_at(at);
}

/* What may follow the period, longest first. */
static const char *const marks[] = {"S200", "SA", "SM", "S", "C0", "C1", "C2", "C3", "C4", "C5", "C", "M"};

static bool only_marks(const char *at)
{
    for (;;) {
        take_gap(&at);
        if (*at == '\0') return true;
        size_t i = 0;
        while (i < sizeof marks / sizeof marks[0] && !take(&at, marks[i])) i++;
        if (i == sizeof marks / sizeof marks[0]) return false;
    }
}

int64_t fire_minutes(const char *text)
{
    char class[LONGEST + 1];
    if (!simplify(class, text)) return MOG_NO_INTEGER;
    const char *at = class;
    bool carries = take(&at, "R"), keeps_out = take(&at, "E"), insulates = keeps_out && take(&at, "I");
    if (!carries && !keeps_out) return MOG_NO_INTEGER;
    if (keeps_out && !insulates) take(&at, "W");
    bool gap = take_gap(&at);
    int64_t minutes = insulates && !gap ? insulated_minutes(&at) : number_at(&at);
    if (!is_period(minutes) || !only_marks(at)) return MOG_NO_INTEGER;
    return keeps_out ? minutes : 0;
}
