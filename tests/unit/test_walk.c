/* The machine agrees with a tree-walking evaluator (walk_model.h) on generated programs and records: value, unknown and error. And the laws of
 * three-valued logic hold of what the machine says.
 *
 * MOG_WALK_POLICIES sets how many policies of 100 rules are tried (default 1000: 100,000 programs, each on 4 worlds); MOG_WALK_SEED the seed. */
#include "tests/unit/walk_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdlib.h>

#define RULES 100
#define WORLDS 4

static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *value = getenv(name);
    return value && *value ? strtoull(value, NULL, 10) : otherwise;
}

static void the_machine_agrees_with_a_walk_over_the_tree(void **state)
{
    (void)state;
    uint64_t policies = setting("MOG_WALK_POLICIES", 1000), seen[128] = {0}, seed = setting("MOG_WALK_SEED", 93);
    mog_buffer text = {0};
    for (uint64_t p = 0; p < policies; p++) {
        dice d = {.state = (seed + p) * UINT64_C(0x9E3779B97F4A7C15) + 1, .arena = mog_arena_new()};
        walk_node *programs[RULES];
        stage s;
        begin_text(&text);
        for (int i = 0; i < RULES; i++) {
            programs[i] = any_node(&d, W_BOOL, 2 + under(&d, 4));
            write_rule(&text, i, programs[i]);
        }
        mog_buffer_format(&text, "}\n");
        open_stage(&s, &text, RULES);
        for (int k = 0; k < WORLDS; k++) {
            walk_world world;
            any_world(&d, &world);
            set_stage(&s, &world);
            for (int i = 0; i < RULES; i++) {
                walker w = {.world = &world};
                walk_value v = walk(&w, programs[i]);
                char expected = w.failed ? 'E' : !v.known ? '?' : v.i ? 'T' : 'F', got = run(&s, (uint32_t)i);
                seen[(unsigned char)expected & 127]++;
                if (got == expected) continue;
                mog_buffer shown = {0};
                print(&shown, programs[i]);
                fail_msg("policy %" PRIu64 ", world %d: %c, the walk says %c: %s", p, k, got, expected, shown.at);
            }
        }
        close_stage(&s);
        mog_arena_free(d.arena);
    }
    mog_buffer_free(&text);
    print_message("# %" PRIu64 " programs on %d worlds each: %" PRIu64 " true, %" PRIu64 " false, %" PRIu64
                  " unknown, %" PRIu64 " errors\n",
                  policies * RULES, WORLDS, seen['T'], seen['F'], seen['?'], seen['E']);
    for (const char *c = "TF?E"; *c; c++) assert_true(seen[(unsigned char)*c] * 50 > policies * RULES * WORLDS / 10);
}

/* Makes one unknown thing known: what was decided must stay as it was. */
static bool learn(dice *d, walk_world *w)
{
    walk_row *rows[1 + 2 * MOST_ROWS];
    int count = 0;
    if (w->has_record && !w->record.stale) {
        rows[count++] = &w->record;
        for (int i = 0; w->has_rows && i < w->row_count; i++) rows[count++] = &w->rows[i];
    }
    for (int i = 0; i < w->item_count; i++) {
        if (!w->items[i].stale) rows[count++] = &w->items[i];
    }
    for (int tries = 0; count && tries < 20; tries++) {
        walk_value *v = &rows[under(d, count)]->fields[under(d, FIELDS)];
        if (v->known) continue;
        v->known = true;
        return true;
    }
    return false;
}

/* True when the program asks whether something is known: then knowing more may change its answer. */
static bool asks_what_is_known(const walk_node *n)
{
    if (!n) return false;
    if (n->op == O_IS_KNOWN || n->op == O_IS_UNKNOWN || n->op == O_OTHERWISE) return true;
    for (int i = 0; i < n->item_count; i++) {
        if (asks_what_is_known(n->items[i])) return true;
    }
    return asks_what_is_known(n->a) || asks_what_is_known(n->b) || asks_what_is_known(n->c);
}

