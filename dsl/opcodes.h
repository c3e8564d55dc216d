/* opcodes.h: the instructions of the register machine, once, for the compiler, the machine and the disassembler.
 *
 * OP(name, form, what it does). r[x] is register x. Operand forms:
 *   N   none                      A   r[a]                     DA  r[dst] from r[a]
 *   D   r[dst]                    J   jump to c                AJ  r[a], jump to c
 *   DB  r[dst], index b           DAB r[dst] from r[a], r[b]   DAS r[dst] from r[a], slot b (c: row width)
 *   DAJ r[dst] from r[a], jump c  DAI r[dst] from r[a], index b
 *   DKT r[dst], kind a, threshold b                            DCALL r[dst], function a, r[b].. c of them
 *   DAKT r[dst] from r[a], kind b of those that are read of other subjects, threshold c
 *
 * Unless it says otherwise an instruction with an unknown operand gives that operand (so the first cause travels).
 */
#ifndef MOG_DSL_OPCODES_H
#define MOG_DSL_OPCODES_H

#include <stdbool.h>

#define MOG_OPCODES(OP)                                                                                                \
    OP(END, A, "the result is r[a]")                                                                                   \
    OP(JUMP, J, "go to c")                                                                                             \
    OP(JUMP_TRUE, AJ, "go to c if r[a] is known and true")                                                             \
    OP(JUMP_FALSE, AJ, "go to c if r[a] is known and false")                                                           \
    OP(JUMP_KNOWN, AJ, "go to c if r[a] is known")                                                                     \
    OP(JUMP_UNKNOWN, AJ, "go to c if r[a] is unknown")                                                                 \
    OP(CONST, DB, "constant b of the program")                                                                         \
    OP(NOTHING, D, "unknown: nothing to aggregate")                                                                    \
    OP(COPY, DA, "r[a] as it is")                                                                                      \
    OP(TAINT, DA, "if r[dst] is known and r[a] is not, r[dst] becomes r[a]")                                           \
    OP(NOW, D, "the assessment's clock")                                                                               \
    OP(RECORD, DKT, "the current record of a plain kind (element); unknown if none, or stale by threshold b")          \
    OP(LIST, DKT, "the current elements of a many kind; unknown as docs/language.md says; threshold b goes along")     \
    OP(RECORD_OF, DAKT, "as RECORD, of the subject r[a]")                                                              \
    OP(LIST_OF, DAKT, "as LIST, of the subject r[a]")                                                                  \
    OP(ROW, DA, "the row of the record element r[a]; unknown if stale or unrecorded")                                  \
    OP(ITEM, DA, "item id of the element r[a], known even when stale")                                                 \
    OP(OBSERVED, DA, "when the element r[a] was observed, known even when stale")                                      \
    OP(SUBJECT_ID, D, "system:hr")                                                                                     \
    OP(SUBJECT_TAIL, D, "hr")                                                                                          \
    OP(ID_OF, DA, "id of the subject r[a], known wherever it was named")                                               \
    OP(TAIL_OF, DA, "as SUBJECT_TAIL, of the subject r[a]")                                                            \
    OP(OWN, D, "the rule's own subject")                                                                               \
    OP(SUBJECT, DA, "the subject that reference r[a] names; unknown if nothing is recorded of it")                     \
    OP(RELATED, DAI, "the subjects that relation b gives for the subject r[a]")                                        \
    OP(LOAD_WORD, DAS, "bool, integer, number, time, enum, control of row r[a]; absent is unknown")                    \
    OP(LOAD_TEXT, DAS, "text or reference")                                                                            \
    OP(LOAD_DURATION, DAS, "duration")                                                                                 \
    OP(LOAD_LIST, DAS, "list; rows of width c")                                                                        \
    OP(LOAD_SET, DAS, "set; slots of 8 bytes")                                                                         \
    OP(BEGIN, DA, "r[dst] iterates over the known list or set r[a]")                                                   \
    OP(NEXT_RECORD, DAJ, "next element of iterator r[a]; unknown when stale (ITEM still works); at the end go to c")   \
    OP(NEXT_SUBJECT, DAJ, "next subject; unknown if nothing is recorded of it (ID_OF still works)")                    \
    OP(NEXT_ROW, DAJ, "next row")                                                                                      \
    OP(NEXT_WORD, DAJ, "next word of a set")                                                                           \
    OP(NEXT_TEXT, DAJ, "next text of a set")                                                                           \
    OP(NEXT_DURATION, DAJ, "next duration of a set")                                                                   \
    OP(NOT, DA, "Kleene not")                                                                                          \
    OP(AND, DAB, "Kleene and; of two unknown the first")                                                               \
    OP(OR, DAB, "Kleene or; of two unknown the first")                                                                 \
    OP(IS_KNOWN, DA, "never unknown")                                                                                  \
    OP(EQ_WORD, DAB, "bool, integer, time, enum, control")                                                             \
    OP(NE_WORD, DAB, "")                                                                                               \
    OP(LT_WORD, DAB, "integer, time")                                                                                  \
    OP(LE_WORD, DAB, "")                                                                                               \
    OP(EQ_NUMBER, DAB, "")                                                                                             \
    OP(NE_NUMBER, DAB, "")                                                                                             \
    OP(LT_NUMBER, DAB, "")                                                                                             \
    OP(LE_NUMBER, DAB, "")                                                                                             \
    OP(EQ_TEXT, DAB, "text or reference, by bytes")                                                                    \
    OP(NE_TEXT, DAB, "")                                                                                               \
    OP(LT_TEXT, DAB, "")                                                                                               \
    OP(LE_TEXT, DAB, "")                                                                                               \
    OP(EQ_DURATION, DAB, "by nominal length")                                                                          \
    OP(NE_DURATION, DAB, "")                                                                                           \
    OP(LT_DURATION, DAB, "")                                                                                           \
    OP(LE_DURATION, DAB, "")                                                                                           \
    OP(INTEGER_NUMBER, DA, "integer to number")                                                                        \
    OP(ADD_INTEGER, DAB, "overflow is an error")                                                                       \
    OP(SUBTRACT_INTEGER, DAB, "overflow is an error")                                                                  \
    OP(MULTIPLY_INTEGER, DAB, "overflow is an error")                                                                  \
    OP(NEGATE_INTEGER, DA, "overflow is an error")                                                                     \
    OP(ADD_NUMBER, DAB, "a result that is not finite is an error")                                                     \
    OP(SUBTRACT_NUMBER, DAB, "")                                                                                       \
    OP(MULTIPLY_NUMBER, DAB, "")                                                                                       \
    OP(DIVIDE_NUMBER, DAB, "division by zero is an error")                                                             \
    OP(NEGATE_NUMBER, DA, "")                                                                                          \
    OP(TIME_ADD, DAB, "time + duration; outside the range is an error")                                                \
    OP(TIME_SUBTRACT, DAB, "time - duration")                                                                          \
    OP(TIME_DIFFERENCE, DAB, "time - time, exact duration")                                                            \
    OP(ADD_DURATION, DAB, "overflow is an error")                                                                      \
    OP(SUBTRACT_DURATION, DAB, "overflow is an error")                                                                 \
    OP(MULTIPLY_DURATION, DAB, "duration * integer; overflow is an error")                                             \
    OP(NEGATE_DURATION, DA, "")                                                                                        \
    OP(CONTAINS, DAB, "text r[a] contains text r[b]")                                                                  \
    OP(STARTS, DAB, "")                                                                                                \
    OP(ENDS, DAB, "")                                                                                                  \
    OP(LOWER, DA, "lower case")                                                                                        \
    OP(LENGTH, DA, "code points of a text, as integer")                                                                \
    OP(MATCHES, DAI, "text r[a] against regex b; a limit reached is an error")                                         \
    OP(SET_HAS_WORD, DAB, "r[a] is a member of set r[b]")                                                              \
    OP(SET_HAS_TEXT, DAB, "")                                                                                          \
    OP(SET_HAS_DURATION, DAB, "")                                                                                      \
    OP(FORMAT, DAI, "r[a] as text for people by format b; never unknown")                                              \
    OP(CONCAT, DAB, "text")                                                                                            \
    OP(CALL, DCALL, "a plugin's function, if every argument is known")                                                 \
    OP(FINDING, A, "says the text r[a] as a finding")

typedef enum mog_opcode {
#define OP(name, form, text) MOG_OP_##name,
    MOG_OPCODES(OP)
#undef OP
        MOG_OP_COUNT
} mog_opcode;

typedef enum mog_operands {
    MOG_OPERANDS_N,
    MOG_OPERANDS_A,
    MOG_OPERANDS_DA,
    MOG_OPERANDS_D,
    MOG_OPERANDS_J,
    MOG_OPERANDS_AJ,
    MOG_OPERANDS_DB,
    MOG_OPERANDS_DAB,
    MOG_OPERANDS_DAS,
    MOG_OPERANDS_DAJ,
    MOG_OPERANDS_DAI,
    MOG_OPERANDS_DKT,
    MOG_OPERANDS_DAKT,
    MOG_OPERANDS_DCALL
} mog_operands;

/* `op` is one of the instructions. */
const char *mog_opcode_name(mog_opcode op);
mog_operands mog_opcode_operands(mog_opcode op);
bool mog_opcode_writes(mog_opcode op); /* r[dst] */

#endif
