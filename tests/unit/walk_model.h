/* walk_model.h: a slow, obvious second machine for test_walk.c: expressions as trees of its own, records as plain C structures, and an evaluator that
 * does what docs/language.md says, word by word. It shares nothing with dsl/ and engine/vm/ but the text of the programs.
 */
#ifndef MOG_TESTS_UNIT_WALK_MODEL_H
#define MOG_TESTS_UNIT_WALK_MODEL_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define WALK_NOW (INT64_C(1780315200) * INT64_C(1000000000)) /* 2026-06-01T12:00:00Z */
#define WALK_DAY (INT64_C(86400) * INT64_C(1000000000))

typedef enum walk_type { W_BOOL, W_INTEGER, W_NUMBER, W_TEXT, W_TIME } walk_type;

/* One field of each type. */
enum { F_FLAG, F_COUNT, F_RATE, F_NAME, F_AT, F_SECOND, FIELDS };
static const char *const field_names[FIELDS] = {"flag", "amount", "rate", "word", "moment", "second"};
static const walk_type field_types[FIELDS] = {W_BOOL, W_INTEGER, W_NUMBER, W_TEXT, W_TIME, W_INTEGER};

typedef struct walk_value {
    walk_type type;
    bool known;
    int64_t i; /* bool, integer, time */
    double d;
    const char *t;
} walk_value;

/* A row of fields; in `known` a field that is not there is false. */
typedef struct walk_row {
    walk_value fields[FIELDS];
    bool stale; /* an element: all is unknown */
} walk_row;

#define MOST_ROWS 5
typedef struct walk_world {
    bool has_record; /* of the plain kind */
    walk_row record;
    bool has_rows; /* its list is there */
    walk_row rows[MOST_ROWS];
    int row_count;
    bool has_codes; /* its set of integers is there */
    int64_t codes[MOST_ROWS];
    int code_count;
    bool list_known;           /* the many kind has a record or a census */
    walk_row items[MOST_ROWS]; /* stale: too old, or named by the census alone */
    bool recorded[MOST_ROWS];
    int item_count;
} walk_world;

typedef enum walk_op {
    O_LITERAL,
    O_FIELD,
    O_ELEMENT, /* of the record; of a variable */
    O_AND,
    O_OR,
    O_NOT,
    O_IMPLIES,
    O_EQ,
    O_NE,
    O_LT,
    O_LE,
    O_GT,
    O_GE,
    O_IN_ITEMS,
    O_IN_RANGE,
    O_IN_CODES,
    O_WITHIN,
    O_OLDER,
    O_STARTS,
    O_CONTAINS,
    O_IS_KNOWN,
    O_IS_UNKNOWN,
    O_OTHERWISE,
    O_ADD,
    O_SUBTRACT,
    O_MULTIPLY,
    O_DIVIDE,
    O_NEGATE,
    O_LENGTH,
    O_EVERY,
    O_ANY,
    O_NO,
    O_AT_LEAST,
    O_COUNT_OF,
    O_SHARE,
    O_SUM,
    O_MIN,
    O_MAX,
    O_AVERAGE
} walk_op;

typedef enum walk_list { L_ROWS, L_ITEMS } walk_list;

typedef struct walk_node {
    walk_op op;
    walk_type type;
    walk_value literal;
    int field, variable; /* FIELD, ELEMENT; binders: the variable they bind */
    walk_list list;
    int64_t number;              /* AT_LEAST; days of WITHIN, OLDER */
    struct walk_node *a, *b, *c; /* binders: a where (or NULL), b body */
    struct walk_node *items[3];
    int item_count;
} walk_node;

/* ---- the evaluator */

#define MOST_VARIABLES 8
typedef struct walker {
    const walk_world *world;
    const walk_row *bound[MOST_VARIABLES];
    bool failed; /* an error: all that follows is without meaning */
} walker;

static walk_value walk(walker *w, const walk_node *n);

static inline walk_value unknown_of(walk_type type)
{
    return (walk_value){.type = type};
}

static inline walk_value truth_of(bool b)
{
    return (walk_value){.type = W_BOOL, .known = true, .i = b};
}

static inline walk_value fail_walk(walker *w, walk_type type)
{
    w->failed = true;
    return unknown_of(type);
}

static inline double as_number(walk_value v)
{
    return v.type == W_NUMBER ? v.d : (double)v.i;
}

static inline int compare(walk_value a, walk_value b)
{
    if (a.type == W_TEXT) {
        int order = strcmp(a.t, b.t);
        return (order > 0) - (order < 0);
    }
    if (a.type == W_NUMBER || b.type == W_NUMBER) {
        double x = as_number(a), y = as_number(b);
        return (x > y) - (x < y);
    }
    return (a.i > b.i) - (a.i < b.i);
}

