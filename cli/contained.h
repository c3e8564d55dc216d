/* contained.h: a command that reads the store does so in a child process.
 *
 * LMDB maps the store's file and trusts every page of it: a damaged page, or a file that is cut short while it is open,
 * ends the process that reads it with SIGSEGV, SIGBUS or SIGABRT. So that this becomes an error with a cause, a place
 * and a remedy, and not the end of the program, the command runs in a child with the same files, terminal and group of
 * processes, and the parent does nothing but wait.
 */
#ifndef MOG_CLI_CONTAINED_H
#define MOG_CLI_CONTAINED_H

#include "base/error.h"

#include <stdbool.h>

/* Forks. In the child: false, and the command goes on as if nothing had been. In the parent, when the child has ended: true,
 * with in *status what the child ended with, which then has told of its errors itself; a child that crashed is
 * MOG_SYSTEM, and `err` is filled. A child that was ended by another signal, such as the one of Ctrl-C, takes the parent
 * with it, so that whoever started the program sees the same. `store` is the folder, for the error. */
bool cli_contain(mog_status *status, const char *store, mog_error *err);

#endif
