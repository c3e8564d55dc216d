#include "engine/assess/origin.h"

#include <string.h>

#define NOWHERE UINT32_MAX
#define DEPTH 64         /* of copies and nested lists that are followed */
#define SOURCE_LIMIT 80u /* bytes of an expression that is quoted */

static uint32_t writer_before(const mog_code *code, uint32_t at, uint32_t reg)
{
    while (at-- > 0) {
        const mog_instruction *i = &code->at[at];
        if (i->dst != reg || i->op == MOG_OP_TAINT) continue; /* which only alters it */
        if (mog_opcode_writes((mog_opcode)i->op)) return at;
    }
    return NOWHERE;
}

static mog_text join(mog_arena *arena, mog_text a, mog_text b)
{
    char *path = mog_arena_format(arena, "%.*s.%.*s", (int)a.size, a.at, (int)b.size, b.at);
    return mog_text_of(path);
}

typedef struct search {
    mog_arena *arena;
    const mog_policy *policy;
    const mog_code *code;
    int depth;
} search;

static mog_origin look(search *s, uint32_t at);

static mog_origin look_behind(search *s, uint32_t at, uint32_t reg)
{
    if (s->depth >= DEPTH) return (mog_origin){0};
    uint32_t writer = writer_before(s->code, at, reg);
    if (writer == NOWHERE) return (mog_origin){0};
    s->depth++;
    mog_origin found = look(s, writer);
    s->depth--;
    return found;
}

static mog_origin of_kind(const search *s, uint32_t index)
{
    if (index >= s->policy->kind_count) return (mog_origin){0};
    const mog_kind *kind = s->policy->kinds[index];
    return (mog_origin){.kind = kind, .row = &kind->row, .path = kind->name};
}

/* A field of the row that register `reg` holds. */
static mog_origin of_field(search *s, uint32_t at, uint32_t reg, uint32_t slot)
{
    mog_origin row = look_behind(s, at, reg);
    if (!row.kind || !row.row || slot >= row.row->count) return (mog_origin){.kind = row.kind, .path = row.path};
    const mog_field *field = &row.row->fields[slot];
    return (mog_origin){.kind = row.kind,
                        .row = field->type.tag == MOG_TYPE_LIST ? field->type.row : NULL,
                        .path = join(s->arena, row.path, field->path),
                        .type = field->type,
                        .typed = true,
                        .field = field,
                        .personal = row.personal || field->personal};
}

static mog_origin with_type(mog_origin origin, mog_type_tag tag)
{
    origin.type = (mog_type){.tag = tag};
    origin.typed = true;
    origin.row = NULL;
    origin.field = NULL;
    origin.personal = false;
    return origin;
}

static mog_origin look(search *s, uint32_t at)
{
    const mog_instruction *i = &s->code->at[at];
    switch ((mog_opcode)i->op) {
    case MOG_OP_RECORD:
    case MOG_OP_LIST: return of_kind(s, i->a);
    case MOG_OP_RECORD_OF:
    case MOG_OP_LIST_OF:
        return i->b < s->policy->reached_count ? of_kind(s, s->policy->reached[i->b]) : (mog_origin){0};
    case MOG_OP_END: /* the result */
    case MOG_OP_COPY:
    case MOG_OP_ROW:
    case MOG_OP_BEGIN:
    case MOG_OP_NEXT_RECORD: return look_behind(s, at, i->a);
    case MOG_OP_NEXT_ROW: {
        mog_origin list = look_behind(s, at, i->a);
        list.typed = false;
        return list;
    }
    case MOG_OP_NEXT_WORD:
    case MOG_OP_NEXT_TEXT:
    case MOG_OP_NEXT_DURATION: {
        mog_origin set = look_behind(s, at, i->a);
        if (set.typed) set.type.tag = set.type.element;
        return set;
    }
    case MOG_OP_LOAD_WORD:
    case MOG_OP_LOAD_TEXT:
    case MOG_OP_LOAD_DURATION:
    case MOG_OP_LOAD_LIST:
    case MOG_OP_LOAD_SET: return of_field(s, at, i->a, i->b);
    case MOG_OP_ITEM: return with_type(look_behind(s, at, i->a), MOG_TYPE_TEXT);
    case MOG_OP_OBSERVED: return with_type(look_behind(s, at, i->a), MOG_TYPE_TIME);
    default: return (mog_origin){0};
    }
}

mog_origin mog_origin_of(mog_arena *arena, const mog_policy *policy, const mog_code *code, uint32_t at)
{
    search s = {.arena = arena, .policy = policy, .code = code};
    return at < code->count ? look(&s, at) : (mog_origin){0};
}

static bool lies_within(mog_span inner, mog_span outer)
{
    return inner.file == outer.file && inner.start >= outer.start && inner.end <= outer.end;
}

