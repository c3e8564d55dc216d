/* parser.y: tokens to nodes. Actions only build; meaning is in check*.c.
 *
 * One flat `expr` with precedences. Words of the language may still name fields, kinds, parameters and values of an enum
 * wherever the grammar can tell them apart: `word` is any of them, `name` those that cannot continue or begin an
 * expression. Only `in` is no name anywhere, so that the brace after it is known for that of a set (tokens.c).
 *
 * The rules with `error` say where the parser goes on after a fault: at the next clause, rule, field or declaration, or
 * at the end of an interpolation. A header that is wrong still opens its block.
 */
%define api.pure full
%define api.prefix {mog_parser_}
%define api.location.type {mog_span}
%define parse.error custom
%define parse.lac full
%locations
%expect 0
%lex-param {void *scanner}
%parse-param {mog_parse *parse} {void *scanner}

%code requires {
#include "dsl/parse.h"

typedef struct mog_regex_token {
    mog_text pattern;
    bool ignore_case;
} mog_regex_token;

#define YYSTYPE MOG_PARSER_STYPE
#define YYLTYPE MOG_PARSER_LTYPE
#define YYMAXDEPTH 4000 /* brackets are bounded by MOG_LIMIT_NESTING; this bounds what nests without them */
#define YYMALLOC mog_allocate
#define YYFREE free
#define YYLLOC_DEFAULT(current, rhs, n)                                                                                \
    do {                                                                                                               \
        if (n) {                                                                                                       \
            (current).file = YYRHSLOC(rhs, 1).file;                                                                    \
            (current).start = YYRHSLOC(rhs, 1).start;                                                                  \
            (current).end = YYRHSLOC(rhs, n).end;                                                                      \
        } else {                                                                                                       \
            (current).file = YYRHSLOC(rhs, 0).file;                                                                    \
            (current).start = (current).end = YYRHSLOC(rhs, 0).end;                                                    \
        }                                                                                                              \
    } while (0)
}

%union {
    mog_name name;
    int64_t integer;
    mog_duration duration;
    mog_regex_token regex;
    mog_node *node;
    mog_node_list nodes;
    mog_name_list names;
    mog_text_pair texts;
    mog_type_node *type;
    mog_field_node *field;
    mog_kind_node *kind;
    mog_clause *clause;
    mog_rule_node *rule;
    mog_control_node *control;
    mog_theme_node *theme;
    mog_let_param *let_param;
    mog_step_node *step;
    mog_pattern_list patterns;
    mog_pattern pattern;
    mog_profile_item *item;
    mog_exclusion_node exclusion;
    mog_test_node *test;
    mog_given_node *given;
    mog_datum *datum;
    mog_rule_name rule_name;
    mog_when when;
    bool flag;
    mog_node_tag tag;
}

%code provides {
int mog_parser_lex(MOG_PARSER_STYPE *value, MOG_PARSER_LTYPE *span, void *scanner); /* tokens.c */
}

%code {
#include <stdlib.h>
#include <string.h>

static void mog_parser_error(mog_span *span, mog_parse *parse, void *scanner, const char *message);
static void add_use(mog_parse *parse, mog_name name, bool plugin, mog_span span);
static void declare(mog_parse *parse, mog_declaration_tag tag, mog_span span, void *node);
static mog_clause *clause(mog_parse *parse, mog_clause_tag tag, mog_span span, mog_node *value);
static mog_profile_item *profile_item(mog_parse *parse, mog_profile_tag tag, mog_span span, mog_node *value);
static mog_datum *datum(mog_parse *parse, mog_datum_tag tag, mog_span span);
static mog_datum *datum_of(mog_parse *parse, mog_node *literal);
static mog_datum *datum_word(mog_parse *parse, mog_name word);
static mog_datum *datum_block(mog_parse *parse, mog_span span, mog_datum *items);
static mog_type_node *type_node(mog_parse *parse, mog_type_tag tag, mog_span span);
static mog_type_node *reference(mog_parse *parse, mog_name subject_type);
static mog_type_node *fields_node(mog_parse *parse, mog_span span, mog_field_node *fields, bool group);
}

%initial-action { @$ = (mog_span){parse->file, 0, 0}; }

%token END 0 "the end of the file"
%token BAD_TOKEN "this"
%token <name> MODULE "module" USE "use" PLUGIN "plugin" KIND "kind" MANY "many" ABOUT "about" PERSONAL "personal" PARAM "param"
%token <name> CONTROL "control" RULE "rule" CATALOGUE "catalogue" THEME "theme" TITLE "title" SV "sv" LEVEL "level" WEIGHT "weight" MUST "must"
%token <name> FOR "for" WHERE "where" FRESH "fresh" ASSURANCE "assurance" REQUIRE "require" MEASURE "measure" TARGET "target" FINDING "finding"
%token <name> ACTION "action" T_BOOL "bool" T_INTEGER "integer" T_NUMBER "number" T_TEXT "text" T_TIME "time" T_DURATION "duration" ENUM "enum"
/* Words that mean something in one place each, and are names wherever a name can stand: LET to AT. */
%token <name> LET "let" PROFILE "profile" GROUP "group" GATE "gate" STEP "step" TEST "test" EXTEND "extend" VERSION "version" EACH "each" FROM "from"
%token <name> INCLUDE "include" EXCLUDE "exclude" BECAUSE "because" DECIDED "decided" BY "by" ON "on" REVIEW "review" MODEL "model" ALL "all"
%token <name> GIVEN "given" CENSUS "census" OBSERVED "observed" EXPECT "expect" ACHIEVEMENT "achievement" AT "at"
%token <name> LIST "list" SET "set" OF "of" AND "and" OR "or" NOT "not" IMPLIES "implies" IN "in" HAS "has" EVERY "every" ANY "any" NO "no"
%token <name> COUNT "count" SHARE "share" SUM "sum" MIN "min" MAX "max" AVERAGE "average" LATEST "latest" EARLIEST "earliest"
%token <name> WITHIN "within" OTHERWISE "otherwise" CONTAINS "contains" NOW "now" TRUE_ "true" FALSE_ "false" MATCHES "matches"
%token AT_LEAST "at least" OLDER_THAN "older than" STARTS_WITH "starts with" ENDS_WITH "ends with" IS_KNOWN "is known" IS_UNKNOWN "is unknown"
%token <regex> REGEX "matches /…/"
%token <name> IDENTIFIER "a name" INTEGER "a whole number" NUMBER "a number" PERCENT "a percentage" CONTROL_NUMBER "a control's number"
%token <integer> TIME "a time"
%token <duration> DURATION "a duration"
%token EXPRESSION_START "an expression alone" /* stands in no text: tokens.c puts it before one that is an expression, not a file */
%token SET_OPEN "the { of a set" SET_CLOSE "the } of a set"
%token EQUALS 61 "=" LESS 60 "<" GREATER 62 ">" PLUS 43 "+" MINUS 45 "-" STAR 42 "*" SLASH 47 "/"
%token COLON 58 ":" DOT 46 "." COMMA 44 "," OPEN 123 "{" CLOSE 125 "}" LEFT 40 "(" RIGHT 41 ")"
%token TEXT_START "a text" TEXT_END "the end of the text" INTERPOLATION "{ in a text" INTERPOLATION_END "the } of the text"
%token <name> PIECE "words of a text"
%token NE "!=" LE "<=" GE ">=" DOTS ".."

