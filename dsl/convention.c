/* convention.c: what the program itself knows of a policy's words: the models of scoring, and the kinds `risk`, `exception` and `action` by their
 * fields. */
#include "dsl/program.h"

static const char *const models[] = {
#define M(tag, word) word,
    MOG_MODELS(M)
#undef M
};

const char *mog_model_word(mog_model model)
{
    return models[model];
}

int mog_model_find(mog_text word)
{
    for (int i = 0; i < MOG_MODEL_COUNT; i++)
        if (mog_text_equal(mog_text_of(models[i]), word)) return i;
    return -1;
}

int64_t mog_threshold_default(uint32_t level)
{
    static const int percent[] = {0, 90, 80, 70, 60, 50};
    return level < sizeof percent / sizeof *percent ? percent[level] * INT64_C(10000000) : 0;
}

static const mog_kind *find_kind(const mog_kind *const *kinds, uint32_t count, mog_text name)
{
    for (uint32_t i = 0; i < count; i++)
        if (mog_text_equal(kinds[i]->name, name)) return kinds[i];
    return NULL;
}

/* The slot of a field of that type; -1: there is none. */
static int slot_of(const mog_kind *kind, const char *path, mog_type_tag tag)
{
    int slot = mog_row_find(&kind->row, mog_text_of(path));
    return slot >= 0 && kind->row.fields[slot].type.tag == tag ? slot : -1;
}

static int controls_of(const mog_kind *kind)
{
    int slot = slot_of(kind, "controls", MOG_TYPE_SET);
    return slot >= 0 && kind->row.fields[slot].type.element == MOG_TYPE_CONTROL ? slot : -1;
}

static int texts_of(const mog_kind *kind, const char *path)
{
    int slot = slot_of(kind, path, MOG_TYPE_SET);
    return slot >= 0 && kind->row.fields[slot].type.element == MOG_TYPE_TEXT ? slot : -1;
}

bool mog_risk_kind_of(mog_risk_kind *out, const mog_kind *const *kinds, uint32_t count)
{
    const mog_kind *kind = find_kind(kinds, count, MOG_TEXT("risk"));
    if (!kind) return false;
    int residual = slot_of(kind, "residual", MOG_TYPE_INTEGER), controls = controls_of(kind);
    if (residual < 0 || controls < 0) return false;
    *out = (mog_risk_kind){.kind = kind, .residual = (uint32_t)residual, .controls = (uint32_t)controls, .closed = -1};
    out->status = slot_of(kind, "status", MOG_TYPE_ENUM);
    if (out->status >= 0) out->closed = mog_enum_find(kind->row.fields[out->status].type.values, MOG_TEXT("closed"));
    return true;
}

bool mog_exception_kind_of(mog_exception_kind *out, const mog_kind *const *kinds, uint32_t count)
{
    const mog_kind *kind = find_kind(kinds, count, MOG_TEXT("exception"));
    if (!kind) return false;
    int controls = controls_of(kind), approved = slot_of(kind, "approved", MOG_TYPE_TIME),
        until = slot_of(kind, "until", MOG_TYPE_TIME);
    if (controls < 0 || approved < 0 || until < 0) return false;
    *out = (mog_exception_kind){.kind = kind,
                                .controls = (uint32_t)controls,
                                .approved = (uint32_t)approved,
                                .until = (uint32_t)until,
                                .ended = slot_of(kind, "ended", MOG_TYPE_TIME),
                                .rules = texts_of(kind, "rules"),
                                .subjects = texts_of(kind, "subjects")};
    return true;
}

/* ---- actions */

static bool has_values(const mog_type *type, const char *const *values)
{
    for (; *values; values++)
        if (mog_enum_find(type->values, mog_text_of(*values)) < 0) return false;
    return true;
}

/* What the type alone does not say of a field. */
static bool fits(const mog_field *field)
{
    static const char *const statuses[] = {"not_started", "under_way", "done", "stopped", NULL};
    static const char *const tasks[] = {"remedy", "show_evidence", NULL};
    if (mog_text_equal(field->path, MOG_TEXT("controls"))) return field->type.element == MOG_TYPE_CONTROL;
    if (mog_text_equal(field->path, MOG_TEXT("owner")))
        return mog_text_equal(field->type.subject_type, MOG_TEXT("unit"));
    if (mog_text_equal(field->path, MOG_TEXT("status"))) return has_values(&field->type, statuses);
    return !mog_text_equal(field->path, MOG_TEXT("task")) || has_values(&field->type, tasks);
}

static bool find_field(uint32_t *slot, const mog_kind *kind, const char *path, mog_type_tag tag)
{
    int found = slot_of(kind, path, tag);
    *slot = (uint32_t)found;
    return found >= 0 && fits(&kind->row.fields[found]);
}

bool mog_action_kind_of(mog_action_kind *out, const char **lacks, const mog_kind *const *kinds, uint32_t count)
{
    static const char *const gap[] = {"gap_analysis", NULL};
    const mog_kind *kind = find_kind(kinds, count, MOG_TEXT("action"));
    *out = (mog_action_kind){.kind = kind};
    *lacks = "a kind `action` of which there are many";
    if (!kind || !kind->many) return false;
    for (uint32_t i = 0; i < kind->row.count; i++)
        if (kind->row.fields[i].personal) {
            *lacks = "an action without personal fields";
            return false;
        }
#define F(field, tag, words)                                                                                           \
    if (!find_field(&out->field, kind, #field, MOG_TYPE_##tag)) {                                                      \
        *lacks = "the field `" #field "`, " words;                                                                     \
        return false;                                                                                                  \
    }
    MOG_ACTION_FIELDS(F)
#undef F
    int source = slot_of(kind, "source", MOG_TYPE_ENUM);
    out->has_source = source >= 0 && has_values(&kind->row.fields[source].type, gap);
    *lacks = NULL;
    return true;
}
