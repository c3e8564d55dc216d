/* machine.h: the register machine that runs a rule over a subject's table.
 *
 * A machine is made once for a policy and a clock, in the process that uses it, and run for many subjects. Running
 * allocates nothing but text that is built (in the machine's scratch, reset for each rule). It is deterministic: the result
 * depends on the policy, the table and the clock alone.
 *
 * The instructions are those of dsl/opcodes.h. The loop (loop.inc.h) is compiled twice: in machine.c, and in trace.c for explanations: the same
 * machine, which also tells of each value that it computes.
 */
#ifndef MOG_ENGINE_VM_MACHINE_H
#define MOG_ENGINE_VM_MACHINE_H

#include "dsl/program.h"
#include "engine/store/current.h"
#include "engine/vm/others.h"

/* Why a rule ended in an error. */
#define MOG_FAULTS(F)                                                                                                  \
    F(NONE, "no fault")                                                                                                \
    F(OVERFLOW, "integer overflow")                                                                                    \
    F(DIVISION, "division by zero")                                                                                    \
    F(NOT_FINITE, "a number too large")                                                                                \
    F(TIME_RANGE, "a time outside the years 1678 to 2261")                                                             \
    F(REGEX_LIMIT, "the regular expression took more than its step budget")                                            \
    F(BUDGET, "more than the rule's instruction budget")                                                               \
    F(TEXT_LIMIT, "a text longer than the limit")                                                                      \
    F(FUNCTION, "a plugin's function failed")                                                                          \
    F(TARGET, "a target that is zero or less")                                                                         \
    F(DIED, "a plugin's function ended the worker process")                                                            \
    F(REGEX_FAILED, "the regular expression failed")                                                                   \
    F(OTHERS, "other subjects could not be read")

typedef enum mog_fault {
#define F(tag, text) MOG_FAULT_##tag,
    MOG_FAULTS(F)
#undef F
} mog_fault;

const char *mog_fault_text(mog_fault fault);

#define MOG_INSTRUCTION_BUDGET UINT64_C(50000000) /* instructions a block and subject; long texts count as many */
#define MOG_REGEX_BUDGET UINT32_C(1000000)        /* steps a match (engine/vm/regex.h) */
#define MOG_TEXT_LIMIT (64u << 10)                /* bytes of a text that is built */
#define MOG_FINDING_LIMIT 100                     /* findings a rule and subject */

/* Calls function `index` of the policy. Arguments are known. Sets *result (known or unknown with MOG_WHY_FUNCTION; text is copied to
 * `scratch`). False: the call failed and `detail` says why. */
typedef bool mog_call(void *context, uint32_t index, const mog_value *arguments, mog_value *result, mog_arena *scratch,
                      char *detail, size_t detail_size);

typedef struct mog_machine mog_machine;

/* `call` may be NULL when the policy uses no functions. Compiles the policy's regexes. */
mog_status mog_machine_new(mog_machine **out, const mog_policy *policy, mog_time clock, mog_call *call,
                           void *call_context, mog_error *err);
void mog_machine_free(mog_machine *machine);
/* Where other subjects are found (borrowed). Needed where the policy reaches any. */
void mog_machine_reach(mog_machine *machine, const mog_others *others);

/* The instant before which a record is stale by threshold `index` (INT64_MIN: never). */
mog_time mog_machine_threshold(const mog_machine *machine, uint32_t index);

typedef struct mog_outcome {
    mog_fault fault;  /* not MOG_FAULT_NONE: the value is without meaning */
    uint32_t at;      /* instruction of the fault */
    char detail[256]; /* of the fault; may be empty */
    mog_value value;  /* of END; text in the machine's scratch */
} mog_outcome;

/* Called by each FINDING; how many are kept is up to the caller (MOG_FINDING_LIMIT). */
typedef void mog_say(void *context, mog_text finding);

/* Runs a block. */
void mog_machine_run(mog_outcome *out, mog_machine *machine, const mog_code *code, const mog_subject_table *table,
                     mog_say *say, void *say_context);

/* Before each rule: forgets the texts built, and the subjects reached, since the last reset. */
void mog_machine_reset(mog_machine *machine);

/* The other subjects that blocks came to since the last reset, or since they were forgotten; one may stand there more than once. They
 * stay until the next reset. */
const mog_other *const *mog_machine_reached(const mog_machine *machine, size_t *count);
void mog_machine_forget(mog_machine *machine);

/* ---- tracing (trace.c) */

typedef struct mog_trace_step {
    uint32_t at;                /* the instruction, in the block */
    const mog_value *value;     /* that it computed; of SUBJECT, NEXT_SUBJECT: at the mog_other */
    const mog_element *element; /* NEXT_RECORD, RECORD: the element; else NULL */
    const mog_record *record;   /* that the value, known or not, was read from; NULL: none */
} mog_trace_step;

/* Called after each instruction that computes a value, in order; not after BEGIN, nor TAINT where it changes nothing. NEXT_… is told of
 * once for each element (not at the end of the loop). */
typedef void mog_trace(void *context, const mog_trace_step *step);

void mog_machine_trace(mog_outcome *out, mog_machine *machine, const mog_code *code, const mog_subject_table *table,
                       mog_say *say, void *say_context, mog_trace *trace, void *trace_context);

#endif