static inline walk_value make_number(walker *w, double d)
{
    if (!(d - d == 0)) return fail_walk(w, W_NUMBER); /* infinite or not a number */
    return (walk_value){.type = W_NUMBER, .known = true, .d = d};
}

static inline walk_value calculate(walker *w, walk_op op, walk_type type, walk_value a, walk_value b)
{
    if (!a.known || !b.known) return unknown_of(type);
    if (type == W_INTEGER) {
        int64_t out;
        bool over = op == O_ADD        ? __builtin_add_overflow(a.i, b.i, &out)
                    : op == O_SUBTRACT ? __builtin_sub_overflow(a.i, b.i, &out)
                                       : __builtin_mul_overflow(a.i, b.i, &out);
        if (over) return fail_walk(w, type);
        return (walk_value){.type = W_INTEGER, .known = true, .i = out};
    }
    double x = as_number(a), y = as_number(b);
    if (op == O_DIVIDE && y == 0) return fail_walk(w, type);
    return make_number(w, op == O_ADD ? x + y : op == O_SUBTRACT ? x - y : op == O_MULTIPLY ? x * y : x / y);
}

/* The elements of a list; false: it is unknown. */
static inline bool elements(const walker *w, walk_list list, const walk_row **out, int *count)
{
    if (list == L_ROWS) {
        *out = w->world->rows;
        *count = w->world->row_count;
        return w->world->has_record && !w->world->record.stale && w->world->has_rows;
    }
    *out = w->world->items;
    *count = w->world->item_count;
    return w->world->list_known;
}

static inline walk_value quantify(walker *w, const walk_node *n)
{
    const walk_row *rows;
    int count;
    int64_t sure = 0, possible = 0;
    bool any_unknown = false;
    if (!elements(w, n->list, &rows, &count)) return unknown_of(W_BOOL);
    for (int i = 0; i < count; i++) {
        w->bound[n->variable] = &rows[i];
        walk_value c = n->a ? walk(w, n->a) : truth_of(true);
        if (w->failed) return c;
        if (c.known && !c.i) continue; /* for every element: C implies P; for the others: C and P */
        walk_value p = walk(w, n->b);
        if (w->failed) return p;
        bool yes = c.known && p.known && p.i; /* C and P */
        bool no_way = p.known && !p.i;        /* C and P is false */
        if (n->op == O_EVERY) {
            if (c.known && no_way) return truth_of(false);
            if (!p.known || (!c.known && !p.i)) any_unknown = true;
            continue;
        }
        if (yes) sure++;
        else if (!no_way) possible++;
        if (n->op == O_AT_LEAST) {
            if (sure >= n->number) return truth_of(true);
        } else if (yes) {
            return truth_of(n->op == O_ANY);
        }
    }
    if (n->op == O_EVERY) return any_unknown ? unknown_of(W_BOOL) : truth_of(true);
    if (n->op == O_AT_LEAST) {
        if (sure >= n->number) return truth_of(true);
        return sure + possible >= n->number ? unknown_of(W_BOOL) : truth_of(false);
    }
    return possible ? unknown_of(W_BOOL) : truth_of(n->op == O_NO);
}

static inline walk_value aggregate(walker *w, const walk_node *n)
{
    const walk_row *rows;
    int count;
    int64_t members = 0, hits = 0;
    bool any_unknown = false;
    walk_type inner = n->op == O_COUNT_OF || n->op == O_SHARE ? W_BOOL : n->b->type;
    walk_value total = {.type = n->op == O_AVERAGE ? W_NUMBER : inner, .known = true}, best = {0};
    if (!elements(w, n->list, &rows, &count)) return unknown_of(n->type);
    for (int i = 0; i < count; i++) {
        w->bound[n->variable] = &rows[i];
        walk_value c = n->a ? walk(w, n->a) : truth_of(true);
        if (w->failed) return c;
        if (!c.known) any_unknown = true;
        if (!c.known || !c.i) continue;
        members++;
        if (n->op == O_COUNT_OF) continue;
        walk_value e = walk(w, n->b);
        if (w->failed) return e;
        if (!e.known) {
            any_unknown = true;
            continue;
        }
        if (n->op == O_SHARE) {
            hits += e.i != 0;
        } else if (n->op == O_SUM || n->op == O_AVERAGE) {
            total = calculate(w, O_ADD, total.type, total, e);
            if (w->failed) return total;
        } else if (!best.known || (n->op == O_MIN ? compare(e, best) < 0 : compare(e, best) > 0)) {
            best = e;
        }
    }
    if (any_unknown) return unknown_of(n->type);
    if (n->op == O_COUNT_OF) return (walk_value){.type = W_INTEGER, .known = true, .i = members};
    if (n->op == O_SUM) return total;
    if (members == 0) return unknown_of(n->type);
    if (n->op == O_SHARE) return make_number(w, (double)hits / (double)members);
    if (n->op == O_AVERAGE) return make_number(w, total.d / (double)members);
    return best;
}

