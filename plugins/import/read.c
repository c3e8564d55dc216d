/* read.c: bytes of a file from anybody. */
#include "import.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

ptrdiff_t read_some(import *i, size_t *total, size_t limit, void *out, size_t size)
{
    ssize_t got;
    do got = read(i->file->fd, out, size);
    while (got < 0 && errno == EINTR);
    if (got < 0) {
        refuse(i, "cannot be read: %s", strerror(errno));
        return -1;
    }
    *total += (size_t)got;
    if (*total > limit) {
        refuse(i, "larger than %zu MiB, which is the most that is read of such a file", limit >> 20);
        return -1;
    }
    return got;
}
