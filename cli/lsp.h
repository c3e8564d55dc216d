/* lsp.h: the language server: the policies in an editor, by the Language Server Protocol 3.17.
 *
 *     cmd_policy_lsp.c   the command: bytes from stdin, bytes to stdout
 *     lsp_frame.c        bytes to messages (Content-Length)
 *     lsp_server.c       messages to the requests below, their answers, the order of a session
 *     lsp_json.c         building and reading JSON
 *     lsp_position.c     lines and columns in the client's encoding
 *     lsp_uri.c          paths and URIs
 *     lsp_document.c     the policy files: on disk, or as they are open in the editor
 *     lsp_edit.c         documents as the client opens, changes and closes them
 *     lsp_diagnostics.c, lsp_hover.c, lsp_completion.c, lsp_definition.c, lsp_symbols.c, lsp_formatting.c
 *                        one feature each
 *
 * What is about the language (what stands at a place, what could stand there) is asked of dsl/. A server reads policy
 * files and nothing else, and prints nothing: what it has to say is appended, framed, to a buffer. Any bytes may come
 * in; an answer that cannot be given is an error of the protocol, never an end.
 */
#ifndef MOG_CLI_LSP_H
#define MOG_CLI_LSP_H

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "dsl/analysis.h"

/* ---- lsp_frame.c */

#define LSP_LONGEST_MESSAGE (64u << 20) /* bytes; a policy file has at most 16 MiB */
#define LSP_LONGEST_HEADER (8u << 10)

/* Zero-initialise. */
typedef struct lsp_frames {
    mog_buffer bytes;
    size_t start;   /* of what is not yet used */
    size_t content; /* bytes of the message whose header was read; */
    bool in_content;
    size_t skip; /* bytes of a message too long, still to come */
} lsp_frames;

typedef enum lsp_frame { LSP_FRAME_NONE, LSP_FRAME_MESSAGE, LSP_FRAME_FAULT } lsp_frame;

void lsp_frames_add(lsp_frames *frames, const void *bytes, size_t size);
/* The next message, borrowed until more bytes are added; or what is wrong with the bytes, which are passed over. NONE: more bytes are needed. */
lsp_frame lsp_frames_next(lsp_frames *frames, mog_text *message, const char **fault);
void lsp_frames_free(lsp_frames *frames);

/* ---- lsp_position.c */

typedef enum lsp_encoding { LSP_UTF16, LSP_UTF8, LSP_UTF32 } lsp_encoding;

/* Where lines begin. A line ends at \n, \r\n or \r. */
typedef struct lsp_lines {
    size_t *starts; /* at least one; malloc'd */
    size_t count, capacity;
} lsp_lines;

typedef struct lsp_position {
    size_t line, character; /* from 0 */
} lsp_position;

void lsp_lines_find(lsp_lines *lines, mog_text text); /* anew */
void lsp_lines_free(lsp_lines *lines);
/* A place outside the text is that nearest to it; within a character: before it. */
size_t lsp_offset_of(mog_text text, const lsp_lines *lines, lsp_encoding encoding, lsp_position position);
lsp_position lsp_position_of(mog_text text, const lsp_lines *lines, lsp_encoding encoding, size_t offset);

/* ---- lsp_uri.c */

/* "file:///a%20b.mog" to "/a b.mog", links resolved where the file is there. Another scheme: the URI itself. malloc'd. */
char *lsp_uri_to_path(mog_text uri);
char *lsp_path_to_uri(mog_text path); /* malloc'd */

/* ---- lsp_document.c */

typedef struct lsp_document {
    char *path; /* the file's name in diagnostics */
    char *uri;  /* as the client writes it */
    mog_buffer text;
    lsp_lines lines;   /* of `text`; found on demand */
    bool lines_stand;  /* `lines` are those of `text` */
    bool open;         /* `text` is the client's, not the file's */
    bool on_disk;      /* under the policy paths */
    bool seen;         /* in the scan that goes on */
    int64_t version;   /* of an open document */
    bool version_told; /* diagnostics of this version were published */
    char *published;   /* the diagnostics last published, as text; NULL: none ever */
} lsp_document;

typedef struct lsp_server lsp_server;

lsp_document *lsp_find_path(const lsp_server *server, mog_text path); /* NULL: none */
lsp_document *lsp_find_uri(const lsp_server *server, mog_text uri);
lsp_document *lsp_add_document(lsp_server *server, const char *path, const char *uri);
void lsp_set_text(lsp_server *server, lsp_document *document, mog_text text);
const lsp_lines *lsp_lines_of(lsp_document *document);
mog_text lsp_text_of(const lsp_document *document);
/* Reads the policy paths again. What cannot be read is told to the client. */
void lsp_scan(lsp_server *server, mog_buffer *out);
void lsp_free_documents(lsp_server *server);

