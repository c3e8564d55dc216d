/* schedule_files.c: the files of schedules: where they are, the marks that they begin with, and all that are installed. */
#include "cli/output.h"
#include "cli/schedule.h"

#include "base/digest.h"
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LARGEST ((size_t)1 << 20)
#define PREFIX "mognad-"

/* ---- where */

static const char *user_folder(mog_arena *arena)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (config && *config == '/') return mog_arena_format(arena, "%s/systemd/user", config);
    const struct passwd *user = home && *home == '/' ? NULL : getpwuid(geteuid());
    return mog_arena_format(arena, "%s/.config/systemd/user", user ? user->pw_dir : home ? home : "");
}

static const char *folder_of(mog_arena *arena, const char *root, bool is_user, bool is_cron)
{
    const char *folder = is_cron ? "/etc/cron.d" : is_user ? user_folder(arena) : "/etc/systemd/system";
    return mog_arena_format(arena, "%s%s", root, folder);
}

/* ---- the mark */

static json_t *to_json(const cli_schedule *schedule)
{
    json_t *out = mog_json_object(), *words = mog_json_array(), *writable = mog_json_array();
    for (size_t i = 0; i < schedule->word_count; i++)
        mog_json_append(words, mog_json_text(mog_text_of(schedule->words[i])));
    for (size_t i = 0; i < schedule->writable_count; i++)
        mog_json_append(writable, mog_json_text(mog_text_of(schedule->writable[i])));
    mog_json_set(out, "name", mog_json_text(mog_text_of(schedule->name)));
    mog_json_set(out, "calendar", mog_json_text(mog_text_of(schedule->calendar)));
    mog_json_set(out, "store", mog_json_text(mog_text_of(schedule->store)));
    mog_json_set(out, "program", mog_json_text(mog_text_of(schedule->program)));
    mog_json_set(out, "command", words);
    mog_json_set(out, "notify", mog_json_string_or_null(schedule->notify));
    mog_json_set(out, "notify_on", mog_json_text(mog_text_of(cli_notify_word(schedule->notify_on))));
    mog_json_set(out, "notify_limit", mog_json_made(json_integer(schedule->notify_limit)));
    mog_json_set(out, "account", mog_json_text(mog_text_of(schedule->account)));
    mog_json_set(out, "writable", writable);
    mog_json_set(out, "installed", mog_json_time(schedule->installed));
    return out;
}

static const char *marked(mog_arena *arena, const cli_schedule *schedule, const char *text)
{
    char hex[2 * MOG_DIGEST_SIZE + 1], *line = NULL;
    size_t size = 0;
    mog_digest digest = mog_blake2b(text, strlen(text));
    mog_digest_hex(hex, &digest);
    json_t *json = to_json(schedule);
    FILE *stream = open_memstream(&line, &size);
    if (!stream) mog_out_of_memory();
    mog_json_write(stream, json, 0, NULL);
    fclose(stream);
    json_decref(json);
    const char *out = mog_arena_format(
        arena, "%s%s\n# BLAKE2b-256 of what follows: %s\n%s%s", CLI_SCHEDULE_MARK, line, hex,
        "# Written by `mognad schedule install`, which writes it over with --force; `mognad schedule remove` removes it.\n",
        text);
    free(line);
    return out;
}

mog_status cli_schedule_files(cli_schedule_file files[CLI_SCHEDULE_FILES], size_t *count, mog_arena *arena,
                              const char *root, const cli_schedule *schedule, mog_error *err)
{
    const char *folder = folder_of(arena, root, schedule->is_user, schedule->is_cron), *crontab;
    *count = 0;
    if (schedule->is_cron) {
        mog_status status = cli_schedule_crontab(&crontab, arena, schedule, err);
        if (status || schedule->is_user) return status;
        files[(*count)++] = (cli_schedule_file){mog_arena_format(arena, "%s/" PREFIX "%s", folder, schedule->name),
                                                marked(arena, schedule, crontab)};
        return MOG_OK;
    }
    files[(*count)++] = (cli_schedule_file){mog_arena_format(arena, "%s/" PREFIX "%s.service", folder, schedule->name),
                                            marked(arena, schedule, cli_schedule_service(arena, schedule))};
    files[(*count)++] = (cli_schedule_file){mog_arena_format(arena, "%s/" PREFIX "%s.timer", folder, schedule->name),
                                            marked(arena, schedule, cli_schedule_timer(arena, schedule))};
    return MOG_OK;
}

