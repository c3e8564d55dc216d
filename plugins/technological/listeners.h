/* listeners.h: the ports that are open. */
#ifndef TECHNOLOGICAL_LISTENERS_H
#define TECHNOLOGICAL_LISTENERS_H

#include "collect.h"

/* Rows of service_state.listeners; NULL when the kernel's tables cannot be read. */
json_t *listener_rows(const machine *m);

#endif
