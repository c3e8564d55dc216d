#include "engine/host/signature.h"

#include <mognad/plugin.h>
#include <stdio.h>

#define LONGEST_WORD 64

_Static_assert(sizeof((mog_function_use){0}.arguments) / sizeof(mog_type_tag) == MOG_MAX_ARGUMENTS,
               "a use has room for every argument");

/* "_Bool" is what <stdbool.h> makes of the word in MOG_FUNCTION. The first word of a type is its plain one. */
static const struct {
    const char *word;
    mog_type_tag tag;
} types[] = {{"bool", MOG_TYPE_BOOL},        {"_Bool", MOG_TYPE_BOOL}, {"integer", MOG_TYPE_INTEGER},
             {"number", MOG_TYPE_NUMBER},    {"text", MOG_TYPE_TEXT},  {"time", MOG_TYPE_TIME},
             {"duration", MOG_TYPE_DURATION}};

bool mog_is_word(mog_text text)
{
    if (text.size == 0 || text.size > LONGEST_WORD) return false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        bool letter = (c >= 'a' && c <= 'z') || c == '_';
        if (!letter && !(i > 0 && c >= '0' && c <= '9')) return false;
    }
    return true;
}

static mog_text trimmed(mog_text text)
{
    while (text.size > 0 && text.at[0] == ' ') text = (mog_text){text.at + 1, text.size - 1};
    while (text.size > 0 && text.at[text.size - 1] == ' ') text.size--;
    return text;
}

static bool parse_type(mog_type_tag *out, mog_text word, char *why, size_t why_size)
{
    word = trimmed(word);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (mog_text_equal(word, mog_text_of(types[i].word))) {
            *out = types[i].tag;
            return true;
        }
    }
    if (word.size == 0) snprintf(why, why_size, "a type is missing");
    else snprintf(why, why_size, "there is no type `%.*s`", (int)(word.size < 40 ? word.size : 40), word.at);
    return false;
}

static size_t find(mog_text text, char c)
{
    size_t i = 0;
    while (i < text.size && text.at[i] != c) i++;
    return i;
}

bool mog_signature_parse(mog_function_use *out, mog_text signature, char *why, size_t why_size)
{
    out->argument_count = 0;
    signature = trimmed(signature);
    size_t open = find(signature, '(');
    if (open == signature.size || signature.at[signature.size - 1] != ')') {
        snprintf(why, why_size, "it is not of the form RESULT(ARGUMENT,...)");
        return false;
    }
    if (!parse_type(&out->result, (mog_text){signature.at, open}, why, why_size)) return false;
    mog_text rest = {signature.at + open + 1, signature.size - open - 2};
    if (trimmed(rest).size == 0) return true;
    for (;;) {
        size_t comma = find(rest, ',');
        if (out->argument_count == MOG_MAX_ARGUMENTS) {
            snprintf(why, why_size, "it has more than %d arguments", MOG_MAX_ARGUMENTS);
            return false;
        }
        mog_type_tag *type = &out->arguments[out->argument_count++];
        if (!parse_type(type, (mog_text){rest.at, comma}, why, why_size)) return false;
        if (comma == rest.size) return true;
        rest = (mog_text){rest.at + comma + 1, rest.size - comma - 1};
    }
}

static const char *word_of(mog_type_tag tag)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (types[i].tag == tag) return types[i].word;
    }
    return "?";
}

mog_text mog_signature_text(mog_arena *arena, const mog_function_use *use)
{
    mog_buffer text = {0};
    mog_buffer_format(&text, "%s(", word_of(use->result));
    for (uint32_t i = 0; i < use->argument_count; i++) {
        mog_buffer_format(&text, "%s%s", i ? "," : "", word_of(use->arguments[i]));
    }
    mog_buffer_format(&text, ")");
    mog_text out = {mog_arena_copy(arena, text.at, text.size), text.size};
    mog_buffer_free(&text);
    return out;
}
