/* limits.h: how large a policy may be. Each limit has a message of its own. */
#ifndef MOG_DSL_LIMITS_H
#define MOG_DSL_LIMITS_H

#define MOG_LIMIT_FILE (16u << 20)   /* bytes of a policy file */
#define MOG_LIMIT_NESTING 200        /* depth of an expression, of groups and of lists */
#define MOG_LIMIT_TEXT (16u << 10)   /* bytes of a text literal */
#define MOG_LIMIT_REGEX 1024         /* bytes of a regular expression */
#define MOG_LIMIT_ENUM 256           /* values of an enum */
#define MOG_LIMIT_FIELDS 1024        /* fields of a kind or of a list's rows */
#define MOG_LIMIT_ITEMS 10000        /* members written out in one set */
#define MOG_LIMIT_REGISTERS 60000    /* registers of a code block */
#define MOG_LIMIT_RULES 100000       /* rules of all files together */
#define MOG_LIMIT_UNROLLED 20000     /* rules that `for each control` makes */
#define MOG_LIMIT_ARGUMENTS 64       /* parameters of a definition */
#define MOG_LIMIT_RULE_USES 100000   /* operations that definitions put into one rule */
#define MOG_LIMIT_USES 2000000       /* operations that definitions and `for each` put into all rules together */
#define MOG_LIMIT_VERSION 9999       /* of a kind */
#define MOG_LIMIT_THEMES 1000        /* themes of all catalogues together */
#define MOG_LIMIT_PROFILES 100       /* of all files together */
#define MOG_LIMIT_GROUPS 1000        /* groups of controls of all files together */
#define MOG_LIMIT_DIAGNOSTICS 200    /* kept; more are counted */
#define MOG_LIMIT_SYNTAX_ERRORS 20   /* of one file, before the rest of it is passed over */

#endif
