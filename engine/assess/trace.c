#include "engine/assess/trace.h"

#include "engine/assess/judge.h"
#include "engine/assess/origin.h"
#include "engine/assess/reason.h"
#include "engine/assess/tell.h"
#include "engine/assess/wire.h"
#include "engine/assess/worker.h"
#include "engine/ingest/ingest.h"

#include <stdlib.h>
#include <string.h>

#define T(text) (int)(text).size, (text).at
#define JSON_LIMIT (16u << 20)

typedef struct tracer {
    const mog_tracing *what;
    mog_bench bench;
    mog_sender sender;
    mog_arena *arena;
    const mog_subject_table *table;
    mog_traced_block block;
    const mog_code *code;
    const char **labels; /* by instruction: what its loop is at */
    uint32_t *turns;     /* by instruction: how often it has been told of */
    uint32_t sent;
    mog_buffer text, text_sv; /* the value in both languages */
} tracer;

static bool is_loop(uint16_t op)
{
    return op >= MOG_OP_NEXT_RECORD && op <= MOG_OP_NEXT_DURATION;
}

/* The instructions of a loop stand between its NEXT_… and where that goes at the end. */
static bool is_inside(const mog_code *code, uint32_t loop, uint32_t at)
{
    return is_loop(code->at[loop].op) && loop < at && at < code->at[loop].c;
}

static mog_text last_part(mog_text path)
{
    for (size_t i = path.size; i > 0; i--)
        if (path.at[i - 1] == '.') return (mog_text){path.at + i, path.size - i};
    return path;
}

/* What people call a row of a list: its field `name`, else its number. */
static const char *label_row(tracer *t, const mog_trace_step *step)
{
    mog_origin origin = mog_origin_of(t->arena, t->what->plan->policy, t->code, step->at);
    mog_text list = last_part(origin.path);
    int slot = origin.row && step->value->known ? mog_row_find(origin.row, MOG_TEXT("name")) : -1;
    if (slot >= 0 && !origin.personal && !origin.row->fields[slot].personal &&
        origin.row->fields[slot].type.tag == MOG_TYPE_TEXT && mog_row_has(step->value->row, (uint32_t)slot)) {
        mog_text name = mog_slot_text(mog_row_slot(step->value->row, origin.row->words, (uint32_t)slot));
        return mog_arena_format(t->arena, "%.*s %.*s", T(list), T(name));
    }
    return mog_arena_format(t->arena, "%.*s %u", T(list), t->turns[step->at]);
}

static bool is_said(const char *label, mog_text subject)
{
    size_t size = strlen(label);
    return size >= subject.size && memcmp(label, subject.at, subject.size) == 0 &&
           (size == subject.size || label[subject.size] == ',');
}

/* The subject whose evidence is read, where it is another than the one at hand and no loop is at it. */
static mog_text subject_of(tracer *t, const mog_trace_step *step)
{
    const mog_element *element;
    uint32_t reached;
    const mog_policy *policy = t->what->plan->policy;
    mog_text subject = step->record ? mog_record_subject(step->record) : (mog_text){0};
    if (!policy->reaches_others) return (mog_text){0};
    bool finds_unknown = !step->value->known && step->value->n == step->at;
    if (!step->record && finds_unknown) {
        const mog_other *other = mog_reached_find(t->bench.machine, policy, step->value->at, &element, &reached);
        if (other) subject = other->subject;
    }
    if (subject.size == 0 || mog_text_equal(subject, t->table->subject)) return (mog_text){0};
    for (uint32_t i = 0; i < step->at; i++)
        if (is_inside(t->code, i, step->at) && t->labels[i] && is_said(t->labels[i], subject)) return (mog_text){0};
    return subject;
}

