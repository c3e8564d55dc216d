/* key.h: signing keys in files of their own.
 *
 * A file holds the signer's text (signed_note.h) and a newline. Who can read it can sign in its owner's name, so a file to which anybody
 * else has any right is refused, and so is a link that others could have put there.
 */
#ifndef MOG_ENGINE_AUDIT_KEY_H
#define MOG_ENGINE_AUDIT_KEY_H

#include "engine/audit/signed_note.h"

/* Makes a new key and writes it to a new file with mode 0600, on disk when it returns. MOG_INPUT: the name is not valid, or there is something
 * by the name of the file already; MOG_SYSTEM: it cannot be written. */
mog_status mog_key_new(mog_verifier *out, mog_text name, const char *path, mog_error *err);

/* MOG_INPUT: no such file, no key, or open to others. The caller wipes it. */
mog_status mog_key_read(mog_signer *out, const char *path, mog_error *err);

#endif
