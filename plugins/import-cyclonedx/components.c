/* components.c: what a system is made of. */
#include "bom.h"

#include <stdlib.h>
#include <string.h>

static const word types[] = {{"application", "application"},
                             {"framework", "framework"},
                             {"library", "library"},
                             {"container", "container"},
                             {"platform", "platform"},
                             {"operating-system", "operating_system"},
                             {"device", "device"},
                             {"device-driver", "device_driver"},
                             {"firmware", "firmware"},
                             {"file", "file"},
                             {"machine-learning-model", "model"},
                             {"data", "data_set"},
                             {"cryptographic-asset", "cryptographic_asset"},
                             {NULL, NULL}};
static const word scopes[] = {
    {"required", "required"}, {"optional", "optional"}, {"excluded", "excluded"}, {NULL, NULL}};

/* A licence is an object {license: {id or name}} or {expression}. */
static void put_licences(import *i, json_t *row, const json_t *component)
{
    const json_t *all = array_in(i, component, "licenses"), *one;
    json_t *list = new_array();
    size_t n;
    json_array_foreach((json_t *)all, n, one)
    {
        const json_t *licence = object_in(i, one, "license");
        const char *id = text_in(i, licence, "id");
        if (id == NULL) id = text_in(i, licence, "name");
        if (id == NULL) id = text_in(i, one, "expression");
        if (id != NULL && json_array_size(list) < 64) add_text(i, list, id, TEXT_LIMIT / 2);
    }
    if (all != NULL) put(i, row, "licences", list);
    else json_decref(list);
}

static void put_word(import *i, json_t *row, const char *name, const word *words, const char *theirs)
{
    const char *ours = word_for(words, theirs);
    if (theirs != NULL && ours == NULL) i->odd++;
    put_text(i, row, name, ours, NAME_LIMIT);
}

static void remember(json_t *names, const char *reference, const char *group, const char *name, const char *version)
{
    if (reference == NULL) return;
    char *first = group == NULL ? format("%s", name) : format("%s/%s", group, name),
         *whole = item_name(first, version, NULL);
    if (whole != NULL && json_object_set_new(names, reference, json_string(whole)) != 0) abort();
    free(whole);
    free(first);
}

bool take_component(import *i, json_t *rows, json_t *names, const json_t *component)
{
    if (!json_is_object(component)) return refuse(i, "a component is no object");
    const char *name = text_in(i, component, "name"), *version = text_in(i, component, "version");
    const char *group = text_in(i, component, "group"), *reference = text_in(i, component, "bom-ref");
    const json_t *inner = array_in(i, component, "components"), *one;
    size_t n;
    if (name == NULL || *name == '\0') return refuse(i, "a component has no name");
    if (group != NULL && *group == '\0') group = NULL;
    if (reference != NULL && json_object_get(names, reference) != NULL)
        return refuse(i, "two components have the bom-ref `%.100s`", reference);
    remember(names, reference, group, name, version);
    json_t *row = new_object();
    put_text(i, row, "name", name, TEXT_LIMIT);
    put_text(i, row, "group", group, TEXT_LIMIT);
    put_text(i, row, "version", version, TEXT_LIMIT);
    put_word(i, row, "type", types, text_in(i, component, "type"));
    put_word(i, row, "scope", scopes, text_in(i, component, "scope"));
    put_text(i, row, "purl", text_in(i, component, "purl"), 2 * TEXT_LIMIT);
    put_text(i, row, "cpe", text_in(i, component, "cpe"), TEXT_LIMIT);
    put_text(i, row, "supplier", text_in(i, object_in(i, component, "supplier"), "name"), TEXT_LIMIT);
    put_licences(i, row, component);
    if (!add_row(i, rows, row)) return false;
    json_array_foreach((json_t *)inner, n, one)
    {
        if (!take_component(i, rows, names, one)) return false;
    }
    return true;
}
