/* Writing while another process does. There is one writer at a time, and the other may be at it for long: an `evidence add` reads its
 * standard input to the end. Whoever waits is told what for. */
#include "cli/cli.h"

#include <signal.h>
#include <unistd.h>

#define PATIENCE 2 /* seconds before it is told */

/* In a signal handler, since the lock is waited for inside LMDB. */
static void tell_waiting(int number)
{
    static const char text[] = "mognad: note: waiting for another process, which is writing to the store\n";
    (void)number;
    (void)!write(STDERR_FILENO, text, sizeof text - 1);
}

mog_status cli_begin_batch(mog_batch **out, mog_store *store, const cli_context *cli, mog_error *err)
{
    struct sigaction telling = {.sa_handler = tell_waiting, .sa_flags = SA_RESTART}, before;
    sigaction(SIGALRM, &telling, &before);
    alarm(PATIENCE);
    mog_status status = mog_batch_begin(out, store, cli->now, err);
    alarm(0);
    sigaction(SIGALRM, &before, NULL);
    return status;
}
