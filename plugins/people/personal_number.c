/* personal_number.c: recognising and masking Swedish personal identity numbers. */
#include "personal_number.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define COORDINATION_DAY 60

/* What the text starts with, if it is shaped like a number. */
typedef struct shape {
    size_t size;                           /* bytes of the whole */
    size_t century;                        /* 2 where the year has four digits, otherwise 0 */
    size_t split;                          /* bytes of the separator, 0 without one */
    bool letter;                           /* an interim number */
    const char *date, *separator, *serial; /* YYMMDD, the separator, NNNC */
} shape;

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_from(const char *text, size_t most)
{
    size_t n = 0;
    while (n < most && digit(text[n])) n++;
    return n;
}

static int pair(const char *two)
{
    return (two[0] - '0') * 10 + (two[1] - '0');
}

/* The hyphens and dashes that word processors put in place of "-": U+2010..U+2015, U+2212. */
static const char *const separators[] = {
    "-",
    "+",
    " ",
    "\xe2\x80\x90",
    "\xe2\x80\x91",
    "\xe2\x80\x92",
    "\xe2\x80\x93",
    "\xe2\x80\x94",
    "\xe2\x80\x95",
    "\xe2\x88\x92",
};

static size_t separator_size(const char *text)
{
    for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++) {
        size_t size = strlen(separators[i]);
        if (strncmp(text, separators[i], size) == 0) return size;
    }
    return 0;
}

/* Letters that Skatteverket and others put first in the serial of an interim number. */
static bool interim_letter(char c)
{
    return c != '\0' && strchr("TRSUWXJKLMN", c) != NULL;
}

static bool letter_or_digit(char c)
{
    return digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool plausible_date(const char *date)
{
    int month = pair(date + 2), day = pair(date + 4);
    if (day > COORDINATION_DAY) day -= COORDINATION_DAY;
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* `century` digits in front of the date: 2 or 0. */
static bool take_shape(shape *out, const char *text, size_t century)
{
    if (digits_from(text, century + 6) < century + 6) return false;
    if (century == 2 && (pair(text) < 18 || pair(text) > 20)) return false;
    shape s = {.century = century, .date = text + century, .separator = text + century + 6};
    s.split = separator_size(s.separator);
    s.serial = s.separator + s.split;
    s.letter = interim_letter(s.serial[0]);
    size_t lead = s.letter ? 1 : 0;
    if (digits_from(s.serial + lead, 4 - lead) < 4 - lead || letter_or_digit(s.serial[4])) return false;
    if (!plausible_date(s.date)) return false;
    s.size = (size_t)(s.serial + 4 - text);
    *out = s;
    return true;
}

static bool right_check_digit(const shape *s)
{
    int sum = 0;
    for (int i = 0; i < 10; i++) {
        int value = (i < 6 ? s->date[i] : s->serial[i - 6]) - '0';
        if (i % 2 == 0) value *= 2;
        sum += value / 10 + value % 10;
    }
    return sum % 10 == 0;
}

static bool leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Without a century the year is taken as 20YY, whose leap years include those of 19YY and 18YY. */
static bool date_exists(const shape *s)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = (s->century ? pair(s->date - 2) : 20) * 100 + pair(s->date);
    int month = pair(s->date + 2), day = pair(s->date + 4);
    if (day > COORDINATION_DAY) day -= COORDINATION_DAY;
    return day <= days[month - 1] && (month != 2 || day < 29 || leap(year));
}

int is_personal_number(const char *text)
{
    shape s;
    if (!take_shape(&s, text, 2) && !take_shape(&s, text, 0)) return 0;
    if (text[s.size] != '\0' || s.letter) return 0;
    if (s.split > 0 && s.separator[0] != '-' && !(s.separator[0] == '+' && s.century == 0)) return 0;
    return date_exists(&s) && strncmp(s.serial, "000", 3) != 0 && right_check_digit(&s);
}

/* The result lives until the next call; the engine copies it before that. */
static char *masked;
static size_t masked_size;

__attribute__((destructor)) static void forget(void)
{
    free(masked);
    masked = NULL;
}

static bool worth_masking(const shape *s)
{
    return s->split == 0 || s->separator[0] != ' ' || (!s->letter && right_check_digit(s));
}

static void mask(char *at, const shape *s)
{
    size_t year = s->century + 2;
    memset(at + year, '*', 4);
    memset(at + year + 4 + s->split, '*', 4);
}

const char *mask_personal_number(const char *text)
{
    size_t size = strlen(text) + 1;
    if (size > masked_size) {
        char *grown = realloc(masked, size);
        if (grown == NULL) return NULL;
        masked = grown;
        masked_size = size;
    }
    memcpy(masked, text, size);
    for (size_t i = 0; text[i] != '\0';) {
        shape s;
        bool starts = i == 0 || !letter_or_digit(text[i - 1]);
        if (starts && (take_shape(&s, text + i, 2) || take_shape(&s, text + i, 0)) && worth_masking(&s)) {
            mask(masked + i, &s);
            i += s.size;
        } else {
            i++;
        }
    }
    return masked;
}
