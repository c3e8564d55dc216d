/* Any bytes as CycloneDX. */
#define ABOUT_HOSTS
#include "tests/fuzz/importing.h"
