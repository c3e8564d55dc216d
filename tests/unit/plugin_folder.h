/* plugin_folder.h: the plugins of tests/plugins, copied into a folder of our own, so that nothing depends on the modes in the build folder. */
#ifndef MOG_TESTS_UNIT_PLUGIN_FOLDER_H
#define MOG_TESTS_UNIT_PLUGIN_FOLDER_H

#include "base/file.h"
#include "engine/host/discover.h"
#include "engine/host/host.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/mognad-host-XXXXXX";
static mog_host *host;

static inline void copy_file(const char *from, const char *to)
{
    mog_error err = MOG_ERROR_NONE;
    mog_arena *arena = mog_arena_new();
    mog_text bytes;
    assert_int_equal(mog_file_read(&bytes, arena, from, (size_t)1 << 30, &err), MOG_OK);
    unlink(to);
    FILE *out = fopen(to, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes.at, 1, bytes.size, out), bytes.size);
    fclose(out);
    chmod(to, 0644);
    mog_arena_free(arena);
}

static inline void put_file(const char *path, const char *text)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    chmod(path, 0644);
}

static inline char *path_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

static inline char *path_of(const char *format, ...)
{
    static char paths[4][600];
    static int next;
    char *out = paths[next++ % 4];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(out, sizeof paths[0], format, arguments);
    va_end(arguments);
    return out;
}

static inline const char *built(void)
{
    const char *build = getenv("MOG_BUILD");
    if (!build) fail_msg("MOG_BUILD names no build folder");
    return build;
}

static inline void copy_plugin(const char *name, const char *to)
{
    copy_file(path_of("%s/tests/plugins/%s.so", built(), name), path_of("%s/%s.so", to, name));
}

static inline void remove_folder(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        if (entry->d_name[0] != '.') unlink(path_of("%s/%s", path, entry->d_name));
    }
    if (dir) closedir(dir);
    rmdir(path);
}

static inline mog_host *discover(const char *first, const char *second)
{
    mog_error err = MOG_ERROR_NONE;
    mog_host *out = NULL;
    const char *folders[] = {first, second};
    if (mog_host_discover(&out, folders, second ? 2 : 1, &err)) fail_msg("%s: %s", err.place, err.message);
    return out;
}

static inline int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return 1;
    char **paths;
    size_t count;
    mog_error err = MOG_ERROR_NONE;
    mog_arena *arena = mog_arena_new();
    mog_status status = mog_file_find(&paths, &count, arena, path_of("%s/tests/plugins", built()), ".so", &err);
    for (size_t i = 0; i < count && !status; i++) copy_file(paths[i], path_of("%s%s", folder, strrchr(paths[i], '/')));
    mog_arena_free(arena);
    put_file(path_of("%s/not_a_library.so", folder), "this is text\n");
    put_file(path_of("%s/empty.so", folder), "");
    put_file(path_of("%s/.hidden.so", folder), "");
    put_file(path_of("%s/readme.txt", folder), "no plugin\n");
    copy_plugin("good", folder);
    rename(path_of("%s/good.so", folder), path_of("%s/open_to_all.so", folder));
    chmod(path_of("%s/open_to_all.so", folder), 0666);
    copy_plugin("good", folder);
    mog_host_read_limit = 3 * MOG_SECOND;
    host = discover(folder, NULL);
    return status != MOG_OK;
}

static inline int tear_down(void **state)
{
    (void)state;
    mog_host_free(host);
    remove_folder(folder);
    return 0;
}

static inline const mog_host_plugin *by_file(const mog_host *in, const char *name)
{
    char *path = path_of("/%s.so", name);
    for (uint32_t i = 0; i < in->count; i++) {
        if (mog_text_ends(in->plugins[i].path, mog_text_of(path))) return &in->plugins[i];
    }
    fail_msg("%s was not found at all", name);
    return NULL;
}

#endif
