/* discover.h: a knob of discovery that tests turn. For engine/host and its tests only. */
#ifndef MOG_ENGINE_HOST_DISCOVER_H
#define MOG_ENGINE_HOST_DISCOVER_H

#include <stdint.h>

extern int64_t mog_host_read_limit; /* nanoseconds that a plugin may take to be read */

#endif