static void enter_turn(tracer *t, const mog_trace_step *step)
{
    t->turns[step->at]++;
    for (uint32_t i = step->at + 1; i < t->code->at[step->at].c && i < t->code->count; i++) t->turns[i] = 0;
    if (t->code->at[step->at].op == MOG_OP_NEXT_SUBJECT) {
        const mog_other *other = step->value->at;
        t->labels[step->at] = mog_arena_format(t->arena, "%.*s", T(other->subject));
    } else if (step->element) {
        const mog_policy *policy = t->what->plan->policy;
        mog_origin origin = mog_origin_of(t->arena, policy, t->code, step->at);
        mog_text kind = origin.kind ? origin.kind->name : MOG_TEXT("item");
        mog_text subject = subject_of(t, step);
        const char *gap = subject.size ? ", " : "";
        t->labels[step->at] =
            mog_arena_format(t->arena, "%.*s%s%.*s %.*s", T(subject), gap, T(kind), T(step->element->item));
    } else if (t->code->at[step->at].op == MOG_OP_NEXT_ROW) {
        t->labels[step->at] = label_row(t, step);
    } else {
        t->labels[step->at] = NULL; /* an element of a set is its own name */
    }
}

static const char *label_of(tracer *t, const mog_trace_step *step)
{
    uint32_t at = step->at;
    mog_text subject = subject_of(t, step);
    const char *label = NULL;
    for (uint32_t i = 0; i < at; i++) {
        if (!is_inside(t->code, i, at) || !t->labels[i]) continue;
        label = label ? mog_arena_format(t->arena, "%s, %s", label, t->labels[i]) : t->labels[i];
    }
    if (subject.size) label = mog_arena_format(t->arena, "%s%s%.*s", label ? label : "", label ? ", " : "", T(subject));
    return label ? label : "";
}

static void write_both(tracer *t, const mog_value *value, const mog_type *type, bool percent)
{
    static const mog_type none = {.tag = MOG_TYPE_TEXT};
    mog_buffer_clear(&t->text);
    mog_buffer_clear(&t->text_sv);
    mog_value_format(&t->text, value, type ? type : &none, percent, false);
    mog_value_format(&t->text_sv, value, type ? type : &none, percent, true);
}

static bool is_personal(tracer *t, uint32_t at, mog_type_tag type)
{
    return mog_origin_is_personal(t->arena, t->what->plan->policy, t->code, at, type);
}

static void write_withheld(tracer *t)
{
    mog_buffer_clear(&t->text);
    mog_buffer_clear(&t->text_sv);
    mog_buffer_format(&t->text, "(withheld)");
    mog_buffer_format(&t->text_sv, "(undanhållet)");
}

/* False: nothing that people would read. */
static bool write_value(tracer *t, const mog_trace_step *step)
{
    mog_type type;
    uint16_t op = t->code->at[step->at].op;
    if (op == MOG_OP_NOTHING) return false; /* where an aggregate begins; what comes of it is told after */
    if (!step->value->known) {
        write_both(t, step->value, NULL, false);
        return true;
    }
    if (op == MOG_OP_CONST || op == MOG_OP_RECORD || op == MOG_OP_ROW || op == MOG_OP_NEXT_RECORD ||
        op == MOG_OP_NEXT_ROW || op == MOG_OP_RECORD_OF || op == MOG_OP_OWN || op == MOG_OP_SUBJECT ||
        op == MOG_OP_NEXT_SUBJECT)
        return false;
    if (op == MOG_OP_LIST || op == MOG_OP_LIST_OF || op == MOG_OP_RELATED || op == MOG_OP_LOAD_LIST ||
        op == MOG_OP_LOAD_SET) {
        if (is_personal(t, step->at, MOG_TYPE_LIST)) write_withheld(t);
        else write_both(t, &(mog_value){.i = step->value->n, .known = 1}, &(mog_type){.tag = MOG_TYPE_INTEGER}, false);
        return true;
    }
    if (!mog_origin_type(&type, t->arena, t->what->plan->policy, t->code, step->at)) return false;
    if (type.tag == MOG_TYPE_LIST || type.tag == MOG_TYPE_SET) return false;
    if (is_personal(t, step->at, type.tag)) write_withheld(t);
    else write_both(t, step->value, &type, t->code->percents[step->at]);
    return true;
}

