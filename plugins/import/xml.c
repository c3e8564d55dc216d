/* xml.c: XML from anybody. */
#include "xml.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE (1 << 15)
#define CDATA_LIMIT ((size_t)8 << 20)

typedef struct walk {
    import *i;
    bool (*each)(void *context, xml_event event, const xml_place *place);
    void *context;
    xmlParserCtxtPtr parser;
    uint32_t elements;
    int depth;    /* elements that are open */
    bool stopped; /* by us: nothing more is told */
    bool complained;
    char complaint[300];
} walk;

/* ---- for those who listen */

char *attribute(const xml_place *place, const char *name)
{
    for (int k = 0; k < place->attribute_count; k++) {
        const unsigned char **one = place->attributes + 5 * k; /* name, prefix, namespace, value, its end */
        if (one[1] != NULL || strcmp((const char *)one[0], name) != 0) continue;
        size_t size = (size_t)(one[4] - one[3]);
        char *copy = allocate(size + 1, 1);
        memcpy(copy, one[3], size);
        return copy;
    }
    return NULL;
}

void gather(gathered *text, const xml_place *place)
{
    size_t more = place->size, room = GATHER_LIMIT - text->size;
    if (text->at == NULL) text->at = allocate(GATHER_LIMIT + 1, 1);
    if (more > room) more = room;
    memcpy(text->at + text->size, place->text, more);
    text->size += more;
    text->at[text->size] = '\0';
}

void gathered_free(gathered *text)
{
    free(text->at);
    *text = (gathered){0};
}

/* ---- what the parser tells */

static const char *told(const xmlChar *text)
{
    return text == NULL ? "" : (const char *)text;
}

static void go_on_if(walk *w, bool goes_on)
{
    if (goes_on || w->stopped) return;
    w->stopped = true;
    xmlStopParser(w->parser);
}

static void begin(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *space, int spaces,
                  const xmlChar **bound, int attributes, int defaulted, const xmlChar **values)
{
    walk *w = context;
    (void)prefix, (void)bound, (void)defaulted;
    if (w->stopped) return;
    xml_place place = {.name = told(name),
                       .space = told(space),
                       .depth = w->depth++,
                       .attributes = values,
                       .attribute_count = attributes};
    if (++w->elements > XML_ELEMENT_LIMIT) go_on_if(w, refuse(w->i, "more than %u elements", XML_ELEMENT_LIMIT));
    else if (place.depth > XML_DEPTH_LIMIT)
        go_on_if(w, refuse(w->i, "elements nested more than %d deep", XML_DEPTH_LIMIT));
    else if (attributes > XML_ATTRIBUTE_LIMIT || spaces > XML_ATTRIBUTE_LIMIT)
        go_on_if(w, refuse(w->i, "an element with more than %d attributes", XML_ATTRIBUTE_LIMIT));
    else go_on_if(w, w->each(w->context, XML_BEGIN, &place));
}

static void end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
    walk *w = context;
    (void)prefix;
    if (w->stopped) return;
    xml_place place = {.name = told(name), .space = told(space), .depth = --w->depth};
    go_on_if(w, w->each(w->context, XML_END, &place));
}

static void characters(void *context, const xmlChar *text, int size)
{
    walk *w = context;
    if (w->stopped || size <= 0) return;
    xml_place place = {.name = "", .space = "", .text = (const char *)text, .size = (size_t)size, .depth = w->depth};
    go_on_if(w, w->each(w->context, XML_TEXT, &place));
}

static void declaration(void *context, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    walk *w = context;
    (void)name, (void)public_id, (void)system_id;
    go_on_if(w, refuse(w->i, "it has a document type declaration; such files are not read"));
}

/* The first fault is the one that tells. One that libxml2 would read on after, such as a prefix without namespace, ends the reading, too. */
static void complain(void *context, xmlErrorPtr fault)
{
    walk *w = context;
    if (w->stopped || fault->level < XML_ERR_ERROR) return;
    char *line = clean(fault->message, 200);
    w->complained = true;
    snprintf(w->complaint, sizeof w->complaint, "line %d: %s", fault->line, line ? line : "not well-formed");
    free(line);
    go_on_if(w, false);
}

/* ---- reading */

/* What the parser holds is a tag or the like that is not closed yet, and names. */
static bool has_room(walk *w)
{
    const xmlParserInput *input = w->parser->input;
    size_t held = input == NULL ? 0 : (size_t)(input->end - input->cur);
    size_t most = w->parser->instate == XML_PARSER_CDATA_SECTION ? CDATA_LIMIT : XML_TAG_LIMIT;
    if (held > most) return refuse(w->i, "a tag or the like of more than %zu KiB", most >> 10);
    if (xmlDictSize(w->parser->dict) > XML_NAME_LIMIT)
        return refuse(w->i, "more than %d different names", XML_NAME_LIMIT);
    return true;
}

static void feed(walk *w)
{
    char *bytes = allocate(PIECE, 1);
    size_t total = 0;
    ptrdiff_t got;
    while (!w->stopped && (got = read_some(w->i, &total, XML_SIZE_LIMIT, bytes, PIECE)) > 0) {
        xmlParseChunk(w->parser, bytes, (int)got, 0);
        if (!w->stopped) go_on_if(w, has_room(w));
    }
    if (!w->stopped && !w->i->failed) xmlParseChunk(w->parser, bytes, 0, 1);
    free(bytes);
}

bool read_xml(import *i, bool (*each)(void *context, xml_event event, const xml_place *place), void *context)
{
    walk w = {.i = i, .each = each, .context = context};
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                             .startElementNs = begin,
                             .endElementNs = end,
                             .characters = characters,
                             .cdataBlock = characters,
                             .internalSubset = declaration,
                             .serror = complain};
    w.parser = xmlCreatePushParserCtxt(&handler, &w, NULL, 0, NULL);
    if (w.parser == NULL) return refuse(i, "it cannot be read as XML");
    xmlCtxtUseOptions(w.parser, XML_PARSE_NONET);
    feed(&w);
    bool whole = w.parser->wellFormed != 0;
    xmlFreeParserCtxt(w.parser);
    if (i->failed) return false;
    if (w.complained) return refuse(i, "not XML that is read here: %s", w.complaint);
    if (w.stopped) return true; /* whoever listens has heard enough */
    return whole || refuse(i, "not XML that is read here");
}
