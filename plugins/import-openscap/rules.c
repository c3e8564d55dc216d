/* rules.c: the rules of benchmarks, by their ids. */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

static uint32_t slot_of(const rules *all, const char *id)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char *c = id; *c != '\0'; c++) hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    uint32_t slot = (uint32_t)(hash >> 16) & (all->slot_count - 1);
    while (all->slots[slot] != 0 && strcmp(all->at[all->slots[slot] - 1].id, id) != 0)
        slot = (slot + 1) & (all->slot_count - 1);
    return slot;
}

const rule *rules_find(const rules *all, const char *id)
{
    if (all->slot_count == 0 || id == NULL) return NULL;
    uint32_t found = all->slots[slot_of(all, id)];
    return found == 0 ? NULL : &all->at[found - 1];
}

rule *rules_add(import *i, rules *all, const char *id)
{
    if (all->slot_count == 0) {
        all->slot_count = 65536; /* more than twice RULE_LIMIT */
        all->slots = allocate(all->slot_count, sizeof *all->slots);
    }
    uint32_t slot = slot_of(all, id);
    if (all->slots[slot] != 0) return &all->at[all->slots[slot] - 1];
    if (all->count == RULE_LIMIT) {
        refuse(i, "more than %u rules", RULE_LIMIT);
        return NULL;
    }
    all->at = grow(all->at, all->count, sizeof *all->at);
    all->at[all->count] = (rule){.id = format("%s", id)};
    all->text += strlen(id);
    all->slots[slot] = ++all->count;
    return &all->at[all->count - 1];
}

void rule_title(rules *all, rule *r, const char *title)
{
    char *line = title == NULL ? NULL : clean(title, TEXT_LIMIT);
    if (line == NULL) return;
    if (r->ambiguous || r->title != NULL) {
        bool agrees = same(r->title, line);
        free(line);
        if (agrees) return;
        free(r->title);
        r->title = NULL;
        r->ambiguous = true;
        return;
    }
    all->text += strlen(line);
    r->title = line;
}

void rule_reference(rules *all, rule *r, const char *reference)
{
    char *line = clean(reference, TEXT_LIMIT / 2);
    for (uint32_t k = 0; k < r->reference_count && line != NULL; k++) {
        if (strcmp(r->references[k], line) == 0) {
            free(line);
            line = NULL;
        }
    }
    if (line == NULL) return;
    if (r->reference_count == REFERENCE_LIMIT) {
        free(line);
        return;
    }
    r->references = grow(r->references, r->reference_count, sizeof *r->references);
    r->references[r->reference_count++] = line;
    all->text += strlen(line);
}

bool rules_fit(import *i, const rules *all)
{
    return all->text <= RULE_TEXT_LIMIT ||
           refuse(i, "the texts of its rules are more than %zu MiB", RULE_TEXT_LIMIT >> 20);
}

void rules_free(rules *all)
{
    for (uint32_t k = 0; k < all->count; k++) {
        for (uint32_t n = 0; n < all->at[k].reference_count; n++) free(all->at[k].references[n]);
        free(all->at[k].references);
        free(all->at[k].id);
        free(all->at[k].title);
    }
    free(all->at);
    free(all->slots);
    *all = (rules){0};
}
