/* parser.y: tokens to nodes. Actions only build; meaning is in check*.c.
 *
 * One flat `expr` with precedences. Words of the language may still name fields, kinds, parameters and values of an enum wherever the grammar
 * can tell them apart: `word` is any of them, `name` those that cannot continue or begin an expression.
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
    bool flag;
    mog_node_tag tag;
}

%code {
int mog_lex_lex(MOG_PARSER_STYPE *value, MOG_PARSER_LTYPE *span, void *scanner);
static void mog_parser_error(mog_span *span, mog_parse *parse, void *scanner, const char *message);

static mog_node *binder(mog_parse *parse, mog_node_tag tag, mog_span span, mog_name variable, mog_node *list, mog_node *where, mog_node *body);
static mog_node *unary(mog_parse *parse, mog_node_tag tag, mog_span span, mog_node *a);
static mog_node *call(mog_parse *parse, mog_span span, mog_node *base, mog_name name, mog_node_list arguments);
static mog_node *text_node(mog_parse *parse, mog_span span, mog_node_list parts);
static mog_node *integer(mog_parse *parse, mog_name digits);
static mog_node *number(mog_parse *parse, mog_name digits, bool percent);
static mog_clause *clause(mog_parse *parse, mog_clause_tag tag, mog_span span, mog_node *value);
static mog_type_node *type_node(mog_parse *parse, mog_type_tag tag, mog_span span);
}

%token END 0 "the end of the file"
%token BAD_TOKEN "this"
%token <name> MODULE "module" USE "use" PLUGIN "plugin" KIND "kind" MANY "many" ABOUT "about" PERSONAL "personal" PARAM "param"
%token <name> CONTROL "control" RULE "rule" CATALOGUE "catalogue" THEME "theme" TITLE "title" SV "sv" LEVEL "level" WEIGHT "weight" MUST "must"
%token <name> FOR "for" WHERE "where" FRESH "fresh" ASSURANCE "assurance" REQUIRE "require" MEASURE "measure" TARGET "target" FINDING "finding"
%token <name> ACTION "action" T_BOOL "bool" T_INTEGER "integer" T_NUMBER "number" T_TEXT "text" T_TIME "time" T_DURATION "duration" ENUM "enum"
%token <name> LIST "list" SET "set" OF "of" AND "and" OR "or" NOT "not" IMPLIES "implies" IN "in" HAS "has" EVERY "every" ANY "any" NO "no"
%token <name> COUNT "count" SHARE "share" SUM "sum" MIN "min" MAX "max" AVERAGE "average" LATEST "latest" EARLIEST "earliest"
%token <name> WITHIN "within" OTHERWISE "otherwise" CONTAINS "contains" NOW "now" TRUE_ "true" FALSE_ "false" MATCHES "matches"
%token AT_LEAST "at least" OLDER_THAN "older than" STARTS_WITH "starts with" ENDS_WITH "ends with" IS_KNOWN "is known" IS_UNKNOWN "is unknown"
%token <regex> REGEX "matches /…/"
%token <name> IDENTIFIER "a name" INTEGER "a whole number" NUMBER "a number" PERCENT "a percentage" CONTROL_NUMBER "a control's number"
%token <integer> TIME "a time"
%token <duration> DURATION "a duration"
%token TEXT_START "a text" TEXT_END "the end of the text" INTERPOLATION "{ in a text" INTERPOLATION_END "} in a text"
%token <name> PIECE "words of a text"
%token NE "!=" LE "<=" GE ">=" DOTS ".."

%precedence HAS
%right IMPLIES
%left OR
%left AND
%precedence NOT
%nonassoc '=' NE '<' LE '>' GE IN REGEX CONTAINS STARTS_WITH ENDS_WITH WITHIN OLDER_THAN IS_KNOWN IS_UNKNOWN
%right OTHERWISE
%left '+' '-'
%left '*' '/'
%precedence NEGATIVE
%left '.'

%type <name> word name field_name kind_name dotted subject_type control_number
%type <node> expr opt_where text call threshold
%type <nodes> parts expressions opt_expressions
%type <names> names words
%type <texts> opt_text_pair text_pair
%type <type> type
%type <field> fields field
%type <kind> kind_body
%type <flag> opt_many opt_personal
%type <clause> clauses clause
%type <rule> rules rule
%type <control> catalogue_controls catalogue_control
%type <theme> themes theme
%type <tag> quantifier aggregate

%%

file: opt_module declarations ;

opt_module
    : %empty
    | MODULE dotted { parse->module->name = $2; }
    ;

declarations
    : %empty
    | declarations declaration
    | declarations error
    ;

declaration
    : USE dotted { mog_use *use = mog_take(parse->arena, mog_use); use->name = $2; MOG_APPEND(parse->module->uses, use); }
    | USE PLUGIN word { mog_use *use = mog_take(parse->arena, mog_use); use->name = $3; use->plugin = true; MOG_APPEND(parse->module->uses, use); }
    | PARAM word '=' expr opt_text_pair {
          mog_param *param = mog_take(parse->arena, mog_param);
          param->name = $2; param->value = $4; param->help = $5;
          MOG_APPEND(parse->module->params, param);
      }
    | KIND opt_many kind_name opt_text_pair ABOUT names '{' kind_body '}' {
          mog_kind_node *kind = $8;
          kind->span = @$; kind->many = $2; kind->name = $3; kind->title = $4; kind->about = $6.at; kind->about_count = $6.count;
          MOG_APPEND(parse->module->kinds, kind);
      }
    | CONTROL control_number opt_text_pair '{' rules '}' {
          mog_control_node *control = mog_take(parse->arena, mog_control_node);
          control->number = $2; control->title = $3; control->rules = $5;
          MOG_APPEND(parse->module->controls, control);
      }
    | CATALOGUE word opt_text_pair '{' themes '}' {
          mog_catalogue_node *catalogue = mog_take(parse->arena, mog_catalogue_node);
          catalogue->id = $2; catalogue->title = $3; catalogue->themes = $5;
          MOG_APPEND(parse->module->catalogues, catalogue);
      }
    ;

control_number: INTEGER | NUMBER | CONTROL_NUMBER ;

/* ---- catalogues */

