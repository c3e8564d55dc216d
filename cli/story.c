#include "cli/story.h"

#include "engine/store/journal.h"

#include <string.h>

static mog_status read_change(mog_change *out, mog_snapshot *snapshot, uint64_t number, mog_error *err)
{
    bool found;
    mog_status status = mog_snapshot_change(out, &found, snapshot, number, err);
    if (status || found) return status;
    return mog_fail(err, MOG_SYSTEM, "the store is damaged: change %llu is missing", (unsigned long long)number);
}

static void set_number(json_t *out, const char *key, uint64_t number)
{
    mog_json_set(out, key, mog_json_made(json_integer((json_int_t)number)));
}

/* Who did it, and when. */
static mog_status set_change(json_t *out, mog_snapshot *snapshot, uint64_t number, mog_error *err)
{
    mog_change change;
    mog_status status = read_change(&change, snapshot, number, err);
    if (status) return status;
    set_number(out, "change", number);
    mog_json_set(out, "recorded", mog_json_time(change.recorded));
    mog_json_set(out, "by", mog_json_text(mog_text_of(change.by)));
    return MOG_OK;
}

mog_status cli_set_recorder(json_t *out, mog_snapshot *snapshot, uint64_t number, mog_error *err)
{
    mog_change change;
    mog_status status = read_change(&change, snapshot, number, err);
    if (!status) mog_json_set(out, "by", mog_json_text(mog_text_of(change.by)));
    return status;
}

static mog_status set_reason(json_t *out, mog_snapshot *snapshot, uint64_t number, mog_error *err)
{
    mog_text line;
    bool found;
    json_t *note;
    mog_status status = mog_snapshot_note(&line, &found, snapshot, number, err);
    if (!status && found) status = mog_json_parse(&note, line, 0, err);
    if (status || !found) return status;
    json_t *reason = json_object_get(note, "reason");
    if (reason) mog_json_set(out, "reason", json_incref(reason));
    json_decref(note);
    return MOG_OK;
}

mog_status cli_set_retraction(json_t *out, mog_snapshot *snapshot, uint64_t record, mog_error *err)
{
    uint64_t number;
    mog_status status = mog_snapshot_retracted(&number, snapshot, record, err);
    if (status || !number) return status;
    json_t *retracted = mog_json_object();
    status = set_change(retracted, snapshot, number, err);
    if (!status) status = set_reason(retracted, snapshot, number, err);
    if (status) json_decref(retracted);
    else mog_json_set(out, "retracted", retracted);
    return status;
}

static mog_status append(json_t *array, mog_snapshot *snapshot, const mog_attachment *attachment, mog_error *err)
{
    char hex[2 * MOG_DIGEST_SIZE + 1];
    json_t *one = mog_json_object();
    mog_digest_hex(hex, &attachment->content);
    mog_json_set(one, "name", mog_json_text(attachment->name));
    set_number(one, "size", attachment->size);
    mog_json_set(one, "content", mog_json_made(json_string(hex)));
    mog_json_append(array, one);
    return set_change(one, snapshot, attachment->number, err);
}

mog_status cli_set_attachments(json_t *out, mog_snapshot *snapshot, uint64_t record, mog_error *err)
{
    mog_attachment *all;
    size_t count;
    mog_arena *arena = mog_arena_new();
    mog_status status = mog_snapshot_attachments(&all, &count, arena, snapshot, record, err);
    if (!status && count) {
        json_t *array = mog_json_array();
        for (size_t i = 0; i < count && !status; i++) status = append(array, snapshot, &all[i], err);
        mog_json_set(out, "attachments", array);
    }
    mog_arena_free(arena);
    return status;
}

/* ---- in words */

const char *cli_text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

const char *cli_time_of(const cli_context *cli, const json_t *object, const char *key)
{
    mog_time time;
    char text[MOG_TIME_TEXT];
    if (!mog_time_parse(&time, mog_text_of(cli_text_of(object, key)))) return "";
    mog_time_format_short(text, time);
    return mog_arena_format(cli->arena, "%s", text);
}

const char *cli_size_words(const cli_context *cli, uint64_t bytes)
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
    double size = (double)bytes;
    size_t unit = 0;
    if (bytes < 1024)
        return mog_arena_format(cli->arena, "%llu %s", (unsigned long long)bytes, CLI_SAY(cli, "bytes", "byte"));
    for (size /= 1024; size >= 1024 && unit + 1 < sizeof units / sizeof *units; unit++) size /= 1024;
    char *text = mog_arena_format(cli->arena, "%.1f %s", size, units[unit]);
    if (cli->swedish) *strchr(text, '.') = ',';
    return text;
}

const char *cli_retraction_words(const cli_context *cli, const json_t *retracted)
{
    return mog_arena_format(cli->arena, "%s %s %s %s (%s %lld): %s", CLI_SAY(cli, "retracted", "återtagen"),
                            cli_time_of(cli, retracted, "recorded"), CLI_SAY(cli, "by", "av"),
                            cli_text_of(retracted, "by"), CLI_SAY(cli, "change", "ändring"),
                            (long long)json_integer_value(json_object_get(retracted, "change")),
                            cli_text_of(retracted, "reason"));
}

const char *cli_attachment_words(const cli_context *cli, const json_t *attachment)
{
    uint64_t size = (uint64_t)json_integer_value(json_object_get(attachment, "size"));
    return mog_arena_format(cli->arena, "%s, %s, %s %s %s %s", cli_text_of(attachment, "name"),
                            cli_size_words(cli, size), CLI_SAY(cli, "attached", "bifogad"),
                            cli_time_of(cli, attachment, "recorded"), CLI_SAY(cli, "by", "av"),
                            cli_text_of(attachment, "by"));
}
