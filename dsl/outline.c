/* outline.c: from a file's declarations to its table of contents. */
#include "dsl/outline.h"

typedef struct drawing {
    mog_arena *arena;
    const mog_analysis *analysis;
    bool swedish;
} drawing;

/* Words without values; as it is written where there are some. */
static mog_text plain(const drawing *d, const mog_node *text)
{
    if (!text || text->tag != MOG_NODE_TEXT || text->item_count == 0) return (mog_text){"", 0};
    if (text->item_count == 1 && text->items[0]->tag == MOG_NODE_PIECE) return text->items[0]->name;
    mog_text source = d->analysis->files[text->span.file].text;
    return (mog_text){source.at + text->span.start + 1, text->span.end - text->span.start - 2};
}

static mog_text choose(const drawing *d, const mog_node *english, const mog_node *swedish)
{
    mog_text text = plain(d, d->swedish && swedish ? swedish : english);
    return text.size ? text : plain(d, swedish);
}

static mog_text title(const drawing *d, const mog_text_pair *pair)
{
    return choose(d, pair->text, pair->swedish);
}

/* Adds at `end`, and returns where the next one goes. */
static mog_outline **add(const drawing *d, mog_outline **end, mog_mention_tag tag, const mog_name *name,
                         mog_text detail, mog_span whole)
{
    mog_outline *made = mog_take(d->arena, mog_outline);
    *made = (mog_outline){.tag = tag, .name = name->text, .detail = detail, .whole = whole, .own = name->span};
    if (made->own.start < whole.start || made->own.end > whole.end) made->whole = made->own;
    *end = made;
    return &made->next;
}

static void draw_rules(const drawing *d, mog_outline **end, const mog_rule_node *rules)
{
    for (const mog_rule_node *rule = rules; rule; rule = rule->next) {
        const mog_node *english = NULL, *swedish = NULL;
        for (const mog_clause *clause = rule->clauses; clause; clause = clause->next) {
            if (clause->tag == MOG_CLAUSE_TITLE) english = clause->value;
            if (clause->tag == MOG_CLAUSE_TITLE_SV) swedish = clause->value;
        }
        end = add(d, end, MOG_MENTION_RULE, &rule->name, choose(d, english, swedish), rule->whole);
    }
}

static void draw_fields(const drawing *d, mog_outline **end, const mog_field_node *fields)
{
    for (const mog_field_node *field = fields; field; field = field->next) {
        mog_outline **next = add(d, end, MOG_MENTION_FIELD, &field->name, title(d, &field->help), field->span);
        if (field->type) draw_fields(d, &(*end)->inner, field->type->fields);
        end = next;
    }
}

static void draw_controls(const drawing *d, mog_outline **end, const mog_control_node *controls)
{
    for (const mog_control_node *control = controls; control; control = control->next)
        end = add(d, end, MOG_MENTION_CONTROL, &control->number, title(d, &control->title), control->span);
}

static void draw_catalogue(const drawing *d, mog_outline **end, const mog_catalogue_node *catalogue)
{
    for (const mog_theme_node *theme = catalogue->themes; theme; theme = theme->next) {
        mog_outline **next = add(d, end, MOG_MENTION_THEME, &theme->id, title(d, &theme->title), theme->span);
        draw_controls(d, &(*end)->inner, theme->controls);
        end = next;
    }
}

static void draw_steps(const drawing *d, mog_outline **end, const mog_step_node *steps)
{
    for (const mog_step_node *step = steps; step; step = step->next)
        end = add(d, end, MOG_MENTION_STEP, &step->name, title(d, &step->title), step->span);
}

/* A test has no name of its own kind: its text stands for it. */
static mog_outline **draw_test(const drawing *d, mog_outline **end, const mog_test_node *test, mog_span whole)
{
    mog_name name = {plain(d, test->name), test->name ? test->name->span : whole};
    return add(d, end, MOG_MENTION_EXPRESSION, &name, (mog_text){"", 0}, whole);
}

static mog_outline **draw(const drawing *d, mog_outline **end, const mog_declaration *one)
{
    const mog_text none = {"", 0};
    mog_outline **next = end;
    switch (one->tag) {
    case MOG_DECLARATION_USE: return end;
    case MOG_DECLARATION_PARAM: {
        const mog_param *param = one->node;
        return add(d, end, MOG_MENTION_PARAM, &param->name, title(d, &param->help), one->span);
    }
    case MOG_DECLARATION_LET: {
        const mog_let_node *let = one->node;
        return add(d, end, MOG_MENTION_LET, &let->name, none, one->span);
    }
    case MOG_DECLARATION_KIND:
    case MOG_DECLARATION_EXTENSION: {
        const mog_kind_node *kind = one->node;
        next = add(d, end, MOG_MENTION_KIND, &kind->name, title(d, &kind->title), one->span);
        draw_fields(d, &(*end)->inner, kind->fields);
        return next;
    }
    case MOG_DECLARATION_CONTROL: {
        const mog_control_node *control = one->node;
        next = add(d, end, MOG_MENTION_CONTROL, &control->number, title(d, &control->title), one->span);
        draw_rules(d, &(*end)->inner, control->rules);
        return next;
    }
    case MOG_DECLARATION_EACH: {
        const mog_each_node *each = one->node;
        next = add(d, end, MOG_MENTION_CONTROL, &each->variable, each->catalogue.text, one->span);
        draw_rules(d, &(*end)->inner, each->rules);
        return next;
    }
    case MOG_DECLARATION_CATALOGUE: {
        const mog_catalogue_node *catalogue = one->node;
        next = add(d, end, MOG_MENTION_CATALOGUE, &catalogue->id, title(d, &catalogue->title), one->span);
        draw_catalogue(d, &(*end)->inner, catalogue);
        return next;
    }
    case MOG_DECLARATION_GATE: {
        const mog_gate_node *gate = one->node;
        next = add(d, end, MOG_MENTION_GATE, &gate->name, title(d, &gate->title), one->span);
        draw_steps(d, &(*end)->inner, gate->steps);
        return next;
    }
    case MOG_DECLARATION_PROFILE: {
        const mog_profile_node *profile = one->node;
        return add(d, end, MOG_MENTION_PROFILE, &profile->name, title(d, &profile->title), one->span);
    }
    case MOG_DECLARATION_GROUP: {
        const mog_group_node *group = one->node;
        return add(d, end, MOG_MENTION_GROUP, &group->name, title(d, &group->title), one->span);
    }
    case MOG_DECLARATION_TEST: return draw_test(d, end, one->node, one->span);
    }
    return next;
}

const mog_outline *mog_outline_of(mog_arena *arena, const mog_analysis *analysis, uint32_t file, bool swedish)
{
    drawing d = {arena, analysis, swedish};
    const mog_module *module = analysis->modules[file];
    mog_outline *all = NULL, **end = &all;
    if (module->name.text.size)
        end = add(&d, end, MOG_MENTION_MODULE, &module->name, (mog_text){"", 0}, module->name.span);
    for (const mog_declaration *one = module->declarations; one; one = one->next) end = draw(&d, end, one);
    return all;
}
