/* value.h: what a register of the machine holds, and how a value is told to people.
 *
 * The static type is known to the program and not repeated here. A value that is not known carries its cause instead of a payload,
 * so that the verdict `unknown` can say why at no cost to the evaluation.
 */
#ifndef MOG_DSL_VALUE_H
#define MOG_DSL_VALUE_H

#include "base/time.h"
#include "dsl/kind.h"

/* why a value is unknown */
#define MOG_WHYS(W)                                                                                                    \
    W(MISSING, "the record does not say")                                                                              \
    W(STALE, "the record is stale")                                                                                    \
    W(NEVER, "never collected")                                                                                        \
    W(UNRECORDED, "named by the census, never recorded")                                                               \
    W(EMPTY, "nothing to aggregate")                                                                                   \
    W(FUNCTION, "the function gave no value")                                                                          \
    W(ERASED, "erased")                                                                                                \
    W(ABSENT, "nothing is recorded of the subject")                                                                    \
    W(WITHHELD, "not in this store")

typedef enum mog_why {
#define W(tag, text) MOG_WHY_##tag,
    MOG_WHYS(W)
#undef W
} mog_why;

typedef struct mog_value {
    union {
        int64_t i;          /* integer; bool 0 or 1; enum index; time; control id (as bits); exact part of a duration */
        double d;           /* number */
        const char *text;   /* `n` bytes, then a NUL; UTF-8 in NFC; a reference too */
        const uint8_t *row; /* a row; the first row of a list of `n` rows `width` bytes apart */
        const void *
            at; /* a record element; another subject; unknown: the record that is stale or does not say, the element that
                               was never recorded, the other subject of which there is nothing, or NULL */
    };
    uint32_t n; /* bytes of text; months of a duration; elements of a list; unknown: the instruction that found it so */
    uint16_t width; /* of the rows of a list */
    uint8_t known;
    uint8_t why; /* mog_why, when not known */
} mog_value;

_Static_assert(sizeof(mog_value) == 16, "registers are 16 bytes");

/* Appends the value as people read it: true "yes"/"ja", 0.95 as a percent "95 %", times by mog_time_format_short, numbers with at most
 * six decimals, unknown "(unknown)"/"(okänt)". `percent`: show a number as a percentage with at most one decimal. */
void mog_value_format(mog_buffer *out, const mog_value *value, const mog_type *type, bool percent, bool swedish);

#endif
