/* mention.c: the mentions of a file, declaration by declaration; and questions about them. */
#include "dsl/mention.h"
#include "dsl/mention_walk.h"

#include <stdlib.h>

const char *mog_mention_word(mog_mention_tag tag, bool swedish)
{
    static const char *const words[][2] = {
#define M(tag, word, swedish_word) {word, swedish_word},
        MOG_MENTIONS(M)
#undef M
    };
    return words[tag][swedish];
}

void mog_walk_tell(const mog_walk *walk, mog_mention mention)
{
    walk->visit(walk->context, &mention);
}

static void tell(const mog_walk *walk, mog_mention_tag tag, const mog_name *name, const void *of, bool declares)
{
    if (!name->text.size) return;
    mog_walk_tell(walk,
                  (mog_mention){.tag = tag, .span = name->span, .name = name->text, .of = of, .declares = declares});
}

void mog_walk_kind(const mog_walk *walk, const mog_name *name)
{
    mog_module *owner;
    const mog_kind *kind = mog_check_find_kind(walk->check, name->text, &owner);
    mog_mention made = {.span = name->span, .name = name->text};
    if (kind) {
        made.tag = MOG_MENTION_KIND;
        made.of = made.kind = kind;
    } else if (mog_check_is_subject_type(walk->check, name->text)) {
        made.tag = MOG_MENTION_SUBJECT_TYPE;
    } else {
        return;
    }
    mog_walk_tell(walk, made);
}

static void tell_control(const mog_walk *walk, const mog_name *number, bool declares)
{
    mog_control_id id;
    if (!number->text.size || !mog_control_id_parse(&id, number->text)) return;
    mog_walk_tell(
        walk,
        (mog_mention){
            .tag = MOG_MENTION_CONTROL, .span = number->span, .name = number->text, .slot = id, .declares = declares});
}

static int by_id(const void *a, const void *b)
{
    mog_control_id x = *(const mog_control_id *)a, y = ((const mog_control *)b)->id;
    return x < y ? -1 : x > y;
}

const mog_control *mog_walk_control(const mog_check *check, mog_control_id id)
{
    if (!check->control_count) return NULL;
    return bsearch(&id, check->controls, check->control_count, sizeof *check->controls, by_id);
}

/* ---- kinds */

static void walk_fields(const mog_walk *walk, const mog_row *row, const mog_field_node *fields, mog_text group,
                        const mog_kind *kind);

static mog_text join(mog_buffer *out, mog_text group, mog_text name)
{
    mog_buffer_clear(out);
    if (group.size) mog_buffer_format(out, "%.*s.", (int)group.size, group.at);
    mog_buffer_add_text(out, name);
    return (mog_text){out->at, out->size};
}

/* `type`: what the checker made of it; NULL: nothing. */
static void walk_type(const mog_walk *walk, const mog_type_node *node, const mog_type *type)
{
    const mog_type_node *element = node->tag == MOG_TYPE_SET ? node->element : node;
    if (!element) return;
    if (element->tag == MOG_TYPE_REFERENCE) mog_walk_kind(walk, &element->names[0]);
    if (!type || type->tag >= MOG_TYPE_COUNT) return;
    if (element->tag == MOG_TYPE_LIST && type->row) walk_fields(walk, type->row, element->fields, (mog_text){0}, NULL);
    if (element->tag != MOG_TYPE_ENUM || !type->values) return;
    for (uint32_t i = 0; i < element->name_count; i++) {
        int value = mog_enum_find(type->values, element->names[i].text);
        if (value < 0) continue;
        mog_walk_tell(walk, (mog_mention){.tag = MOG_MENTION_ENUM,
                                          .span = element->names[i].span,
                                          .name = element->names[i].text,
                                          .of = type->values,
                                          .slot = (uint64_t)value,
                                          .declares = true,
                                          .type = type});
    }
}

