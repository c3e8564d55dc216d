/* lower_test.c: `test` blocks as what runs them needs them: what they give as objects of JSON, such as `evidence add` reads.
 *
 * The checker has seen to it that fields are there and that values fit them.
 */
#include "base/json.h"
#include "dsl/lower.h"

#include <stdlib.h>
#include <string.h>

#define T(text) (int)(text).size, (text).at
#define TEST_CLOCK "2026-01-01" /* of a test that does not say `at` */

static void set(json_t *object, mog_text key, json_t *value)
{
    if (!value || json_object_setn_new(object, key.at, key.size, value) != 0) mog_out_of_memory();
}

/* ---- values */

/* Texts of tests have no interpolation. */
static mog_text text_of(mog_arena *arena, const mog_node *text)
{
    if (!text || text->item_count == 0) return MOG_TEXT("");
    return mog_text_nfc(arena, text->items[0]->name);
}

static json_t *number(const mog_node *literal, bool negative, mog_type_tag tag)
{
    mog_value value;
    mog_literal_value(&value, literal, tag);
    if (tag == MOG_TYPE_INTEGER) return json_integer(negative ? -value.i : value.i);
    return json_real(negative ? -value.d : value.d);
}

static json_t *duration(mog_duration length, bool negative)
{
    if (negative) length = (mog_duration){.ns = -length.ns, .months = -length.months};
    return mog_json_duration(length);
}

static json_t *scalar(mog_arena *arena, const mog_datum *datum, mog_type_tag tag)
{
    if (datum->tag == MOG_DATUM_WORD) return mog_json_text(datum->word.text);
    const mog_node *literal = datum->literal;
    bool negative = false;
    if (!literal) return json_null();
    for (; literal->tag == MOG_NODE_NEGATE; literal = literal->a) negative = !negative;
    switch (literal->tag) {
    case MOG_NODE_BOOL: return json_boolean(literal->integer);
    case MOG_NODE_TEXT: return mog_json_text(text_of(arena, literal));
    case MOG_NODE_TIME: return mog_json_time(literal->integer);
    case MOG_NODE_DURATION: return duration(literal->duration, negative);
    default: return tag == MOG_TYPE_CONTROL ? mog_json_text(literal->name) : number(literal, negative, tag);
    }
}

static json_t *fields(mog_arena *arena, const mog_datum *block, const mog_row *row, mog_text prefix);

static json_t *list(mog_arena *arena, const mog_datum *block, const mog_row *row)
{
    json_t *array = mog_json_array();
    for (const mog_datum *item = block->items; item; item = item->next)
        mog_json_append(array, fields(arena, item, row, MOG_TEXT("")));
    return array;
}

static json_t *members(mog_arena *arena, const mog_datum *block, mog_type_tag element)
{
    json_t *array = mog_json_array();
    for (const mog_datum *item = block->items; item; item = item->next)
        mog_json_append(array, scalar(arena, item, element));
    return array;
}

static json_t *field(mog_arena *arena, const mog_datum *datum, const mog_row *row, mog_text path)
{
    int slot = mog_row_find(row, path);
    if (slot < 0) return fields(arena, datum, row, path); /* a group */
    const mog_type *type = &row->fields[slot].type;
    if (type->tag == MOG_TYPE_LIST) return list(arena, datum, type->row);
    if (type->tag == MOG_TYPE_SET) return members(arena, datum, type->element);
    return scalar(arena, datum, type->tag);
}

/* Of a record, a group or a row of a list; `prefix`: the path of the group. */
static json_t *fields(mog_arena *arena, const mog_datum *block, const mog_row *row, mog_text prefix)
{
    json_t *object = mog_json_object();
    for (const mog_datum *item = block->items; item; item = item->next) {
        mog_text name = item->name.text;
        const char *path = mog_arena_format(arena, "%.*s%s%.*s", T(prefix), prefix.size ? "." : "", T(name));
        set(object, name, field(arena, item, row, mog_text_of(path)));
    }
    return object;
}

/* ---- records */

static mog_text subject_of(mog_arena *arena, mog_text type, const mog_node *name)
{
    const char *text = mog_arena_format(arena, "%.*s:%.*s", T(type), T(text_of(arena, name)));
    return mog_text_of(text);
}

static json_t *census(mog_arena *arena, const mog_datum *block)
{
    return members(arena, block, MOG_TYPE_TEXT);
}

