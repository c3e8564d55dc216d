/* surroundings.h: where in a policy file a place is, told from the words around it. Private to dsl/.
 *
 * While something is being typed the file seldom parses, so this looks at tokens only: which blocks are open, what the
 * statement begins with, and which names the rule, gate or `let` around the place gives a meaning.
 */
#ifndef MOG_DSL_SURROUNDINGS_H
#define MOG_DSL_SURROUNDINGS_H

#include "dsl/analysis.h"
#include "dsl/parse.h"

typedef enum mog_block {
    MOG_BLOCK_FILE,
    MOG_BLOCK_KIND,
    MOG_BLOCK_FIELDS, /* of a group or list */
    MOG_BLOCK_ENUM,
    MOG_BLOCK_CONTROL, /* of rules; of `for each` too */
    MOG_BLOCK_RULE,
    MOG_BLOCK_SET,
    MOG_BLOCK_CATALOGUE,
    MOG_BLOCK_THEME,
    MOG_BLOCK_ATTRIBUTES, /* of a control in a catalogue */
    MOG_BLOCK_GATE,
    MOG_BLOCK_PROFILE,
    MOG_BLOCK_GROUP,
    MOG_BLOCK_TEST,
    MOG_BLOCK_GIVEN, /* fields of evidence in a test */
    MOG_BLOCK_OTHER
} mog_block;

typedef struct mog_open_block {
    mog_block block;
    uint32_t head; /* its statement's first token */
    uint32_t open; /* its brace */
} mog_open_block;

typedef struct mog_surroundings {
    mog_arena *arena;
    mog_text text;
    uint32_t file;
    const mog_token *tokens; /* without comments */
    uint32_t count;
    uint32_t at;   /* tokens before the word at the place */
    uint32_t word; /* offset where that word begins */
    bool silent;   /* in a comment, in a text or within a number: nothing is to be proposed */
    mog_open_block blocks[MOG_LIMIT_NESTING + 1]; /* the file, and what is open in it */
    uint32_t depth;
    uint32_t statement; /* the first token of the statement; `at`: the word begins one */
    bool first_on_line; /* the word; it may begin a statement or go on with one */
} mog_surroundings;

void mog_surroundings_find(mog_surroundings *out, mog_arena *arena, const mog_analysis *analysis, uint32_t file,
                           uint32_t offset);

static inline const mog_open_block *mog_surroundings_block(const mog_surroundings *s)
{
    return &s->blocks[s->depth];
}

/* The token `back` places before the word: 1 is the last. 0: there is none. */
int mog_surroundings_before(const mog_surroundings *s, uint32_t back);
mog_text mog_surroundings_text(const mog_surroundings *s, uint32_t token);
bool mog_surroundings_is_word(const mog_surroundings *s, uint32_t token); /* a name, or a word of the language */

/* What a chain of dots, `s.class`, stands for, by the names around the place. */
typedef struct mog_target {
    const mog_kind *kind;  /* whose fields; of a subject its register; NULL: of no kind */
    const mog_row *row;    /* its fields, those of a list's rows; NULL: has none */
    mog_text subject_type; /* of a subject; empty: is none */
    bool other;            /* another subject than the rule's: its evidence is read through it */
    bool control;          /* the control of `for each` */
    mog_text path;         /* after the root, with dots; in the arena */
} mog_target;

/* The chain that ends with token `last`. False: nobody knows what its root is. */
bool mog_surroundings_chain(mog_target *out, const mog_surroundings *s, const mog_analysis *analysis, uint32_t last);
/* The type of the value that the chain is. False: it is none. */
bool mog_surroundings_type(mog_type *out, const mog_surroundings *s, const mog_analysis *analysis, uint32_t last);

/* A name that stands for something around the place only. */
typedef struct mog_local {
    mog_text name;
    uint32_t list;         /* the first token of what it goes over; 0: it does not */
    mog_text subject_type; /* of a subject */
    mog_text type;         /* of a parameter of a `let`: a kind, or a type of subject; else empty */
    bool control;
    uint32_t declared; /* token */
} mog_local;

/* All of them, the nearest declared before the place first. */
const mog_local *mog_surroundings_locals(uint32_t *count, const mog_surroundings *s);
/* That the rule or gate is for; empty: not known. */
mog_text mog_surroundings_subject_type(const mog_surroundings *s);

#endif
