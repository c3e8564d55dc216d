/* The machine agrees with a tree-walking evaluator (walk_model.h) on generated programs and records: value, unknown and error. And the laws of
 * three-valued logic hold of what the machine says.
 *
 * MOG_WALK_POLICIES sets how many policies of 100 rules are tried (default 1000: 100,000 programs, each on 4 worlds); MOG_WALK_SEED the seed. */
#include "dsl/compile.h"
#include "dsl/diagnostic.h"
#include "engine/vm/machine.h"
#include "tests/unit/walk_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define RULES 100
#define WORLDS 4

static const char KINDS[] =
    "module walk\n"
    "kind system about system { name text }\n"
    "kind plain about system { flag bool  amount integer  rate number  word text  moment time  second integer\n"
    "  rows list { flag bool  amount integer  rate number  word text  moment time  second integer }  codes set of integer  fresh 30 days }\n"
    "kind many thing about system { flag bool  amount integer  rate number  word text  moment time  second integer  fresh 10 days }\n";

/* ---- chance */

typedef struct dice {
    uint64_t state;
    mog_arena *arena;
    walk_list lists[MOST_VARIABLES]; /* what each bound variable runs over */
    int bound;
} dice;

static uint64_t roll(dice *d)
{
    d->state ^= d->state << 13;
    d->state ^= d->state >> 7;
    d->state ^= d->state << 17;
    return d->state;
}

static int under(dice *d, int n)
{
    return (int)(roll(d) % (uint64_t)n);
}

static const char *const words[] = {"", "a", "ab", "abc", "b", "z", "å", "aå"};

static walk_value any_value(dice *d, walk_type type)
{
    static const int64_t integers[] = {0, 1, 2, 3, -1, 7, 100, INT64_MAX, INT64_MIN + 1, 9007199254740993};
    static const double numbers[] = {0, 0.5, 1, 1.5, 2, 3, -1, 100, 1e308, 0.1};
    walk_value v = {.type = type, .known = true};
    switch (type) {
    case W_BOOL: v.i = under(d, 2); break;
    case W_INTEGER: v.i = integers[under(d, under(d, 4) ? 6 : 10)]; break;
    case W_NUMBER: v.d = numbers[under(d, under(d, 4) ? 7 : 10)]; break;
    case W_TEXT: v.t = words[under(d, 8)]; break;
    case W_TIME: v.i = WALK_NOW - (int64_t)(under(d, 60) - 3) * WALK_DAY; break;
    }
    return v;
}

static void any_row(dice *d, walk_row *row)
{
    *row = (walk_row){0};
    for (int f = 0; f < FIELDS; f++) {
        row->fields[f] = any_value(d, field_types[f]);
        row->fields[f].known = under(d, 5) != 0;
    }
}

static void any_world(dice *d, walk_world *w)
{
    *w = (walk_world){.has_record = under(d, 8) != 0, .has_rows = under(d, 6) != 0, .has_codes = under(d, 6) != 0};
    any_row(d, &w->record);
    w->record.stale = under(d, 10) == 0;
    w->row_count = under(d, MOST_ROWS);
    for (int i = 0; i < w->row_count; i++) any_row(d, &w->rows[i]);
    w->code_count = under(d, 4);
    for (int i = 0; i < w->code_count; i++) w->codes[i] = 2 * i + under(d, 2); /* ascending, no two the same */
    w->item_count = under(d, MOST_ROWS);
    w->list_known = w->item_count > 0 || under(d, 2);
    for (int i = 0; i < w->item_count; i++) {
        any_row(d, &w->items[i]);
        w->recorded[i] = under(d, 8) != 0;
        w->items[i].stale = !w->recorded[i] || under(d, 6) == 0;
    }
}

/* ---- programs */

static walk_node *any_node(dice *d, walk_type type, int depth);

static walk_node *make(dice *d, walk_op op, walk_type type)
{
    walk_node *n = mog_take(d->arena, walk_node);
    n->op = op;
    n->type = type;
    return n;
}

