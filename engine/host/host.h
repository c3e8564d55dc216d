/* host.h: plugins: finding them, reading what they say of themselves, calling them.
 *
 * A plugin is code from somebody else. Its constructors run inside dlopen, so even its descriptor is read in a process of its own, which
 * hands back copies. The process that holds a mog_host has loaded nothing and makes no closures (FACTS.md, libffcall).
 *
 *     discover   in any process: a child for each file reads the descriptor and checks magic, ABI, sizes, names and signatures
 *     library    in a worker that was just forked: loads the plugins whose functions a policy uses; the bytes are those that were hashed
 *     collect    a child runs one collector with `emit` and `log` callbacks made by libffcall, and sends what they are given through a pipe
 *     import     likewise one importer, with a file
 *
 * Functions run inside the worker's own process: what they print goes where the worker's output goes, and a signal handler of the worker's is
 * what they crash into. A worker points its output elsewhere and sets the default handlers before it loads a library.
 *
 * A file is loaded only from a folder and a file that nobody but root and the present user can write. What is refused is kept with its
 * reason, so that `mognad plugin list` can show it, and a policy that uses such a plugin is refused with that reason as the hint.
 */
#ifndef MOG_ENGINE_HOST_HOST_H
#define MOG_ENGINE_HOST_HOST_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "dsl/compile.h"
#include "dsl/program.h"

typedef struct mog_host_function {
    mog_text name, signature, title;
} mog_host_function;

typedef struct mog_host_collector {
    mog_text name, title, subject_type;
} mog_host_collector;

typedef struct mog_host_importer {
    mog_text name, title;
    mog_text suffixes; /* ".csv .tsv"; may be empty */
    mog_text marks;    /* a line each; may be empty */
} mog_host_importer;

typedef struct mog_host_plugin {
    mog_text path;
    mog_text name;    /* the file's name without ".so" where the descriptor could not be read */
    mog_text refused; /* why it cannot be used; empty: it can */
    uint32_t version_major, version_minor, abi_major, abi_minor;
    mog_digest digest; /* BLAKE2b-256 of the file */
    const mog_host_function *functions;
    uint32_t function_count;
    const mog_host_collector *collectors;
    uint32_t collector_count;
    const mog_host_importer *importers;
    uint32_t importer_count;
    mog_text kinds; /* rule-language text; may be empty */
} mog_host_plugin;

typedef struct mog_host {
    mog_arena *arena;
    const mog_host_plugin *plugins; /* sorted by name, refused ones too */
    uint32_t count;
    mog_plugins language; /* what `use plugin` can find: of those that are not refused */
} mog_host;

/* Reads every *.so in the folders (a folder that does not exist is passed over). Two plugins of one name: the one of the earlier folder
 * is used, the other refused. A plugin that crashes, hangs (10 s) or prints while it is read is refused with that reason. */
mog_status mog_host_discover(mog_host **out, const char *const *folders, size_t count, mog_error *err);
void mog_host_free(mog_host *host);                                        /* NULL is allowed */
const mog_host_plugin *mog_host_find(const mog_host *host, mog_text name); /* not a refused one; NULL: none */

/* The functions that a policy uses, loaded. For a process that was just forked. */
typedef struct mog_library mog_library;
mog_status mog_library_load(mog_library **out, const mog_host *host, const mog_policy *policy, mog_error *err);
void mog_library_free(mog_library *library);

/* Calls function `index` of the policy through avcall; a mog_call of engine/vm/machine.h, `context` a mog_library. */
bool mog_library_call(void *context, uint32_t index, const mog_value *arguments, mog_value *result, mog_arena *scratch,
                      char *detail, size_t detail_size);

/* What a collector or an importer hands over, in order. A record is JSON as it came, NUL-terminated; `accept` returns false to tell it that the
 * record was refused. */
typedef struct mog_collecting {
    bool (*accept)(void *context, mog_text record);
    void (*say)(void *context, int level, mog_text message); /* MOG_LOG_… of plugin.h */
    void *context;
    int64_t time_limit; /* nanoseconds; it is ended then, with its children. 0: the default */
} mog_collecting;

/* Runs the collector "technological.host" (or "host" where one plugin alone has it) about `subject`. MOG_INPUT: no such collector, or the
 * wrong type of subject. MOG_NO: the collector says that nothing could be gathered. MOG_SYSTEM: it died, hung, or no closures can be made
 * here (a temporary folder without exec), with the cause. *full_name (may be NULL) is set to "PLUGIN.COLLECTOR",
 * owned by the host, before the collector runs. A collector has 120 s and 4 GiB of memory. */
mog_status mog_host_collect(mog_text *full_name, const mog_host *host, mog_text collector, const char *subject,
                            const mog_collecting *collecting, mog_error *err);

/* One file to import: what plugin.h calls mog_import_file. */
typedef struct mog_importing {
    int fd; /* open for reading, at its start; a pipe will do. It is the importer's standard input, and stays the caller's to close */
    const char *name;     /* as the user named it */
    const char *subject;  /* NULL: the file must tell */
    const char *settings; /* NULL: none */
} mog_importing;

/* An importer that was found. */
typedef struct mog_import_way {
    const mog_host_plugin *plugin;
    const mog_host_importer *importer;
    mog_text full_name; /* "PLUGIN.IMPORTER", owned by the host */
} mog_import_way;

/* "import_csv.csv", or "csv" where one plugin alone has it. MOG_INPUT: no such importer, or several. */
mog_status mog_host_find_importer(mog_import_way *out, const mog_host *host, mog_text importer, mog_error *err);

/* What a file of this name with these first bytes (of 4 KiB) is imported with. An importer that has marks fits a file that holds one of them, one
 * that has none fits by the suffix of the name; of those that fit the ones that fit by both are taken. MOG_INPUT: none fits, or several; the hint
 * lists them. */
#define MOG_IMPORT_HEAD 4096
mog_status mog_host_choose_importer(mog_import_way *out, const mog_host *host, const char *name, mog_text head,
                                    mog_error *err);

/* Runs it. MOG_NO: the importer returned non-zero, having told why through `say`; what it handed over is what it understood. MOG_SYSTEM: it died or hung, with the cause. It may add 1 GiB of memory, and is ended when it neither hands over nor says
 * anything for 300 s (`time_limit` 0). */
mog_status mog_host_import(const mog_import_way *with, const mog_importing *file, const mog_collecting *collecting,
                           mog_error *err);

#endif
