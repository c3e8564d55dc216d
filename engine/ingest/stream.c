/* stream.c: lines of evidence, one after the other. */
#include "engine/ingest/reader.h"

#include "base/file.h"

#include <errno.h>

static bool is_blank(mog_text line)
{
    for (size_t i = 0; i < line.size; i++) {
        if (line.at[i] != ' ' && line.at[i] != '\t' && line.at[i] != '\r') return false;
    }
    return true;
}

/* Some programs put a byte order mark in front of UTF-8. */
static mog_text past_mark(mog_text line)
{
    mog_text mark = MOG_TEXT("\xef\xbb\xbf");
    return mog_text_starts(line, mark) ? (mog_text){line.at + mark.size, line.size - mark.size} : line;
}

/* "name:line: path" */
static void locate(mog_error *out, const mog_error *cause, const char *name, uint64_t number)
{
    *out = *cause;
    out->place[0] = '\0';
    const char *between = cause->place[0] ? ": " : "";
    mog_error_place(out, "%s:%llu%s%s", name, (unsigned long long)number, between, cause->place);
}

static mog_status read_line(mog_added *out, mog_ingest *ingest, mog_batch *batch, mog_line read, mog_text line,
                            mog_error *cause)
{
    if (read == MOG_LINE_READ) return mog_ingest_line(out, ingest, batch, line, cause);
    mog_fail(cause, MOG_INPUT, "the line is longer than %u MiB", MOG_LINE_LIMIT >> 20);
    mog_error_hint(cause, "each line is one record; write every JSON object on a line of its own");
    return MOG_INPUT;
}

static mog_status endless(mog_error *err, const char *name, uint64_t number)
{
    mog_fail(err, MOG_INPUT, "the line has no end within %zu MiB", MOG_LINE_SKIPPED >> 20);
    mog_error_place(err, "%s:%llu", name, (unsigned long long)number);
    mog_error_hint(err, "each line is one record; this is no file of evidence");
    return MOG_INPUT;
}

mog_status mog_ingest_stream(mog_ingest_counts *counts, mog_ingest *ingest, mog_batch *batch, FILE *stream,
                             const char *name, mog_ingest_refused *refused, void *context, mog_error *err)
{
    mog_status status = MOG_OK;
    mog_lines lines = {.stream = stream, .limit = MOG_LINE_LIMIT};
    mog_text line;
    mog_line read;
    while (!status && (read = mog_lines_next(&lines, &line)) != MOG_LINE_END) {
        if (read == MOG_LINE_FAULT) {
            status = mog_fail_errno(err, errno, "cannot read the evidence");
            mog_error_place(err, "%s", name);
            break;
        }
        if (read == MOG_LINE_ENDLESS) {
            status = endless(err, name, lines.number);
            break;
        }
        if (lines.number == 1) line = past_mark(line);
        if (read == MOG_LINE_READ && is_blank(line)) continue;
        mog_error cause = MOG_ERROR_NONE, located;
        mog_added added = {0};
        status = read_line(&added, ingest, batch, read, line, &cause);
        if (status == MOG_OK) {
            if (added.identical) counts->identical++;
            else counts->added++;
            continue;
        }
        locate(&located, &cause, name, lines.number);
        if (status == MOG_INPUT) {
            counts->refused++;
            if (refused) status = refused(context, &located);
        }
        if (status && err && err->status == MOG_OK) {
            *err = located;
            err->status = status;
        }
    }
    mog_lines_free(&lines);
    return status;
}
