/* Any bytes as cppcheck's XML. */
#include "tests/fuzz/importing.h"
