/* services.c: services, as systemd knows them, or else the programs that run in the background. */
#include "collect.h"
#include "listeners.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SUFFIX ".service"

typedef struct service {
    char *name;
    truth running, enabled;
} service;

typedef struct services {
    service *at;
    size_t count;
} services;

static service *find_or_add(services *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->at[i].name, name) == 0) return &list->at[i];
    }
    list->at = grow(list->at, list->count, sizeof *list->at);
    list->at[list->count] = (service){format("%s", name), UNKNOWN, UNKNOWN};
    return &list->at[list->count++];
}

/* "ssh.service" is "ssh"; a template ("getty@.service") is no service yet. */
static service *service_of_unit(services *list, const char *unit)
{
    size_t size = strlen(unit), end = strlen(SUFFIX);
    if (size <= end || strcmp(unit + size - end, SUFFIX) != 0 || unit[size - end - 1] == '@') return NULL;
    char *name = format("%.*s", (int)(size - end), unit);
    service *found = find_or_add(list, name);
    free(name);
    return found;
}

/* What systemctl calls the state of a unit file. The rest (static, indirect, generated, transient) is started by something else. */
static truth starts_by_itself(const char *state)
{
    if (strcmp(state, "enabled") == 0 || strcmp(state, "enabled-runtime") == 0) return YES;
    return strcmp(state, "disabled") == 0 || starts_with(state, "masked") ? NO : UNKNOWN;
}

/* UNIT STATE PRESET */
static void take_unit_files(services *list, char *text)
{
    for (char *rest = text, *line; (line = next_line(&rest)) != NULL;) {
        char *unit = next_word(&line), *state = next_word(&line);
        if (unit == NULL || state == NULL || strcmp(state, "alias") == 0) continue;
        service *s = service_of_unit(list, unit);
        if (s == NULL) continue;
        s->enabled = starts_by_itself(state);
        s->running = NO; /* until the list of loaded units says otherwise */
    }
}

/* UNIT LOAD ACTIVE SUB DESCRIPTION */
static void take_units(services *list, char *text)
{
    for (char *rest = text, *line; (line = next_line(&rest)) != NULL;) {
        char *unit = next_word(&line), *load = next_word(&line), *active = next_word(&line), *sub = next_word(&line);
        if (active == NULL || sub == NULL || strcmp(load, "not-found") == 0) continue;
        service *s = service_of_unit(list, unit);
        if (s != NULL) s->running = strcmp(sub, "running") == 0 ? YES : NO;
    }
}

/* The folder is there exactly when systemd is the init system: sd_booted(3). */
static bool ask_systemd(services *list, const machine *m)
{
    if (!m->live || file_exists(m, "/run/systemd/system") != YES) return false;
    char *files = run_program(m, 20,
                              (const char *const[]){"systemctl", "list-unit-files", "--type=service", "--no-legend",
                                                    "--no-pager", "--plain", NULL});
    char *units = run_program(m, 20,
                              (const char *const[]){"systemctl", "list-units", "--all", "--type=service", "--no-legend",
                                                    "--no-pager", "--plain", NULL});
    bool answered = files != NULL && units != NULL;
    if (answered) {
        take_unit_files(list, files);
        take_units(list, units);
    }
    free(units);
    free(files);
    return answered;
}

/* On a disk: units that a target wants are started with it. On a machine that runs without systemd they are not. */
static void take_wanted(services *list, const machine *m)
{
    names folders;
    expand_pattern(&folders, m, "/etc/systemd/system/*.wants");
    for (size_t i = 0; i < folders.count; i++) {
        names units;
        read_folder(&units, m, folders.at[i]);
        for (size_t j = 0; j < units.count; j++) {
            service *s = service_of_unit(list, units.at[j]);
            if (s != NULL) s->enabled = YES;
        }
        names_free(&units);
    }
    names_free(&folders);
}

/* Programs without a terminal, which is what a service looks like from outside. Ourselves and who called us are not meant. */
static void take_processes(services *list, const machine *m)
{
    /* The engine gives this process a session of its own. */
    pid_t ours = getsid(0), callers = getsid(getppid());
    for (size_t i = 0; i < m->process_count; i++) {
        const process *p = &m->processes[i];
        bool mine = m->live && (p->session == ours || p->session == callers);
        if (!p->kernel && !p->terminal && !mine && p->name[0] != '\0') find_or_add(list, p->name)->running = YES;
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const service *)a)->name, ((const service *)b)->name);
}

static json_t *service_rows(services *list)
{
    json_t *rows = json_array();
    if (list->count > 1) qsort(list->at, list->count, sizeof *list->at, by_name);
    for (size_t i = 0; i < list->count; i++) {
        json_t *row = json_object();
        set_text(row, "name", list->at[i].name);
        set_truth(row, "running", list->at[i].running);
        set_truth(row, "enabled", list->at[i].enabled);
        json_array_append_new(rows, row);
        free(list->at[i].name);
    }
    free(list->at);
    return rows;
}

void collect_services(machine *m)
{
    services list = {0};
    if (!ask_systemd(&list, m)) {
        if (!m->live) take_wanted(&list, m);
        take_processes(&list, m);
    }
    json_t *fields = json_object(), *ports = listener_rows(m);
    if (list.count > 0) json_object_set_new(fields, "services", service_rows(&list));
    if (ports != NULL) json_object_set_new(fields, "listeners", ports);
    report(m, "service_state", NULL, fields);
}
