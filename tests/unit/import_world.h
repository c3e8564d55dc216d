/* import_world.h: for tests of importers: gives one a text as a file and keeps what it hands over and says. */
#ifndef MOG_TESTS_UNIT_IMPORT_WORLD_H
#define MOG_TESTS_UNIT_IMPORT_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <mognad/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define UNUSED(state) ((void)(state))

extern const mog_plugin mognad_plugin;

static json_t *records;  /* what was handed over */
static char said[65536]; /* "error: …\n" */

static inline int take(const char *record)
{
    json_error_t fault;
    json_t *one = json_loads(record, JSON_REJECT_DUPLICATES, &fault);
    if (one == NULL) fail_msg("%s: %s", fault.text, record);
    json_array_append_new(records, one);
    return 0;
}

static inline void hear(int level, const char *message)
{
    static const char *const words[] = {"info", "warning", "error"};
    size_t size = strlen(said);
    snprintf(said + size, sizeof said - size, "%s: %s\n", words[level], message);
}

static inline int import_bytes(const void *bytes, size_t size, const char *subject, const char *settings)
{
    int fd = memfd_create("import", MFD_CLOEXEC);
    assert_true(fd >= 0 && write(fd, bytes, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0);
    mog_import_file file = {.size = sizeof file, .fd = fd, .name = "f", .subject = subject, .settings = settings};
    json_decref(records);
    records = json_array();
    said[0] = '\0';
    int status = mognad_plugin.importers[0].import(&file, take, hear);
    close(fd);
    return status;
}

static inline int import_text(const char *text, const char *subject)
{
    return import_bytes(text, strlen(text), subject, NULL);
}

/* The value at a path "0.fields.results.1.rule" below the records; NULL: none. */
static inline const json_t *value_at(const char *path)
{
    const json_t *at = records;
    char part[128];
    while (at != NULL && *path != '\0') {
        size_t length = strcspn(path, ".");
        assert_true(length < sizeof part);
        memcpy(part, path, length);
        part[length] = '\0';
        at = json_is_array(at) ? json_array_get(at, (size_t)atoi(part)) : json_object_get(at, part);
        path += length + (path[length] == '.');
    }
    return at;
}

static inline void expect_text(const char *path, const char *text)
{
    const char *found = json_string_value(value_at(path));
    if (found == NULL || strcmp(found, text) != 0) fail_msg("%s: `%s`, not `%s`", path, found ? found : "(none)", text);
}

static inline void expect_number(const char *path, double number)
{
    const json_t *found = value_at(path);
    if (!json_is_number(found) || json_number_value(found) != number)
        fail_msg("%s: %g, not %g", path, json_number_value(found), number);
}

static inline void expect_truth(const char *path, int truth)
{
    const json_t *found = value_at(path);
    if (!json_is_boolean(found) || json_is_true(found) != truth)
        fail_msg("%s is not %s", path, truth ? "true" : "false");
}

static inline void expect_unknown(const char *path)
{
    if (value_at(path) != NULL) fail_msg("%s is known", path);
}

/* It is refused, no record comes of it, and the reason holds these words. */
static inline void expect_refused(const char *text, size_t size, const char *reason)
{
    int status = import_bytes(text, size, "system:x", NULL);
    if (status == 0 || json_array_size(records) > 0 || strstr(said, "error: f: ") == NULL ||
        strstr(said, reason) == NULL)
        fail_msg("`%.60s…`: status %d, %zu records, said: %s (not: %s)", text, status, json_array_size(records), said,
                 reason);
}

static inline int forget(void **state)
{
    UNUSED(state);
    json_decref(records);
    records = NULL;
    return 0;
}

#endif
