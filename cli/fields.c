/* A record's fields for people: a line for each value, by its path. */
#include "cli/cli.h"

#include <stdlib.h>

typedef struct writer {
    cli_table *table;
    int indent;
    uint32_t left, more; /* lines that may still be written; those that were not */
} writer;

static void add_line(writer *w, const char *path, mog_text value)
{
    if (w->left == 0) {
        w->more++;
        return;
    }
    w->left--;
    cli_table_cell(w->table, CLI_PLAIN, "%*s%s", w->indent, "", path);
    cli_table_cell(w->table, CLI_PLAIN, "%.*s", (int)value.size, value.at);
}

static void add_lines(writer *w, const char *path, const json_t *value);

static void add_object(writer *w, const char *path, const json_t *object)
{
    mog_buffer inner = {0};
    for (void *at = json_object_iter((json_t *)object); at; at = json_object_iter_next((json_t *)object, at)) {
        mog_buffer_clear(&inner);
        mog_buffer_format(&inner, "%s%s%s", path, *path ? "." : "", json_object_iter_key(at));
        add_lines(w, inner.at, json_object_iter_value(at));
    }
    mog_buffer_free(&inner);
}

static bool is_flat(const json_t *array)
{
    for (size_t i = 0; i < json_array_size(array); i++)
        if (json_is_object(json_array_get(array, i)) || json_is_array(json_array_get(array, i))) return false;
    return true;
}

static void add_scalar(mog_buffer *out, const json_t *value)
{
    if (json_is_string(value)) {
        mog_buffer_add(out, json_string_value(value), json_string_length(value));
        return;
    }
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    if (!text) mog_out_of_memory();
    mog_buffer_format(out, "%s", text);
    free(text);
}

/* Plain values stand on one line, the rows of a list on lines of their own, counted from 1. */
static void add_array(writer *w, const char *path, const json_t *array)
{
    mog_buffer text = {0};
    mog_buffer_clear(&text);
    if (is_flat(array)) {
        for (size_t i = 0; i < json_array_size(array); i++) {
            if (i) mog_buffer_format(&text, ", ");
            add_scalar(&text, json_array_get(array, i));
        }
        add_line(w, path, text.size ? (mog_text){text.at, text.size} : MOG_TEXT("–"));
    } else {
        for (size_t i = 0; i < json_array_size(array); i++) {
            mog_buffer_clear(&text);
            mog_buffer_format(&text, "%s %zu", path, i + 1);
            add_lines(w, text.at, json_array_get(array, i));
        }
    }
    mog_buffer_free(&text);
}

static void add_lines(writer *w, const char *path, const json_t *value)
{
    if (json_is_object(value)) {
        add_object(w, path, value);
    } else if (json_is_array(value)) {
        add_array(w, path, value);
    } else {
        mog_buffer text = {0};
        mog_buffer_clear(&text);
        add_scalar(&text, value);
        add_line(w, path, (mog_text){text.at, text.size});
        mog_buffer_free(&text);
    }
}

void cli_table_fields(cli_table *table, const char *path, const json_t *value)
{
    writer w = {.table = table, .left = UINT32_MAX};
    add_lines(&w, path, value);
}

uint32_t cli_print_fields(cli_context *cli, const json_t *value, uint32_t most)
{
    writer w = {.table = cli_table_new(cli, NULL, 2, "  "), .indent = 6, .left = most};
    if (value) add_lines(&w, json_is_array(value) ? "census" : "", value);
    cli_table_print(w.table);
    return w.more;
}

const char *cli_assurance_word(const cli_context *cli, mog_assurance assurance)
{
    static const char *const swedish[] = {"uppgivet", "dokumenterat", "uppmätt", "provat"};
    if (assurance >= MOG_ASSURANCE_COUNT) return "";
    return cli->swedish ? swedish[assurance] : mog_assurance_word(assurance);
}
