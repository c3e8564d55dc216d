/* format_rule.c: rules and gates: clauses, each on a line of its own. */
#include "dsl/layout.h"
#include "parser.h"

#define CLAUSE_COLUMN 9 /* of what a clause says, from its word: `title sv "…"` fills it */

/* ---- clauses */

/* The piece that stands in the column: after a word that is alone; 0: none. */
static uint32_t content_of(const mog_layout *layout, const mog_clause *clause)
{
    uint32_t first = mog_layout_at(layout, clause->span.start);
    switch (clause->tag) {
    case MOG_CLAUSE_MUST:
    case MOG_CLAUSE_TITLE_SV:
    case MOG_CLAUSE_FINDING_SV:
    case MOG_CLAUSE_ACTION_SV: return 0;
    case MOG_CLAUSE_FINDING: return clause->name.text.size ? 0 : first + 1;
    default: return first + 1;
    }
}

static void lay_subject(mog_layout *layout, const mog_clause *clause)
{
    if (!clause->value) return;
    uint32_t type = mog_layout_at(layout, clause->name.span.start);
    uint32_t group = mog_layout_group_new(layout, type, mog_layout_end(layout, clause->span.end));
    uint32_t where = type + (clause->variable.text.size ? 2 : 1);
    mog_layout_break(layout, where, group, 2);
    mog_layout_expression(layout, clause->value);
}

static void lay_values(mog_layout *layout, const mog_clause *clauses)
{
    for (const mog_clause *clause = clauses; clause; clause = clause->next) {
        if (clause->tag == MOG_CLAUSE_FOR) lay_subject(layout, clause);
        else if (clause->value) mog_layout_expression(layout, clause->value);
    }
}

static void place_clauses(mog_layout *layout, const mog_clause *clauses, uint32_t column)
{
    for (const mog_clause *clause = clauses; clause; clause = clause->next) {
        mog_layout_line(layout, mog_layout_at(layout, clause->span.start), column, MOG_BLANK_KEEP);
        uint32_t content = content_of(layout, clause);
        if (content) layout->pieces[content].column = (uint16_t)(column + CLAUSE_COLUMN);
    }
}

/* ---- rules */

static void lay_rules(mog_layout *layout, const mog_rule_node *rules)
{
    for (const mog_rule_node *rule = rules; rule; rule = rule->next) {
        uint32_t first = mog_layout_at(layout, rule->whole.start), close = mog_layout_end(layout, rule->whole.end);
        mog_layout_line(layout, first, MOG_LAYOUT_INDENT, MOG_BLANK_FORCE);
        uint32_t open = mog_layout_header(layout, first, NULL, 0);
        mog_layout_block(layout, open, close, MOG_LAYOUT_INDENT);
        const mog_clause *clauses = rule->clauses;
        if (clauses && clauses->span.start < layout->pieces[open].start)
            clauses = clauses->next; /* `rule r level 2 {` */
        place_clauses(layout, clauses, 2 * MOG_LAYOUT_INDENT);
        lay_values(layout, clauses);
    }
}

void mog_layout_control(mog_layout *layout, const mog_control_node *control)
{
    uint32_t first = mog_layout_at(layout, control->span.start), close = mog_layout_end(layout, control->span.end);
    mog_layout_block(layout, mog_layout_header(layout, first, &control->title, 0), close, 0);
    lay_rules(layout, control->rules);
}

void mog_layout_each(mog_layout *layout, const mog_each_node *each)
{
    uint32_t first = mog_layout_at(layout, each->span.start), close = mog_layout_end(layout, each->span.end);
    uint32_t where = mog_layout_end(layout, each->catalogue.span.end) + 1, open = where;
    if (each->where) {
        open = mog_layout_after(layout, each->where);
        uint32_t group = mog_layout_group_new(layout, first, open - 1);
        mog_layout_break(layout, where, group, 2 * MOG_LAYOUT_INDENT);
        mog_layout_expression(layout, each->where);
    }
    mog_layout_block(layout, open, close, 0);
    lay_rules(layout, each->rules);
}

/* ---- gates */

static uint32_t step_end(const mog_layout *layout, const mog_step_node *step)
{
    return mog_layout_end(layout, step->span.end);
}

/* Steps of one clause and no title stand on a line each, if all of the gate do. Returns the column of their clauses; 0: they do not. */
static uint32_t short_steps(const mog_layout *layout, const mog_gate_node *gate)
{
    uint32_t names = 0;
    for (const mog_step_node *step = gate->steps; step; step = step->next) {
        uint32_t width = layout->pieces[mog_layout_at(layout, step->name.span.start)].width;
        if (width > names) names = width;
    }
    uint32_t column = MOG_LAYOUT_INDENT + (uint32_t)sizeof "step" + names + 2;
    for (const mog_step_node *step = gate->steps; step; step = step->next) {
        uint32_t first = mog_layout_at(layout, step->span.start), last = step_end(layout, step);
        if (step->title.text || step->clauses->next || mog_layout_remarked(layout, first, last)) return 0;
        if (column + mog_layout_width(layout, first + 2, last) > MOG_LAYOUT_COLUMNS) return 0;
    }
    return column;
}

static void lay_step(mog_layout *layout, const mog_step_node *step, uint32_t clauses)
{
    uint32_t first = mog_layout_at(layout, step->span.start);
    mog_layout_line(layout, first, MOG_LAYOUT_INDENT, MOG_BLANK_KEEP);
    if (clauses) {
        mog_layout_column(layout, first + 2, clauses);
        return;
    }
    if (step->title.text) {
        uint32_t group = mog_layout_group_new(layout, first, mog_layout_at(layout, step->clauses->span.start) - 1);
        mog_layout_title(layout, &step->title, group, 3 * MOG_LAYOUT_INDENT);
    }
    place_clauses(layout, step->clauses, 2 * MOG_LAYOUT_INDENT);
}

void mog_layout_gate(mog_layout *layout, const mog_gate_node *gate)
{
    uint32_t first = mog_layout_at(layout, gate->span.start), close = mog_layout_end(layout, gate->span.end);
    uint32_t subject = mog_layout_at(layout, gate->subject_type.span.start);
    mog_layout_block(layout, mog_layout_header(layout, first, &gate->title, subject - 1), close, 0);
    for (const mog_step_node *step = gate->steps; step; step = step->next) lay_values(layout, step->clauses);
    uint32_t clauses = short_steps(layout, gate);
    for (const mog_step_node *step = gate->steps; step; step = step->next) lay_step(layout, step, clauses);
}