%precedence HAS
%right IMPLIES
%left OR
%left AND
%precedence NOT
%nonassoc "=" NE "<" LE ">" GE IN REGEX CONTAINS STARTS_WITH ENDS_WITH WITHIN OLDER_THAN IS_KNOWN IS_UNKNOWN
%precedence DOTS
%right OTHERWISE
%left "+" "-"
%left "*" "/"
%precedence NEGATIVE
%precedence OF
%precedence "."

%type <name> word name field_name kind_name dotted subject_type control_number
%type <name> new_word placed_word common_word variable opt_variable given_kind opt_version
%type <node> expr counted opt_where text call threshold opt_text datum_literal opt_achievement opt_because
%type <nodes> parts expressions opt_expressions
%type <names> names words
%type <texts> opt_text_pair text_pair
%type <type> type let_type
%type <field> fields field
%type <kind> kind_body
%type <flag> opt_many opt_personal
%type <clause> clauses clause step_clauses step_clause
%type <rule> rules rule
%type <control> catalogue_controls catalogue_control
%type <theme> themes theme
%type <tag> quantifier aggregate
%type <let_param> let_params opt_let_params let_param
%type <step> steps step
%type <patterns> patterns
%type <pattern> pattern
%type <item> profile_items profile_item group_items group_item
%type <exclusion> exclusion
%type <when> opt_review opt_at
%type <test> test_items
%type <given> given given_options
%type <datum> opt_data data data_items closed_items datum_value
%type <rule_name> rule_name

%%

file
    : opt_module declarations
    | EXPRESSION_START expr { parse->expression = $2; }
    | EXPRESSION_START error
    ;

opt_module
    : %empty
    | MODULE dotted { parse->module->name = $2; }
    ;

declarations
    : %empty
    | declarations line declaration { parse->recovering = false; }
    | declarations error { mog_syntax_lose(parse, @2); }
    ;

