#include "engine/store/kept.h"

#include "engine/store/batch.h"
#include "engine/store/contents.h"
#include "engine/store/snapshot.h"

#include <sodium.h>
#include <string.h>

mog_status mog_batch_keep(mog_kept *out, mog_batch *batch, mog_text name, const void *bytes, size_t size,
                          mog_error *err)
{
    mog_status status = MOG_OK;
    *out = (mog_kept){.name = name, .size = size};
    if (size > MOG_KEPT_LIMIT)
        status = mog_fail(err, MOG_INPUT, "%.*s has %zu bytes, more than the 1 GiB that a change may keep",
                          (int)name.size, name.at, size);
    if (!status) status = mog_contents_put(&out->content, &batch->writing, bytes, size, err);
    return mog_batch_settle(batch, status, err);
}

json_t *mog_kept_to_json(const mog_kept *kept, size_t count)
{
    json_t *list = mog_json_array();
    for (size_t i = 0; i < count; i++) {
        char hex[2 * MOG_DIGEST_SIZE + 1];
        json_t *one = mog_json_object();
        mog_digest_hex(hex, &kept[i].content);
        mog_json_set(one, "name", mog_json_text(kept[i].name));
        mog_json_set(one, "size", mog_json_made(json_integer((json_int_t)kept[i].size)));
        mog_json_set(one, "content", mog_json_made(json_string(hex)));
        mog_json_append(list, one);
    }
    return list;
}

static bool parse_one(mog_kept *out, const json_t *one)
{
    const json_t *name = json_object_get(one, "name"), *size = json_object_get(one, "size");
    const char *hex = json_string_value(json_object_get(one, "content"));
    size_t made = 0;
    if (!json_is_string(name) || !json_is_integer(size) || json_integer_value(size) < 0 || !hex) return false;
    if ((uint64_t)json_integer_value(size) > MOG_KEPT_LIMIT || strlen(hex) != 2 * (size_t)MOG_DIGEST_SIZE) return false;
    out->name = (mog_text){json_string_value(name), json_string_length(name)};
    out->size = (uint64_t)json_integer_value(size);
    return sodium_hex2bin(out->content.bytes, MOG_DIGEST_SIZE, hex, strlen(hex), NULL, &made, NULL) == 0 &&
           made == MOG_DIGEST_SIZE;
}

int mog_kept_parse(mog_kept out[MOG_KEPT_MOST], const json_t *note)
{
    const json_t *list = json_object_get(note, "kept");
    if (!list) return 0;
    if (!json_is_array(list) || json_array_size(list) > MOG_KEPT_MOST) return -1;
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!parse_one(&out[i], json_array_get(list, i))) return -1;
    return (int)json_array_size(list);
}

mog_status mog_snapshot_kept(mog_text *out, mog_arena *arena, mog_snapshot *snapshot, const mog_kept *kept,
                             mog_error *err)
{
    if (snapshot->memory) return mog_fail(err, MOG_INTERNAL, "records in memory keep nothing");
    mog_status status = mog_contents_read(out, arena, snapshot->txn, snapshot->store, &kept->content, kept->size, err);
    if (status) mog_snapshot_place(snapshot, err);
    return status;
}
