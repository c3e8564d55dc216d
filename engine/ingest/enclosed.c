/* enclosed.c: the files that a record brings along: "attachments": [{"name":"report.pdf","size":1234,"content":"<BLAKE2b-256 in hex>"}]. Each
 * is read and held against its digest before the record is taken. */
#include "engine/ingest/reader.h"

#include "base/file.h"
#include "engine/store/attachment.h"
#include "engine/store/contents.h"

#include <string.h>

#define MOST_AT_ONCE ((size_t)256 << 20) /* bytes of all files of a record: they are in memory together */

static mog_status refuse_keys(mog_ingest *ingest, const json_t *one)
{
    static const char *const known[] = {"name", "size", "content"};
    json_t *object = (json_t *)one;
    for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at)) {
        const char *key = json_object_iter_key(at);
        size_t i = 0;
        while (i < sizeof known / sizeof *known && strcmp(known[i], key) != 0) i++;
        if (i < sizeof known / sizeof *known) continue;
        mog_ingest_enter(ingest, key);
        return mog_ingest_refuse(ingest, "an attachment has no key `%.100s`", key);
    }
    return MOG_OK;
}

static mog_status read_text(mog_text *out, mog_ingest *ingest, const json_t *one, const char *key, const char *what)
{
    const json_t *value = json_object_get(one, key);
    return value ? mog_ingest_text(out, ingest, value, what) : mog_ingest_refuse(ingest, "`%s` is missing", key);
}

static mog_status read_name(mog_text *out, mog_ingest *ingest, const json_t *one)
{
    const char *why;
    size_t before = mog_ingest_enter(ingest, "name");
    mog_status status = read_text(out, ingest, one, "name", "the name of an attachment");
    if (status) return status;
    if (!mog_attachment_name_fits(*out, &why))
        return mog_ingest_refuse(ingest, "an attachment cannot be called that: %s", why);
    mog_ingest_leave(ingest, before);
    return MOG_OK;
}

/* 64 small hexadecimal digits: also the name of the file, which so cannot lead to another folder. */
static bool is_digest(mog_text text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!strchr("0123456789abcdef", text.at[i]) || !text.at[i]) return false;
    return text.size == 2 * (size_t)MOG_DIGEST_SIZE;
}

static mog_status read_content(mog_text *out, mog_ingest *ingest, const json_t *one)
{
    mog_text content;
    char hex[2 * MOG_DIGEST_SIZE + 1];
    mog_error cause = MOG_ERROR_NONE;
    size_t before = mog_ingest_enter(ingest, "content");
    mog_status status = read_text(&content, ingest, one, "content", "the content");
    if (status) return status;
    if (!is_digest(content)) return mog_ingest_refuse(ingest, "the content is a BLAKE2b-256 in hexadecimal digits");
    if (!ingest->folder) {
        mog_ingest_refuse(ingest, "the file is not here");
        return mog_ingest_hint(ingest, "`evidence add --attachments DIR` says in which folder it is");
    }
    const char *path = mog_arena_format(ingest->scratch, "%s/%.*s", ingest->folder, (int)content.size, content.at);
    if (mog_file_read(out, ingest->scratch, path, MOG_CONTENT_LIMIT, &cause))
        return mog_ingest_refuse(ingest, "%s: %s", path, cause.message);
    mog_digest digest = mog_blake2b(out->at, out->size);
    mog_digest_hex(hex, &digest);
    if (!mog_text_equal(mog_text_of(hex), content))
        return mog_ingest_refuse(ingest, "%s is another file than the record was exported with", path);
    mog_ingest_leave(ingest, before);
    return MOG_OK;
}

static mog_status read_one(mog_enclosed *out, mog_ingest *ingest, const json_t *one)
{
    if (!json_is_object(one))
        return mog_ingest_refuse(ingest, "an attachment is an object, not %s", mog_json_word(one));
    mog_status status = refuse_keys(ingest, one);
    if (!status) status = read_name(&out->name, ingest, one);
    if (!status) status = read_content(&out->bytes, ingest, one);
    if (status) return status;
    const json_t *size = json_object_get(one, "size");
    if (!size || (json_is_integer(size) && json_integer_value(size) == (json_int_t)out->bytes.size)) return MOG_OK;
    mog_ingest_enter(ingest, "size");
    return mog_ingest_refuse(ingest, "the file has %zu bytes", out->bytes.size);
}

mog_status mog_ingest_enclosed(mog_ingest *ingest, const json_t *attachments)
{
    ingest->enclosed_count = 0;
    if (!attachments) return MOG_OK;
    size_t before = mog_ingest_enter(ingest, "attachments");
    if (!json_is_array(attachments))
        return mog_ingest_refuse(ingest, "attachments are an array, not %s", mog_json_word(attachments));
    size_t count = json_array_size(attachments), bytes = 0;
    ingest->enclosed = mog_take_array(ingest->scratch, mog_enclosed, count);
    for (size_t i = 0; i < count; i++) {
        size_t inner = mog_ingest_enter_at(ingest, i);
        mog_status status = read_one(&ingest->enclosed[i], ingest, json_array_get(attachments, i));
        if (status) return status;
        bytes += ingest->enclosed[i].bytes.size;
        if (bytes > MOST_AT_ONCE) {
            mog_ingest_refuse(ingest, "the files of one record add up to more than %zu MiB", MOST_AT_ONCE >> 20);
            return mog_ingest_hint(ingest, "attach some of them with `mognad evidence attach`");
        }
        mog_ingest_leave(ingest, inner);
    }
    ingest->enclosed_count = count;
    mog_ingest_leave(ingest, before);
    return MOG_OK;
}
