/* plugin.h: what a plugin for mognad is made of. A plugin includes this file and nothing else of mognad.
 *
 * A plugin is a shared object that exports one descriptor, `mognad_plugin`, defined by MOG_PLUGIN. It can offer
 *
 *   functions   for rules: plain C functions. MOG_FUNCTION derives the signature from the same words that check the
 *               function's C type, so a mismatch does not compile;
 *   collectors  that gather evidence: a plain C function that is handed two callbacks;
 *   importers   that read what another tool wrote and hand it over as evidence (ABI 1.1);
 *   kinds       the kinds of its evidence, as text in the rule language.
 *
 *     static double half(double x) { return x / 2; }
 *
 *     MOG_PLUGIN("example", 1, 0,
 *         .functions = (const mog_function[]){
 *             MOG_FUNCTION(half, "Half of a number", number, number),
 *             { 0 } })
 *
 * Where code runs. The descriptor is read in a process of its own; functions run in a worker process beside the
 * rules that call them. A crash, an endless loop or a runaway allocation costs the rule and subject at hand, which
 * get the verdict `error`. Functions must depend on their arguments alone: the same arguments give the same result,
 * on any machine and in any order; no clock, no files, no network. A collector may use all of these.
 *
 * Types of values, and what each C type is:
 *
 *   word       C type        no value (unknown)        note
 *   bool       int           -1                        0 or 1
 *   integer    int64_t       MOG_NO_INTEGER
 *   number     double        NAN                       an infinite result is an error verdict
 *   text       const char *  NULL                      UTF-8, ends with NUL; enum and control arguments come as text
 *   time       int64_t       MOG_NO_INTEGER            nanoseconds since 1970-01-01T00:00:00Z
 *   duration   int64_t       MOG_NO_INTEGER            nanoseconds; a duration in months or years is an error verdict
 *
 * A function is called only when every argument is known. Text arguments are borrowed for the call. A returned text
 * is copied by the engine before the next call, and may be static, thread-local or one of the arguments; the engine never
 * frees it. Text that is not UTF-8 is an error verdict.
 *
 * The ABI has a major and a minor number. The engine refuses a plugin of another major, and one of a newer minor
 * than its own; an older minor is read by the sizes that the descriptor states.
 */
#ifndef MOGNAD_PLUGIN_H
#define MOGNAD_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#define MOG_PLUGIN_MAGIC 0x444e474fu /* "OGND", little endian */
#define MOG_ABI_MAJOR 1
#define MOG_ABI_MINOR 1
#define MOG_MAX_ARGUMENTS 6

#define MOG_NO_INTEGER INT64_MIN

typedef void (*mog_any_function)(void);

typedef struct mog_function {
    const char *name;      /* a word of the rule language: [a-z_][a-z0-9_]* */
    const char *signature; /* "number(text,integer)" */
    mog_any_function call;
    const char *title;     /* one line for people */
} mog_function;

/* Hands one evidence record to the engine: a JSON object in the form that `mognad evidence add` reads
 * (docs/evidence.md). `observed`, `source` and `subject` may be left out: the engine fills in the time of
 * collection, "PLUGIN.COLLECTOR" and the subject asked for. Returns 0, or -1 when the record was refused; the reason is reported. */
typedef int mog_emit(const char *record);

/* Says something to the person who runs the collector. */
enum { MOG_LOG_INFO = 0, MOG_LOG_WARNING = 1, MOG_LOG_ERROR = 2 };
typedef void mog_log(int level, const char *message);

/* Gathers evidence about `subject` ("host:web1"). Runs once, in a process of its own, as the user who asked.
 * Returns 0, or non-zero when nothing could be gathered (say why through `log`). A fact that cannot be read is left out,
 * which makes it unknown: never guess. */
typedef int mog_collect(const char *subject, mog_emit *emit, mog_log *log);

typedef struct mog_collector {
    const char *name; /* a word of the rule language */
    mog_collect *collect;
    const char *title;        /* one line for people */
    const char *subject_type; /* the type of subject it is about, "host" */
} mog_collector;

/* A file to import, open. Of later versions more may follow: `size` says what is there. */
typedef struct mog_import_file {
    uint32_t size;        /* sizeof(mog_import_file) as the engine was compiled */
    int fd;               /* open for reading, at its start; may be a pipe. The engine closes it */
    const char *name;     /* as the user named it, for messages */
    const char *subject;  /* what the user says it is about, "host:web1"; NULL: the file must tell */
    const char *settings; /* the text of the file given with --mapping; NULL: none; or MOG_SETTINGS_SUGGEST */
} mog_import_file;

/* Asks for no records, but for one text through `emit`: a file for --mapping to begin with. An importer without settings answers with non-zero. */
#define MOG_SETTINGS_SUGGEST "suggest"

/* Reads the file, in a process of its own as a collector is, and hands over records. `observed`, `source` and `subject` may be left
 * out where the user has given them. A record that is refused does not end the import: the engine counts. Files come from anybody: memory is
 * limited, and what is not understood is told through `log` and answered with non-zero, never guessed. */
typedef int mog_import(const mog_import_file *file, mog_emit *emit, mog_log *log);