static void walk_field(const mog_walk *walk, const mog_row *row, const mog_field_node *node, mog_text path,
                       const mog_kind *kind)
{
    if (node->type->group) {
        walk_fields(walk, row, node->type->fields, path, kind);
        return;
    }
    int slot = mog_row_find(row, path);
    if (slot < 0) return;
    const mog_type *type = &row->fields[slot].type;
    mog_walk_tell(walk, (mog_mention){.tag = MOG_MENTION_FIELD,
                                      .span = node->name.span,
                                      .name = node->name.text,
                                      .of = row,
                                      .slot = (uint64_t)slot,
                                      .declares = true,
                                      .kind = kind,
                                      .type = type->tag < MOG_TYPE_COUNT ? type : NULL});
    walk_type(walk, node->type, type);
}

static void walk_fields(const mog_walk *walk, const mog_row *row, const mog_field_node *fields, mog_text group,
                        const mog_kind *kind)
{
    mog_buffer path = {0};
    for (const mog_field_node *node = fields; node; node = node->next) {
        if (node->type) walk_field(walk, row, node, join(&path, group, node->name.text), kind);
    }
    mog_buffer_free(&path);
}

static void walk_kind(const mog_walk *walk, const mog_kind_node *node)
{
    mog_module *owner;
    const mog_kind *kind = node->extends ? mog_check_find_kind(walk->check, node->name.text, &owner) : node->kind;
    if (!kind) return;
    mog_walk_tell(walk, (mog_mention){.tag = MOG_MENTION_KIND,
                                      .span = node->name.span,
                                      .name = node->name.text,
                                      .of = kind,
                                      .kind = kind,
                                      .declares = !node->extends});
    for (uint32_t i = 0; i < node->about_count; i++) {
        const mog_name *about = &node->about[i];
        const mog_kind *known = mog_check_find_kind(walk->check, about->text, &owner);
        if (known) mog_walk_kind(walk, about);
        else tell(walk, MOG_MENTION_SUBJECT_TYPE, about, NULL, true);
    }
    walk_fields(walk, &kind->row, node->fields, (mog_text){0}, kind);
}

/* ---- rules */

static void walk_clauses(const mog_walk *walk, const mog_clause *clauses)
{
    for (const mog_clause *clause = clauses; clause; clause = clause->next) {
        if (clause->tag == MOG_CLAUSE_FOR) {
            mog_walk_kind(walk, &clause->name);
            tell(walk, MOG_MENTION_SUBJECT, &clause->variable, clause, true);
        } else if (clause->binder) {
            tell(walk, MOG_MENTION_VARIABLE, &clause->name, clause->binder, false);
        }
        mog_walk_expr(walk, clause->value);
    }
}

static void walk_rules(const mog_walk *outer, const mog_rule_node *rules)
{
    for (const mog_rule_node *rule = rules; rule; rule = rule->next) {
        mog_walk walk = *outer;
        const mog_clause *subject = rule->clauses;
        while (subject && subject->tag != MOG_CLAUSE_FOR) subject = subject->next;
        walk.subject = subject && subject->variable.text.size ? subject : NULL;
        if (subject) walk.subject_name = subject->variable.text;
        tell(&walk, MOG_MENTION_RULE, &rule->name, rule, true);
        walk_clauses(&walk, rule->clauses);
    }
}

static bool in_catalogue(const mog_check *check, const mog_name *number)
{
    mog_control_id id;
    if (!mog_control_id_parse(&id, number->text)) return false;
    const mog_control *control = mog_walk_control(check, id);
    return control && control->theme.size;
}

static void walk_control(const mog_walk *walk, const mog_control_node *node)
{
    tell_control(walk, &node->number, !in_catalogue(walk->check, &node->number));
    walk_rules(walk, node->rules);
}

static void walk_each(const mog_walk *outer, const mog_each_node *node)
{
    mog_walk walk = *outer;
    walk.each = node;
    tell(&walk, MOG_MENTION_VARIABLE, &node->variable, node, true);
    tell(&walk, MOG_MENTION_CATALOGUE, &node->catalogue, NULL, false);
    mog_walk_expr(&walk, node->where);
    walk_rules(&walk, node->rules);
}