static mog_text write_given(mog_arena *keep, mog_arena *arena, const mog_given_node *given, const mog_kind *kind,
                            const mog_policy_test *test)
{
    mog_text subject = test->subject;
    bool is_subject = given->item && kind->is_register && !kind->many;
    if (is_subject) subject = subject_of(arena, kind->name, given->item);
    else if (given->subject) subject = subject_of(arena, given->subject_type.text, given->subject);
    json_t *object = mog_json_object();
    set(object, MOG_TEXT("kind"), mog_json_text(kind->name));
    set(object, MOG_TEXT("subject"), mog_json_text(subject));
    if (given->item && !is_subject) set(object, MOG_TEXT("item"), mog_json_text(text_of(arena, given->item)));
    set(object, MOG_TEXT("observed"), mog_json_time(given->observed.given ? given->observed.time : test->clock));
    if (given->assurance.text.size) set(object, MOG_TEXT("assurance"), mog_json_text(given->assurance.text));
    if (given->census) set(object, MOG_TEXT("census"), census(arena, given->data));
    else if (given->data) set(object, MOG_TEXT("fields"), fields(arena, given->data, &kind->row, MOG_TEXT("")));
    char *text = json_dumps(object, JSON_COMPACT);
    if (!text) mog_out_of_memory();
    json_decref(object);
    mog_text kept = {mog_arena_copy(keep, text, strlen(text)), strlen(text)};
    free(text);
    return kept;
}

/* ---- tests */

/* The register of the rule's type of subject names the test's subject; else it has a name of no account. */
static mog_text find_subject(mog_arena *keep, mog_arena *arena, const mog_test_node *node, mog_text type)
{
    const mog_given_node *given = node->givens;
    while (given && !(given->item && !given->census && mog_text_equal(given->kind.text, type))) given = given->next;
    mog_text name =
        given ? subject_of(arena, type, given->item) : mog_text_of(mog_arena_format(arena, "%.*s:test", T(type)));
    return (mog_text){mog_arena_copy(keep, name.at, name.size), name.size};
}

static const mog_rule *find_rule(mog_arena *arena, const mog_policy *policy, const mog_rule_name *name)
{
    char number[MOG_CONTROL_ID_TEXT];
    mog_control_id id;
    mog_text before = name->gate.text;
    if (name->number.text.size && mog_control_id_parse(&id, name->number.text)) {
        mog_control_id_format(number, id);
        before = mog_text_of(number);
    }
    return mog_policy_rule(policy, mog_text_of(mog_arena_format(arena, "%.*s/%.*s", T(before), T(name->name.text))));
}

static double achievement_of(const mog_node *literal)
{
    mog_value value;
    mog_literal_value(&value, literal, MOG_TYPE_NUMBER);
    return value.d;
}

static mog_text keep_text(mog_arena *keep, mog_text text)
{
    return (mog_text){mog_arena_copy(keep, text.at, text.size), text.size};
}

static void lower_given(mog_policy_test *out, mog_arena *keep, mog_arena *arena, const mog_policy *policy,
                        const mog_test_node *node)
{
    uint32_t count = 0;
    for (const mog_given_node *given = node->givens; given; given = given->next) count++;
    mog_given *all = mog_take_array(keep, mog_given, count);
    for (const mog_given_node *given = node->givens; given; given = given->next) {
        const mog_kind *kind = mog_policy_kind(policy, given->kind.text);
        if (!kind) continue;
        all[out->given_count++] = (mog_given){write_given(keep, arena, given, kind, out), given->span};
    }
    out->given = all;
}

static void lower_test(mog_policy_test *out, mog_arena *keep, mog_arena *arena, const mog_policy *policy,
                       const mog_test_node *node, const mog_rule *rule)
{
    *out = (mog_policy_test){.name = keep_text(keep, text_of(arena, node->name)),
                             .rule = (uint32_t)(rule - policy->rules),
                             .subject = find_subject(keep, arena, node, rule->subject_type),
                             .clock = node->at.time,
                             .verdict = keep_text(keep, node->expect.text),
                             .has_achievement = node->achievement != NULL,
                             .because = keep_text(keep, text_of(arena, node->because)),
                             .span = node->span,
                             .expect_span = node->expect_span};
    if (!node->at.given) mog_time_parse(&out->clock, MOG_TEXT(TEST_CLOCK));
    if (node->achievement) out->achievement = achievement_of(node->achievement);
    lower_given(out, keep, arena, policy, node);
}

void mog_lower_tests(mog_policy *policy, const mog_check *check)
{
    uint32_t count = 0;
    for (uint32_t m = 0; m < check->module_count; m++)
        for (const mog_test_node *node = check->modules[m]->tests; node; node = node->next) count++;
    mog_policy_test *tests = mog_take_array(policy->arena, mog_policy_test, count);
    for (uint32_t m = 0; m < check->module_count; m++) {
        for (const mog_test_node *node = check->modules[m]->tests; node; node = node->next) {
            const mog_rule *rule = find_rule(check->arena, policy, &node->rule);
            if (rule) lower_test(&tests[policy->test_count++], policy->arena, check->arena, policy, node, rule);
        }
    }
    policy->tests = tests;
}
