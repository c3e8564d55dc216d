/* propose_name.c: names that may be written at a place, and what may come next in an expression. */
#include "dsl/proposer.h"
#include "parser.h"

static const char *const operand_words[] = {"not",      "every", "any",  "no",    "at least", "count",
                                            "share",    "sum",   "min",  "max",   "average",  "latest",
                                            "earliest", "now",   "true", "false", NULL};
static const char *const operator_words[] = {"and",       "or",      "implies", "in",         "contains", "starts with",
                                             "ends with", "matches", "within",  "older than", "is known", "is unknown",
                                             "otherwise", "where",   "has",     NULL};

/* ---- adding */

void mog_proposer_add(mog_proposer *p, mog_text text, mog_mention mention)
{
    if (!text.size) return;
    mention.name = text;
    MOG_PUSH(p->out->at, p->out->count, p->out->capacity) = (mog_proposal){.text = text, .mention = mention};
}

void mog_proposer_add_words(mog_proposer *p, const char *const *words)
{
    for (; *words; words++)
        MOG_PUSH(p->out->at, p->out->count, p->out->capacity) =
            (mog_proposal){.text = mog_text_of(*words), .keyword = true};
}

static void add_kind(mog_proposer *p, const mog_kind *kind)
{
    mog_proposer_add(p, kind->name, (mog_mention){.tag = MOG_MENTION_KIND, .of = kind, .kind = kind});
}

void mog_proposer_add_modules(mog_proposer *p)
{
    for (uint32_t m = 0; m < p->check->module_count; m++) {
        const mog_module *module = p->check->modules[m];
        if (module != p->module)
            mog_proposer_add(p, module->name.text, (mog_mention){.tag = MOG_MENTION_MODULE, .of = module});
    }
}

void mog_proposer_add_plugins(mog_proposer *p)
{
    for (size_t i = 0; i < p->check->plugins->name_count; i++)
        mog_proposer_add(p, p->check->plugins->names[i], (mog_mention){.tag = MOG_MENTION_PLUGIN});
}

void mog_proposer_add_subject_types(mog_proposer *p)
{
    for (uint32_t i = 0; i < p->check->subject_type_count; i++) {
        mog_module *owner;
        const mog_kind *kind = mog_check_find_kind(p->check, p->check->subject_types[i], &owner);
        if (kind) add_kind(p, kind);
        else mog_proposer_add(p, p->check->subject_types[i], (mog_mention){.tag = MOG_MENTION_SUBJECT_TYPE});
    }
}

void mog_proposer_add_controls(mog_proposer *p)
{
    for (size_t i = 0; i < p->check->control_count; i++) {
        char number[MOG_CONTROL_ID_TEXT];
        mog_control_id_format(number, p->check->controls[i].id);
        mog_proposer_add(p, mog_text_of(mog_arena_format(p->out->arena, "%s", number)),
                         (mog_mention){.tag = MOG_MENTION_CONTROL, .slot = p->check->controls[i].id});
    }
}

void mog_proposer_add_catalogues(mog_proposer *p)
{
    for (uint32_t m = 0; m < p->check->module_count; m++) {
        for (const mog_catalogue_node *one = p->check->modules[m]->catalogues; one; one = one->next)
            mog_proposer_add(p, one->id.text, (mog_mention){.tag = MOG_MENTION_CATALOGUE});
    }
}

void mog_proposer_add_params(mog_proposer *p)
{
    for (uint32_t m = 0; m < p->check->module_count; m++) {
        const mog_module *module = p->check->modules[m];
        if (!mog_check_sees(p->check, p->module, module)) continue;
        for (const mog_param *param = module->params; param; param = param->next) {
            const mog_type *type = param->value->typed ? &param->value->type : NULL;
            mog_proposer_add(p, param->name.text, (mog_mention){.tag = MOG_MENTION_PARAM, .of = param, .type = type});
        }
    }
}

static void add_lets(mog_proposer *p)
{
    for (uint32_t m = 0; m < p->check->module_count; m++) {
        const mog_module *module = p->check->modules[m];
        if (!mog_check_sees(p->check, p->module, module)) continue;
        for (const mog_let_node *let = module->lets; let; let = let->next)
            mog_proposer_add(p, let->name.text, (mog_mention){.tag = MOG_MENTION_LET, .of = let});
    }
}

