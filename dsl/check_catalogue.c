/* check_catalogue.c: catalogues of controls, and the controls that rules name. */
#include "dsl/check.h"

mog_control *mog_check_control(mog_check *check, const mog_name *number)
{
    mog_control_id id;
    if (!mog_control_id_parse(&id, number->text)) {
        mog_report(check->diagnostics, MOG_E0126, number->span,
                   "`%.*s` is not the number of a control, such as 5.1 or 8.13: one to four parts from 1 to 65535",
                   MOG_SHOW(number->text));
        return NULL;
    }
    bool is_new;
    uint32_t at = mog_pool_add(&check->control_ids, &id, sizeof id, &is_new);
    if (is_new) MOG_PUSH(check->controls, check->control_count, check->control_capacity) = (mog_control){.id = id};
    return &check->controls[at];
}

/* ---- attributes: `properties confidentiality, integrity concepts identify` */

/* A comma stands between two words; comments there do not count. */
static bool comma_between(const mog_check *check, const mog_name *left, const mog_name *right)
{
    mog_text text = check->files[left->span.file].text;
    for (uint32_t i = left->span.end; i < right->span.start; i++) {
        if (text.at[i] == ',') return true;
        if (text.at[i] == '#') {
            while (i < right->span.start && text.at[i] != '\n') i++;
        }
    }
    return false;
}

static void read_attributes(mog_check *check, mog_control *control, const mog_control_node *node)
{
    uint32_t count = node->word_count;
    mog_attribute *attributes = mog_take_array(check->policy_arena, mog_attribute, count / 2 + 1);
    mog_text *values = mog_take_array(check->policy_arena, mog_text, count);
    mog_pool seen = {0};
    uint32_t used = 0, i = 0;
    while (i < count) {
        const mog_name *name = &node->words[i];
        bool is_new;
        mog_pool_add(&seen, name->text.at, name->text.size, &is_new);
        if (!is_new)
            mog_report(check->diagnostics, MOG_E0115, name->span, "the control has an attribute `%.*s` already",
                       MOG_SHOW(name->text));
        if (i + 1 == count || comma_between(check, name, &node->words[i + 1])) {
            mog_report(check->diagnostics, MOG_E0128, name->span,
                       "the attribute `%.*s` has no value; write its name, then its values with commas between",
                       MOG_SHOW(name->text));
            break;
        }
        mog_attribute *attribute = &attributes[control->attribute_count++];
        *attribute = (mog_attribute){.name = name->text, .values = values + used};
        do {
            values[used++] = node->words[++i].text;
            attribute->count++;
        } while (i + 1 < count && comma_between(check, &node->words[i], &node->words[i + 1]));
        i++;
    }
    control->attributes = attributes;
    mog_pool_free(&seen);
}

/* ---- catalogues */

static void need_title(mog_check *check, const mog_text_pair *title, const mog_name *name, const char *what)
{
    if (!title->text)
        mog_report(check->diagnostics, MOG_E0128, name->span, "%s `%.*s` has no title; write one in quotes after it",
                   what, MOG_SHOW(name->text));
}

static void add_control(mog_check *check, const mog_theme_node *theme, const mog_control_node *node)
{
    mog_control *control = mog_check_control(check, &node->number);
    if (!control) return;
    if (control->theme.size) {
        mog_report(check->diagnostics, MOG_E0115, node->number.span, "a catalogue has the control %.*s already",
                   MOG_SHOW(node->number.text));
        return;
    }
    need_title(check, &node->title, &node->number, "control");
    control->theme = theme->id.text;
    control->title = mog_check_plain(check, node->title.text, "a control's title");
    control->title_sv = mog_check_plain(check, node->title.swedish, "a control's title");
    read_attributes(check, control, node);
}

static void add_theme(mog_check *check, const mog_theme_node *node)
{
    for (size_t i = 0; i < check->theme_count; i++) {
        if (!mog_text_equal(check->themes[i].id, node->id.text)) continue;
        mog_report(check->diagnostics, MOG_E0115, node->id.span, "a theme `%.*s` is declared already",
                   MOG_SHOW(node->id.text));
        break;
    }
    if (check->theme_count == MOG_LIMIT_THEMES) {
        mog_report(check->diagnostics, MOG_E0104, node->id.span, "more than %d themes", MOG_LIMIT_THEMES);
        return;
    }
    need_title(check, &node->title, &node->id, "theme");
    mog_theme theme = {.id = node->id.text};
    theme.title = mog_check_plain(check, node->title.text, "a theme's title");
    theme.title_sv = mog_check_plain(check, node->title.swedish, "a theme's title");
    MOG_PUSH(check->themes, check->theme_count, check->theme_capacity) = theme;
    for (const mog_control_node *control = node->controls; control; control = control->next) {
        add_control(check, node, control);
    }
}

void mog_check_catalogues(mog_check *check)
{
    mog_pool names = {0};
    for (uint32_t m = 0; m < check->module_count; m++) {
        for (const mog_catalogue_node *node = check->modules[m]->catalogues; node; node = node->next) {
            bool is_new;
            mog_pool_add(&names, node->id.text.at, node->id.text.size, &is_new);
            if (!is_new)
                mog_report(check->diagnostics, MOG_E0115, node->id.span, "a catalogue `%.*s` is declared already",
                           MOG_SHOW(node->id.text));
            need_title(check, &node->title, &node->id, "catalogue");
            mog_check_plain(check, node->title.text, "a catalogue's title");
            mog_check_plain(check, node->title.swedish, "a catalogue's title");
            for (const mog_theme_node *theme = node->themes; theme; theme = theme->next) add_theme(check, theme);
        }
    }
    mog_pool_free(&names);
}
