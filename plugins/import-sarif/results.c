/* results.c: one result of a run. */
#include "sarif.h"

#include <stdlib.h>
#include <string.h>

static const char *const levels[] = {"error", "warning", "note", "none"};
static const word kinds[] = {{"fail", "fail"},
                             {"pass", "pass"},
                             {"open", "open"},
                             {"informational", "informational"},
                             {"notApplicable", "not_applicable"},
                             {"review", "review"},
                             {NULL, NULL}};
static const word baselines[] = {
    {"new", "new"}, {"unchanged", "unchanged"}, {"updated", "updated"}, {"absent", "absent"}, {NULL, NULL}};

static const json_t *at(const json_t *array, int64_t index)
{
    return index < 0 ? NULL : json_array_get(array, (size_t)index);
}

/* ---- the rule of a result (3.27.5 to 3.27.7, 3.52) */

static const json_t *component(tool_run *t, const json_t *reference)
{
    const json_t *part = object_in(t->i, reference, "toolComponent");
    int64_t index = part == NULL ? MOG_NO_INTEGER : integer_in(t->i, part, "index");
    if (part == NULL) return t->driver;
    return index < 0 ? NULL : at(array_in(t->i, object_in(t->i, t->run, "tool"), "extensions"), index);
}

static const char *rule_id(tool_run *t, const json_t *result)
{
    const char *id = text_in(t->i, result, "ruleId");
    return id ? id : text_in(t->i, object_in(t->i, result, "rule"), "id");
}

static const json_t *rule_of(tool_run *t, const json_t *result)
{
    const json_t *reference = object_in(t->i, result, "rule");
    int64_t index = reference ? integer_in(t->i, reference, "index") : MOG_NO_INTEGER;
    if (index < 0) index = integer_in(t->i, result, "ruleIndex");
    const json_t *part = reference ? component(t, reference) : t->driver;
    if (index >= 0) return at(array_in(t->i, part, "rules"), index);
    const char *id = rule_id(t, result);
    return id != NULL && part == t->driver ? json_object_get(t->rules, id) : NULL;
}

/* ---- level (3.27.10) */

/* Only the driver's rules: an override of an extension's rule names its component in ways that are not followed here. */
static const char *override_of(tool_run *t, const json_t *result, const char *id)
{
    int64_t which = integer_in(t->i, object_in(t->i, result, "provenance"), "invocationIndex");
    const json_t *invocation = at(array_in(t->i, t->run, "invocations"), which), *one;
    size_t n;
    if (invocation == NULL || id == NULL) return NULL;
    json_array_foreach((json_t *)array_in(t->i, invocation, "ruleConfigurationOverrides"), n, one)
    {
        if (same(text_in(t->i, object_in(t->i, one, "descriptor"), "id"), id))
            return text_in(t->i, object_in(t->i, one, "configuration"), "level");
    }
    return NULL;
}

static const char *level_of(tool_run *t, const json_t *result, const json_t *rule, const char *kind)
{
    const char *level = text_in(t->i, result, "level");
    if (level == NULL && strcmp(kind, "fail") != 0) return "none";
    if (level == NULL) level = override_of(t, result, rule_id(t, result));
    if (level == NULL) level = text_in(t->i, object_in(t->i, rule, "defaultConfiguration"), "level");
    return level ? level : "warning";
}

/* ---- message (3.11) */

/* {0} stands for the first argument, {{ for a brace. */
static char *filled(const char *pattern, const json_t *arguments)
{
    char *out = allocate(TEXT_LIMIT * 4 + 8, 1);
    size_t size = 0;
    while (*pattern != '\0' && size < TEXT_LIMIT * 4) {
        size_t digits = *pattern == '{' ? strspn(pattern + 1, "0123456789") : 0;
        if (digits > 0 && digits < 4 && pattern[1 + digits] == '}') {
            const char *value = json_string_value(json_array_get(arguments, (size_t)atoi(pattern + 1)));
            size_t length = value ? strlen(value) : 0, room = TEXT_LIMIT * 4 - size;
            if (length > room) length = room;
            if (length > 0) memcpy(out + size, value, length);
            size += length;
            pattern += digits + 2;
            continue;
        }
        if ((*pattern == '{' || *pattern == '}') && pattern[1] == *pattern) pattern++;
        out[size++] = *pattern++;
    }
    return out;
}

static void put_message(tool_run *t, json_t *row, const json_t *result, const json_t *rule)
{
    const json_t *message = object_in(t->i, result, "message");
    const char *text = text_in(t->i, message, "text"), *id = text_in(t->i, message, "id");
    if (text == NULL && id != NULL) {
        text = text_in(t->i, object_in(t->i, object_in(t->i, rule, "messageStrings"), id), "text");
        if (text == NULL)
            text = text_in(t->i, object_in(t->i, object_in(t->i, t->driver, "globalMessageStrings"), id), "text");
    }
    if (text == NULL) return;
    char *whole = filled(text, array_in(t->i, message, "arguments"));
    put_text(t->i, row, "message", whole, TEXT_LIMIT);
    free(whole);
}

/* ---- place, state, fingerprints */

static void put_place(tool_run *t, json_t *row, const json_t *result)
{
    import *i = t->i;
    const json_t *place = object_in(i, json_array_get(array_in(i, result, "locations"), 0), "physicalLocation");
    const json_t *file = object_in(i, place, "artifactLocation"), *region = object_in(i, place, "region");
    const char *name = text_in(i, file, "uri");
    if (name == NULL && file != NULL) {
        const json_t *artifact = at(array_in(i, t->run, "artifacts"), integer_in(i, file, "index"));
        name = text_in(i, object_in(i, artifact, "location"), "uri");
    }
    put_text(i, row, "file", name, TEXT_LIMIT);
    int64_t line = integer_in(i, region, "startLine"), column = integer_in(i, region, "startColumn");
    put_integer(i, row, "line", line > 0 ? line : MOG_NO_INTEGER);
    put_integer(i, row, "column", line > 0 && column > 0 ? column : MOG_NO_INTEGER);
}

