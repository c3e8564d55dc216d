/* propose.c: what may be written at a place: first by the statement around it, then by the words before it. */
#include "dsl/propose.h"
#include "dsl/proposer.h"
#include "parser.h"

#include <stdlib.h>

static const char *const declarations[] = {
    "module",           "use",  "param",   "let",   "kind", "extend kind", "catalogue", "control",
    "for each control", "gate", "profile", "group", "test", NULL};
static const char *const kind_words[] = {"fresh", "assurance", NULL};
static const char *const type_words[] = {"bool",    "integer", "number", "text",   "time", "duration",
                                         "control", "enum",    "list",   "set of", NULL};
static const char *const after_type[] = {"personal", "sv", NULL};
static const char *const clause_words[] = {"title",       "title sv", "level",     "weight", "must",    "for",
                                           "fresh",       "require",  "measure",   "target", "finding", "finding sv",
                                           "finding for", "action",   "action sv", NULL};
static const char *const step_words[] = {"step",       "fresh",  "require",   "finding",
                                         "finding sv", "action", "action sv", NULL};
static const char *const profile_words[] = {
    "include", "exclude", "set", "set assurance", "target level", "weight", "weight by risk", "model", NULL};
static const char *const test_words[] = {"given", "given census", "expect", NULL};
static const char *const given_words[] = {"observed", "for", "assurance", NULL};
static const char *const assurance_words[] = {"stated", "documented", "measured", "tested", NULL};
static const char *const verdict_words[] = {"met", "partly", "not_met", "unknown", "not_applicable", "error", NULL};
static const char *const after_verdict[] = {"achievement", "because", NULL};
static const char *const exclusion_words[] = {"because", "decided by", "on", "review", NULL};

/* ---- statements */

static void in_file(mog_proposer *p, int first, int before)
{
    if (p->s->first_on_line) mog_proposer_add_words(p, declarations);
    if (p->s->first_on_line && first != LET && first != FOR) return;
    switch (first) {
    case USE:
        if (before == PLUGIN) {
            mog_proposer_add_plugins(p);
        } else if (before == USE || before == '.') {
            if (before == '.') p->out->word = p->s->tokens[p->s->statement + 1].span.start; /* a.b is one name */
            else mog_proposer_add_words(p, (const char *const[]){"plugin", NULL});
            mog_proposer_add_modules(p);
        }
        break;
    case CONTROL:
        if (before == CONTROL) mog_proposer_add_controls(p);
        break;
    case KIND:
        if (before == KIND) mog_proposer_add_words(p, (const char *const[]){"many", NULL});
        else if (before == ABOUT || before == ',') mog_proposer_add_subject_types(p);
        else mog_proposer_add_words(p, (const char *const[]){"about", "version", "sv", NULL});
        break;
    case EXTEND:
        if (before == KIND) mog_proposer_add_kinds(p, (mog_text){0});
        else if (before == EXTEND) mog_proposer_add_words(p, (const char *const[]){"kind", NULL});
        break;
    case GATE:
        if (before == FOR) mog_proposer_add_subject_types(p);
        else mog_proposer_add_words(p, (const char *const[]){"for", "sv", NULL});
        break;
    case PROFILE:
    case GROUP:
        if (before == FROM) mog_proposer_add_catalogues(p);
        else mog_proposer_add_words(p, (const char *const[]){"from", "sv", NULL});
        break;
    case TEST:
        if (before == FOR) mog_proposer_add_controls(p);
        else mog_proposer_add_words(p, (const char *const[]){"for", "at", NULL});
        break;
    case FOR:
        if (before == IN) mog_proposer_add_catalogues(p);
        else if (before == FOR) mog_proposer_add_words(p, (const char *const[]){"each control", NULL});
        else mog_propose_expression(p);
        break;
    case LET:
        if (before == ':') {
            mog_proposer_add_words(p, type_words);
            mog_proposer_add_kinds(p, (mog_text){0});
            mog_proposer_add_subject_types(p);
        } else if (before != LET && before != '(' && before != ',') {
            mog_propose_expression(p);
        }
        break;
    case PARAM:
        if (before == '=') mog_proposer_add_words(p, (const char *const[]){"true", "false", NULL});
        else if (before != PARAM) mog_proposer_add_words(p, (const char *const[]){"sv", NULL});
        break;
    default: break;
    }
}

static void in_fields(mog_proposer *p, mog_block block, int before)
{
    uint32_t written = p->s->at - p->s->statement;
    if (written == 0) {
        if (block == MOG_BLOCK_KIND) mog_proposer_add_words(p, kind_words);
    } else if (before == ASSURANCE) {
        mog_proposer_add_words(p, assurance_words);
    } else if (written == 1 || before == OF) {
        mog_proposer_add_words(p, type_words);
        mog_proposer_add_subject_types(p);
    } else {
        mog_proposer_add_words(p, after_type);
    }
}

