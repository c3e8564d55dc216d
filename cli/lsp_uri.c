/* lsp_uri.c: paths and URIs (RFC 3986, RFC 8089). */
#include "cli/lsp.h"

#include <stdlib.h>
#include <string.h>

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* After "file://": what stands before the path is the host, which is this one. */
static char *decode(mog_text rest)
{
    mog_buffer path = {0};
    const char *slash = rest.size ? memchr(rest.at, '/', rest.size) : NULL;
    size_t i = slash ? (size_t)(slash - rest.at) : rest.size;
    while (i < rest.size) {
        char c = rest.at[i++];
        if (c == '?' || c == '#') break;
        if (c == '%' && i + 1 < rest.size && hex(rest.at[i]) >= 0 && hex(rest.at[i + 1]) >= 0) {
            c = (char)(hex(rest.at[i]) * 16 + hex(rest.at[i + 1]));
            i += 2;
        }
        if (c) mog_buffer_add(&path, &c, 1);
    }
    if (!path.at) mog_buffer_add(&path, "", 0);
    return path.at;
}

/* Links resolved; of a file that is not there yet those of its folder. NULL: there is no such folder. */
static char *resolve(char *path)
{
    char *whole = *path ? realpath(path, NULL) : NULL, *slash = strrchr(path, '/');
    if (whole || !slash) return whole;
    *slash = '\0';
    char *folder = realpath(*path ? path : "/", NULL);
    *slash = '/';
    if (!folder) return NULL;
    mog_buffer joined = {0};
    mog_buffer_format(&joined, "%s%s", strcmp(folder, "/") == 0 ? "" : folder, slash);
    free(folder);
    return joined.at;
}

char *lsp_uri_to_path(mog_text uri)
{
    mog_text scheme = MOG_TEXT("file://");
    if (!mog_text_starts(uri, scheme)) {
        char *copy = mog_allocate(uri.size + 1);
        if (uri.size) memcpy(copy, uri.at, uri.size);
        copy[uri.size] = '\0';
        return copy;
    }
    char *path = decode((mog_text){uri.at + scheme.size, uri.size - scheme.size});
    char *whole = resolve(path);
    if (whole) free(path);
    return whole ? whole : path;
}

char *lsp_path_to_uri(mog_text path)
{
    static const char digits[] = "0123456789ABCDEF", kept[] = "-._~/!$&'()*+,;=@";
    mog_buffer uri = {0};
    mog_buffer_add_text(&uri, MOG_TEXT("file://"));
    for (size_t i = 0; i < path.size; i++) {
        unsigned char c = (unsigned char)path.at[i];
        bool plain =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c && strchr(kept, c));
        if (plain) mog_buffer_add(&uri, &path.at[i], 1);
        else mog_buffer_add(&uri, (char[]){'%', digits[c >> 4], digits[c & 15]}, 3);
    }
    return uri.at;
}
