/* packages.c: the packages that dpkg has installed (/var/lib/dpkg/status, deb822 paragraphs). */
#include "collect.h"

#include <stdlib.h>
#include <string.h>

#define STATUS "/var/lib/dpkg/status"

typedef struct package {
    const char *name, *version, *architecture, *status; /* in the text of the file */
} package;

/* The next paragraph; false at the end. Continuation lines begin with a blank. */
static bool next_package(package *out, char **rest)
{
    *out = (package){0};
    for (char *line; (line = next_line(rest)) != NULL;) {
        if (*line == '\0' && out->name != NULL) return true;
        char *value = strchr(line, ':');
        if (*line == ' ' || *line == '\t' || value == NULL) continue;
        *value++ = '\0';
        value = trim(value);
        if (strcmp(line, "Package") == 0) out->name = value;
        else if (strcmp(line, "Version") == 0) out->version = value;
        else if (strcmp(line, "Architecture") == 0) out->architecture = value;
        else if (strcmp(line, "Status") == 0) out->status = value;
    }
    return out->name != NULL;
}

/* "want flag state": the last word tells what is on the disk. */
static bool is_installed(const package *p)
{
    const char *state = p->status == NULL ? NULL : strrchr(p->status, ' ');
    return state != NULL && strcmp(state, " installed") == 0;
}

truth package_installed(const machine *m, const char *name)
{
    char *text = read_file(m, STATUS);
    if (text == NULL) return UNKNOWN;
    truth found = NO;
    package p;
    for (char *rest = text; found == NO && next_package(&p, &rest);) {
        if (strcmp(p.name, name) == 0 && is_installed(&p)) found = YES;
    }
    free(text);
    return found;
}

static int by_name(const void *a, const void *b)
{
    const package *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    if (order == 0 && x->architecture != NULL && y->architecture != NULL)
        order = strcmp(x->architecture, y->architecture);
    return order;
}

void collect_packages(machine *m)
{
    char *text = read_file(m, STATUS);
    if (text == NULL) return;
    package *all = NULL, p;
    size_t count = 0;
    for (char *rest = text; next_package(&p, &rest);) {
        if (!is_installed(&p)) continue;
        all = grow(all, count, sizeof *all);
        all[count++] = p;
    }
    if (count > 1) qsort(all, count, sizeof *all, by_name);
    json_t *fields = json_object(), *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *row = json_object();
        set_text(row, "name", all[i].name);
        set_text(row, "version", all[i].version);
        set_text(row, "architecture", all[i].architecture);
        json_array_append_new(list, row);
    }
    json_object_set_new(fields, "packages", list);
    report(m, "software_inventory", NULL, fields);
    free(all);
    free(text);
}
