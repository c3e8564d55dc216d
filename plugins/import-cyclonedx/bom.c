/* bom.c: a bill of materials. */
#include "bom.h"

#include <stdlib.h>
#include <string.h>

/* Up to 1.4 an array of tools; since 1.5 an object of components. The first is the one that made the file. */
static const json_t *tool_of(import *i, const json_t *metadata)
{
    const json_t *tools = json_object_get(metadata, "tools");
    if (json_is_object(tools)) tools = array_in(i, tools, "components");
    return json_array_get(tools, 0);
}

static bool take_list(import *i, const json_t *document, const char *name, json_t *rows, json_t *names, bool components)
{
    const json_t *list = json_object_get(document, name), *one;
    size_t n;
    if (list != NULL && !json_is_array(list)) return refuse(i, "`%s` is no array", name);
    json_array_foreach((json_t *)list, n, one)
    {
        if (!(components ? take_component(i, rows, names, one) : take_vulnerability(i, rows, names, one))) return false;
    }
    return true;
}

static void tell(import *i, const json_t *document, json_t *components, json_t *vulnerabilities)
{
    const json_t *metadata = object_in(i, document, "metadata"), *about = object_in(i, metadata, "component"),
                 *tool = tool_of(i, metadata);
    const char *name = text_in(i, about, "name"), *made = text_in(i, metadata, "timestamp");
    char *subject = subject_of(i, "system", NULL);
    if (subject == NULL) return;
    json_t *fields = new_object();
    put_text(i, fields, "tool", text_in(i, tool, "name"), NAME_LIMIT);
    put_text(i, fields, "tool_version", text_in(i, tool, "version"), NAME_LIMIT);
    put_text(i, fields, "format", text_in(i, document, "specVersion"), NAME_LIMIT);
    put_text(i, fields, "name", name, TEXT_LIMIT);
    put_text(i, fields, "version", text_in(i, about, "version"), TEXT_LIMIT);
    put_text(i, fields, "serial", text_in(i, document, "serialNumber"), NAME_LIMIT);
    put_moment(i, fields, "made", made, false);
    if (components != NULL) put(i, fields, "components", json_incref(components));
    if (vulnerabilities != NULL) put(i, fields, "vulnerabilities", json_incref(vulnerabilities));
    char *item = item_name(name ? name : "CycloneDX", i->run, NULL), *observed = moment(made, false);
    char *source = item_name(text_in(i, tool, "name"), text_in(i, tool, "version"), NULL);
    hand_over(i, "bill_of_materials", subject, item ? item : "CycloneDX", observed, source, fields);
    free(source);
    free(observed);
    free(item);
    free(subject);
}

static bool take_document(import *i, const json_t *document)
{
    static const char *const versions[] = {"1.4", "1.5", "1.6"};
    const char *format_name = json_string_value(json_object_get(document, "bomFormat"));
    const char *version = json_string_value(json_object_get(document, "specVersion"));
    bool known = false;
    if (!same(format_name, "CycloneDX") || version == NULL)
        return refuse(i, "no CycloneDX: an object with `bomFormat` \"CycloneDX\" and `specVersion`");
    for (size_t k = 0; k < sizeof versions / sizeof versions[0]; k++)
        known = known || strcmp(version, versions[k]) == 0;
    if (!known) return refuse(i, "CycloneDX %.20s; versions 1.4, 1.5 and 1.6 are read here", version);
    json_t *components = new_array(), *vulnerabilities = new_array(), *names = new_object();
    const json_t *about = object_in(i, object_in(i, document, "metadata"), "component");
    const char *reference = text_in(i, about, "bom-ref"), *name = text_in(i, about, "name");
    if (reference != NULL && name != NULL && json_object_set_new(names, reference, json_string(name)) != 0) abort();
    if (take_list(i, document, "components", components, names, true) &&
        take_list(i, document, "vulnerabilities", vulnerabilities, names, false)) {
        tell(i, document, json_object_get(document, "components") ? components : NULL,
             json_object_get(document, "vulnerabilities") ? vulnerabilities : NULL);
    }
    json_decref(components);
    json_decref(vulnerabilities);
    json_decref(names);
    return !i->failed;
}

int import_cyclonedx(const mog_import_file *file, mog_emit *emit, mog_log *log)
{
import i;
    json_t *document = import_begin(&i, file, emit, log, "CycloneDX") ? read_json(&i) : NULL;
    if (document != NULL) take_document(&i, document);
    json_decref(document);
    return import_end(&i);
}
