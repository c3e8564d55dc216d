#include "cli/schedule_calendar.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define T(text) (int)(text).size, (text).at
#define EVERY_DAY 0x7fu

/* A field of a date or time: its name and what it may be. */
typedef struct field {
    const char *name;
    int least, most;
} field;

static const field year = {"year", 1970, 2199}, month = {"month", 1, 12}, day = {"day", 1, 31},
                   day_from_end = {"day from the end", 1, 28}, hour = {"hour", 0, 23}, minute = {"minute", 0, 59},
                   second = {"second", 0, 59};

static mog_status refuse(mog_error *err, mog_text part, const char *why)
{
    mog_fail(err, MOG_USAGE, "`%.*s` is no part of a calendar: %s", T(part), why);
    mog_error_hint(err, "write it as systemd does: `Mon 06:00`, `*-*-01 06:00`, `Mon..Fri 22:30`, `daily`");
    return MOG_USAGE;
}

static uint64_t bits(int first, int last)
{
    uint64_t set = 0;
    for (int i = first; i <= last; i++) set |= UINT64_C(1) << i;
    return set;
}

/* ---- one field */

typedef struct range {
    int first, last, step; /* step 0: one value, or first..last; first > last: counted down */
} range;

static bool take_number(int *out, mog_text *text)
{
    int value = 0;
    size_t size = 0;
    for (; size < text->size && text->at[size] >= '0' && text->at[size] <= '9' && size < 5; size++)
        value = 10 * value + (text->at[size] - '0');
    *text = (mog_text){text->at + size, text->size - size};
    *out = value;
    return size > 0;
}

static bool take_word(mog_text *text, mog_text word)
{
    if (!mog_text_starts(*text, word)) return false;
    *text = (mog_text){text->at + word.size, text->size - word.size};
    return true;
}

/* Inside what the field may be, in order, and with a step that is taken once at least: else systemd refuses it. */
static mog_status check_range(const range *r, mog_text whole, const field *of, bool is_range, mog_error *err)
{
    int high = r->first > r->last ? r->first : r->last, low = r->first + r->last - high;
    if (low < of->least || high > of->most) {
        mog_fail(err, MOG_USAGE, "`%.*s` is no part of a calendar: a %s is %d to %d", T(whole), of->name, of->least,
                 of->most);
        return MOG_USAGE;
    }
    if (is_range && r->first >= r->last) return refuse(err, whole, "it begins after it ends");
    if (r->step > high - low) return refuse(err, whole, "the step leads beyond the end");
    return MOG_OK;
}

/* A, A..B, A/N or A..B/N; the whole of `text`. */
static mog_status read_range(range *out, mog_text text, const field *of, bool from_end, mog_error *err)
{
    mog_text whole = text;
    *out = (range){0, 0, 0};
    if (!take_number(&out->first, &text)) return refuse(err, whole, "a number or * is expected");
    out->last = out->first;
    bool is_range = take_word(&text, MOG_TEXT(".."));
    if (is_range && !take_number(&out->last, &text)) return refuse(err, whole, "a number is expected after `..`");
    if (take_word(&text, MOG_TEXT("/"))) {
        if (!take_number(&out->step, &text) || out->step < 1) return refuse(err, whole, "a step is expected after `/`");
        if (!is_range) out->last = from_end ? of->least : of->most;
    }
    if (text.size) return refuse(err, whole, "a number, A..B, A/N or A..B/N is expected");
    mog_status status = check_range(out, whole, of, is_range, err);
    return status;
}

static mog_text next_item(mog_text *list)
{
    const char *comma = memchr(list->at, ',', list->size);
    size_t size = comma ? (size_t)(comma - list->at) : list->size;
    mog_text item = {list->at, size};
    size_t passed = comma ? size + 1 : size;
    *list = (mog_text){list->at + passed, list->size - passed};
    return item;
}

static mog_status read_set(uint64_t *out, mog_text list, const field *of, bool from_end, mog_error *err)
{
    mog_text whole = list;
    if (mog_text_equal(list, MOG_TEXT("*"))) {
        *out = bits(of->least, of == &day_from_end ? day.most : of->most);
        return MOG_OK;
    }
    if (!list.size || list.at[list.size - 1] == ',') return refuse(err, whole, "something is missing");
    field narrowed = *of;
    for (size_t i = 0; from_end && i < list.size; i++)
        if (list.at[i] == ',') narrowed.most -= 3; /* systemd goes so far in a list, where it looks at the last items */
    *out = 0;
    while (list.size) {
        range one;
        mog_status status = read_range(&one, next_item(&list), &narrowed, from_end, err);
        if (status) return status;
        int step = one.step ? one.step : 1;
        if (one.first > one.last)
            for (int i = one.first; i >= one.last; i -= step) *out |= UINT64_C(1) << i;
        else
            for (int i = one.first; i <= one.last; i += step) *out |= UINT64_C(1) << i;
    }
    return MOG_OK;
}