declaration
    : USE dotted { add_use(parse, $2, false, @$); }
    | USE PLUGIN word { add_use(parse, $3, true, @$); }
    | PARAM word "=" expr opt_text_pair {
          mog_param *param = mog_take(parse->arena, mog_param);
          param->span = @$; param->name = $2; param->value = $4; param->help = $5;
          MOG_PREPEND(parse->module->params, param);
          declare(parse, MOG_DECLARATION_PARAM, @$, param);
      }
    | PARAM word "=" error {
          mog_param *param = mog_take(parse->arena, mog_param);
          param->span = @$; param->name = $2; param->value = mog_node_new(parse, MOG_NODE_BAD, @4, NULL, NULL);
          MOG_PREPEND(parse->module->params, param);
          declare(parse, MOG_DECLARATION_PARAM, @$, param);
      }
    | LET word "(" opt_let_params ")" "=" expr {
          mog_let_node *let = mog_take(parse->arena, mog_let_node);
          MOG_REVERSE($4);
          let->span = @$; let->name = $2; let->params = $4; let->body = $7;
          MOG_PREPEND(parse->module->lets, let);
          declare(parse, MOG_DECLARATION_LET, @$, let);
      }
    | LET word "(" opt_let_params ")" "=" error {
          mog_let_node *let = mog_take(parse->arena, mog_let_node);
          MOG_REVERSE($4);
          let->span = @$; let->name = $2; let->params = $4; let->body = mog_node_new(parse, MOG_NODE_BAD, @7, NULL, NULL);
          MOG_PREPEND(parse->module->lets, let);
          declare(parse, MOG_DECLARATION_LET, @$, let);
      }
    | KIND opt_many kind_name opt_version opt_text_pair ABOUT names "{" kind_body end {
          mog_kind_node *kind = $9;
          MOG_REVERSE(kind->fields);
          kind->span = @$; kind->many = $2; kind->name = $3; kind->version = $4; kind->title = $5;
          kind->about = $7.at; kind->about_count = $7.count;
          MOG_PREPEND(parse->module->kinds, kind);
          declare(parse, MOG_DECLARATION_KIND, @$, kind);
      }
    | KIND error "{" kind_body end { mog_syntax_lose(parse, @1); }
    | EXTEND KIND kind_name "{" kind_body end {
          mog_kind_node *kind = $5;
          MOG_REVERSE(kind->fields);
          kind->span = @$; kind->name = $3; kind->extends = true;
          MOG_PREPEND(parse->module->extensions, kind);
          declare(parse, MOG_DECLARATION_EXTENSION, @$, kind);
      }
    | EXTEND error "{" kind_body end
    | CONTROL control_number opt_text_pair "{" rules end {
          mog_control_node *control = mog_take(parse->arena, mog_control_node);
          MOG_REVERSE($5);
          control->span = @$; control->number = $2; control->title = $3; control->rules = $5;
          MOG_PREPEND(parse->module->controls, control);
          declare(parse, MOG_DECLARATION_CONTROL, @$, control);
      }
    | CONTROL error "{" rules end
    | FOR EACH CONTROL word IN word opt_where "{" rules end {
          mog_each_node *each = mog_take(parse->arena, mog_each_node);
          MOG_REVERSE($9);
          each->span = @$; each->variable = $4; each->catalogue = $6; each->where = $7; each->rules = $9;
          MOG_PREPEND(parse->module->eaches, each);
          declare(parse, MOG_DECLARATION_EACH, @$, each);
      }
    | FOR error "{" rules end
    | CATALOGUE word opt_text_pair "{" themes end {
          mog_catalogue_node *catalogue = mog_take(parse->arena, mog_catalogue_node);
          MOG_REVERSE($5);
          catalogue->span = @$; catalogue->id = $2; catalogue->title = $3; catalogue->themes = $5;
          MOG_PREPEND(parse->module->catalogues, catalogue);
          declare(parse, MOG_DECLARATION_CATALOGUE, @$, catalogue);
      }
    | CATALOGUE error "{" themes end
    | GATE word opt_text_pair FOR subject_type opt_variable "{" steps end {
          mog_gate_node *gate = mog_take(parse->arena, mog_gate_node);
          MOG_REVERSE($8);
          gate->span = @$; gate->name = $2; gate->title = $3; gate->subject_type = $5; gate->variable = $6; gate->steps = $8;
          MOG_PREPEND(parse->module->gates, gate);
          declare(parse, MOG_DECLARATION_GATE, @$, gate);
      }
    | GATE error "{" steps end
    | PROFILE word opt_text_pair FROM word "{" profile_items end {
          mog_profile_node *profile = mog_take(parse->arena, mog_profile_node);
          MOG_REVERSE($7);
          profile->span = @$; profile->name = $2; profile->title = $3; profile->catalogue = $5; profile->items = $7;
          MOG_PREPEND(parse->module->profiles, profile);
          declare(parse, MOG_DECLARATION_PROFILE, @$, profile);
      }
    | PROFILE error "{" profile_items end
    | GROUP word opt_text_pair FROM word "{" group_items end {
          mog_group_node *group = mog_take(parse->arena, mog_group_node);
          MOG_REVERSE($7);
          group->span = @$; group->name = $2; group->title = $3; group->catalogue = $5; group->items = $7;
          MOG_PREPEND(parse->module->groups, group);
          declare(parse, MOG_DECLARATION_GROUP, @$, group);
      }
    | GROUP error "{" group_items end
    | TEST text FOR rule_name opt_at "{" test_items end {
          mog_test_node *test = $7;
          MOG_REVERSE(test->givens);
          test->span = @$; test->name = $2; test->rule = $4; test->at = $5;
          MOG_PREPEND(parse->module->tests, test);
          declare(parse, MOG_DECLARATION_TEST, @$, test);
      }
    | TEST error "{" test_items end
    ;

/* What begins on a line of its own is where it seems to be: its faults are reported even right after another. */
line: %empty { if (mog_tokens_first_on_line(parse, yylloc.start)) yyerrok; } ;
end: "}" { if (mog_tokens_first_on_line(parse, @1.start)) yyerrok; } ;

control_number: INTEGER | NUMBER | CONTROL_NUMBER ;

/* ---- catalogues */

themes
    : %empty { $$ = NULL; }
    | themes line theme { $$ = $1; MOG_PREPEND($$, $3); parse->recovering = false; }
    | themes error
    ;

theme: THEME word opt_text_pair "{" catalogue_controls end {
          $$ = mog_take(parse->arena, mog_theme_node);
          MOG_REVERSE($5);
          $$->span = @$; $$->id = $2; $$->title = $3; $$->controls = $5;
      }
    ;

catalogue_controls
    : %empty { $$ = NULL; }
    | catalogue_controls line catalogue_control { $$ = $1; MOG_PREPEND($$, $3); parse->recovering = false; }
    | catalogue_controls error
    ;

catalogue_control
    : CONTROL control_number opt_text_pair {
          $$ = mog_take(parse->arena, mog_control_node);
          $$->span = @$; $$->number = $2; $$->title = $3;
      }
    | CONTROL control_number opt_text_pair "{" words "}" {
          $$ = mog_take(parse->arena, mog_control_node);
          $$->span = @$; $$->number = $2; $$->title = $3; $$->words = $5.at; $$->word_count = $5.count;
      }
    ;

words
    : %empty { $$ = (mog_name_list){0}; }
    | words word { $$ = $1; mog_name_list_add(parse, &$$, $2); }
    | words "," { $$ = $1; }
    | words error
    ;

/* ---- kinds */

opt_many: %empty { $$ = false; } | MANY { $$ = true; } ;
opt_personal: %empty { $$ = false; } | PERSONAL { $$ = true; } ;
opt_version: %empty { $$ = (mog_name){0}; } | VERSION INTEGER { $$ = $2; } ;

kind_body
    : %empty { $$ = mog_take(parse->arena, mog_kind_node); }
    | kind_body line field { $$ = $1; MOG_PREPEND($$->fields, $3); }
    | kind_body "," { $$ = $1; }
    | kind_body line FRESH DURATION {
          $$ = $1; $$->has_fresh = true; $$->fresh = $4; $$->fresh_times++;
          $$->fresh_span = @3; $$->fresh_span.end = @4.end;
      }
    | kind_body line ASSURANCE word { $$ = $1; $$->assurance = $4; $$->assurance_times++; }
    | kind_body error
    ;

