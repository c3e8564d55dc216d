/* story.h: what became of a record, as members of its JSON object: who recorded it, what retracted it, what is attached to it.
 *
 * All of it is as the snapshot sees it. Text that is shown is made from the same object.
 */
#ifndef MOG_CLI_STORY_H
#define MOG_CLI_STORY_H

#include "cli/cli.h"

/* "by". */
mog_status cli_set_recorder(json_t *out, mog_snapshot *snapshot, uint64_t change, mog_error *err);
/* "retracted": {"change", "recorded", "by", "reason"}; nothing where it is not. */
mog_status cli_set_retraction(json_t *out, mog_snapshot *snapshot, uint64_t record, mog_error *err);
/* "attachments": [{"name", "size", "content", "change", "recorded", "by"}]; nothing where there are none. */
mog_status cli_set_attachments(json_t *out, mog_snapshot *snapshot, uint64_t record, mog_error *err);

/* "2026-11-02 10:00:00Z" of a member that is a time. From the arena. */
const char *cli_time_of(const cli_context *cli, const json_t *object, const char *key);
const char *cli_text_of(const json_t *object, const char *key); /* "" where there is none */
/* "12 bytes", "3.5 KiB". From the arena. */
const char *cli_size_words(const cli_context *cli, uint64_t bytes);
/* "retracted 2026-11-03 by anna (change 17): the wrong system"; "report.pdf, 3.5 KiB, attached 2026-11-02 by anna". From the arena. */
const char *cli_retraction_words(const cli_context *cli, const json_t *retracted);
const char *cli_attachment_words(const cli_context *cli, const json_t *attachment);

#endif