static inline walk_value read_field(const walk_row *row, int field)
{
    walk_value v = row->fields[field];
    if (row->stale) v.known = false;
    return v;
}

static walk_value walk(walker *w, const walk_node *n)
{
    walk_value a = {0}, b = {0};
    switch (n->op) {
    case O_LITERAL: return n->literal;
    case O_FIELD: return w->world->has_record ? read_field(&w->world->record, n->field) : unknown_of(n->type);
    case O_ELEMENT: return read_field(w->bound[n->variable], n->field);
    case O_AND:
    case O_OR:
        a = walk(w, n->a);
        if (w->failed || (a.known && a.i == (n->op == O_OR))) return a;
        b = walk(w, n->b);
        if (w->failed || (b.known && b.i == (n->op == O_OR))) return b;
        return a.known ? b : a;
    case O_IMPLIES:
        a = walk(w, n->a);
        if (w->failed) return a;
        if (a.known && !a.i) return truth_of(true);
        b = walk(w, n->b);
        if (w->failed || (b.known && b.i)) return b;
        return a.known ? b : a;
    case O_OTHERWISE: a = walk(w, n->a); return w->failed || a.known ? a : walk(w, n->b);
    case O_EVERY:
    case O_ANY:
    case O_NO:
    case O_AT_LEAST: return quantify(w, n);
    case O_COUNT_OF:
    case O_SHARE:
    case O_SUM:
    case O_MIN:
    case O_MAX:
    case O_AVERAGE: return aggregate(w, n);
    default: break;
    }
    /* the rest looks at all operands, from left to right */
    a = walk(w, n->a);
    if (w->failed) return a;
    if (n->op == O_NOT) return a.known ? truth_of(!a.i) : a;
    if (n->op == O_IS_KNOWN || n->op == O_IS_UNKNOWN) return truth_of(a.known == (n->op == O_IS_KNOWN));
    if (n->op == O_IN_ITEMS) {
        bool missing = false;
        if (!a.known) return unknown_of(W_BOOL);
        for (int i = 0; i < n->item_count; i++) {
            b = walk(w, n->items[i]);
            if (w->failed) return b;
            if (!b.known) missing = true;
            else if (compare(a, b) == 0) return truth_of(true);
        }
        return missing ? unknown_of(W_BOOL) : truth_of(false);
    }
    if (n->op == O_IN_CODES) {
        if (!a.known || !w->world->has_record || w->world->record.stale || !w->world->has_codes)
            return unknown_of(W_BOOL);
        for (int i = 0; i < w->world->code_count; i++) {
            if (w->world->codes[i] == a.i) return truth_of(true);
        }
        return truth_of(false);
    }
    if (n->op == O_WITHIN || n->op == O_OLDER) {
        if (!a.known) return unknown_of(W_BOOL);
        int64_t from = WALK_NOW - n->number * WALK_DAY;
        return truth_of(n->op == O_OLDER ? a.i < from : from <= a.i && a.i <= WALK_NOW);
    }
    if (n->op == O_NEGATE) {
        if (!a.known) return a;
        if (a.type == W_NUMBER) return make_number(w, 0 - a.d);
        return calculate(w, O_SUBTRACT, W_INTEGER, (walk_value){.type = W_INTEGER, .known = true}, a);
    }
    if (n->op == O_LENGTH) {
        if (!a.known) return unknown_of(W_INTEGER);
        int64_t points = 0;
        for (const char *t = a.t; *t; t++) points += ((unsigned char)*t & 0xC0) != 0x80;
        return (walk_value){.type = W_INTEGER, .known = true, .i = points};
    }
    b = walk(w, n->b);
    if (w->failed) return b;
    if (n->op == O_IN_RANGE) {
        walk_value c = walk(w, n->c);
        if (w->failed) return c;
        if (!a.known || !b.known || !c.known) return unknown_of(W_BOOL);
        return truth_of(compare(a, b) >= 0 && compare(a, c) <= 0);
    }
    if (n->op >= O_ADD && n->op <= O_DIVIDE) return calculate(w, n->op, n->type, a, b);
    if (!a.known || !b.known) return unknown_of(W_BOOL);
    switch (n->op) {
    case O_EQ: return truth_of(compare(a, b) == 0);
    case O_NE: return truth_of(compare(a, b) != 0);
    case O_LT: return truth_of(compare(a, b) < 0);
    case O_LE: return truth_of(compare(a, b) <= 0);
    case O_GT: return truth_of(compare(a, b) > 0);
    case O_GE: return truth_of(compare(a, b) >= 0);
    case O_STARTS: return truth_of(strncmp(a.t, b.t, strlen(b.t)) == 0);
    default: return truth_of(strstr(a.t, b.t) != NULL);
    }
}

#endif
