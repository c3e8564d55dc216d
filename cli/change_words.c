#include "cli/change_words.h"

#include "cli/story.h"
#include "engine/store/keys.h"

#include <string.h>

static json_t *hex_of(const mog_digest *digest)
{
    char hex[2 * MOG_DIGEST_SIZE + 1];
    mog_digest_hex(hex, digest);
    return mog_json_made(json_string(hex));
}

static mog_status damaged(const mog_change *change, mog_error *err)
{
    return mog_fail(err, MOG_SYSTEM, "the store is damaged: what change %llu is about is missing",
                    (unsigned long long)change->number);
}

static mog_status set_record(json_t *out, mog_snapshot *snapshot, const mog_change *change, mog_error *err)
{
    const mog_record *record;
    mog_text kind;
    mog_status status = mog_snapshot_record(&record, snapshot, change->number, err);
    if (!status && !record) status = damaged(change, err);
    if (!status) status = mog_snapshot_name(&kind, snapshot, record->kind, err);
    if (status) return status;
    json_t *about = mog_json_object();
    mog_json_set(about, "kind", mog_json_text(kind));
    mog_json_set(about, "subject", mog_json_text(mog_record_subject(record)));
    if (record->item_size) mog_json_set(about, "item", mog_json_text(mog_record_item(record)));
    if (record->flags & MOG_RECORD_CENSUS) mog_json_set(about, "census", json_true());
    mog_json_set(about, "observed", mog_json_time(record->observed));
    mog_json_set(out, "record", about);
    return MOG_OK;
}

static mog_status set_kind(json_t *out, mog_snapshot *snapshot, const mog_change *change, mog_error *err)
{
    mog_text name;
    if (change->key_size != 8) return damaged(change, err);
    mog_status status = mog_snapshot_name(&name, snapshot, mog_get_be32(change->key), err);
    if (status) return status;
    json_t *kind = mog_json_object();
    mog_json_set(kind, "name", mog_json_text(name));
    mog_json_set(kind, "version", mog_json_made(json_integer(mog_get_be32(change->key + 4))));
    mog_json_set(out, "kind", kind);
    return MOG_OK;
}

static mog_status set_note(json_t *out, mog_snapshot *snapshot, const mog_change *change, mog_error *err)
{
    mog_text line;
    bool found;
    json_t *note;
    mog_status status = mog_snapshot_note(&line, &found, snapshot, change->number, err);
    if (!status && !found) status = damaged(change, err);
    if (!status) status = mog_json_parse(&note, line, 0, err);
    if (!status) mog_json_set(out, "note", note);
    return status;
}

mog_status cli_change_json(json_t **out, mog_snapshot *snapshot, const mog_change *change, mog_error *err)
{
    json_t *told = mog_json_object();
    const char *word = mog_change_word(change->type);
    mog_json_set(told, "number", mog_json_made(json_integer((json_int_t)change->number)));
    mog_json_set(told, "recorded", mog_json_time(change->recorded));
    mog_json_set(told, "type", mog_json_string_or_null(word));
    mog_json_set(told, "by", mog_json_text(mog_text_of(change->by)));
    mog_json_set(told, "leaf", hex_of(&change->leaf));
    mog_json_set(told, "payload", hex_of(&change->payload));
    mog_status status = change->type == MOG_CHANGE_RECORD_ADDED      ? set_record(told, snapshot, change, err)
                        : change->type == MOG_CHANGE_KIND_REGISTERED ? set_kind(told, snapshot, change, err)
                                                                     : set_note(told, snapshot, change, err);
    *out = status ? NULL : told;
    if (status) json_decref(told);
    return status;
}

/* ---- in words */

typedef void words_of(mog_buffer *out, const cli_context *cli, const json_t *about);

static long long number_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static void add_reason(mog_buffer *out, const json_t *note)
{
    const char *reason = cli_text_of(note, "reason");
    if (*reason) mog_buffer_format(out, ": %s", reason);
}

