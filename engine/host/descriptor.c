#include "engine/host/descriptor.h"

#include "engine/host/signature.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LONGEST_LINE 1024u        /* bytes of a name, signature or title */
#define LONGEST_KINDS (1u << 20)  /* bytes of the kinds */
#define LONGEST_MARKS 4096u       /* bytes of an importer's marks */
#define MOST_ENTRIES 1000u        /* functions, collectors, importers */
#define ABSENT UINT32_MAX         /* length of a text that is NULL */
#define TOO_LONG (UINT32_MAX - 1) /* length of a text over its limit; the text is not sent */

/* ---- what both sides know */

/* ABI 1.0 ends before the importers. */
static size_t size_of_minor(unsigned minor)
{
    return minor == 0 ? offsetof(mog_plugin, importers) : sizeof(mog_plugin);
}

/* Only the magic may be read of a structure that might be anything; the sizes come next, then the rest. */
bool mog_descriptor_fits(const mog_plugin *head, char *why, size_t why_size)
{
    if (head->magic != MOG_PLUGIN_MAGIC) {
        snprintf(why, why_size, "its magic number is %08x, not that of a plugin for mognad (%08x)", head->magic,
                 MOG_PLUGIN_MAGIC);
    } else if (head->abi_major != MOG_ABI_MAJOR) {
        snprintf(why, why_size, "it was compiled for ABI %u.%u; this program has %d.%d", head->abi_major,
                 head->abi_minor, MOG_ABI_MAJOR, MOG_ABI_MINOR);
    } else if (head->abi_minor > MOG_ABI_MINOR) {
        snprintf(why, why_size, "it was compiled for ABI %u.%u, newer than this program's %d.%d", head->abi_major,
                 head->abi_minor, MOG_ABI_MAJOR, MOG_ABI_MINOR);
    } else if (head->size != size_of_minor(head->abi_minor) || head->function_size != sizeof(mog_function) ||
               head->collector_size != sizeof(mog_collector)) {
        snprintf(why, why_size, "its structures have %u, %u and %u bytes; those of ABI %u.%u have %zu, %zu and %zu",
                 head->size, head->function_size, head->collector_size, head->abi_major, head->abi_minor,
                 size_of_minor(head->abi_minor), sizeof(mog_function), sizeof(mog_collector));
    } else {
        return true;
    }
    return false;
}

const mog_function *mog_plugin_function_at(const mog_plugin *plugin, uint32_t n)
{
    if (!plugin->functions) return NULL;
    const char *at = (const char *)plugin->functions + (size_t)n * plugin->function_size;
    const mog_function *function = (const void *)at;
    return function->name ? function : NULL;
}

const mog_collector *mog_plugin_collector_at(const mog_plugin *plugin, uint32_t n)
{
    if (!plugin->collectors) return NULL;
    const char *at = (const char *)plugin->collectors + (size_t)n * plugin->collector_size;
    const mog_collector *collector = (const void *)at;
    return collector->name ? collector : NULL;
}

const mog_importer *mog_plugin_importer_at(const mog_plugin *plugin, uint32_t n)
{
    if (plugin->abi_minor < 1 || !plugin->importers || plugin->importer_size != sizeof(mog_importer)) return NULL;
    const mog_importer *importer = &plugin->importers[n];
    return importer->name ? importer : NULL;
}

mog_text mog_foreign_line(mog_arena *arena, mog_text text, size_t limit)
{
    mog_buffer line = {0};
    while (text.size > 0 && line.size < limit) {
        size_t valid = mog_utf8_valid(text);
        for (size_t i = 0; i < valid && line.size < limit; i++) {
            unsigned char c = (unsigned char)text.at[i];
            bool upper_control = c == 0xc2 && (unsigned char)text.at[i + 1] < 0xa0; /* U+0080..U+009F */
            if (c < 0x20 || c == 0x7f) mog_buffer_add(&line, " ", 1);
            else if (upper_control) mog_buffer_add(&line, "\xef\xbf\xbd", 3), i++;
            else mog_buffer_add(&line, text.at + i, 1);
        }
        if (valid < text.size) {
            mog_buffer_add(&line, "\xef\xbf\xbd", 3);
            valid++;
        }
        text = (mog_text){text.at + valid, text.size - valid};
    }
    size_t whole =
        mog_utf8_valid((mog_text){line.at ? line.at : "", line.size}); /* the limit may cut through a character */
    while (whole > 0 && line.at[whole - 1] == ' ') whole--;
    mog_text out = {mog_arena_copy(arena, line.at ? line.at : "", whole), whole};
    mog_buffer_free(&line);
    return out;
}

