/* kind.h: the schema of evidence, as the rule language declares it and as records are laid out.
 *
 * A kind's fields, groups flattened to dotted paths, have slots numbered from 0 in the order of declaration. A row is
 *
 *     presence   ceil(fields / 64) words of 64 bits: bit i % 64 of word i / 64 says that field i is present
 *     slots      one word of 8 bytes a field
 *
 * A record is a row of its kind; each element of a list field is a row of the list's own. What a slot holds is said in
 * engine/store/record.h. Everything here lives in the arena of the policy, or of the store, that made it.
 */
#ifndef MOG_DSL_KIND_H
#define MOG_DSL_KIND_H

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "dsl/control_id.h"

/* tag, word, whether it is a scalar */
#define MOG_TYPES(T)                                                                                                   \
    T(BOOL, "bool", true)                                                                                              \
    T(INTEGER, "integer", true)                                                                                        \
    T(NUMBER, "number", true)                                                                                          \
    T(TEXT, "text", true)                                                                                              \
    T(TIME, "time", true)                                                                                              \
    T(DURATION, "duration", true)                                                                                      \
    T(ENUM, "enum", true)                                                                                              \
    T(CONTROL, "control", true)                                                                                        \
    T(REFERENCE, "reference", true)                                                                                    \
    T(LIST, "list", false)                                                                                             \
    T(SET, "set", false)

typedef enum mog_type_tag {
#define T(tag, word, scalar) MOG_TYPE_##tag,
    MOG_TYPES(T)
#undef T
    MOG_TYPE_COUNT
} mog_type_tag;

const char *mog_type_word(mog_type_tag tag);

typedef struct mog_row mog_row;

typedef struct mog_enum {
    const mog_text *names; /* the value is the index; at most 256 */
    uint32_t count;
} mog_enum;

int mog_enum_find(const mog_enum *values, mog_text name); /* -1: none */

typedef struct mog_type {
    mog_type_tag tag;
    mog_type_tag element;   /* of a SET: its scalar type */
    const mog_enum *values; /* of ENUM, or SET of ENUM */
    mog_text subject_type;  /* of REFERENCE, or SET of REFERENCE: "unit" */
    const mog_row *row;     /* of LIST */
} mog_type;

bool mog_type_equal(const mog_type *a, const mog_type *b); /* the same layout and meaning */
/* For people: "integer", "set of text", "enum { a, b }", "unit"; of a list, whose rows may be long, "list { … }". */
void mog_type_describe(mog_buffer *out, const mog_type *type);

typedef struct mog_field {
    mog_text path; /* "schedule", "storage.site" */
    mog_type type;
    bool personal;
    mog_text help, help_sv; /* may be empty */
} mog_field;

struct mog_row {
    const mog_field *fields; /* the index is the slot */
    uint32_t count;
    uint32_t words; /* of presence */
    uint32_t size;  /* bytes: 8 * (words + count) */
};

int mog_row_find(const mog_row *row, mog_text path); /* the slot, or -1 */

/* How evidence was come by (SCORING.md, Assurance): word, cap on achievement in units of 1e-9. */
#define MOG_ASSURANCES(A)                                                                                              \
    A(STATED, "stated", 500000000)                                                                                     \
    A(DOCUMENTED, "documented", 850000000)                                                                             \
    A(MEASURED, "measured", 1000000000)                                                                                \
    A(TESTED, "tested", 1000000000)

typedef enum mog_assurance {
#define A(tag, word, cap) MOG_ASSURANCE_##tag,
    MOG_ASSURANCES(A)
#undef A
    MOG_ASSURANCE_COUNT
} mog_assurance;

const char *mog_assurance_word(mog_assurance assurance);
int64_t mog_assurance_cap(mog_assurance assurance);
int mog_assurance_find(mog_text word); /* -1: none */

typedef struct mog_kind {
    mog_text name, title, title_sv;
    mog_text module;
    bool many;
    bool is_register; /* the register of the subject type of its name */
    const mog_text *about; /* subject types */
    uint32_t about_count;
    mog_row row;
    bool has_fresh;
    mog_duration fresh;
    mog_assurance assurance;
    uint32_t index; /* in the policy's list of kinds */
} mog_kind;

bool mog_kind_is_about(const mog_kind *kind, mog_text subject_type);
bool mog_kind_is_about_subject(const mog_kind *kind, mog_text subject); /* "system:hr" */

/* The kind's layout as rule-language text without titles, explanations, freshness or assurance: two kinds with the same text lay out
 * records alike. mog_kind_parse reads it back; status MOG_INPUT when the text is not such a text. */
void mog_kind_describe(mog_buffer *out, const mog_kind *kind);
mog_status mog_kind_parse(mog_kind **out, mog_arena *arena, mog_text text, mog_error *err);

#endif
