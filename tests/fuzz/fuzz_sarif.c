/* Any bytes as SARIF. */
#include "tests/fuzz/importing.h"
