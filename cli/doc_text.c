/* doc_text.c: Markdown: what is escaped, how links are made, and writing pages. */
#include "cli/doc.h"
#include "cli/kind_words.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cli_doc_begin(cli_doc *doc, const char *up)
{
    mog_buffer_clear(&doc->page);
    doc->up = up;
    doc->table = false;
    mog_buffer_add_text(&doc->page, mog_text_of(doc->mark));
}

mog_status cli_doc_end(cli_doc *doc, const char *path, mog_error *err)
{
    const char *name = mog_arena_format(doc->cli->arena, "%s/%s", doc->folder, path);
    FILE *file = fopen(name, "w");
    bool written = file && fwrite(doc->page.at, 1, doc->page.size, file) == doc->page.size;
    int fault = errno;
    if (file && fclose(file) != 0 && written) {
        written = false;
        fault = errno;
    }
    if (written) {
        doc->pages++;
        return MOG_OK;
    }
    mog_fail_errno(err, fault, "cannot write the page");
    mog_error_place(err, "%s", name);
    mog_error_hint(err, "choose another folder with --output");
    return MOG_SYSTEM;
}

void cli_doc_format(cli_doc *doc, const char *format, ...)
{
    char *text = NULL;
    va_list list;
    va_start(list, format);
    if (vasprintf(&text, format, list) < 0) mog_out_of_memory();
    va_end(list);
    mog_buffer_add(&doc->page, text, strlen(text));
    free(text);
}

/* ---- text */

/* Whether a line of text that begins so would be taken for a list, a heading or a rule. */
static bool begins_block(mog_text text)
{
    size_t digits = 0;
    while (digits < text.size && text.at[digits] >= '0' && text.at[digits] <= '9') digits++;
    if (digits && digits < text.size) return text.at[digits] == '.' || text.at[digits] == ')';
    return text.size && strchr("+-=", text.at[0]);
}

void cli_doc_text(cli_doc *doc, mog_text text)
{
    bool escape_first = begins_block(text) && (doc->page.size == 0 || doc->page.at[doc->page.size - 1] == '\n');
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c < ' ' || c == 0x7F) {
            mog_buffer_add(&doc->page, " ", 1);
            continue;
        }
        bool first_sign = escape_first && (c < '0' || c > '9');
        if (strchr("\\`*_[]<>|~#&$", c) || first_sign) mog_buffer_add(&doc->page, "\\", 1);
        if (first_sign) escape_first = false;
        mog_buffer_add(&doc->page, &text.at[i], 1);
    }
}

static size_t longest_ticks(mog_text text)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < text.size; i++) {
        run = text.at[i] == '`' ? run + 1 : 0;
        if (run > longest) longest = run;
    }
    return longest;
}

static void add_ticks(cli_doc *doc, size_t count)
{
    for (size_t i = 0; i < count; i++) mog_buffer_add(&doc->page, "`", 1);
}

void cli_doc_code(cli_doc *doc, mog_text text)
{
    size_t ticks = longest_ticks(text) + 1;
    bool apart = text.size && (text.at[0] == '`' || text.at[text.size - 1] == '`');
    add_ticks(doc, ticks);
    if (apart) mog_buffer_add(&doc->page, " ", 1);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool blank = c < ' ' || c == 0x7F;
        /* the lines of a text are one here */
        if (blank && i && ((unsigned char)text.at[i - 1] <= ' ')) continue;
        if (c == ' ' && i && (unsigned char)text.at[i - 1] < ' ') continue;
        if (c == '|' && doc->table) mog_buffer_add(&doc->page, "\\", 1);
        mog_buffer_add(&doc->page, blank ? " " : &text.at[i], 1);
    }
    if (apart) mog_buffer_add(&doc->page, " ", 1);
    add_ticks(doc, ticks);
}

static mog_text source_at(const cli_doc *doc, mog_span span)
{
    const mog_source *file = &doc->all->analysis->files[span.file];
    if (span.start >= span.end || span.end > file->text.size) return (mog_text){0};
    return (mog_text){file->text.at + span.start, span.end - span.start};
}

void cli_doc_inline_source(cli_doc *doc, mog_span span)
{
    cli_doc_code(doc, source_at(doc, span));
}

/* How far into its line a place is. */
static size_t column_of(const cli_doc *doc, mog_span span)
{
    const char *text = doc->all->analysis->files[span.file].text.at;
    uint32_t at = span.start;
    while (at > 0 && text[at - 1] != '\n') at--;
    return span.start - at;
}

/* Blanks that the lines after the first one share. */
static size_t shared_indentation(mog_text text)
{
    size_t shared = SIZE_MAX;
    for (const char *at = memchr(text.at, '\n', text.size); at;) {
        const char *end = text.at + text.size, *line = at + 1;
        size_t blanks = 0;
        while (line + blanks < end && line[blanks] == ' ') blanks++;
        if (line + blanks < end && line[blanks] != '\n' && blanks < shared) shared = blanks;
        at = line < end ? memchr(line, '\n', (size_t)(end - line)) : NULL;
    }
    return shared == SIZE_MAX ? 0 : shared;
}