fields
    : %empty { $$ = NULL; }
    | fields line field { $$ = $1; MOG_PREPEND($$, $3); }
    | fields "," { $$ = $1; }
    | fields error
    ;

field: field_name type opt_personal opt_text_pair {
          $$ = mog_take(parse->arena, mog_field_node);
          $$->span = @$; $$->name = $1; $$->type = $2; $$->personal = $3; $$->help = $4;
          parse->recovering = false;
      }
    ;

type
    : T_BOOL { $$ = type_node(parse, MOG_TYPE_BOOL, @$); }
    | T_INTEGER { $$ = type_node(parse, MOG_TYPE_INTEGER, @$); }
    | T_NUMBER { $$ = type_node(parse, MOG_TYPE_NUMBER, @$); }
    | T_TEXT { $$ = type_node(parse, MOG_TYPE_TEXT, @$); }
    | T_TIME { $$ = type_node(parse, MOG_TYPE_TIME, @$); }
    | T_DURATION { $$ = type_node(parse, MOG_TYPE_DURATION, @$); }
    | CONTROL { $$ = type_node(parse, MOG_TYPE_CONTROL, @$); }
    | variable { $$ = reference(parse, $1); }
    | ENUM "{" words "}" { $$ = type_node(parse, MOG_TYPE_ENUM, @$); $$->names = $3.at; $$->name_count = $3.count; }
    | "{" fields "}" { $$ = fields_node(parse, @$, $2, true); }
    | LIST "{" fields "}" { $$ = fields_node(parse, @$, $3, false); }
    | SET OF type { $$ = type_node(parse, MOG_TYPE_SET, @$); $$->element = $3; }
    ;

names
    : word { $$ = (mog_name_list){0}; mog_name_list_add(parse, &$$, $1); }
    | names "," word { $$ = $1; mog_name_list_add(parse, &$$, $3); }
    ;

/* ---- rules */

rules
    : %empty { $$ = NULL; }
    | rules line rule { $$ = $1; if ($3) MOG_PREPEND($$, $3); parse->recovering = false; }
    | rules error
    ;

rule
    : RULE word "{" clauses end {
          $$ = mog_take(parse->arena, mog_rule_node);
          MOG_REVERSE($4);
          $$->span = @2; $$->whole = @$; $$->name = $2; $$->clauses = $4;
      }
    | RULE word LEVEL INTEGER "{" clauses end {
          mog_clause *level = clause(parse, MOG_CLAUSE_LEVEL, (mog_span){@3.file, @3.start, @4.end}, mog_node_integer(parse, $4));
          $$ = mog_take(parse->arena, mog_rule_node);
          MOG_REVERSE($6);
          MOG_PREPEND($6, level);
          $$->span = @2; $$->whole = @$; $$->name = $2; $$->clauses = $6;
      }
    | RULE error "{" clauses end { $$ = NULL; }
    ;

clauses
    : %empty { $$ = NULL; }
    | clauses line clause { $$ = $1; MOG_PREPEND($$, $3); parse->recovering = false; }
    | clauses error
    ;

clause
    : TITLE text { $$ = clause(parse, MOG_CLAUSE_TITLE, @$, $2); }
    | TITLE SV text { $$ = clause(parse, MOG_CLAUSE_TITLE_SV, @$, $3); }
    | LEVEL expr { $$ = clause(parse, MOG_CLAUSE_LEVEL, @$, $2); }
    | WEIGHT expr { $$ = clause(parse, MOG_CLAUSE_WEIGHT, @$, $2); }
    | MUST { $$ = clause(parse, MOG_CLAUSE_MUST, @$, NULL); }
    | FOR subject_type opt_where { $$ = clause(parse, MOG_CLAUSE_FOR, @$, $3); $$->name = $2; }
    | FOR subject_type variable opt_where { $$ = clause(parse, MOG_CLAUSE_FOR, @$, $4); $$->name = $2; $$->variable = $3; }
    | MEASURE expr { $$ = clause(parse, MOG_CLAUSE_MEASURE, @$, $2); }
    | TARGET expr { $$ = clause(parse, MOG_CLAUSE_TARGET, @$, $2); }
    | step_clause { $$ = $1; }
    ;

step_clause
    : FRESH expr { $$ = clause(parse, MOG_CLAUSE_FRESH, @$, $2); }
    | REQUIRE expr { $$ = clause(parse, MOG_CLAUSE_REQUIRE, @$, $2); }
    | FINDING text { $$ = clause(parse, MOG_CLAUSE_FINDING, @$, $2); }
    | FINDING SV text { $$ = clause(parse, MOG_CLAUSE_FINDING_SV, @$, $3); }
    | FINDING FOR word text { $$ = clause(parse, MOG_CLAUSE_FINDING, @$, $4); $$->name = $3; }
    | FINDING FOR word SV text { $$ = clause(parse, MOG_CLAUSE_FINDING_SV, @$, $5); $$->name = $3; }
    | ACTION text { $$ = clause(parse, MOG_CLAUSE_ACTION, @$, $2); }
    | ACTION SV text { $$ = clause(parse, MOG_CLAUSE_ACTION_SV, @$, $3); }
    ;

subject_type: variable | CONTROL | RULE | PLUGIN | KIND ;
opt_variable: %empty { $$ = (mog_name){0}; } | variable ;

opt_where: %empty { $$ = NULL; } | WHERE expr { $$ = $2; } ;

/* ---- definitions */

opt_let_params: %empty { $$ = NULL; } | let_params ;

let_params
    : let_param { $$ = $1; }
    | let_params "," let_param { $$ = $1; MOG_PREPEND($$, $3); }
    ;

