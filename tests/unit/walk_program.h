/* walk_program.h: programs by chance, as trees (walk_model.h) and as text. For test_walk.c and fuzz_machine.c. */
#ifndef MOG_TESTS_UNIT_WALK_PROGRAM_H
#define MOG_TESTS_UNIT_WALK_PROGRAM_H

#include "base/time.h"
#include "tests/unit/walk_model.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- chance */

typedef struct dice {
    uint64_t state;
    const uint8_t *bytes; /* chance comes from these first; may be NULL */
    size_t byte_count;
    mog_arena *arena;
    walk_list lists[MOST_VARIABLES]; /* what each bound variable runs over */
    int bound;
} dice;

static inline uint64_t roll(dice *d)
{
    if (d->byte_count) {
        d->byte_count--;
        return *d->bytes++;
    }
    d->state ^= d->state << 13;
    d->state ^= d->state >> 7;
    d->state ^= d->state << 17;
    return d->state;
}

static inline int under(dice *d, int n)
{
    return (int)(roll(d) % (uint64_t)n);
}

static const char *const words[] = {"", "a", "ab", "abc", "b", "z", "å", "aå"};

static inline walk_value any_value(dice *d, walk_type type)
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

static inline void any_row(dice *d, walk_row *row)
{
    *row = (walk_row){0};
    for (int f = 0; f < FIELDS; f++) {
        row->fields[f] = any_value(d, field_types[f]);
        row->fields[f].known = under(d, 5) != 0;
    }
}

static inline void any_world(dice *d, walk_world *w)
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

static inline walk_node *any_node(dice *d, walk_type type, int depth);

static inline walk_node *make(dice *d, walk_op op, walk_type type)
{
    walk_node *n = mog_take(d->arena, walk_node);
    n->op = op;
    n->type = type;
    return n;
}

static inline walk_node *any_leaf(dice *d, walk_type type)
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
static inline walk_node *any_binder(dice *d, walk_op op, walk_type type, walk_type inner, int depth)
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

static inline walk_node *binary(dice *d, walk_op op, walk_type type, walk_type a, walk_type b, int depth)
{
    walk_node *n = make(d, op, type);
    n->a = any_node(d, a, depth - 1);
    n->b = any_node(d, b, depth - 1);
    return n;
}

static inline walk_type any_numeric(dice *d)
{
    return under(d, 2) ? W_INTEGER : W_NUMBER;
}

static inline walk_node *any_truth(dice *d, int depth)
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

static inline walk_node *any_node(dice *d, walk_type type, int depth)
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

static inline void print(mog_buffer *out, const walk_node *n);

static inline void print_literal(mog_buffer *out, walk_value v)
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

static inline void print_two(mog_buffer *out, const walk_node *n, const char *word)
{
    mog_buffer_format(out, "(");
    print(out, n->a);
    mog_buffer_format(out, " %s ", word);
    print(out, n->b);
    mog_buffer_format(out, ")");
}

static inline void print_one(mog_buffer *out, const char *before, const walk_node *a, const char *after)
{
    mog_buffer_format(out, "(%s", before);
    print(out, a);
    mog_buffer_format(out, "%s)", after);
}

static inline void print_list(mog_buffer *out, const walk_node *n)
{
    mog_buffer_format(out, "v%d in %s", n->variable, n->list == L_ROWS ? "plain.rows" : "thing");
    if (!n->a) return;
    mog_buffer_format(out, " where ");
    print(out, n->a);
}

static inline void print_binder(mog_buffer *out, const walk_node *n)
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

static inline void print(mog_buffer *out, const walk_node *n)
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

#endif
