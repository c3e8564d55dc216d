/* check_test.c: `test` blocks: the rule they are for, what they give and what they expect.
 *
 * What a test gives is checked as evidence is when it comes in, but here with a place in the text: kinds, fields, types,
 * values of enums. Whether the expectation holds is seen when the tests are run.
 */
#include "dsl/check.h"

/* A test, and what it is for. */
typedef struct trial {
    mog_check *check;
    mog_test_node *node;
    const mog_checked_rule *rule; /* NULL: there is none, and it was said */
} trial;

/* ---- the rule */

/* Where the text was not understood, or rules were not made, one that is missing here may be there all the same. */
static bool rules_are_complete(const mog_check *check)
{
    if (check->incomplete) return false;
    for (size_t i = 0; i < check->diagnostics->count; i++) {
        if (check->diagnostics->at[i].code <= MOG_E0109 && check->diagnostics->at[i].code != MOG_E0107) return false;
    }
    return true;
}

static mog_text before_slash(mog_check *check, const mog_rule_name *name)
{
    mog_control_id id;
    if (!name->number.text.size) return name->gate.text;
    if (!mog_control_id_parse(&id, name->number.text)) return name->number.text;
    char *number = mog_arena_take(check->arena, MOG_CONTROL_ID_TEXT);
    mog_control_id_format(number, id);
    return mog_text_of(number);
}

static void unknown_rule(mog_check *check, const mog_rule_name *name, mog_text id)
{
    enum { CANDIDATES = 4000 };
    size_t count = check->rule_count < CANDIDATES ? check->rule_count : CANDIDATES;
    mog_text *ids = mog_take_array(check->arena, mog_text, count);
    for (size_t i = 0; i < count; i++) ids[i] = check->rules[i].id;
    char near[256];
    mog_report(check->diagnostics, MOG_E0130, name->span, "there is no rule %.*s to test%s", MOG_SHOW(id),
               mog_nearest(check, near, sizeof near, id, ids, count));
}

static const mog_checked_rule *find_rule(mog_check *check, const mog_pool *ids, const mog_rule_name *name)
{
    mog_text before = before_slash(check, name);
    mog_text id = mog_text_of(mog_arena_format(check->arena, "%.*s/%.*s", (int)before.size, before.at,
                                               (int)name->name.text.size, name->name.text.at));
    int64_t at = mog_pool_find(ids, id.at, id.size);
    if (at >= 0) return &check->rules[at];
    if (rules_are_complete(check)) unknown_rule(check, name, id);
    return NULL;
}

/* ---- values */

static void misfit(mog_check *check, const mog_datum *datum, mog_span span, mog_text path, const char *is)
{
    char words[MOG_TYPE_WORDS];
    mog_report(check->diagnostics, MOG_E0114, span, "%.*s is %s, and this is %s", MOG_SHOW(path),
               mog_type_words(words, &datum->type), is);
}

static mog_span value_span(const mog_datum *datum)
{
    mog_span span = datum->span;
    if (datum->name.text.size) span.start = datum->name.span.end;
    if (datum->tag == MOG_DATUM_LITERAL) return datum->literal->span;
    if (datum->tag == MOG_DATUM_WORD) return datum->word.span;
    return span;
}

static void check_word(mog_check *check, mog_datum *datum, mog_text path)
{
    if (datum->type.tag == MOG_TYPE_ENUM) {
        if (mog_enum_find(datum->type.values, datum->word.text) < 0)
            mog_check_no_value(check, datum->word.span, datum->word.text, datum->type.values);
        return;
    }
    misfit(check, datum, datum->word.span, path, "a word; write texts between \" and \"");
}

static void check_literal(mog_check *check, mog_datum *datum, mog_text path)
{
    mog_node *literal = datum->literal;
    bool negative;
    if (literal->tag == MOG_NODE_BAD) return;
    if (literal->tag == MOG_NODE_TEXT && !mog_literal(literal, &negative)) {
        mog_report(check->diagnostics, MOG_E0122, literal->span,
                   "what a test gives is written out; write \\{ for the character {");
        return;
    }
    if (!mog_check_scalar(check, literal, &datum->type)) return;
    bool whole = datum->type.tag != MOG_TYPE_INTEGER || literal->type.tag == MOG_TYPE_INTEGER;
    bool named = datum->type.tag != MOG_TYPE_TEXT || literal->type.tag == MOG_TYPE_TEXT;
    if (whole && named && mog_type_join(NULL, &datum->type, &literal->type)) return;
    char words[MOG_TYPE_WORDS];
    misfit(check, datum, literal->span, path, mog_type_words(words, &literal->type));
}

