/* Any bytes as SCAP results (ARF and XCCDF). */
#define ABOUT_HOSTS
#include "tests/fuzz/importing.h"
