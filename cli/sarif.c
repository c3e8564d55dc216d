/* sarif.c: one run of one tool: the rules are the codes, a result is a diagnostic.
 *
 * Columns count code points from 1 and the end column is past the last one (SARIF 2.1.0, 3.30). What more there is to be said than the diagnostics that
 * were kept is a notification of the invocation, since results beyond the limit have no place.
 */
#include "cli/sarif.h"

#include "base/version.h"
#include "dsl/page.h"

#include <stdio.h>
#include <string.h>

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* { KEY: VALUE } */
static json_t *holding(const char *key, json_t *value)
{
    json_t *object = mog_json_object();
    mog_json_set(object, key, value);
    return object;
}

/* ---- rules */

static const char *level_of(mog_diagnostic_code code)
{
    return mog_diagnostic_is_error(code) ? "error" : "warning";
}

static json_t *rule_of(mog_diagnostic_code code)
{
    const char *name = mog_diagnostic_name(code);
    const mog_page *page = mog_page_find(mog_text_of(name));
    json_t *rule = holding("id", json_string(name));
    mog_json_set(rule, "shortDescription", holding("text", json_string(mog_diagnostic_title(code))));
    if (page) {
        json_t *help = holding("text", json_string(page->text));
        mog_json_set(help, "markdown", json_string(page->markdown));
        mog_json_set(rule, "fullDescription", holding("text", json_string(page->text)));
        mog_json_set(rule, "help", help);
    }
    mog_json_set(rule, "defaultConfiguration", holding("level", json_string(level_of(code))));
    return rule;
}

static json_t *tool_of(void)
{
    json_t *driver = holding("name", json_string("mognad")), *rules = mog_json_array();
    mog_json_set(driver, "semanticVersion", json_string(MOG_VERSION));
    mog_json_set(driver, "language", json_string("en"));
    for (int code = 0; code < MOG_DIAGNOSTIC_COUNT; code++) mog_json_append(rules, rule_of((mog_diagnostic_code)code));
    mog_json_set(driver, "rules", rules);
    return holding("driver", driver);
}

/* ---- places */

/* The path as a relative reference or an absolute URI (RFC 3986); the kinds of a plugin, "plugin NAME", are in no file. */
static json_t *uri_of(mog_text path)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    mog_buffer uri = {0};
    mog_text plugin = MOG_TEXT("plugin ");
    bool of_plugin = mog_text_starts(path, plugin);
    if (of_plugin) path = (mog_text){path.at + plugin.size, path.size - plugin.size};
    if (of_plugin) mog_buffer_format(&uri, "mognad-plugin:");
    else if (path.size && path.at[0] == '/') mog_buffer_format(&uri, "file://");
    for (size_t i = 0; i < path.size; i++) {
        if (path.at[i] && strchr(plain, path.at[i])) mog_buffer_add(&uri, &path.at[i], 1);
        else mog_buffer_format(&uri, "%%%02X", (unsigned char)path.at[i]);
    }
    json_t *text = mog_json_text((mog_text){uri.at, uri.size});
    mog_buffer_free(&uri);
    return text;
}

static json_t *location_of(mog_text path, uint32_t index)
{
    json_t *location = holding("uri", uri_of(path));
    mog_json_set(location, "index", json_integer(index));
    return location;
}

static json_t *region_of(const mog_source *file, mog_span span)
{
    uint32_t line, column, end_line, end_column;
    mog_source_position(file, span.start, &line, &column);
    end_line = line;
    end_column = column;
    if (span.end > span.start) {
        mog_source_position(file, span.end - 1, &end_line, &end_column);
        end_column++;
    }
    json_t *region = holding("startLine", json_integer(line));
    mog_json_set(region, "startColumn", json_integer(column));
    mog_json_set(region, "endLine", json_integer(end_line));
    mog_json_set(region, "endColumn", json_integer(end_column));
    mog_json_set(region, "byteOffset", json_integer(span.start));
    mog_json_set(region, "byteLength", json_integer(span.end - span.start));
    return region;
}

static json_t *result_of(const mog_diagnostics *all, const mog_diagnostic *one)
{
    const mog_source *file = &all->files[one->span.file];
    json_t *result = holding("ruleId", json_string(mog_diagnostic_name(one->code)));
    json_t *place = holding("artifactLocation", location_of(file->path, one->span.file));
    json_t *locations = mog_json_array();
    mog_json_set(result, "ruleIndex", json_integer(one->code));
    mog_json_set(result, "level", json_string(level_of(one->code)));
    mog_json_set(result, "message", holding("text", mog_json_text(one->message)));
    mog_json_set(place, "region", region_of(file, one->span));
    mog_json_append(locations, holding("physicalLocation", place));
    mog_json_set(result, "locations", locations);
    return result;
}

/* ---- the run */

static json_t *invocation_of(const mog_diagnostics *all)
{
    json_t *invocation = holding("executionSuccessful", json_true());
    size_t told = all->errors + all->warnings;
    if (told > all->count) {
        char text[64];
        json_t *notifications = mog_json_array(), *one = holding("level", json_string("warning"));
        snprintf(text, sizeof text, "%zu more diagnostics are not listed", told - all->count);
        mog_json_set(one, "message", holding("text", json_string(text)));
        mog_json_append(notifications, one);
        mog_json_set(invocation, "toolExecutionNotifications", notifications);
    }
    return invocation;
}

json_t *cli_sarif(const mog_diagnostics *all)
{
    json_t *run = holding("tool", tool_of()), *files = mog_json_array(), *results = mog_json_array();
    json_t *invocations = mog_json_array(), *runs = mog_json_array();
    mog_json_append(invocations, invocation_of(all));
    mog_json_set(run, "invocations", invocations);
    mog_json_set(run, "columnKind", json_string("unicodeCodePoints"));
    for (uint32_t i = 0; i < all->file_count; i++)
        mog_json_append(files, holding("location", location_of(all->files[i].path, i)));
    mog_json_set(run, "artifacts", files);
    for (size_t i = 0; i < all->count; i++) mog_json_append(results, result_of(all, &all->at[i]));
    mog_json_set(run, "results", results);
    mog_json_append(runs, run);
    json_t *log = holding("$schema", json_string(SCHEMA));
    mog_json_set(log, "version", json_string("2.1.0"));
    mog_json_set(log, "runs", runs);
    return log;
}
