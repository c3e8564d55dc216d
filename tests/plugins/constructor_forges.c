/* Sends a descriptor of its own making before the real one. */
#include <mognad/plugin.h>

#include <unistd.h>

static __attribute__((constructor)) void begin(void)
{
    static const char forged[256] = "\1\0\0\0x";
    for (int fd = 3; fd < 64; fd++) (void)!write(fd, forged, sizeof forged);
}

MOG_PLUGIN("constructor_forges", 1, 0);
