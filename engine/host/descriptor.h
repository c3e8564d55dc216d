/* descriptor.h: what a plugin says of itself, carried from the process that loaded it to the one that must not.
 *
 * The child writes what it finds and judges only what it needs to read on. The parent judges all of it, and takes the bytes to be what
 * a hostile plugin could have written: every length is checked. For engine/host only.
 */
#ifndef MOG_ENGINE_HOST_DESCRIPTOR_H
#define MOG_ENGINE_HOST_DESCRIPTOR_H

#include "engine/host/host.h"

#include <mognad/plugin.h>

#define MOG_DESCRIPTOR_LIMIT ((size_t)8 << 20) /* bytes of what the child sends */

/* In the child. A problem (not NULL) is sent instead of a descriptor. */
void mog_descriptor_write(mog_buffer *out, const mog_plugin *plugin, const char *problem);

/* In the parent: fills name, versions, functions, collectors, importers and kinds of `plugin`, or `refused`. Its path is set already. */
void mog_descriptor_read(mog_host_plugin *plugin, mog_arena *arena, mog_text bytes);

/* Sets why a plugin cannot be used; what it offers is forgotten. */
void mog_plugin_refuse(mog_host_plugin *plugin, mog_arena *arena, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* False: a descriptor with such a head cannot be read, and `why` says the reason. For the process that loaded it too. */
bool mog_descriptor_fits(const mog_plugin *head, char *why, size_t why_size);

/* The n-th entry by the size that the plugin was compiled with; NULL past the last. */
const mog_function *mog_plugin_function_at(const mog_plugin *plugin, uint32_t n);
const mog_collector *mog_plugin_collector_at(const mog_plugin *plugin, uint32_t n);
const mog_importer *mog_plugin_importer_at(const mog_plugin *plugin, uint32_t n); /* none before ABI 1.1 */

/* Text from foreign code as one line for people: valid UTF-8 without control characters, at most `limit` bytes. */
mog_text mog_foreign_line(mog_arena *arena, mog_text text, size_t limit);

#endif
