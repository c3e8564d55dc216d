/* check_each.c: `for each control`: its rules once for each control of a catalogue, as if they were written out.
 *
 * Every control gets a copy of the rules' nodes, in which the name of the control stands for that one; spans are those of
 * the text, so that messages lie there, and one that holds for several controls is said once. What is said of a rule for
 * one control would be said for the others too, so after an error its copies are only named, not checked.
 */
#include "dsl/check.h"

/* ---- copies */

typedef struct copier {
    mog_check *check;
    uint64_t nodes;
} copier;

static mog_node *copy_node(copier *c, const mog_node *node)
{
    if (!node) return NULL;
    mog_node *copy = mog_take(c->check->arena, mog_node);
    *copy = *node;
    c->nodes++;
    copy->a = copy_node(c, node->a);
    copy->b = copy_node(c, node->b);
    copy->c = copy_node(c, node->c);
    copy->d = copy_node(c, node->d);
    copy->items = mog_take_array(c->check->arena, mog_node *, node->item_count);
    for (uint32_t i = 0; i < node->item_count; i++) copy->items[i] = copy_node(c, node->items[i]);
    return copy;
}

static mog_rule_node *copy_rule(copier *c, const mog_rule_node *rule)
{
    mog_rule_node *copy = mog_take(c->check->arena, mog_rule_node);
    *copy = *rule;
    mog_clause **end = &copy->clauses;
    for (const mog_clause *clause = rule->clauses; clause; clause = clause->next) {
        *end = mog_take(c->check->arena, mog_clause);
        **end = *clause;
        (*end)->value = copy_node(c, clause->value);
        c->nodes++;
        end = &(*end)->next;
    }
    *end = NULL;
    return copy;
}

/* ---- what is read of the control */

bool mog_check_is_each(const mog_check *check, mog_text name)
{
    return check->each && mog_text_equal(check->each->node->variable.text, name);
}

static void become_text(mog_check *check, mog_node *node, mog_text text)
{
    mog_node *piece = mog_take(check->arena, mog_node);
    piece->tag = MOG_NODE_PIECE;
    piece->span = node->span;
    piece->name = text;
    node->tag = MOG_NODE_TEXT;
    node->items = mog_take_array(check->arena, mog_node *, 1);
    node->items[0] = piece;
    node->item_count = 1;
    node->a = NULL;
    node->type = (mog_type){.tag = MOG_TYPE_TEXT};
}

/* A value of an enum that has no name in the files: what a catalogue knows. */
static void become_word(mog_node *node, const mog_enum *values, int value)
{
    node->tag = MOG_NODE_NAME;
    node->name = values->names[value];
    node->a = NULL;
    node->binding = MOG_BINDING_ENUM;
    node->slot = (uint32_t)value;
    node->type = (mog_type){.tag = MOG_TYPE_ENUM, .values = values};
}

static const mog_enum *enum_of(mog_check *check, const mog_text *names, uint32_t count)
{
    mog_enum *values = mog_take(check->arena, mog_enum);
    *values = (mog_enum){names, count};
    return values;
}

static const mog_enum *themes_of(mog_check *check, mog_each_node *each, const mog_catalogue_node *catalogue)
{
    if (each->themes) return each->themes;
    uint32_t count = 0;
    for (const mog_theme_node *theme = catalogue->themes; theme; theme = theme->next) count++;
    mog_text *names = mog_take_array(check->arena, mog_text, count);
    count = 0;
    for (const mog_theme_node *theme = catalogue->themes; theme; theme = theme->next) names[count++] = theme->id.text;
    return each->themes = enum_of(check, names, count);
}

static const mog_attribute *find_attribute(const mog_control *control, mog_text name)
{
    for (uint32_t i = 0; i < control->attribute_count; i++) {
        if (mog_text_equal(control->attributes[i].name, name)) return &control->attributes[i];
    }
    return NULL;
}

static bool parse_control(mog_control_id *id, const mog_control_node *node)
{
    return mog_control_id_parse(id, node->number.text);
}

