/* surroundings_name.c: what the names around a place stand for, told from tokens and the kinds that are declared. */
#include "dsl/check.h"
#include "dsl/surroundings.h"
#include "parser.h"

#define DEEPEST_CHAIN 8 /* variables over lists of variables */
#define MOST_LOCALS 64

/* ---- names of the rule, gate or let around the place */

/* The tokens of the declaration around the place. */
static void declaration_around(const mog_surroundings *s, uint32_t *from, uint32_t *to)
{
    *from = s->statement;
    for (uint32_t d = s->depth; d > 0; d--) {
        mog_block block = s->blocks[d].block;
        if (block == MOG_BLOCK_RULE || block == MOG_BLOCK_GATE) {
            *from = s->blocks[d].head;
            break;
        }
    }
    int depth = 0;
    bool opened = false;
    uint32_t i = *from;
    for (; i < s->count; i++) {
        int kind = s->tokens[i].kind;
        if (kind == '{' || kind == SET_OPEN) {
            depth++;
            opened = true;
        } else if (kind == '}' || kind == SET_CLOSE) {
            depth--;
        }
        bool ended = opened ? depth <= 0 : kind == PARAM || kind == USE || kind == KIND || kind == CONTROL;
        if (ended && i >= s->at) break;
    }
    *to = i;
}

/* `every x in`, `at least 2 x in`, `count(x in`, `for x in` */
static bool binds(const mog_surroundings *s, uint32_t name)
{
    if (name == 0 || name + 1 >= s->count || s->tokens[name + 1].kind != IN) return false;
    int before = s->tokens[name - 1].kind, earlier = name > 1 ? s->tokens[name - 2].kind : 0;
    switch (before) {
    case EVERY:
    case ANY:
    case NO:
    case FOR: return true;
    case '(': return earlier == COUNT || earlier == SHARE;
    default: return earlier == AT_LEAST;
    }
}

typedef struct locals {
    mog_local *at;
    uint32_t count;
} locals;

static void add_local(locals *all, mog_local local)
{
    if (all->count < MOST_LOCALS) all->at[all->count++] = local;
}

/* `for system s`, of a rule or gate */
static bool names_subject(const mog_surroundings *s, uint32_t token)
{
    if (s->tokens[token].kind != FOR || !mog_surroundings_is_word(s, token + 1)) return false;
    if (s->tokens[token + 1].kind == EACH || binds(s, token + 1)) return false;
    return token == 0 || (s->tokens[token - 1].kind != FINDING);
}

static void add_subject(locals *all, const mog_surroundings *s, uint32_t token)
{
    uint32_t name = token + 2;
    if (!mog_surroundings_is_word(s, name)) return;
    int kind = s->tokens[name].kind;
    if (kind != IDENTIFIER && !(kind >= LET && kind <= AT)) return;
    add_local(all, (mog_local){.name = mog_surroundings_text(s, name),
                               .subject_type = mog_surroundings_text(s, token + 1),
                               .declared = name});
}

static void add_let_params(locals *all, const mog_surroundings *s, uint32_t let, uint32_t to)
{
    for (uint32_t i = let + 2; i + 1 < to && s->tokens[i].kind != ')'; i++) {
        if (s->tokens[i].kind != ':' || !mog_surroundings_is_word(s, i - 1) || !mog_surroundings_is_word(s, i + 1))
            continue;
        add_local(all, (mog_local){.name = mog_surroundings_text(s, i - 1),
                                   .type = mog_surroundings_text(s, i + 1),
                                   .declared = i - 1});
    }
}

static void add_each(locals *all, const mog_surroundings *s)
{
    for (uint32_t d = s->depth + 1; d > 0; d--) {
        uint32_t head = d > s->depth ? s->statement : s->blocks[d].head;
        if (head + 3 >= s->count || s->tokens[head].kind != FOR || s->tokens[head + 1].kind != EACH) continue;
        add_local(all, (mog_local){.name = mog_surroundings_text(s, head + 3), .control = true, .declared = head + 3});
    }
}