let_param: word ":" let_type {
          $$ = mog_take(parse->arena, mog_let_param);
          $$->span = @$; $$->name = $1; $$->type = $3;
      }
    ;

/* A type of value, a kind or a type of subject. */
let_type
    : type
    | RULE { $$ = reference(parse, $1); }
    | PLUGIN { $$ = reference(parse, $1); }
    | KIND { $$ = reference(parse, $1); }
    ;

/* ---- gates */

steps
    : %empty { $$ = NULL; }
    | steps line step { $$ = $1; MOG_PREPEND($$, $3); parse->recovering = false; }
    | steps error
    ;

step: STEP word opt_text_pair step_clauses {
          $$ = mog_take(parse->arena, mog_step_node);
          MOG_REVERSE($4);
          $$->span = @$; $$->name = $2; $$->title = $3; $$->clauses = $4;
      }
    ;

step_clauses
    : step_clause { $$ = $1; }
    | step_clauses line step_clause { $$ = $1; MOG_PREPEND($$, $3); }
    ;

/* ---- profiles and groups */

profile_items
    : %empty { $$ = NULL; }
    | profile_items line profile_item { $$ = $1; MOG_PREPEND($$, $3); parse->recovering = false; }
    | profile_items error
    ;

profile_item
    : INCLUDE patterns { $$ = profile_item(parse, MOG_PROFILE_INCLUDE, @$, NULL); $$->patterns = $2.at; $$->pattern_count = $2.count; }
    | EXCLUDE patterns exclusion {
          $$ = profile_item(parse, MOG_PROFILE_EXCLUDE, @$, NULL);
          $$->patterns = $2.at; $$->pattern_count = $2.count; $$->exclusion = $3;
      }
    | SET word "=" expr { $$ = profile_item(parse, MOG_PROFILE_SET, @$, $4); $$->name = $2; }
    | SET ASSURANCE word "=" expr { $$ = profile_item(parse, MOG_PROFILE_ASSURANCE, @$, $5); $$->name = $3; }
    | TARGET LEVEL expr FOR patterns {
          $$ = profile_item(parse, MOG_PROFILE_TARGET, @$, $3);
          $$->patterns = $5.at; $$->pattern_count = $5.count;
      }
    | WEIGHT patterns "=" expr {
          $$ = profile_item(parse, MOG_PROFILE_WEIGHT, @$, $4);
          $$->patterns = $2.at; $$->pattern_count = $2.count;
      }
    | WEIGHT BY word { $$ = profile_item(parse, MOG_PROFILE_WEIGHT_BY, @$, NULL); $$->name = $3; }
    | MODEL word { $$ = profile_item(parse, MOG_PROFILE_MODEL, @$, NULL); $$->name = $2; }
    ;

group_items
    : %empty { $$ = NULL; }
    | group_items line group_item { $$ = $1; MOG_PREPEND($$, $3); parse->recovering = false; }
    | group_items error
    ;

group_item
    : INCLUDE patterns { $$ = profile_item(parse, MOG_PROFILE_INCLUDE, @$, NULL); $$->patterns = $2.at; $$->pattern_count = $2.count; }
    | EXCLUDE patterns { $$ = profile_item(parse, MOG_PROFILE_EXCLUDE, @$, NULL); $$->patterns = $2.at; $$->pattern_count = $2.count; }
    ;

exclusion: BECAUSE text DECIDED BY text ON TIME opt_review {
          $$ = (mog_exclusion_node){.span = @$, .reason = $2, .decider = $5, .decided = {true, $7, @7}, .review = $8};
      }
    ;

opt_review: %empty { $$ = (mog_when){0}; } | REVIEW TIME { $$ = (mog_when){true, $2, @2}; } ;

patterns
    : pattern { $$ = (mog_pattern_list){0}; mog_pattern_list_add(parse, &$$, $1); }
    | patterns "," pattern { $$ = $1; mog_pattern_list_add(parse, &$$, $3); }
    ;

pattern
    : control_number { $$ = (mog_pattern){.span = @$, .number = $1}; }
    | control_number "." "*" { $$ = (mog_pattern){.span = @$, .number = $1, .below = true}; }
    | ALL { $$ = (mog_pattern){.span = @$}; }
    ;

/* ---- tests */

rule_name
    : control_number "/" word { $$ = (mog_rule_name){.span = @$, .number = $1, .name = $3}; }
    | word "/" word { $$ = (mog_rule_name){.span = @$, .gate = $1, .name = $3}; }
    ;

opt_at: %empty { $$ = (mog_when){0}; } | AT TIME { $$ = (mog_when){true, $2, @2}; } ;

test_items
    : %empty { $$ = mog_take(parse->arena, mog_test_node); }
    | test_items line given { $$ = $1; MOG_PREPEND($$->givens, $3); parse->recovering = false; }
    | test_items line EXPECT word opt_achievement opt_because {
          $$ = $1; $$->expect = $4; $$->achievement = $5; $$->because = $6; $$->expect_times++;
          $$->expect_span = @3; $$->expect_span.end = @6.end;
      }
    | test_items error
    ;

given
    : GIVEN given_kind opt_text given_options opt_data {
          $$ = $4; $$->span = @$; $$->kind = $2; $$->item = $3; $$->data = $5;
      }
    | GIVEN CENSUS opt_text given_options data {
          $$ = $4; $$->span = @$; $$->kind = $2; $$->item = $3; $$->data = $5;
      }
    | GIVEN CENSUS given_kind given_options data {
          $$ = $4; $$->span = @$; $$->census = true; $$->kind = $3; $$->data = $5;
      }
    ;

given_kind: IDENTIFIER | new_word | common_word ;

given_options
    : %empty { $$ = mog_take(parse->arena, mog_given_node); }
    | given_options OBSERVED TIME { $$ = $1; $$->observed = (mog_when){true, $3, @3}; $$->observed_times++; }
    | given_options FOR subject_type text { $$ = $1; $$->subject_type = $3; $$->subject = $4; $$->subject_times++; }
    | given_options ASSURANCE word { $$ = $1; $$->assurance = $3; $$->assurance_times++; }
    ;

