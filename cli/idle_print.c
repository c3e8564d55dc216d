/* idle_print.c: what makes no difference on a store, for people: one list for each way of making none. */
#include "cli/idle.h"
#include "cli/report.h"

#include <string.h>

#define MOST_NAMES 8

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static json_int_t number_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

/* "a, b, c and 4 more" */
static const char *joined(const cli_context *cli, const json_t *texts)
{
    const char *all = "";
    size_t count = json_array_size(texts);
    for (size_t i = 0; i < count; i++) {
        if (i == MOST_NAMES)
            return mog_arena_format(cli->arena, CLI_SAY(cli, "%s and %zu more", "%s och %zu till"), all, count - i);
        all = mog_arena_format(cli->arena, "%s%s%s", all, i ? ", " : "", json_string_value(json_array_get(texts, i)));
    }
    return all;
}

static const char *subjects(const cli_context *cli, json_int_t count)
{
    return mog_arena_format(cli->arena, "%lld %s", (long long)count,
                            count == 1 ? CLI_SAY(cli, "subject", "objekt") : CLI_SAY(cli, "subjects", "objekt"));
}

static void print_line(const cli_context *cli, const char *name, const char *text)
{
    cli_print(cli, CLI_BOLD, "  %s", name);
    cli_print(cli, CLI_PLAIN, "  ");
    mog_buffer visible = {0};
    mog_buffer_add_visible(&visible, mog_text_of(text));
    cli_print(cli, CLI_PLAIN, "%s\n", visible.at ? visible.at : "");
    mog_buffer_free(&visible);
}

static void print_for_none(const cli_context *cli, const json_t *one)
{
    const char *where = text_of(one, "where"), *type = text_of(one, "type"), *text;
    if (number_of(one, "subjects") == 0)
        text = mog_arena_format(
            cli->arena, CLI_SAY(cli, "there are no subjects of type %s", "det finns inga objekt av typen %s"), type);
    else
        text = mog_arena_format(
            cli->arena, CLI_SAY(cli, "none of %s of type %s is one where %s", "inget av %s av typen %s är ett där %s"),
            subjects(cli, number_of(one, "subjects")), type, where);
    print_line(cli, text_of(one, "rule"), text);
}

static mog_verdict verdict_of(const char *word)
{
    for (int v = 0; v < MOG_VERDICT_COUNT; v++)
        if (strcmp(mog_verdict_word((mog_verdict)v), word) == 0) return (mog_verdict)v;
    return MOG_VERDICT_ERROR;
}

static void print_same(const cli_context *cli, const json_t *one)
{
    print_line(cli, text_of(one, "rule"),
               mog_arena_format(cli->arena, "%s, %s", cli_verdict_word(cli, verdict_of(text_of(one, "verdict"))),
                                subjects(cli, number_of(one, "subjects"))));
}

static void print_undecided(const cli_context *cli, const json_t *one)
{
    const json_t *kinds = json_object_get(one, "missing_kinds"), *reasons = json_object_get(one, "reasons");
    const char *text = subjects(cli, number_of(one, "subjects"));
    if (json_array_size(kinds))
        text = mog_arena_format(cli->arena,
                                CLI_SAY(cli, "%s; never collected for them: %s", "%s; samlas aldrig in för dem: %s"),
                                text, joined(cli, kinds));
    print_line(cli, text_of(one, "rule"), text);
    for (size_t i = 0; i < json_array_size(reasons); i++) {
        const json_t *reason = json_array_get(reasons, i);
        mog_buffer line = {0};
        mog_buffer_add_visible(&line, mog_text_of(text_of(reason, cli->swedish ? "reason_sv" : "reason")));
        cli_print(cli, CLI_DIM, "    %s: %s\n", subjects(cli, number_of(reason, "subjects")), line.at ? line.at : "");
        mog_buffer_free(&line);
    }
}

static void print_unfed(const cli_context *cli, const json_t *one)
{
    const char *type = text_of(one, "type");
    const char *name = text_of(one, "kind");
    if (*type) name = mog_arena_format(cli->arena, CLI_SAY(cli, "%s of %s", "%s för %s"), name, type);
    print_line(cli, name,
               mog_arena_format(cli->arena, CLI_SAY(cli, "read by %s", "läses av %s"),
                                joined(cli, json_object_get(one, "rules"))));
}