const mog_local *mog_surroundings_locals(uint32_t *count, const mog_surroundings *s)
{
    locals found = {mog_take_array(s->arena, mog_local, MOST_LOCALS), 0};
    locals sorted = {mog_take_array(s->arena, mog_local, MOST_LOCALS), 0};
    uint32_t from, to;
    declaration_around(s, &from, &to);
    for (uint32_t i = from; i < to; i++) {
        if (mog_surroundings_is_word(s, i) && binds(s, i))
            add_local(&found, (mog_local){.name = mog_surroundings_text(s, i), .list = i + 2, .declared = i});
        else if (names_subject(s, i)) add_subject(&found, s, i);
        else if (i == from && s->tokens[i].kind == LET) add_let_params(&found, s, i, to);
    }
    add_each(&found, s);
    for (uint32_t i = found.count; i-- > 0;) {
        if (found.at[i].declared < s->at) add_local(&sorted, found.at[i]);
    }
    for (uint32_t i = 0; i < found.count; i++) {
        if (found.at[i].declared >= s->at) add_local(&sorted, found.at[i]);
    }
    *count = sorted.count;
    return sorted.at;
}

mog_text mog_surroundings_subject_type(const mog_surroundings *s)
{
    uint32_t from, to;
    declaration_around(s, &from, &to);
    for (uint32_t i = from; i < to; i++) {
        if (names_subject(s, i)) return mog_surroundings_text(s, i + 1);
    }
    return (mog_text){"", 0};
}

/* ---- chains */

typedef struct resolver {
    const mog_surroundings *s;
    const mog_check *check;
    const mog_local *locals;
    uint32_t local_count;
} resolver;

static bool target_kind(mog_target *out, const resolver *r, mog_text name)
{
    mog_module *owner;
    const mog_kind *kind = mog_check_find_kind(r->check, name, &owner);
    if (kind) {
        out->kind = kind;
        out->row = &kind->row;
        if (kind->is_register) out->subject_type = kind->name;
        return true;
    }
    if (!mog_check_is_subject_type(r->check, name)) return false;
    out->subject_type = name;
    return true;
}

/* `parts of s`, `suppliers of s`: other subjects. */
static bool target_related(mog_target *out, const resolver *r, mog_text word)
{
    if (mog_text_equal(word, MOG_TEXT("parts"))) word = mog_surroundings_subject_type(r->s);
    out->other = true;
    if (target_kind(out, r, word)) return true;
    return word.size > 1 && word.at[word.size - 1] == 's' && target_kind(out, r, (mog_text){word.at, word.size - 1});
}

static bool resolve_root(mog_target *out, const resolver *r, uint32_t root, int depth);

static bool field_type(mog_type *out, const mog_target *target)
{
    int slot = target->row ? mog_row_find(target->row, target->path) : -1;
    if (slot < 0) return false;
    *out = target->row->fields[slot].type;
    return out->tag < MOG_TYPE_COUNT;
}

/* Reads the names after the root, up to token `last`. A kind's name after another subject leads to its evidence. */
static void follow(mog_target *target, const resolver *r, uint32_t token, uint32_t last)
{
    mog_buffer path = {0};
    for (; token + 1 <= last && r->s->tokens[token].kind == '.' && mog_surroundings_is_word(r->s, token + 1);
         token += 2) {
        mog_text name = mog_surroundings_text(r->s, token + 1);
        mog_module *owner;
        const mog_kind *kind = mog_check_find_kind(r->check, name, &owner);
        if (target->other && !path.size && kind && !(target->row && mog_row_find(target->row, name) >= 0)) {
            *target = (mog_target){.kind = kind, .row = &kind->row};
            continue;
        }
        mog_buffer_format(&path, "%s%.*s", path.size ? "." : "", MOG_SHOW(name));
    }
    target->path = (mog_text){mog_arena_copy(r->s->arena, path.at ? path.at : "", path.size), path.size};
    mog_buffer_free(&path);
}