/* What the field means that an instruction reads, in its policy's words. */
static const mog_field *field_of(tracer *t, uint32_t at)
{
    uint16_t op = t->code->at[at].op;
    if (op < MOG_OP_LOAD_WORD || op > MOG_OP_LOAD_SET) return NULL;
    return mog_origin_of(t->arena, t->what->plan->policy, t->code, at).field;
}

/* The value's texts are in t->text and t->text_sv. */
static void send_step(tracer *t, mog_span span, bool unknown, uint64_t record, const char *label,
                      const mog_field *field)
{
    t->sent++;
    mog_send_begin(&t->sender, MOG_FRAME_STEP);
    mog_send_byte(&t->sender, (uint8_t)t->block);
    mog_send_u32(&t->sender, span.file);
    mog_send_u32(&t->sender, span.start);
    mog_send_u32(&t->sender, span.end);
    mog_send_byte(&t->sender, unknown);
    mog_send_u64(&t->sender, record);
    mog_send_text(&t->sender, (mog_text){t->text.at, t->text.size});
    mog_send_text(&t->sender, (mog_text){t->text_sv.at, t->text_sv.size});
    mog_send_text(&t->sender, field && field->help.size ? field->help : MOG_TEXT(""));
    mog_send_text(&t->sender, field && field->help_sv.size ? field->help_sv : MOG_TEXT(""));
    mog_send_string(&t->sender, label);
    mog_send_end(&t->sender);
}

static void on_step(void *context, const mog_trace_step *step)
{
    tracer *t = context;
    if (is_loop(t->code->at[step->at].op)) enter_turn(t, step);
    mog_span span = t->code->spans[step->at];
    if (span.start >= span.end || t->sent >= MOG_STEP_LIMIT || !write_value(t, step)) return;
    send_step(t, span, !step->value->known, step->record ? step->record->id : 0, label_of(t, step),
              field_of(t, step->at));
}

/* What the block comes to, also where it is a constant or a parameter. */
static void send_outcome(tracer *t, mog_span span, const mog_value *value, mog_type_tag type)
{
    write_both(t, value, &(mog_type){.tag = type}, t->code->percent);
    if (span.start < span.end) send_step(t, span, !value->known, 0, "", NULL);
}

/* Returns the block's value; a fault leaves it unknown. */
static mog_value trace_block(tracer *t, mog_traced_block block, const mog_code *code, mog_span span, bool is_number)
{
    mog_outcome outcome;
    t->block = block;
    t->code = code;
    t->labels = mog_take_array(t->arena, const char *, code->count);
    t->turns = mog_take_array(t->arena, uint32_t, code->count);
    mog_machine_trace(&outcome, t->bench.machine, code, t->table, NULL, NULL, on_step, t);
    if (outcome.fault != MOG_FAULT_NONE) return (mog_value){0};
    send_outcome(t, span, &outcome.value, is_number ? MOG_TYPE_NUMBER : MOG_TYPE_BOOL);
    return outcome.value;
}

/* ---- records */

static char *write_json(const mog_record *record, const mog_kind *kind)
{
    char *text = NULL;
    size_t size = 0;
    mog_error err = MOG_ERROR_NONE;
    json_t *json = mog_record_to_json(record, kind, false);
    FILE *stream = open_memstream(&text, &size);
    if (!json || !stream) mog_out_of_memory();
    mog_status status = mog_json_write(stream, json, 0, &err);
    if (fclose(stream) != 0) mog_out_of_memory();
    json_decref(json);
    if (!status && size <= JSON_LIMIT) return text;
    free(text);
    return NULL;
}