bool mog_origin_is_personal(mog_arena *arena, const mog_policy *policy, const mog_code *code, uint32_t at,
                            mog_type_tag type)
{
    if (mog_origin_of(arena, policy, code, at).personal) return true;
    if (type == MOG_TYPE_BOOL || type == MOG_TYPE_INTEGER || type == MOG_TYPE_NUMBER) return false;
    for (uint32_t i = 0; i < at && i < code->count; i++) {
        bool loads = code->at[i].op >= MOG_OP_LOAD_WORD && code->at[i].op <= MOG_OP_LOAD_SET;
        bool whole = code->at[at].op == MOG_OP_END;
        if (loads && (whole || lies_within(code->spans[i], code->spans[at])) &&
            mog_origin_of(arena, policy, code, i).personal)
            return true;
    }
    return false;
}

/* The type of what other instructions compute. */
static const struct {
    uint16_t first, last;
    mog_type_tag tag;
} types[] = {
    {MOG_OP_NOW, MOG_OP_NOW, MOG_TYPE_TIME},
    {MOG_OP_SUBJECT_ID, MOG_OP_TAIL_OF, MOG_TYPE_TEXT},
    {MOG_OP_NOT, MOG_OP_IS_KNOWN, MOG_TYPE_BOOL},
    {MOG_OP_EQ_WORD, MOG_OP_LE_DURATION, MOG_TYPE_BOOL},
    {MOG_OP_INTEGER_NUMBER, MOG_OP_INTEGER_NUMBER, MOG_TYPE_NUMBER},
    {MOG_OP_ADD_INTEGER, MOG_OP_NEGATE_INTEGER, MOG_TYPE_INTEGER},
    {MOG_OP_ADD_NUMBER, MOG_OP_NEGATE_NUMBER, MOG_TYPE_NUMBER},
    {MOG_OP_TIME_ADD, MOG_OP_TIME_SUBTRACT, MOG_TYPE_TIME},
    {MOG_OP_TIME_DIFFERENCE, MOG_OP_NEGATE_DURATION, MOG_TYPE_DURATION},
    {MOG_OP_CONTAINS, MOG_OP_ENDS, MOG_TYPE_BOOL},
    {MOG_OP_LOWER, MOG_OP_LOWER, MOG_TYPE_TEXT},
    {MOG_OP_LENGTH, MOG_OP_LENGTH, MOG_TYPE_INTEGER},
    {MOG_OP_MATCHES, MOG_OP_SET_HAS_DURATION, MOG_TYPE_BOOL},
    {MOG_OP_FORMAT, MOG_OP_CONCAT, MOG_TYPE_TEXT},
};

static bool find_type(search *s, mog_type *out, uint32_t at);

static bool find_type_behind(search *s, mog_type *out, uint32_t at, uint32_t reg)
{
    if (s->depth >= DEPTH) return false;
    s->depth++;
    bool found = false;
    /* One that says nothing of its type, such as what makes a value unknown, leaves it to those before it. */
    for (uint32_t w = writer_before(s->code, at, reg); w != NOWHERE && !found; w = writer_before(s->code, w, reg))
        found = find_type(s, out, w);
    s->depth--;
    return found;
}

static bool find_type(search *s, mog_type *out, uint32_t at)
{
    const mog_instruction *i = &s->code->at[at];
    if (i->op == MOG_OP_COPY) return find_type_behind(s, out, at, i->a);
    if (i->op == MOG_OP_TAINT) return find_type_behind(s, out, at, i->dst);
    if (i->op == MOG_OP_CALL && i->a < s->policy->function_count) {
        *out = (mog_type){.tag = s->policy->functions[i->a].result};
        return true;
    }
    for (size_t t = 0; t < sizeof types / sizeof types[0]; t++) {
        if (i->op < types[t].first || i->op > types[t].last) continue;
        *out = (mog_type){.tag = types[t].tag};
        return true;
    }
    mog_origin origin = look(s, at);
    *out = origin.type;
    return origin.typed;
}

bool mog_origin_type(mog_type *out, mog_arena *arena, const mog_policy *policy, const mog_code *code, uint32_t at)
{
    search s = {.arena = arena, .policy = policy, .code = code};
    return at < code->count && find_type(&s, out, at);
}

mog_text mog_origin_source(mog_arena *arena, const mog_policy *policy, mog_span span)
{
    if (span.file >= policy->file_count || span.end > policy->files[span.file].text.size || span.start >= span.end)
        return MOG_TEXT("");
    const char *from = policy->files[span.file].text.at;
    char *line = mog_arena_take(arena, SOURCE_LIMIT + 8);
    size_t size = 0;
    for (uint32_t i = span.start; i < span.end; i++) {
        bool blank = strchr(" \t\r\n", from[i]) != NULL;
        if (blank && (size == 0 || line[size - 1] == ' ')) continue;
        /* only before the first byte of a character is it cut */
        if (size >= SOURCE_LIMIT - 4 && ((unsigned char)from[i] & 0xC0) != 0x80) {
            memcpy(line + size, "…", 4);
            return mog_text_of(line);
        }
        line[size++] = blank ? ' ' : from[i];
    }
    return (mog_text){line, size};
}