themes
    : %empty { $$ = NULL; }
    | themes theme { $$ = $1; MOG_APPEND($$, $2); }
    ;

theme: THEME word opt_text_pair '{' catalogue_controls '}' {
          $$ = mog_take(parse->arena, mog_theme_node);
          $$->id = $2; $$->title = $3; $$->controls = $5;
      }
    ;

catalogue_controls
    : %empty { $$ = NULL; }
    | catalogue_controls catalogue_control { $$ = $1; MOG_APPEND($$, $2); }
    ;

catalogue_control
    : CONTROL control_number opt_text_pair {
          $$ = mog_take(parse->arena, mog_control_node);
          $$->number = $2; $$->title = $3;
      }
    | CONTROL control_number opt_text_pair '{' words '}' {
          $$ = mog_take(parse->arena, mog_control_node);
          $$->number = $2; $$->title = $3; $$->words = $5.at; $$->word_count = $5.count;
      }
    ;

words
    : %empty { $$ = (mog_name_list){0}; }
    | words word { $$ = $1; mog_name_list_add(parse, &$$, $2); }
    | words ',' { $$ = $1; }
    ;

/* ---- kinds */

opt_many: %empty { $$ = false; } | MANY { $$ = true; } ;
opt_personal: %empty { $$ = false; } | PERSONAL { $$ = true; } ;

kind_body
    : %empty { $$ = mog_take(parse->arena, mog_kind_node); }
    | kind_body field { $$ = $1; MOG_APPEND($$->fields, $2); }
    | kind_body ',' { $$ = $1; }
    | kind_body FRESH DURATION { $$ = $1; $$->has_fresh = true; $$->fresh = $3; $$->fresh_times++; }
    | kind_body ASSURANCE word { $$ = $1; $$->assurance = $3; $$->assurance_times++; }
    ;

fields
    : %empty { $$ = NULL; }
    | fields field { $$ = $1; MOG_APPEND($$, $2); }
    | fields ',' { $$ = $1; }
    ;