opt_achievement: %empty { $$ = NULL; } | ACHIEVEMENT datum_literal { $$ = $2; } ;
opt_because: %empty { $$ = NULL; } | BECAUSE text { $$ = $2; } ;
opt_text: %empty { $$ = NULL; } | text ;
opt_data: %empty { $$ = NULL; } | data ;

data: "{" data_items "}" { $$ = datum_block(parse, @$, $2); } ;

/* `admin true, mfa false` and `8.13, 8.14` and `{ … } { … }`. A word is a field's name where a value follows it, and a
 * value where a comma or the end does. */
data_items
    : closed_items
    | closed_items word { $$ = $1; mog_datum *made = datum_word(parse, $2); MOG_PREPEND($$, made); }
    ;

closed_items
    : %empty { $$ = NULL; }
    | closed_items "," { $$ = $1; }
    | closed_items word "," { $$ = $1; mog_datum *made = datum_word(parse, $2); MOG_PREPEND($$, made); }
    | closed_items word datum_value { $$ = $1; $3->name = $2; $3->span.start = @2.start; MOG_PREPEND($$, $3); }
    | closed_items datum_literal { $$ = $1; mog_datum *made = datum_of(parse, $2); MOG_PREPEND($$, made); }
    | closed_items data { $$ = $1; MOG_PREPEND($$, $2); }
    | closed_items error
    ;

datum_value
    : word { $$ = datum_word(parse, $1); }
    | datum_literal { $$ = datum_of(parse, $1); }
    | data
    ;

datum_literal
    : INTEGER { $$ = mog_node_integer(parse, $1); }
    | NUMBER { $$ = mog_node_number(parse, $1, false); }
    | CONTROL_NUMBER { $$ = mog_node_number(parse, $1, false); }
    | PERCENT { $$ = mog_node_number(parse, $1, true); }
    | TIME { $$ = mog_node_new(parse, MOG_NODE_TIME, @$, NULL, NULL); $$->integer = $1; }
    | DURATION { $$ = mog_node_new(parse, MOG_NODE_DURATION, @$, NULL, NULL); $$->duration = $1; }
    | "-" datum_literal { $$ = mog_node_new(parse, MOG_NODE_NEGATE, @$, $2, NULL); }
    | text
    ;

/* ---- expressions */

expr
    : TRUE_ { $$ = mog_node_new(parse, MOG_NODE_BOOL, @$, NULL, NULL); $$->integer = 1; }
    | FALSE_ { $$ = mog_node_new(parse, MOG_NODE_BOOL, @$, NULL, NULL); }
    | INTEGER { $$ = mog_node_integer(parse, $1); }
    | NUMBER { $$ = mog_node_number(parse, $1, false); }
    | CONTROL_NUMBER { $$ = mog_node_number(parse, $1, false); }
    | PERCENT { $$ = mog_node_number(parse, $1, true); }
    | TIME { $$ = mog_node_new(parse, MOG_NODE_TIME, @$, NULL, NULL); $$->integer = $1; }
    | DURATION { $$ = mog_node_new(parse, MOG_NODE_DURATION, @$, NULL, NULL); $$->duration = $1; }
    | text { $$ = $1; }
    | NOW { $$ = mog_node_new(parse, MOG_NODE_NOW, @$, NULL, NULL); }
    | name { $$ = mog_node_named(parse, $1); }
    | expr "." word { $$ = mog_node_field(parse, @$, $1, $3); }
    | call { $$ = $1; }
    | name OF expr {
          $$ = mog_node_new(parse, MOG_NODE_OF, @$, $3, NULL);
          $$->name = $1.text; $$->name_span = $1.span;
      }
    | "(" expr ")" { $$ = $2; }
    | NOT expr { $$ = mog_node_new(parse, MOG_NODE_NOT, @$, $2, NULL); }
    | "-" expr %prec NEGATIVE { $$ = mog_node_new(parse, MOG_NODE_NEGATE, @$, $2, NULL); }
    | expr AND expr { $$ = mog_node_join(parse, MOG_NODE_AND, @$, $1, $3); }
    | expr OR expr { $$ = mog_node_join(parse, MOG_NODE_OR, @$, $1, $3); }
    | expr IMPLIES expr { $$ = mog_node_new(parse, MOG_NODE_IMPLIES, @$, $1, $3); }
    | expr "=" expr { $$ = mog_node_new(parse, MOG_NODE_EQ, @$, $1, $3); }
    | expr NE expr { $$ = mog_node_new(parse, MOG_NODE_NE, @$, $1, $3); }
    | expr "<" expr { $$ = mog_node_new(parse, MOG_NODE_LT, @$, $1, $3); }
    | expr LE expr { $$ = mog_node_new(parse, MOG_NODE_LE, @$, $1, $3); }
    | expr ">" expr { $$ = mog_node_new(parse, MOG_NODE_GT, @$, $1, $3); }
    | expr GE expr { $$ = mog_node_new(parse, MOG_NODE_GE, @$, $1, $3); }
    | expr "+" expr { $$ = mog_node_new(parse, MOG_NODE_ADD, @$, $1, $3); }
    | expr "-" expr { $$ = mog_node_new(parse, MOG_NODE_SUBTRACT, @$, $1, $3); }
    | expr "*" expr { $$ = mog_node_new(parse, MOG_NODE_MULTIPLY, @$, $1, $3); }
    | expr "/" expr { $$ = mog_node_new(parse, MOG_NODE_DIVIDE, @$, $1, $3); }
    | expr CONTAINS expr { $$ = mog_node_new(parse, MOG_NODE_CONTAINS, @$, $1, $3); }
    | expr STARTS_WITH expr { $$ = mog_node_new(parse, MOG_NODE_STARTS, @$, $1, $3); }
    | expr ENDS_WITH expr { $$ = mog_node_new(parse, MOG_NODE_ENDS, @$, $1, $3); }
    | expr WITHIN expr { $$ = mog_node_new(parse, MOG_NODE_WITHIN, @$, $1, $3); }
    | expr OLDER_THAN expr { $$ = mog_node_new(parse, MOG_NODE_OLDER, @$, $1, $3); }
    | expr OTHERWISE expr { $$ = mog_node_new(parse, MOG_NODE_OTHERWISE, @$, $1, $3); }
    | expr IN SET_OPEN expressions SET_CLOSE { $$ = mog_node_listed(parse, MOG_NODE_IN_ITEMS, @$, $1, $4); }
    | expr IN expr %prec IN { $$ = mog_node_new(parse, MOG_NODE_IN_SET, @$, $1, $3); }
    | expr IN expr DOTS expr %prec IN {
          $$ = mog_node_new(parse, MOG_NODE_IN_RANGE, @$, $1, $3);
          $$->c = $5;
          mog_node_settle(parse, $$);
      }
    | expr REGEX {
          $$ = mog_node_new(parse, MOG_NODE_MATCHES, @$, $1, NULL);
          $$->name = $2.pattern; $$->name_span = @2; $$->flag = $2.ignore_case;
      }
    | expr IS_KNOWN { $$ = mog_node_new(parse, MOG_NODE_IS_KNOWN, @$, $1, NULL); }
    | expr IS_UNKNOWN { $$ = mog_node_new(parse, MOG_NODE_IS_KNOWN, @$, $1, NULL); $$->flag = true; }
    | quantifier word IN expr opt_where HAS expr { $$ = mog_node_binder(parse, $1, @$, $2, $4, $5, $7); }
    | AT_LEAST threshold word IN expr opt_where HAS expr {
          $$ = mog_node_binder(parse, MOG_NODE_AT_LEAST, @$, $3, $5, $6, $8);
          $$->d = $2;
          mog_node_settle(parse, $$);
      }
    ;