static walk_node *any_leaf(dice *d, walk_type type)
{
    int fields[FIELDS], count = 0;
    for (int f = 0; f < FIELDS; f++) {
        if (field_types[f] == type) fields[count++] = f;
    }
    int choice = under(d, 6);
    walk_node *n;
    if (choice == 0) {
        n = make(d, O_LITERAL, type);
        n->literal = any_value(d, type);
        if (type == W_INTEGER && n->literal.i < 0) n->literal.i = -n->literal.i; /* a minus is an operator */
        if (type == W_NUMBER && n->literal.d < 0) n->literal.d = -n->literal.d;
        return n;
    }
    bool bound = d->bound > 0 && choice < 5;
    n = make(d, bound ? O_ELEMENT : O_FIELD, type);
    if (bound) n->variable = under(d, d->bound);
    n->field = fields[under(d, count)];
    return n;
}

/* A quantifier or an aggregate: `inner` the type of its body; W_BOOL for those without. */
static walk_node *any_binder(dice *d, walk_op op, walk_type type, walk_type inner, int depth)
{
    walk_node *n = make(d, op, type);
    n->list = (walk_list)under(d, 2);
    n->variable = d->bound;
    d->lists[d->bound++] = n->list;
    if (under(d, 2)) n->a = any_node(d, W_BOOL, depth - 1);
    if (op != O_COUNT_OF) n->b = any_node(d, inner, depth - 1);
    d->bound--;
    n->number = 1 + under(d, 3);
    return n;
}

static walk_node *binary(dice *d, walk_op op, walk_type type, walk_type a, walk_type b, int depth)
{
    walk_node *n = make(d, op, type);
    n->a = any_node(d, a, depth - 1);
    n->b = any_node(d, b, depth - 1);
    return n;
}

static walk_type any_numeric(dice *d)
{
    return under(d, 2) ? W_INTEGER : W_NUMBER;
}

static walk_node *any_truth(dice *d, int depth)
{
    static const walk_op comparisons[] = {O_EQ, O_NE, O_LT, O_LE, O_GT, O_GE};
    walk_node *n;
    walk_type type;
    switch (under(d, 15)) {
    case 0:
    case 1: return binary(d, O_AND, W_BOOL, W_BOOL, W_BOOL, depth);
    case 2:
    case 3: return binary(d, O_OR, W_BOOL, W_BOOL, W_BOOL, depth);
    case 4: return binary(d, O_IMPLIES, W_BOOL, W_BOOL, W_BOOL, depth);
    case 5:
        n = make(d, O_NOT, W_BOOL);
        n->a = any_node(d, W_BOOL, depth - 1);
        return n;
    case 6:
        n = make(d, under(d, 2) ? O_IS_KNOWN : O_IS_UNKNOWN, W_BOOL);
        n->a = any_node(d, (walk_type)under(d, 5), depth - 1);
        return n;
    case 7: return binary(d, O_OTHERWISE, W_BOOL, W_BOOL, W_BOOL, depth);
    case 8:
        if (d->bound >= 3) return any_leaf(d, W_BOOL);
        return any_binder(d, (walk_op)(O_EVERY + under(d, 4)), W_BOOL, W_BOOL, depth);
    case 9:
        n = make(d, under(d, 2) ? O_WITHIN : O_OLDER, W_BOOL);
        n->a = any_node(d, W_TIME, depth - 1);
        n->number = under(d, 40);
        return n;
    case 10:
        n = make(d, O_IN_ITEMS, W_BOOL);
        type = under(d, 2) ? W_INTEGER : W_TEXT;
        n->a = any_node(d, type, depth - 1);
        n->item_count = 1 + under(d, 3);
        for (int i = 0; i < n->item_count; i++) n->items[i] = any_node(d, type, depth - 2);
        return n;
    case 11:
        n = binary(d, O_IN_RANGE, W_BOOL, W_INTEGER, W_INTEGER, depth);
        n->c = any_node(d, W_INTEGER, depth - 1);
        return n;
    case 12:
        n = make(d, O_IN_CODES, W_BOOL);
        n->a = any_node(d, W_INTEGER, depth - 1);
        return n;
    case 13: return binary(d, under(d, 2) ? O_STARTS : O_CONTAINS, W_BOOL, W_TEXT, W_TEXT, depth);
    default:
        type = (walk_type)(1 + under(d, 4));
        n = make(d, comparisons[under(d, 6)], W_BOOL);
        n->a = any_node(d, type, depth - 1);
        n->b = any_node(d, type == W_INTEGER || type == W_NUMBER ? any_numeric(d) : type, depth - 1);
        return n;
    }
}

