/* Any bytes as a report of Lynis. */
#define ABOUT_HOSTS
#include "tests/fuzz/importing.h"
