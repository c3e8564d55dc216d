/* rules.h: what a benchmark says of its rules, kept until the results come, which stand after it in the file. */
#ifndef OPENSCAP_RULES_H
#define OPENSCAP_RULES_H

#include "../import/import.h"

#define RULE_LIMIT 20000u                  /* rules of all benchmarks of a file */
#define RULE_TEXT_LIMIT ((size_t)32 << 20) /* bytes of their texts */
#define REFERENCE_LIMIT 64u                /* references of a rule that are kept */

typedef struct rule {
    char *id, *title; /* title NULL: none, or two benchmarks of the file say different things */
    char **references;
    uint32_t reference_count;
    bool ambiguous;
} rule;

typedef struct rules {
    rule *at;
    uint32_t count;
    uint32_t *slots; /* by the id's hash: index + 1 */
    uint32_t slot_count;
    size_t text;
} rules;

/* The rule of this id, added where it is new. NULL: refused. */
rule *rules_add(import *i, rules *all, const char *id);
const rule *rules_find(const rules *all, const char *id); /* NULL: none */
void rule_title(rules *all, rule *r, const char *title);
void rule_reference(rules *all, rule *r, const char *reference);
/* The texts of all rules are within their limit. False: refused. */
bool rules_fit(import *i, const rules *all);
void rules_free(rules *all);

#endif