static walk_node *any_node(dice *d, walk_type type, int depth)
{
    if (depth <= 0 || under(d, 5) == 0) return any_leaf(d, type);
    if (type == W_BOOL) return any_truth(d, depth);
    int choice = under(d, 7);
    if (choice == 0) return binary(d, O_OTHERWISE, type, type, type, depth);
    if (choice < 3 && d->bound < 3) {
        if (type == W_INTEGER && choice == 1) return any_binder(d, O_COUNT_OF, type, W_BOOL, depth);
        if (type == W_NUMBER && choice == 1) {
            return under(d, 2) ? any_binder(d, O_SHARE, type, W_BOOL, depth)
                               : any_binder(d, O_AVERAGE, type, any_numeric(d), depth);
        }
        if (type == W_INTEGER || type == W_NUMBER)
            return any_binder(d, (walk_op)(O_SUM + under(d, 3)), type, type, depth);
        return any_binder(d, under(d, 2) ? O_MIN : O_MAX, type, type, depth);
    }
    if (type == W_INTEGER) {
        walk_node *n;
        switch (under(d, 5)) {
        case 0:
            n = make(d, O_NEGATE, type);
            n->a = any_node(d, type, depth - 1);
            return n;
        case 1:
            n = make(d, O_LENGTH, type);
            n->a = any_node(d, W_TEXT, depth - 1);
            return n;
        default: return binary(d, (walk_op)(O_ADD + under(d, 3)), type, type, type, depth);
        }
    }
    if (type == W_NUMBER) {
        walk_op op = (walk_op)(O_ADD + under(d, 4));
        return binary(d, op, type, op == O_DIVIDE ? any_numeric(d) : W_NUMBER, any_numeric(d), depth);
    }
    return any_leaf(d, type);
}

/* ---- programs as text */

static void print(mog_buffer *out, const walk_node *n);

static void print_literal(mog_buffer *out, walk_value v)
{
    char time[MOG_TIME_TEXT];
    switch (v.type) {
    case W_BOOL: mog_buffer_format(out, "%s", v.i ? "true" : "false"); break;
    case W_INTEGER: mog_buffer_format(out, "%" PRId64, v.i); break;
    case W_NUMBER: mog_buffer_format(out, "%.1f", v.d); break;
    case W_TEXT: mog_buffer_format(out, "\"%s\"", v.t); break;
    case W_TIME:
        mog_time_format(time, v.i);
        mog_buffer_format(out, "%s", time);
        break;
    }
}

static void print_two(mog_buffer *out, const walk_node *n, const char *word)
{
    mog_buffer_format(out, "(");
    print(out, n->a);
    mog_buffer_format(out, " %s ", word);
    print(out, n->b);
    mog_buffer_format(out, ")");
}

static void print_one(mog_buffer *out, const char *before, const walk_node *a, const char *after)
{
    mog_buffer_format(out, "(%s", before);
    print(out, a);
    mog_buffer_format(out, "%s)", after);
}

static void print_list(mog_buffer *out, const walk_node *n)
{
    mog_buffer_format(out, "v%d in %s", n->variable, n->list == L_ROWS ? "plain.rows" : "thing");
    if (!n->a) return;
    mog_buffer_format(out, " where ");
    print(out, n->a);
}

static void print_binder(mog_buffer *out, const walk_node *n)
{
    static const char *const names[] = {[O_EVERY] = "every", [O_ANY] = "any", [O_NO] = "no",          [O_SUM] = "sum",
                                        [O_MIN] = "min",     [O_MAX] = "max", [O_AVERAGE] = "average"};
    if (n->op == O_COUNT_OF || n->op == O_SHARE) {
        mog_buffer_format(out, "%s(", n->op == O_SHARE ? "share" : "count");
        print_list(out, n);
        if (n->b) {
            mog_buffer_format(out, " has ");
            print(out, n->b);
        }
        mog_buffer_format(out, ")");
    } else if (n->op >= O_SUM) {
        /* latest and earliest are the words for times */
        mog_buffer_format(out, "%s(", n->type != W_TIME ? names[n->op] : n->op == O_MAX ? "latest" : "earliest");
        print(out, n->b);
        mog_buffer_format(out, " for ");
        print_list(out, n);
        mog_buffer_format(out, ")");
    } else {
        if (n->op == O_AT_LEAST) mog_buffer_format(out, "(at least %" PRId64 " ", n->number);
        else mog_buffer_format(out, "(%s ", names[n->op]);
        print_list(out, n);
        mog_buffer_format(out, " has ");
        print(out, n->b);
        mog_buffer_format(out, ")");
    }
}

