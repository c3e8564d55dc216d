/* schedule_state.c: what a schedule did last, and the lock under which it does. */
#include "cli/output.h"
#include "cli/schedule.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LARGEST ((size_t)1 << 20)
#define TRIES 20 /* a look at the lock holds it for a moment */
#define TRY_AGAIN_NS 10000000

static const char *path_of(mog_arena *arena, const char *store, const char *name, const char *suffix)
{
    return mog_arena_format(arena, "%s/schedules/%s%s", store, name, suffix);
}

/* ---- the lock */

static mog_status fail(const char *path, const char *what, mog_error *err)
{
    mog_fail_errno(err, errno, "%s", what);
    mog_error_place(err, "%s", path);
    mog_error_hint(err, "whoever runs the schedule must be able to write the folder `schedules` of the store");
    return MOG_SYSTEM;
}

static mog_status make_folder(mog_arena *arena, const char *store, mog_error *err)
{
    const char *folder = mog_arena_format(arena, "%s/schedules", store);
    if (access(store, F_OK) != 0) {
        mog_fail(err, MOG_SYSTEM, "there is no store");
        mog_error_place(err, "%s", store);
        mog_error_hint(err, "`mognad init --store DIR` makes one");
        return MOG_SYSTEM;
    }
    if (mkdir(folder, 0700) == 0 || errno == EEXIST) return MOG_OK;
    return fail(folder, "cannot make the folder", err);
}

mog_status cli_schedule_lock(int *fd, mog_arena *arena, const char *store, const char *name, mog_error *err)
{
    const char *path = path_of(arena, store, name, ".lock");
    mog_status status = make_folder(arena, store, err);
    if (status) return status;
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*fd < 0) return fail(path, "cannot open the lock", err);
    for (int i = 0; i < TRIES; i++) {
        if (flock(*fd, LOCK_EX | LOCK_NB) == 0) return MOG_OK;
        if (errno != EWOULDBLOCK && errno != EINTR) {
            status = fail(path, "cannot take the lock", err);
            break;
        }
        nanosleep(&(struct timespec){.tv_nsec = TRY_AGAIN_NS}, NULL);
    }
    close(*fd);
    *fd = -1;
    return status ? status : CLI_SCHEDULE_BUSY;
}

static bool is_locked(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return false;
    bool locked = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);
    return locked;
}

/* ---- the state */

static json_t *time_or_null(mog_time time)
{
    return time ? mog_json_time(time) : json_null();
}

mog_status cli_schedule_write_state(cli_context *cli, const char *store, const char *name,
                                    const cli_schedule_state *state, mog_error *err)
{
    cli_output out;
    mog_status status = cli_output_open(&out, cli, path_of(cli->arena, store, name, ".json"), err);
    if (status) return status;
    json_t *json = mog_json_object();
    bool has_ended = state->ended != 0;
    mog_json_set(json, "schedule", mog_json_text(mog_text_of(name)));
    mog_json_set(json, "command", mog_json_text(mog_text_of(state->line)));
    mog_json_set(json, "since", mog_json_time(state->since));
    mog_json_set(json, "started", time_or_null(state->started));
    mog_json_set(json, "ended", time_or_null(state->ended));
    mog_json_set(json, "process", mog_json_made(json_integer(state->process)));
    mog_json_set(json, "status", has_ended ? mog_json_made(json_integer(state->status)) : json_null());
    mog_json_set(json, "run", state->run ? mog_json_made(json_integer((json_int_t)state->run)) : json_null());
    mog_json_set(json, "notified", mog_json_string_or_null(state->notified));
    status = mog_json_write(out.stream, json, 2, err);
    fputc('\n', out.stream);
    json_decref(json);
    return cli_output_close(&out, status, err);
}

static mog_time time_of(const json_t *json, const char *key)
{
    mog_time time;
    const char *text = json_string_value(json_object_get(json, key));
    return text && mog_time_parse(&time, mog_text_of(text)) ? time : 0;
}

mog_status cli_schedule_read_state(cli_schedule_state *out, mog_arena *arena, const char *store, const char *name,
                                   mog_error *err)
{
    mog_text text;
    json_t *json;
    const char *path = path_of(arena, store, name, ".json");
    *out = (cli_schedule_state){.line = "", .running = is_locked(path_of(arena, store, name, ".lock"))};
    if (access(path, F_OK) != 0 && errno == ENOENT) return MOG_NO;
    mog_status status = mog_file_read(&text, arena, path, LARGEST, err);
    if (!status) status = mog_json_parse(&json, text, 0, err);
    if (status) {
        mog_error_place(err, "%s", path);
        return status;
    }
    const char *line = json_string_value(json_object_get(json, "command"));
    const char *notified = json_string_value(json_object_get(json, "notified"));
    out->is_there = true;
    out->since = time_of(json, "since");
    out->started = time_of(json, "started");
    out->ended = time_of(json, "ended");
    out->process = json_integer_value(json_object_get(json, "process"));
    out->status = (int)json_integer_value(json_object_get(json, "status"));
    out->run = (uint64_t)json_integer_value(json_object_get(json, "run"));
    out->line = mog_arena_format(arena, "%s", line ? line : "");
    out->notified = notified ? mog_arena_format(arena, "%s", notified) : NULL;
    json_decref(json);
    return MOG_OK;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

mog_status cli_schedule_state_names(const char ***out, size_t *count, mog_arena *arena, const char *store,
                                    mog_error *err)
{
    const char *folder = mog_arena_format(arena, "%s/schedules", store), **names = NULL;
    size_t capacity = 0;
    DIR *dir = opendir(folder);
    *count = 0;
    *out = NULL;
    if (!dir && (errno == ENOENT || errno == ENOTDIR)) return MOG_OK;
    if (!dir) return fail(folder, "cannot read the folder", err);
    for (const struct dirent *entry; (entry = readdir(dir));) {
        size_t size = strlen(entry->d_name);
        if (size <= 5 || strcmp(entry->d_name + size - 5, ".json") != 0) continue;
        MOG_PUSH(names, *count, capacity) = mog_arena_copy(arena, entry->d_name, size - 5);
    }
    closedir(dir);
    if (*count) qsort(names, *count, sizeof *names, by_text);
    *out = mog_take_array(arena, const char *, *count + 1);
    if (*count) memcpy(*out, names, *count * sizeof *names);
    free(names);
    return MOG_OK;
}