void cli_doc_source(cli_doc *doc, mog_span span)
{
    mog_text text = source_at(doc, span);
    size_t ticks = longest_ticks(text) + 1, shared = text.size ? shared_indentation(text) : 0;
    if (ticks < 3) ticks = 3;
    if (shared > column_of(doc, span))
        shared = column_of(doc, span); /* what stands further in than the first line stays so */
    add_ticks(doc, ticks);
    cli_doc_format(doc, "mog\n");
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] != '\r') mog_buffer_add(&doc->page, &text.at[i], 1);
        size_t left = text.at[i] == '\n' ? shared : 0;
        for (; left > 0 && i + 1 < text.size && text.at[i + 1] == ' '; left--) i++;
    }
    cli_doc_format(doc, "\n");
    add_ticks(doc, ticks);
    cli_doc_format(doc, "\n\n");
}

mog_text cli_doc_choose(const cli_doc *doc, mog_text english, mog_text swedish)
{
    return cli_choose(doc->cli, english, swedish);
}

mog_text cli_doc_plain(const cli_doc *doc, const mog_node *text)
{
    mog_buffer out = {0};
    for (uint32_t i = 0; text && i < text->item_count; i++)
        if (text->items[i]->tag == MOG_NODE_PIECE) mog_buffer_add_text(&out, text->items[i]->name);
    mog_text kept = {mog_arena_copy(doc->cli->arena, out.at ? out.at : "", out.size), out.size};
    mog_buffer_free(&out);
    return kept;
}

mog_text cli_doc_pair(const cli_doc *doc, mog_text_pair pair)
{
    return cli_doc_choose(doc, cli_doc_plain(doc, pair.text), cli_doc_plain(doc, pair.swedish));
}

void cli_doc_heading(cli_doc *doc, const char *before, mog_text english, mog_text swedish)
{
    mog_text chosen = cli_doc_choose(doc, english, swedish), other = doc->cli->swedish ? english : swedish;
    if (!chosen.size && !*before) return;
    cli_doc_format(doc, "%s", before);
    cli_doc_text(doc, chosen);
    cli_doc_format(doc, "\n\n");
    if (!other.size || mog_text_equal(other, chosen)) return;
    cli_doc_format(doc, "*");
    cli_doc_text(doc, other);
    cli_doc_format(doc, "*\n\n");
}

void cli_doc_anchor(cli_doc *doc, mog_text id)
{
    cli_doc_format(doc, "<a id=\"%.*s\"></a>\n\n", (int)id.size, id.at);
}

/* ---- links: names of the language need no escaping in an address; in text `_` does */

static void link_to(cli_doc *doc, mog_text text, const char *page, mog_text anchor)
{
    cli_doc_format(doc, "[");
    cli_doc_text(doc, text);
    cli_doc_format(doc, "](%s%s%s", doc->up, page, anchor.size ? "#" : "");
    mog_buffer_add_text(&doc->page, anchor);
    cli_doc_format(doc, ")");
}

const char *cli_doc_control_page(const cli_doc *doc, mog_control_id control)
{
    char number[MOG_CONTROL_ID_TEXT];
    mog_control_id_format(number, control);
    return mog_arena_format(doc->cli->arena, "controls/%s.md", number);
}

void cli_doc_link_user(cli_doc *doc, uint32_t index)
{
    const mog_user *user = &doc->all->users[index];
    link_to(doc, user->id, user->gate ? "gates.md" : cli_doc_control_page(doc, user->control), user->id);
}

static const char *kind_page(const cli_doc *doc, uint32_t kind)
{
    mog_text name = doc->all->kinds[kind].kind->name;
    return mog_arena_format(doc->cli->arena, "kinds/%.*s.md", (int)name.size, name.at);
}

void cli_doc_link_kind(cli_doc *doc, uint32_t kind)
{
    link_to(doc, doc->all->kinds[kind].kind->name, kind_page(doc, kind), (mog_text){0});
}

void cli_doc_link_field(cli_doc *doc, uint32_t index)
{
    const mog_used_field *field = &doc->all->fields[index];
    mog_text kind = doc->all->kinds[field->kind].kind->name;
    char *name =
        mog_arena_format(doc->cli->arena, "%.*s.%.*s", (int)kind.size, kind.at, (int)field->path.size, field->path.at);
    link_to(doc, mog_text_of(name), kind_page(doc, field->kind), field->path);
}

/* What a module declares is found by both names: those of parameters may be the same in several. */
static void link_declared(cli_doc *doc, mog_text module, mog_text name, const char *page)
{
    char *anchor = mog_arena_format(doc->cli->arena, "%.*s%s%.*s", (int)module.size, module.size ? module.at : "",
                                    module.size ? "." : "", (int)name.size, name.at);
    link_to(doc, name, page, mog_text_of(anchor));
}

void cli_doc_link_param(cli_doc *doc, uint32_t index)
{
    const mog_used_param *param = &doc->all->params[index];
    link_declared(doc, param->module->name.text, param->param->name.text, "parameters.md");
}

void cli_doc_link_let(cli_doc *doc, uint32_t index)
{
    const mog_used_let *let = &doc->all->lets[index];
    link_declared(doc, let->module->name.text, let->let->name.text, "definitions.md");
}

void cli_doc_link_control(cli_doc *doc, mog_control_id control)
{
    char number[MOG_CONTROL_ID_TEXT];
    mog_control_id_format(number, control);
    link_to(doc, mog_text_of(number), cli_doc_control_page(doc, control), (mog_text){0});
}

void cli_doc_link_all(cli_doc *doc, const mog_uses *uses, void (*link)(cli_doc *doc, uint32_t index))
{
    for (size_t i = 0; i < uses->count; i++) {
        if (i) cli_doc_format(doc, ", ");
        link(doc, uses->at[i]);
    }
    if (uses->count == 0) cli_doc_format(doc, "–");
}
