/* walk_stage.h: worlds (walk_model.h) as records and tables, and policies of programs compiled, for test_walk.c and fuzz_machine.c. */
#ifndef MOG_TESTS_UNIT_WALK_STAGE_H
#define MOG_TESTS_UNIT_WALK_STAGE_H

#include "dsl/compile.h"
#include "dsl/diagnostic.h"
#include "engine/vm/machine.h"
#include "tests/unit/walk_program.h"

#include <stdlib.h>

/* Holds, or the test is at its end. */
static inline void demand(bool holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static const char WALK_KINDS[] =
    "module walk\n"
    "kind system about system { name text }\n"
    "kind plain about system { flag bool  amount integer  rate number  word text  moment time  second integer\n"
    "  rows list { flag bool  amount integer  rate number  word text  moment time  second integer }  codes set of integer  fresh 30 days }\n"
    "kind many thing about system { flag bool  amount integer  rate number  word text  moment time  second integer  fresh 10 days }\n";

/* ---- worlds as records */

typedef struct stage {
    mog_arena *arena;
    mog_policy *policy;
    mog_machine *machine;
    mog_current *current;
    mog_subject_table table;
    const mog_kind *plain, *thing;
} stage;

static inline uint32_t slot(const mog_row *row, const char *path)
{
    int found = mog_row_find(row, mog_text_of(path));
    demand(found >= 0, "no such field");
    return (uint32_t)found;
}

static inline void put_row(mog_record_builder *builder, const mog_row *layout, size_t at, const walk_row *row)
{
    for (int f = 0; f < FIELDS; f++) {
        const walk_value *v = &row->fields[f];
        uint64_t word = (uint64_t)v->i;
        if (!v->known) continue;
        if (v->type == W_NUMBER) memcpy(&word, &v->d, sizeof word);
        if (v->type == W_TEXT)
            mog_record_put_text(builder, layout, at, slot(layout, field_names[f]), mog_text_of(v->t));
        else mog_record_put_word(builder, layout, at, slot(layout, field_names[f]), word);
    }
}

static inline const mog_record *finish(stage *s, mog_record_builder *builder, const char *item, mog_time observed)
{
    mog_error err = MOG_ERROR_NONE;
    demand(mog_record_finish(builder, MOG_TEXT("system:a"), mog_text_of(item), MOG_TEXT(""), MOG_ASSURANCE_MEASURED,
                             observed, &err) == MOG_OK,
           err.message);
    const void *copy = mog_arena_copy(s->arena, builder->bytes.at, builder->bytes.size);
    mog_record_builder_free(builder);
    return copy;
}

static inline void set_stage(stage *s, const walk_world *w)
{
    static const char *const names[MOST_ROWS] = {"a", "b", "c", "d", "e"};
    mog_arena_reset(s->arena);
    s->current = mog_take_array(s->arena, mog_current, s->policy->kind_count);
    s->table = (mog_subject_table){
        .subject = MOG_TEXT("system:a"), .type = MOG_TEXT("system"), .tail = MOG_TEXT("a"), .kinds = s->current};
    size_t first = mog_record_first_row();
    if (w->has_record) {
        mog_record_builder builder = {0};
        const mog_row *layout = &s->plain->row;
        mog_record_begin(&builder, s->plain, false);
        put_row(&builder, layout, first, &w->record);
        if (w->has_rows) {
            uint32_t field = slot(layout, "rows");
            const mog_row *child = layout->fields[field].type.row;
            size_t at = mog_record_put_list(&builder, layout, first, field, child, (uint32_t)w->row_count);
            for (int i = 0; i < w->row_count; i++) put_row(&builder, child, at + (size_t)i * child->size, &w->rows[i]);
        }
        if (w->has_codes) {
            size_t at = mog_record_put_set(&builder, layout, first, slot(layout, "codes"), (uint32_t)w->code_count);
            for (int i = 0; i < w->code_count; i++)
                mog_record_fill_word(&builder, at + 8 * (size_t)i, (uint64_t)w->codes[i]);
        }
        const mog_record *record = finish(s, &builder, "", WALK_NOW - (w->record.stale ? 31 : 1) * WALK_DAY);
        mog_element *element = mog_take(s->arena, mog_element);
        *element = (mog_element){.record = record, .row = mog_record_row(record)};
        s->current[s->plain->index] = (mog_current){.elements = element, .count = 1};
    }
    mog_current *list = &s->current[s->thing->index];
    mog_element *items = mog_take_array(s->arena, mog_element, MOST_ROWS);
    for (int i = 0; i < w->item_count; i++) {
        items[i].item = mog_text_of(names[i]);
        if (!w->recorded[i]) continue;
        mog_record_builder builder = {0};
        mog_record_begin(&builder, s->thing, false);
        put_row(&builder, &s->thing->row, first, &w->items[i]);
        items[i].record = finish(s, &builder, names[i], WALK_NOW - (w->items[i].stale ? 11 : 1) * WALK_DAY);
        items[i].row = mog_record_row(items[i].record);
    }
    list->elements = items;
    list->count = (uint32_t)w->item_count;
    bool needs_census = w->list_known;
    if (needs_census) {
        mog_record_builder builder = {0};
        mog_text texts[MOST_ROWS];
        for (int i = 0; i < w->item_count; i++) texts[i] = mog_text_of(names[i]);
        mog_record_begin(&builder, s->thing, true);
        mog_record_put_census(&builder, texts, (uint32_t)w->item_count);
        list->census = finish(s, &builder, "", WALK_NOW - WALK_DAY);
    }
}

static inline void open_stage(stage *s, mog_buffer *text, uint32_t rules)
{
    mog_input input = {MOG_TEXT("walk.mog"), {text->at, text->size}};
    mog_plugins plugins = {0};
    mog_diagnostics *diagnostics;
    mog_error err = MOG_ERROR_NONE;
    *s = (stage){.arena = mog_arena_new()};
    mog_compile(&s->policy, &diagnostics, &input, 1, &plugins);
    if (!s->policy) {
        mog_buffer out = {0};
        for (size_t i = 0; i < diagnostics->count; i++) {
            if (mog_diagnostic_is_error(diagnostics->at[i].code))
                mog_diagnostic_render(&out, diagnostics, &diagnostics->at[i], true);
        }
        demand(false, out.at);
    }
    mog_diagnostics_free(diagnostics);
    demand(s->policy->rule_count == rules, "not every rule came through");
    for (uint32_t i = 0; i < rules; i++)
        demand(mog_code_verify(s->policy, &s->policy->rules[i].condition, &err) == MOG_OK, err.message);
    s->plain = mog_policy_kind(s->policy, MOG_TEXT("plain"));
    s->thing = mog_policy_kind(s->policy, MOG_TEXT("thing"));
    demand(mog_machine_new(&s->machine, s->policy, WALK_NOW, NULL, NULL, &err) == MOG_OK, err.message);
}

static inline void close_stage(stage *s)
{
    mog_machine_free(s->machine);
    mog_policy_free(s->policy);
    mog_arena_free(s->arena);
}

static inline char run(stage *s, uint32_t rule)
{
    mog_outcome out;
    mog_machine_run(&out, s->machine, &s->policy->rules[rule].condition, &s->table, NULL, NULL);
    mog_machine_reset(s->machine);
    return out.fault ? 'E' : !out.value.known ? '?' : out.value.i ? 'T' : 'F';
}

static inline void write_rule(mog_buffer *text, int number, const walk_node *program)
{
    mog_buffer_format(text, "rule r%03d { title \"t\" level 1 for system require ", number);
    print(text, program);
    mog_buffer_format(text, " }\n");
}

static inline void begin_text(mog_buffer *text)
{
    mog_buffer_clear(text);
    mog_buffer_format(text, "%scontrol 1.1 {\n", WALK_KINDS);
}

#endif
