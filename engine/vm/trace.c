/* trace.c: the loop a second time, telling of each value. */
#define MOG_TRACE 1

#include "engine/vm/machine.h"

#include "engine/vm/run.h"

#include "engine/vm/loop.inc.h"

void mog_machine_trace(mog_outcome *out, mog_machine *machine, const mog_code *code, const mog_subject_table *table,
                       mog_say *say, void *say_context, mog_trace *trace, void *trace_context)
{
    run(out, machine, code, table, say, say_context, trace, trace_context);
}