static void walk_gate(const mog_walk *outer, const mog_gate_node *node)
{
    mog_walk walk = *outer;
    tell(&walk, MOG_MENTION_GATE, &node->name, node, true);
    mog_walk_kind(&walk, &node->subject_type);
    tell(&walk, MOG_MENTION_SUBJECT, &node->variable, node, true);
    walk.subject = node->variable.text.size ? node : NULL;
    walk.subject_name = node->variable.text;
    for (const mog_step_node *step = node->steps; step; step = step->next) {
        tell(&walk, MOG_MENTION_STEP, &step->name, step, true);
        walk_clauses(&walk, step->clauses);
    }
}

/* ---- other declarations */

static void walk_use(const mog_walk *walk, const mog_use *use)
{
    const mog_check *check = walk->check;
    if (use->plugin) {
        tell(walk, MOG_MENTION_PLUGIN, &use->name, NULL, false);
        return;
    }
    int64_t at = mog_pool_find(&check->module_names, use->name.text.at, use->name.text.size);
    if (at >= 0) tell(walk, MOG_MENTION_MODULE, &use->name, check->named_modules[at], false);
}

static void walk_param(const mog_walk *walk, const mog_param *param)
{
    mog_walk_tell(walk, (mog_mention){.tag = MOG_MENTION_PARAM,
                                      .span = param->name.span,
                                      .name = param->name.text,
                                      .of = param,
                                      .declares = true,
                                      .type = param->value->typed ? &param->value->type : NULL});
    mog_walk_expr(walk, param->value);
}

static void walk_let(const mog_walk *walk, const mog_let_node *let)
{
    tell(walk, MOG_MENTION_LET, &let->name, let, true);
    for (const mog_let_param *param = let->params; param; param = param->next) {
        const mog_type *type = param->value.tag < MOG_TYPE_COUNT ? &param->value : NULL;
        mog_walk_tell(walk, (mog_mention){.tag = MOG_MENTION_VARIABLE,
                                          .span = param->name.span,
                                          .name = param->name.text,
                                          .of = param,
                                          .declares = true,
                                          .kind = param->kind,
                                          .type = type});
        if (param->type) walk_type(walk, param->type, type);
    }
    mog_walk_expr(walk, let->body);
}

static void walk_catalogue(const mog_walk *walk, const mog_catalogue_node *node)
{
    tell(walk, MOG_MENTION_CATALOGUE, &node->id, NULL, true);
    for (const mog_theme_node *theme = node->themes; theme; theme = theme->next) {
        tell(walk, MOG_MENTION_THEME, &theme->id, NULL, true);
        for (const mog_control_node *control = theme->controls; control; control = control->next)
            tell_control(walk, &control->number, true);
    }
}

/* The parameter that a profile sets: the one of the name that the module declares or, if it declares none, the first. */
static const mog_param *find_param(const mog_walk *walk, const mog_name *name)
{
    const mog_check *check = walk->check;
    int64_t number = mog_pool_find(&check->param_names, name->text.at, name->text.size);
    if (number < 0 || check->param_counts[number] == 0) return NULL;
    for (uint32_t i = 0; i < check->param_counts[number]; i++) {
        if (check->params[number][i].module->file == name->span.file) return check->params[number][i].param;
    }
    return check->params[number][0].param;
}

static void tell_patterns(const mog_walk *walk, const mog_profile_item *item)
{
    for (uint32_t i = 0; i < item->pattern_count; i++) {
        if (!item->patterns[i].below) tell_control(walk, &item->patterns[i].number, false);
    }
}

static void walk_group(const mog_walk *walk, const mog_group_node *node)
{
    tell(walk, MOG_MENTION_GROUP, &node->name, node, true);
    tell(walk, MOG_MENTION_CATALOGUE, &node->catalogue, NULL, false);
    for (const mog_profile_item *item = node->items; item; item = item->next) tell_patterns(walk, item);
}

