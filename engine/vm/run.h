/* run.h: what machine.c, build.c and the loop share. Private to engine/vm/.
 *
 * A register is a value of 16 bytes. What it takes to walk a list, and to say which record a row belongs to, does not fit;
 * it stands beside the register in a cursor of the same number. Only the instructions that make lists, elements, rows and iterators write
 * cursors, and COPY takes them along.
 */
#ifndef MOG_ENGINE_VM_RUN_H
#define MOG_ENGINE_VM_RUN_H

#include "engine/vm/machine.h"
#include "engine/vm/regex.h"

typedef struct mog_cursor {
    const mog_element *element; /* an element; the one that a row, or a list of rows, belongs to; NULL: none */
    const void *at;        /* iterator: the next element, row or slot; subject: its mog_other, NULL: not known which */
    mog_time stale_before; /* list of records, and its iterator */
    uint32_t left;         /* iterator: how many are still to come */
    uint16_t width;        /* iterator: bytes from one to the next */
    uint16_t words;        /* presence words of the rows that come of it */
} mog_cursor;

struct mog_machine {
    const mog_policy *policy;
    mog_time clock;
    mog_time *stale_before; /* by threshold */
    mog_call *call;
    void *call_context;
    const mog_others *others; /* NULL: there are none */
    const mog_other **reached;
    size_t reached_count, reached_capacity;
    mog_matcher *matcher;
    mog_arena *scratch;
    mog_buffer buffer; /* for formatting */
    mog_value *registers;
    mog_cursor *cursors;
    uint32_t capacity; /* of both */
};

/* Makes room for the registers of a block. */
void mog_machine_fit(mog_machine *machine, uint32_t registers);

/* What an instruction costs of the budget beyond itself. Looking at a text counts as an instruction each 64 bytes; a text that is built each
 * four, which bounds the scratch memory of a block too. */
static inline int64_t mog_cost_of_reading(uint32_t bytes)
{
    return bytes / 64;
}
static inline int64_t mog_cost_of_building(uint32_t bytes)
{
    return 8 + bytes / 4;
}
static inline int64_t mog_cost_of_steps(uint64_t steps)
{
    return (int64_t)(steps / 2);
}
#define MOG_COST_OF_CALL 50
#define MOG_COST_OF_SUBJECT 200 /* one that is come to; its records may have to be read */

/* ---- instructions that build texts or leave the machine (build.c); operands are known */

mog_fault mog_build_concat(mog_machine *machine, mog_value *out, const mog_value *a, const mog_value *b);
mog_fault mog_build_lower(mog_machine *machine, mog_value *out, const mog_value *a);
/* `a` may be unknown. */
mog_fault mog_build_format(mog_machine *machine, mog_value *out, const mog_value *a, const mog_format *format);
mog_fault mog_build_call(mog_machine *machine, mog_value *out, uint32_t function, const mog_value *arguments,
                         char *detail, size_t detail_size);
mog_fault mog_build_match(mog_machine *machine, mog_value *out, const mog_value *a, uint32_t regex, uint64_t *steps,
                          char *detail, size_t detail_size);

/* ---- values */

static inline mog_value mog_value_truth(bool truth)
{
    return (mog_value){.i = truth, .known = 1};
}
static inline mog_value mog_value_integer(int64_t i)
{
    return (mog_value){.i = i, .known = 1};
}

static inline mog_value mog_value_text(mog_text text)
{
    return (mog_value){.text = text.at, .n = (uint32_t)text.size, .known = 1};
}

static inline mog_value mog_value_duration(mog_duration duration)
{
    return (mog_value){.i = duration.ns, .n = (uint32_t)duration.months, .known = 1};
}

static inline mog_value mog_value_unknown(mog_why why, const void *behind, uint32_t instruction)
{
    return (mog_value){.at = behind, .n = instruction, .why = (uint8_t)why};
}

static inline mog_text mog_text_of_value(const mog_value *value)
{
    return (mog_text){value->text, value->n};
}

static inline mog_duration mog_duration_of_value(const mog_value *value)
{
    return (mog_duration){.ns = value->i, .months = (int32_t)value->n};
}

#endif
