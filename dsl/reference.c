/* reference.c: goes through the checked nodes and notes what they stand for. */
#include "dsl/reference.h"

#include "dsl/check.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH 64 /* of calls of `let` and of lists in lists */

/* Where the fields of a row begin in `fields`. */
typedef struct row_place {
    const mog_row *row;
    uint32_t first;
} row_place;

typedef struct param_place {
    const mog_param *param;
    uint32_t index;
} param_place;

typedef struct walk {
    mog_reference *all;
    row_place *rows; /* sorted by address, only to be found by it */
    size_t row_count, row_capacity;
    param_place *params; /* the same */
    uint32_t user;
    int depth;
} walk;

static void note(mog_uses *uses, uint32_t index)
{
    size_t low = 0, high = uses->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (uses->at[middle] < index) low = middle + 1;
        else high = middle;
    }
    if (low < uses->count && uses->at[low] == index) return;
    (void)MOG_PUSH(uses->at, uses->count, uses->capacity);
    memmove(uses->at + low + 1, uses->at + low, (uses->count - 1 - low) * sizeof *uses->at);
    uses->at[low] = index;
}

/* ---- what is declared */

static void add_row(walk *w, uint32_t kind, const mog_row *row, mog_text prefix, int depth)
{
    mog_reference *all = w->all;
    uint32_t first = (uint32_t)all->field_count;
    MOG_PUSH(w->rows, w->row_count, w->row_capacity) = (row_place){row, first};
    for (uint32_t f = 0; f < row->count; f++) {
        mog_text path = row->fields[f].path;
        if (prefix.size)
            path = mog_text_of(
                mog_arena_format(all->arena, "%.*s.%.*s", (int)prefix.size, prefix.at, (int)path.size, path.at));
        MOG_PUSH(all->fields, all->field_count, all->field_capacity) =
            (mog_used_field){.kind = kind, .path = path, .field = &row->fields[f]};
    }
    /* The rows of lists come after the row that holds them, so that its fields are neighbours. */
    for (uint32_t f = 0; f < row->count && depth < DEPTH; f++) {
        if (row->fields[f].type.tag == MOG_TYPE_LIST)
            add_row(w, kind, row->fields[f].type.row, all->fields[first + f].path, depth + 1);
    }
}

static int by_row(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const row_place *)a)->row, y = (uintptr_t)((const row_place *)b)->row;
    return (x > y) - (x < y);
}

static int by_param(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const param_place *)a)->param, y = (uintptr_t)((const param_place *)b)->param;
    return (x > y) - (x < y);
}

static void list_kinds(walk *w, const mog_check *check)
{
    for (uint32_t k = 0; k < check->kind_count; k++) {
        uint32_t first = (uint32_t)w->all->field_count;
        add_row(w, k, &check->kinds[k]->row, (mog_text){0}, 0);
        MOG_PUSH(w->all->kinds, w->all->kind_count, w->all->kind_capacity) = (mog_used_kind){
            .kind = check->kinds[k], .first_field = first, .field_count = (uint32_t)w->all->field_count - first};
    }
    if (w->row_count) qsort(w->rows, w->row_count, sizeof *w->rows, by_row);
}

static void list_names(walk *w, const mog_analysis *analysis)
{
    mog_reference *all = w->all;
    for (uint32_t m = 0; m < analysis->file_count; m++) {
        const mog_module *module = analysis->modules[m];
        for (const mog_param *param = module->params; param; param = param->next)
            MOG_PUSH(all->params, all->param_count, all->param_capacity) = (mog_used_param){module, param, {0}};
        for (const mog_let_node *let = module->lets; let; let = let->next)
            MOG_PUSH(all->lets, all->let_count, all->let_capacity) = (mog_used_let){module, let, {0}};
    }
    w->params = mog_take_array(all->arena, param_place, all->param_count);
    for (uint32_t p = 0; p < all->param_count; p++) w->params[p] = (param_place){all->params[p].param, p};
    if (all->param_count) qsort(w->params, all->param_count, sizeof *w->params, by_param);
}

/* ---- who uses it */

static void use_param(walk *w, const mog_param *param)
{
    param_place wanted = {.param = param};
    const param_place *found =
        w->all->param_count ? bsearch(&wanted, w->params, w->all->param_count, sizeof wanted, by_param) : NULL;
    if (!found) return;
    note(&w->all->params[found->index].users, w->user);
    note(&w->all->users[w->user].params, found->index);
}

static void use_let(walk *w, const mog_let_node *let)
{
    for (uint32_t i = 0; i < w->all->let_count; i++) {
        if (w->all->lets[i].let != let) continue;
        note(&w->all->lets[i].users, w->user);
        note(&w->all->users[w->user].lets, i);
    }
}

static void use_kind(walk *w, const mog_kind *kind)
{
    const mog_check *check = w->all->analysis->check;
    if (!kind || kind->index >= check->kind_count || check->kinds[kind->index] != kind) return;
    note(&w->all->kinds[kind->index].users, w->user);
    note(&w->all->users[w->user].kinds, kind->index);
}

static void use_field(walk *w, const mog_row *row, uint32_t slot)
{
    row_place wanted = {.row = row};
    const row_place *found =
        row && w->row_count ? bsearch(&wanted, w->rows, w->row_count, sizeof wanted, by_row) : NULL;
    if (!found || slot >= row->count) return;
    uint32_t field = found->first + slot;
    note(&w->all->fields[field].users, w->user);
    note(&w->all->users[w->user].fields, field);
    use_kind(w, w->all->kinds[w->all->fields[field].kind].kind);
}