static void print(mog_buffer *out, const walk_node *n)
{
    static const char *const infix[] = {
        [O_AND] = "and",
        [O_OR] = "or",
        [O_IMPLIES] = "implies",
        [O_EQ] = "=",
        [O_NE] = "!=",
        [O_LT] = "<",
        [O_LE] = "<=",
        [O_GT] = ">",
        [O_GE] = ">=",
        [O_STARTS] = "starts with",
        [O_CONTAINS] = "contains",
        [O_OTHERWISE] = "otherwise",
        [O_ADD] = "+",
        [O_SUBTRACT] = "-",
        [O_MULTIPLY] = "*",
        [O_DIVIDE] = "/",
    };
    char days[48];
    snprintf(days, sizeof days, n->op == O_OLDER ? " older than %" PRId64 " days" : " within %" PRId64 " days",
             n->number);
    if (n->op >= O_EVERY) {
        print_binder(out, n);
    } else if ((size_t)n->op < sizeof infix / sizeof *infix && infix[n->op]) {
        print_two(out, n, infix[n->op]);
    } else {
        switch (n->op) {
        case O_LITERAL: print_literal(out, n->literal); break;
        case O_FIELD: mog_buffer_format(out, "plain.%s", field_names[n->field]); break;
        case O_ELEMENT: mog_buffer_format(out, "v%d.%s", n->variable, field_names[n->field]); break;
        case O_NOT: print_one(out, "not ", n->a, ""); break;
        case O_NEGATE: print_one(out, "-", n->a, ""); break;
        case O_LENGTH: print_one(out, "length(", n->a, ")"); break;
        case O_IS_KNOWN: print_one(out, "", n->a, " is known"); break;
        case O_IS_UNKNOWN: print_one(out, "", n->a, " is unknown"); break;
        case O_IN_CODES: print_one(out, "", n->a, " in plain.codes"); break;
        case O_WITHIN:
        case O_OLDER: print_one(out, "", n->a, days); break;
        case O_IN_RANGE:
            mog_buffer_format(out, "(");
            print(out, n->a);
            mog_buffer_format(out, " in ");
            print(out, n->b);
            mog_buffer_format(out, "..");
            print(out, n->c);
            mog_buffer_format(out, ")");
            break;
        default: /* IN_ITEMS */
            mog_buffer_format(out, "(");
            print(out, n->a);
            for (int i = 0; i < n->item_count; i++) {
                mog_buffer_format(out, i ? ", " : " in { ");
                print(out, n->items[i]);
            }
            mog_buffer_format(out, " })");
        }
    }
}

/* ---- worlds as records */

typedef struct stage {
    mog_arena *arena;
    mog_policy *policy;
    mog_machine *machine;
    mog_current *current;
    mog_subject_table table;
    const mog_kind *plain, *thing;
} stage;

static uint32_t slot(const mog_row *row, const char *path)
{
    int found = mog_row_find(row, mog_text_of(path));
    assert_true(found >= 0);
    return (uint32_t)found;
}

static void put_row(mog_record_builder *builder, const mog_row *layout, size_t at, const walk_row *row)
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

static const mog_record *finish(stage *s, mog_record_builder *builder, const char *item, mog_time observed)
{
    mog_error err = MOG_ERROR_NONE;
    assert_int_equal(mog_record_finish(builder, MOG_TEXT("system:a"), mog_text_of(item), MOG_TEXT(""),
                                       MOG_ASSURANCE_MEASURED, observed, &err),
                     MOG_OK);
    const void *copy = mog_arena_copy(s->arena, builder->bytes.at, builder->bytes.size);
    mog_record_builder_free(builder);
    return copy;
}

static void set_stage(stage *s, const walk_world *w)
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

/* ---- a policy of RULES programs */

static void open_stage(stage *s, mog_buffer *text)
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
        fail_msg("%s", out.at);
    }
    mog_diagnostics_free(diagnostics);
    assert_int_equal(s->policy->rule_count, RULES);
    s->plain = mog_policy_kind(s->policy, MOG_TEXT("plain"));
    s->thing = mog_policy_kind(s->policy, MOG_TEXT("thing"));
    assert_int_equal(mog_machine_new(&s->machine, s->policy, WALK_NOW, NULL, NULL, &err), MOG_OK);
}

static void close_stage(stage *s)
{
    mog_machine_free(s->machine);
    mog_policy_free(s->policy);
    mog_arena_free(s->arena);
}

