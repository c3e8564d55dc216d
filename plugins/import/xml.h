/* xml.h: reading XML from anybody, as a stream, in bounded memory.
 *
 * No network, no DTD, no entities but the five that XML has; a document with a document type declaration is refused, since none of the formats
 * that are read has one and all attacks by entities need one. Nesting, elements and the size of the file are limited here, names, attributes and
 * texts by libxml2 (10 MB each, XML_PARSE_HUGE is off). What is held at a time is the path from the root to the node at hand.
 */
#ifndef IMPORT_XML_H
#define IMPORT_XML_H

#include "import.h"

#include <libxml/xmlreader.h>

#define XML_SIZE_LIMIT ((size_t)512 << 20) /* bytes of a file */
#define XML_DEPTH_LIMIT 100                /* elements in elements */
#define XML_ELEMENT_LIMIT 20000000u

/* An element that begins, ends (an empty one begins and ends), or text within one. */
typedef enum xml_event { XML_BEGIN, XML_END, XML_TEXT } xml_event;

typedef struct xml_place {
    xmlTextReaderPtr reader;
    const char *name;  /* of the element, without prefix */
    const char *space; /* its namespace; "" where it has none */
    const char *text;  /* of XML_TEXT; else NULL */
    int depth;         /* of the element; that of the root is 0. Text: of the element around it, plus one */
} xml_place;

/* Calls `each` for all of the file, until it returns false or the file ends. False: the file is refused. */
bool read_xml(import *i, bool (*each)(void *context, xml_event event, const xml_place *place), void *context);

/* A copy; NULL: the element has no such attribute. */
char *attribute(const xml_place *place, const char *name);

/* Text of an element as it comes in parts, up to a limit. */
typedef struct gathered {
    char *at;
    size_t size;
} gathered;
#define GATHER_LIMIT 8192u
void gather(gathered *text, const char *part);
void gathered_free(gathered *text);

#endif
