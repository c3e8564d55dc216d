/* build.c: the instructions that build texts in the machine's scratch, match, or call out of the machine. */
#include "engine/vm/run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static mog_fault built(mog_value *out, mog_text text)
{
    if (text.size > MOG_TEXT_LIMIT) return MOG_FAULT_TEXT_LIMIT;
    *out = mog_value_text(text);
    return MOG_FAULT_NONE;
}

mog_fault mog_build_concat(mog_machine *machine, mog_value *out, const mog_value *a, const mog_value *b)
{
    size_t size = (size_t)a->n + b->n;
    if (size > MOG_TEXT_LIMIT) return MOG_FAULT_TEXT_LIMIT;
    char *at = mog_arena_take(machine->scratch, size + 1);
    if (a->n) memcpy(at, a->text, a->n);
    if (b->n) memcpy(at + a->n, b->text, b->n);
    return built(out, (mog_text){at, size});
}

/* Whether lower case is a matter of A to Z, and whether there is any of it to do. */
static bool is_ascii(mog_text text, bool *has_upper)
{
    unsigned char bits = 0, upper = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bits |= c;
        upper |= (unsigned char)(c - 'A') < 26;
    }
    *has_upper = upper;
    return bits < 0x80;
}

mog_fault mog_build_lower(mog_machine *machine, mog_value *out, const mog_value *a)
{
    mog_text text = mog_text_of_value(a);
    if (text.size > MOG_TEXT_LIMIT) return MOG_FAULT_TEXT_LIMIT;
    bool has_upper;
    if (!is_ascii(text, &has_upper)) return built(out, mog_text_lower(machine->scratch, text));
    if (has_upper) {
        char *at = mog_arena_copy(machine->scratch, text.at, text.size);
        for (size_t i = 0; i < text.size; i++) {
            if ((unsigned char)(at[i] - 'A') < 26) at[i] = (char)(at[i] + ('a' - 'A'));
        }
        text.at = at;
    }
    return built(out, text);
}

mog_fault mog_build_format(mog_machine *machine, mog_value *out, const mog_value *a, const mog_format *format)
{
    mog_type_tag tag = format->type.tag;
    bool is_text = tag == MOG_TYPE_TEXT || tag == MOG_TYPE_REFERENCE;
    if (is_text && a->known && a->n > MOG_TEXT_LIMIT) return MOG_FAULT_TEXT_LIMIT;
    mog_buffer_clear(&machine->buffer);
    mog_value_format(&machine->buffer, a, &format->type, format->percent, format->swedish);
    size_t size = machine->buffer.size;
    if (size > MOG_TEXT_LIMIT) return MOG_FAULT_TEXT_LIMIT;
    return built(out, (mog_text){mog_arena_copy(machine->scratch, machine->buffer.at, size), size});
}

mog_fault mog_build_call(mog_machine *machine, mog_value *out, uint32_t function, const mog_value *arguments,
                         char *detail, size_t detail_size)
{
    const mog_function_use *use = &machine->policy->functions[function];
    if (!machine->call) {
        snprintf(detail, detail_size, "plugin %.*s is not loaded", (int)use->plugin.size, use->plugin.at);
        return MOG_FAULT_FUNCTION;
    }
    mog_value result = {.why = MOG_WHY_FUNCTION};
    if (!machine->call(machine->call_context, function, arguments, &result, machine->scratch, detail, detail_size)) {
        return MOG_FAULT_FUNCTION;
    }
    if (!result.known) {
        *out = (mog_value){.why = MOG_WHY_FUNCTION};
        return MOG_FAULT_NONE;
    }
    /* A plugin's word is not taken for what the machine relies on. */
    if (use->result == MOG_TYPE_NUMBER) {
        if (!isfinite(result.d)) return MOG_FAULT_NOT_FINITE;
        result.d += 0.0; /* as in the arithmetic of the loop: no negative zero */
    }
    bool is_text = use->result == MOG_TYPE_TEXT || use->result == MOG_TYPE_REFERENCE;
    if (is_text && result.n > MOG_TEXT_LIMIT) return MOG_FAULT_TEXT_LIMIT;
    *out = result;
    return MOG_FAULT_NONE;
}

mog_fault mog_build_match(mog_machine *machine, mog_value *out, const mog_value *a, uint32_t regex, uint64_t *steps,
                          char *detail, size_t detail_size)
{
    mog_match match = mog_matcher_search(machine->matcher, regex, mog_text_of_value(a), MOG_REGEX_BUDGET, steps);
    mog_text pattern = machine->policy->regexes[regex].pattern;
    int shown = pattern.size > 100 ? 100 : (int)pattern.size;
    switch (match) {
    case MOG_MATCH_BUDGET:
        snprintf(detail, detail_size, "/%.*s/ on a text of %u bytes", shown, pattern.at, (unsigned)a->n);
        return MOG_FAULT_REGEX_LIMIT;
    case MOG_MATCH_FAILED: {
        char reason[128];
        mog_matcher_reason(machine->matcher, reason, sizeof reason);
        snprintf(detail, detail_size, "/%.*s/: %s", shown, pattern.at, reason);
        return MOG_FAULT_REGEX_FAILED;
    }
    case MOG_MATCH_NO:
    case MOG_MATCH_YES: break;
    }
    *out = mog_value_truth(match == MOG_MATCH_YES);
    return MOG_FAULT_NONE;
}