void mog_proposer_add_kinds(mog_proposer *p, mog_text subject_type)
{
    for (uint32_t i = 0; i < p->check->kind_count; i++) {
        const mog_kind *kind = p->check->kinds[i];
        if (!kind->is_register && !mog_check_sees(p->check, p->module, p->check->kind_modules[i])) continue;
        if (!subject_type.size || mog_kind_is_about(kind, subject_type)) add_kind(p, kind);
    }
}

void mog_proposer_add_enum(mog_proposer *p, const mog_type *type)
{
    for (uint32_t i = 0; type->values && i < type->values->count; i++)
        mog_proposer_add(p, type->values->names[i],
                         (mog_mention){.tag = MOG_MENTION_ENUM, .of = type->values, .slot = i, .type = type});
}

void mog_proposer_add_locals(mog_proposer *p)
{
    uint32_t count;
    const mog_local *locals = mog_surroundings_locals(&count, p->s);
    for (uint32_t i = 0; i < count; i++) {
        mog_mention mention = {.tag = MOG_MENTION_VARIABLE};
        mog_module *owner;
        mog_text kind = locals[i].subject_type.size ? locals[i].subject_type : locals[i].type;
        if (kind.size) mention.kind = mog_check_find_kind(p->check, kind, &owner);
        if (locals[i].subject_type.size) mention.tag = MOG_MENTION_SUBJECT;
        mog_proposer_add(p, locals[i].name, mention);
    }
}

static void add_functions(mog_proposer *p)
{
    for (const mog_built_in *one = mog_built_ins; one < mog_built_ins + MOG_BUILT_IN_COUNT; one++)
        mog_proposer_add(p, mog_text_of(one->name), (mog_mention){.tag = MOG_MENTION_BUILT_IN, .of = one});
    for (const mog_use *use = p->module->uses; use; use = use->next) {
        if (use->plugin && mog_check_has_plugin(p->check, use->name.text))
            mog_proposer_add(p, use->name.text, (mog_mention){.tag = MOG_MENTION_PLUGIN});
    }
}

/* ---- after a dot */

static void add_own_fields(mog_proposer *p, const mog_target *target)
{
    static const mog_type text = {.tag = MOG_TYPE_TEXT}, time = {.tag = MOG_TYPE_TIME};
    if (target->subject_type.size)
        mog_proposer_add(p, MOG_TEXT("id"), (mog_mention){.tag = MOG_MENTION_OWN_FIELD, .type = &text});
    bool named = target->row && mog_row_find(target->row, MOG_TEXT("name")) >= 0;
    if (target->subject_type.size && !named)
        mog_proposer_add(p, MOG_TEXT("name"), (mog_mention){.tag = MOG_MENTION_OWN_FIELD, .type = &text});
    if (target->kind && target->kind->many)
        mog_proposer_add(p, MOG_TEXT("item"), (mog_mention){.tag = MOG_MENTION_OWN_FIELD, .type = &text});
    if (target->kind)
        mog_proposer_add(p, MOG_TEXT("observed"), (mog_mention){.tag = MOG_MENTION_OWN_FIELD, .type = &time});
}

static void add_control_fields(mog_proposer *p)
{
    static const char *const fields[] = {"id", "title", "theme"};
    mog_pool attributes = {0};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        mog_proposer_add(p, mog_text_of(fields[i]), (mog_mention){.tag = MOG_MENTION_OWN_FIELD});
    for (size_t i = 0; i < p->check->control_count; i++) {
        const mog_control *control = &p->check->controls[i];
        for (uint32_t a = 0; a < control->attribute_count; a++) {
            bool is_new;
            mog_pool_add(&attributes, control->attributes[a].name.at, control->attributes[a].name.size, &is_new);
            if (is_new) mog_proposer_add(p, control->attributes[a].name, (mog_mention){.tag = MOG_MENTION_OWN_FIELD});
        }
    }
    mog_pool_free(&attributes);
}