static char run(stage *s, uint32_t rule)
{
    mog_outcome out;
    mog_machine_run(&out, s->machine, &s->policy->rules[rule].condition, &s->table, NULL, NULL);
    mog_machine_reset(s->machine);
    return out.fault ? 'E' : !out.value.known ? '?' : out.value.i ? 'T' : 'F';
}

static void write_rule(mog_buffer *text, int number, const walk_node *program)
{
    mog_buffer_format(text, "rule r%03d { title \"t\" level 1 for system require ", number);
    print(text, program);
    mog_buffer_format(text, " }\n");
}

static void begin_text(mog_buffer *text)
{
    mog_buffer_clear(text);
    mog_buffer_format(text, "%scontrol 1.1 {\n", KINDS);
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *value = getenv(name);
    return value && *value ? strtoull(value, NULL, 10) : otherwise;
}

static void the_machine_agrees_with_a_walk_over_the_tree(void **state)
{
    (void)state;
    uint64_t policies = setting("MOG_WALK_POLICIES", 1000), seen[128] = {0}, seed = setting("MOG_WALK_SEED", 93);
    mog_buffer text = {0};
    for (uint64_t p = 0; p < policies; p++) {
        dice d = {.state = (seed + p) * UINT64_C(0x9E3779B97F4A7C15) + 1, .arena = mog_arena_new()};
        walk_node *programs[RULES];
        stage s;
        begin_text(&text);
        for (int i = 0; i < RULES; i++) {
            programs[i] = any_node(&d, W_BOOL, 2 + under(&d, 4));
            write_rule(&text, i, programs[i]);
        }
        mog_buffer_format(&text, "}\n");
        open_stage(&s, &text);
        for (int k = 0; k < WORLDS; k++) {
            walk_world world;
            any_world(&d, &world);
            set_stage(&s, &world);
            for (int i = 0; i < RULES; i++) {
                walker w = {.world = &world};
                walk_value v = walk(&w, programs[i]);
                char expected = w.failed ? 'E' : !v.known ? '?' : v.i ? 'T' : 'F', got = run(&s, (uint32_t)i);
                seen[(unsigned char)expected & 127]++;
                if (got == expected) continue;
                mog_buffer shown = {0};
                print(&shown, programs[i]);
                fail_msg("policy %" PRIu64 ", world %d: %c, the walk says %c: %s", p, k, got, expected, shown.at);
            }
        }
        close_stage(&s);
        mog_arena_free(d.arena);
    }
    mog_buffer_free(&text);
    print_message("# %" PRIu64 " programs on %d worlds each: %" PRIu64 " true, %" PRIu64 " false, %" PRIu64
                  " unknown, %" PRIu64 " errors\n",
                  policies * RULES, WORLDS, seen['T'], seen['F'], seen['?'], seen['E']);
    for (const char *c = "TF?E"; *c; c++) assert_true(seen[(unsigned char)*c] * 50 > policies * RULES * WORLDS / 10);
}

/* Makes one unknown thing known: what was decided must stay as it was. */
static bool learn(dice *d, walk_world *w)
{
    walk_row *rows[1 + 2 * MOST_ROWS];
    int count = 0;
    if (w->has_record && !w->record.stale) {
        rows[count++] = &w->record;
        for (int i = 0; w->has_rows && i < w->row_count; i++) rows[count++] = &w->rows[i];
    }
    for (int i = 0; i < w->item_count; i++) {
        if (!w->items[i].stale) rows[count++] = &w->items[i];
    }
    for (int tries = 0; count && tries < 20; tries++) {
        walk_value *v = &rows[under(d, count)]->fields[under(d, FIELDS)];
        if (v->known) continue;
        v->known = true;
        return true;
    }
    return false;
}

/* True when the program asks whether something is known: then knowing more may change its answer. */
static bool asks_what_is_known(const walk_node *n)
{
    if (!n) return false;
    if (n->op == O_IS_KNOWN || n->op == O_IS_UNKNOWN || n->op == O_OTHERWISE) return true;
    for (int i = 0; i < n->item_count; i++) {
        if (asks_what_is_known(n->items[i])) return true;
    }
    return asks_what_is_known(n->a) || asks_what_is_known(n->b) || asks_what_is_known(n->c);
}