static const mog_control *control_of(const mog_check *check, const mog_control_node *node)
{
    mog_control_id id;
    if (!parse_control(&id, node)) return NULL; /* it was said */
    int64_t at = mog_pool_find(&check->control_ids, &id, sizeof id);
    return at < 0 ? NULL : &check->controls[at];
}

/* All values that controls of the catalogue have of an attribute; NULL: none has it. Names of attributes into `known`. */
static const mog_enum *values_of(mog_check *check, const mog_catalogue_node *catalogue, mog_text name, mog_pool *known)
{
    mog_pool values = {0};
    for (const mog_theme_node *theme = catalogue->themes; theme; theme = theme->next) {
        for (const mog_control_node *node = theme->controls; node; node = node->next) {
            const mog_control *control = control_of(check, node);
            for (uint32_t i = 0; control && i < control->attribute_count; i++) {
                const mog_attribute *attribute = &control->attributes[i];
                mog_pool_add(known, attribute->name.at, attribute->name.size, NULL);
                if (!mog_text_equal(attribute->name, name)) continue;
                for (uint32_t v = 0; v < attribute->count; v++)
                    mog_pool_add(&values, attribute->values[v].at, attribute->values[v].size, NULL);
            }
        }
    }
    mog_text *names = mog_take_array(check->arena, mog_text, values.count);
    for (size_t i = 0; i < values.count; i++) {
        mog_text key = values.entries[i].key;
        names[i] = (mog_text){mog_arena_copy(check->arena, key.at, key.size), key.size};
    }
    const mog_enum *found = values.count ? enum_of(check, names, (uint32_t)values.count) : NULL;
    mog_pool_free(&values);
    return found;
}

/* The same for all controls, so it is found once for each attribute. */
static const mog_enum *attribute_values(mog_check *check, const mog_node *field)
{
    mog_each_node *each = check->each->node;
    for (const mog_each_values *known = each->known; known; known = known->next) {
        if (mog_text_equal(known->name, field->name)) return known->values;
    }
    mog_pool names = {0};
    mog_each_values *made = mog_take(check->arena, mog_each_values);
    made->name = field->name;
    made->values = values_of(check, check->each->catalogue, field->name, &names);
    made->next = each->known;
    each->known = made;
    if (!made->values) {
        mog_text words[64];
        size_t count = 0;
        static const char *const own[] = {"title", "id", "theme"};
        for (size_t i = 0; i < sizeof own / sizeof *own; i++) words[count++] = mog_text_of(own[i]);
        for (size_t i = 0; i < names.count && count < 64; i++) words[count++] = names.entries[i].key;
        char near[256];
        mog_report(check->diagnostics, MOG_E0107, field->span, "controls of the catalogue %.*s have no `%.*s`%s",
                   MOG_SHOW(check->each->catalogue->id.text), MOG_SHOW(field->name),
                   mog_nearest(check, near, sizeof near, field->name, words, count));
    }
    mog_pool_free(&names);
    return made->values;
}

bool mog_check_each_field(mog_check *check, mog_node *field)
{
    const mog_control *control = &check->each->control;
    field->unrolled = true;
    if (field->a->tag != MOG_NODE_NAME) {
        mog_report(check->diagnostics, MOG_E0107, field->span, "`%.*s` is a single value and has no fields",
                   MOG_SHOW(field->a->name));
        return false;
    }
    if (mog_text_equal(field->name, MOG_TEXT("title"))) {
        become_text(check, field, check->swedish && control->title_sv.size ? control->title_sv : control->title);
        return true;
    }
    if (mog_text_equal(field->name, MOG_TEXT("id"))) {
        char id[MOG_CONTROL_ID_TEXT];
        mog_control_id_format(id, control->id);
        become_text(check, field, mog_text_of(mog_arena_format(check->arena, "%s", id)));
        return true;
    }
    if (mog_text_equal(field->name, MOG_TEXT("theme"))) {
        const mog_enum *themes = themes_of(check, check->each->node, check->each->catalogue);
        int value = mog_enum_find(themes, control->theme);
        if (value >= 0) become_word(field, themes, value);
        return value >= 0;
    }
    if (attribute_values(check, field))
        mog_report(check->diagnostics, MOG_E0122, field->span,
                   "%.*s is a set of words that is known when the policy is compiled; write `WORD in %.*s.%.*s` or "
                   "`%.*s.%.*s contains WORD`",
                   MOG_SHOW(field->name), MOG_SHOW(field->a->name), MOG_SHOW(field->name), MOG_SHOW(field->a->name),
                   MOG_SHOW(field->name));
    return false;
}

