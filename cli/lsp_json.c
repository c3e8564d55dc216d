/* lsp_json.c: building and reading the JSON of the protocol. */
#include "cli/lsp.h"

#include <stdlib.h>
#include <string.h>

mog_text lsp_text(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value)) return (mog_text){"", 0};
    return (mog_text){json_string_value(value), json_string_length(value)};
}

json_int_t lsp_integer(const json_t *object, const char *key, json_int_t otherwise)
{
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

bool lsp_lists(const json_t *array, const char *word)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *value = json_string_value(json_array_get(array, i));
        if (value && strcmp(value, word) == 0) return true;
    }
    return false;
}

const json_t *lsp_path(const json_t *value, const char *path)
{
    char key[64];
    while (value && *path) {
        size_t size = strcspn(path, ".");
        if (size >= sizeof key) return NULL;
        memcpy(key, path, size);
        key[size] = '\0';
        value = json_object_get(value, key);
        path += size + (path[size] == '.');
    }
    return value;
}

void lsp_send(mog_buffer *out, json_t *message)
{
    char *text = json_dumps(message, JSON_COMPACT | JSON_ENCODE_ANY);
    if (!text) mog_out_of_memory();
    mog_buffer_format(out, "Content-Length: %zu\r\n\r\n", strlen(text));
    mog_buffer_add(out, text, strlen(text));
    free(text);
    json_decref(message);
}

void lsp_notify(mog_buffer *out, const char *method, json_t *params)
{
    json_t *message = mog_json_object();
    mog_json_set(message, "jsonrpc", json_string("2.0"));
    mog_json_set(message, "method", json_string(method));
    mog_json_set(message, "params", params);
    lsp_send(out, message);
}

static bool read_figure(size_t *out, const json_t *value)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0) return false;
    *out = (size_t)json_integer_value(value);
    return true;
}

bool lsp_read_position(lsp_position *out, const json_t *position)
{
    return read_figure(&out->line, json_object_get(position, "line")) &&
           read_figure(&out->character, json_object_get(position, "character"));
}