void mog_plugin_refuse(mog_host_plugin *plugin, mog_arena *arena, const char *format, ...)
{
    char why[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    plugin->refused = mog_foreign_line(arena, mog_text_of(why), sizeof why);
    plugin->functions = NULL;
    plugin->collectors = NULL;
    plugin->importers = NULL;
    plugin->function_count = plugin->collector_count = plugin->importer_count = 0;
    plugin->kinds = MOG_TEXT("");
}

/* ---- writing */

static void put_number(mog_buffer *out, uint32_t value)
{
    mog_buffer_add(out, &value, sizeof value);
}

static void put_text(mog_buffer *out, const char *text, size_t limit)
{
    if (!text) {
        put_number(out, ABSENT);
        return;
    }
    size_t size = strnlen(text, limit + 1);
    if (size > limit) {
        put_number(out, TOO_LONG);
        return;
    }
    put_number(out, (uint32_t)size);
    mog_buffer_add(out, text, size);
}

static void put_importers(mog_buffer *out, const mog_plugin *plugin)
{
    uint32_t count = 0;
    while (count <= MOST_ENTRIES && mog_plugin_importer_at(plugin, count)) count++;
    put_number(out, plugin->abi_minor < 1 ? sizeof(mog_importer) : plugin->importer_size);
    put_number(out, count);
    for (uint32_t i = 0; i < count; i++) {
        const mog_importer *importer = mog_plugin_importer_at(plugin, i);
        put_text(out, importer->name, LONGEST_LINE);
        put_text(out, importer->title, LONGEST_LINE);
        put_text(out, importer->suffixes, LONGEST_LINE);
        put_text(out, importer->marks, LONGEST_MARKS);
        put_number(out, importer->import != NULL);
    }
}

void mog_descriptor_write(mog_buffer *out, const mog_plugin *plugin, const char *problem)
{
    char why[256];
    put_text(out, problem ? problem : "", LONGEST_LINE);
    if (problem) return;
    mog_buffer_add(out, plugin, offsetof(mog_plugin, name));
    if (!mog_descriptor_fits(plugin, why, sizeof why)) return;
    put_text(out, plugin->name, LONGEST_LINE);
    put_text(out, plugin->kinds, LONGEST_KINDS);
    uint32_t count = 0;
    while (count <= MOST_ENTRIES && mog_plugin_function_at(plugin, count)) count++;
    put_number(out, count);
    for (uint32_t i = 0; i < count; i++) {
        const mog_function *function = mog_plugin_function_at(plugin, i);
        put_text(out, function->name, LONGEST_LINE);
        put_text(out, function->signature, LONGEST_LINE);
        put_text(out, function->title, LONGEST_LINE);
        put_number(out, function->call != NULL);
    }
    count = 0;
    while (count <= MOST_ENTRIES && mog_plugin_collector_at(plugin, count)) count++;
    put_number(out, count);
    for (uint32_t i = 0; i < count; i++) {
        const mog_collector *collector = mog_plugin_collector_at(plugin, i);
        put_text(out, collector->name, LONGEST_LINE);
        put_text(out, collector->title, LONGEST_LINE);
        put_text(out, collector->subject_type, LONGEST_LINE);
        put_number(out, collector->collect != NULL);
    }
    put_importers(out, plugin);
}

/* ---- reading */

typedef struct reader {
    mog_text rest;
    bool cut; /* the bytes ended too early */
    mog_arena *arena;
    mog_host_plugin *plugin;
} reader;

static void take_bytes(reader *r, void *out, size_t size)
{
    if (r->rest.size < size) {
        r->cut = true;
        r->rest.size = 0;
        memset(out, 0, size);
        return;
    }
    memcpy(out, r->rest.at, size);
    r->rest = (mog_text){r->rest.at + size, r->rest.size - size};
}

static uint32_t take_number(reader *r)
{
    uint32_t value;
    take_bytes(r, &value, sizeof value);
    return value;
}

/* A text that is valid UTF-8; one that is NULL is the empty text. False: the plugin is refused because of it. */
static bool take_text(reader *r, mog_text *out, const char *what)
{
    uint32_t size = take_number(r);
    *out = MOG_TEXT("");
    if (size == ABSENT) return true;
    if (size == TOO_LONG) {
        mog_plugin_refuse(r->plugin, r->arena, "%s is too long or has no end", what);
        return false;
    }
    if (size > r->rest.size) {
        r->cut = true;
        r->rest.size = 0;
        return true;
    }
    *out = (mog_text){mog_arena_copy(r->arena, r->rest.at, size), size};
    r->rest = (mog_text){r->rest.at + size, r->rest.size - size};
    if (mog_utf8_valid(*out) == out->size) return true;
    mog_plugin_refuse(r->plugin, r->arena, "%s is not UTF-8", what);
    return false;
}

static bool take_title(reader *r, mog_text *out, const char *what)
{
    if (!take_text(r, out, what)) return false;
    *out = mog_foreign_line(r->arena, *out, LONGEST_LINE);
    return true;
}

static bool take_word(reader *r, mog_text *out, const char *what)
{
    if (!take_text(r, out, what)) return false;
    if (r->cut || mog_is_word(*out)) return true;
    mog_plugin_refuse(r->plugin, r->arena, "%s `%.*s` is not a word of small letters, digits and `_`", what,
                      (int)(out->size < 80 ? out->size : 80), out->at);
    return false;
}

static bool take_function(reader *r, mog_host_function *f, uint32_t index)
{
    char why[128];
    mog_text signature;
    mog_function_use types;
    if (!take_word(r, &f->name, "a function's name") || !take_text(r, &signature, "a function's signature") ||
        !take_title(r, &f->title, "a function's title")) {
        return false;
    }
    bool callable = take_number(r) != 0;
    if (r->cut) return true;
    if (!callable) {
        mog_plugin_refuse(r->plugin, r->arena, "the function `%s` has no code", f->name.at);
        return false;
    }
    if (!mog_signature_parse(&types, signature, why, sizeof why)) {
        mog_plugin_refuse(r->plugin, r->arena, "the signature `%.200s` of the function `%s` is wrong: %s", signature.at,
                          f->name.at, why);
        return false;
    }
    f->signature = mog_signature_text(r->arena, &types);
    for (uint32_t i = 0; i < index; i++) {
        if (mog_text_equal(r->plugin->functions[i].name, f->name)) {
            mog_plugin_refuse(r->plugin, r->arena, "it has two functions named `%s`", f->name.at);
            return false;
        }
    }
    return true;
}

static bool take_collector(reader *r, mog_host_collector *c, uint32_t index)
{
    if (!take_word(r, &c->name, "a collector's name") || !take_title(r, &c->title, "a collector's title") ||
        !take_word(r, &c->subject_type, "a collector's type of subject")) {
        return false;
    }
    bool callable = take_number(r) != 0;
    if (r->cut) return true;
    if (!callable) {
        mog_plugin_refuse(r->plugin, r->arena, "the collector `%s` has no code", c->name.at);
        return false;
    }
    for (uint32_t i = 0; i < index; i++) {
        if (mog_text_equal(r->plugin->collectors[i].name, c->name)) {
            mog_plugin_refuse(r->plugin, r->arena, "it has two collectors named `%s`", c->name.at);
            return false;
        }
    }
    return true;
}

static bool take_importer(reader *r, mog_host_importer *importer, uint32_t index)
{
    if (!take_word(r, &importer->name, "an importer's name") ||
        !take_title(r, &importer->title, "an importer's title") ||
        !take_title(r, &importer->suffixes, "an importer's list of suffixes") ||
        !take_text(r, &importer->marks, "an importer's list of marks")) {
        return false;
    }
    bool callable = take_number(r) != 0;
    if (r->cut) return true;
    if (!callable) {
        mog_plugin_refuse(r->plugin, r->arena, "the importer `%s` has no code", importer->name.at);
        return false;
    }
    for (uint32_t i = 0; i < index; i++) {
        if (mog_text_equal(r->plugin->importers[i].name, importer->name)) {
            mog_plugin_refuse(r->plugin, r->arena, "it has two importers named `%s`", importer->name.at);
            return false;
        }
    }
    return true;
}

static bool take_count(reader *r, uint32_t *out, const char *what)
{
    *out = take_number(r);
    if (*out <= MOST_ENTRIES) return true;
    mog_plugin_refuse(r->plugin, r->arena, "it has more than %u %s, or the list has no end", MOST_ENTRIES, what);
    return false;
}

static bool take_importers(reader *r)
{
    uint32_t count, size = take_number(r);
    if (r->cut) return true;
    if (size != sizeof(mog_importer)) {
        mog_plugin_refuse(r->plugin, r->arena, "its importers have %u bytes; those of ABI %u.%u have %zu", size,
                          r->plugin->abi_major, r->plugin->abi_minor, sizeof(mog_importer));
        return false;
    }
    if (!take_count(r, &count, "importers")) return false;
    mog_host_importer *importers = mog_take_array(r->arena, mog_host_importer, count);
    r->plugin->importers = importers;
    for (uint32_t i = 0; i < count && !r->cut; i++) {
        if (!take_importer(r, &importers[i], i)) return false;
    }
    r->plugin->importer_count = count;
    return true;
}

static bool take_lists(reader *r)
{
    uint32_t count;
    if (!take_count(r, &count, "functions")) return false;
    mog_host_function *functions = mog_take_array(r->arena, mog_host_function, count);
    r->plugin->functions = functions;
    for (uint32_t i = 0; i < count && !r->cut; i++) {
        if (!take_function(r, &functions[i], i)) return false;
    }
    r->plugin->function_count = count;
    if (!take_count(r, &count, "collectors")) return false;
    mog_host_collector *collectors = mog_take_array(r->arena, mog_host_collector, count);
    r->plugin->collectors = collectors;
    for (uint32_t i = 0; i < count && !r->cut; i++) {
        if (!take_collector(r, &collectors[i], i)) return false;
    }
    r->plugin->collector_count = count;
    return take_importers(r);
}

static bool take_descriptor(reader *r)
{
    char why[256];
    mog_text problem, name;
    mog_plugin head = {0};
    if (!take_text(r, &problem, "its descriptor")) return false;
    if (problem.size > 0) {
        mog_plugin_refuse(r->plugin, r->arena, "%s", problem.at);
        return false;
    }
    take_bytes(r, &head, offsetof(mog_plugin, name));
    if (r->cut) return true;
    if (!mog_descriptor_fits(&head, why, sizeof why)) {
        mog_plugin_refuse(r->plugin, r->arena, "%s", why);
        if (head.magic == MOG_PLUGIN_MAGIC) {
            r->plugin->abi_major = head.abi_major;
            r->plugin->abi_minor = head.abi_minor;
        }
        return false;
    }
    r->plugin->abi_major = head.abi_major;
    r->plugin->abi_minor = head.abi_minor;
    r->plugin->version_major = head.version_major;
    r->plugin->version_minor = head.version_minor;
    if (!take_word(r, &name, "its name")) return false;
    if (!r->cut) r->plugin->name = name;
    return take_text(r, &r->plugin->kinds, "the text of its kinds") && take_lists(r);
}

void mog_descriptor_read(mog_host_plugin *plugin, mog_arena *arena, mog_text bytes)
{
    reader r = {.rest = bytes, .arena = arena, .plugin = plugin};
    if (take_descriptor(&r) && (r.cut || r.rest.size > 0)) {
        mog_plugin_refuse(plugin, arena, "its descriptor cannot be read: it did not arrive whole");
    }
}