static void check_fields(mog_check *check, mog_datum *block, const mog_row *row, mog_text prefix, mog_text owner);

/* Members of a set and rows of a list are written one after another, without names. */
static bool is_unnamed(mog_check *check, const mog_datum *item, mog_text path)
{
    if (!item->name.text.size) return true;
    mog_report(check->diagnostics, MOG_E0114, item->span, "%.*s has no fields here; put a comma between its members",
               MOG_SHOW(path));
    return false;
}

static void check_value(mog_check *check, mog_datum *datum, mog_text path)
{
    if (datum->type.tag == MOG_TYPE_LIST || datum->type.tag == MOG_TYPE_SET) {
        bool list = datum->type.tag == MOG_TYPE_LIST;
        if (datum->tag != MOG_DATUM_BLOCK) {
            misfit(check, datum, value_span(datum), path,
                   list ? "one value; write { { FIELD VALUE … } { … } }" : "one value; write { A, B }");
            return;
        }
        for (mog_datum *item = datum->items; item; item = item->next) {
            if (!list) {
                if (!is_unnamed(check, item, path)) continue;
                item->type = mog_type_of_element(&datum->type);
                check_value(check, item, path);
            } else if (item->tag == MOG_DATUM_BLOCK && !item->name.text.size) {
                item->type = (mog_type){.tag = MOG_TYPE_COUNT};
                check_fields(check, item, datum->type.row, (mog_text){0}, path);
            } else {
                mog_report(check->diagnostics, MOG_E0114, item->span,
                           "%.*s is a list of rows; write { { FIELD VALUE … } { … } }", MOG_SHOW(path));
            }
        }
    } else if (datum->tag == MOG_DATUM_BLOCK) {
        misfit(check, datum, value_span(datum), path, "several values in braces");
    } else if (datum->tag == MOG_DATUM_WORD) {
        check_word(check, datum, path);
    } else {
        check_literal(check, datum, path);
    }
}

/* ---- fields */

static bool is_group(const mog_row *row, mog_text path)
{
    for (uint32_t i = 0; i < row->count; i++) {
        mog_text field = row->fields[i].path;
        if (field.size > path.size && mog_text_starts(field, path) && field.at[path.size] == '.') return true;
    }
    return false;
}

static void unknown_field(mog_check *check, const mog_datum *datum, const mog_row *row, mog_text path, mog_text owner)
{
    mog_text *paths = mog_take_array(check->arena, mog_text, row->count);
    for (uint32_t i = 0; i < row->count; i++) paths[i] = row->fields[i].path;
    char near[256];
    mog_report(check->diagnostics, MOG_E0107, datum->name.span, "%.*s has no field `%.*s`%s", MOG_SHOW(owner),
               MOG_SHOW(path), mog_nearest(check, near, sizeof near, path, paths, row->count));
}

static void check_field(mog_check *check, mog_datum *datum, const mog_row *row, mog_text path, mog_text owner)
{
    int slot = mog_row_find(row, path);
    datum->type = (mog_type){.tag = MOG_TYPE_COUNT};
    if (slot >= 0) {
        datum->slot = (uint32_t)slot;
        datum->type = row->fields[slot].type;
        if (datum->type.tag != MOG_TYPE_COUNT) check_value(check, datum, path);
    } else if (!is_group(row, path)) {
        unknown_field(check, datum, row, path, owner);
    } else if (datum->tag != MOG_DATUM_BLOCK) {
        mog_report(check->diagnostics, MOG_E0114, value_span(datum),
                   "%.*s is a group of fields; write %.*s { FIELD VALUE … }", MOG_SHOW(path),
                   MOG_SHOW(datum->name.text));
    } else {
        check_fields(check, datum, row, path, owner);
    }
}

/* Of a record, a row or a group, whose path is `prefix`. */
static void check_fields(mog_check *check, mog_datum *block, const mog_row *row, mog_text prefix, mog_text owner)
{
    mog_pool seen = {0};
    for (mog_datum *item = block->items; item; item = item->next) {
        mog_text path = item->name.text;
        bool is_new;
        if (!path.size) {
            mog_report(check->diagnostics, MOG_E0114, item->span,
                       "a value without a name; a record is written as its fields, each a name and a value");
            continue;
        }
        mog_pool_add(&seen, path.at, path.size, &is_new);
        if (!is_new) {
            mog_report(check->diagnostics, MOG_E0115, item->name.span, "the field `%.*s` is given already",
                       MOG_SHOW(path));
            continue;
        }
        if (prefix.size)
            path = mog_text_of(
                mog_arena_format(check->arena, "%.*s.%.*s", (int)prefix.size, prefix.at, (int)path.size, path.at));
        check_field(check, item, row, path, owner);
    }
    mog_pool_free(&seen);
}