/* ---- reading the mark */

static const char *string_of(mog_arena *arena, const json_t *json, const char *key)
{
    const char *value = json_string_value(json_object_get(json, key));
    return value ? mog_arena_format(arena, "%s", value) : NULL;
}

static const char **strings_of(mog_arena *arena, size_t *count, const json_t *array)
{
    *count = json_array_size(array);
    const char **out = mog_take_array(arena, const char *, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        const char *value = json_string_value(json_array_get(array, i));
        out[i] = mog_arena_format(arena, "%s", value ? value : "");
    }
    out[*count] = NULL;
    return out;
}

static bool from_json(cli_schedule *out, mog_arena *arena, const json_t *json)
{
    const char *when = json_string_value(json_object_get(json, "notify_on"));
    const char *installed = json_string_value(json_object_get(json, "installed"));
    out->name = string_of(arena, json, "name");
    out->calendar = string_of(arena, json, "calendar");
    out->store = string_of(arena, json, "store");
    out->program = string_of(arena, json, "program");
    out->account = string_of(arena, json, "account");
    out->notify = string_of(arena, json, "notify");
    out->notify_limit = (uint32_t)json_integer_value(json_object_get(json, "notify_limit"));
    for (cli_notify i = CLI_NOTIFY_ALWAYS; when && i <= CLI_NOTIFY_FAILURE; i++)
        if (strcmp(when, cli_notify_word(i)) == 0) out->notify_on = i;
    out->words = (char **)strings_of(arena, &out->word_count, json_object_get(json, "command"));
    out->writable = strings_of(arena, &out->writable_count, json_object_get(json, "writable"));
    return out->name && out->calendar && out->store && *out->store == '/' && out->program && out->account && when &&
           out->word_count && installed && mog_time_parse(&out->installed, mog_text_of(installed));
}

static bool was_edited(const char *second_line)
{
    char hex[2 * MOG_DIGEST_SIZE + 1];
    const char *said = strstr(second_line, ": "), *rest = strchr(second_line, '\n');
    const char *text = rest ? strchr(rest + 1, '\n') : NULL;
    if (!said || !text) return true;
    mog_digest digest = mog_blake2b(text + 1, strlen(text + 1));
    mog_digest_hex(hex, &digest);
    return strncmp(said + 2, hex, sizeof hex - 1) != 0;
}

/* MOG_NO: mognad did not write it. */
static mog_status read_file(cli_schedule *out, mog_arena *arena, const char *path, mog_error *err)
{
    mog_text text;
    json_t *json;
    *out = (cli_schedule){.file = path};
    mog_status status = mog_file_read(&text, arena, path, LARGEST, err);
    if (status) return status;
    if (!mog_text_starts(text, mog_text_of(CLI_SCHEDULE_MARK))) return MOG_NO;
    const char *line = text.at + strlen(CLI_SCHEDULE_MARK), *end = strchr(line, '\n');
    if (!end) return MOG_NO;
    status = mog_json_parse(&json, (mog_text){line, (size_t)(end - line)}, 0, err);
    if (!status && !from_json(out, arena, json))
        status = mog_fail(err, MOG_INPUT, "the first line, which says what the schedule is, is damaged");
    json_decref(json);
    out->edited = was_edited(end + 1);
    mog_error_place(err, "%s", path);
    return status;
}

/* ---- all of them */

typedef struct found {
    cli_schedule *at;
    size_t count, capacity;
} found;

static void take_file(found *all, cli_context *cli, const char *folder, const char *name, bool is_user, bool is_cron)
{
    cli_schedule one;
    mog_error err = MOG_ERROR_NONE;
    const char *path = mog_arena_format(cli->arena, "%s/%s", folder, name);
    size_t size = strlen(name), suffix = is_cron ? 0 : strlen(".service");
    if (strncmp(name, PREFIX, strlen(PREFIX)) != 0 || size < suffix) return;
    if (!is_cron && strcmp(name + size - suffix, ".service") != 0) return;
    mog_status status = read_file(&one, cli->arena, path, &err);
    if (status == MOG_NO) return;
    if (status) {
        mog_log_say(MOG_LEVEL_WARNING, "%s: %s", path, err.message);
        return;
    }
    one.is_user = is_user;
    one.is_cron = is_cron;
    MOG_PUSH(all->at, all->count, all->capacity) = one;
}