static void send_record(tracer *t, const mog_record *record, const mog_kind *kind, bool stale)
{
    char *json = write_json(record, kind);
    mog_send_begin(&t->sender, MOG_FRAME_RECORD);
    mog_send_u64(&t->sender, record->id);
    mog_send_text(&t->sender, kind->name);
    mog_send_text(&t->sender, mog_record_subject(record));
    mog_send_text(&t->sender, mog_record_item(record));
    mog_send_text(&t->sender, mog_record_source(record));
    mog_send_u64(&t->sender, (uint64_t)record->observed);
    mog_send_u64(&t->sender, (uint64_t)record->recorded);
    mog_send_byte(&t->sender, record->assurance);
    mog_send_byte(&t->sender, stale);
    mog_send_string(&t->sender, json ? json : "{}");
    mog_send_end(&t->sender);
    free(json);
}

static void send_current(tracer *t, const mog_current *current, uint32_t kind_index, uint32_t threshold)
{
    const mog_kind *kind = t->what->plan->policy->kinds[kind_index];
    mog_time limit = mog_machine_threshold(t->bench.machine, threshold);
    if (current->census) send_record(t, current->census, kind, current->census->observed < limit);
    for (uint32_t e = 0; e < current->count; e++) {
        const mog_record *record = current->elements[e].record;
        if (record) send_record(t, record, kind, record->observed < limit);
    }
}

static void send_records(tracer *t, const mog_read *reads, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        send_current(t, &t->table->kinds[reads[i].kind], reads[i].kind, reads[i].threshold);
}

/* Those of the other subjects that a block came to. */
static void send_reached(tracer *t, const mog_reach *reaches, uint32_t reach_count)
{
    size_t count;
    mog_pool seen = {0};
    const mog_other *const *reached = mog_machine_reached(t->bench.machine, &count);
    for (size_t i = 0; i < count && reach_count; i++) {
        bool is_new;
        mog_pool_add(&seen, reached[i]->subject.at, reached[i]->subject.size, &is_new);
        for (uint32_t r = 0; r < reach_count && is_new; r++)
            if (mog_reach_covers(&reaches[r], reached[i]))
                send_current(t, &reached[i]->kinds[reaches[r].reached], reaches[r].kind, reaches[r].threshold);
    }
    mog_pool_free(&seen);
    mog_machine_forget(t->bench.machine);
}

/* ---- a rule */

static void trace_rule(tracer *t)
{
    const mog_rule *rule = t->what->rule;
    if (rule->where.at) {
        mog_value where = trace_block(t, MOG_TRACED_WHERE, &rule->where, rule->where_span, false);
        send_reached(t, rule->where_reaches, rule->where_reach_count);
        if (!where.known || !where.i) return;
    }
    mog_value value = trace_block(t, MOG_TRACED_CONDITION, &rule->condition, rule->condition_span, rule->measures);
    if (rule->measures && value.known) trace_block(t, MOG_TRACED_TARGET, &rule->target, rule->target_span, true);
    send_reached(t, rule->reaches, rule->reach_count);
}

/* ---- an expression */

/* Of records it is the fields that are withheld. */
static bool is_withheld(tracer *t, const mog_outcome *outcome)
{
    const mog_expression *expression = t->what->expression;
    if (!outcome->value.known || expression->kind || expression->elements) return false;
    return is_personal(t, outcome->at, expression->type.tag);
}

