/* library.h: functions of plugins, loaded into this process. For engine/host only. */
#ifndef MOG_ENGINE_HOST_LIBRARY_H
#define MOG_ENGINE_HOST_LIBRARY_H

#include "engine/host/image.h"

struct mog_library {
    const mog_policy *policy;
    mog_image *images; /* one a plugin */
    size_t image_count;
    mog_any_function *calls; /* by the policy's index of functions */
};

#endif