/* ---- lsp_server.c */

typedef struct lsp_options {
    const char *const *paths; /* of policies: files and folders */
    size_t path_count;
    const mog_input *kinds; /* of plugins */
    size_t kind_count;
    const mog_plugins *plugins;
    bool swedish;
} lsp_options;

typedef enum lsp_state { LSP_NEW, LSP_READY, LSP_SHUT, LSP_ENDED } lsp_state;

struct lsp_server {
    lsp_options options;
    lsp_state state;
    bool was_shut; /* before it ended */
    /* what the client can do */
    lsp_encoding encoding;
    bool markdown, hierarchical;
    lsp_document **documents; /* sorted by path */
    size_t document_count, document_capacity;
    bool stale;       /* the analysis is not of the documents as they are */
    bool unpublished; /* its diagnostics were not published */
    mog_analysis *analysis;
};

/* What is pointed to by the options must outlive the server. */
lsp_server *lsp_server_new(const lsp_options *options);
void lsp_server_free(lsp_server *server);
void lsp_server_receive(lsp_server *server, mog_text message, mog_buffer *out);
void lsp_server_fault(const char *fault, mog_buffer *out); /* of framing */
/* Publishes diagnostics of what changed. To be called where no input waits. */
void lsp_server_settle(lsp_server *server, mog_buffer *out);

/* The policies as they are now. */
const mog_analysis *lsp_analyse(lsp_server *server);

/* ---- requests: an answer (a new reference), or NULL and a failure */

enum {
    LSP_PARSE_ERROR = -32700,
    LSP_INVALID_REQUEST = -32600,
    LSP_METHOD_NOT_FOUND = -32601,
    LSP_INVALID_PARAMS = -32602,
    LSP_NOT_INITIALIZED = -32002,
    LSP_REQUEST_FAILED = -32803
};

typedef struct lsp_failure {
    int code; /* 0: none */
    char message[512];
} lsp_failure;

json_t *lsp_fail(lsp_failure *failure, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4))); /* NULL */

/* A place in a document that a request names. */
typedef struct lsp_spot {
    lsp_document *document;
    const mog_analysis *analysis;
    uint32_t file; /* of the analysis */
    uint32_t offset;
} lsp_spot;

bool lsp_find_document(lsp_spot *out, lsp_server *server, const json_t *params, lsp_failure *failure);
bool lsp_find_spot(lsp_spot *out, lsp_server *server, const json_t *params, lsp_failure *failure);
json_t *lsp_range(const lsp_server *server, lsp_document *document, uint32_t start, uint32_t end);
/* {uri, range}; NULL: no file of the client's, such as the kinds of a plugin. */
json_t *lsp_location(const lsp_server *server, const mog_analysis *analysis, mog_span span);

json_t *lsp_hover(lsp_server *server, const json_t *params, lsp_failure *failure);
json_t *lsp_completion(lsp_server *server, const json_t *params, lsp_failure *failure);
json_t *lsp_definition(lsp_server *server, const json_t *params, lsp_failure *failure);
json_t *lsp_references(lsp_server *server, const json_t *params, lsp_failure *failure);
json_t *lsp_rename(lsp_server *server, const json_t *params, lsp_failure *failure);
json_t *lsp_symbols(lsp_server *server, const json_t *params, lsp_failure *failure);
json_t *lsp_formatting(lsp_server *server, const json_t *params, lsp_failure *failure);

void lsp_did_open(lsp_server *server, const json_t *params, mog_buffer *out);
void lsp_did_change(lsp_server *server, const json_t *params, mog_buffer *out);
void lsp_did_save(lsp_server *server, const json_t *params, mog_buffer *out);
void lsp_did_close(lsp_server *server, const json_t *params, mog_buffer *out);
void lsp_publish(lsp_server *server, mog_buffer *out);
void lsp_publish_none(lsp_document *document, mog_buffer *out); /* takes back what was published */

/* ---- lsp_json.c */

mog_text lsp_text(const json_t *object, const char *key); /* empty: no such text */
json_int_t lsp_integer(const json_t *object, const char *key, json_int_t otherwise);
bool lsp_lists(const json_t *array, const char *word);                /* an array of texts that has the word */
const json_t *lsp_path(const json_t *value, const char *path);        /* "textDocument.hover"; NULL: nothing there */
void lsp_send(mog_buffer *out, json_t *message);                      /* frames it; takes the reference */
void lsp_notify(mog_buffer *out, const char *method, json_t *params); /* takes the reference */
bool lsp_read_position(lsp_position *out, const json_t *position);

#endif
