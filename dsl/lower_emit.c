/* lower_emit.c: instructions, jumps and registers of a block, and the tables that all blocks share. */
#include "dsl/lower.h"

#include <stdlib.h>
#include <string.h>

/* ---- instructions */

void mog_emit(mog_lower *lower, mog_opcode op, mog_register dst, uint32_t a, uint32_t b, uint32_t c,
              const mog_node *shown)
{
    mog_span span = {.file = lower->rule->node->span.file};
    if (shown) span = shown->span;
    MOG_PUSH(lower->code, lower->count, lower->capacity) =
        (mog_instruction){.op = (uint16_t)op, .dst = (uint16_t)dst, .a = a, .b = b, .c = c};
    MOG_PUSH(lower->spans, lower->span_count, lower->span_capacity) = span;
    MOG_PUSH(lower->percents, lower->percent_count, lower->percent_capacity) = shown && shown->percent;
}

/* Sets where the last instruction jumps to. */
static void aim(mog_lower *lower, mog_label *to)
{
    mog_instruction *last = &lower->code[lower->count - 1];
    if (to->at != UINT32_MAX) {
        last->c = to->at;
        return;
    }
    last->c = to->chain;
    to->chain = (uint32_t)lower->count;
}

void mog_emit_jump(mog_lower *lower, mog_opcode op, mog_register a, mog_label *to)
{
    mog_emit(lower, op, 0, a, 0, 0, NULL);
    aim(lower, to);
}

void mog_emit_next(mog_lower *lower, mog_opcode op, mog_register dst, mog_register iterator, mog_label *end,
                   const mog_node *shown)
{
    mog_emit(lower, op, dst, iterator, 0, 0, shown);
    aim(lower, end);
}

void mog_label_here(mog_lower *lower, mog_label *label)
{
    label->at = (uint32_t)lower->count;
    for (uint32_t jump = label->chain; jump;) {
        mog_instruction *i = &lower->code[jump - 1];
        jump = i->c;
        i->c = label->at;
    }
    label->chain = 0;
}

mog_register mog_take_register(mog_lower *lower)
{
    mog_register taken = lower->next++;
    if (lower->next > lower->high) lower->high = lower->next;
    return taken;
}

/* ---- tables */

void mog_emit_constant(mog_lower *lower, mog_register dst, const mog_value *value, mog_type_tag tag)
{
    mog_class class = mog_class_of(tag);
    struct {
        int64_t word;
        uint32_t class, n;
    } key = {0, class, 0};
    uint32_t at;
    bool is_new;
    if (class == MOG_CLASS_TEXT) {
        char *bytes = mog_allocate(value->n + 1u);
        bytes[0] = 'T';
        if (value->n) memcpy(bytes + 1, value->text, value->n);
        at = mog_pool_add(&lower->constant_pool, bytes, value->n + 1u, &is_new);
        free(bytes);
    } else {
        key.word = value->i;
        key.n = value->n;
        at = mog_pool_add(&lower->constant_pool, &key, sizeof key, &is_new);
    }
    if (is_new) {
        mog_value copy = *value;
        if (class == MOG_CLASS_TEXT) copy.text = mog_arena_copy(lower->arena, value->text, value->n);
        MOG_PUSH(lower->constants, lower->constant_count, lower->constant_capacity) = copy;
    }
    mog_emit(lower, MOG_OP_CONST, dst, 0, at, 0, NULL);
}

void mog_emit_bool(mog_lower *lower, mog_register dst, bool truth)
{
    mog_emit_constant(lower, dst, &(mog_value){.i = truth, .known = 1}, MOG_TYPE_BOOL);
}

void mog_emit_integer(mog_lower *lower, mog_register dst, int64_t integer)
{
    mog_emit_constant(lower, dst, &(mog_value){.i = integer, .known = 1}, MOG_TYPE_INTEGER);
}

void mog_emit_text(mog_lower *lower, mog_register dst, mog_text text)
{
    mog_emit_constant(lower, dst, &(mog_value){.text = text.at, .n = (uint32_t)text.size, .known = 1}, MOG_TYPE_TEXT);
}

uint32_t mog_lower_threshold(mog_lower *lower, mog_duration fresh)
{
    int64_t key[2] = {fresh.ns, fresh.months};
    bool is_new;
    uint32_t at = mog_pool_add(&lower->threshold_pool, key, sizeof key, &is_new);
    if (is_new) MOG_PUSH(lower->thresholds, lower->threshold_count, lower->threshold_capacity) = fresh;
    return at;
}

uint32_t mog_lower_regex(mog_lower *lower, const mog_node *node)
{
    char key[MOG_LIMIT_REGEX + 1];
    key[0] = node->flag ? 'i' : '-';
    memcpy(key + 1, node->name.at, node->name.size);
    bool is_new;
    uint32_t at = mog_pool_add(&lower->regex_pool, key, node->name.size + 1, &is_new);
    if (is_new) {
        mog_text pattern = {mog_arena_copy(lower->arena, node->name.at, node->name.size), node->name.size};
        MOG_PUSH(lower->regexes, lower->regex_count, lower->regex_capacity) =
            (mog_regex){.pattern = pattern, .ignore_case = node->flag};
    }
    return at;
}

uint32_t mog_lower_format(mog_lower *lower, const mog_type *type, bool percent)
{
    bool number = mog_type_is_numeric(type);
    mog_format format = {.type = {.tag = type->tag}, .percent = number && percent, .swedish = lower->swedish};
    if (type->tag == MOG_TYPE_ENUM) format.type.values = type->values;
    struct {
        const void *values;
        uint32_t tag, flags;
    } key = {format.type.values, format.type.tag, (uint32_t)format.percent * 2 + format.swedish};
    bool is_new;
    uint32_t at = mog_pool_add(&lower->format_pool, &key, sizeof key, &is_new);
    if (is_new) MOG_PUSH(lower->formats, lower->format_count, lower->format_capacity) = format;
    return at;
}

uint32_t mog_lower_function(mog_lower *lower, const mog_plugin_function *function)
{
    mog_buffer key = {0};
    mog_buffer_add_text(&key, function->plugin);
    mog_buffer_add(&key, ".", 1);
    mog_buffer_add_text(&key, function->name);
    bool is_new;
    uint32_t at = mog_pool_add(&lower->function_pool, key.at, key.size, &is_new);
    mog_buffer_free(&key);
    if (!is_new) return at;
    mog_function_use use;
    mog_signature_read(&use, function); /* the checker did, too */
    use.plugin.at = mog_arena_copy(lower->arena, use.plugin.at, use.plugin.size);
    use.name.at = mog_arena_copy(lower->arena, use.name.at, use.name.size);
    MOG_PUSH(lower->functions, lower->function_count, lower->function_capacity) = use;
    return at;
}