threshold
    : INTEGER { $$ = mog_node_integer(parse, $1); }
    | variable { $$ = mog_node_named(parse, $1); }
    ;

quantifier
    : EVERY { $$ = MOG_NODE_EVERY; }
    | ANY { $$ = MOG_NODE_ANY; }
    | NO { $$ = MOG_NODE_NO; }
    ;

aggregate
    : SUM { $$ = MOG_NODE_SUM; }
    | MIN { $$ = MOG_NODE_MIN; }
    | MAX { $$ = MOG_NODE_MAX; }
    | AVERAGE { $$ = MOG_NODE_AVERAGE; }
    | LATEST { $$ = MOG_NODE_LATEST; }
    | EARLIEST { $$ = MOG_NODE_EARLIEST; }
    ;

call
    : COUNT "(" word IN expr opt_where ")" { $$ = mog_node_binder(parse, MOG_NODE_COUNT, @$, $3, $5, $6, NULL); }
    | COUNT "(" counted ")" {
          mog_name nobody = {.span = {@3.file, @3.start, @3.start}};
          $$ = mog_node_binder(parse, MOG_NODE_COUNT, @$, nobody, $3, NULL, NULL);
      }
    | SHARE "(" word IN expr opt_where HAS expr ")" { $$ = mog_node_binder(parse, MOG_NODE_SHARE, @$, $3, $5, $6, $8); }
    | aggregate "(" expr FOR word IN expr opt_where ")" { $$ = mog_node_binder(parse, $1, @$, $5, $7, $8, $3); }
    | name "(" opt_expressions ")" { $$ = mog_node_call(parse, @$, NULL, $1, $3); }
    | expr "." word "(" opt_expressions ")" { $$ = mog_node_call(parse, @$, $1, $3, $5); }
    ;

/* A list by its path alone: `count(d.functions)`. */
counted
    : name { $$ = mog_node_named(parse, $1); }
    | counted "." word { $$ = mog_node_field(parse, @$, $1, $3); }
    ;

opt_expressions: %empty { $$ = (mog_node_list){0}; } | expressions ;

expressions
    : expr { $$ = (mog_node_list){0}; mog_node_list_add(parse, &$$, $1); }
    | expressions "," expr { $$ = $1; mog_node_list_add(parse, &$$, $3); }
    ;

/* ---- texts and words */

text: TEXT_START parts TEXT_END { $$ = mog_node_listed(parse, MOG_NODE_TEXT, @$, NULL, $2); } ;

parts
    : %empty { $$ = (mog_node_list){0}; }
    | parts PIECE {
          mog_node *piece = mog_node_new(parse, MOG_NODE_PIECE, @2, NULL, NULL);
          piece->name = $2.text;
          $$ = $1;
          mog_node_list_add(parse, &$$, piece);
      }
    | parts INTERPOLATION expr INTERPOLATION_END { $$ = $1; mog_node_list_add(parse, &$$, $3); }
    | parts INTERPOLATION error INTERPOLATION_END {
          $$ = $1;
          mog_node_list_add(parse, &$$, mog_node_new(parse, MOG_NODE_BAD, @3, NULL, NULL));
      }
    ;

opt_text_pair: %empty { $$ = (mog_text_pair){0}; } | text_pair ;

text_pair
    : text { $$ = (mog_text_pair){.text = $1}; }
    | text SV text { $$ = (mog_text_pair){.text = $1, .swedish = $3}; }
    ;

dotted
    : variable
    | dotted "." word { $$ = $1; $$.span.end = $3.span.end; $$.text.size = $3.span.end - $1.span.start; }
    ;

variable: IDENTIFIER | new_word | placed_word ;

new_word
    : LET | PROFILE | GROUP | GATE | STEP | TEST | EXTEND | VERSION | EACH | FROM | INCLUDE | EXCLUDE | BECAUSE | DECIDED | BY | ON | REVIEW | MODEL | ALL
    | GIVEN | EXPECT | ACHIEVEMENT | AT
    ;

