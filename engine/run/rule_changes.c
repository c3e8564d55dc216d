#include "engine/run/rule_changes.h"

#include "dsl/reference.h"

#include <stdlib.h>
#include <string.h>

/* One set, analysed. */
typedef struct side {
    mog_arena *kept;
    mog_analysis *analysis;
    mog_reference *all;
    const mog_user **rules; /* sorted by id */
    size_t count;
} side;

typedef struct comparing {
    mog_arena *arena;
    mog_rule_change *at;
    size_t count, capacity;
} comparing;

/* ---- reading */

static int by_id(const void *a, const void *b)
{
    return mog_text_compare((*(const mog_user *const *)a)->id, (*(const mog_user *const *)b)->id);
}

static mog_status open_side(side *out, const mog_rule_set *set, const mog_plugins *plugins, mog_error *err)
{
    out->kept = mog_arena_new();
    out->analysis = mog_analyse_keeping(out->kept, set->files, set->count, plugins, set->profile);
    if (out->analysis->diagnostics->errors) {
        mog_fail(err, MOG_INPUT, "the policies that a run kept cannot be understood any more");
        mog_error_hint(err, "they need the plugins, and the program, of their day");
        return MOG_INPUT;
    }
    out->all = mog_reference_new(out->analysis);
    out->rules = mog_take_array(out->kept, const mog_user *, out->all->user_count);
    for (size_t u = 0; u < out->all->user_count; u++)
        if (!out->all->users[u].gate) out->rules[out->count++] = &out->all->users[u];
    if (out->count) qsort(out->rules, out->count, sizeof *out->rules, by_id);
    return MOG_OK;
}

static void close_side(side *one)
{
    mog_reference_free(one->all);
    mog_analysis_free(one->analysis);
    mog_arena_free(one->kept);
}

/* ---- text */

static mog_text text_at(const side *of, mog_span span)
{
    return (mog_text){of->analysis->files[span.file].text.at + span.start, span.end - span.start};
}

/* The next sign that counts: of white space between signs one, and comments are white space. -1: none is left. */
static int next_sign(mog_text *text, bool in_text)
{
    if (!text->size) return -1;
    unsigned char sign = (unsigned char)*text->at;
    bool white = sign == ' ' || sign == '\n' || sign == '\t' || sign == '\r' || sign == '#';
    if (in_text || !white) {
        text->at++;
        text->size--;
        return sign;
    }
    for (bool comment = false; text->size; text->at++, text->size--) {
        char c = *text->at;
        if (c == '#') comment = true;
        else if (c == '\n') comment = false;
        else if (!comment && c != ' ' && c != '\t' && c != '\r') break;
    }
    return text->size ? ' ' : -1;
}

/* The same but for white space and comments. */
static bool reads_alike(mog_text a, mog_text b)
{
    bool in_text = false;
    for (;;) {
        int x = next_sign(&a, in_text), y = next_sign(&b, in_text);
        if (x != y) return false;
        if (x < 0) return true;
        if (x == '\\' && in_text) {
            x = next_sign(&a, true);
            if (x != next_sign(&b, true)) return false;
        } else if (x == '"') {
            in_text = !in_text;
        }
    }
}

/* ---- what stands in a rule */

static const struct {
    mog_clause_tag tag;
    const char *word;
} clauses[] = {{MOG_CLAUSE_FOR, "for"},
               {MOG_CLAUSE_REQUIRE, "require"},
               {MOG_CLAUSE_MEASURE, "measure"},
               {MOG_CLAUSE_TARGET, "target"},
               {MOG_CLAUSE_FRESH, "fresh"}};

static mog_text clause_text(const side *of, const mog_user *user, mog_clause_tag tag)
{
    for (const mog_clause *clause = user->clauses; clause; clause = clause->next)
        if (clause->tag == tag) return text_at(of, clause->span);
    return (mog_text){0};
}

static const char *changed_clause(const side *old, const mog_user *was, const side *new, const mog_user *is)
{
    for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++)
        if (!reads_alike(clause_text(old, was, clauses[i].tag), clause_text(new, is, clauses[i].tag)))
            return clauses[i].word;
    if (was->level != is->level) return "level";
    if (was->weight != is->weight) return "weight";
    return was->must != is->must ? "must" : NULL;
}

/* ---- what it uses */

static bool same_name(const mog_module *a, const mog_name *x, const mog_module *b, const mog_name *y)
{
    return mog_text_equal(x->text, y->text) && mog_text_equal(a->name.text, b->name.text);
}

