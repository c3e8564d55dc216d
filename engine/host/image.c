#include "engine/host/image.h"

#include "base/file.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

bool mog_image_read(mog_text *out, mog_arena *arena, const char *path, char *why, size_t why_size)
{
    mog_error fault = MOG_ERROR_NONE;
    if (!mog_file_is_trusted(path, why, why_size)) return false;
    char *real = realpath(path, NULL); /* what was found trustworthy, past every link */
    if (!real) {
        snprintf(why, why_size, "the file cannot be found: %s", strerror(errno));
        return false;
    }
    mog_status status = mog_file_read(out, arena, real, MOG_IMAGE_LIMIT, &fault);
    free(real);
    if (status) snprintf(why, why_size, "%s", fault.message);
    return status == MOG_OK;
}

/* A memory file that nobody can change any more; -1 and errno. */
static int seal(mog_text bytes)
{
    int fd = memfd_create("mognad-plugin", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
    if (fd < 0 && errno == EINVAL)
        fd = memfd_create("mognad-plugin", MFD_CLOEXEC | MFD_ALLOW_SEALING); /* before Linux 6.3 */
    if (fd < 0) return -1;
    while (bytes.size > 0) {
        ssize_t done = write(fd, bytes.at, bytes.size);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) goto fail;
        bytes.at += done;
        bytes.size -= (size_t)done;
    }
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0) return fd;
fail:;
    int cause = errno;
    close(fd);
    errno = cause;
    return -1;
}

/* The loader's complaint begins with the name it was given, which means nothing to people. */
static void say_loader(const char *name, char *why, size_t why_size)
{
    const char *said = dlerror();
    if (!said) said = "no reason given";
    size_t size = strlen(name);
    if (strncmp(said, name, size) == 0 && strncmp(said + size, ": ", 2) == 0) said += size + 2;
    snprintf(why, why_size, "it cannot be loaded: %s", said);
}

bool mog_image_load(mog_image *out, mog_text bytes, char *why, size_t why_size)
{
    char name[64];
    *out = (mog_image){.fd = seal(bytes)};
    if (out->fd < 0) {
        snprintf(why, why_size, "it cannot be loaded: %s", strerror(errno));
        return false;
    }
    snprintf(name, sizeof name, "/proc/self/fd/%d", out->fd);
    out->handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!out->handle && access(name, F_OK) != 0) {
        snprintf(why, why_size, "it cannot be loaded: /proc is not mounted, and plugins are loaded by way of it");
    } else if (!out->handle) {
        say_loader(name, why, why_size);
    } else if (!(out->plugin = dlsym(out->handle, "mognad_plugin"))) {
        snprintf(why, why_size, "it is no plugin for mognad: it exports no `mognad_plugin`");
    } else {
        return true;
    }
    mog_image_unload(out);
    return false;
}

bool mog_image_load_found(mog_image *out, const mog_host_plugin *plugin, char *why, size_t why_size)
{
    mog_arena *arena = mog_arena_new();
    mog_text bytes;
    bool done = false;
    *out = (mog_image){.fd = -1};
    if (mog_image_read(&bytes, arena, plugin->path.at, why, why_size)) {
        mog_digest digest = mog_blake2b(bytes.at, bytes.size);
        if (memcmp(&digest, &plugin->digest, sizeof digest) == 0) done = mog_image_load(out, bytes, why, why_size);
        else snprintf(why, why_size, "the file has changed since it was examined");
    }
    mog_arena_free(arena);
    return done;
}

void mog_image_unload(mog_image *image)
{
    if (image->handle) dlclose(image->handle);
    if (image->fd >= 0) close(image->fd);
    *image = (mog_image){.fd = -1};
}