static void walk_profile(const mog_walk *walk, const mog_profile_node *node)
{
    tell(walk, MOG_MENTION_PROFILE, &node->name, node, true);
    tell(walk, MOG_MENTION_CATALOGUE, &node->catalogue, NULL, false);
    for (const mog_profile_item *item = node->items; item; item = item->next) {
        tell_patterns(walk, item);
        const mog_param *param = item->tag == MOG_PROFILE_SET ? find_param(walk, &item->name) : NULL;
        if (param) {
            mog_walk_tell(walk, (mog_mention){.tag = MOG_MENTION_PARAM,
                                              .span = item->name.span,
                                              .name = item->name.text,
                                              .of = param,
                                              .type = param->value->typed ? &param->value->type : NULL});
        }
        mog_walk_expr(walk, item->value);
    }
}

/* ---- tests */

static void walk_data(const mog_walk *walk, const mog_row *row, const mog_datum *items, mog_text group,
                      const mog_kind *kind);

static void tell_value(const mog_walk *walk, const mog_datum *datum, const mog_type *type)
{
    if (datum->tag != MOG_DATUM_WORD || !type->values) return;
    int value = mog_enum_find(type->values, datum->word.text);
    if (value < 0) return;
    mog_walk_tell(walk, (mog_mention){.tag = MOG_MENTION_ENUM,
                                      .span = datum->word.span,
                                      .name = datum->word.text,
                                      .of = type->values,
                                      .slot = (uint64_t)value,
                                      .type = type});
}

static void walk_datum(const mog_walk *walk, const mog_row *row, const mog_datum *datum, mog_text path,
                       const mog_kind *kind)
{
    int slot = mog_row_find(row, path);
    if (slot < 0) {
        if (datum->tag == MOG_DATUM_BLOCK) walk_data(walk, row, datum->items, path, kind); /* a group */
        return;
    }
    const mog_type *type = &row->fields[slot].type;
    if (type->tag >= MOG_TYPE_COUNT) return;
    mog_walk_tell(walk, (mog_mention){.tag = MOG_MENTION_FIELD,
                                      .span = datum->name.span,
                                      .name = datum->name.text,
                                      .of = row,
                                      .slot = (uint64_t)slot,
                                      .kind = kind,
                                      .type = type});
    tell_value(walk, datum, type);
    for (const mog_datum *item = datum->items; item && datum->tag == MOG_DATUM_BLOCK; item = item->next) {
        if (type->tag == MOG_TYPE_LIST && item->tag == MOG_DATUM_BLOCK)
            walk_data(walk, type->row, item->items, (mog_text){0}, NULL);
        else tell_value(walk, item, type);
    }
}

static void walk_data(const mog_walk *walk, const mog_row *row, const mog_datum *items, mog_text group,
                      const mog_kind *kind)
{
    mog_buffer path = {0};
    for (const mog_datum *datum = items; datum; datum = datum->next) {
        if (datum->name.text.size) walk_datum(walk, row, datum, join(&path, group, datum->name.text), kind);
    }
    mog_buffer_free(&path);
}

static void walk_given(const mog_walk *walk, const mog_given_node *given)
{
    mog_module *owner;
    const mog_kind *kind = mog_check_find_kind(walk->check, given->kind.text, &owner);
    mog_walk_kind(walk, &given->kind);
    mog_walk_kind(walk, &given->subject_type);
    if (kind && given->data && !given->census) walk_data(walk, &kind->row, given->data->items, (mog_text){0}, kind);
}

static void tell_step(const mog_walk *walk, const mog_rule_name *name)
{
    for (uint32_t m = 0; m < walk->check->module_count; m++) {
        for (const mog_gate_node *gate = walk->check->modules[m]->gates; gate; gate = gate->next) {
            if (!mog_text_equal(gate->name.text, name->gate.text)) continue;
            tell(walk, MOG_MENTION_GATE, &name->gate, gate, false);
            for (const mog_step_node *step = gate->steps; step; step = step->next) {
                if (mog_text_equal(step->name.text, name->name.text))
                    tell(walk, MOG_MENTION_STEP, &name->name, step, false);
            }
            return;
        }
    }
}