static void add_fields(mog_proposer *p, const mog_target *target)
{
    for (uint32_t i = 0; target->row && i < target->row->count; i++) {
        const mog_field *field = &target->row->fields[i];
        mog_text rest = field->path;
        if (target->path.size) { /* within a group */
            if (rest.size <= target->path.size + 1 || !mog_text_starts(rest, target->path) ||
                rest.at[target->path.size] != '.')
                continue;
            rest.at += target->path.size + 1;
            rest.size -= target->path.size + 1;
        }
        const mog_type *type = field->type.tag < MOG_TYPE_COUNT ? &field->type : NULL;
        mog_proposer_add(
            p, rest,
            (mog_mention){.tag = MOG_MENTION_FIELD, .of = target->row, .slot = i, .kind = target->kind, .type = type});
    }
    if (target->path.size) return;
    add_own_fields(p, target);
    if (target->other) mog_proposer_add_kinds(p, target->subject_type);
}

static bool add_plugin_functions(mog_proposer *p, mog_text plugin)
{
    const mog_plugins *plugins = p->check->plugins;
    if (!mog_check_uses_plugin(p->module, plugin)) return false;
    for (size_t i = 0; i < plugins->count; i++) {
        if (mog_text_equal(plugins->functions[i].plugin, plugin))
            mog_proposer_add(p, plugins->functions[i].name,
                             (mog_mention){.tag = MOG_MENTION_FUNCTION, .of = &plugins->functions[i]});
    }
    return true;
}

void mog_propose_field(mog_proposer *p)
{
    mog_target target;
    if (p->s->at < 2) return;
    uint32_t last = p->s->at - 2;
    if (mog_surroundings_chain(&target, p->s, p->analysis, last)) {
        if (target.control) add_control_fields(p);
        else add_fields(p, &target);
        return;
    }
    if (mog_surroundings_is_word(p->s, last)) add_plugin_functions(p, mog_surroundings_text(p->s, last));
}

/* ---- expressions */

static bool ends_operand(const mog_proposer *p)
{
    if (p->s->at == 0) return false;
    int before = mog_surroundings_before(p->s, 1);
    switch (before) {
    case ')':
    case SET_CLOSE:
    case TEXT_END:
    case INTEGER:
    case NUMBER:
    case CONTROL_NUMBER:
    case PERCENT:
    case TIME:
    case DURATION:
    case REGEX:
    case NOW:
    case TRUE_:
    case FALSE_:
    case IS_KNOWN:
    case IS_UNKNOWN:
    case IDENTIFIER: return true;
    default: return mog_surroundings_before(p->s, 2) == '.' || (before >= LET && before <= AT);
    }
}

/* The type of what stands before an operator, whose other side is being written. */
static bool wanted_type(mog_type *out, const mog_proposer *p)
{
    const mog_open_block *block = mog_surroundings_block(p->s);
    int before = mog_surroundings_before(p->s, 1);
    uint32_t sign;
    if (block->block == MOG_BLOCK_SET && block->open) sign = block->open - 1;
    else if (before == '=' || before == NE || before == CONTAINS || before == OTHERWISE) sign = p->s->at - 1;
    else return false;
    return sign > 0 && mog_surroundings_type(out, p->s, p->analysis, sign - 1);
}

void mog_propose_expression(mog_proposer *p)
{
    mog_type type;
    if (ends_operand(p)) {
        mog_proposer_add_words(p, operator_words);
        return;
    }
    if (wanted_type(&type, p)) {
        mog_type_tag tag = type.tag == MOG_TYPE_SET ? type.element : type.tag;
        mog_type *kept = mog_take(p->out->arena, mog_type);
        *kept = (mog_type){.tag = tag, .values = type.values, .subject_type = type.subject_type};
        if (tag == MOG_TYPE_ENUM) mog_proposer_add_enum(p, kept);
        if (tag == MOG_TYPE_CONTROL) mog_proposer_add_controls(p);
    }
    mog_proposer_add_locals(p);
    mog_proposer_add_kinds(p, mog_surroundings_subject_type(p->s));
    mog_proposer_add_params(p);
    add_lets(p);
    add_functions(p);
    mog_proposer_add_words(p, operand_words);
}