static int is_suppressed(tool_run *t, const json_t *result)
{
    const json_t *all = array_in(t->i, result, "suppressions"), *one;
    size_t n;
    if (all == NULL) return -1;
    json_array_foreach((json_t *)all, n, one)
    {
        const char *status = text_in(t->i, one, "status");
        if (status != NULL && strcmp(status, "accepted") != 0) return 0;
    }
    return json_array_size(all) > 0;
}

static void put_fingerprints(tool_run *t, json_t *row, const json_t *result)
{
    import *i = t->i;
    const json_t *all = object_in(i, result, "fingerprints");
    const char *name;
    json_t *value, *list = new_array();
    if (json_object_size(all) == 0) all = object_in(i, result, "partialFingerprints");
    json_object_foreach((json_t *)all, name, value)
    {
        if (!json_is_string(value) || json_array_size(list) == 16) continue;
        char *whole = format("%s=%s", name, json_string_value(value));
        add_text(i, list, whole, TEXT_LIMIT);
        free(whole);
    }
    if (json_array_size(list) > 0) put(i, row, "fingerprints", list);
    else json_decref(list);
}

/* "CWE-79", "cwe-079", "external/cwe/cwe-079" and the like, as "CWE-79". NULL: no weakness. */
static char *weakness(const char *text)
{
    const char *found = text == NULL ? NULL : strcasestr(text, "cwe-");
    if (found == NULL) return NULL;
    size_t digits = strspn(found + 4, "0123456789");
    if (digits == 0 || digits > 5 || found[4 + digits] != '\0' || (found != text && found[-1] != '/')) return NULL;
    return format("CWE-%d", atoi(found + 4));
}

static void put_weaknesses(tool_run *t, json_t *row, const json_t *result, const json_t *rule)
{
    import *i = t->i;
    const json_t *lists[] = {array_in(i, result, "taxa"), array_in(i, object_in(i, rule, "properties"), "tags")}, *one;
    json_t *found = new_array();
    size_t n;
    for (size_t k = 0; k < 2; k++) {
        json_array_foreach((json_t *)lists[k], n, one)
        {
            const char *text = k == 1 ? json_string_value(one) : text_in(i, one, "id");
            /* a taxon of the taxonomy CWE is a bare number */
            bool bare = k == 0 && text != NULL && same(text_in(i, object_in(i, one, "toolComponent"), "name"), "CWE") &&
                        *text != '\0' && strlen(text) < 6 && text[strspn(text, "0123456789")] == '\0';
            char *name = bare ? format("CWE-%d", atoi(text)) : weakness(text);
            if (name != NULL && json_array_size(found) < 16) add_text(i, found, name, NAME_LIMIT);
            free(name);
        }
    }
    if (json_array_size(found) > 0) put(i, row, "weaknesses", found);
    else json_decref(found);
}

/* A text or a number, as several tools write it: "security-severity" of GitHub's code scanning, a CVSS score. */
static void put_severity(tool_run *t, json_t *row, const json_t *rule)
{
    const json_t *value = json_object_get(object_in(t->i, rule, "properties"), "security-severity");
    const char *text = json_string_value(value);
    char *stop;
    double number = json_number_value(value);
    if (text != NULL) {
        if (*text == '\0' || strspn(text, "0123456789.") != strlen(text)) return;
        number = strtod(text, &stop);
        if (*stop != '\0') return;
    }
    if ((text != NULL || json_is_number(value)) && number >= 0 && number <= 10)
        put_number(t->i, row, "severity", number);
}

/* ---- the row */

static bool put_level(tool_run *t, json_t *row, const char *level)
{
    for (size_t k = 0; k < sizeof levels / sizeof levels[0]; k++) {
        if (strcmp(levels[k], level) != 0) continue;
        t->counts[k]++;
        put_text(t->i, row, "level", level, NAME_LIMIT);
        return true;
    }
    return refuse(t->i, "a result has the level `%.60s`, which SARIF 2.1.0 does not have", level);
}

bool take_result(tool_run *t, json_t *rows, const json_t *result)
{
    import *i = t->i;
    if (!json_is_object(result)) return refuse(i, "a result is no object");
    const char *kind = text_in(i, result, "kind"), *baseline = text_in(i, result, "baselineState");
    if (kind == NULL) kind = "fail";
    if (word_for(kinds, kind) == NULL)
        return refuse(i, "a result has the kind `%.60s`, which SARIF 2.1.0 does not have", kind);
    const json_t *rule = rule_of(t, result);
    const char *id = rule_id(t, result);
    json_t *row = new_object();
    put_text(i, row, "rule", id ? id : text_in(i, rule, "id"), NAME_LIMIT);
    put_text(i, row, "title", text_in(i, object_in(i, rule, "shortDescription"), "text"), TEXT_LIMIT);
    put_message(t, row, result, rule);
    if (!put_level(t, row, level_of(t, result, rule, kind))) {
        json_decref(row);
        return false;
    }
    put_text(i, row, "kind", word_for(kinds, kind), NAME_LIMIT);
    put_severity(t, row, rule);
    put_place(t, row, result);
    put_truth(i, row, "suppressed", is_suppressed(t, result));
    put_text(i, row, "baseline", word_for(baselines, baseline), NAME_LIMIT);
    if (baseline != NULL && word_for(baselines, baseline) == NULL) i->odd++;
    put_weaknesses(t, row, result, rule);
    put_fingerprints(t, row, result);
    return add_row(i, rows, row);
}