static mog_text changed_param(mog_arena *arena, const side *old, const mog_user *was, const side *new,
                              const mog_user *is)
{
    for (size_t i = 0; i < is->params.count; i++) {
        const mog_used_param *now = &new->all->params[is->params.at[i]];
        for (size_t k = 0; k < was->params.count; k++) {
            const mog_used_param *then = &old->all->params[was->params.at[k]];
            if (!same_name(then->module, &then->param->name, now->module, &now->param->name)) continue;
            mog_text before = text_at(old, then->param->value->span), after = text_at(new, now->param->value->span);
            if (reads_alike(before, after)) continue;
            mog_text name = now->param->name.text;
            return mog_text_of(mog_arena_format(arena, "%.*s: %.*s → %.*s", (int)name.size, name.at, (int)before.size,
                                                before.at, (int)after.size, after.at));
        }
    }
    return (mog_text){0};
}

static mog_text changed_let(const side *old, const mog_user *was, const side *new, const mog_user *is)
{
    for (size_t i = 0; i < is->lets.count; i++) {
        const mog_used_let *now = &new->all->lets[is->lets.at[i]];
        for (size_t k = 0; k < was->lets.count; k++) {
            const mog_used_let *then = &old->all->lets[was->lets.at[k]];
            if (!same_name(then->module, &then->let->name, now->module, &now->let->name)) continue;
            if (!reads_alike(text_at(old, then->let->body->span), text_at(new, now->let->body->span)))
                return now->let->name.text;
        }
    }
    return (mog_text){0};
}

static bool kinds_alike(const mog_kind *a, const mog_kind *b)
{
    return a->has_fresh == b->has_fresh && a->assurance == b->assurance &&
           (!a->has_fresh || memcmp(&a->fresh, &b->fresh, sizeof a->fresh) == 0);
}

static mog_text changed_kind(const side *old, const mog_user *was, const side *new, const mog_user *is)
{
    for (size_t i = 0; i < is->kinds.count; i++) {
        const mog_kind *now = new->all->kinds[is->kinds.at[i]].kind;
        for (size_t k = 0; k < was->kinds.count; k++) {
            const mog_kind *then = old->all->kinds[was->kinds.at[k]].kind;
            if (mog_text_equal(then->name, now->name) && !kinds_alike(then, now)) return now->name;
        }
    }
    return (mog_text){0};
}

/* ---- all */

static mog_text keep(mog_arena *arena, mog_text text)
{
    return (mog_text){mog_arena_copy(arena, text.at, text.size), text.size};
}

static void add(comparing *c, mog_text rule, mog_rule_difference how, mog_text what)
{
    MOG_PUSH(c->at, c->count, c->capacity) =
        (mog_rule_change){.rule = keep(c->arena, rule), .how = how, .what = keep(c->arena, what)};
}

static void compare(comparing *c, const side *old, const mog_user *was, const side *new, const mog_user *is)
{
    const char *clause = changed_clause(old, was, new, is);
    mog_text what;
    if (clause) add(c, is->id, MOG_RULE_CHANGED, mog_text_of(clause));
    else if ((what = changed_param(c->arena, old, was, new, is)).size) add(c, is->id, MOG_RULE_PARAMETER, what);
    else if ((what = changed_let(old, was, new, is)).size) add(c, is->id, MOG_RULE_DEFINITION, what);
    else if ((what = changed_kind(old, was, new, is)).size) add(c, is->id, MOG_RULE_KIND, what);
}

static void compare_all(comparing *c, const side *old, const side *new)
{
    size_t o = 0, n = 0;
    mog_text nothing = {0};
    while (o < old->count || n < new->count) {
        int order = o == old->count ? 1 : n == new->count ? -1 : mog_text_compare(old->rules[o]->id, new->rules[n]->id);
        if (order < 0) add(c, old->rules[o++]->id, MOG_RULE_GONE, nothing);
        else if (order > 0) add(c, new->rules[n++]->id, MOG_RULE_ADDED, nothing);
        else compare(c, old, old->rules[o++], new, new->rules[n++]);
    }
}

mog_status mog_rule_changes(const mog_rule_change **out, size_t *count, mog_arena *arena, const mog_rule_set *before,
                            const mog_rule_set *after, const mog_plugins *plugins, mog_error *err)
{
    side old = {0}, new = {0};
    comparing c = {.arena = arena};
    mog_status status = open_side(&old, before, plugins, err);
    if (!status) status = open_side(&new, after, plugins, err);
    if (!status) compare_all(&c, &old, &new);
    close_side(&new);
    close_side(&old);
    mog_rule_change *list = mog_take_array(arena, mog_rule_change, c.count);
    if (c.count) memcpy(list, c.at, c.count * sizeof *list);
    free(c.at);
    *out = list;
    *count = c.count;
    return status;
}