static void making_an_unknown_known_never_turns_a_decided_verdict(void **state)
{
    (void)state;
    uint64_t policies = setting("MOG_WALK_POLICIES", 1000) / 5 + 1, compared = 0;
    mog_buffer text = {0};
    for (uint64_t p = 0; p < policies; p++) {
        dice d = {.state = (p + 7000) * UINT64_C(0x9E3779B97F4A7C15) + 1, .arena = mog_arena_new()};
        bool asks[RULES];
        stage s;
        begin_text(&text);
        for (int i = 0; i < RULES; i++) {
            const walk_node *program = any_node(&d, W_BOOL, 2 + under(&d, 4));
            asks[i] = asks_what_is_known(program);
            write_rule(&text, i, program);
        }
        mog_buffer_format(&text, "}\n");
        open_stage(&s, &text, RULES);
        for (int k = 0; k < WORLDS; k++) {
            char before[RULES];
            walk_world world;
            any_world(&d, &world);
            set_stage(&s, &world);
            for (uint32_t i = 0; i < RULES; i++) before[i] = run(&s, i);
            if (!learn(&d, &world)) continue;
            set_stage(&s, &world);
            for (uint32_t i = 0; i < RULES; i++) {
                if (asks[i] || (before[i] != 'T' && before[i] != 'F')) continue;
                char now = run(&s, i);
                compared++;
                /* what is known may also be what an error is made of */
                if (now != before[i] && now != 'E')
                    fail_msg("policy %" PRIu64 " rule %u: %c became %c", p, i, before[i], now);
            }
        }
        close_stage(&s);
        mog_arena_free(d.arena);
    }
    mog_buffer_free(&text);
    assert_true(compared > policies * 50);
}

/* Rule 3n holds A, 3n + 1 and 3n + 2 two forms of one law of A and B. */
static void the_laws_of_three_valued_logic_hold(void **state)
{
    (void)state;
    static const char *const laws[][2] = {
        {"not (A and B)", "(not A or not B)"},
        {"not (A or B)", "(not A and not B)"},
        {"not (not A)", "A"},
        {"(A implies B)", "(not A or B)"},
        {"(A and (A or B))", "A"},
        {"(A or (A and B))", "A"},
        {"(A and A)", "A"},
        {"(A or false)", "A"},
        {"(A and true)", "A"},
        {"(A and (B or A))", "((A and B) or A)"},
    };
    enum { LAWS = sizeof laws / sizeof *laws };
    mog_buffer text = {0};
    for (uint64_t p = 0; p < 40; p++) {
        dice d = {.state = (p + 90000) * UINT64_C(0x9E3779B97F4A7C15) + 1, .arena = mog_arena_new()};
        stage s;
        begin_text(&text);
        for (int i = 0; i < RULES; i += 2) {
            mog_buffer a = {0}, b = {0};
            print(&a, any_node(&d, W_BOOL, 3));
            print(&b, any_node(&d, W_BOOL, 3));
            for (int form = 0; form < 2; form++) {
                mog_buffer_format(&text, "rule r%03d { title \"t\" level 1 for system require ", i + form);
                for (const char *c = laws[i / 2 % LAWS][form]; *c; c++) {
                    if (*c == 'A') mog_buffer_add(&text, a.at, a.size);
                    else if (*c == 'B') mog_buffer_add(&text, b.at, b.size);
                    else mog_buffer_add(&text, c, 1);
                }
                mog_buffer_format(&text, " }\n");
            }
            mog_buffer_free(&a);
            mog_buffer_free(&b);
        }
        mog_buffer_format(&text, "}\n");
        open_stage(&s, &text, RULES);
        for (int k = 0; k < WORLDS; k++) {
            walk_world world;
            any_world(&d, &world);
            set_stage(&s, &world);
            for (uint32_t i = 0; i < RULES; i += 2) {
                char one = run(&s, i), other = run(&s, i + 1);
                /* forms may differ in what they look at, and so in what they stumble on */
                if (one != other && one != 'E' && other != 'E') {
                    fail_msg("policy %" PRIu64 ": %s is %c and %s is %c", p, laws[i / 2 % LAWS][0], one,
                             laws[i / 2 % LAWS][1], other);
                }
            }
        }
        close_stage(&s);
        mog_arena_free(d.arena);
    }
    mog_buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_machine_agrees_with_a_walk_over_the_tree),
        cmocka_unit_test(making_an_unknown_known_never_turns_a_decided_verdict),
        cmocka_unit_test(the_laws_of_three_valued_logic_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