static void in_rule(mog_proposer *p, int first, int before)
{
    uint32_t written = p->s->at - p->s->statement;
    bool condition = first == REQUIRE || first == MEASURE || first == TARGET || first == FOR;
    bool begins = p->s->first_on_line || written == 0;
    if (begins) mog_proposer_add_words(p, clause_words);
    if (begins && !condition) {
        return;
    } else if (first == FOR && written == 1) {
        mog_proposer_add_subject_types(p);
    } else if (first == FOR && written <= 3 && before != WHERE) {
        mog_proposer_add_words(p, (const char *const[]){"where", NULL});
    } else if (first == FINDING && before == FOR) {
        mog_proposer_add_locals(p);
    } else if ((first == TITLE || first == FINDING || first == ACTION) && before != INTERPOLATION && written == 1) {
        mog_proposer_add_words(p, (const char *const[]){"sv", "for", NULL});
    } else {
        mog_propose_expression(p);
    }
}

static void in_gate(mog_proposer *p, int first, int before)
{
    if (p->s->first_on_line || p->s->at == p->s->statement) mog_proposer_add_words(p, step_words);
    if (p->s->at == p->s->statement) return;
    if (first == STEP && before != STEP) mog_proposer_add_words(p, step_words);
    else if (first != STEP) mog_propose_expression(p);
}

static void in_profile(mog_proposer *p, int first, int before)
{
    uint32_t written = p->s->at - p->s->statement;
    if (written == 0 || p->s->first_on_line) {
        mog_proposer_add_words(p, profile_words);
    } else if (first == SET) {
        if (before == ASSURANCE) {
            mog_proposer_add_words(p, assurance_words);
        } else if (before == SET) {
            mog_proposer_add_params(p);
            mog_proposer_add_words(p, (const char *const[]){"assurance", NULL});
        }
    } else if (first == EXCLUDE && before != EXCLUDE && before != ',') {
        mog_proposer_add_words(p, exclusion_words);
    } else if (first == MODEL) {
        mog_proposer_add_words(p,
                               (const char *const[]){"capability", "staged", "cumulative", "minimum", "average", NULL});
    } else if (before == first || before == ',' || before == FOR) {
        mog_proposer_add_controls(p);
        mog_proposer_add_words(p, (const char *const[]){"all", NULL});
    }
}

static void in_group(mog_proposer *p, int first, int before)
{
    if (p->s->at == p->s->statement || p->s->first_on_line) {
        mog_proposer_add_words(p, (const char *const[]){"include", "exclude", NULL});
    } else if (before == first || before == ',') {
        mog_proposer_add_controls(p);
        mog_proposer_add_words(p, (const char *const[]){"all", NULL});
    }
}

static void in_test(mog_proposer *p, int first, int before)
{
    if (p->s->first_on_line || p->s->at == p->s->statement) mog_proposer_add_words(p, test_words);
    else if (first == EXPECT) mog_proposer_add_words(p, before == EXPECT ? verdict_words : after_verdict);
    else if (before == GIVEN || before == CENSUS) mog_proposer_add_kinds(p, (mog_text){0});
    else if (before == FOR) mog_proposer_add_subject_types(p);
    else if (before == ASSURANCE) mog_proposer_add_words(p, assurance_words);
    else mog_proposer_add_words(p, given_words);
}

/* The row that a record's groups and lists lead to at the place. False: nobody knows the kind. */
static bool given_row(mog_target *out, const mog_proposer *p)
{
    const mog_open_block *blocks = p->s->blocks;
    uint32_t d = p->s->depth;
    while (d > 1 && blocks[d - 1].block == MOG_BLOCK_GIVEN) d--;
    if (blocks[d].head + 1 >= p->s->at) return false;
    mog_module *owner;
    const mog_kind *kind = mog_check_find_kind(p->check, mog_surroundings_text(p->s, blocks[d].head + 1), &owner);
    if (!kind) return false;
    *out = (mog_target){.row = &kind->row, .kind = kind};
    mog_buffer path = {0};
    for (d++; d <= p->s->depth; d++) {
        if (!mog_surroundings_is_word(p->s, blocks[d].open - 1)) continue; /* a row of the list */
        mog_text name = mog_surroundings_text(p->s, blocks[d].open - 1);
        mog_buffer_format(&path, "%s%.*s", path.size ? "." : "", MOG_SHOW(name));
        int slot = mog_row_find(out->row, (mog_text){path.at, path.size});
        if (slot < 0 || out->row->fields[slot].type.tag != MOG_TYPE_LIST) continue;
        *out = (mog_target){.row = out->row->fields[slot].type.row};
        mog_buffer_clear(&path);
    }
    out->path = (mog_text){mog_arena_copy(p->out->arena, path.at ? path.at : "", path.size), path.size};
    mog_buffer_free(&path);
    return true;
}

