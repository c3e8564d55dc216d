/* mention_text.c: what there is to say of a mention: what it is, as rule language, and what it means. */
#include "dsl/mention_walk.h"

#define MOST_FIELDS 40 /* of a kind, that are listed */
#define LONGEST_SOURCE 600

typedef struct telling {
    mog_buffer *code, *words;
    const mog_analysis *analysis;
    const mog_check *check;
    const mog_mention *mention;
    bool swedish;
} telling;

#define SAY(t, english, swedish_text) ((t)->swedish ? (swedish_text) : (english))
#define TEXT(text) (int)(text).size, (text).at

static mog_text choose(const telling *t, mog_text english, mog_text swedish)
{
    return t->swedish && swedish.size ? swedish : english;
}

/* The words of a text that holds no values; as it is written where it does. */
static mog_text plain(const telling *t, const mog_node *text)
{
    if (!text || text->tag != MOG_NODE_TEXT || text->item_count == 0) return (mog_text){"", 0};
    if (text->item_count == 1 && text->items[0]->tag == MOG_NODE_PIECE) return text->items[0]->name;
    mog_text source = t->analysis->files[text->span.file].text;
    return (mog_text){source.at + text->span.start + 1, text->span.end - text->span.start - 2};
}

static void add_words(const telling *t, mog_text words)
{
    if (!words.size) return;
    if (t->words->size) mog_buffer_format(t->words, "\n\n");
    mog_buffer_add_text(t->words, words);
}

static void add_pair(const telling *t, const mog_text_pair *pair)
{
    add_words(t, choose(t, plain(t, pair->text), plain(t, pair->swedish)));
}

static void add_source(const telling *t, mog_span span)
{
    mog_text source = t->analysis->files[span.file].text;
    size_t size = span.end - span.start;
    bool cut = size > LONGEST_SOURCE;
    if (cut) {
        size = LONGEST_SOURCE;
        while (size && ((unsigned char)source.at[span.start + size] & 0xc0) == 0x80) size--;
    }
    mog_buffer_format(t->code, "%.*s%s", (int)size, source.at + span.start, cut ? "…" : "");
}

static void add_type(const telling *t)
{
    if (!t->mention->type) return;
    if (t->code->size) mog_buffer_format(t->code, " ");
    mog_type_describe(t->code, t->mention->type);
}

/* ---- sorts of mentions */

static void tell_named(telling *t)
{
    mog_buffer_format(t->code, "%s %.*s", mog_mention_word(t->mention->tag, false), TEXT(t->mention->name));
}

static void tell_module(telling *t)
{
    const mog_module *module = t->mention->of;
    tell_named(t);
    if (module) add_words(t, t->analysis->files[module->file].path);
}

static void tell_plugin(telling *t)
{
    const mog_plugins *plugins = t->check->plugins;
    tell_named(t);
    for (size_t i = 0; i < plugins->count; i++) {
        const mog_plugin_function *function = &plugins->functions[i];
        if (mog_text_equal(function->plugin, t->mention->name))
            mog_buffer_format(t->words, "- `%.*s`: `%.*s`\n", TEXT(function->name), TEXT(function->signature));
    }
}

static void list_fields(const telling *t, const mog_row *row)
{
    for (uint32_t i = 0; i < row->count; i++) {
        const mog_field *field = &row->fields[i];
        if (i == MOST_FIELDS) {
            mog_buffer_format(t->words, "- … (%u)\n", row->count - i);
            break;
        }
        mog_text help = choose(t, field->help, field->help_sv);
        mog_buffer_format(t->words, "- `%.*s` `", TEXT(field->path));
        mog_type_describe(t->words, &field->type);
        mog_buffer_format(t->words, "`%s%.*s\n", help.size ? ": " : "", TEXT(help));
    }
}

static void tell_kind(telling *t)
{
    const mog_kind *kind = t->mention->kind;
    mog_buffer_format(t->code, "kind %s%.*s about ", kind->many ? "many " : "", TEXT(kind->name));
    for (uint32_t i = 0; i < kind->about_count; i++)
        mog_buffer_format(t->code, "%s%.*s", i ? ", " : "", TEXT(kind->about[i]));
    add_words(t, choose(t, kind->title, kind->title_sv));
    mog_buffer_format(t->words, "\n\n");
    list_fields(t, &kind->row);
    mog_buffer_format(t->words, "\nassurance %s", mog_assurance_word(kind->assurance));
    if (!kind->has_fresh) return;
    char fresh[MOG_DURATION_TEXT];
    mog_duration_format(fresh, kind->fresh, t->swedish);
    mog_buffer_format(t->words, ", fresh %s", fresh);
}

static void tell_field(telling *t)
{
    const mog_row *row = t->mention->of;
    const mog_field *field = &row->fields[t->mention->slot];
    if (t->mention->kind) mog_buffer_format(t->code, "%.*s.", TEXT(t->mention->kind->name));
    mog_buffer_format(t->code, "%.*s ", TEXT(field->path));
    mog_type_describe(t->code, &field->type);
    if (field->personal) mog_buffer_format(t->code, " personal");
    add_words(t, choose(t, field->help, field->help_sv));
    if (field->type.tag == MOG_TYPE_LIST) {
        mog_buffer_format(t->words, "\n\n");
        list_fields(t, field->type.row);
    }
}

