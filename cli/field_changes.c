#include "cli/field_changes.h"

#include <stdlib.h>
#include <string.h>

/* An element of a list or set. */
typedef struct element {
    const json_t *value;
    char *whole; /* as text, alike for alike values */
    char *first; /* the first member of a row, as text; NULL: it is no row, or an empty one */
    bool told;
} element;

typedef struct elements {
    element *at;
    size_t count;
} elements;

static void compare(json_t *out, const char *path, const json_t *a, const json_t *b);

static char *text_of(const json_t *value)
{
    if (json_is_string(value)) return mog_strdup(json_string_value(value));
    char *text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    if (!text) mog_out_of_memory();
    return text;
}

static void tell(json_t *out, const char *path, const json_t *a, const json_t *b)
{
    json_t *change = mog_json_object();
    mog_json_set(change, "path", mog_json_text(mog_text_of(path)));
    if (a) mog_json_set(change, "old", json_incref((json_t *)a));
    if (b) mog_json_set(change, "new", json_incref((json_t *)b));
    mog_json_append(out, change);
}

/* ---- objects */

static void compare_member(json_t *out, const char *path, const char *key, const json_t *a, const json_t *b)
{
    mog_buffer inner = {0};
    mog_buffer_format(&inner, "%s%s%s", path, *path ? "." : "", key);
    compare(out, inner.at, json_object_get(a, key), json_object_get(b, key));
    mog_buffer_free(&inner);
}

static void compare_objects(json_t *out, const char *path, const json_t *a, const json_t *b)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)b, key, value) compare_member(out, path, key, a, b);
    json_object_foreach((json_t *)a, key, value)
    {
        if (!json_object_get(b, key)) compare_member(out, path, key, a, b);
    }
}

/* ---- lists and sets */

static elements take_elements(const json_t *array)
{
    elements e = {.count = json_array_size(array)};
    e.at = mog_allocate((e.count + 1) * sizeof *e.at);
    for (size_t i = 0; i < e.count; i++) {
        const json_t *value = json_array_get(array, i);
        void *first = json_is_object(value) ? json_object_iter((json_t *)value) : NULL;
        e.at[i] = (element){value, text_of(value), first ? text_of(json_object_iter_value(first)) : NULL, false};
    }
    return e;
}

static void free_elements(elements *e)
{
    for (size_t i = 0; i < e->count; i++) {
        free(e->at[i].whole);
        free(e->at[i].first);
    }
    free(e->at);
}

static int by_whole(const void *a, const void *b)
{
    return strcmp(((const element *)a)->whole, ((const element *)b)->whole);
}

static int by_first(const void *a, const void *b)
{
    const char *x = ((const element *)a)->first, *y = ((const element *)b)->first;
    int order = strcmp(x ? x : "", y ? y : "");
    return order ? order : by_whole(a, b);
}

static void pass_over(elements *a, elements *b)
{
    qsort(a->at, a->count, sizeof *a->at, by_whole);
    qsort(b->at, b->count, sizeof *b->at, by_whole);
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        int order = by_whole(&a->at[i], &b->at[j]);
        if (order == 0) a->at[i].told = b->at[j].told = true;
        i += order <= 0;
        j += order >= 0;
    }
}

static size_t next_untold(const elements *e, size_t i)
{
    while (i < e->count && e->at[i].told) i++;
    return i;
}

static void compare_rows(json_t *out, const char *path, const element *a, const element *b)
{
    mog_buffer inner = {0};
    mog_buffer_format(&inner, "%s[%s]", path, a && b ? b->first : "");
    if (a && b) compare(out, inner.at, a->value, b->value);
    else tell(out, inner.at, a ? a->value : NULL, b ? b->value : NULL);
    mog_buffer_free(&inner);
}

static void compare_arrays(json_t *out, const char *path, const json_t *old, const json_t *new)
{
    elements a = take_elements(old), b = take_elements(new);
    pass_over(&a, &b);
    qsort(a.at, a.count, sizeof *a.at, by_first);
    qsort(b.at, b.count, sizeof *b.at, by_first);
    size_t i = next_untold(&a, 0), j = next_untold(&b, 0);
    while (i < a.count || j < b.count) {
        const element *x = i < a.count ? &a.at[i] : NULL, *y = j < b.count ? &b.at[j] : NULL;
        int order = !x ? 1 : !y ? -1 : strcmp(x->first ? x->first : "", y->first ? y->first : "");
        bool rows = order == 0 && x->first && y->first;
        if (rows) compare_rows(out, path, x, y);
        else if (order <= 0) compare_rows(out, path, x, NULL);
        else compare_rows(out, path, NULL, y);
        if (rows || order <= 0) i = next_untold(&a, i + 1);
        if (rows || order > 0) j = next_untold(&b, j + 1);
    }
    free_elements(&a);
    free_elements(&b);
}

static void compare(json_t *out, const char *path, const json_t *a, const json_t *b)
{
    if (a && b && json_equal(a, b)) return;
    if ((!a || json_is_object(a)) && (!b || json_is_object(b))) compare_objects(out, path, a, b);
    else if (json_is_array(a) && json_is_array(b)) compare_arrays(out, path, a, b);
    else tell(out, path, a, b);
}

json_t *cli_field_changes(const json_t *before, const json_t *after)
{
    json_t *out = mog_json_array();
    compare(out, "", before, after);
    return out;
}

/* ---- in words */

static void add_value(mog_buffer *out, const json_t *value)
{
    bool flat = json_is_array(value);
    for (size_t i = 0; flat && i < json_array_size(value); i++) {
        const json_t *one = json_array_get(value, i);
        flat = !json_is_object(one) && !json_is_array(one);
    }
    if (!value || (flat && !json_array_size(value))) {
        mog_buffer_format(out, value ? "[]" : "–");
    } else if (flat) {
        for (size_t i = 0; i < json_array_size(value); i++) {
            if (i) mog_buffer_format(out, ", ");
            add_value(out, json_array_get(value, i));
        }
    } else {
        char *text = text_of(value);
        mog_buffer_format(out, "%s", text);
        free(text);
    }
}

char *cli_change_words(const json_t *change)
{
    mog_buffer out = {0};
    add_value(&out, json_object_get(change, "old"));
    mog_buffer_format(&out, " → ");
    add_value(&out, json_object_get(change, "new"));
    return out.at;
}
