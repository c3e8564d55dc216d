/* xml.c: XML from anybody. */
#include "xml.h"

#include <stdlib.h>
#include <string.h>

typedef struct source {
    import *i;
    size_t total;
    bool complained;
    char complaint[300];
} source;

static int feed(void *context, char *buffer, int size)
{
    source *s = context;
    ptrdiff_t got = read_some(s->i, &s->total, XML_SIZE_LIMIT, buffer, (size_t)size);
    return got < 0 ? -1 : (int)got;
}

static int leave(void *context)
{
    (void)context;
    return 0;
}

/* The first fault is the one that tells. */
static void complain(void *context, xmlErrorPtr fault)
{
    source *s = context;
    if (s->complained || fault->level < XML_ERR_ERROR) return;
    char *line = clean(fault->message, 200);
    s->complained = true;
    snprintf(s->complaint, sizeof s->complaint, "line %d: %s", fault->line, line ? line : "not well-formed");
    free(line);
}

char *attribute(const xml_place *place, const char *name)
{
    xmlChar *value = xmlTextReaderGetAttribute(place->reader, (const xmlChar *)name);
    char *copy = value == NULL ? NULL : format("%s", (const char *)value);
    xmlFree(value);
    return copy;
}

void gather(gathered *text, const char *part)
{
    size_t more = strlen(part), room = GATHER_LIMIT - text->size;
    if (text->at == NULL) text->at = allocate(GATHER_LIMIT + 1, 1);
    if (more > room) more = room;
    memcpy(text->at + text->size, part, more);
    text->size += more;
    text->at[text->size] = '\0';
}

void gathered_free(gathered *text)
{
    free(text->at);
    *text = (gathered){0};
}

typedef struct walk {
    import *i;
    bool (*each)(void *context, xml_event event, const xml_place *place);
    void *context;
    xmlTextReaderPtr reader;
    uint32_t elements;
} walk;

static const char *told(const xmlChar *text)
{
    return text == NULL ? "" : (const char *)text;
}

static bool element(walk *w, xml_place *place, bool begins)
{
    place->name = told(xmlTextReaderConstLocalName(w->reader));
    place->space = told(xmlTextReaderConstNamespaceUri(w->reader));
    if (!begins) return w->each(w->context, XML_END, place);
    if (++w->elements > XML_ELEMENT_LIMIT) return refuse(w->i, "more than %u elements", XML_ELEMENT_LIMIT);
    if (place->depth > XML_DEPTH_LIMIT) return refuse(w->i, "elements nested more than %d deep", XML_DEPTH_LIMIT);
    if (!w->each(w->context, XML_BEGIN, place)) return false;
    return !xmlTextReaderIsEmptyElement(w->reader) || w->each(w->context, XML_END, place);
}

static bool node(walk *w)
{
    xml_place place = {.reader = w->reader, .name = "", .space = "", .depth = xmlTextReaderDepth(w->reader)};
    switch (xmlTextReaderNodeType(w->reader)) {
    case XML_READER_TYPE_DOCUMENT_TYPE:
    case XML_READER_TYPE_ENTITY_REFERENCE:
    case XML_READER_TYPE_ENTITY:
        return refuse(w->i, "a document type declaration or an entity; such files are not read");
    case XML_READER_TYPE_ELEMENT: return element(w, &place, true);
    case XML_READER_TYPE_END_ELEMENT: return element(w, &place, false);
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
        place.text = told(xmlTextReaderConstValue(w->reader));
        return w->each(w->context, XML_TEXT, &place);
    default: return true;
    }
}

bool read_xml(import *i, bool (*each)(void *context, xml_event event, const xml_place *place), void *context)
{
    source s = {.i = i};
    int more = 1;
    bool goes_on = true;
    xmlTextReaderPtr reader = xmlReaderForIO(feed, leave, &s, NULL, NULL, XML_PARSE_NONET | XML_PARSE_COMPACT);
    if (reader == NULL) return refuse(i, "it cannot be read as XML");
    xmlTextReaderSetStructuredErrorHandler(reader, complain, &s);
    walk w = {.i = i, .each = each, .context = context, .reader = reader};
    while (goes_on && (more = xmlTextReaderRead(reader)) == 1) {
        /* a fault that libxml2 would read on after, such as an unknown name space, is one here, too */
        goes_on = !s.complained && node(&w);
    }
    xmlFreeTextReader(reader);
    if (i->failed) return false;
    if (s.complained) return refuse(i, "not XML that is read here: %s", s.complaint);
    if (more < 0) return refuse(i, "not XML that is read here");
    return true;
}