/* ---- records */

static void check_options(mog_check *check, const mog_given_node *given)
{
    const struct {
        uint32_t times;
        const char *word;
    } options[] = {
        {given->observed_times, "observed"}, {given->subject_times, "for"}, {given->assurance_times, "assurance"}};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (options[i].times > 1)
            mog_report(check->diagnostics, MOG_E0116, given->kind.span, "`%s` is said more than once here",
                       options[i].word);
    }
    if (given->assurance.text.size && mog_assurance_find(given->assurance.text) < 0)
        mog_report(check->diagnostics, MOG_E0127, given->assurance.span,
                   "`%.*s` is no assurance; there are stated, documented, measured and tested",
                   MOG_SHOW(given->assurance.text));
    if (given->census && given->assurance.text.size)
        mog_report(check->diagnostics, MOG_E0122, given->assurance.span,
                   "a census says what there is and has no assurance");
}

static bool check_type(mog_check *check, const mog_name *name)
{
    if (mog_check_is_subject_type(check, name->text)) return true;
    char near[256];
    mog_report(check->diagnostics, MOG_E0113, name->span, "no kind is about subjects of the type `%.*s`%s",
               MOG_SHOW(name->text),
               mog_nearest(check, near, sizeof near, name->text, check->subject_types, check->subject_type_count));
    return false;
}

/* The kind; or NULL, reported where *fine is false, else it is a type of subject without a register. */
static const mog_kind *find_kind(mog_check *check, const mog_given_node *given, bool *fine)
{
    mog_module *owner;
    const mog_kind *kind = mog_check_find_kind(check, given->kind.text, &owner);
    *fine = true;
    if (kind && !kind->is_register && !mog_check_sees(check, check->module, owner)) {
        mog_node named = {.name = given->kind.text, .span = given->kind.span};
        mog_check_unseen(check, &named, "kind", owner);
        *fine = false;
    } else if (!kind && mog_check_is_lost(check, given->kind.text)) {
        *fine = false;
    } else if (!kind && !mog_check_is_subject_type(check, given->kind.text)) {
        mog_text *names = mog_take_array(check->arena, mog_text, check->kind_count);
        for (uint32_t i = 0; i < check->kind_count; i++) names[i] = check->kinds[i]->name;
        char near[256];
        mog_report(check->diagnostics, MOG_E0112, given->kind.span, "there is no kind `%.*s`%s",
                   MOG_SHOW(given->kind.text),
                   mog_nearest(check, near, sizeof near, given->kind.text, names, check->kind_count));
        *fine = false;
    }
    return *fine ? kind : NULL;
}

/* A subject by its name, with what its register holds. */
static void check_named_subject(mog_check *check, const mog_given_node *given)
{
    if (!given->item)
        mog_report(check->diagnostics, MOG_E0116, given->kind.span,
                   "which %.*s? write its name, as in `given %.*s \"hr\" { … }`", MOG_SHOW(given->kind.text),
                   MOG_SHOW(given->kind.text));
    if (given->subject)
        mog_report(check->diagnostics, MOG_E0122, given->subject->span,
                   "the register of a subject is about itself; leave out `for`");
    if (given->census) mog_report(check->diagnostics, MOG_E0122, given->kind.span, "a census is of a `many` kind");
    if (!given->of && given->data && given->data->items)
        mog_report(check->diagnostics, MOG_E0107, given->data->span,
                   "subject type %.*s has no register kind, and so no fields", MOG_SHOW(given->kind.text));
}

static void check_census(mog_check *check, mog_given_node *given)
{
    if (!given->of->many)
        mog_report(check->diagnostics, MOG_E0122, given->kind.span,
                   "kind %.*s has one record, not many items; a census is of a `many` kind",
                   MOG_SHOW(given->kind.text));
    for (mog_datum *item = given->data->items; item; item = item->next) {
        item->type = (mog_type){.tag = MOG_TYPE_TEXT};
        if (is_unnamed(check, item, MOG_TEXT("a census"))) check_value(check, item, MOG_TEXT("an item of a census"));
    }
}