static void tell_record(mog_buffer *out, const cli_context *cli, const json_t *record)
{
    const char *item = cli_text_of(record, "item");
    mog_buffer_format(out,
                      json_object_get(record, "census") ? CLI_SAY(cli, "census of %s", "förteckning över %s")
                                                        : CLI_SAY(cli, "record of %s", "post av slaget %s"),
                      cli_text_of(record, "kind"));
    if (*item) mog_buffer_format(out, " “%s”", item);
    mog_buffer_format(out, CLI_SAY(cli, " about %s, observed %s", " om %s, observerad %s"),
                      cli_text_of(record, "subject"), cli_time_of(cli, record, "observed"));
}

static void tell_kind(mog_buffer *out, const cli_context *cli, const json_t *kind)
{
    mog_buffer_format(out, CLI_SAY(cli, "kind %s, version %lld", "slaget %s, version %lld"), cli_text_of(kind, "name"),
                      number_of(kind, "version"));
}

static void tell_retracted(mog_buffer *out, const cli_context *cli, const json_t *note)
{
    mog_buffer_format(out, CLI_SAY(cli, "retracted record %lld", "tog tillbaka post %lld"), number_of(note, "record"));
    add_reason(out, note);
}

static void tell_erased(mog_buffer *out, const cli_context *cli, const json_t *note)
{
    const char *subject = cli_text_of(note, "subject");
    mog_buffer_format(out, CLI_SAY(cli, "erased personal values, %lld", "raderade personuppgifter, %lld"),
                      number_of(note, "values"));
    if (*subject) mog_buffer_format(out, CLI_SAY(cli, ", about %s", ", om %s"), subject);
    add_reason(out, note);
}

static void tell_attached(mog_buffer *out, const cli_context *cli, const json_t *note)
{
    mog_buffer_format(out, CLI_SAY(cli, "attached %s (%s) to record %lld", "bifogade %s (%s) till post %lld"),
                      cli_text_of(note, "name"), cli_size_words(cli, (uint64_t)number_of(note, "size")),
                      number_of(note, "record"));
}

static void tell_key(mog_buffer *out, const cli_context *cli, const json_t *note)
{
    mog_buffer_format(out, CLI_SAY(cli, "signing key %s", "signeringsnyckeln %s"), cli_text_of(note, "name"));
    add_reason(out, note);
}

static void tell_disclosed(mog_buffer *out, const cli_context *cli, const json_t *note)
{
    const char *subject = cli_text_of(note, "subject");
    mog_buffer_format(out, CLI_SAY(cli, "personal values shown by `%s`", "personuppgifter visade av `%s`"),
                      cli_text_of(note, "what"));
    if (json_object_get(note, "records"))
        mog_buffer_format(out, CLI_SAY(cli, ", records %lld", ", poster %lld"), number_of(note, "records"));
    if (*subject) mog_buffer_format(out, CLI_SAY(cli, ", about %s", ", om %s"), subject);
    add_reason(out, note);
}

static void tell_run(mog_buffer *out, const cli_context *cli, const json_t *note)
{
    mog_buffer_format(out, CLI_SAY(cli, "assessment as of %s, run %.16s", "bedömning per %s, körning %.16s"),
                      cli_time_of(cli, note, "clock"), cli_text_of(note, "run"));
}

static const struct {
    const char *type, *member;
    words_of *tell;
} all_words[] = {
    {"record", "record", tell_record},     {"kind", "kind", tell_kind},         {"retracted", "note", tell_retracted},
    {"erased", "note", tell_erased},       {"attached", "note", tell_attached}, {"key", "note", tell_key},
    {"disclosed", "note", tell_disclosed}, {"run", "note", tell_run},
};

char *cli_change_told(const cli_context *cli, const json_t *change)
{
    mog_buffer out = {0};
    mog_buffer_clear(&out);
    for (size_t i = 0; i < sizeof all_words / sizeof *all_words; i++)
        if (strcmp(all_words[i].type, cli_text_of(change, "type")) == 0)
            all_words[i].tell(&out, cli, json_object_get(change, all_words[i].member));
    return out.at;
}