placed_word: CENSUS | OBSERVED ;

common_word
    : MODULE | USE | PLUGIN | KIND | ABOUT | PARAM | CONTROL | RULE | CATALOGUE | THEME | TITLE | LEVEL | WEIGHT | MUST | FRESH
    | REQUIRE | MEASURE | TARGET | FINDING | ACTION | T_BOOL | T_INTEGER | T_NUMBER | T_TEXT | T_TIME | T_DURATION | ENUM | LIST | SET | OF
    ;

name: variable | common_word | MANY | PERSONAL | SV | ASSURANCE ;

field_name: kind_name | MANY ;

kind_name
    : variable | common_word
    | AND | OR | NOT | IMPLIES | HAS | EVERY | ANY | NO | FOR | WHERE | COUNT | SHARE | SUM | MIN | MAX | AVERAGE | LATEST | EARLIEST
    | WITHIN | OTHERWISE | CONTAINS | NOW | TRUE_ | FALSE_ | MATCHES
    ;

word: field_name | PERSONAL | SV | ASSURANCE ;

%%

static void declare(mog_parse *parse, mog_declaration_tag tag, mog_span span, void *node)
{
    mog_declaration *made = mog_take(parse->arena, mog_declaration);
    made->tag = tag;
    made->span = span;
    made->node = node;
    MOG_PREPEND(parse->module->declarations, made);
}

static void add_use(mog_parse *parse, mog_name name, bool plugin, mog_span span)
{
    mog_use *use = mog_take(parse->arena, mog_use);
    use->span = span;
    use->name = name;
    use->plugin = plugin;
    MOG_PREPEND(parse->module->uses, use);
    declare(parse, MOG_DECLARATION_USE, span, use);
}

static mog_clause *clause(mog_parse *parse, mog_clause_tag tag, mog_span span, mog_node *value)
{
    mog_clause *made = mog_take(parse->arena, mog_clause);
    made->tag = tag;
    made->span = span;
    made->value = value;
    return made;
}

static mog_profile_item *profile_item(mog_parse *parse, mog_profile_tag tag, mog_span span, mog_node *value)
{
    mog_profile_item *made = mog_take(parse->arena, mog_profile_item);
    made->tag = tag;
    made->span = span;
    made->value = value;
    return made;
}

static mog_datum *datum(mog_parse *parse, mog_datum_tag tag, mog_span span)
{
    mog_datum *made = mog_take(parse->arena, mog_datum);
    made->tag = tag;
    made->span = span;
    return made;
}

static mog_datum *datum_of(mog_parse *parse, mog_node *literal)
{
    mog_datum *made = datum(parse, MOG_DATUM_LITERAL, literal->span);
    made->literal = literal;
    return made;
}

/* `true` and `false` are words to the grammar, so that they can name fields. */
static mog_datum *datum_word(mog_parse *parse, mog_name word)
{
    bool truth = mog_text_equal(word.text, MOG_TEXT("true"));
    if (truth || mog_text_equal(word.text, MOG_TEXT("false"))) {
        mog_node *literal = mog_node_new(parse, MOG_NODE_BOOL, word.span, NULL, NULL);
        literal->integer = truth;
        return datum_of(parse, literal);
    }
    mog_datum *made = datum(parse, MOG_DATUM_WORD, word.span);
    made->word = word;
    return made;
}

static mog_datum *datum_block(mog_parse *parse, mog_span span, mog_datum *items)
{
    mog_datum *made = datum(parse, MOG_DATUM_BLOCK, span);
    MOG_REVERSE(items);
    made->items = items;
    return made;
}

static mog_type_node *type_node(mog_parse *parse, mog_type_tag tag, mog_span span)
{
    mog_type_node *made = mog_take(parse->arena, mog_type_node);
    made->tag = tag;
    made->span = span;
    return made;
}

static mog_type_node *reference(mog_parse *parse, mog_name subject_type)
{
    mog_type_node *made = type_node(parse, MOG_TYPE_REFERENCE, subject_type.span);
    made->names = mog_take(parse->arena, mog_name);
    *made->names = subject_type;
    made->name_count = 1;
    return made;
}

static mog_type_node *fields_node(mog_parse *parse, mog_span span, mog_field_node *fields, bool group)
{
    mog_type_node *made = type_node(parse, MOG_TYPE_LIST, span);
    MOG_REVERSE(fields);
    made->fields = fields;
    made->group = group;
    return made;
}

/* bison calls this for one reason only: more is nested than its stack may hold. */
static void mog_parser_error(mog_span *span, mog_parse *parse, void *scanner, const char *message)
{
    (void)scanner;
    (void)message;
    if (mog_tokens_fault(parse, *span))
        mog_report(parse->diagnostics, MOG_E0104, *span,
                   "an expression nested more than %d deep; take parts of it into rules or parameters of their own",
                   MOG_LIMIT_NESTING);
}

static const char *token_name(int token)
{
    return yysymbol_name(YYTRANSLATE(token));
}

_Static_assert(YYMAXUTOK < MOG_TOKENS, "a set of tokens holds all");

static int yyreport_syntax_error(const yypcontext_t *context, mog_parse *parse, void *scanner)
{
    (void)scanner;
    mog_span span = *yypcontext_location(context);
    if (!mog_syntax_begin_report(parse, span)) return 0;
    yysymbol_kind_t expected[YYNTOKENS];
    int count = yypcontext_expected_tokens(context, expected, YYNTOKENS);
    bool can[MOG_TOKENS] = {false};
    for (int token = 0; token <= YYMAXUTOK; token++)
        for (int i = 0; i < count; i++) can[token] |= YYTRANSLATE(token) == expected[i];
    mog_syntax_report(parse, span, can, token_name);
    return 0;
}