field: field_name type opt_personal opt_text_pair {
          $$ = mog_take(parse->arena, mog_field_node);
          $$->name = $1; $$->type = $2; $$->personal = $3; $$->help = $4;
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
    | IDENTIFIER { $$ = type_node(parse, MOG_TYPE_REFERENCE, @$); $$->names = mog_take(parse->arena, mog_name); $$->names[0] = $1; $$->name_count = 1; }
    | ENUM '{' words '}' { $$ = type_node(parse, MOG_TYPE_ENUM, @$); $$->names = $3.at; $$->name_count = $3.count; }
    | '{' fields '}' { $$ = type_node(parse, MOG_TYPE_LIST, @$); $$->group = true; $$->fields = $2; }
    | LIST '{' fields '}' { $$ = type_node(parse, MOG_TYPE_LIST, @$); $$->fields = $3; }
    | SET OF type { $$ = type_node(parse, MOG_TYPE_SET, @$); $$->element = $3; }
    ;

names
    : word { $$ = (mog_name_list){0}; mog_name_list_add(parse, &$$, $1); }
    | names ',' word { $$ = $1; mog_name_list_add(parse, &$$, $3); }
    ;

/* ---- rules */

rules
    : %empty { $$ = NULL; }
    | rules rule { $$ = $1; MOG_APPEND($$, $2); }
    | rules error { $$ = $1; }
    ;

rule: RULE word '{' clauses '}' {
          $$ = mog_take(parse->arena, mog_rule_node);
          $$->span = @2; $$->name = $2; $$->clauses = $4;
      }
    ;

clauses
    : %empty { $$ = NULL; }
    | clauses clause { $$ = $1; MOG_APPEND($$, $2); }
    | clauses error { $$ = $1; }
    ;

clause
    : TITLE text { $$ = clause(parse, MOG_CLAUSE_TITLE, @$, $2); }
    | TITLE SV text { $$ = clause(parse, MOG_CLAUSE_TITLE_SV, @$, $3); }
    | LEVEL expr { $$ = clause(parse, MOG_CLAUSE_LEVEL, @$, $2); }
    | WEIGHT expr { $$ = clause(parse, MOG_CLAUSE_WEIGHT, @$, $2); }
    | MUST { $$ = clause(parse, MOG_CLAUSE_MUST, @$, NULL); }
    | FOR subject_type opt_where { $$ = clause(parse, MOG_CLAUSE_FOR, @$, $3); $$->name = $2; }
    | FOR subject_type IDENTIFIER opt_where { $$ = clause(parse, MOG_CLAUSE_FOR, @$, $4); $$->name = $2; $$->variable = $3; }
    | FRESH expr { $$ = clause(parse, MOG_CLAUSE_FRESH, @$, $2); }
    | REQUIRE expr { $$ = clause(parse, MOG_CLAUSE_REQUIRE, @$, $2); }
    | MEASURE expr { $$ = clause(parse, MOG_CLAUSE_MEASURE, @$, $2); }
    | TARGET expr { $$ = clause(parse, MOG_CLAUSE_TARGET, @$, $2); }
    | FINDING text { $$ = clause(parse, MOG_CLAUSE_FINDING, @$, $2); }
    | FINDING SV text { $$ = clause(parse, MOG_CLAUSE_FINDING_SV, @$, $3); }
    | FINDING FOR word text { $$ = clause(parse, MOG_CLAUSE_FINDING, @$, $4); $$->name = $3; }
    | FINDING FOR word SV text { $$ = clause(parse, MOG_CLAUSE_FINDING_SV, @$, $5); $$->name = $3; }
    | ACTION text { $$ = clause(parse, MOG_CLAUSE_ACTION, @$, $2); }
    | ACTION SV text { $$ = clause(parse, MOG_CLAUSE_ACTION_SV, @$, $3); }
    ;

subject_type: IDENTIFIER | CONTROL | RULE | PLUGIN | KIND ;

opt_where: %empty { $$ = NULL; } | WHERE expr { $$ = $2; } ;

/* ---- expressions */

expr
    : TRUE_ { $$ = mog_node_new(parse, MOG_NODE_BOOL, @$, NULL, NULL); $$->integer = 1; }
    | FALSE_ { $$ = mog_node_new(parse, MOG_NODE_BOOL, @$, NULL, NULL); }
    | INTEGER { $$ = integer(parse, $1); }
    | NUMBER { $$ = number(parse, $1, false); }
    | CONTROL_NUMBER { $$ = number(parse, $1, false); }
    | PERCENT { $$ = number(parse, $1, true); }
    | TIME { $$ = mog_node_new(parse, MOG_NODE_TIME, @$, NULL, NULL); $$->integer = $1; }
    | DURATION { $$ = mog_node_new(parse, MOG_NODE_DURATION, @$, NULL, NULL); $$->duration = $1; }
    | text { $$ = $1; }
    | NOW { $$ = mog_node_new(parse, MOG_NODE_NOW, @$, NULL, NULL); }
    | name { $$ = mog_node_new(parse, MOG_NODE_NAME, @$, NULL, NULL); $$->name = $1.text; }
    | expr '.' word { $$ = mog_node_new(parse, MOG_NODE_FIELD, @$, $1, NULL); $$->name = $3.text; $$->name_span = $3.span; }
    | call { $$ = $1; }
    | '(' expr ')' { $$ = $2; }
    | NOT expr { $$ = unary(parse, MOG_NODE_NOT, @$, $2); }
    | '-' expr %prec NEGATIVE { $$ = unary(parse, MOG_NODE_NEGATE, @$, $2); }
    | expr AND expr { $$ = mog_node_join(parse, MOG_NODE_AND, @$, $1, $3); }
    | expr OR expr { $$ = mog_node_join(parse, MOG_NODE_OR, @$, $1, $3); }
    | expr IMPLIES expr { $$ = mog_node_new(parse, MOG_NODE_IMPLIES, @$, $1, $3); }
    | expr '=' expr { $$ = mog_node_new(parse, MOG_NODE_EQ, @$, $1, $3); }
    | expr NE expr { $$ = mog_node_new(parse, MOG_NODE_NE, @$, $1, $3); }
    | expr '<' expr { $$ = mog_node_new(parse, MOG_NODE_LT, @$, $1, $3); }
    | expr LE expr { $$ = mog_node_new(parse, MOG_NODE_LE, @$, $1, $3); }
    | expr '>' expr { $$ = mog_node_new(parse, MOG_NODE_GT, @$, $1, $3); }
    | expr GE expr { $$ = mog_node_new(parse, MOG_NODE_GE, @$, $1, $3); }
    | expr '+' expr { $$ = mog_node_new(parse, MOG_NODE_ADD, @$, $1, $3); }
    | expr '-' expr { $$ = mog_node_new(parse, MOG_NODE_SUBTRACT, @$, $1, $3); }
    | expr '*' expr { $$ = mog_node_new(parse, MOG_NODE_MULTIPLY, @$, $1, $3); }
    | expr '/' expr { $$ = mog_node_new(parse, MOG_NODE_DIVIDE, @$, $1, $3); }
    | expr CONTAINS expr { $$ = mog_node_new(parse, MOG_NODE_CONTAINS, @$, $1, $3); }
    | expr STARTS_WITH expr { $$ = mog_node_new(parse, MOG_NODE_STARTS, @$, $1, $3); }
    | expr ENDS_WITH expr { $$ = mog_node_new(parse, MOG_NODE_ENDS, @$, $1, $3); }
    | expr WITHIN expr { $$ = mog_node_new(parse, MOG_NODE_WITHIN, @$, $1, $3); }
    | expr OLDER_THAN expr { $$ = mog_node_new(parse, MOG_NODE_OLDER, @$, $1, $3); }
    | expr OTHERWISE expr { $$ = mog_node_new(parse, MOG_NODE_OTHERWISE, @$, $1, $3); }
    | expr IN '{' expressions '}' { $$ = mog_node_new(parse, MOG_NODE_IN_ITEMS, @$, $1, NULL); $$->items = $4.at; $$->item_count = $4.count; }
    | expr IN expr %prec IN { $$ = mog_node_new(parse, MOG_NODE_IN_SET, @$, $1, $3); }
    | expr IN expr DOTS expr %prec IN { $$ = mog_node_new(parse, MOG_NODE_IN_RANGE, @$, $1, $3); $$->c = $5; }
    | expr REGEX { $$ = mog_node_new(parse, MOG_NODE_MATCHES, @$, $1, NULL); $$->name = $2.pattern; $$->name_span = @2; $$->flag = $2.ignore_case; }
    | expr IS_KNOWN { $$ = unary(parse, MOG_NODE_IS_KNOWN, @$, $1); }
    | expr IS_UNKNOWN { $$ = unary(parse, MOG_NODE_IS_KNOWN, @$, $1); $$->flag = true; }
    | quantifier word IN expr opt_where HAS expr { $$ = binder(parse, $1, @$, $2, $4, $5, $7); }
    | AT_LEAST threshold word IN expr opt_where HAS expr { $$ = binder(parse, MOG_NODE_AT_LEAST, @$, $3, $5, $6, $8); $$->d = $2; }
    ;

threshold
    : INTEGER { $$ = integer(parse, $1); }
    | IDENTIFIER { $$ = mog_node_new(parse, MOG_NODE_NAME, @$, NULL, NULL); $$->name = $1.text; }
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
    : COUNT '(' word IN expr opt_where ')' { $$ = binder(parse, MOG_NODE_COUNT, @$, $3, $5, $6, NULL); }
    | SHARE '(' word IN expr opt_where HAS expr ')' { $$ = binder(parse, MOG_NODE_SHARE, @$, $3, $5, $6, $8); }
    | aggregate '(' expr FOR word IN expr opt_where ')' { $$ = binder(parse, $1, @$, $5, $7, $8, $3); }
    | IDENTIFIER '(' opt_expressions ')' { $$ = call(parse, @$, NULL, $1, $3); }
    | expr '.' word '(' opt_expressions ')' { $$ = call(parse, @$, $1, $3, $5); }
    ;

opt_expressions: %empty { $$ = (mog_node_list){0}; } | expressions ;

expressions
    : expr { $$ = (mog_node_list){0}; mog_node_list_add(parse, &$$, $1); }
    | expressions ',' expr { $$ = $1; mog_node_list_add(parse, &$$, $3); }
    ;

/* ---- texts and words */

text: TEXT_START parts TEXT_END { $$ = text_node(parse, @$, $2); } ;

parts
    : %empty { $$ = (mog_node_list){0}; }
    | parts PIECE { mog_node *piece = mog_node_new(parse, MOG_NODE_PIECE, @2, NULL, NULL); piece->name = $2.text; $$ = $1; mog_node_list_add(parse, &$$, piece); }
    | parts INTERPOLATION expr INTERPOLATION_END { $$ = $1; mog_node_list_add(parse, &$$, $3); }
    ;

opt_text_pair: %empty { $$ = (mog_text_pair){0}; } | text_pair ;

text_pair
    : text { $$ = (mog_text_pair){.text = $1}; }
    | text SV text { $$ = (mog_text_pair){.text = $1, .swedish = $3}; }
    ;

dotted
    : IDENTIFIER
    | dotted '.' word { $$ = $1; $$.span.end = $3.span.end; $$.text.size = $3.span.end - $1.span.start; }
    ;

name
    : IDENTIFIER
    | MODULE | USE | PLUGIN | KIND | MANY | ABOUT | PERSONAL | PARAM | CONTROL | RULE | CATALOGUE | THEME | TITLE | SV | LEVEL | WEIGHT | MUST | FRESH
    | ASSURANCE | REQUIRE | MEASURE | TARGET | FINDING | ACTION | T_BOOL | T_INTEGER | T_NUMBER | T_TEXT | T_TIME | T_DURATION | ENUM | LIST | SET | OF
    ;

field_name: kind_name | MANY ;

kind_name
    : IDENTIFIER
    | MODULE | USE | PLUGIN | KIND | ABOUT | PARAM | CONTROL | RULE | CATALOGUE | THEME | TITLE | LEVEL | WEIGHT | MUST | FRESH
    | REQUIRE | MEASURE | TARGET | FINDING | ACTION | T_BOOL | T_INTEGER | T_NUMBER | T_TEXT | T_TIME | T_DURATION | ENUM | LIST | SET | OF
    | AND | OR | NOT | IMPLIES | IN | HAS | EVERY | ANY | NO | FOR | WHERE | COUNT | SHARE | SUM | MIN | MAX | AVERAGE | LATEST | EARLIEST
    | WITHIN | OTHERWISE | CONTAINS | NOW | TRUE_ | FALSE_ | MATCHES
    ;

word: field_name | PERSONAL | SV | ASSURANCE ;

%%