static void tell_own_field(telling *t)
{
    static const struct {
        const char *name, *english, *swedish;
    } fields[] = {
        {"id", "The subject's own id, as system:hr", "Subjektets id, som system:hr"},
        {"name", "The name that people use", "Namnet som används"},
        {"item", "The element's name in the evidence", "Elementets namn i underlaget"},
        {"observed", "When the evidence was gathered", "När uppgiften hämtades"},
        {"title", "The control's title", "Åtgärdens titel"},
        {"theme", "The theme that the control belongs to", "Temat som åtgärden hör till"},
    };
    mog_buffer_format(t->code, "%.*s", TEXT(t->mention->name));
    add_type(t);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (mog_text_equal(t->mention->name, mog_text_of(fields[i].name)))
            add_words(t, mog_text_of(SAY(t, fields[i].english, fields[i].swedish)));
    }
}

static void tell_subject_type(telling *t)
{
    tell_named(t);
    for (uint32_t i = 0; i < t->check->kind_count; i++) {
        if (mog_kind_is_about(t->check->kinds[i], t->mention->name))
            mog_buffer_format(t->words, "- %.*s\n", TEXT(t->check->kinds[i]->name));
    }
}

static void tell_enum(telling *t)
{
    const mog_enum *values = t->mention->of;
    mog_type type = {.tag = MOG_TYPE_ENUM, .values = values};
    mog_buffer_format(t->code, "%.*s", TEXT(t->mention->name));
    mog_buffer_format(t->words, "`");
    mog_type_describe(t->words, &type);
    mog_buffer_format(t->words, "`");
}

static void tell_param(telling *t)
{
    const mog_param *param = t->mention->of;
    mog_buffer_format(t->code, "param %.*s = ", TEXT(param->name.text));
    add_source(t, param->value->span);
    add_pair(t, &param->help);
    if (!t->mention->type) return;
    mog_buffer_format(t->words, "%s`", t->words->size ? "\n\n" : "");
    mog_type_describe(t->words, t->mention->type);
    mog_buffer_format(t->words, "`");
}

static void tell_let(telling *t)
{
    add_source(t, ((const mog_let_node *)t->mention->of)->span);
}

static void tell_variable(telling *t)
{
    mog_buffer_format(t->code, "%.*s", TEXT(t->mention->name));
    if (t->mention->type) {
        mog_buffer_format(t->code, ":");
        add_type(t);
    } else if (t->mention->kind) {
        mog_buffer_format(t->code, ": %.*s", TEXT(t->mention->kind->name));
        add_words(t, choose(t, t->mention->kind->title, t->mention->kind->title_sv));
    }
}

static void tell_subject(telling *t)
{
    mog_buffer_format(t->code, "%.*s", TEXT(t->mention->name));
    if (!t->mention->kind) return;
    mog_buffer_format(t->code, ": %.*s", TEXT(t->mention->kind->name));
    add_words(t, choose(t, t->mention->kind->title, t->mention->kind->title_sv));
}

static void tell_control(telling *t)
{
    char number[MOG_CONTROL_ID_TEXT];
    mog_control_id_format(number, (mog_control_id)t->mention->slot);
    mog_buffer_format(t->code, "control %s", number);
    const mog_control *control = mog_walk_control(t->check, (mog_control_id)t->mention->slot);
    if (!control) return;
    add_words(t, choose(t, control->title, control->title_sv));
    for (size_t i = 0; i < t->check->theme_count; i++) {
        const mog_theme *theme = &t->check->themes[i];
        if (mog_text_equal(theme->id, control->theme)) add_words(t, choose(t, theme->title, theme->title_sv));
    }
    if (control->attribute_count) mog_buffer_format(t->words, "\n\n");
    for (uint32_t i = 0; i < control->attribute_count; i++) {
        mog_buffer_format(t->words, "- %.*s:", TEXT(control->attributes[i].name));
        for (uint32_t v = 0; v < control->attributes[i].count; v++)
            mog_buffer_format(t->words, "%s %.*s", v ? "," : "", TEXT(control->attributes[i].values[v]));
        mog_buffer_format(t->words, "\n");
    }
}

static void tell_rule(telling *t)
{
    const mog_rule_node *node = t->mention->of;
    const mog_checked_rule *found = NULL;
    for (size_t i = 0; i < t->check->rule_count && !found; i++) {
        if (t->check->rules[i].node == node) found = &t->check->rules[i];
    }
    if (!found) {
        tell_named(t);
        return;
    }
    mog_buffer_format(t->code, "rule %.*s", TEXT(found->id));
    add_words(t, choose(t, found->title, found->title_sv));
    mog_buffer_format(t->words, "\n\nlevel %u, weight %u%s, for %.*s", found->level, found->weight,
                      found->clauses[MOG_CLAUSE_MUST] ? ", must" : "", TEXT(found->subject_type));
}