/* Fields and groups, each by its own name. */
static void given_names(mog_proposer *p, const mog_target *target)
{
    size_t skip = target->path.size ? target->path.size + 1 : 0;
    for (uint32_t i = 0; i < target->row->count; i++) {
        const mog_field *field = &target->row->fields[i];
        if (skip && (field->path.size <= skip || !mog_text_starts(field->path, target->path))) continue;
        mog_text name = {field->path.at + skip, 0};
        while (skip + name.size < field->path.size && name.at[name.size] != '.') name.size++;
        mog_proposer_add(p, name,
                         (mog_mention){.tag = MOG_MENTION_FIELD, .of = target->row, .slot = i, .kind = target->kind});
    }
}

static void given_values(mog_proposer *p, const mog_target *target, mog_text name)
{
    mog_buffer path = {0};
    mog_buffer_format(&path, "%.*s%s%.*s", MOG_SHOW(target->path), target->path.size ? "." : "", MOG_SHOW(name));
    int slot = mog_row_find(target->row, (mog_text){path.at, path.size});
    mog_buffer_free(&path);
    if (slot < 0) return;
    const mog_type *type = &target->row->fields[slot].type;
    if (type->tag == MOG_TYPE_ENUM) mog_proposer_add_enum(p, type);
    if (type->tag == MOG_TYPE_BOOL) mog_proposer_add_words(p, (const char *const[]){"true", "false", NULL});
}

static void in_given(mog_proposer *p)
{
    mog_target target;
    if (!given_row(&target, p)) return;
    uint32_t last = p->s->at - 1;
    if (p->s->at > p->s->statement && mog_surroundings_is_word(p->s, last))
        given_values(p, &target, mog_surroundings_text(p->s, last));
    else given_names(p, &target);
}

static void by_block(mog_proposer *p)
{
    const mog_open_block *block = mog_surroundings_block(p->s);
    int first = p->s->statement < p->s->at ? p->s->tokens[p->s->statement].kind : 0,
        before = mog_surroundings_before(p->s, 1);
    switch (block->block) {
    case MOG_BLOCK_FILE: in_file(p, first, before); break;
    case MOG_BLOCK_KIND:
    case MOG_BLOCK_FIELDS: in_fields(p, block->block, before); break;
    case MOG_BLOCK_CONTROL: mog_proposer_add_words(p, (const char *const[]){"rule", NULL}); break;
    case MOG_BLOCK_RULE: in_rule(p, first, before); break;
    case MOG_BLOCK_SET: mog_propose_expression(p); break;
    case MOG_BLOCK_CATALOGUE: mog_proposer_add_words(p, (const char *const[]){"theme", NULL}); break;
    case MOG_BLOCK_THEME: mog_proposer_add_words(p, (const char *const[]){"control", NULL}); break;
    case MOG_BLOCK_GATE: in_gate(p, first, before); break;
    case MOG_BLOCK_PROFILE: in_profile(p, first, before); break;
    case MOG_BLOCK_GROUP: in_group(p, first, before); break;
    case MOG_BLOCK_TEST: in_test(p, first, before); break;
    case MOG_BLOCK_GIVEN: in_given(p); break;
    case MOG_BLOCK_ENUM:
    case MOG_BLOCK_ATTRIBUTES:
    case MOG_BLOCK_OTHER: break;
    }
}

static int by_text(const void *a, const void *b)
{
    const mog_proposal *x = a, *y = b;
    int order = mog_text_compare(x->text, y->text);
    return order ? order : (int)x->keyword - (int)y->keyword;
}

/* Each text once: a name before the word that it is spelled like. */
static void tidy(mog_proposals *out)
{
    if (out->count == 0) return;
    qsort(out->at, out->count, sizeof *out->at, by_text);
    size_t kept = 1;
    for (size_t i = 1; i < out->count; i++) {
        if (!mog_text_equal(out->at[kept - 1].text, out->at[i].text)) out->at[kept++] = out->at[i];
    }
    out->count = kept;
}

void mog_propose(mog_proposals *out, const mog_analysis *analysis, uint32_t file, uint32_t offset)
{
    *out = (mog_proposals){.arena = mog_arena_new(), .word = offset};
    mog_surroundings *s = mog_take(out->arena, mog_surroundings);
    mog_surroundings_find(s, out->arena, analysis, file, offset);
    out->word = s->word;
    if (s->silent) return;
    mog_proposer p = {out, analysis, analysis->check, analysis->modules[file], s};
    bool module = s->statement < s->at && s->tokens[s->statement].kind == USE;
    if (mog_surroundings_before(s, 1) == '.' && !module) mog_propose_field(&p);
    else by_block(&p);
    tidy(out);
}

void mog_proposals_free(mog_proposals *proposals)
{
    free(proposals->at);
    mog_arena_free(proposals->arena);
}