static void send_outcome_of(tracer *t, const mog_outcome *outcome, mog_reason reason, bool failed)
{
    const mog_value *value = &outcome->value;
    mog_buffer_clear(&t->text);
    mog_buffer_clear(&t->text_sv);
    if (!failed && is_withheld(t, outcome)) {
        write_withheld(t);
    } else if (!failed) {
        const mog_expression *expression = t->what->expression;
        uint32_t threshold = expression->kind ? mog_rule_threshold(t->what->rule, expression->kind->index) : 0;
        mog_time limit = mog_machine_threshold(t->bench.machine, threshold);
        mog_value_tell(&t->text, value, expression, t->table, limit, false);
        mog_value_tell(&t->text_sv, value, expression, t->table, limit, true);
    }
    mog_send_begin(&t->sender, MOG_FRAME_RESULT);
    mog_send_byte(&t->sender, !value->known);
    mog_send_byte(&t->sender, failed);
    mog_send_string(&t->sender, reason.en);
    mog_send_string(&t->sender, reason.sv);
    mog_send_text(&t->sender, (mog_text){t->text.at, t->text.size});
    mog_send_text(&t->sender, (mog_text){t->text_sv.at, t->text_sv.size});
    mog_send_end(&t->sender);
}

static void trace_expression(tracer *t)
{
    const mog_code *code = &t->what->rule->condition;
    mog_site site = {t->what->plan->policy, t->what->rule, code, t->table, t->bench.machine};
    mog_outcome outcome;
    mog_reason reason = {0};
    t->block = MOG_TRACED_CONDITION;
    t->code = code;
    t->labels = mog_take_array(t->arena, const char *, code->count);
    t->turns = mog_take_array(t->arena, uint32_t, code->count);
    mog_machine_trace(&outcome, t->bench.machine, code, t->table, NULL, NULL, on_step, t);
    bool failed = outcome.fault != MOG_FAULT_NONE;
    if (failed) reason = mog_reason_fault(t->arena, &site, &outcome);
    else if (!outcome.value.known) reason = mog_reason_unknown(t->arena, &site, &outcome.value);
    send_outcome_of(t, &outcome, reason, failed);
}

static mog_status no_such_subject(mog_snapshot *snapshot, mog_text asked, mog_error *err)
{
    mog_arena *arena = mog_arena_new();
    mog_subject *subjects;
    size_t count;
    mog_status status = mog_snapshot_subjects(&subjects, &count, arena, snapshot, err);
    if (!status) {
        mog_text *names = mog_take_array(arena, mog_text, count);
        for (size_t i = 0; i < count; i++) names[i] = subjects[i].name;
        int near = mog_text_nearest(asked, names, count);
        status = mog_fail(err, MOG_INPUT, "the store knows no subject `%.*s`", T(asked));
        if (near >= 0) mog_error_hint(err, "did you mean `%.*s`?", T(names[near]));
        else mog_error_hint(err, "a subject is written TYPE:NAME; `mognad evidence list` shows what is recorded");
    }
    mog_arena_free(arena);
    return status;
}

static mog_status explain(tracer *t, mog_error *err)
{
    const mog_rule *rule = t->what->rule;
    mog_subject subject = {.name = t->what->subject};
    mog_status status = mog_bench_open(&t->bench, t->what->plan, NULL, err);
    if (!status) status = mog_snapshot_find(&subject.id, t->bench.snapshot, subject.name, err);
    if (!status && !subject.id && t->what->expression && subject.name.size)
        status = no_such_subject(t->bench.snapshot, subject.name, err);
    if (!status) status = mog_current_read(&t->table, t->bench.reader, &subject, err);
    if (status) return status;
    send_records(t, rule->reads, rule->read_count);
    send_records(t, rule->where_reads, rule->where_read_count);
    mog_send_flush(&t->sender); /* a plugin's function may end the process below */
    if (t->what->expression) trace_expression(t);
    else trace_rule(t);
    return mog_bench_check(&t->bench, err);
}

void mog_trace_run(void *context, int pipe)
{
    mog_error err = MOG_ERROR_NONE;
    mog_arena *arena = mog_arena_new();
    tracer *t = mog_take(arena, tracer);
    t->what = context;
    t->arena = arena;
    t->sender.fd = pipe;
    mog_status status = explain(t, &err);
    mog_send_finish(&t->sender, status, &err);
    mog_buffer_free(&t->text);
    mog_buffer_free(&t->text_sv);
    mog_bench_close(&t->bench);
    mog_arena_free(arena);
}