/* ---- `WORD in c.properties` */

static bool is_attribute(const mog_check *check, const mog_node *set)
{
    return set->tag == MOG_NODE_FIELD && set->a->tag == MOG_NODE_NAME && mog_check_is_each(check, set->a->name) &&
           !mog_text_equal(set->name, MOG_TEXT("title")) && !mog_text_equal(set->name, MOG_TEXT("id")) &&
           !mog_text_equal(set->name, MOG_TEXT("theme"));
}

/* The word as a value of what is compared with it; NULL: it has no such value. */
static mog_node *word_node(mog_check *check, const mog_node *set, mog_text word, const mog_type *type)
{
    mog_node *made = mog_take(check->arena, mog_node);
    made->span = set->span;
    made->unrolled = made->typed = true;
    if (type->tag == MOG_TYPE_TEXT) {
        become_text(check, made, word);
        return made;
    }
    int value = mog_enum_find(type->values, word);
    if (value < 0) return NULL;
    become_word(made, type->values, value);
    return made;
}

bool mog_check_each_member(mog_check *check, mog_node *node, mog_node *set, mog_node *member, bool *handled)
{
    *handled = is_attribute(check, set);
    if (!*handled) return true;
    const mog_enum *values = attribute_values(check, set);
    if (!values) return false;
    const mog_type words = {.tag = MOG_TYPE_ENUM, .values = values};
    if (!mog_check_scalar(check, member, &words)) return false;
    const mog_type *type = &member->type;
    if (type->tag != MOG_TYPE_ENUM && type->tag != MOG_TYPE_TEXT) {
        char of[MOG_TYPE_WORDS];
        mog_report(check->diagnostics, MOG_E0114, member->span, "%.*s is a set of words, and this is %s",
                   MOG_SHOW(set->name), mog_type_words(of, type));
        return false;
    }
    const mog_attribute *attribute = find_attribute(&check->each->control, set->name);
    uint32_t count = attribute ? attribute->count : 0;
    node->tag = MOG_NODE_IN_ITEMS;
    node->unrolled = true;
    node->items = mog_take_array(check->arena, mog_node *, count);
    node->item_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        mog_node *word = word_node(check, set, attribute->values[i], type);
        if (word) node->items[node->item_count++] = word;
    }
    node->a = member;
    node->b = NULL;
    return true;
}

/* ---- unrolling */

const mog_catalogue_node *mog_check_find_catalogue(mog_check *check, const mog_name *name)
{
    mog_text names[64];
    size_t count = 0;
    for (uint32_t m = 0; m < check->module_count; m++) {
        for (const mog_catalogue_node *node = check->modules[m]->catalogues; node; node = node->next) {
            if (mog_text_equal(node->id.text, name->text)) return node;
            if (count < 64) names[count++] = node->id.text;
        }
    }
    char near[256];
    mog_report(check->diagnostics, MOG_E0110, name->span, "there is no catalogue `%.*s`%s", MOG_SHOW(name->text),
               mog_nearest(check, near, sizeof near, name->text, names, count));
    return NULL;
}

typedef struct unrolling {
    mog_check *check;
    mog_each_node *node;
    const mog_catalogue_node *catalogue;
    bool *broken; /* by rule */
    bool stopped; /* a limit, or a `where` that is wrong */
    bool any;     /* control that `where` lets through */
} unrolling;

