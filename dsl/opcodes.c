#include "dsl/opcodes.h"

static const struct {
    const char *name;
    mog_operands operands;
} opcodes[] = {
#define OP(name, form, text) [MOG_OP_##name] = {#name, MOG_OPERANDS_##form},
    MOG_OPCODES(OP)
#undef OP
};

const char *mog_opcode_name(mog_opcode op)
{
    return opcodes[op].name;
}

mog_operands mog_opcode_operands(mog_opcode op)
{
    return opcodes[op].operands;
}

bool mog_opcode_writes(mog_opcode op)
{
    switch (mog_opcode_operands(op)) {
    case MOG_OPERANDS_N:
    case MOG_OPERANDS_A:
    case MOG_OPERANDS_J:
    case MOG_OPERANDS_AJ: return false;
    default: return true;
    }
}