static uint32_t chain_end(const resolver *r, uint32_t root)
{
    uint32_t last = root;
    while (last + 2 < r->s->count && r->s->tokens[last + 1].kind == '.' && mog_surroundings_is_word(r->s, last + 2))
        last += 2;
    return last;
}

/* An element of the list that begins at a token. */
static bool resolve_element(mog_target *out, const resolver *r, uint32_t list, int depth)
{
    if (list >= r->s->count || !mog_surroundings_is_word(r->s, list)) return false;
    if (list + 1 < r->s->count && r->s->tokens[list + 1].kind == OF)
        return target_related(out, r, mog_surroundings_text(r->s, list));
    mog_target whole = {0};
    mog_type type;
    if (!resolve_root(&whole, r, list, depth)) return false;
    uint32_t last = chain_end(r, list);
    follow(&whole, r, list + 1, last);
    if (!whole.path.size) { /* a many kind */
        *out = (mog_target){.kind = whole.kind, .row = whole.row};
        return whole.kind != NULL;
    }
    if (!field_type(&type, &whole) || type.tag != MOG_TYPE_LIST) return false;
    *out = (mog_target){.row = type.row};
    return true;
}

static bool resolve_local(mog_target *out, const resolver *r, const mog_local *local, int depth)
{
    out->control = local->control;
    if (local->control) return true;
    if (local->subject_type.size) return target_kind(out, r, local->subject_type);
    if (local->type.size) return target_kind(out, r, local->type);
    return depth < DEEPEST_CHAIN && resolve_element(out, r, local->list, depth + 1);
}

static bool resolve_root(mog_target *out, const resolver *r, uint32_t root, int depth)
{
    mog_text name = mog_surroundings_text(r->s, root);
    for (uint32_t i = 0; i < r->local_count; i++) {
        if (mog_text_equal(r->locals[i].name, name)) return resolve_local(out, r, &r->locals[i], depth);
    }
    return target_kind(out, r, name);
}

/* `unit(s.owner)`: the token of its name; 0: it is none. */
static uint32_t call_before(const mog_surroundings *s, uint32_t close)
{
    int depth = 0;
    for (uint32_t i = close + 1; i-- > 1;) {
        if (s->tokens[i].kind == ')') depth++;
        if (s->tokens[i].kind == '(' && --depth == 0) return mog_surroundings_is_word(s, i - 1) ? i - 1 : 0;
    }
    return 0;
}

bool mog_surroundings_chain(mog_target *out, const mog_surroundings *s, const mog_analysis *analysis, uint32_t last)
{
    resolver r = {.s = s, .check = analysis->check};
    *out = (mog_target){.path = {"", 0}};
    if (last >= s->count) return false;
    r.locals = mog_surroundings_locals(&r.local_count, s);
    uint32_t root = last;
    while (root >= 2 && mog_surroundings_is_word(s, root) && s->tokens[root - 1].kind == '.' &&
           (mog_surroundings_is_word(s, root - 2) || s->tokens[root - 2].kind == ')'))
        root -= 2;
    bool known;
    if (s->tokens[root].kind == ')') {
        uint32_t name = call_before(s, root);
        known = name && target_kind(out, &r, mog_surroundings_text(s, name)) && out->subject_type.size;
        out->other = true;
    } else {
        known = mog_surroundings_is_word(s, root) && resolve_root(out, &r, root, 0);
    }
    if (known) follow(out, &r, root + 1, last);
    return known;
}

bool mog_surroundings_type(mog_type *out, const mog_surroundings *s, const mog_analysis *analysis, uint32_t last)
{
    mog_target target;
    return mog_surroundings_chain(&target, s, analysis, last) && target.path.size && field_type(out, &target);
}