static bool passes(unrolling *u)
{
    if (!u->node->where) return true;
    copier c = {.check = u->check};
    mog_node *where = copy_node(&c, u->node->where);
    u->check->uses += c.nodes;
    u->stopped = true;
    if (!mog_check_condition(u->check, where, "what follows `where`")) return false;
    mog_outcome outcome = mog_check_decide(where);
    if (outcome == MOG_OPEN) {
        mog_report(
            u->check->diagnostics, MOG_E0131, u->node->where->span,
            "which controls are meant is decided when the policy is compiled, from the control alone: by %.*s, its "
            "title, id, theme and attributes, compared with =, !=, in, contains, starts with and ends with",
            MOG_SHOW(u->node->variable.text));
        return false;
    }
    u->stopped = false;
    return outcome == MOG_ALWAYS_TRUE;
}

static bool over_limit(unrolling *u)
{
    if (u->check->unrolled < MOG_LIMIT_UNROLLED && u->check->uses <= MOG_LIMIT_USES) return false;
    if (u->check->uses > MOG_LIMIT_USES)
        mog_report(
            u->check->diagnostics, MOG_E0104, u->node->variable.span,
            "the rules that `for each control` makes come to more than %d operations; write fewer, or shorter ones",
            MOG_LIMIT_USES);
    else
        mog_report(u->check->diagnostics, MOG_E0104, u->node->variable.span,
                   "`for each control` makes more than %d rules in all", MOG_LIMIT_UNROLLED);
    u->stopped = true;
    return true;
}

static void unroll_rules(unrolling *u, mog_module *module, mog_control_id id)
{
    uint32_t number = 0;
    for (const mog_rule_node *rule = u->node->rules; rule && !u->stopped; rule = rule->next, number++) {
        if (over_limit(u)) return;
        u->check->unrolled++;
        copier c = {.check = u->check};
        mog_rule_node *copy = copy_rule(&c, rule);
        u->check->uses += c.nodes;
        if (u->broken[number]) {
            mog_check_name_rule(u->check, module, id, copy);
            continue;
        }
        size_t errors = u->check->diagnostics->errors;
        mog_check_rule(u->check, module, id, copy);
        u->broken[number] = u->check->diagnostics->errors > errors;
    }
}

static void unroll(mog_check *check, mog_module *module, mog_each_node *node)
{
    unrolling u = {.check = check, .node = node, .catalogue = mog_check_find_catalogue(check, &node->catalogue)};
    if (!u.catalogue) {
        check->incomplete = true;
        return;
    }
    uint32_t rules = 0;
    for (const mog_rule_node *rule = node->rules; rule; rule = rule->next) rules++;
    u.broken = mog_take_array(check->arena, bool, rules);
    for (const mog_theme_node *theme = u.catalogue->themes; theme && !u.stopped; theme = theme->next) {
        for (const mog_control_node *one = theme->controls; one && !u.stopped; one = one->next) {
            const mog_control *control = control_of(check, one);
            if (!control) continue;
            mog_each each = {node, u.catalogue, *control};
            check->uses++;
            check->each = &each;
            if (!over_limit(&u) && passes(&u)) {
                u.any = true;
                unroll_rules(&u, module, control->id);
            }
            check->each = NULL;
        }
    }
    check->incomplete |= u.stopped;
    if (!u.any && !u.stopped)
        mog_report(check->diagnostics, MOG_W0202, (node->where ? node->where->span : node->variable.span),
                   "no control of the catalogue %.*s is meant by this, so it makes no rules",
                   MOG_SHOW(u.catalogue->id.text));
}

void mog_check_eaches(mog_check *check)
{
    for (uint32_t m = 0; m < check->module_count; m++) {
        check->module = check->modules[m];
        for (mog_each_node *node = check->module->eaches; node; node = node->next) unroll(check, check->module, node);
    }
}