static void check_record(mog_check *check, const mog_given_node *given)
{
    if (given->of->many && !given->item)
        mog_report(check->diagnostics, MOG_E0116, given->kind.span,
                   "kind %.*s has many items; write which one this is, as in `given %.*s \"one\" { … }`",
                   MOG_SHOW(given->kind.text), MOG_SHOW(given->kind.text));
    if (!given->of->many && given->item)
        mog_report(check->diagnostics, MOG_E0122, given->item->span,
                   "kind %.*s has one record and no items; leave this out", MOG_SHOW(given->kind.text));
    if (!given->data)
        mog_report(check->diagnostics, MOG_E0116, given->kind.span,
                   "what does the record hold? write { FIELD VALUE … }");
}

static void check_about(trial *t, const mog_given_node *given)
{
    mog_text type = given->subject_type.text;
    if (!type.size && t->rule) type = t->rule->subject_type;
    if (!type.size || mog_kind_is_about(given->of, type)) return;
    mog_report(t->check->diagnostics, MOG_E0123, given->kind.span,
               "kind %.*s is not about %.*s; write `for TYPE \"name\"` for another subject", MOG_SHOW(given->kind.text),
               MOG_SHOW(type));
}

static void check_given(trial *t, mog_given_node *given)
{
    mog_check *check = t->check;
    bool fine;
    check_options(check, given);
    mog_check_plain(check, given->item, "a name");
    mog_check_plain(check, given->subject, "a subject's name");
    if (given->subject_type.text.size && !check_type(check, &given->subject_type)) return;
    given->of = find_kind(check, given, &fine);
    if (!fine) return;
    given->names_subject = !given->of || given->of->is_register;
    if (given->names_subject) {
        check_named_subject(check, given);
    } else {
        check_about(t, given);
        if (given->census) {
            check_census(check, given);
            return;
        }
        check_record(check, given);
    }
    if (!given->of || !given->data) return;
    mog_text owner = mog_text_of(mog_arena_format(check->arena, "kind %.*s", MOG_SHOW(given->of->name)));
    check_fields(check, given->data, &given->of->row, (mog_text){0}, owner);
}

/* ---- the expectation */

static void check_expectation(mog_check *check, mog_test_node *node)
{
    static const char *const verdicts[] = {"met", "partly", "not_met", "unknown", "not_applicable", "error"};
    enum { VERDICTS = sizeof verdicts / sizeof *verdicts };
    mog_text words[VERDICTS];
    bool known = false;
    if (node->expect_times == 0) {
        if (rules_are_complete(check))
            mog_report(check->diagnostics, MOG_E0116, node->name->span,
                       "the test expects nothing; write `expect met` or another verdict");
        return;
    }
    if (node->expect_times > 1) mog_report(check->diagnostics, MOG_E0116, node->expect_span, "a test has one `expect`");
    for (size_t i = 0; i < VERDICTS; i++) {
        words[i] = mog_text_of(verdicts[i]);
        known |= mog_text_equal(words[i], node->expect.text);
    }
    char near[256];
    if (!known) {
        mog_nearest(check, near, sizeof near, node->expect.text, words, VERDICTS);
        mog_report(check->diagnostics, MOG_E0130, node->expect.span, "`%.*s` is no verdict%s%s",
                   MOG_SHOW(node->expect.text), near,
                   near[0] ? "" : "; there are met, partly, not_met, unknown, not_applicable and error");
    }
    mog_check_plain(check, node->because, "what follows `because`");
    if (!node->achievement || node->achievement->tag == MOG_NODE_BAD) return;
    bool negative = true;
    if (!mog_check_scalar(check, node->achievement, NULL)) return;
    const mog_node *literal = mog_literal(node->achievement, &negative);
    double value = 2;
    if (literal && mog_type_is_numeric(&node->achievement->type))
        value = literal->tag == MOG_NODE_INTEGER ? (double)literal->integer : literal->number;
    if (negative || value > 1)
        mog_report(check->diagnostics, MOG_E0117, node->achievement->span, "an achievement is 0 to 1, or 0%% to 100%%");
}

void mog_check_tests(mog_check *check)
{
    mog_pool ids = {0};
    for (size_t i = 0; i < check->rule_count; i++)
        mog_pool_add(&ids, check->rules[i].id.at, check->rules[i].id.size, NULL);
    for (uint32_t m = 0; m < check->module_count; m++) {
        check->module = check->modules[m];
        for (mog_test_node *node = check->module->tests; node; node = node->next) {
            trial t = {.check = check, .node = node};
            mog_check_plain(check, node->name, "a test's name");
            t.rule = find_rule(check, &ids, &node->rule);
            for (mog_given_node *given = node->givens; given; given = given->next) check_given(&t, given);
            check_expectation(check, node);
        }
    }
    mog_pool_free(&ids);
}