static mog_status read_years(cli_calendar *out, mog_text list, mog_error *err)
{
    mog_text whole = list;
    if (mog_text_equal(list, MOG_TEXT("*"))) return MOG_OK;
    if (!list.size || list.at[list.size - 1] == ',') return refuse(err, whole, "something is missing");
    while (list.size) {
        range one;
        if (out->year_count == CLI_CALENDAR_YEARS) return refuse(err, whole, "there are too many years");
        mog_status status = read_range(&one, next_item(&list), &year, false, err);
        if (status) return status;
        out->years[out->year_count++] = (cli_calendar_years){one.first, one.last, one.step ? one.step : 1};
    }
    return MOG_OK;
}

/* ---- weekdays, dates, times, zones */

static int weekday_of(mog_text name)
{
    static const char *const names[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    for (int i = 0; i < 7; i++)
        if ((name.size == 3 || name.size == strlen(names[i])) && strncasecmp(name.at, names[i], name.size) == 0)
            return i;
    return -1;
}

/* Where one weekday ends in `text`: at `..` or `-`, or at its end. */
static size_t weekday_end(mog_text text, size_t *between)
{
    for (size_t i = 0; i < text.size; i++) {
        *between = text.at[i] == '-' ? 1 : 2;
        if (text.at[i] == '-' || (text.at[i] == '.' && i + 1 < text.size && text.at[i + 1] == '.')) return i;
    }
    *between = 0;
    return text.size;
}

static mog_status read_weekdays(uint64_t *out, mog_text list, mog_error *err)
{
    *out = 0;
    while (list.size) {
        mog_text item = next_item(&list);
        size_t between, end = weekday_end(item, &between);
        int first = weekday_of((mog_text){item.at, end}), last = first;
        if (between) last = weekday_of((mog_text){item.at + end + between, item.size - end - between});
        if (first < 0 || last < 0) return refuse(err, item, "a weekday is Mon, Tue, Wed, Thu, Fri, Sat or Sun");
        if ((first + 6) % 7 > (last + 6) % 7)
            return refuse(err, item, "it begins after it ends; a week begins on Monday");
        for (int i = first;; i = (i + 1) % 7) {
            *out |= UINT64_C(1) << i;
            if (i == last) break;
        }
    }
    return MOG_OK;
}

static mog_status read_date(cli_calendar *out, mog_text date, mog_error *err)
{
    mog_text parts[3];
    size_t count = 0, begin = 0;
    for (size_t i = 0; i <= date.size; i++) {
        bool at_end = i == date.size;
        if (!at_end && date.at[i] != '-' && date.at[i] != '~') continue;
        if (count == 3) return refuse(err, date, "a date is YEAR-MONTH-DAY or MONTH-DAY");
        parts[count++] = (mog_text){date.at + begin, i - begin};
        begin = i + 1;
        if (!at_end && date.at[i] == '~') out->from_end = true;
    }
    bool in_place = count >= 2 && (!out->from_end || memchr(date.at, '~', date.size) == parts[count - 1].at - 1);
    if (!in_place) return refuse(err, date, "a date is YEAR-MONTH-DAY or MONTH-DAY, with ~ before the day alone");
    mog_status status = count == 3 ? read_years(out, parts[0], err) : MOG_OK;
    if (!status) status = read_set(&out->months, parts[count - 2], &month, false, err);
    if (!status)
        status = read_set(&out->days, parts[count - 1], out->from_end ? &day_from_end : &day, out->from_end, err);
    return status;
}

static mog_status read_time(cli_calendar *out, mog_text time, mog_error *err)
{
    uint64_t *sets[] = {&out->hours, &out->minutes, &out->seconds};
    static const field *const fields[] = {&hour, &minute, &second};
    size_t count = 0, begin = 0;
    for (size_t i = 0; i <= time.size; i++) {
        if (i < time.size && time.at[i] != ':') continue;
        if (count == 3) return refuse(err, time, "a time is HOUR:MINUTE or HOUR:MINUTE:SECOND");
        mog_text part = {time.at + begin, i - begin};
        mog_status status = read_set(sets[count], part, fields[count], false, err);
        if (status) return status;
        count++;
        begin = i + 1;
    }
    return MOG_OK;
}

static mog_status read_zone(cli_calendar *out, mog_text zone, mog_error *err)
{
    static const char folder[] = "/usr/share/zoneinfo";
    char path[sizeof folder + sizeof out->zone + 1];
    bool sound = zone.size < sizeof out->zone && zone.at[0] != '/' && !mog_text_contains(zone, MOG_TEXT(".."));
    for (size_t i = 0; i < zone.size && sound; i++)
        sound = zone.at[i] && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-", zone.at[i]);
    if (!sound) return refuse(err, zone, "a weekday, a date, a time or a time zone is expected");
    memcpy(out->zone, zone.at, zone.size);
    out->zone[zone.size] = '\0';
    if (strcmp(out->zone, "UTC") == 0 || access(folder, F_OK) != 0) return MOG_OK;
    snprintf(path, sizeof path, "%s/%s", folder, out->zone);
    if (access(path, F_OK) == 0) return MOG_OK;
    return refuse(err, zone, "there is no such time zone, and it is no weekday");
}

/* ---- the whole */

static bool shorthand(cli_calendar *out, mog_text word)
{
    static const struct {
        const char *word;
        int hours, minutes; /* -1: all; else that one */
        uint64_t months, days;
        uint64_t weekdays;
    } all[] = {
        {"minutely", -1, -1, 0, 0, 0},
        {"hourly", -1, 0, 0, 0, 0},
        {"daily", 0, 0, 0, 0, 0},
        {"weekly", 0, 0, 0, 0, 1u << 1},
        {"monthly", 0, 0, 0, 1u << 1, 0},
        {"quarterly", 0, 0, 02222, 1u << 1, 0},
        {"yearly", 0, 0, 1u << 1, 1u << 1, 0},
        {"annually", 0, 0, 1u << 1, 1u << 1, 0},
        {"semiannually", 0, 0, 0202, 1u << 1, 0},
        {"semi-annually", 0, 0, 0202, 1u << 1, 0},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (word.size != strlen(all[i].word) || strncasecmp(word.at, all[i].word, word.size) != 0) continue;
        out->hours = all[i].hours < 0 ? bits(0, 23) : 1;
        out->minutes = all[i].minutes < 0 ? bits(0, 59) : 1;
        if (all[i].months) out->months = all[i].months;
        if (all[i].days) out->days = all[i].days;
        if (all[i].weekdays) out->weekdays = all[i].weekdays;
        return true;
    }
    return false;
}

typedef enum part { PART_WEEKDAYS, PART_DATE, PART_TIME, PART_ZONE, PART_COUNT } part;

/* What a word is by how it looks. */
static part part_of(mog_text word)
{
    if (memchr(word.at, ':', word.size)) return PART_TIME;
    if ((word.at[0] >= '0' && word.at[0] <= '9') || word.at[0] == '*') return PART_DATE;
    size_t size = 0;
    while (size < word.size && !strchr(",.-", word.at[size])) size++;
    return weekday_of((mog_text){word.at, size}) >= 0 ? PART_WEEKDAYS : PART_ZONE;
}

static mog_status read_part(cli_calendar *out, part which, mog_text word, mog_error *err)
{
    switch (which) {
    case PART_WEEKDAYS: return read_weekdays(&out->weekdays, word, err);
    case PART_DATE: return read_date(out, word, err);
    case PART_TIME: return read_time(out, word, err);
    default: return read_zone(out, word, err);
    }
}

mog_status cli_calendar_parse(cli_calendar *out, mog_text text, mog_error *err)
{
    int previous = -1;
    mog_text rest = text;
    *out = (cli_calendar){
        .weekdays = EVERY_DAY, .months = bits(1, 12), .days = bits(1, 31), .hours = 1, .minutes = 1, .seconds = 1};
    for (;;) {
        size_t size = 0;
        while (rest.size && *rest.at == ' ') rest = (mog_text){rest.at + 1, rest.size - 1};
        if (!rest.size) break;
        while (size < rest.size && rest.at[size] != ' ') size++;
        mog_text word = {rest.at, size};
        rest = (mog_text){rest.at + size, rest.size - size};
        if (previous < 0 && shorthand(out, word)) {
            previous = PART_TIME;
            continue;
        }
        part which = part_of(word);
        if (which == PART_ZONE && previous < 0) return refuse(err, word, "a weekday, a date or a time is expected");
        if ((int)which <= previous) return refuse(err, word, "weekdays come first, then the date, the time, the zone");
        previous = (int)which;
        mog_status status = read_part(out, which, word, err);
        if (status) return status;
    }
    if (previous < 0) return refuse(err, text, "it is empty");
    return MOG_OK;
}