static void making_an_unknown_known_never_turns_a_decided_verdict(void **state)
{
    (void)state;
    uint64_t policies = setting("MOG_WALK_POLICIES", 1000) / 5 + 1, compared = 0;
    mog_buffer text = {0};
    for (uint64_t p = 0; p < policies; p++) {
        dice d = {.state = (p + 7000) * UINT64_C(0x9E3779B97F4A7C15) + 1, .arena = mog_arena_new()};
        bool asks[RULES];
        stage s;
        begin_text(&text);
        for (int i = 0; i < RULES; i++) {
            const walk_node *program = any_node(&d, W_BOOL, 2 + under(&d, 4));
            asks[i] = asks_what_is_known(program);
            write_rule(&text, i, program);
        }
        mog_buffer_format(&text, "}\n");
        open_stage(&s, &text);
        for (int k = 0; k < WORLDS; k++) {
            char before[RULES];
            walk_world world;
            any_world(&d, &world);
            set_stage(&s, &world);
            for (uint32_t i = 0; i < RULES; i++) before[i] = run(&s, i);
            if (!learn(&d, &world)) continue;
            set_stage(&s, &world);
            for (uint32_t i = 0; i < RULES; i++) {
                if (asks[i] || (before[i] != 'T' && before[i] != 'F')) continue;
                char now = run(&s, i);
                compared++;
                /* what is known may also be what an error is made of */
                if (now != before[i] && now != 'E')
                    fail_msg("policy %" PRIu64 " rule %u: %c became %c", p, i, before[i], now);
            }
        }
        close_stage(&s);
        mog_arena_free(d.arena);
    }
    mog_buffer_free(&text);
    assert_true(compared > policies * 50);
}

/* Rule 3n holds A, 3n + 1 and 3n + 2 two forms of one law of A and B. */
static void the_laws_of_three_valued_logic_hold(void **state)
{
    (void)state;
    static const char *const laws[][2] = {
        {"not (A and B)", "(not A or not B)"},
        {"not (A or B)", "(not A and not B)"},
        {"not (not A)", "A"},
        {"(A implies B)", "(not A or B)"},
        {"(A and (A or B))", "A"},
        {"(A or (A and B))", "A"},
        {"(A and A)", "A"},
        {"(A or false)", "A"},
        {"(A and true)", "A"},
        {"(A and (B or A))", "((A and B) or A)"},
    };
    enum { LAWS = sizeof laws / sizeof *laws };
    mog_buffer text = {0};
    for (uint64_t p = 0; p < 40; p++) {
        dice d = {.state = (p + 90000) * UINT64_C(0x9E3779B97F4A7C15) + 1, .arena = mog_arena_new()};
        stage s;
        begin_text(&text);
        for (int i = 0; i < RULES; i += 2) {
            mog_buffer a = {0}, b = {0};
            print(&a, any_node(&d, W_BOOL, 3));
            print(&b, any_node(&d, W_BOOL, 3));
            for (int form = 0; form < 2; form++) {
                mog_buffer_format(&text, "rule r%03d { title \"t\" level 1 for system require ", i + form);
                for (const char *c = laws[i / 2 % LAWS][form]; *c; c++) {
                    if (*c == 'A') mog_buffer_add(&text, a.at, a.size);
                    else if (*c == 'B') mog_buffer_add(&text, b.at, b.size);
                    else mog_buffer_add(&text, c, 1);
                }
                mog_buffer_format(&text, " }\n");
            }
            mog_buffer_free(&a);
            mog_buffer_free(&b);
        }
        mog_buffer_format(&text, "}\n");
        open_stage(&s, &text);
        for (int k = 0; k < WORLDS; k++) {
            walk_world world;
            any_world(&d, &world);
            set_stage(&s, &world);
            for (uint32_t i = 0; i < RULES; i += 2) {
                char one = run(&s, i), other = run(&s, i + 1);
                /* forms may differ in what they look at, and so in what they stumble on */
                if (one != other && one != 'E' && other != 'E') {
                    fail_msg("policy %" PRIu64 ": %s is %c and %s is %c", p, laws[i / 2 % LAWS][0], one,
                             laws[i / 2 % LAWS][1], other);
                }
            }
        }
        close_stage(&s);
        mog_arena_free(d.arena);
    }
    mog_buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_machine_agrees_with_a_walk_over_the_tree),
        cmocka_unit_test(making_an_unknown_known_never_turns_a_decided_verdict),
        cmocka_unit_test(the_laws_of_three_valued_logic_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
