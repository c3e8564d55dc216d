/* bom.h: bills of materials as CycloneDX 1.4, 1.5 and 1.6 in JSON (ECMA-424). A file becomes a record of the kind bill_of_materials.
 *
 * Components within components are told as the others are. Of a vulnerability's ratings the worst severity and the highest score count, and the vector of CVSS 3.1
 * where there is one, else the first. A file without `vulnerabilities` says nothing about them, one with an empty list that there are none.
 */
#ifndef CYCLONEDX_BOM_H
#define CYCLONEDX_BOM_H

#include "../import/json.h"

int import_cyclonedx(const mog_import_file *file, mog_emit *emit, mog_log *log);

/* ---- components.c */

/* Adds a component and those within it to the rows, and what it is called ("group/name version") to `names` under its bom-ref. False: refused. */
bool take_component(import *i, json_t *rows, json_t *names, const json_t *component);

/* ---- vulnerabilities.c */

bool take_vulnerability(import *i, json_t *rows, const json_t *names, const json_t *vulnerability);

#endif