typedef struct mog_importer {
    const char *name; /* a word of the rule language */
    mog_import *import;
    const char *title;    /* one line for people */
    const char *suffixes; /* of names of such files, ".csv .tsv"; NULL: none that would tell */
    const char *marks;    /* texts of which such a file holds one in its first 4 KiB, a line each; NULL: none that would tell */
} mog_importer;

typedef struct mog_plugin {
    uint32_t magic;
    uint16_t abi_major, abi_minor;
    uint32_t size, function_size, collector_size; /* sizeof of the structures as the plugin was compiled */
    uint16_t version_major, version_minor;        /* the plugin's own */
    const char *name;                             /* a word of the rule language */
    const mog_function *functions;                /* ends with an entry whose name is NULL; may be NULL */
    const mog_collector *collectors;              /* likewise */
    const char *kinds;                            /* rule-language text that declares kinds; may be NULL */
    /* since ABI 1.1 */
    const mog_importer *importers; /* ends with an entry whose name is NULL; may be NULL */
    uint32_t importer_size;
} mog_plugin;

#if defined(__GNUC__)
#define MOG_EXPORT __attribute__((visibility("default")))
#else
#define MOG_EXPORT
#endif

/* MOG_PLUGIN(NAME, MAJOR, MINOR, .functions = …, .collectors = …, .kinds = …) */
#define MOG_PLUGIN(plugin_name, major, minor, ...)                                                                     \
    extern MOG_EXPORT const mog_plugin mognad_plugin;                                                                  \
    MOG_EXPORT const mog_plugin mognad_plugin = {.magic = MOG_PLUGIN_MAGIC,                                            \
                                                 .abi_major = MOG_ABI_MAJOR,                                           \
                                                 .abi_minor = MOG_ABI_MINOR,                                           \
                                                 .size = sizeof(mog_plugin),                                           \
                                                 .function_size = sizeof(mog_function),                                \
                                                 .collector_size = sizeof(mog_collector),                              \
                                                 .version_major = (major),                                             \
                                                 .version_minor = (minor),                                             \
                                                 .name = (plugin_name),                                                \
                                                 .importer_size = sizeof(mog_importer),                                \
                                                 __VA_ARGS__}

/* MOG_FUNCTION(c_function, "title", RESULT, ARGUMENT…): types are the words of the table above. */
#define MOG_C_bool int
#define MOG_C__Bool int /* what <stdbool.h> makes of bool; the engine reads "_Bool" in a signature as bool */
#define MOG_C_integer int64_t
#define MOG_C_number double
#define MOG_C_text const char *
#define MOG_C_time int64_t
#define MOG_C_duration int64_t

#define MOG_FUNCTION(fn, title, ...)                                                                                   \
    {                                                                                                                  \
#fn, MOG_SIGNATURE(__VA_ARGS__), _Generic(&fn, MOG_C_TYPE(__VA_ARGS__) : (mog_any_function)(fn)), title        \
    }

#define MOG_COUNT_(a, b, c, d, e, f, g, n, ...) n
#define MOG_COUNT(...) MOG_COUNT_(__VA_ARGS__, 6, 5, 4, 3, 2, 1, 0, )
#define MOG_PASTE_(a, b) a##b
#define MOG_PASTE(a, b) MOG_PASTE_(a, b)
#define MOG_SIGNATURE(...) MOG_PASTE(MOG_SIGNATURE_, MOG_COUNT(__VA_ARGS__))(__VA_ARGS__)
#define MOG_SIGNATURE_0(r) #r "()"
#define MOG_SIGNATURE_1(r, a) #r "(" #a ")"
#define MOG_SIGNATURE_2(r, a, b) #r "(" #a "," #b ")"
#define MOG_SIGNATURE_3(r, a, b, c) #r "(" #a "," #b "," #c ")"
#define MOG_SIGNATURE_4(r, a, b, c, d) #r "(" #a "," #b "," #c "," #d ")"
#define MOG_SIGNATURE_5(r, a, b, c, d, e) #r "(" #a "," #b "," #c "," #d "," #e ")"
#define MOG_SIGNATURE_6(r, a, b, c, d, e, f) #r "(" #a "," #b "," #c "," #d "," #e "," #f ")"
#define MOG_C_TYPE(...) MOG_PASTE(MOG_C_TYPE_, MOG_COUNT(__VA_ARGS__))(__VA_ARGS__)
#define MOG_C_TYPE_0(r) MOG_C_##r (*)(void)
#define MOG_C_TYPE_1(r, a) MOG_C_##r (*)(MOG_C_##a)
#define MOG_C_TYPE_2(r, a, b) MOG_C_##r (*)(MOG_C_##a, MOG_C_##b)
#define MOG_C_TYPE_3(r, a, b, c) MOG_C_##r (*)(MOG_C_##a, MOG_C_##b, MOG_C_##c)
#define MOG_C_TYPE_4(r, a, b, c, d) MOG_C_##r (*)(MOG_C_##a, MOG_C_##b, MOG_C_##c, MOG_C_##d)
#define MOG_C_TYPE_5(r, a, b, c, d, e) MOG_C_##r (*)(MOG_C_##a, MOG_C_##b, MOG_C_##c, MOG_C_##d, MOG_C_##e)
#define MOG_C_TYPE_6(r, a, b, c, d, e, f)                                                                              \
    MOG_C_##r (*)(MOG_C_##a, MOG_C_##b, MOG_C_##c, MOG_C_##d, MOG_C_##e, MOG_C_##f)

#endif