static void walk_test(const mog_walk *walk, const mog_test_node *test)
{
    mog_control_id id;
    if (test->rule.gate.text.size) {
        tell_step(walk, &test->rule);
    } else if (mog_control_id_parse(&id, test->rule.number.text)) {
        tell_control(walk, &test->rule.number, false);
        for (size_t i = 0; i < walk->check->rule_count; i++) {
            const mog_checked_rule *rule = &walk->check->rules[i];
            if (rule->control == id && rule->node && mog_text_equal(rule->node->name.text, test->rule.name.text)) {
                tell(walk, MOG_MENTION_RULE, &test->rule.name, rule->node, false);
                break;
            }
        }
    }
    for (const mog_given_node *given = test->givens; given; given = given->next) walk_given(walk, given);
}

/* ---- a file */

void mog_mentions(const mog_analysis *analysis, uint32_t file, mog_mention_visit *visit, void *context)
{
    const mog_module *module = analysis->modules[file];
    mog_walk walk = {.analysis = analysis,
                     .check = analysis->check,
                     .text = analysis->files[file].text,
                     .visit = visit,
                     .context = context};
    tell(&walk, MOG_MENTION_MODULE, &module->name, module, true);
    for (const mog_declaration *one = module->declarations; one; one = one->next) {
        switch (one->tag) {
        case MOG_DECLARATION_USE: walk_use(&walk, one->node); break;
        case MOG_DECLARATION_PARAM: walk_param(&walk, one->node); break;
        case MOG_DECLARATION_LET: walk_let(&walk, one->node); break;
        case MOG_DECLARATION_KIND:
        case MOG_DECLARATION_EXTENSION: walk_kind(&walk, one->node); break;
        case MOG_DECLARATION_CONTROL: walk_control(&walk, one->node); break;
        case MOG_DECLARATION_EACH: walk_each(&walk, one->node); break;
        case MOG_DECLARATION_CATALOGUE: walk_catalogue(&walk, one->node); break;
        case MOG_DECLARATION_GATE: walk_gate(&walk, one->node); break;
        case MOG_DECLARATION_PROFILE: walk_profile(&walk, one->node); break;
        case MOG_DECLARATION_GROUP: walk_group(&walk, one->node); break;
        case MOG_DECLARATION_TEST: walk_test(&walk, one->node); break;
        }
    }
}

/* ---- questions */

bool mog_mention_same(const mog_mention *a, const mog_mention *b)
{
    if (a->tag != b->tag || a->tag == MOG_MENTION_EXPRESSION || a->tag == MOG_MENTION_OWN_FIELD) return false;
    if (a->of || b->of || a->slot || b->slot) return a->of == b->of && a->slot == b->slot;
    return mog_text_equal(a->name, b->name);
}

typedef struct question {
    mog_mention *out;
    const mog_mention *of;
    uint32_t offset;
    bool found;
} question;

static void innermost(void *context, const mog_mention *mention)
{
    question *q = context;
    if (q->offset < mention->span.start || q->offset > mention->span.end) return;
    uint32_t size = mention->span.end - mention->span.start;
    if (q->found && size > q->out->span.end - q->out->span.start) return;
    if (q->found && size == q->out->span.end - q->out->span.start && mention->tag == MOG_MENTION_EXPRESSION) return;
    *q->out = *mention;
    q->found = true;
}

bool mog_mention_at(mog_mention *out, const mog_analysis *analysis, uint32_t file, uint32_t offset)
{
    question q = {.out = out, .offset = offset};
    mog_mentions(analysis, file, innermost, &q);
    return q.found;
}

static void declaration(void *context, const mog_mention *mention)
{
    question *q = context;
    if (q->found || !mention->declares || !mog_mention_same(mention, q->of)) return;
    *q->out = *mention;
    q->found = true;
}

bool mog_mention_declared(mog_mention *out, const mog_analysis *analysis, const mog_mention *of)
{
    question q = {.out = out, .of = of};
    for (uint32_t file = 0; file < analysis->file_count && !q.found; file++)
        mog_mentions(analysis, file, declaration, &q);
    return q.found;
}