static void visit(walk *w, const mog_node *node)
{
    if (!node || node->tag == MOG_NODE_BAD) return;
    if (node->tag == MOG_NODE_NAME && node->binding == MOG_BINDING_PARAM) use_param(w, node->param);
    if (node->tag == MOG_NODE_NAME && node->binding == MOG_BINDING_KIND) use_kind(w, node->kind);
    if (node->tag == MOG_NODE_FIELD && node->access == MOG_ACCESS_FIELD) use_field(w, node->row, node->slot);
    if (node->tag == MOG_NODE_CALL && node->let && w->depth < DEPTH) {
        use_let(w, node->let);
        w->depth++;
        visit(w, node->let->body);
        w->depth--;
    }
    visit(w, node->a);
    visit(w, node->b);
    visit(w, node->c);
    visit(w, node->d);
    for (uint32_t i = 0; i < node->item_count; i++) visit(w, node->items[i]);
}

static void add_user(walk *w, mog_user user)
{
    w->user = (uint32_t)w->all->user_count;
    MOG_PUSH(w->all->users, w->all->user_count, w->all->user_capacity) = user;
    for (const mog_clause *clause = user.clauses; clause; clause = clause->next) visit(w, clause->value);
}

static void list_rules(walk *w, const mog_check *check)
{
    for (size_t r = 0; r < check->rule_count; r++) {
        const mog_checked_rule *rule = &check->rules[r];
        if (!rule->control) continue; /* a step of a gate */
        add_user(w, (mog_user){.id = rule->id,
                               .module = rule->module,
                               .clauses = rule->node->clauses,
                               .control = rule->control,
                               .title = rule->title,
                               .title_sv = rule->title_sv,
                               .action = rule->action,
                               .action_sv = rule->action_sv,
                               .subject_type = rule->subject_type,
                               .level = rule->level,
                               .weight = rule->weight,
                               .must = rule->clauses[MOG_CLAUSE_MUST] != NULL});
    }
}

static mog_text plain(mog_reference *all, const mog_node *text)
{
    mog_buffer out = {0};
    for (uint32_t i = 0; text && i < text->item_count; i++)
        if (text->items[i]->tag == MOG_NODE_PIECE) mog_buffer_add_text(&out, text->items[i]->name);
    mog_text kept = {mog_arena_copy(all->arena, out.at ? out.at : "", out.size), out.size};
    mog_buffer_free(&out);
    return kept;
}

static mog_text plain_clause(mog_reference *all, const mog_clause *clauses, mog_clause_tag tag)
{
    while (clauses && clauses->tag != tag) clauses = clauses->next;
    return plain(all, clauses ? clauses->value : NULL);
}

static void list_steps(walk *w, const mog_analysis *analysis)
{
    for (uint32_t m = 0; m < analysis->file_count; m++) {
        const mog_module *module = analysis->modules[m];
        for (const mog_gate_node *gate = module->gates; gate; gate = gate->next) {
            for (const mog_step_node *step = gate->steps; step; step = step->next) {
                mog_text a = gate->name.text, b = step->name.text;
                char *id = mog_arena_format(w->all->arena, "%.*s/%.*s", (int)a.size, a.at, (int)b.size, b.at);
                add_user(w, (mog_user){.id = mog_text_of(id),
                                       .module = module,
                                       .clauses = step->clauses,
                                       .gate = gate,
                                       .title = plain(w->all, step->title.text),
                                       .title_sv = plain(w->all, step->title.swedish),
                                       .action = plain_clause(w->all, step->clauses, MOG_CLAUSE_ACTION),
                                       .action_sv = plain_clause(w->all, step->clauses, MOG_CLAUSE_ACTION_SV),
                                       .subject_type = gate->subject_type.text});
            }
        }
    }
}

mog_reference *mog_reference_new(const mog_analysis *analysis)
{
    mog_arena *arena = mog_arena_new();
    mog_reference *all = mog_take(arena, mog_reference);
    const mog_check *check = analysis->check;
    walk w = {.all = all};
    all->arena = arena;
    all->analysis = analysis;
    all->controls = check->controls;
    all->control_count = check->control_count;
    all->groups = check->groups;
    all->group_count = check->group_count;
    all->themes = check->themes;
    all->theme_count = check->theme_count;
    list_kinds(&w, check);
    list_names(&w, analysis);
    list_rules(&w, check);
    list_steps(&w, analysis);
    free(w.rows);
    return all;
}

void mog_reference_free(mog_reference *all)
{
    if (!all) return;
    for (size_t i = 0; i < all->user_count; i++) {
        free(all->users[i].params.at);
        free(all->users[i].lets.at);
        free(all->users[i].kinds.at);
        free(all->users[i].fields.at);
    }
    for (size_t i = 0; i < all->param_count; i++) free(all->params[i].users.at);
    for (size_t i = 0; i < all->let_count; i++) free(all->lets[i].users.at);
    for (size_t i = 0; i < all->kind_count; i++) free(all->kinds[i].users.at);
    for (size_t i = 0; i < all->field_count; i++) free(all->fields[i].users.at);
    free(all->users);
    free(all->params);
    free(all->lets);
    free(all->kinds);
    free(all->fields);
    mog_arena_free(all->arena);
}
