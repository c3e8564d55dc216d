/* value.c: values as people read them. */
#include "dsl/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* With at most so many decimals, no zeros at the end, and no minus before a zero; a comma in Swedish. */
static void add_number(mog_buffer *out, double number, int decimals, bool swedish)
{
    char text[64];
    if (fabs(number) >= 1e15) {
        snprintf(text, sizeof text, "%.15g", number);
    } else {
        snprintf(text, sizeof text, "%.*f", decimals, number);
        size_t size = strlen(text);
        while (text[size - 1] == '0') text[--size] = '\0';
        if (text[size - 1] == '.') text[--size] = '\0';
        if (strcmp(text, "-0") == 0) strcpy(text, "0");
    }
    char *point = strchr(text, '.');
    if (point && swedish) *point = ',';
    mog_buffer_format(out, "%s", text);
}

static void add_duration(mog_buffer *out, const mog_value *value, bool swedish)
{
    char text[MOG_DURATION_TEXT];
    mog_duration_format(text, (mog_duration){.ns = value->i, .months = (int32_t)value->n}, swedish);
    mog_buffer_format(out, "%s", text);
}

static void add_time(mog_buffer *out, mog_time time)
{
    char text[MOG_TIME_TEXT];
    mog_time_format_short(text, time);
    mog_buffer_format(out, "%s", text);
}

static void add_control(mog_buffer *out, mog_control_id id)
{
    char text[MOG_CONTROL_ID_TEXT];
    mog_control_id_format(text, id);
    mog_buffer_format(out, "%s", text);
}

static void add_enum(mog_buffer *out, int64_t index, const mog_enum *values)
{
    if (index >= 0 && index < values->count) mog_buffer_add_text(out, values->names[index]);
    else mog_buffer_format(out, "?"); /* of a later version of the kind, or damaged */
}

/* What is in it is not said: a list may be long, and its members are shown where they are looked at. */
static void add_size(mog_buffer *out, uint32_t count, bool swedish)
{
    static const char *const words[2][2] = {{"items", "item"}, {"poster", "post"}};
    mog_buffer_format(out, "%u %s", count, words[swedish][count == 1]);
}

void mog_value_format(mog_buffer *out, const mog_value *value, const mog_type *type, bool percent, bool swedish)
{
    static const char *const truth[2][2] = {{"no", "yes"}, {"nej", "ja"}};
    if (!value->known) {
        mog_buffer_format(out, "%s", swedish ? "(okänt)" : "(unknown)");
        return;
    }
    switch (type->tag) {
    case MOG_TYPE_BOOL: mog_buffer_format(out, "%s", truth[swedish][value->i != 0]); break;
    case MOG_TYPE_INTEGER: mog_buffer_format(out, "%lld", (long long)value->i); break;
    case MOG_TYPE_NUMBER:
        add_number(out, percent ? value->d * 100 : value->d, percent ? 1 : 6, swedish);
        if (percent) mog_buffer_format(out, " %%");
        break;
    case MOG_TYPE_TEXT:
    case MOG_TYPE_REFERENCE: mog_buffer_add(out, value->text, value->n); break;
    case MOG_TYPE_TIME: add_time(out, value->i); break;
    case MOG_TYPE_DURATION: add_duration(out, value, swedish); break;
    case MOG_TYPE_ENUM: add_enum(out, value->i, type->values); break;
    case MOG_TYPE_CONTROL: add_control(out, (mog_control_id)value->i); break;
    case MOG_TYPE_LIST:
    case MOG_TYPE_SET: add_size(out, value->n, swedish); break;
    case MOG_TYPE_COUNT: break;
    }
}
