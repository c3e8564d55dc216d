/* xml.h: reading XML from anybody, as a stream, in bounded memory.
 *
 * No network, no DTD, no entities but the five that XML has; a document with a document type declaration is refused where that begins, before
 * anything in it is looked at, since none of the formats that are read has one and all attacks by entities need one. Nesting, elements and the size of the
 * file are limited here, and so are tags and attributes: libxml2 compares each attribute of an element with each, and each name with those of
 * like hash. No tree is built; what is held at a time is the piece at hand and what is not closed in it, at most 10 MiB.
 *
 * The parser is libxml2's for SAX, fed with large pieces. (Its xmlTextReader feeds the same parser 512 bytes at a time, and starts over with each
 * piece on what is not closed yet: 10 MB of a document type declaration took it a minute. It also keeps the neighbours of a text: half a gigabyte for a file of such.)
 */
#ifndef IMPORT_XML_H
#define IMPORT_XML_H

#include "import.h"

#define XML_SIZE_LIMIT ((size_t)512 << 20) /* bytes of a file */
#define XML_DEPTH_LIMIT 100                /* elements in elements */
#define XML_ELEMENT_LIMIT 20000000u
#define XML_TAG_LIMIT ((size_t)128 << 10) /* bytes of a tag, a comment or the like; of a CDATA section 8 MiB */
#define XML_ATTRIBUTE_LIMIT 200           /* attributes, or namespaces, of an element */
#define XML_NAME_LIMIT 20000              /* different names */

/* An element that begins, ends (an empty one begins and ends), or text within one, which may come in parts. */
typedef enum xml_event { XML_BEGIN, XML_END, XML_TEXT } xml_event;

typedef struct xml_place {
    const char *name;  /* of the element, without prefix; "" for text */
    const char *space; /* its namespace; "" where it has none */
    const char *text;  /* of XML_TEXT, `size` bytes; else NULL */
    size_t size;
    int depth; /* of the element; that of the root is 0. Text: of the element around it, plus one */
    const unsigned char **attributes; /* for attribute() */
    int attribute_count;
} xml_place;

/* Calls `each` for all of the file, until it returns false or the file ends. False: the file is refused. */
bool read_xml(import *i, bool (*each)(void *context, xml_event event, const xml_place *place), void *context);

/* A copy; NULL: the element has no such attribute, without prefix. */
char *attribute(const xml_place *place, const char *name);

/* Text of an element as it comes in parts, up to a limit. */
typedef struct gathered {
    char *at;
    size_t size;
} gathered;
#define GATHER_LIMIT 8192u
void gather(gathered *text, const xml_place *place);
void gathered_free(gathered *text);

#endif
