/* image.h: a plugin's file as it is loaded: the bytes that were hashed are the bytes that run.
 *
 * The file is read once, from where only root and the present user can write. Loading goes through a sealed memory file, so that
 * a change of the file on disk between the check and the load has no effect. `why` gets the reason of a failure, a sentence without a full
 * stop. For engine/host only.
 */
#ifndef MOG_ENGINE_HOST_IMAGE_H
#define MOG_ENGINE_HOST_IMAGE_H

#include "base/digest.h"
#include "engine/host/host.h"

#include <mognad/plugin.h>

#define MOG_IMAGE_LIMIT ((size_t)64 << 20) /* bytes of a plugin's file */

/* Reads a file that is trusted. */
bool mog_image_read(mog_text *out, mog_arena *arena, const char *path, char *why, size_t why_size);

typedef struct mog_image {
    int fd; /* open as long as the image is loaded: the loader knows images by the name that holds this number */
    void *handle;
    const mog_plugin *plugin;
} mog_image;

/* Loads the bytes into this process: runs the plugin's constructors. */
bool mog_image_load(mog_image *out, mog_text bytes, char *why, size_t why_size);
/* Reads a plugin's file again, checks that it is the one that was found, and loads it. */
bool mog_image_load_found(mog_image *out, const mog_host_plugin *plugin, char *why, size_t why_size);
void mog_image_unload(mog_image *image);

#endif