static void print_unread(const cli_context *cli, const json_t *one)
{
    const char *unknown = json_is_true(json_object_get(one, "declared"))
                              ? ""
                              : CLI_SAY(cli, "; no policy declares it", "; ingen policy deklarerar den");
    long long records = (long long)number_of(one, "records");
    print_line(cli, text_of(one, "kind"),
               mog_arena_format(cli->arena, "%lld %s%s", records,
                                records == 1 ? CLI_SAY(cli, "record", "uppgift") : CLI_SAY(cli, "records", "uppgifter"),
                                unknown));
}

static void print_condition(const cli_context *cli, const json_t *one)
{
    const json_t *value = json_object_get(one, "value");
    const char *word = json_is_true(value)    ? CLI_SAY(cli, "true", "sant")
                       : json_is_false(value) ? CLI_SAY(cli, "false", "falskt")
                                              : CLI_SAY(cli, "unknown", "okänt");
    json_int_t times = number_of(one, "times");
    const char *often = "";
    if (times != number_of(one, "subjects"))
        often = mog_arena_format(cli->arena, CLI_SAY(cli, " (asked %lld times)", " (prövat %lld gånger)"),
                                 (long long)times);
    const char *name = mog_arena_format(cli->arena, "%s:%lld:%lld", text_of(one, "file"),
                                        (long long)number_of(one, "line"), (long long)number_of(one, "column"));
    print_line(cli, name,
               mog_arena_format(cli->arena, "%s: %s, %s%s  [%s]", text_of(one, "source"), word,
                                subjects(cli, number_of(one, "subjects")), often, text_of(one, "rule")));
}

static const struct {
    const char *key, *head, *head_sv;
    void (*print)(const cli_context *cli, const json_t *one);
} lists[] = {
    {"for_no_subject", "rules that apply to no subject", "regler som inte gäller för något objekt", print_for_none},
    {"same_everywhere", "rules with the same verdict everywhere", "regler med samma utfall överallt", print_same},
    {"never_decided", "rules that are never decided", "regler som aldrig kan avgöras", print_undecided},
    {"never_fed", "kinds that rules read and nothing feeds", "sorter som regler läser och inget fyller", print_unfed},
    {"never_read", "kinds in the store that no rule reads", "sorter i lagret som ingen regel läser", print_unread},
    {"conditions", "conditions that no record tells apart", "villkor som ingen uppgift skiljer åt", print_condition},
};

void cli_idle_print(const cli_context *cli, const json_t *idle)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const json_t *list = json_object_get(idle, lists[i].key);
        if (json_array_size(list) == 0) continue;
        cli_print(cli, CLI_BOLD, "%s (%zu)\n", CLI_SAY(cli, lists[i].head, lists[i].head_sv), json_array_size(list));
        for (size_t n = 0; n < json_array_size(list); n++) lists[i].print(cli, json_array_get(list, n));
        cli_print(cli, CLI_PLAIN, "\n");
    }
    long long rules = (long long)number_of(idle, "rules"), all = (long long)number_of(idle, "subjects");
    long long traced = (long long)number_of(idle, "traced_subjects");
    cli_print(cli, CLI_PLAIN,
              CLI_SAY(cli, "%lld rules over %lld subjects as of %s", "%lld regler över %lld objekt per %s"), rules, all,
              text_of(idle, "clock"));
    if (json_is_true(json_object_get(idle, "cut_short")))
        cli_print(cli, CLI_PLAIN, "%s",
                  CLI_SAY(cli, "; the run over single conditions was ended by a plugin's function",
                          "; körningen av enskilda villkor avbröts av en insticksfunktion"));
    else if (traced < all)
        cli_print(cli, CLI_PLAIN, CLI_SAY(cli, "; conditions in a sample of %lld", "; villkor i ett urval av %lld"),
                  traced);
    cli_print(cli, CLI_PLAIN, CLI_SAY(cli, "; %zu remarks\n", "; %zu anmärkningar\n"), cli_idle_count(idle));
}