static void tell_theme(telling *t)
{
    tell_named(t);
    for (size_t i = 0; i < t->check->theme_count; i++) {
        const mog_theme *theme = &t->check->themes[i];
        if (mog_text_equal(theme->id, t->mention->name)) add_words(t, choose(t, theme->title, theme->title_sv));
    }
}

static void tell_catalogue(telling *t)
{
    tell_named(t);
    for (uint32_t m = 0; m < t->check->module_count; m++) {
        for (const mog_catalogue_node *one = t->check->modules[m]->catalogues; one; one = one->next) {
            if (mog_text_equal(one->id.text, t->mention->name)) add_pair(t, &one->title);
        }
    }
}

static void tell_gate(telling *t)
{
    tell_named(t);
    add_pair(t, &((const mog_gate_node *)t->mention->of)->title);
}

static void tell_step(telling *t)
{
    tell_named(t);
    add_pair(t, &((const mog_step_node *)t->mention->of)->title);
}

static void tell_profile(telling *t)
{
    tell_named(t);
    add_pair(t, &((const mog_profile_node *)t->mention->of)->title);
}

/* Its title and the controls that it comes to. */
static void tell_group(telling *t)
{
    const mog_group_node *node = t->mention->of;
    tell_named(t);
    add_pair(t, &node->title);
    for (size_t i = 0; i < t->check->group_count; i++) {
        const mog_group *group = &t->check->groups[i];
        if (!mog_text_equal(group->name, node->name.text)) continue;
        for (uint32_t c = 0; c < group->control_count; c++) {
            char number[MOG_CONTROL_ID_TEXT];
            mog_control_id_format(number, group->controls[c]);
            mog_buffer_format(t->words, "%s%s", c ? ", " : t->words->size ? "\n\n" : "", number);
        }
    }
}

static void tell_function(telling *t)
{
    const mog_plugin_function *function = t->mention->of;
    mog_function_use use;
    mog_buffer_format(t->code, "%.*s.%.*s", TEXT(function->plugin), TEXT(function->name));
    if (!mog_signature_read(&use, function)) return;
    mog_buffer_format(t->code, "(");
    for (uint32_t i = 0; i < use.argument_count; i++)
        mog_buffer_format(t->code, "%s%s", i ? ", " : "", mog_type_word(use.arguments[i]));
    mog_buffer_format(t->code, ") %s", mog_type_word(use.result));
}

static void tell_built_in(telling *t)
{
    static const struct {
        const char *name, *english, *swedish;
    } words[] = {
        {"age", "How long ago a time is, by the clock of the assessment",
         "Hur länge sedan en tidpunkt är, efter bedömningens klocka"},
        {"lower", "The text in lower case", "Texten med små bokstäver"},
        {"length", "The number of characters", "Antalet tecken"},
    };
    const mog_built_in *function = t->mention->of;
    mog_buffer_format(t->code, "%s(%s) %s", function->name, mog_type_word(function->argument),
                      mog_type_word(function->result));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (mog_text_equal(mog_text_of(words[i].name), mog_text_of(function->name)))
            add_words(t, mog_text_of(SAY(t, words[i].english, words[i].swedish)));
    }
}

void mog_mention_describe(mog_buffer *code, mog_buffer *words, const mog_analysis *analysis, const mog_mention *mention,
                          bool swedish)
{
    static void (*const tellers[MOG_MENTION_COUNT])(telling *) = {
        [MOG_MENTION_EXPRESSION] = NULL,
        [MOG_MENTION_MODULE] = tell_module,
        [MOG_MENTION_PLUGIN] = tell_plugin,
        [MOG_MENTION_KIND] = tell_kind,
        [MOG_MENTION_FIELD] = tell_field,
        [MOG_MENTION_OWN_FIELD] = tell_own_field,
        [MOG_MENTION_SUBJECT_TYPE] = tell_subject_type,
        [MOG_MENTION_ENUM] = tell_enum,
        [MOG_MENTION_PARAM] = tell_param,
        [MOG_MENTION_LET] = tell_let,
        [MOG_MENTION_VARIABLE] = tell_variable,
        [MOG_MENTION_SUBJECT] = tell_subject,
        [MOG_MENTION_CONTROL] = tell_control,
        [MOG_MENTION_THEME] = tell_theme,
        [MOG_MENTION_CATALOGUE] = tell_catalogue,
        [MOG_MENTION_RULE] = tell_rule,
        [MOG_MENTION_GATE] = tell_gate,
        [MOG_MENTION_STEP] = tell_step,
        [MOG_MENTION_PROFILE] = tell_profile,
        [MOG_MENTION_GROUP] = tell_group,
        [MOG_MENTION_FUNCTION] = tell_function,
        [MOG_MENTION_BUILT_IN] = tell_built_in,
    };
    telling t = {code, words, analysis, analysis->check, mention, swedish};
    if (tellers[mention->tag]) tellers[mention->tag](&t);
    else add_type(&t);
}