static mog_status take_folder(found *all, cli_context *cli, const char *root, bool is_user, bool is_cron,
                              mog_error *err)
{
    const char *folder = folder_of(cli->arena, root, is_user, is_cron);
    DIR *dir = opendir(folder);
    if (!dir && (errno == ENOENT || errno == ENOTDIR || errno == EACCES)) return MOG_OK;
    if (!dir) {
        mog_fail_errno(err, errno, "cannot read the folder");
        mog_error_place(err, "%s", folder);
        return MOG_SYSTEM;
    }
    for (const struct dirent *entry; (entry = readdir(dir));)
        take_file(all, cli, folder, entry->d_name, is_user, is_cron);
    closedir(dir);
    return MOG_OK;
}

static int by_name(const void *a, const void *b)
{
    const cli_schedule *one = a, *other = b;
    int order = strcmp(one->name, other->name);
    return order ? order : strcmp(one->file, other->file);
}

mog_status cli_schedule_list(const cli_schedule **out, size_t *count, cli_context *cli, const char *root,
                             mog_error *err)
{
    found all = {0};
    mog_status status = take_folder(&all, cli, root, true, false, err);
    if (!status) status = take_folder(&all, cli, root, false, false, err);
    if (!status) status = take_folder(&all, cli, root, false, true, err);
    if (all.count) qsort(all.at, all.count, sizeof *all.at, by_name);
    cli_schedule *kept = mog_take_array(cli->arena, cli_schedule, all.count + 1);
    if (all.count) memcpy(kept, all.at, all.count * sizeof *kept);
    *count = all.count;
    *out = kept;
    free(all.at);
    return status;
}

mog_status cli_schedule_find(cli_schedule *out, cli_context *cli, const char *root, const char *name, bool only_user,
                             mog_error *err)
{
    const cli_schedule *all, *best = NULL;
    size_t count;
    mog_status status = cli_schedule_list(&all, &count, cli, root, err);
    for (size_t i = 0; i < count && !status; i++) {
        if (strcmp(all[i].name, name) != 0 || (only_user && !all[i].is_user)) continue;
        if (!best || all[i].is_user) best = &all[i];
    }
    if (!status && !best) {
        status = mog_fail(err, MOG_INPUT, "no schedule `%s` is installed%s%s", name, *root ? " under " : "", root);
        mog_error_hint(err, "`mognad schedule list` shows those that are; a user's own crontab is not looked into");
    }
    if (best) *out = *best;
    return status;
}

/* ---- writing */

mog_status cli_schedule_may_write(const cli_schedule_file *file, bool force, mog_error *err)
{
    struct stat about;
    cli_schedule there;
    if (lstat(file->path, &about) && errno == ENOENT) return MOG_OK;
    mog_arena *arena = mog_arena_new();
    mog_error why = MOG_ERROR_NONE;
    mog_status status = read_file(&there, arena, file->path, &why);
    mog_arena_free(arena);
    if (!status && force) return MOG_OK;
    if (!status) {
        mog_fail(err, MOG_INPUT, "the schedule is installed already");
        mog_error_hint(err, "--force writes over what mognad wrote, and over what was edited in it");
    } else {
        mog_fail(err, MOG_INPUT, "there is a file that mognad did not write%s%s", why.status ? ": " : "", why.message);
        mog_error_hint(err, "give the schedule another name, or move the file away");
    }
    mog_error_place(err, "%s", file->path);
    return MOG_INPUT;
}

static mog_status make_folders(mog_arena *arena, const char *path, mog_error *err)
{
    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        const char *folder = mog_arena_copy(arena, path, (size_t)(slash - path));
        if (mkdir(folder, 0755) == 0 || errno == EEXIST) continue;
        mog_fail_errno(err, errno, "cannot make the folder");
        mog_error_place(err, "%s", folder);
        mog_error_hint(err, "as root, or with --user for a schedule of your own");
        return MOG_SYSTEM;
    }
    return MOG_OK;
}

mog_status cli_schedule_write(cli_context *cli, const cli_schedule_file *file, mog_error *err)
{
    cli_output out;
    mog_status status = make_folders(cli->arena, file->path, err);
    if (!status) status = cli_output_open(&out, cli, file->path, err);
    if (status) {
        mog_error_hint(err, "as root, or with --user for a schedule of your own");
        return status;
    }
    fputs(file->text, out.stream);
    if (fchmod(fileno(out.stream), 0644)) status = mog_fail_errno(err, errno, "cannot make it readable");
    return cli_output_close(&out, status, err);
}
