/* duration.c: the durations of time.h: reading, comparing and saying them. */
#include "base/time.h"

#include <stdio.h>

__extension__ typedef __int128 wide;

typedef struct unit {
    char letter;
    bool in_time; /* stands after the T */
    int32_t months;
    int64_t ns;
} unit;

/* In the order in which ISO 8601 wants them. */
static const unit units[] = {
    {'Y', false, 12, 0},      {'M', false, 1, 0},         {'D', false, 0, MOG_DAY},
    {'H', true, 0, MOG_HOUR}, {'M', true, 0, MOG_MINUTE}, {'S', true, 0, MOG_SECOND},
};
#define UNITS (sizeof units / sizeof units[0])

/* Digits, at least one; false on overflow too. */
static bool take_number(int64_t *out, mog_text *text)
{
    int64_t value = 0;
    size_t i = 0;
    for (; i < text->size && text->at[i] >= '0' && text->at[i] <= '9'; i++) {
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, text->at[i] - '0', &value)) {
            return false;
        }
    }
    text->at += i;
    text->size -= i;
    *out = value;
    return i > 0;
}

static bool take(mog_text *text, char c)
{
    if (text->size == 0 || text->at[0] != c) return false;
    text->at++;
    text->size--;
    return true;
}

/* Nanoseconds from the digits after a decimal sign. */
static bool take_fraction(int64_t *out, mog_text *text)
{
    int64_t value = 0, scale = MOG_SECOND / 10;
    size_t i = 0;
    for (; i < text->size && text->at[i] >= '0' && text->at[i] <= '9'; i++, scale /= 10) {
        value += (text->at[i] - '0') * scale;
    }
    text->at += i;
    text->size -= i;
    *out = value;
    return i > 0;
}

bool mog_duration_parse(mog_duration *out, mog_text text)
{
    wide ns = 0, months = 0;
    int64_t number, fraction;
    bool negative = take(&text, '-');
    if (!take(&text, 'P') || text.size == 0) return false;

    /* Weeks stand alone. */
    mog_text weeks = text;
    if (take_number(&number, &weeks) && take(&weeks, 'W')) {
        if (weeks.size > 0) return false;
        ns = (wide)number * 7 * MOG_DAY;
        goto done;
    }
    size_t next = 0;
    bool in_time = false;
    while (text.size > 0) {
        if (!in_time && take(&text, 'T')) {
            in_time = true;
            if (text.size == 0) return false;
        }
        if (!take_number(&number, &text)) return false;
        bool has_fraction = take(&text, '.') || take(&text, ',');
        if (has_fraction && !take_fraction(&fraction, &text)) return false;
        if (text.size == 0) return false;
        while (next < UNITS && !(units[next].in_time == in_time && units[next].letter == text.at[0])) next++;
        if (next == UNITS) return false;
        take(&text, units[next].letter);
        months += (wide)number * units[next].months;
        ns += (wide)number * units[next].ns;
        if (has_fraction) {
            if (units[next].ns != MOG_SECOND) return false;
            ns += fraction;
        }
        next++;
    }
done:
    if (negative) {
        ns = -ns;
        months = -months;
    }
    if (ns > INT64_MAX || ns < INT64_MIN || months > INT32_MAX || months < INT32_MIN) return false;
    *out = (mog_duration){.ns = (int64_t)ns, .months = (int32_t)months};
    return true;
}

int mog_duration_compare(mog_duration a, mog_duration b)
{
    wide x = (wide)a.months * MOG_MONTH_NOMINAL + a.ns, y = (wide)b.months * MOG_MONTH_NOMINAL + b.ns;
    return (x > y) - (x < y);
}

typedef struct words {
    const char *one, *many;
} words;

static const words names[2][6] = {
    {{"year", "years"},
     {"month", "months"},
     {"day", "days"},
     {"hour", "hours"},
     {"minute", "minutes"},
     {"second", "seconds"}},
    {{"år", "år"},
     {"månad", "månader"},
     {"dag", "dagar"},
     {"timme", "timmar"},
     {"minut", "minuter"},
     {"sekund", "sekunder"}},
};

typedef struct writer {
    char *out;
    size_t used;
    bool swedish;
} writer;

static void say(writer *w, const char *sign, uint64_t count, int name)
{
    if (count == 0) return;
    const words *word = &names[w->swedish][name];
    w->used += (size_t)snprintf(w->out + w->used, MOG_DURATION_TEXT - w->used, "%s%s%llu %s", w->used ? " " : "", sign,
                                (unsigned long long)count, count == 1 ? word->one : word->many);
}

static void say_seconds(writer *w, const char *sign, uint64_t ns)
{
    if (ns % (uint64_t)MOG_SECOND == 0) {
        say(w, sign, ns / (uint64_t)MOG_SECOND, 5);
        return;
    }
    char decimals[16];
    int size = snprintf(decimals, sizeof decimals, "%09llu", (unsigned long long)(ns % (uint64_t)MOG_SECOND));
    while (size > 1 && decimals[size - 1] == '0') decimals[--size] = '\0';
    w->used += (size_t)snprintf(w->out + w->used, MOG_DURATION_TEXT - w->used, "%s%s%llu%c%s %s", w->used ? " " : "",
                                sign, (unsigned long long)(ns / (uint64_t)MOG_SECOND), w->swedish ? ',' : '.', decimals,
                                names[w->swedish][5].many);
}

void mog_duration_format(char out[MOG_DURATION_TEXT], mog_duration duration, bool swedish)
{
    /* One sign in front holds for all that follows; the exact part says its own only where it differs. */
    bool months_negative = duration.months < 0, ns_negative = duration.ns < 0;
    uint64_t months = months_negative ? (uint64_t)(-(int64_t)duration.months) : (uint64_t)duration.months;
    uint64_t ns = ns_negative ? UINT64_C(0) - (uint64_t)duration.ns : (uint64_t)duration.ns;
    const char *sign = months_negative ? "-" : "";
    writer w = {.out = out, .swedish = swedish};
    out[0] = '\0';
    say(&w, sign, months / 12, 0);
    if (w.used) sign = "";
    say(&w, sign, months % 12, 1);
    sign = months == 0 ? (ns_negative ? "-" : "") : months_negative == ns_negative ? "" : ns_negative ? "-" : "+";
    const uint64_t exact[] = {(uint64_t)MOG_DAY, (uint64_t)MOG_HOUR, (uint64_t)MOG_MINUTE};
    for (int i = 0; i < 3; i++) {
        size_t before = w.used;
        say(&w, sign, ns / exact[i], 2 + i);
        ns %= exact[i];
        if (w.used != before) sign = "";
    }
    if (ns) say_seconds(&w, sign, ns);
    if (w.used == 0) snprintf(out, MOG_DURATION_TEXT, "0 %s", names[swedish][2].many);
}
